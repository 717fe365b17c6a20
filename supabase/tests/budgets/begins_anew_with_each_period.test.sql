begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');

-- When a day or a month begins and ends, where.
create function tests.period(p_period public.budget_period, p_zone text, p_at timestamptz) returns text
language sql
as $$
  select format('%s - %s', s at time zone 'UTC', private.period_end(p_period, p_zone, s) at time zone 'UTC')
  from private.period_start(p_period, p_zone, p_at) as s
$$;
select is(tests.period('DAY', 'UTC', '2026-03-05 23:59:59.999Z'), '2026-03-05 00:00:00 - 2026-03-06 00:00:00', 'a day');
select is(tests.period('MONTH', 'UTC', '2026-02-28 12:00Z'), '2026-02-01 00:00:00 - 2026-03-01 00:00:00', 'a month');
select is(tests.period('MONTH', 'UTC', '2026-12-31 23:00Z'), '2026-12-01 00:00:00 - 2027-01-01 00:00:00', 'the last of a year');
select is(tests.period('DAY', 'Asia/Tokyo', '2026-03-05 15:00Z'), '2026-03-05 15:00:00 - 2026-03-06 15:00:00', 'by the clock of the place');
select is(tests.period('MONTH', 'America/New_York', '2026-03-01 04:59Z'), '2026-02-01 05:00:00 - 2026-03-01 05:00:00', 'a month, too');
select is(tests.period('DAY', 'Europe/Berlin', '2026-03-29 12:00Z'), '2026-03-28 23:00:00 - 2026-03-29 22:00:00', 'one of 23 hours');
select is(tests.period('DAY', 'Europe/Berlin', '2026-10-25 12:00Z'), '2026-10-24 22:00:00 - 2026-10-25 23:00:00', 'one of 25 hours');
select is(tests.period('MONTH', 'Europe/Berlin', '2026-10-25 12:00Z'), '2026-09-30 22:00:00 - 2026-10-31 23:00:00', 'a month with such a day');
select is(tests.period('DAY', 'Africa/Cairo', '2026-04-24 12:00Z'), '2026-04-23 22:00:00 - 2026-04-24 21:00:00', 'one that has no midnight');
select is(private.period_before('MONTH', 'Europe/Berlin', '2026-03-31 22:00Z'), '2026-02-28 23:00Z', 'the month before');

-- An execution of yesterday that still runs, under a budget that has counted it: the world is set back by a day.
select tests.create_budget('daily', 1);
select tests.running_execution('yesterday', 'bob', 'letter');
update public.executions set created_at = created_at - interval '1 day' where id = tests.id('yesterday');
update public.budgets set limit_usd = 1.5 where id = tests.id('daily');
select lives_ok($$ select tests.running_execution('today', 'bob', 'letter') $$, 'a new day has the whole limit');
select throws_ok($$ select tests.begin_execution('bob', 'letter') $$, 'PT402', null, 'and no more than that');
select tests.settle('yesterday', tests.result(), jsonb_build_array(tests.model_call('1', '0.75')));
select results_eq(
  $$ select sum(spent_usd), sum(held_usd) from private.budget_slots where budget_id = tests.id('daily')
     group by period_start order by period_start $$,
  $$ values (0.750000000000, 0.000000000000), (0.000000000000, 1.000000000000) $$,
  'what ends today and began yesterday is yesterday''s'
);
select tests.settle('today', tests.result(), jsonb_build_array(tests.model_call('2', '0.5')));
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0.5, 0::numeric) $$, 'today''s is today''s');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

-- The slots of a period are made when it begins, and those before the last one go.
update private.budget_slots set period_start = period_start - interval '3 days' where budget_id = tests.id('daily');
select tests.running_execution('next', 'bob', 'letter');
select results_eq(
  $$ select count(*)::integer, sum(held_usd) from private.budget_slots where budget_id = tests.id('daily') $$,
  $$ values (16, 1.000000000000) $$, 'old slots are gone when a period begins'
);

select * from finish();
rollback;
