begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
select tests.create_idea('shop', 'alice');

select tests.as_user('bob');
create temporary table given as
select (e).* from (select public.submit_idea(tests.id('shop'), 'high') as e) as x;
select results_eq(
  $$ select tenant_id, business_idea_id, created_by, status::text, priority::text from given $$,
  $$ values (tests.id('acme'), tests.id('shop'), tests.id('bob'), 'pending', 'high') $$,
  'a MEMBER submits it, with a priority'
);
select is((select status::text from public.business_ideas), 'submitted', 'the idea is submitted');
select results_eq(
  $$ select agent_type, status::text from public.agent_results order by agent_type $$,
  $$ values ('competitive-analysis', 'pending'), ('customer-research', 'pending'), ('financial-analysis', 'pending'),
     ('market-research', 'pending'), ('technical-feasibility', 'pending') $$,
  'five agents wait'
);
select is(
  (select count(*) from public.agent_results as r join public.business_ideas as i
   on r.input_data = jsonb_build_object('title', i.title, 'description', i.description)),
  5::bigint, 'each is given the text'
);
select throws_ok(
  $$ select public.submit_idea(tests.id('shop')) $$, 'PT409', 'The idea is already submitted.', 'not twice'
);
select is((select count(*) from public.evaluations), 1::bigint, 'nothing of the second attempt stays');

select tests.as_owner();
select throws_like(
  $$ insert into public.evaluations (tenant_id, business_idea_id, created_by)
     values (tests.id('acme'), tests.id('shop'), tests.id('bob')) $$,
  '%evaluations_one_open_evaluation_per_idea%', 'not even around the function'
);
select tests.run_agent('shop', 'market-research', 10);
select tests.as_user('bob');
select throws_ok(
  $$ select public.submit_idea(tests.id('shop')) $$, 'PT409', 'The idea is already evaluating.', 'nor while agents work'
);
select tests.as_owner();
select tests.run_agent('shop', agent_type, 10) from public.agent_results where status = 'pending';
select tests.as_user('bob');
update public.business_ideas set title = 'A better shop';
select is(
  (public.submit_idea(tests.id('shop'), null)).priority::text, 'normal', 'a completed one is evaluated again; null is normal'
);
select is(
  (select array_agg(distinct r.input_data ->> 'title' order by r.input_data ->> 'title') from public.agent_results as r),
  array['A better shop', 'shop'], 'each evaluation keeps the text that it was made of'
);
select results_eq(
  $$ select status::text from public.evaluations order by status::text $$, $$ values ('completed'), ('pending') $$,
  'the first evaluation stays'
);
select throws_ok(
  $$ select public.submit_idea(tests.id('shop'), 'urgent') $$, '22P02', null, 'there are three priorities'
);
select isnt_empty(
  $$ select from public.audit_logs where resource_type = 'evaluation' and action = 'CREATE' and user_id = tests.id('bob') $$,
  'the audit log knows who asked'
);
select isnt_empty(
  $$ select from public.audit_logs where resource_type = 'idea' and changes #>> '{after,status}' = 'submitted' $$,
  'and what became of the idea'
);

select * from finish();
rollback;
