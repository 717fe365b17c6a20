begin;
\ir ../helpers.sql
select plan(32);
select tests.create_cast();
select tests.create_project('shop', 'alice', 'bob', 'vera');

create function tests.applies(p_ids text[]) returns text[]
language sql
as $$ select (public.apply_suggestions((select id from public.ai_reviews), p_ids)).applied_suggestions $$;

select tests.as_service();
select lives_ok(
  $$ insert into public.ai_reviews (tenant_id, document_id, overall_score, suggestions, completeness, quality_metrics)
     values (tests.id('acme'), tests.id('shop DESIGN'), 71.25, '[{"id": "s1"}, {"id": "s2"}]', '{"done": 3}', '{"a": 1}') $$,
  'the service gives a review'
);
select results_eq(
  'select project_id, document_version, applied_suggestions, overall_score from public.ai_reviews',
  $$ values (tests.id('shop'), 1, '{}'::text[], 71.25) $$, 'of the present version'
);
select throws_ok(
  format(
    $$ insert into public.ai_reviews (tenant_id, document_id, overall_score, suggestions, completeness, quality_metrics, document_version)
       values (tests.id('acme'), tests.id('shop DESIGN'), %s, %L, %L, %L, %s) $$, score, suggestions, completeness, metrics, version
  ), state, null, what
)
from (values
  ('-1', '[]', '{}', '{}', 1, '23514', 'a score is not negative'),
  ('100.01', '[]', '{}', '{}', 1, '23514', 'nor over 100'),
  ('100.004', '[]', '{}', '{}', 1, '23514', 'not even by a hair'),
  ('75.996', '[]', '{}', '{}', 1, '23514', 'nor rounded'),
  ('50', '{}', '{}', '{}', 1, '23514', 'suggestions are an array'),
  ('50', '[{"text": "x"}]', '{}', '{}', 1, '23514', 'with ids'),
  ('50', '[{"id": "a"}, {"id": "a"}]', '{}', '{}', 1, '23514', 'of their own'),
  ('50', '[{"id": 1}]', '{}', '{}', 1, '23514', 'that are text'),
  ('50', format('[{"id": "a", "text": "%s"}]', repeat('x', 1048576)), '{}', '{}', 1, '23514', 'and not long'),
  ('50', '[]', '[]', '{}', 1, '23514', 'completeness is an object'),
  ('50', '[]', '{}', '[]', 1, '23514', 'so are the metrics'),
  ('50', '[]', '{}', '{}', 2, 'PT404', 'no version is reviewed that there is not'),
  ('50', '[]', '{}', '{}', 0, '23514', 'or that there cannot be')
) as v (score, suggestions, completeness, metrics, version, state, what);
select throws_ok(
  $$ insert into public.ai_reviews (tenant_id, document_id, overall_score)
     values (tests.personal_tenant('mallory'), tests.id('shop DESIGN'), 1) $$, 'PT404', null, 'or another tenant''s document'
);
select throws_ok($$ update public.ai_reviews set overall_score = 99 $$, '42501', null, 'the service does not change it later');
select tests.as_owner();
select throws_ok($$ update public.ai_reviews set overall_score = 99 $$, 'PT409', null, 'nor does the owner of the table');

select tests.as_user('alice', tests.id('acme'));
select throws_ok($$ update public.ai_reviews set applied_suggestions = '{s1}' $$, '42501', null, 'clients call a function');
select throws_ok(
  $$ insert into public.ai_reviews (document_id, overall_score) values (tests.id('shop DESIGN'), 99) $$, '42501', null,
  'and give no reviews'
);
select tests.as_user('bob', tests.id('acme'));
select is(tests.applies('{s2}'), '{s2}'::text[], 'a suggestion is marked as applied');
select is(tests.applies('{s2,s1,s1}'), '{s2,s1}'::text[], 'others are added, each once');
select is(tests.applies('{}'), '{s2,s1}'::text[], 'none is taken away');
select throws_ok($$ select tests.applies('{s3}') $$, 'PT400', null, 'one that the review does not have is refused');
select throws_ok($$ select tests.applies(null) $$, 'PT400', null, 'so is null');
select throws_ok($$ select tests.applies('{NULL}') $$, 'PT400', null, 'and null among them');
select tests.as_owner();
select throws_ok(
  $$ update public.ai_reviews set applied_suggestions = '{s1,s2,s3}' $$, '23514', null, 'for the owner of the table, too'
);
select throws_ok($$ update public.ai_reviews set applied_suggestions = '{s1}' $$, 'PT409', null, 'what was applied stays so');

-- What it cost.
insert into public.cost_tracking (
  tenant_id, user_id, purpose, reference_id, kind, provider, model, input_tokens, output_tokens, cost_usd, price_source,
  outcome, started_at
)
select
  tests.id('acme'), tests.id('bob'), p.purpose::public.cost_purpose, (select id from public.ai_reviews), 'FIRST', 'local',
  'local:a', 10, 5, 0.001, 'OPERATOR', 'SUCCEEDED', now()
from unnest(array['AI_REVIEW', 'AI_SUGGESTION', 'AI_VALIDATION', 'EVALUATION', 'PROMPT_EXECUTION', 'WORKFLOW_STEP']) as p (purpose);
select tests.as_user('vera', tests.id('acme'));
select set_eq(
  'select action, tokens_used, cost_usd, user_id from public.ai_usage',
  $$ select a, 15::bigint, 0.001, tests.id('bob') from unnest(array['review', 'suggestion', 'validation']) as a $$,
  'the ledger says what reviews used'
);
select tests.as_user('alice', tests.id('acme'));
select public.delete_project(tests.id('shop'));
select tests.as_service();
select throws_ok(
  $$ insert into public.ai_reviews (tenant_id, document_id, overall_score)
     values (tests.id('acme'), tests.id('shop DESIGN'), 1) $$, 'PT404', null, 'a deleted project is not reviewed'
);
select tests.as_user('mallory');
select is_empty('select from public.ai_usage', 'to the tenant alone');
select throws_ok(
  $$ insert into public.ai_usage (user_id) values (tests.id('mallory')) $$, '42501', null, 'nobody writes there'
);

select * from finish();
rollback;
