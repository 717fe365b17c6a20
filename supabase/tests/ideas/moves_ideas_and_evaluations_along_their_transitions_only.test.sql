begin;
\ir ../helpers.sql
select plan(37);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');
update public.agent_results set status = 'running';

create function tests.idea_goes(p_from text, p_to text) returns boolean
language plpgsql
as $$
begin
  alter table public.business_ideas disable trigger business_ideas_guard;
  update public.business_ideas set status = p_from::public.idea_status;
  alter table public.business_ideas enable trigger business_ideas_guard;
  update public.business_ideas set status = p_to::public.idea_status;
  return true;
exception when sqlstate 'PT409' then
  return false;
end
$$;
select is(
  tests.idea_goes(f.status, t.status),
  f.status = t.status or (f.status, t.status) in (
    ('draft', 'submitted'), ('submitted', 'evaluating'), ('evaluating', 'completed'), ('evaluating', 'draft'),
    ('completed', 'submitted')
  ),
  format('an idea: %s -> %s', f.status, t.status)
)
from unnest(enum_range(null::public.idea_status)::text[]) as f (status),
  unnest(enum_range(null::public.idea_status)::text[]) as t (status);

-- With agents that agree with either end, so that only the transition decides.
create function tests.evaluation_goes(p_from text, p_to text) returns boolean
language plpgsql
as $$
begin
  alter table public.agent_results disable trigger user;
  update public.agent_results
  set status = (case p_to when 'failed' then 'failed' else 'completed' end)::public.agent_result_status,
    completed_at = started_at, output_data = '{}', error_message = case p_to when 'failed' then 'x' end;
  alter table public.evaluations disable trigger user;
  update public.evaluations
  set
    status = p_from::public.evaluation_status,
    started_at = case when p_from <> 'pending' then now() end,
    completed_at = case when p_from in ('completed', 'failed') then now() end,
    results = case when p_from in ('completed', 'failed') then '{}'::jsonb end,
    error_message = case when p_from = 'failed' then 'x' end;
  alter table public.evaluations enable trigger evaluations_guard;
  update public.evaluations
  set
    status = p_to::public.evaluation_status,
    started_at = case when p_to <> 'pending' then now() end;
  return true;
exception when sqlstate 'PT409' then
  return false;
end
$$;
select is(
  tests.evaluation_goes(f.status, t.status),
  (f.status, t.status) in (
    ('pending', 'pending'), ('analyzing', 'analyzing'), ('pending', 'analyzing'), ('analyzing', 'completed'),
    ('analyzing', 'failed')
  ),
  format('an evaluation: %s -> %s', f.status, t.status)
)
from unnest(enum_range(null::public.evaluation_status)::text[]) as f (status),
  unnest(enum_range(null::public.evaluation_status)::text[]) as t (status);

-- What the agents found decides, not who updates the row.
alter table public.agent_results enable trigger user;
alter table public.evaluations enable trigger user;
select tests.create_idea('bakery', 'bob'), tests.submit_idea('bakery', 'bob');
select tests.run_agent('bakery', 'market-research', 50);
select throws_ok(
  format('update public.evaluations set status = %L where business_idea_id = tests.id(''bakery'')', s), 'PT409',
  format('Its agents do not make the evaluation %s.', s), 'not yet ' || s
)
from unnest(array['completed', 'failed']) as s;
update public.agent_results set status = 'running' where status = 'pending';
alter table public.agent_results disable trigger agent_results_follow;
update public.agent_results set status = 'failed', error_message = 'x' where status = 'running';
alter table public.agent_results enable trigger agent_results_follow;
select throws_ok(
  $$ update public.evaluations set status = 'failed' where business_idea_id = tests.id('bakery') $$, 'PT409',
  'Its agents do not make the evaluation failed.', 'one completed: it does not fail'
);
select tests.create_idea('cinema', 'bob');
select throws_ok(
  $$ update public.evaluations set business_idea_id = tests.id('cinema')
     where business_idea_id = tests.id('bakery') $$, 'PT409', 'An evaluation stays with its idea.', 'nor moves it'
);
select throws_ok(
  $$ insert into public.evaluations (tenant_id, business_idea_id, created_by, status, started_at)
     values (tests.id('acme'), tests.id('cinema'), tests.id('bob'), 'analyzing', now()) $$,
  'PT409', 'An evaluation begins as pending.', 'nor begins in the middle'
);

select * from finish();
rollback;
