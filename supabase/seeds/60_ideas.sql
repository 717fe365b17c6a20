-- Ideas of three users in one shared tenant, one in every state that an idea can be in: a draft, submitted, evaluating,
-- completed (with and without an agent that failed), and a draft again after an evaluation that failed.
--
--   founder@formaops.com  ADMIN   two completed ideas, a draft
--   analyst@formaops.com  MEMBER  one that is being evaluated, one whose evaluation failed
--   mentor@formaops.com   MEMBER  one that waits

do $seed$
declare
  c_founder constant uuid := '00000000-0000-4000-8000-000000000004';
  c_analyst constant uuid := '00000000-0000-4000-8000-000000000005';
  c_mentor constant uuid := '00000000-0000-4000-8000-000000000006';
  c_tenant constant uuid := '00000000-0000-4000-8000-000000000600';
  c_agents constant text[] := array[
    'market-research', 'competitive-analysis', 'customer-research', 'financial-analysis', 'technical-feasibility'
  ];
  v_result record;
begin
  if exists (select from public.tenants where id = c_tenant) then
    return;
  end if;
  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_founder, 'role', 'authenticated')::text, true);
  insert into public.tenants (id, name) values (c_tenant, 'Idea Lab');
  insert into public.user_roles (tenant_id, user_id, role)
  values (c_tenant, c_founder, 'ADMIN'), (c_tenant, c_analyst, 'MEMBER'), (c_tenant, c_mentor, 'MEMBER');

  insert into public.business_ideas (id, tenant_id, user_id, title, description, created_at)
  values
  (
    '00000000-0000-4000-8000-000000000601', c_tenant, c_founder, 'Cold storage shared by small farms',
    'Small vegetable farms lose up to a third of what they harvest because none of them can afford cold storage of its '
    'own. Shared, solar-powered containers stand at crossroads between five to ten farms; each pays per crate and day, '
    'books room by telephone, and sees the temperature at any time.',
    now() - interval '20 days'
  ),
  (
    '00000000-0000-4000-8000-000000000602', c_tenant, c_founder, 'Repair vouchers for household appliances',
    'Manufacturers sell a voucher with each washing machine that pays for one repair within eight years. Independent '
    'repair shops redeem it through an app that lists spare parts and prices. The margin of the voucher finances the '
    'parts; customers keep their machines for longer.',
    now() - interval '15 days'
  ),
  (
    '00000000-0000-4000-8000-000000000603', c_tenant, c_analyst, 'Tutoring in the evening by retired teachers',
    'Retired teachers help pupils with their homework by video, half an hour at a time, between five and eight in the '
    'evening. Parents subscribe by the month; schools may buy contingents for families that cannot pay. Matching is by '
    'subject, year and dialect.',
    now() - interval '9 days'
  ),
  (
    '00000000-0000-4000-8000-000000000604', c_tenant, c_analyst, 'Menus that waste nothing for canteens',
    'Canteens throw away a fifth of what they cook because they plan menus by habit. A planner learns from weather, '
    'holidays and what came back on the plates, proposes amounts for the next week, and moves what is left over into '
    'the dishes of the day after.',
    now() - interval '65 minutes'
  ),
  (
    '00000000-0000-4000-8000-000000000605', c_tenant, c_mentor, 'Night buses on demand for shift workers',
    'Hospitals and warehouses change shifts when no bus runs. Minibuses collect workers of several employers on one '
    'route that is planned anew each night from the rosters. Employers pay by seat, which is cheaper than the car '
    'parks that they would have to build.',
    now() - interval '1 day'
  ),
  (
    '00000000-0000-4000-8000-000000000606', c_tenant, c_founder, 'A library of tools for allotment gardens',
    'Allotment clubs own cellars full of tools that each member uses twice a year. A catalogue with deposits and '
    'reminders lets clubs lend them to each other, and finds out which tools should be bought together.',
    now() - interval '2 hours'
  );

  -- ========================================================================================================= submitted

  insert into public.evaluations (id, tenant_id, business_idea_id, created_by, priority, created_at)
  select
    ('00000000-0000-4000-8000-00000000061' || e.n)::uuid, c_tenant, i.id, i.user_id,
    e.priority::public.evaluation_priority, i.created_at + interval '1 hour'
  from (values (1, 'normal'), (2, 'high'), (3, 'low'), (4, 'normal'), (5, 'high')) as e (n, priority)
  join public.business_ideas as i on i.id = ('00000000-0000-4000-8000-00000000060' || e.n)::uuid;
  insert into public.agent_results (id, tenant_id, evaluation_id, agent_type, input_data, created_at)
  select
    ('00000000-0000-4000-8000-0000000006' || 10 + 10 * right(i.id::text, 1)::integer + a.n)::uuid, c_tenant, e.id,
    a.agent_type, jsonb_build_object('title', i.title, 'description', i.description), e.created_at
  from public.evaluations as e
  join public.business_ideas as i on i.id = e.business_idea_id
  cross join unnest(c_agents) with ordinality as a (agent_type, n)
  where e.tenant_id = c_tenant;
  update public.business_ideas set status = 'submitted'
  where id in (select e.business_idea_id from public.evaluations as e where e.tenant_id = c_tenant);

  -- ========================================================================================================== analysed

  -- From here on the agents act, who are nobody.
  perform set_config('request.jwt.claims', '', true);
  for v_result in
    select
      r.id, r.created_at + interval '1 minute' as started_at,
      r.created_at + make_interval(secs => 80 + 17 * f.agent) as completed_at, f.status, f.score, f.output_data,
      f.insights, f.error_message
    from (values
      (
        1, 1, 'completed', 82, '{"market": "post-harvest services", "farms_in_reach": 41000, "growth_percent": 11}'::jsonb,
        '["Losses after harvest are the largest cost that farms can influence.", "Cooperatives buy for many farms."]'::jsonb,
        null
      ),
      (
        1, 2, 'completed', 74, '{"competitors": ["rented reefer trucks", "wholesalers'' stores"], "intensity": "medium"}',
        '["Nobody offers storage by the crate.", "Wholesalers may answer with credit."]', null
      ),
      (
        1, 3, 'completed', 88.5, '{"interviews": 14, "would_pay": 11, "price_per_crate_and_day": 0.3}',
        '["Farmers ask for access by night.", "Trust in the thermometer decides."]', null
      ),
      (
        1, 4, 'completed', 61, '{"investment_per_site_usd": 18000, "break_even_months": 26}',
        '["Used containers bring the break-even to 19 months."]', null
      ),
      (
        1, 5, 'completed', 79, '{"readiness_level": 8, "risks": ["battery life in heat"]}',
        '["All parts can be bought; only the booking is to be built."]', null
      ),
      (
        2, 1, 'completed', 58, '{"market": "extended warranties", "growth_percent": 3}',
        '["A right to repair is about to widen the market."]', null
      ),
      (
        2, 2, 'completed', 44.25, '{"competitors": ["insurers", "manufacturers"], "intensity": "high"}',
        '["Insurers sell at the till, where the voucher is sold, too."]', null
      ),
      (
        2, 3, 'completed', 71, '{"interviews": 22, "would_pay": 9}',
        '["Customers take the voucher for a rebate, unless a shop is named on it."]', null
      ),
      (2, 4, 'failed', null, null, null, 'No prices of spare parts could be found for three of four brands.'),
      (
        2, 5, 'completed', 66, '{"readiness_level": 6, "risks": ["catalogues of parts are not standardised"]}',
        '["Begin with two brands."]', null
      ),
      (3, 1, 'failed', null, null, null, 'The model did not answer in time.'),
      (3, 2, 'failed', null, null, null, 'The model did not answer in time.'),
      (3, 3, 'failed', null, null, null, 'The answer had no interviews in it.'),
      (3, 4, 'failed', null, null, null, 'The model did not answer in time.'),
      (3, 5, 'failed', null, null, null, 'The model did not answer in time.'),
      (
        4, 1, 'completed', 77, '{"market": "canteens above 200 meals a day", "sites": 9300}',
        '["Food prices make waste a matter of the board."]', null
      ),
      (4, 2, 'running', null, null, null, null),
      (
        4, 3, 'completed', 81, '{"interviews": 8, "would_pay": 6}', '["Cooks want to overrule the planner."]', null
      ),
      (4, 4, 'running', null, null, null, null)
    ) as f (idea, agent, status, score, output_data, insights, error_message)
    join public.agent_results as r
      on r.id = ('00000000-0000-4000-8000-0000000006' || 10 + 10 * f.idea + f.agent)::uuid
    order by f.idea, f.agent
  loop
    update public.agent_results set status = 'running', started_at = v_result.started_at where id = v_result.id;
    if v_result.status <> 'running' then
      update public.agent_results
      set
        status = v_result.status::public.agent_result_status, score = v_result.score,
        output_data = v_result.output_data, insights = v_result.insights, error_message = v_result.error_message,
        completed_at = v_result.completed_at
      where id = v_result.id;
    end if;
  end loop;
end
$seed$;
