begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(22);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
insert into public.divergence_alerts (id, tenant_id, venture_id, component, expected, actual, severity)
select tests.id(s), tests.id('acme'), tests.id('shop'), 'api', '100', '900', s::public.divergence_severity
from unnest(array['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']) as s;

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select severity::text from public.open_divergence_alerts() $$,
  $$ values ('CRITICAL'), ('HIGH'), ('MEDIUM'), ('LOW') $$, 'the open ones, the most severe first'
);
select results_eq(
  $$ select severity::text from public.open_divergence_alerts('HIGH') $$, $$ values ('HIGH') $$, 'or of one severity'
);
select is((select count(*)::integer from public.open_divergence_alerts(p_limit => 2, p_offset => 3)), 1, 'page by page');
select throws_ok($$ select public.resolve_divergence_alert(tests.id('LOW')) $$, 'PT403', null, 'a VIEWER resolves none');
select tests.as_user('mallory');
select throws_ok(
  format('select public.resolve_divergence_alert(tests.id(%L))', w), 'PT404', 'There is no such alert.', 'a stranger: ' || w
)
from unnest(array['LOW', 'nothing']) as w;
select is_empty($$ select public.open_divergence_alerts() $$, 'and sees none');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select public.open_divergence_alerts() $$, 'PT403', null, 'nor by naming the tenant');

select tests.as_user('bob', tests.id('acme'));
select is(
  (public.resolve_divergence_alert(tests.id('LOW'))).resolved_at,
  (select detected_at from public.divergence_alerts where id = tests.id('LOW')), 'a MEMBER resolves one'
);
select throws_ok(
  $$ select public.resolve_divergence_alert(tests.id('LOW')) $$, 'PT409', 'The alert is already resolved.', 'once'
);
select is((select count(*)::integer from public.open_divergence_alerts()), 3, 'then it is not open any more');
select isnt_empty(
  $$ select from public.audit_logs where resource_type = 'divergence_alert' and resource_id = tests.id('LOW')
     and user_id = tests.id('bob') $$, 'the audit log says by whom'
);
select throws_ok($$ update public.divergence_alerts set resolved_at = now() $$, '42501', null, 'a client writes nothing');

select tests.as_service();
select lives_ok(
  $$ update public.divergence_alerts set resolved_at = now() where id = tests.id('MEDIUM') $$, 'the engine may, when it is over'
);
select throws_ok(
  $$ update public.divergence_alerts set resolved_at = null where id = tests.id('MEDIUM') $$, 'PT409', null,
  'a resolved one is not opened again'
);
select lives_ok(
  $$ insert into public.divergence_alerts (tenant_id, venture_id, component, expected, actual, severity, detected_at)
     values (tests.id('acme'), tests.id('shop'), 'api', '1', '2', 'LOW', now() - interval '1 day') $$,
  'it reports what it found, and when'
);
select tests.as_owner();
select throws_ok(
  format('update public.divergence_alerts set %s where id = tests.id(''HIGH'')', change), 'PT409',
  'An alert is resolved, not rewritten.', 'the owner of the table: no ' || change
)
from unnest(array['severity = ''LOW''', 'actual = ''100''', 'component = ''web''', 'detected_at = ''2020-01-01''']) as change;
select throws_ok(
  $$ update public.divergence_alerts set resolved_at = now() where id = tests.id('LOW') $$, 'PT409',
  'The alert is resolved: that is final.', 'nor a second resolution'
);
select tests.as_user('alice', tests.id('acme'));
select public.delete_venture(tests.id('shop'));
select is_empty($$ select public.open_divergence_alerts() $$, 'with the venture its alerts go');

select * from finish();
rollback;
