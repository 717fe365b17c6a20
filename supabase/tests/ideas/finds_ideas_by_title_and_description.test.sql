begin;
\ir ../helpers.sql
select plan(13);
select tests.create_cast();
insert into public.business_ideas (tenant_id, user_id, title, description, created_at)
values
(tests.id('acme'), tests.id('bob'), 'Corner shop', repeat('Sells bread, 100% organic. ', 3), now() - interval '3 days'),
(tests.id('acme'), tests.id('alice'), 'Bakery', repeat('Bakes bread for every SHOP in town. ', 3), now() - interval '2 days'),
(tests.id('acme'), tests.id('bob'), 'Cinema_2', repeat('Shows films nobody else shows. ', 3), now() - interval '1 day'),
(tests.personal_tenant('mallory'), tests.id('mallory'), 'Shop', repeat('A shop elsewhere, of somebody. ', 3), now());
update public.business_ideas set status = 'submitted' where title = 'Bakery';

create function tests.found(
  p_query text default null, p_status public.idea_status default null, p_user text default null,
  p_limit integer default 20, p_offset integer default 0
)
returns text[]
language sql
as $$
  select coalesce(array_agg(i.title), '{}')
  from public.search_ideas(p_query, p_status, tests.id(p_user), p_limit, p_offset) as i
$$;

select tests.as_user('vera', tests.id('acme'));
select is(tests.found('shop'), array['Corner shop', 'Bakery'], 'whatever the case; the title counts first');
select is(tests.found('FILMS'), array['Cinema_2'], 'in the description, too');
select is(tests.found(), array['Cinema_2', 'Bakery', 'Corner shop'], 'without a question all, the newest first');
select is(tests.found('100%'), array['Corner shop'], 'a percent sign is one');
select is(tests.found('a_2'), array['Cinema_2'], 'an underscore is one');
select is(tests.found('r_p'), '{}', 'and stands for nothing else');
select is(tests.found(p_status => 'submitted'), array['Bakery'], 'by status');
select is(tests.found(p_user => 'bob'), array['Cinema_2', 'Corner shop'], 'by owner');
select is(tests.found('bread', 'draft', 'bob'), array['Corner shop'], 'by all of them');
select is(tests.found(p_limit => 1, p_offset => 1), array['Bakery'], 'page by page');
select is(tests.found(p_user => 'mallory'), '{}', 'nothing of another tenant');
select tests.as_user('vera', tests.personal_tenant('mallory'));
select throws_ok($$ select tests.found('shop') $$, 'PT403', null, 'whose name in the header is refused');
select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.search_ideas(p_status => 'DRAFT') $$, '22P02', null, 'a status is one of four');

select * from finish();
rollback;
