-- A specification that a small team works on, and how far its members are with the learning modules.
--
--   admin@codementor-ai.com  ADMIN of CodeMentor AI, owns "Sample E-commerce Platform"
--   mentor@formaops.com      MEMBER, writes on it
--   analyst@formaops.com     VIEWER, reviews it
--
-- The requirements are approved; design and tasks are drafts. There are a resolved and an open thread, reactions, and an
-- AI review with its row in the ledger.

do $seed$
declare
  c_admin constant uuid := '00000000-0000-4000-8000-000000000003';
  c_analyst constant uuid := '00000000-0000-4000-8000-000000000005';
  c_mentor constant uuid := '00000000-0000-4000-8000-000000000006';
  c_tenant constant uuid := '00000000-0000-4000-8000-000000000500';
  c_project constant uuid := '00000000-0000-4000-8000-000000000501';
  c_requirements constant uuid := '00000000-0000-4000-8000-000000000511';
  c_design constant uuid := '00000000-0000-4000-8000-000000000512';
  c_tasks constant uuid := '00000000-0000-4000-8000-000000000513';
  c_resolved constant uuid := '00000000-0000-4000-8000-000000000521';
  c_open constant uuid := '00000000-0000-4000-8000-000000000522';
  c_review constant uuid := '00000000-0000-4000-8000-000000000541';
begin
  if exists (select from public.tenants where id = c_tenant) then
    return;
  end if;
  perform set_config('request.headers', jsonb_build_object('x-tenant-id', c_tenant)::text, true);

  -- ================================================================================================ the administrator

  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_admin, 'role', 'authenticated')::text, true);
  insert into public.tenants (id, name) values (c_tenant, 'CodeMentor AI');
  insert into public.user_roles (tenant_id, user_id, role)
  values (c_tenant, c_admin, 'ADMIN'), (c_tenant, c_mentor, 'MEMBER'), (c_tenant, c_analyst, 'VIEWER');

  insert into public.specification_projects (id, tenant_id, name, description, settings)
  values (
    c_project, c_tenant, 'Sample E-commerce Platform', 'A comprehensive e-commerce platform specification',
    '{"language": "en", "reviewers": 1}'
  );
  insert into public.specification_documents (id, tenant_id, project_id, phase, content, metadata)
  values
  (
    c_requirements, c_tenant, c_project, 'REQUIREMENTS',
    E'# Requirements\n\n## Purpose\n\nSmall makers sell what they make without running a shop system of their own.\n',
    '{"audience": "makers, buyers, support"}'
  ),
  (
    c_design, c_tenant, c_project, 'DESIGN',
    E'# Design\n\n## Overview\n\nOne catalogue, one basket service, one payment provider behind an interface of ours.\n\n'
    '## Data\n\n- An order keeps the prices at which it was placed.\n- Stock is counted in one place and never negative.\n'
    '- A payment belongs to one order and has a key by which a repetition is recognised.\n\n'
    '## Decisions\n\n| chosen | not chosen | why |\n|---|---|---|\n'
    '| reserve stock at payment | reserve in the basket | full baskets are left behind every day |\n'
    '| one provider at first | several | the interface allows a second one later |\n',
    '{}'
  ),
  (
    c_tasks, c_tenant, c_project, 'TASKS',
    E'# Tasks\n\n- [ ] 1. A buyer sees a maker''s catalogue with fixed content. Serves R1.\n'
    '- [ ] 2. A buyer fills a basket that survives closing the browser. Serves R2.\n'
    '- [ ] 3. A basket becomes an order with the prices of that moment. Serves R3.\n'
    '- [ ] 4. An order is paid once, whatever the network does. Serves R4.\n'
    '- [ ] 5. A maker refunds a part of an order. Serves R5.\n',
    '{"estimate_days": 24}'
  );
  perform public.add_team_member(c_project, c_mentor, 'MEMBER');
  perform public.add_team_member(c_project, c_analyst, 'REVIEWER');

  insert into public.learning_modules (
    id, tenant_id, slug, title, description, phase, difficulty, content, exercises, estimated_duration, is_published
  )
  values (
    '00000000-0000-4000-8000-000000000551', c_tenant, 'payments-at-codementor', 'Payments at CodeMentor',
    'How we write requirements where money moves: amounts, repetitions, refunds, and who is told.', 'REQUIREMENTS',
    'ADVANCED',
    '[
      {"id": "amounts", "title": "Amounts", "content": "Whole cents, a currency, and the moment of the price."},
      {"id": "repetitions", "title": "Repetitions", "content": "Every request that moves money carries a key."}
    ]',
    '[{"id": "refund", "title": "A partial refund", "prompt": "Write its criteria, two of them unhappy ones."}]',
    35, true
  );
  insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
  select c_tenant, '00000000-0000-4000-8000-000000000551', m.id
  from public.learning_modules as m
  where m.tenant_id = private.official_tenant_id() and m.slug = 'acceptance-criteria';

  -- ======================================================================================================= the writer

  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_mentor, 'role', 'authenticated')::text, true);
  update public.specification_documents
  set content =
    E'# Requirements\n\n## Purpose\n\nSmall makers sell what they make without running a shop system of their own.\n\n'
    '## User stories\n\n'
    '- R1. As a buyer, I want to see what a maker offers, so that I can choose without writing to them.\n'
    '- R2. As a buyer, I want to collect articles in a basket, so that I can decide later.\n'
    '- R3. As a buyer, I want to order at the prices that I saw, so that I am not surprised.\n'
    '- R4. As a buyer, I want to pay by card, so that the maker sends the articles at once.\n'
    '- R5. As a maker, I want to refund a part of an order, so that one broken cup does not undo the rest.\n\n'
    '## Acceptance criteria\n\n'
    '- When a buyer opens a catalogue, the system shall show it within one second for 95 of 100 visits.\n'
    '- While an article is out of stock, the system shall show it and not let it be ordered.\n'
    '- If a payment is sent twice, then the system shall charge it once and answer both alike.\n'
    '- If a card is refused, then the system shall keep the basket and say what can be done.\n'
    '- When a maker refunds an article, the system shall tell the buyer the amount and the day.\n\n'
    '## Limits\n\nNo marketplace fees, no auctions, no shipping labels in the first year.\n'
  where id = c_requirements;
  insert into public.comment_threads (id, tenant_id, document_id, position)
  values (c_resolved, c_tenant, c_requirements, '{"line": 18, "character": 2}');
  insert into public.comments (id, tenant_id, thread_id, author_id, content, created_at)
  values (
    '00000000-0000-4000-8000-000000000531', c_tenant, c_resolved, c_mentor,
    'Twice within which time? A day is what the provider remembers.', now() - interval '3 days'
  );
  perform public.set_document_status(c_requirements, 'REVIEW');
  perform public.record_progress(
    m.id, array(select l ->> 'id' from jsonb_array_elements(m.content) as l),
    '[{"id": "story-of-a-refund", "score": 80, "submitted": "As a customer, I want to send one article back …"}]',
    '[{"skill": "testable criteria", "level": "INTERMEDIATE"}]'
  )
  from public.learning_modules as m
  where m.tenant_id = private.official_tenant_id() and m.slug = 'requirements-basics';
  perform public.record_progress(m.id, '{five-patterns}')
  from public.learning_modules as m
  where m.tenant_id = private.official_tenant_id() and m.slug = 'acceptance-criteria';

  -- ===================================================================================================== the reviewer

  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_analyst, 'role', 'authenticated')::text, true);
  insert into public.comments (id, tenant_id, thread_id, author_id, content, created_at)
  values (
    '00000000-0000-4000-8000-000000000532', c_tenant, c_resolved, c_analyst,
    'A day is enough: nobody presses the button again tomorrow.', now() - interval '2 days'
  );
  insert into public.reactions (tenant_id, comment_id, user_id, type)
  values (c_tenant, '00000000-0000-4000-8000-000000000531', c_analyst, 'HELPFUL');
  insert into public.comment_threads (id, tenant_id, document_id, position)
  values (c_open, c_tenant, c_design, '{"line": 15, "character": 0}');
  insert into public.comments (id, tenant_id, thread_id, author_id, content, created_at)
  values (
    '00000000-0000-4000-8000-000000000533', c_tenant, c_open, c_analyst,
    'If stock is reserved at payment, two buyers can fill their baskets with the last cup. Who is told, and when?',
    now() - interval '1 day'
  );
  perform public.record_progress(
    '00000000-0000-4000-8000-000000000551', p_status => 'NOT_STARTED'
  );

  -- ========================================================================================= the administrator again

  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_admin, 'role', 'authenticated')::text, true);
  insert into public.comments (id, tenant_id, thread_id, author_id, content)
  values (
    '00000000-0000-4000-8000-000000000534', c_tenant, c_open, c_admin,
    'The second one, on the payment page. Please write it into the requirements of the next round.'
  );
  insert into public.reactions (tenant_id, comment_id, user_id, type)
  values
  (c_tenant, '00000000-0000-4000-8000-000000000532', c_admin, 'LIKE'),
  (c_tenant, '00000000-0000-4000-8000-000000000533', c_admin, 'HELPFUL');
  perform public.resolve_thread(c_resolved);

  -- What the service would have written.
  insert into public.ai_reviews (
    id, tenant_id, document_id, overall_score, suggestions, completeness, quality_metrics
  )
  values (
    c_review, c_tenant, c_requirements, 84.50,
    '[
      {"id": "s1", "kind": "clarity", "line": 18, "text": "Say within which time a repeated payment is recognised."},
      {"id": "s2", "kind": "gap", "line": 20, "text": "Say what a buyer sees when a refund fails."},
      {"id": "s3", "kind": "measure", "line": 16, "text": "Name the size of the catalogue that is shown in a second."}
    ]',
    '{"score": 90, "missing": ["failed refunds"]}',
    '{"clarity": 82, "testability": 91, "consistency": 80}'
  );
  insert into public.cost_tracking (
    tenant_id, user_id, purpose, reference_id, kind, provider, model, input_tokens, output_tokens, cost_usd,
    price_source, price_version, outcome, latency_ms, started_at
  )
  values (
    c_tenant, c_admin, 'AI_REVIEW', c_review, 'FIRST', 'openai', 'openai:gpt-4', 612, 241, 0.0328, 'OPERATOR', 'nominal',
    'SUCCEEDED', 4120, now() - interval '5 seconds'
  );
  perform public.apply_suggestions(c_review, '{s1}');
  perform public.set_document_status(c_requirements, 'APPROVED', 2);

  perform set_config('request.headers', '', true);
  perform set_config('request.jwt.claims', '', true);
end
$seed$;
