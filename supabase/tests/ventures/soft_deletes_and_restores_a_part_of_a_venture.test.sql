begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(52);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.fill_venture('shop', 'bob');
create temporary table parts (name text, tables text);
insert into parts values
('user_story', 'user_stories'), ('persona', 'personas'), ('requirement', 'requirements'), ('artifact', 'artifacts');
alter table parts add column word text;
update parts set word = 'shop ' || case name when 'user_story' then 'story' else name end;
grant select on parts to authenticated;
select tests.create_user('carl');
insert into public.user_roles (tenant_id, user_id, role) values (tests.id('acme'), tests.id('carl'), 'MEMBER');

create function tests.calling(p_verb text, p_name text, p_word text) returns text
language sql
as $$ select format('select public.%s_%s(tests.id(%L))', p_verb, p_name, p_word) $$;

select tests.as_user('mallory');
select throws_ok(tests.calling('delete', name, word), 'PT404', null, 'a stranger finds no ' || name) from parts;
select tests.as_user('vera', tests.id('acme'));
select throws_ok(tests.calling('delete', name, word), 'PT403', null, 'a VIEWER deletes no ' || name) from parts;
select tests.as_user('carl', tests.id('acme'));
select throws_ok(tests.calling('delete', name, word), 'PT403', null, 'a MEMBER deletes no other''s ' || name) from parts;
select tests.as_user('bob', tests.id('acme'));
select lives_ok(tests.calling('delete', name, word), 'but their own ' || name) from parts;
select throws_ok(tests.calling('delete', name, word), 'PT404', null, 'once: ' || name) from parts;
select is_empty('select from public.' || tables, 'then it is not to be seen in ' || tables) from parts;
select is_empty('select from public.artifact_versions', 'nor the versions of the artifact');
select is_empty($$ select public.requirements_by_evidence_tier('E0') $$, 'nor in the list of requirements');
select tests.as_user('mallory');
select throws_ok(tests.calling('restore', name, word), 'PT404', null, 'a stranger restores no ' || name) from parts;
select tests.as_user('vera', tests.id('acme'));
select throws_ok(tests.calling('restore', name, word), 'PT403', null, 'a VIEWER restores no ' || name) from parts;
select tests.as_user('carl', tests.id('acme'));
select throws_ok(tests.calling('restore', name, word), 'PT403', null, 'a MEMBER restores no other''s ' || name) from parts;
select tests.as_user('alice', tests.id('acme'));
select lives_ok(tests.calling('restore', name, word), 'an ADMIN restores the ' || name) from parts;
select throws_ok(tests.calling('restore', name, word), 'PT404', null, 'once: ' || name) from parts;
select isnt_empty('select from public.' || tables, 'then it is there again: ' || tables) from parts;
select isnt_empty('select from public.artifact_versions', 'with its versions');
select throws_ok('delete from public.' || tables, '42501', null, 'nobody deletes from ' || tables) from parts where name = 'artifact';

select * from finish();
rollback;
