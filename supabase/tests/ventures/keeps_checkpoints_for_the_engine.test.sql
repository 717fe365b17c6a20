begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_venture('shop', 'alice');
select tests.create_agent('agent', 'alice');
select tests.create_agent_execution('run', 'shop', 'bob', 'agent', 'RUNNING');

select tests.as_service();
select lives_ok(
  $$ insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state)
     values (tests.id('acme'), tests.id('run'), '1', '{"step": 1}') $$, 'the engine writes a checkpoint'
);
select throws_ok(
  $$ insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state)
     values (tests.id('acme'), tests.id('run'), '1', '{}') $$, '23505', null, 'of each key once'
);
select lives_ok(
  $$ insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state)
     values (tests.id('acme'), tests.id('run'), '1', '{"step": 2}')
     on conflict (tenant_id, execution_id, checkpoint_key) do update set state = excluded.state $$, 'writes it over'
);
select is((select state from public.agent_checkpoints), '{"step": 2}', 'so that the last state stays');
select throws_ok(
  $$ insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state)
     values (tests.id('umbrella'), tests.id('run'), '2', '{}') $$, '23503', null, 'not for a run of another tenant'
);
select tests.as_user('vera', tests.id('acme'));
select isnt_empty($$ select from public.agent_checkpoints $$, 'members read them');
select throws_ok($$ update public.agent_checkpoints set state = '{}' $$, '42501', null, 'and change none');
select throws_ok($$ delete from public.agent_checkpoints $$, '42501', null, 'and remove none');
select tests.as_user('mallory', tests.id('umbrella'));
select is_empty($$ select from public.agent_checkpoints $$, 'strangers see none');
select tests.as_service();
select lives_ok($$ delete from public.agent_checkpoints $$, 'the engine drops what it needs no more');

select * from finish();
rollback;
