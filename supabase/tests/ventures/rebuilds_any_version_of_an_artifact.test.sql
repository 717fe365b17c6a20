begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_artifact('prd', 'shop', 'bob', '{"title": "Bookings", "goals": ["a", "b"]}');
update public.artifacts set content = content || '{"title": "Tables", "a/b~c": {"": null}}';
update public.artifacts set content = content - 'goals' || '{"a/b~c": {"": 1}}';
update public.artifacts set content = '["all", "new"]';
update public.artifacts set content = '"text"';

select tests.as_user('vera', tests.id('acme'));
select is(public.artifact_at_version(tests.id('prd'), v.version), v.content, 'version ' || v.version)
from public.artifact_versions as v order by v.version;
select throws_ok(
  format('select public.artifact_at_version(tests.id(''prd''), %s)', version), 'PT404', null, 'there is no version ' || version
)
from unnest(array['0', '6', 'null::integer']) as version;
select throws_ok($$ select public.revert_artifact(tests.id('prd'), 1) $$, 'PT403', null, 'a VIEWER reverts nothing');
select tests.as_user('mallory');
select throws_ok(
  format('select public.%s(tests.id(''prd''), 1)', name), 'PT404', 'There is no such artifact.', 'a stranger: no ' || name
)
from unnest(array['artifact_at_version', 'revert_artifact']) as name;

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  format('select public.revert_artifact(tests.id(''prd''), %s)', version), 'PT404', null, 'not to version ' || version
)
from unnest(array['0', '6', 'null::integer']) as version;
select is((public.revert_artifact(tests.id('prd'), 2)).version, 6, 'a MEMBER goes back, as the newest version');
select is(
  (select content from public.artifacts), (select content from public.artifact_versions where version = 2), 'as it was'
);
select is((public.revert_artifact(tests.id('prd'), 6)).version, 6, 'going back to what is there is no change');
select tests.as_user('alice', tests.id('acme'));
select public.delete_artifact(tests.id('prd'));
select throws_ok(
  format('select public.%s(tests.id(''prd''), 1)', name), 'PT404', null, 'of a deleted one: no ' || name
)
from unnest(array['artifact_at_version', 'revert_artifact']) as name;

select * from finish();
rollback;
