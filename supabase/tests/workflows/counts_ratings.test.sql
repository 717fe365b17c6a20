begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(20);
select tests.create_cast();
select tests.make_template('public', 'alice', true);
select tests.make_template('private', 'alice');
alter table public.templates disable trigger templates_guard;
update public.templates set updated_at = '2020-01-01';
alter table public.templates enable trigger templates_guard;
create function tests.rating(p_word text) returns text language sql stable security definer as
$$ select format('%s of %s', rating_average, rating_count) from public.templates where id = tests.id(p_word) $$;
create function tests.rate(p_word text, p_rating integer) returns text language sql as
$$ select format('insert into public.template_ratings (template_id, rating) values (%L, %s)', tests.id(p_word), p_rating) $$;

select is(tests.rating('public'), '0.00 of 0', 'none yet');
select tests.as_user('mallory');
select lives_ok(tests.rate('public', 5), 'whoever has signed in rates a public template');
select throws_ok(tests.rate('public', 4), '23505', null, 'once');
select is(tests.rating('public'), '5.00 of 1', 'it counts');
select throws_ok(tests.rate('private', 1), 'PT404', 'There is no such template.', 'but no private one of others');
select throws_ok(tests.rate('nothing', 1), 'PT404', 'There is no such template.', 'which is as good as none');
select is(
  (select template_tenant_id from public.template_ratings), tests.id('acme'), 'whose the template is follows'
);
select is((select tenant_id from public.template_ratings), tests.personal_tenant('mallory'), 'the row is the rater''s tenant''s');

select tests.as_user('vera', tests.id('acme'));
select lives_ok(tests.rate('private', 2), 'a VIEWER rates, their tenant''s private ones, too');
select lives_ok(tests.rate('public', 2), 'and public ones');
select is(tests.rating('public'), '3.50 of 2', 'the average follows');
update public.template_ratings set rating = 3 where template_id = tests.id('public');
select is(tests.rating('public'), '4.00 of 2', 'a changed mind, too');

select tests.as_user('alice', tests.id('acme'));
select is((select count(*) from public.template_ratings), 2::bigint, 'members see the ratings of their tenants, no others');
update public.template_ratings set rating = 5;
delete from public.template_ratings;
select is(tests.rating('public'), '4.00 of 2', 'but write only their own');
select throws_ok(
  format(
    'insert into public.template_ratings (user_id, template_id, rating) values (%L, %L, 5)', tests.id('bob'), tests.id('public')
  ), '42501', null, 'and none in another''s name'
);
select tests.as_user('vera', tests.id('acme'));
delete from public.template_ratings where template_id = tests.id('public');
select is(tests.rating('public'), '5.00 of 1', 'one taken back counts no more');
select throws_like(tests.rate('public', 6), '%"template_ratings_rating_is_1_to_5"%', 'at most 5');
select throws_like(tests.rate('public', 0), '%"template_ratings_rating_is_1_to_5"%', 'at least 1');

-- Many in one statement.
select tests.as_owner();
insert into public.template_ratings (tenant_id, user_id, template_id, rating)
select tests.id('acme'), tests.id(u.name), tests.id('public'), 1 from unnest(array['alice', 'bob', 'vera']) as u (name);
select is(tests.rating('public'), '2.00 of 4', 'together they are counted once each');
select is(
  (select updated_at from public.templates where id = tests.id('public')), '2020-01-01', 'being rated is no edit'
);

select * from finish();
rollback;
