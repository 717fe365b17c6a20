begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(29);
select tests.create_cast();
select tests.create_tenant('umbrella', 'alice');
select tests.make_agent('letters', 'alice');
update public.agents
set slug = 'letters', prompt_template = 'Write {{ x }}', is_public = true, tags = '{a}', max_memory_mb = 64
where id = tests.id('letters');

select tests.as_user('bob');
create temporary table made as select * from public.new_agent_version(tests.id('letters'));
select is(
  (select row(version, parent_id, status::text, user_id, slug, is_public, prompt_template, tags, max_memory_mb)::text from made),
  row(2, tests.id('letters'), 'draft', tests.id('alice'), null::text, false, 'Write {{ x }}', '{a}'::text[], 64)::text,
  'a version is a private draft with the content of the first one, its owner''s'
);
select is(
  (public.new_agent_version((select id from made))).version, 3, 'a version of a version counts on in the same tree'
);
select is(
  (select array_agg(parent_id) from public.agents where version = 3), array[tests.id('letters')], '… under the first one'
);
select is((public.new_agent_version(tests.id('letters'))).version, 4, 'and so on');

select tests.as_user('alice');
select lives_ok(format('select public.delete_agent(%L)', (select id from made)), 'a later version is deleted alone');
select tests.as_user('bob');
select is((public.new_agent_version(tests.id('letters'))).version, 5, 'its number is not given again');
select is(
  (select array_agg(version order by version desc) from public.agent_history((select id from made))), '{5,4,3,2,1}',
  'the history has all versions, by the id of any, deleted or not'
);
select is(
  (select array_agg(version) from public.agent_history(tests.id('letters'))), '{5,4,3,2,1}', 'the newest first'
);
select is((select count(*) from public.agents where name = 'letters'), 4::bigint, 'a list has the live ones');
select tests.as_user('vera');
select is((select count(*) from public.agent_history(tests.id('letters'))), 5::bigint, 'a VIEWER reads the history');
select throws_ok(format('select public.new_agent_version(%L)', tests.id('letters')), 'PT403', null, 'and makes no version');
select tests.as_user('mallory');
select throws_ok(
  format('select * from public.agent_history(%L)', tests.id('letters')), 'PT404', 'There is no such agent.',
  'a stranger reads no history, of a public agent either'
);
select throws_ok(
  format('select public.new_agent_version(%L)', tests.id('letters')), 'PT404', 'There is no such agent.', 'nor adds to it'
);

-- What the owner of the tables cannot write either.
select tests.as_owner();
create function tests.version_row(p_version integer, p_parent text, p_user text, p_tenant text) returns text
language sql
as $$
  select format(
    'insert into public.agents (tenant_id, user_id, name, type, version, parent_id) values (%L, %L, ''x'', ''llm'', %s, %L)',
    tests.id(p_tenant), tests.id(p_user), p_version, tests.id(p_parent)
  )
$$;
select throws_ok(tests.version_row(2, null, 'alice', 'acme'), 'PT409', 'The next version is 1.', 'a first version is 1');
select throws_ok(tests.version_row(5, 'letters', 'alice', 'acme'), 'PT409', 'The next version is 6.', 'no number twice');
select throws_ok(tests.version_row(7, 'letters', 'alice', 'acme'), 'PT409', 'The next version is 6.', 'none left out');
select throws_ok(tests.version_row(6, 'letters', 'bob', 'acme'), 'PT409', null, 'not another owner''s');
select throws_ok(tests.version_row(6, 'letters', 'alice', 'umbrella'), 'PT409', null, 'not another tenant''s');
select throws_ok(tests.version_row(2, 'nothing', 'alice', 'acme'), 'PT409', null, 'under nothing');
insert into made select * from public.agents where version = 4;
select throws_ok(
  format($$ insert into public.agents (tenant_id, user_id, name, type, version, parent_id)
            select tenant_id, user_id, 'x', 'llm', 2, id from public.agents where id = %L $$, (select id from made where version = 4)),
  'PT409', null, 'under a version that is not the first'
);
select throws_ok(
  format('update public.agents set version = 9 where id = %L', tests.id('letters')), 'PT409', null, 'a version keeps its number'
);
select throws_ok(
  format('update public.agents set parent_id = %L where id = %L', tests.id('letters'), tests.id('letters')), 'PT409', null,
  'and its place'
);
alter table public.agents disable trigger user;
select throws_like(
  tests.version_row(5, 'letters', 'alice', 'acme'), '%"agents_version_is_unique_in_tree"%', 'an index holds that, too'
);
alter table public.agents enable trigger user;
select tests.make_agent('other', 'alice');
update public.agents set deleted_at = now() where id = tests.id('other');
select throws_ok(tests.version_row(2, 'other', 'alice', 'acme'), 'PT409', null, 'under a deleted one');

-- An owner who has left does not hold the tree back.
update public.user_roles set role = 'ADMIN' where tenant_id = tests.id('acme') and user_id = tests.id('bob');
delete from public.user_roles where tenant_id = tests.id('acme') and user_id = tests.id('alice');
select tests.as_user('bob');
select is((public.new_agent_version(tests.id('letters'))).user_id, tests.id('bob'), 'who stays goes on with it');

-- The first version goes for good.
select tests.as_owner();
update public.agents set id = tests.id('renamed') where id = tests.id('letters');
select is(
  (select count(*) from public.agents where parent_id = tests.id('renamed')), 5::bigint, 'a new id reaches the versions'
);
delete from public.agents where id = tests.id('renamed');
select is(
  (select count(*) from public.agents where name = 'letters' and parent_id is null), 5::bigint,
  'and when it is gone they stand alone'
);
select has_index('public', 'agents', 'agents_parent_idx', array['tenant_id', 'parent_id'], 'found by an index');
select is(
  (select confdeltype::text || confupdtype::text from pg_constraint where conname = 'agents_first_version'), 'nc',
  'set null on delete, cascade on update'
);

select * from finish();
rollback;
