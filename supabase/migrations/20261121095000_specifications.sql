-- Specifications and learning: projects with their team, documents phase by phase, comments, AI reviews; learning
-- modules and who is how far with them.
--
-- A project is seen by its owner, its active team and the ADMINs of the tenant, by nobody else in the tenant. What
-- belongs to a project carries its project_id, taken from the parent by a trigger, so that every policy here is one
-- comparison with the caller's projects.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.specification_phase as enum (
  'REQUIREMENTS',   -- create_project; transition_phase back to it
  'DESIGN',         -- transition_phase, once the requirements are approved; back to it from later
  'TASKS',          -- transition_phase, once the design is approved; back to it from later
  'IMPLEMENTATION'  -- transition_phase, once the tasks are approved
);
comment on type public.specification_phase is 'Where a project is. Forward step by step, back to any earlier phase.';

create type public.project_status as enum (
  'ACTIVE',     -- on insert; set_project_status brings any other back to it
  'COMPLETED',  -- set_project_status, in the phase IMPLEMENTATION
  'ARCHIVED',   -- set_project_status
  'SUSPENDED'   -- set_project_status
);
comment on type public.project_status is
'ACTIVE <-> SUSPENDED, ACTIVE <-> COMPLETED, any -> ARCHIVED -> ACTIVE. Documents and phase change while ACTIVE only.';

create type public.team_role as enum (
  'REVIEWER',  -- add_team_member: reads, comments, reacts
  'MEMBER',    -- create_project, add_team_member: also writes documents, resolves threads
  'LEAD'       -- add_team_member, hand_over_project: also approves, moves the phase, keeps the team
);
comment on type public.team_role is
'What a team member may do in one project. Ordered: a later value may do all that an earlier one may. The owner and '
'the ADMINs of the tenant may do what a LEAD may; a VIEWER of the tenant is never more than a REVIEWER.';

create type public.team_member_status as enum (
  'ACTIVE',  -- on insert; add_team_member brings a removed one back
  'REMOVED'  -- remove_team_member; leaving the tenant
);
comment on type public.team_member_status is 'ACTIVE <-> REMOVED.';

create type public.document_status as enum (
  'DRAFT',     -- on insert; set_document_status from any other; transition_phase into its phase
  'REVIEW',    -- set_document_status, from DRAFT
  'APPROVED',  -- set_document_status, from REVIEW
  'ARCHIVED'   -- set_document_status, from any other
);
comment on type public.document_status is
'DRAFT <-> REVIEW -> APPROVED -> DRAFT, any -> ARCHIVED -> DRAFT. Content changes in DRAFT and REVIEW only.';

create type public.comment_status as enum (
  'OPEN',     -- open_thread, reopen_thread
  'RESOLVED'  -- resolve_thread
);
comment on type public.comment_status is 'State of a thread: OPEN <-> RESOLVED.';

create type public.reaction_type as enum ('LIKE', 'DISLIKE', 'HELPFUL', 'CONFUSED');
comment on type public.reaction_type is 'What a reader makes of a comment, given on insert; each once per reader.';

create type public.difficulty_level as enum ('BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'EXPERT');
comment on type public.difficulty_level is 'How much a learning module expects, given by its author. Ordered.';

create type public.progress_status as enum (
  'NOT_STARTED',  -- on insert: noted for later
  'IN_PROGRESS',  -- record_progress, once all prerequisites are completed
  'COMPLETED',    -- record_progress, when all lessons are done
  'SKIPPED'       -- record_progress, on request; opens nothing
);
comment on type public.progress_status is
'NOT_STARTED -> IN_PROGRESS -> COMPLETED, NOT_STARTED | IN_PROGRESS -> SKIPPED -> IN_PROGRESS | COMPLETED. COMPLETED '
'is final.';

-- What a review asks a model for besides the review itself. New values cannot be used in the transaction that adds
-- them: the view below compares with their neighbours and with their text.
alter type public.cost_purpose add value 'AI_SUGGESTION' after 'AI_REVIEW';
alter type public.cost_purpose add value 'AI_VALIDATION' after 'AI_SUGGESTION';

-- ============================================================================================ functions of the checks

create function private.items_have_ids(p_items jsonb, p_maximum integer)
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    case
      when jsonb_typeof(p_items) <> 'array' then false
      else (
        select
          count(*) <= p_maximum
          and count(*) = count(distinct i.item ->> 'id')
          and coalesce(bool_and(coalesce(
            jsonb_typeof(i.item) = 'object'
            and jsonb_typeof(i.item -> 'id') = 'string'
            and (i.item ->> 'id') ~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$',
            false
          )), true)
        from jsonb_array_elements(p_items) as i (item)
      )
    end
$$;
comment on function private.items_have_ids is
'An array of at most so many objects, each with an id of its own: 1 to 100 letters, digits and _ . : -';

create function private.item_ids(p_items jsonb)
returns text[]
language sql immutable
set search_path = ''
as $$
  select
    case
      when jsonb_typeof(p_items) = 'array' then array(select i.item ->> 'id' from jsonb_array_elements(p_items) as i (item))
      else '{}'
    end
$$;
comment on function private.item_ids is 'The ids of the objects of an array.';

create function private.ids_are_among(p_ids text[], p_known text[])
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    array_position(p_ids, null) is null and p_ids <@ p_known
    and cardinality(p_ids) = (select count(distinct i.id) from unnest(p_ids) as i (id))
$$;
comment on function private.ids_are_among is 'Each id is known, and named once.';

create function private.position_is_well_formed(p_position jsonb)
returns boolean
language sql immutable
set search_path = ''
as $$
  select coalesce(
    jsonb_typeof(p_position) = 'object'
    and p_position - array['line', 'character'] = '{}'
    and jsonb_typeof(p_position -> 'line') = 'number' and jsonb_typeof(p_position -> 'character') = 'number'
    and (p_position ->> 'line') ~ '^[0-9]{1,9}$' and (p_position ->> 'character') ~ '^[0-9]{1,9}$',
    false
  )
$$;
comment on function private.position_is_well_formed is
'{"line", "character"}, both integers, counted from zero or one as the editor does, never negative.';

create function private.text_is_searchable(p_text text)
returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  -- A search vector holds 1 MB at most. Text up to a quarter of that always fits; longer text is tried.
  if octet_length(p_text) > 200000 then
    perform to_tsvector('english', p_text);
  end if;
  return true;
exception
  when program_limit_exceeded then
    return false;
end
$$;
comment on function private.text_is_searchable is
'The full-text index can hold it: only text of very many different words is too much.';

-- =========================================================================================================== tables

create table public.specification_projects (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  owner_id uuid not null default auth.uid() references public.users (id),
  name text not null,
  description text,
  current_phase public.specification_phase not null default 'REQUIREMENTS',
  status public.project_status not null default 'ACTIVE',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint specification_projects_id_in_tenant unique (tenant_id, id),
  constraint specification_projects_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 200),
  constraint specification_projects_description_fits check (char_length(description) <= 5000),
  constraint specification_projects_settings_is_small_object check (private.json_fits(settings, 'object', 16384))
);
comment on table public.specification_projects is
'A specification on its way through the phases. Seen by its owner, its active team and the ADMINs of the tenant.';
comment on column public.specification_projects.owner_id is
'Who made it; hand_over_project gives it to another member.';
comment on column public.specification_projects.current_phase is 'Moved by transition_phase.';
comment on column public.specification_projects.deleted_at is
'Soft delete by delete_project, undone by restore_project; all that belongs to the project is hidden with it.';

create table public.team_members (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  project_id uuid not null,
  user_id uuid not null references public.users (id),
  role public.team_role not null default 'MEMBER',
  status public.team_member_status not null default 'ACTIVE',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint team_members_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint team_members_user_is_once_in_project unique (project_id, user_id)
);
comment on table public.team_members is
'Who works on a project besides its owner. Written by add_team_member and remove_team_member; ends when the user '
'leaves the tenant.';

create table public.specification_documents (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  project_id uuid not null,
  phase public.specification_phase not null,
  content text not null,
  version integer not null default 1,
  status public.document_status not null default 'DRAFT',
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint specification_documents_id_in_tenant unique (tenant_id, id),
  constraint specification_documents_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint specification_documents_one_per_phase unique (project_id, phase),
  constraint specification_documents_content_fits_1_mb check (octet_length(content) <= 1048576),
  constraint specification_documents_content_is_searchable check (private.text_is_searchable(content)),
  constraint specification_documents_version_starts_at_one check (version >= 1),
  constraint specification_documents_metadata_is_small_object check (private.json_fits(metadata, 'object', 16384))
);
comment on table public.specification_documents is
'What a phase produces, as it stands now. Every change of its content is kept as a version.';
comment on column public.specification_documents.version is
'Of the content: one more with each change. PATCH with version=eq.n changes only what you have read.';

create table public.document_versions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  project_id uuid not null,
  document_id uuid not null,
  version integer not null,
  content text not null,
  created_by uuid not null references public.users (id),
  created_at timestamptz not null default now(),
  constraint document_versions_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint document_versions_belong_to_document foreign key (tenant_id, document_id)
  references public.specification_documents (tenant_id, id) on delete cascade,
  constraint document_versions_version_is_unique unique (document_id, version),
  constraint document_versions_version_starts_at_one check (version >= 1)
);
comment on table public.document_versions is
'What a document has said, the present content too. Written by a trigger. Append-only.';
comment on column public.document_versions.created_by is 'Who wrote it.';

create table public.comment_threads (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  project_id uuid not null,
  document_id uuid not null,
  position jsonb not null,
  status public.comment_status not null default 'OPEN',
  resolved_at timestamptz,
  resolved_by uuid references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint comment_threads_id_in_tenant unique (tenant_id, id),
  constraint comment_threads_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint comment_threads_belong_to_document foreign key (tenant_id, document_id)
  references public.specification_documents (tenant_id, id) on delete cascade,
  constraint comment_threads_position_is_line_and_character check (private.position_is_well_formed(position)),
  constraint comment_threads_resolved_has_timestamp check ((status = 'RESOLVED') = (resolved_at is not null)),
  constraint comment_threads_resolved_by_someone check ((resolved_at is null) = (resolved_by is null))
);
comment on table public.comment_threads is
'A place in a document that is talked about. Opened with its first comment by open_thread.';
comment on column public.comment_threads.position is '{"line", "character"}, integers that are not negative.';

create table public.comments (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  project_id uuid not null,
  thread_id uuid not null,
  author_id uuid not null default auth.uid() references public.users (id),
  content text not null,
  created_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint comments_id_in_tenant unique (tenant_id, id),
  constraint comments_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint comments_belong_to_thread foreign key (tenant_id, thread_id)
  references public.comment_threads (tenant_id, id) on delete cascade,
  constraint comments_content_fits check (private.trimmed(content) <> '' and char_length(content) <= 10000)
);
comment on table public.comments is
'What is said in a thread, by whoever sees the project. Changed by its author; deleted by its author or a LEAD.';
comment on column public.comments.edited_at is 'When its content last changed; null while it stands as it was written.';

create table public.reactions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  project_id uuid not null,
  comment_id uuid not null,
  user_id uuid not null default auth.uid() references public.users (id),
  type public.reaction_type not null,
  created_at timestamptz not null default now(),
  constraint reactions_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint reactions_belong_to_comment foreign key (tenant_id, comment_id)
  references public.comments (tenant_id, id) on delete cascade,
  constraint reactions_are_given_once unique (comment_id, user_id, type)
);
comment on table public.reactions is 'What readers make of a comment. Given and taken back, never changed.';

create table public.ai_reviews (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  project_id uuid not null,
  document_id uuid not null,
  document_version integer not null,
  overall_score numeric not null,
  suggestions jsonb not null default '[]',
  completeness jsonb not null default '{}',
  quality_metrics jsonb not null default '{}',
  applied_suggestions text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint ai_reviews_belong_to_project foreign key (tenant_id, project_id)
  references public.specification_projects (tenant_id, id) on delete cascade,
  constraint ai_reviews_belong_to_document foreign key (tenant_id, document_id)
  references public.specification_documents (tenant_id, id) on delete cascade,
  constraint ai_reviews_document_version_starts_at_one check (document_version >= 1),
  constraint ai_reviews_overall_score_is_out_of_100 check (overall_score between 0 and 100),
  constraint ai_reviews_overall_score_has_at_most_2_decimals check (scale(overall_score) <= 2),
  constraint ai_reviews_suggestions_have_ids check (private.items_have_ids(suggestions, 500)),
  constraint ai_reviews_suggestions_fit check (private.json_fits(suggestions, 'array', 1048576)),
  constraint ai_reviews_completeness_is_object check (private.json_fits(completeness, 'object', 262144)),
  constraint ai_reviews_quality_metrics_is_object check (private.json_fits(quality_metrics, 'object', 262144)),
  constraint ai_reviews_applied_suggestions_are_its_own check (
    private.ids_are_among(applied_suggestions, private.item_ids(suggestions))
  )
);
comment on table public.ai_reviews is
'What a model thought of a document. Written by the service; only which suggestions were applied changes.';
comment on column public.ai_reviews.document_version is 'The version that was reviewed; by default the present one.';
comment on column public.ai_reviews.suggestions is '[{"id", …}], at most 500; ids are unique in the review.';
comment on column public.ai_reviews.applied_suggestions is 'Ids of suggestions, added by apply_suggestions.';

create table public.learning_modules (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  slug text not null,
  title text not null,
  description text not null,
  phase public.specification_phase,
  difficulty public.difficulty_level not null,
  content jsonb not null default '[]',
  exercises jsonb not null default '[]',
  estimated_duration integer not null,
  is_published boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint learning_modules_id_in_tenant unique (tenant_id, id),
  constraint learning_modules_slug_is_unique unique (tenant_id, slug),
  constraint learning_modules_slug_is_lower_case_words check (
    slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 100
  ),
  constraint learning_modules_title_fits check (private.trimmed(title) <> '' and char_length(title) <= 200),
  constraint learning_modules_description_fits check (char_length(description) <= 5000),
  constraint learning_modules_content_has_ids check (private.items_have_ids(content, 200)),
  constraint learning_modules_content_fits check (private.json_fits(content, 'array', 1048576)),
  constraint learning_modules_exercises_have_ids check (private.items_have_ids(exercises, 200)),
  constraint learning_modules_exercises_fit check (private.json_fits(exercises, 'array', 1048576)),
  constraint learning_modules_estimated_duration_is_minutes check (estimated_duration between 1 and 10000),
  constraint learning_modules_published_has_lessons check (not is_published or content <> '[]')
);
comment on table public.learning_modules is
'Lessons and exercises. Those of the official tenant are for everybody, the others for their tenant.';
comment on column public.learning_modules.slug is 'Its name in addresses, unique in the tenant.';
comment on column public.learning_modules.phase is 'Which phase it teaches; null: all of them.';
comment on column public.learning_modules.content is 'Lessons: [{"id", "title", "content"}], ids unique in the module.';
comment on column public.learning_modules.exercises is
'[{"id", "title", "prompt", …}], ids unique in the module.';
comment on column public.learning_modules.estimated_duration is 'In minutes.';

create table public.module_prerequisites (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  module_id uuid not null,
  prerequisite_tenant_id uuid not null,
  prerequisite_id uuid not null,
  created_at timestamptz not null default now(),
  constraint module_prerequisites_belong_to_module foreign key (tenant_id, module_id)
  references public.learning_modules (tenant_id, id) on delete cascade,
  constraint module_prerequisites_name_a_module foreign key (prerequisite_tenant_id, prerequisite_id)
  references public.learning_modules (tenant_id, id),
  constraint module_prerequisites_are_named_once unique (module_id, prerequisite_id),
  constraint module_prerequisites_prerequisite_is_own_or_official check (
    prerequisite_tenant_id in (tenant_id, private.official_tenant_id())
  ),
  constraint module_prerequisites_module_is_another check (prerequisite_id <> module_id)
);
comment on table public.module_prerequisites is
'What must be completed before a module opens. Never in a circle.';
comment on column public.module_prerequisites.prerequisite_tenant_id is
'The own or the official tenant, found by a trigger.';

create table public.user_progress (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references public.users (id),
  module_tenant_id uuid not null,
  module_id uuid not null,
  status public.progress_status not null default 'NOT_STARTED',
  completed_lessons text[] not null default '{}',
  exercise_results jsonb not null default '[]',
  skill_assessments jsonb not null default '[]',
  last_accessed timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint user_progress_is_of_a_module foreign key (module_tenant_id, module_id)
  references public.learning_modules (tenant_id, id),
  constraint user_progress_once_per_user_and_module unique (user_id, module_id, tenant_id),
  constraint user_progress_module_is_own_or_official check (
    module_tenant_id in (tenant_id, private.official_tenant_id())
  ),
  constraint user_progress_completed_has_timestamp check ((status = 'COMPLETED') = (completed_at is not null)),
  constraint user_progress_completed_lessons_are_few check (
    cardinality(completed_lessons) <= 200 and array_position(completed_lessons, null) is null
  ),
  constraint user_progress_exercise_results_is_array check (private.json_fits(exercise_results, 'array', 262144)),
  constraint user_progress_skill_assessments_is_array check (private.json_fits(skill_assessments, 'array', 262144))
);
comment on table public.user_progress is
'How far a user is with a module, in one tenant. Written by the user through record_progress, a VIEWER too.';
comment on column public.user_progress.module_tenant_id is 'The own or the official tenant, found by a trigger.';
comment on column public.user_progress.completed_lessons is 'Ids of lessons of the module''s content.';

-- ============================================================================================================ views

-- Between WORKFLOW_STEP and EVALUATION are exactly the purposes of a review: the range can be the condition of an
-- index, which their text cannot.
create view public.ai_usage
with (security_invoker = true)
as
select
  c.id,
  c.tenant_id,
  c.user_id,
  c.reference_id,
  c.model,
  c.cost_usd,
  c.created_at,
  case c.purpose::text
    when 'AI_REVIEW' then 'review' when 'AI_SUGGESTION' then 'suggestion' when 'AI_VALIDATION' then 'validation'
  end as action,
  c.input_tokens + c.output_tokens as tokens_used
from public.cost_tracking as c
where c.purpose > 'WORKFLOW_STEP' and c.purpose < 'EVALUATION';
comment on view public.ai_usage is
'What reviews of specifications asked of models, row by row of the ledger: review, suggestion or validation.';

-- ========================================================================================================== indexes

create index specification_projects_owner_status_idx on public.specification_projects (owner_id, status);
create index specification_projects_tenant_updated_idx on public.specification_projects (tenant_id, updated_at desc);
create index specification_projects_search_idx on public.specification_projects
using gin (to_tsvector('english', name || ' ' || coalesce(description, '')));

create index team_members_project_idx on public.team_members (tenant_id, project_id);
create index team_members_user_status_idx on public.team_members (user_id, status);

-- By phase they are found through the unique constraint.
create index specification_documents_project_idx on public.specification_documents (tenant_id, project_id);
create index specification_documents_content_search_idx on public.specification_documents
using gin (to_tsvector('english', content));

-- What belongs to a project is found by it under row-level security, by its parent in a page.
create index document_versions_project_created_idx on public.document_versions (
  project_id, tenant_id, created_at desc
);
create index document_versions_document_idx on public.document_versions (tenant_id, document_id, version desc);
create index document_versions_created_by_idx on public.document_versions (created_by);

create index comment_threads_project_status_idx on public.comment_threads (project_id, tenant_id, status);
create index comment_threads_document_created_idx on public.comment_threads (tenant_id, document_id, created_at desc);
create index comment_threads_resolved_by_idx on public.comment_threads (resolved_by);

create index comments_project_created_idx on public.comments (project_id, tenant_id, created_at desc);
create index comments_thread_created_idx on public.comments (tenant_id, thread_id, created_at desc);
create index comments_author_idx on public.comments (author_id);

create index reactions_project_idx on public.reactions (project_id, tenant_id);
create index reactions_comment_idx on public.reactions (tenant_id, comment_id);
create index reactions_user_idx on public.reactions (user_id);

create index ai_reviews_project_created_idx on public.ai_reviews (project_id, tenant_id, created_at desc);
create index ai_reviews_document_created_idx on public.ai_reviews (tenant_id, document_id, created_at desc);

create index learning_modules_tenant_created_idx on public.learning_modules (tenant_id, created_at desc);
create index learning_modules_published_phase_idx on public.learning_modules (is_published, phase, difficulty);

create index module_prerequisites_module_idx on public.module_prerequisites (tenant_id, module_id);
create index module_prerequisites_prerequisite_idx on public.module_prerequisites (
  prerequisite_tenant_id, prerequisite_id
);

create index user_progress_tenant_created_idx on public.user_progress (tenant_id, created_at desc);
create index user_progress_user_status_idx on public.user_progress (user_id, status);
create index user_progress_module_idx on public.user_progress (module_tenant_id, module_id);

-- ================================================================================================ functions: access

create function private.my_project_ids(p_minimum public.team_role default 'REVIEWER')
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_ids uuid[] := case
    when p_minimum = 'REVIEWER' then private.my_tenant_ids('VIEWER') else private.my_tenant_ids('MEMBER')
  end;
begin
  return array(
    select p.id
    from public.specification_projects as p
    where p.tenant_id = any(private.my_tenant_ids('ADMIN')) and p.deleted_at is null
    union
    select p.id
    from public.specification_projects as p
    where p.owner_id = auth.uid() and p.tenant_id = any(v_tenant_ids) and p.deleted_at is null
    union
    select p.id
    from public.team_members as m
    join public.specification_projects as p on p.id = m.project_id
    where m.user_id = auth.uid() and m.status = 'ACTIVE' and m.role >= p_minimum
      and p.tenant_id = any(v_tenant_ids) and p.deleted_at is null
  );
end
$$;
comment on function private.my_project_ids is
'Live projects in which the caller may do at least what this role may: as their owner, in their active team, or as an '
'ADMIN of the tenant. A VIEWER of the tenant only reviews.';

create function private.require_project_role(p_project_id uuid, p_minimum public.team_role)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if p_project_id <> all(private.my_project_ids(p_minimum)) then
    raise sqlstate 'PT403' using message = format('This needs role %s in the project.', p_minimum);
  end if;
end
$$;
comment on function private.require_project_role is
'Raises PT403 when the caller''s role in the project is too low. That it is seen has been tested before.';

create function private.lock_project(p_project_id uuid, p_minimum public.team_role)
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project_ids constant uuid[] := private.my_project_ids();
  v_project public.specification_projects;
begin
  select p.* into v_project
  from public.specification_projects as p
  where p.id = p_project_id and p.id = any(v_project_ids) and p.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such project.';
  end if;
  perform private.require_project_role(p_project_id, p_minimum);
  return v_project;
end
$$;
comment on function private.lock_project is
'A live project that the caller sees, locked; PT404 for others, PT403 for too low a role.';

create function private.lock_document(p_document_id uuid, p_minimum public.team_role)
returns public.specification_documents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project_ids constant uuid[] := private.my_project_ids();
  v_document public.specification_documents;
begin
  select d.* into v_document
  from public.specification_documents as d
  where d.id = p_document_id and d.project_id = any(v_project_ids)
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such document.';
  end if;
  perform private.require_project_role(v_document.project_id, p_minimum);
  return v_document;
end
$$;
comment on function private.lock_document is
'A document of a project that the caller sees, locked; PT404 for others, PT403 for too low a role.';

-- ============================================================================================== functions: triggers

create function private.guard_project()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.status <> old.status and not (
    old.status = 'ACTIVE'
    or (old.status in ('SUSPENDED', 'COMPLETED') and new.status in ('ACTIVE', 'ARCHIVED'))
    or (old.status = 'ARCHIVED' and new.status = 'ACTIVE')
  ) then
    raise sqlstate 'PT409' using message = format('A project does not go from %s to %s.', old.status, new.status);
  end if;
  if new.current_phase <> old.current_phase then
    if old.status <> 'ACTIVE' then
      raise sqlstate 'PT409' using message = format('The project is %s: its phase stays.', old.status);
    end if;
    if new.current_phase > old.current_phase
      and array_position(enum_range(null::public.specification_phase), new.current_phase)
      > array_position(enum_range(null::public.specification_phase), old.current_phase) + 1
    then
      raise sqlstate 'PT409' using message =
        format('A project goes forward one phase at a time, not from %s to %s.', old.current_phase, new.current_phase);
    end if;
  end if;
  return new;
end
$$;
comment on function private.guard_project is 'Status and phase move along their transitions.';

create function private.audit_phase_transition()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.write_audit_log(
    new.tenant_id, auth.uid(), 'PHASE_TRANSITION', 'project', new.id,
    jsonb_build_object(
      'before', jsonb_build_object('current_phase', old.current_phase),
      'after', jsonb_build_object('current_phase', new.current_phase)
    )
  );
  return null;
end
$$;
comment on function private.audit_phase_transition is 'PHASE_TRANSITION, from where to where.';

create function private.hold_membership(p_tenant_id uuid, p_user_id uuid)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Whoever is leaving the tenant is waited for, and whoever leaves later waits for this and then ends it.
  perform from public.user_roles as r
  where r.tenant_id = p_tenant_id and r.user_id = p_user_id
  for key share;
  if not found or private.member_role(p_tenant_id, p_user_id) is null then
    raise sqlstate 'PT404' using message = 'This user is not a member of the tenant.';
  end if;
end
$$;
comment on function private.hold_membership is
'Raises PT404 for who is no member of the tenant; who is stays one until this transaction ends.';

create function private.hold_team_member()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.hold_membership(new.tenant_id, new.user_id);
  return new;
end
$$;
comment on function private.hold_team_member is 'Who is ACTIVE in a team belongs to the tenant.';

create function private.end_team_memberships()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- A purge takes the teams along, and writes nothing down any more.
  if not exists (select from private.purged_tenants as p where p.tenant_id = old.tenant_id) then
    update public.team_members set status = 'REMOVED'
    where user_id = old.user_id and tenant_id = old.tenant_id and status = 'ACTIVE';
  end if;
  return null;
end
$$;
comment on function private.end_team_memberships is 'Fired when somebody leaves a tenant: they leave its teams, too.';

-- The triggers that read other rows run as whoever writes, so that a row that is not seen is one that is not there.
create function private.guard_document()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_project_status public.project_status;
begin
  select p.status into v_project_status from public.specification_projects as p where p.id = new.project_id;
  if v_project_status <> 'ACTIVE' then
    raise sqlstate 'PT409' using message = format('The project is %s: its documents stay as they are.', v_project_status);
  end if;
  if tg_op = 'INSERT' then
    return new;
  end if;

  if new.status <> old.status and not (
    (old.status = 'DRAFT' and new.status in ('REVIEW', 'ARCHIVED'))
    or (old.status = 'REVIEW' and new.status in ('DRAFT', 'APPROVED', 'ARCHIVED'))
    or (old.status = 'APPROVED' and new.status in ('DRAFT', 'ARCHIVED'))
    or (old.status = 'ARCHIVED' and new.status = 'DRAFT')
  ) then
    raise sqlstate 'PT409' using message = format('A document does not go from %s to %s.', old.status, new.status);
  end if;
  if new.project_id <> old.project_id or new.phase <> old.phase then
    raise sqlstate 'PT409' using message = 'A document stays in its project and its phase.';
  end if;
  new.version := old.version;
  if new.content is distinct from old.content then
    if old.status not in ('DRAFT', 'REVIEW') then
      raise sqlstate 'PT409' using message =
        format('The document is %s: make it a DRAFT again before changing it.', old.status);
    end if;
    new.version := old.version + 1;
  end if;
  return new;
end
$$;
comment on function private.guard_document is
'Status moves along its transitions, content changes in DRAFT and REVIEW and counts the version, all in ACTIVE '
'projects.';

create function private.keep_document_version()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.document_versions (tenant_id, project_id, document_id, version, content, created_by)
  values (new.tenant_id, new.project_id, new.id, new.version, new.content, auth.uid());
  return null;
end
$$;
comment on function private.keep_document_version is
'Fired when the content of a document is new. The author is whoever is signed in: nobody else writes one.';

create function private.take_project_from_document()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  select d.project_id into new.project_id
  from public.specification_documents as d
  where d.tenant_id = new.tenant_id and d.id = new.document_id;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such document.';
  end if;
  return new;
end
$$;
comment on function private.take_project_from_document is 'project_id is the document''s.';

create function private.take_project_and_version_from_document()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  select d.project_id, coalesce(new.document_version, d.version)
  into new.project_id, new.document_version
  from public.specification_documents as d
  join public.specification_projects as p on p.tenant_id = d.tenant_id and p.id = d.project_id
  where d.tenant_id = new.tenant_id and d.id = new.document_id
    and coalesce(new.document_version, d.version) <= d.version and p.deleted_at is null
    and (auth.uid() is null or p.id = any(private.my_project_ids()))
  -- A deletion of the project waits for this, or this for the deletion.
  for share of p;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such document, or it has no such version.';
  end if;
  return new;
end
$$;
comment on function private.take_project_and_version_from_document is
'project_id is the document''s, document_version one that it has: the present one by default. In a deleted project '
'there is no document.';

create function private.take_project_from_thread()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  select t.tenant_id, t.project_id into new.tenant_id, new.project_id
  from public.comment_threads as t
  where t.id = new.thread_id and (tg_op = 'INSERT' or t.tenant_id = new.tenant_id);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such thread.';
  end if;
  return new;
end
$$;
comment on function private.take_project_from_thread is
'project_id and, when it is written, tenant_id are the thread''s.';

create function private.take_project_from_comment()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  select c.tenant_id, c.project_id into new.tenant_id, new.project_id
  from public.comments as c
  where c.id = new.comment_id and (tg_op = 'INSERT' or c.tenant_id = new.tenant_id);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such comment.';
  end if;
  return new;
end
$$;
comment on function private.take_project_from_comment is
'project_id and, when it is given, tenant_id are the comment''s.';

create function private.mark_edited()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.edited_at := case when new.content = old.content then old.edited_at else now() end;
  return new;
end
$$;
comment on function private.mark_edited is 'Keeps edited_at.';

create function private.guard_review()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if to_jsonb(new) - array['applied_suggestions', 'updated_at']
    <> to_jsonb(old) - array['applied_suggestions', 'updated_at']
  then
    raise sqlstate 'PT409' using message = 'A review stays as it was given; only applied_suggestions change.';
  end if;
  if not old.applied_suggestions <@ new.applied_suggestions then
    raise sqlstate 'PT409' using message = 'A suggestion that was applied stays applied.';
  end if;
  return new;
end
$$;
comment on function private.guard_review is 'A review is final but for the suggestions that are applied.';

create function private.find_prerequisite()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  select m.tenant_id into new.prerequisite_tenant_id
  from public.learning_modules as m
  where m.id = new.prerequisite_id and m.tenant_id in (new.tenant_id, private.official_tenant_id());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such module.';
  end if;
  return new;
end
$$;
comment on function private.find_prerequisite is 'prerequisite_tenant_id is the own or the official tenant.';

create function private.refuse_circle()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Two halves of a circle that are added at once: the second waits here, then sees the first.
  perform pg_advisory_xact_lock(hashtextextended('module_prerequisites ' || new.tenant_id, 0));
  if exists (
    with recursive needed (module_id) as (
      select new.prerequisite_id
      union
      select q.prerequisite_id
      from needed as n
      join public.module_prerequisites as q on q.module_id = n.module_id
    )

    select from needed as n where n.module_id = new.module_id
  ) then
    raise sqlstate 'PT409' using message = 'A module cannot need itself, not even by way of others.';
  end if;
  return null;
end
$$;
comment on function private.refuse_circle is 'Prerequisites never lead back to where they began.';

create function private.guard_progress()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_module public.learning_modules;
  v_old_status public.progress_status := 'NOT_STARTED';
  v_old_lessons text[] := '{}';
  v_missing text;
begin
  if tg_op = 'UPDATE' then
    if new.user_id <> old.user_id or new.module_id <> old.module_id then
      raise sqlstate 'PT409' using message = 'Progress stays with its user and its module.';
    end if;
    v_old_status := old.status;
    v_old_lessons := old.completed_lessons;
  end if;

  select m.* into v_module
  from public.learning_modules as m
  where m.id = new.module_id and m.tenant_id in (new.tenant_id, private.official_tenant_id());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such module.';
  end if;
  new.module_tenant_id := v_module.tenant_id;
  if not v_module.is_published and new.status <> v_old_status then
    raise sqlstate 'PT409' using message = 'The module is not published.';
  end if;

  if new.status <> v_old_status and not (
    v_old_status = 'NOT_STARTED'
    or (v_old_status = 'IN_PROGRESS' and new.status in ('COMPLETED', 'SKIPPED'))
    or (v_old_status = 'SKIPPED' and new.status in ('IN_PROGRESS', 'COMPLETED'))
  ) then
    raise sqlstate 'PT409' using message = format('Progress does not go from %s to %s.', v_old_status, new.status);
  end if;
  -- What was done of a lesson that the module no longer has stays done.
  if not private.ids_are_among(new.completed_lessons, v_old_lessons || private.item_ids(v_module.content)) then
    raise sqlstate 'PT400' using message = 'completed_lessons names a lesson that the module does not have.';
  end if;
  if not v_old_lessons <@ new.completed_lessons then
    raise sqlstate 'PT409' using message = 'A lesson that was completed stays completed.';
  end if;

  if new.status in ('IN_PROGRESS', 'COMPLETED') and v_old_status not in ('IN_PROGRESS', 'COMPLETED') then
    select string_agg(m.title, ', ' order by m.title) into v_missing
    from public.module_prerequisites as q
    join public.learning_modules as m on m.id = q.prerequisite_id and m.is_published
    where q.module_id = new.module_id
      and not exists (
        select from public.user_progress as u
        where u.user_id = new.user_id and u.module_id = q.prerequisite_id and u.status = 'COMPLETED'
      );
    if v_missing is not null then
      raise sqlstate 'PT409' using message = format('The module is locked. Complete first: %s.', v_missing);
    end if;
  end if;
  if new.status = 'COMPLETED' and v_old_status <> 'COMPLETED'
    and not private.item_ids(v_module.content) <@ new.completed_lessons
  then
    raise sqlstate 'PT409' using message = 'A module is complete when all of its lessons are.';
  end if;
  return new;
end
$$;
comment on function private.guard_progress is
'Status moves along its transitions; a module opens when its published prerequisites are completed, in whichever '
'tenant, and is complete with all its lessons, which are the module''s own.';

-- ============================================================================================ functions: projects

create function private.initial_content(p_phase public.specification_phase)
returns text
language sql immutable
set search_path = ''
as $$
  select case p_phase
    when 'REQUIREMENTS' then
      E'# Requirements\n\n## Purpose\n\nWhat is to be achieved, for whom, and how we will know.\n\n'
      '## User stories\n\n- As a …, I want …, so that ….\n\n'
      '## Acceptance criteria\n\n- When …, the system shall ….\n\n'
      '## Limits\n\nWhat is left out, and what must not happen.\n'
    when 'DESIGN' then
      E'# Design\n\n## Overview\n\nThe parts, and what each is responsible for.\n\n'
      '## Data\n\nWhat is stored, and which rules always hold.\n\n'
      '## Interfaces\n\nWhat each part offers to the others, and how it fails.\n\n'
      '## Decisions\n\nWhat was chosen, what was not, and why.\n'
    when 'TASKS' then
      E'# Tasks\n\nEach task names the requirement that it serves and the test that shows it done.\n\n'
      '- [ ] 1. …\n'
    when 'IMPLEMENTATION' then E'# Implementation\n\nNotes while the tasks are carried out.\n'
  end
$$;
comment on function private.initial_content is 'What a document of this phase begins with.';

create function private.create_project(p_name text, p_description text, p_team_member_ids uuid[])
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_project public.specification_projects;
begin
  perform private.require_role(v_tenant_id, 'MEMBER');
  if cardinality(p_team_member_ids) > 100 or array_position(p_team_member_ids, null) is not null then
    raise sqlstate 'PT400' using message = 'p_team_member_ids holds at most 100 ids, none of them null.';
  end if;
  insert into public.specification_projects (tenant_id, owner_id, name, description)
  values (v_tenant_id, auth.uid(), p_name, p_description)
  returning * into v_project;

  insert into public.specification_documents (tenant_id, project_id, phase, content)
  select v_tenant_id, v_project.id, p.phase, private.initial_content(p.phase)
  from unnest(array['REQUIREMENTS', 'DESIGN', 'TASKS']::public.specification_phase[]) as p (phase);

  insert into public.team_members (tenant_id, project_id, user_id)
  select distinct v_tenant_id, v_project.id, m.user_id
  from unnest(p_team_member_ids) as m (user_id)
  where m.user_id <> auth.uid();
  return v_project;
end
$$;

create function private.transition_phase(p_project_id uuid, p_target_phase public.specification_phase)
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects := private.lock_project(p_project_id, 'LEAD');
begin
  if p_target_phase is null or p_target_phase = v_project.current_phase then
    raise sqlstate 'PT409' using message = format('The project is already in phase %s.', v_project.current_phase);
  end if;
  if p_target_phase > v_project.current_phase then
    -- Locked, so that it cannot be reopened meanwhile.
    perform from public.specification_documents as d
    where d.project_id = v_project.id and d.phase = v_project.current_phase and d.status = 'APPROVED'
    for no key update;
    if not found then
      raise sqlstate 'PT409' using message =
        format('Phase %s is complete when its document is APPROVED.', v_project.current_phase);
    end if;
  end if;

  update public.specification_projects set current_phase = p_target_phase
  where id = v_project.id
  returning * into v_project;
  update public.specification_documents set status = 'DRAFT'
  where project_id = v_project.id and phase = p_target_phase and status <> 'DRAFT';
  return v_project;
end
$$;

create function private.set_project_status(p_project_id uuid, p_status public.project_status)
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects := private.lock_project(p_project_id, 'LEAD');
begin
  if p_status is null or p_status = v_project.status then
    raise sqlstate 'PT409' using message = format('The project is already %s.', v_project.status);
  end if;
  if p_status = 'COMPLETED' and v_project.current_phase <> 'IMPLEMENTATION' then
    raise sqlstate 'PT409' using message =
      format('A project is completed in phase IMPLEMENTATION; this one is in %s.', v_project.current_phase);
  end if;
  update public.specification_projects set status = p_status where id = v_project.id returning * into v_project;
  return v_project;
end
$$;

create function private.hand_over_project(p_project_id uuid, p_user_id uuid)
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects := private.lock_project(p_project_id, 'REVIEWER');
  v_owner_id constant uuid := v_project.owner_id;
  v_role public.tenant_role := private.member_role(v_project.tenant_id, auth.uid());
begin
  if v_role < 'MEMBER' or (v_owner_id <> auth.uid() and v_role < 'ADMIN') then
    raise sqlstate 'PT403' using message = 'A project is handed over by its owner or an ADMIN of the tenant.';
  end if;
  perform private.hold_membership(v_project.tenant_id, p_user_id);
  if private.member_role(v_project.tenant_id, p_user_id) < 'MEMBER' then
    raise sqlstate 'PT409' using message = 'A VIEWER of the tenant cannot own a project.';
  end if;
  if p_user_id = v_owner_id then
    raise sqlstate 'PT409' using message = 'The project is theirs already.';
  end if;

  update public.specification_projects set owner_id = p_user_id where id = v_project.id returning * into v_project;
  -- Who hands it over stays with it, unless they have left.
  if private.member_role(v_project.tenant_id, v_owner_id) is not null then
    perform private.hold_membership(v_project.tenant_id, v_owner_id);
    insert into public.team_members (tenant_id, project_id, user_id, role)
    values (v_project.tenant_id, v_project.id, v_owner_id, 'LEAD')
    on conflict (project_id, user_id) do update set role = 'LEAD', status = 'ACTIVE';
  end if;
  return v_project;
end
$$;

create function private.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role)
returns public.team_members
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects := private.lock_project(p_project_id, 'LEAD');
  v_member public.team_members;
begin
  if p_user_id = v_project.owner_id then
    raise sqlstate 'PT409' using message = 'The owner of a project needs no place in its team.';
  end if;
  -- Before the row of the team, in the order in which leaving the tenant takes the two.
  perform private.hold_membership(v_project.tenant_id, p_user_id);
  insert into public.team_members (tenant_id, project_id, user_id, role)
  values (v_project.tenant_id, v_project.id, p_user_id, p_role)
  on conflict (project_id, user_id) do update set role = excluded.role, status = 'ACTIVE'
  returning * into v_member;
  return v_member;
end
$$;

create function private.remove_team_member(p_project_id uuid, p_user_id uuid)
returns public.team_members
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects := private.lock_project(p_project_id, 'REVIEWER');
  v_member public.team_members;
begin
  if p_user_id <> auth.uid() then
    perform private.require_project_role(v_project.id, 'LEAD');
  end if;
  update public.team_members set status = 'REMOVED'
  where project_id = v_project.id and user_id = p_user_id and status = 'ACTIVE'
  returning * into v_member;
  if not found then
    raise sqlstate 'PT404' using message = 'This user is not in the team.';
  end if;
  return v_member;
end
$$;

create function private.delete_project(p_project_id uuid)
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects := private.lock_project(p_project_id, 'REVIEWER');
  v_role public.tenant_role := private.member_role(v_project.tenant_id, auth.uid());
begin
  if v_role < 'MEMBER' or (v_project.owner_id <> auth.uid() and v_role < 'ADMIN') then
    raise sqlstate 'PT403' using message = 'A project is deleted by its owner or an ADMIN of the tenant.';
  end if;
  update public.specification_projects set deleted_at = now() where id = v_project.id returning * into v_project;
  return v_project;
end
$$;

create function private.restore_project(p_project_id uuid)
returns public.specification_projects
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project public.specification_projects;
begin
  update public.specification_projects set deleted_at = null
  where id = p_project_id and deleted_at is not null
    and (
      tenant_id = any(private.my_tenant_ids('ADMIN'))
      or (owner_id = auth.uid() and tenant_id = any(private.my_tenant_ids('MEMBER')))
    )
  returning * into v_project;
  if not found then
    raise sqlstate 'PT404' using message =
      'There is no such deleted project, or you are neither its owner nor an ADMIN of its tenant.';
  end if;
  return v_project;
end
$$;

create function private.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_search);
  v_project_ids uuid[] := private.my_project_ids();
  v_projects jsonb;
  v_total bigint;
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  if p_page is null or p_page not between 1 and 1000000 or p_limit is null or p_limit not between 1 and 100 then
    raise sqlstate 'PT400' using message = 'p_page begins with 1, p_limit is 1 to 100.';
  end if;

  with chosen as (
    select p.id, p.updated_at
    from unnest(v_project_ids) as mine (id)
    join public.specification_projects as p on p.id = mine.id
    where p.tenant_id = v_tenant_id
      and (p_status is null or p.status = p_status)
      and (v_pattern is null or p.name ilike v_pattern or p.description ilike v_pattern)
  )

  select
    (select count(*) from chosen),
    array(
      select c.id from chosen as c
      order by c.updated_at desc, c.id
      limit p_limit
      offset (p_page - 1)::bigint * p_limit
    )
  into v_total, v_project_ids;

  select coalesce(jsonb_agg(
    to_jsonb(p) || jsonb_build_object(
      'owner', jsonb_build_object('id', u.id, 'name', u.name, 'avatar_url', u.avatar_url),
      'team', (
        select coalesce(jsonb_agg(
          jsonb_build_object('id', mu.id, 'name', mu.name, 'avatar_url', mu.avatar_url, 'role', m.role)
          order by m.created_at, m.id
        ), '[]')
        from public.team_members as m
        join public.users as mu on mu.id = m.user_id
        where m.project_id = p.id and m.status = 'ACTIVE'
      ),
      'counts', jsonb_build_object(
        'documents', (select count(*) from public.specification_documents as d where d.project_id = p.id),
        'comments', (select count(*) from public.comments as c where c.project_id = p.id)
      )
    )
    order by o.position
  ), '[]')
  into v_projects
  from unnest(v_project_ids) with ordinality as o (id, position)
  join public.specification_projects as p on p.id = o.id
  join public.users as u on u.id = p.owner_id;

  return jsonb_build_object(
    'projects', v_projects,
    'pagination', jsonb_build_object(
      'page', p_page, 'limit', p_limit, 'total', v_total, 'pages', (v_total + p_limit - 1) / p_limit
    )
  );
end
$$;

create function private.project_analytics(p_project_ids uuid[])
returns table (
  project_id uuid, name text, current_phase public.specification_phase, document_count bigint, comment_count bigint,
  team_member_count bigint, average_quality_score numeric, last_activity timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_project_ids constant uuid[] := private.my_project_ids();
begin
  if cardinality(p_project_ids) > 1000 then
    raise sqlstate 'PT400' using message = 'p_project_ids holds at most 1,000 ids.';
  end if;
  return query
  select
    p.id, p.name, p.current_phase, d.documents, c.comments, m.members, round(r.score, 2), d.last_change
  from public.specification_projects as p
  cross join lateral (
    select count(*) as documents, max(x.updated_at) as last_change
    from public.specification_documents as x where x.project_id = p.id
  ) as d
  cross join lateral (select count(*) as comments from public.comments as x where x.project_id = p.id) as c
  cross join lateral (
    select count(*) as members from public.team_members as x where x.project_id = p.id and x.status = 'ACTIVE'
  ) as m
  cross join lateral (select avg(x.overall_score) as score from public.ai_reviews as x where x.project_id = p.id) as r
  where p.id = any(p_project_ids) and p.id = any(v_project_ids)
  order by p.name, p.id;
end
$$;

create function private.search_specifications(p_query text, p_limit integer, p_offset integer)
returns table (
  kind text, project_id uuid, project_name text, document_id uuid, phase public.specification_phase, rank real,
  fragment text
)
language plpgsql stable security definer
set search_path = ''
-- The planner takes to_tsvector for cheap: with a choice it reads and parses every document.
set enable_seqscan = off
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_project_ids constant uuid[] := private.my_project_ids();
  v_query tsquery := websearch_to_tsquery('english', left(p_query, 1000));
begin
  -- As a definer function it can use the full-text indexes, which row-level security would keep from use; so the access
  -- is tested here.
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  with mine as materialized (
    select p.id, p.name
    from unnest(v_project_ids) as m (id)
    join public.specification_projects as p on p.id = m.id
    where p.tenant_id = v_tenant_id
  ),

  -- By themselves, so that nothing but the full-text indexes can answer them.
  projects as materialized (
    select p.id, p.updated_at
    from public.specification_projects as p
    where to_tsvector('english', p.name || ' ' || coalesce(p.description, '')) @@ v_query
  ),

  documents as materialized (
    select d.id, d.project_id, d.updated_at
    from public.specification_documents as d
    where to_tsvector('english', d.content) @@ v_query
  ),

  latest as (
    (
      select m.id as project_id, m.name, null::uuid as document_id, p.updated_at
      from projects as p
      join mine as m on m.id = p.id
      order by p.updated_at desc, p.id
      limit 200
    )
    union all
    (
      select m.id, m.name, d.id, d.updated_at
      from documents as d
      join mine as m on m.id = d.project_id
      order by d.updated_at desc, d.id
      limit 200
    )
  ),

  found as (
    select
      l.project_id, l.name, l.document_id, l.updated_at, d.phase,
      coalesce(d.content, p.name || ' ' || coalesce(p.description, '')) as content
    from latest as l
    join public.specification_projects as p on p.id = l.project_id
    left join public.specification_documents as d on d.id = l.document_id
  ),

  page as (
    select f.*, ts_rank_cd(to_tsvector('english', f.content), v_query, 1) as score
    from found as f
    order by score desc, f.updated_at desc, f.project_id, f.document_id
    limit least(greatest(p_limit, 0), 100)
    offset greatest(p_offset, 0)
  )

  select
    case when g.document_id is null then 'PROJECT' else 'DOCUMENT' end,
    g.project_id, g.name, g.document_id, g.phase, g.score,
    -- The text is escaped before it is marked, so that the marks are the only HTML in the fragment.
    ts_headline(
      'english', replace(replace(replace(replace(g.content, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'),
      v_query, 'StartSel=<mark>, StopSel=</mark>, MaxFragments=2, MaxWords=20, MinWords=5'
    )
  from page as g
  order by g.score desc, g.updated_at desc, g.project_id, g.document_id;
end
$$;

-- =========================================================================================== functions: documents

create function private.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer)
returns public.specification_documents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_document public.specification_documents := private.lock_document(p_document_id, 'MEMBER');
begin
  if p_status is null or p_status = v_document.status then
    raise sqlstate 'PT409' using message = format('The document is already %s.', v_document.status);
  end if;
  if p_version <> v_document.version then
    raise sqlstate 'PT409' using message =
      format('The document is at version %s by now, not %s.', v_document.version, p_version);
  end if;
  -- Writers hand it in and take it back; the rest is a decision.
  if not (v_document.status in ('DRAFT', 'REVIEW') and p_status in ('DRAFT', 'REVIEW')) then
    perform private.require_project_role(v_document.project_id, 'LEAD');
  end if;
  update public.specification_documents set status = p_status where id = v_document.id returning * into v_document;
  return v_document;
end
$$;

create function private.revert_document(p_document_id uuid, p_version integer)
returns public.specification_documents
language plpgsql security definer
set search_path = ''
as $$
declare
  v_document public.specification_documents := private.lock_document(p_document_id, 'MEMBER');
begin
  update public.specification_documents as d set content = v.content
  from public.document_versions as v
  where d.id = v_document.id and v.document_id = d.id and v.version = p_version
  returning d.* into v_document;
  if not found then
    raise sqlstate 'PT404' using message = format('The document has no version %s.', p_version);
  end if;
  return v_document;
end
$$;

create function private.open_thread(p_document_id uuid, p_position jsonb, p_content text)
returns public.comment_threads
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project_ids constant uuid[] := private.my_project_ids();
  v_document public.specification_documents;
  v_thread public.comment_threads;
begin
  select d.* into v_document
  from public.specification_documents as d
  where d.id = p_document_id and d.project_id = any(v_project_ids);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such document.';
  end if;
  insert into public.comment_threads (tenant_id, document_id, position)
  values (v_document.tenant_id, v_document.id, p_position)
  returning * into v_thread;
  insert into public.comments (tenant_id, thread_id, author_id, content)
  values (v_thread.tenant_id, v_thread.id, auth.uid(), p_content);
  return v_thread;
end
$$;

create function private.lock_thread(p_thread_id uuid)
returns public.comment_threads
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project_ids constant uuid[] := private.my_project_ids();
  v_thread public.comment_threads;
begin
  select t.* into v_thread
  from public.comment_threads as t
  where t.id = p_thread_id and t.project_id = any(v_project_ids)
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such thread.';
  end if;
  -- A reviewer ends and reopens what they take part in themselves.
  if not exists (
    select from public.comments as c where c.thread_id = v_thread.id and c.author_id = auth.uid()
  ) then
    perform private.require_project_role(v_thread.project_id, 'MEMBER');
  end if;
  return v_thread;
end
$$;
comment on function private.lock_thread is
'A thread that the caller may resolve and reopen, locked: a writer of the project, or who has commented in it.';

create function private.resolve_thread(p_thread_id uuid)
returns public.comment_threads
language plpgsql security definer
set search_path = ''
as $$
declare
  v_thread public.comment_threads := private.lock_thread(p_thread_id);
begin
  if v_thread.status = 'RESOLVED' then
    raise sqlstate 'PT409' using message = 'The thread is already RESOLVED.';
  end if;
  update public.comment_threads set status = 'RESOLVED', resolved_at = now(), resolved_by = auth.uid()
  where id = v_thread.id
  returning * into v_thread;
  return v_thread;
end
$$;

create function private.reopen_thread(p_thread_id uuid)
returns public.comment_threads
language plpgsql security definer
set search_path = ''
as $$
declare
  v_thread public.comment_threads := private.lock_thread(p_thread_id);
begin
  if v_thread.status = 'OPEN' then
    raise sqlstate 'PT409' using message = 'The thread is already OPEN.';
  end if;
  update public.comment_threads set status = 'OPEN', resolved_at = null, resolved_by = null
  where id = v_thread.id
  returning * into v_thread;
  return v_thread;
end
$$;

create function private.apply_suggestions(p_review_id uuid, p_suggestion_ids text[])
returns public.ai_reviews
language plpgsql security definer
set search_path = ''
as $$
declare
  v_project_ids constant uuid[] := private.my_project_ids();
  v_review public.ai_reviews;
begin
  select r.* into v_review
  from public.ai_reviews as r
  where r.id = p_review_id and r.project_id = any(v_project_ids)
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such review.';
  end if;
  perform private.require_project_role(v_review.project_id, 'MEMBER');
  if p_suggestion_ids is null or array_position(p_suggestion_ids, null) is not null
    or not p_suggestion_ids <@ private.item_ids(v_review.suggestions)
  then
    raise sqlstate 'PT400' using message = 'p_suggestion_ids names a suggestion that the review does not have.';
  end if;
  update public.ai_reviews as r
  set applied_suggestions = r.applied_suggestions || array(
    select distinct s.id from unnest(p_suggestion_ids) as s (id) where s.id <> all(r.applied_suggestions) order by 1
  )
  where r.id = v_review.id
  returning r.* into v_review;
  return v_review;
end
$$;

-- ============================================================================================ functions: learning

create function private.record_progress(
  p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb,
  p_status public.progress_status
)
returns public.user_progress
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_progress public.user_progress;
  v_lessons text[];
  v_status public.progress_status := p_status;
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  -- Made first and locked then, so that of two calls at once the second adds to what the first has written.
  insert into public.user_progress (tenant_id, user_id, module_id)
  values (v_tenant_id, auth.uid(), p_module_id)
  on conflict (user_id, module_id, tenant_id) do nothing;
  select u.* into v_progress
  from public.user_progress as u
  where u.tenant_id = v_tenant_id and u.user_id = auth.uid() and u.module_id = p_module_id
  for no key update;

  v_lessons := v_progress.completed_lessons || array(
    select distinct l.id from unnest(p_completed_lessons) as l (id) where l.id <> all(v_progress.completed_lessons)
    order by 1
  );
  if v_status is null then
    v_status := case
      when v_progress.status = 'COMPLETED' or exists (
        select from public.learning_modules as m
        where m.id = p_module_id and m.content <> '[]' and private.item_ids(m.content) <@ v_lessons
      ) then 'COMPLETED'::public.progress_status
      else 'IN_PROGRESS'::public.progress_status
    end;
  end if;
  update public.user_progress
  set
    status = v_status,
    completed_lessons = v_lessons,
    exercise_results = coalesce(p_exercise_results, exercise_results),
    skill_assessments = coalesce(p_skill_assessments, skill_assessments),
    last_accessed = now(),
    completed_at = case when v_status = 'COMPLETED' then coalesce(completed_at, now()) end
  where id = v_progress.id
  returning * into v_progress;
  return v_progress;
end
$$;

create function private.available_modules()
returns table (
  id uuid, slug text, title text, description text, phase public.specification_phase,
  difficulty public.difficulty_level, estimated_duration integer, is_official boolean, lessons integer,
  completed_lessons integer, prerequisites uuid[], missing_prerequisites uuid[], state text
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  with needed as (
    select
      q.module_id,
      array_agg(q.prerequisite_id order by n.difficulty, n.slug) as ids,
      array_agg(q.prerequisite_id order by n.difficulty, n.slug) filter (
        where n.is_published and not exists (
          select from public.user_progress as u
          where u.user_id = auth.uid() and u.module_id = q.prerequisite_id and u.status = 'COMPLETED'
        )
      ) as missing
    from public.module_prerequisites as q
    join public.learning_modules as n on n.id = q.prerequisite_id
    where q.tenant_id in (v_tenant_id, private.official_tenant_id())
    group by q.module_id
  )

  select
    m.id, m.slug, m.title, m.description, m.phase, m.difficulty, m.estimated_duration,
    m.tenant_id = private.official_tenant_id(),
    jsonb_array_length(m.content),
    coalesce(cardinality(u.completed_lessons), 0),
    coalesce(n.ids, '{}'),
    coalesce(n.missing, '{}'),
    case
      when u.status in ('IN_PROGRESS', 'COMPLETED', 'SKIPPED') then u.status::text
      when n.missing is not null then 'LOCKED'
      else 'OPEN'
    end
  from public.learning_modules as m
  left join needed as n on n.module_id = m.id
  left join public.user_progress as u
    on u.module_id = m.id and u.user_id = auth.uid() and u.tenant_id = v_tenant_id
  where m.tenant_id in (v_tenant_id, private.official_tenant_id()) and m.is_published
  order by m.difficulty, m.phase nulls last, m.slug;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.create_project(
  p_name text, p_description text default null, p_team_member_ids uuid[] default '{}'
)
returns public.specification_projects
language sql security invoker set search_path = ''
as $$ select private.create_project(p_name, p_description, p_team_member_ids) $$;
comment on function public.create_project is
'Makes a project of the caller''s with a document for each of the first three phases, and a team of members. MEMBER.';

create function public.transition_phase(p_project_id uuid, p_target_phase public.specification_phase)
returns public.specification_projects
language sql security invoker set search_path = ''
as $$ select private.transition_phase(p_project_id, p_target_phase) $$;
comment on function public.transition_phase is
'Moves a project to the next phase when the document of the present one is APPROVED, or back to any earlier one. The '
'document of the phase that is entered becomes a DRAFT. LEAD.';

create function public.set_project_status(p_project_id uuid, p_status public.project_status)
returns public.specification_projects
language sql security invoker set search_path = ''
as $$ select private.set_project_status(p_project_id, p_status) $$;
comment on function public.set_project_status is
'Suspends, completes (in phase IMPLEMENTATION), archives or reactivates a project. LEAD.';

create function public.hand_over_project(p_project_id uuid, p_user_id uuid) returns public.specification_projects
language sql security invoker set search_path = ''
as $$ select private.hand_over_project(p_project_id, p_user_id) $$;
comment on function public.hand_over_project is
'Gives a project to another MEMBER of the tenant; the owner before stays as LEAD. Its owner or an ADMIN.';

create function public.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role default 'MEMBER')
returns public.team_members
language sql security invoker set search_path = ''
as $$ select private.add_team_member(p_project_id, p_user_id, p_role) $$;
comment on function public.add_team_member is
'Takes a member of the tenant into the team, brings a removed one back, or changes their role. LEAD.';

create function public.remove_team_member(p_project_id uuid, p_user_id uuid) returns public.team_members
language sql security invoker set search_path = ''
as $$ select private.remove_team_member(p_project_id, p_user_id) $$;
comment on function public.remove_team_member is 'Takes somebody out of the team. LEAD, or oneself.';

create function public.delete_project(p_project_id uuid) returns public.specification_projects
language sql security invoker set search_path = ''
as $$ select private.delete_project(p_project_id) $$;
comment on function public.delete_project is
'Soft-deletes a project and hides all that belongs to it. Its owner or an ADMIN.';

create function public.restore_project(p_project_id uuid) returns public.specification_projects
language sql security invoker set search_path = ''
as $$ select private.restore_project(p_project_id) $$;
comment on function public.restore_project is 'Undoes delete_project. Its owner or an ADMIN.';

create function public.list_projects(
  p_search text default null, p_status public.project_status default null, p_page integer default 1,
  p_limit integer default 20
)
returns jsonb
language sql stable security invoker set search_path = ''
as $$ select private.list_projects(p_search, p_status, p_page, p_limit) $$;
comment on function public.list_projects is
'A page of the projects that the caller sees in the current tenant, the last changed first: {"projects": [… with '
'owner, team and counts], "pagination": {"page", "limit", "total", "pages"}}.';

create function public.project_analytics(p_project_ids uuid[])
returns table (
  project_id uuid, name text, current_phase public.specification_phase, document_count bigint, comment_count bigint,
  team_member_count bigint, average_quality_score numeric, last_activity timestamptz
)
language sql stable security invoker set search_path = ''
as $$ select * from private.project_analytics(p_project_ids) $$;
comment on function public.project_analytics is
'Counts, mean score of all reviews and last change of a document, for each of the projects that the caller sees.';

create function public.search_specifications(p_query text, p_limit integer default 20, p_offset integer default 0)
returns table (
  kind text, project_id uuid, project_name text, document_id uuid, phase public.specification_phase, rank real,
  fragment text
)
language sql stable security invoker set search_path = ''
as $$ select * from private.search_specifications(p_query, p_limit, p_offset) $$;
comment on function public.search_specifications is
'Projects (name, description) and documents of the current tenant that match p_query, words, "phrases", or, -not, best '
'first among the 200 last changed of each; at most 100. fragment is HTML: escaped text with <mark> around matches.';

create function public.set_document_status(
  p_document_id uuid, p_status public.document_status, p_version integer default null
)
returns public.specification_documents
language sql security invoker set search_path = ''
as $$ select private.set_document_status(p_document_id, p_status, p_version) $$;
comment on function public.set_document_status is
'Hands a document in for review or takes it back (MEMBER); approves, reopens, archives it (LEAD). With p_version only '
'when that is still its version.';

create function public.revert_document(p_document_id uuid, p_version integer) returns public.specification_documents
language sql security invoker set search_path = ''
as $$ select private.revert_document(p_document_id, p_version) $$;
comment on function public.revert_document is 'Gives a document the content of an old version, as a new one. MEMBER.';

create function public.open_thread(p_document_id uuid, p_position jsonb, p_content text)
returns public.comment_threads
language sql security invoker set search_path = ''
as $$ select private.open_thread(p_document_id, p_position, p_content) $$;
comment on function public.open_thread is
'Opens a thread at {"line", "character"} of a document with its first comment. REVIEWER.';

create function public.resolve_thread(p_thread_id uuid) returns public.comment_threads
language sql security invoker set search_path = ''
as $$ select private.resolve_thread(p_thread_id) $$;
comment on function public.resolve_thread is 'Ends a thread. MEMBER, or a REVIEWER who has commented in it.';

create function public.reopen_thread(p_thread_id uuid) returns public.comment_threads
language sql security invoker set search_path = ''
as $$ select private.reopen_thread(p_thread_id) $$;
comment on function public.reopen_thread is 'Undoes resolve_thread. MEMBER, or a REVIEWER who has commented in it.';

create function public.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) returns public.ai_reviews
language sql security invoker set search_path = ''
as $$ select private.apply_suggestions(p_review_id, p_suggestion_ids) $$;
comment on function public.apply_suggestions is 'Marks suggestions of a review as applied. MEMBER.';

create function public.record_progress(
  p_module_id uuid, p_completed_lessons text[] default '{}', p_exercise_results jsonb default null,
  p_skill_assessments jsonb default null, p_status public.progress_status default null
)
returns public.user_progress
language sql security invoker set search_path = ''
as $$
  select private.record_progress(p_module_id, p_completed_lessons, p_exercise_results, p_skill_assessments, p_status)
$$;
comment on function public.record_progress is
'Opens a module for the caller in the current tenant, adds completed lessons, replaces results that are given. Without '
'p_status it is IN_PROGRESS, or COMPLETED with the last lesson. VIEWER.';

create function public.available_modules()
returns table (
  id uuid, slug text, title text, description text, phase public.specification_phase,
  difficulty public.difficulty_level, estimated_duration integer, is_official boolean, lessons integer,
  completed_lessons integer, prerequisites uuid[], missing_prerequisites uuid[], state text
)
language sql stable security invoker set search_path = ''
as $$ select * from private.available_modules() $$;
comment on function public.available_modules is
'The published modules of the current tenant and the official ones, with what they are to the caller: LOCKED, OPEN, '
'IN_PROGRESS, COMPLETED or SKIPPED.';

-- ========================================================================================================= triggers

create trigger specification_projects_set_updated_at before update on public.specification_projects
for each row execute function private.set_updated_at();
create trigger specification_projects_refuse_tenant_change before update of tenant_id on public.specification_projects
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger specification_projects_guard before update on public.specification_projects
for each row execute function private.guard_project();
create trigger specification_projects_audit after insert or delete on public.specification_projects
for each row execute function private.audit('project');
create trigger specification_projects_audit_change after update on public.specification_projects
for each row when (old.current_phase = new.current_phase) execute function private.audit('project');
create trigger specification_projects_audit_phase after update on public.specification_projects
for each row when (old.current_phase <> new.current_phase) execute function private.audit_phase_transition();

create trigger team_members_set_updated_at before update on public.team_members
for each row execute function private.set_updated_at();
create trigger team_members_refuse_tenant_change before update of tenant_id on public.team_members
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger team_members_require_member before insert or update of user_id on public.team_members
for each row execute function private.require_member_as_user();
create trigger team_members_hold_membership before insert or update of status, user_id on public.team_members
for each row when (new.status = 'ACTIVE') execute function private.hold_team_member();
create trigger user_roles_end_team_memberships after delete on public.user_roles
for each row execute function private.end_team_memberships();
create trigger team_members_audit after insert or update or delete on public.team_members
for each row execute function private.audit('team_member');

create trigger specification_documents_set_updated_at before update on public.specification_documents
for each row execute function private.set_updated_at();
create trigger specification_documents_refuse_tenant_change before update of tenant_id on public.specification_documents
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger specification_documents_guard before insert or update on public.specification_documents
for each row execute function private.guard_document();
create trigger specification_documents_keep_first_version after insert on public.specification_documents
for each row execute function private.keep_document_version();
create trigger specification_documents_keep_version after update on public.specification_documents
for each row when (old.content is distinct from new.content) execute function private.keep_document_version();
create trigger specification_documents_audit after insert or update or delete on public.specification_documents
for each row execute function private.audit('document');

create trigger document_versions_require_member before insert on public.document_versions
for each row execute function private.require_member_as_author();
create trigger document_versions_are_append_only before update or delete on public.document_versions
for each row execute function private.refuse_change('except_purge');
create trigger document_versions_are_not_truncated before truncate on public.document_versions
for each statement execute function private.refuse_change();

create trigger comment_threads_set_updated_at before update on public.comment_threads
for each row execute function private.set_updated_at();
create trigger comment_threads_refuse_tenant_change before update of tenant_id on public.comment_threads
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger comment_threads_take_project before insert or update of document_id, project_id on public.comment_threads
for each row execute function private.take_project_from_document();
create trigger comment_threads_audit after insert or update or delete on public.comment_threads
for each row execute function private.audit('comment_thread');

create trigger comments_refuse_tenant_change before update of tenant_id on public.comments
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger comments_find_project before insert or update of thread_id, project_id on public.comments
for each row execute function private.take_project_from_thread();
create trigger comments_mark_edited before update on public.comments
for each row execute function private.mark_edited();
create trigger comments_audit after insert or update or delete on public.comments
for each row execute function private.audit('comment');

create trigger reactions_refuse_tenant_change before update of tenant_id on public.reactions
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
-- By its name before reactions_require_member, which asks about the tenant that this finds.
create trigger reactions_find_project before insert or update of comment_id, project_id on public.reactions
for each row execute function private.take_project_from_comment();
create trigger reactions_require_member before insert or update of user_id on public.reactions
for each row execute function private.require_member_as_user();
create trigger reactions_audit after insert or update or delete on public.reactions
for each row execute function private.audit('reaction');

create trigger ai_reviews_set_updated_at before update on public.ai_reviews
for each row execute function private.set_updated_at();
create trigger ai_reviews_refuse_tenant_change before update of tenant_id on public.ai_reviews
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger ai_reviews_take_project before insert on public.ai_reviews
for each row execute function private.take_project_and_version_from_document();
create trigger ai_reviews_guard before update on public.ai_reviews
for each row execute function private.guard_review();
create trigger ai_reviews_audit after insert or update or delete on public.ai_reviews
for each row execute function private.audit('ai_review');

create trigger learning_modules_set_updated_at before update on public.learning_modules
for each row execute function private.set_updated_at();
create trigger learning_modules_refuse_tenant_change before update of tenant_id on public.learning_modules
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger learning_modules_audit after insert or update or delete on public.learning_modules
for each row execute function private.audit('learning_module');

create trigger module_prerequisites_refuse_tenant_change before update of tenant_id on public.module_prerequisites
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger module_prerequisites_find_module
before insert or update of prerequisite_id, prerequisite_tenant_id on public.module_prerequisites
for each row execute function private.find_prerequisite();
create trigger module_prerequisites_refuse_circle after insert or update on public.module_prerequisites
for each row execute function private.refuse_circle();
create trigger module_prerequisites_audit after insert or update or delete on public.module_prerequisites
for each row execute function private.audit('module_prerequisite');

create trigger user_progress_set_updated_at before update on public.user_progress
for each row execute function private.set_updated_at();
create trigger user_progress_refuse_tenant_change before update of tenant_id on public.user_progress
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger user_progress_require_member before insert or update of user_id on public.user_progress
for each row execute function private.require_member_as_user();
create trigger user_progress_rules before insert or update on public.user_progress
for each row execute function private.guard_progress();
create trigger user_progress_audit after insert or update or delete on public.user_progress
for each row execute function private.audit('user_progress');

-- =========================================================================================================== grants

revoke all on public.specification_projects, public.team_members, public.specification_documents,
public.document_versions, public.comment_threads, public.comments, public.reactions, public.ai_reviews, public.ai_usage,
public.learning_modules, public.module_prerequisites, public.user_progress
from public, anon, authenticated, service_role;

grant select on public.specification_projects, public.team_members, public.specification_documents,
public.document_versions, public.comment_threads, public.comments, public.reactions, public.ai_reviews, public.ai_usage,
public.learning_modules, public.module_prerequisites, public.user_progress
to authenticated, service_role;

grant update (name, description, settings) on public.specification_projects to authenticated;
grant insert (tenant_id, project_id, phase, content, metadata) on public.specification_documents to authenticated;
grant update (content, metadata) on public.specification_documents to authenticated;
grant insert (tenant_id, thread_id, content) on public.comments to authenticated;
grant update (content) on public.comments to authenticated;
grant delete on public.comments to authenticated;
grant insert (tenant_id, comment_id, type) on public.reactions to authenticated;
grant delete on public.reactions to authenticated;
grant insert (
  tenant_id, slug, title, description, phase, difficulty, content, exercises, estimated_duration, is_published
) on public.learning_modules to authenticated;
grant update (
  slug, title, description, phase, difficulty, content, exercises, estimated_duration, is_published
) on public.learning_modules to authenticated;
grant delete on public.learning_modules to authenticated;
grant insert (tenant_id, module_id, prerequisite_id) on public.module_prerequisites to authenticated;
grant delete on public.module_prerequisites to authenticated;

-- The engine that reviews.
grant insert (tenant_id, document_id, document_version, overall_score, suggestions, completeness, quality_metrics)
on public.ai_reviews to service_role;

revoke all on function private.items_have_ids(jsonb, integer), private.item_ids(jsonb),
private.ids_are_among(text[], text[]), private.position_is_well_formed(jsonb), private.text_is_searchable(text),
private.my_project_ids(public.team_role), private.require_project_role(uuid, public.team_role),
private.lock_project(uuid, public.team_role), private.lock_document(uuid, public.team_role),
private.lock_thread(uuid), private.initial_content(public.specification_phase),
private.hold_membership(uuid, uuid), private.hold_team_member(), private.end_team_memberships(),
private.guard_project(), private.audit_phase_transition(), private.guard_document(), private.keep_document_version(),
private.take_project_from_document(), private.take_project_and_version_from_document(),
private.take_project_from_thread(), private.take_project_from_comment(), private.mark_edited(), private.guard_review(),
private.find_prerequisite(), private.refuse_circle(), private.guard_progress()
from public, anon, authenticated, service_role;

-- What checks and policies call, as whoever reads or writes the row.
grant execute on function private.items_have_ids(jsonb, integer), private.item_ids(jsonb),
private.ids_are_among(text[], text[]) to authenticated, service_role;
grant execute on function private.text_is_searchable(text), private.my_project_ids(public.team_role) to authenticated;

-- What clients call, and the definer half of each.
revoke all on function public.create_project(text, text, uuid[]),
public.transition_phase(uuid, public.specification_phase), public.set_project_status(uuid, public.project_status),
public.hand_over_project(uuid, uuid), public.add_team_member(uuid, uuid, public.team_role),
public.remove_team_member(uuid, uuid), public.delete_project(uuid), public.restore_project(uuid),
public.list_projects(text, public.project_status, integer, integer), public.project_analytics(uuid[]),
public.search_specifications(text, integer, integer),
public.set_document_status(uuid, public.document_status, integer), public.revert_document(uuid, integer),
public.open_thread(uuid, jsonb, text), public.resolve_thread(uuid), public.reopen_thread(uuid),
public.apply_suggestions(uuid, text[]),
public.record_progress(uuid, text[], jsonb, jsonb, public.progress_status), public.available_modules()
from public, anon, authenticated, service_role;
revoke all on function private.create_project(text, text, uuid[]),
private.transition_phase(uuid, public.specification_phase), private.set_project_status(uuid, public.project_status),
private.hand_over_project(uuid, uuid), private.add_team_member(uuid, uuid, public.team_role),
private.remove_team_member(uuid, uuid), private.delete_project(uuid), private.restore_project(uuid),
private.list_projects(text, public.project_status, integer, integer), private.project_analytics(uuid[]),
private.search_specifications(text, integer, integer),
private.set_document_status(uuid, public.document_status, integer), private.revert_document(uuid, integer),
private.open_thread(uuid, jsonb, text), private.resolve_thread(uuid), private.reopen_thread(uuid),
private.apply_suggestions(uuid, text[]),
private.record_progress(uuid, text[], jsonb, jsonb, public.progress_status), private.available_modules()
from public, anon, authenticated, service_role;

grant execute on function public.create_project(text, text, uuid[]),
public.transition_phase(uuid, public.specification_phase), public.set_project_status(uuid, public.project_status),
public.hand_over_project(uuid, uuid), public.add_team_member(uuid, uuid, public.team_role),
public.remove_team_member(uuid, uuid), public.delete_project(uuid), public.restore_project(uuid),
public.list_projects(text, public.project_status, integer, integer), public.project_analytics(uuid[]),
public.search_specifications(text, integer, integer),
public.set_document_status(uuid, public.document_status, integer), public.revert_document(uuid, integer),
public.open_thread(uuid, jsonb, text), public.resolve_thread(uuid), public.reopen_thread(uuid),
public.apply_suggestions(uuid, text[]),
public.record_progress(uuid, text[], jsonb, jsonb, public.progress_status), public.available_modules()
to authenticated;
grant execute on function private.create_project(text, text, uuid[]),
private.transition_phase(uuid, public.specification_phase), private.set_project_status(uuid, public.project_status),
private.hand_over_project(uuid, uuid), private.add_team_member(uuid, uuid, public.team_role),
private.remove_team_member(uuid, uuid), private.delete_project(uuid), private.restore_project(uuid),
private.list_projects(text, public.project_status, integer, integer), private.project_analytics(uuid[]),
private.search_specifications(text, integer, integer),
private.set_document_status(uuid, public.document_status, integer), private.revert_document(uuid, integer),
private.open_thread(uuid, jsonb, text), private.resolve_thread(uuid), private.reopen_thread(uuid),
private.apply_suggestions(uuid, text[]),
private.record_progress(uuid, text[], jsonb, jsonb, public.progress_status), private.available_modules()
to authenticated;

-- ========================================================================================================= policies

alter table public.specification_projects enable row level security;
alter table public.specification_projects force row level security;
alter table public.team_members enable row level security;
alter table public.team_members force row level security;
alter table public.specification_documents enable row level security;
alter table public.specification_documents force row level security;
alter table public.document_versions enable row level security;
alter table public.document_versions force row level security;
alter table public.comment_threads enable row level security;
alter table public.comment_threads force row level security;
alter table public.comments enable row level security;
alter table public.comments force row level security;
alter table public.reactions enable row level security;
alter table public.reactions force row level security;
alter table public.ai_reviews enable row level security;
alter table public.ai_reviews force row level security;
alter table public.learning_modules enable row level security;
alter table public.learning_modules force row level security;
alter table public.module_prerequisites enable row level security;
alter table public.module_prerequisites force row level security;
alter table public.user_progress enable row level security;
alter table public.user_progress force row level security;

-- The audit log holds what the rows held: of projects, for those alone who see every project of the tenant.
alter policy "members see the audit log of their tenants" on public.audit_logs
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  and (
    resource_type <> all(
      '{project,team_member,document,comment_thread,comment,reaction,ai_review}'::text[]
    )
    or tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[])
  )
);

create policy "teams see their projects" on public.specification_projects
for select to authenticated
using (id = any((select private.my_project_ids())::uuid[]));

create policy "leads change their projects" on public.specification_projects
for update to authenticated
using (id = any((select private.my_project_ids('LEAD'))::uuid[]))
with check (id = any((select private.my_project_ids('LEAD'))::uuid[]));

create policy "teams see who is in them" on public.team_members
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "teams see the documents of their projects" on public.specification_documents
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "writers add documents to their projects" on public.specification_documents
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[])
  and project_id = any((select private.my_project_ids('MEMBER'))::uuid[])
);

create policy "writers change the documents of their projects" on public.specification_documents
for update to authenticated
using (project_id = any((select private.my_project_ids('MEMBER'))::uuid[]))
with check (project_id = any((select private.my_project_ids('MEMBER'))::uuid[]));

create policy "teams see the versions of their documents" on public.document_versions
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "teams see the threads of their projects" on public.comment_threads
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "teams see the comments of their projects" on public.comments
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "teams comment in their own name" on public.comments
for insert to authenticated
with check (
  project_id = any((select private.my_project_ids())::uuid[]) and author_id = (select auth.uid())
);

create policy "authors change their comments" on public.comments
for update to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]) and author_id = (select auth.uid()))
with check (project_id = any((select private.my_project_ids())::uuid[]) and author_id = (select auth.uid()));

create policy "authors and leads remove comments" on public.comments
for delete to authenticated
using (
  (project_id = any((select private.my_project_ids())::uuid[]) and author_id = (select auth.uid()))
  or project_id = any((select private.my_project_ids('LEAD'))::uuid[])
);

create policy "teams see the reactions in their projects" on public.reactions
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "teams react in their own name" on public.reactions
for insert to authenticated
with check (
  project_id = any((select private.my_project_ids())::uuid[]) and user_id = (select auth.uid())
);

create policy "readers take their own reactions back" on public.reactions
for delete to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]) and user_id = (select auth.uid()));

create policy "teams see the reviews of their documents" on public.ai_reviews
for select to authenticated
using (project_id = any((select private.my_project_ids())::uuid[]));

create policy "members see the modules of their tenants and the official ones" on public.learning_modules
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  or (
    tenant_id = (select private.official_tenant_id()) and is_published
    and (select private.active_user_id()) is not null
  )
);

create policy "writers add modules to their tenants" on public.learning_modules
for insert to authenticated
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "writers change the modules of their tenants" on public.learning_modules
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]))
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "admins remove modules of their tenants" on public.learning_modules
for delete to authenticated
using (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

create policy "members see what modules need" on public.module_prerequisites
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids())::uuid[])
  or (tenant_id = (select private.official_tenant_id()) and (select private.active_user_id()) is not null)
);

create policy "writers say what modules of their tenants need" on public.module_prerequisites
for insert to authenticated
with check (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "writers take back what modules of their tenants need" on public.module_prerequisites
for delete to authenticated
using (tenant_id = any((select private.my_tenant_ids('MEMBER'))::uuid[]));

create policy "members see the progress in their tenants" on public.user_progress
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

-- ============================================================================================= the official modules

-- A chain from the first requirement to the code, with a branch on design and one on reviews. Lessons are Markdown.
with lessons (module, id, title, content) as (
  values
  (
    'requirements-basics', 'what-a-requirement-is', 'What a requirement is',
    'A requirement says what somebody needs, not how it is built. It names who needs it, what must be true when it '
    'is met, and how that is seen.\n\n**Weak:** "The page should be fast."\n**Better:** "When a customer opens the '
    'basket, its content is shown within one second for 95 of 100 visits."\n\nAsk of each sentence: could two people '
    'disagree about whether this is met? Then it is not finished.'
  ),
  (
    'requirements-basics', 'user-stories', 'User stories',
    'A story puts a need into one sentence: *As a* role, *I want* an ability, *so that* a benefit.\n\nThe benefit is '
    'the part that is left out most, and the one that lets you say no: an ability without a benefit is not needed. '
    'Keep stories small enough to be shown in a day or two, and independent enough to be built in any order.'
  ),
  (
    'requirements-basics', 'testable-criteria', 'Criteria that can be tested',
    'Every story gets criteria, and each has the form: *when* something happens, *the system shall* do something '
    'that can be observed.\n\nWrite the unhappy ones, too: an empty basket, a card that is refused, a double click. '
    'What is not written down is decided later, by whoever is nearest and in the greatest hurry.'
  ),
  (
    'acceptance-criteria', 'five-patterns', 'Five patterns for a criterion',
    'Nearly every criterion follows one of five patterns:\n\n1. Always: *The system shall …*\n2. On an event: *When '
    '…, the system shall …*\n3. In a state: *While …, the system shall …*\n4. Where a feature is present: *Where …, '
    'the system shall …*\n5. Against trouble: *If …, then the system shall …*\n\nName the pattern first; the '
    'sentence then almost writes itself, and what is missing shows.'
  ),
  (
    'acceptance-criteria', 'numbers-and-limits', 'Numbers and limits',
    'Give quantities a number, a unit and a condition: how many, how long, measured where, under which '
    'load.\n\nThink of zero, one, many and too many. For each limit say what happens beyond it: refused, cut off, or '
    'queued; and what the person on the other side reads then.'
  ),
  (
    'acceptance-criteria', 'from-criterion-to-test', 'From criterion to test',
    'A criterion is good when its test has the same words: given, when, then. Write the name of the test next to the '
    'criterion. If you cannot, ask again.\n\nOne criterion, one reason to fail. A test with "and" in its name hides '
    'the second half behind the first.'
  ),
  (
    'design-fundamentals', 'from-what-to-how', 'From what to how',
    'A design answers the requirements one by one, and says where each is met. Begin with the words of the domain: '
    'they become the names of tables, types and addresses.\n\nDraw the parts, then the arrows between them. An arrow '
    'that points both ways is two parts that are really one, or a third that is missing.'
  ),
  (
    'design-fundamentals', 'decisions', 'Writing down decisions',
    'Record what was chosen, what was not, and why. In half a year nobody will remember the alternative that looked '
    'better and failed, and somebody will try it again.\n\nFour lines are enough: context, choice, alternatives, '
    'consequences.'
  ),
  (
    'design-fundamentals', 'failing-well', 'Failing well',
    'For each arrow between two parts ask: what if the other side is slow, gone, or answers twice?\n\nSay who '
    'notices, who tries again, and what must not happen twice. What is paid for, sent or counted needs a key by '
    'which a repetition is recognised.'
  ),
  (
    'data-and-interfaces', 'rules-in-the-data', 'Rules that always hold',
    'List what is true of the data at every moment: a total equals its parts, a published version exists, one owner '
    'per project.\n\nPut each rule where nothing can pass it by: a constraint before a trigger, a trigger before '
    'code, code before a convention.'
  ),
  (
    'data-and-interfaces', 'states', 'States and transitions',
    'Draw the states of everything that has a status. For each arrow: who may take it, what must be true before, and '
    'what is true after.\n\nThen look at the arrows you did not draw. They are as much a part of the design, and '
    'they are what the tests must try.'
  ),
  (
    'data-and-interfaces', 'interfaces', 'Interfaces that age well',
    'An interface is a promise. Promise little: name what callers need and leave out what they could '
    'compute.\n\nAdding is easy, taking away is not. Say for each field whether it may be missing, and for each '
    'error what the caller can do about it.'
  ),
  (
    'task-breakdown', 'slices', 'Slices, not layers',
    'Cut work so that each task gives somebody something to try. "All tables" is a layer; "a customer sees the '
    'basket, with fixed content" is a slice.\n\nSlices are finished one by one. Layers are finished all at once, at '
    'the end, together with their surprises.'
  ),
  (
    'task-breakdown', 'order-and-risk', 'Order and risk',
    'Do first what could prove the plan wrong: the part nobody has built before, the service nobody has '
    'called.\n\nNote for each task which other it waits for. If everything waits for one task, cut that one smaller.'
  ),
  (
    'task-breakdown', 'done', 'What done means',
    'A task names the requirement that it serves and the test that shows it done. Without the first it may be '
    'unnecessary; without the second it never ends.\n\nIf a task takes longer than two days to describe or to do, it '
    'is two tasks.'
  ),
  (
    'tasks-to-code', 'the-test-first', 'The test first',
    'Turn the criterion into a test, see it fail, and make it pass with the least that will do. Then tidy up while '
    'it stays green.\n\nA test that never failed has shown nothing. See it red once.'
  ),
  (
    'tasks-to-code', 'small-changes', 'Small changes',
    'One change, one purpose, one message that says why. Whoever reads it should be able to say yes within ten '
    'minutes.\n\nTidying and changing behaviour are two changes, in this order.'
  ),
  (
    'tasks-to-code', 'back-to-the-specification', 'Back to the specification',
    'Code shows where the specification was wrong. Change it then, at once: a document that lies is worse than '
    'none.\n\nGo back a phase when a requirement changes. It costs an hour and saves the week in which half the team '
    'builds the old one.'
  ),
  (
    'ai-reviews', 'what-a-model-sees', 'What a model sees',
    'A model reviews the text that it is given, and nothing else: not the meeting, not the mail, not what everybody '
    'knows. If it misunderstands, a new colleague will, too.\n\nIt finds gaps, contradictions and vague words well. '
    'Whether the need is real, it cannot know.'
  ),
  (
    'ai-reviews', 'weighing-suggestions', 'Weighing suggestions',
    'Take each suggestion as a question. Apply it, reject it, or find out; but decide.\n\nA score is a thermometer. '
    'Compare it with the score of the version before, not with that of another project.'
  ),
  (
    'leading-specifications', 'phases-and-gates', 'Phases and gates',
    'A gate is a decision that somebody makes after reading. Name who decides, and what they look at, before the '
    'phase begins.\n\nApprove the version that you have read, not the one that is there by now.'
  ),
  (
    'leading-specifications', 'disagreement', 'Using disagreement',
    'Open threads are the cheapest place to disagree. Ask for the case in which the text would be wrong, and write '
    'that case down.\n\nResolve a thread with a change or with a reason. Silence is neither.'
  ),
  (
    'leading-specifications', 'measuring', 'Measuring without harm',
    'Count what tells you something: criteria without a test, threads older than a week, approvals that were taken '
    'back.\n\nDo not rank people by it. What is ranked is soon written for the ranking.'
  )
),

exercises (module, id, title, prompt) as (
  values
  (
    'requirements-basics', 'rewrite-five', 'Rewrite five sentences',
    'Take five sentences from a document of yours that two people could read differently, and rewrite each so that '
    'they cannot.'
  ),
  (
    'requirements-basics', 'story-of-a-refund', 'The story of a refund',
    'Write the story of a customer who sends one of three articles back, with at least four criteria, two of them '
    'unhappy ones.'
  ),
  (
    'acceptance-criteria', 'login-criteria', 'Criteria for a sign-in',
    'Write the criteria for signing in with a password, at least one of each of the five patterns.'
  ),
  (
    'design-fundamentals', 'one-decision', 'One decision',
    'Write down a decision of your last project in four lines. Ask somebody who was there whether they agree on the '
    'reason.'
  ),
  (
    'data-and-interfaces', 'missing-arrows', 'The arrows you did not draw',
    'Draw the states of an order, list every transition that must be impossible, and say for each what would prevent '
    'it.'
  ),
  (
    'task-breakdown', 'cut-a-basket', 'Cut a basket',
    'Cut "customers can fill a basket and pay" into slices of at most two days, in the order in which you would do '
    'them.'
  ),
  (
    'tasks-to-code', 'one-criterion', 'One criterion to the end',
    'Take one criterion from test to merged change, and note each place where the specification had to be clearer.'
  ),
  (
    'ai-reviews', 'judge-a-review', 'Judge a review',
    'Ask for a review of a document of yours. For each suggestion write: applied, rejected or to be found out, and why.'
  ),
  (
    'leading-specifications', 'run-a-gate', 'Run a gate',
    'Prepare the approval of a requirements document: who reads, what for, by when, and what would make you say no.'
  )
),

modules (id, slug, title, description, phase, difficulty, estimated_duration) as (
  values
  (
    '00000000-0000-4000-8000-00000000e001'::uuid, 'requirements-basics', 'Requirements Engineering Basics',
    'Learn the fundamentals of writing clear, testable requirements.', 'REQUIREMENTS', 'BEGINNER', 45
  ),
  (
    '00000000-0000-4000-8000-00000000e002'::uuid, 'acceptance-criteria', 'Acceptance Criteria That Hold',
    'Five patterns, numbers with conditions, and the way from a criterion to its test.', 'REQUIREMENTS',
    'INTERMEDIATE', 40
  ),
  (
    '00000000-0000-4000-8000-00000000e003'::uuid, 'design-fundamentals', 'Design Fundamentals',
    'From what is needed to how it is built: parts, arrows, decisions, and what happens on failure.', 'DESIGN',
    'INTERMEDIATE', 60
  ),
  (
    '00000000-0000-4000-8000-00000000e004'::uuid, 'data-and-interfaces', 'Data and Interfaces',
    'Rules that always hold, states with their transitions, and interfaces that can be kept.', 'DESIGN', 'ADVANCED', 75
  ),
  (
    '00000000-0000-4000-8000-00000000e005'::uuid, 'task-breakdown', 'Breaking Down Tasks',
    'Cut a design into slices that can each be finished, ordered by risk, each with its proof.', 'TASKS',
    'INTERMEDIATE', 45
  ),
  (
    '00000000-0000-4000-8000-00000000e006'::uuid, 'tasks-to-code', 'From Tasks to Code',
    'The test first, small changes, and back to the specification when it was wrong.', 'IMPLEMENTATION', 'ADVANCED', 60
  ),
  (
    '00000000-0000-4000-8000-00000000e007'::uuid, 'ai-reviews', 'Working With AI Reviews',
    'What a model can see in a specification, what it cannot, and how to weigh what it suggests.', null, 'BEGINNER', 25
  ),
  (
    '00000000-0000-4000-8000-00000000e008'::uuid, 'leading-specifications', 'Leading Specifications',
    'Gates that mean something, disagreement that helps, and numbers that do no harm.', null, 'EXPERT', 60
  )
)

insert into public.learning_modules (
  id, tenant_id, slug, title, description, phase, difficulty, content, exercises, estimated_duration, is_published
)
select
  m.id,
  private.official_tenant_id() as tenant_id,
  m.slug,
  m.title,
  m.description,
  m.phase::public.specification_phase,
  m.difficulty::public.difficulty_level,
  (
    select jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'content', replace(l.content, '\n', chr(10))))
    from lessons as l
    where l.module = m.slug
  ) as content,
  (
    select jsonb_agg(jsonb_build_object('id', e.id, 'title', e.title, 'prompt', e.prompt))
    from exercises as e
    where e.module = m.slug
  ) as exercises,
  m.estimated_duration,
  true as is_published
from modules as m;

insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
select
  private.official_tenant_id() as tenant_id,
  m.id as module_id,
  n.id as prerequisite_id
from (
  values
  ('acceptance-criteria', 'requirements-basics'),
  ('design-fundamentals', 'requirements-basics'),
  ('data-and-interfaces', 'design-fundamentals'),
  ('task-breakdown', 'acceptance-criteria'),
  ('task-breakdown', 'design-fundamentals'),
  ('tasks-to-code', 'task-breakdown'),
  ('ai-reviews', 'requirements-basics'),
  ('leading-specifications', 'data-and-interfaces'),
  ('leading-specifications', 'tasks-to-code')
) as p (module, prerequisite)
join public.learning_modules as m on m.slug = p.module and m.tenant_id = private.official_tenant_id()
join public.learning_modules as n on n.slug = p.prerequisite and n.tenant_id = private.official_tenant_id();
