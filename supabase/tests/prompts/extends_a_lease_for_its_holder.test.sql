begin;
\ir ../helpers.sql
select plan(8);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');

select tests.as_service();
select is(
  public.extend_execution_lease(tests.id('run'), tests.id('run lease'), 90),
  '{"held": true, "cancel_requested": false}'::jsonb,
  'its holder keeps it'
);
select is((select lease_expires_at from public.executions), now() + interval '90 seconds', 'for as long as asked');
select is(
  public.extend_execution_lease(tests.id('run'), tests.id('other lease'), 90),
  '{"held": false, "cancel_requested": false}'::jsonb,
  'another does not'
);
select is(
  public.extend_execution_lease(tests.id('none'), tests.id('run lease')) ->> 'held', 'false',
  'nobody holds an unknown execution'
);
select is(public.extend_execution_lease(tests.id('run'), null) ->> 'held', 'false', 'or holds one by nothing');
select tests.as_user('bob');
select public.cancel_execution(tests.id('run'));
select tests.as_service();
select is(
  public.extend_execution_lease(tests.id('run'), tests.id('run lease')),
  '{"held": true, "cancel_requested": true}'::jsonb,
  'the holder learns that the end is asked for'
);
select tests.settle('run', tests.result('CANCELLED'));
select is(
  public.extend_execution_lease(tests.id('run'), tests.id('run lease')) ->> 'held', 'false',
  'a final execution is held by nobody'
);
select is((select lease_expires_at from public.executions), now() + interval '30 seconds', 'and stays as it is');

select * from finish();
rollback;
