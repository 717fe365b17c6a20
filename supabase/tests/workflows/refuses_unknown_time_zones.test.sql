begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(12);
select tests.create_cast();
select tests.make_workflow('flow', 'alice');
create function tests.set_zone(p_zone text) returns text language sql as
$$ select format('update public.workflows set schedule_timezone = %L where id = %L', p_zone, tests.id('flow')) $$;

select tests.as_user('bob');
select lives_ok(tests.set_zone(z), z) from unnest(array['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC']) as z;
select throws_ok(
  tests.set_zone(z), 'PT400', 'schedule_timezone is the name of an IANA time zone, like Europe/Berlin.', z || ' is refused'
)
from unnest(array['Berlin', 'europe/berlin', 'UTC+2', '+02:00', 'posix/Europe/Berlin', 'Factory', '']) as z;
select throws_ok(
  $$ insert into public.workflows (tenant_id, name, schedule_timezone) values (tests.id('acme'), 'x', 'Nowhere') $$, 'PT400',
  null, 'on insert, too'
);
select tests.as_owner();
alter table public.workflows disable trigger workflows_require_timezone;
select throws_like(tests.set_zone(repeat('a', 51)), '%"workflows_schedule_timezone_fits"%', 'it is a short name');

select * from finish();
rollback;
