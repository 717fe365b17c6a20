begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 3);
select tests.create_budget('monthly', 100, '{"period": "MONTH"}');
select tests.running_execution('long', 'bob', 'letter');
select tests.running_execution('short', 'bob', 'letter');

create function tests.raise_hold(p_word text, p_hold_usd numeric) returns jsonb
language sql
as $$ select public.raise_execution_hold(tests.id(p_word), tests.id(p_word || ' lease'), p_hold_usd) $$;

select tests.as_service();
select is(tests.raise_hold('long', 1.5), '{"usd": "1.5"}', 'it is raised to what is asked for');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0::numeric, 2.5) $$, 'and counted');
select results_eq($$ select * from tests.counted('monthly') $$, $$ values (0::numeric, 2.5) $$, 'under each budget');
select lives_ok($$ select tests.raise_hold('long', 0.5) $$, 'asking for less');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (0::numeric, 2.5) $$, 'changes nothing');
select throws_ok($$ select tests.raise_hold('long', 2.000000000001) $$, 'PT402', null, 'more than the limit bears is refused');
select results_eq($$ select * from tests.counted('monthly') $$, $$ values (0::numeric, 2.5) $$, 'and changes nothing, anywhere');
select lives_ok($$ select tests.raise_hold('long', 2) $$, 'what it just bears is not');
select throws_ok(
  $$ select public.raise_execution_hold(tests.id('long'), tests.id('wrong'), 2) $$, 'PT409', null, 'only for who has the lease'
);
select tests.settle('long', tests.result(), jsonb_build_array(tests.model_call('1', '1.75')));
select throws_ok($$ select tests.raise_hold('long', 3) $$, 'PT409', null, 'nor when it has ended');
select results_eq($$ select * from tests.counted('daily') $$, $$ values (1.75, 1::numeric) $$, 'settling frees what is left');
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select * from finish();
rollback;
