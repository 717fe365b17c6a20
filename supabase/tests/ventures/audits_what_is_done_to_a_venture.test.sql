begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.fill_venture('shop', 'alice');
select tests.score('shop', 'VRC', 0.9);
select tests.as_user('bob', tests.id('acme'));
select public.advance_venture(tests.id('shop'));
update public.requirements set description = 'Booked twice';

select results_eq(
  $$ select user_id, action, changes -> 'before', changes -> 'after' from public.audit_logs
     where resource_type = 'venture' and action = 'UPDATE' $$,
  $$ values (tests.id('bob'), 'UPDATE', '{"phase": "DISCOVER"}'::jsonb, '{"phase": "DEFINE"}'::jsonb) $$,
  'who took it on, from where to where'
);
select set_eq(
  $$ select resource_type from public.audit_logs where action = 'CREATE' $$,
  $$ values ('venture'), ('user_story'), ('persona'), ('requirement'), ('artifact'), ('quality_gate'),
     ('divergence_alert'), ('agent'), ('tenant'), ('membership') $$, 'all that was made'
);
select is(
  (select changes #>> '{after,description}' from public.audit_logs
   where resource_type = 'requirement' and action = 'UPDATE'), 'Booked twice', 'and what was changed'
);
select is(
  (select (changes #>> '{after,score}')::numeric from public.audit_logs where resource_type = 'quality_gate'
   order by created_at, (changes #>> '{after,score}')::numeric desc limit 1), 0.9, 'a score, too'
);

select * from finish();
rollback;
