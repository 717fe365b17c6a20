begin;
\ir ../helpers.sql
select plan(5);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
update public.tenants set queue_concurrency = 1000 where id = tests.id('acme');

select tests.queued_execution(w.word, 'bob', 'greet', jsonb_build_object('priority', upper(left(w.word, -1))))
from unnest(array['low1', 'normal1', 'high1', 'critical1', 'low2', 'normal2', 'high2', 'critical2']) as w (word);
alter sequence private.queue_starts restart 1;
select is(
  tests.claim(6),
  array(
    select tests.id(w)
    from unnest(array['critical1', 'critical2', 'high1', 'high2', 'normal1', 'normal2']) with ordinality as o (w, n)
    order by n
  ),
  'the urgent first, among equals the oldest'
);
select is(tests.claim(10), array[tests.id('low1'), tests.id('low2')], 'then what is left');
select is(tests.claim(10), '{}'::uuid[], 'then nothing');

-- Always something urgent: of eight starts in a row one goes to what has waited longest.
select tests.queued_execution('patient', 'bob', 'greet', '{"priority": "LOW"}');
select tests.queued_execution('urgent' || n, 'bob', 'greet', '{"priority": "CRITICAL"}') from generate_series(1, 20) as n;
create temporary table started (n integer, ids uuid[]);
insert into started select n, tests.claim(1) from generate_series(1, 8) as n;
select is(
  (select count(*)::integer from started where tests.id('patient') = any(ids)), 1,
  'what is not urgent waits for at most eight starts'
);
select is(
  (select count(*)::integer from started where cardinality(ids) = 1), 8, 'and takes nothing from the rest but its turn'
);

select * from finish();
rollback;
