begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(23);
select tests.create_cast();
select tests.create_venture('shop', 'alice');

select tests.as_user('bob', tests.id('acme'));
select lives_ok(
  $$ insert into public.artifacts (venture_id, type, content)
     values (tests.id('shop'), 'PRD', '{"title": "Bookings", "goals": ["a", "b"]}') $$, 'a MEMBER adds an artifact'
);
select is(
  (select (version, user_id, updated_by)::text from public.artifacts),
  (1, tests.id('bob'), tests.id('bob'))::text, 'it begins with version 1'
);
select results_eq(
  $$ select version, content, diff, created_by from public.artifact_versions $$,
  $$ values (1, '{"title": "Bookings", "goals": ["a", "b"]}'::jsonb, null::jsonb, tests.id('bob')) $$,
  'which is kept, without a difference'
);

select tests.as_user('alice', tests.id('acme'));
update public.artifacts set content = '{"title": "Tables", "goals": ["a", "b", "c"]}';
select is((select (version, user_id, updated_by)::text from public.artifacts),
  (2, tests.id('bob'), tests.id('alice'))::text, 'a change of content is the next version, by whoever made it'
);
select results_eq(
  $$ select diff, created_by from public.artifact_versions where version = 2 $$,
  $$ values (
       '[{"op": "add", "path": "/goals/2", "value": "c"}, {"op": "replace", "path": "/title", "value": "Tables"}]'::jsonb,
       tests.id('alice')
     ) $$, 'kept with what changed'
);
update public.artifacts set metadata = '{"by": "hand"}';
select is((select version from public.artifacts), 2, 'metadata makes none');
update public.artifacts set content = content;
select is((select version from public.artifacts), 2, 'nor does the same content again');
select is((select count(*)::integer from public.artifact_versions), 2, 'so there are two');
update public.artifacts set content = '{"title": "lost"}' where version = 1;
select is(
  (select content ->> 'title' from public.artifacts), 'Tables', 'a PATCH that expects an older version changes nothing'
);
select throws_ok(
  format('update public.artifacts set %s', change), '42501', null, 'a client does not write ' || split_part(change, ' ', 1)
)
from unnest(array['version = 7', 'updated_by = user_id', 'type = ''CODE''', 'user_id = updated_by']) as change;
select throws_ok(
  $$ insert into public.artifact_versions (tenant_id, artifact_id, version, content, created_by)
     select tenant_id, id, 3, '{}', user_id from public.artifacts $$, '42501', null, 'nor a version'
);

select tests.as_service();
update public.artifacts set content = '{"title": "Tables"}', updated_by = tests.id('bob');
select is(
  (select (version, created_by)::text from public.artifact_versions order by version desc limit 1),
  (3, tests.id('bob'))::text, 'the engine names the member for whom it writes'
);
select throws_ok(
  $$ update public.artifacts set content = '{}', updated_by = tests.id('mallory') $$, 'PT403',
  'updated_by must be a member of the tenant.', 'and no stranger'
);
select throws_ok(
  $$ update public.artifacts set updated_by = tests.id('mallory') $$, 'PT403', null, 'without a change of content either'
);
update public.artifacts set updated_by = tests.id('alice');
select is((select updated_by from public.artifacts), tests.id('bob'), 'nobody is named for what they did not write');

select tests.as_owner();
update public.artifacts set version = 9;
select is((select version from public.artifacts), 3, 'the owner of the table does not count otherwise');
update public.artifacts set content = '[1]', version = 9;
select is((select version from public.artifacts), 4, 'with a change either');
insert into public.artifacts (tenant_id, venture_id, user_id, updated_by, type, content, version)
values (tests.id('acme'), tests.id('shop'), tests.id('bob'), tests.id('mallory'), 'CODE', '{}', 5);
select is(
  (select (version, updated_by)::text from public.artifacts where type = 'CODE'), (1, tests.id('bob'))::text,
  'nor begins otherwise'
);
select results_eq(
  $$ select v.version from public.artifact_versions as v join public.artifacts as a on a.id = v.artifact_id
     where a.type = 'PRD' order by 1 $$, $$ values (1), (2), (3), (4) $$, 'numbers follow one another'
);
select throws_ok($$ delete from public.artifact_versions $$, 'PT409', null, 'and none of them goes');

select * from finish();
rollback;
