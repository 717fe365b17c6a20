begin;
\ir ../helpers.sql
\ir ../workflows/helpers.sql
\ir ../ventures/helpers.sql
\ir helpers.sql
select plan(12);
select tests.create_user('alice'), tests.create_user('mallory');
select tests.create_keeper('acme', 'alice'), tests.create_keeper('other', 'mallory');
select tests.create_old('acme', 'alice', 100, 25), tests.create_old('other', 'mallory', 101, 5);
delete from private.retention_turns where tenant_id not in (tests.id('acme'), tests.id('other'));
update private.retention_turns set next_at = now() - interval '1 day' where tenant_id = tests.id('acme');

select tests.as_service();
select is(
  public.prune_old_rows(0, 10), jsonb_build_object('deleted', tests.each(10), 'tenants', 1, 'more', true),
  'of each table at most so many, of whoever waits the longest'
);
select is(
  public.prune_old_rows(0, 10), jsonb_build_object('deleted', tests.each(5), 'tenants', 1, 'more', true),
  'then it is the turn of the next'
);
select is(
  public.prune_old_rows(20, 10), jsonb_build_object('deleted', tests.each(10), 'tenants', 1, 'more', true),
  'each has one turn a call, however much time there is'
);
select is(
  public.prune_old_rows(20, 10), jsonb_build_object('deleted', tests.each(5), 'tenants', 1, 'more', false), 'until nothing is left'
);
select is(public.prune_old_rows(), '{"deleted": {}, "tenants": 0, "more": false}', 'and then nobody is looked after');
select throws_ok('select public.prune_old_rows(21, 10)', 'PT400', 'p_seconds goes from 0 to 20, p_batch from 1 to 10000.');
select throws_ok('select public.prune_old_rows(-1, 10)', 'PT400');
select throws_ok('select public.prune_old_rows(1, 0)', 'PT400');
select throws_ok('select public.prune_old_rows(1, 10001)', 'PT400');
select throws_ok('select public.prune_old_rows(null, 10)', 'PT400');

-- The oldest go first, whatever their level.
select tests.as_owner();
select tests.create_old('acme', 'alice', 200, 4), tests.create_old('acme', 'alice', 150, 4);
update private.retention_turns set next_at = now() where tenant_id = tests.id('acme');
select public.prune_old_rows(0, 8);
select is((tests.kept('acme') ->> 'execution_logs')::integer, 0, 'a batch is filled from all levels');
-- A new tenant is looked after, and a purged one forgotten.
select tests.create_tenant('fresh', 'alice');
select isnt_empty(
  format('select from private.retention_turns where tenant_id = %L', tests.id('fresh')), 'a new tenant has its turn, too'
);

select * from finish();
rollback;
