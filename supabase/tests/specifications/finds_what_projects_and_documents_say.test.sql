begin;
\ir ../helpers.sql
select plan(23);
select tests.create_cast();
select tests.create_tenant('umbrella', 'alice');
select tests.create_project('shop', 'bob', null, 'vera'), tests.create_project('secret', 'alice'), tests.create_project('away', 'alice', p_tenant_id => tests.id('umbrella'));
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('alice'))::text, true);
update public.specification_projects set name = 'Sample Shop', description = 'Sells <b>payments</b> & more' where id = tests.id('shop');
update public.specification_documents set content = 'The system shall refund a payment within ten days. <script>alert("payment")</script>'
where id = tests.id('shop REQUIREMENTS');
update public.specification_documents set content = 'Each payment is made by a provider.' where id = tests.id('shop DESIGN');
update public.specification_documents set content = 'A payment that nobody may see.' where id = tests.id('secret DESIGN');
update public.specification_documents set content = 'A payment elsewhere.' where id = tests.id('away DESIGN');
create function tests.found(p_query text) returns table (what text)
language sql
as $$ select kind || coalesce(' ' || phase, '') || ' ' || project_name from public.search_specifications(p_query) $$;

select tests.as_user('vera', tests.id('acme'));
select set_eq(
  $$ select tests.found('payments') $$, array['PROJECT Sample Shop', 'DOCUMENT REQUIREMENTS Sample Shop', 'DOCUMENT DESIGN Sample Shop'],
  'words are found in all their forms'
);
select set_eq($$ select tests.found('payment -refund') $$, array['PROJECT Sample Shop', 'DOCUMENT DESIGN Sample Shop'], 'without a word');
select set_eq($$ select tests.found('"refund a payment"') $$, array['DOCUMENT REQUIREMENTS Sample Shop'], 'as a phrase');
select is_empty($$ select tests.found('"payment a refund"') $$, 'in its order');
select set_eq($$ select tests.found('provider or sample') $$, array['PROJECT Sample Shop', 'DOCUMENT DESIGN Sample Shop'], 'one or the other');
select is_empty($$ select tests.found(q) $$, 'nothing finds nothing') from (values (1)) as v where false;
select is_empty(format('select tests.found(%L)', q), 'nothing is found by: ' || coalesce(q, 'null'))
from unnest(array['', 'the', '& | !', null, 'nonsense']) as q;
select is(
  (select fragment from public.search_specifications('refund')),
  'system shall <mark>refund</mark> a payment within ten days. &lt;script&gt;alert(&quot;payment&quot;)&lt;/script',
  'a fragment is marked, and its text is escaped'
);
select is_empty(
  $$ select fragment from public.search_specifications('payment')
     where regexp_replace(fragment, '</?mark>', '', 'g') ~ '[<>"]|&(?!amp;|lt;|gt;|quot;)' $$, 'whatever it is'
);
select is(
  (select count(*)::integer from (select rank, lag(rank) over () as better from public.search_specifications('payment')) as r where rank > better),
  0, 'the best comes first'
);
select is((select count(*)::integer from public.search_specifications('payment', 2)), 2, 'a page is as long as asked');
select is((select count(*)::integer from public.search_specifications('payment', 2, 2)), 1, 'and begins where asked');
select is((select count(*)::integer from public.search_specifications('payment', -1, -1)), 0, 'less than nothing is nothing');
select lives_ok($$ select tests.found(repeat('x ', 100000)) $$, 'a long query is no error');

select tests.as_user('alice', tests.id('acme'));
select is((select count(*)::integer from public.search_specifications('payment')), 4, 'an ADMIN finds it all');
select tests.as_user('alice', tests.id('umbrella'));
select set_eq($$ select tests.found('payment') $$, array['DOCUMENT DESIGN away'], 'in the tenant of the header');
select tests.as_user('mallory');
select is_empty($$ select tests.found('payment') $$, 'a stranger finds nothing');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select tests.found('payment') $$, 'PT403', null, 'and may not ask there');

-- With these indexes.
select tests.as_owner();
select ok(
  exists (select from pg_indexes where indexname = i and indexdef like '%USING gin (to_tsvector(''english''::regconfig, %'),
  i || ' is there'
)
from unnest(array['specification_projects_search_idx', 'specification_documents_content_search_idx']) as i;

select * from finish();
rollback;
