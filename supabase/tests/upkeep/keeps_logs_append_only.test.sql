begin;
\ir ../helpers.sql
\ir ../workflows/helpers.sql
\ir ../ventures/helpers.sql
\ir helpers.sql
select plan(10);
select tests.create_user('alice');
select tests.create_keeper('acme', 'alice');
select tests.create_old('acme', 'alice', 89), tests.create_old('acme', 'alice', 90);
insert into private.operators (user_id) values (tests.id('alice'));

create function tests.tables() returns table (name text, at text)
language sql immutable
as $$ values ('execution_logs', 'timestamp'), ('workflow_execution_logs', 'created_at'), ('telemetry', 'recorded_at') $$;

select throws_ok(
  format('delete from public.%I where %I > now() - interval ''90 days''', name, at), 'PT409',
  'DELETE on ' || name || ' is refused: its rows are kept as they are.', 'its owner deletes no row of ' || name || ' before its time'
)
from tests.tables();
select lives_ok(
  format('delete from public.%I where %I < now() - interval ''90 days''', name, at), 'and afterwards nobody needs it: ' || name
)
from tests.tables();
update public.tenants set telemetry_kept_days = 90;
delete from private.retention_limits;
select throws_ok('delete from public.telemetry', 'PT409', null, 'without a limit nothing is ever old');
-- A purged tenant takes everything along.
update public.tenants set deleted_at = now() where id = tests.id('acme');
select lives_ok(format('select private.purge_tenant(%L, %L)', tests.id('acme'), tests.id('alice')), 'a purge does');
select is(tests.kept('acme'), tests.each(0), 'take everything');
select is_empty(format('select from private.retention_turns where tenant_id = %L', tests.id('acme')), 'and the turn');

select * from finish();
rollback;
