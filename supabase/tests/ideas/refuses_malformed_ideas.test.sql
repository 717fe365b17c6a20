begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();

create function tests.add(p_title text, p_description text) returns uuid
language sql
as $$
  insert into public.business_ideas (tenant_id, title, description) values (tests.id('acme'), p_title, p_description)
  returning id
$$;
create function tests.description_of(p_id uuid) returns text
language sql
as $$ select description from public.business_ideas where id = p_id $$;

select tests.as_user('bob');
select throws_like(
  $$ select tests.add('Shop', repeat('a', 49)) $$, '%business_ideas_description_has_50_to_5000_characters%', 'too short'
);
select throws_like(
  $$ select tests.add('Shop', repeat('a', 5001)) $$, '%business_ideas_description_has_50_to_5000_characters%', 'too long'
);
select lives_ok($$ select tests.add('Shop', repeat('ä', 50)) $$, '50 characters are enough, whatever their bytes');
select lives_ok($$ select tests.add('Shop', repeat('ä', 5000)) $$, '5,000 are not too many');
select throws_like(
  $$ select tests.add('Shop', repeat(' ', 30) || repeat('a', 49) || repeat(e'\n\t', 30)) $$,
  '%business_ideas_description_has_50_to_5000_characters%', 'white space around it does not count'
);
select throws_like(
  $$ select tests.add('Shop', e'\u00a0\u3000\ufeff' || repeat('a', 49) || e'\u2003') $$,
  '%business_ideas_description_has_50_to_5000_characters%', 'of whatever kind'
);
select is(
  tests.description_of(tests.add('Shop', e'\n  ' || repeat('b', 5000) || e'\u2003\r\n ')), repeat('b', 5000),
  'it is cut off'
);
select tests.add(e' Corner shop\n', repeat('c', 50));
select is(
  (select title from public.business_ideas where description = repeat('c', 50)), 'Corner shop', 'around the title, too'
);
select throws_like($$ select tests.add(' ', repeat('a', 50)) $$, '%business_ideas_title_fits%', 'no title');
select throws_like($$ select tests.add(repeat('a', 201), repeat('a', 50)) $$, '%business_ideas_title_fits%', 'a long title');
select throws_ok($$ select tests.add(null, repeat('a', 50)) $$, '23502', null, 'a missing title');
select throws_ok($$ select tests.add('Shop', null) $$, '23502', null, 'a missing description');
select throws_like(
  $$ update public.business_ideas set description = ' short ' $$,
  '%business_ideas_description_has_50_to_5000_characters%', 'nor by a change'
);

select tests.as_owner();
select throws_ok(
  $$ insert into public.business_ideas (tenant_id, user_id, title, description, status)
     values (tests.id('acme'), tests.id('bob'), 'Shop', repeat('a', 50), 'completed') $$,
  'PT409', 'An idea begins as a draft.', 'whoever makes it'
);
alter table public.business_ideas disable trigger business_ideas_guard;
select throws_like(
  $$ update public.business_ideas set title = title || ' ' $$, '%business_ideas_text_is_trimmed%',
  'what did not pass the trigger is refused as well'
);

select * from finish();
rollback;
