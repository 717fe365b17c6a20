begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
create function tests.charge(p_model text, p_usd numeric, p_at timestamptz, p_more text default 'OPERATOR') returns void
language sql
as $$
  insert into public.cost_tracking (
    tenant_id, user_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at, created_at
  )
  values (
    tests.id('acme'), tests.id('alice'), 'PROMPT_EXECUTION', gen_random_uuid(), 'FIRST', split_part(p_model, ':', 1), p_model,
    p_usd, p_more::public.price_source, 'SUCCEEDED', p_at, p_at
  )
$$;
-- Days begin at midnight UTC, wherever the server is.
set local time zone 'Pacific/Kiritimati';

create function tests.midnight() returns timestamptz
language sql stable
as $$ select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' $$;
create function tests.spent() returns setof jsonb
language sql security definer
as $$ select jsonb_array_elements(public.operational_metrics() -> 'spend_today') $$;

select is_empty('select tests.spent()', 'nothing at first');
select tests.charge('a:one', 0.1, tests.midnight());
select tests.charge('a:one', 0.000000000001, now());
select tests.charge('b:two', 3, now());
select tests.charge('b:two', 100, tests.midnight() - interval '1 microsecond');
select tests.charge('c:unpriced', null, now(), 'UNKNOWN');
select set_eq(
  'select tests.spent()',
  $$ values
     ('{"provider": "a", "model": "a:one", "usd": "0.100000000001"}'::jsonb),
     ('{"provider": "b", "model": "b:two", "usd": "3"}'),
     ('{"provider": "c", "model": "c:unpriced", "usd": "0"}') $$,
  'to the last decimal, since midnight UTC'
);
select tests.charge('d:' || n, n + 10, now()) from generate_series(1, 30) as n;
select is((select count(*)::integer from tests.spent()), 21, 'twenty models by name, and one for all others');
select is(
  (select (s ->> 'usd')::numeric from tests.spent() as s where s ->> 'model' = 'other'),
  (select sum(n + 10) from generate_series(1, 10) as n) + 3.100000000001,
  'the cheapest are the others, and none is left out'
);
select * from finish();
rollback;
