begin;
\ir ../helpers.sql
select plan(22);
select tests.create_cast();
insert into public.prompts (tenant_id, user_id, name, description, template, tags)
values
(tests.id('acme'), tests.id('alice'), 'AI Code Reviewer', 'Reviews code for best practices and security', 'x', '{code,security}'),
(tests.id('acme'), tests.id('alice'), 'Translator', 'From code to prose', 'x', '{prose}'),
(tests.id('acme'), tests.id('alice'), '100% sure_thing', null, 'x', '{}'),
(tests.id('acme'), tests.id('alice'), 'Back\slash', null, 'x', '{}'),
(tests.id('acme'), tests.id('alice'), 'Archived code', null, 'x', '{code}'),
(tests.personal_tenant('mallory'), tests.id('mallory'), 'Secret code', 'code', 'x', '{code}');
create function tests.found(p_query text default null, p_status text default null, p_tags text[] default null) returns setof text
language sql
as $$ select name from public.search_prompts(p_query, p_status, p_tags) $$;

select tests.as_user('alice', tests.id('acme'));
select public.archive_prompt((select id from public.prompts where name = 'Archived code'));
select public.publish_prompt((select id from public.prompts where name = 'Translator'));

select tests.as_user('vera', tests.id('acme'));
select set_eq($$ select tests.found('review') $$, array['AI Code Reviewer'], 'a part of a name, whatever its case');
select set_eq(
  $$ select tests.found('CODE') $$, array['AI Code Reviewer', 'Translator', 'Archived code'], 'or of a description'
);
select is((select (array_agg(f))[3] from tests.found('code') as f), 'Translator', 'names come before descriptions');
select set_eq($$ select tests.found('100%') $$, array['100% sure_thing'], 'a percent sign is itself');
select set_eq($$ select tests.found('e_t') $$, array['100% sure_thing'], 'so is an underscore');
select set_eq($$ select tests.found('k\s') $$, array['Back\slash'], 'and a backslash');
select is_empty($$ select tests.found('%') intersect select 'Translator' $$, 'nothing stands for everything');
select is_empty($$ select tests.found('nothing of the kind') $$, 'nothing is found when there is nothing');
select is((select count(*)::integer from tests.found()), 5, 'without a query, all of the tenant');
select is((select count(*)::integer from tests.found('')), 5, 'with an empty one, too');
select set_eq($$ select tests.found('code', 'ARCHIVED') $$, array['Archived code'], 'of one status');
select set_eq($$ select tests.found(null, 'PUBLISHED') $$, array['Translator'], 'with a query or without');
select set_eq(
  $$ select tests.found(null, null, array['security', 'prose']) $$, array['AI Code Reviewer', 'Translator'],
  'with any of the tags'
);
select set_eq($$ select tests.found('code', 'DRAFT', array['code']) $$, array['AI Code Reviewer'], 'all at once');
select throws_ok($$ select tests.found('x', 'NEW') $$, 'PT400', null, 'an unknown status is refused');
select is((select count(*)::integer from public.search_prompts(null, p_limit => 2)), 2, 'a page is as long as asked');
select is(
  (select count(*)::integer from public.search_prompts(null, p_limit => 2, p_offset => 4)), 1, 'and begins where asked'
);
select is(
  (select count(*)::integer from public.search_prompts(null, p_limit => -1, p_offset => -1)), 0,
  'less than nothing is nothing'
);
select lives_ok($$ select tests.found(repeat('x', 100000)) $$, 'a long query is no error');

select tests.as_user('mallory');
select set_eq($$ select tests.found('code') $$, array['Secret code'], 'another tenant finds its own');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select tests.found('code') $$, 'PT403', null, 'and not these');
select tests.as_anon();
select throws_ok($$ select tests.found('code') $$, '42501', null, 'anon finds nothing');

select * from finish();
rollback;
