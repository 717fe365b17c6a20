begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.publish('letter', 'alice');
select tests.create_api_key('robot', 'bob', '{prompts:write,executions:write}', '{"requests_per_minute": 20}');

-- The ten seconds in which the test began, however long it takes.
create or replace function private.rate_epoch() returns bigint
language plpgsql
as $$ begin return floor(extract(epoch from now()) / 10); end $$;
create function tests.run(p_key text default 'robot') returns jsonb
language sql
as $$
  select public.begin_execution(null, null, 'letter', p_inputs => '{"who": "x"}', p_api_key => tests.proof(p_key))
$$;
-- What was taken is so much older.
create function tests.pass(p_seconds integer) returns void
language sql
as $$
  update private.rate_slots set
    epoch = epoch - p_seconds / 10,
    taken = array(select taken[(n + p_seconds / 10) % 7 + 1] from generate_series(0, 6) as g (n) order by n)
$$;
-- What a refusal says, of the form that PostgREST understands.
create function tests.refusal(p_statement text) returns jsonb
language plpgsql
as $$
declare
  v_message text;
  v_detail text;
begin
  execute p_statement;
  return null;
exception
  when sqlstate 'PGRST' then
    get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail;
    return v_message::jsonb || jsonb_build_object('answer', v_detail::jsonb);
end
$$;

select lives_ok($$ select tests.run() from generate_series(1, 20) $$, 'as many as the limit');
select is(tests.refusal('select tests.run()') ->> 'code', 'PT429', 'and not one more');
select is(tests.refusal('select tests.run()') #>> '{answer,status}', '429', 'with this status');
select ok(
  (tests.refusal('select tests.run()') #>> '{answer,headers,Retry-After}')::integer between 50 and 70,
  'when it is worth trying again'
);
select is(
  (tests.refusal('select tests.run()') ->> 'details')::jsonb - 'retry_after',
  '{"limited": "requests", "of": "api_key", "limit_per_minute": 20}', 'and which limit'
);
select is((select count(*) from public.executions), 20::bigint, 'what is refused leaves nothing');
select is(
  tests.refusal($$ select tests.as_key(tests.key('robot'), '/prompts', 'POST') $$) ->> 'code', 'PT429',
  'direct writes count, too'
);
select is(
  (select sum(share) from private.rate_slots), 20::numeric, 'all shares together are the limit'
);

select tests.pass(60);
select is(tests.refusal('select tests.run()') ->> 'code', 'PT429', 'after 60 seconds it may be too early');
select tests.pass(10);
select is(tests.refusal('select tests.run()'), null, 'after 70 it is not');

-- Another limit counts at once, without forgetting what was taken.
update public.api_keys set requests_per_minute = 2;
select is(tests.refusal('select tests.run()'), null, 'a new limit');
select is(tests.refusal('select tests.run()') ->> 'code', 'PT429', 'of which one was taken before');

-- The tenant's, for everybody in it.
update public.tenants set requests_per_minute = 1 where id = tests.id('acme');
update public.api_keys set requests_per_minute = null;
select tests.begin_execution('alice', 'letter');
select is(
  (tests.refusal($$ select tests.begin_execution('bob', 'letter') $$) ->> 'details')::jsonb ->> 'of', 'tenant',
  'the limit of the tenant is everybody''s'
);
update public.tenants set requests_per_minute = null where id = tests.id('acme');
update private.plan_limits set requests_per_minute = 1 where plan = 'FREE';
select is(
  tests.refusal($$ select tests.begin_execution('bob', 'letter') $$) ->> 'code', 'PT429', 'or that of its plan'
);
update private.plan_limits set requests_per_minute = null where plan = 'FREE';

-- Tokens: 1,024 for the answer, and what is sent.
update public.api_keys set tokens_per_minute = 2000;
select tests.run();
update public.executions set id = tests.id('run'), lease_id = tests.id('run lease')
where id = (select execution_id from private.token_holds);
update private.token_holds set execution_id = tests.id('run');
select is((select tokens from private.token_holds), 1030::bigint, 'what an execution may use is taken before');
select is(
  (tests.refusal('select tests.run()') ->> 'details')::jsonb ->> 'limited', 'tokens', 'so that a second does not fit'
);
select tests.settle('run');
select is(
  (select private.rate_taken(tests.id('robot'), 'tokens', private.rate_epoch())), 15::bigint,
  'when it has ended, what it used takes the place of the estimate'
);
select is_empty($$ select from private.token_holds $$, 'and nothing else is left');
select is(tests.refusal('select tests.run()'), null, 'so that the next one fits');

select * from finish();
rollback;
