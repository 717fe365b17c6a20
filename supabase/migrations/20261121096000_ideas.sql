-- Ideas: business ideas, their evaluations, and what each agent found.
--
-- An idea is submitted; that makes an evaluation with one pending result for each agent, in one transaction. Agents
-- work through PostgREST with the service key: they claim results, and write what they found. All else follows by
-- triggers: the evaluation's status from its results, the idea's from its evaluation. Clients write the text of ideas.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.idea_status as enum (
  'draft',       -- on insert, and again when an evaluation failed and none had succeeded before
  'submitted',   -- submit_idea
  'evaluating',  -- the first agent began
  'completed'    -- an evaluation completed; submit_idea starts another one
);
comment on type public.idea_status is
'draft -> submitted -> evaluating -> completed -> submitted …; evaluating -> draft when the first evaluation failed.';

create type public.evaluation_status as enum (
  'pending',    -- on insert, by submit_idea
  'analyzing',  -- the first agent began
  'completed',  -- all agents ended, at least one of them completed
  'failed'      -- all agents ended, none completed
);
comment on type public.evaluation_status is 'pending -> analyzing -> completed | failed. The last two are final.';

create type public.evaluation_priority as enum (
  'low',     -- submit_idea: after all others
  'normal',  -- submit_idea: unless it is said
  'high'     -- submit_idea: before all others
);
comment on type public.evaluation_priority is 'Order of the queue, given at submission. A later value goes first.';

create type public.agent_result_status as enum (
  'pending',    -- on insert; and again when its agent gave it up, or when it failed and is tried again
  'running',    -- claim_agent_results
  'completed',  -- its agent wrote what it found
  'failed'      -- its agent wrote why it could not
);
comment on type public.agent_result_status is
'pending <-> running -> completed | failed, failed -> pending while the evaluation is open. completed is final.';

-- =========================================================================================================== tables

create table public.business_ideas (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id),
  title text not null,
  description text not null,
  status public.idea_status not null default 'draft',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint business_ideas_id_in_tenant unique (tenant_id, id),
  constraint business_ideas_text_is_trimmed check (
    title = private.trimmed(title) and description = private.trimmed(description)
  ),
  constraint business_ideas_title_fits check (char_length(title) between 1 and 200),
  constraint business_ideas_description_has_50_to_5000_characters check (char_length(description) between 50 and 5000)
);
comment on table public.business_ideas is 'Ideas to be evaluated. Their text rests while an evaluation is open.';
comment on column public.business_ideas.user_id is 'Whose idea it is: may delete it with role MEMBER.';
comment on column public.business_ideas.title is 'White space around it is cut off when it is written.';
comment on column public.business_ideas.description is
'50 to 5,000 characters, counted without the white space around it, which is cut off when it is written.';
comment on column public.business_ideas.status is 'Follows the latest evaluation.';
comment on column public.business_ideas.deleted_at is 'Soft delete by delete_idea, undone by restore_idea.';

create table public.evaluations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  business_idea_id uuid not null,
  created_by uuid not null references public.users (id),
  status public.evaluation_status not null default 'pending',
  priority public.evaluation_priority not null default 'normal',
  started_at timestamptz,
  completed_at timestamptz,
  results jsonb,
  score numeric generated always as ((results ->> 'overall_score')::numeric) stored,
  error_message text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint evaluations_id_in_tenant unique (tenant_id, id),
  constraint evaluations_belong_to_idea foreign key (tenant_id, business_idea_id)
  references public.business_ideas (tenant_id, id) on delete cascade,
  constraint evaluations_status_matches_timestamps check (
    (status = 'pending' and started_at is null and completed_at is null)
    or (status = 'analyzing' and started_at is not null and completed_at is null)
    or (status in ('completed', 'failed') and started_at is not null and completed_at is not null)
  ),
  constraint evaluations_completed_after_started check (completed_at >= started_at),
  constraint evaluations_results_come_with_the_end check (
    (results is not null) = (status in ('completed', 'failed'))
  ),
  constraint evaluations_results_fit_4_mb check (private.json_fits(results, 'object', 4194304)),
  constraint evaluations_score_between_0_and_100 check (score between 0 and 100),
  constraint evaluations_score_has_at_most_2_decimals check (scale(score) <= 2),
  constraint evaluations_error_message_means_failed check ((error_message is not null) = (status = 'failed')),
  constraint evaluations_error_message_fits check (char_length(error_message) between 1 and 10000)
);
comment on table public.evaluations is
'One evaluation of an idea. Made by submit_idea; its status and results follow from its agents'' results. Immutable '
'once final.';
comment on column public.evaluations.created_by is 'Who submitted the idea.';
comment on column public.evaluations.started_at is 'When its first agent began.';
comment on column public.evaluations.completed_at is 'When its last agent ended.';
comment on column public.evaluations.results is
'{"overall_score", "total", "completed", "failed", "agents": {"<agent_type>": {"status", "score", "insights", '
'"error_message"}}}.';
comment on column public.evaluations.score is
'results.overall_score: the mean of its agents'' scores. Null when none of them gave one.';
comment on column public.evaluations.error_message is 'Why each agent failed, a line each.';

create table public.agent_results (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  evaluation_id uuid not null,
  agent_type text not null,
  status public.agent_result_status not null default 'pending',
  input_data jsonb,
  output_data jsonb,
  score numeric,
  insights jsonb,
  started_at timestamptz,
  completed_at timestamptz,
  error_message text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint agent_results_belong_to_evaluation foreign key (tenant_id, evaluation_id)
  references public.evaluations (tenant_id, id) on delete cascade,
  constraint agent_results_one_of_each_agent_type unique (evaluation_id, tenant_id, agent_type),
  constraint agent_results_agent_type_is_words_with_hyphens check (
    agent_type ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(agent_type) <= 100
  ),
  constraint agent_results_input_data_is_object_of_1_mb check (private.json_fits(input_data, 'object', 1048576)),
  constraint agent_results_output_data_fits_1_mb check (private.json_fits(output_data, 'any', 1048576)),
  constraint agent_results_insights_fit_64_kb check (private.json_fits(insights, 'any', 65536)),
  constraint agent_results_score_between_0_and_100 check (score between 0 and 100),
  constraint agent_results_score_has_at_most_2_decimals check (scale(score) <= 2),
  constraint agent_results_score_means_completed check (score is null or status = 'completed'),
  constraint agent_results_completed_has_output check (status <> 'completed' or output_data is not null),
  constraint agent_results_error_message_means_failed check ((error_message is not null) = (status = 'failed')),
  constraint agent_results_error_message_fits check (char_length(error_message) between 1 and 10000),
  constraint agent_results_status_matches_timestamps check (
    (status = 'pending' and started_at is null and completed_at is null)
    or (status = 'running' and started_at is not null and completed_at is null)
    or (status in ('completed', 'failed') and started_at is not null and completed_at is not null)
  ),
  constraint agent_results_completed_after_started check (completed_at >= started_at)
);
comment on table public.agent_results is 'What one agent found about an idea. Written by the agents; clients read.';
comment on column public.agent_results.agent_type is
'market-research, competitive-analysis, customer-research, financial-analysis, technical-feasibility; agents may be '
'added to an open evaluation.';
comment on column public.agent_results.input_data is
'What the agent is given: the idea''s title and description as they were submitted.';
comment on column public.agent_results.output_data is 'What the agent answered, in a shape of its own.';
comment on column public.agent_results.score is
'0 to 100, at most two decimals. An agent that only reports gives none.';
comment on column public.agent_results.insights is 'What it found and recommends; goes into the evaluation''s results.';

-- ========================================================================================================== indexes

-- As for prompts: lists are read tenant by tenant.
create index business_ideas_tenant_created_idx on public.business_ideas (tenant_id, created_at desc);
create index business_ideas_tenant_status_idx on public.business_ideas (tenant_id, status, created_at desc)
where deleted_at is null;
create index business_ideas_user_created_idx on public.business_ideas (user_id, created_at desc);
create index business_ideas_deleted_idx on public.business_ideas (tenant_id) where deleted_at is not null;
create index business_ideas_search_idx on public.business_ideas
using gin (title extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
where deleted_at is null;

create unique index evaluations_one_open_evaluation_per_idea on public.evaluations (tenant_id, business_idea_id)
where status in ('pending', 'analyzing');
create index evaluations_idea_created_idx on public.evaluations (business_idea_id, tenant_id, created_at desc);
create index evaluations_tenant_created_idx on public.evaluations (tenant_id, created_at desc);
create index evaluations_tenant_status_idx on public.evaluations (tenant_id, status, created_at desc);
create index evaluations_created_by_idx on public.evaluations (created_by);
create index evaluations_queue_idx on public.evaluations (priority desc, created_at, id)
where status in ('pending', 'analyzing');

create index agent_results_tenant_status_idx on public.agent_results (tenant_id, status, created_at desc);

-- ============================================================================================== functions: triggers

create function private.guard_business_idea()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.title := private.trimmed(new.title);
  new.description := private.trimmed(new.description);
  if tg_op = 'INSERT' then
    if new.status <> 'draft' then
      raise sqlstate 'PT409' using message = 'An idea begins as a draft.';
    end if;
    return new;
  end if;

  if new.status <> old.status and not (
    (old.status in ('draft', 'completed') and new.status = 'submitted')
    or (old.status = 'submitted' and new.status = 'evaluating')
    or (old.status = 'evaluating' and new.status in ('completed', 'draft'))
  ) then
    raise sqlstate 'PT409' using message = format('An idea does not go from %s to %s.', old.status, new.status);
  end if;
  if old.status in ('submitted', 'evaluating')
    and (new.title <> old.title or new.description <> old.description)
  then
    raise sqlstate 'PT409' using message = format('The idea is %s: its text rests until that ends.', old.status);
  end if;
  return new;
end
$$;
comment on function private.guard_business_idea is
'Cuts white space off; status moves along its transitions, the text rests while an evaluation is open.';

create function private.evaluation_results(p_evaluation_id uuid)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'overall_score', round(avg(r.score), 2),
      'total', count(*),
      'completed', count(*) filter (where r.status = 'completed'),
      'failed', count(*) filter (where r.status = 'failed'),
      'agents', coalesce(jsonb_object_agg(r.agent_type, jsonb_build_object(
        'status', r.status, 'score', r.score, 'insights', r.insights, 'error_message', r.error_message
      )), '{}')
    )
    from public.agent_results as r
    join public.evaluations as e on e.tenant_id = r.tenant_id and e.id = r.evaluation_id
    where e.id = p_evaluation_id
  );
end
$$;
comment on function private.evaluation_results is 'What the agents of an evaluation found, taken together.';

create function private.guard_evaluation()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_results record;
begin
  new.updated_at := now();
  if tg_op = 'INSERT' then
    if new.status <> 'pending' then
      raise sqlstate 'PT409' using message = 'An evaluation begins as pending.';
    end if;
    return new;
  end if;

  if old.status in ('completed', 'failed') then
    raise sqlstate 'PT409' using message = format('The evaluation is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'pending' and new.status = 'analyzing')
    or (old.status = 'analyzing' and new.status in ('completed', 'failed'))
  ) then
    raise sqlstate 'PT409' using message = format('An evaluation does not go from %s to %s.', old.status, new.status);
  end if;
  if new.business_idea_id <> old.business_idea_id then
    raise sqlstate 'PT409' using message = 'An evaluation stays with its idea.';
  end if;
  if new.status not in ('completed', 'failed') then
    return new;
  end if;

  -- The end is not what the caller says, but what the agents found.
  select
    coalesce(bool_and(r.status in ('completed', 'failed')), false) as ended,
    coalesce(bool_or(r.status = 'completed'), false) as succeeded,
    max(r.completed_at) as completed_at,
    left(string_agg(r.agent_type || ': ' || r.error_message, e'\n' order by r.agent_type), 10000) as errors
  into v_results
  from public.agent_results as r
  where r.tenant_id = new.tenant_id and r.evaluation_id = new.id;
  if not v_results.ended or v_results.succeeded <> (new.status = 'completed') then
    raise sqlstate 'PT409' using message = format('Its agents do not make the evaluation %s.', new.status);
  end if;
  new.completed_at := greatest(v_results.completed_at, new.started_at);
  new.results := private.evaluation_results(new.id);
  new.error_message := case new.status when 'failed' then v_results.errors end;
  return new;
end
$$;
comment on function private.guard_evaluation is
'Status moves along its transitions and agrees with the agents'' results, a final row is immutable; keeps updated_at.';

create function private.guard_agent_result()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.updated_at := now();
  if old.status = 'completed' or (old.status = 'failed' and new.status <> 'pending') then
    raise sqlstate 'PT409' using message = format('The result is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'pending' and new.status = 'running')
    or (old.status = 'running' and new.status in ('pending', 'completed', 'failed'))
    or (old.status = 'failed' and new.status = 'pending')
  ) then
    raise sqlstate 'PT409' using message = format('A result does not go from %s to %s.', old.status, new.status);
  end if;
  if new.evaluation_id <> old.evaluation_id or new.agent_type <> old.agent_type then
    raise sqlstate 'PT409' using message = 'A result stays with its evaluation and its agent.';
  end if;
  -- A pending or running result keeps its evaluation open; beside a failed one the last of the others may just end.
  if old.status = 'failed' then
    perform private.lock_open_evaluation(old.tenant_id, old.evaluation_id);
  end if;

  case new.status
    when 'pending' then
      new.started_at := null;
      new.completed_at := null;
      new.output_data := null;
      new.score := null;
      new.insights := null;
      new.error_message := null;
    when 'running' then
      new.started_at := coalesce(new.started_at, now());
    else
      -- now() is when the transaction began, which may be before another one claimed the result.
      new.completed_at := coalesce(new.completed_at, greatest(now(), new.started_at));
  end case;
  return new;
end
$$;
comment on function private.guard_agent_result is
'Status moves along its transitions and brings its timestamps, a retry starts empty, a completed row is immutable; '
'keeps updated_at.';

create function private.admit_agent_result()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_found record;
begin
  if new.status <> 'pending' then
    raise sqlstate 'PT409' using message = 'A result begins as pending.';
  end if;
  perform private.lock_open_evaluation(new.tenant_id, new.evaluation_id);
  select count(*) as agents, coalesce(bool_or(r.agent_type = new.agent_type), false) as is_there into v_found
  from public.agent_results as r
  where r.tenant_id = new.tenant_id and r.evaluation_id = new.evaluation_id;
  -- The unique constraint would wait for whoever is changing that result, who may wait for the evaluation locked here.
  if v_found.is_there then
    raise sqlstate 'PT409' using message = format('The evaluation has agent %s already.', new.agent_type);
  end if;
  if v_found.agents >= 20 then
    raise sqlstate 'PT409' using message = 'An evaluation has at most 20 agents.';
  end if;
  return new;
end
$$;
comment on function private.admit_agent_result is
'Agents are added to an open evaluation only, each once and at most 20: the evaluation''s results hold what all of '
'them found.';

create function private.follow_agent_result()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.status = 'running' then
    update public.evaluations set status = 'analyzing', started_at = new.started_at
    where id = new.evaluation_id and status = 'pending';
    return null;
  end if;

  -- Two last results that end at once wait for each other here, so that the second one sees the first. An update, not
  -- a lock alone: under an isolation that would not see the first one, it fails and is tried again.
  update public.evaluations set updated_at = now() where id = new.evaluation_id and status = 'analyzing';
  if not found or exists (
    select from public.agent_results as r
    where r.tenant_id = new.tenant_id and r.evaluation_id = new.evaluation_id and r.status in ('pending', 'running')
  ) then
    return null;
  end if;
  update public.evaluations as e
  set
    status = case
      when exists (
        select from public.agent_results as r
        where r.tenant_id = e.tenant_id and r.evaluation_id = e.id and r.status = 'completed'
      ) then 'completed'::public.evaluation_status
      else 'failed'
    end
  where e.id = new.evaluation_id;
  return null;
end
$$;
comment on function private.follow_agent_result is
'The first agent that begins starts the evaluation, the last one that ends ends it.';

create function private.follow_evaluation()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.business_ideas as i
  set
    status = case
      when new.status = 'analyzing' then 'evaluating'::public.idea_status
      when new.status = 'completed' or exists (
        select from public.evaluations as e
        where e.tenant_id = i.tenant_id and e.business_idea_id = i.id and e.status = 'completed'
      ) then 'completed'
      else 'draft'
    end
  where i.id = new.business_idea_id;
  return null;
end
$$;
comment on function private.follow_evaluation is
'The idea is evaluating, then completed; after a failure it is again what it was before it was submitted.';

-- ================================================================================================ functions: ideas

create function private.my_deleted_idea_ids()
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select i.id
    from public.business_ideas as i
    where i.tenant_id = any((select private.my_tenant_ids())::uuid[]) and i.deleted_at is not null
  );
end
$$;
comment on function private.my_deleted_idea_ids is
'Soft-deleted ideas of the caller''s tenants, whose evaluations policies hide.';

create function private.my_hidden_evaluation_ids()
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select e.id
    from public.business_ideas as i
    join public.evaluations as e on e.tenant_id = i.tenant_id and e.business_idea_id = i.id
    where i.tenant_id = any((select private.my_tenant_ids())::uuid[]) and i.deleted_at is not null
  );
end
$$;
comment on function private.my_hidden_evaluation_ids is
'Evaluations of soft-deleted ideas of the caller''s tenants, whose results policies hide.';

create function private.lock_open_evaluation(p_tenant_id uuid, p_evaluation_id uuid)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_status public.evaluation_status;
begin
  select e.status into v_status
  from public.evaluations as e
  where e.tenant_id = p_tenant_id and e.id = p_evaluation_id
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such evaluation.';
  end if;
  if v_status in ('completed', 'failed') then
    raise sqlstate 'PT409' using message = format('The evaluation is %s: that is final.', v_status);
  end if;
end
$$;
comment on function private.lock_open_evaluation is 'Keeps the evaluation from ending until the transaction does.';

create function private.lock_idea(p_idea_id uuid, p_minimum public.tenant_role)
returns public.business_ideas
language plpgsql security definer
set search_path = ''
as $$
declare
  v_idea public.business_ideas;
begin
  select i.* into v_idea
  from public.business_ideas as i
  where i.id = p_idea_id and i.tenant_id = any(private.my_tenant_ids()) and i.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such idea.';
  end if;
  perform private.require_role(v_idea.tenant_id, p_minimum);
  return v_idea;
end
$$;
comment on function private.lock_idea is
'A live idea of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

create function private.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority)
returns public.evaluations
language plpgsql security definer
set search_path = ''
as $$
declare
  v_idea public.business_ideas := private.lock_idea(p_idea_id, 'MEMBER');
  v_evaluation public.evaluations;
begin
  if v_idea.status in ('submitted', 'evaluating') then
    raise sqlstate 'PT409' using message = format('The idea is already %s.', v_idea.status);
  end if;
  insert into public.evaluations (tenant_id, business_idea_id, created_by, priority)
  values (v_idea.tenant_id, v_idea.id, auth.uid(), coalesce(p_priority, 'normal'))
  returning * into v_evaluation;
  insert into public.agent_results (tenant_id, evaluation_id, agent_type, input_data)
  select
    v_idea.tenant_id, v_evaluation.id, a.agent_type,
    jsonb_build_object('title', v_idea.title, 'description', v_idea.description)
  from unnest(array[
    'market-research', 'competitive-analysis', 'customer-research', 'financial-analysis', 'technical-feasibility'
  ]) as a (agent_type);
  update public.business_ideas set status = 'submitted' where id = v_idea.id;
  return v_evaluation;
end
$$;

create function private.delete_idea(p_idea_id uuid)
returns public.business_ideas
language plpgsql security definer
set search_path = ''
as $$
declare
  v_idea public.business_ideas := private.lock_idea(p_idea_id, 'MEMBER');
begin
  if v_idea.user_id <> auth.uid() then
    perform private.require_role(v_idea.tenant_id, 'ADMIN');
  end if;
  update public.business_ideas set deleted_at = now() where id = v_idea.id returning * into v_idea;
  return v_idea;
end
$$;

create function private.restore_idea(p_idea_id uuid)
returns public.business_ideas
language plpgsql security definer
set search_path = ''
as $$
declare
  v_idea public.business_ideas;
begin
  update public.business_ideas set deleted_at = null
  where id = p_idea_id and deleted_at is not null and (
    tenant_id = any(private.my_tenant_ids('ADMIN'))
    or (user_id = auth.uid() and tenant_id = any(private.my_tenant_ids('MEMBER')))
  )
  returning * into v_idea;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted idea, or it is for its owner or an ADMIN to restore.';
  end if;
  return v_idea;
end
$$;

create function private.search_ideas(
  p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer
)
returns setof public.business_ideas
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  -- As a definer function it can use the trigram index, which row-level security would keep from use; so the
  -- membership is tested here.
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select i.*
  from public.business_ideas as i
  where i.tenant_id = v_tenant_id
    and i.deleted_at is null
    and (v_pattern is null or i.title ilike v_pattern or i.description ilike v_pattern)
    and (p_status is null or i.status = p_status)
    and (p_user_id is null or i.user_id = p_user_id)
  order by (i.title ilike v_pattern) desc nulls last, i.created_at desc, i.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

create function private.idea_statistics(p_user_id uuid)
returns table (
  ideas bigint, draft bigint, submitted bigint, evaluating bigint, completed bigint, avg_description_length numeric,
  evaluations bigint, open_evaluations bigint, completed_evaluations bigint, failed_evaluations bigint,
  avg_score numeric, avg_evaluation_seconds numeric
)
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  with chosen as (
    select i.id, i.status, char_length(i.description) as description_length
    from public.business_ideas as i
    where i.tenant_id = v_tenant_id and i.deleted_at is null and (p_user_id is null or i.user_id = p_user_id)
  ),

  evaluated as (
    select
      e.status, e.score, e.completed_at - e.started_at as duration,
      row_number() over (
        partition by e.business_idea_id, e.status order by e.created_at desc, e.id
      ) = 1 as is_latest
    from public.evaluations as e
    join chosen as c on c.id = e.business_idea_id
    where e.tenant_id = v_tenant_id
  ),

  counted as (
    select
      count(*) as ideas,
      count(*) filter (where c.status = 'draft') as draft,
      count(*) filter (where c.status = 'submitted') as submitted,
      count(*) filter (where c.status = 'evaluating') as evaluating,
      count(*) filter (where c.status = 'completed') as completed,
      round(avg(c.description_length), 1) as avg_description_length
    from chosen as c
  )

  select
    n.ideas, n.draft, n.submitted, n.evaluating, n.completed, n.avg_description_length,
    count(e.*),
    count(*) filter (where e.status in ('pending', 'analyzing')),
    count(*) filter (where e.status = 'completed'),
    count(*) filter (where e.status = 'failed'),
    round(avg(e.score) filter (where e.status = 'completed' and e.is_latest), 2),
    round(avg(extract(epoch from e.duration)), 1)
  from counted as n
  left join evaluated as e on true
  group by n.ideas, n.draft, n.submitted, n.evaluating, n.completed, n.avg_description_length;
end
$$;

-- =============================================================================================== functions: agents

create function private.claim_agent_results(p_limit integer)
returns setof public.agent_results
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_id uuid;
  v_result public.agent_results;
begin
  v_ids := array(
    select r.id
    from public.evaluations as e
    join public.business_ideas as i on i.tenant_id = e.tenant_id and i.id = e.business_idea_id
    join public.agent_results as r on r.tenant_id = e.tenant_id and r.evaluation_id = e.id
    where e.status in ('pending', 'analyzing') and r.status = 'pending' and i.deleted_at is null
    order by e.priority desc, e.created_at, e.id, r.agent_type
    limit least(greatest(p_limit, 0), 100)
    for no key update of r skip locked
  );
  -- Each claim locks the evaluation, too: evaluation by evaluation in the order of their ids, so that two callers who
  -- claim results of the same ones never wait for each other in a circle.
  for v_id in
    select r.id from public.agent_results as r where r.id = any(v_ids) order by r.evaluation_id, r.agent_type
  loop
    update public.agent_results set status = 'running' where id = v_id returning * into v_result;
    return next v_result;
  end loop;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority default 'normal')
returns public.evaluations
language sql security invoker set search_path = ''
as $$ select private.submit_idea(p_idea_id, p_priority) $$;
comment on function public.submit_idea is
'Makes an evaluation of a draft or completed idea, with a pending result for each of five agents. One at a time. '
'MEMBER.';

create function public.delete_idea(p_idea_id uuid) returns public.business_ideas
language sql security invoker set search_path = ''
as $$ select private.delete_idea(p_idea_id) $$;
comment on function public.delete_idea is
'Soft-deletes an idea, and with it hides its evaluations and their results; agents claim them no more. Its owner with '
'role MEMBER, or an ADMIN.';

create function public.restore_idea(p_idea_id uuid) returns public.business_ideas
language sql security invoker set search_path = ''
as $$ select private.restore_idea(p_idea_id) $$;
comment on function public.restore_idea is 'Undoes delete_idea. Its owner with role MEMBER, or an ADMIN.';

create function public.search_ideas(
  p_query text default null, p_status public.idea_status default null, p_user_id uuid default null,
  p_limit integer default 20, p_offset integer default 0
)
returns setof public.business_ideas
language sql stable security invoker set search_path = ''
as $$ select * from private.search_ideas(p_query, p_status, p_user_id, p_limit, p_offset) $$;
comment on function public.search_ideas is
'Ideas of the current tenant whose title or description contains p_query, of one status and one owner if asked; newest '
'first, those whose title fits before others; at most 100.';

create function public.idea_statistics(p_user_id uuid default null)
returns table (
  ideas bigint, draft bigint, submitted bigint, evaluating bigint, completed bigint, avg_description_length numeric,
  evaluations bigint, open_evaluations bigint, completed_evaluations bigint, failed_evaluations bigint,
  avg_score numeric, avg_evaluation_seconds numeric
)
language sql stable security invoker set search_path = ''
as $$ select * from private.idea_statistics(p_user_id) $$;
comment on function public.idea_statistics is
'The current tenant''s ideas and their evaluations, of one owner if asked, in numbers. avg_score is over the latest '
'completed evaluation of each idea.';

create function public.claim_agent_results(p_limit integer default 1) returns setof public.agent_results
language sql security invoker set search_path = ''
as $$ select * from private.claim_agent_results(p_limit) $$;
comment on function public.claim_agent_results is
'Sets pending results running and gives them to the caller alone: high priority first, then the oldest evaluation; at '
'most 100. Service only.';

-- ========================================================================================================= triggers

create trigger business_ideas_set_updated_at before update on public.business_ideas
for each row execute function private.set_updated_at();
create trigger business_ideas_refuse_tenant_change before update of tenant_id on public.business_ideas
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger business_ideas_require_member before insert or update of user_id on public.business_ideas
for each row execute function private.require_member_as_user();
create trigger business_ideas_guard before insert or update on public.business_ideas
for each row execute function private.guard_business_idea();
create trigger business_ideas_audit after insert or update or delete on public.business_ideas
for each row execute function private.audit('idea');

create trigger evaluations_guard before insert or update on public.evaluations
for each row execute function private.guard_evaluation();
create trigger evaluations_refuse_tenant_change before update of tenant_id on public.evaluations
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger evaluations_require_member before insert or update of created_by on public.evaluations
for each row execute function private.require_member_as_author();
create trigger evaluations_are_not_deleted before delete on public.evaluations
for each row execute function private.refuse_change('except_purge');
create trigger evaluations_are_not_truncated before truncate on public.evaluations
for each statement execute function private.refuse_change();
create trigger evaluations_follow after update of status on public.evaluations
for each row when (old.status is distinct from new.status)
execute function private.follow_evaluation();
create trigger evaluations_audit after insert on public.evaluations
for each row execute function private.audit('evaluation');

create trigger agent_results_admit before insert on public.agent_results
for each row execute function private.admit_agent_result();
create trigger agent_results_guard before update on public.agent_results
for each row execute function private.guard_agent_result();
create trigger agent_results_refuse_tenant_change before update of tenant_id on public.agent_results
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger agent_results_are_not_deleted before delete on public.agent_results
for each row execute function private.refuse_change('except_purge');
create trigger agent_results_are_not_truncated before truncate on public.agent_results
for each statement execute function private.refuse_change();
create trigger agent_results_follow after update of status on public.agent_results
for each row when (old.status is distinct from new.status and new.status <> 'pending')
execute function private.follow_agent_result();

-- =========================================================================================================== grants

revoke all on public.business_ideas, public.evaluations, public.agent_results
from public, anon, authenticated, service_role;

grant select on public.business_ideas, public.evaluations, public.agent_results to authenticated, service_role;
grant insert (tenant_id, user_id, title, description) on public.business_ideas to authenticated;
grant update (title, description) on public.business_ideas to authenticated;

-- The agents: claim_agent_results is the common way to begin, these are the others.
grant insert (tenant_id, evaluation_id, agent_type, input_data) on public.agent_results to service_role;
grant update (
  status, input_data, output_data, score, insights, started_at, completed_at, error_message
) on public.agent_results to service_role;

revoke all on all functions in schema private from public, anon;

-- What policies call, as whoever reads the row.
grant execute on function private.my_deleted_idea_ids(), private.my_hidden_evaluation_ids() to authenticated;

-- What clients call, and the definer half of each.
revoke all on function public.submit_idea(uuid, public.evaluation_priority), public.delete_idea(uuid),
public.restore_idea(uuid), public.search_ideas(text, public.idea_status, uuid, integer, integer),
public.idea_statistics(uuid), public.claim_agent_results(integer)
from public, anon, authenticated, service_role;

grant execute on function public.submit_idea(uuid, public.evaluation_priority) to authenticated;
grant execute on function private.submit_idea(uuid, public.evaluation_priority) to authenticated;
grant execute on function public.delete_idea(uuid), private.delete_idea(uuid) to authenticated;
grant execute on function public.restore_idea(uuid), private.restore_idea(uuid) to authenticated;
grant execute on function public.search_ideas(text, public.idea_status, uuid, integer, integer) to authenticated;
grant execute on function private.search_ideas(text, public.idea_status, uuid, integer, integer) to authenticated;
grant execute on function public.idea_statistics(uuid), private.idea_statistics(uuid) to authenticated;

-- What the agents call with the service key.
grant execute on function public.claim_agent_results(integer), private.claim_agent_results(integer) to service_role;

-- ========================================================================================================= policies

alter table public.business_ideas enable row level security;
alter table public.business_ideas force row level security;
alter table public.evaluations enable row level security;
alter table public.evaluations force row level security;
alter table public.agent_results enable row level security;
alter table public.agent_results force row level security;

create policy "members see the ideas of their tenants" on public.business_ideas
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "writers add ideas in their own name" on public.business_ideas
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and user_id = (select auth.uid())
);

create policy "writers change the ideas of their tenants" on public.business_ideas
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

-- An evaluation quotes the idea: it is hidden with it.
create policy "members see the evaluations of their tenants" on public.evaluations
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and business_idea_id <> all((select private.my_deleted_idea_ids())::uuid[])
);

create policy "members see the agent results of their tenants" on public.agent_results
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and evaluation_id <> all((select private.my_hidden_evaluation_ids())::uuid[])
);
