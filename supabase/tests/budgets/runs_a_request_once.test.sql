begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 1);

create function tests.request(p_user text, p_key text, p_hash text default 'h', p_tenant_id uuid default tests.id('acme')) returns jsonb
language sql
as $$
  select public.begin_execution(
    tests.id(p_user), p_tenant_id, 'letter', p_idempotency_key => p_key, p_idempotency_hash => p_hash
  )
$$;
create function tests.refusal(p_user text, p_key text, p_hash text default 'h') returns jsonb
language plpgsql
as $$
declare
  v_code text;
  v_detail text;
begin
  perform tests.request(p_user, p_key, p_hash);
  return null;
exception when others then
  get stacked diagnostics v_code = returned_sqlstate, v_detail = pg_exception_detail;
  return jsonb_build_object('state', v_code) || v_detail::jsonb;
end
$$;

select tests.as_service();
create temporary table begun as select tests.request('bob', 'k') as r;
select isnt((select r #>> '{execution,lease_id}' from begun), null, 'the first begins');
select is(
  tests.refusal('bob', 'k'),
  (select jsonb_build_object('state', 'PT409', 'code', 'in_progress', 'execution_id', r #>> '{execution,id}') from begun),
  'while it runs, a second one is told to wait'
);
select is(tests.refusal('bob', 'k', 'other') ->> 'code', 'idempotency_mismatch', 'another request with the same key is refused');
select is((select count(*)::integer from public.executions), 1, 'neither begins anything');
select is((select held_usd from tests.counted('daily')), 1::numeric, 'or holds anything');
select is(
  public.settle_execution(
    (r #>> '{execution,id}')::uuid, (r #>> '{execution,lease_id}')::uuid, tests.result(),
    jsonb_build_array(tests.model_call('one', '0.25'), tests.model_call('two', '0.25', '{"kind": "repair", "started_at": "2099-01-01"}'))
  ) ->> 'outcome', 'settled', 'it ends'
) from begun;
create temporary table replayed as select tests.request('bob', 'k') as r;
select results_eq(
  $$ select r #>> '{replay,execution,id}', r #>> '{replay,execution,output}', r #>> '{replay,execution,cost_usd}' from replayed $$,
  $$ select r #>> '{execution,id}', 'Hello', '0.5' from begun $$, 'then a second one hears what came of the first'
);
select is(
  (select jsonb_path_query_array(r, '$.replay.calls[*].kind') from replayed), '["FIRST", "REPAIR"]', 'with its calls, in their order'
);
select is((select r -> 'execution' from replayed), null, 'and has begun nothing');
select is(tests.refusal('bob', 'k', 'other') ->> 'state', 'PT422', 'another request is refused still');
select tests.as_owner();
update public.budgets set limit_usd = 99 where id = tests.id('daily');
select tests.as_service();
select isnt(tests.request('alice', 'k') -> 'execution', null, 'a key is its user''s own');
select tests.as_owner();
update public.budgets set limit_usd = 0.5 where id = tests.id('daily');
select tests.as_service();
select is(tests.refusal('bob', 'later') ->> 'state', 'PT402', 'a request that is refused has not run');
select tests.as_owner();
update public.budgets set limit_usd = 99 where id = tests.id('daily');
select tests.as_service();
select isnt(tests.request('bob', 'later') -> 'execution', null, 'its key may be used again');
select throws_ok($$ select tests.request('bob', '') $$, '23514', null, 'an empty key is none');
select throws_ok($$ select tests.request('bob', repeat('k', 256)) $$, '23514', null, 'nor is a long one');
select throws_ok($$ select tests.request('bob', 'no hash', null) $$, '23514', null, 'a key goes with a hash');
select throws_ok($$ select tests.request('vera', 'k') $$, 'PT403', null, 'a VIEWER hears nothing, not even of a key');

select * from finish();
rollback;
