begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(22);
select tests.create_cast();
select tests.create_venture('shop', 'alice');

create temporary table scored as
select t.*, tests.score('shop', t.gate::public.gate_type, t.score) as id
from (values
  ('VRC', 0.76, '(0.76,t)'), ('VRC', 0.7599, '(0.76,f)'), ('VCD', 0.75, '(0.75,t)'), ('VCD', 0.7499, '(0.75,f)'),
  ('DSP', 0.80, '(0.80,t)'), ('DSP', 0.7999, '(0.80,f)'), ('MDP', 0.85, '(0.85,t)'), ('MDP', 0.8499, '(0.85,f)')
) as t (gate, score, wanted);
select is((g.threshold, g.passed)::text, s.wanted, format('%s at %s', s.gate, s.score))
from scored as s join public.quality_gates as g on g.id = s.id;

select throws_ok(
  format(
    $$ insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria, %I)
       values (tests.id('acme'), tests.id('shop'), 'VRC', 0.1, '{}', %s) $$, name, value
  ),
  '428C9', null, name || ' is given by nobody'
)
from (values ('threshold', '0'), ('passed', 'true')) as t (name, value);
select throws_ok(
  $$ update public.quality_gates set score = 1 $$, 'PT409', null, 'a score is not corrected: it is calculated anew'
);
select throws_ok(
  format(
    $$ insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria)
       values (tests.id('acme'), tests.id('shop'), 'VRC', %s, '{}') $$, score
  ),
  '23514', format('new row for relation "quality_gates" violates check constraint "quality_gates_score_%s"', rule),
  'no score of ' || score
)
from (values
  ('-0.1', 'between_0_and_1'), ('1.1', 'between_0_and_1'), ($$'NaN'$$, 'between_0_and_1'),
  ('-0.00004', 'between_0_and_1'), ('1.00004', 'between_0_and_1'), ('0.75996', 'has_at_most_4_decimals')
) as v (score, rule);

select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria)
     values (tests.id('acme'), tests.id('shop'), 'VRC', 1, '{}') $$, '42501', null, 'an ADMIN forges none'
);
select tests.as_service();
select lives_ok(
  $$ insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria)
     values (tests.id('acme'), tests.id('shop'), 'VRC', 0.77, '[{"market": 0.8}]') $$, 'the engine writes them'
);
select throws_ok(
  $$ insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria, calculated_at)
     values (tests.id('acme'), tests.id('shop'), 'VRC', 0.77, '{}', '2030-01-01') $$, '42501', null,
  'at no other time than now'
);
select throws_ok(
  format(
    $$ insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria)
       values (tests.id('acme'), tests.id('shop'), 'VRC', 1, %L) $$, criteria
  ),
  '23514', null, 'criteria are a breakdown: not ' || left(criteria, 10)
)
from unnest(array['"good"', '{"a": "' || repeat('x', 262144) || '"}']) as criteria;

select * from finish();
rollback;
