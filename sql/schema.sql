-- The schema that the migrations give, as pg_dump prints it. Not a migration: read it, compare with it, never apply it.
-- Written by: make dump

--
-- Name: private; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA private;

--
-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA private IS 'Helpers, operator tables and the definer halves of public functions. Never exposed through the API.';

--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions;

--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

--
-- Name: pinned_prompt; Type: TYPE; Schema: private; Owner: -
--

CREATE TYPE private.pinned_prompt AS (
	id uuid,
	name text,
	version integer,
	template text,
	variables jsonb,
	validations jsonb,
	model text,
	fallback_model text,
	parameters jsonb,
	asked_model text
);

--
-- Name: TYPE pinned_prompt; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TYPE private.pinned_prompt IS 'What of a prompt an execution runs, whatever happens to the prompt later. model is the prompt''s own, asked_model the one that is asked first.';

--
-- Name: agent_execution_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.agent_execution_status AS ENUM (
    'PENDING',
    'RUNNING',
    'COMPLETED',
    'FAILED',
    'CANCELLED'
);

--
-- Name: TYPE agent_execution_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.agent_execution_status IS 'PENDING -> RUNNING -> COMPLETED | FAILED | CANCELLED, PENDING -> CANCELLED. The last three are final.';

--
-- Name: agent_phase; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.agent_phase AS ENUM (
    'DISCOVER',
    'DEFINE',
    'DESIGN',
    'DEVELOP',
    'DEPLOY'
);

--
-- Name: TYPE agent_phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.agent_phase IS 'The phase of a venture for which an agent is made, given on insert.';

--
-- Name: agent_result_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.agent_result_status AS ENUM (
    'pending',
    'running',
    'completed',
    'failed'
);

--
-- Name: TYPE agent_result_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.agent_result_status IS 'pending <-> running -> completed | failed, failed -> pending while the evaluation is open. completed is final.';

--
-- Name: agent_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.agent_status AS ENUM (
    'draft',
    'active',
    'inactive',
    'archived'
);

--
-- Name: TYPE agent_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.agent_status IS 'draft -> active <-> inactive, any of them -> archived, which is final. Never back to draft.';

--
-- Name: agent_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.agent_type AS ENUM (
    'code',
    'api',
    'llm',
    'data',
    'workflow'
);

--
-- Name: TYPE agent_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.agent_type IS 'How an agent works.';

--
-- Name: artifact_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.artifact_type AS ENUM (
    'PRD',
    'PERSONA',
    'WIREFRAME',
    'ARCHITECTURE',
    'DATA_MODEL',
    'API_CONTRACT',
    'TEST_SUITE',
    'CODE',
    'DEPLOYMENT_CONFIG'
);

--
-- Name: TYPE artifact_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.artifact_type IS 'What an artifact is. Given on insert and never changed.';

--
-- Name: budget_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.budget_kind AS ENUM (
    'HARD',
    'WARNING'
);

--
-- Name: TYPE budget_kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.budget_kind IS 'What happens at the limit. Thresholds give alerts for both.';

--
-- Name: budget_period; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.budget_period AS ENUM (
    'DAY',
    'MONTH'
);

--
-- Name: TYPE budget_period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.budget_period IS 'After which time a budget begins anew.';

--
-- Name: call_kind; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.call_kind AS ENUM (
    'FIRST',
    'RETRY',
    'REPAIR',
    'FALLBACK',
    'ADJUSTMENT'
);

--
-- Name: TYPE call_kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.call_kind IS 'Why a model was called.';

--
-- Name: call_outcome; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.call_outcome AS ENUM (
    'SUCCEEDED',
    'FAILED',
    'CANCELLED',
    'UNKNOWN'
);

--
-- Name: TYPE call_outcome; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.call_outcome IS 'How a model call ended.';

--
-- Name: comment_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.comment_status AS ENUM (
    'OPEN',
    'RESOLVED'
);

--
-- Name: TYPE comment_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.comment_status IS 'State of a thread: OPEN <-> RESOLVED.';

--
-- Name: cost_purpose; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.cost_purpose AS ENUM (
    'PROMPT_EXECUTION',
    'AGENT_EXECUTION',
    'WORKFLOW_STEP',
    'AI_REVIEW',
    'AI_SUGGESTION',
    'AI_VALIDATION',
    'EVALUATION'
);

--
-- Name: TYPE cost_purpose; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.cost_purpose IS 'What a model was asked for.';

--
-- Name: deployment_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.deployment_status AS ENUM (
    'stopped',
    'starting',
    'running',
    'stopping',
    'failed',
    'maintenance'
);

--
-- Name: TYPE deployment_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.deployment_status IS 'stopped | failed -> starting -> running <-> maintenance; starting, running, maintenance -> stopping -> stopped; starting, running, stopping, maintenance -> failed.';

--
-- Name: difficulty_level; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.difficulty_level AS ENUM (
    'BEGINNER',
    'INTERMEDIATE',
    'ADVANCED',
    'EXPERT'
);

--
-- Name: TYPE difficulty_level; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.difficulty_level IS 'How much a learning module expects, given by its author. Ordered.';

--
-- Name: divergence_severity; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.divergence_severity AS ENUM (
    'LOW',
    'MEDIUM',
    'HIGH',
    'CRITICAL'
);

--
-- Name: TYPE divergence_severity; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.divergence_severity IS 'How much a difference between specification and production matters, given by the engine that found it. Ordered.';

--
-- Name: document_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.document_status AS ENUM (
    'DRAFT',
    'REVIEW',
    'APPROVED',
    'ARCHIVED'
);

--
-- Name: TYPE document_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.document_status IS 'DRAFT <-> REVIEW -> APPROVED -> DRAFT, any -> ARCHIVED -> DRAFT. Content changes in DRAFT and REVIEW only.';

--
-- Name: environment_tier; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.environment_tier AS ENUM (
    'development',
    'staging',
    'production'
);

--
-- Name: TYPE environment_tier; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.environment_tier IS 'What a deployment is for.';

--
-- Name: error_handling; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.error_handling AS ENUM (
    'fail',
    'continue',
    'retry'
);

--
-- Name: TYPE error_handling; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.error_handling IS 'What follows from an error of a step.';

--
-- Name: evaluation_priority; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.evaluation_priority AS ENUM (
    'low',
    'normal',
    'high'
);

--
-- Name: TYPE evaluation_priority; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.evaluation_priority IS 'Order of the queue, given at submission. A later value goes first.';

--
-- Name: evaluation_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.evaluation_status AS ENUM (
    'pending',
    'analyzing',
    'completed',
    'failed'
);

--
-- Name: TYPE evaluation_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.evaluation_status IS 'pending -> analyzing -> completed | failed. The last two are final.';

--
-- Name: evidence_tier; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.evidence_tier AS ENUM (
    'E0',
    'E1',
    'E2',
    'E3',
    'E4'
);

--
-- Name: TYPE evidence_tier; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.evidence_tier IS 'How well something is known. Ordered: a later value is better evidence.';

--
-- Name: execution_priority; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.execution_priority AS ENUM (
    'LOW',
    'NORMAL',
    'HIGH',
    'CRITICAL'
);

--
-- Name: TYPE execution_priority; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.execution_priority IS 'Order among queued executions, given by the caller; a synchronous one only records it.';

--
-- Name: execution_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.execution_status AS ENUM (
    'PENDING',
    'RUNNING',
    'COMPLETED',
    'FAILED',
    'CANCELLED'
);

--
-- Name: TYPE execution_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.execution_status IS 'PENDING -> RUNNING -> COMPLETED | FAILED | CANCELLED, PENDING -> CANCELLED. The last three are final.';

--
-- Name: gate_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.gate_type AS ENUM (
    'VRC',
    'VCD',
    'DSP',
    'MDP'
);

--
-- Name: TYPE gate_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.gate_type IS 'The gates between the phases, in their order.';

--
-- Name: health_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.health_status AS ENUM (
    'unknown',
    'healthy',
    'unhealthy',
    'degraded'
);

--
-- Name: TYPE health_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.health_status IS 'What the last health check of a deployment said.';

--
-- Name: idea_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.idea_status AS ENUM (
    'draft',
    'submitted',
    'evaluating',
    'completed'
);

--
-- Name: TYPE idea_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.idea_status IS 'draft -> submitted -> evaluating -> completed -> submitted …; evaluating -> draft when the first evaluation failed.';

--
-- Name: learner_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.learner_role AS ENUM (
    'STUDENT',
    'DEVELOPER',
    'TEAM_LEAD',
    'ADMIN'
);

--
-- Name: TYPE learner_role; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.learner_role IS 'How far a user is in the learning domain. Grants nothing inside a tenant.';

--
-- Name: log_level; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.log_level AS ENUM (
    'DEBUG',
    'INFO',
    'WARN',
    'ERROR'
);

--
-- Name: TYPE log_level; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.log_level IS 'Weight of an execution''s log line, given by the function that ran it.';

--
-- Name: price_source; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.price_source AS ENUM (
    'OPERATOR',
    'GENAI_PRICES',
    'UNKNOWN'
);

--
-- Name: TYPE price_source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.price_source IS 'Where the price of a call comes from.';

--
-- Name: progress_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.progress_status AS ENUM (
    'NOT_STARTED',
    'IN_PROGRESS',
    'COMPLETED',
    'SKIPPED'
);

--
-- Name: TYPE progress_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.progress_status IS 'NOT_STARTED -> IN_PROGRESS -> COMPLETED, NOT_STARTED | IN_PROGRESS -> SKIPPED -> IN_PROGRESS | COMPLETED. COMPLETED is final.';

--
-- Name: project_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.project_status AS ENUM (
    'ACTIVE',
    'COMPLETED',
    'ARCHIVED',
    'SUSPENDED'
);

--
-- Name: TYPE project_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.project_status IS 'ACTIVE <-> SUSPENDED, ACTIVE <-> COMPLETED, any -> ARCHIVED -> ACTIVE. Documents and phase change while ACTIVE only.';

--
-- Name: prompt_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.prompt_status AS ENUM (
    'DRAFT',
    'PUBLISHED',
    'ARCHIVED'
);

--
-- Name: TYPE prompt_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.prompt_status IS 'DRAFT -> PUBLISHED <-> ARCHIVED, DRAFT -> ARCHIVED. Never back to DRAFT.';

--
-- Name: reaction_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.reaction_type AS ENUM (
    'LIKE',
    'DISLIKE',
    'HELPFUL',
    'CONFUSED'
);

--
-- Name: TYPE reaction_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.reaction_type IS 'What a reader makes of a comment, given on insert; each once per reader.';

--
-- Name: specification_phase; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.specification_phase AS ENUM (
    'REQUIREMENTS',
    'DESIGN',
    'TASKS',
    'IMPLEMENTATION'
);

--
-- Name: TYPE specification_phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.specification_phase IS 'Where a project is. Forward step by step, back to any earlier phase.';

--
-- Name: story_priority; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.story_priority AS ENUM (
    'P1',
    'P2',
    'P3'
);

--
-- Name: TYPE story_priority; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.story_priority IS 'Given by the story''s writer. Ordered: P1 comes first.';

--
-- Name: team_member_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.team_member_status AS ENUM (
    'ACTIVE',
    'REMOVED'
);

--
-- Name: TYPE team_member_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.team_member_status IS 'ACTIVE <-> REMOVED.';

--
-- Name: team_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.team_role AS ENUM (
    'REVIEWER',
    'MEMBER',
    'LEAD'
);

--
-- Name: TYPE team_role; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.team_role IS 'What a team member may do in one project. Ordered: a later value may do all that an earlier one may. The owner and the ADMINs of the tenant may do what a LEAD may; a VIEWER of the tenant is never more than a REVIEWER.';

--
-- Name: template_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.template_type AS ENUM (
    'agent',
    'workflow',
    'step'
);

--
-- Name: TYPE template_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.template_type IS 'What a template is made into.';

--
-- Name: tenant_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.tenant_role AS ENUM (
    'VIEWER',
    'MEMBER',
    'ADMIN'
);

--
-- Name: TYPE tenant_role; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.tenant_role IS 'What a member may do in one tenant. Ordered: a later value may do all that an earlier one may.';

--
-- Name: user_plan; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.user_plan AS ENUM (
    'FREE',
    'PRO',
    'ENTERPRISE'
);

--
-- Name: TYPE user_plan; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.user_plan IS 'What a tenant pays for. Only operators change it.';

--
-- Name: user_role; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.user_role AS ENUM (
    'admin',
    'user',
    'agent'
);

--
-- Name: TYPE user_role; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.user_role IS 'What an account is to the whole system. Grants nothing inside a tenant.';

--
-- Name: validation_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.validation_status AS ENUM (
    'PENDING',
    'PASSED',
    'FAILED',
    'SKIPPED'
);

--
-- Name: TYPE validation_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.validation_status IS 'What the validations said about the output.';

--
-- Name: validation_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.validation_type AS ENUM (
    'SCHEMA',
    'REGEX',
    'FUNCTION'
);

--
-- Name: TYPE validation_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.validation_type IS 'How an output is checked.';

--
-- Name: venture_phase; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.venture_phase AS ENUM (
    'DISCOVER',
    'DEFINE',
    'DESIGN',
    'DEVELOP',
    'DEPLOY'
);

--
-- Name: TYPE venture_phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.venture_phase IS 'How far a venture is. One step at a time and never back: DISCOVER -> DEFINE -> DESIGN -> DEVELOP -> DEPLOY.';

--
-- Name: workflow_execution_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.workflow_execution_status AS ENUM (
    'pending',
    'running',
    'completed',
    'failed',
    'cancelled',
    'timeout'
);

--
-- Name: TYPE workflow_execution_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.workflow_execution_status IS 'pending -> running -> completed | failed | cancelled | timeout, pending -> cancelled. The last four are final.';

--
-- Name: workflow_log_level; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.workflow_log_level AS ENUM (
    'debug',
    'info',
    'warn',
    'error',
    'fatal'
);

--
-- Name: TYPE workflow_log_level; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.workflow_log_level IS 'Weight of a log line, given by the service.';

--
-- Name: workflow_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.workflow_status AS ENUM (
    'draft',
    'active',
    'inactive',
    'archived'
);

--
-- Name: TYPE workflow_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.workflow_status IS 'draft -> active <-> inactive, any of them -> archived, which is final. Never back to draft.';

--
-- Name: workflow_step_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.workflow_step_status AS ENUM (
    'pending',
    'running',
    'completed',
    'failed',
    'skipped'
);

--
-- Name: TYPE workflow_step_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.workflow_step_status IS 'How a step stood when a log line was written.';

--
-- Name: workflow_step_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.workflow_step_type AS ENUM (
    'agent',
    'condition',
    'loop',
    'parallel',
    'wait'
);

--
-- Name: TYPE workflow_step_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.workflow_step_type IS 'What a step does.';

--
-- Name: workflow_trigger_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.workflow_trigger_type AS ENUM (
    'manual',
    'scheduled',
    'api',
    'webhook',
    'event'
);

--
-- Name: TYPE workflow_trigger_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TYPE public.workflow_trigger_type IS 'What started an execution.';

--
-- Name: official_tenant_id(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.official_tenant_id() RETURNS uuid
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$ select '00000000-0000-4000-8000-00000000f0f0'::uuid $$;

--
-- Name: FUNCTION official_tenant_id(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.official_tenant_id() IS 'The tenant of what comes with FormaOps. Nobody is its member; migrations write its rows.';

--
-- Name: user_roles; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_roles (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role public.tenant_role NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_roles_official_tenant_has_no_members CHECK ((tenant_id <> private.official_tenant_id()))
);

ALTER TABLE ONLY public.user_roles FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE user_roles; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.user_roles IS 'Memberships. Written by functions only; a tenant always keeps one ADMIN.';

--
-- Name: accept_invitation(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.accept_invitation(p_token text) RETURNS public.user_roles
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_invitation public.invitations;
  v_role public.user_roles;
begin
  select i.* into v_invitation
  from private.invitation_tokens as k
  join public.invitations as i on i.id = k.invitation_id
  join public.tenants as t on t.id = i.tenant_id
  join public.users as u on lower(u.email) = i.email
  where k.token_hash = sha256(convert_to(p_token, 'UTF8'))
    and u.id = auth.uid() and u.is_active and u.email_verified and t.deleted_at is null
    and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  for update of i;
  if not found then
    raise sqlstate 'PT404' using message = 'This invitation is unknown, used, revoked, expired or for another address.';
  end if;

  update public.invitations set accepted_at = now(), accepted_by = auth.uid() where id = v_invitation.id;
  insert into public.user_roles (tenant_id, user_id, role)
  values (v_invitation.tenant_id, auth.uid(), v_invitation.role)
  on conflict (tenant_id, user_id) do nothing
  returning * into v_role;
  if not found then
    raise sqlstate 'PT409' using message = 'You are already a member of this tenant.';
  end if;
  return v_role;
end
$$;

--
-- Name: acting_member(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.acting_member(p_user_id uuid, p_tenant_id uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid;
  v_role public.tenant_role;
begin
  select r.tenant_id, r.role into v_tenant_id, v_role
  from public.user_roles as r
  join public.tenants as t on t.id = r.tenant_id
  join public.users as u on u.id = r.user_id
  where r.user_id = p_user_id and t.deleted_at is null and u.is_active
    and case when p_tenant_id is null then t.personal_user_id = p_user_id else t.id = p_tenant_id end;
  if not found then
    raise sqlstate 'PT403' using message = 'The user is not a member of this tenant.';
  end if;
  if v_role < 'MEMBER' then
    raise sqlstate 'PT403' using message = format('Executing needs role MEMBER in the tenant; yours is %s.', v_role);
  end if;
  return v_tenant_id;
end
$$;

--
-- Name: FUNCTION acting_member(p_user_id uuid, p_tenant_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.acting_member(p_user_id uuid, p_tenant_id uuid) IS 'The tenant in which the user executes: the one that is asked for, else their personal one. PT403 when they may not.';

--
-- Name: current_tenant_id(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.current_tenant_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $_$
declare
  v_header text := private.request_header('x-tenant-id');
begin
  if v_header is null then
    return (select t.id from public.tenants as t where t.personal_user_id = auth.uid() and t.deleted_at is null);
  end if;
  if v_header !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise sqlstate 'PT400' using message = 'Header x-tenant-id is not a UUID.';
  end if;
  if private.member_role(v_header::uuid, auth.uid()) is null then
    raise sqlstate 'PT403' using message = 'You are not a member of the tenant in header x-tenant-id.';
  end if;
  return v_header::uuid;
end
$_$;

--
-- Name: FUNCTION current_tenant_id(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.current_tenant_id() IS 'The tenant that a write goes to by default: header x-tenant-id, else the caller''s personal tenant.';

--
-- Name: json_fits(jsonb, text, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.json_fits(p_document jsonb, p_type text, p_max_bytes integer) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  -- Null in, null out: a check lets an absent document pass.
  return p_document is null
    or (
      (p_type = 'any' or jsonb_typeof(p_document) = p_type)
      and octet_length(p_document::text) <= p_max_bytes
      and private.json_is_plain(p_document)
    );
end
$$;

--
-- Name: FUNCTION json_fits(p_document jsonb, p_type text, p_max_bytes integer); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.json_fits(p_document jsonb, p_type text, p_max_bytes integer) IS 'The document is absent, or of this JSON type (or any), at most so many bytes long as text, and plain.';

--
-- Name: tags_fit(text[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.tags_fit(p_tags text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select case
    when array_ndims(p_tags) > 1 then false
    else
      cardinality(p_tags) <= 50 and array_position(p_tags, null) is null
      and octet_length(array_to_string(p_tags, '')) <= 5000
  end
$$;

--
-- Name: FUNCTION tags_fit(p_tags text[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.tags_fit(p_tags text[]) IS 'A list of at most 50 tags, none of them null, 5,000 bytes together.';

--
-- Name: trimmed(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.trimmed(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select btrim(
    p_text,
    e' \t\n\x0b\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
    || e'\u2028\u2029\u202f\u205f\u3000\ufeff'
  )
$$;

--
-- Name: FUNCTION trimmed(p_text text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.trimmed(p_text text) IS 'The text without the white space around it: all that Unicode counts as such, and the byte order mark.';

--
-- Name: agents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid(),
    name text NOT NULL,
    slug text,
    description text,
    purpose text,
    type public.agent_type NOT NULL,
    phase public.agent_phase,
    status public.agent_status DEFAULT 'draft'::public.agent_status NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    parent_id uuid,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    capabilities jsonb DEFAULT '[]'::jsonb NOT NULL,
    parameters jsonb DEFAULT '{}'::jsonb NOT NULL,
    prompt_template text,
    input_schema jsonb,
    output_schema jsonb,
    max_execution_time integer DEFAULT 300,
    max_memory_mb integer DEFAULT 512,
    max_concurrent_executions integer DEFAULT 1,
    total_executions integer DEFAULT 0 NOT NULL,
    successful_executions integer DEFAULT 0 NOT NULL,
    failed_executions integer DEFAULT 0 NOT NULL,
    timed_executions integer DEFAULT 0 NOT NULL,
    total_execution_time_ms bigint DEFAULT 0 NOT NULL,
    avg_execution_time_ms integer GENERATED ALWAYS AS (COALESCE(round(((total_execution_time_ms)::numeric / (NULLIF(timed_executions, 0))::numeric)), (0)::numeric)) STORED NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    is_template boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT agents_capabilities_is_array_of_16_kb CHECK (private.json_fits(capabilities, 'array'::text, 16384)),
    CONSTRAINT agents_config_is_object_of_100_kb CHECK (private.json_fits(config, 'object'::text, 102400)),
    CONSTRAINT agents_counters_add_up CHECK (((successful_executions >= 0) AND (failed_executions >= 0) AND (timed_executions >= 0) AND (total_execution_time_ms >= 0) AND ((successful_executions + failed_executions) <= total_executions) AND (timed_executions <= total_executions))),
    CONSTRAINT agents_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT agents_have_a_user_unless_official CHECK (((user_id IS NOT NULL) OR (tenant_id = private.official_tenant_id()))),
    CONSTRAINT agents_input_schema_is_object_of_100_kb CHECK (private.json_fits(input_schema, 'object'::text, 102400)),
    CONSTRAINT agents_later_versions_follow_the_first CHECK (((version >= 1) AND ((parent_id IS NULL) OR (version > 1)))),
    CONSTRAINT agents_max_concurrent_executions_is_a_thousand CHECK (((max_concurrent_executions >= 1) AND (max_concurrent_executions <= 1000))),
    CONSTRAINT agents_max_execution_time_is_a_day CHECK (((max_execution_time >= 1) AND (max_execution_time <= 86400))),
    CONSTRAINT agents_max_memory_mb_is_64_gb CHECK (((max_memory_mb >= 16) AND (max_memory_mb <= 65536))),
    CONSTRAINT agents_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 255))),
    CONSTRAINT agents_output_schema_is_object_of_100_kb CHECK (private.json_fits(output_schema, 'object'::text, 102400)),
    CONSTRAINT agents_parameters_is_object_of_100_kb CHECK (private.json_fits(parameters, 'object'::text, 102400)),
    CONSTRAINT agents_prompt_template_fits CHECK (((prompt_template <> ''::text) AND (octet_length(prompt_template) <= 102400))),
    CONSTRAINT agents_purpose_fits CHECK ((char_length(purpose) <= 2000)),
    CONSTRAINT agents_slug_is_of_the_first_version CHECK (((slug IS NULL) OR (parent_id IS NULL))),
    CONSTRAINT agents_slug_is_short_and_plain CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (char_length(slug) <= 100))),
    CONSTRAINT agents_tags_are_few_and_short CHECK (private.tags_fit(tags))
);
ALTER TABLE ONLY public.agents ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.agents ALTER COLUMN slug SET STATISTICS 0;
ALTER TABLE ONLY public.agents ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE ONLY public.agents ALTER COLUMN purpose SET STATISTICS 0;
ALTER TABLE ONLY public.agents ALTER COLUMN prompt_template SET STATISTICS 0;
ALTER TABLE ONLY public.agents ALTER COLUMN tags SET STATISTICS 0;

ALTER TABLE ONLY public.agents FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE agents; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.agents IS 'What does a piece of work: the tenant''s own, and the official ones that come with FormaOps.';

--
-- Name: COLUMN agents.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.user_id IS 'The owner; null for official agents only.';

--
-- Name: COLUMN agents.slug; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.slug IS 'A name for programs, unique among the live agents of a tenant.';

--
-- Name: COLUMN agents.purpose; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.purpose IS 'What the agent is for, in a sentence.';

--
-- Name: COLUMN agents.phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.phase IS 'Set for those that work on a venture.';

--
-- Name: COLUMN agents.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.version IS 'Counted along the tree by new_agent_version.';

--
-- Name: COLUMN agents.parent_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.parent_id IS 'The first version of this agent; null for the first version itself.';

--
-- Name: COLUMN agents.config; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.config IS 'How it works, by its type: model and parameters, code, address.';

--
-- Name: COLUMN agents.capabilities; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.capabilities IS 'What it can do, for those who look for one.';

--
-- Name: COLUMN agents.parameters; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.parameters IS 'JSON Schema or description of the parameters that config may take.';

--
-- Name: COLUMN agents.prompt_template; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.prompt_template IS 'Liquid, {{name}}: what an llm agent asks. At most 100 kB.';

--
-- Name: COLUMN agents.input_schema; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.input_schema IS 'JSON Schema of what it is given.';

--
-- Name: COLUMN agents.output_schema; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.output_schema IS 'JSON Schema of what it answers.';

--
-- Name: COLUMN agents.max_execution_time; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.max_execution_time IS 'Seconds; null is unlimited.';

--
-- Name: COLUMN agents.total_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.total_executions IS 'Counted by private.count_agent_execution; 0 for official agents, whose users would wait for one another and see each other''s work in them.';

--
-- Name: COLUMN agents.timed_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.timed_executions IS 'How many executions total_execution_time_ms sums.';

--
-- Name: COLUMN agents.avg_execution_time_ms; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.avg_execution_time_ms IS 'total_execution_time_ms / timed_executions.';

--
-- Name: COLUMN agents.is_public; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.is_public IS 'Readable by everybody who has signed in; they use it by copying.';

--
-- Name: COLUMN agents.is_template; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.is_template IS 'Offered for copying.';

--
-- Name: COLUMN agents.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agents.deleted_at IS 'Soft delete by delete_agent, undone by restore_agent.';

--
-- Name: activate_agent(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.activate_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'MEMBER');
begin
  if v_agent.status not in ('draft', 'inactive') then
    raise sqlstate 'PT409' using message = format('The agent is already %s.', v_agent.status);
  end if;
  update public.agents set status = 'active' where id = v_agent.id returning * into v_agent;
  return v_agent;
end
$$;

--
-- Name: cron_is_valid(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.cron_is_valid(p_expression text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  c_lengths constant integer[] := array[31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  v_fields text[] := regexp_split_to_array(upper(btrim(p_expression, E' \t')), '[ \t]+');
  v_days integer[];
  v_months integer[];
begin
  if p_expression is null then
    return null;
  end if;
  if cardinality(v_fields) <> 5
    or private.cron_field(v_fields[1], 0, 59, '{}') is null
    or private.cron_field(v_fields[2], 0, 23, '{}') is null
    or private.cron_field(v_fields[5], 0, 7, '{SUN,MON,TUE,WED,THU,FRI,SAT}') is null
  then
    return false;
  end if;
  v_days := private.cron_field(v_fields[3], 1, 31, '{}');
  v_months := private.cron_field(v_fields[4], 1, 12, '{JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC}');
  if v_days is null or v_months is null then
    return false;
  end if;
  -- A star in either field of days means that both must match: then some month must have such a day.
  return v_fields[3] not like '*%' and v_fields[5] not like '*%'
    or (select min(d.day) from unnest(v_days) as d (day))
    <= (select max(c_lengths[m.month]) from unnest(v_months) as m (month));
end
$$;

--
-- Name: FUNCTION cron_is_valid(p_expression text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.cron_is_valid(p_expression text) IS 'Five fields of numbers, lists, ranges, steps and the names of months and days, as cronsim reads them; and some day that matches.';

--
-- Name: workflows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.workflows (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    description text,
    status public.workflow_status DEFAULT 'draft'::public.workflow_status NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    parent_id uuid,
    definition jsonb DEFAULT '{}'::jsonb NOT NULL,
    trigger_config jsonb DEFAULT '{}'::jsonb NOT NULL,
    schedule_enabled boolean DEFAULT false NOT NULL,
    schedule_cron text,
    schedule_timezone text DEFAULT 'UTC'::text NOT NULL,
    total_executions integer DEFAULT 0 NOT NULL,
    successful_executions integer DEFAULT 0 NOT NULL,
    failed_executions integer DEFAULT 0 NOT NULL,
    timed_executions integer DEFAULT 0 NOT NULL,
    total_execution_time_ms bigint DEFAULT 0 NOT NULL,
    avg_execution_time_ms integer GENERATED ALWAYS AS (COALESCE(round(((total_execution_time_ms)::numeric / (NULLIF(timed_executions, 0))::numeric)), (0)::numeric)) STORED NOT NULL,
    last_execution_at timestamp with time zone,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT workflows_counters_add_up CHECK (((successful_executions >= 0) AND (failed_executions >= 0) AND (timed_executions >= 0) AND (total_execution_time_ms >= 0) AND ((successful_executions + failed_executions) <= total_executions) AND (timed_executions <= total_executions))),
    CONSTRAINT workflows_definition_is_object_of_256_kb CHECK (private.json_fits(definition, 'object'::text, 262144)),
    CONSTRAINT workflows_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT workflows_later_versions_follow_the_first CHECK (((version >= 1) AND ((parent_id IS NULL) OR (version > 1)))),
    CONSTRAINT workflows_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 255))),
    CONSTRAINT workflows_schedule_cron_is_valid CHECK (((char_length(schedule_cron) <= 100) AND private.cron_is_valid(schedule_cron))),
    CONSTRAINT workflows_schedule_has_a_cron_expression CHECK (((NOT schedule_enabled) OR (schedule_cron IS NOT NULL))),
    CONSTRAINT workflows_schedule_timezone_fits CHECK (((char_length(schedule_timezone) >= 1) AND (char_length(schedule_timezone) <= 50))),
    CONSTRAINT workflows_tags_are_few_and_short CHECK (private.tags_fit(tags)),
    CONSTRAINT workflows_trigger_config_is_object_of_100_kb CHECK (private.json_fits(trigger_config, 'object'::text, 102400))
);
ALTER TABLE ONLY public.workflows ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.workflows ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE ONLY public.workflows ALTER COLUMN schedule_cron SET STATISTICS 0;
ALTER TABLE ONLY public.workflows ALTER COLUMN schedule_timezone SET STATISTICS 0;
ALTER TABLE ONLY public.workflows ALTER COLUMN tags SET STATISTICS 0;

ALTER TABLE ONLY public.workflows FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE workflows; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.workflows IS 'What is to be done, in steps, when, and how often it was.';

--
-- Name: COLUMN workflows.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.version IS 'Counted along the tree by new_workflow_version.';

--
-- Name: COLUMN workflows.parent_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.parent_id IS 'The first version of this workflow; null for the first version itself.';

--
-- Name: COLUMN workflows.definition; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.definition IS 'What an editor keeps about the workflow: layout, notes, inputs.';

--
-- Name: COLUMN workflows.trigger_config; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.trigger_config IS 'What else starts it: webhooks, events.';

--
-- Name: COLUMN workflows.schedule_cron; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.schedule_cron IS 'minute hour day-of-month month day-of-week.';

--
-- Name: COLUMN workflows.schedule_timezone; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.schedule_timezone IS 'A name of the IANA database, in which the cron is meant.';

--
-- Name: COLUMN workflows.total_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.total_executions IS 'All that were ever made.';

--
-- Name: COLUMN workflows.failed_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.failed_executions IS 'Those that failed or timed out.';

--
-- Name: COLUMN workflows.timed_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.timed_executions IS 'How many executions total_execution_time_ms sums.';

--
-- Name: COLUMN workflows.avg_execution_time_ms; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.avg_execution_time_ms IS 'total_execution_time_ms / timed_executions.';

--
-- Name: COLUMN workflows.last_execution_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.last_execution_at IS 'When an execution was last asked for.';

--
-- Name: COLUMN workflows.is_public; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.is_public IS 'Readable with its steps by everybody who has signed in; they use it by copying.';

--
-- Name: COLUMN workflows.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflows.deleted_at IS 'Soft delete by delete_workflow, undone by restore_workflow.';

--
-- Name: activate_workflow(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.activate_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
begin
  if v_workflow.status not in ('draft', 'inactive') then
    raise sqlstate 'PT409' using message = format('The workflow is already %s.', v_workflow.status);
  end if;
  perform private.require_sound_steps(v_workflow);
  update public.workflows set status = 'active' where id = v_workflow.id returning * into v_workflow;
  return v_workflow;
end
$$;

--
-- Name: active_user_id(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.active_user_id() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select u.id from public.users as u where u.id = auth.uid() and u.is_active
$$;

--
-- Name: FUNCTION active_user_id(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.active_user_id() IS 'The caller, or null when they are locked out.';

--
-- Name: active_validations(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.active_validations(p_prompt_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return (
    select coalesce(
      jsonb_agg(
        jsonb_build_object('name', v.name, 'type', v.type, 'config', v.config) order by v.created_at, v.name
      ), '[]'
    )
    from public.validations as v
    where v.prompt_id = p_prompt_id and v.is_active
  );
end
$$;

--
-- Name: FUNCTION active_validations(p_prompt_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.active_validations(p_prompt_id uuid) IS 'The active validations of a working copy, in the order in which they were written.';

--
-- Name: team_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.team_members (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role public.team_role DEFAULT 'MEMBER'::public.team_role NOT NULL,
    status public.team_member_status DEFAULT 'ACTIVE'::public.team_member_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.team_members ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.team_members FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE team_members; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.team_members IS 'Who works on a project besides its owner. Written by add_team_member and remove_team_member; ends when the user leaves the tenant.';

--
-- Name: add_team_member(uuid, uuid, public.team_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role) RETURNS public.team_members
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: admit_agent_result(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.admit_agent_result() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION admit_agent_result(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.admit_agent_result() IS 'Agents are added to an open evaluation only, each once and at most 20: the evaluation''s results hold what all of them found.';

--
-- Name: admit_workflow_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.admit_workflow_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_status public.workflow_status;
begin
  -- Counting locks the workflow anyway: taken now, so that two executions at once do not wait for each other for ever.
  select w.status into v_status
  from public.workflows as w
  where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  if v_status <> 'active' then
    raise sqlstate 'PT409' using message = format('The workflow is %s: only an active one is executed.', v_status);
  end if;
  new.steps_total := greatest(new.steps_total, (
    select count(*) from public.workflow_steps as s
    where s.tenant_id = new.tenant_id and s.workflow_id = new.workflow_id and s.deleted_at is null
  ));
  return new;
end
$$;

--
-- Name: FUNCTION admit_workflow_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.admit_workflow_execution() IS 'What is to be run is a run of a live, active workflow; steps_total is at least the number of its steps.';

--
-- Name: adopt_account(auth.users); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.adopt_account(p_account auth.users) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_name text := nullif(private.trimmed(left(coalesce(
    p_account.raw_user_meta_data ->> 'name', p_account.raw_user_meta_data ->> 'full_name'
  ), 200)), '');
  v_email text := nullif(lower(p_account.email), '');
  v_tenant_id uuid;
begin
  -- Single sign-on may bring an address that another account has: a sign-up never fails for it.
  if exists (select from public.users as u where lower(u.email) = v_email and u.deleted_at is null) then
    v_email := null;
  end if;

  insert into public.users (
    id, email, name, avatar_url, email_verified, email_verified_at, last_login_at
  )
  values (
    p_account.id, v_email, v_name, nullif(left(p_account.raw_user_meta_data ->> 'avatar_url', 2048), ''),
    p_account.email_confirmed_at is not null, p_account.email_confirmed_at, p_account.last_sign_in_at
  );

  insert into public.tenants (name, personal_user_id)
  values (coalesce(v_name, nullif(private.trimmed(split_part(v_email, '@', 1)), ''), 'Personal'), p_account.id)
  returning id into v_tenant_id;

  insert into public.user_roles (tenant_id, user_id, role) values (v_tenant_id, p_account.id, 'ADMIN');
end
$$;

--
-- Name: FUNCTION adopt_account(p_account auth.users); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.adopt_account(p_account auth.users) IS 'Gives an account its profile and its personal tenant, whose ADMIN it is. User metadata gives a name, never a right.';

--
-- Name: ventures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ventures (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    phase public.venture_phase DEFAULT 'DISCOVER'::public.venture_phase NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT ventures_description_fits CHECK ((char_length(description) <= 500)),
    CONSTRAINT ventures_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 100)))
);
ALTER TABLE ONLY public.ventures ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.ventures ALTER COLUMN description SET STATISTICS 0;

ALTER TABLE ONLY public.ventures FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE ventures; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.ventures IS 'Ideas that are worked out, phase by phase. Their phase moves by advance_venture only.';

--
-- Name: COLUMN ventures.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ventures.user_id IS 'Who founded it: may delete it, as an ADMIN may.';

--
-- Name: COLUMN ventures.phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ventures.phase IS 'Where the venture is now; venture_phases tells since when, and how it got there.';

--
-- Name: COLUMN ventures.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ventures.deleted_at IS 'Soft delete by delete_venture, undone by restore_venture.';

--
-- Name: advance_venture(uuid, public.venture_phase); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase) RETURNS public.ventures
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_expected public.venture_phase;
  v_venture public.ventures;
begin
  -- Seen before the lock is had: who had to wait for another's step does not take the one after it as well.
  v_expected := coalesce(p_expected_phase, (select v.phase from public.ventures as v where v.id = p_venture_id));
  v_venture := private.lock_venture(p_venture_id);
  perform private.require_role(v_venture.tenant_id, 'MEMBER');
  if v_venture.phase <> v_expected then
    raise sqlstate 'PT409' using message =
      format('The venture is in phase %s, not in %s.', v_venture.phase, v_expected);
  end if;
  if private.phase_gate(v_venture.phase) is null then
    raise sqlstate 'PT409' using message = format('The venture is in its last phase, %s.', v_venture.phase);
  end if;
  update public.ventures set phase = (enum_range(phase, null))[2] where id = v_venture.id returning * into v_venture;
  return v_venture;
end
$$;

--
-- Name: agent_executions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agent_executions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    venture_id uuid NOT NULL,
    agent_tenant_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    user_id uuid NOT NULL,
    status public.agent_execution_status DEFAULT 'PENDING'::public.agent_execution_status NOT NULL,
    input jsonb DEFAULT '{}'::jsonb NOT NULL,
    output jsonb,
    error jsonb,
    model text,
    token_usage jsonb,
    cost_usd numeric(20,12),
    cost_is_complete boolean DEFAULT true NOT NULL,
    cancel_requested_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    completed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT agent_executions_agent_is_own_or_official CHECK (((agent_tenant_id = tenant_id) OR (agent_tenant_id = private.official_tenant_id()))),
    CONSTRAINT agent_executions_completed_after_started CHECK ((completed_at >= started_at)),
    CONSTRAINT agent_executions_cost_not_negative CHECK ((cost_usd >= (0)::numeric)),
    CONSTRAINT agent_executions_error_fits CHECK (private.json_fits(error, 'any'::text, 262144)),
    CONSTRAINT agent_executions_input_is_object_of_2_mb CHECK (private.json_fits(input, 'object'::text, 2097152)),
    CONSTRAINT agent_executions_model_fits CHECK (((char_length(model) >= 1) AND (char_length(model) <= 200))),
    CONSTRAINT agent_executions_output_fits_4_mb CHECK (private.json_fits(output, 'any'::text, 4194304)),
    CONSTRAINT agent_executions_status_matches_timestamps CHECK ((((status = ANY (ARRAY['PENDING'::public.agent_execution_status, 'RUNNING'::public.agent_execution_status])) AND (completed_at IS NULL)) OR ((status = ANY (ARRAY['COMPLETED'::public.agent_execution_status, 'FAILED'::public.agent_execution_status, 'CANCELLED'::public.agent_execution_status])) AND (completed_at IS NOT NULL)))),
    CONSTRAINT agent_executions_token_usage_is_small_object CHECK (private.json_fits(token_usage, 'object'::text, 16384))
);
ALTER TABLE ONLY public.agent_executions ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.agent_executions ALTER COLUMN model SET STATISTICS 0;

ALTER TABLE ONLY public.agent_executions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE agent_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.agent_executions IS 'One run of an agent for a venture. Written by the engines; immutable once final.';

--
-- Name: COLUMN agent_executions.agent_tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.agent_tenant_id IS 'The tenant of the agent: the row''s own or the official one. Found by a trigger.';

--
-- Name: COLUMN agent_executions.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.user_id IS 'For whom it runs.';

--
-- Name: COLUMN agent_executions.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.model IS 'Whose answer counts. provider:name.';

--
-- Name: COLUMN agent_executions.token_usage; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.token_usage IS '{"input", "output", "total", "cache_read", "cache_write", "model"}, summed over all calls.';

--
-- Name: COLUMN agent_executions.cost_usd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.cost_usd IS 'Sum of the ledger rows when settled. Ask for cost_usd::text: JSON numbers are floats.';

--
-- Name: COLUMN agent_executions.cost_is_complete; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.cost_is_complete IS 'False when a call''s price was unknown, or its worker died.';

--
-- Name: COLUMN agent_executions.cancel_requested_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.cancel_requested_at IS 'Asks the worker to stop; it settles as CANCELLED.';

--
-- Name: COLUMN agent_executions.started_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_executions.started_at IS 'While PENDING since when it is queued, then since when it runs.';

--
-- Name: agent_executions_by_status(public.agent_execution_status, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer) RETURNS SETOF public.agent_executions
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select e.*
  from public.agent_executions as e
  where e.tenant_id = v_tenant_id and e.status = p_status
  order by e.started_at desc, e.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: agent_history(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.agent_history(p_agent_id uuid) RETURNS SETOF public.agents
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent record;
begin
  select a.tenant_id, coalesce(a.parent_id, a.id) as root_id into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  return query
  select a.*
  from public.agents as a
  where a.tenant_id = v_agent.tenant_id and coalesce(a.parent_id, a.id) = v_agent.root_id
  order by a.version desc;
end
$$;

--
-- Name: agent_of_template(uuid, jsonb, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.agent_of_template(p_tenant_id uuid, p_data jsonb, p_name text) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_data public.agents := jsonb_populate_record(null::public.agents, private.only_members(
    p_data,
    '{name,description,purpose,type,phase,config,capabilities,parameters,prompt_template,input_schema,output_schema,'
    'max_execution_time,max_memory_mb,max_concurrent_executions,tags}'
  ));
begin
  v_data.name := coalesce(p_name, v_data.name);
  v_data.config := coalesce(v_data.config, '{}');
  v_data.capabilities := coalesce(v_data.capabilities, '[]');
  v_data.parameters := coalesce(v_data.parameters, '{}');
  v_data.max_execution_time := coalesce(v_data.max_execution_time, 300);
  v_data.max_memory_mb := coalesce(v_data.max_memory_mb, 512);
  v_data.max_concurrent_executions := coalesce(v_data.max_concurrent_executions, 1);
  v_data.tags := coalesce(v_data.tags, '{}');
  return private.duplicate_agent(v_data, p_tenant_id, null);
end
$$;

--
-- Name: FUNCTION agent_of_template(p_tenant_id uuid, p_data jsonb, p_name text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.agent_of_template(p_tenant_id uuid, p_data jsonb, p_name text) IS 'A new agent of the caller, with the columns that a template gives.';

--
-- Name: ids_are_among(text[], text[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.ids_are_among(p_ids text[], p_known text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select
    array_position(p_ids, null) is null and p_ids <@ p_known
    and cardinality(p_ids) = (select count(distinct i.id) from unnest(p_ids) as i (id))
$$;

--
-- Name: FUNCTION ids_are_among(p_ids text[], p_known text[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.ids_are_among(p_ids text[], p_known text[]) IS 'Each id is known, and named once.';

--
-- Name: item_ids(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.item_ids(p_items jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select
    case
      when jsonb_typeof(p_items) = 'array' then array(select i.item ->> 'id' from jsonb_array_elements(p_items) as i (item))
      else '{}'
    end
$$;

--
-- Name: FUNCTION item_ids(p_items jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.item_ids(p_items jsonb) IS 'The ids of the objects of an array.';

--
-- Name: items_have_ids(jsonb, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.items_have_ids(p_items jsonb, p_maximum integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
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
$_$;

--
-- Name: FUNCTION items_have_ids(p_items jsonb, p_maximum integer); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.items_have_ids(p_items jsonb, p_maximum integer) IS 'An array of at most so many objects, each with an id of its own: 1 to 100 letters, digits and _ . : -';

--
-- Name: ai_reviews; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ai_reviews (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    project_id uuid NOT NULL,
    document_id uuid NOT NULL,
    document_version integer NOT NULL,
    overall_score numeric NOT NULL,
    suggestions jsonb DEFAULT '[]'::jsonb NOT NULL,
    completeness jsonb DEFAULT '{}'::jsonb NOT NULL,
    quality_metrics jsonb DEFAULT '{}'::jsonb NOT NULL,
    applied_suggestions text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_reviews_applied_suggestions_are_its_own CHECK (private.ids_are_among(applied_suggestions, private.item_ids(suggestions))),
    CONSTRAINT ai_reviews_completeness_is_object CHECK (private.json_fits(completeness, 'object'::text, 262144)),
    CONSTRAINT ai_reviews_document_version_starts_at_one CHECK ((document_version >= 1)),
    CONSTRAINT ai_reviews_overall_score_has_at_most_2_decimals CHECK ((scale(overall_score) <= 2)),
    CONSTRAINT ai_reviews_overall_score_is_out_of_100 CHECK (((overall_score >= (0)::numeric) AND (overall_score <= (100)::numeric))),
    CONSTRAINT ai_reviews_quality_metrics_is_object CHECK (private.json_fits(quality_metrics, 'object'::text, 262144)),
    CONSTRAINT ai_reviews_suggestions_fit CHECK (private.json_fits(suggestions, 'array'::text, 1048576)),
    CONSTRAINT ai_reviews_suggestions_have_ids CHECK (private.items_have_ids(suggestions, 500))
);
ALTER TABLE ONLY public.ai_reviews ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.ai_reviews ALTER COLUMN applied_suggestions SET STATISTICS 0;

ALTER TABLE ONLY public.ai_reviews FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE ai_reviews; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.ai_reviews IS 'What a model thought of a document. Written by the service; only which suggestions were applied changes.';

--
-- Name: COLUMN ai_reviews.document_version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ai_reviews.document_version IS 'The version that was reviewed; by default the present one.';

--
-- Name: COLUMN ai_reviews.suggestions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ai_reviews.suggestions IS '[{"id", …}], at most 500; ids are unique in the review.';

--
-- Name: COLUMN ai_reviews.applied_suggestions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ai_reviews.applied_suggestions IS 'Ids of suggestions, added by apply_suggestions.';

--
-- Name: apply_suggestions(uuid, text[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) RETURNS public.ai_reviews
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: archive_agent(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.archive_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'MEMBER');
begin
  if v_agent.status = 'archived' then
    raise sqlstate 'PT409' using message = 'The agent is already archived.';
  end if;
  perform private.refuse_agent_in_use(array[v_agent.id]);
  update public.agents set status = 'archived' where id = v_agent.id returning * into v_agent;
  perform private.stop_deployments(v_agent.tenant_id, array[v_agent.id], null);
  return v_agent;
end
$$;

--
-- Name: json_is_plain(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.json_is_plain(p_document jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
  v_numbers text := regexp_replace(p_document::text, '"(\\.|[^"\\])*"', '', 'g');
  v_brackets text := regexp_replace(v_numbers, '[^][{}]', '', 'g');
begin
  for level in 1..100 loop
    exit when v_brackets = '';
    v_brackets := regexp_replace(v_brackets, '\[\]|\{\}', '', 'g');
  end loop;
  return v_brackets = '' and v_numbers !~ '[0-9]{155}[0-9]{155}';
end
$$;

--
-- Name: FUNCTION json_is_plain(p_document jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.json_is_plain(p_document jsonb) IS 'Nested at most 100 levels, numbers of at most 309 digits: what jsonb holds beyond that, its readers cannot read.';

--
-- Name: variables_are_well_formed(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.variables_are_well_formed(p_variables jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
  select
    case
      when jsonb_typeof(p_variables) <> 'array' then false
      else (
        select
          count(*) <= 100
          and count(*) = count(distinct v.variable ->> 'name')
          and coalesce(bool_and(coalesce(
            jsonb_typeof(v.variable) = 'object'
            and jsonb_typeof(v.variable -> 'name') = 'string'
            and (v.variable ->> 'name') ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'
            and (v.variable ->> 'type') in ('string', 'number', 'integer', 'boolean', 'array', 'object')
            and coalesce(jsonb_typeof(v.variable -> 'required'), 'boolean') = 'boolean'
            and coalesce(jsonb_typeof(v.variable -> 'options'), 'array') = 'array',
            false
          )), true)
        from jsonb_array_elements(p_variables) as v (variable)
      )
    end
$_$;

--
-- Name: FUNCTION variables_are_well_formed(p_variables jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.variables_are_well_formed(p_variables jsonb) IS 'At most 100 objects, each with a unique identifier as name, one of six types, a boolean required and an array of options.';

--
-- Name: prompts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.prompts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    description text,
    template text NOT NULL,
    variables jsonb DEFAULT '[]'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    status public.prompt_status DEFAULT 'DRAFT'::public.prompt_status NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    model text,
    fallback_model text,
    parameters jsonb DEFAULT '{}'::jsonb NOT NULL,
    published_version integer,
    published_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT prompts_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT prompts_fallback_model_names_its_provider CHECK (((fallback_model ~ '^[a-z0-9_-]{1,40}:.+$'::text) AND (char_length(fallback_model) <= 200))),
    CONSTRAINT prompts_model_names_its_provider CHECK (((model ~ '^[a-z0-9_-]{1,40}:.+$'::text) AND (char_length(model) <= 200))),
    CONSTRAINT prompts_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 200))),
    CONSTRAINT prompts_parameters_are_plain_json CHECK (private.json_is_plain(parameters)),
    CONSTRAINT prompts_parameters_is_small_object CHECK (((jsonb_typeof(parameters) = 'object'::text) AND (octet_length((parameters)::text) <= 16384))),
    CONSTRAINT prompts_published_has_version_and_timestamp CHECK (((status <> 'PUBLISHED'::public.prompt_status) OR ((published_at IS NOT NULL) AND (published_version IS NOT NULL)))),
    CONSTRAINT prompts_published_version_precedes_version CHECK (((published_version >= 1) AND (published_version <= (version - 1)))),
    CONSTRAINT prompts_tags_are_few_and_short CHECK (private.tags_fit(tags)),
    CONSTRAINT prompts_template_fits CHECK (((template <> ''::text) AND (octet_length(template) <= 102400))),
    CONSTRAINT prompts_variables_are_plain_json CHECK (private.json_is_plain(variables)),
    CONSTRAINT prompts_variables_are_well_formed CHECK (private.variables_are_well_formed(variables)),
    CONSTRAINT prompts_variables_fit CHECK ((octet_length((variables)::text) <= 102400)),
    CONSTRAINT prompts_version_starts_at_one CHECK ((version >= 1))
);
ALTER TABLE ONLY public.prompts ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.prompts ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE ONLY public.prompts ALTER COLUMN template SET STATISTICS 0;
ALTER TABLE ONLY public.prompts ALTER COLUMN tags SET STATISTICS 0;
ALTER TABLE ONLY public.prompts ALTER COLUMN model SET STATISTICS 0;
ALTER TABLE ONLY public.prompts ALTER COLUMN fallback_model SET STATISTICS 0;

ALTER TABLE ONLY public.prompts FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE prompts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.prompts IS 'Working copies of prompts. What runs is the published version.';

--
-- Name: COLUMN prompts.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.user_id IS 'The author: may run the working copy.';

--
-- Name: COLUMN prompts.template; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.template IS 'Liquid, {{name}}. At most 100 kB.';

--
-- Name: COLUMN prompts.variables; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.variables IS '[{"name", "type", "required"?, "defaultValue"?, "options"?, "description"?, limits…}]';

--
-- Name: COLUMN prompts.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.version IS 'The number that publishing would give next.';

--
-- Name: COLUMN prompts.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.model IS 'provider:name. Null: the default of the settings.';

--
-- Name: COLUMN prompts.fallback_model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.fallback_model IS 'Asked when the first model gives up.';

--
-- Name: COLUMN prompts.parameters; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.parameters IS 'temperature, top_p, max_tokens, seed, stop_sequences, timeout_seconds, max_retries, max_repairs.';

--
-- Name: COLUMN prompts.published_version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.published_version IS 'The version that runs. Editing the working copy does not change it.';

--
-- Name: COLUMN prompts.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompts.deleted_at IS 'Soft delete by delete_prompt, undone by restore_prompt.';

--
-- Name: archive_prompt(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.archive_prompt(p_prompt_id uuid) RETURNS public.prompts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'MEMBER');
begin
  if v_prompt.status = 'ARCHIVED' then
    raise sqlstate 'PT409' using message = 'The prompt is already archived.';
  end if;
  update public.prompts set status = 'ARCHIVED' where id = v_prompt.id returning * into v_prompt;
  return v_prompt;
end
$$;

--
-- Name: archive_workflow(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.archive_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
begin
  if v_workflow.status = 'archived' then
    raise sqlstate 'PT409' using message = 'The workflow is already archived.';
  end if;
  update public.workflows set status = 'archived' where id = v_workflow.id returning * into v_workflow;
  perform private.stop_deployments(v_workflow.tenant_id, array[v_workflow.id], null);
  return v_workflow;
end
$$;

--
-- Name: artifact_at_version(uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.artifact_at_version(p_artifact_id uuid, p_version integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_document jsonb;
  v_latest integer;
  v_diff jsonb;
begin
  select a.version into v_latest
  from public.artifacts as a
  where a.id = p_artifact_id and a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such artifact.';
  end if;
  if p_version is null or p_version not between 1 and v_latest then
    raise sqlstate 'PT404' using message = format('The artifact has no version %s.', coalesce(p_version::text, 'null'));
  end if;
  select v.content into v_document
  from public.artifact_versions as v
  join public.artifacts as a on a.tenant_id = v.tenant_id and a.id = v.artifact_id
  where a.id = p_artifact_id and v.version = 1;
  for v_diff in
    select v.diff
    from public.artifact_versions as v
    join public.artifacts as a on a.tenant_id = v.tenant_id and a.id = v.artifact_id
    where a.id = p_artifact_id and v.version between 2 and p_version
    order by v.version
  loop
    v_document := private.json_patch(v_document, v_diff);
  end loop;
  return v_document;
end
$$;

--
-- Name: asking_defaults(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.asking_defaults() RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return '{"max_tokens": 1024, "max_retries": 2, "max_repairs": 1}'::jsonb;
end
$$;

--
-- Name: FUNCTION asking_defaults(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.asking_defaults() IS 'What a prompt''s parameters are taken to say where they and the worker say nothing: those of the functions.';

--
-- Name: audit(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_row jsonb := coalesce(v_new, v_old);
  v_tenant_id uuid;
  v_action text := case tg_op when 'INSERT' then 'CREATE' else tg_op end;
  v_before jsonb;
  v_after jsonb;
begin
  v_tenant_id := case tg_table_name
    when 'tenants' then (v_row ->> 'id')::uuid
    when 'users' then (select t.id from public.tenants as t where t.personal_user_id = (v_row ->> 'id')::uuid)
    else (v_row ->> 'tenant_id')::uuid
  end;
  -- What a purge erases must not be written down again.
  if tg_op = 'DELETE' and exists (select from private.purged_tenants as p where p.tenant_id = v_tenant_id) then
    return null;
  end if;

  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value)
    into v_before, v_after
    from jsonb_each(v_old) as o
    join jsonb_each(v_new) as n on n.key = o.key
    where o.value <> n.value and o.key not in ('updated_at', 'last_login_at');
    if v_after is null then
      return null;
    end if;
    v_action := case
      when v_before ->> 'deleted_at' is not null then 'RESTORE'
      when v_after ->> 'deleted_at' is not null then 'DELETE'
      when v_after ? 'published_version' then 'PUBLISH'
      when upper(v_after ->> 'status') = 'ARCHIVED' then 'ARCHIVE'
      else 'UPDATE'
    end;
  else
    v_before := v_old;
    v_after := v_new;
  end if;
  -- An account can be erased, an audit row cannot: that these changed is recorded, what they were is not.
  if tg_table_name = 'users' or v_row ->> 'personal_user_id' is not null then
    v_before := private.without_personal_data(v_before);
    v_after := private.without_personal_data(v_after);
  end if;

  perform private.write_audit_log(
    v_tenant_id, auth.uid(), v_action, tg_argv[0], coalesce(v_row ->> 'id', v_row ->> 'user_id')::uuid,
    case when v_before is null then '{}' else jsonb_build_object('before', private.without_large_values(v_before)) end
    || case when v_after is null then '{}' else jsonb_build_object('after', private.without_large_values(v_after)) end
  );
  return null;
end
$$;

--
-- Name: FUNCTION audit(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit() IS 'Writes the audit row of a change. Argument: the resource type.';

--
-- Name: audit_adjustment(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_adjustment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into public.audit_logs (tenant_id, action, resource_type, resource_id, changes)
  values (
    new.tenant_id, 'ADJUST', 'cost', new.id,
    jsonb_build_object('after', jsonb_build_object(
      'purpose', new.purpose, 'reference_id', new.reference_id, 'model', new.model,
      'cost_usd', trim_scale(new.cost_usd)::text, 'reason', new.error, 'corrects_id', new.corrects_id
    ))
  );
  return null;
end
$$;

--
-- Name: FUNCTION audit_adjustment(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_adjustment() IS 'ADJUST when the ledger is set right: by how much, of what, and why.';

--
-- Name: audit_agent_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_agent_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit_log(
      new.tenant_id, new.user_id, 'EXECUTE', 'agent_execution', new.id,
      jsonb_build_object('after', jsonb_build_object('venture_id', new.venture_id, 'agent_id', new.agent_id))
    );
  else
    perform private.write_audit_log(
      new.tenant_id, auth.uid(), 'CANCEL', 'agent_execution', new.id,
      jsonb_build_object(
        'before', jsonb_build_object('status', old.status),
        'after', jsonb_build_object('status', new.status, 'cancel_requested_at', new.cancel_requested_at)
      )
    );
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION audit_agent_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_agent_execution() IS 'EXECUTE when one begins (actor: its user), CANCEL when its end is asked for.';

--
-- Name: audit_chain_faults(uuid, bigint, bigint); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_chain_faults(p_tenant_id uuid, p_from bigint, p_to bigint) RETURNS TABLE(sequence bigint, audit_log_id uuid, fault text, detail text)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return query
  with links as materialized (
    select
      c.sequence, c.audit_log_id, c.salt, c.digest, c.hash, c.sealed_at,
      lag(c.sequence) over (order by c.sequence) as before, lag(c.hash) over (order by c.sequence) as previous
    from private.audit_chain as c
    where c.tenant_id = p_tenant_id and c.sequence <= p_to and c.sequence >= coalesce((
      -- The link before the first is what the first follows from.
      select max(b.sequence) from private.audit_chain as b where b.tenant_id = p_tenant_id and b.sequence < p_from
    ), p_from)
  ),

  -- After a gap nothing can be said about a hash.
  broken as materialized (
    select l.*
    from links as l
    where l.sequence >= p_from and coalesce(l.before, 0) = l.sequence - 1
      and l.hash <> private.audit_hash(l.previous, p_tenant_id, l.sequence, l.audit_log_id, l.digest, l.sealed_at)
    order by l.sequence
    limit 100
  ),

  -- A broken link may be a whole one in another place: tried with the numbers of the broken ones, after their
  -- neighbours. Not where there are many, for then it is not one that was moved.
  moved as (
    select b.sequence, w.sequence as was
    from broken as b
    cross join broken as w
    cross join links as n
    where (select count(*) from broken) <= 10
      and n.sequence in (select x.sequence + d.step from broken as x cross join (values (-1), (0)) as d (step))
      and b.hash = private.audit_hash(n.hash, p_tenant_id, w.sequence, b.audit_log_id, b.digest, b.sealed_at)
    union
    select b.sequence, 1
    from broken as b
    where b.hash = private.audit_hash(null, p_tenant_id, 1, b.audit_log_id, b.digest, b.sealed_at)
  )

  select
    coalesce(l.before, 0) + 1, null::uuid, 'link_removed',
    format('Links %s to %s are not there.', coalesce(l.before, 0) + 1, l.sequence - 1)
  from links as l
  where l.sequence >= p_from and coalesce(l.before, 0) <> l.sequence - 1
  union all
  select
    b.sequence, b.audit_log_id,
    case when m.was is null then 'link_edited' else 'link_moved' end,
    case
      when m.was is null then 'Its hash does not follow from the link before and what it holds.'
      else format('It was link %s.', m.was)
    end
  from broken as b
  left join moved as m on m.sequence = b.sequence
  -- One that is only after another than before is not at fault itself.
  where m.was is distinct from b.sequence
  union all
  select
    l.sequence, l.audit_log_id,
    case
      when a.id is null then 'row_removed'
      when l.salt is null then 'row_erased_without_record'
      else 'row_edited'
    end,
    case
      when a.id is null then 'The audit row is not there any more.'
      when l.salt is null then 'Its payload is gone, and no audit row says why.'
      else 'The audit row is not what was sealed.'
    end
  from links as l
  left join public.audit_logs as a on a.id = l.audit_log_id
  where l.sequence >= p_from and case
    when a.id is null then true
    when l.salt is null then not private.audit_erasure_is_recorded(a.id) or a <> private.erased_audit_row(a)
    else private.audit_digest(a, l.salt) <> l.digest
  end
  order by 1, 3;
end
$$;

--
-- Name: FUNCTION audit_chain_faults(p_tenant_id uuid, p_from bigint, p_to bigint); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_chain_faults(p_tenant_id uuid, p_from bigint, p_to bigint) IS 'What is wrong with the links p_from to p_to of a tenant''s audit chain and with the audit rows that they seal. What fault says: see verify_audit_chain.';

--
-- Name: audit_chain_status(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_chain_status(p_tenant_id uuid) RETURNS TABLE(tenant_id uuid, sequence bigint, hash text, sealed_at timestamp with time zone, unsealed bigint, oldest_unsealed_at timestamp with time zone, delay_seconds numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
begin
  perform private.require_auditor(v_tenant_id);
  return query
  select
    v_tenant_id, c.sequence, encode(c.hash, 'hex'), c.sealed_at, u.unsealed, u.oldest,
    round(coalesce(extract(epoch from now() - u.oldest), 0), 3)
  from (
    select count(*) as unsealed, min(u.noted_at) as oldest
    from private.audit_unsealed as u
    where u.tenant_id = v_tenant_id
  ) as u
  left join lateral (
    select c.sequence, c.hash, c.sealed_at
    from private.audit_chain as c
    where c.tenant_id = v_tenant_id
    order by c.sequence desc
    limit 1
  ) as c on true;
end
$$;

--
-- Name: audit_logs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_logs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    user_id uuid,
    action text NOT NULL,
    resource_type text NOT NULL,
    resource_id uuid,
    changes jsonb DEFAULT '{}'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    ip_address text,
    user_agent text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_logs_action_fits CHECK ((action ~ '^[A-Z_]{1,100}$'::text)),
    CONSTRAINT audit_logs_ip_address_fits CHECK ((char_length(ip_address) <= 45)),
    CONSTRAINT audit_logs_resource_type_fits CHECK ((resource_type ~ '^[a-z_]{1,50}$'::text)),
    CONSTRAINT audit_logs_user_agent_fits CHECK ((char_length(user_agent) <= 500))
);
ALTER TABLE ONLY public.audit_logs ALTER COLUMN action SET STATISTICS 0;
ALTER TABLE ONLY public.audit_logs ALTER COLUMN resource_type SET STATISTICS 0;
ALTER TABLE ONLY public.audit_logs ALTER COLUMN ip_address SET STATISTICS 0;
ALTER TABLE ONLY public.audit_logs ALTER COLUMN user_agent SET STATISTICS 0;

ALTER TABLE ONLY public.audit_logs FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE audit_logs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_logs IS 'What was done, by whom, in the same transaction as the change. Append-only for everyone; sealed into a chain.';

--
-- Name: COLUMN audit_logs.tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_logs.tenant_id IS 'No foreign key, so that no cascade reaches an append-only row.';

--
-- Name: COLUMN audit_logs.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_logs.user_id IS 'Who acted; null for the system itself (sign-up). No foreign key.';

--
-- Name: COLUMN audit_logs.action; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_logs.action IS 'CREATE, UPDATE, DELETE, RESTORE, PUBLISH, ARCHIVE, EXECUTE, CANCEL, END, ADJUST, PURGE, ERASE, and those of a domain.';

--
-- Name: COLUMN audit_logs.changes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_logs.changes IS '{"before": {…}, "after": {…}} with the changed columns only.';

--
-- Name: COLUMN audit_logs.ip_address; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_logs.ip_address IS 'First address of x-forwarded-for: as good as the gateway that wrote it.';

--
-- Name: audit_digest(public.audit_logs, bytea); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_digest(p_row public.audit_logs, p_salt bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return sha256(p_salt || convert_to(private.audit_record(p_row)::text, 'UTF8'));
end
$$;

--
-- Name: FUNCTION audit_digest(p_row public.audit_logs, p_salt bytea); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_digest(p_row public.audit_logs, p_salt bytea) IS 'SHA-256 of the salt and the text of the audit row.';

--
-- Name: audit_end_of_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_end_of_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- Not by write_audit_log: the request is the worker's, its address and program tell nothing.
  insert into public.audit_logs (tenant_id, action, resource_type, resource_id, changes)
  values (
    new.tenant_id, 'END', 'execution', new.id,
    jsonb_build_object('after', jsonb_build_object(
      'status', new.status, 'validation_status', new.validation_status, 'model', new.model,
      'cost_usd', trim_scale(new.cost_usd)::text, 'cost_is_complete', new.cost_is_complete
    ))
  );
  return null;
end
$$;

--
-- Name: FUNCTION audit_end_of_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_end_of_execution() IS 'END when an execution has ended, whoever ended it: with its status, model and cost as they are final.';

--
-- Name: audit_erasure_is_recorded(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_erasure_is_recorded(p_audit_log_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
  select exists (
    select from private.audit_erasures as e
    join public.audit_logs as a on a.id = e.record_id
    where e.audit_log_id = p_audit_log_id and a.tenant_id = e.tenant_id and a.action = 'ERASE'
      and a.changes #> '{after,audit_log_ids}' ? p_audit_log_id::text
  )
$$;

--
-- Name: FUNCTION audit_erasure_is_recorded(p_audit_log_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_erasure_is_recorded(p_audit_log_id uuid) IS 'An audit row says that this one''s payload was erased.';

--
-- Name: audit_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit_log(
      new.tenant_id, new.user_id, 'EXECUTE', 'execution', new.id,
      jsonb_build_object(
        'after', jsonb_build_object('prompt_id', new.prompt_id, 'prompt_version', new.prompt_version)
      )
    );
  else
    perform private.write_audit_log(
      new.tenant_id, auth.uid(), 'CANCEL', 'execution', new.id,
      jsonb_build_object(
        'before', jsonb_build_object('status', old.status),
        'after', jsonb_build_object('status', new.status, 'cancel_requested_at', new.cancel_requested_at)
      )
    );
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION audit_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_execution() IS 'EXECUTE when one begins (actor: its user), CANCEL when its end is asked for.';

--
-- Name: audit_faults(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_faults(p_tenant_id uuid) RETURNS TABLE(sequence bigint, audit_log_id uuid, fault text, detail text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
  select * from private.audit_chain_faults(p_tenant_id, 1, 9223372036854775807)
  union all
  select * from private.audit_unsealed_faults(p_tenant_id, 2147483647)
  union all
  select * from private.unchained_audit_rows(p_tenant_id, '-infinity', 'infinity')
$$;

--
-- Name: FUNCTION audit_faults(p_tenant_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_faults(p_tenant_id uuid) IS 'All that is wrong with a tenant''s audit log, in one go: for tests and for who has the database''s owner at hand.';

--
-- Name: audit_hash(bytea, uuid, bigint, uuid, bytea, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_hash(p_previous bytea, p_tenant_id uuid, p_sequence bigint, p_audit_log_id uuid, p_digest bytea, p_sealed_at timestamp with time zone) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return sha256(
    coalesce(p_previous, decode(repeat('00', 32), 'hex')) || uuid_send(p_tenant_id) || int8send(p_sequence)
    || uuid_send(p_audit_log_id) || p_digest || timestamptz_send(p_sealed_at)
  );
end
$$;

--
-- Name: FUNCTION audit_hash(p_previous bytea, p_tenant_id uuid, p_sequence bigint, p_audit_log_id uuid, p_digest bytea, p_sealed_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_hash(p_previous bytea, p_tenant_id uuid, p_sequence bigint, p_audit_log_id uuid, p_digest bytea, p_sealed_at timestamp with time zone) IS 'The hash of a link of an audit chain. p_previous is null before the first.';

--
-- Name: audit_lock(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_lock(p_tenant_id uuid) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return uuid_hash_extended(p_tenant_id, 406);
end
$$;

--
-- Name: FUNCTION audit_lock(p_tenant_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_lock(p_tenant_id uuid) IS 'The advisory lock of whoever seals a tenant''s audit rows. Those who write them never take it.';

--
-- Name: audit_phase_transition(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_phase_transition() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION audit_phase_transition(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_phase_transition() IS 'PHASE_TRANSITION, from where to where.';

--
-- Name: audit_record(public.audit_logs); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_record(p_row public.audit_logs) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return jsonb_build_object(
    'id', p_row.id, 'tenant_id', p_row.tenant_id, 'user_id', p_row.user_id, 'action', p_row.action,
    'resource_type', p_row.resource_type, 'resource_id', p_row.resource_id, 'changes', p_row.changes,
    'metadata', p_row.metadata, 'ip_address', p_row.ip_address, 'user_agent', p_row.user_agent,
    'created_at', p_row.created_at at time zone 'UTC'
  );
end
$$;

--
-- Name: FUNCTION audit_record(p_row public.audit_logs); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_record(p_row public.audit_logs) IS 'An audit row as its digest covers it: all columns, the time in UTC without an offset. What a setting of the session could change has no part in it.';

--
-- Name: audit_unsealed_faults(uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_unsealed_faults(p_tenant_id uuid, p_limit integer) RETURNS TABLE(sequence bigint, audit_log_id uuid, fault text, detail text)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return query
  select
    null::bigint, u.audit_log_id, case when a.id is null then 'row_removed' else 'row_edited' end,
    case
      when a.id is null then 'The audit row, not sealed yet, is not there any more.'
      else 'The audit row, not sealed yet, is not what was written.'
    end
  from (
    select * from private.audit_unsealed as u where u.tenant_id = p_tenant_id order by u.number limit p_limit
  ) as u
  left join public.audit_logs as a on a.id = u.audit_log_id
  where a.id is null or private.audit_digest(a, u.salt) <> u.digest;
end
$$;

--
-- Name: FUNCTION audit_unsealed_faults(p_tenant_id uuid, p_limit integer); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_unsealed_faults(p_tenant_id uuid, p_limit integer) IS 'What is wrong with audit rows of a tenant that are not sealed yet, of the oldest p_limit.';

--
-- Name: audit_workflow_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.audit_workflow_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'INSERT' then
    perform private.write_audit_log(
      new.tenant_id, new.user_id, 'EXECUTE', 'workflow_execution', new.id,
      jsonb_build_object(
        'after', jsonb_build_object('workflow_id', new.workflow_id, 'trigger_type', new.trigger_type)
      )
    );
  else
    perform private.write_audit_log(
      new.tenant_id, auth.uid(), 'CANCEL', 'workflow_execution', new.id,
      jsonb_build_object(
        'before', jsonb_build_object('status', old.status),
        'after', jsonb_build_object('status', new.status, 'cancel_requested_at', new.cancel_requested_at)
      )
    );
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION audit_workflow_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.audit_workflow_execution() IS 'EXECUTE when one is made (actor: its user), CANCEL when its end is asked for.';

--
-- Name: available_modules(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.available_modules() RETURNS TABLE(id uuid, slug text, title text, description text, phase public.specification_phase, difficulty public.difficulty_level, estimated_duration integer, is_official boolean, lessons integer, completed_lessons integer, prerequisites uuid[], missing_prerequisites uuid[], state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.acting_member(p_user_id, p_tenant_id);
  v_prompt private.pinned_prompt;
  v_execution public.executions;
  v_replay jsonb;
begin
  if p_idempotency_key is not null then
    v_replay := private.replayed_execution(v_tenant_id, p_user_id, p_idempotency_key, p_idempotency_hash);
    if v_replay is not null then
      return v_replay;
    end if;
  end if;
  v_prompt := private.prompt_to_run(v_tenant_id, p_user_id, p_prompt, p_version, p_model, p_asking);

  -- Whoever makes or changes a budget waits for us, or we for them: each execution is under a budget or before it.
  perform pg_advisory_xact_lock_shared(private.budget_lock(v_tenant_id));

  insert into public.executions (
    tenant_id, user_id, prompt_id, prompt_version, inputs, context, status, priority, edge_function_id, model,
    started_at, lease_id, lease_expires_at, idempotency_key, idempotency_hash
  )
  values (
    v_tenant_id, p_user_id, v_prompt.id, v_prompt.version, coalesce(p_inputs, '{}'), p_context, 'RUNNING',
    coalesce(p_priority, 'NORMAL')::public.execution_priority, p_edge_function_id, v_prompt.asked_model, now(),
    gen_random_uuid(), now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600)),
    p_idempotency_key, p_idempotency_hash
  )
  on conflict (tenant_id, user_id, idempotency_key) where idempotency_key is not null do nothing
  returning * into v_execution;
  if not found then
    -- Somebody else with the same key was faster: we have waited until they had committed.
    return private.replayed_execution(v_tenant_id, p_user_id, p_idempotency_key, p_idempotency_hash);
  end if;

  -- The hold comes last, so that the budget's locks are held for no longer than it takes to answer.
  return private.execution_package(
    v_execution, v_prompt, private.hold_for_execution(v_execution, v_prompt, p_asking)
  );
end
$$;

--
-- Name: bound_prices(text, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.bound_prices(p_model text, p_list_version text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
  v_prices jsonb;
begin
  select jsonb_build_object(
    'input_usd_per_mtok', trim_scale(greatest(
      m.input_usd_per_mtok, m.cache_read_usd_per_mtok, m.cache_write_usd_per_mtok
    ))::text,
    'output_usd_per_mtok', trim_scale(m.output_usd_per_mtok)::text,
    'call_usd', '0'
  )
  into v_prices
  from private.model_prices as m
  where m.provider = split_part(p_model, ':', 1) and m.model = substr(p_model, strpos(p_model, ':') + 1)
    and m.effective_from <= now()
  order by m.effective_from desc
  limit 1;
  if not found then
    select jsonb_build_object(
      'input_usd_per_mtok', trim_scale(l.input_usd_per_mtok)::text,
      'output_usd_per_mtok', trim_scale(l.output_usd_per_mtok)::text,
      'call_usd', trim_scale(l.call_usd)::text
    )
    into v_prices
    from private.list_prices as l
    where l.model = p_model and (p_list_version is null or l.version = p_list_version)
    order by l.created_at desc
    limit 1;
  end if;
  return v_prices;
end
$$;

--
-- Name: FUNCTION bound_prices(p_model text, p_list_version text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.bound_prices(p_model text, p_list_version text) IS 'The dearest that a token into and out of the model and a call may cost, amounts as decimal strings: the operator''s price in force, else the list price. Null when nobody knows.';

--
-- Name: budget_lock(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.budget_lock(p_tenant_id uuid) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return uuid_hash_extended(p_tenant_id, 402);
end
$$;

--
-- Name: FUNCTION budget_lock(p_tenant_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.budget_lock(p_tenant_id uuid) IS 'The advisory lock that those who hold and charge under a tenant''s budgets share, and who changes one has alone.';

--
-- Name: budget_status(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.budget_status() RETURNS TABLE(budget_id uuid, name text, kind public.budget_kind, period public.budget_period, user_id uuid, prompt_id uuid, workflow_id uuid, limit_usd numeric, spent_usd numeric, held_usd numeric, remaining_usd numeric, period_start timestamp with time zone, period_end timestamp with time zone, time_zone text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select
    b.id, b.name, b.kind, b.period, b.user_id, b.prompt_id, b.workflow_id, b.limit_usd, n.spent_usd, n.held_usd,
    greatest(b.limit_usd - n.spent_usd - n.held_usd, 0), p.period_start,
    private.period_end(b.period, t.time_zone, p.period_start), t.time_zone
  from public.budgets as b
  join public.tenants as t on t.id = b.tenant_id
  cross join lateral (select private.period_start(b.period, t.time_zone, now())) as p (period_start)
  cross join lateral (
    -- Without slots nothing was begun or spent in the period yet.
    select coalesce(sum(s.spent_usd), 0) as spent_usd, coalesce(sum(s.held_usd), 0) as held_usd
    from private.budget_slots as s
    where s.budget_id = b.id and s.period_start = p.period_start
  ) as n
  where b.tenant_id = v_tenant_id and b.is_active and b.deleted_at is null
  order by b.name;
end
$$;

--
-- Name: cancel_agent_execution(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.cancel_agent_execution(p_execution_id uuid) RETURNS public.agent_executions
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_execution public.agent_executions;
begin
  select e.* into v_execution
  from public.agent_executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  perform private.require_role(v_execution.tenant_id, 'MEMBER');
  if v_execution.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;
  return private.stop_agent_execution(v_execution);
end
$$;

--
-- Name: executions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.executions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    prompt_id uuid NOT NULL,
    prompt_version integer NOT NULL,
    inputs jsonb NOT NULL,
    context jsonb,
    status public.execution_status DEFAULT 'PENDING'::public.execution_status NOT NULL,
    priority public.execution_priority DEFAULT 'NORMAL'::public.execution_priority NOT NULL,
    edge_function_id text,
    model text,
    output text,
    validated_output jsonb,
    validation_status public.validation_status DEFAULT 'PENDING'::public.validation_status NOT NULL,
    validation_results jsonb,
    token_usage jsonb,
    latency_ms integer,
    cost_usd numeric(20,12),
    cost_is_complete boolean DEFAULT true NOT NULL,
    error jsonb,
    idempotency_key text,
    idempotency_hash text,
    lease_id uuid,
    lease_expires_at timestamp with time zone,
    cancel_requested_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    CONSTRAINT executions_completed_after_started CHECK ((completed_at >= started_at)),
    CONSTRAINT executions_completed_passed_its_validations CHECK (((status <> 'COMPLETED'::public.execution_status) OR (validation_status = ANY (ARRAY['PASSED'::public.validation_status, 'SKIPPED'::public.validation_status])))),
    CONSTRAINT executions_context_is_object_of_2_mb CHECK (((jsonb_typeof(context) = 'object'::text) AND (octet_length((context)::text) <= 2097152))),
    CONSTRAINT executions_cost_not_negative CHECK ((cost_usd >= (0)::numeric)),
    CONSTRAINT executions_edge_function_id_fits CHECK ((char_length(edge_function_id) <= 200)),
    CONSTRAINT executions_error_fits CHECK ((octet_length((error)::text) <= 262144)),
    CONSTRAINT executions_idempotency_key_fits CHECK (((char_length(idempotency_key) >= 1) AND (char_length(idempotency_key) <= 255))),
    CONSTRAINT executions_idempotency_key_has_hash CHECK (((idempotency_key IS NULL) = (idempotency_hash IS NULL))),
    CONSTRAINT executions_inputs_is_object_of_2_mb CHECK (((jsonb_typeof(inputs) = 'object'::text) AND (octet_length((inputs)::text) <= 2097152))),
    CONSTRAINT executions_latency_positive CHECK ((latency_ms > 0)),
    CONSTRAINT executions_model_fits CHECK ((char_length(model) <= 200)),
    CONSTRAINT executions_output_fits_4_mb CHECK ((octet_length(output) <= 4194304)),
    CONSTRAINT executions_prompt_version_starts_at_one CHECK ((prompt_version >= 1)),
    CONSTRAINT executions_running_has_lease CHECK (((status <> 'RUNNING'::public.execution_status) OR ((lease_id IS NOT NULL) AND (lease_expires_at IS NOT NULL)))),
    CONSTRAINT executions_status_matches_timestamps CHECK ((((status = 'PENDING'::public.execution_status) AND (started_at IS NULL) AND (completed_at IS NULL)) OR ((status = 'RUNNING'::public.execution_status) AND (started_at IS NOT NULL) AND (completed_at IS NULL)) OR ((status = ANY (ARRAY['COMPLETED'::public.execution_status, 'FAILED'::public.execution_status, 'CANCELLED'::public.execution_status])) AND (started_at IS NOT NULL) AND (completed_at IS NOT NULL)))),
    CONSTRAINT executions_token_usage_fits CHECK ((octet_length((token_usage)::text) <= 16384)),
    CONSTRAINT executions_validated_output_fits_8_mb CHECK ((octet_length((validated_output)::text) <= 8388608)),
    CONSTRAINT executions_validation_results_fit_4_mb CHECK ((octet_length((validation_results)::text) <= 4194304))
)
WITH (autovacuum_vacuum_insert_scale_factor='0.02', autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE ONLY public.executions ALTER COLUMN edge_function_id SET STATISTICS 0;
ALTER TABLE ONLY public.executions ALTER COLUMN model SET STATISTICS 0;
ALTER TABLE ONLY public.executions ALTER COLUMN output SET STATISTICS 0;
ALTER TABLE ONLY public.executions ALTER COLUMN idempotency_key SET STATISTICS 0;
ALTER TABLE ONLY public.executions ALTER COLUMN idempotency_hash SET STATISTICS 0;

ALTER TABLE ONLY public.executions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.executions IS 'One run of a prompt. Written by functions only; immutable once final.';

--
-- Name: COLUMN executions.prompt_version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.prompt_version IS 'A published version, or the number of the working copy when its author ran that.';

--
-- Name: COLUMN executions.edge_function_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.edge_function_id IS 'The function instance''s name for this run.';

--
-- Name: COLUMN executions.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.model IS 'The model asked for; when settled, the one whose answer counts. provider:name.';

--
-- Name: COLUMN executions.validation_results; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.validation_results IS '[{"name", "type", "passed", "errors": [{"path", "message"}]}]';

--
-- Name: COLUMN executions.token_usage; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.token_usage IS '{"input", "output", "total", "cache_read", "cache_write", "model"}, summed over all calls.';

--
-- Name: COLUMN executions.latency_ms; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.latency_ms IS 'From begin to settle, at least 1.';

--
-- Name: COLUMN executions.cost_usd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.cost_usd IS 'Sum of the ledger rows when settled. Ask for cost_usd::text: JSON numbers are floats.';

--
-- Name: COLUMN executions.cost_is_complete; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.cost_is_complete IS 'False when a call''s price was unknown, or its worker died before it could say what it used.';

--
-- Name: COLUMN executions.lease_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.lease_id IS 'Fence: only its holder settles. Taken away by the sweeper.';

--
-- Name: COLUMN executions.cancel_requested_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.executions.cancel_requested_at IS 'Asks the worker to stop; it settles as CANCELLED.';

--
-- Name: cancel_execution(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.cancel_execution(p_execution_id uuid) RETURNS public.executions
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids('MEMBER'))
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  if v_execution.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;

  if v_execution.status = 'PENDING' then
    update public.executions
    set
      status = 'CANCELLED', validation_status = 'SKIPPED', cancel_requested_at = now(), started_at = now(),
      completed_at = now(), latency_ms = 1, cost_usd = 0
    where id = p_execution_id
    returning * into v_execution;
  elsif v_execution.cancel_requested_at is null then
    update public.executions set cancel_requested_at = now() where id = p_execution_id returning * into v_execution;
  end if;
  return v_execution;
end
$$;

--
-- Name: workflow_executions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.workflow_executions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    user_id uuid NOT NULL,
    status public.workflow_execution_status DEFAULT 'pending'::public.workflow_execution_status NOT NULL,
    trigger_type public.workflow_trigger_type NOT NULL,
    trigger_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    duration_ms integer,
    input_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    output_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    steps_completed integer DEFAULT 0 NOT NULL,
    steps_failed integer DEFAULT 0 NOT NULL,
    steps_total integer DEFAULT 0 NOT NULL,
    error_message text,
    error_stack text,
    cancel_requested_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT workflow_executions_completed_after_started CHECK ((completed_at >= started_at)),
    CONSTRAINT workflow_executions_duration_not_negative CHECK ((duration_ms >= 0)),
    CONSTRAINT workflow_executions_error_message_fits CHECK ((char_length(error_message) <= 10000)),
    CONSTRAINT workflow_executions_error_stack_fits CHECK ((char_length(error_stack) <= 100000)),
    CONSTRAINT workflow_executions_input_data_is_object_of_2_mb CHECK (private.json_fits(input_data, 'object'::text, 2097152)),
    CONSTRAINT workflow_executions_output_data_is_object_of_8_mb CHECK (private.json_fits(output_data, 'object'::text, 8388608)),
    CONSTRAINT workflow_executions_status_matches_timestamps CHECK ((((status = 'pending'::public.workflow_execution_status) AND (started_at IS NULL) AND (completed_at IS NULL) AND (duration_ms IS NULL)) OR ((status = 'running'::public.workflow_execution_status) AND (started_at IS NOT NULL) AND (completed_at IS NULL) AND (duration_ms IS NULL)) OR ((status = ANY (ARRAY['completed'::public.workflow_execution_status, 'failed'::public.workflow_execution_status, 'cancelled'::public.workflow_execution_status, 'timeout'::public.workflow_execution_status])) AND (started_at IS NOT NULL) AND (completed_at IS NOT NULL)))),
    CONSTRAINT workflow_executions_steps_add_up CHECK (((steps_completed >= 0) AND (steps_failed >= 0) AND ((steps_completed + steps_failed) <= steps_total))),
    CONSTRAINT workflow_executions_trigger_data_is_object_of_256_kb CHECK (private.json_fits(trigger_data, 'object'::text, 262144))
);
ALTER TABLE ONLY public.workflow_executions ALTER COLUMN error_message SET STATISTICS 0;
ALTER TABLE ONLY public.workflow_executions ALTER COLUMN error_stack SET STATISTICS 0;

ALTER TABLE ONLY public.workflow_executions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE workflow_executions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.workflow_executions IS 'One run of a workflow. Made by start_workflow_execution or the service, driven by the service; immutable once final.';

--
-- Name: COLUMN workflow_executions.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_executions.user_id IS 'Who started it; of a scheduled one, the workflow''s owner.';

--
-- Name: COLUMN workflow_executions.duration_ms; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_executions.duration_ms IS 'From started_at to completed_at unless the service says otherwise; null when it was cancelled before it ran.';

--
-- Name: COLUMN workflow_executions.steps_total; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_executions.steps_total IS 'Live steps of the workflow when it was started.';

--
-- Name: COLUMN workflow_executions.cancel_requested_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_executions.cancel_requested_at IS 'Asks who runs it to stop; it ends as cancelled.';

--
-- Name: cancel_workflow_execution(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.cancel_workflow_execution(p_execution_id uuid) RETURNS public.workflow_executions
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_execution public.workflow_executions;
begin
  select e.* into v_execution
  from public.workflow_executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  perform private.require_role(v_execution.tenant_id, 'MEMBER');
  if v_execution.status not in ('pending', 'running') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;
  if v_execution.status = 'pending' then
    update public.workflow_executions set status = 'cancelled', cancel_requested_at = now()
    where id = v_execution.id
    returning * into v_execution;
  elsif v_execution.cancel_requested_at is null then
    update public.workflow_executions set cancel_requested_at = now()
    where id = v_execution.id
    returning * into v_execution;
  end if;
  return v_execution;
end
$$;

--
-- Name: change_member_role(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.change_member_role(p_user_id uuid, p_role public.tenant_role) RETURNS public.user_roles
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_role public.user_roles;
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  update public.user_roles set role = p_role
  where tenant_id = v_tenant_id and user_id = p_user_id
  returning * into v_role;
  if not found then
    raise sqlstate 'PT404' using message = 'This user is not a member of the tenant.';
  end if;
  return v_role;
end
$$;

--
-- Name: thresholds_fit(numeric[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.thresholds_fit(p_thresholds numeric[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select
    cardinality(p_thresholds) <= 10
    and not exists (
      select from unnest(p_thresholds) as t (value) where t.value is null or t.value not between 0.001 and 10
    )
    and p_thresholds = array(select distinct t.value from unnest(p_thresholds) as t (value) order by t.value)
$$;

--
-- Name: FUNCTION thresholds_fit(p_thresholds numeric[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.thresholds_fit(p_thresholds numeric[]) IS 'At most 10 fractions between 0.001 and 10, ascending, each once.';

--
-- Name: budgets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.budgets (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    name text NOT NULL,
    user_id uuid,
    prompt_id uuid,
    workflow_id uuid,
    period public.budget_period NOT NULL,
    limit_usd numeric(20,12) NOT NULL,
    kind public.budget_kind DEFAULT 'HARD'::public.budget_kind NOT NULL,
    thresholds numeric[] DEFAULT '{0.8,1}'::numeric[] NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT budgets_limit_not_negative CHECK ((limit_usd >= (0)::numeric)),
    CONSTRAINT budgets_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 200))),
    CONSTRAINT budgets_narrowed_to_one_thing CHECK ((num_nonnulls(user_id, prompt_id, workflow_id) <= 1)),
    CONSTRAINT budgets_thresholds_are_ascending_fractions CHECK (private.thresholds_fit(thresholds))
);
ALTER TABLE ONLY public.budgets ALTER COLUMN name SET STATISTICS 0;

ALTER TABLE ONLY public.budgets FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE budgets; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.budgets IS 'What a tenant allows itself to spend in a day or a month: all of it, or one user, prompt or workflow.';

--
-- Name: COLUMN budgets.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.user_id IS 'Counts only what this user spends.';

--
-- Name: COLUMN budgets.prompt_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.prompt_id IS 'Counts only what this prompt spends.';

--
-- Name: COLUMN budgets.workflow_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.workflow_id IS 'Counts only what this workflow spends.';

--
-- Name: COLUMN budgets.limit_usd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.limit_usd IS 'US dollars a period. 0 lets nothing run that costs. Ask for limit_usd::text: JSON numbers are floats.';

--
-- Name: COLUMN budgets.thresholds; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.thresholds IS 'Fractions of the limit: when spending reaches one, a row appears in budget_alerts.';

--
-- Name: COLUMN budgets.is_active; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.is_active IS 'False: neither counts nor refuses. Counted anew when it is true again.';

--
-- Name: COLUMN budgets.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budgets.deleted_at IS 'Soft delete by delete_budget, undone by restore_budget.';

--
-- Name: charge_budget(public.budgets, text, timestamp with time zone, integer[], numeric[], numeric[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.charge_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_slots integer[], p_costs_usd numeric[], p_from_holds_usd numeric[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if cardinality(p_slots) = 1
    and private.charge_slot(p_budget, p_period_start, p_slots[1], p_costs_usd[1], p_from_holds_usd[1])
  then
    return;
  end if;
  if not exists (
    select from private.budget_slots as s
    where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = 0
  ) then
    if p_period_start < private.period_start(p_budget.period, p_time_zone, clock_timestamp()) then
      return;  -- a period that is counted no longer
    end if;
    perform private.open_budget_period(p_budget, p_time_zone, p_period_start);
  end if;
  perform private.lock_budget_slots(p_budget.id, p_period_start);
  update private.budget_slots as s
  set spent_usd = s.spent_usd + c.cost_usd, held_usd = s.held_usd - c.from_hold_usd
  from (
    select u.slot, sum(u.cost_usd) as cost_usd, sum(u.from_hold_usd) as from_hold_usd
    from unnest(p_slots, p_costs_usd, p_from_holds_usd) as u (slot, cost_usd, from_hold_usd)
    group by u.slot
  ) as c
  where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = c.slot;
  perform private.deal_budget(p_budget, p_period_start);
end
$$;

--
-- Name: FUNCTION charge_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_slots integer[], p_costs_usd numeric[], p_from_holds_usd numeric[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.charge_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_slots integer[], p_costs_usd numeric[], p_from_holds_usd numeric[]) IS 'Charges what executions spent to the slots of their holds. Nothing for a period whose slots are gone.';

--
-- Name: charge_budgets(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.charge_budgets() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_charge record;
begin
  perform pg_advisory_xact_lock_shared(private.budget_lock(t.tenant_id))
  from (select distinct w.tenant_id from written as w order by w.tenant_id) as t;
  if not exists (
    select from public.budgets as b
    where b.tenant_id = any(array(select w.tenant_id from written as w)) and b.is_active and b.deleted_at is null
  ) then
    return null;
  end if;

  for v_charge in
    with spent as (
      select
        b.id as budget_id, t.time_zone, w.reference_id,
        private.period_start(b.period, t.time_zone, coalesce(w.reference_created_at, w.created_at)) as period_start,
        sum(coalesce(w.cost_usd, 0)) as cost_usd
      from written as w
      join public.tenants as t on t.id = w.tenant_id
      join public.budgets as b on b.tenant_id = w.tenant_id and b.is_active and b.deleted_at is null
        and (b.user_id is null or b.user_id = w.user_id)
        and (b.prompt_id is null or b.prompt_id = w.prompt_id)
        and (b.workflow_id is null or b.workflow_id = w.workflow_id)
      group by 1, 2, 3, 4
    ),

    covered as (
      select
        s.*, coalesce(h.slot, pg_backend_pid() % 16)::integer as slot,
        least(greatest(s.cost_usd, 0), coalesce(h.held_usd, 0)) as from_hold_usd
      from spent as s
      left join private.budget_holds as h
        on h.execution_id = s.reference_id and h.budget_id = s.budget_id and h.period_start = s.period_start
    )

    select
      c.budget_id, c.time_zone, c.period_start, array_agg(c.reference_id) as reference_ids, array_agg(c.slot) as slots,
      array_agg(c.cost_usd) as costs_usd, array_agg(c.from_hold_usd) as from_holds_usd
    from covered as c
    group by c.budget_id, c.time_zone, c.period_start
    order by c.budget_id, c.period_start
  loop
    perform private.charge_budget(
      b, v_charge.time_zone, v_charge.period_start, v_charge.slots, v_charge.costs_usd, v_charge.from_holds_usd
    )
    from public.budgets as b
    where b.id = v_charge.budget_id;
    update private.budget_holds as h
    set held_usd = h.held_usd - u.from_hold_usd
    from unnest(v_charge.reference_ids, v_charge.from_holds_usd) as u (execution_id, from_hold_usd)
    where h.execution_id = u.execution_id and h.budget_id = v_charge.budget_id and u.from_hold_usd > 0;
  end loop;
  return null;
end
$$;

--
-- Name: FUNCTION charge_budgets(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.charge_budgets() IS 'Charges every new row of the ledger to each budget that it falls under: out of what is held for its execution first, and in the period in which that began.';

--
-- Name: charge_slot(public.budgets, timestamp with time zone, integer, numeric, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.charge_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_slot integer, p_cost_usd numeric, p_from_hold_usd numeric) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_bears boolean;
begin
  update private.budget_slots as s
  set spent_usd = s.spent_usd + p_cost_usd, held_usd = s.held_usd - p_from_hold_usd
  where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = p_slot
  returning
    coalesce(s.spent_usd <= s.quiet_usd, true)
    and (p_budget.kind <> 'HARD' or p_cost_usd <= p_from_hold_usd or s.spent_usd + s.held_usd <= s.allowance_usd)
  into v_bears;
  if not v_bears then
    raise sqlstate 'FO001';
  end if;
  return v_bears;
exception
  when sqlstate 'FO001' then
    return false;
end
$$;

--
-- Name: FUNCTION charge_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_slot integer, p_cost_usd numeric, p_from_hold_usd numeric); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.charge_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_slot integer, p_cost_usd numeric, p_from_hold_usd numeric) IS 'Charges one slot, turning so much of its holds into spending. False, and nothing done, when the slot alone cannot tell what follows: a threshold may be reached, or more was spent than was held. Null when there is no such slot.';

--
-- Name: check_time_zone(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.check_time_zone() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  -- Asking the whole list takes a moment, but Postgres would also believe abbreviations and made-up offsets.
  if new.time_zone <> 'UTC' and not exists (select from pg_timezone_names as z where z.name = new.time_zone) then
    raise sqlstate 'PT400' using message = format('There is no time zone %s.', new.time_zone);
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION check_time_zone(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.check_time_zone() IS 'time_zone is a name that Postgres knows.';

--
-- Name: agent_results; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agent_results (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    agent_type text NOT NULL,
    status public.agent_result_status DEFAULT 'pending'::public.agent_result_status NOT NULL,
    input_data jsonb,
    output_data jsonb,
    score numeric,
    insights jsonb,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    error_message text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT agent_results_agent_type_is_words_with_hyphens CHECK (((agent_type ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (char_length(agent_type) <= 100))),
    CONSTRAINT agent_results_completed_after_started CHECK ((completed_at >= started_at)),
    CONSTRAINT agent_results_completed_has_output CHECK (((status <> 'completed'::public.agent_result_status) OR (output_data IS NOT NULL))),
    CONSTRAINT agent_results_error_message_fits CHECK (((char_length(error_message) >= 1) AND (char_length(error_message) <= 10000))),
    CONSTRAINT agent_results_error_message_means_failed CHECK (((error_message IS NOT NULL) = (status = 'failed'::public.agent_result_status))),
    CONSTRAINT agent_results_input_data_is_object_of_1_mb CHECK (private.json_fits(input_data, 'object'::text, 1048576)),
    CONSTRAINT agent_results_insights_fit_64_kb CHECK (private.json_fits(insights, 'any'::text, 65536)),
    CONSTRAINT agent_results_output_data_fits_1_mb CHECK (private.json_fits(output_data, 'any'::text, 1048576)),
    CONSTRAINT agent_results_score_between_0_and_100 CHECK (((score >= (0)::numeric) AND (score <= (100)::numeric))),
    CONSTRAINT agent_results_score_has_at_most_2_decimals CHECK ((scale(score) <= 2)),
    CONSTRAINT agent_results_score_means_completed CHECK (((score IS NULL) OR (status = 'completed'::public.agent_result_status))),
    CONSTRAINT agent_results_status_matches_timestamps CHECK ((((status = 'pending'::public.agent_result_status) AND (started_at IS NULL) AND (completed_at IS NULL)) OR ((status = 'running'::public.agent_result_status) AND (started_at IS NOT NULL) AND (completed_at IS NULL)) OR ((status = ANY (ARRAY['completed'::public.agent_result_status, 'failed'::public.agent_result_status])) AND (started_at IS NOT NULL) AND (completed_at IS NOT NULL))))
);
ALTER TABLE ONLY public.agent_results ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.agent_results ALTER COLUMN agent_type SET STATISTICS 0;
ALTER TABLE ONLY public.agent_results ALTER COLUMN error_message SET STATISTICS 0;

ALTER TABLE ONLY public.agent_results FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE agent_results; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.agent_results IS 'What one agent found about an idea. Written by the agents; clients read.';

--
-- Name: COLUMN agent_results.agent_type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_results.agent_type IS 'market-research, competitive-analysis, customer-research, financial-analysis, technical-feasibility; agents may be added to an open evaluation.';

--
-- Name: COLUMN agent_results.input_data; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_results.input_data IS 'What the agent is given: the idea''s title and description as they were submitted.';

--
-- Name: COLUMN agent_results.output_data; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_results.output_data IS 'What the agent answered, in a shape of its own.';

--
-- Name: COLUMN agent_results.score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_results.score IS '0 to 100, at most two decimals. An agent that only reports gives none.';

--
-- Name: COLUMN agent_results.insights; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_results.insights IS 'What it found and recommends; goes into the evaluation''s results.';

--
-- Name: claim_agent_results(integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.claim_agent_results(p_limit integer) RETURNS SETOF public.agent_results
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: copy_agent(uuid, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.copy_agent(p_agent_id uuid, p_name text) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.writable_tenant_id();
  v_agent public.agents;
begin
  select a.* into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.deleted_at is null and (a.is_public or a.tenant_id = any(private.my_tenant_ids()));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  return private.duplicate_agent(v_agent, v_tenant_id, p_name);
end
$$;

--
-- Name: copy_plan_to_profile(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.copy_plan_to_profile() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  update public.users set plan = new.plan where id = new.personal_user_id;
  return null;
end
$$;

--
-- Name: FUNCTION copy_plan_to_profile(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.copy_plan_to_profile() IS 'users.plan shows the plan of the personal tenant.';

--
-- Name: copy_steps(public.workflows, public.workflows); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.copy_steps(p_source public.workflows, p_target public.workflows) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents;
  v_copies jsonb := jsonb_build_object();
begin
  -- Agents that are neither the target's own nor official are copied along, those that may be: once each.
  if p_source.tenant_id <> p_target.tenant_id then
    for v_agent in
      select a.*
      from public.agents as a
      where (a.tenant_id, a.id) in (
        select s.agent_tenant_id, s.agent_id from public.workflow_steps as s
        where s.tenant_id = p_source.tenant_id and s.workflow_id = p_source.id and s.deleted_at is null
      )
        and a.deleted_at is null and a.tenant_id not in (p_target.tenant_id, private.official_tenant_id())
        and (a.is_public or a.tenant_id = any(private.my_tenant_ids()))
      order by a.name, a.id
    loop
      v_copies := v_copies || jsonb_build_object(
        v_agent.id, (private.duplicate_agent(v_agent, p_target.tenant_id, null)).id
      );
    end loop;
  end if;
  insert into public.workflow_steps (
    tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on,
    retry_count, retry_delay_ms, timeout_ms, on_error
  )
  select
    p_target.tenant_id, p_target.id, coalesce((v_copies ->> a.id::text)::uuid, a.id), s.step_key, s.step_name,
    s.step_type, s.position, s.config, s.inputs, s.outputs, s.depends_on, s.retry_count, s.retry_delay_ms, s.timeout_ms,
    s.on_error
  from public.workflow_steps as s
  -- A deleted or private agent stays behind: activation says which step lacks one.
  left join public.agents as a
    on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id and a.deleted_at is null
    and (a.tenant_id in (p_target.tenant_id, private.official_tenant_id()) or v_copies ? a.id::text)
  where s.tenant_id = p_source.tenant_id and s.workflow_id = p_source.id and s.deleted_at is null
  order by s.position, s.step_key;
end
$$;

--
-- Name: FUNCTION copy_steps(p_source public.workflows, p_target public.workflows); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.copy_steps(p_source public.workflows, p_target public.workflows) IS 'The live steps of one workflow for another, which is a new draft.';

--
-- Name: copy_workflow(uuid, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.copy_workflow(p_workflow_id uuid, p_name text) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.writable_tenant_id();
  v_workflow public.workflows;
  v_new public.workflows;
begin
  select w.* into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.deleted_at is null and (w.is_public or w.tenant_id = any(private.my_tenant_ids()));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  insert into public.workflows (
    tenant_id, user_id, name, description, definition, trigger_config, schedule_cron, schedule_timezone, tags
  )
  values (
    v_tenant_id, auth.uid(), coalesce(p_name, v_workflow.name), v_workflow.description, v_workflow.definition,
    v_workflow.trigger_config, v_workflow.schedule_cron, v_workflow.schedule_timezone, v_workflow.tags
  )
  returning * into v_new;
  perform private.copy_steps(v_workflow, v_new);
  return v_new;
end
$$;

--
-- Name: cost_summary(timestamp with time zone, timestamp with time zone, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) RETURNS TABLE(key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  if p_group_by is null or p_group_by not in ('day', 'model', 'provider', 'prompt', 'user', 'purpose', 'outcome') then
    raise sqlstate 'PT400' using message =
      'p_group_by is one of day, model, provider, prompt, user, purpose, outcome.';
  end if;
  return query
  with summed as (
    select
      -- Days are cut here, and written out once they are few.
      case when p_group_by = 'day' then date_bin('1 day', c.created_at, '2000-01-01 00:00+00') end as day,
      case p_group_by
        when 'model' then c.model
        when 'provider' then c.provider
        when 'prompt' then c.prompt_id::text
        when 'user' then c.user_id::text
        when 'purpose' then c.purpose::text
        when 'outcome' then c.outcome::text
      end as group_key,
      count(*) as calls,
      sum(c.input_tokens)::bigint as input_tokens,
      sum(c.output_tokens)::bigint as output_tokens,
      coalesce(sum(c.cost_usd), 0) as cost_usd,
      count(*) filter (where c.is_estimate) as estimated_calls
    from public.cost_tracking as c
    where c.tenant_id = v_tenant_id and c.created_at >= p_from and c.created_at < p_to
    group by day, group_key
  )

  select
    coalesce(to_char(s.day at time zone 'UTC', 'YYYY-MM-DD'), s.group_key) as written_key,
    s.calls, s.input_tokens, s.output_tokens, s.cost_usd, s.estimated_calls
  from summed as s
  order by written_key;
end
$$;

--
-- Name: FUNCTION cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'The ledger of the current tenant from p_from up to p_to, summed by one column.';

--
-- Name: count_agent_execution(uuid, uuid, text, bigint); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_agent_execution(p_tenant_id uuid, p_agent_id uuid, p_event text, p_duration_ms bigint DEFAULT NULL::bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if p_event not in ('started', 'completed', 'failed', 'cancelled') then
    raise sqlstate 'PT400' using message = 'p_event is one of started, completed, failed, cancelled.';
  end if;
  if p_event = 'cancelled' and p_duration_ms is null then
    return;
  end if;
  update public.agents
  set
    total_executions = total_executions + (p_event = 'started')::integer,
    successful_executions = successful_executions + (p_event = 'completed')::integer,
    failed_executions = failed_executions + (p_event = 'failed')::integer,
    timed_executions = timed_executions + (p_duration_ms is not null)::integer,
    total_execution_time_ms = total_execution_time_ms + coalesce(p_duration_ms, 0)
  where tenant_id = p_tenant_id and id = p_agent_id and tenant_id <> private.official_tenant_id();
end
$$;

--
-- Name: FUNCTION count_agent_execution(p_tenant_id uuid, p_agent_id uuid, p_event text, p_duration_ms bigint); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_agent_execution(p_tenant_id uuid, p_agent_id uuid, p_event text, p_duration_ms bigint) IS 'Called by the triggers of whatever executes agents: started when an execution is made, then once completed, failed or cancelled, with its milliseconds. p_tenant_id is the agent''s. Official agents are not counted.';

--
-- Name: count_budget(public.budgets); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_budget(p_budget public.budgets) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_time_zone text;
  v_start timestamptz;
  v_spent numeric;
  v_held numeric;
begin
  delete from private.budget_slots as s where s.budget_id = p_budget.id;
  if not p_budget.is_active or p_budget.deleted_at is not null then
    delete from private.budget_holds as h where h.budget_id = p_budget.id;
    return;
  end if;
  select t.time_zone into v_time_zone from public.tenants as t where t.id = p_budget.tenant_id;
  v_start := private.period_start(p_budget.period, v_time_zone, clock_timestamp());

  -- The period before, too: an execution that began just before midnight may ask for its hold just after.
  foreach v_start in array array[private.period_before(p_budget.period, v_time_zone, v_start), v_start] loop
    select coalesce(sum(c.cost_usd), 0) into v_spent
    from public.cost_tracking as c
    where c.tenant_id = p_budget.tenant_id and c.created_at >= v_start
      and private.period_start(p_budget.period, v_time_zone, coalesce(c.reference_created_at, c.created_at)) = v_start
      and (p_budget.user_id is null or c.user_id = p_budget.user_id)
      and (p_budget.prompt_id is null or c.prompt_id = p_budget.prompt_id)
      and (p_budget.workflow_id is null or c.workflow_id = p_budget.workflow_id);

    with held as (
      insert into private.budget_holds as h (execution_id, budget_id, period_start, slot, held_usd)
      select
        e.id, p_budget.id, v_start, 0,
        coalesce(
          (select max(o.held_usd) from private.budget_holds as o where o.execution_id = e.id),
          (private.running_bound(e) ->> 'usd')::numeric, 0
        )
      from public.executions as e
      where e.tenant_id = p_budget.tenant_id and e.status = 'RUNNING'
        and private.period_start(p_budget.period, v_time_zone, e.created_at) = v_start
        and (p_budget.user_id is null or e.user_id = p_budget.user_id)
        and (p_budget.prompt_id is null or e.prompt_id = p_budget.prompt_id)
        and p_budget.workflow_id is null
      on conflict (execution_id, budget_id) do update
      set period_start = excluded.period_start, slot = 0
      returning h.held_usd
    )

    select coalesce(sum(h.held_usd), 0) into v_held from held as h;
    perform private.open_budget_period(p_budget, v_time_zone, v_start, v_spent, v_held);
  end loop;
  -- What runs since earlier periods is charged to them, and they are counted no longer.
  delete from private.budget_holds as h
  where h.budget_id = p_budget.id
    and not exists (
      select from private.budget_slots as s where s.budget_id = h.budget_id and s.period_start = h.period_start
    );
end
$$;

--
-- Name: FUNCTION count_budget(p_budget public.budgets); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_budget(p_budget public.budgets) IS 'With the tenant''s lock alone: counts a budget''s present period and the one before from the ledger and the running executions. What runs without a hold is taken in with its bound.';

--
-- Name: count_changed_ratings(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_changed_ratings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- @plpgsql_check_options: newtable = new_rows, oldtable = old_rows
  perform from public.templates as t
  where t.id in (select o.template_id from old_rows as o)
  order by t.id
  for no key update;
  update public.templates as t
  set rating_total = t.rating_total + c.total
  from (
    select o.template_id, sum(n.rating - o.rating) as total
    from new_rows as n
    join old_rows as o on o.id = n.id
    group by o.template_id
  ) as c
  where t.id = c.template_id;
  return null;
end
$$;

--
-- Name: FUNCTION count_changed_ratings(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_changed_ratings() IS 'rating_average follows the ratings.';

--
-- Name: count_ended_workflow_executions(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_ended_workflow_executions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- @plpgsql_check_options: newtable = new_rows, oldtable = old_rows
  perform from public.workflows as w
  where (w.tenant_id, w.id) in (
    select n.tenant_id, n.workflow_id
    from new_rows as n
    join old_rows as o on o.id = n.id
    where o.status <> n.status and (n.duration_ms is not null or n.status in ('completed', 'failed', 'timeout'))
  )
  order by w.id
  for no key update;
  if not found then
    return null;
  end if;
  update public.workflows as w
  set
    successful_executions = w.successful_executions + c.successful,
    failed_executions = w.failed_executions + c.failed,
    timed_executions = w.timed_executions + c.timed,
    total_execution_time_ms = w.total_execution_time_ms + c.time_ms
  from (
    select
      n.tenant_id, n.workflow_id,
      count(*) filter (where n.status = 'completed') as successful,
      count(*) filter (where n.status in ('failed', 'timeout')) as failed,
      count(n.duration_ms) as timed,
      coalesce(sum(n.duration_ms), 0) as time_ms
    from new_rows as n
    join old_rows as o on o.id = n.id
    where o.status <> n.status and (n.duration_ms is not null or n.status in ('completed', 'failed', 'timeout'))
    group by n.tenant_id, n.workflow_id
  ) as c
  where w.tenant_id = c.tenant_id and w.id = c.workflow_id;
  return null;
end
$$;

--
-- Name: FUNCTION count_ended_workflow_executions(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_ended_workflow_executions() IS 'Counts an execution''s outcome when it ends: the only time at which it locks its workflow.';

--
-- Name: count_executed_steps(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_executed_steps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- @plpgsql_check_options: newtable = new_rows
  perform from public.agents as a
  where (a.tenant_id, a.id) in (
    select s.tenant_id, s.agent_id
    from new_rows as n
    join public.workflow_steps as s on s.tenant_id = n.tenant_id and s.id = n.workflow_step_id
    where n.step_status in ('completed', 'failed') and s.agent_tenant_id = s.tenant_id
  )
  order by a.id
  for no key update;
  if not found then
    return null;
  end if;
  update public.agents as a
  set
    total_executions = a.total_executions + c.total,
    successful_executions = a.successful_executions + c.successful,
    failed_executions = a.failed_executions + c.total - c.successful,
    timed_executions = a.timed_executions + c.timed,
    total_execution_time_ms = a.total_execution_time_ms + c.time_ms
  from (
    select
      s.tenant_id, s.agent_id, count(*) as total,
      count(*) filter (where n.step_status = 'completed') as successful,
      count(n.step_duration_ms) as timed,
      coalesce(sum(n.step_duration_ms), 0) as time_ms
    from new_rows as n
    join public.workflow_steps as s on s.tenant_id = n.tenant_id and s.id = n.workflow_step_id
    where n.step_status in ('completed', 'failed') and s.agent_tenant_id = s.tenant_id
    group by s.tenant_id, s.agent_id
  ) as c
  where a.tenant_id = c.tenant_id and a.id = c.agent_id and a.tenant_id <> private.official_tenant_id();
  return null;
end
$$;

--
-- Name: FUNCTION count_executed_steps(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_executed_steps() IS 'A log line that says that a step completed or failed counts as one execution of the step''s agent.';

--
-- Name: count_execution_of_agent(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_execution_of_agent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'INSERT' then
    perform private.count_agent_execution(new.agent_tenant_id, new.agent_id, 'started');
  else
    perform private.count_agent_execution(
      new.agent_tenant_id, new.agent_id, lower(new.status::text),
      -- At most what an average of 32 bits holds: three weeks.
      case
        when new.status <> 'CANCELLED'
          then least(extract(epoch from new.completed_at - new.started_at) * 1000, 2147483647)::bigint
      end
    );
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION count_execution_of_agent(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_execution_of_agent() IS 'Counts a run for its agent when it is made and when it ends; what was cancelled says nothing about the time it takes.';

--
-- Name: count_new_ratings(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_new_ratings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- @plpgsql_check_options: newtable = new_rows
  perform from public.templates as t
  where t.id in (select n.template_id from new_rows as n)
  order by t.id
  for no key update;
  update public.templates as t
  set rating_total = t.rating_total + c.total, rating_count = t.rating_count + c.number
  from (
    select n.template_id, sum(n.rating) as total, count(*) as number from new_rows as n group by n.template_id
  ) as c
  where t.id = c.template_id;
  return null;
end
$$;

--
-- Name: FUNCTION count_new_ratings(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_new_ratings() IS 'rating_count and rating_average follow the ratings.';

--
-- Name: count_new_workflow_executions(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_new_workflow_executions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- @plpgsql_check_options: newtable = new_rows
  -- In the order of ids, so that two statements about several workflows do not wait for each other for ever.
  perform from public.workflows as w
  where (w.tenant_id, w.id) in (select n.tenant_id, n.workflow_id from new_rows as n)
  order by w.id
  for no key update;
  update public.workflows as w
  set
    total_executions = w.total_executions + c.total,
    successful_executions = w.successful_executions + c.successful,
    failed_executions = w.failed_executions + c.failed,
    timed_executions = w.timed_executions + c.timed,
    total_execution_time_ms = w.total_execution_time_ms + c.time_ms,
    last_execution_at = greatest(w.last_execution_at, c.last_at)
  from (
    select
      n.tenant_id, n.workflow_id, count(*) as total,
      count(*) filter (where n.status = 'completed') as successful,
      count(*) filter (where n.status in ('failed', 'timeout')) as failed,
      count(n.duration_ms) as timed,
      coalesce(sum(n.duration_ms), 0) as time_ms,
      max(n.created_at) as last_at
    from new_rows as n
    group by n.tenant_id, n.workflow_id
  ) as c
  where w.tenant_id = c.tenant_id and w.id = c.workflow_id;
  return null;
end
$$;

--
-- Name: FUNCTION count_new_workflow_executions(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_new_workflow_executions() IS 'The counters of workflows follow their executions.';

--
-- Name: count_removed_ratings(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.count_removed_ratings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- @plpgsql_check_options: oldtable = old_rows
  perform from public.templates as t
  where t.id in (select o.template_id from old_rows as o)
  order by t.id
  for no key update;
  update public.templates as t
  set rating_total = t.rating_total - c.total, rating_count = t.rating_count - c.number
  from (
    select o.template_id, sum(o.rating) as total, count(*) as number from old_rows as o group by o.template_id
  ) as c
  where t.id = c.template_id;
  return null;
end
$$;

--
-- Name: FUNCTION count_removed_ratings(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.count_removed_ratings() IS 'rating_count and rating_average follow the ratings.';

--
-- Name: create_profile(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.create_profile() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform private.adopt_account(new);
  return null;
end
$$;

--
-- Name: FUNCTION create_profile(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.create_profile() IS 'After a sign-up: adopts the account.';

--
-- Name: specification_projects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.specification_projects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    owner_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    description text,
    current_phase public.specification_phase DEFAULT 'REQUIREMENTS'::public.specification_phase NOT NULL,
    status public.project_status DEFAULT 'ACTIVE'::public.project_status NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT specification_projects_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT specification_projects_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 200))),
    CONSTRAINT specification_projects_settings_is_small_object CHECK (private.json_fits(settings, 'object'::text, 16384))
);
ALTER TABLE ONLY public.specification_projects ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.specification_projects ALTER COLUMN description SET STATISTICS 0;

ALTER TABLE ONLY public.specification_projects FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE specification_projects; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.specification_projects IS 'A specification on its way through the phases. Seen by its owner, its active team and the ADMINs of the tenant.';

--
-- Name: COLUMN specification_projects.owner_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.specification_projects.owner_id IS 'Who made it; hand_over_project gives it to another member.';

--
-- Name: COLUMN specification_projects.current_phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.specification_projects.current_phase IS 'Moved by transition_phase.';

--
-- Name: COLUMN specification_projects.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.specification_projects.deleted_at IS 'Soft delete by delete_project, undone by restore_project; all that belongs to the project is hidden with it.';

--
-- Name: create_project(text, text, uuid[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.create_project(p_name text, p_description text, p_team_member_ids uuid[]) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: tenants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    plan public.user_plan DEFAULT 'FREE'::public.user_plan NOT NULL,
    personal_user_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    CONSTRAINT tenants_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 200))),
    CONSTRAINT tenants_official_tenant_stays CHECK (((id <> private.official_tenant_id()) OR ((deleted_at IS NULL) AND (personal_user_id IS NULL))))
);
ALTER TABLE ONLY public.tenants ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.tenants ALTER COLUMN time_zone SET STATISTICS 0;

ALTER TABLE ONLY public.tenants FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE tenants; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.tenants IS 'An organisation, or one user''s personal space. Soft-deleted; only private.purge_tenant erases one.';

--
-- Name: COLUMN tenants.plan; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tenants.plan IS 'Limits spending and keys. Changed by operators only.';

--
-- Name: COLUMN tenants.personal_user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tenants.personal_user_id IS 'Whose personal tenant this is; null for shared ones. Its owner stays ADMIN.';

--
-- Name: COLUMN tenants.time_zone; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tenants.time_zone IS 'A name of the IANA time zone database: where the days and months of budgets begin.';

--
-- Name: create_tenant(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.create_tenant(p_name text) RETURNS public.tenants
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant public.tenants;
begin
  if not exists (select from public.users as u where u.id = auth.uid() and u.is_active) then
    raise sqlstate 'PT403' using message = 'Only an active user can create a tenant.';
  end if;
  insert into public.tenants (name) values (p_name) returning * into v_tenant;
  insert into public.user_roles (tenant_id, user_id, role) values (v_tenant.id, auth.uid(), 'ADMIN');
  return v_tenant;
end
$$;

--
-- Name: cron_field(text, integer, integer, text[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.cron_field(p_field text, p_minimum integer, p_maximum integer, p_names text[]) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $_$
declare
  v_values integer[] := array[]::integer[];
  v_term text;
  v_parts text[];
  v_from integer;
  v_to integer;
  v_step integer;
begin
  foreach v_term in array string_to_array(p_field, ',') loop
    v_parts := regexp_match(v_term, '^(\*|[0-9]{1,4}|[A-Z]{3})(?:-([0-9]{1,4}|[A-Z]{3}))?(?:/([0-9]{1,4}))?$');
    if v_parts is null or (v_parts[1] = '*' and v_parts[2] is not null) then
      return null;
    end if;
    v_step := coalesce(v_parts[3]::integer, 1);
    if v_parts[1] = '*' then
      v_from := p_minimum;
      v_to := p_maximum;
    else
      v_from := case
        when v_parts[1] ~ '^[0-9]' then v_parts[1]::integer else p_minimum + array_position(p_names, v_parts[1]) - 1
      end;
      v_to := case
        when v_parts[2] is null then v_from
        when v_parts[2] ~ '^[0-9]' then v_parts[2]::integer
        else p_minimum + array_position(p_names, v_parts[2]) - 1
      end;
    end if;
    if v_step < 1 or not coalesce(v_from >= p_minimum and v_from <= v_to and v_to <= p_maximum, false) then
      return null;
    end if;
    -- One value with a step goes on to the end of the range.
    if v_from = v_to and v_parts[3] is not null then
      v_to := p_maximum;
    end if;
    v_values := v_values || array(select n from generate_series(v_from, v_to, v_step) as n);
  end loop;
  return v_values;
end
$_$;

--
-- Name: FUNCTION cron_field(p_field text, p_minimum integer, p_maximum integer, p_names text[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.cron_field(p_field text, p_minimum integer, p_maximum integer, p_names text[]) IS 'The values that one field of a cron expression names, or null when it is malformed.';

--
-- Name: date_ledger_row(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.date_ledger_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  new.reference_created_at := (
    select e.created_at
    from public.executions as e
    where e.id = new.reference_id and e.tenant_id = new.tenant_id
  );
  return new;
end
$$;

--
-- Name: FUNCTION date_ledger_row(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.date_ledger_row() IS 'A ledger row of a prompt execution knows when that was created.';

--
-- Name: deactivate_agent(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.deactivate_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'MEMBER');
begin
  if v_agent.status <> 'active' then
    raise sqlstate 'PT409' using message = format('The agent is %s, not active.', v_agent.status);
  end if;
  perform private.refuse_agent_in_use(array[v_agent.id]);
  update public.agents set status = 'inactive' where id = v_agent.id returning * into v_agent;
  perform private.stop_deployments(v_agent.tenant_id, array[v_agent.id], null);
  return v_agent;
end
$$;

--
-- Name: deactivate_workflow(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.deactivate_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
begin
  if v_workflow.status <> 'active' then
    raise sqlstate 'PT409' using message = format('The workflow is %s, not active.', v_workflow.status);
  end if;
  update public.workflows set status = 'inactive' where id = v_workflow.id returning * into v_workflow;
  perform private.stop_deployments(v_workflow.tenant_id, array[v_workflow.id], null);
  return v_workflow;
end
$$;

--
-- Name: deal_budget(public.budgets, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.deal_budget(p_budget public.budgets, p_period_start timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_spent numeric;
  v_held numeric;
  v_next numeric;
begin
  select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
  from private.budget_slots as s
  where s.budget_id = p_budget.id and s.period_start = p_period_start;

  insert into public.budget_alerts (tenant_id, budget_id, period_start, threshold, limit_usd, spent_usd)
  select p_budget.tenant_id, p_budget.id, p_period_start, t.threshold, p_budget.limit_usd, v_spent
  from unnest(p_budget.thresholds) as t (threshold)
  where v_spent >= greatest(t.threshold * p_budget.limit_usd, 1e-12)
    -- Not for what was over when the budget was made.
    and p_period_start + ('1 ' || p_budget.period::text)::interval > p_budget.created_at
  on conflict do nothing;

  select min(greatest(t.threshold * p_budget.limit_usd, 1e-12)) into v_next
  from unnest(p_budget.thresholds) as t (threshold)
  where greatest(t.threshold * p_budget.limit_usd, 1e-12) > v_spent;

  update private.budget_slots as s
  set
    allowance_usd = s.spent_usd + s.held_usd + trunc(greatest(p_budget.limit_usd - v_spent - v_held, 0) / 16, 12),
    -- One step below the threshold, for reaching it is what is told.
    quiet_usd = s.spent_usd + trunc(greatest(v_next - v_spent - 1e-12, 0) / 16, 12)
  where s.budget_id = p_budget.id and s.period_start = p_period_start;
end
$$;

--
-- Name: FUNCTION deal_budget(p_budget public.budgets, p_period_start timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.deal_budget(p_budget public.budgets, p_period_start timestamp with time zone) IS 'With all slots locked: writes the alerts that are due, and deals what is left evenly to the slots.';

--
-- Name: delete_agent(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents := private.lock_agent(p_agent_id, 'VIEWER');
  v_ids uuid[];
begin
  perform private.require_owner_or_admin(v_agent.tenant_id, v_agent.user_id);
  -- With the first version go the others: a version's parent is live.
  v_ids := array(
    select a.id from public.agents as a
    where a.tenant_id = v_agent.tenant_id and (a.id = v_agent.id or a.parent_id = v_agent.id) and a.deleted_at is null
    order by a.id
    for no key update
  );
  perform private.refuse_agent_in_use(v_ids);
  perform private.stop_deployments(v_agent.tenant_id, v_ids, now());
  update public.agents set deleted_at = now() where id = any(v_ids);
  select a.* into v_agent from public.agents as a where a.id = v_agent.id;
  return v_agent;
end
$$;

--
-- Name: artifacts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.artifacts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    venture_id uuid NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    type public.artifact_type NOT NULL,
    content jsonb NOT NULL,
    metadata jsonb,
    version integer DEFAULT 1 NOT NULL,
    updated_by uuid DEFAULT auth.uid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT artifacts_content_fits CHECK (private.json_fits(content, 'any'::text, 1048576)),
    CONSTRAINT artifacts_metadata_is_small_object CHECK (private.json_fits(metadata, 'object'::text, 65536)),
    CONSTRAINT artifacts_version_starts_at_one CHECK ((version >= 1))
);
ALTER TABLE ONLY public.artifacts ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.artifacts FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE artifacts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.artifacts IS 'What agents and members made: the newest version. A change of content makes the next version by itself.';

--
-- Name: COLUMN artifacts.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifacts.user_id IS 'Who made it: may delete it, as an ADMIN may.';

--
-- Name: COLUMN artifacts.content; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifacts.content IS 'Any JSON, at most 1 MB.';

--
-- Name: COLUMN artifacts.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifacts.version IS 'Grows by one with every change of content. A PATCH filtered by the version one has read changes nothing newer.';

--
-- Name: COLUMN artifacts.updated_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifacts.updated_by IS 'Who wrote this version: the caller. The service names the member for whom it writes.';

--
-- Name: COLUMN artifacts.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifacts.deleted_at IS 'Soft delete by delete_artifact or with the venture.';

--
-- Name: delete_artifact(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_artifact(p_artifact_id uuid) RETURNS public.artifacts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_artifact public.artifacts;
begin
  select t.* into v_artifact
  from public.artifacts as t
  where t.id = p_artifact_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such artifact.';
  end if;
  perform private.require_author_or_admin(v_artifact.tenant_id, v_artifact.user_id);
  update public.artifacts set deleted_at = now() where id = v_artifact.id returning * into v_artifact;
  return v_artifact;
end
$$;

--
-- Name: delete_budget(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_budget(p_budget_id uuid) RETURNS public.budgets
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_budget public.budgets;
begin
  select b.* into v_budget
  from public.budgets as b
  where b.id = p_budget_id and b.tenant_id = any(private.my_tenant_ids()) and b.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such budget.';
  end if;
  perform private.require_role(v_budget.tenant_id, 'ADMIN');
  update public.budgets set deleted_at = now() where id = p_budget_id returning * into v_budget;
  return v_budget;
end
$$;

--
-- Name: deployments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deployments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    description text,
    workflow_id uuid,
    agent_id uuid,
    environment public.environment_tier DEFAULT 'production'::public.environment_tier NOT NULL,
    status public.deployment_status DEFAULT 'stopped'::public.deployment_status NOT NULL,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    environment_variable_names text[] DEFAULT '{}'::text[] NOT NULL,
    endpoint_url text,
    allocated_memory_mb integer DEFAULT 512 NOT NULL,
    allocated_cpu_shares integer DEFAULT 1024 NOT NULL,
    deployed_at timestamp with time zone,
    last_health_check_at timestamp with time zone,
    health_status public.health_status DEFAULT 'unknown'::public.health_status NOT NULL,
    total_requests integer DEFAULT 0 NOT NULL,
    total_errors integer DEFAULT 0 NOT NULL,
    avg_response_time_ms integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT deployments_config_is_object_of_100_kb CHECK (private.json_fits(config, 'object'::text, 102400)),
    CONSTRAINT deployments_counters_add_up CHECK ((((total_errors >= 0) AND (total_errors <= total_requests)) AND (avg_response_time_ms >= 0))),
    CONSTRAINT deployments_cpu_shares_are_2_to_262144 CHECK (((allocated_cpu_shares >= 2) AND (allocated_cpu_shares <= 262144))),
    CONSTRAINT deployments_deploy_either_a_workflow_or_an_agent CHECK ((num_nonnulls(workflow_id, agent_id) = 1)),
    CONSTRAINT deployments_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT deployments_endpoint_url_is_http CHECK (((endpoint_url ~ '^https?://[^\s/?#]+\S*$'::text) AND (char_length(endpoint_url) <= 2048))),
    CONSTRAINT deployments_memory_is_at_most_64_gb CHECK (((allocated_memory_mb >= 16) AND (allocated_memory_mb <= 65536))),
    CONSTRAINT deployments_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 255)))
);
ALTER TABLE ONLY public.deployments ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.deployments ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.deployments ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE ONLY public.deployments ALTER COLUMN environment_variable_names SET STATISTICS 0;
ALTER TABLE ONLY public.deployments ALTER COLUMN endpoint_url SET STATISTICS 0;

ALTER TABLE ONLY public.deployments FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE deployments; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.deployments IS 'A workflow or an agent in service, in one environment.';

--
-- Name: COLUMN deployments.environment_variable_names; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.deployments.environment_variable_names IS 'What is set; the values are in private.deployment_secrets, and nobody but the service reads them.';

--
-- Name: COLUMN deployments.allocated_cpu_shares; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.deployments.allocated_cpu_shares IS 'As of containers: 1024 is one CPU.';

--
-- Name: COLUMN deployments.deployed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.deployments.deployed_at IS 'When it last began to run.';

--
-- Name: COLUMN deployments.total_requests; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.deployments.total_requests IS 'Counted by the service, as are the errors and the mean time.';

--
-- Name: COLUMN deployments.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.deployments.deleted_at IS 'Soft delete by delete_deployment or with its target, undone by restore_deployment.';

--
-- Name: delete_deployment(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'VIEWER');
begin
  perform private.require_owner_or_admin(v_deployment.tenant_id, v_deployment.user_id);
  perform private.stop_deployments(v_deployment.tenant_id, array[v_deployment.id], now());
  select d.* into v_deployment from public.deployments as d where d.id = v_deployment.id;
  return v_deployment;
end
$$;

--
-- Name: business_ideas; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.business_ideas (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    status public.idea_status DEFAULT 'draft'::public.idea_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT business_ideas_description_has_50_to_5000_characters CHECK (((char_length(description) >= 50) AND (char_length(description) <= 5000))),
    CONSTRAINT business_ideas_text_is_trimmed CHECK (((title = private.trimmed(title)) AND (description = private.trimmed(description)))),
    CONSTRAINT business_ideas_title_fits CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);
ALTER TABLE ONLY public.business_ideas ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE ONLY public.business_ideas ALTER COLUMN description SET STATISTICS 0;

ALTER TABLE ONLY public.business_ideas FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE business_ideas; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.business_ideas IS 'Ideas to be evaluated. Their text rests while an evaluation is open.';

--
-- Name: COLUMN business_ideas.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.business_ideas.user_id IS 'Whose idea it is: may delete it with role MEMBER.';

--
-- Name: COLUMN business_ideas.title; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.business_ideas.title IS 'White space around it is cut off when it is written.';

--
-- Name: COLUMN business_ideas.description; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.business_ideas.description IS '50 to 5,000 characters, counted without the white space around it, which is cut off when it is written.';

--
-- Name: COLUMN business_ideas.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.business_ideas.status IS 'Follows the latest evaluation.';

--
-- Name: COLUMN business_ideas.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.business_ideas.deleted_at IS 'Soft delete by delete_idea, undone by restore_idea.';

--
-- Name: delete_idea(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_idea(p_idea_id uuid) RETURNS public.business_ideas
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: personas; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.personas (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    venture_id uuid NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    occupation text,
    summary text,
    goals text[] DEFAULT '{}'::text[] NOT NULL,
    frustrations text[] DEFAULT '{}'::text[] NOT NULL,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    evidence_tier public.evidence_tier DEFAULT 'E0'::public.evidence_tier NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT personas_attributes_is_small_object CHECK (private.json_fits(attributes, 'object'::text, 65536)),
    CONSTRAINT personas_frustrations_are_few_and_short CHECK (private.tags_fit(frustrations)),
    CONSTRAINT personas_goals_are_few_and_short CHECK (private.tags_fit(goals)),
    CONSTRAINT personas_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 100))),
    CONSTRAINT personas_occupation_fits CHECK ((char_length(occupation) <= 200)),
    CONSTRAINT personas_summary_fits CHECK ((char_length(summary) <= 5000))
);
ALTER TABLE ONLY public.personas ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.personas ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.personas ALTER COLUMN occupation SET STATISTICS 0;
ALTER TABLE ONLY public.personas ALTER COLUMN summary SET STATISTICS 0;
ALTER TABLE ONLY public.personas ALTER COLUMN goals SET STATISTICS 0;
ALTER TABLE ONLY public.personas ALTER COLUMN frustrations SET STATISTICS 0;

ALTER TABLE ONLY public.personas FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE personas; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.personas IS 'Whom a venture is for.';

--
-- Name: COLUMN personas.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.personas.user_id IS 'Who wrote it: may delete it, as an ADMIN may.';

--
-- Name: COLUMN personas.attributes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.personas.attributes IS 'Whatever else describes the persona: context, tools, quotes. At most 64 kB.';

--
-- Name: COLUMN personas.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.personas.deleted_at IS 'Soft delete by delete_persona or with the venture.';

--
-- Name: delete_persona(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_persona(p_persona_id uuid) RETURNS public.personas
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_persona public.personas;
begin
  select t.* into v_persona
  from public.personas as t
  where t.id = p_persona_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such persona.';
  end if;
  perform private.require_author_or_admin(v_persona.tenant_id, v_persona.user_id);
  update public.personas set deleted_at = now() where id = v_persona.id returning * into v_persona;
  return v_persona;
end
$$;

--
-- Name: delete_project(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_project(p_project_id uuid) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: delete_prompt(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_prompt(p_prompt_id uuid) RETURNS public.prompts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'ADMIN');
begin
  update public.prompts set deleted_at = now() where id = v_prompt.id returning * into v_prompt;
  return v_prompt;
end
$$;

--
-- Name: requirements; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.requirements (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    venture_id uuid NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    description text NOT NULL,
    evidence_tier public.evidence_tier DEFAULT 'E0'::public.evidence_tier NOT NULL,
    evidence_url text,
    is_critical boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT requirements_critical_are_researched CHECK (((NOT is_critical) OR (evidence_tier >= 'E2'::public.evidence_tier))),
    CONSTRAINT requirements_description_fits CHECK (((private.trimmed(description) <> ''::text) AND (char_length(description) <= 20000))),
    CONSTRAINT requirements_evidence_url_is_web_address CHECK (((evidence_url ~* '^https?://[^\s/?#]+([/?#]\S*)?$'::text) AND (char_length(evidence_url) <= 500)))
);
ALTER TABLE ONLY public.requirements ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.requirements ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE ONLY public.requirements ALTER COLUMN evidence_url SET STATISTICS 0;

ALTER TABLE ONLY public.requirements FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE requirements; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.requirements IS 'What a venture must do, and how well that is known.';

--
-- Name: COLUMN requirements.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.requirements.user_id IS 'Who wrote it: may delete it, as an ADMIN may.';

--
-- Name: COLUMN requirements.evidence_tier; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.requirements.evidence_tier IS 'E2 or better for a critical one. E4 only while the venture is in DEPLOY: production proves it, nothing else.';

--
-- Name: COLUMN requirements.evidence_url; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.requirements.evidence_url IS 'Where the evidence is: http or https, at most 500 characters.';

--
-- Name: COLUMN requirements.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.requirements.deleted_at IS 'Soft delete by delete_requirement or with the venture.';

--
-- Name: delete_requirement(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_requirement(p_requirement_id uuid) RETURNS public.requirements
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_requirement public.requirements;
begin
  select t.* into v_requirement
  from public.requirements as t
  where t.id = p_requirement_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such requirement.';
  end if;
  perform private.require_author_or_admin(v_requirement.tenant_id, v_requirement.user_id);
  update public.requirements set deleted_at = now() where id = v_requirement.id returning * into v_requirement;
  return v_requirement;
end
$$;

--
-- Name: template_data_is_usable(public.template_type, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.template_data_is_usable(p_type public.template_type, p_data jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select case
    when jsonb_typeof(p_data) <> 'object' then false
    when p_type = 'agent' then coalesce((p_data ->> 'type') in ('code', 'api', 'llm', 'data', 'workflow'), false)
    when p_type = 'step' then private.step_is_well_formed(p_data)
    when coalesce(jsonb_typeof(p_data -> 'steps'), '') <> 'array' then false
    else (
      select
        count(*) between 1 and 200 and bool_and(private.step_is_well_formed(s.step))
        and count(*) = count(distinct s.step ->> 'step_key')
      from jsonb_array_elements(p_data -> 'steps') as s (step)
    )
  end
$$;

--
-- Name: FUNCTION template_data_is_usable(p_type public.template_type, p_data jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.template_data_is_usable(p_type public.template_type, p_data jsonb) IS 'agent: an object with a type of agent. step: an object with step_key and step_type. workflow: an object with steps, 1 to 200 of them, each with a key of its own.';

--
-- Name: templates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.templates (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid(),
    name text NOT NULL,
    description text,
    category text NOT NULL,
    type public.template_type NOT NULL,
    template_data jsonb NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    is_official boolean DEFAULT false NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    usage_count integer DEFAULT 0 NOT NULL,
    rating_total integer DEFAULT 0 NOT NULL,
    rating_count integer DEFAULT 0 NOT NULL,
    rating_average numeric(3,2) GENERATED ALWAYS AS (COALESCE(round(((rating_total)::numeric / (NULLIF(rating_count, 0))::numeric), 2), (0)::numeric)) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT templates_category_fits CHECK (((private.trimmed(category) <> ''::text) AND (char_length(category) <= 100))),
    CONSTRAINT templates_counters_not_negative CHECK (((usage_count >= 0) AND (rating_count >= 0))),
    CONSTRAINT templates_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT templates_have_a_user_unless_official CHECK (((user_id IS NOT NULL) OR (tenant_id = private.official_tenant_id()))),
    CONSTRAINT templates_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 255))),
    CONSTRAINT templates_official_ones_are_of_the_official_tenant CHECK (((is_official = (tenant_id = private.official_tenant_id())) AND (is_public OR (NOT is_official)))),
    CONSTRAINT templates_ratings_are_1_to_5 CHECK (((rating_total >= rating_count) AND (rating_total <= (5 * rating_count)))),
    CONSTRAINT templates_tags_are_few_and_short CHECK (private.tags_fit(tags)),
    CONSTRAINT templates_template_data_is_object_of_256_kb CHECK (private.json_fits(template_data, 'object'::text, 262144)),
    CONSTRAINT templates_template_data_is_usable CHECK (private.template_data_is_usable(type, template_data))
);
ALTER TABLE ONLY public.templates ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.templates ALTER COLUMN description SET STATISTICS 0;
ALTER TABLE ONLY public.templates ALTER COLUMN category SET STATISTICS 0;
ALTER TABLE ONLY public.templates ALTER COLUMN tags SET STATISTICS 0;

ALTER TABLE ONLY public.templates FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE templates; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.templates IS 'What agents, workflows and steps are made from by use_template.';

--
-- Name: COLUMN templates.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.user_id IS 'Who made it; null for official templates only.';

--
-- Name: COLUMN templates.template_data; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.template_data IS 'agent: columns of an agent. step: columns of a step, with "agent" (an agent''s columns) or "agent_slug". workflow: columns of a workflow, with "steps".';

--
-- Name: COLUMN templates.is_official; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.is_official IS 'Of the official tenant.';

--
-- Name: COLUMN templates.is_public; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.is_public IS 'Readable, usable and ratable by everybody who has signed in.';

--
-- Name: COLUMN templates.usage_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.usage_count IS 'Calls of use_template.';

--
-- Name: COLUMN templates.rating_total; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.rating_total IS 'Sum of the ratings: rating_average is rating_total / rating_count.';

--
-- Name: COLUMN templates.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.templates.deleted_at IS 'Soft delete by delete_template, undone by restore_template.';

--
-- Name: delete_template(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_template(p_template_id uuid) RETURNS public.templates
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_template public.templates := private.lock_template(p_template_id, false);
begin
  update public.templates set deleted_at = now() where id = v_template.id returning * into v_template;
  return v_template;
end
$$;

--
-- Name: delete_tenant(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_tenant(p_tenant_id uuid) RETURNS public.tenants
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant public.tenants;
begin
  perform private.require_role(p_tenant_id, 'ADMIN');
  update public.tenants set deleted_at = now()
  where id = p_tenant_id and personal_user_id is null
  returning * into v_tenant;
  if not found then
    raise sqlstate 'PT409' using message = 'A personal tenant lives as long as its account.';
  end if;
  return v_tenant;
end
$$;

--
-- Name: user_stories; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_stories (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    venture_id uuid NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    title text NOT NULL,
    description text,
    priority public.story_priority NOT NULL,
    evidence_tier public.evidence_tier DEFAULT 'E0'::public.evidence_tier NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT user_stories_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT user_stories_title_fits CHECK (((private.trimmed(title) <> ''::text) AND (char_length(title) <= 200)))
);
ALTER TABLE ONLY public.user_stories ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.user_stories ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE ONLY public.user_stories ALTER COLUMN description SET STATISTICS 0;

ALTER TABLE ONLY public.user_stories FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE user_stories; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.user_stories IS 'What users want of a venture.';

--
-- Name: COLUMN user_stories.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.user_stories.user_id IS 'Who wrote it: may delete it, as an ADMIN may.';

--
-- Name: COLUMN user_stories.description; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.user_stories.description IS 'As a … I want … so that …, and when it is accepted.';

--
-- Name: COLUMN user_stories.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.user_stories.deleted_at IS 'Soft delete by delete_user_story or with the venture.';

--
-- Name: delete_user_story(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_user_story(p_user_story_id uuid) RETURNS public.user_stories
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_story public.user_stories;
begin
  select t.* into v_story
  from public.user_stories as t
  where t.id = p_user_story_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such story.';
  end if;
  perform private.require_author_or_admin(v_story.tenant_id, v_story.user_id);
  update public.user_stories set deleted_at = now() where id = v_story.id returning * into v_story;
  return v_story;
end
$$;

--
-- Name: delete_venture(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_venture(p_venture_id uuid) RETURNS public.ventures
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_venture public.ventures := private.lock_venture(p_venture_id);
  v_execution public.agent_executions;
begin
  perform private.require_author_or_admin(v_venture.tenant_id, v_venture.user_id);
  update public.ventures set deleted_at = now() where id = v_venture.id returning * into v_venture;
  update public.user_stories set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  update public.personas set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  update public.requirements set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  update public.artifacts set deleted_at = v_venture.deleted_at
  where tenant_id = v_venture.tenant_id and venture_id = v_venture.id and deleted_at is null;
  for v_execution in
    select e.*
    from public.agent_executions as e
    where e.tenant_id = v_venture.tenant_id and e.venture_id = v_venture.id and e.status in ('PENDING', 'RUNNING')
    order by e.id
    for no key update
  loop
    perform private.stop_agent_execution(v_execution);
  end loop;
  return v_venture;
end
$$;

--
-- Name: delete_workflow(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'VIEWER');
  v_ids uuid[];
begin
  perform private.require_owner_or_admin(v_workflow.tenant_id, v_workflow.user_id);
  -- With the first version go the others: a version's parent is live.
  v_ids := array(
    select w.id from public.workflows as w
    where w.tenant_id = v_workflow.tenant_id and (w.id = v_workflow.id or w.parent_id = v_workflow.id)
      and w.deleted_at is null
    order by w.id
    for no key update
  );
  perform private.hold_workflow_executions(v_workflow.tenant_id, v_ids);
  perform private.hold_steps(v_workflow.tenant_id, v_ids);
  perform private.stop_workflow_executions(v_workflow.tenant_id, v_ids);
  update public.workflow_steps set deleted_at = now()
  where tenant_id = v_workflow.tenant_id and workflow_id = any(v_ids) and deleted_at is null;
  perform private.stop_deployments(v_workflow.tenant_id, v_ids, now());
  update public.workflows set deleted_at = now() where id = any(v_ids);
  select w.* into v_workflow from public.workflows as w where w.id = v_workflow.id;
  return v_workflow;
end
$$;

--
-- Name: workflow_steps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.workflow_steps (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    workflow_id uuid NOT NULL,
    agent_tenant_id uuid,
    agent_id uuid,
    step_key text NOT NULL,
    step_name text NOT NULL,
    step_type public.workflow_step_type NOT NULL,
    "position" integer NOT NULL,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    inputs jsonb DEFAULT '{}'::jsonb NOT NULL,
    outputs jsonb DEFAULT '{}'::jsonb NOT NULL,
    depends_on text[] DEFAULT '{}'::text[] NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay_ms integer DEFAULT 1000 NOT NULL,
    timeout_ms integer DEFAULT 30000 NOT NULL,
    on_error public.error_handling DEFAULT 'fail'::public.error_handling NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT workflow_steps_agent_is_own_or_official CHECK ((((agent_id IS NULL) = (agent_tenant_id IS NULL)) AND ((agent_tenant_id = tenant_id) OR (agent_tenant_id = private.official_tenant_id())))),
    CONSTRAINT workflow_steps_config_is_object_of_100_kb CHECK (private.json_fits(config, 'object'::text, 102400)),
    CONSTRAINT workflow_steps_depend_on_at_most_100_others CHECK (((cardinality(depends_on) <= 100) AND (array_position(depends_on, NULL::text) IS NULL) AND (step_key <> ALL (depends_on)) AND (octet_length(array_to_string(depends_on, ''::text)) <= 10000))),
    CONSTRAINT workflow_steps_inputs_is_object_of_100_kb CHECK (private.json_fits(inputs, 'object'::text, 102400)),
    CONSTRAINT workflow_steps_key_is_an_identifier CHECK ((step_key ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$'::text)),
    CONSTRAINT workflow_steps_name_fits CHECK (((private.trimmed(step_name) <> ''::text) AND (char_length(step_name) <= 255))),
    CONSTRAINT workflow_steps_only_agent_steps_have_an_agent CHECK (((agent_id IS NULL) OR (step_type = 'agent'::public.workflow_step_type))),
    CONSTRAINT workflow_steps_outputs_is_object_of_100_kb CHECK (private.json_fits(outputs, 'object'::text, 102400)),
    CONSTRAINT workflow_steps_position_is_sane CHECK ((("position" >= 0) AND ("position" <= 10000))),
    CONSTRAINT workflow_steps_retry_count_is_at_most_10 CHECK (((retry_count >= 0) AND (retry_count <= 10))),
    CONSTRAINT workflow_steps_retry_delay_is_at_most_an_hour CHECK (((retry_delay_ms >= 0) AND (retry_delay_ms <= 3600000))),
    CONSTRAINT workflow_steps_timeout_is_at_most_a_day CHECK (((timeout_ms >= 1) AND (timeout_ms <= 86400000)))
);
ALTER TABLE ONLY public.workflow_steps ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.workflow_steps ALTER COLUMN step_key SET STATISTICS 0;
ALTER TABLE ONLY public.workflow_steps ALTER COLUMN step_name SET STATISTICS 0;
ALTER TABLE ONLY public.workflow_steps ALTER COLUMN depends_on SET STATISTICS 0;

ALTER TABLE ONLY public.workflow_steps FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE workflow_steps; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.workflow_steps IS 'The steps of a workflow. They stand still while it is active or archived.';

--
-- Name: COLUMN workflow_steps.agent_tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.agent_tenant_id IS 'Whose the agent is, found by a trigger: the own tenant or the official one.';

--
-- Name: COLUMN workflow_steps.step_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.step_key IS 'What depends_on and the inputs of other steps call it; unique among the live steps of the workflow.';

--
-- Name: COLUMN workflow_steps."position"; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps."position" IS 'Order of execution; steps of the same position have none.';

--
-- Name: COLUMN workflow_steps.inputs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.inputs IS 'Where each input comes from.';

--
-- Name: COLUMN workflow_steps.outputs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.outputs IS 'What becomes of each output.';

--
-- Name: COLUMN workflow_steps.depends_on; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.depends_on IS 'Keys of the steps that must have ended before.';

--
-- Name: COLUMN workflow_steps.is_public; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.is_public IS 'Follows the workflow, so that the policy need not look there.';

--
-- Name: COLUMN workflow_steps.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_steps.deleted_at IS 'Soft delete by delete_workflow_step or with the workflow; logs keep pointing at it.';

--
-- Name: delete_workflow_step(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_workflow_step(p_step_id uuid) RETURNS public.workflow_steps
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_step public.workflow_steps := private.lock_step(p_step_id, false);
begin
  update public.workflow_steps set deleted_at = now() where id = v_step.id returning * into v_step;
  return v_step;
end
$$;

--
-- Name: delete_workflows_with_tenant(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.delete_workflows_with_tenant() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow_ids uuid[];
begin
  if new.deleted_at is not null then
    -- Executions first, for who ends one has locked it before its workflow; then as activation locks; deployments last,
    -- as when their target is deleted or stops.
    v_workflow_ids := array(select w.id from public.workflows as w where w.tenant_id = new.id and w.deleted_at is null);
    perform from public.workflow_executions as e
    where e.tenant_id = new.id and e.workflow_id = any(v_workflow_ids) and e.status in ('pending', 'running')
    order by e.id
    for no key update;
    perform private.stop_workflow_executions(new.id, v_workflow_ids);
    update public.workflows set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    update public.workflow_steps set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    update public.agents set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    update public.templates set deleted_at = new.deleted_at where tenant_id = new.id and deleted_at is null;
    perform private.stop_deployments(
      new.id, array(select d.id from public.deployments as d where d.tenant_id = new.id), new.deleted_at
    );
  else
    update public.agents set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.workflows set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.workflow_steps set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.templates set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
    update public.deployments set deleted_at = null where tenant_id = new.id and deleted_at = old.deleted_at;
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION delete_workflows_with_tenant(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.delete_workflows_with_tenant() IS 'The rows of a deleted tenant go and come back with it: the public ones would stay in everybody''s sight.';

--
-- Name: deleted_ventures(integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.deleted_ventures(p_limit integer, p_offset integer) RETURNS SETOF public.ventures
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'MEMBER');
  return query
  select v.*
  from public.ventures as v
  where v.tenant_id = v_tenant_id and v.deleted_at is not null
  order by v.deleted_at desc, v.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: deployment_environment(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.deployment_environment(p_deployment_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_environment jsonb;
begin
  select jsonb_build_object(
    'deployment_id', d.id, 'environment_vars', coalesce(s.environment_vars, '{}'),
    'api_key_hash', encode(s.api_key_hash, 'hex')
  ) into v_environment
  from public.deployments as d
  left join private.deployment_secrets as s on s.deployment_id = d.id
  where d.id = p_deployment_id and d.deleted_at is null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deployment.';
  end if;
  return v_environment;
end
$$;

--
-- Name: duplicate_agent(public.agents, uuid, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.duplicate_agent(p_agent public.agents, p_tenant_id uuid, p_name text) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_new public.agents;
begin
  insert into public.agents (
    tenant_id, user_id, name, description, purpose, type, phase, config, capabilities, parameters, prompt_template,
    input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags
  )
  values (
    p_tenant_id, auth.uid(), coalesce(p_name, p_agent.name), p_agent.description, p_agent.purpose, p_agent.type,
    p_agent.phase, p_agent.config, p_agent.capabilities, p_agent.parameters, p_agent.prompt_template,
    p_agent.input_schema, p_agent.output_schema, p_agent.max_execution_time, p_agent.max_memory_mb,
    p_agent.max_concurrent_executions, p_agent.tags
  )
  returning * into v_new;
  return v_new;
end
$$;

--
-- Name: FUNCTION duplicate_agent(p_agent public.agents, p_tenant_id uuid, p_name text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.duplicate_agent(p_agent public.agents, p_tenant_id uuid, p_name text) IS 'A first version of the tenant''s own, the caller''s, like that agent.';

--
-- Name: end_team_memberships(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.end_team_memberships() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- A purge takes the teams along, and writes nothing down any more.
  if not exists (select from private.purged_tenants as p where p.tenant_id = old.tenant_id) then
    update public.team_members set status = 'REMOVED'
    where user_id = old.user_id and tenant_id = old.tenant_id and status = 'ACTIVE';
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION end_team_memberships(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.end_team_memberships() IS 'Fired when somebody leaves a tenant: they leave its teams, too.';

--
-- Name: environment_is_well_formed(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.environment_is_well_formed(p_variables jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
  select
    case
      when jsonb_typeof(p_variables) <> 'object' then false
      else (
        select
          count(*) <= 100
          and coalesce(bool_and(v.name ~ '^[A-Za-z_][A-Za-z0-9_]{0,99}$' and jsonb_typeof(v.value) = 'string'), true)
        from jsonb_each(p_variables) as v (name, value)
      )
    end
$_$;

--
-- Name: FUNCTION environment_is_well_formed(p_variables jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.environment_is_well_formed(p_variables jsonb) IS 'At most 100 variables, each an identifier with a string.';

--
-- Name: erase_audit_payload(uuid[], uuid, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.erase_audit_payload(p_audit_log_ids uuid[], p_operator_id uuid, p_reason text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant record;
  v_record_id uuid;
  v_erased integer := 0;
begin
  if not exists (select from private.operators as o where o.user_id = p_operator_id) then
    raise sqlstate 'PT403' using message = 'Only an operator erases what audit rows say.';
  end if;
  if coalesce(private.trimmed(p_reason), '') = '' or char_length(p_reason) > 500 then
    raise sqlstate 'PT400' using message = 'Say in at most 500 characters why: p_reason.';
  end if;
  for v_tenant in
    select a.tenant_id, array_agg(a.id order by a.id) as ids
    from public.audit_logs as a
    where a.id = any(p_audit_log_ids)
      and not exists (select from private.audit_erasures as e where e.audit_log_id = a.id)
    group by a.tenant_id
    order by a.tenant_id
  loop
    insert into public.audit_logs (tenant_id, user_id, action, resource_type, changes)
    values (
      v_tenant.tenant_id, p_operator_id, 'ERASE', 'audit_log',
      jsonb_build_object('after', jsonb_build_object('audit_log_ids', v_tenant.ids, 'reason', p_reason))
    )
    returning id into v_record_id;
    -- Only what is sealed is erased: its digest stays in the chain.
    perform pg_advisory_xact_lock(private.audit_lock(v_tenant.tenant_id));
    perform private.seal_tenant_audit(v_tenant.tenant_id, 2147483647);

    insert into private.audit_erasures (audit_log_id, tenant_id, erased_by, record_id)
    select i.id, v_tenant.tenant_id, p_operator_id, v_record_id
    from unnest(v_tenant.ids) as i (id);
    update public.audit_logs
    set user_id = null, resource_id = null, changes = '{}', metadata = '{}', ip_address = null, user_agent = null
    where id = any(v_tenant.ids);
    update private.audit_chain set salt = null where audit_log_id = any(v_tenant.ids);
    v_erased := v_erased + cardinality(v_tenant.ids);
  end loop;
  return v_erased;
end
$$;

--
-- Name: FUNCTION erase_audit_payload(p_audit_log_ids uuid[], p_operator_id uuid, p_reason text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.erase_audit_payload(p_audit_log_ids uuid[], p_operator_id uuid, p_reason text) IS 'On a lawful request: what these audit rows say, and their salts, are gone for good; action, kind and time stay, and so does the digest in the chain. An audit row says which and why, and for whom stays out of it. Granted to nobody: run by the owner of the database.';

--
-- Name: erase_profile(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.erase_profile() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  update public.users
  set
    email = null, name = null, avatar_url = null, preferences = '{}', is_active = false,
    email_verified = false, email_verified_at = null, last_login_at = null, deleted_at = now()
  where id = old.id;
  delete from public.user_roles where user_id = old.id;
  delete from private.operators where user_id = old.id;
  update public.invitations set revoked_at = now()
  where created_by = old.id and accepted_at is null and revoked_at is null;
  update public.tenants set name = 'Deleted', deleted_at = coalesce(deleted_at, now())
  where personal_user_id = old.id;
  return null;
end
$$;

--
-- Name: FUNCTION erase_profile(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.erase_profile() IS 'After an account is deleted: the profile stays as an anonymous row, memberships end, the personal tenant is soft-deleted.';

--
-- Name: erased_audit_row(public.audit_logs); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.erased_audit_row(p_row public.audit_logs) RETURNS public.audit_logs
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  p_row.user_id := null;
  p_row.resource_id := null;
  p_row.changes := '{}';
  p_row.metadata := '{}';
  p_row.ip_address := null;
  p_row.user_agent := null;
  return p_row;
end
$$;

--
-- Name: FUNCTION erased_audit_row(p_row public.audit_logs); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.erased_audit_row(p_row public.audit_logs) IS 'What an erasure leaves of an audit row.';

--
-- Name: estimate_id(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.estimate_id(p_lease_id uuid) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$ select md5(p_lease_id::text || ' estimate')::uuid $$;

--
-- Name: FUNCTION estimate_id(p_lease_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.estimate_id(p_lease_id uuid) IS 'The id of the ledger row that says what the worker with this lease may have spent, where it never said.';

--
-- Name: evaluation_results(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.evaluation_results(p_evaluation_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION evaluation_results(p_evaluation_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.evaluation_results(p_evaluation_id uuid) IS 'What the agents of an evaluation found, taken together.';

--
-- Name: execution_bound(text, jsonb, jsonb, jsonb, jsonb, text, text, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.execution_bound(p_template text, p_variables jsonb, p_inputs jsonb, p_validations jsonb, p_parameters jsonb, p_model text, p_fallback_model text, p_asking jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
  v_defaults jsonb := private.asking_defaults() || coalesce(p_asking, '{}');
  v_tokens bigint := private.whole_number(p_parameters -> 'max_tokens', v_defaults -> 'max_tokens', 1, 32768);
  v_tries bigint := 1 + private.whole_number(p_parameters -> 'max_retries', v_defaults -> 'max_retries', 0, 5);
  v_repairs bigint := private.whole_number(p_parameters -> 'max_repairs', v_defaults -> 'max_repairs', 0, 3);
  v_input bigint;
  v_inputs bigint;
  v_model text;
  v_prices jsonb := jsonb_build_object();
  v_price jsonb;
  v_usd numeric := 0;
begin
  -- No tokenizer makes more tokens than there are bytes. What a template repeats is not foreseen here: the worker,
  -- which knows what it sends, has the hold raised before it asks.
  v_input := octet_length(p_template) + octet_length(p_inputs::text) + 64
    + coalesce((
      select sum(octet_length(v.variable ->> 'defaultValue')) from jsonb_array_elements(p_variables) as v (variable)
    ), 0)
    + coalesce((
      -- The only schema is sent along.
      select case when count(*) = 1 then max(octet_length(v.validation ->> 'config')) end
      from jsonb_array_elements(p_validations) as v (validation)
      where v.validation ->> 'type' = 'SCHEMA'
    ), 0);
  -- Each repair sends all that went before: the answers, and what was wrong with them.
  v_inputs := (v_repairs + 1) * v_input + (v_tokens + 1024) * v_repairs * (v_repairs + 1) / 2;

  if p_model is null then
    return jsonb_build_object('unknown', 'the worker''s default model');
  end if;
  foreach v_model in array array_remove(array[p_model, nullif(p_fallback_model, p_model)], null) loop
    v_price := private.bound_prices(v_model, p_asking ->> 'list_prices');
    if v_price is null then
      return jsonb_build_object('unknown', v_model);
    end if;
    v_prices := v_prices || jsonb_build_object(v_model, v_price);
    v_usd := v_usd + v_tries * (
      (
        v_inputs * (v_price ->> 'input_usd_per_mtok')::numeric
        + (v_repairs + 1) * v_tokens * (v_price ->> 'output_usd_per_mtok')::numeric
      ) / 1000000
      + (v_repairs + 1) * (v_price ->> 'call_usd')::numeric
    );
  end loop;
  return jsonb_build_object('usd', trim_scale(ceil(v_usd * 1e12) / 1e12)::text, 'prices', v_prices);
end
$$;

--
-- Name: FUNCTION execution_bound(p_template text, p_variables jsonb, p_inputs jsonb, p_validations jsonb, p_parameters jsonb, p_model text, p_fallback_model text, p_asking jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.execution_bound(p_template text, p_variables jsonb, p_inputs jsonb, p_validations jsonb, p_parameters jsonb, p_model text, p_fallback_model text, p_asking jsonb) IS 'What an execution costs at most, with all retries, repairs and the fallback: {"usd", "prices"}, or {"unknown": model} when nobody knows the price of one.';

--
-- Name: execution_metrics(timestamp with time zone, timestamp with time zone, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid) RETURNS TABLE(total bigint, pending bigint, running bigint, completed bigint, failed bigint, cancelled bigint, success_rate numeric, avg_latency_ms numeric, p50_latency_ms double precision, p95_latency_ms double precision, p99_latency_ms double precision, avg_cost_usd numeric, total_cost_usd numeric, input_tokens bigint, output_tokens bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  with counted as (
    select
      count(*) as total,
      count(*) filter (where e.status = 'PENDING') as pending,
      count(*) filter (where e.status = 'RUNNING') as running,
      count(*) filter (where e.status = 'COMPLETED') as completed,
      count(*) filter (where e.status = 'FAILED') as failed,
      count(*) filter (where e.status = 'CANCELLED') as cancelled,
      avg(e.latency_ms) as avg_latency_ms,
      percentile_cont(array[0.5, 0.95, 0.99]) within group (order by e.latency_ms) as latencies
    from public.executions as e
    where e.tenant_id = v_tenant_id and e.created_at >= p_from and e.created_at < p_to
      and (p_prompt_id is null or e.prompt_id = p_prompt_id)
  ),

  -- From the ledger, so that later adjustments count.
  spent as (
    select
      coalesce(sum(c.cost_usd), 0) as cost_usd,
      coalesce(sum(c.input_tokens), 0)::bigint as input_tokens,
      coalesce(sum(c.output_tokens), 0)::bigint as output_tokens
    from public.cost_tracking as c
    where c.tenant_id = v_tenant_id and c.purpose = 'PROMPT_EXECUTION'
      and c.reference_created_at >= p_from and c.reference_created_at < p_to
      and (
        p_prompt_id is null
        or c.reference_id in (
          select e.id
          from public.executions as e
          where e.tenant_id = v_tenant_id and e.prompt_id = p_prompt_id
            and e.created_at >= p_from and e.created_at < p_to
        )
      )
  )

  select
    n.total, n.pending, n.running, n.completed, n.failed, n.cancelled,
    round(n.completed / nullif(n.completed + n.failed + n.cancelled, 0)::numeric, 4),
    round(n.avg_latency_ms, 1),
    n.latencies[1], n.latencies[2], n.latencies[3],
    round(s.cost_usd / nullif(n.completed + n.failed + n.cancelled, 0), 12),
    s.cost_usd, s.input_tokens, s.output_tokens
  from counted as n
  cross join spent as s;
end
$$;

--
-- Name: execution_package(public.executions, private.pinned_prompt, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.execution_package(p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return jsonb_build_object(
    'execution', jsonb_build_object(
      'id', p_execution.id, 'tenant_id', p_execution.tenant_id, 'user_id', p_execution.user_id,
      'prompt_id', p_execution.prompt_id, 'prompt_version', p_execution.prompt_version, 'status', p_execution.status,
      'priority', p_execution.priority, 'created_at', p_execution.created_at, 'started_at', p_execution.started_at,
      'lease_id', p_execution.lease_id, 'lease_expires_at', p_execution.lease_expires_at
    ),
    'prompt', jsonb_build_object(
      'id', p_prompt.id, 'name', p_prompt.name, 'version', p_prompt.version, 'template', p_prompt.template,
      'variables', p_prompt.variables, 'model', p_prompt.model, 'fallback_model', p_prompt.fallback_model,
      'parameters', p_prompt.parameters
    ),
    'validations', p_prompt.validations,
    'prices', private.prices_in_force(),
    'hold', p_hold
  );
end
$$;

--
-- Name: FUNCTION execution_package(p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.execution_package(p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb) IS 'All that a worker needs to run an execution that was begun, in one answer.';

--
-- Name: execution_record(public.executions); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.execution_record(p_execution public.executions) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return to_jsonb(p_execution) || jsonb_build_object('cost_usd', trim_scale(p_execution.cost_usd)::text);
end
$$;

--
-- Name: FUNCTION execution_record(p_execution public.executions); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.execution_record(p_execution public.executions) IS 'An execution as JSON, its cost as a decimal string.';

--
-- Name: extend_execution_lease(uuid, uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_cancel_requested boolean;
begin
  update public.executions
  set lease_expires_at = now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600))
  where id = p_execution_id and lease_id = p_lease_id and status = 'RUNNING'
  returning cancel_requested_at is not null into v_cancel_requested;
  return jsonb_build_object(
    'held', v_cancel_requested is not null, 'cancel_requested', coalesce(v_cancel_requested, false)
  );
end
$$;

--
-- Name: fill_template_rating(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.fill_template_rating() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if auth.uid() is not null and private.member_role(new.tenant_id, auth.uid()) is null then
    new.template_tenant_id := new.tenant_id;
    return new;
  end if;
  select t.tenant_id into new.template_tenant_id
  from public.templates as t
  where t.id = new.template_id and t.deleted_at is null and (t.is_public or t.tenant_id = new.tenant_id);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such template.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION fill_template_rating(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.fill_template_rating() IS 'What is rated is a live template that is public or the own.';

--
-- Name: fill_workflow_execution_log(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.fill_workflow_execution_log() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_step_key text;
begin
  if new.workflow_step_id is not null then
    select s.step_key into v_step_key
    from public.workflow_steps as s
    join public.workflow_executions as e on e.tenant_id = s.tenant_id and e.workflow_id = s.workflow_id
    where s.tenant_id = new.tenant_id and s.id = new.workflow_step_id and e.id = new.execution_id;
    if not found then
      raise sqlstate 'PT409' using message = 'The step is none of the workflow that is executed.';
    end if;
    new.step_key := coalesce(new.step_key, v_step_key);
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION fill_workflow_execution_log(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.fill_workflow_execution_log() IS 'A line is about a step of the executed workflow, and keeps the key that it had.';

--
-- Name: fill_workflow_step(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.fill_workflow_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow record;
begin
  -- Its keys follow what they point at, whatever the status.
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then
    return new;
  end if;
  -- A stranger is refused by the policy, and learns nothing here before that.
  if auth.uid() is not null and private.member_role(new.tenant_id, auth.uid()) is null then
    new.agent_tenant_id := case when new.agent_id is not null then new.tenant_id end;
    return new;
  end if;

  -- A new step holds off activation, deletion and a change of is_public until it is there. One that is changed must not:
  -- whoever has the workflow waits for the step's row, and is not waited for.
  if tg_op = 'INSERT' then
    perform from public.workflows as w where w.tenant_id = new.tenant_id and w.id = new.workflow_id for share;
  end if;
  select w.status, w.is_public into v_workflow
  from public.workflows as w
  where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  if v_workflow.status in ('active', 'archived') then
    raise sqlstate 'PT409' using message = format(
      'The steps of an %s workflow stand still: %smake a new version.', v_workflow.status,
      case v_workflow.status when 'active' then 'deactivate it or ' else '' end
    );
  end if;
  if tg_op = 'INSERT' then
    new.is_public := v_workflow.is_public;
  end if;

  if new.agent_id is null then
    new.agent_tenant_id := null;
  elsif tg_op = 'INSERT' or new.agent_id is distinct from old.agent_id then
    select a.tenant_id into new.agent_tenant_id
    from public.agents as a
    where a.id = new.agent_id and a.deleted_at is null
      and a.tenant_id in (new.tenant_id, private.official_tenant_id());
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such agent.';
    end if;
  end if;
  if tg_op = 'INSERT' and (
    select count(*) from public.workflow_steps as s
    where s.tenant_id = new.tenant_id and s.workflow_id = new.workflow_id and s.deleted_at is null
  ) >= 200 then
    raise sqlstate 'PT409' using message = 'A workflow has at most 200 steps.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION fill_workflow_step(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.fill_workflow_step() IS 'A step is written while its workflow is a draft or inactive; its agent is a live one of the own or the official tenant; it is as public as the workflow.';

--
-- Name: find_execution_agent(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.find_execution_agent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  select a.tenant_id into new.agent_tenant_id
  from public.agents as a
  where a.id = new.agent_id and a.deleted_at is null
    and a.tenant_id in (new.tenant_id, private.official_tenant_id());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION find_execution_agent(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.find_execution_agent() IS 'Fills in whose agent runs: the tenant''s own or an official one.';

--
-- Name: find_prerequisite(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.find_prerequisite() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION find_prerequisite(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.find_prerequisite() IS 'prerequisite_tenant_id is the own or the official tenant.';

--
-- Name: find_prompt(uuid, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.find_prompt(p_tenant_id uuid, p_prompt text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $_$
declare
  v_id uuid;
begin
  if p_prompt ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select p.id into v_id
    from public.prompts as p
    where p.tenant_id = p_tenant_id and p.id = p_prompt::uuid and p.deleted_at is null;
  end if;
  if v_id is null then
    select p.id into v_id
    from public.prompts as p
    where p.tenant_id = p_tenant_id and p.name = p_prompt and p.deleted_at is null;
  end if;
  return v_id;
end
$_$;

--
-- Name: FUNCTION find_prompt(p_tenant_id uuid, p_prompt text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.find_prompt(p_tenant_id uuid, p_prompt text) IS 'A live prompt of the tenant by its id or its name.';

--
-- Name: follow_agent_result(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.follow_agent_result() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION follow_agent_result(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.follow_agent_result() IS 'The first agent that begins starts the evaluation, the last one that ends ends it.';

--
-- Name: follow_evaluation(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.follow_evaluation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION follow_evaluation(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.follow_evaluation() IS 'The idea is evaluating, then completed; after a failure it is again what it was before it was submitted.';

--
-- Name: forget_budget(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.forget_budget() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  delete from private.budget_slots as s where s.budget_id = old.id;
  delete from private.budget_holds as h where h.budget_id = old.id;
  return null;
end
$$;

--
-- Name: FUNCTION forget_budget(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.forget_budget() IS 'Fired when a budget goes with its tenant.';

--
-- Name: forget_invitation_token(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.forget_invitation_token() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  delete from private.invitation_tokens where invitation_id = new.id;
  return null;
end
$$;

--
-- Name: FUNCTION forget_invitation_token(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.forget_invitation_token() IS 'Fired when an invitation ends: its token works no more.';

--
-- Name: gate_threshold(public.gate_type); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.gate_threshold(p_gate_type public.gate_type) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select case p_gate_type when 'VRC' then 0.76 when 'VCD' then 0.75 when 'DSP' then 0.80 when 'MDP' then 0.85 end
$$;

--
-- Name: FUNCTION gate_threshold(p_gate_type public.gate_type); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.gate_threshold(p_gate_type public.gate_type) IS 'The score from which a gate is passed.';

--
-- Name: guard_agent(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_agent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if new.status <> old.status and not (
    (old.status = 'draft' and new.status in ('active', 'archived'))
    or (old.status = 'active' and new.status in ('inactive', 'archived'))
    or (old.status = 'inactive' and new.status in ('active', 'archived'))
  ) then
    raise sqlstate 'PT409' using message = format('An agent does not go from %s to %s.', old.status, new.status);
  end if;
  -- The first version may go, or get another id: then its key sets or changes parent_id.
  if new.version <> old.version or (
    new.parent_id is not null and new.parent_id is distinct from old.parent_id
    and (old.parent_id is null or exists (select from public.agents as a where a.id = old.parent_id))
  ) then
    raise sqlstate 'PT409' using message = 'An agent keeps its version and its place in the tree.';
  end if;
  -- Counting an execution is no edit.
  if (new.total_executions, new.successful_executions, new.failed_executions, new.timed_executions)
    = (old.total_executions, old.successful_executions, old.failed_executions, old.timed_executions)
  then
    new.updated_at := now();
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_agent(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_agent() IS 'Status moves along its transitions, a version keeps its place; keeps updated_at.';

--
-- Name: guard_agent_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_agent_execution() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'INSERT' then
    if new.status not in ('PENDING', 'RUNNING') then
      raise sqlstate 'PT409' using message = format('An execution does not begin as %s.', new.status);
    end if;
    return new;
  end if;
  if old.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'PENDING' and new.status in ('RUNNING', 'CANCELLED'))
    or (old.status = 'RUNNING' and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  if old.status = 'PENDING' and new.status = 'RUNNING' then
    -- Without a lock: who deletes a venture locks it before its executions, and waits for this one.
    if not exists (
      select from public.ventures as v
      where v.tenant_id = new.tenant_id and v.id = new.venture_id and v.deleted_at is null
    ) then
      raise sqlstate 'PT404' using message = 'There is no such venture.';
    end if;
    if new.started_at = old.started_at then
      new.started_at := now();
    end if;
  end if;
  if new.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    new.completed_at := coalesce(new.completed_at, greatest(now(), new.started_at));
  end if;
  new.updated_at := now();
  return new;
end
$$;

--
-- Name: FUNCTION guard_agent_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_agent_execution() IS 'Status moves along its transitions and brings its timestamp, nothing begins for a deleted venture, a final row is immutable; keeps updated_at.';

--
-- Name: guard_agent_result(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_agent_result() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_agent_result(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_agent_result() IS 'Status moves along its transitions and brings its timestamps, a retry starts empty, a completed row is immutable; keeps updated_at.';

--
-- Name: guard_business_idea(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_business_idea() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_business_idea(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_business_idea() IS 'Cuts white space off; status moves along its transitions, the text rests while an evaluation is open.';

--
-- Name: guard_deployment(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_deployment() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if new.status <> old.status and not (
    (old.status = 'stopped' and new.status = 'starting')
    or (old.status = 'starting' and new.status in ('running', 'stopping', 'failed'))
    or (old.status = 'running' and new.status in ('maintenance', 'stopping', 'failed'))
    or (old.status = 'stopping' and new.status in ('stopped', 'failed'))
    or (old.status = 'failed' and new.status = 'starting')
    or (old.status = 'maintenance' and new.status in ('running', 'stopping', 'failed'))
  ) then
    raise sqlstate 'PT409' using message = format('A deployment does not go from %s to %s.', old.status, new.status);
  end if;
  if (new.workflow_id, new.agent_id) is distinct from (old.workflow_id, old.agent_id)
    and old.status not in ('stopped', 'failed')
  then
    raise sqlstate 'PT409' using message = format('The deployment is %s: stop it, then change its target.', old.status);
  end if;
  if old.status = 'starting' and new.status = 'running' and new.deployed_at is not distinct from old.deployed_at then
    new.deployed_at := now();
  end if;
  new.updated_at := now();
  return new;
end
$$;

--
-- Name: FUNCTION guard_deployment(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_deployment() IS 'Status moves along its transitions, the target changes at rest only; keeps deployed_at and updated_at.';

--
-- Name: guard_divergence_alert(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_divergence_alert() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if old.resolved_at is not null then
    raise sqlstate 'PT409' using message = 'The alert is resolved: that is final.';
  end if;
  if (new.venture_id, new.component, new.expected, new.actual, new.severity, new.detected_at)
    is distinct from (old.venture_id, old.component, old.expected, old.actual, old.severity, old.detected_at)
  then
    raise sqlstate 'PT409' using message = 'An alert is resolved, not rewritten.';
  end if;
  new.updated_at := now();
  return new;
end
$$;

--
-- Name: FUNCTION guard_divergence_alert(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_divergence_alert() IS 'An open alert can be resolved and nothing else; keeps updated_at.';

--
-- Name: guard_document(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_document() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_document(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_document() IS 'Status moves along its transitions, content changes in DRAFT and REVIEW and counts the version, all in ACTIVE projects.';

--
-- Name: guard_evaluation(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_evaluation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_evaluation(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_evaluation() IS 'Status moves along its transitions and agrees with the agents'' results, a final row is immutable; keeps updated_at.';

--
-- Name: guard_evidence(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_evidence() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if not exists (
    select from public.ventures as v
    where v.tenant_id = new.tenant_id and v.id = new.venture_id and v.phase = 'DEPLOY'
  ) then
    raise sqlstate 'PT409' using message = 'Evidence tier E4 is proven in production: the venture is not in DEPLOY.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_evidence(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_evidence() IS 'Fired when a requirement would claim E4.';

--
-- Name: guard_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_execution() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if old.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'PENDING' and new.status in ('RUNNING', 'CANCELLED'))
    or (old.status = 'RUNNING' and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  new.updated_at := now();
  return new;
end
$$;

--
-- Name: FUNCTION guard_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_execution() IS 'Status moves along its transitions, a final row is immutable; keeps updated_at.';

--
-- Name: guard_progress(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_progress() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_progress(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_progress() IS 'Status moves along its transitions; a module opens when its published prerequisites are completed, in whichever tenant, and is complete with all its lessons, which are the module''s own.';

--
-- Name: guard_project(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_project() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_project(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_project() IS 'Status and phase move along their transitions.';

--
-- Name: guard_prompt(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_prompt() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if old.status <> new.status and new.status = 'DRAFT' then
    raise sqlstate 'PT409' using message = format('A prompt does not go from %s to %s.', old.status, new.status);
  end if;
  if new.version < old.version or new.published_version < old.published_version
    or (old.published_version is not null and new.published_version is null)
  then
    raise sqlstate 'PT409' using message = 'Version numbers of a prompt only grow.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_prompt(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_prompt() IS 'Status moves along its transitions, versions only grow.';

--
-- Name: guard_review(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_review() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION guard_review(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_review() IS 'A review is final but for the suggestions that are applied.';

--
-- Name: guard_template(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_template() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  -- Use and ratings are no edit.
  if (new.usage_count, new.rating_total, new.rating_count) = (old.usage_count, old.rating_total, old.rating_count) then
    new.updated_at := now();
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_template(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_template() IS 'Keeps updated_at.';

--
-- Name: guard_venture_phase(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_venture_phase() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_gate public.quality_gates;
begin
  if tg_op = 'INSERT' then
    raise sqlstate 'PT409' using message = 'A venture begins in DISCOVER.';
  end if;
  if new.phase is distinct from (enum_range(old.phase, null))[2] then
    raise sqlstate 'PT409' using message = format('A venture does not go from %s to %s.', old.phase, new.phase);
  end if;
  v_gate := private.latest_gate(old.id, private.phase_gate(old.phase));
  if v_gate.id is null then
    raise sqlstate 'PT409' using message =
      format('Gate %s, which leads out of %s, was never calculated.', private.phase_gate(old.phase), old.phase);
  end if;
  if not v_gate.passed then
    raise sqlstate 'PT409' using message =
      format('Gate %s has not passed: its latest score is %s of %s.', v_gate.gate_type, v_gate.score, v_gate.threshold);
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_venture_phase(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_venture_phase() IS 'Fired when a venture would begin in, or enter, another phase: only the next one is entered, through a passed gate.';

--
-- Name: guard_workflow(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_workflow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if new.status <> old.status and not (
    (old.status = 'draft' and new.status in ('active', 'archived'))
    or (old.status = 'active' and new.status in ('inactive', 'archived'))
    or (old.status = 'inactive' and new.status in ('active', 'archived'))
  ) then
    raise sqlstate 'PT409' using message = format('A workflow does not go from %s to %s.', old.status, new.status);
  end if;
  -- The first version may go, or get another id: then its key sets or changes parent_id.
  if new.version <> old.version or (
    new.parent_id is not null and new.parent_id is distinct from old.parent_id
    and (old.parent_id is null or exists (select from public.workflows as w where w.id = old.parent_id))
  ) then
    raise sqlstate 'PT409' using message = 'A workflow keeps its version and its place in the tree.';
  end if;
  -- Counting an execution is no edit.
  if (new.total_executions, new.successful_executions, new.failed_executions, new.timed_executions)
    = (old.total_executions, old.successful_executions, old.failed_executions, old.timed_executions)
  then
    new.updated_at := now();
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_workflow(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_workflow() IS 'Status moves along its transitions, a version keeps its place; keeps updated_at.';

--
-- Name: guard_workflow_execution(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.guard_workflow_execution() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if old.status in ('completed', 'failed', 'cancelled', 'timeout') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'pending' and new.status in ('running', 'cancelled'))
    or (old.status = 'running' and new.status in ('completed', 'failed', 'cancelled', 'timeout'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  if old.status = 'pending' and new.status = 'running' and not exists (
    select from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
  ) then
    raise sqlstate 'PT409' using message = 'The workflow is deleted: nothing of it begins to run.';
  end if;
  new.updated_at := now();
  if new.status = 'running' then
    new.started_at := coalesce(new.started_at, now());
  elsif new.status <> 'pending' then
    new.completed_at := coalesce(new.completed_at, greatest(now(), new.started_at));
    if old.status = 'running' then
      new.duration_ms := coalesce(
        new.duration_ms,
        least(greatest(extract(epoch from new.completed_at - new.started_at) * 1000, 0), 2147483647)::integer
      );
    else
      new.started_at := coalesce(new.started_at, new.completed_at);
    end if;
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION guard_workflow_execution(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.guard_workflow_execution() IS 'Status moves along its transitions, none of a deleted workflow begins to run, a final row is immutable; fills in the timestamps of the transition and the duration; keeps updated_at.';

--
-- Name: hand_over_project(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hand_over_project(p_project_id uuid, p_user_id uuid) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: hold_for_execution(public.executions, private.pinned_prompt, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_for_execution(p_execution public.executions, p_prompt private.pinned_prompt, p_asking jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_bound jsonb;
begin
  if not exists (
    select from public.budgets as b
    where b.tenant_id = p_execution.tenant_id and b.is_active and b.deleted_at is null
      and (b.user_id is null or b.user_id = p_execution.user_id)
      and (b.prompt_id is null or b.prompt_id = p_prompt.id)
      and b.workflow_id is null
  ) then
    return null;
  end if;
  v_bound := private.execution_bound(
    p_prompt.template, p_prompt.variables, p_execution.inputs, p_prompt.validations, p_prompt.parameters,
    p_prompt.asked_model, p_prompt.fallback_model, p_asking
  );
  perform private.hold_in_budgets(
    p_execution.tenant_id, p_execution.user_id, p_prompt.id, p_execution.id, p_execution.created_at, v_bound
  );
  return v_bound;
end
$$;

--
-- Name: FUNCTION hold_for_execution(p_execution public.executions, p_prompt private.pinned_prompt, p_asking jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_for_execution(p_execution public.executions, p_prompt private.pinned_prompt, p_asking jsonb) IS 'Holds what the execution may cost under every budget that applies to it: the bound, or null when there is no budget. PT402 or PT422 as hold_in_budgets. The budget''s lock is held already.';

--
-- Name: hold_in_budget(public.budgets, text, timestamp with time zone, uuid, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_in_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_execution_id uuid, p_amount_usd numeric) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_slot integer := private.hold_in_slot(p_budget, p_period_start, p_amount_usd);
  v_spent numeric;
  v_held numeric;
begin
  if v_slot is null then
    select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
    from private.budget_slots as s
    where s.budget_id = p_budget.id and s.period_start = p_period_start;
    if v_spent is null then
      perform private.open_budget_period(p_budget, p_time_zone, p_period_start);
    elsif p_budget.kind = 'HARD' and v_spent + v_held + p_amount_usd > p_budget.limit_usd then
      -- What is committed already is too much: whoever is refused here has waited for nobody.
      perform private.refuse_over_budget(p_budget, p_time_zone, p_period_start, p_amount_usd, v_spent, v_held);
    end if;
    perform private.lock_budget_slots(p_budget.id, p_period_start);
    select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
    from private.budget_slots as s
    where s.budget_id = p_budget.id and s.period_start = p_period_start;
    if p_budget.kind = 'HARD' and v_spent + v_held + p_amount_usd > p_budget.limit_usd then
      perform private.refuse_over_budget(p_budget, p_time_zone, p_period_start, p_amount_usd, v_spent, v_held);
    end if;
    v_slot := pg_backend_pid() % 16;
    update private.budget_slots as s
    set held_usd = s.held_usd + p_amount_usd
    where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = v_slot;
    perform private.deal_budget(p_budget, p_period_start);
  end if;

  insert into private.budget_holds (execution_id, budget_id, period_start, slot, held_usd)
  values (p_execution_id, p_budget.id, p_period_start, v_slot, p_amount_usd);
end
$$;

--
-- Name: FUNCTION hold_in_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_execution_id uuid, p_amount_usd numeric); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_in_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_execution_id uuid, p_amount_usd numeric) IS 'Holds the amount for an execution under one budget, or raises PT402 when a hard limit would be passed.';

--
-- Name: hold_in_budgets(uuid, uuid, uuid, uuid, timestamp with time zone, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_in_budgets(p_tenant_id uuid, p_user_id uuid, p_prompt_id uuid, p_execution_id uuid, p_at timestamp with time zone, p_bound jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_budget public.budgets;
  -- Not earlier than this: the tenant's lock is held by now, and the days stay where they are.
  v_time_zone text := (select t.time_zone from public.tenants as t where t.id = p_tenant_id);
begin
  for v_budget in
    select b.*
    from public.budgets as b
    where b.tenant_id = p_tenant_id and b.is_active and b.deleted_at is null
      and (b.user_id is null or b.user_id = p_user_id)
      and (b.prompt_id is null or b.prompt_id = p_prompt_id)
      and b.workflow_id is null
    order by b.id
  loop
    if v_budget.kind = 'HARD' and p_bound ? 'unknown' then
      raise sqlstate 'PT422' using
        message = format(
          'Nobody knows what %s costs, and budget %s is a hard limit.', p_bound ->> 'unknown', v_budget.name
        ),
        detail = jsonb_build_object('code', 'unknown_price', 'model', p_bound ->> 'unknown')::text;
    end if;
    perform private.hold_in_budget(
      v_budget, v_time_zone, private.period_start(v_budget.period, v_time_zone, p_at), p_execution_id,
      coalesce((p_bound ->> 'usd')::numeric, 0)
    );
  end loop;
end
$$;

--
-- Name: FUNCTION hold_in_budgets(p_tenant_id uuid, p_user_id uuid, p_prompt_id uuid, p_execution_id uuid, p_at timestamp with time zone, p_bound jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_in_budgets(p_tenant_id uuid, p_user_id uuid, p_prompt_id uuid, p_execution_id uuid, p_at timestamp with time zone, p_bound jsonb) IS 'Holds the bound of an execution under every budget that applies to it, or raises: PT402 past a hard limit, PT422 when there is one and the price is unknown.';

--
-- Name: hold_in_slot(public.budgets, timestamp with time zone, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_in_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_amount_usd numeric) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  v_slot integer;
begin
  -- One's own slot by the connection's number, so that connections seldom meet; else the next that nobody has.
  select s.slot into v_slot
  from private.budget_slots as s
  where s.budget_id = p_budget.id and s.period_start = p_period_start
    and (p_budget.kind <> 'HARD' or s.allowance_usd - s.spent_usd - s.held_usd >= p_amount_usd)
  order by (s.slot - pg_backend_pid() % 16 + 16) % 16
  limit 1
  for no key update skip locked;
  if not found then
    -- Rows that were locked and then found to be too full are still locked: the exception lets go of them.
    raise sqlstate 'FO001';
  end if;
  update private.budget_slots as s
  set held_usd = s.held_usd + p_amount_usd
  where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = v_slot;
  return v_slot;
exception
  when sqlstate 'FO001' then
    return null;
end
$$;

--
-- Name: FUNCTION hold_in_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_amount_usd numeric); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_in_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_amount_usd numeric) IS 'Holds in one slot whose share bears it, without waiting for anybody: its number, or null when there is none.';

--
-- Name: hold_membership(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_membership(p_tenant_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION hold_membership(p_tenant_id uuid, p_user_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_membership(p_tenant_id uuid, p_user_id uuid) IS 'Raises PT404 for who is no member of the tenant; who is stays one until this transaction ends.';

--
-- Name: hold_steps(uuid, uuid[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_steps(p_tenant_id uuid, p_workflow_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform from public.workflow_steps as s
  where s.tenant_id = p_tenant_id and s.workflow_id = any(p_workflow_ids)
  order by s.id
  for no key update nowait;
exception
  when lock_not_available then
    raise sqlstate 'PT409' using message = 'A step of the workflow is being written just now: try again.';
end
$$;

--
-- Name: FUNCTION hold_steps(p_tenant_id uuid, p_workflow_ids uuid[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_steps(p_tenant_id uuid, p_workflow_ids uuid[]) IS 'Locks the steps of workflows that the caller has locked, deleted ones too. Who writes several at once locks them in another order: to wait for them in turn could be for ever.';

--
-- Name: hold_team_member(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_team_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform private.hold_membership(new.tenant_id, new.user_id);
  return new;
end
$$;

--
-- Name: FUNCTION hold_team_member(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_team_member() IS 'Who is ACTIVE in a team belongs to the tenant.';

--
-- Name: hold_venture(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_venture(p_tenant_id uuid, p_venture_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform from public.ventures as v
  where v.tenant_id = p_tenant_id and v.id = p_venture_id and v.deleted_at is null
  for share;
  if not found then
    raise sqlstate 'PT409' using message = 'Its venture is deleted: restore that first.';
  end if;
end
$$;

--
-- Name: FUNCTION hold_venture(p_tenant_id uuid, p_venture_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_venture(p_tenant_id uuid, p_venture_id uuid) IS 'Keeps a venture from being deleted until the transaction ends.';

--
-- Name: hold_workflow_executions(uuid, uuid[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.hold_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform from public.workflow_executions as e
  where e.tenant_id = p_tenant_id and e.workflow_id = any(p_workflow_ids) and e.status in ('pending', 'running')
  order by e.id
  for no key update nowait;
exception
  when lock_not_available then
    raise sqlstate 'PT409' using message = 'An execution of the workflow is being written just now: try again.';
end
$$;

--
-- Name: FUNCTION hold_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.hold_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]) IS 'Locks what is to be run and what runs of workflows that the caller has locked. Who ends an execution has locked it and waits for its workflow: to wait for them in turn would be for ever.';

--
-- Name: idea_statistics(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.idea_statistics(p_user_id uuid) RETURNS TABLE(ideas bigint, draft bigint, submitted bigint, evaluating bigint, completed bigint, avg_description_length numeric, evaluations bigint, open_evaluations bigint, completed_evaluations bigint, failed_evaluations bigint, avg_score numeric, avg_evaluation_seconds numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

--
-- Name: initial_content(public.specification_phase); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.initial_content(p_phase public.specification_phase) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION initial_content(p_phase public.specification_phase); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.initial_content(p_phase public.specification_phase) IS 'What a document of this phase begins with.';

--
-- Name: invite_member(text, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.invite_member(p_email text, p_role public.tenant_role) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_email text := lower(btrim(p_email));
  v_token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_invitation public.invitations;
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  if exists (
    select from public.user_roles as r join public.users as u on u.id = r.user_id
    where r.tenant_id = v_tenant_id and lower(u.email) = v_email
  ) then
    raise sqlstate 'PT409' using message = 'This address already belongs to a member.';
  end if;

  -- A new invitation replaces a pending one.
  update public.invitations set revoked_at = now()
  where tenant_id = v_tenant_id and email = v_email and accepted_at is null and revoked_at is null;

  insert into public.invitations (tenant_id, email, role, created_by)
  values (v_tenant_id, v_email, p_role, auth.uid())
  returning * into v_invitation;
  insert into private.invitation_tokens (invitation_id, token_hash)
  values (v_invitation.id, sha256(convert_to(v_token, 'UTF8')));

  return to_jsonb(v_invitation) || jsonb_build_object('token', v_token);
end
$$;

--
-- Name: json_diff(jsonb, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.json_diff(p_from jsonb, p_to jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
  -- `#>` with an empty path is the document itself, unpacked once and not at every look at it.
  v_from jsonb := p_from #> '{}';
  v_to jsonb := p_to #> '{}';
  v_diff jsonb := to_jsonb(private.json_diff_at(v_from, v_to, '', 500));
  v_whole jsonb := jsonb_build_array(jsonb_build_object('op', 'replace', 'path', '', 'value', v_to));
begin
  -- A long way round through deep paths is not worth keeping; a short one shows what changed.
  return case when octet_length(v_diff::text) <= greatest(octet_length(v_whole::text), 4096) then v_diff else v_whole end;
end
$$;

--
-- Name: FUNCTION json_diff(p_from jsonb, p_to jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.json_diff(p_from jsonb, p_to jsonb) IS 'RFC 6902 patch of add, remove and replace from one document to the other: at most 500 operations, beyond 4 kB never longer than replacing the whole.';

--
-- Name: json_diff_at(jsonb, jsonb, text, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.json_diff_at(p_from jsonb, p_to jsonb, p_path text, p_budget integer, OUT o_operations jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
  v_from jsonb[];
  v_to jsonb[];
  v_paths text[];
  v_before integer;
  v_after integer;
  v_start integer := 0;
  v_end integer := 0;
  v_budget integer := p_budget - 1;
  v_inner jsonb[];
  v_operations jsonb[] := array[]::jsonb[];
begin
  o_operations := v_operations;
  if p_from = p_to then
    return;
  end if;
  o_operations := array[jsonb_build_object('op', 'replace', 'path', p_path, 'value', p_to)];
  -- A path of more than 2 kB would be written down again for everything below it.
  if p_budget <= 1 or octet_length(p_path) > 2048 or jsonb_typeof(p_from) <> jsonb_typeof(p_to)
    or jsonb_typeof(p_to) not in ('object', 'array')
  then
    return;
  end if;

  -- Both are objects or both arrays: what differs inside, as pairs; null stands for what one side lacks.
  if jsonb_typeof(p_to) = 'object' then
    select
      array_agg(f.value order by f.key collate "C", t.key collate "C"),
      array_agg(t.value order by f.key collate "C", t.key collate "C"),
      array_agg(
        p_path || '/' || private.json_pointer_token(coalesce(f.key, t.key))
        order by f.key collate "C", t.key collate "C"
      )
    into v_from, v_to, v_paths
    from jsonb_each(p_from) as f
    full join jsonb_each(p_to) as t on t.key = f.key
    where f.value is distinct from t.value;
  else
    v_before := jsonb_array_length(p_from);
    v_after := jsonb_array_length(p_to);
    -- What both begin and end with stays; in between, element meets element, and what is over comes or goes.
    select coalesce(min(f.n) - 1, least(v_before, v_after))
    into v_start
    from jsonb_array_elements(p_from) with ordinality as f (value, n)
    join jsonb_array_elements(p_to) with ordinality as t (value, n) on t.n = f.n
    where f.value <> t.value;
    select coalesce(min(v_before - f.n), least(v_before, v_after) - v_start)
    into v_end
    from jsonb_array_elements(p_from) with ordinality as f (value, n)
    join jsonb_array_elements(p_to) with ordinality as t (value, n) on t.n - v_after = f.n - v_before
    where f.value <> t.value and f.n > v_start and t.n > v_start;
    if greatest(v_before, v_after) - v_start - v_end > p_budget then
      return;
    end if;
    select
      array_agg(f.value order by i.n), array_agg(t.value order by i.n),
      -- Surplus goes from the same place again and again, because the rest moves up.
      array_agg(p_path || '/' || case when i.n > v_after - v_end then v_after - v_end else i.n - 1 end order by i.n)
    into v_from, v_to, v_paths
    from generate_series(v_start + 1, greatest(v_before, v_after) - v_end) as i (n)
    left join jsonb_array_elements(p_from) with ordinality as f (value, n) on f.n = i.n and f.n <= v_before - v_end
    left join jsonb_array_elements(p_to) with ordinality as t (value, n) on t.n = i.n and t.n <= v_after - v_end;
  end if;
  if cardinality(v_paths) > p_budget then
    return;
  end if;

  -- Every difference costs at least one operation, and every level one of the budget: so the work is bounded.
  for i in 1..cardinality(v_paths) loop
    if v_to[i] is null then
      v_inner := array[jsonb_build_object('op', 'remove', 'path', v_paths[i])];
    elsif v_from[i] is null then
      v_inner := array[jsonb_build_object('op', 'add', 'path', v_paths[i], 'value', v_to[i])];
    else
      v_inner := private.json_diff_at(v_from[i], v_to[i], v_paths[i], v_budget - (cardinality(v_paths) - i));
    end if;
    v_budget := v_budget - cardinality(v_inner);
    v_operations := v_operations || v_inner;
  end loop;
  if cardinality(v_operations) <= p_budget then
    o_operations := v_operations;
  end if;
end
$$;

--
-- Name: FUNCTION json_diff_at(p_from jsonb, p_to jsonb, p_path text, p_budget integer, OUT o_operations jsonb[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.json_diff_at(p_from jsonb, p_to jsonb, p_path text, p_budget integer, OUT o_operations jsonb[]) IS 'The operations that lead from one document to another below a path, at most p_budget of them: where more would be needed, the whole value is replaced.';

--
-- Name: json_patch(jsonb, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.json_patch(p_document jsonb, p_patch jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $_$
declare
  v_document jsonb := p_document;
  v_operation jsonb;
  v_op text;
  v_tokens text[];
  v_parent jsonb;
  v_last text;
begin
  for v_operation in select e.value from jsonb_array_elements(p_patch) with ordinality as e (value, n) order by e.n loop
    v_op := v_operation ->> 'op';
    if v_op is null or v_op not in ('add', 'remove', 'replace') or (v_op <> 'remove' and not v_operation ? 'value') then
      raise sqlstate 'PT400' using message =
        format('Not an operation that is applied here: %s.', left(v_operation::text, 200));
    end if;
    if v_operation ->> 'path' = '' and v_op <> 'remove' then
      v_document := v_operation -> 'value';
      continue;
    end if;

    -- A pointer begins with a slash, so the first part of the split is empty and falls away.
    select array_agg(replace(replace(t.token, '~1', '/'), '~0', '~') order by t.n)
    into v_tokens
    from string_to_table(v_operation ->> 'path', '/') with ordinality as t (token, n)
    where t.n > 1;
    v_parent := v_document #> v_tokens[:cardinality(v_tokens) - 1];
    v_last := v_tokens[cardinality(v_tokens)];
    if (
      case jsonb_typeof(v_parent)
        when 'object' then v_op <> 'add' and not v_parent ? v_last
        when 'array' then
          case
            when v_last = '-' then v_op <> 'add'
            when v_last !~ '^(0|[1-9][0-9]{0,8})$' then true
            else v_last::integer >= jsonb_array_length(v_parent) + (v_op = 'add')::integer
          end
        else true
      end
    ) then
      raise sqlstate 'PT409' using message = format('There is nothing at %s.', left(v_operation ->> 'path', 200));
    end if;

    if v_op = 'remove' then
      v_document := v_document #- v_tokens;
    elsif v_op = 'replace' or jsonb_typeof(v_parent) = 'object' then
      v_document := jsonb_set(v_document, v_tokens, v_operation -> 'value');
    else
      -- Behind the last element jsonb_insert appends; that is what - stands for.
      v_tokens[cardinality(v_tokens)] := case v_last when '-' then jsonb_array_length(v_parent)::text else v_last end;
      v_document := jsonb_insert(v_document, v_tokens, v_operation -> 'value');
    end if;
  end loop;
  return v_document;
end
$_$;

--
-- Name: FUNCTION json_patch(p_document jsonb, p_patch jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.json_patch(p_document jsonb, p_patch jsonb) IS 'The document after the add, remove and replace operations of an RFC 6902 patch.';

--
-- Name: json_pointer_token(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.json_pointer_token(p_key text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$ select replace(replace(p_key, '~', '~0'), '/', '~1') $$;

--
-- Name: FUNCTION json_pointer_token(p_key text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.json_pointer_token(p_key text) IS 'A key as it stands in a JSON pointer (RFC 6901).';

--
-- Name: keep_an_admin(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.keep_an_admin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_personal_user_id uuid;
begin
  -- The lock makes two last ADMINs who leave at once wait for each other; it does not stop new rows of the tenant.
  select t.personal_user_id into v_personal_user_id
  from public.tenants as t where t.id = old.tenant_id
  for no key update;

  -- The tenant is being purged, or the user's account is gone: nothing holds the membership.
  if not found or exists (select from public.users as u where u.id = old.user_id and u.deleted_at is not null) then
    return coalesce(new, old);
  end if;
  if old.user_id = v_personal_user_id then
    raise sqlstate 'PT409' using message = 'The owner of a personal tenant stays its ADMIN.';
  end if;
  if not exists (
    select from public.user_roles as r join public.users as u on u.id = r.user_id
    where r.tenant_id = old.tenant_id and r.role = 'ADMIN' and r.user_id <> old.user_id and u.is_active
  ) then
    raise sqlstate 'PT409' using message = 'The last ADMIN of a tenant can neither leave nor be demoted.';
  end if;
  return coalesce(new, old);
end
$$;

--
-- Name: FUNCTION keep_an_admin(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.keep_an_admin() IS 'Fired when an ADMIN would cease to be one.';

--
-- Name: keep_document_version(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.keep_document_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into public.document_versions (tenant_id, project_id, document_id, version, content, created_by)
  values (new.tenant_id, new.project_id, new.id, new.version, new.content, auth.uid());
  return null;
end
$$;

--
-- Name: FUNCTION keep_document_version(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.keep_document_version() IS 'Fired when the content of a document is new. The author is whoever is signed in: nobody else writes one.';

--
-- Name: quality_gates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quality_gates (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    venture_id uuid NOT NULL,
    gate_type public.gate_type NOT NULL,
    score numeric NOT NULL,
    threshold numeric GENERATED ALWAYS AS (private.gate_threshold(gate_type)) STORED NOT NULL,
    passed boolean GENERATED ALWAYS AS ((score >= private.gate_threshold(gate_type))) STORED NOT NULL,
    criteria jsonb NOT NULL,
    calculated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT quality_gates_criteria_are_breakdown CHECK (((jsonb_typeof(criteria) = ANY (ARRAY['object'::text, 'array'::text])) AND private.json_fits(criteria, 'any'::text, 262144))),
    CONSTRAINT quality_gates_score_between_0_and_1 CHECK (((score >= (0)::numeric) AND (score <= (1)::numeric))),
    CONSTRAINT quality_gates_score_has_at_most_4_decimals CHECK ((scale(score) <= 4))
);
ALTER TABLE ONLY public.quality_gates ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.quality_gates FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE quality_gates; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.quality_gates IS 'Scores of gates. Append-only: a new calculation is a new row, and the latest of its type counts.';

--
-- Name: COLUMN quality_gates.score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.quality_gates.score IS 'From 0 to 1, at most four decimals; with more it is refused, not rounded.';

--
-- Name: COLUMN quality_gates.threshold; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.quality_gates.threshold IS 'Follows from gate_type: VRC 0.76, VCD 0.75, DSP 0.80, MDP 0.85.';

--
-- Name: COLUMN quality_gates.passed; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.quality_gates.passed IS 'Follows from score and gate_type.';

--
-- Name: COLUMN quality_gates.criteria; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.quality_gates.criteria IS 'What the score is made of: an object or an array, at most 256 kB.';

--
-- Name: COLUMN quality_gates.calculated_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.quality_gates.calculated_at IS 'By the clock, so that of two in one transaction one is the later.';

--
-- Name: latest_gate(uuid, public.gate_type); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.latest_gate(p_venture_id uuid, p_gate_type public.gate_type) RETURNS public.quality_gates
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
  select g.*
  from public.ventures as v
  join public.quality_gates as g on g.tenant_id = v.tenant_id and g.venture_id = v.id
  where v.id = p_venture_id and g.gate_type = p_gate_type
  order by g.calculated_at desc, g.id desc
  limit 1
$$;

--
-- Name: FUNCTION latest_gate(p_venture_id uuid, p_gate_type public.gate_type); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.latest_gate(p_venture_id uuid, p_gate_type public.gate_type) IS 'The calculation of a gate that counts; null without one.';

--
-- Name: learn_list_price(text, text, numeric, numeric, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into private.list_prices (model, version, input_usd_per_mtok, output_usd_per_mtok, call_usd)
  values (p_model, p_version, p_input_usd_per_mtok, p_output_usd_per_mtok, p_call_usd)
  on conflict do nothing;
  return found;
end
$$;

--
-- Name: leave_tenant(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.leave_tenant(p_tenant_id uuid) RETURNS public.user_roles
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_role public.user_roles;
begin
  perform private.require_role(p_tenant_id, 'VIEWER');
  delete from public.user_roles where tenant_id = p_tenant_id and user_id = auth.uid() returning * into v_role;
  return v_role;
end
$$;

--
-- Name: like_pattern(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.like_pattern(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$ select '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%' $$;

--
-- Name: FUNCTION like_pattern(p_text text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.like_pattern(p_text text) IS 'What `ilike` takes for "contains this text", whatever signs are in the text; null for null.';

--
-- Name: limit_validations(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.limit_validations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- The lock makes those who add one at once wait for each other; the count is read when it is had.
  perform from public.prompts as p where p.tenant_id = new.tenant_id and p.id = new.prompt_id for no key update;
  if (select count(*) from public.validations as v where v.prompt_id = new.prompt_id) > 20 then
    raise sqlstate 'PT409' using message = 'A prompt has at most 20 validations.';
  end if;
  return null;
end
$$;

--
-- Name: FUNCTION limit_validations(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.limit_validations() IS 'All of them run on every output.';

--
-- Name: list_projects(text, public.project_status, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: lock_agent(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_agent(p_agent_id uuid, p_minimum public.tenant_role) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents;
begin
  select a.* into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such agent.';
  end if;
  perform private.require_role(v_agent.tenant_id, p_minimum);
  return v_agent;
end
$$;

--
-- Name: FUNCTION lock_agent(p_agent_id uuid, p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_agent(p_agent_id uuid, p_minimum public.tenant_role) IS 'A live agent of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

--
-- Name: lock_budget_slots(uuid, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_budget_slots(p_budget_id uuid, p_period_start timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  perform from private.budget_slots as s
  where s.budget_id = p_budget_id and s.period_start = p_period_start
  order by s.slot
  for no key update;
end
$$;

--
-- Name: FUNCTION lock_budget_slots(p_budget_id uuid, p_period_start timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_budget_slots(p_budget_id uuid, p_period_start timestamp with time zone) IS 'All slots of a period, in the order in which everybody locks them.';

--
-- Name: lock_deployment(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_deployment(p_deployment_id uuid, p_minimum public.tenant_role) RETURNS public.deployments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments;
begin
  select d.* into v_deployment
  from public.deployments as d
  where d.id = p_deployment_id and d.tenant_id = any(private.my_tenant_ids()) and d.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deployment.';
  end if;
  perform private.require_role(v_deployment.tenant_id, p_minimum);
  return v_deployment;
end
$$;

--
-- Name: FUNCTION lock_deployment(p_deployment_id uuid, p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_deployment(p_deployment_id uuid, p_minimum public.tenant_role) IS 'A live deployment of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

--
-- Name: text_is_searchable(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.text_is_searchable(p_text text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION text_is_searchable(p_text text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.text_is_searchable(p_text text) IS 'The full-text index can hold it: only text of very many different words is too much.';

--
-- Name: specification_documents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.specification_documents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    project_id uuid NOT NULL,
    phase public.specification_phase NOT NULL,
    content text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    status public.document_status DEFAULT 'DRAFT'::public.document_status NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT specification_documents_content_fits_1_mb CHECK ((octet_length(content) <= 1048576)),
    CONSTRAINT specification_documents_content_is_searchable CHECK (private.text_is_searchable(content)),
    CONSTRAINT specification_documents_metadata_is_small_object CHECK (private.json_fits(metadata, 'object'::text, 16384)),
    CONSTRAINT specification_documents_version_starts_at_one CHECK ((version >= 1))
);
ALTER TABLE ONLY public.specification_documents ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.specification_documents ALTER COLUMN content SET STATISTICS 0;

ALTER TABLE ONLY public.specification_documents FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE specification_documents; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.specification_documents IS 'What a phase produces, as it stands now. Every change of its content is kept as a version.';

--
-- Name: COLUMN specification_documents.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.specification_documents.version IS 'Of the content: one more with each change. PATCH with version=eq.n changes only what you have read.';

--
-- Name: lock_document(uuid, public.team_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_document(p_document_id uuid, p_minimum public.team_role) RETURNS public.specification_documents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION lock_document(p_document_id uuid, p_minimum public.team_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_document(p_document_id uuid, p_minimum public.team_role) IS 'A document of a project that the caller sees, locked; PT404 for others, PT403 for too low a role.';

--
-- Name: lock_idea(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_idea(p_idea_id uuid, p_minimum public.tenant_role) RETURNS public.business_ideas
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION lock_idea(p_idea_id uuid, p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_idea(p_idea_id uuid, p_minimum public.tenant_role) IS 'A live idea of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

--
-- Name: lock_open_evaluation(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_open_evaluation(p_tenant_id uuid, p_evaluation_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION lock_open_evaluation(p_tenant_id uuid, p_evaluation_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_open_evaluation(p_tenant_id uuid, p_evaluation_id uuid) IS 'Keeps the evaluation from ending until the transaction does.';

--
-- Name: lock_project(uuid, public.team_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_project(p_project_id uuid, p_minimum public.team_role) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION lock_project(p_project_id uuid, p_minimum public.team_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_project(p_project_id uuid, p_minimum public.team_role) IS 'A live project that the caller sees, locked; PT404 for others, PT403 for too low a role.';

--
-- Name: lock_prompt(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_prompt(p_prompt_id uuid, p_minimum public.tenant_role) RETURNS public.prompts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_prompt public.prompts;
begin
  select p.* into v_prompt
  from public.prompts as p
  where p.id = p_prompt_id and p.tenant_id = any(private.my_tenant_ids()) and p.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such prompt.';
  end if;
  perform private.require_role(v_prompt.tenant_id, p_minimum);
  return v_prompt;
end
$$;

--
-- Name: FUNCTION lock_prompt(p_prompt_id uuid, p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_prompt(p_prompt_id uuid, p_minimum public.tenant_role) IS 'A live prompt of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

--
-- Name: lock_step(uuid, boolean); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_step(p_step_id uuid, p_is_deleted boolean) RETURNS public.workflow_steps
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_step public.workflow_steps;
  v_status public.workflow_status;
begin
  -- First the workflow, as whoever deletes or activates it does.
  select w.status into v_status
  from public.workflows as w
  where w.deleted_at is null and w.tenant_id = any(private.my_tenant_ids())
    and w.id = (select s.workflow_id from public.workflow_steps as s where s.id = p_step_id)
  for share;
  if found then
    select s.* into v_step
    from public.workflow_steps as s
    where s.id = p_step_id and (s.deleted_at is not null) = p_is_deleted
    for no key update;
  end if;
  if not found then
    raise sqlstate 'PT404' using message =
      case when p_is_deleted then 'There is no such deleted step.' else 'There is no such step.' end;
  end if;
  perform private.require_role(v_step.tenant_id, 'MEMBER');
  if v_status in ('active', 'archived') then
    raise sqlstate 'PT409' using message = format('The steps of an %s workflow stand still.', v_status);
  end if;
  return v_step;
end
$$;

--
-- Name: FUNCTION lock_step(p_step_id uuid, p_is_deleted boolean); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_step(p_step_id uuid, p_is_deleted boolean) IS 'A step, live or deleted, of a live workflow of the caller''s that may be edited, locked.';

--
-- Name: lock_template(uuid, boolean); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_template(p_template_id uuid, p_is_deleted boolean) RETURNS public.templates
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_template public.templates;
begin
  select t.* into v_template
  from public.templates as t
  where t.id = p_template_id and t.tenant_id = any(private.my_tenant_ids())
    and (t.deleted_at is not null) = p_is_deleted
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message =
      case when p_is_deleted then 'There is no such deleted template.' else 'There is no such template.' end;
  end if;
  perform private.require_owner_or_admin(v_template.tenant_id, v_template.user_id);
  return v_template;
end
$$;

--
-- Name: FUNCTION lock_template(p_template_id uuid, p_is_deleted boolean); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_template(p_template_id uuid, p_is_deleted boolean) IS 'A template of one of the caller''s tenants, live or deleted, that they may delete and restore, locked.';

--
-- Name: position_is_well_formed(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.position_is_well_formed(p_position jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
  select coalesce(
    jsonb_typeof(p_position) = 'object'
    and p_position - array['line', 'character'] = '{}'
    and jsonb_typeof(p_position -> 'line') = 'number' and jsonb_typeof(p_position -> 'character') = 'number'
    and (p_position ->> 'line') ~ '^[0-9]{1,9}$' and (p_position ->> 'character') ~ '^[0-9]{1,9}$',
    false
  )
$_$;

--
-- Name: FUNCTION position_is_well_formed(p_position jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.position_is_well_formed(p_position jsonb) IS '{"line", "character"}, both integers, counted from zero or one as the editor does, never negative.';

--
-- Name: comment_threads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.comment_threads (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    project_id uuid NOT NULL,
    document_id uuid NOT NULL,
    "position" jsonb NOT NULL,
    status public.comment_status DEFAULT 'OPEN'::public.comment_status NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT comment_threads_position_is_line_and_character CHECK (private.position_is_well_formed("position")),
    CONSTRAINT comment_threads_resolved_by_someone CHECK (((resolved_at IS NULL) = (resolved_by IS NULL))),
    CONSTRAINT comment_threads_resolved_has_timestamp CHECK (((status = 'RESOLVED'::public.comment_status) = (resolved_at IS NOT NULL)))
);
ALTER TABLE ONLY public.comment_threads ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.comment_threads FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE comment_threads; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.comment_threads IS 'A place in a document that is talked about. Opened with its first comment by open_thread.';

--
-- Name: COLUMN comment_threads."position"; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.comment_threads."position" IS '{"line", "character"}, integers that are not negative.';

--
-- Name: lock_thread(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_thread(p_thread_id uuid) RETURNS public.comment_threads
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION lock_thread(p_thread_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_thread(p_thread_id uuid) IS 'A thread that the caller may resolve and reopen, locked: a writer of the project, or who has commented in it.';

--
-- Name: lock_venture(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_venture(p_venture_id uuid) RETURNS public.ventures
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_venture public.ventures;
begin
  select v.* into v_venture
  from public.ventures as v
  where v.id = p_venture_id and v.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such venture.';
  end if;
  return v_venture;
end
$$;

--
-- Name: FUNCTION lock_venture(p_venture_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_venture(p_venture_id uuid) IS 'A live venture of one of the caller''s tenants, locked; PT404 for a stranger.';

--
-- Name: lock_workflow(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.lock_workflow(p_workflow_id uuid, p_minimum public.tenant_role) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows;
begin
  select w.* into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids()) and w.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  perform private.require_role(v_workflow.tenant_id, p_minimum);
  return v_workflow;
end
$$;

--
-- Name: FUNCTION lock_workflow(p_workflow_id uuid, p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.lock_workflow(p_workflow_id uuid, p_minimum public.tenant_role) IS 'A live workflow of one of the caller''s tenants, locked; PT404 for a stranger, PT403 for too low a role.';

--
-- Name: mark_edited(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.mark_edited() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  new.edited_at := case when new.content = old.content then old.edited_at else now() end;
  return new;
end
$$;

--
-- Name: FUNCTION mark_edited(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.mark_edited() IS 'Keeps edited_at.';

--
-- Name: member_role(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.member_role(p_tenant_id uuid, p_user_id uuid) RETURNS public.tenant_role
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return (
    select r.role
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.tenant_id = p_tenant_id and r.user_id = p_user_id and t.deleted_at is null and u.is_active
  );
end
$$;

--
-- Name: FUNCTION member_role(p_tenant_id uuid, p_user_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.member_role(p_tenant_id uuid, p_user_id uuid) IS 'The user''s role in a live tenant, or null: no member, tenant deleted, user locked out.';

--
-- Name: my_colleague_ids(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_colleague_ids() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select distinct r.user_id
    from public.user_roles as r
    where r.tenant_id = any(private.my_tenant_ids())
  );
end
$$;

--
-- Name: FUNCTION my_colleague_ids(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_colleague_ids() IS 'Everyone who shares a live tenant with the caller, the caller included.';

--
-- Name: my_deleted_artifact_ids(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_deleted_artifact_ids() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select a.id
    from public.artifacts as a
    where a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is not null
  );
end
$$;

--
-- Name: FUNCTION my_deleted_artifact_ids(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_deleted_artifact_ids() IS 'Soft-deleted artifacts of the caller''s tenants, whose versions policies hide.';

--
-- Name: my_deleted_idea_ids(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_deleted_idea_ids() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select i.id
    from public.business_ideas as i
    where i.tenant_id = any((select private.my_tenant_ids())::uuid[]) and i.deleted_at is not null
  );
end
$$;

--
-- Name: FUNCTION my_deleted_idea_ids(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_deleted_idea_ids() IS 'Soft-deleted ideas of the caller''s tenants, whose evaluations policies hide.';

--
-- Name: my_deleted_prompt_ids(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_deleted_prompt_ids() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select p.id
    from public.prompts as p
    where p.tenant_id = any(private.my_tenant_ids()) and p.deleted_at is not null
  );
end
$$;

--
-- Name: FUNCTION my_deleted_prompt_ids(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_deleted_prompt_ids() IS 'Soft-deleted prompts of the caller''s tenants, whose versions and validations policies hide.';

--
-- Name: my_deleted_venture_ids(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_deleted_venture_ids() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select v.id
    from public.ventures as v
    where v.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is not null
  );
end
$$;

--
-- Name: FUNCTION my_deleted_venture_ids(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_deleted_venture_ids() IS 'Soft-deleted ventures of the caller''s tenants, whose phases, gates and alerts policies hide.';

--
-- Name: my_hidden_evaluation_ids(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_hidden_evaluation_ids() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select e.id
    from public.business_ideas as i
    join public.evaluations as e on e.tenant_id = i.tenant_id and e.business_idea_id = i.id
    where i.tenant_id = any((select private.my_tenant_ids())::uuid[]) and i.deleted_at is not null
  );
end
$$;

--
-- Name: FUNCTION my_hidden_evaluation_ids(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_hidden_evaluation_ids() IS 'Evaluations of soft-deleted ideas of the caller''s tenants, whose results policies hide.';

--
-- Name: my_project_ids(public.team_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_project_ids(p_minimum public.team_role DEFAULT 'REVIEWER'::public.team_role) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION my_project_ids(p_minimum public.team_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_project_ids(p_minimum public.team_role) IS 'Live projects in which the caller may do at least what this role may: as their owner, in their active team, or as an ADMIN of the tenant. A VIEWER of the tenant only reviews.';

--
-- Name: my_tenant_ids(public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.my_tenant_ids(p_minimum public.tenant_role DEFAULT 'VIEWER'::public.tenant_role) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select r.tenant_id
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.user_id = auth.uid() and r.role >= p_minimum and t.deleted_at is null and u.is_active
  );
end
$$;

--
-- Name: FUNCTION my_tenant_ids(p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.my_tenant_ids(p_minimum public.tenant_role) IS 'Live tenants in which the caller has at least this role. Policies call it once per statement; in plpgsql, whose plans outlive the call.';

--
-- Name: new_agent_version(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.new_agent_version(p_agent_id uuid) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_root_id uuid := (
    select coalesce(a.parent_id, a.id) from public.agents as a
    where a.id = p_agent_id and a.tenant_id = any(private.my_tenant_ids('MEMBER'))
  );
  v_agent public.agents;
  v_new public.agents;
begin
  -- First the first version, as deletion does. Whoever comes second counts what the first one made.
  perform from public.agents as a where a.id = v_root_id for no key update;
  v_agent := private.lock_agent(p_agent_id, 'MEMBER');
  insert into public.agents (
    tenant_id, user_id, name, description, purpose, type, phase, version, parent_id, config, capabilities, parameters,
    prompt_template, input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags,
    is_template
  )
  values (
    v_agent.tenant_id,
    case when private.member_role(v_agent.tenant_id, v_agent.user_id) is null then auth.uid() else v_agent.user_id end,
    v_agent.name, v_agent.description, v_agent.purpose, v_agent.type, v_agent.phase,
    (select max(a.version) + 1 from public.agents as a
     where a.tenant_id = v_agent.tenant_id and coalesce(a.parent_id, a.id) = v_root_id),
    v_root_id, v_agent.config, v_agent.capabilities, v_agent.parameters, v_agent.prompt_template, v_agent.input_schema,
    v_agent.output_schema, v_agent.max_execution_time, v_agent.max_memory_mb, v_agent.max_concurrent_executions,
    v_agent.tags, v_agent.is_template
  )
  returning * into v_new;
  return v_new;
end
$$;

--
-- Name: new_workflow_version(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.new_workflow_version(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_root_id uuid := (
    select coalesce(w.parent_id, w.id) from public.workflows as w
    where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids('MEMBER'))
  );
  v_workflow public.workflows;
  v_new public.workflows;
begin
  -- First the first version, as deletion does. Whoever comes second counts what the first one made.
  perform from public.workflows as w where w.id = v_root_id for no key update;
  v_workflow := private.lock_workflow(p_workflow_id, 'MEMBER');
  insert into public.workflows (
    tenant_id, user_id, name, description, version, parent_id, definition, trigger_config, schedule_cron,
    schedule_timezone, tags
  )
  values (
    v_workflow.tenant_id,
    case
      when private.member_role(v_workflow.tenant_id, v_workflow.user_id) is null then auth.uid() else v_workflow.user_id
    end,
    v_workflow.name, v_workflow.description,
    (select max(w.version) + 1 from public.workflows as w
     where w.tenant_id = v_workflow.tenant_id and coalesce(w.parent_id, w.id) = v_root_id),
    v_root_id, v_workflow.definition, v_workflow.trigger_config, v_workflow.schedule_cron, v_workflow.schedule_timezone,
    v_workflow.tags
  )
  returning * into v_new;
  perform private.copy_steps(v_workflow, v_new);
  return v_new;
end
$$;

--
-- Name: note_audit_row(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.note_audit_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_salt bytea := uuid_send(gen_random_uuid());
begin
  insert into private.audit_unsealed (tenant_id, audit_log_id, salt, digest)
  values (new.tenant_id, new.id, v_salt, private.audit_digest(new, v_salt));
  return null;
end
$$;

--
-- Name: FUNCTION note_audit_row(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.note_audit_row() IS 'Notes a digest of a new audit row, to be sealed.';

--
-- Name: only_members(jsonb, text[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.only_members(p_document jsonb, p_names text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select coalesce(jsonb_object_agg(m.name, m.value), '{}')
  from jsonb_each(p_document) as m (name, value)
  where m.name = any(p_names)
$$;

--
-- Name: FUNCTION only_members(p_document jsonb, p_names text[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.only_members(p_document jsonb, p_names text[]) IS 'The object without all members but these.';

--
-- Name: open_budget_period(public.budgets, text, timestamp with time zone, numeric, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.open_budget_period(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_spent_usd numeric DEFAULT 0, p_held_usd numeric DEFAULT 0) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  -- Whoever comes at the same time waits here for the first.
  insert into private.budget_slots (budget_id, period_start, slot, spent_usd, held_usd)
  select
    p_budget.id, p_period_start, n.slot, case n.slot when 0 then p_spent_usd else 0 end,
    case n.slot when 0 then p_held_usd else 0 end
  from generate_series(0, 15) as n (slot)
  on conflict do nothing;
  if found then
    perform private.deal_budget(p_budget, p_period_start);
    delete from private.budget_slots as s
    where s.budget_id = p_budget.id
      and s.period_start < private.period_before(p_budget.period, p_time_zone, p_period_start);
  end if;
end
$$;

--
-- Name: FUNCTION open_budget_period(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_spent_usd numeric, p_held_usd numeric); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.open_budget_period(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_spent_usd numeric, p_held_usd numeric) IS 'Makes the slots of a period, at its first hold or charge.';

--
-- Name: divergence_alerts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.divergence_alerts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    venture_id uuid NOT NULL,
    component text NOT NULL,
    expected jsonb NOT NULL,
    actual jsonb NOT NULL,
    severity public.divergence_severity NOT NULL,
    detected_at timestamp with time zone DEFAULT now() NOT NULL,
    resolved_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT divergence_alerts_actual_fits CHECK (private.json_fits(actual, 'any'::text, 262144)),
    CONSTRAINT divergence_alerts_component_fits CHECK (((private.trimmed(component) <> ''::text) AND (char_length(component) <= 100))),
    CONSTRAINT divergence_alerts_expected_fits CHECK (private.json_fits(expected, 'any'::text, 262144)),
    CONSTRAINT divergence_alerts_resolved_after_detected CHECK ((resolved_at >= detected_at))
);
ALTER TABLE ONLY public.divergence_alerts ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.divergence_alerts ALTER COLUMN component SET STATISTICS 0;

ALTER TABLE ONLY public.divergence_alerts FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE divergence_alerts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.divergence_alerts IS 'Where production does something else than the specification says. Open until resolved, once.';

--
-- Name: COLUMN divergence_alerts.expected; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.divergence_alerts.expected IS 'What the specification says.';

--
-- Name: COLUMN divergence_alerts.actual; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.divergence_alerts.actual IS 'What telemetry says.';

--
-- Name: COLUMN divergence_alerts.resolved_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.divergence_alerts.resolved_at IS 'Set by resolve_divergence_alert, or by the engine when it is over.';

--
-- Name: open_divergence_alerts(public.divergence_severity, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer) RETURNS SETOF public.divergence_alerts
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select a.*
  from public.divergence_alerts as a
  join public.ventures as v on v.tenant_id = a.tenant_id and v.id = a.venture_id
  where a.tenant_id = v_tenant_id and a.resolved_at is null and v.deleted_at is null
    and (p_severity is null or a.severity = p_severity)
  order by a.severity desc, a.detected_at desc, a.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: open_thread(uuid, jsonb, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.open_thread(p_document_id uuid, p_position jsonb, p_content text) RETURNS public.comment_threads
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: period_before(public.budget_period, text, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.period_before(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
  select (
    date_trunc(lower(p_period::text), p_period_start at time zone p_time_zone) - ('1 ' || p_period::text)::interval
  ) at time zone p_time_zone
$$;

--
-- Name: FUNCTION period_before(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.period_before(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone) IS 'The beginning of the period before the one that begins then.';

--
-- Name: period_end(public.budget_period, text, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.period_end(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
  select (
    date_trunc(lower(p_period::text), p_period_start at time zone p_time_zone) + ('1 ' || p_period::text)::interval
  ) at time zone p_time_zone
$$;

--
-- Name: FUNCTION period_end(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.period_end(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone) IS 'When the period that begins then is over.';

--
-- Name: period_start(public.budget_period, text, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.period_start(p_period public.budget_period, p_time_zone text, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return date_trunc(p_period::text, p_at at time zone p_time_zone) at time zone p_time_zone;
end
$$;

--
-- Name: FUNCTION period_start(p_period public.budget_period, p_time_zone text, p_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.period_start(p_period public.budget_period, p_time_zone text, p_at timestamp with time zone) IS 'The moment by which the period is called that p_at belongs to: the first of the day or the month in that time zone. In plpgsql, whose plans outlive the call.';

--
-- Name: phase_gate(public.venture_phase); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.phase_gate(p_phase public.venture_phase) RETURNS public.gate_type
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select (
    case p_phase
      when 'DISCOVER' then 'VRC' when 'DEFINE' then 'VCD' when 'DESIGN' then 'DSP' when 'DEVELOP' then 'MDP'
    end
  )::public.gate_type
$$;

--
-- Name: FUNCTION phase_gate(p_phase public.venture_phase); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.phase_gate(p_phase public.venture_phase) IS 'The gate that leads out of a phase; null for the last one.';

--
-- Name: place_agent_version(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.place_agent_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_next integer := 1;
begin
  if new.parent_id is not null then
    -- The lock makes two new versions at once wait for each other.
    perform from public.agents as a
    where a.tenant_id = new.tenant_id and a.id = new.parent_id and a.parent_id is null and a.deleted_at is null
      and (
        a.user_id is not distinct from new.user_id
        or (a.user_id is not null and private.member_role(a.tenant_id, a.user_id) is null)
      )
    for no key update;
    if not found then
      raise sqlstate 'PT409' using message =
        'parent_id names the first version: a live agent of the same tenant and owner.';
    end if;
    v_next := 1 + (
      select max(a.version) from public.agents as a
      where a.tenant_id = new.tenant_id and coalesce(a.parent_id, a.id) = new.parent_id
    );
  end if;
  if new.version <> v_next then
    raise sqlstate 'PT409' using message = format('The next version is %s.', v_next);
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION place_agent_version(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.place_agent_version() IS 'The first version of a live tree is the parent of all others, which are numbered without a gap. The owner of a tree may change only when the former one has left the tenant.';

--
-- Name: place_workflow_version(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.place_workflow_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_next integer := 1;
begin
  if new.parent_id is not null then
    perform from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.parent_id and w.parent_id is null and w.deleted_at is null
      and (w.user_id = new.user_id or private.member_role(w.tenant_id, w.user_id) is null)
    for no key update;
    if not found then
      raise sqlstate 'PT409' using message =
        'parent_id names the first version: a live workflow of the same tenant and owner.';
    end if;
    v_next := 1 + (
      select max(w.version) from public.workflows as w
      where w.tenant_id = new.tenant_id and coalesce(w.parent_id, w.id) = new.parent_id
    );
  end if;
  if new.version <> v_next then
    raise sqlstate 'PT409' using message = format('The next version is %s.', v_next);
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION place_workflow_version(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.place_workflow_version() IS 'As private.place_agent_version, for workflows.';

--
-- Name: cost_tracking; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cost_tracking (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    user_id uuid,
    purpose public.cost_purpose NOT NULL,
    reference_id uuid NOT NULL,
    prompt_id uuid,
    kind public.call_kind NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    input_tokens bigint DEFAULT 0 NOT NULL,
    output_tokens bigint DEFAULT 0 NOT NULL,
    cache_read_tokens bigint DEFAULT 0 NOT NULL,
    cache_write_tokens bigint DEFAULT 0 NOT NULL,
    cost_usd numeric(20,12),
    price_source public.price_source NOT NULL,
    price_version text DEFAULT ''::text NOT NULL,
    outcome public.call_outcome NOT NULL,
    is_estimate boolean DEFAULT false NOT NULL,
    error text,
    latency_ms integer,
    started_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    reference_created_at timestamp with time zone,
    workflow_id uuid,
    corrects_id uuid,
    CONSTRAINT cost_tracking_cost_missing_only_when_price_unknown CHECK (((cost_usd IS NOT NULL) OR (price_source = 'UNKNOWN'::public.price_source))),
    CONSTRAINT cost_tracking_cost_not_negative CHECK (((kind = 'ADJUSTMENT'::public.call_kind) OR (cost_usd >= (0)::numeric))),
    CONSTRAINT cost_tracking_error_fits CHECK ((char_length(error) <= 10000)),
    CONSTRAINT cost_tracking_latency_not_negative CHECK ((latency_ms >= 0)),
    CONSTRAINT cost_tracking_model_fits CHECK (((char_length(model) >= 1) AND (char_length(model) <= 200))),
    CONSTRAINT cost_tracking_only_adjustments_correct CHECK (((corrects_id IS NULL) OR (kind = 'ADJUSTMENT'::public.call_kind))),
    CONSTRAINT cost_tracking_price_version_fits CHECK ((char_length(price_version) <= 100)),
    CONSTRAINT cost_tracking_provider_fits CHECK (((char_length(provider) >= 1) AND (char_length(provider) <= 100))),
    CONSTRAINT cost_tracking_tokens_not_negative CHECK (((kind = 'ADJUSTMENT'::public.call_kind) OR ((input_tokens >= 0) AND (output_tokens >= 0) AND (cache_read_tokens >= 0) AND (cache_write_tokens >= 0))))
)
WITH (autovacuum_vacuum_insert_scale_factor='0.02');
ALTER TABLE ONLY public.cost_tracking ALTER COLUMN provider SET STATISTICS 0;
ALTER TABLE ONLY public.cost_tracking ALTER COLUMN model SET STATISTICS 0;
ALTER TABLE ONLY public.cost_tracking ALTER COLUMN price_version SET STATISTICS 0;
ALTER TABLE ONLY public.cost_tracking ALTER COLUMN error SET STATISTICS 0;

ALTER TABLE ONLY public.cost_tracking FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE cost_tracking; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.cost_tracking IS 'The ledger: one row per model call, failed and cancelled ones too. Append-only; all totals derive from it.';

--
-- Name: COLUMN cost_tracking.tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.tenant_id IS 'No foreign key, so that no cascade reaches an append-only row.';

--
-- Name: COLUMN cost_tracking.reference_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.reference_id IS 'The execution, step, review or evaluation that purpose names.';

--
-- Name: COLUMN cost_tracking.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.model IS 'As it was asked for, provider:name.';

--
-- Name: COLUMN cost_tracking.cost_usd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.cost_usd IS 'US dollars, exact. Null when the price is unknown. Ask for cost_usd::text: JSON numbers are floats.';

--
-- Name: COLUMN cost_tracking.is_estimate; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.is_estimate IS 'The tokens were not reported by the provider (a broken stream, a dead worker).';

--
-- Name: COLUMN cost_tracking.started_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.started_at IS 'When the call was made; created_at is when it was written down.';

--
-- Name: COLUMN cost_tracking.reference_created_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.reference_created_at IS 'When the prompt execution that this belongs to was created: in whose window execution_metrics counts it. Set by a trigger; null for other purposes.';

--
-- Name: COLUMN cost_tracking.workflow_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.workflow_id IS 'The workflow that the call belongs to, where there is one. No foreign key, as for prompt_id.';

--
-- Name: COLUMN cost_tracking.corrects_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cost_tracking.corrects_id IS 'The row whose cost this one sets right. No foreign key, as for the other ids of the ledger.';

--
-- Name: priced_again(public.cost_tracking); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.priced_again(p_call public.cost_tracking) RETURNS TABLE(cost_usd numeric, version text)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return query
  select
    -- Half to even, as the call was priced first.
    case
      when abs(x.units - trunc(x.units)) = 0.5 then 2 * round(x.units / 2) else round(x.units)
    end / 1000000000000,
    m.version
  from private.model_prices as m
  cross join lateral (
    select 1000000 * (
      greatest(p_call.input_tokens - p_call.cache_read_tokens - p_call.cache_write_tokens, 0) * m.input_usd_per_mtok
      + p_call.cache_read_tokens * coalesce(m.cache_read_usd_per_mtok, m.input_usd_per_mtok)
      + p_call.cache_write_tokens * coalesce(m.cache_write_usd_per_mtok, m.input_usd_per_mtok)
      + p_call.output_tokens * m.output_usd_per_mtok
    ) as units
  ) as x
  where m.provider = split_part(p_call.model, ':', 1) and m.model = substr(p_call.model, strpos(p_call.model, ':') + 1)
    and m.effective_from <= p_call.started_at
  order by m.effective_from desc
  limit 1;
end
$$;

--
-- Name: FUNCTION priced_again(p_call public.cost_tracking); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.priced_again(p_call public.cost_tracking) IS 'What the call costs by the operator''s price that is said now to have been in force when it was made; no row when there is none.';

--
-- Name: prices_in_force(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.prices_in_force() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(p)), '[]')
    from (
      select distinct on (m.provider, m.model)
        m.provider, m.model,
        trim_scale(m.input_usd_per_mtok)::text as input_usd_per_mtok,
        trim_scale(m.output_usd_per_mtok)::text as output_usd_per_mtok,
        trim_scale(m.cache_read_usd_per_mtok)::text as cache_read_usd_per_mtok,
        trim_scale(m.cache_write_usd_per_mtok)::text as cache_write_usd_per_mtok,
        m.effective_from, m.version
      from private.model_prices as m
      where m.effective_from <= now()
      order by m.provider, m.model, m.effective_from desc
    ) as p
  );
end
$$;

--
-- Name: FUNCTION prices_in_force(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.prices_in_force() IS 'The operator''s newest price of each model, amounts as decimal strings.';

--
-- Name: project_analytics(uuid[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.project_analytics(p_project_ids uuid[]) RETURNS TABLE(project_id uuid, name text, current_phase public.specification_phase, document_count bigint, comment_count bigint, team_member_count bigint, average_quality_score numeric, last_activity timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: prompt_to_run(uuid, uuid, text, integer, text, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.prompt_to_run(p_tenant_id uuid, p_user_id uuid, p_prompt text, p_version integer, p_model text, p_asking jsonb) RETURNS private.pinned_prompt
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
  v_prompt record;
  v_pinned private.pinned_prompt;
begin
  -- The asked or published version, next to the working copy.
  select
    p.id, p.user_id, p.name, p.status, p.version, p.published_version,
    p.template, p.variables, p.model, p.fallback_model, p.parameters,
    v.version as pinned_version, v.template as pinned_template, v.variables as pinned_variables,
    v.validations as pinned_validations, v.model as pinned_model, v.fallback_model as pinned_fallback_model,
    v.parameters as pinned_parameters
  into v_prompt
  from public.prompts as p
  left join public.prompt_versions as v on v.prompt_id = p.id and v.version = coalesce(p_version, p.published_version)
  where p.id = private.find_prompt(p_tenant_id, p_prompt);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such prompt.';
  end if;
  if v_prompt.status = 'ARCHIVED' then
    raise sqlstate 'PT409' using message = 'The prompt is archived.';
  end if;
  if v_prompt.pinned_version is not null then
    v_pinned := (
      v_prompt.id, v_prompt.name, v_prompt.pinned_version, v_prompt.pinned_template, v_prompt.pinned_variables,
      v_prompt.pinned_validations, v_prompt.pinned_model, v_prompt.pinned_fallback_model, v_prompt.pinned_parameters,
      coalesce(p_model, v_prompt.pinned_model, p_asking ->> 'default_model')
    );
    return v_pinned;
  end if;
  if p_version is null then
    raise sqlstate 'PT409' using message = 'The prompt has no published version.';
  end if;
  if p_version <> v_prompt.version or v_prompt.user_id <> p_user_id then
    raise sqlstate 'PT404' using message = format('The prompt has no version %s.', p_version);
  end if;
  v_pinned := (
    v_prompt.id, v_prompt.name, v_prompt.version, v_prompt.template, v_prompt.variables,
    private.active_validations(v_prompt.id), v_prompt.model, v_prompt.fallback_model, v_prompt.parameters,
    coalesce(p_model, v_prompt.model, p_asking ->> 'default_model')
  );
  return v_pinned;
end
$$;

--
-- Name: FUNCTION prompt_to_run(p_tenant_id uuid, p_user_id uuid, p_prompt text, p_version integer, p_model text, p_asking jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.prompt_to_run(p_tenant_id uuid, p_user_id uuid, p_prompt text, p_version integer, p_model text, p_asking jsonb) IS 'The version of a prompt that the user may run now: the published one, the one that is asked for, or their own draft. PT404 when there is none that they may see, PT409 when it is archived or never was published.';

--
-- Name: publish_prompt(uuid, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.publish_prompt(p_prompt_id uuid, p_change_log text) RETURNS public.prompts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'MEMBER');
begin
  insert into public.prompt_versions (
    tenant_id, prompt_id, version, template, variables, validations, model, fallback_model, parameters, change_log,
    created_by
  )
  values (
    v_prompt.tenant_id, v_prompt.id, v_prompt.version, v_prompt.template, v_prompt.variables,
    private.active_validations(v_prompt.id), v_prompt.model, v_prompt.fallback_model, v_prompt.parameters, p_change_log,
    auth.uid()
  );
  update public.prompts
  set status = 'PUBLISHED', published_version = version, version = version + 1, published_at = now()
  where id = v_prompt.id
  returning * into v_prompt;
  return v_prompt;
end
$$;

--
-- Name: publish_workflow_steps(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.publish_workflow_steps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform private.hold_steps(new.tenant_id, array[new.id]);
  update public.workflow_steps set is_public = new.is_public
  where tenant_id = new.tenant_id and workflow_id = new.id and is_public <> new.is_public;
  return null;
end
$$;

--
-- Name: FUNCTION publish_workflow_steps(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.publish_workflow_steps() IS 'The steps are public when their workflow is.';

--
-- Name: purged_tenants; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.purged_tenants (
    tenant_id uuid NOT NULL,
    purged_by uuid NOT NULL,
    purged_at timestamp with time zone DEFAULT now() NOT NULL,
    audit_log_count bigint NOT NULL,
    last_audit_log_id uuid,
    chain_sequence bigint,
    chain_hash bytea
);

--
-- Name: TABLE purged_tenants; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.purged_tenants IS 'Tombstones of erased tenants, with the end of their audit log. A row here is what lets append-only rows of the tenant go.';

--
-- Name: COLUMN purged_tenants.chain_sequence; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.purged_tenants.chain_sequence IS 'Number of the last link of the tenant''s audit chain.';

--
-- Name: COLUMN purged_tenants.chain_hash; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.purged_tenants.chain_hash IS 'Hash of that link.';

--
-- Name: purge_tenant(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.purge_tenant(p_tenant_id uuid, p_operator_id uuid) RETURNS private.purged_tenants
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tombstone private.purged_tenants;
begin
  if not exists (select from private.operators as o where o.user_id = p_operator_id) then
    raise sqlstate 'PT403' using message = 'Only an operator purges a tenant.';
  end if;
  if not exists (select from public.tenants as t where t.id = p_tenant_id and t.deleted_at is not null) then
    raise sqlstate 'PT409' using message = 'Only a soft-deleted tenant is purged.';
  end if;
  perform private.write_audit_log(p_tenant_id, p_operator_id, 'PURGE', 'tenant', p_tenant_id, '{}');
  perform pg_advisory_xact_lock(private.audit_lock(p_tenant_id));
  perform private.seal_tenant_audit(p_tenant_id, 2147483647);
  insert into private.purged_tenants (
    tenant_id, purged_by, audit_log_count, last_audit_log_id, chain_sequence, chain_hash
  )
  select p_tenant_id, p_operator_id, c.sequence, c.audit_log_id, c.sequence, c.hash
  from private.audit_chain as c
  where c.tenant_id = p_tenant_id
  order by c.sequence desc
  limit 1
  returning * into v_tombstone;
  delete from public.tenants where id = p_tenant_id;
  return v_tombstone;
end
$$;

--
-- Name: FUNCTION purge_tenant(p_tenant_id uuid, p_operator_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.purge_tenant(p_tenant_id uuid, p_operator_id uuid) IS 'Erases a soft-deleted tenant with all that cascades from it. The tombstone, written first, is what the append-only tables check; audit and ledger rows stay. Granted to nobody: run by the owner of the database.';

--
-- Name: raise_execution_hold(uuid, uuid, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid;
  v_hold record;
  v_more numeric;
  v_spent numeric;
  v_held numeric;
begin
  select e.tenant_id into v_tenant_id
  from public.executions as e
  where e.id = p_execution_id and e.lease_id = p_lease_id and e.status = 'RUNNING'
  for no key update;
  if not found then
    raise sqlstate 'PT409' using message = 'The execution has ended, or another worker has it.';
  end if;
  perform pg_advisory_xact_lock_shared(private.budget_lock(v_tenant_id));
  for v_hold in
    select h.budget_id, h.period_start, h.slot, h.held_usd, b as budget, t.time_zone
    from private.budget_holds as h
    join public.budgets as b on b.id = h.budget_id
    join public.tenants as t on t.id = b.tenant_id
    where h.execution_id = p_execution_id and h.held_usd < p_hold_usd
    order by h.budget_id
  loop
    v_more := ceil(p_hold_usd * 1e12) / 1e12 - v_hold.held_usd;
    perform private.lock_budget_slots(v_hold.budget_id, v_hold.period_start);
    select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
    from private.budget_slots as s
    where s.budget_id = v_hold.budget_id and s.period_start = v_hold.period_start;
    if (v_hold.budget).kind = 'HARD' and v_spent + v_held + v_more > (v_hold.budget).limit_usd then
      perform private.refuse_over_budget(
        v_hold.budget, v_hold.time_zone, v_hold.period_start, v_more, v_spent, v_held
      );
    end if;
    update private.budget_slots as s
    set held_usd = s.held_usd + v_more
    where s.budget_id = v_hold.budget_id and s.period_start = v_hold.period_start and s.slot = v_hold.slot;
    update private.budget_holds as h
    set held_usd = h.held_usd + v_more
    where h.execution_id = p_execution_id and h.budget_id = v_hold.budget_id;
    perform private.deal_budget(v_hold.budget, v_hold.period_start);
  end loop;
  return jsonb_build_object('usd', trim_scale(p_hold_usd)::text);
end
$$;

--
-- Name: recompute_costs(timestamp with time zone, timestamp with time zone, uuid, boolean, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer) RETURNS TABLE(model text, price_version text, calls bigint, difference_usd numeric)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return query
  with wrong as (
    select
      c.id, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.workflow_id, c.provider, c.model,
      c.outcome, c.started_at, n.version, n.cost_usd - coalesce(c.cost_usd, 0) - o.corrected_usd as difference_usd
    from public.cost_tracking as c
    cross join lateral private.priced_again(c) as n
    cross join lateral (
      select coalesce(sum(a.cost_usd), 0) as corrected_usd
      from public.cost_tracking as a
      where a.reference_id = c.reference_id and a.corrects_id = c.id
    ) as o
    where c.kind <> 'ADJUSTMENT' and c.created_at >= p_from and c.created_at < p_to
      and (p_tenant_id is null or c.tenant_id = p_tenant_id)
      and n.cost_usd <> coalesce(c.cost_usd, 0) + o.corrected_usd
    order by c.created_at, c.id
    limit p_limit
  ),

  corrected as (
    insert into public.cost_tracking as t (
      tenant_id, user_id, purpose, reference_id, prompt_id, workflow_id, kind, provider, model, cost_usd, price_source,
      price_version, outcome, error, started_at, corrects_id
    )
    select
      w.tenant_id, w.user_id, w.purpose, w.reference_id, w.prompt_id, w.workflow_id, 'ADJUSTMENT', w.provider, w.model,
      w.difference_usd, 'OPERATOR', w.version, w.outcome, 'repriced', w.started_at, w.id
    from wrong as w
    where not coalesce(p_dry_run, false)
  )

  select w.model, w.version, count(*), sum(w.difference_usd)
  from wrong as w
  group by w.model, w.version
  order by w.model, w.version;
end
$$;

--
-- Name: record_artifact_version(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.record_artifact_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into public.artifact_versions (tenant_id, artifact_id, version, content, diff, created_by)
  values (
    new.tenant_id, new.id, new.version, new.content,
    case tg_op when 'UPDATE' then private.json_diff(old.content, new.content) end, new.updated_by
  );
  return null;
end
$$;

--
-- Name: FUNCTION record_artifact_version(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.record_artifact_version() IS 'Keeps each version, with the difference from the one before.';

--
-- Name: record_calls(public.executions, uuid, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  -- What was spent is written down even when somebody else has settled: once, by the id that the caller gave it.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, cost_usd, price_source, price_version, outcome, is_estimate, error,
    latency_ms, started_at
  )
  select
    c.id, p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION', p_execution.id, p_execution.prompt_id,
    upper(c.kind)::public.call_kind, left(c.provider, 100), left(c.model, 200), coalesce(c.input_tokens, 0),
    coalesce(c.output_tokens, 0), coalesce(c.cache_read_tokens, 0), coalesce(c.cache_write_tokens, 0), c.cost_usd,
    upper(replace(c.price_source, '-', '_'))::public.price_source, left(coalesce(c.price_version, ''), 100),
    upper(c.outcome)::public.call_outcome, coalesce(c.is_estimate, false), left(c.error, 10000), c.latency_ms,
    coalesce(c.started_at, p_execution.started_at)
  from jsonb_to_recordset(p_calls) as c (
    id uuid, kind text, provider text, model text, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint,
    cache_write_tokens bigint, cost_usd numeric, price_source text, price_version text, outcome text,
    is_estimate boolean, error text, latency_ms integer, started_at timestamptz
  )
  union all
  -- The sweeper took this worker for dead and wrote down what it might have spent: now it has said what it did. The ids
  -- of both rows follow from the lease, so that a settle that is repeated takes it back once.
  select
    md5(c.id::text || ' taken back')::uuid, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.kind,
    c.provider, c.model, 0, 0, 0, 0, -c.cost_usd, c.price_source, c.price_version, c.outcome, c.is_estimate,
    'late_settle', null, c.started_at
  from public.cost_tracking as c
  where c.id = private.estimate_id(p_lease_id) and c.reference_id = p_execution.id and c.cost_usd <> 0
  on conflict (id) do nothing;
end
$$;

--
-- Name: FUNCTION record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb) IS 'Writes the calls of the worker with this lease into the ledger, whoever has the execution by now: each once, by its id. Takes back what the sweeper wrote down when it took that worker for dead.';

--
-- Name: user_progress; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_progress (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    module_tenant_id uuid NOT NULL,
    module_id uuid NOT NULL,
    status public.progress_status DEFAULT 'NOT_STARTED'::public.progress_status NOT NULL,
    completed_lessons text[] DEFAULT '{}'::text[] NOT NULL,
    exercise_results jsonb DEFAULT '[]'::jsonb NOT NULL,
    skill_assessments jsonb DEFAULT '[]'::jsonb NOT NULL,
    last_accessed timestamp with time zone,
    completed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_progress_completed_has_timestamp CHECK (((status = 'COMPLETED'::public.progress_status) = (completed_at IS NOT NULL))),
    CONSTRAINT user_progress_completed_lessons_are_few CHECK (((cardinality(completed_lessons) <= 200) AND (array_position(completed_lessons, NULL::text) IS NULL))),
    CONSTRAINT user_progress_exercise_results_is_array CHECK (private.json_fits(exercise_results, 'array'::text, 262144)),
    CONSTRAINT user_progress_module_is_own_or_official CHECK (((module_tenant_id = tenant_id) OR (module_tenant_id = private.official_tenant_id()))),
    CONSTRAINT user_progress_skill_assessments_is_array CHECK (private.json_fits(skill_assessments, 'array'::text, 262144))
);
ALTER TABLE ONLY public.user_progress ALTER COLUMN completed_lessons SET STATISTICS 0;

ALTER TABLE ONLY public.user_progress FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE user_progress; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.user_progress IS 'How far a user is with a module, in one tenant. Written by the user through record_progress, a VIEWER too.';

--
-- Name: COLUMN user_progress.module_tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.user_progress.module_tenant_id IS 'The own or the official tenant, found by a trigger.';

--
-- Name: COLUMN user_progress.completed_lessons; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.user_progress.completed_lessons IS 'Ids of lessons of the module''s content.';

--
-- Name: record_progress(uuid, text[], jsonb, jsonb, public.progress_status); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status) RETURNS public.user_progress
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: record_venture_phase(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.record_venture_phase() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'UPDATE' then
    update public.venture_phases
    set
      completed_at = greatest(now(), entered_at),
      quality_gate_id = (private.latest_gate(old.id, private.phase_gate(old.phase))).id
    where tenant_id = old.tenant_id and venture_id = old.id and phase = old.phase;
  end if;
  insert into public.venture_phases (tenant_id, venture_id, phase, user_id)
  values (new.tenant_id, new.id, new.phase, case tg_op when 'INSERT' then new.user_id else auth.uid() end);
  return null;
end
$$;

--
-- Name: FUNCTION record_venture_phase(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.record_venture_phase() IS 'Completes the phase that a venture leaves, begins the one it enters.';

--
-- Name: recount_budget(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.recount_budget() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- Waits until all who began or charged without knowing of the change have committed; who comes later waits for it.
  perform pg_advisory_xact_lock(private.budget_lock(new.tenant_id));
  perform private.count_budget(new);
  return null;
end
$$;

--
-- Name: FUNCTION recount_budget(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.recount_budget() IS 'Fired when a budget is made, or what it counts or allows changes.';

--
-- Name: recount_budgets(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.recount_budgets() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform pg_advisory_xact_lock(private.budget_lock(new.id));
  perform private.count_budget(b)
  from (
    select * from public.budgets as b
    where b.tenant_id = new.id and b.is_active and b.deleted_at is null
    order by b.id
  ) as b;
  return null;
end
$$;

--
-- Name: FUNCTION recount_budgets(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.recount_budgets() IS 'Fired when the tenant''s days begin at another moment.';

--
-- Name: refuse_agent_in_use(uuid[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_agent_in_use(p_agent_ids uuid[]) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_name text;
begin
  select w.name into v_name
  from public.workflow_steps as s
  join public.workflows as w on w.tenant_id = s.tenant_id and w.id = s.workflow_id
  join public.agents as a on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id
  where a.id = any(p_agent_ids) and s.deleted_at is null and w.deleted_at is null and w.status = 'active'
  order by w.name
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format('The active workflow "%s" uses the agent: deactivate it first.', v_name);
  end if;
end
$$;

--
-- Name: FUNCTION refuse_agent_in_use(p_agent_ids uuid[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_agent_in_use(p_agent_ids uuid[]) IS 'Raises PT409 while an active workflow has a step with one of these agents. They are locked by the caller.';

--
-- Name: refuse_archived_change(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_archived_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  raise sqlstate 'PT409' using message = 'What is archived stays as it is: make a new version or a copy of it.';
end
$$;

--
-- Name: FUNCTION refuse_archived_change(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_archived_change() IS 'Fired when the content of an archived row would be written.';

--
-- Name: refuse_change(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- Only the erasing of a whole tenant reaches its append-only rows, and only where the trigger says so.
  if tg_op = 'DELETE' and tg_nargs = 1 then
    if exists (select from private.purged_tenants as p where p.tenant_id = old.tenant_id) then
      return old;
    end if;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;

--
-- Name: FUNCTION refuse_change(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_change() IS 'Keeps append-only tables append-only, for every role. Argument except_purge: private.purge_tenant may delete.';

--
-- Name: refuse_change_but_erasure(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_change_but_erasure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if new = private.erased_audit_row(old)
    and exists (select from private.audit_erasures as e where e.audit_log_id = old.id) then
    return new;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;

--
-- Name: FUNCTION refuse_change_but_erasure(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_change_but_erasure() IS 'Keeps audit rows as they are, for every role; lets an erasure through that is written down.';

--
-- Name: refuse_change_but_forgetting(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_change_but_forgetting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if new.salt is null
    and exists (select from private.audit_erasures as e where e.audit_log_id = old.audit_log_id) then
    old.salt := null;
    if new = old then
      return new;
    end if;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;

--
-- Name: FUNCTION refuse_change_but_forgetting(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_change_but_forgetting() IS 'Keeps the links of the audit chains as they are, for every role; lets the salt of an erased row go.';

--
-- Name: refuse_circle(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_circle() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION refuse_circle(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_circle() IS 'Prerequisites never lead back to where they began.';

--
-- Name: refuse_losing_unsealed(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_losing_unsealed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if tg_op = 'DELETE' then
    if exists (select from private.audit_chain as c where c.audit_log_id = old.audit_log_id) then
      return old;
    end if;
  end if;
  raise sqlstate 'PT409' using message = format('%s on %s is refused: its rows are to be sealed.', tg_op, tg_table_name);
end
$$;

--
-- Name: FUNCTION refuse_losing_unsealed(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_losing_unsealed() IS 'An unsealed audit row goes when it is sealed, for every role.';

--
-- Name: refuse_over_budget(public.budgets, text, timestamp with time zone, numeric, numeric, numeric); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_over_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_amount_usd numeric, p_spent_usd numeric, p_held_usd numeric) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  raise sqlstate 'PT402' using
    message = format(
      'Budget %s allows %s US dollars a %s: %s are spent, %s are held, and this may cost up to %s.',
      p_budget.name, trim_scale(p_budget.limit_usd), lower(p_budget.period::text), trim_scale(p_spent_usd),
      trim_scale(p_held_usd), trim_scale(p_amount_usd)
    ),
    detail = jsonb_build_object(
      'budget_id', p_budget.id, 'budget', p_budget.name, 'limit', trim_scale(p_budget.limit_usd)::text,
      'spent', trim_scale(p_spent_usd)::text, 'held', trim_scale(p_held_usd)::text,
      'needed', trim_scale(p_amount_usd)::text, 'period_start', p_period_start,
      'period_end', private.period_end(p_budget.period, p_time_zone, p_period_start)
    )::text;
end
$$;

--
-- Name: FUNCTION refuse_over_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_amount_usd numeric, p_spent_usd numeric, p_held_usd numeric); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_over_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_amount_usd numeric, p_spent_usd numeric, p_held_usd numeric) IS 'Raises PT402 with the figures, as JSON in the error''s detail.';

--
-- Name: refuse_tenant_change(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.refuse_tenant_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  raise sqlstate 'PT409' using message = format('A row of %s never moves to another tenant.', tg_table_name);
end
$$;

--
-- Name: FUNCTION refuse_tenant_change(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.refuse_tenant_change() IS 'Fired when tenant_id would change.';

--
-- Name: release_holds(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.release_holds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_hold record;
begin
  -- Also where nothing is held: somebody who makes a budget now must see the end of this execution, or wait for it.
  perform pg_advisory_xact_lock_shared(private.budget_lock(new.tenant_id));
  for v_hold in
    with released as (delete from private.budget_holds as h where h.execution_id = new.id returning h.*)

    select r.* from released as r order by r.budget_id
  loop
    update private.budget_slots as s
    set held_usd = s.held_usd - v_hold.held_usd
    where s.budget_id = v_hold.budget_id and s.period_start = v_hold.period_start and s.slot = v_hold.slot;
  end loop;
  return null;
end
$$;

--
-- Name: FUNCTION release_holds(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.release_holds() IS 'Fired when a running execution ends: what it held and did not spend is free.';

--
-- Name: remove_member(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.remove_member(p_user_id uuid) RETURNS public.user_roles
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_role public.user_roles;
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  delete from public.user_roles where tenant_id = v_tenant_id and user_id = p_user_id returning * into v_role;
  if not found then
    raise sqlstate 'PT404' using message = 'This user is not a member of the tenant.';
  end if;
  return v_role;
end
$$;

--
-- Name: remove_team_member(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.remove_team_member(p_project_id uuid, p_user_id uuid) RETURNS public.team_members
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: reopen_thread(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.reopen_thread(p_thread_id uuid) RETURNS public.comment_threads
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: replayed_execution(uuid, uuid, text, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.replayed_execution(p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.tenant_id = p_tenant_id and e.user_id = p_user_id and e.idempotency_key = p_idempotency_key;
  if not found then
    return null;
  end if;
  if v_execution.idempotency_hash is distinct from p_idempotency_hash then
    raise sqlstate 'PT422' using
      message = 'This Idempotency-Key was sent before with another request.',
      detail = jsonb_build_object('code', 'idempotency_mismatch', 'execution_id', v_execution.id)::text;
  end if;
  if v_execution.status in ('PENDING', 'RUNNING') then
    raise sqlstate 'PT409' using
      message = 'The request with this Idempotency-Key is still at work.',
      detail = jsonb_build_object('code', 'in_progress', 'execution_id', v_execution.id)::text;
  end if;
  return jsonb_build_object('replay', jsonb_build_object(
    'execution', private.execution_record(v_execution),
    'calls', (
      select coalesce(jsonb_agg(
        to_jsonb(c) || jsonb_build_object('cost_usd', trim_scale(c.cost_usd)::text) order by c.started_at, c.created_at
      ), '[]')
      from public.cost_tracking as c
      where c.reference_id = v_execution.id and c.purpose = 'PROMPT_EXECUTION' and c.kind <> 'ADJUSTMENT'
    )
  ));
end
$$;

--
-- Name: FUNCTION replayed_execution(p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.replayed_execution(p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text) IS 'What became of the request with this key: {"replay": {"execution", "calls"}}, or null when there was none. PT409 while it runs, PT422 when it was another request.';

--
-- Name: request_header(text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.request_header(p_name text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return nullif(current_setting('request.headers', true), '')::json ->> p_name;
end
$$;

--
-- Name: FUNCTION request_header(p_name text); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.request_header(p_name text) IS 'A header of the HTTP request, its name in lower case; null outside of PostgREST.';

--
-- Name: require_auditor(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_auditor(p_tenant_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if auth.role() = 'service_role' or exists (
    select from private.operators as o join public.users as u on u.id = o.user_id
    where o.user_id = auth.uid() and u.is_active
  ) then
    return;
  end if;
  perform private.require_role(p_tenant_id, 'ADMIN');
end
$$;

--
-- Name: FUNCTION require_auditor(p_tenant_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_auditor(p_tenant_id uuid) IS 'An ADMIN of the tenant, an operator or the service; else raises as require_role does.';

--
-- Name: require_author_or_admin(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_author_or_admin(p_tenant_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform private.require_role(p_tenant_id, 'MEMBER');
  if p_user_id is distinct from auth.uid() and private.member_role(p_tenant_id, auth.uid()) < 'ADMIN' then
    raise sqlstate 'PT403' using message = 'Only who made it or an ADMIN of the tenant does this.';
  end if;
end
$$;

--
-- Name: FUNCTION require_author_or_admin(p_tenant_id uuid, p_user_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_author_or_admin(p_tenant_id uuid, p_user_id uuid) IS 'Raises PT404 for a stranger, PT403 for a VIEWER and for a MEMBER who did not make the row.';

--
-- Name: require_deployment_target(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_deployment_target() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- A stranger is refused by the policy, and learns nothing here before that.
  if auth.uid() is not null and private.member_role(new.tenant_id, auth.uid()) is null then
    return new;
  end if;
  -- The locks hold off a deletion of the target until this is there. One that exists is locked already, and whoever
  -- deletes its target waits for it: so this does not wait.
  if new.workflow_id is not null and tg_op = 'INSERT' then
    perform from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
    for share;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such workflow.';
    end if;
  elsif new.workflow_id is distinct from old.workflow_id and new.workflow_id is not null then
    perform from public.workflows as w
    where w.tenant_id = new.tenant_id and w.id = new.workflow_id and w.deleted_at is null
    for share nowait;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such workflow.';
    end if;
  end if;
  if new.agent_id is not null and tg_op = 'INSERT' then
    perform from public.agents as a
    where a.tenant_id = new.tenant_id and a.id = new.agent_id and a.deleted_at is null
    for share;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such agent.';
    end if;
  elsif new.agent_id is distinct from old.agent_id and new.agent_id is not null then
    perform from public.agents as a
    where a.tenant_id = new.tenant_id and a.id = new.agent_id and a.deleted_at is null
    for share nowait;
    if not found then
      raise sqlstate 'PT404' using message = 'There is no such agent.';
    end if;
  end if;
  return new;
exception
  when lock_not_available then
    raise sqlstate 'PT409' using message = 'What is to be deployed is being changed just now: try again.';
end
$$;

--
-- Name: FUNCTION require_deployment_target(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_deployment_target() IS 'What is deployed is a live workflow or agent of the tenant.';

--
-- Name: require_live_venture(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_live_venture() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- The lock makes a deletion of the venture wait, or makes this wait for the deletion: nothing live is left below it.
  perform from public.ventures as v
  where v.tenant_id = new.tenant_id and v.id = new.venture_id and v.deleted_at is null
    and (auth.uid() is null or v.tenant_id = any(private.my_tenant_ids()))
  for share;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such venture.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION require_live_venture(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_live_venture() IS 'What is added to a venture finds it in the row''s tenant and not deleted; a stranger finds none.';

--
-- Name: require_member_as_author(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_member_as_author() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_caller_id uuid := coalesce(auth.uid(), new.created_by);
begin
  -- Triggers come before policies: a stranger who names a member must hear what they hear when they name nobody.
  if private.member_role(new.tenant_id, new.created_by) is null
    or (v_caller_id <> new.created_by and private.member_role(new.tenant_id, v_caller_id) is null)
  then
    raise sqlstate 'PT403' using message = 'created_by must be a member of the tenant.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION require_member_as_author(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_member_as_author() IS 'created_by is a member of the row''s tenant when it is written.';

--
-- Name: require_member_as_editor(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_member_as_editor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if private.member_role(new.tenant_id, new.updated_by) is null then
    raise sqlstate 'PT403' using message = 'updated_by must be a member of the tenant.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION require_member_as_editor(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_member_as_editor() IS 'updated_by is a member of the row''s tenant when the service names one.';

--
-- Name: require_member_as_user(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_member_as_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_caller_id uuid := coalesce(auth.uid(), new.user_id);
begin
  if private.member_role(new.tenant_id, new.user_id) is null
    or (v_caller_id <> new.user_id and private.member_role(new.tenant_id, v_caller_id) is null)
  then
    raise sqlstate 'PT403' using message = 'user_id must be a member of the tenant.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION require_member_as_user(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_member_as_user() IS 'user_id is a member of the row''s tenant when it is written.';

--
-- Name: require_owner_or_admin(uuid, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_owner_or_admin(p_tenant_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform private.require_role(
    p_tenant_id, case when p_user_id = auth.uid() then 'MEMBER' else 'ADMIN' end::public.tenant_role
  );
end
$$;

--
-- Name: FUNCTION require_owner_or_admin(p_tenant_id uuid, p_user_id uuid); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_owner_or_admin(p_tenant_id uuid, p_user_id uuid) IS 'Writers delete and restore what is theirs, an ADMIN everything: raises PT404 and PT403 as require_role does.';

--
-- Name: require_project_role(uuid, public.team_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_project_role(p_project_id uuid, p_minimum public.team_role) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if p_project_id <> all(private.my_project_ids(p_minimum)) then
    raise sqlstate 'PT403' using message = format('This needs role %s in the project.', p_minimum);
  end if;
end
$$;

--
-- Name: FUNCTION require_project_role(p_project_id uuid, p_minimum public.team_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_project_role(p_project_id uuid, p_minimum public.team_role) IS 'Raises PT403 when the caller''s role in the project is too low. That it is seen has been tested before.';

--
-- Name: require_role(uuid, public.tenant_role); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_role(p_tenant_id uuid, p_minimum public.tenant_role) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_role public.tenant_role := private.member_role(p_tenant_id, auth.uid());
begin
  if v_role is null then
    raise sqlstate 'PT404' using message = 'There is no such tenant, or you are not its member.';
  end if;
  if v_role < p_minimum then
    raise sqlstate 'PT403' using message =
      format('This needs role %s in the tenant; yours is %s.', p_minimum, v_role);
  end if;
end
$$;

--
-- Name: FUNCTION require_role(p_tenant_id uuid, p_minimum public.tenant_role); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_role(p_tenant_id uuid, p_minimum public.tenant_role) IS 'Raises PT404 for a stranger, PT403 for a member whose role is too low.';

--
-- Name: require_sound_steps(public.workflows); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_sound_steps(p_workflow public.workflows) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_keys text[];
  v_done text[] := array[]::text[];
  v_ready text[];
  v_fault record;
begin
  -- None is changed or restored before the workflow is active.
  perform private.hold_steps(p_workflow.tenant_id, array[p_workflow.id]);
  v_keys := array(
    select s.step_key from public.workflow_steps as s
    where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
  );
  if v_keys = '{}' then
    raise sqlstate 'PT409' using message = 'The workflow has no steps.';
  end if;

  -- Locked, so that none is deactivated or deleted before the workflow is active.
  perform from public.agents as a
  where (a.tenant_id, a.id) in (
    select s.agent_tenant_id, s.agent_id from public.workflow_steps as s
    where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
  )
  order by a.id
  for share;
  select s.step_key into v_fault
  from public.workflow_steps as s
  left join public.agents as a on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id
  where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
    and s.step_type = 'agent' and (a.id is null or a.deleted_at is not null or a.status <> 'active')
  order by s.position, s.step_key
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format('Step "%s" has no active agent.', v_fault.step_key);
  end if;

  select s.step_key, d.key into v_fault
  from public.workflow_steps as s
  cross join unnest(s.depends_on) as d (key)
  where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
    and d.key <> all(v_keys)
  order by s.position, s.step_key
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format(
      'Step "%s" depends on "%s", which is no step of the workflow.', v_fault.step_key, v_fault.key
    );
  end if;

  loop
    v_ready := array(
      select s.step_key from public.workflow_steps as s
      where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
        and s.step_key <> all(v_done) and s.depends_on <@ v_done
    );
    exit when v_ready = '{}';
    v_done := v_done || v_ready;
  end loop;
  if cardinality(v_done) < cardinality(v_keys) then
    raise sqlstate 'PT409' using message = format(
      'Steps wait for each other in a circle: %s.',
      (select string_agg(k.key, ', ' order by k.key) from unnest(v_keys) as k (key) where k.key <> all(v_done))
    );
  end if;

  select s.step_key, d.step_key as key into v_fault
  from public.workflow_steps as s
  join public.workflow_steps as d
    on d.tenant_id = s.tenant_id and d.workflow_id = s.workflow_id and d.deleted_at is null
    and d.step_key = any(s.depends_on) and d.position > s.position
  where s.tenant_id = p_workflow.tenant_id and s.workflow_id = p_workflow.id and s.deleted_at is null
  order by s.position, s.step_key
  limit 1;
  if found then
    raise sqlstate 'PT409' using message = format(
      'Step "%s" is positioned before "%s", on which it depends.', v_fault.step_key, v_fault.key
    );
  end if;
end
$$;

--
-- Name: FUNCTION require_sound_steps(p_workflow public.workflows); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_sound_steps(p_workflow public.workflows) IS 'Raises PT409 unless there are steps, each agent step has a live, active agent, and what they depend on exists, has no circle and is positioned before.';

--
-- Name: require_timezone(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.require_timezone() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  -- What Postgres would take without a look into the database of time zones: abbreviations and offsets.
  if not exists (
    select from pg_catalog.pg_timezone_names as z
    where z.name = new.schedule_timezone and z.name !~ '^(posix|right)/' and z.name not in ('Factory', 'localtime')
  ) then
    raise sqlstate 'PT400' using message = 'schedule_timezone is the name of an IANA time zone, like Europe/Berlin.';
  end if;
  return new;
end
$$;

--
-- Name: FUNCTION require_timezone(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.require_timezone() IS 'Fired when schedule_timezone is set to something else than UTC: reading the names costs some milliseconds.';

--
-- Name: requirements_by_evidence_tier(public.evidence_tier, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer) RETURNS SETOF public.requirements
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  -- As a definer function it can use the index on the tier, which row-level security would keep from use; so the
  -- membership is tested here. The same goes for the two listings below.
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select r.*
  from public.requirements as r
  where r.tenant_id = v_tenant_id and r.evidence_tier = p_evidence_tier and r.deleted_at is null
  order by r.created_at desc, r.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: resolve_divergence_alert(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.resolve_divergence_alert(p_alert_id uuid) RETURNS public.divergence_alerts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_alert public.divergence_alerts;
begin
  select a.* into v_alert
  from public.divergence_alerts as a
  join public.ventures as v on v.tenant_id = a.tenant_id and v.id = a.venture_id
  where a.id = p_alert_id and a.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is null
  for no key update of a;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such alert.';
  end if;
  perform private.require_role(v_alert.tenant_id, 'MEMBER');
  if v_alert.resolved_at is not null then
    raise sqlstate 'PT409' using message = 'The alert is already resolved.';
  end if;
  update public.divergence_alerts set resolved_at = greatest(now(), detected_at) where id = v_alert.id
  returning * into v_alert;
  return v_alert;
end
$$;

--
-- Name: resolve_thread(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.resolve_thread(p_thread_id uuid) RETURNS public.comment_threads
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: restore_agent(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_agent public.agents;
  v_deleted_at timestamptz;
begin
  select a.* into v_agent
  from public.agents as a
  where a.id = p_agent_id and a.deleted_at is not null and a.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted agent.';
  end if;
  perform private.require_owner_or_admin(v_agent.tenant_id, v_agent.user_id);
  if exists (
    select from public.agents as a
    where a.tenant_id = v_agent.tenant_id and a.id = v_agent.parent_id and a.deleted_at is not null
  ) then
    raise sqlstate 'PT409' using message = 'The first version of the agent is deleted: restore that.';
  end if;
  v_deleted_at := v_agent.deleted_at;
  update public.agents set deleted_at = null
  where tenant_id = v_agent.tenant_id and (id = v_agent.id or parent_id = v_agent.id) and deleted_at = v_deleted_at;
  update public.deployments as d set deleted_at = null
  from public.agents as a
  where a.tenant_id = v_agent.tenant_id and (a.id = v_agent.id or a.parent_id = v_agent.id)
    and d.tenant_id = a.tenant_id and d.agent_id = a.id and d.deleted_at = v_deleted_at;
  select a.* into v_agent from public.agents as a where a.id = v_agent.id;
  return v_agent;
end
$$;

--
-- Name: restore_artifact(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_artifact(p_artifact_id uuid) RETURNS public.artifacts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_artifact public.artifacts;
begin
  select t.* into v_artifact
  from public.artifacts as t
  where t.id = p_artifact_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted artifact.';
  end if;
  perform private.require_author_or_admin(v_artifact.tenant_id, v_artifact.user_id);
  perform private.hold_venture(v_artifact.tenant_id, v_artifact.venture_id);
  update public.artifacts set deleted_at = null where id = v_artifact.id returning * into v_artifact;
  return v_artifact;
end
$$;

--
-- Name: restore_budget(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_budget(p_budget_id uuid) RETURNS public.budgets
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_budget public.budgets;
begin
  update public.budgets set deleted_at = null
  where id = p_budget_id and deleted_at is not null and tenant_id = any(private.my_tenant_ids('ADMIN'))
  returning * into v_budget;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted budget, or you are not an ADMIN of its tenant.';
  end if;
  return v_budget;
end
$$;

--
-- Name: restore_deployment(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments;
begin
  select d.* into v_deployment
  from public.deployments as d
  where d.id = p_deployment_id and d.tenant_id = any(private.my_tenant_ids()) and d.deleted_at is not null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted deployment.';
  end if;
  perform private.require_owner_or_admin(v_deployment.tenant_id, v_deployment.user_id);
  -- A deployment that is deleted already is stamped by nobody: waiting for its target is no circle.
  perform from public.workflows as w
  where w.tenant_id = v_deployment.tenant_id and w.id = v_deployment.workflow_id and w.deleted_at is null
  for share;
  if not found then
    perform from public.agents as a
    where a.tenant_id = v_deployment.tenant_id and a.id = v_deployment.agent_id and a.deleted_at is null
    for share;
  end if;
  if not found then
    raise sqlstate 'PT409' using message = 'What was deployed is deleted: restore that.';
  end if;
  update public.deployments set deleted_at = null where id = v_deployment.id returning * into v_deployment;
  return v_deployment;
end
$$;

--
-- Name: restore_idea(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_idea(p_idea_id uuid) RETURNS public.business_ideas
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: restore_persona(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_persona(p_persona_id uuid) RETURNS public.personas
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_persona public.personas;
begin
  select t.* into v_persona
  from public.personas as t
  where t.id = p_persona_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted persona.';
  end if;
  perform private.require_author_or_admin(v_persona.tenant_id, v_persona.user_id);
  perform private.hold_venture(v_persona.tenant_id, v_persona.venture_id);
  update public.personas set deleted_at = null where id = v_persona.id returning * into v_persona;
  return v_persona;
end
$$;

--
-- Name: restore_project(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_project(p_project_id uuid) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: restore_prompt(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_prompt(p_prompt_id uuid) RETURNS public.prompts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_prompt public.prompts;
begin
  update public.prompts set deleted_at = null
  where id = p_prompt_id and deleted_at is not null and tenant_id = any(private.my_tenant_ids('ADMIN'))
  returning * into v_prompt;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted prompt, or you are not an ADMIN of its tenant.';
  end if;
  return v_prompt;
end
$$;

--
-- Name: restore_requirement(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_requirement(p_requirement_id uuid) RETURNS public.requirements
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_requirement public.requirements;
begin
  select t.* into v_requirement
  from public.requirements as t
  where t.id = p_requirement_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted requirement.';
  end if;
  perform private.require_author_or_admin(v_requirement.tenant_id, v_requirement.user_id);
  perform private.hold_venture(v_requirement.tenant_id, v_requirement.venture_id);
  update public.requirements set deleted_at = null where id = v_requirement.id returning * into v_requirement;
  return v_requirement;
end
$$;

--
-- Name: restore_template(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_template(p_template_id uuid) RETURNS public.templates
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_template public.templates := private.lock_template(p_template_id, true);
begin
  update public.templates set deleted_at = null where id = v_template.id returning * into v_template;
  return v_template;
end
$$;

--
-- Name: restore_tenant(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_tenant(p_tenant_id uuid) RETURNS public.tenants
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant public.tenants;
begin
  update public.tenants as t set deleted_at = null
  from public.user_roles as r, public.users as u
  where t.id = p_tenant_id and t.deleted_at is not null
    and r.tenant_id = t.id and r.user_id = auth.uid() and r.role = 'ADMIN'
    and u.id = r.user_id and u.is_active
  returning t.* into v_tenant;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted tenant, or you are not its ADMIN.';
  end if;
  return v_tenant;
end
$$;

--
-- Name: restore_user_story(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_user_story(p_user_story_id uuid) RETURNS public.user_stories
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_story public.user_stories;
begin
  select t.* into v_story
  from public.user_stories as t
  where t.id = p_user_story_id and t.tenant_id = any(private.my_tenant_ids()) and t.deleted_at is not null;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted story.';
  end if;
  perform private.require_author_or_admin(v_story.tenant_id, v_story.user_id);
  perform private.hold_venture(v_story.tenant_id, v_story.venture_id);
  update public.user_stories set deleted_at = null where id = v_story.id returning * into v_story;
  return v_story;
end
$$;

--
-- Name: restore_venture(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_venture(p_venture_id uuid) RETURNS public.ventures
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deleted public.ventures;
  v_venture public.ventures;
begin
  select v.* into v_deleted
  from public.ventures as v
  where v.id = p_venture_id and v.tenant_id = any(private.my_tenant_ids()) and v.deleted_at is not null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted venture.';
  end if;
  perform private.require_author_or_admin(v_deleted.tenant_id, v_deleted.user_id);
  update public.ventures set deleted_at = null where id = v_deleted.id returning * into v_venture;
  -- What was deleted before its venture was bears another moment, and stays deleted.
  update public.user_stories set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  update public.personas set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  update public.requirements set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  update public.artifacts set deleted_at = null
  where tenant_id = v_deleted.tenant_id and venture_id = v_deleted.id and deleted_at = v_deleted.deleted_at;
  return v_venture;
end
$$;

--
-- Name: restore_workflow(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows;
  v_deleted_at timestamptz;
  v_ids uuid[];
begin
  select w.* into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.deleted_at is not null and w.tenant_id = any(private.my_tenant_ids())
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted workflow.';
  end if;
  perform private.require_owner_or_admin(v_workflow.tenant_id, v_workflow.user_id);
  if exists (
    select from public.workflows as w
    where w.tenant_id = v_workflow.tenant_id and w.id = v_workflow.parent_id and w.deleted_at is not null
  ) then
    raise sqlstate 'PT409' using message = 'The first version of the workflow is deleted: restore that.';
  end if;
  v_deleted_at := v_workflow.deleted_at;
  v_ids := array(
    select w.id from public.workflows as w
    where w.tenant_id = v_workflow.tenant_id and (w.id = v_workflow.id or w.parent_id = v_workflow.id)
      and w.deleted_at = v_deleted_at
    order by w.id
    for no key update
  );
  -- Its agents may be gone by now: an active one comes back inactive, and is looked through when it is activated.
  update public.workflows
  set deleted_at = null, status = case when status = 'active' then 'inactive' else status end
  where id = any(v_ids);
  update public.workflow_steps set deleted_at = null
  where tenant_id = v_workflow.tenant_id and workflow_id = any(v_ids) and deleted_at = v_deleted_at;
  update public.deployments set deleted_at = null
  where tenant_id = v_workflow.tenant_id and workflow_id = any(v_ids) and deleted_at = v_deleted_at;
  select w.* into v_workflow from public.workflows as w where w.id = v_workflow.id;
  return v_workflow;
end
$$;

--
-- Name: restore_workflow_step(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.restore_workflow_step(p_step_id uuid) RETURNS public.workflow_steps
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_step public.workflow_steps := private.lock_step(p_step_id, true);
begin
  update public.workflow_steps set deleted_at = null where id = v_step.id returning * into v_step;
  return v_step;
end
$$;

--
-- Name: revert_artifact(uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.revert_artifact(p_artifact_id uuid, p_version integer) RETURNS public.artifacts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_artifact public.artifacts;
begin
  select a.* into v_artifact
  from public.artifacts as a
  where a.id = p_artifact_id and a.tenant_id = any(private.my_tenant_ids()) and a.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such artifact.';
  end if;
  perform private.require_role(v_artifact.tenant_id, 'MEMBER');
  update public.artifacts as a
  set content = v.content
  from public.artifact_versions as v
  where a.id = v_artifact.id and v.tenant_id = a.tenant_id and v.artifact_id = a.id and v.version = p_version
  returning a.* into v_artifact;
  if not found then
    raise sqlstate 'PT404' using message = format('The artifact has no version %s.', coalesce(p_version::text, 'null'));
  end if;
  return v_artifact;
end
$$;

--
-- Name: revert_document(uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.revert_document(p_document_id uuid, p_version integer) RETURNS public.specification_documents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    email text NOT NULL,
    role public.tenant_role NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '7 days'::interval) NOT NULL,
    accepted_at timestamp with time zone,
    accepted_by uuid,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT invitations_accepted_by_someone CHECK (((accepted_at IS NULL) = (accepted_by IS NULL))),
    CONSTRAINT invitations_email_is_lower_case_address CHECK (((email = lower(email)) AND (email ~ '^[^@\s]+@[^@\s]+$'::text) AND (octet_length(email) <= 320))),
    CONSTRAINT invitations_end_once CHECK (((accepted_at IS NULL) OR (revoked_at IS NULL))),
    CONSTRAINT invitations_official_tenant_has_no_members CHECK ((tenant_id <> private.official_tenant_id()))
);
ALTER TABLE ONLY public.invitations ALTER COLUMN email SET STATISTICS 0;

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE invitations; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.invitations IS 'An e-mail address asked into a tenant. Pending until accepted, revoked or expired; at most one pending per address.';

--
-- Name: COLUMN invitations.email; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.invitations.email IS 'In lower case. Only the user with this address can accept.';

--
-- Name: revoke_invitation(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.revoke_invitation(p_invitation_id uuid) RETURNS public.invitations
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_invitation public.invitations;
begin
  update public.invitations set revoked_at = now()
  where id = p_invitation_id and accepted_at is null and revoked_at is null
    and tenant_id = any(private.my_tenant_ids('ADMIN'))
  returning * into v_invitation;
  if not found then
    raise sqlstate 'PT404' using message =
      'There is no such pending invitation, or you are not an ADMIN of its tenant.';
  end if;
  return v_invitation;
end
$$;

--
-- Name: rollback_prompt(uuid, integer, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text) RETURNS public.prompts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_prompt public.prompts := private.lock_prompt(p_prompt_id, 'MEMBER');
begin
  insert into public.prompt_versions (
    tenant_id, prompt_id, version, template, variables, validations, model, fallback_model, parameters, change_log,
    created_by
  )
  select
    v.tenant_id, v.prompt_id, v_prompt.version, v.template, v.variables, v.validations, v.model, v.fallback_model,
    v.parameters, coalesce(p_change_log, format('Rollback to version %s', p_version)), auth.uid()
  from public.prompt_versions as v
  where v.prompt_id = v_prompt.id and v.version = p_version;
  if not found then
    raise sqlstate 'PT404' using message = format('The prompt has no version %s.', p_version);
  end if;
  update public.prompts
  set status = 'PUBLISHED', published_version = version, version = version + 1, published_at = now()
  where id = v_prompt.id
  returning * into v_prompt;
  return v_prompt;
end
$$;

--
-- Name: rotate_deployment_key(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.rotate_deployment_key(p_deployment_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'ADMIN');
  v_key text := 'fo_dep_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
begin
  insert into private.deployment_secrets (deployment_id, api_key_hash)
  values (v_deployment.id, sha256(convert_to(v_key, 'UTF8')))
  on conflict (deployment_id) do update set api_key_hash = excluded.api_key_hash, updated_at = now();
  perform private.write_audit_log(
    v_deployment.tenant_id, auth.uid(), 'UPDATE', 'deployment_secrets', v_deployment.id,
    '{"after": {"api_key_hash": "(new)"}}'
  );
  return jsonb_build_object('deployment_id', v_deployment.id, 'api_key', v_key);
end
$$;

--
-- Name: running_bound(public.executions); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.running_bound(p_execution public.executions) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return coalesce(
    (
      select private.execution_bound(
        v.template, v.variables, p_execution.inputs, v.validations, v.parameters, p_execution.model, v.fallback_model,
        null
      )
      from public.prompt_versions as v
      where v.prompt_id = p_execution.prompt_id and v.version = p_execution.prompt_version
    ),
    (
      select private.execution_bound(
        p.template, p.variables, p_execution.inputs, private.active_validations(p.id), p.parameters,
        p_execution.model, p.fallback_model, null
      )
      from public.prompts as p
      where p.id = p_execution.prompt_id
    )
  );
end
$$;

--
-- Name: FUNCTION running_bound(p_execution public.executions); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.running_bound(p_execution public.executions) IS 'The bound of an execution that began when no budget asked for one; of a draft''s, as the working copy is now.';

--
-- Name: seal_audit(integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.seal_audit(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  -- Begins anywhere, so that no tenant is always the last.
  v_first uuid := gen_random_uuid();
  v_tenant_id uuid := v_first;
  v_went_round boolean := false;
  v_sealed integer := 0;
begin
  while v_sealed < p_limit loop
    select u.tenant_id into v_tenant_id
    from private.audit_unsealed as u
    where u.tenant_id > v_tenant_id and (not v_went_round or u.tenant_id <= v_first)
    order by u.tenant_id
    limit 1;
    if not found then
      exit when v_went_round;
      v_went_round := true;
      v_tenant_id := '00000000-0000-0000-0000-000000000000';
      continue;
    end if;
    -- Somebody else is at it: they seal what we would.
    if pg_try_advisory_xact_lock(private.audit_lock(v_tenant_id)) then
      v_sealed := v_sealed + private.seal_tenant_audit(v_tenant_id, least(p_limit - v_sealed, 1000));
    end if;
  end loop;
  return v_sealed;
end
$$;

--
-- Name: seal_tenant_audit(uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.seal_tenant_audit(p_tenant_id uuid, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_row record;
  v_sequence bigint;
  v_hash bytea;
  v_sealed_at timestamptz := clock_timestamp();
  v_numbers bigint[] := '{}';
begin
  select c.sequence, c.hash, greatest(c.sealed_at, v_sealed_at) into v_sequence, v_hash, v_sealed_at
  from private.audit_chain as c
  where c.tenant_id = p_tenant_id
  order by c.sequence desc
  limit 1;
  v_sealed_at := coalesce(v_sealed_at, clock_timestamp());

  for v_row in
    select u.number, u.audit_log_id, k.salt, coalesce(u.digest, private.audit_digest(a, k.salt), k.none) as digest
    from private.audit_unsealed as u
    -- Only a row from before the chain has to be looked up.
    left join public.audit_logs as a on u.digest is null and a.id = u.audit_log_id
    cross join lateral (
      select coalesce(u.salt, uuid_send(gen_random_uuid())) as salt, decode(repeat('00', 32), 'hex') as none
    ) as k
    where u.tenant_id = p_tenant_id
    order by u.number
    limit p_limit
  loop
    v_sequence := coalesce(v_sequence, 0) + 1;
    v_hash := private.audit_hash(v_hash, p_tenant_id, v_sequence, v_row.audit_log_id, v_row.digest, v_sealed_at);
    insert into private.audit_chain (tenant_id, sequence, audit_log_id, salt, digest, hash, sealed_at)
    values (p_tenant_id, v_sequence, v_row.audit_log_id, v_row.salt, v_row.digest, v_hash, v_sealed_at);
    v_numbers := v_numbers || v_row.number;
  end loop;

  delete from private.audit_unsealed as u where u.tenant_id = p_tenant_id and u.number = any(v_numbers);
  return cardinality(v_numbers);
end
$$;

--
-- Name: FUNCTION seal_tenant_audit(p_tenant_id uuid, p_limit integer); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.seal_tenant_audit(p_tenant_id uuid, p_limit integer) IS 'Seals the oldest unsealed audit rows of a tenant, at most p_limit; returns how many. The caller holds audit_lock.';

--
-- Name: search_agents(text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer) RETURNS SETOF public.agents
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  -- As a definer function it can use the indexes that row-level security would keep from use; so the membership is
  -- tested here.
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select a.*
  from public.agents as a
  where a.deleted_at is null
    and ((p_public and a.is_public) or (not coalesce(p_public, false) and a.tenant_id = v_tenant_id))
    and (v_pattern is null or a.name ilike v_pattern or a.description ilike v_pattern)
    and (p_type is null or a.type = p_type)
    and (p_status is null or a.status = p_status)
    and (p_phase is null or a.phase = p_phase)
    and (p_tags is null or a.tags && p_tags)
  order by (a.name ilike v_pattern) desc nulls last, a.created_at desc, a.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: search_ideas(text, public.idea_status, uuid, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer) RETURNS SETOF public.business_ideas
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

--
-- Name: search_prompts(text, text, text[], integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer) RETURNS SETOF public.prompts
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := '%' || replace(replace(replace(p_query, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  -- As a definer function it can use the trigram and tag indexes, which row-level security would keep from use; so the
  -- membership is tested here.
  perform private.require_role(v_tenant_id, 'VIEWER');
  if p_status not in ('DRAFT', 'PUBLISHED', 'ARCHIVED') then
    raise sqlstate 'PT400' using message = 'p_status is one of DRAFT, PUBLISHED, ARCHIVED.';
  end if;
  return query
  select p.*
  from public.prompts as p
  where p.tenant_id = v_tenant_id
    and p.deleted_at is null
    and (v_pattern is null or p.name ilike v_pattern or p.description ilike v_pattern)
    and (p_status is null or p.status = p_status::public.prompt_status)
    and (p_tags is null or p.tags && p_tags)
  order by (p.name ilike v_pattern) desc nulls last, p.updated_at desc, p.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: search_specifications(text, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_specifications(p_query text, p_limit integer, p_offset integer) RETURNS TABLE(kind text, project_id uuid, project_name text, document_id uuid, phase public.specification_phase, rank real, fragment text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET enable_seqscan TO 'off'
    AS $$
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

--
-- Name: search_templates(text, public.template_type, text, text[], integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer) RETURNS SETOF public.templates
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select t.*
  from public.templates as t
  where t.deleted_at is null and (t.is_public or t.tenant_id = v_tenant_id)
    and (v_pattern is null or t.name ilike v_pattern or t.description ilike v_pattern)
    and (p_type is null or t.type = p_type)
    and (p_category is null or t.category = p_category)
    and (p_tags is null or t.tags && p_tags)
  order by t.usage_count desc, t.rating_average desc, t.created_at desc, t.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: search_workflow_executions(uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamp with time zone, timestamp with time zone, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer) RETURNS SETOF public.workflow_executions
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select e.*
  from public.workflow_executions as e
  where e.tenant_id = v_tenant_id
    and (p_workflow_id is null or e.workflow_id = p_workflow_id)
    and (p_status is null or e.status = p_status)
    and (p_trigger_type is null or e.trigger_type = p_trigger_type)
    and (p_from is null or e.created_at >= p_from)
    and (p_to is null or e.created_at < p_to)
  order by e.created_at desc, e.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: search_workflows(text, public.workflow_status, text[], boolean, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer) RETURNS SETOF public.workflows
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_pattern text := private.like_pattern(p_query);
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select w.*
  from public.workflows as w
  where w.deleted_at is null
    and ((p_public and w.is_public) or (not coalesce(p_public, false) and w.tenant_id = v_tenant_id))
    and (v_pattern is null or w.name ilike v_pattern or w.description ilike v_pattern)
    and (p_status is null or w.status = p_status)
    and (p_tags is null or w.tags && p_tags)
  order by (w.name ilike v_pattern) desc nulls last, w.created_at desc, w.id
  limit least(greatest(p_limit, 0), 100)
  offset greatest(p_offset, 0);
end
$$;

--
-- Name: set_deployment_secrets(uuid, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) RETURNS public.deployments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'MEMBER');
  v_variables jsonb;
begin
  if p_environment_vars is null or not private.environment_is_well_formed(jsonb_strip_nulls(p_environment_vars)) then
    raise sqlstate 'PT400' using message =
      'p_environment_vars is an object of at most 100 identifiers, each with a string, or with null to remove it.';
  end if;
  -- What is to be stored is looked through before it is written: a constraint that fails in here tells the caller and
  -- the log the values of the whole row. The lock of the deployment keeps it as it is read.
  v_variables := jsonb_strip_nulls(coalesce(
    (select s.environment_vars from private.deployment_secrets as s where s.deployment_id = v_deployment.id), '{}'
  ) || p_environment_vars);
  if not private.environment_is_well_formed(v_variables) then
    raise sqlstate 'PT400' using message = 'A deployment has at most 100 environment variables: remove some with null.';
  end if;
  if octet_length(v_variables::text) > 65536 then
    raise sqlstate 'PT400' using message = 'The environment variables of a deployment take at most 65536 bytes in all.';
  end if;
  insert into private.deployment_secrets (deployment_id, environment_vars)
  values (v_deployment.id, v_variables)
  on conflict (deployment_id) do update set environment_vars = excluded.environment_vars, updated_at = now();
  -- Which were set, never to what.
  perform private.write_audit_log(
    v_deployment.tenant_id, auth.uid(), 'UPDATE', 'deployment_secrets', v_deployment.id,
    jsonb_build_object('after', jsonb_build_object('environment_variable_names', (
      select jsonb_agg(k.name order by k.name) from jsonb_object_keys(p_environment_vars) as k (name)
    )))
  );
  update public.deployments
  set environment_variable_names = array(select k.name from jsonb_object_keys(v_variables) as k (name) order by k.name)
  where id = v_deployment.id
  returning * into v_deployment;
  return v_deployment;
end
$$;

--
-- Name: set_document_status(uuid, public.document_status, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer) RETURNS public.specification_documents
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: set_project_status(uuid, public.project_status); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.set_project_status(p_project_id uuid, p_status public.project_status) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: set_updated_at(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  new.updated_at := now();
  return new;
end
$$;

--
-- Name: FUNCTION set_updated_at(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.set_updated_at() IS 'Keeps updated_at.';

--
-- Name: settle_execution(uuid, uuid, jsonb, jsonb, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_execution public.executions;
  v_holds_lease boolean;
begin
  if coalesce(p_result ->> 'status', '') not in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT400' using message = 'p_result.status is one of COMPLETED, FAILED, CANCELLED.';
  end if;
  select * into v_execution from public.executions where id = p_execution_id for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  v_holds_lease := coalesce(v_execution.lease_id = p_lease_id, false);

  perform private.record_calls(v_execution, p_lease_id, p_calls);
  if v_execution.status <> 'RUNNING' or not v_holds_lease then
    return jsonb_build_object(
      'outcome', case when v_execution.status <> 'RUNNING' and v_holds_lease then 'settled' else 'superseded' end,
      'execution', private.execution_record(v_execution)
    );
  end if;

  update public.executions as e
  set
    status = (p_result ->> 'status')::public.execution_status,
    model = coalesce(p_result ->> 'model', e.model),
    output = p_result ->> 'output',
    validated_output = nullif(p_result -> 'validated_output', 'null'),
    validation_status = coalesce(p_result ->> 'validation_status', 'SKIPPED')::public.validation_status,
    validation_results = nullif(p_result -> 'validation_results', 'null'),
    token_usage = nullif(p_result -> 'token_usage', 'null'),
    latency_ms = greatest(round((p_result ->> 'latency_ms')::numeric)::integer, 1),
    error = nullif(p_result -> 'error', 'null'),
    cost_usd = spent.cost_usd,
    cost_is_complete = spent.is_complete,
    completed_at = greatest(now(), e.started_at)
  from (
    select coalesce(sum(c.cost_usd), 0) as cost_usd, coalesce(bool_and(c.cost_usd is not null), true) as is_complete
    from public.cost_tracking as c
    where c.reference_id = p_execution_id and c.purpose = 'PROMPT_EXECUTION'
  ) as spent
  where e.id = p_execution_id
  returning e.* into v_execution;

  insert into public.execution_logs (tenant_id, execution_id, level, message, metadata, timestamp)
  select
    v_execution.tenant_id, p_execution_id, upper(coalesce(l.level, 'INFO'))::public.log_level, left(l.message, 10000),
    l.metadata, coalesce(l.timestamp, now())
  from jsonb_to_recordset(p_logs) as l (level text, message text, metadata jsonb, timestamp timestamptz);

  return jsonb_build_object('outcome', 'settled', 'execution', private.execution_record(v_execution));
end
$$;

--
-- Name: start_deployment(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.start_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'MEMBER');
begin
  if v_deployment.status not in ('stopped', 'failed') then
    raise sqlstate 'PT409' using message = format('The deployment is already %s.', v_deployment.status);
  end if;
  if not exists (
    select from public.workflows as w
    where w.tenant_id = v_deployment.tenant_id and w.id = v_deployment.workflow_id and w.status = 'active'
      and w.deleted_at is null
  ) and not exists (
    select from public.agents as a
    where a.tenant_id = v_deployment.tenant_id and a.id = v_deployment.agent_id and a.status = 'active'
      and a.deleted_at is null
  ) then
    raise sqlstate 'PT409' using message = 'What is deployed is not active.';
  end if;
  update public.deployments set status = 'starting', health_status = 'unknown' where id = v_deployment.id
  returning * into v_deployment;
  return v_deployment;
end
$$;

--
-- Name: start_workflow_execution(uuid, jsonb, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb) RETURNS public.workflow_executions
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow public.workflows := private.lock_workflow(p_workflow_id, 'MEMBER');
  v_execution public.workflow_executions;
begin
  insert into public.workflow_executions (
    tenant_id, workflow_id, user_id, trigger_type, trigger_data, input_data
  )
  values (
    v_workflow.tenant_id, v_workflow.id, auth.uid(), 'manual', coalesce(p_trigger_data, '{}'), coalesce(p_input, '{}')
  )
  returning * into v_execution;
  return v_execution;
end
$$;

--
-- Name: step_is_well_formed(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.step_is_well_formed(p_step jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
  select coalesce(
    jsonb_typeof(p_step) = 'object'
    and (p_step ->> 'step_key') ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$'
    and (p_step ->> 'step_type') in ('agent', 'condition', 'loop', 'parallel', 'wait')
    and coalesce(jsonb_typeof(p_step -> 'depends_on'), 'array') = 'array'
    and coalesce(jsonb_typeof(p_step -> 'config'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_step -> 'inputs'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_step -> 'outputs'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_step -> 'agent'), 'object') = 'object'
    and coalesce((p_step #>> '{agent,type}') in ('code', 'api', 'llm', 'data', 'workflow'), not p_step ? 'agent'),
    false
  )
$_$;

--
-- Name: FUNCTION step_is_well_formed(p_step jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.step_is_well_formed(p_step jsonb) IS 'An object with step_key and step_type, and the rest of its type.';

--
-- Name: step_of_template(public.workflows, jsonb, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.step_of_template(p_workflow public.workflows, p_data jsonb, p_position integer) RETURNS public.workflow_steps
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_data public.workflow_steps := jsonb_populate_record(null::public.workflow_steps, private.only_members(
    p_data,
    '{step_key,step_name,step_type,position,config,inputs,outputs,depends_on,retry_count,retry_delay_ms,timeout_ms,on_error}'
  ));
  v_agent_id uuid;
  v_step public.workflow_steps;
begin
  if p_data ? 'agent' then
    v_agent_id := (private.agent_of_template(
      p_workflow.tenant_id,
      jsonb_build_object('name', coalesce(v_data.step_name, v_data.step_key)) || (p_data -> 'agent'), null
    )).id;
  elsif p_data ? 'agent_slug' then
    -- The own one before the official one.
    select a.id into v_agent_id
    from public.agents as a
    where a.slug = p_data ->> 'agent_slug' and a.deleted_at is null
      and a.tenant_id in (p_workflow.tenant_id, private.official_tenant_id())
    order by a.tenant_id = private.official_tenant_id()
    limit 1;
  end if;
  insert into public.workflow_steps (
    tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on,
    retry_count, retry_delay_ms, timeout_ms, on_error
  )
  values (
    p_workflow.tenant_id, p_workflow.id, v_agent_id, v_data.step_key, coalesce(v_data.step_name, v_data.step_key),
    v_data.step_type, coalesce(v_data.position, p_position), coalesce(v_data.config, '{}'),
    coalesce(v_data.inputs, '{}'), coalesce(v_data.outputs, '{}'), coalesce(v_data.depends_on, '{}'),
    coalesce(v_data.retry_count, 0), coalesce(v_data.retry_delay_ms, 1000), coalesce(v_data.timeout_ms, 30000),
    coalesce(v_data.on_error, 'fail')
  )
  returning * into v_step;
  return v_step;
end
$$;

--
-- Name: FUNCTION step_of_template(p_workflow public.workflows, p_data jsonb, p_position integer); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.step_of_template(p_workflow public.workflows, p_data jsonb, p_position integer) IS 'A new step, with the columns that a template gives; with an agent that the template describes or calls by its slug.';

--
-- Name: stop_agent_execution(public.agent_executions); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.stop_agent_execution(p_execution public.agent_executions) RETURNS public.agent_executions
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_execution public.agent_executions := p_execution;
begin
  if p_execution.status = 'PENDING' then
    update public.agent_executions
    set status = 'CANCELLED', cancel_requested_at = now(), cost_usd = 0
    where id = p_execution.id
    returning * into v_execution;
  elsif p_execution.cancel_requested_at is null then
    update public.agent_executions set cancel_requested_at = now() where id = p_execution.id
    returning * into v_execution;
  end if;
  return v_execution;
end
$$;

--
-- Name: FUNCTION stop_agent_execution(p_execution public.agent_executions); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.stop_agent_execution(p_execution public.agent_executions) IS 'Of an open execution that the caller has locked: cancels it before it runs, else asks its worker to.';

--
-- Name: stop_deployment(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.stop_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_deployment public.deployments := private.lock_deployment(p_deployment_id, 'MEMBER');
begin
  if v_deployment.status not in ('starting', 'running', 'maintenance') then
    raise sqlstate 'PT409' using message = format('The deployment is already %s.', v_deployment.status);
  end if;
  update public.deployments set status = 'stopping' where id = v_deployment.id returning * into v_deployment;
  return v_deployment;
end
$$;

--
-- Name: stop_deployments(uuid, uuid[], timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.stop_deployments(p_tenant_id uuid, p_ids uuid[], p_deleted_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  -- Locked first, whatever their status: one that is being started is seen as it is then.
  perform from public.deployments as d
  where d.tenant_id = p_tenant_id and d.deleted_at is null
    and (d.id = any(p_ids) or d.workflow_id = any(p_ids) or d.agent_id = any(p_ids))
  order by d.id
  for no key update;
  update public.deployments as d
  set
    deleted_at = p_deleted_at,
    status = case when d.status in ('starting', 'running', 'maintenance') then 'stopping' else d.status end
  where d.tenant_id = p_tenant_id and d.deleted_at is null
    and (d.id = any(p_ids) or d.workflow_id = any(p_ids) or d.agent_id = any(p_ids))
    and (p_deleted_at is not null or d.status in ('starting', 'running', 'maintenance'));
end
$$;

--
-- Name: FUNCTION stop_deployments(p_tenant_id uuid, p_ids uuid[], p_deleted_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.stop_deployments(p_tenant_id uuid, p_ids uuid[], p_deleted_at timestamp with time zone) IS 'What is in service of these deployments, or of these workflows or agents, is asked to stop; with p_deleted_at all of them are deleted. The caller has locked the workflows or agents.';

--
-- Name: stop_workflow_executions(uuid, uuid[]); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.stop_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
  update public.workflow_executions
  set
    status = case status when 'pending' then 'cancelled' else status end,
    cancel_requested_at = coalesce(cancel_requested_at, now())
  where tenant_id = p_tenant_id and workflow_id = any(p_workflow_ids)
    and (status = 'pending' or (status = 'running' and cancel_requested_at is null))
$$;

--
-- Name: FUNCTION stop_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.stop_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]) IS 'What is to be run is cancelled, and who runs what runs is asked to stop. The caller has locked them.';

--
-- Name: evaluations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evaluations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    business_idea_id uuid NOT NULL,
    created_by uuid NOT NULL,
    status public.evaluation_status DEFAULT 'pending'::public.evaluation_status NOT NULL,
    priority public.evaluation_priority DEFAULT 'normal'::public.evaluation_priority NOT NULL,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    results jsonb,
    score numeric GENERATED ALWAYS AS (((results ->> 'overall_score'::text))::numeric) STORED,
    error_message text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT evaluations_completed_after_started CHECK ((completed_at >= started_at)),
    CONSTRAINT evaluations_error_message_fits CHECK (((char_length(error_message) >= 1) AND (char_length(error_message) <= 10000))),
    CONSTRAINT evaluations_error_message_means_failed CHECK (((error_message IS NOT NULL) = (status = 'failed'::public.evaluation_status))),
    CONSTRAINT evaluations_results_come_with_the_end CHECK (((results IS NOT NULL) = (status = ANY (ARRAY['completed'::public.evaluation_status, 'failed'::public.evaluation_status])))),
    CONSTRAINT evaluations_results_fit_4_mb CHECK (private.json_fits(results, 'object'::text, 4194304)),
    CONSTRAINT evaluations_score_between_0_and_100 CHECK (((score >= (0)::numeric) AND (score <= (100)::numeric))),
    CONSTRAINT evaluations_score_has_at_most_2_decimals CHECK ((scale(score) <= 2)),
    CONSTRAINT evaluations_status_matches_timestamps CHECK ((((status = 'pending'::public.evaluation_status) AND (started_at IS NULL) AND (completed_at IS NULL)) OR ((status = 'analyzing'::public.evaluation_status) AND (started_at IS NOT NULL) AND (completed_at IS NULL)) OR ((status = ANY (ARRAY['completed'::public.evaluation_status, 'failed'::public.evaluation_status])) AND (started_at IS NOT NULL) AND (completed_at IS NOT NULL))))
);
ALTER TABLE ONLY public.evaluations ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.evaluations ALTER COLUMN error_message SET STATISTICS 0;

ALTER TABLE ONLY public.evaluations FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE evaluations; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.evaluations IS 'One evaluation of an idea. Made by submit_idea; its status and results follow from its agents'' results. Immutable once final.';

--
-- Name: COLUMN evaluations.created_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluations.created_by IS 'Who submitted the idea.';

--
-- Name: COLUMN evaluations.started_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluations.started_at IS 'When its first agent began.';

--
-- Name: COLUMN evaluations.completed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluations.completed_at IS 'When its last agent ended.';

--
-- Name: COLUMN evaluations.results; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluations.results IS '{"overall_score", "total", "completed", "failed", "agents": {"<agent_type>": {"status", "score", "insights", "error_message"}}}.';

--
-- Name: COLUMN evaluations.score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluations.score IS 'results.overall_score: the mean of its agents'' scores. Null when none of them gave one.';

--
-- Name: COLUMN evaluations.error_message; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluations.error_message IS 'Why each agent failed, a line each.';

--
-- Name: submit_idea(uuid, public.evaluation_priority); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority) RETURNS public.evaluations
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: sweep_executions(integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.sweep_executions(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_ids uuid[];
begin
  v_ids := array(
    select e.id
    from public.executions as e
    where e.status = 'RUNNING' and e.lease_expires_at < now()
    order by e.lease_expires_at
    limit p_limit
    for no key update skip locked
  );

  -- First the money, while the holds are there: nobody knows what a dead worker has spent, but no more than this.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
    is_estimate, error, started_at
  )
  select
    private.estimate_id(e.lease_id), e.tenant_id, e.user_id, 'PROMPT_EXECUTION', e.id, e.prompt_id,
    'ADJUSTMENT',
    coalesce(nullif(left(split_part(e.model, ':', 1), 100), ''), 'unknown'),
    coalesce(nullif(e.model, ''), 'unknown'),
    coalesce((select max(h.held_usd) from private.budget_holds as h where h.execution_id = e.id), 0),
    'UNKNOWN', 'UNKNOWN', true, 'lease_expired', e.started_at
  from public.executions as e
  where e.id = any(v_ids);

  -- The lease is taken away: a worker that comes back late finds itself superseded.
  update public.executions as e
  set
    status = 'FAILED', validation_status = 'SKIPPED', lease_id = null, cost_is_complete = false,
    cost_usd = coalesce((
      select sum(c.cost_usd) from public.cost_tracking as c
      where c.reference_id = e.id and c.purpose = 'PROMPT_EXECUTION'
    ), 0),
    error = jsonb_build_object(
      'code', 'lease_expired', 'detail', 'The worker of this execution stopped answering.',
      'lease_expires_at', e.lease_expires_at
    ),
    completed_at = now(),
    latency_ms = least(greatest(extract(epoch from now() - e.started_at) * 1000, 1), 2147483647)::integer
  where e.id = any(v_ids);
  return cardinality(v_ids);
end
$$;

--
-- Name: take_project_and_version_from_document(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.take_project_and_version_from_document() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION take_project_and_version_from_document(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.take_project_and_version_from_document() IS 'project_id is the document''s, document_version one that it has: the present one by default. In a deleted project there is no document.';

--
-- Name: take_project_from_comment(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.take_project_from_comment() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION take_project_from_comment(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.take_project_from_comment() IS 'project_id and, when it is given, tenant_id are the comment''s.';

--
-- Name: take_project_from_document(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.take_project_from_document() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION take_project_from_document(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.take_project_from_document() IS 'project_id is the document''s.';

--
-- Name: take_project_from_thread(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.take_project_from_thread() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

--
-- Name: FUNCTION take_project_from_thread(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.take_project_from_thread() IS 'project_id and, when it is written, tenant_id are the thread''s.';

--
-- Name: transition_phase(uuid, public.specification_phase); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) RETURNS public.specification_projects
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

--
-- Name: unchained_audit_rows(uuid, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.unchained_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_until timestamp with time zone) RETURNS TABLE(sequence bigint, audit_log_id uuid, fault text, detail text)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return query
  select
    null::bigint, a.id, 'row_inserted', format('The audit row, dated %s, was never written down to be sealed.', a.created_at)
  from public.audit_logs as a
  where a.tenant_id = p_tenant_id and a.created_at > p_after and a.created_at <= p_until
    and not exists (select from private.audit_chain as c where c.audit_log_id = a.id)
    and not exists (
      select from private.audit_unsealed as u where u.tenant_id = p_tenant_id and u.audit_log_id = a.id
    )
  order by a.created_at, a.id;
end
$$;

--
-- Name: FUNCTION unchained_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_until timestamp with time zone); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.unchained_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_until timestamp with time zone) IS 'Audit rows of a tenant, written after p_after up to p_until, that are in no chain and do not wait for it.';

--
-- Name: update_profile(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.update_profile() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_email text := nullif(lower(new.email), '');
begin
  if exists (
    select from public.users as u where lower(u.email) = v_email and u.deleted_at is null and u.id <> new.id
  ) then
    v_email := null;
  end if;
  update public.users
  set
    email = v_email,
    email_verified = new.email_confirmed_at is not null,
    email_verified_at = new.email_confirmed_at,
    last_login_at = new.last_sign_in_at
  where id = new.id and deleted_at is null;
  return null;
end
$$;

--
-- Name: FUNCTION update_profile(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.update_profile() IS 'After a sign-in, a confirmation or a change of address.';

--
-- Name: usage_by_day_and_model(date, date); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.usage_by_day_and_model(p_from date, p_to date) RETURNS TABLE(day date, provider text, model text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, calls_without_price bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select
    (c.started_at at time zone 'UTC')::date as started_on, c.provider, c.model,
    count(*) filter (where c.kind <> 'ADJUSTMENT'), sum(c.input_tokens)::bigint, sum(c.output_tokens)::bigint,
    coalesce(sum(c.cost_usd), 0),
    count(*) filter (
      where c.cost_usd is null
        and not exists (
          select from public.cost_tracking as a
          where a.reference_id = c.reference_id and a.corrects_id = c.id
        )
    )
  from public.cost_tracking as c
  where c.tenant_id = v_tenant_id
    -- A row is written after its call was made.
    and c.created_at >= p_from::timestamp at time zone 'UTC'
    and c.started_at >= p_from::timestamp at time zone 'UTC'
    and c.started_at < (p_to + 1)::timestamp at time zone 'UTC'
  group by started_on, c.provider, c.model
  order by started_on, c.provider, c.model;
end
$$;

--
-- Name: use_template(uuid, text, uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.use_template(p_template_id uuid, p_name text, p_workflow_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_template public.templates;
  v_tenant_id uuid;
  v_workflow public.workflows;
  v_agent public.agents;
  v_step jsonb;
  v_made jsonb;
begin
  if p_workflow_id is null then
    v_tenant_id := private.writable_tenant_id();
  else
    v_workflow := private.lock_workflow(p_workflow_id, 'MEMBER');
    v_tenant_id := v_workflow.tenant_id;
  end if;
  select t.* into v_template
  from public.templates as t
  where t.id = p_template_id and t.deleted_at is null and (t.is_public or t.tenant_id = any(private.my_tenant_ids()));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such template.';
  end if;
  if p_workflow_id is not null and v_template.type <> 'step' then
    raise sqlstate 'PT400' using message = 'p_workflow_id goes with a template for a step.';
  end if;

  if v_template.type = 'agent' then
    v_agent := private.agent_of_template(v_tenant_id, v_template.template_data, coalesce(p_name, v_template.name));
    v_made := jsonb_build_object('type', 'agent', 'id', v_agent.id, 'agent', to_jsonb(v_agent));
  elsif v_template.type = 'workflow' then
    v_workflow := jsonb_populate_record(null::public.workflows, private.only_members(
      v_template.template_data,
      '{description,definition,trigger_config,schedule_cron,schedule_timezone,tags}'
    ));
    insert into public.workflows (
      tenant_id, user_id, name, description, definition, trigger_config, schedule_cron, schedule_timezone, tags
    )
    values (
      v_tenant_id, auth.uid(), coalesce(p_name, v_template.name), coalesce(v_workflow.description, v_template.description),
      coalesce(v_workflow.definition, '{}'), coalesce(v_workflow.trigger_config, '{}'), v_workflow.schedule_cron,
      coalesce(v_workflow.schedule_timezone, 'UTC'), coalesce(v_workflow.tags, v_template.tags)
    )
    returning * into v_workflow;
    for v_step in select s.step from jsonb_array_elements(v_template.template_data -> 'steps') as s (step) loop
      perform private.step_of_template(
        v_workflow, v_step,
        (select count(*)::integer from public.workflow_steps as s
         where s.tenant_id = v_tenant_id and s.workflow_id = v_workflow.id)
      );
    end loop;
    v_made := jsonb_build_object('type', 'workflow', 'id', v_workflow.id, 'workflow', to_jsonb(v_workflow));
  elsif p_workflow_id is null then
    v_made := jsonb_build_object('type', 'step', 'step', v_template.template_data);
  else
    v_step := v_template.template_data - 'position';
    if p_name is not null then
      v_step := v_step || jsonb_build_object('step_name', p_name);
    end if;
    v_step := to_jsonb(private.step_of_template(
      v_workflow, v_step,
      (select coalesce(max(s.position) + 1, 0) from public.workflow_steps as s
       where s.tenant_id = v_tenant_id and s.workflow_id = v_workflow.id and s.deleted_at is null)
    ));
    v_made := jsonb_build_object('type', 'step', 'id', v_step -> 'id', 'step', v_step);
  end if;
  update public.templates set usage_count = usage_count + 1 where id = v_template.id;
  return v_made;
end
$$;

--
-- Name: validation_config_is_well_formed(public.validation_type, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.validation_config_is_well_formed(p_type public.validation_type, p_config jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select coalesce(
    case p_type
      when 'SCHEMA' then jsonb_typeof(p_config) in ('object', 'boolean')
      when 'REGEX' then jsonb_typeof(p_config) = 'object' and jsonb_typeof(p_config -> 'pattern') = 'string'
      when 'FUNCTION' then jsonb_typeof(p_config) = 'object' and jsonb_typeof(p_config -> 'code') = 'string'
    end, false
  )
$$;

--
-- Name: FUNCTION validation_config_is_well_formed(p_type public.validation_type, p_config jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.validation_config_is_well_formed(p_type public.validation_type, p_config jsonb) IS 'SCHEMA: an object or a boolean. REGEX: an object with a string pattern. FUNCTION: an object with a string code.';

--
-- Name: verify_audit_chain(uuid, bigint, bigint, bigint, text); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
  v_from bigint := greatest(coalesce(p_from, 1), 1);
  v_to bigint := least(coalesce(p_to, 9223372036854775807), v_from + 9999);
  v_last record;
  v_known text;
  v_faults jsonb;
  v_erased bigint;
begin
  perform private.require_auditor(v_tenant_id);
  select c.sequence, encode(c.hash, 'hex') as hash, c.sealed_at into v_last
  from private.audit_chain as c
  where c.tenant_id = v_tenant_id
  order by c.sequence desc
  limit 1;

  select
    coalesce(jsonb_agg(to_jsonb(f) order by f.sequence nulls last) filter (where f.n <= 100), '[]') into v_faults
  from (
    select x.*, row_number() over (order by x.sequence nulls last) as n
    from (
      select * from private.audit_chain_faults(v_tenant_id, v_from, v_to)
      union all
      select * from private.audit_unsealed_faults(v_tenant_id, 10000)
      where v_to >= coalesce(v_last.sequence, 0)
    ) as x
  ) as f;
  select count(*) into v_erased
  from private.audit_chain as c
  where c.tenant_id = v_tenant_id and c.sequence between v_from and v_to and c.salt is null;

  if p_known_sequence is not null then
    select encode(c.hash, 'hex') into v_known
    from private.audit_chain as c
    where c.tenant_id = v_tenant_id and c.sequence = p_known_sequence;
    if v_known is distinct from lower(p_known_hash) then
      v_faults := v_faults || jsonb_build_object(
        'sequence', p_known_sequence, 'audit_log_id', null,
        'fault', case when v_known is null then 'tail_cut' else 'head_differs' end,
        'detail', case
          when v_known is null then format('The chain had a link %s once.', p_known_sequence)
          else format('Link %s had another hash once.', p_known_sequence)
        end
      );
    end if;
  end if;

  return jsonb_build_object(
    'tenant_id', v_tenant_id, 'from', v_from, 'to', least(v_to, coalesce(v_last.sequence, 0)),
    'head', case
      when v_last.sequence is null then null
      else jsonb_build_object('sequence', v_last.sequence, 'hash', v_last.hash, 'sealed_at', v_last.sealed_at)
    end,
    'erased', v_erased, 'faults', v_faults,
    'next', case when v_to < least(coalesce(p_to, v_last.sequence), v_last.sequence) then v_to + 1 end
  );
end
$$;

--
-- Name: verify_audit_rows(uuid, timestamp with time zone, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
  v_limit integer := least(greatest(coalesce(p_limit, 10000), 1), 10000);
  v_until timestamptz;
  v_rows bigint;
begin
  perform private.require_auditor(v_tenant_id);
  -- What was written in one transaction has one time, and belongs together.
  select max(a.created_at), count(*) into v_until, v_rows
  from (
    select a.created_at
    from public.audit_logs as a
    where a.tenant_id = v_tenant_id and a.created_at > coalesce(p_after, '-infinity')
    order by a.created_at
    fetch first (v_limit) rows with ties
  ) as a;
  return jsonb_build_object(
    'tenant_id', v_tenant_id, 'rows', v_rows,
    'faults', (
      select coalesce(jsonb_agg(to_jsonb(f)), '[]')
      from (
        select * from private.unchained_audit_rows(v_tenant_id, coalesce(p_after, '-infinity'), v_until) limit 100
      ) as f
    ),
    'next', case when v_rows >= v_limit then v_until end
  );
end
$$;

--
-- Name: version_artifact(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.version_artifact() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  new.version := case
    when tg_op = 'INSERT' then 1
    when new.content is distinct from old.content then old.version + 1
    else old.version
  end;
  if tg_op = 'INSERT' then
    new.updated_by := new.user_id;
  elsif new.version = old.version then
    new.updated_by := old.updated_by;
  elsif old.deleted_at is not null then
    raise sqlstate 'PT409' using message = 'The artifact is deleted: its content stays as it is.';
  else
    new.updated_by := coalesce(auth.uid(), new.updated_by);
  end if;
  new.updated_at := now();
  return new;
end
$$;

--
-- Name: FUNCTION version_artifact(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.version_artifact() IS 'The version grows by one when the content changes, and never otherwise; keeps updated_by and updated_at.';

--
-- Name: whole_number(jsonb, jsonb, integer, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.whole_number(p_value jsonb, p_default jsonb, p_minimum integer, p_maximum integer) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
  return least(greatest(
    ceil(case when jsonb_typeof(p_value) = 'number' then p_value::numeric else p_default::numeric end), p_minimum
  ), p_maximum)::integer;
end
$$;

--
-- Name: FUNCTION whole_number(p_value jsonb, p_default jsonb, p_minimum integer, p_maximum integer); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.whole_number(p_value jsonb, p_default jsonb, p_minimum integer, p_maximum integer) IS 'The number, or the default where it is none, within bounds. What is out of bounds is refused before a model is asked.';

--
-- Name: without_large_values(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.without_large_values(p_row jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select jsonb_object_agg(
    m.key,
    case
      when octet_length(m.value::text) > 16384 then jsonb_build_object(
        'octets', octet_length(m.value::text), 'sha256', encode(sha256(convert_to(m.value::text, 'UTF8')), 'hex')
      )
      else m.value
    end
  )
  from jsonb_each(p_row) as m (key, value)
$$;

--
-- Name: FUNCTION without_large_values(p_row jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.without_large_values(p_row jsonb) IS 'The row with size and SHA-256 (of the JSON text) in place of every value over 16 kB.';

--
-- Name: without_personal_data(jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.without_personal_data(p_row jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
  select jsonb_object_agg(
    m.key,
    case when m.key in ('name', 'email', 'avatar_url') then '"(personal)"' else m.value end
  )
  from jsonb_each(p_row) as m (key, value)
$$;

--
-- Name: FUNCTION without_personal_data(p_row jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.without_personal_data(p_row jsonb) IS 'The row with a mark where a name, an address or a picture stands.';

--
-- Name: workflow_history(uuid); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.workflow_history(p_workflow_id uuid) RETURNS SETOF public.workflows
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_workflow record;
begin
  select w.tenant_id, coalesce(w.parent_id, w.id) as root_id into v_workflow
  from public.workflows as w
  where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  return query
  select w.*
  from public.workflows as w
  where w.tenant_id = v_workflow.tenant_id and coalesce(w.parent_id, w.id) = v_workflow.root_id
  order by w.version desc;
end
$$;

--
-- Name: workflow_stats(uuid, integer); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.workflow_stats(p_workflow_id uuid, p_days integer) RETURNS TABLE(total bigint, pending bigint, running bigint, successful bigint, failed bigint, cancelled bigint, timed_out bigint, success_rate numeric, avg_duration numeric, p50_duration double precision, p95_duration double precision, last_execution_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
declare
  v_tenant_id uuid;
begin
  select w.tenant_id into v_tenant_id
  from public.workflows as w
  where w.id = p_workflow_id and w.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such workflow.';
  end if;
  if p_days is null or p_days not between 1 and 3660 then
    raise sqlstate 'PT400' using message = 'p_days is between 1 and 3660.';
  end if;
  return query
  with counted as (
    select
      count(*) as total,
      count(*) filter (where e.status = 'pending') as pending,
      count(*) filter (where e.status = 'running') as running,
      count(*) filter (where e.status = 'completed') as successful,
      count(*) filter (where e.status = 'failed') as failed,
      count(*) filter (where e.status = 'cancelled') as cancelled,
      count(*) filter (where e.status = 'timeout') as timed_out,
      avg(e.duration_ms) as avg_duration,
      percentile_cont(array[0.5, 0.95]) within group (order by e.duration_ms) as durations,
      max(e.created_at) as last_execution_at
    from public.workflow_executions as e
    where e.tenant_id = v_tenant_id and e.workflow_id = p_workflow_id
      and e.created_at > now() - make_interval(days => p_days)
  )

  select
    c.total, c.pending, c.running, c.successful, c.failed, c.cancelled, c.timed_out,
    round(c.successful / nullif(c.successful + c.failed + c.cancelled + c.timed_out, 0)::numeric, 4),
    round(c.avg_duration, 1), c.durations[1], c.durations[2], c.last_execution_at
  from counted as c;
end
$$;

--
-- Name: writable_tenant_id(); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.writable_tenant_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'MEMBER');
  return v_tenant_id;
end
$$;

--
-- Name: FUNCTION writable_tenant_id(); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.writable_tenant_id() IS 'The current tenant, in which the caller is at least MEMBER.';

--
-- Name: write_audit_log(uuid, uuid, text, text, uuid, jsonb); Type: FUNCTION; Schema: private; Owner: -
--

CREATE FUNCTION private.write_audit_log(p_tenant_id uuid, p_user_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_changes jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into public.audit_logs (
    tenant_id, user_id, action, resource_type, resource_id, changes, ip_address, user_agent
  )
  values (
    p_tenant_id, p_user_id, p_action, p_resource_type, p_resource_id, p_changes,
    left(btrim(split_part(private.request_header('x-forwarded-for'), ',', 1)), 45),
    left(private.request_header('user-agent'), 500)
  );
end
$$;

--
-- Name: FUNCTION write_audit_log(p_tenant_id uuid, p_user_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_changes jsonb); Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON FUNCTION private.write_audit_log(p_tenant_id uuid, p_user_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_changes jsonb) IS 'One audit row, with the address and the program of the HTTP request.';

--
-- Name: accept_invitation(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.accept_invitation(p_token text) RETURNS public.user_roles
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.accept_invitation(p_token) $$;

--
-- Name: FUNCTION accept_invitation(p_token text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.accept_invitation(p_token text) IS 'Joins the tenant that invited the caller''s address.';

--
-- Name: activate_agent(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activate_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.activate_agent(p_agent_id) $$;

--
-- Name: FUNCTION activate_agent(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.activate_agent(p_agent_id uuid) IS 'Makes a draft or inactive agent executable. MEMBER.';

--
-- Name: activate_workflow(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.activate_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.activate_workflow(p_workflow_id) $$;

--
-- Name: FUNCTION activate_workflow(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.activate_workflow(p_workflow_id uuid) IS 'Looks through the steps of a draft or inactive workflow and makes it executable. MEMBER.';

--
-- Name: add_team_member(uuid, uuid, public.team_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role DEFAULT 'MEMBER'::public.team_role) RETURNS public.team_members
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.add_team_member(p_project_id, p_user_id, p_role) $$;

--
-- Name: FUNCTION add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role) IS 'Takes a member of the tenant into the team, brings a removed one back, or changes their role. LEAD.';

--
-- Name: advance_venture(uuid, public.venture_phase); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase DEFAULT NULL::public.venture_phase) RETURNS public.ventures
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.advance_venture(p_venture_id, p_expected_phase) $$;

--
-- Name: FUNCTION advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase) IS 'Takes a venture one phase on, if the latest score of the gate in between passed. With p_expected_phase only from that phase, so that a repeated call does not go two steps. MEMBER.';

--
-- Name: agent_executions_by_status(public.agent_execution_status, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.agent_executions
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.agent_executions_by_status(p_status, p_limit, p_offset) $$;

--
-- Name: FUNCTION agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer) IS 'Runs of agents of the current tenant in this status, the last started first; at most 100.';

--
-- Name: agent_history(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.agent_history(p_agent_id uuid) RETURNS SETOF public.agents
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.agent_history(p_agent_id) $$;

--
-- Name: FUNCTION agent_history(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.agent_history(p_agent_id uuid) IS 'All versions of an agent, by the id of any of them, deleted ones too; newest first.';

--
-- Name: agent_model_calls(public.agent_executions); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.agent_model_calls(public.agent_executions) RETURNS SETOF public.cost_tracking
    LANGUAGE sql STABLE ROWS 2
    SET search_path TO ''
    AS $_$
  select c.*
  from public.cost_tracking as c
  where c.reference_id = $1.id and c.tenant_id = $1.tenant_id and c.purpose = 'AGENT_EXECUTION'
  order by c.started_at, c.created_at
$_$;

--
-- Name: FUNCTION agent_model_calls(public.agent_executions); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.agent_model_calls(public.agent_executions) IS 'The ledger rows of a run of an agent, embedded as agent_executions?select=*,agent_model_calls(*).';

--
-- Name: apply_suggestions(uuid, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) RETURNS public.ai_reviews
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.apply_suggestions(p_review_id, p_suggestion_ids) $$;

--
-- Name: FUNCTION apply_suggestions(p_review_id uuid, p_suggestion_ids text[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) IS 'Marks suggestions of a review as applied. MEMBER.';

--
-- Name: archive_agent(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.archive_agent(p_agent_id) $$;

--
-- Name: FUNCTION archive_agent(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.archive_agent(p_agent_id uuid) IS 'Retires an agent for good and stops its deployments; not while an active workflow uses it. MEMBER.';

--
-- Name: archive_prompt(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_prompt(p_prompt_id uuid) RETURNS public.prompts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.archive_prompt(p_prompt_id) $$;

--
-- Name: FUNCTION archive_prompt(p_prompt_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.archive_prompt(p_prompt_id uuid) IS 'Takes a prompt out of use; publishing brings it back. MEMBER.';

--
-- Name: archive_workflow(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.archive_workflow(p_workflow_id) $$;

--
-- Name: FUNCTION archive_workflow(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.archive_workflow(p_workflow_id uuid) IS 'Retires a workflow for good; its deployments stop. MEMBER.';

--
-- Name: artifact_at_version(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.artifact_at_version(p_artifact_id uuid, p_version integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select private.artifact_at_version(p_artifact_id, p_version) $$;

--
-- Name: FUNCTION artifact_at_version(p_artifact_id uuid, p_version integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.artifact_at_version(p_artifact_id uuid, p_version integer) IS 'The content of an artifact as of a version, made from the first version and the differences since. VIEWER.';

--
-- Name: audit_chain_status(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_chain_status(p_tenant_id uuid DEFAULT NULL::uuid) RETURNS TABLE(tenant_id uuid, sequence bigint, hash text, sealed_at timestamp with time zone, unsealed bigint, oldest_unsealed_at timestamp with time zone, delay_seconds numeric)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.audit_chain_status(p_tenant_id) $$;

--
-- Name: FUNCTION audit_chain_status(p_tenant_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.audit_chain_status(p_tenant_id uuid) IS 'The head of a tenant''s audit chain, how many rows are not sealed yet, and for how long the oldest of them has waited. ADMIN, operators and the service.';

--
-- Name: available_modules(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.available_modules() RETURNS TABLE(id uuid, slug text, title text, description text, phase public.specification_phase, difficulty public.difficulty_level, estimated_duration integer, is_official boolean, lessons integer, completed_lessons integer, prerequisites uuid[], missing_prerequisites uuid[], state text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.available_modules() $$;

--
-- Name: FUNCTION available_modules(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.available_modules() IS 'The published modules of the current tenant and the official ones, with what they are to the caller: LOCKED, OPEN, IN_PROGRESS, COMPLETED or SKIPPED.';

--
-- Name: begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer DEFAULT NULL::integer, p_inputs jsonb DEFAULT '{}'::jsonb, p_context jsonb DEFAULT NULL::jsonb, p_priority text DEFAULT 'NORMAL'::text, p_model text DEFAULT NULL::text, p_edge_function_id text DEFAULT NULL::text, p_lease_seconds integer DEFAULT 30, p_idempotency_key text DEFAULT NULL::text, p_idempotency_hash text DEFAULT NULL::text, p_asking jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.begin_execution(
    p_user_id, p_tenant_id, p_prompt, p_version, p_inputs, p_context, p_priority, p_model, p_edge_function_id,
    p_lease_seconds, p_idempotency_key, p_idempotency_hash, p_asking
  );
end
$$;

--
-- Name: FUNCTION begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb) IS 'Checks that the user may run the prompt, makes a RUNNING execution with a lease, holds what it may cost under every budget, and returns it with the pinned version, its validations, the operator''s prices and the hold. p_asking is how the worker asks where the prompt does not say: {"default_model", "max_tokens", "max_retries", "max_repairs", "list_prices": version of its price package}. With an idempotency key of a request that has ended: {"replay"}. Service only: the caller has verified the user.';

--
-- Name: budget_status(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.budget_status() RETURNS TABLE(budget_id uuid, name text, kind public.budget_kind, period public.budget_period, user_id uuid, prompt_id uuid, workflow_id uuid, limit_usd numeric, spent_usd numeric, held_usd numeric, remaining_usd numeric, period_start timestamp with time zone, period_end timestamp with time zone, time_zone text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.budget_status() $$;

--
-- Name: FUNCTION budget_status(); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.budget_status() IS 'The current tenant''s active budgets in their present period: limit, spent, held by running executions, and what is left. Ask for spent_usd::text and so on: JSON numbers are floats.';

--
-- Name: cancel_agent_execution(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.cancel_agent_execution(p_execution_id uuid) RETURNS public.agent_executions
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.cancel_agent_execution(p_execution_id) $$;

--
-- Name: FUNCTION cancel_agent_execution(p_execution_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.cancel_agent_execution(p_execution_id uuid) IS 'Stops a run of an agent: at once while PENDING, by asking its worker while RUNNING. MEMBER.';

--
-- Name: cancel_execution(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.cancel_execution(p_execution_id uuid) RETURNS public.executions
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.cancel_execution(p_execution_id) $$;

--
-- Name: FUNCTION cancel_execution(p_execution_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.cancel_execution(p_execution_id uuid) IS 'Stops an execution: at once while PENDING, by asking its worker while RUNNING. MEMBER.';

--
-- Name: cancel_workflow_execution(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.cancel_workflow_execution(p_execution_id uuid) RETURNS public.workflow_executions
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.cancel_workflow_execution(p_execution_id) $$;

--
-- Name: FUNCTION cancel_workflow_execution(p_execution_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.cancel_workflow_execution(p_execution_id uuid) IS 'Stops an execution: at once while pending, by asking who runs it while running. MEMBER.';

--
-- Name: change_member_role(uuid, public.tenant_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_member_role(p_user_id uuid, p_role public.tenant_role) RETURNS public.user_roles
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.change_member_role(p_user_id, p_role) $$;

--
-- Name: FUNCTION change_member_role(p_user_id uuid, p_role public.tenant_role); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.change_member_role(p_user_id uuid, p_role public.tenant_role) IS 'Changes a member''s role in the current tenant. ADMIN.';

--
-- Name: claim_agent_results(integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.claim_agent_results(p_limit integer DEFAULT 1) RETURNS SETOF public.agent_results
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select * from private.claim_agent_results(p_limit) $$;

--
-- Name: FUNCTION claim_agent_results(p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.claim_agent_results(p_limit integer) IS 'Sets pending results running and gives them to the caller alone: high priority first, then the oldest evaluation; at most 100. Service only.';

--
-- Name: copy_agent(uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.copy_agent(p_agent_id uuid, p_name text DEFAULT NULL::text) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.copy_agent(p_agent_id, p_name) $$;

--
-- Name: FUNCTION copy_agent(p_agent_id uuid, p_name text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.copy_agent(p_agent_id uuid, p_name text) IS 'Makes a public, an official or an own agent into a draft of the caller in the current tenant. MEMBER.';

--
-- Name: copy_workflow(uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.copy_workflow(p_workflow_id uuid, p_name text DEFAULT NULL::text) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.copy_workflow(p_workflow_id, p_name) $$;

--
-- Name: FUNCTION copy_workflow(p_workflow_id uuid, p_name text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.copy_workflow(p_workflow_id uuid, p_name text) IS 'Makes a public or an own workflow into a draft of the caller in the current tenant, with its steps, and with those of their agents that are public. MEMBER.';

--
-- Name: cost_summary(timestamp with time zone, timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.cost_summary(p_from timestamp with time zone DEFAULT (now() - '30 days'::interval), p_to timestamp with time zone DEFAULT now(), p_group_by text DEFAULT 'day'::text) RETURNS TABLE(key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.cost_summary(p_from, p_to, p_group_by) $$;

--
-- Name: FUNCTION cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'What the current tenant spent, by day, model, provider, prompt, user, purpose or outcome. Days are UTC.';

--
-- Name: create_project(text, text, uuid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.create_project(p_name text, p_description text DEFAULT NULL::text, p_team_member_ids uuid[] DEFAULT '{}'::uuid[]) RETURNS public.specification_projects
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.create_project(p_name, p_description, p_team_member_ids) $$;

--
-- Name: FUNCTION create_project(p_name text, p_description text, p_team_member_ids uuid[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.create_project(p_name text, p_description text, p_team_member_ids uuid[]) IS 'Makes a project of the caller''s with a document for each of the first three phases, and a team of members. MEMBER.';

--
-- Name: create_tenant(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.create_tenant(p_name text) RETURNS public.tenants
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.create_tenant(p_name) $$;

--
-- Name: FUNCTION create_tenant(p_name text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.create_tenant(p_name text) IS 'Makes a shared tenant; the caller becomes its ADMIN.';

--
-- Name: deactivate_agent(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.deactivate_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.deactivate_agent(p_agent_id) $$;

--
-- Name: FUNCTION deactivate_agent(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.deactivate_agent(p_agent_id uuid) IS 'Takes an active agent out of use for a while and stops its deployments; not while an active workflow uses it. MEMBER.';

--
-- Name: deactivate_workflow(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.deactivate_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.deactivate_workflow(p_workflow_id) $$;

--
-- Name: FUNCTION deactivate_workflow(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.deactivate_workflow(p_workflow_id uuid) IS 'Takes an active workflow out of use for a while, so that its steps can be edited; its deployments stop. MEMBER.';

--
-- Name: delete_agent(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_agent(p_agent_id) $$;

--
-- Name: FUNCTION delete_agent(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_agent(p_agent_id uuid) IS 'Soft-deletes an agent with its deployments, a first version with all versions; not while an active workflow uses it. Its owner as MEMBER, or ADMIN.';

--
-- Name: delete_artifact(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_artifact(p_artifact_id uuid) RETURNS public.artifacts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_artifact(p_artifact_id) $$;

--
-- Name: FUNCTION delete_artifact(p_artifact_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_artifact(p_artifact_id uuid) IS 'Soft-deletes an artifact. Who made it, or ADMIN.';

--
-- Name: delete_budget(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_budget(p_budget_id uuid) RETURNS public.budgets
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_budget(p_budget_id) $$;

--
-- Name: FUNCTION delete_budget(p_budget_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_budget(p_budget_id uuid) IS 'Soft-deletes a budget: it refuses nothing any more. ADMIN.';

--
-- Name: delete_deployment(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_deployment(p_deployment_id) $$;

--
-- Name: FUNCTION delete_deployment(p_deployment_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_deployment(p_deployment_id uuid) IS 'Soft-deletes a deployment and asks for it to be stopped. Its owner as MEMBER, or ADMIN.';

--
-- Name: delete_idea(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_idea(p_idea_id uuid) RETURNS public.business_ideas
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_idea(p_idea_id) $$;

--
-- Name: FUNCTION delete_idea(p_idea_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_idea(p_idea_id uuid) IS 'Soft-deletes an idea, and with it hides its evaluations and their results; agents claim them no more. Its owner with role MEMBER, or an ADMIN.';

--
-- Name: delete_persona(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_persona(p_persona_id uuid) RETURNS public.personas
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_persona(p_persona_id) $$;

--
-- Name: FUNCTION delete_persona(p_persona_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_persona(p_persona_id uuid) IS 'Soft-deletes a persona. Who made it, or ADMIN.';

--
-- Name: delete_project(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_project(p_project_id uuid) RETURNS public.specification_projects
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_project(p_project_id) $$;

--
-- Name: FUNCTION delete_project(p_project_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_project(p_project_id uuid) IS 'Soft-deletes a project and hides all that belongs to it. Its owner or an ADMIN.';

--
-- Name: delete_prompt(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_prompt(p_prompt_id uuid) RETURNS public.prompts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_prompt(p_prompt_id) $$;

--
-- Name: FUNCTION delete_prompt(p_prompt_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_prompt(p_prompt_id uuid) IS 'Soft-deletes a prompt, and with it hides its versions and validations. Executions stay. ADMIN.';

--
-- Name: delete_requirement(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_requirement(p_requirement_id uuid) RETURNS public.requirements
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_requirement(p_requirement_id) $$;

--
-- Name: FUNCTION delete_requirement(p_requirement_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_requirement(p_requirement_id uuid) IS 'Soft-deletes a requirement. Who made it, or ADMIN.';

--
-- Name: delete_template(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_template(p_template_id uuid) RETURNS public.templates
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_template(p_template_id) $$;

--
-- Name: FUNCTION delete_template(p_template_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_template(p_template_id uuid) IS 'Soft-deletes a template. Its owner as MEMBER, or ADMIN.';

--
-- Name: delete_tenant(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_tenant(p_tenant_id uuid) RETURNS public.tenants
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_tenant(p_tenant_id) $$;

--
-- Name: FUNCTION delete_tenant(p_tenant_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_tenant(p_tenant_id uuid) IS 'Soft-deletes a shared tenant. ADMIN.';

--
-- Name: delete_user_story(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_user_story(p_user_story_id uuid) RETURNS public.user_stories
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_user_story(p_user_story_id) $$;

--
-- Name: FUNCTION delete_user_story(p_user_story_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_user_story(p_user_story_id uuid) IS 'Soft-deletes a story. Who made it, or ADMIN.';

--
-- Name: delete_venture(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_venture(p_venture_id uuid) RETURNS public.ventures
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_venture(p_venture_id) $$;

--
-- Name: FUNCTION delete_venture(p_venture_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_venture(p_venture_id uuid) IS 'Soft-deletes a venture with its stories, personas, requirements and artifacts. Its founder, or ADMIN.';

--
-- Name: delete_workflow(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_workflow(p_workflow_id) $$;

--
-- Name: FUNCTION delete_workflow(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_workflow(p_workflow_id uuid) IS 'Soft-deletes a workflow with its steps and deployments, a first version with all versions; executions stay: pending ones are cancelled, running ones asked to stop. Its owner as MEMBER, or ADMIN.';

--
-- Name: delete_workflow_step(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.delete_workflow_step(p_step_id uuid) RETURNS public.workflow_steps
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.delete_workflow_step(p_step_id) $$;

--
-- Name: FUNCTION delete_workflow_step(p_step_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.delete_workflow_step(p_step_id uuid) IS 'Soft-deletes a step of a draft or inactive workflow. MEMBER.';

--
-- Name: deleted_ventures(integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.deleted_ventures(p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.ventures
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.deleted_ventures(p_limit, p_offset) $$;

--
-- Name: FUNCTION deleted_ventures(p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.deleted_ventures(p_limit integer, p_offset integer) IS 'Soft-deleted ventures of the current tenant, the last deleted first; at most 100. MEMBER.';

--
-- Name: deployment_environment(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.deployment_environment(p_deployment_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
  return private.deployment_environment(p_deployment_id);
end
$$;

--
-- Name: FUNCTION deployment_environment(p_deployment_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.deployment_environment(p_deployment_id uuid) IS 'What a deployment runs with: {"deployment_id", "environment_vars", "api_key_hash"}. Service only.';

--
-- Name: execution_metrics(timestamp with time zone, timestamp with time zone, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.execution_metrics(p_from timestamp with time zone DEFAULT (now() - '24:00:00'::interval), p_to timestamp with time zone DEFAULT now(), p_prompt_id uuid DEFAULT NULL::uuid) RETURNS TABLE(total bigint, pending bigint, running bigint, completed bigint, failed bigint, cancelled bigint, success_rate numeric, avg_latency_ms numeric, p50_latency_ms double precision, p95_latency_ms double precision, p99_latency_ms double precision, avg_cost_usd numeric, total_cost_usd numeric, input_tokens bigint, output_tokens bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.execution_metrics(p_from, p_to, p_prompt_id) $$;

--
-- Name: FUNCTION execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid) IS 'Counts, latencies and costs of the current tenant''s executions created from p_from up to p_to. Rates and averages are over final ones.';

--
-- Name: extend_execution_lease(uuid, uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer DEFAULT 30) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.extend_execution_lease(p_execution_id, p_lease_id, p_lease_seconds);
end
$$;

--
-- Name: FUNCTION extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer) IS 'Heartbeat of a running execution: {"held", "cancel_requested"}. Not held means stop. Service only.';

--
-- Name: hand_over_project(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.hand_over_project(p_project_id uuid, p_user_id uuid) RETURNS public.specification_projects
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.hand_over_project(p_project_id, p_user_id) $$;

--
-- Name: FUNCTION hand_over_project(p_project_id uuid, p_user_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.hand_over_project(p_project_id uuid, p_user_id uuid) IS 'Gives a project to another MEMBER of the tenant; the owner before stays as LEAD. Its owner or an ADMIN.';

--
-- Name: idea_statistics(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.idea_statistics(p_user_id uuid DEFAULT NULL::uuid) RETURNS TABLE(ideas bigint, draft bigint, submitted bigint, evaluating bigint, completed bigint, avg_description_length numeric, evaluations bigint, open_evaluations bigint, completed_evaluations bigint, failed_evaluations bigint, avg_score numeric, avg_evaluation_seconds numeric)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.idea_statistics(p_user_id) $$;

--
-- Name: FUNCTION idea_statistics(p_user_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.idea_statistics(p_user_id uuid) IS 'The current tenant''s ideas and their evaluations, of one owner if asked, in numbers. avg_score is over the latest completed evaluation of each idea.';

--
-- Name: invite_member(text, public.tenant_role); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.invite_member(p_email text, p_role public.tenant_role DEFAULT 'MEMBER'::public.tenant_role) RETURNS jsonb
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.invite_member(p_email, p_role) $$;

--
-- Name: FUNCTION invite_member(p_email text, p_role public.tenant_role); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.invite_member(p_email text, p_role public.tenant_role) IS 'Invites an address into the current tenant. The answer holds the token, shown this once. ADMIN.';

--
-- Name: learn_list_price(text, text, numeric, numeric, numeric); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric DEFAULT 0) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.learn_list_price(p_model, p_version, p_input_usd_per_mtok, p_output_usd_per_mtok, p_call_usd);
end
$$;

--
-- Name: FUNCTION learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric) IS 'What this version of the price package asks for a model at most, for the bound of its executions. True the first time. Service only.';

--
-- Name: leave_tenant(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.leave_tenant(p_tenant_id uuid) RETURNS public.user_roles
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.leave_tenant(p_tenant_id) $$;

--
-- Name: FUNCTION leave_tenant(p_tenant_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.leave_tenant(p_tenant_id uuid) IS 'Ends the caller''s own membership. Not for the last ADMIN.';

--
-- Name: list_projects(text, public.project_status, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.list_projects(p_search text DEFAULT NULL::text, p_status public.project_status DEFAULT NULL::public.project_status, p_page integer DEFAULT 1, p_limit integer DEFAULT 20) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select private.list_projects(p_search, p_status, p_page, p_limit) $$;

--
-- Name: FUNCTION list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer) IS 'A page of the projects that the caller sees in the current tenant, the last changed first: {"projects": [… with owner, team and counts], "pagination": {"page", "limit", "total", "pages"}}.';

--
-- Name: model_calls(public.executions); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.model_calls(public.executions) RETURNS SETOF public.cost_tracking
    LANGUAGE sql STABLE ROWS 2
    SET search_path TO ''
    AS $_$
  select c.*
  from public.cost_tracking as c
  where c.reference_id = $1.id and c.tenant_id = $1.tenant_id and c.purpose = 'PROMPT_EXECUTION'
  order by c.started_at, c.created_at
$_$;

--
-- Name: FUNCTION model_calls(public.executions); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.model_calls(public.executions) IS 'The ledger rows of an execution, embedded as executions?select=*,model_calls(*).';

--
-- Name: new_agent_version(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.new_agent_version(p_agent_id uuid) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.new_agent_version(p_agent_id) $$;

--
-- Name: FUNCTION new_agent_version(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.new_agent_version(p_agent_id uuid) IS 'A draft with the next number and the content of this version; private, without the slug. MEMBER.';

--
-- Name: new_workflow_version(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.new_workflow_version(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.new_workflow_version(p_workflow_id) $$;

--
-- Name: FUNCTION new_workflow_version(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.new_workflow_version(p_workflow_id uuid) IS 'A draft with the next number and the content and steps of this version; private and not scheduled. MEMBER.';

--
-- Name: open_divergence_alerts(public.divergence_severity, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.open_divergence_alerts(p_severity public.divergence_severity DEFAULT NULL::public.divergence_severity, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.divergence_alerts
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.open_divergence_alerts(p_severity, p_limit, p_offset) $$;

--
-- Name: FUNCTION open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer) IS 'Unresolved alerts of the current tenant''s ventures, the most severe and then the newest first; at most 100.';

--
-- Name: open_thread(uuid, jsonb, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.open_thread(p_document_id uuid, p_position jsonb, p_content text) RETURNS public.comment_threads
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.open_thread(p_document_id, p_position, p_content) $$;

--
-- Name: FUNCTION open_thread(p_document_id uuid, p_position jsonb, p_content text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.open_thread(p_document_id uuid, p_position jsonb, p_content text) IS 'Opens a thread at {"line", "character"} of a document with its first comment. REVIEWER.';

--
-- Name: project_analytics(uuid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.project_analytics(p_project_ids uuid[]) RETURNS TABLE(project_id uuid, name text, current_phase public.specification_phase, document_count bigint, comment_count bigint, team_member_count bigint, average_quality_score numeric, last_activity timestamp with time zone)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.project_analytics(p_project_ids) $$;

--
-- Name: FUNCTION project_analytics(p_project_ids uuid[]); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.project_analytics(p_project_ids uuid[]) IS 'Counts, mean score of all reviews and last change of a document, for each of the projects that the caller sees.';

--
-- Name: publish_prompt(uuid, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.publish_prompt(p_prompt_id uuid, p_change_log text DEFAULT NULL::text) RETURNS public.prompts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.publish_prompt(p_prompt_id, p_change_log) $$;

--
-- Name: FUNCTION publish_prompt(p_prompt_id uuid, p_change_log text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.publish_prompt(p_prompt_id uuid, p_change_log text) IS 'Freezes the working copy and its active validations as a version, which runs from now on. MEMBER.';

--
-- Name: raise_execution_hold(uuid, uuid, numeric); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.raise_execution_hold(p_execution_id, p_lease_id, p_hold_usd);
end
$$;

--
-- Name: FUNCTION raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) IS 'Holds this much for the whole of a running execution, where less is held; PT402 when a hard limit does not bear it. Service only.';

--
-- Name: recompute_costs(timestamp with time zone, timestamp with time zone, uuid, boolean, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone DEFAULT now(), p_tenant_id uuid DEFAULT NULL::uuid, p_dry_run boolean DEFAULT false, p_limit integer DEFAULT 10000) RETURNS TABLE(model text, price_version text, calls bigint, difference_usd numeric)
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select * from private.recompute_costs(p_from, p_to, p_tenant_id, p_dry_run, p_limit) $$;

--
-- Name: FUNCTION recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer) IS 'Prices the calls that were written from p_from up to p_to again by the operator''s prices as they are now, and adds a row of kind ADJUSTMENT where the cost was another; with p_dry_run only tells. At most p_limit calls: repeat until none is left. Repeated, it adds nothing. Service only.';

--
-- Name: record_progress(uuid, text[], jsonb, jsonb, public.progress_status); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.record_progress(p_module_id uuid, p_completed_lessons text[] DEFAULT '{}'::text[], p_exercise_results jsonb DEFAULT NULL::jsonb, p_skill_assessments jsonb DEFAULT NULL::jsonb, p_status public.progress_status DEFAULT NULL::public.progress_status) RETURNS public.user_progress
    LANGUAGE sql
    SET search_path TO ''
    AS $$
  select private.record_progress(p_module_id, p_completed_lessons, p_exercise_results, p_skill_assessments, p_status)
$$;

--
-- Name: FUNCTION record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status) IS 'Opens a module for the caller in the current tenant, adds completed lessons, replaces results that are given. Without p_status it is IN_PROGRESS, or COMPLETED with the last lesson. VIEWER.';

--
-- Name: remove_member(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.remove_member(p_user_id uuid) RETURNS public.user_roles
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.remove_member(p_user_id) $$;

--
-- Name: FUNCTION remove_member(p_user_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.remove_member(p_user_id uuid) IS 'Ends a membership in the current tenant. ADMIN.';

--
-- Name: remove_team_member(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.remove_team_member(p_project_id uuid, p_user_id uuid) RETURNS public.team_members
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.remove_team_member(p_project_id, p_user_id) $$;

--
-- Name: FUNCTION remove_team_member(p_project_id uuid, p_user_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.remove_team_member(p_project_id uuid, p_user_id uuid) IS 'Takes somebody out of the team. LEAD, or oneself.';

--
-- Name: reopen_thread(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.reopen_thread(p_thread_id uuid) RETURNS public.comment_threads
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.reopen_thread(p_thread_id) $$;

--
-- Name: FUNCTION reopen_thread(p_thread_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.reopen_thread(p_thread_id uuid) IS 'Undoes resolve_thread. MEMBER, or a REVIEWER who has commented in it.';

--
-- Name: requirements_by_evidence_tier(public.evidence_tier, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.requirements
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.requirements_by_evidence_tier(p_evidence_tier, p_limit, p_offset) $$;

--
-- Name: FUNCTION requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer) IS 'Requirements of the current tenant with this evidence, the newest first; at most 100.';

--
-- Name: resolve_divergence_alert(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.resolve_divergence_alert(p_alert_id uuid) RETURNS public.divergence_alerts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.resolve_divergence_alert(p_alert_id) $$;

--
-- Name: FUNCTION resolve_divergence_alert(p_alert_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.resolve_divergence_alert(p_alert_id uuid) IS 'Closes an open alert, once. MEMBER.';

--
-- Name: resolve_thread(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.resolve_thread(p_thread_id uuid) RETURNS public.comment_threads
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.resolve_thread(p_thread_id) $$;

--
-- Name: FUNCTION resolve_thread(p_thread_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.resolve_thread(p_thread_id uuid) IS 'Ends a thread. MEMBER, or a REVIEWER who has commented in it.';

--
-- Name: restore_agent(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_agent(p_agent_id uuid) RETURNS public.agents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_agent(p_agent_id) $$;

--
-- Name: FUNCTION restore_agent(p_agent_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_agent(p_agent_id uuid) IS 'Undoes delete_agent, with all that it took along. Its owner as MEMBER, or ADMIN.';

--
-- Name: restore_artifact(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_artifact(p_artifact_id uuid) RETURNS public.artifacts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_artifact(p_artifact_id) $$;

--
-- Name: FUNCTION restore_artifact(p_artifact_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_artifact(p_artifact_id uuid) IS 'Undoes delete_artifact, while the venture is live. Who made it, or ADMIN.';

--
-- Name: restore_budget(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_budget(p_budget_id uuid) RETURNS public.budgets
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_budget(p_budget_id) $$;

--
-- Name: FUNCTION restore_budget(p_budget_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_budget(p_budget_id uuid) IS 'Undoes delete_budget; it is counted anew from the ledger. ADMIN.';

--
-- Name: restore_deployment(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_deployment(p_deployment_id) $$;

--
-- Name: FUNCTION restore_deployment(p_deployment_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_deployment(p_deployment_id uuid) IS 'Undoes delete_deployment; it does not start by itself. Its owner as MEMBER, or ADMIN.';

--
-- Name: restore_idea(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_idea(p_idea_id uuid) RETURNS public.business_ideas
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_idea(p_idea_id) $$;

--
-- Name: FUNCTION restore_idea(p_idea_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_idea(p_idea_id uuid) IS 'Undoes delete_idea. Its owner with role MEMBER, or an ADMIN.';

--
-- Name: restore_persona(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_persona(p_persona_id uuid) RETURNS public.personas
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_persona(p_persona_id) $$;

--
-- Name: FUNCTION restore_persona(p_persona_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_persona(p_persona_id uuid) IS 'Undoes delete_persona, while the venture is live. Who made it, or ADMIN.';

--
-- Name: restore_project(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_project(p_project_id uuid) RETURNS public.specification_projects
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_project(p_project_id) $$;

--
-- Name: FUNCTION restore_project(p_project_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_project(p_project_id uuid) IS 'Undoes delete_project. Its owner or an ADMIN.';

--
-- Name: restore_prompt(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_prompt(p_prompt_id uuid) RETURNS public.prompts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_prompt(p_prompt_id) $$;

--
-- Name: FUNCTION restore_prompt(p_prompt_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_prompt(p_prompt_id uuid) IS 'Undoes delete_prompt. ADMIN.';

--
-- Name: restore_requirement(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_requirement(p_requirement_id uuid) RETURNS public.requirements
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_requirement(p_requirement_id) $$;

--
-- Name: FUNCTION restore_requirement(p_requirement_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_requirement(p_requirement_id uuid) IS 'Undoes delete_requirement, while the venture is live. Who made it, or ADMIN.';

--
-- Name: restore_template(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_template(p_template_id uuid) RETURNS public.templates
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_template(p_template_id) $$;

--
-- Name: FUNCTION restore_template(p_template_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_template(p_template_id uuid) IS 'Undoes delete_template. Its owner as MEMBER, or ADMIN.';

--
-- Name: restore_tenant(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_tenant(p_tenant_id uuid) RETURNS public.tenants
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_tenant(p_tenant_id) $$;

--
-- Name: FUNCTION restore_tenant(p_tenant_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_tenant(p_tenant_id uuid) IS 'Undoes delete_tenant. ADMIN.';

--
-- Name: restore_user_story(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_user_story(p_user_story_id uuid) RETURNS public.user_stories
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_user_story(p_user_story_id) $$;

--
-- Name: FUNCTION restore_user_story(p_user_story_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_user_story(p_user_story_id uuid) IS 'Undoes delete_user_story, while the venture is live. Who made it, or ADMIN.';

--
-- Name: restore_venture(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_venture(p_venture_id uuid) RETURNS public.ventures
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_venture(p_venture_id) $$;

--
-- Name: FUNCTION restore_venture(p_venture_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_venture(p_venture_id uuid) IS 'Undoes delete_venture, with what was deleted along with the venture and nothing else. Its founder, or ADMIN.';

--
-- Name: restore_workflow(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_workflow(p_workflow_id uuid) RETURNS public.workflows
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_workflow(p_workflow_id) $$;

--
-- Name: FUNCTION restore_workflow(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_workflow(p_workflow_id uuid) IS 'Undoes delete_workflow, with all that it took along; what was active is inactive. Its owner as MEMBER, or ADMIN.';

--
-- Name: restore_workflow_step(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restore_workflow_step(p_step_id uuid) RETURNS public.workflow_steps
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.restore_workflow_step(p_step_id) $$;

--
-- Name: FUNCTION restore_workflow_step(p_step_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.restore_workflow_step(p_step_id uuid) IS 'Undoes delete_workflow_step. MEMBER.';

--
-- Name: revert_artifact(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.revert_artifact(p_artifact_id uuid, p_version integer) RETURNS public.artifacts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.revert_artifact(p_artifact_id, p_version) $$;

--
-- Name: FUNCTION revert_artifact(p_artifact_id uuid, p_version integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.revert_artifact(p_artifact_id uuid, p_version integer) IS 'Gives an artifact the content of an old version again, as its newest one. MEMBER.';

--
-- Name: revert_document(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.revert_document(p_document_id uuid, p_version integer) RETURNS public.specification_documents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.revert_document(p_document_id, p_version) $$;

--
-- Name: FUNCTION revert_document(p_document_id uuid, p_version integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.revert_document(p_document_id uuid, p_version integer) IS 'Gives a document the content of an old version, as a new one. MEMBER.';

--
-- Name: revoke_invitation(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.revoke_invitation(p_invitation_id uuid) RETURNS public.invitations
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.revoke_invitation(p_invitation_id) $$;

--
-- Name: FUNCTION revoke_invitation(p_invitation_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.revoke_invitation(p_invitation_id uuid) IS 'Takes a pending invitation back. ADMIN.';

--
-- Name: rollback_prompt(uuid, integer, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text DEFAULT NULL::text) RETURNS public.prompts
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.rollback_prompt(p_prompt_id, p_version, p_change_log) $$;

--
-- Name: FUNCTION rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text) IS 'Publishes an old version as a new one. The working copy is left as it is. MEMBER.';

--
-- Name: rotate_deployment_key(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.rotate_deployment_key(p_deployment_id uuid) RETURNS jsonb
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.rotate_deployment_key(p_deployment_id) $$;

--
-- Name: FUNCTION rotate_deployment_key(p_deployment_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.rotate_deployment_key(p_deployment_id uuid) IS 'Makes a new key for a deployment: {"deployment_id", "api_key"}. It is shown this once; the old one ends. ADMIN.';

--
-- Name: seal_audit(integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.seal_audit(p_limit integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.seal_audit(p_limit);
end
$$;

--
-- Name: FUNCTION seal_audit(p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.seal_audit(p_limit integer) IS 'Seals audit rows into the chains of their tenants, at most p_limit; returns how many. Safe to overlap: a tenant that another call is sealing is left to it. Service only.';

--
-- Name: search_agents(text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_agents(p_query text DEFAULT NULL::text, p_type public.agent_type DEFAULT NULL::public.agent_type, p_status public.agent_status DEFAULT NULL::public.agent_status, p_phase public.agent_phase DEFAULT NULL::public.agent_phase, p_tags text[] DEFAULT NULL::text[], p_public boolean DEFAULT false, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.agents
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.search_agents(p_query, p_type, p_status, p_phase, p_tags, p_public, p_limit, p_offset) $$;

--
-- Name: FUNCTION search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer) IS 'Agents of the current tenant, or the public ones, whose name or description contains p_query and that have any of p_tags; at most 100.';

--
-- Name: search_ideas(text, public.idea_status, uuid, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_ideas(p_query text DEFAULT NULL::text, p_status public.idea_status DEFAULT NULL::public.idea_status, p_user_id uuid DEFAULT NULL::uuid, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.business_ideas
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.search_ideas(p_query, p_status, p_user_id, p_limit, p_offset) $$;

--
-- Name: FUNCTION search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer) IS 'Ideas of the current tenant whose title or description contains p_query, of one status and one owner if asked; newest first, those whose title fits before others; at most 100.';

--
-- Name: search_prompts(text, text, text[], integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_prompts(p_query text DEFAULT NULL::text, p_status text DEFAULT NULL::text, p_tags text[] DEFAULT NULL::text[], p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.prompts
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.search_prompts(p_query, p_status, p_tags, p_limit, p_offset) $$;

--
-- Name: FUNCTION search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer) IS 'Prompts of the current tenant whose name or description contains p_query and that have any of p_tags; at most 100.';

--
-- Name: search_specifications(text, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_specifications(p_query text, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS TABLE(kind text, project_id uuid, project_name text, document_id uuid, phase public.specification_phase, rank real, fragment text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.search_specifications(p_query, p_limit, p_offset) $$;

--
-- Name: FUNCTION search_specifications(p_query text, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_specifications(p_query text, p_limit integer, p_offset integer) IS 'Projects (name, description) and documents of the current tenant that match p_query, words, "phrases", or, -not, best first among the 200 last changed of each; at most 100. fragment is HTML: escaped text with <mark> around matches.';

--
-- Name: search_templates(text, public.template_type, text, text[], integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_templates(p_query text DEFAULT NULL::text, p_type public.template_type DEFAULT NULL::public.template_type, p_category text DEFAULT NULL::text, p_tags text[] DEFAULT NULL::text[], p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.templates
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.search_templates(p_query, p_type, p_category, p_tags, p_limit, p_offset) $$;

--
-- Name: FUNCTION search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer) IS 'Public, official and own templates, the most used first; at most 100.';

--
-- Name: search_workflow_executions(uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamp with time zone, timestamp with time zone, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_workflow_executions(p_workflow_id uuid DEFAULT NULL::uuid, p_status public.workflow_execution_status DEFAULT NULL::public.workflow_execution_status, p_trigger_type public.workflow_trigger_type DEFAULT NULL::public.workflow_trigger_type, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.workflow_executions
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
  select *
  from private.search_workflow_executions(
    p_workflow_id, p_status, p_trigger_type, p_from, p_to, p_limit, p_offset
  )
$$;

--
-- Name: FUNCTION search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer) IS 'Executions of the current tenant by workflow, status, trigger and time, newest first; at most 100.';

--
-- Name: search_workflows(text, public.workflow_status, text[], boolean, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_workflows(p_query text DEFAULT NULL::text, p_status public.workflow_status DEFAULT NULL::public.workflow_status, p_tags text[] DEFAULT NULL::text[], p_public boolean DEFAULT false, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0) RETURNS SETOF public.workflows
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.search_workflows(p_query, p_status, p_tags, p_public, p_limit, p_offset) $$;

--
-- Name: FUNCTION search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer) IS 'Workflows of the current tenant, or the public ones, whose name or description contains p_query and that have any of p_tags; at most 100.';

--
-- Name: set_deployment_secrets(uuid, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) RETURNS public.deployments
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.set_deployment_secrets(p_deployment_id, p_environment_vars) $$;

--
-- Name: FUNCTION set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) IS 'Sets the environment variables that are named, removes those with null, keeps the others. Nobody reads them back but the service. MEMBER.';

--
-- Name: set_document_status(uuid, public.document_status, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer DEFAULT NULL::integer) RETURNS public.specification_documents
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.set_document_status(p_document_id, p_status, p_version) $$;

--
-- Name: FUNCTION set_document_status(p_document_id uuid, p_status public.document_status, p_version integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer) IS 'Hands a document in for review or takes it back (MEMBER); approves, reopens, archives it (LEAD). With p_version only when that is still its version.';

--
-- Name: set_project_status(uuid, public.project_status); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.set_project_status(p_project_id uuid, p_status public.project_status) RETURNS public.specification_projects
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.set_project_status(p_project_id, p_status) $$;

--
-- Name: FUNCTION set_project_status(p_project_id uuid, p_status public.project_status); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.set_project_status(p_project_id uuid, p_status public.project_status) IS 'Suspends, completes (in phase IMPLEMENTATION), archives or reactivates a project. LEAD.';

--
-- Name: settle_execution(uuid, uuid, jsonb, jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb DEFAULT '[]'::jsonb, p_logs jsonb DEFAULT '[]'::jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.settle_execution(p_execution_id, p_lease_id, p_result, p_calls, p_logs);
end
$$;

--
-- Name: FUNCTION settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb) IS 'Ends an execution in one transaction: result, ledger rows, logs. May be repeated; {"outcome": "superseded"} when the lease was lost. Service only.';

--
-- Name: start_deployment(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.start_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.start_deployment(p_deployment_id) $$;

--
-- Name: FUNCTION start_deployment(p_deployment_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.start_deployment(p_deployment_id uuid) IS 'Asks for a stopped or failed deployment of something active to be started. MEMBER.';

--
-- Name: start_workflow_execution(uuid, jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.start_workflow_execution(p_workflow_id uuid, p_input jsonb DEFAULT '{}'::jsonb, p_trigger_data jsonb DEFAULT '{}'::jsonb) RETURNS public.workflow_executions
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.start_workflow_execution(p_workflow_id, p_input, p_trigger_data) $$;

--
-- Name: FUNCTION start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb) IS 'Asks for a run of an active workflow, which the service takes up. MEMBER.';

--
-- Name: stop_deployment(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stop_deployment(p_deployment_id uuid) RETURNS public.deployments
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.stop_deployment(p_deployment_id) $$;

--
-- Name: FUNCTION stop_deployment(p_deployment_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.stop_deployment(p_deployment_id uuid) IS 'Asks for a deployment to be stopped. MEMBER.';

--
-- Name: submit_idea(uuid, public.evaluation_priority); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority DEFAULT 'normal'::public.evaluation_priority) RETURNS public.evaluations
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.submit_idea(p_idea_id, p_priority) $$;

--
-- Name: FUNCTION submit_idea(p_idea_id uuid, p_priority public.evaluation_priority); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority) IS 'Makes an evaluation of a draft or completed idea, with a pending result for each of five agents. One at a time. MEMBER.';

--
-- Name: sweep_executions(integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sweep_executions(p_limit integer DEFAULT 100) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  return private.sweep_executions(p_limit);
end
$$;

--
-- Name: FUNCTION sweep_executions(p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.sweep_executions(p_limit integer) IS 'Fails executions whose lease ran out, at most p_limit; returns how many. Service only.';

--
-- Name: transition_phase(uuid, public.specification_phase); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) RETURNS public.specification_projects
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.transition_phase(p_project_id, p_target_phase) $$;

--
-- Name: FUNCTION transition_phase(p_project_id uuid, p_target_phase public.specification_phase); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) IS 'Moves a project to the next phase when the document of the present one is APPROVED, or back to any earlier one. The document of the phase that is entered becomes a DRAFT. LEAD.';

--
-- Name: usage_by_day_and_model(date, date); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.usage_by_day_and_model(p_from date DEFAULT (CURRENT_DATE - 30), p_to date DEFAULT CURRENT_DATE) RETURNS TABLE(day date, provider text, model text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, calls_without_price bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.usage_by_day_and_model(p_from, p_to) $$;

--
-- Name: FUNCTION usage_by_day_and_model(p_from date, p_to date); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.usage_by_day_and_model(p_from date, p_to date) IS 'What the current tenant used of each model on each day (UTC) on which its calls were made, p_to included; corrections count on the day of their call. To compare with a provider''s bill.';

--
-- Name: use_template(uuid, text, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.use_template(p_template_id uuid, p_name text DEFAULT NULL::text, p_workflow_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE sql
    SET search_path TO ''
    AS $$ select private.use_template(p_template_id, p_name, p_workflow_id) $$;

--
-- Name: FUNCTION use_template(p_template_id uuid, p_name text, p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.use_template(p_template_id uuid, p_name text, p_workflow_id uuid) IS 'Makes an agent, a workflow or a step of a workflow from a template: {"type", "id", and the row by its type}. Without p_workflow_id a step is only shown. Counts as a use. MEMBER.';

--
-- Name: verify_audit_chain(uuid, bigint, bigint, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verify_audit_chain(p_tenant_id uuid DEFAULT NULL::uuid, p_from bigint DEFAULT 1, p_to bigint DEFAULT NULL::bigint, p_known_sequence bigint DEFAULT NULL::bigint, p_known_hash text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select private.verify_audit_chain(p_tenant_id, p_from, p_to, p_known_sequence, p_known_hash) $$;

--
-- Name: FUNCTION verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) IS 'Recomputes the links p_from to p_to of a tenant''s audit chain, at most 10,000 a call: {"from", "to", "head": {"sequence", "hash", "sealed_at"}, "erased", "faults": [{"sequence", "audit_log_id", "fault", "detail"}], "next": where to go on, or null}. Faults: row_edited, row_removed, row_erased_without_record, link_edited, link_moved, link_removed; with a head that was known once also tail_cut, head_differs. At most 100 are named. ADMIN, operators and the service.';

--
-- Name: verify_audit_rows(uuid, timestamp with time zone, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.verify_audit_rows(p_tenant_id uuid DEFAULT NULL::uuid, p_after timestamp with time zone DEFAULT '-infinity'::timestamp with time zone, p_limit integer DEFAULT 10000) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select private.verify_audit_rows(p_tenant_id, p_after, p_limit) $$;

--
-- Name: FUNCTION verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) IS 'Looks for audit rows of a tenant that are in no chain and do not wait for it, page by page in the order of created_at: {"rows", "faults": [{"audit_log_id", "fault": "row_inserted", "detail"}], "next": the p_after of the next page, or null}. ADMIN, operators and the service.';

--
-- Name: workflow_history(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.workflow_history(p_workflow_id uuid) RETURNS SETOF public.workflows
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.workflow_history(p_workflow_id) $$;

--
-- Name: FUNCTION workflow_history(p_workflow_id uuid); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.workflow_history(p_workflow_id uuid) IS 'All versions of a workflow, by the id of any of them, deleted ones too; newest first.';

--
-- Name: workflow_stats(uuid, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.workflow_stats(p_workflow_id uuid, p_days integer DEFAULT 30) RETURNS TABLE(total bigint, pending bigint, running bigint, successful bigint, failed bigint, cancelled bigint, timed_out bigint, success_rate numeric, avg_duration numeric, p50_duration double precision, p95_duration double precision, last_execution_at timestamp with time zone)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$ select * from private.workflow_stats(p_workflow_id, p_days) $$;

--
-- Name: FUNCTION workflow_stats(p_workflow_id uuid, p_days integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.workflow_stats(p_workflow_id uuid, p_days integer) IS 'Counts and durations (in milliseconds) of a workflow''s executions of the last days. The rate is over final ones.';

--
-- Name: audit_chain; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.audit_chain (
    tenant_id uuid NOT NULL,
    sequence bigint NOT NULL,
    audit_log_id uuid NOT NULL,
    salt bytea,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_chain_has_sha256 CHECK (((octet_length(salt) = 16) AND (octet_length(digest) = 32) AND (octet_length(hash) = 32))),
    CONSTRAINT audit_chain_sequence_starts_at_one CHECK ((sequence >= 1))
);

--
-- Name: TABLE audit_chain; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.audit_chain IS 'One link for each sealed audit row, numbered in each tenant without gaps. Append-only; only a salt may be erased.';

--
-- Name: COLUMN audit_chain.salt; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.audit_chain.salt IS 'Null: the payload of the audit row was erased.';

--
-- Name: COLUMN audit_chain.hash; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.audit_chain.hash IS 'Over the link before, this one''s number, audit row, digest and time.';

--
-- Name: audit_erasures; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.audit_erasures (
    audit_log_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    erased_by uuid NOT NULL,
    erased_at timestamp with time zone DEFAULT now() NOT NULL,
    record_id uuid NOT NULL
);

--
-- Name: TABLE audit_erasures; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.audit_erasures IS 'Audit rows whose payload was erased. A row here is what lets the payload and the salt go. Append-only.';

--
-- Name: COLUMN audit_erasures.record_id; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.audit_erasures.record_id IS 'The audit row that says so: action ERASE, in the same chain.';

--
-- Name: audit_unsealed; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.audit_unsealed (
    tenant_id uuid NOT NULL,
    number bigint NOT NULL,
    audit_log_id uuid NOT NULL,
    salt bytea,
    digest bytea,
    noted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_unsealed_salt_and_digest_come_together CHECK ((((salt IS NULL) = (digest IS NULL)) AND (octet_length(salt) = 16) AND (octet_length(digest) = 32)))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='10000');

--
-- Name: TABLE audit_unsealed; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.audit_unsealed IS 'Audit rows that are not in their tenant''s chain yet, for seconds. Rows go when they are sealed, no other way.';

--
-- Name: COLUMN audit_unsealed.number; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.audit_unsealed.number IS 'The order of sealing. Has gaps where a transaction was undone.';

--
-- Name: COLUMN audit_unsealed.digest; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.audit_unsealed.digest IS 'Null for a row that is older than the chain, until it is sealed.';

--
-- Name: audit_unsealed_number_seq; Type: SEQUENCE; Schema: private; Owner: -
--

ALTER TABLE private.audit_unsealed ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME private.audit_unsealed_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: budget_holds; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.budget_holds (
    execution_id uuid NOT NULL,
    budget_id uuid NOT NULL,
    period_start timestamp with time zone NOT NULL,
    slot integer NOT NULL,
    held_usd numeric(20,12) NOT NULL
)
WITH (fillfactor='50');

--
-- Name: TABLE budget_holds; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.budget_holds IS 'What a running execution may still cost at most, under each budget that applies to it. Gone when it ends.';

--
-- Name: budget_slots; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.budget_slots (
    budget_id uuid NOT NULL,
    period_start timestamp with time zone NOT NULL,
    slot integer NOT NULL,
    spent_usd numeric(20,12) DEFAULT 0 NOT NULL,
    held_usd numeric(20,12) DEFAULT 0 NOT NULL,
    allowance_usd numeric(20,12) DEFAULT 0 NOT NULL,
    quiet_usd numeric(20,12),
    CONSTRAINT budget_slots_are_sixteen CHECK (((slot >= 0) AND (slot <= 15))),
    CONSTRAINT budget_slots_held_not_negative CHECK ((held_usd >= (0)::numeric))
)
WITH (fillfactor='50');

--
-- Name: TABLE budget_slots; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.budget_slots IS 'What a budget has spent and holds in a period, in sixteen parts that are locked one by one. Kept for the present period and the one before.';

--
-- Name: COLUMN budget_slots.allowance_usd; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.budget_slots.allowance_usd IS 'spent_usd + held_usd may grow to this without asking the other slots.';

--
-- Name: COLUMN budget_slots.quiet_usd; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.budget_slots.quiet_usd IS 'spent_usd may grow to this before a threshold can be reached; null when there is none ahead.';

--
-- Name: deployment_secrets; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.deployment_secrets (
    deployment_id uuid NOT NULL,
    environment_vars jsonb DEFAULT '{}'::jsonb NOT NULL,
    api_key_hash bytea,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT deployment_secrets_api_key_hash_is_sha256 CHECK ((octet_length(api_key_hash) = 32)),
    CONSTRAINT deployment_secrets_environment_vars_are_64_kb CHECK ((octet_length((environment_vars)::text) <= 65536)),
    CONSTRAINT deployment_secrets_environment_vars_are_well_formed CHECK (private.environment_is_well_formed(environment_vars))
);

--
-- Name: TABLE deployment_secrets; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.deployment_secrets IS 'Environment variables of a deployment and the SHA-256 of the key that opens it. Read by the service alone.';

--
-- Name: invitation_tokens; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.invitation_tokens (
    invitation_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    CONSTRAINT invitation_tokens_hash_is_sha256 CHECK ((octet_length(token_hash) = 32))
);

--
-- Name: TABLE invitation_tokens; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.invitation_tokens IS 'SHA-256 of the token of a pending invitation. Gone once used: a token works once.';

--
-- Name: list_prices; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.list_prices (
    model text NOT NULL,
    version text NOT NULL,
    input_usd_per_mtok numeric(20,12) NOT NULL,
    output_usd_per_mtok numeric(20,12) NOT NULL,
    call_usd numeric(20,12) DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT list_prices_model_fits CHECK ((char_length(model) <= 200)),
    CONSTRAINT list_prices_not_negative CHECK (((input_usd_per_mtok >= (0)::numeric) AND (output_usd_per_mtok >= (0)::numeric) AND (call_usd >= (0)::numeric))),
    CONSTRAINT list_prices_version_fits CHECK (((char_length(version) >= 1) AND (char_length(version) <= 100)))
);

--
-- Name: TABLE list_prices; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.list_prices IS 'What the price package asks at most for models that it was asked about: the dearest of its tiers and of cached and other input. Only for the upper bound of what is held; the ledger has the exact price.';

--
-- Name: COLUMN list_prices.model; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.list_prices.model IS 'provider:name.';

--
-- Name: COLUMN list_prices.version; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.list_prices.version IS 'Of the price package.';

--
-- Name: COLUMN list_prices.call_usd; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.list_prices.call_usd IS 'What a call costs apart from its tokens.';

--
-- Name: model_prices; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.model_prices (
    provider text NOT NULL,
    model text NOT NULL,
    effective_from timestamp with time zone DEFAULT now() NOT NULL,
    input_usd_per_mtok numeric(20,12) NOT NULL,
    output_usd_per_mtok numeric(20,12) NOT NULL,
    cache_read_usd_per_mtok numeric(20,12),
    cache_write_usd_per_mtok numeric(20,12),
    version text NOT NULL,
    CONSTRAINT model_prices_not_negative CHECK (((input_usd_per_mtok >= (0)::numeric) AND (output_usd_per_mtok >= (0)::numeric) AND (cache_read_usd_per_mtok >= (0)::numeric) AND (cache_write_usd_per_mtok >= (0)::numeric))),
    CONSTRAINT model_prices_version_fits CHECK (((char_length(version) >= 1) AND (char_length(version) <= 100)))
);

--
-- Name: TABLE model_prices; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.model_prices IS 'Operator''s prices in US dollars per million tokens; they win over the price package. A change is a new row.';

--
-- Name: COLUMN model_prices.model; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.model_prices.model IS 'Without the provider: smollm2, not local:smollm2.';

--
-- Name: COLUMN model_prices.cache_read_usd_per_mtok; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.model_prices.cache_read_usd_per_mtok IS 'Null: what the provider''s cache gave costs as much as other input.';

--
-- Name: COLUMN model_prices.cache_write_usd_per_mtok; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON COLUMN private.model_prices.cache_write_usd_per_mtok IS 'Null: what went into the provider''s cache costs as much as other input.';

--
-- Name: operators; Type: TABLE; Schema: private; Owner: -
--

CREATE TABLE private.operators (
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: TABLE operators; Type: COMMENT; Schema: private; Owner: -
--

COMMENT ON TABLE private.operators IS 'Who may call operator functions. Kept by hand, by the owner of the database.';

--
-- Name: agent_checkpoints; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agent_checkpoints (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    execution_id uuid NOT NULL,
    checkpoint_key text NOT NULL,
    state jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT agent_checkpoints_key_fits CHECK (((char_length(checkpoint_key) >= 1) AND (char_length(checkpoint_key) <= 100))),
    CONSTRAINT agent_checkpoints_state_fits_4_mb CHECK (private.json_fits(state, 'any'::text, 4194304))
);
ALTER TABLE ONLY public.agent_checkpoints ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.agent_checkpoints ALTER COLUMN checkpoint_key SET STATISTICS 0;

ALTER TABLE ONLY public.agent_checkpoints FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE agent_checkpoints; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.agent_checkpoints IS 'States that a broken-off run goes on from. Kept by the engine, which also drops them.';

--
-- Name: COLUMN agent_checkpoints.checkpoint_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_checkpoints.checkpoint_key IS 'The engine''s name for the state, once per execution.';

--
-- Name: COLUMN agent_checkpoints.state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.agent_checkpoints.state IS 'Snapshot of the graph''s state. Any JSON, at most 4 MB.';

--
-- Name: ai_usage; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.ai_usage WITH (security_invoker='true') AS
 SELECT id,
    tenant_id,
    user_id,
    reference_id,
    model,
    cost_usd,
    created_at,
        CASE (purpose)::text
            WHEN 'AI_REVIEW'::text THEN 'review'::text
            WHEN 'AI_SUGGESTION'::text THEN 'suggestion'::text
            WHEN 'AI_VALIDATION'::text THEN 'validation'::text
            ELSE NULL::text
        END AS action,
    (input_tokens + output_tokens) AS tokens_used
   FROM public.cost_tracking c
  WHERE ((purpose > 'WORKFLOW_STEP'::public.cost_purpose) AND (purpose < 'EVALUATION'::public.cost_purpose));

--
-- Name: VIEW ai_usage; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.ai_usage IS 'What reviews of specifications asked of models, row by row of the ledger: review, suggestion or validation.';

--
-- Name: artifact_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.artifact_versions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    artifact_id uuid NOT NULL,
    version integer NOT NULL,
    content jsonb NOT NULL,
    diff jsonb,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT artifact_versions_diff_is_array CHECK ((jsonb_typeof(diff) = 'array'::text)),
    CONSTRAINT artifact_versions_first_has_no_diff CHECK (((version = 1) = (diff IS NULL))),
    CONSTRAINT artifact_versions_version_starts_at_one CHECK ((version >= 1))
);
ALTER TABLE ONLY public.artifact_versions ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.artifact_versions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE artifact_versions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.artifact_versions IS 'Every version of every artifact, the newest included. Append-only.';

--
-- Name: COLUMN artifact_versions.diff; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifact_versions.diff IS 'RFC 6902: add, remove and replace, from the version before to this one. Null for the first.';

--
-- Name: COLUMN artifact_versions.created_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.artifact_versions.created_by IS 'Who wrote this version.';

--
-- Name: budget_alerts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.budget_alerts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    budget_id uuid NOT NULL,
    period_start timestamp with time zone NOT NULL,
    threshold numeric NOT NULL,
    limit_usd numeric(20,12) NOT NULL,
    spent_usd numeric(20,12) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.budget_alerts FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE budget_alerts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.budget_alerts IS 'A budget''s spending has reached a threshold: once for each period and threshold. Append-only.';

--
-- Name: COLUMN budget_alerts.threshold; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budget_alerts.threshold IS 'A fraction of the limit.';

--
-- Name: COLUMN budget_alerts.limit_usd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budget_alerts.limit_usd IS 'The limit at that moment.';

--
-- Name: COLUMN budget_alerts.spent_usd; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.budget_alerts.spent_usd IS 'What was spent at that moment, without what was held.';

--
-- Name: comments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.comments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    project_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    author_id uuid DEFAULT auth.uid() NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone,
    CONSTRAINT comments_content_fits CHECK (((private.trimmed(content) <> ''::text) AND (char_length(content) <= 10000)))
);
ALTER TABLE ONLY public.comments ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.comments ALTER COLUMN content SET STATISTICS 0;

ALTER TABLE ONLY public.comments FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE comments; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.comments IS 'What is said in a thread, by whoever sees the project. Changed by its author; deleted by its author or a LEAD.';

--
-- Name: COLUMN comments.edited_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.comments.edited_at IS 'When its content last changed; null while it stands as it was written.';

--
-- Name: document_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.document_versions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    project_id uuid NOT NULL,
    document_id uuid NOT NULL,
    version integer NOT NULL,
    content text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT document_versions_version_starts_at_one CHECK ((version >= 1))
);
ALTER TABLE ONLY public.document_versions ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.document_versions ALTER COLUMN content SET STATISTICS 0;

ALTER TABLE ONLY public.document_versions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE document_versions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.document_versions IS 'What a document has said, the present content too. Written by a trigger. Append-only.';

--
-- Name: COLUMN document_versions.created_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.document_versions.created_by IS 'Who wrote it.';

--
-- Name: execution_logs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.execution_logs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    execution_id uuid NOT NULL,
    level public.log_level DEFAULT 'INFO'::public.log_level NOT NULL,
    message text NOT NULL,
    metadata jsonb,
    "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT execution_logs_message_fits CHECK ((char_length(message) <= 10000)),
    CONSTRAINT execution_logs_metadata_fits CHECK ((octet_length((metadata)::text) <= 262144))
);
ALTER TABLE ONLY public.execution_logs ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.execution_logs ALTER COLUMN message SET STATISTICS 0;

ALTER TABLE ONLY public.execution_logs FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE execution_logs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.execution_logs IS 'What happened during an execution, written when it settles. Append-only.';

--
-- Name: latest_gates; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.latest_gates WITH (security_invoker='true') AS
 SELECT id,
    tenant_id,
    venture_id,
    gate_type,
    score,
    threshold,
    passed,
    criteria,
    calculated_at
   FROM public.quality_gates g
  WHERE (NOT (EXISTS ( SELECT
           FROM public.quality_gates n
          WHERE ((n.tenant_id = g.tenant_id) AND (n.venture_id = g.venture_id) AND (n.gate_type = g.gate_type) AND (ROW(n.calculated_at, n.id) > ROW(g.calculated_at, g.id))))));

--
-- Name: VIEW latest_gates; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.latest_gates IS 'The score that counts of each gate of a venture, embedded as ventures?select=*,latest_gates(*).';

--
-- Name: learning_modules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.learning_modules (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    phase public.specification_phase,
    difficulty public.difficulty_level NOT NULL,
    content jsonb DEFAULT '[]'::jsonb NOT NULL,
    exercises jsonb DEFAULT '[]'::jsonb NOT NULL,
    estimated_duration integer NOT NULL,
    is_published boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT learning_modules_content_fits CHECK (private.json_fits(content, 'array'::text, 1048576)),
    CONSTRAINT learning_modules_content_has_ids CHECK (private.items_have_ids(content, 200)),
    CONSTRAINT learning_modules_description_fits CHECK ((char_length(description) <= 5000)),
    CONSTRAINT learning_modules_estimated_duration_is_minutes CHECK (((estimated_duration >= 1) AND (estimated_duration <= 10000))),
    CONSTRAINT learning_modules_exercises_fit CHECK (private.json_fits(exercises, 'array'::text, 1048576)),
    CONSTRAINT learning_modules_exercises_have_ids CHECK (private.items_have_ids(exercises, 200)),
    CONSTRAINT learning_modules_published_has_lessons CHECK (((NOT is_published) OR (content <> '[]'::jsonb))),
    CONSTRAINT learning_modules_slug_is_lower_case_words CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (char_length(slug) <= 100))),
    CONSTRAINT learning_modules_title_fits CHECK (((private.trimmed(title) <> ''::text) AND (char_length(title) <= 200)))
);
ALTER TABLE ONLY public.learning_modules ALTER COLUMN slug SET STATISTICS 0;
ALTER TABLE ONLY public.learning_modules ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE ONLY public.learning_modules ALTER COLUMN description SET STATISTICS 0;

ALTER TABLE ONLY public.learning_modules FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE learning_modules; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.learning_modules IS 'Lessons and exercises. Those of the official tenant are for everybody, the others for their tenant.';

--
-- Name: COLUMN learning_modules.slug; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.learning_modules.slug IS 'Its name in addresses, unique in the tenant.';

--
-- Name: COLUMN learning_modules.phase; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.learning_modules.phase IS 'Which phase it teaches; null: all of them.';

--
-- Name: COLUMN learning_modules.content; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.learning_modules.content IS 'Lessons: [{"id", "title", "content"}], ids unique in the module.';

--
-- Name: COLUMN learning_modules.exercises; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.learning_modules.exercises IS '[{"id", "title", "prompt", …}], ids unique in the module.';

--
-- Name: COLUMN learning_modules.estimated_duration; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.learning_modules.estimated_duration IS 'In minutes.';

--
-- Name: module_prerequisites; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.module_prerequisites (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    module_id uuid NOT NULL,
    prerequisite_tenant_id uuid NOT NULL,
    prerequisite_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT module_prerequisites_module_is_another CHECK ((prerequisite_id <> module_id)),
    CONSTRAINT module_prerequisites_prerequisite_is_own_or_official CHECK (((prerequisite_tenant_id = tenant_id) OR (prerequisite_tenant_id = private.official_tenant_id())))
);
ALTER TABLE ONLY public.module_prerequisites ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.module_prerequisites FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE module_prerequisites; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.module_prerequisites IS 'What must be completed before a module opens. Never in a circle.';

--
-- Name: COLUMN module_prerequisites.prerequisite_tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.module_prerequisites.prerequisite_tenant_id IS 'The own or the official tenant, found by a trigger.';

--
-- Name: prompt_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.prompt_versions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    prompt_id uuid NOT NULL,
    version integer NOT NULL,
    template text NOT NULL,
    variables jsonb NOT NULL,
    validations jsonb NOT NULL,
    model text,
    fallback_model text,
    parameters jsonb NOT NULL,
    change_log text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT prompt_versions_change_log_fits CHECK ((char_length(change_log) <= 2000)),
    CONSTRAINT prompt_versions_validations_is_array CHECK ((jsonb_typeof(validations) = 'array'::text)),
    CONSTRAINT prompt_versions_version_starts_at_one CHECK ((version >= 1))
);
ALTER TABLE ONLY public.prompt_versions ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.prompt_versions ALTER COLUMN template SET STATISTICS 0;
ALTER TABLE ONLY public.prompt_versions ALTER COLUMN model SET STATISTICS 0;
ALTER TABLE ONLY public.prompt_versions ALTER COLUMN fallback_model SET STATISTICS 0;
ALTER TABLE ONLY public.prompt_versions ALTER COLUMN change_log SET STATISTICS 0;

ALTER TABLE ONLY public.prompt_versions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE prompt_versions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.prompt_versions IS 'What publishing froze. Append-only.';

--
-- Name: COLUMN prompt_versions.validations; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompt_versions.validations IS 'The active validations at publishing: [{"name", "type", "config"}].';

--
-- Name: COLUMN prompt_versions.created_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.prompt_versions.created_by IS 'Who published it.';

--
-- Name: reactions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reactions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    project_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    type public.reaction_type NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.reactions ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.reactions FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE reactions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.reactions IS 'What readers make of a comment. Given and taken back, never changed.';

--
-- Name: telemetry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.telemetry (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    venture_id uuid NOT NULL,
    component text NOT NULL,
    metric text NOT NULL,
    value numeric,
    payload jsonb,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT telemetry_component_fits CHECK (((private.trimmed(component) <> ''::text) AND (char_length(component) <= 100))),
    CONSTRAINT telemetry_metric_fits CHECK (((private.trimmed(metric) <> ''::text) AND (char_length(metric) <= 100))),
    CONSTRAINT telemetry_payload_is_small_object CHECK (private.json_fits(payload, 'object'::text, 65536)),
    CONSTRAINT telemetry_says_something CHECK (((value IS NOT NULL) OR (payload IS NOT NULL))),
    CONSTRAINT telemetry_value_is_plain_number CHECK (((abs(value) < '1000000000000000000000000000000'::numeric) AND (scale(value) <= 30)))
);
ALTER TABLE ONLY public.telemetry ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.telemetry ALTER COLUMN component SET STATISTICS 0;
ALTER TABLE ONLY public.telemetry ALTER COLUMN metric SET STATISTICS 0;

ALTER TABLE ONLY public.telemetry FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE telemetry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.telemetry IS 'What production reports about a venture''s components. Append-only.';

--
-- Name: COLUMN telemetry.value; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.telemetry.value IS 'A measurement; what is no number goes into payload.';

--
-- Name: COLUMN telemetry.recorded_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.telemetry.recorded_at IS 'When it was measured, as the sender says.';

--
-- Name: template_ratings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.template_ratings (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    template_tenant_id uuid NOT NULL,
    template_id uuid NOT NULL,
    rating integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT template_ratings_rating_is_1_to_5 CHECK (((rating >= 1) AND (rating <= 5)))
);
ALTER TABLE ONLY public.template_ratings ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.template_ratings FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE template_ratings; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.template_ratings IS 'What a user thinks of a template, also of another tenant''s public one. The row is the rater''s tenant''s.';

--
-- Name: COLUMN template_ratings.template_tenant_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.template_ratings.template_tenant_id IS 'Whose the template is, found by a trigger.';

--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    email text,
    name text,
    avatar_url text,
    plan public.user_plan DEFAULT 'FREE'::public.user_plan NOT NULL,
    role public.user_role DEFAULT 'user'::public.user_role NOT NULL,
    learner_role public.learner_role DEFAULT 'DEVELOPER'::public.learner_role NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    email_verified boolean DEFAULT false NOT NULL,
    email_verified_at timestamp with time zone,
    last_login_at timestamp with time zone,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT users_avatar_url_fits CHECK (((char_length(avatar_url) >= 1) AND (char_length(avatar_url) <= 2048))),
    CONSTRAINT users_deleted_profile_is_anonymous CHECK (((deleted_at IS NULL) OR ((email IS NULL) AND (name IS NULL) AND (avatar_url IS NULL) AND (NOT is_active)))),
    CONSTRAINT users_email_fits CHECK ((octet_length(email) <= 320)),
    CONSTRAINT users_name_fits CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255))),
    CONSTRAINT users_preferences_is_small_object CHECK (((jsonb_typeof(preferences) = 'object'::text) AND (octet_length((preferences)::text) <= 16384))),
    CONSTRAINT users_verified_email_has_timestamp CHECK (((NOT email_verified) OR (email_verified_at IS NOT NULL)))
);
ALTER TABLE ONLY public.users ALTER COLUMN email SET STATISTICS 0;
ALTER TABLE ONLY public.users ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY public.users ALTER COLUMN avatar_url SET STATISTICS 0;

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.users IS 'Profile of an auth user: same id, made and erased by triggers on auth.users. Readable by those who share a tenant.';

--
-- Name: COLUMN users.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.id IS 'Equals auth.users.id. No foreign key: the profile outlives the account, without its personal data.';

--
-- Name: COLUMN users.email; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.email IS 'Follows auth.users. Null for phone and single sign-on accounts; unique among live users.';

--
-- Name: COLUMN users.plan; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.plan IS 'The plan of the user''s personal tenant, kept by a trigger.';

--
-- Name: COLUMN users.is_active; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.is_active IS 'False locks the user out of every tenant.';

--
-- Name: COLUMN users.deleted_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.users.deleted_at IS 'When the account was erased.';

--
-- Name: validations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.validations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT private.current_tenant_id() NOT NULL,
    prompt_id uuid NOT NULL,
    name text NOT NULL,
    type public.validation_type NOT NULL,
    config jsonb NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT validations_config_fits CHECK ((octet_length((config)::text) <= 262144)),
    CONSTRAINT validations_config_is_plain_json CHECK (private.json_is_plain(config)),
    CONSTRAINT validations_config_is_well_formed CHECK (private.validation_config_is_well_formed(type, config)),
    CONSTRAINT validations_name_fits CHECK (((private.trimmed(name) <> ''::text) AND (char_length(name) <= 200)))
);
ALTER TABLE ONLY public.validations ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.validations ALTER COLUMN name SET STATISTICS 0;

ALTER TABLE ONLY public.validations FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE validations; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.validations IS 'Checks on a prompt''s output. They belong to the working copy: publishing takes the active ones along.';

--
-- Name: COLUMN validations.config; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.validations.config IS 'SCHEMA: the JSON Schema. REGEX: {"pattern", "flags"?}. FUNCTION: {"code"}. At most 256 kB.';

--
-- Name: venture_phases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.venture_phases (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    venture_id uuid NOT NULL,
    phase public.venture_phase NOT NULL,
    user_id uuid,
    entered_at timestamp with time zone DEFAULT now() NOT NULL,
    completed_at timestamp with time zone,
    quality_gate_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT venture_phases_complete_through_gate CHECK (((completed_at IS NULL) = (quality_gate_id IS NULL))),
    CONSTRAINT venture_phases_completed_after_entered CHECK ((completed_at >= entered_at))
);
ALTER TABLE ONLY public.venture_phases ALTER COLUMN tenant_id SET (n_distinct=50);

ALTER TABLE ONLY public.venture_phases FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE venture_phases; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.venture_phases IS 'The way of a venture: one row per phase entered, written by the venture''s own trigger.';

--
-- Name: COLUMN venture_phases.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.venture_phases.user_id IS 'Who made the venture enter the phase; null for the system.';

--
-- Name: COLUMN venture_phases.quality_gate_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.venture_phases.quality_gate_id IS 'The passed gate that completed the phase.';

--
-- Name: workflow_execution_logs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.workflow_execution_logs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    execution_id uuid NOT NULL,
    workflow_step_id uuid,
    level public.workflow_log_level DEFAULT 'info'::public.workflow_log_level NOT NULL,
    message text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    step_key text,
    step_status public.workflow_step_status,
    step_started_at timestamp with time zone,
    step_completed_at timestamp with time zone,
    step_duration_ms integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT workflow_execution_logs_message_fits CHECK ((char_length(message) <= 10000)),
    CONSTRAINT workflow_execution_logs_metadata_is_object_of_256_kb CHECK (private.json_fits(metadata, 'object'::text, 262144)),
    CONSTRAINT workflow_execution_logs_step_completed_after_started CHECK ((step_completed_at >= step_started_at)),
    CONSTRAINT workflow_execution_logs_step_duration_not_negative CHECK ((step_duration_ms >= 0)),
    CONSTRAINT workflow_execution_logs_step_has_a_key CHECK (((workflow_step_id IS NULL) OR (step_key IS NOT NULL))),
    CONSTRAINT workflow_execution_logs_step_key_fits CHECK (((char_length(step_key) >= 1) AND (char_length(step_key) <= 100)))
);
ALTER TABLE ONLY public.workflow_execution_logs ALTER COLUMN tenant_id SET (n_distinct=50);
ALTER TABLE ONLY public.workflow_execution_logs ALTER COLUMN message SET STATISTICS 0;
ALTER TABLE ONLY public.workflow_execution_logs ALTER COLUMN step_key SET STATISTICS 0;

ALTER TABLE ONLY public.workflow_execution_logs FORCE ROW LEVEL SECURITY;

--
-- Name: TABLE workflow_execution_logs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.workflow_execution_logs IS 'What happened during an execution, step by step, written by the service. Append-only.';

--
-- Name: COLUMN workflow_execution_logs.step_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_execution_logs.step_key IS 'As it was called then; filled in from the step when missing.';

--
-- Name: COLUMN workflow_execution_logs.step_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.workflow_execution_logs.step_status IS 'A line that says completed or failed counts as one execution of the step''s agent.';

--
-- Name: audit_chain audit_chain_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (tenant_id, sequence);

--
-- Name: audit_chain audit_chain_seals_a_row_once; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.audit_chain
    ADD CONSTRAINT audit_chain_seals_a_row_once UNIQUE (audit_log_id);

--
-- Name: audit_erasures audit_erasures_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.audit_erasures
    ADD CONSTRAINT audit_erasures_pkey PRIMARY KEY (audit_log_id);

--
-- Name: audit_unsealed audit_unsealed_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.audit_unsealed
    ADD CONSTRAINT audit_unsealed_pkey PRIMARY KEY (tenant_id, number);

--
-- Name: budget_holds budget_holds_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.budget_holds
    ADD CONSTRAINT budget_holds_pkey PRIMARY KEY (execution_id, budget_id);

--
-- Name: budget_slots budget_slots_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.budget_slots
    ADD CONSTRAINT budget_slots_pkey PRIMARY KEY (budget_id, period_start, slot);

--
-- Name: deployment_secrets deployment_secrets_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.deployment_secrets
    ADD CONSTRAINT deployment_secrets_pkey PRIMARY KEY (deployment_id);

--
-- Name: invitation_tokens invitation_tokens_hash_is_unique; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.invitation_tokens
    ADD CONSTRAINT invitation_tokens_hash_is_unique UNIQUE (token_hash);

--
-- Name: invitation_tokens invitation_tokens_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.invitation_tokens
    ADD CONSTRAINT invitation_tokens_pkey PRIMARY KEY (invitation_id);

--
-- Name: list_prices list_prices_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.list_prices
    ADD CONSTRAINT list_prices_pkey PRIMARY KEY (model, version);

--
-- Name: model_prices model_prices_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.model_prices
    ADD CONSTRAINT model_prices_pkey PRIMARY KEY (provider, model, effective_from);

--
-- Name: operators operators_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.operators
    ADD CONSTRAINT operators_pkey PRIMARY KEY (user_id);

--
-- Name: purged_tenants purged_tenants_pkey; Type: CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.purged_tenants
    ADD CONSTRAINT purged_tenants_pkey PRIMARY KEY (tenant_id);

--
-- Name: agent_checkpoints agent_checkpoints_key_is_unique_in_execution; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_checkpoints
    ADD CONSTRAINT agent_checkpoints_key_is_unique_in_execution UNIQUE (tenant_id, execution_id, checkpoint_key);

--
-- Name: agent_checkpoints agent_checkpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_checkpoints
    ADD CONSTRAINT agent_checkpoints_pkey PRIMARY KEY (id);

--
-- Name: agent_executions agent_executions_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT agent_executions_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: agent_executions agent_executions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT agent_executions_pkey PRIMARY KEY (id);

--
-- Name: agent_results agent_results_one_of_each_agent_type; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_results
    ADD CONSTRAINT agent_results_one_of_each_agent_type UNIQUE (evaluation_id, tenant_id, agent_type);

--
-- Name: agent_results agent_results_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_results
    ADD CONSTRAINT agent_results_pkey PRIMARY KEY (id);

--
-- Name: agents agents_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: agents agents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_pkey PRIMARY KEY (id);

--
-- Name: ai_reviews ai_reviews_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_reviews
    ADD CONSTRAINT ai_reviews_pkey PRIMARY KEY (id);

--
-- Name: artifact_versions artifact_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifact_versions
    ADD CONSTRAINT artifact_versions_pkey PRIMARY KEY (id);

--
-- Name: artifact_versions artifact_versions_version_is_unique; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifact_versions
    ADD CONSTRAINT artifact_versions_version_is_unique UNIQUE (artifact_id, tenant_id, version);

--
-- Name: artifacts artifacts_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifacts
    ADD CONSTRAINT artifacts_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: artifacts artifacts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifacts
    ADD CONSTRAINT artifacts_pkey PRIMARY KEY (id);

--
-- Name: audit_logs audit_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (id);

--
-- Name: budget_alerts budget_alerts_once_a_period; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budget_alerts
    ADD CONSTRAINT budget_alerts_once_a_period UNIQUE (budget_id, period_start, threshold);

--
-- Name: budget_alerts budget_alerts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budget_alerts
    ADD CONSTRAINT budget_alerts_pkey PRIMARY KEY (id);

--
-- Name: budgets budgets_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: budgets budgets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_pkey PRIMARY KEY (id);

--
-- Name: business_ideas business_ideas_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.business_ideas
    ADD CONSTRAINT business_ideas_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: business_ideas business_ideas_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.business_ideas
    ADD CONSTRAINT business_ideas_pkey PRIMARY KEY (id);

--
-- Name: comment_threads comment_threads_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_threads
    ADD CONSTRAINT comment_threads_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: comment_threads comment_threads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_threads
    ADD CONSTRAINT comment_threads_pkey PRIMARY KEY (id);

--
-- Name: comments comments_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: comments comments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);

--
-- Name: cost_tracking cost_tracking_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cost_tracking
    ADD CONSTRAINT cost_tracking_pkey PRIMARY KEY (id);

--
-- Name: deployments deployments_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT deployments_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: deployments deployments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT deployments_pkey PRIMARY KEY (id);

--
-- Name: divergence_alerts divergence_alerts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.divergence_alerts
    ADD CONSTRAINT divergence_alerts_pkey PRIMARY KEY (id);

--
-- Name: document_versions document_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_pkey PRIMARY KEY (id);

--
-- Name: document_versions document_versions_version_is_unique; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_version_is_unique UNIQUE (document_id, version);

--
-- Name: evaluations evaluations_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: evaluations evaluations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_pkey PRIMARY KEY (id);

--
-- Name: execution_logs execution_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.execution_logs
    ADD CONSTRAINT execution_logs_pkey PRIMARY KEY (id);

--
-- Name: executions executions_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.executions
    ADD CONSTRAINT executions_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: executions executions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.executions
    ADD CONSTRAINT executions_pkey PRIMARY KEY (id);

--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);

--
-- Name: learning_modules learning_modules_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.learning_modules
    ADD CONSTRAINT learning_modules_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: learning_modules learning_modules_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.learning_modules
    ADD CONSTRAINT learning_modules_pkey PRIMARY KEY (id);

--
-- Name: learning_modules learning_modules_slug_is_unique; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.learning_modules
    ADD CONSTRAINT learning_modules_slug_is_unique UNIQUE (tenant_id, slug);

--
-- Name: module_prerequisites module_prerequisites_are_named_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.module_prerequisites
    ADD CONSTRAINT module_prerequisites_are_named_once UNIQUE (module_id, prerequisite_id);

--
-- Name: module_prerequisites module_prerequisites_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.module_prerequisites
    ADD CONSTRAINT module_prerequisites_pkey PRIMARY KEY (id);

--
-- Name: personas personas_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personas
    ADD CONSTRAINT personas_pkey PRIMARY KEY (id);

--
-- Name: prompt_versions prompt_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT prompt_versions_pkey PRIMARY KEY (id);

--
-- Name: prompt_versions prompt_versions_version_is_unique; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT prompt_versions_version_is_unique UNIQUE (prompt_id, version);

--
-- Name: prompts prompts_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT prompts_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: prompts prompts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT prompts_pkey PRIMARY KEY (id);

--
-- Name: quality_gates quality_gates_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_gates
    ADD CONSTRAINT quality_gates_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: quality_gates quality_gates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_gates
    ADD CONSTRAINT quality_gates_pkey PRIMARY KEY (id);

--
-- Name: reactions reactions_are_given_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_are_given_once UNIQUE (comment_id, user_id, type);

--
-- Name: reactions reactions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_pkey PRIMARY KEY (id);

--
-- Name: requirements requirements_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requirements
    ADD CONSTRAINT requirements_pkey PRIMARY KEY (id);

--
-- Name: specification_documents specification_documents_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_documents
    ADD CONSTRAINT specification_documents_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: specification_documents specification_documents_one_per_phase; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_documents
    ADD CONSTRAINT specification_documents_one_per_phase UNIQUE (project_id, phase);

--
-- Name: specification_documents specification_documents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_documents
    ADD CONSTRAINT specification_documents_pkey PRIMARY KEY (id);

--
-- Name: specification_projects specification_projects_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_projects
    ADD CONSTRAINT specification_projects_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: specification_projects specification_projects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_projects
    ADD CONSTRAINT specification_projects_pkey PRIMARY KEY (id);

--
-- Name: team_members team_members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_pkey PRIMARY KEY (id);

--
-- Name: team_members team_members_user_is_once_in_project; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_user_is_once_in_project UNIQUE (project_id, user_id);

--
-- Name: telemetry telemetry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.telemetry
    ADD CONSTRAINT telemetry_pkey PRIMARY KEY (id);

--
-- Name: template_ratings template_ratings_one_per_user_and_template; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.template_ratings
    ADD CONSTRAINT template_ratings_one_per_user_and_template UNIQUE (template_id, user_id);

--
-- Name: template_ratings template_ratings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.template_ratings
    ADD CONSTRAINT template_ratings_pkey PRIMARY KEY (id);

--
-- Name: templates templates_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: templates templates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (id);

--
-- Name: tenants tenants_one_personal_tenant_per_user; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_one_personal_tenant_per_user UNIQUE (personal_user_id);

--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

--
-- Name: user_progress user_progress_once_per_user_and_module; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_progress
    ADD CONSTRAINT user_progress_once_per_user_and_module UNIQUE (user_id, module_id, tenant_id);

--
-- Name: user_progress user_progress_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_progress
    ADD CONSTRAINT user_progress_pkey PRIMARY KEY (id);

--
-- Name: user_roles user_roles_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (tenant_id, user_id);

--
-- Name: user_stories user_stories_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_stories
    ADD CONSTRAINT user_stories_pkey PRIMARY KEY (id);

--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

--
-- Name: validations validations_name_is_unique_in_prompt; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.validations
    ADD CONSTRAINT validations_name_is_unique_in_prompt UNIQUE (tenant_id, prompt_id, name);

--
-- Name: validations validations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.validations
    ADD CONSTRAINT validations_pkey PRIMARY KEY (id);

--
-- Name: venture_phases venture_phases_are_entered_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.venture_phases
    ADD CONSTRAINT venture_phases_are_entered_once UNIQUE (venture_id, tenant_id, phase);

--
-- Name: venture_phases venture_phases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.venture_phases
    ADD CONSTRAINT venture_phases_pkey PRIMARY KEY (id);

--
-- Name: ventures ventures_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ventures
    ADD CONSTRAINT ventures_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: ventures ventures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ventures
    ADD CONSTRAINT ventures_pkey PRIMARY KEY (id);

--
-- Name: workflow_execution_logs workflow_execution_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_execution_logs
    ADD CONSTRAINT workflow_execution_logs_pkey PRIMARY KEY (id);

--
-- Name: workflow_executions workflow_executions_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_executions
    ADD CONSTRAINT workflow_executions_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: workflow_executions workflow_executions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_executions
    ADD CONSTRAINT workflow_executions_pkey PRIMARY KEY (id);

--
-- Name: workflow_steps workflow_steps_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_steps
    ADD CONSTRAINT workflow_steps_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: workflow_steps workflow_steps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_steps
    ADD CONSTRAINT workflow_steps_pkey PRIMARY KEY (id);

--
-- Name: workflows workflows_id_in_tenant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflows
    ADD CONSTRAINT workflows_id_in_tenant UNIQUE (tenant_id, id);

--
-- Name: workflows workflows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflows
    ADD CONSTRAINT workflows_pkey PRIMARY KEY (id);

--
-- Name: agent_executions_agent_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agent_executions_agent_status_idx ON public.agent_executions USING btree (agent_tenant_id, agent_id, status);

--
-- Name: agent_executions_open_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agent_executions_open_idx ON public.agent_executions USING btree (status, started_at) WHERE (status = ANY (ARRAY['PENDING'::public.agent_execution_status, 'RUNNING'::public.agent_execution_status]));

--
-- Name: agent_executions_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agent_executions_status_idx ON public.agent_executions USING btree (tenant_id, status, started_at DESC);

--
-- Name: agent_executions_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agent_executions_user_idx ON public.agent_executions USING btree (user_id);

--
-- Name: agent_executions_venture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agent_executions_venture_idx ON public.agent_executions USING btree (tenant_id, venture_id, started_at DESC);

--
-- Name: agent_results_tenant_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agent_results_tenant_status_idx ON public.agent_results USING btree (tenant_id, status, created_at DESC);

--
-- Name: agents_parent_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_parent_idx ON public.agents USING btree (tenant_id, parent_id);

--
-- Name: agents_phase_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_phase_idx ON public.agents USING btree (tenant_id, phase) WHERE ((phase IS NOT NULL) AND (deleted_at IS NULL));

--
-- Name: agents_public_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_public_idx ON public.agents USING btree (is_public, created_at DESC);

--
-- Name: agents_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_search_idx ON public.agents USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) WHERE (deleted_at IS NULL);

--
-- Name: agents_slug_is_unique_among_live_agents; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX agents_slug_is_unique_among_live_agents ON public.agents USING btree (tenant_id, slug) WHERE ((slug IS NOT NULL) AND (deleted_at IS NULL));

--
-- Name: agents_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_status_idx ON public.agents USING btree (tenant_id, status, created_at DESC) WHERE (deleted_at IS NULL);

--
-- Name: agents_tags_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_tags_idx ON public.agents USING gin (tags) WHERE (deleted_at IS NULL);

--
-- Name: agents_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_tenant_created_idx ON public.agents USING btree (tenant_id, created_at DESC);

--
-- Name: agents_type_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_type_idx ON public.agents USING btree (tenant_id, type, created_at DESC) WHERE (deleted_at IS NULL);

--
-- Name: agents_user_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_user_created_idx ON public.agents USING btree (user_id, created_at DESC);

--
-- Name: agents_version_is_unique_in_tree; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX agents_version_is_unique_in_tree ON public.agents USING btree (tenant_id, COALESCE(parent_id, id), version);

--
-- Name: ai_reviews_document_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_reviews_document_created_idx ON public.ai_reviews USING btree (tenant_id, document_id, created_at DESC);

--
-- Name: ai_reviews_project_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_reviews_project_created_idx ON public.ai_reviews USING btree (project_id, tenant_id, created_at DESC);

--
-- Name: artifact_versions_created_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artifact_versions_created_by_idx ON public.artifact_versions USING btree (created_by);

--
-- Name: artifact_versions_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artifact_versions_tenant_created_idx ON public.artifact_versions USING btree (tenant_id, created_at DESC);

--
-- Name: artifacts_deleted_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artifacts_deleted_idx ON public.artifacts USING btree (tenant_id) WHERE (deleted_at IS NOT NULL);

--
-- Name: artifacts_updated_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artifacts_updated_by_idx ON public.artifacts USING btree (updated_by);

--
-- Name: artifacts_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artifacts_user_idx ON public.artifacts USING btree (user_id);

--
-- Name: artifacts_venture_type_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX artifacts_venture_type_idx ON public.artifacts USING btree (tenant_id, venture_id, type, updated_at DESC);

--
-- Name: audit_logs_resource_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_logs_resource_idx ON public.audit_logs USING btree (resource_type, resource_id);

--
-- Name: audit_logs_tenant_action_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_logs_tenant_action_idx ON public.audit_logs USING btree (tenant_id, action, created_at DESC);

--
-- Name: audit_logs_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_logs_tenant_created_idx ON public.audit_logs USING btree (tenant_id, created_at DESC);

--
-- Name: audit_logs_user_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_logs_user_created_idx ON public.audit_logs USING btree (user_id, created_at DESC);

--
-- Name: budget_alerts_budget_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budget_alerts_budget_idx ON public.budget_alerts USING btree (tenant_id, budget_id, created_at DESC);

--
-- Name: budget_alerts_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budget_alerts_tenant_created_idx ON public.budget_alerts USING btree (tenant_id, created_at DESC);

--
-- Name: budgets_in_force_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budgets_in_force_idx ON public.budgets USING btree (tenant_id, id) WHERE (is_active AND (deleted_at IS NULL));

--
-- Name: budgets_name_is_unique_among_live_budgets; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX budgets_name_is_unique_among_live_budgets ON public.budgets USING btree (tenant_id, name) WHERE (deleted_at IS NULL);

--
-- Name: budgets_prompt_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budgets_prompt_idx ON public.budgets USING btree (prompt_id, tenant_id);

--
-- Name: budgets_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budgets_tenant_created_idx ON public.budgets USING btree (tenant_id, created_at DESC);

--
-- Name: budgets_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budgets_user_idx ON public.budgets USING btree (user_id);

--
-- Name: budgets_workflow_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX budgets_workflow_idx ON public.budgets USING btree (workflow_id, tenant_id);

--
-- Name: business_ideas_deleted_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX business_ideas_deleted_idx ON public.business_ideas USING btree (tenant_id) WHERE (deleted_at IS NOT NULL);

--
-- Name: business_ideas_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX business_ideas_search_idx ON public.business_ideas USING gin (title extensions.gin_trgm_ops, description extensions.gin_trgm_ops) WHERE (deleted_at IS NULL);

--
-- Name: business_ideas_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX business_ideas_tenant_created_idx ON public.business_ideas USING btree (tenant_id, created_at DESC);

--
-- Name: business_ideas_tenant_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX business_ideas_tenant_status_idx ON public.business_ideas USING btree (tenant_id, status, created_at DESC) WHERE (deleted_at IS NULL);

--
-- Name: business_ideas_user_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX business_ideas_user_created_idx ON public.business_ideas USING btree (user_id, created_at DESC);

--
-- Name: comment_threads_document_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comment_threads_document_created_idx ON public.comment_threads USING btree (tenant_id, document_id, created_at DESC);

--
-- Name: comment_threads_project_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comment_threads_project_status_idx ON public.comment_threads USING btree (project_id, tenant_id, status);

--
-- Name: comment_threads_resolved_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comment_threads_resolved_by_idx ON public.comment_threads USING btree (resolved_by);

--
-- Name: comments_author_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comments_author_idx ON public.comments USING btree (author_id);

--
-- Name: comments_project_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comments_project_created_idx ON public.comments USING btree (project_id, tenant_id, created_at DESC);

--
-- Name: comments_thread_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX comments_thread_created_idx ON public.comments USING btree (tenant_id, thread_id, created_at DESC);

--
-- Name: cost_tracking_reference_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cost_tracking_reference_created_idx ON public.cost_tracking USING btree (tenant_id, reference_created_at) INCLUDE (input_tokens, output_tokens, cost_usd, reference_id) WHERE (purpose = 'PROMPT_EXECUTION'::public.cost_purpose);

--
-- Name: cost_tracking_reference_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cost_tracking_reference_idx ON public.cost_tracking USING btree (reference_id);

--
-- Name: cost_tracking_tenant_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cost_tracking_tenant_time_idx ON public.cost_tracking USING btree (tenant_id, created_at DESC) INCLUDE (model, provider, prompt_id, user_id, purpose, outcome, is_estimate, input_tokens, output_tokens, cost_usd);

--
-- Name: deployments_agent_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_agent_idx ON public.deployments USING btree (tenant_id, agent_id);

--
-- Name: deployments_environment_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_environment_idx ON public.deployments USING btree (tenant_id, environment, created_at DESC);

--
-- Name: deployments_moving_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_moving_idx ON public.deployments USING btree (status, updated_at) WHERE (status = ANY (ARRAY['starting'::public.deployment_status, 'stopping'::public.deployment_status]));

--
-- Name: deployments_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_status_idx ON public.deployments USING btree (tenant_id, status, created_at DESC);

--
-- Name: deployments_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_tenant_created_idx ON public.deployments USING btree (tenant_id, created_at DESC);

--
-- Name: deployments_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_user_idx ON public.deployments USING btree (user_id);

--
-- Name: deployments_workflow_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deployments_workflow_idx ON public.deployments USING btree (tenant_id, workflow_id);

--
-- Name: divergence_alerts_open_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX divergence_alerts_open_idx ON public.divergence_alerts USING btree (tenant_id, severity DESC, detected_at DESC) WHERE (resolved_at IS NULL);

--
-- Name: divergence_alerts_severity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX divergence_alerts_severity_idx ON public.divergence_alerts USING btree (tenant_id, severity, resolved_at);

--
-- Name: divergence_alerts_venture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX divergence_alerts_venture_idx ON public.divergence_alerts USING btree (venture_id, tenant_id, detected_at DESC);

--
-- Name: document_versions_created_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_versions_created_by_idx ON public.document_versions USING btree (created_by);

--
-- Name: document_versions_document_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_versions_document_idx ON public.document_versions USING btree (tenant_id, document_id, version DESC);

--
-- Name: document_versions_project_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_versions_project_created_idx ON public.document_versions USING btree (project_id, tenant_id, created_at DESC);

--
-- Name: evaluations_created_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evaluations_created_by_idx ON public.evaluations USING btree (created_by);

--
-- Name: evaluations_idea_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evaluations_idea_created_idx ON public.evaluations USING btree (business_idea_id, tenant_id, created_at DESC);

--
-- Name: evaluations_one_open_evaluation_per_idea; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX evaluations_one_open_evaluation_per_idea ON public.evaluations USING btree (tenant_id, business_idea_id) WHERE (status = ANY (ARRAY['pending'::public.evaluation_status, 'analyzing'::public.evaluation_status]));

--
-- Name: evaluations_queue_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evaluations_queue_idx ON public.evaluations USING btree (priority DESC, created_at, id) WHERE (status = ANY (ARRAY['pending'::public.evaluation_status, 'analyzing'::public.evaluation_status]));

--
-- Name: evaluations_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evaluations_tenant_created_idx ON public.evaluations USING btree (tenant_id, created_at DESC);

--
-- Name: evaluations_tenant_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evaluations_tenant_status_idx ON public.evaluations USING btree (tenant_id, status, created_at DESC);

--
-- Name: execution_logs_execution_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX execution_logs_execution_time_idx ON public.execution_logs USING btree (tenant_id, execution_id, "timestamp" DESC);

--
-- Name: execution_logs_level_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX execution_logs_level_time_idx ON public.execution_logs USING btree (tenant_id, level, "timestamp" DESC);

--
-- Name: executions_failed_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_failed_idx ON public.executions USING btree (tenant_id, created_at DESC) WHERE (status = 'FAILED'::public.execution_status);

--
-- Name: executions_idempotency_key_is_unique; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX executions_idempotency_key_is_unique ON public.executions USING btree (tenant_id, user_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

--
-- Name: executions_lease_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_lease_idx ON public.executions USING btree (lease_expires_at) WHERE (status = 'RUNNING'::public.execution_status);

--
-- Name: executions_open_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_open_idx ON public.executions USING btree (tenant_id, created_at DESC) WHERE (status = ANY (ARRAY['PENDING'::public.execution_status, 'RUNNING'::public.execution_status]));

--
-- Name: executions_prompt_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_prompt_created_idx ON public.executions USING btree (tenant_id, prompt_id, created_at DESC);

--
-- Name: executions_status_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_status_created_idx ON public.executions USING btree (status, created_at DESC);

--
-- Name: executions_tenant_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_tenant_time_idx ON public.executions USING btree (tenant_id, created_at DESC) INCLUDE (status, latency_ms);

--
-- Name: executions_tenant_user_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_tenant_user_time_idx ON public.executions USING btree (tenant_id, user_id, created_at DESC);

--
-- Name: executions_user_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_user_created_idx ON public.executions USING btree (user_id, created_at DESC);

--
-- Name: executions_user_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX executions_user_status_idx ON public.executions USING btree (user_id, status) WHERE (status = ANY (ARRAY['RUNNING'::public.execution_status, 'FAILED'::public.execution_status]));

--
-- Name: invitations_accepted_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_accepted_by_idx ON public.invitations USING btree (accepted_by);

--
-- Name: invitations_created_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_created_by_idx ON public.invitations USING btree (created_by);

--
-- Name: invitations_one_pending_per_address; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX invitations_one_pending_per_address ON public.invitations USING btree (tenant_id, email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));

--
-- Name: invitations_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_tenant_created_idx ON public.invitations USING btree (tenant_id, created_at DESC);

--
-- Name: learning_modules_published_phase_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX learning_modules_published_phase_idx ON public.learning_modules USING btree (is_published, phase, difficulty);

--
-- Name: learning_modules_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX learning_modules_tenant_created_idx ON public.learning_modules USING btree (tenant_id, created_at DESC);

--
-- Name: module_prerequisites_module_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX module_prerequisites_module_idx ON public.module_prerequisites USING btree (tenant_id, module_id);

--
-- Name: module_prerequisites_prerequisite_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX module_prerequisites_prerequisite_idx ON public.module_prerequisites USING btree (prerequisite_tenant_id, prerequisite_id);

--
-- Name: personas_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX personas_user_idx ON public.personas USING btree (user_id);

--
-- Name: personas_venture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX personas_venture_idx ON public.personas USING btree (tenant_id, venture_id, created_at);

--
-- Name: prompt_versions_created_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompt_versions_created_by_idx ON public.prompt_versions USING btree (created_by);

--
-- Name: prompt_versions_prompt_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompt_versions_prompt_created_idx ON public.prompt_versions USING btree (tenant_id, prompt_id, created_at DESC);

--
-- Name: prompts_deleted_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompts_deleted_idx ON public.prompts USING btree (tenant_id) WHERE (deleted_at IS NOT NULL);

--
-- Name: prompts_name_is_unique_among_live_prompts; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX prompts_name_is_unique_among_live_prompts ON public.prompts USING btree (tenant_id, name) WHERE (deleted_at IS NULL);

--
-- Name: prompts_published_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompts_published_idx ON public.prompts USING btree (tenant_id, status, published_at DESC) WHERE (status = 'PUBLISHED'::public.prompt_status);

--
-- Name: prompts_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompts_search_idx ON public.prompts USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) WHERE (deleted_at IS NULL);

--
-- Name: prompts_tags_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompts_tags_idx ON public.prompts USING gin (tags) WHERE (deleted_at IS NULL);

--
-- Name: prompts_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompts_tenant_created_idx ON public.prompts USING btree (tenant_id, created_at DESC);

--
-- Name: prompts_user_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX prompts_user_status_idx ON public.prompts USING btree (user_id, status);

--
-- Name: quality_gates_venture_type_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quality_gates_venture_type_idx ON public.quality_gates USING btree (venture_id, tenant_id, gate_type, calculated_at DESC);

--
-- Name: reactions_comment_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reactions_comment_idx ON public.reactions USING btree (tenant_id, comment_id);

--
-- Name: reactions_project_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reactions_project_idx ON public.reactions USING btree (project_id, tenant_id);

--
-- Name: reactions_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reactions_user_idx ON public.reactions USING btree (user_id);

--
-- Name: requirements_tier_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requirements_tier_idx ON public.requirements USING btree (tenant_id, evidence_tier, created_at DESC);

--
-- Name: requirements_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requirements_user_idx ON public.requirements USING btree (user_id);

--
-- Name: requirements_venture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requirements_venture_idx ON public.requirements USING btree (tenant_id, venture_id, created_at);

--
-- Name: specification_documents_content_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX specification_documents_content_search_idx ON public.specification_documents USING gin (to_tsvector('english'::regconfig, content));

--
-- Name: specification_documents_project_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX specification_documents_project_idx ON public.specification_documents USING btree (tenant_id, project_id);

--
-- Name: specification_projects_owner_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX specification_projects_owner_status_idx ON public.specification_projects USING btree (owner_id, status);

--
-- Name: specification_projects_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX specification_projects_search_idx ON public.specification_projects USING gin (to_tsvector('english'::regconfig, ((name || ' '::text) || COALESCE(description, ''::text))));

--
-- Name: specification_projects_tenant_updated_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX specification_projects_tenant_updated_idx ON public.specification_projects USING btree (tenant_id, updated_at DESC);

--
-- Name: team_members_project_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX team_members_project_idx ON public.team_members USING btree (tenant_id, project_id);

--
-- Name: team_members_user_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX team_members_user_status_idx ON public.team_members USING btree (user_id, status);

--
-- Name: telemetry_component_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX telemetry_component_time_idx ON public.telemetry USING btree (tenant_id, venture_id, component, metric, recorded_at DESC);

--
-- Name: telemetry_venture_time_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX telemetry_venture_time_idx ON public.telemetry USING btree (tenant_id, venture_id, recorded_at DESC);

--
-- Name: template_ratings_template_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX template_ratings_template_idx ON public.template_ratings USING btree (template_tenant_id, template_id);

--
-- Name: template_ratings_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX template_ratings_tenant_created_idx ON public.template_ratings USING btree (tenant_id, created_at DESC);

--
-- Name: template_ratings_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX template_ratings_user_idx ON public.template_ratings USING btree (user_id);

--
-- Name: templates_category_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_category_idx ON public.templates USING btree (tenant_id, category) WHERE (deleted_at IS NULL);

--
-- Name: templates_public_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_public_idx ON public.templates USING btree (is_public, usage_count DESC);

--
-- Name: templates_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_search_idx ON public.templates USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) WHERE (deleted_at IS NULL);

--
-- Name: templates_tags_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_tags_idx ON public.templates USING gin (tags) WHERE (deleted_at IS NULL);

--
-- Name: templates_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_tenant_created_idx ON public.templates USING btree (tenant_id, created_at DESC);

--
-- Name: templates_type_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_type_idx ON public.templates USING btree (tenant_id, type) WHERE (deleted_at IS NULL);

--
-- Name: templates_usage_count_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_usage_count_idx ON public.templates USING btree (tenant_id, usage_count DESC) WHERE (deleted_at IS NULL);

--
-- Name: templates_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX templates_user_idx ON public.templates USING btree (user_id);

--
-- Name: user_progress_module_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_progress_module_idx ON public.user_progress USING btree (module_tenant_id, module_id);

--
-- Name: user_progress_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_progress_tenant_created_idx ON public.user_progress USING btree (tenant_id, created_at DESC);

--
-- Name: user_progress_user_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_progress_user_status_idx ON public.user_progress USING btree (user_id, status);

--
-- Name: user_roles_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_roles_user_idx ON public.user_roles USING btree (user_id) INCLUDE (tenant_id, role);

--
-- Name: user_stories_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_stories_tenant_created_idx ON public.user_stories USING btree (tenant_id, created_at DESC);

--
-- Name: user_stories_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_stories_user_idx ON public.user_stories USING btree (user_id);

--
-- Name: user_stories_venture_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX user_stories_venture_idx ON public.user_stories USING btree (tenant_id, venture_id, priority, created_at);

--
-- Name: users_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_created_at_idx ON public.users USING btree (created_at DESC);

--
-- Name: users_email_is_unique_among_live_users; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_email_is_unique_among_live_users ON public.users USING btree (lower(email)) WHERE (deleted_at IS NULL);

--
-- Name: users_role_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX users_role_idx ON public.users USING btree (role);

--
-- Name: validations_prompt_active_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX validations_prompt_active_idx ON public.validations USING btree (prompt_id, is_active);

--
-- Name: venture_phases_gate_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX venture_phases_gate_idx ON public.venture_phases USING btree (tenant_id, quality_gate_id);

--
-- Name: venture_phases_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX venture_phases_user_idx ON public.venture_phases USING btree (user_id);

--
-- Name: ventures_name_is_unique_among_live_ventures; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ventures_name_is_unique_among_live_ventures ON public.ventures USING btree (tenant_id, name) WHERE (deleted_at IS NULL);

--
-- Name: ventures_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ventures_tenant_created_idx ON public.ventures USING btree (tenant_id, created_at DESC);

--
-- Name: ventures_tenant_deleted_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ventures_tenant_deleted_idx ON public.ventures USING btree (tenant_id, deleted_at);

--
-- Name: ventures_user_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ventures_user_idx ON public.ventures USING btree (user_id);

--
-- Name: workflow_execution_logs_execution_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_execution_logs_execution_created_idx ON public.workflow_execution_logs USING btree (tenant_id, execution_id, created_at);

--
-- Name: workflow_execution_logs_level_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_execution_logs_level_idx ON public.workflow_execution_logs USING btree (tenant_id, level, created_at DESC);

--
-- Name: workflow_execution_logs_step_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_execution_logs_step_idx ON public.workflow_execution_logs USING btree (tenant_id, workflow_step_id);

--
-- Name: workflow_execution_logs_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_execution_logs_tenant_created_idx ON public.workflow_execution_logs USING btree (tenant_id, created_at DESC);

--
-- Name: workflow_executions_completed_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_executions_completed_idx ON public.workflow_executions USING btree (tenant_id, completed_at DESC);

--
-- Name: workflow_executions_open_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_executions_open_idx ON public.workflow_executions USING btree (status, created_at) WHERE (status = ANY (ARRAY['pending'::public.workflow_execution_status, 'running'::public.workflow_execution_status]));

--
-- Name: workflow_executions_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_executions_status_idx ON public.workflow_executions USING btree (tenant_id, status, created_at DESC);

--
-- Name: workflow_executions_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_executions_tenant_created_idx ON public.workflow_executions USING btree (tenant_id, created_at DESC);

--
-- Name: workflow_executions_user_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_executions_user_created_idx ON public.workflow_executions USING btree (user_id, created_at DESC);

--
-- Name: workflow_executions_workflow_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_executions_workflow_created_idx ON public.workflow_executions USING btree (tenant_id, workflow_id, created_at DESC);

--
-- Name: workflow_steps_agent_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_steps_agent_idx ON public.workflow_steps USING btree (agent_tenant_id, agent_id);

--
-- Name: workflow_steps_key_is_unique_in_workflow; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX workflow_steps_key_is_unique_in_workflow ON public.workflow_steps USING btree (tenant_id, workflow_id, step_key) WHERE (deleted_at IS NULL);

--
-- Name: workflow_steps_public_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_steps_public_idx ON public.workflow_steps USING btree (is_public, workflow_id);

--
-- Name: workflow_steps_workflow_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflow_steps_workflow_position_idx ON public.workflow_steps USING btree (tenant_id, workflow_id, "position");

--
-- Name: workflows_parent_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_parent_idx ON public.workflows USING btree (tenant_id, parent_id);

--
-- Name: workflows_public_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_public_idx ON public.workflows USING btree (is_public, created_at DESC);

--
-- Name: workflows_scheduled_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_scheduled_idx ON public.workflows USING btree (tenant_id, id) WHERE (schedule_enabled AND (status = 'active'::public.workflow_status) AND (deleted_at IS NULL));

--
-- Name: workflows_search_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_search_idx ON public.workflows USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) WHERE (deleted_at IS NULL);

--
-- Name: workflows_status_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_status_idx ON public.workflows USING btree (tenant_id, status, created_at DESC) WHERE (deleted_at IS NULL);

--
-- Name: workflows_tags_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_tags_idx ON public.workflows USING gin (tags) WHERE (deleted_at IS NULL);

--
-- Name: workflows_tenant_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_tenant_created_idx ON public.workflows USING btree (tenant_id, created_at DESC);

--
-- Name: workflows_user_created_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workflows_user_created_idx ON public.workflows USING btree (user_id, created_at DESC);

--
-- Name: workflows_version_is_unique_in_tree; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX workflows_version_is_unique_in_tree ON public.workflows USING btree (tenant_id, COALESCE(parent_id, id), version);

--
-- Name: audit_chain audit_chain_is_append_only; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_chain_is_append_only BEFORE UPDATE ON private.audit_chain FOR EACH ROW EXECUTE FUNCTION private.refuse_change_but_forgetting();

--
-- Name: audit_chain audit_chain_is_not_deleted; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_chain_is_not_deleted BEFORE DELETE ON private.audit_chain FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

--
-- Name: audit_chain audit_chain_is_not_truncated; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_chain_is_not_truncated BEFORE TRUNCATE ON private.audit_chain FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: audit_erasures audit_erasures_are_append_only; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_erasures_are_append_only BEFORE DELETE OR UPDATE ON private.audit_erasures FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

--
-- Name: audit_erasures audit_erasures_are_not_truncated; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_erasures_are_not_truncated BEFORE TRUNCATE ON private.audit_erasures FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: audit_unsealed audit_unsealed_is_kept; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_unsealed_is_kept BEFORE DELETE OR UPDATE ON private.audit_unsealed FOR EACH ROW EXECUTE FUNCTION private.refuse_losing_unsealed();

--
-- Name: audit_unsealed audit_unsealed_is_not_truncated; Type: TRIGGER; Schema: private; Owner: -
--

CREATE TRIGGER audit_unsealed_is_not_truncated BEFORE TRUNCATE ON private.audit_unsealed FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_losing_unsealed();

--
-- Name: agent_checkpoints agent_checkpoints_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_checkpoints_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.agent_checkpoints FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: agent_checkpoints agent_checkpoints_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_checkpoints_set_updated_at BEFORE UPDATE ON public.agent_checkpoints FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: agent_executions agent_executions_are_not_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_are_not_deleted BEFORE DELETE ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: agent_executions agent_executions_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_are_not_truncated BEFORE TRUNCATE ON public.agent_executions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: agent_executions agent_executions_audit_begin; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_audit_begin AFTER INSERT ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.audit_agent_execution();

--
-- Name: agent_executions agent_executions_audit_cancel; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_audit_cancel AFTER UPDATE OF cancel_requested_at ON public.agent_executions FOR EACH ROW WHEN (((old.cancel_requested_at IS NULL) AND (new.cancel_requested_at IS NOT NULL))) EXECUTE FUNCTION private.audit_agent_execution();

--
-- Name: agent_executions agent_executions_count_begin; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_count_begin AFTER INSERT ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.count_execution_of_agent();

--
-- Name: agent_executions agent_executions_count_end; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_count_end AFTER UPDATE OF status ON public.agent_executions FOR EACH ROW WHEN (((old.completed_at IS NULL) AND (new.completed_at IS NOT NULL))) EXECUTE FUNCTION private.count_execution_of_agent();

--
-- Name: agent_executions agent_executions_find_agent; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_find_agent BEFORE INSERT OR UPDATE OF agent_id, agent_tenant_id ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.find_execution_agent();

--
-- Name: agent_executions agent_executions_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_guard BEFORE INSERT OR UPDATE ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.guard_agent_execution();

--
-- Name: agent_executions agent_executions_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.agent_executions FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: agent_executions agent_executions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_require_member BEFORE INSERT OR UPDATE OF user_id ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: agent_executions agent_executions_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_executions_require_venture BEFORE INSERT OR UPDATE OF venture_id ON public.agent_executions FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: agent_results agent_results_admit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_results_admit BEFORE INSERT ON public.agent_results FOR EACH ROW EXECUTE FUNCTION private.admit_agent_result();

--
-- Name: agent_results agent_results_are_not_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_results_are_not_deleted BEFORE DELETE ON public.agent_results FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: agent_results agent_results_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_results_are_not_truncated BEFORE TRUNCATE ON public.agent_results FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: agent_results agent_results_follow; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_results_follow AFTER UPDATE OF status ON public.agent_results FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) AND (new.status <> 'pending'::public.agent_result_status))) EXECUTE FUNCTION private.follow_agent_result();

--
-- Name: agent_results agent_results_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_results_guard BEFORE UPDATE ON public.agent_results FOR EACH ROW EXECUTE FUNCTION private.guard_agent_result();

--
-- Name: agent_results agent_results_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agent_results_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.agent_results FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: agents agents_archived_stay; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agents_archived_stay BEFORE UPDATE OF name, description, purpose, type, phase, config, capabilities, parameters, prompt_template, input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions ON public.agents FOR EACH ROW WHEN ((old.status = 'archived'::public.agent_status)) EXECUTE FUNCTION private.refuse_archived_change();

--
-- Name: agents agents_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agents_audit AFTER INSERT OR DELETE OR UPDATE OF name, slug, description, purpose, type, phase, status, config, capabilities, parameters, prompt_template, input_schema, output_schema, max_execution_time, max_memory_mb, max_concurrent_executions, tags, is_public, is_template, user_id, parent_id, deleted_at ON public.agents FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION private.audit('agent');

--
-- Name: agents agents_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agents_guard BEFORE UPDATE ON public.agents FOR EACH ROW EXECUTE FUNCTION private.guard_agent();

--
-- Name: agents agents_place_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agents_place_version BEFORE INSERT ON public.agents FOR EACH ROW EXECUTE FUNCTION private.place_agent_version();

--
-- Name: agents agents_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agents_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.agents FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: agents agents_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER agents_require_member BEFORE INSERT OR UPDATE OF user_id ON public.agents FOR EACH ROW WHEN ((new.tenant_id <> private.official_tenant_id())) EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: ai_reviews ai_reviews_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ai_reviews_audit AFTER INSERT OR DELETE OR UPDATE ON public.ai_reviews FOR EACH ROW EXECUTE FUNCTION private.audit('ai_review');

--
-- Name: ai_reviews ai_reviews_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ai_reviews_guard BEFORE UPDATE ON public.ai_reviews FOR EACH ROW EXECUTE FUNCTION private.guard_review();

--
-- Name: ai_reviews ai_reviews_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ai_reviews_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.ai_reviews FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: ai_reviews ai_reviews_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ai_reviews_set_updated_at BEFORE UPDATE ON public.ai_reviews FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: ai_reviews ai_reviews_take_project; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ai_reviews_take_project BEFORE INSERT ON public.ai_reviews FOR EACH ROW EXECUTE FUNCTION private.take_project_and_version_from_document();

--
-- Name: artifact_versions artifact_versions_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifact_versions_are_append_only BEFORE DELETE OR UPDATE ON public.artifact_versions FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: artifact_versions artifact_versions_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifact_versions_are_not_truncated BEFORE TRUNCATE ON public.artifact_versions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: artifact_versions artifact_versions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifact_versions_require_member BEFORE INSERT ON public.artifact_versions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_author();

--
-- Name: artifacts artifacts_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_audit AFTER INSERT OR DELETE OR UPDATE ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.audit('artifact');

--
-- Name: artifacts artifacts_record_first_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_record_first_version AFTER INSERT ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.record_artifact_version();

--
-- Name: artifacts artifacts_record_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_record_version AFTER UPDATE ON public.artifacts FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION private.record_artifact_version();

--
-- Name: artifacts artifacts_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.artifacts FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: artifacts artifacts_require_editor; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_require_editor BEFORE UPDATE OF updated_by ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.require_member_as_editor();

--
-- Name: artifacts artifacts_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_require_member BEFORE INSERT OR UPDATE OF user_id ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: artifacts artifacts_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_require_venture BEFORE INSERT OR UPDATE OF venture_id ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: artifacts artifacts_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artifacts_version BEFORE INSERT OR UPDATE ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.version_artifact();

--
-- Name: audit_logs audit_logs_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_logs_are_append_only BEFORE UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_change_but_erasure();

--
-- Name: audit_logs audit_logs_are_not_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_logs_are_not_deleted BEFORE DELETE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

--
-- Name: audit_logs audit_logs_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_logs_are_not_truncated BEFORE TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: audit_logs audit_logs_are_noted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_logs_are_noted AFTER INSERT ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION private.note_audit_row();

--
-- Name: budget_alerts budget_alerts_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budget_alerts_are_append_only BEFORE DELETE OR UPDATE ON public.budget_alerts FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: budget_alerts budget_alerts_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budget_alerts_are_not_truncated BEFORE TRUNCATE ON public.budget_alerts FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: budgets budgets_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_audit AFTER INSERT OR DELETE OR UPDATE ON public.budgets FOR EACH ROW EXECUTE FUNCTION private.audit('budget');

--
-- Name: budgets budgets_forget; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_forget AFTER DELETE ON public.budgets FOR EACH ROW EXECUTE FUNCTION private.forget_budget();

--
-- Name: budgets budgets_recount_when_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_recount_when_changed AFTER UPDATE ON public.budgets FOR EACH ROW WHEN (((((((old.limit_usd IS DISTINCT FROM new.limit_usd) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.thresholds IS DISTINCT FROM new.thresholds)) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.period IS DISTINCT FROM new.period)) OR ((((old.user_id IS DISTINCT FROM new.user_id) OR (old.prompt_id IS DISTINCT FROM new.prompt_id)) OR (old.workflow_id IS DISTINCT FROM new.workflow_id)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))) EXECUTE FUNCTION private.recount_budget();

--
-- Name: budgets budgets_recount_when_made; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_recount_when_made AFTER INSERT ON public.budgets FOR EACH ROW EXECUTE FUNCTION private.recount_budget();

--
-- Name: budgets budgets_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.budgets FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: budgets budgets_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_require_member BEFORE INSERT OR UPDATE OF user_id ON public.budgets FOR EACH ROW WHEN ((new.user_id IS NOT NULL)) EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: budgets budgets_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER budgets_set_updated_at BEFORE UPDATE ON public.budgets FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: business_ideas business_ideas_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER business_ideas_audit AFTER INSERT OR DELETE OR UPDATE ON public.business_ideas FOR EACH ROW EXECUTE FUNCTION private.audit('idea');

--
-- Name: business_ideas business_ideas_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER business_ideas_guard BEFORE INSERT OR UPDATE ON public.business_ideas FOR EACH ROW EXECUTE FUNCTION private.guard_business_idea();

--
-- Name: business_ideas business_ideas_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER business_ideas_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.business_ideas FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: business_ideas business_ideas_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER business_ideas_require_member BEFORE INSERT OR UPDATE OF user_id ON public.business_ideas FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: business_ideas business_ideas_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER business_ideas_set_updated_at BEFORE UPDATE ON public.business_ideas FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: comment_threads comment_threads_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comment_threads_audit AFTER INSERT OR DELETE OR UPDATE ON public.comment_threads FOR EACH ROW EXECUTE FUNCTION private.audit('comment_thread');

--
-- Name: comment_threads comment_threads_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comment_threads_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.comment_threads FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: comment_threads comment_threads_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comment_threads_set_updated_at BEFORE UPDATE ON public.comment_threads FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: comment_threads comment_threads_take_project; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comment_threads_take_project BEFORE INSERT OR UPDATE OF document_id, project_id ON public.comment_threads FOR EACH ROW EXECUTE FUNCTION private.take_project_from_document();

--
-- Name: comments comments_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comments_audit AFTER INSERT OR DELETE OR UPDATE ON public.comments FOR EACH ROW EXECUTE FUNCTION private.audit('comment');

--
-- Name: comments comments_find_project; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comments_find_project BEFORE INSERT OR UPDATE OF thread_id, project_id ON public.comments FOR EACH ROW EXECUTE FUNCTION private.take_project_from_thread();

--
-- Name: comments comments_mark_edited; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comments_mark_edited BEFORE UPDATE ON public.comments FOR EACH ROW EXECUTE FUNCTION private.mark_edited();

--
-- Name: comments comments_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER comments_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.comments FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: cost_tracking cost_tracking_audit_adjustment; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cost_tracking_audit_adjustment AFTER INSERT ON public.cost_tracking FOR EACH ROW WHEN ((new.kind = 'ADJUSTMENT'::public.call_kind)) EXECUTE FUNCTION private.audit_adjustment();

--
-- Name: cost_tracking cost_tracking_charge_budgets; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cost_tracking_charge_budgets AFTER INSERT ON public.cost_tracking REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION private.charge_budgets();

--
-- Name: cost_tracking cost_tracking_date; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cost_tracking_date BEFORE INSERT ON public.cost_tracking FOR EACH ROW WHEN ((new.purpose = 'PROMPT_EXECUTION'::public.cost_purpose)) EXECUTE FUNCTION private.date_ledger_row();

--
-- Name: cost_tracking cost_tracking_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cost_tracking_is_append_only BEFORE DELETE OR UPDATE ON public.cost_tracking FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

--
-- Name: cost_tracking cost_tracking_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cost_tracking_is_not_truncated BEFORE TRUNCATE ON public.cost_tracking FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: deployments deployments_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER deployments_audit AFTER INSERT OR DELETE OR UPDATE OF user_id, name, description, workflow_id, agent_id, environment, status, config, environment_variable_names, endpoint_url, allocated_memory_mb, allocated_cpu_shares, deleted_at ON public.deployments FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION private.audit('deployment');

--
-- Name: deployments deployments_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER deployments_guard BEFORE UPDATE ON public.deployments FOR EACH ROW EXECUTE FUNCTION private.guard_deployment();

--
-- Name: deployments deployments_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER deployments_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.deployments FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: deployments deployments_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER deployments_require_member BEFORE INSERT OR UPDATE OF user_id ON public.deployments FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: deployments deployments_require_target; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER deployments_require_target BEFORE INSERT OR UPDATE OF workflow_id, agent_id ON public.deployments FOR EACH ROW EXECUTE FUNCTION private.require_deployment_target();

--
-- Name: divergence_alerts divergence_alerts_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER divergence_alerts_audit AFTER INSERT OR DELETE OR UPDATE ON public.divergence_alerts FOR EACH ROW EXECUTE FUNCTION private.audit('divergence_alert');

--
-- Name: divergence_alerts divergence_alerts_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER divergence_alerts_guard BEFORE UPDATE ON public.divergence_alerts FOR EACH ROW EXECUTE FUNCTION private.guard_divergence_alert();

--
-- Name: divergence_alerts divergence_alerts_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER divergence_alerts_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.divergence_alerts FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: divergence_alerts divergence_alerts_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER divergence_alerts_require_venture BEFORE INSERT OR UPDATE OF venture_id ON public.divergence_alerts FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: document_versions document_versions_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER document_versions_are_append_only BEFORE DELETE OR UPDATE ON public.document_versions FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: document_versions document_versions_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER document_versions_are_not_truncated BEFORE TRUNCATE ON public.document_versions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: document_versions document_versions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER document_versions_require_member BEFORE INSERT ON public.document_versions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_author();

--
-- Name: evaluations evaluations_are_not_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_are_not_deleted BEFORE DELETE ON public.evaluations FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: evaluations evaluations_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_are_not_truncated BEFORE TRUNCATE ON public.evaluations FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: evaluations evaluations_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_audit AFTER INSERT ON public.evaluations FOR EACH ROW EXECUTE FUNCTION private.audit('evaluation');

--
-- Name: evaluations evaluations_follow; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_follow AFTER UPDATE OF status ON public.evaluations FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.follow_evaluation();

--
-- Name: evaluations evaluations_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_guard BEFORE INSERT OR UPDATE ON public.evaluations FOR EACH ROW EXECUTE FUNCTION private.guard_evaluation();

--
-- Name: evaluations evaluations_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.evaluations FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: evaluations evaluations_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER evaluations_require_member BEFORE INSERT OR UPDATE OF created_by ON public.evaluations FOR EACH ROW EXECUTE FUNCTION private.require_member_as_author();

--
-- Name: execution_logs execution_logs_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER execution_logs_are_append_only BEFORE DELETE OR UPDATE ON public.execution_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: execution_logs execution_logs_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER execution_logs_are_not_truncated BEFORE TRUNCATE ON public.execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: executions executions_are_not_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_are_not_deleted BEFORE DELETE ON public.executions FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: executions executions_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_are_not_truncated BEFORE TRUNCATE ON public.executions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: executions executions_audit_begin; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_audit_begin AFTER INSERT ON public.executions FOR EACH ROW EXECUTE FUNCTION private.audit_execution();

--
-- Name: executions executions_audit_cancel; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_audit_cancel AFTER UPDATE OF cancel_requested_at ON public.executions FOR EACH ROW WHEN (((old.cancel_requested_at IS NULL) AND (new.cancel_requested_at IS NOT NULL))) EXECUTE FUNCTION private.audit_execution();

--
-- Name: executions executions_audit_end; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_audit_end AFTER UPDATE OF status ON public.executions FOR EACH ROW WHEN (((old.status = ANY (ARRAY['PENDING'::public.execution_status, 'RUNNING'::public.execution_status])) AND (new.status = ANY (ARRAY['COMPLETED'::public.execution_status, 'FAILED'::public.execution_status, 'CANCELLED'::public.execution_status])))) EXECUTE FUNCTION private.audit_end_of_execution();

--
-- Name: executions executions_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_guard BEFORE UPDATE ON public.executions FOR EACH ROW EXECUTE FUNCTION private.guard_execution();

--
-- Name: executions executions_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.executions FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: executions executions_release_holds; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_release_holds AFTER UPDATE OF status ON public.executions FOR EACH ROW WHEN (((old.status = 'RUNNING'::public.execution_status) AND (new.status = ANY (ARRAY['COMPLETED'::public.execution_status, 'FAILED'::public.execution_status, 'CANCELLED'::public.execution_status])))) EXECUTE FUNCTION private.release_holds();

--
-- Name: executions executions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER executions_require_member BEFORE INSERT OR UPDATE OF user_id ON public.executions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: invitations invitations_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invitations_audit AFTER INSERT OR DELETE OR UPDATE ON public.invitations FOR EACH ROW EXECUTE FUNCTION private.audit('invitation');

--
-- Name: invitations invitations_forget_token; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invitations_forget_token AFTER UPDATE OF accepted_at, revoked_at ON public.invitations FOR EACH ROW WHEN (((new.accepted_at IS NOT NULL) OR (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION private.forget_invitation_token();

--
-- Name: invitations invitations_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invitations_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.invitations FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: invitations invitations_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invitations_require_member BEFORE INSERT ON public.invitations FOR EACH ROW EXECUTE FUNCTION private.require_member_as_author();

--
-- Name: invitations invitations_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invitations_set_updated_at BEFORE UPDATE ON public.invitations FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: learning_modules learning_modules_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER learning_modules_audit AFTER INSERT OR DELETE OR UPDATE ON public.learning_modules FOR EACH ROW EXECUTE FUNCTION private.audit('learning_module');

--
-- Name: learning_modules learning_modules_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER learning_modules_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.learning_modules FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: learning_modules learning_modules_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER learning_modules_set_updated_at BEFORE UPDATE ON public.learning_modules FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: module_prerequisites module_prerequisites_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER module_prerequisites_audit AFTER INSERT OR DELETE OR UPDATE ON public.module_prerequisites FOR EACH ROW EXECUTE FUNCTION private.audit('module_prerequisite');

--
-- Name: module_prerequisites module_prerequisites_find_module; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER module_prerequisites_find_module BEFORE INSERT OR UPDATE OF prerequisite_id, prerequisite_tenant_id ON public.module_prerequisites FOR EACH ROW EXECUTE FUNCTION private.find_prerequisite();

--
-- Name: module_prerequisites module_prerequisites_refuse_circle; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER module_prerequisites_refuse_circle AFTER INSERT OR UPDATE ON public.module_prerequisites FOR EACH ROW EXECUTE FUNCTION private.refuse_circle();

--
-- Name: module_prerequisites module_prerequisites_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER module_prerequisites_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.module_prerequisites FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: personas personas_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER personas_audit AFTER INSERT OR DELETE OR UPDATE ON public.personas FOR EACH ROW EXECUTE FUNCTION private.audit('persona');

--
-- Name: personas personas_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER personas_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.personas FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: personas personas_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER personas_require_member BEFORE INSERT OR UPDATE OF user_id ON public.personas FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: personas personas_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER personas_require_venture BEFORE INSERT OR UPDATE OF venture_id ON public.personas FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: personas personas_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER personas_set_updated_at BEFORE UPDATE ON public.personas FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: prompt_versions prompt_versions_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompt_versions_are_append_only BEFORE DELETE OR UPDATE ON public.prompt_versions FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: prompt_versions prompt_versions_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompt_versions_are_not_truncated BEFORE TRUNCATE ON public.prompt_versions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: prompt_versions prompt_versions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompt_versions_require_member BEFORE INSERT ON public.prompt_versions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_author();

--
-- Name: prompts prompts_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompts_audit AFTER INSERT OR DELETE OR UPDATE ON public.prompts FOR EACH ROW EXECUTE FUNCTION private.audit('prompt');

--
-- Name: prompts prompts_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompts_guard BEFORE UPDATE ON public.prompts FOR EACH ROW EXECUTE FUNCTION private.guard_prompt();

--
-- Name: prompts prompts_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompts_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.prompts FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: prompts prompts_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompts_require_member BEFORE INSERT OR UPDATE OF user_id ON public.prompts FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: prompts prompts_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER prompts_set_updated_at BEFORE UPDATE ON public.prompts FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: quality_gates quality_gates_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER quality_gates_are_append_only BEFORE DELETE OR UPDATE ON public.quality_gates FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: quality_gates quality_gates_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER quality_gates_are_not_truncated BEFORE TRUNCATE ON public.quality_gates FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: quality_gates quality_gates_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER quality_gates_audit AFTER INSERT ON public.quality_gates FOR EACH ROW EXECUTE FUNCTION private.audit('quality_gate');

--
-- Name: quality_gates quality_gates_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER quality_gates_require_venture BEFORE INSERT ON public.quality_gates FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: reactions reactions_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reactions_audit AFTER INSERT OR DELETE OR UPDATE ON public.reactions FOR EACH ROW EXECUTE FUNCTION private.audit('reaction');

--
-- Name: reactions reactions_find_project; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reactions_find_project BEFORE INSERT OR UPDATE OF comment_id, project_id ON public.reactions FOR EACH ROW EXECUTE FUNCTION private.take_project_from_comment();

--
-- Name: reactions reactions_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reactions_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.reactions FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: reactions reactions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reactions_require_member BEFORE INSERT OR UPDATE OF user_id ON public.reactions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: requirements requirements_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER requirements_audit AFTER INSERT OR DELETE OR UPDATE ON public.requirements FOR EACH ROW EXECUTE FUNCTION private.audit('requirement');

--
-- Name: requirements requirements_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER requirements_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.requirements FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: requirements requirements_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER requirements_require_member BEFORE INSERT OR UPDATE OF user_id ON public.requirements FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: requirements requirements_require_production; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER requirements_require_production BEFORE INSERT OR UPDATE OF evidence_tier ON public.requirements FOR EACH ROW WHEN ((new.evidence_tier = 'E4'::public.evidence_tier)) EXECUTE FUNCTION private.guard_evidence();

--
-- Name: requirements requirements_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER requirements_require_venture BEFORE INSERT OR UPDATE OF venture_id ON public.requirements FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: requirements requirements_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER requirements_set_updated_at BEFORE UPDATE ON public.requirements FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: specification_documents specification_documents_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_documents_audit AFTER INSERT OR DELETE OR UPDATE ON public.specification_documents FOR EACH ROW EXECUTE FUNCTION private.audit('document');

--
-- Name: specification_documents specification_documents_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_documents_guard BEFORE INSERT OR UPDATE ON public.specification_documents FOR EACH ROW EXECUTE FUNCTION private.guard_document();

--
-- Name: specification_documents specification_documents_keep_first_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_documents_keep_first_version AFTER INSERT ON public.specification_documents FOR EACH ROW EXECUTE FUNCTION private.keep_document_version();

--
-- Name: specification_documents specification_documents_keep_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_documents_keep_version AFTER UPDATE ON public.specification_documents FOR EACH ROW WHEN ((old.content IS DISTINCT FROM new.content)) EXECUTE FUNCTION private.keep_document_version();

--
-- Name: specification_documents specification_documents_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_documents_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.specification_documents FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: specification_documents specification_documents_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_documents_set_updated_at BEFORE UPDATE ON public.specification_documents FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: specification_projects specification_projects_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_projects_audit AFTER INSERT OR DELETE ON public.specification_projects FOR EACH ROW EXECUTE FUNCTION private.audit('project');

--
-- Name: specification_projects specification_projects_audit_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_projects_audit_change AFTER UPDATE ON public.specification_projects FOR EACH ROW WHEN ((old.current_phase = new.current_phase)) EXECUTE FUNCTION private.audit('project');

--
-- Name: specification_projects specification_projects_audit_phase; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_projects_audit_phase AFTER UPDATE ON public.specification_projects FOR EACH ROW WHEN ((old.current_phase <> new.current_phase)) EXECUTE FUNCTION private.audit_phase_transition();

--
-- Name: specification_projects specification_projects_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_projects_guard BEFORE UPDATE ON public.specification_projects FOR EACH ROW EXECUTE FUNCTION private.guard_project();

--
-- Name: specification_projects specification_projects_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_projects_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.specification_projects FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: specification_projects specification_projects_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER specification_projects_set_updated_at BEFORE UPDATE ON public.specification_projects FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: team_members team_members_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER team_members_audit AFTER INSERT OR DELETE OR UPDATE ON public.team_members FOR EACH ROW EXECUTE FUNCTION private.audit('team_member');

--
-- Name: team_members team_members_hold_membership; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER team_members_hold_membership BEFORE INSERT OR UPDATE OF status, user_id ON public.team_members FOR EACH ROW WHEN ((new.status = 'ACTIVE'::public.team_member_status)) EXECUTE FUNCTION private.hold_team_member();

--
-- Name: team_members team_members_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER team_members_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.team_members FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: team_members team_members_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER team_members_require_member BEFORE INSERT OR UPDATE OF user_id ON public.team_members FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: team_members team_members_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER team_members_set_updated_at BEFORE UPDATE ON public.team_members FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: telemetry telemetry_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER telemetry_is_append_only BEFORE DELETE OR UPDATE ON public.telemetry FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: telemetry telemetry_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER telemetry_is_not_truncated BEFORE TRUNCATE ON public.telemetry FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: telemetry telemetry_requires_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER telemetry_requires_venture BEFORE INSERT ON public.telemetry FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: template_ratings template_ratings_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_audit AFTER INSERT OR DELETE OR UPDATE ON public.template_ratings FOR EACH ROW EXECUTE FUNCTION private.audit('template_rating');

--
-- Name: template_ratings template_ratings_count_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_count_changed AFTER UPDATE ON public.template_ratings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_changed_ratings();

--
-- Name: template_ratings template_ratings_count_new; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_count_new AFTER INSERT ON public.template_ratings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_new_ratings();

--
-- Name: template_ratings template_ratings_count_removed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_count_removed AFTER DELETE ON public.template_ratings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_removed_ratings();

--
-- Name: template_ratings template_ratings_fill; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_fill BEFORE INSERT OR UPDATE OF template_id ON public.template_ratings FOR EACH ROW EXECUTE FUNCTION private.fill_template_rating();

--
-- Name: template_ratings template_ratings_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.template_ratings FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: template_ratings template_ratings_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_require_member BEFORE INSERT OR UPDATE OF user_id ON public.template_ratings FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: template_ratings template_ratings_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER template_ratings_set_updated_at BEFORE UPDATE ON public.template_ratings FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: templates templates_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER templates_audit AFTER INSERT OR DELETE OR UPDATE OF user_id, name, description, category, type, template_data, tags, is_official, is_public, deleted_at ON public.templates FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION private.audit('template');

--
-- Name: templates templates_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER templates_guard BEFORE UPDATE ON public.templates FOR EACH ROW EXECUTE FUNCTION private.guard_template();

--
-- Name: templates templates_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER templates_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.templates FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: templates templates_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER templates_require_member BEFORE INSERT OR UPDATE OF user_id ON public.templates FOR EACH ROW WHEN ((new.tenant_id <> private.official_tenant_id())) EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: tenants tenants_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tenants_audit AFTER INSERT OR DELETE OR UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION private.audit('tenant');

--
-- Name: tenants tenants_check_time_zone; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tenants_check_time_zone BEFORE INSERT OR UPDATE OF time_zone ON public.tenants FOR EACH ROW EXECUTE FUNCTION private.check_time_zone();

--
-- Name: tenants tenants_copy_plan_to_profile; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tenants_copy_plan_to_profile AFTER UPDATE OF plan ON public.tenants FOR EACH ROW WHEN (((new.personal_user_id IS NOT NULL) AND (old.plan IS DISTINCT FROM new.plan))) EXECUTE FUNCTION private.copy_plan_to_profile();

--
-- Name: tenants tenants_delete_workflows; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tenants_delete_workflows AFTER UPDATE OF deleted_at ON public.tenants FOR EACH ROW WHEN ((old.deleted_at IS DISTINCT FROM new.deleted_at)) EXECUTE FUNCTION private.delete_workflows_with_tenant();

--
-- Name: tenants tenants_recount_budgets; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tenants_recount_budgets AFTER UPDATE OF time_zone ON public.tenants FOR EACH ROW WHEN ((old.time_zone <> new.time_zone)) EXECUTE FUNCTION private.recount_budgets();

--
-- Name: tenants tenants_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tenants_set_updated_at BEFORE UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: user_progress user_progress_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_progress_audit AFTER INSERT OR DELETE OR UPDATE ON public.user_progress FOR EACH ROW EXECUTE FUNCTION private.audit('user_progress');

--
-- Name: user_progress user_progress_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_progress_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.user_progress FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: user_progress user_progress_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_progress_require_member BEFORE INSERT OR UPDATE OF user_id ON public.user_progress FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: user_progress user_progress_rules; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_progress_rules BEFORE INSERT OR UPDATE ON public.user_progress FOR EACH ROW EXECUTE FUNCTION private.guard_progress();

--
-- Name: user_progress user_progress_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_progress_set_updated_at BEFORE UPDATE ON public.user_progress FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: user_roles user_roles_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_roles_audit AFTER INSERT OR DELETE OR UPDATE ON public.user_roles FOR EACH ROW EXECUTE FUNCTION private.audit('membership');

--
-- Name: user_roles user_roles_end_team_memberships; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_roles_end_team_memberships AFTER DELETE ON public.user_roles FOR EACH ROW EXECUTE FUNCTION private.end_team_memberships();

--
-- Name: user_roles user_roles_keep_an_admin_on_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_roles_keep_an_admin_on_delete BEFORE DELETE ON public.user_roles FOR EACH ROW WHEN ((old.role = 'ADMIN'::public.tenant_role)) EXECUTE FUNCTION private.keep_an_admin();

--
-- Name: user_roles user_roles_keep_an_admin_on_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_roles_keep_an_admin_on_update BEFORE UPDATE OF role ON public.user_roles FOR EACH ROW WHEN (((old.role = 'ADMIN'::public.tenant_role) AND (new.role <> 'ADMIN'::public.tenant_role))) EXECUTE FUNCTION private.keep_an_admin();

--
-- Name: user_roles user_roles_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_roles_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.user_roles FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: user_roles user_roles_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_roles_set_updated_at BEFORE UPDATE ON public.user_roles FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: user_stories user_stories_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_stories_audit AFTER INSERT OR DELETE OR UPDATE ON public.user_stories FOR EACH ROW EXECUTE FUNCTION private.audit('user_story');

--
-- Name: user_stories user_stories_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_stories_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.user_stories FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: user_stories user_stories_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_stories_require_member BEFORE INSERT OR UPDATE OF user_id ON public.user_stories FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: user_stories user_stories_require_venture; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_stories_require_venture BEFORE INSERT OR UPDATE OF venture_id ON public.user_stories FOR EACH ROW EXECUTE FUNCTION private.require_live_venture();

--
-- Name: user_stories user_stories_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER user_stories_set_updated_at BEFORE UPDATE ON public.user_stories FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: users users_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER users_audit AFTER UPDATE OF email, name, avatar_url, plan, role, learner_role, is_active, preferences, deleted_at ON public.users FOR EACH ROW EXECUTE FUNCTION private.audit('user');

--
-- Name: users users_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: validations validations_are_limited; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER validations_are_limited AFTER INSERT ON public.validations FOR EACH ROW EXECUTE FUNCTION private.limit_validations();

--
-- Name: validations validations_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER validations_audit AFTER INSERT OR DELETE OR UPDATE ON public.validations FOR EACH ROW EXECUTE FUNCTION private.audit('validation');

--
-- Name: validations validations_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER validations_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.validations FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: validations validations_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER validations_set_updated_at BEFORE UPDATE ON public.validations FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: venture_phases venture_phases_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER venture_phases_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.venture_phases FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: venture_phases venture_phases_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER venture_phases_require_member BEFORE INSERT OR UPDATE OF user_id ON public.venture_phases FOR EACH ROW WHEN ((new.user_id IS NOT NULL)) EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: venture_phases venture_phases_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER venture_phases_set_updated_at BEFORE UPDATE ON public.venture_phases FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: ventures ventures_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_audit AFTER INSERT OR DELETE OR UPDATE ON public.ventures FOR EACH ROW EXECUTE FUNCTION private.audit('venture');

--
-- Name: ventures ventures_begin_in_discover; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_begin_in_discover BEFORE INSERT ON public.ventures FOR EACH ROW WHEN ((new.phase <> 'DISCOVER'::public.venture_phase)) EXECUTE FUNCTION private.guard_venture_phase();

--
-- Name: ventures ventures_pass_gates; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_pass_gates BEFORE UPDATE OF phase ON public.ventures FOR EACH ROW WHEN ((old.phase IS DISTINCT FROM new.phase)) EXECUTE FUNCTION private.guard_venture_phase();

--
-- Name: ventures ventures_record_first_phase; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_record_first_phase AFTER INSERT ON public.ventures FOR EACH ROW EXECUTE FUNCTION private.record_venture_phase();

--
-- Name: ventures ventures_record_phase; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_record_phase AFTER UPDATE OF phase ON public.ventures FOR EACH ROW WHEN ((old.phase IS DISTINCT FROM new.phase)) EXECUTE FUNCTION private.record_venture_phase();

--
-- Name: ventures ventures_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.ventures FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: ventures ventures_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_require_member BEFORE INSERT OR UPDATE OF user_id ON public.ventures FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: ventures ventures_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ventures_set_updated_at BEFORE UPDATE ON public.ventures FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: workflow_execution_logs workflow_execution_logs_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_execution_logs_are_append_only BEFORE DELETE OR UPDATE ON public.workflow_execution_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: workflow_execution_logs workflow_execution_logs_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_execution_logs_are_not_truncated BEFORE TRUNCATE ON public.workflow_execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: workflow_execution_logs workflow_execution_logs_count_steps; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_execution_logs_count_steps AFTER INSERT ON public.workflow_execution_logs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_executed_steps();

--
-- Name: workflow_execution_logs workflow_execution_logs_fill; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_execution_logs_fill BEFORE INSERT ON public.workflow_execution_logs FOR EACH ROW EXECUTE FUNCTION private.fill_workflow_execution_log();

--
-- Name: workflow_executions workflow_executions_admit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_admit BEFORE INSERT ON public.workflow_executions FOR EACH ROW WHEN ((new.status = 'pending'::public.workflow_execution_status)) EXECUTE FUNCTION private.admit_workflow_execution();

--
-- Name: workflow_executions workflow_executions_are_not_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_are_not_deleted BEFORE DELETE ON public.workflow_executions FOR EACH ROW EXECUTE FUNCTION private.refuse_change('except_purge');

--
-- Name: workflow_executions workflow_executions_are_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_are_not_truncated BEFORE TRUNCATE ON public.workflow_executions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

--
-- Name: workflow_executions workflow_executions_audit_cancel; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_audit_cancel AFTER UPDATE OF cancel_requested_at ON public.workflow_executions FOR EACH ROW WHEN (((old.cancel_requested_at IS NULL) AND (new.cancel_requested_at IS NOT NULL) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION private.audit_workflow_execution();

--
-- Name: workflow_executions workflow_executions_audit_start; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_audit_start AFTER INSERT ON public.workflow_executions FOR EACH ROW EXECUTE FUNCTION private.audit_workflow_execution();

--
-- Name: workflow_executions workflow_executions_count_ended; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_count_ended AFTER UPDATE ON public.workflow_executions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_ended_workflow_executions();

--
-- Name: workflow_executions workflow_executions_count_new; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_count_new AFTER INSERT ON public.workflow_executions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_new_workflow_executions();

--
-- Name: workflow_executions workflow_executions_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_guard BEFORE UPDATE ON public.workflow_executions FOR EACH ROW EXECUTE FUNCTION private.guard_workflow_execution();

--
-- Name: workflow_executions workflow_executions_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.workflow_executions FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: workflow_executions workflow_executions_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_executions_require_member BEFORE INSERT OR UPDATE OF user_id ON public.workflow_executions FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: workflow_steps workflow_steps_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_steps_audit AFTER INSERT OR DELETE OR UPDATE OF agent_id, step_key, step_name, step_type, "position", config, inputs, outputs, depends_on, retry_count, retry_delay_ms, timeout_ms, on_error, deleted_at ON public.workflow_steps FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION private.audit('workflow_step');

--
-- Name: workflow_steps workflow_steps_fill; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_steps_fill BEFORE INSERT OR UPDATE OF workflow_id, agent_id, step_key, step_name, step_type, "position", config, inputs, outputs, depends_on, retry_count, retry_delay_ms, timeout_ms, on_error ON public.workflow_steps FOR EACH ROW EXECUTE FUNCTION private.fill_workflow_step();

--
-- Name: workflow_steps workflow_steps_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_steps_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.workflow_steps FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: workflow_steps workflow_steps_set_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflow_steps_set_updated_at BEFORE UPDATE ON public.workflow_steps FOR EACH ROW EXECUTE FUNCTION private.set_updated_at();

--
-- Name: workflows workflows_archived_stay; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_archived_stay BEFORE UPDATE OF name, description, definition, trigger_config, schedule_enabled, schedule_cron, schedule_timezone ON public.workflows FOR EACH ROW WHEN ((old.status = 'archived'::public.workflow_status)) EXECUTE FUNCTION private.refuse_archived_change();

--
-- Name: workflows workflows_audit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_audit AFTER INSERT OR DELETE OR UPDATE OF user_id, name, description, status, parent_id, definition, trigger_config, schedule_enabled, schedule_cron, schedule_timezone, tags, is_public, deleted_at ON public.workflows FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION private.audit('workflow');

--
-- Name: workflows workflows_guard; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_guard BEFORE UPDATE ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.guard_workflow();

--
-- Name: workflows workflows_place_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_place_version BEFORE INSERT ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.place_workflow_version();

--
-- Name: workflows workflows_publish_steps; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_publish_steps AFTER UPDATE OF is_public ON public.workflows FOR EACH ROW WHEN ((old.is_public <> new.is_public)) EXECUTE FUNCTION private.publish_workflow_steps();

--
-- Name: workflows workflows_refuse_tenant_change; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_refuse_tenant_change BEFORE UPDATE OF tenant_id ON public.workflows FOR EACH ROW WHEN ((old.tenant_id IS DISTINCT FROM new.tenant_id)) EXECUTE FUNCTION private.refuse_tenant_change();

--
-- Name: workflows workflows_require_member; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_require_member BEFORE INSERT OR UPDATE OF user_id ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.require_member_as_user();

--
-- Name: workflows workflows_require_timezone; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER workflows_require_timezone BEFORE INSERT OR UPDATE OF schedule_timezone ON public.workflows FOR EACH ROW WHEN ((new.schedule_timezone <> 'UTC'::text)) EXECUTE FUNCTION private.require_timezone();

--
-- Name: deployment_secrets deployment_secrets_deployment_id_fkey; Type: FK CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.deployment_secrets
    ADD CONSTRAINT deployment_secrets_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES public.deployments(id) ON DELETE CASCADE;

--
-- Name: invitation_tokens invitation_tokens_invitation_id_fkey; Type: FK CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.invitation_tokens
    ADD CONSTRAINT invitation_tokens_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES public.invitations(id) ON DELETE CASCADE;

--
-- Name: operators operators_user_id_fkey; Type: FK CONSTRAINT; Schema: private; Owner: -
--

ALTER TABLE ONLY private.operators
    ADD CONSTRAINT operators_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: agent_checkpoints agent_checkpoints_belong_to_execution; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_checkpoints
    ADD CONSTRAINT agent_checkpoints_belong_to_execution FOREIGN KEY (tenant_id, execution_id) REFERENCES public.agent_executions(tenant_id, id) ON DELETE CASCADE;

--
-- Name: agent_checkpoints agent_checkpoints_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_checkpoints
    ADD CONSTRAINT agent_checkpoints_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: agent_executions agent_executions_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT agent_executions_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: agent_executions agent_executions_run_agent; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT agent_executions_run_agent FOREIGN KEY (agent_tenant_id, agent_id) REFERENCES public.agents(tenant_id, id);

--
-- Name: agent_executions agent_executions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT agent_executions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: agent_executions agent_executions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT agent_executions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: agent_results agent_results_belong_to_evaluation; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_results
    ADD CONSTRAINT agent_results_belong_to_evaluation FOREIGN KEY (tenant_id, evaluation_id) REFERENCES public.evaluations(tenant_id, id) ON DELETE CASCADE;

--
-- Name: agent_results agent_results_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_results
    ADD CONSTRAINT agent_results_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: agents agents_first_version; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_first_version FOREIGN KEY (tenant_id, parent_id) REFERENCES public.agents(tenant_id, id) ON UPDATE CASCADE ON DELETE SET NULL (parent_id);

--
-- Name: agents agents_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: agents agents_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: ai_reviews ai_reviews_belong_to_document; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_reviews
    ADD CONSTRAINT ai_reviews_belong_to_document FOREIGN KEY (tenant_id, document_id) REFERENCES public.specification_documents(tenant_id, id) ON DELETE CASCADE;

--
-- Name: ai_reviews ai_reviews_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_reviews
    ADD CONSTRAINT ai_reviews_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: ai_reviews ai_reviews_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_reviews
    ADD CONSTRAINT ai_reviews_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: artifact_versions artifact_versions_belong_to_artifact; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifact_versions
    ADD CONSTRAINT artifact_versions_belong_to_artifact FOREIGN KEY (tenant_id, artifact_id) REFERENCES public.artifacts(tenant_id, id) ON DELETE CASCADE;

--
-- Name: artifact_versions artifact_versions_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifact_versions
    ADD CONSTRAINT artifact_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);

--
-- Name: artifact_versions artifact_versions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifact_versions
    ADD CONSTRAINT artifact_versions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: artifacts artifacts_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifacts
    ADD CONSTRAINT artifacts_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: artifacts artifacts_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifacts
    ADD CONSTRAINT artifacts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: artifacts artifacts_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifacts
    ADD CONSTRAINT artifacts_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id);

--
-- Name: artifacts artifacts_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artifacts
    ADD CONSTRAINT artifacts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: budget_alerts budget_alerts_belong_to_budget; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budget_alerts
    ADD CONSTRAINT budget_alerts_belong_to_budget FOREIGN KEY (tenant_id, budget_id) REFERENCES public.budgets(tenant_id, id) ON DELETE CASCADE;

--
-- Name: budget_alerts budget_alerts_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budget_alerts
    ADD CONSTRAINT budget_alerts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: budgets budgets_of_prompt; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_of_prompt FOREIGN KEY (tenant_id, prompt_id) REFERENCES public.prompts(tenant_id, id);

--
-- Name: budgets budgets_of_workflow; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_of_workflow FOREIGN KEY (tenant_id, workflow_id) REFERENCES public.workflows(tenant_id, id);

--
-- Name: budgets budgets_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: budgets budgets_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: business_ideas business_ideas_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.business_ideas
    ADD CONSTRAINT business_ideas_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: business_ideas business_ideas_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.business_ideas
    ADD CONSTRAINT business_ideas_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: comment_threads comment_threads_belong_to_document; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_threads
    ADD CONSTRAINT comment_threads_belong_to_document FOREIGN KEY (tenant_id, document_id) REFERENCES public.specification_documents(tenant_id, id) ON DELETE CASCADE;

--
-- Name: comment_threads comment_threads_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_threads
    ADD CONSTRAINT comment_threads_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: comment_threads comment_threads_resolved_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_threads
    ADD CONSTRAINT comment_threads_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES public.users(id);

--
-- Name: comment_threads comment_threads_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comment_threads
    ADD CONSTRAINT comment_threads_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: comments comments_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id);

--
-- Name: comments comments_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: comments comments_belong_to_thread; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_belong_to_thread FOREIGN KEY (tenant_id, thread_id) REFERENCES public.comment_threads(tenant_id, id) ON DELETE CASCADE;

--
-- Name: comments comments_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: deployments deployments_deploy_agent; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT deployments_deploy_agent FOREIGN KEY (tenant_id, agent_id) REFERENCES public.agents(tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE;

--
-- Name: deployments deployments_deploy_workflow; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT deployments_deploy_workflow FOREIGN KEY (tenant_id, workflow_id) REFERENCES public.workflows(tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE;

--
-- Name: deployments deployments_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT deployments_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: deployments deployments_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT deployments_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: divergence_alerts divergence_alerts_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.divergence_alerts
    ADD CONSTRAINT divergence_alerts_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: divergence_alerts divergence_alerts_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.divergence_alerts
    ADD CONSTRAINT divergence_alerts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: document_versions document_versions_belong_to_document; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_belong_to_document FOREIGN KEY (tenant_id, document_id) REFERENCES public.specification_documents(tenant_id, id) ON DELETE CASCADE;

--
-- Name: document_versions document_versions_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: document_versions document_versions_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);

--
-- Name: document_versions document_versions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: evaluations evaluations_belong_to_idea; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_belong_to_idea FOREIGN KEY (tenant_id, business_idea_id) REFERENCES public.business_ideas(tenant_id, id) ON DELETE CASCADE;

--
-- Name: evaluations evaluations_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);

--
-- Name: evaluations evaluations_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: execution_logs execution_logs_belong_to_execution; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.execution_logs
    ADD CONSTRAINT execution_logs_belong_to_execution FOREIGN KEY (tenant_id, execution_id) REFERENCES public.executions(tenant_id, id) ON DELETE CASCADE;

--
-- Name: execution_logs execution_logs_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.execution_logs
    ADD CONSTRAINT execution_logs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: executions executions_belong_to_prompt; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.executions
    ADD CONSTRAINT executions_belong_to_prompt FOREIGN KEY (tenant_id, prompt_id) REFERENCES public.prompts(tenant_id, id);

--
-- Name: executions executions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.executions
    ADD CONSTRAINT executions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: executions executions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.executions
    ADD CONSTRAINT executions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: invitations invitations_accepted_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES public.users(id);

--
-- Name: invitations invitations_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);

--
-- Name: invitations invitations_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: learning_modules learning_modules_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.learning_modules
    ADD CONSTRAINT learning_modules_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: module_prerequisites module_prerequisites_belong_to_module; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.module_prerequisites
    ADD CONSTRAINT module_prerequisites_belong_to_module FOREIGN KEY (tenant_id, module_id) REFERENCES public.learning_modules(tenant_id, id) ON DELETE CASCADE;

--
-- Name: module_prerequisites module_prerequisites_name_a_module; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.module_prerequisites
    ADD CONSTRAINT module_prerequisites_name_a_module FOREIGN KEY (prerequisite_tenant_id, prerequisite_id) REFERENCES public.learning_modules(tenant_id, id);

--
-- Name: module_prerequisites module_prerequisites_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.module_prerequisites
    ADD CONSTRAINT module_prerequisites_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: personas personas_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personas
    ADD CONSTRAINT personas_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: personas personas_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personas
    ADD CONSTRAINT personas_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: personas personas_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personas
    ADD CONSTRAINT personas_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: prompt_versions prompt_versions_belong_to_prompt; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT prompt_versions_belong_to_prompt FOREIGN KEY (tenant_id, prompt_id) REFERENCES public.prompts(tenant_id, id) ON DELETE CASCADE;

--
-- Name: prompt_versions prompt_versions_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT prompt_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);

--
-- Name: prompt_versions prompt_versions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT prompt_versions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: prompts prompts_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT prompts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: prompts prompts_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT prompts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: quality_gates quality_gates_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_gates
    ADD CONSTRAINT quality_gates_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: quality_gates quality_gates_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_gates
    ADD CONSTRAINT quality_gates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: reactions reactions_belong_to_comment; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_belong_to_comment FOREIGN KEY (tenant_id, comment_id) REFERENCES public.comments(tenant_id, id) ON DELETE CASCADE;

--
-- Name: reactions reactions_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: reactions reactions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: reactions reactions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: requirements requirements_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requirements
    ADD CONSTRAINT requirements_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: requirements requirements_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requirements
    ADD CONSTRAINT requirements_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: requirements requirements_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requirements
    ADD CONSTRAINT requirements_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: specification_documents specification_documents_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_documents
    ADD CONSTRAINT specification_documents_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: specification_documents specification_documents_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_documents
    ADD CONSTRAINT specification_documents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: specification_projects specification_projects_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_projects
    ADD CONSTRAINT specification_projects_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id);

--
-- Name: specification_projects specification_projects_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.specification_projects
    ADD CONSTRAINT specification_projects_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: team_members team_members_belong_to_project; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_belong_to_project FOREIGN KEY (tenant_id, project_id) REFERENCES public.specification_projects(tenant_id, id) ON DELETE CASCADE;

--
-- Name: team_members team_members_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: team_members team_members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: telemetry telemetry_belongs_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.telemetry
    ADD CONSTRAINT telemetry_belongs_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: telemetry telemetry_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.telemetry
    ADD CONSTRAINT telemetry_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: template_ratings template_ratings_rate_template; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.template_ratings
    ADD CONSTRAINT template_ratings_rate_template FOREIGN KEY (template_tenant_id, template_id) REFERENCES public.templates(tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE;

--
-- Name: template_ratings template_ratings_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.template_ratings
    ADD CONSTRAINT template_ratings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: template_ratings template_ratings_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.template_ratings
    ADD CONSTRAINT template_ratings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: templates templates_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: templates templates_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: tenants tenants_personal_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_personal_user_id_fkey FOREIGN KEY (personal_user_id) REFERENCES public.users(id);

--
-- Name: user_progress user_progress_is_of_a_module; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_progress
    ADD CONSTRAINT user_progress_is_of_a_module FOREIGN KEY (module_tenant_id, module_id) REFERENCES public.learning_modules(tenant_id, id);

--
-- Name: user_progress user_progress_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_progress
    ADD CONSTRAINT user_progress_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: user_progress user_progress_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_progress
    ADD CONSTRAINT user_progress_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: user_roles user_roles_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: user_roles user_roles_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: user_stories user_stories_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_stories
    ADD CONSTRAINT user_stories_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: user_stories user_stories_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_stories
    ADD CONSTRAINT user_stories_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: user_stories user_stories_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_stories
    ADD CONSTRAINT user_stories_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: validations validations_belong_to_prompt; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.validations
    ADD CONSTRAINT validations_belong_to_prompt FOREIGN KEY (tenant_id, prompt_id) REFERENCES public.prompts(tenant_id, id) ON DELETE CASCADE;

--
-- Name: validations validations_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.validations
    ADD CONSTRAINT validations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: venture_phases venture_phases_belong_to_venture; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.venture_phases
    ADD CONSTRAINT venture_phases_belong_to_venture FOREIGN KEY (tenant_id, venture_id) REFERENCES public.ventures(tenant_id, id) ON DELETE CASCADE;

--
-- Name: venture_phases venture_phases_completed_by_gate; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.venture_phases
    ADD CONSTRAINT venture_phases_completed_by_gate FOREIGN KEY (tenant_id, quality_gate_id) REFERENCES public.quality_gates(tenant_id, id);

--
-- Name: venture_phases venture_phases_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.venture_phases
    ADD CONSTRAINT venture_phases_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: venture_phases venture_phases_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.venture_phases
    ADD CONSTRAINT venture_phases_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: ventures ventures_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ventures
    ADD CONSTRAINT ventures_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: ventures ventures_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ventures
    ADD CONSTRAINT ventures_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: workflow_execution_logs workflow_execution_logs_are_about_step; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_execution_logs
    ADD CONSTRAINT workflow_execution_logs_are_about_step FOREIGN KEY (tenant_id, workflow_step_id) REFERENCES public.workflow_steps(tenant_id, id);

--
-- Name: workflow_execution_logs workflow_execution_logs_belong_to_execution; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_execution_logs
    ADD CONSTRAINT workflow_execution_logs_belong_to_execution FOREIGN KEY (tenant_id, execution_id) REFERENCES public.workflow_executions(tenant_id, id) ON DELETE CASCADE;

--
-- Name: workflow_execution_logs workflow_execution_logs_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_execution_logs
    ADD CONSTRAINT workflow_execution_logs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: workflow_executions workflow_executions_belong_to_workflow; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_executions
    ADD CONSTRAINT workflow_executions_belong_to_workflow FOREIGN KEY (tenant_id, workflow_id) REFERENCES public.workflows(tenant_id, id) ON UPDATE CASCADE;

--
-- Name: workflow_executions workflow_executions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_executions
    ADD CONSTRAINT workflow_executions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: workflow_executions workflow_executions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_executions
    ADD CONSTRAINT workflow_executions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: workflow_steps workflow_steps_belong_to_workflow; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_steps
    ADD CONSTRAINT workflow_steps_belong_to_workflow FOREIGN KEY (tenant_id, workflow_id) REFERENCES public.workflows(tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE;

--
-- Name: workflow_steps workflow_steps_execute_agent; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_steps
    ADD CONSTRAINT workflow_steps_execute_agent FOREIGN KEY (agent_tenant_id, agent_id) REFERENCES public.agents(tenant_id, id) ON UPDATE CASCADE ON DELETE SET NULL;

--
-- Name: workflow_steps workflow_steps_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflow_steps
    ADD CONSTRAINT workflow_steps_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: workflows workflows_first_version; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflows
    ADD CONSTRAINT workflows_first_version FOREIGN KEY (tenant_id, parent_id) REFERENCES public.workflows(tenant_id, id) ON UPDATE CASCADE ON DELETE SET NULL (parent_id);

--
-- Name: workflows workflows_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflows
    ADD CONSTRAINT workflows_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

--
-- Name: workflows workflows_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workflows
    ADD CONSTRAINT workflows_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

--
-- Name: budgets admins add budgets to their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "admins add budgets to their tenants" ON public.budgets FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND ((prompt_id IS NULL) OR (EXISTS ( SELECT
   FROM public.prompts p
  WHERE (p.id = budgets.prompt_id)))) AND ((workflow_id IS NULL) OR (EXISTS ( SELECT
   FROM public.workflows w
  WHERE (w.id = budgets.workflow_id))))));

--
-- Name: budgets admins change the budgets of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "admins change the budgets of their tenants" ON public.budgets FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: learning_modules admins remove modules of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "admins remove modules of their tenants" ON public.learning_modules FOR DELETE TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: tenants admins rename their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "admins rename their tenants" ON public.tenants FOR UPDATE TO authenticated USING ((id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[]))) WITH CHECK ((id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: agent_checkpoints; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.agent_checkpoints ENABLE ROW LEVEL SECURITY;

--
-- Name: agent_executions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.agent_executions ENABLE ROW LEVEL SECURITY;

--
-- Name: agent_results; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.agent_results ENABLE ROW LEVEL SECURITY;

--
-- Name: agents; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.agents ENABLE ROW LEVEL SECURITY;

--
-- Name: ai_reviews; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.ai_reviews ENABLE ROW LEVEL SECURITY;

--
-- Name: artifact_versions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.artifact_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: artifacts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.artifacts ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_logs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;

--
-- Name: comments authors and leads remove comments; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "authors and leads remove comments" ON public.comments FOR DELETE TO authenticated USING ((((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])) AND (author_id = ( SELECT auth.uid() AS uid))) OR (project_id = ANY (( SELECT private.my_project_ids('LEAD'::public.team_role) AS my_project_ids)::uuid[]))));

--
-- Name: comments authors change their comments; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "authors change their comments" ON public.comments FOR UPDATE TO authenticated USING (((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])) AND (author_id = ( SELECT auth.uid() AS uid)))) WITH CHECK (((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])) AND (author_id = ( SELECT auth.uid() AS uid))));

--
-- Name: budget_alerts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.budget_alerts ENABLE ROW LEVEL SECURITY;

--
-- Name: budgets; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.budgets ENABLE ROW LEVEL SECURITY;

--
-- Name: business_ideas; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.business_ideas ENABLE ROW LEVEL SECURITY;

--
-- Name: comment_threads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.comment_threads ENABLE ROW LEVEL SECURITY;

--
-- Name: comments; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.comments ENABLE ROW LEVEL SECURITY;

--
-- Name: cost_tracking; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.cost_tracking ENABLE ROW LEVEL SECURITY;

--
-- Name: deployments; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.deployments ENABLE ROW LEVEL SECURITY;

--
-- Name: divergence_alerts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.divergence_alerts ENABLE ROW LEVEL SECURITY;

--
-- Name: document_versions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.document_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: evaluations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.evaluations ENABLE ROW LEVEL SECURITY;

--
-- Name: execution_logs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.execution_logs ENABLE ROW LEVEL SECURITY;

--
-- Name: executions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.executions ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: specification_projects leads change their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "leads change their projects" ON public.specification_projects FOR UPDATE TO authenticated USING ((id = ANY (( SELECT private.my_project_ids('LEAD'::public.team_role) AS my_project_ids)::uuid[]))) WITH CHECK ((id = ANY (( SELECT private.my_project_ids('LEAD'::public.team_role) AS my_project_ids)::uuid[])));

--
-- Name: learning_modules; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.learning_modules ENABLE ROW LEVEL SECURITY;

--
-- Name: template_ratings members change their own ratings; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members change their own ratings" ON public.template_ratings FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid)))) WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: template_ratings members rate in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members rate in their own name" ON public.template_ratings FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: agent_results members see the agent results of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the agent results of their tenants" ON public.agent_results FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (evaluation_id <> ALL (( SELECT private.my_hidden_evaluation_ids() AS my_hidden_evaluation_ids)::uuid[]))));

--
-- Name: agents members see the agents of their tenants and the public ones; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the agents of their tenants and the public ones" ON public.agents FOR SELECT TO authenticated USING (((deleted_at IS NULL) AND ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) OR (is_public AND (( SELECT private.active_user_id() AS active_user_id) IS NOT NULL)))));

--
-- Name: divergence_alerts members see the alerts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the alerts of their tenants" ON public.divergence_alerts FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (venture_id <> ALL (( SELECT private.my_deleted_venture_ids() AS my_deleted_venture_ids)::uuid[]))));

--
-- Name: artifact_versions members see the artifact versions of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the artifact versions of their tenants" ON public.artifact_versions FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (artifact_id <> ALL (( SELECT private.my_deleted_artifact_ids() AS my_deleted_artifact_ids)::uuid[]))));

--
-- Name: artifacts members see the artifacts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the artifacts of their tenants" ON public.artifacts FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: audit_logs members see the audit log of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the audit log of their tenants" ON public.audit_logs FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND ((resource_type <> ALL ('{project,team_member,document,comment_thread,comment,reaction,ai_review}'::text[])) OR (tenant_id = ANY (( SELECT private.my_tenant_ids('ADMIN'::public.tenant_role) AS my_tenant_ids)::uuid[])))));

--
-- Name: budget_alerts members see the budget alerts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the budget alerts of their tenants" ON public.budget_alerts FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: budgets members see the budgets of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the budgets of their tenants" ON public.budgets FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: agent_checkpoints members see the checkpoints of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the checkpoints of their tenants" ON public.agent_checkpoints FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: deployments members see the deployments of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the deployments of their tenants" ON public.deployments FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: evaluations members see the evaluations of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the evaluations of their tenants" ON public.evaluations FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (business_idea_id <> ALL (( SELECT private.my_deleted_idea_ids() AS my_deleted_idea_ids)::uuid[]))));

--
-- Name: execution_logs members see the execution logs of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the execution logs of their tenants" ON public.execution_logs FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: executions members see the executions of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the executions of their tenants" ON public.executions FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: quality_gates members see the gates of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the gates of their tenants" ON public.quality_gates FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (venture_id <> ALL (( SELECT private.my_deleted_venture_ids() AS my_deleted_venture_ids)::uuid[]))));

--
-- Name: business_ideas members see the ideas of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the ideas of their tenants" ON public.business_ideas FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: invitations members see the invitations of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the invitations of their tenants" ON public.invitations FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: learning_modules members see the modules of their tenants and the official ones; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the modules of their tenants and the official ones" ON public.learning_modules FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) OR ((tenant_id = ( SELECT private.official_tenant_id() AS official_tenant_id)) AND is_published AND (( SELECT private.active_user_id() AS active_user_id) IS NOT NULL))));

--
-- Name: personas members see the personas of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the personas of their tenants" ON public.personas FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: venture_phases members see the phases of the ventures of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the phases of the ventures of their tenants" ON public.venture_phases FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (venture_id <> ALL (( SELECT private.my_deleted_venture_ids() AS my_deleted_venture_ids)::uuid[]))));

--
-- Name: user_progress members see the progress in their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the progress in their tenants" ON public.user_progress FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: prompts members see the prompts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the prompts of their tenants" ON public.prompts FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: template_ratings members see the ratings of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the ratings of their tenants" ON public.template_ratings FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: requirements members see the requirements of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the requirements of their tenants" ON public.requirements FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: agent_executions members see the runs of agents of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the runs of agents of their tenants" ON public.agent_executions FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: workflow_steps members see the steps of their tenants and the public ones; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the steps of their tenants and the public ones" ON public.workflow_steps FOR SELECT TO authenticated USING (((deleted_at IS NULL) AND ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) OR (is_public AND (( SELECT private.active_user_id() AS active_user_id) IS NOT NULL)))));

--
-- Name: user_stories members see the stories of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the stories of their tenants" ON public.user_stories FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: telemetry members see the telemetry of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the telemetry of their tenants" ON public.telemetry FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: templates members see the templates of their tenants and the public ones; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the templates of their tenants and the public ones" ON public.templates FOR SELECT TO authenticated USING (((deleted_at IS NULL) AND ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) OR (is_public AND (( SELECT private.active_user_id() AS active_user_id) IS NOT NULL)))));

--
-- Name: validations members see the validations of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the validations of their tenants" ON public.validations FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (prompt_id <> ALL (( SELECT private.my_deleted_prompt_ids() AS my_deleted_prompt_ids)::uuid[]))));

--
-- Name: ventures members see the ventures of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the ventures of their tenants" ON public.ventures FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL)));

--
-- Name: prompt_versions members see the versions of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the versions of their tenants" ON public.prompt_versions FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (prompt_id <> ALL (( SELECT private.my_deleted_prompt_ids() AS my_deleted_prompt_ids)::uuid[]))));

--
-- Name: workflow_executions members see the workflow executions of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the workflow executions of their tenants" ON public.workflow_executions FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: workflow_execution_logs members see the workflow logs of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the workflow logs of their tenants" ON public.workflow_execution_logs FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: workflows members see the workflows of their tenants and the public ones; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see the workflows of their tenants and the public ones" ON public.workflows FOR SELECT TO authenticated USING (((deleted_at IS NULL) AND ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) OR (is_public AND (( SELECT private.active_user_id() AS active_user_id) IS NOT NULL)))));

--
-- Name: tenants members see their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see their tenants" ON public.tenants FOR SELECT TO authenticated USING ((id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: module_prerequisites members see what modules need; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see what modules need" ON public.module_prerequisites FOR SELECT TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) OR ((tenant_id = ( SELECT private.official_tenant_id() AS official_tenant_id)) AND (( SELECT private.active_user_id() AS active_user_id) IS NOT NULL))));

--
-- Name: cost_tracking members see what their tenants spent; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see what their tenants spent" ON public.cost_tracking FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: user_roles members see who belongs to their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members see who belongs to their tenants" ON public.user_roles FOR SELECT TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])));

--
-- Name: template_ratings members take back their own ratings; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "members take back their own ratings" ON public.template_ratings FOR DELETE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids() AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: module_prerequisites; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.module_prerequisites ENABLE ROW LEVEL SECURITY;

--
-- Name: personas; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.personas ENABLE ROW LEVEL SECURITY;

--
-- Name: prompt_versions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.prompt_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: prompts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.prompts ENABLE ROW LEVEL SECURITY;

--
-- Name: quality_gates; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.quality_gates ENABLE ROW LEVEL SECURITY;

--
-- Name: reactions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.reactions ENABLE ROW LEVEL SECURITY;

--
-- Name: reactions readers take their own reactions back; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "readers take their own reactions back" ON public.reactions FOR DELETE TO authenticated USING (((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: requirements; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.requirements ENABLE ROW LEVEL SECURITY;

--
-- Name: specification_documents; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.specification_documents ENABLE ROW LEVEL SECURITY;

--
-- Name: specification_projects; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.specification_projects ENABLE ROW LEVEL SECURITY;

--
-- Name: team_members; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.team_members ENABLE ROW LEVEL SECURITY;

--
-- Name: comments teams comment in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams comment in their own name" ON public.comments FOR INSERT TO authenticated WITH CHECK (((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])) AND (author_id = ( SELECT auth.uid() AS uid))));

--
-- Name: reactions teams react in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams react in their own name" ON public.reactions FOR INSERT TO authenticated WITH CHECK (((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: comments teams see the comments of their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see the comments of their projects" ON public.comments FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: specification_documents teams see the documents of their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see the documents of their projects" ON public.specification_documents FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: reactions teams see the reactions in their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see the reactions in their projects" ON public.reactions FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: ai_reviews teams see the reviews of their documents; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see the reviews of their documents" ON public.ai_reviews FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: comment_threads teams see the threads of their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see the threads of their projects" ON public.comment_threads FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: document_versions teams see the versions of their documents; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see the versions of their documents" ON public.document_versions FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: specification_projects teams see their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see their projects" ON public.specification_projects FOR SELECT TO authenticated USING ((id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: team_members teams see who is in them; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "teams see who is in them" ON public.team_members FOR SELECT TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids() AS my_project_ids)::uuid[])));

--
-- Name: telemetry; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.telemetry ENABLE ROW LEVEL SECURITY;

--
-- Name: template_ratings; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.template_ratings ENABLE ROW LEVEL SECURITY;

--
-- Name: templates; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.templates ENABLE ROW LEVEL SECURITY;

--
-- Name: tenants; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;

--
-- Name: user_progress; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.user_progress ENABLE ROW LEVEL SECURITY;

--
-- Name: user_roles; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.user_roles ENABLE ROW LEVEL SECURITY;

--
-- Name: user_stories; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.user_stories ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

--
-- Name: users users change their own profile; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "users change their own profile" ON public.users FOR UPDATE TO authenticated USING ((id = ( SELECT private.active_user_id() AS active_user_id))) WITH CHECK ((id = ( SELECT private.active_user_id() AS active_user_id)));

--
-- Name: users users see the profiles of those who share a tenant with them; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "users see the profiles of those who share a tenant with them" ON public.users FOR SELECT TO authenticated USING (((id = ( SELECT auth.uid() AS uid)) OR (id = ANY (( SELECT private.my_colleague_ids() AS my_colleague_ids)::uuid[]))));

--
-- Name: validations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.validations ENABLE ROW LEVEL SECURITY;

--
-- Name: venture_phases; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.venture_phases ENABLE ROW LEVEL SECURITY;

--
-- Name: ventures; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.ventures ENABLE ROW LEVEL SECURITY;

--
-- Name: workflow_execution_logs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.workflow_execution_logs ENABLE ROW LEVEL SECURITY;

--
-- Name: workflow_executions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.workflow_executions ENABLE ROW LEVEL SECURITY;

--
-- Name: workflow_steps; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.workflow_steps ENABLE ROW LEVEL SECURITY;

--
-- Name: workflows; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.workflows ENABLE ROW LEVEL SECURITY;

--
-- Name: agents writers add agents in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add agents in their own name" ON public.agents FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: artifacts writers add artifacts in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add artifacts in their own name" ON public.artifacts FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: deployments writers add deployments in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add deployments in their own name" ON public.deployments FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: specification_documents writers add documents to their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add documents to their projects" ON public.specification_documents FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (project_id = ANY (( SELECT private.my_project_ids('MEMBER'::public.team_role) AS my_project_ids)::uuid[]))));

--
-- Name: business_ideas writers add ideas in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add ideas in their own name" ON public.business_ideas FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: learning_modules writers add modules to their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add modules to their tenants" ON public.learning_modules FOR INSERT TO authenticated WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: personas writers add personas in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add personas in their own name" ON public.personas FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: prompts writers add prompts in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add prompts in their own name" ON public.prompts FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: requirements writers add requirements in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add requirements in their own name" ON public.requirements FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: workflow_steps writers add steps to the workflows of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add steps to the workflows of their tenants" ON public.workflow_steps FOR INSERT TO authenticated WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: user_stories writers add stories in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add stories in their own name" ON public.user_stories FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: templates writers add templates in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add templates in their own name" ON public.templates FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: validations writers add validations to the prompts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add validations to the prompts of their tenants" ON public.validations FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (EXISTS ( SELECT
   FROM public.prompts p
  WHERE (p.id = validations.prompt_id)))));

--
-- Name: workflows writers add workflows in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers add workflows in their own name" ON public.workflows FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: agents writers change the agents of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the agents of their tenants" ON public.agents FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: artifacts writers change the artifacts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the artifacts of their tenants" ON public.artifacts FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: deployments writers change the deployments of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the deployments of their tenants" ON public.deployments FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: specification_documents writers change the documents of their projects; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the documents of their projects" ON public.specification_documents FOR UPDATE TO authenticated USING ((project_id = ANY (( SELECT private.my_project_ids('MEMBER'::public.team_role) AS my_project_ids)::uuid[]))) WITH CHECK ((project_id = ANY (( SELECT private.my_project_ids('MEMBER'::public.team_role) AS my_project_ids)::uuid[])));

--
-- Name: business_ideas writers change the ideas of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the ideas of their tenants" ON public.business_ideas FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: learning_modules writers change the modules of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the modules of their tenants" ON public.learning_modules FOR UPDATE TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: personas writers change the personas of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the personas of their tenants" ON public.personas FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: prompts writers change the prompts of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the prompts of their tenants" ON public.prompts FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: requirements writers change the requirements of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the requirements of their tenants" ON public.requirements FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: workflow_steps writers change the steps of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the steps of their tenants" ON public.workflow_steps FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: user_stories writers change the stories of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the stories of their tenants" ON public.user_stories FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: templates writers change the templates of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the templates of their tenants" ON public.templates FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: validations writers change the validations of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the validations of their tenants" ON public.validations FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (prompt_id <> ALL (( SELECT private.my_deleted_prompt_ids() AS my_deleted_prompt_ids)::uuid[])))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: ventures writers change the ventures of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the ventures of their tenants" ON public.ventures FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: workflows writers change the workflows of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers change the workflows of their tenants" ON public.workflows FOR UPDATE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (deleted_at IS NULL))) WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: ventures writers found ventures in their own name; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers found ventures in their own name" ON public.ventures FOR INSERT TO authenticated WITH CHECK (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (user_id = ( SELECT auth.uid() AS uid))));

--
-- Name: validations writers remove the validations of their tenants; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers remove the validations of their tenants" ON public.validations FOR DELETE TO authenticated USING (((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])) AND (prompt_id <> ALL (( SELECT private.my_deleted_prompt_ids() AS my_deleted_prompt_ids)::uuid[]))));

--
-- Name: module_prerequisites writers say what modules of their tenants need; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers say what modules of their tenants need" ON public.module_prerequisites FOR INSERT TO authenticated WITH CHECK ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: module_prerequisites writers take back what modules of their tenants need; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY "writers take back what modules of their tenants need" ON public.module_prerequisites FOR DELETE TO authenticated USING ((tenant_id = ANY (( SELECT private.my_tenant_ids('MEMBER'::public.tenant_role) AS my_tenant_ids)::uuid[])));

--
-- Name: SCHEMA private; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA private TO authenticated;
GRANT USAGE ON SCHEMA private TO service_role;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO postgres;
GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO service_role;

--
-- Name: FUNCTION official_tenant_id(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.official_tenant_id() FROM PUBLIC;
GRANT ALL ON FUNCTION private.official_tenant_id() TO authenticated;
GRANT ALL ON FUNCTION private.official_tenant_id() TO service_role;

--
-- Name: TABLE user_roles; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.user_roles TO authenticated;
GRANT SELECT ON TABLE public.user_roles TO service_role;

--
-- Name: FUNCTION accept_invitation(p_token text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.accept_invitation(p_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.accept_invitation(p_token text) TO authenticated;

--
-- Name: FUNCTION acting_member(p_user_id uuid, p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.acting_member(p_user_id uuid, p_tenant_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION current_tenant_id(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.current_tenant_id() FROM PUBLIC;
GRANT ALL ON FUNCTION private.current_tenant_id() TO authenticated;
GRANT ALL ON FUNCTION private.current_tenant_id() TO service_role;

--
-- Name: FUNCTION json_fits(p_document jsonb, p_type text, p_max_bytes integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.json_fits(p_document jsonb, p_type text, p_max_bytes integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.json_fits(p_document jsonb, p_type text, p_max_bytes integer) TO authenticated;
GRANT ALL ON FUNCTION private.json_fits(p_document jsonb, p_type text, p_max_bytes integer) TO service_role;

--
-- Name: FUNCTION tags_fit(p_tags text[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.tags_fit(p_tags text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.tags_fit(p_tags text[]) TO authenticated;
GRANT ALL ON FUNCTION private.tags_fit(p_tags text[]) TO service_role;

--
-- Name: FUNCTION trimmed(p_text text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.trimmed(p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.trimmed(p_text text) TO authenticated;
GRANT ALL ON FUNCTION private.trimmed(p_text text) TO service_role;

--
-- Name: TABLE agents; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.agents TO authenticated;
GRANT SELECT ON TABLE public.agents TO service_role;

--
-- Name: COLUMN agents.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.slug; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(slug),UPDATE(slug) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.purpose; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(purpose),UPDATE(purpose) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(type),UPDATE(type) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.phase; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(phase),UPDATE(phase) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.config; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(config),UPDATE(config) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.capabilities; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(capabilities),UPDATE(capabilities) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.parameters; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(parameters),UPDATE(parameters) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.prompt_template; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(prompt_template),UPDATE(prompt_template) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.input_schema; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(input_schema),UPDATE(input_schema) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.output_schema; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(output_schema),UPDATE(output_schema) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.max_execution_time; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(max_execution_time),UPDATE(max_execution_time) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.max_memory_mb; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(max_memory_mb),UPDATE(max_memory_mb) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.max_concurrent_executions; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(max_concurrent_executions),UPDATE(max_concurrent_executions) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.tags; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tags),UPDATE(tags) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.is_public; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_public),UPDATE(is_public) ON TABLE public.agents TO authenticated;

--
-- Name: COLUMN agents.is_template; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_template),UPDATE(is_template) ON TABLE public.agents TO authenticated;

--
-- Name: FUNCTION activate_agent(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.activate_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.activate_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION cron_is_valid(p_expression text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.cron_is_valid(p_expression text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.cron_is_valid(p_expression text) TO authenticated;

--
-- Name: TABLE workflows; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.workflows TO authenticated;
GRANT SELECT ON TABLE public.workflows TO service_role;

--
-- Name: COLUMN workflows.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.definition; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(definition),UPDATE(definition) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.trigger_config; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(trigger_config),UPDATE(trigger_config) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.schedule_enabled; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(schedule_enabled),UPDATE(schedule_enabled) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.schedule_cron; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(schedule_cron),UPDATE(schedule_cron) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.schedule_timezone; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(schedule_timezone),UPDATE(schedule_timezone) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.tags; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tags),UPDATE(tags) ON TABLE public.workflows TO authenticated;

--
-- Name: COLUMN workflows.is_public; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_public),UPDATE(is_public) ON TABLE public.workflows TO authenticated;

--
-- Name: FUNCTION activate_workflow(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.activate_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.activate_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION active_user_id(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.active_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION private.active_user_id() TO authenticated;

--
-- Name: FUNCTION active_validations(p_prompt_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.active_validations(p_prompt_id uuid) FROM PUBLIC;

--
-- Name: TABLE team_members; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.team_members TO authenticated;
GRANT SELECT ON TABLE public.team_members TO service_role;

--
-- Name: FUNCTION add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role) FROM PUBLIC;
GRANT ALL ON FUNCTION private.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role) TO authenticated;

--
-- Name: FUNCTION admit_agent_result(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.admit_agent_result() FROM PUBLIC;

--
-- Name: FUNCTION admit_workflow_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.admit_workflow_execution() FROM PUBLIC;

--
-- Name: FUNCTION adopt_account(p_account auth.users); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.adopt_account(p_account auth.users) FROM PUBLIC;

--
-- Name: TABLE ventures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.ventures TO authenticated;
GRANT SELECT ON TABLE public.ventures TO service_role;

--
-- Name: COLUMN ventures.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.ventures TO authenticated;

--
-- Name: COLUMN ventures.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.ventures TO authenticated;

--
-- Name: COLUMN ventures.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.ventures TO authenticated;

--
-- Name: COLUMN ventures.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.ventures TO authenticated;

--
-- Name: FUNCTION advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase) FROM PUBLIC;
GRANT ALL ON FUNCTION private.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase) TO authenticated;

--
-- Name: TABLE agent_executions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.agent_executions TO authenticated;
GRANT SELECT ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.agent_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(agent_id) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.status; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(status),UPDATE(status) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.input; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(input) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.output; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(output) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.error; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(error) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.model; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(model),UPDATE(model) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.token_usage; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(token_usage) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.cost_usd; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(cost_usd) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.cost_is_complete; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(cost_is_complete) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.cancel_requested_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(cancel_requested_at) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.started_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(started_at) ON TABLE public.agent_executions TO service_role;

--
-- Name: COLUMN agent_executions.completed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(completed_at) ON TABLE public.agent_executions TO service_role;

--
-- Name: FUNCTION agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION agent_history(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.agent_history(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.agent_history(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION agent_of_template(p_tenant_id uuid, p_data jsonb, p_name text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.agent_of_template(p_tenant_id uuid, p_data jsonb, p_name text) FROM PUBLIC;

--
-- Name: FUNCTION ids_are_among(p_ids text[], p_known text[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.ids_are_among(p_ids text[], p_known text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.ids_are_among(p_ids text[], p_known text[]) TO authenticated;
GRANT ALL ON FUNCTION private.ids_are_among(p_ids text[], p_known text[]) TO service_role;

--
-- Name: FUNCTION item_ids(p_items jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.item_ids(p_items jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.item_ids(p_items jsonb) TO authenticated;
GRANT ALL ON FUNCTION private.item_ids(p_items jsonb) TO service_role;

--
-- Name: FUNCTION items_have_ids(p_items jsonb, p_maximum integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.items_have_ids(p_items jsonb, p_maximum integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.items_have_ids(p_items jsonb, p_maximum integer) TO authenticated;
GRANT ALL ON FUNCTION private.items_have_ids(p_items jsonb, p_maximum integer) TO service_role;

--
-- Name: TABLE ai_reviews; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.ai_reviews TO authenticated;
GRANT SELECT ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.document_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(document_id) ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.document_version; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(document_version) ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.overall_score; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(overall_score) ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.suggestions; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(suggestions) ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.completeness; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(completeness) ON TABLE public.ai_reviews TO service_role;

--
-- Name: COLUMN ai_reviews.quality_metrics; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(quality_metrics) ON TABLE public.ai_reviews TO service_role;

--
-- Name: FUNCTION apply_suggestions(p_review_id uuid, p_suggestion_ids text[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) TO authenticated;

--
-- Name: FUNCTION archive_agent(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.archive_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.archive_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION json_is_plain(p_document jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.json_is_plain(p_document jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.json_is_plain(p_document jsonb) TO authenticated;
GRANT ALL ON FUNCTION private.json_is_plain(p_document jsonb) TO service_role;

--
-- Name: FUNCTION variables_are_well_formed(p_variables jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.variables_are_well_formed(p_variables jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.variables_are_well_formed(p_variables jsonb) TO authenticated;

--
-- Name: TABLE prompts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.prompts TO authenticated;
GRANT SELECT ON TABLE public.prompts TO service_role;

--
-- Name: COLUMN prompts.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.template; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(template),UPDATE(template) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.variables; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(variables),UPDATE(variables) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.tags; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tags),UPDATE(tags) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.model; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(model),UPDATE(model) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.fallback_model; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(fallback_model),UPDATE(fallback_model) ON TABLE public.prompts TO authenticated;

--
-- Name: COLUMN prompts.parameters; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(parameters),UPDATE(parameters) ON TABLE public.prompts TO authenticated;

--
-- Name: FUNCTION archive_prompt(p_prompt_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.archive_prompt(p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.archive_prompt(p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION archive_workflow(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.archive_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.archive_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION artifact_at_version(p_artifact_id uuid, p_version integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.artifact_at_version(p_artifact_id uuid, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.artifact_at_version(p_artifact_id uuid, p_version integer) TO authenticated;

--
-- Name: FUNCTION asking_defaults(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.asking_defaults() FROM PUBLIC;

--
-- Name: FUNCTION audit(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit() FROM PUBLIC;

--
-- Name: FUNCTION audit_adjustment(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_adjustment() FROM PUBLIC;

--
-- Name: FUNCTION audit_agent_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_agent_execution() FROM PUBLIC;

--
-- Name: FUNCTION audit_chain_faults(p_tenant_id uuid, p_from bigint, p_to bigint); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_chain_faults(p_tenant_id uuid, p_from bigint, p_to bigint) FROM PUBLIC;

--
-- Name: FUNCTION audit_chain_status(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_chain_status(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.audit_chain_status(p_tenant_id uuid) TO authenticated;
GRANT ALL ON FUNCTION private.audit_chain_status(p_tenant_id uuid) TO service_role;

--
-- Name: TABLE audit_logs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.audit_logs TO authenticated;
GRANT SELECT ON TABLE public.audit_logs TO service_role;

--
-- Name: FUNCTION audit_digest(p_row public.audit_logs, p_salt bytea); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_digest(p_row public.audit_logs, p_salt bytea) FROM PUBLIC;

--
-- Name: FUNCTION audit_end_of_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_end_of_execution() FROM PUBLIC;

--
-- Name: FUNCTION audit_erasure_is_recorded(p_audit_log_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_erasure_is_recorded(p_audit_log_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION audit_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_execution() FROM PUBLIC;

--
-- Name: FUNCTION audit_faults(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_faults(p_tenant_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION audit_hash(p_previous bytea, p_tenant_id uuid, p_sequence bigint, p_audit_log_id uuid, p_digest bytea, p_sealed_at timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_hash(p_previous bytea, p_tenant_id uuid, p_sequence bigint, p_audit_log_id uuid, p_digest bytea, p_sealed_at timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION audit_lock(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_lock(p_tenant_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION audit_phase_transition(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_phase_transition() FROM PUBLIC;

--
-- Name: FUNCTION audit_record(p_row public.audit_logs); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_record(p_row public.audit_logs) FROM PUBLIC;

--
-- Name: FUNCTION audit_unsealed_faults(p_tenant_id uuid, p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_unsealed_faults(p_tenant_id uuid, p_limit integer) FROM PUBLIC;

--
-- Name: FUNCTION audit_workflow_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.audit_workflow_execution() FROM PUBLIC;

--
-- Name: FUNCTION available_modules(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.available_modules() FROM PUBLIC;
GRANT ALL ON FUNCTION private.available_modules() TO authenticated;

--
-- Name: FUNCTION begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb) TO service_role;

--
-- Name: FUNCTION bound_prices(p_model text, p_list_version text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.bound_prices(p_model text, p_list_version text) FROM PUBLIC;

--
-- Name: FUNCTION budget_lock(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.budget_lock(p_tenant_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION budget_status(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.budget_status() FROM PUBLIC;
GRANT ALL ON FUNCTION private.budget_status() TO authenticated;

--
-- Name: FUNCTION cancel_agent_execution(p_execution_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.cancel_agent_execution(p_execution_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.cancel_agent_execution(p_execution_id uuid) TO authenticated;

--
-- Name: TABLE executions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.executions TO authenticated;
GRANT SELECT ON TABLE public.executions TO service_role;

--
-- Name: FUNCTION cancel_execution(p_execution_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.cancel_execution(p_execution_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.cancel_execution(p_execution_id uuid) TO authenticated;

--
-- Name: TABLE workflow_executions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.workflow_executions TO authenticated;
GRANT SELECT ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(id) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.workflow_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(workflow_id) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.trigger_type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(trigger_type) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.trigger_data; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(trigger_data) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.started_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(started_at) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.completed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(completed_at) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.duration_ms; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(duration_ms) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.input_data; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(input_data) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.output_data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(output_data) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.steps_completed; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(steps_completed) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.steps_failed; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(steps_failed) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.steps_total; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(steps_total),UPDATE(steps_total) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.error_message; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(error_message) ON TABLE public.workflow_executions TO service_role;

--
-- Name: COLUMN workflow_executions.error_stack; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(error_stack) ON TABLE public.workflow_executions TO service_role;

--
-- Name: FUNCTION cancel_workflow_execution(p_execution_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.cancel_workflow_execution(p_execution_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.cancel_workflow_execution(p_execution_id uuid) TO authenticated;

--
-- Name: FUNCTION change_member_role(p_user_id uuid, p_role public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.change_member_role(p_user_id uuid, p_role public.tenant_role) FROM PUBLIC;
GRANT ALL ON FUNCTION private.change_member_role(p_user_id uuid, p_role public.tenant_role) TO authenticated;

--
-- Name: FUNCTION thresholds_fit(p_thresholds numeric[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.thresholds_fit(p_thresholds numeric[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.thresholds_fit(p_thresholds numeric[]) TO authenticated;

--
-- Name: TABLE budgets; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.budgets TO authenticated;
GRANT SELECT ON TABLE public.budgets TO service_role;

--
-- Name: COLUMN budgets.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.prompt_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(prompt_id) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.workflow_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(workflow_id) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.period; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(period) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.limit_usd; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(limit_usd),UPDATE(limit_usd) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.kind; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(kind),UPDATE(kind) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.thresholds; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(thresholds),UPDATE(thresholds) ON TABLE public.budgets TO authenticated;

--
-- Name: COLUMN budgets.is_active; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.budgets TO authenticated;

--
-- Name: FUNCTION charge_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_slots integer[], p_costs_usd numeric[], p_from_holds_usd numeric[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.charge_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_slots integer[], p_costs_usd numeric[], p_from_holds_usd numeric[]) FROM PUBLIC;

--
-- Name: FUNCTION charge_budgets(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.charge_budgets() FROM PUBLIC;

--
-- Name: FUNCTION charge_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_slot integer, p_cost_usd numeric, p_from_hold_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.charge_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_slot integer, p_cost_usd numeric, p_from_hold_usd numeric) FROM PUBLIC;

--
-- Name: FUNCTION check_time_zone(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.check_time_zone() FROM PUBLIC;

--
-- Name: TABLE agent_results; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.agent_results TO authenticated;
GRANT SELECT ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.evaluation_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(evaluation_id) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.agent_type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(agent_type) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.input_data; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(input_data),UPDATE(input_data) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.output_data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(output_data) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.score; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(score) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.insights; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(insights) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.started_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(started_at) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.completed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(completed_at) ON TABLE public.agent_results TO service_role;

--
-- Name: COLUMN agent_results.error_message; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(error_message) ON TABLE public.agent_results TO service_role;

--
-- Name: FUNCTION claim_agent_results(p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.claim_agent_results(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.claim_agent_results(p_limit integer) TO service_role;

--
-- Name: FUNCTION copy_agent(p_agent_id uuid, p_name text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.copy_agent(p_agent_id uuid, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.copy_agent(p_agent_id uuid, p_name text) TO authenticated;

--
-- Name: FUNCTION copy_plan_to_profile(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.copy_plan_to_profile() FROM PUBLIC;

--
-- Name: FUNCTION copy_steps(p_source public.workflows, p_target public.workflows); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.copy_steps(p_source public.workflows, p_target public.workflows) FROM PUBLIC;

--
-- Name: FUNCTION copy_workflow(p_workflow_id uuid, p_name text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.copy_workflow(p_workflow_id uuid, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.copy_workflow(p_workflow_id uuid, p_name text) TO authenticated;

--
-- Name: FUNCTION cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) TO authenticated;

--
-- Name: FUNCTION count_agent_execution(p_tenant_id uuid, p_agent_id uuid, p_event text, p_duration_ms bigint); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_agent_execution(p_tenant_id uuid, p_agent_id uuid, p_event text, p_duration_ms bigint) FROM PUBLIC;

--
-- Name: FUNCTION count_budget(p_budget public.budgets); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_budget(p_budget public.budgets) FROM PUBLIC;

--
-- Name: FUNCTION count_changed_ratings(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_changed_ratings() FROM PUBLIC;

--
-- Name: FUNCTION count_ended_workflow_executions(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_ended_workflow_executions() FROM PUBLIC;

--
-- Name: FUNCTION count_executed_steps(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_executed_steps() FROM PUBLIC;

--
-- Name: FUNCTION count_execution_of_agent(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_execution_of_agent() FROM PUBLIC;

--
-- Name: FUNCTION count_new_ratings(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_new_ratings() FROM PUBLIC;

--
-- Name: FUNCTION count_new_workflow_executions(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_new_workflow_executions() FROM PUBLIC;

--
-- Name: FUNCTION count_removed_ratings(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.count_removed_ratings() FROM PUBLIC;

--
-- Name: FUNCTION create_profile(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.create_profile() FROM PUBLIC;

--
-- Name: TABLE specification_projects; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.specification_projects TO authenticated;
GRANT SELECT ON TABLE public.specification_projects TO service_role;

--
-- Name: COLUMN specification_projects.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.specification_projects TO authenticated;

--
-- Name: COLUMN specification_projects.description; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(description) ON TABLE public.specification_projects TO authenticated;

--
-- Name: COLUMN specification_projects.settings; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(settings) ON TABLE public.specification_projects TO authenticated;

--
-- Name: FUNCTION create_project(p_name text, p_description text, p_team_member_ids uuid[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.create_project(p_name text, p_description text, p_team_member_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.create_project(p_name text, p_description text, p_team_member_ids uuid[]) TO authenticated;

--
-- Name: TABLE tenants; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.tenants TO authenticated;
GRANT SELECT ON TABLE public.tenants TO service_role;

--
-- Name: COLUMN tenants.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.tenants TO authenticated;

--
-- Name: COLUMN tenants.time_zone; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(time_zone) ON TABLE public.tenants TO authenticated;

--
-- Name: FUNCTION create_tenant(p_name text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.create_tenant(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.create_tenant(p_name text) TO authenticated;

--
-- Name: FUNCTION cron_field(p_field text, p_minimum integer, p_maximum integer, p_names text[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.cron_field(p_field text, p_minimum integer, p_maximum integer, p_names text[]) FROM PUBLIC;

--
-- Name: FUNCTION date_ledger_row(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.date_ledger_row() FROM PUBLIC;

--
-- Name: FUNCTION deactivate_agent(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.deactivate_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.deactivate_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION deactivate_workflow(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.deactivate_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.deactivate_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION deal_budget(p_budget public.budgets, p_period_start timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.deal_budget(p_budget public.budgets, p_period_start timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION delete_agent(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_agent(p_agent_id uuid) TO authenticated;

--
-- Name: TABLE artifacts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.artifacts TO authenticated;
GRANT SELECT ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.artifacts TO authenticated;
GRANT INSERT(tenant_id) ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.artifacts TO authenticated;
GRANT INSERT(venture_id) ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.artifacts TO authenticated;
GRANT INSERT(user_id) ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(type) ON TABLE public.artifacts TO authenticated;
GRANT INSERT(type) ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.content; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(content),UPDATE(content) ON TABLE public.artifacts TO authenticated;
GRANT INSERT(content),UPDATE(content) ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.metadata; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.artifacts TO authenticated;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.artifacts TO service_role;

--
-- Name: COLUMN artifacts.updated_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(updated_by) ON TABLE public.artifacts TO service_role;

--
-- Name: FUNCTION delete_artifact(p_artifact_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_artifact(p_artifact_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_artifact(p_artifact_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_budget(p_budget_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_budget(p_budget_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_budget(p_budget_id uuid) TO authenticated;

--
-- Name: TABLE deployments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.deployments TO authenticated;
GRANT SELECT ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.workflow_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(workflow_id),UPDATE(workflow_id) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.agent_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(agent_id),UPDATE(agent_id) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.environment; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(environment),UPDATE(environment) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(status) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.config; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(config),UPDATE(config) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.endpoint_url; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(endpoint_url),UPDATE(endpoint_url) ON TABLE public.deployments TO authenticated;
GRANT UPDATE(endpoint_url) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.allocated_memory_mb; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(allocated_memory_mb),UPDATE(allocated_memory_mb) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.allocated_cpu_shares; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(allocated_cpu_shares),UPDATE(allocated_cpu_shares) ON TABLE public.deployments TO authenticated;

--
-- Name: COLUMN deployments.deployed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(deployed_at) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.last_health_check_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(last_health_check_at) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.health_status; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(health_status) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.total_requests; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(total_requests) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.total_errors; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(total_errors) ON TABLE public.deployments TO service_role;

--
-- Name: COLUMN deployments.avg_response_time_ms; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(avg_response_time_ms) ON TABLE public.deployments TO service_role;

--
-- Name: FUNCTION delete_deployment(p_deployment_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: TABLE business_ideas; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.business_ideas TO authenticated;
GRANT SELECT ON TABLE public.business_ideas TO service_role;

--
-- Name: COLUMN business_ideas.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.business_ideas TO authenticated;

--
-- Name: COLUMN business_ideas.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.business_ideas TO authenticated;

--
-- Name: COLUMN business_ideas.title; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(title),UPDATE(title) ON TABLE public.business_ideas TO authenticated;

--
-- Name: COLUMN business_ideas.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.business_ideas TO authenticated;

--
-- Name: FUNCTION delete_idea(p_idea_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_idea(p_idea_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_idea(p_idea_id uuid) TO authenticated;

--
-- Name: TABLE personas; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.personas TO authenticated;
GRANT SELECT ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.personas TO authenticated;
GRANT INSERT(tenant_id) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.personas TO authenticated;
GRANT INSERT(venture_id) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.personas TO authenticated;
GRANT INSERT(user_id) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.personas TO authenticated;
GRANT INSERT(name),UPDATE(name) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.occupation; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(occupation),UPDATE(occupation) ON TABLE public.personas TO authenticated;
GRANT INSERT(occupation),UPDATE(occupation) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.summary; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(summary),UPDATE(summary) ON TABLE public.personas TO authenticated;
GRANT INSERT(summary),UPDATE(summary) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.goals; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(goals),UPDATE(goals) ON TABLE public.personas TO authenticated;
GRANT INSERT(goals),UPDATE(goals) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.frustrations; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(frustrations),UPDATE(frustrations) ON TABLE public.personas TO authenticated;
GRANT INSERT(frustrations),UPDATE(frustrations) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.attributes; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(attributes),UPDATE(attributes) ON TABLE public.personas TO authenticated;
GRANT INSERT(attributes),UPDATE(attributes) ON TABLE public.personas TO service_role;

--
-- Name: COLUMN personas.evidence_tier; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(evidence_tier),UPDATE(evidence_tier) ON TABLE public.personas TO authenticated;
GRANT INSERT(evidence_tier),UPDATE(evidence_tier) ON TABLE public.personas TO service_role;

--
-- Name: FUNCTION delete_persona(p_persona_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_persona(p_persona_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_persona(p_persona_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_project(p_project_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_project(p_project_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_project(p_project_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_prompt(p_prompt_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_prompt(p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_prompt(p_prompt_id uuid) TO authenticated;

--
-- Name: TABLE requirements; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.requirements TO authenticated;
GRANT SELECT ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.requirements TO authenticated;
GRANT INSERT(tenant_id) ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.requirements TO authenticated;
GRANT INSERT(venture_id) ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.requirements TO authenticated;
GRANT INSERT(user_id) ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.requirements TO authenticated;
GRANT INSERT(description),UPDATE(description) ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.evidence_tier; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(evidence_tier),UPDATE(evidence_tier) ON TABLE public.requirements TO authenticated;
GRANT INSERT(evidence_tier),UPDATE(evidence_tier) ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.evidence_url; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(evidence_url),UPDATE(evidence_url) ON TABLE public.requirements TO authenticated;
GRANT INSERT(evidence_url),UPDATE(evidence_url) ON TABLE public.requirements TO service_role;

--
-- Name: COLUMN requirements.is_critical; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_critical),UPDATE(is_critical) ON TABLE public.requirements TO authenticated;
GRANT INSERT(is_critical),UPDATE(is_critical) ON TABLE public.requirements TO service_role;

--
-- Name: FUNCTION delete_requirement(p_requirement_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_requirement(p_requirement_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_requirement(p_requirement_id uuid) TO authenticated;

--
-- Name: FUNCTION template_data_is_usable(p_type public.template_type, p_data jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.template_data_is_usable(p_type public.template_type, p_data jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.template_data_is_usable(p_type public.template_type, p_data jsonb) TO authenticated;

--
-- Name: TABLE templates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.templates TO authenticated;
GRANT SELECT ON TABLE public.templates TO service_role;

--
-- Name: COLUMN templates.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.category; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(category),UPDATE(category) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(type),UPDATE(type) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.template_data; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(template_data),UPDATE(template_data) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.tags; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tags),UPDATE(tags) ON TABLE public.templates TO authenticated;

--
-- Name: COLUMN templates.is_public; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_public),UPDATE(is_public) ON TABLE public.templates TO authenticated;

--
-- Name: FUNCTION delete_template(p_template_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_template(p_template_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_template(p_template_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_tenant(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_tenant(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_tenant(p_tenant_id uuid) TO authenticated;

--
-- Name: TABLE user_stories; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.user_stories TO authenticated;
GRANT SELECT ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(tenant_id) ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(venture_id) ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(user_id) ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.title; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(title),UPDATE(title) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(title),UPDATE(title) ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(description),UPDATE(description) ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.priority; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(priority),UPDATE(priority) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(priority),UPDATE(priority) ON TABLE public.user_stories TO service_role;

--
-- Name: COLUMN user_stories.evidence_tier; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(evidence_tier),UPDATE(evidence_tier) ON TABLE public.user_stories TO authenticated;
GRANT INSERT(evidence_tier),UPDATE(evidence_tier) ON TABLE public.user_stories TO service_role;

--
-- Name: FUNCTION delete_user_story(p_user_story_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_user_story(p_user_story_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_user_story(p_user_story_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_venture(p_venture_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_venture(p_venture_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_venture(p_venture_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_workflow(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: TABLE workflow_steps; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.workflow_steps TO authenticated;
GRANT SELECT ON TABLE public.workflow_steps TO service_role;

--
-- Name: COLUMN workflow_steps.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.workflow_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(workflow_id) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.agent_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(agent_id),UPDATE(agent_id) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.step_key; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_key),UPDATE(step_key) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.step_name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_name),UPDATE(step_name) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.step_type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_type),UPDATE(step_type) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps."position"; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT("position"),UPDATE("position") ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.config; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(config),UPDATE(config) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.inputs; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(inputs),UPDATE(inputs) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.outputs; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(outputs),UPDATE(outputs) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.depends_on; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(depends_on),UPDATE(depends_on) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.retry_count; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(retry_count),UPDATE(retry_count) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.retry_delay_ms; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(retry_delay_ms),UPDATE(retry_delay_ms) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.timeout_ms; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(timeout_ms),UPDATE(timeout_ms) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: COLUMN workflow_steps.on_error; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(on_error),UPDATE(on_error) ON TABLE public.workflow_steps TO authenticated;

--
-- Name: FUNCTION delete_workflow_step(p_step_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_workflow_step(p_step_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_workflow_step(p_step_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_workflows_with_tenant(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.delete_workflows_with_tenant() FROM PUBLIC;

--
-- Name: FUNCTION deleted_ventures(p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.deleted_ventures(p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.deleted_ventures(p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION deployment_environment(p_deployment_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.deployment_environment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.deployment_environment(p_deployment_id uuid) TO service_role;

--
-- Name: FUNCTION duplicate_agent(p_agent public.agents, p_tenant_id uuid, p_name text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.duplicate_agent(p_agent public.agents, p_tenant_id uuid, p_name text) FROM PUBLIC;

--
-- Name: FUNCTION end_team_memberships(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.end_team_memberships() FROM PUBLIC;

--
-- Name: FUNCTION environment_is_well_formed(p_variables jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.environment_is_well_formed(p_variables jsonb) FROM PUBLIC;

--
-- Name: FUNCTION erase_audit_payload(p_audit_log_ids uuid[], p_operator_id uuid, p_reason text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.erase_audit_payload(p_audit_log_ids uuid[], p_operator_id uuid, p_reason text) FROM PUBLIC;

--
-- Name: FUNCTION erase_profile(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.erase_profile() FROM PUBLIC;

--
-- Name: FUNCTION erased_audit_row(p_row public.audit_logs); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.erased_audit_row(p_row public.audit_logs) FROM PUBLIC;

--
-- Name: FUNCTION estimate_id(p_lease_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.estimate_id(p_lease_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION evaluation_results(p_evaluation_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.evaluation_results(p_evaluation_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION execution_bound(p_template text, p_variables jsonb, p_inputs jsonb, p_validations jsonb, p_parameters jsonb, p_model text, p_fallback_model text, p_asking jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.execution_bound(p_template text, p_variables jsonb, p_inputs jsonb, p_validations jsonb, p_parameters jsonb, p_model text, p_fallback_model text, p_asking jsonb) FROM PUBLIC;

--
-- Name: FUNCTION execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION execution_package(p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.execution_package(p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb) FROM PUBLIC;

--
-- Name: FUNCTION execution_record(p_execution public.executions); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.execution_record(p_execution public.executions) FROM PUBLIC;

--
-- Name: FUNCTION extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer) TO service_role;

--
-- Name: FUNCTION fill_template_rating(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.fill_template_rating() FROM PUBLIC;

--
-- Name: FUNCTION fill_workflow_execution_log(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.fill_workflow_execution_log() FROM PUBLIC;

--
-- Name: FUNCTION fill_workflow_step(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.fill_workflow_step() FROM PUBLIC;

--
-- Name: FUNCTION find_execution_agent(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.find_execution_agent() FROM PUBLIC;

--
-- Name: FUNCTION find_prerequisite(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.find_prerequisite() FROM PUBLIC;

--
-- Name: FUNCTION find_prompt(p_tenant_id uuid, p_prompt text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.find_prompt(p_tenant_id uuid, p_prompt text) FROM PUBLIC;

--
-- Name: FUNCTION follow_agent_result(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.follow_agent_result() FROM PUBLIC;

--
-- Name: FUNCTION follow_evaluation(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.follow_evaluation() FROM PUBLIC;

--
-- Name: FUNCTION forget_budget(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.forget_budget() FROM PUBLIC;

--
-- Name: FUNCTION forget_invitation_token(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.forget_invitation_token() FROM PUBLIC;

--
-- Name: FUNCTION gate_threshold(p_gate_type public.gate_type); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.gate_threshold(p_gate_type public.gate_type) FROM PUBLIC;
GRANT ALL ON FUNCTION private.gate_threshold(p_gate_type public.gate_type) TO service_role;

--
-- Name: FUNCTION guard_agent(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_agent() FROM PUBLIC;

--
-- Name: FUNCTION guard_agent_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_agent_execution() FROM PUBLIC;

--
-- Name: FUNCTION guard_agent_result(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_agent_result() FROM PUBLIC;

--
-- Name: FUNCTION guard_business_idea(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_business_idea() FROM PUBLIC;

--
-- Name: FUNCTION guard_deployment(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_deployment() FROM PUBLIC;

--
-- Name: FUNCTION guard_divergence_alert(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_divergence_alert() FROM PUBLIC;

--
-- Name: FUNCTION guard_document(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_document() FROM PUBLIC;

--
-- Name: FUNCTION guard_evaluation(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_evaluation() FROM PUBLIC;

--
-- Name: FUNCTION guard_evidence(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_evidence() FROM PUBLIC;

--
-- Name: FUNCTION guard_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_execution() FROM PUBLIC;

--
-- Name: FUNCTION guard_progress(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_progress() FROM PUBLIC;

--
-- Name: FUNCTION guard_project(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_project() FROM PUBLIC;

--
-- Name: FUNCTION guard_prompt(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_prompt() FROM PUBLIC;

--
-- Name: FUNCTION guard_review(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_review() FROM PUBLIC;

--
-- Name: FUNCTION guard_template(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_template() FROM PUBLIC;

--
-- Name: FUNCTION guard_venture_phase(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_venture_phase() FROM PUBLIC;

--
-- Name: FUNCTION guard_workflow(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_workflow() FROM PUBLIC;

--
-- Name: FUNCTION guard_workflow_execution(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.guard_workflow_execution() FROM PUBLIC;

--
-- Name: FUNCTION hand_over_project(p_project_id uuid, p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hand_over_project(p_project_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.hand_over_project(p_project_id uuid, p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION hold_for_execution(p_execution public.executions, p_prompt private.pinned_prompt, p_asking jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_for_execution(p_execution public.executions, p_prompt private.pinned_prompt, p_asking jsonb) FROM PUBLIC;

--
-- Name: FUNCTION hold_in_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_execution_id uuid, p_amount_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_in_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_execution_id uuid, p_amount_usd numeric) FROM PUBLIC;

--
-- Name: FUNCTION hold_in_budgets(p_tenant_id uuid, p_user_id uuid, p_prompt_id uuid, p_execution_id uuid, p_at timestamp with time zone, p_bound jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_in_budgets(p_tenant_id uuid, p_user_id uuid, p_prompt_id uuid, p_execution_id uuid, p_at timestamp with time zone, p_bound jsonb) FROM PUBLIC;

--
-- Name: FUNCTION hold_in_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_amount_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_in_slot(p_budget public.budgets, p_period_start timestamp with time zone, p_amount_usd numeric) FROM PUBLIC;

--
-- Name: FUNCTION hold_membership(p_tenant_id uuid, p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_membership(p_tenant_id uuid, p_user_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_steps(p_tenant_id uuid, p_workflow_ids uuid[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_steps(p_tenant_id uuid, p_workflow_ids uuid[]) FROM PUBLIC;

--
-- Name: FUNCTION hold_team_member(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_team_member() FROM PUBLIC;

--
-- Name: FUNCTION hold_venture(p_tenant_id uuid, p_venture_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_venture(p_tenant_id uuid, p_venture_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.hold_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]) FROM PUBLIC;

--
-- Name: FUNCTION idea_statistics(p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.idea_statistics(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.idea_statistics(p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION initial_content(p_phase public.specification_phase); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.initial_content(p_phase public.specification_phase) FROM PUBLIC;

--
-- Name: FUNCTION invite_member(p_email text, p_role public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.invite_member(p_email text, p_role public.tenant_role) FROM PUBLIC;
GRANT ALL ON FUNCTION private.invite_member(p_email text, p_role public.tenant_role) TO authenticated;

--
-- Name: FUNCTION json_diff(p_from jsonb, p_to jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.json_diff(p_from jsonb, p_to jsonb) FROM PUBLIC;

--
-- Name: FUNCTION json_diff_at(p_from jsonb, p_to jsonb, p_path text, p_budget integer, OUT o_operations jsonb[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.json_diff_at(p_from jsonb, p_to jsonb, p_path text, p_budget integer, OUT o_operations jsonb[]) FROM PUBLIC;

--
-- Name: FUNCTION json_patch(p_document jsonb, p_patch jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.json_patch(p_document jsonb, p_patch jsonb) FROM PUBLIC;

--
-- Name: FUNCTION json_pointer_token(p_key text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.json_pointer_token(p_key text) FROM PUBLIC;

--
-- Name: FUNCTION keep_an_admin(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.keep_an_admin() FROM PUBLIC;

--
-- Name: FUNCTION keep_document_version(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.keep_document_version() FROM PUBLIC;

--
-- Name: TABLE quality_gates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.quality_gates TO authenticated;
GRANT SELECT ON TABLE public.quality_gates TO service_role;

--
-- Name: COLUMN quality_gates.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.quality_gates TO service_role;

--
-- Name: COLUMN quality_gates.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.quality_gates TO service_role;

--
-- Name: COLUMN quality_gates.gate_type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(gate_type) ON TABLE public.quality_gates TO service_role;

--
-- Name: COLUMN quality_gates.score; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(score) ON TABLE public.quality_gates TO service_role;

--
-- Name: COLUMN quality_gates.criteria; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(criteria) ON TABLE public.quality_gates TO service_role;

--
-- Name: FUNCTION latest_gate(p_venture_id uuid, p_gate_type public.gate_type); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.latest_gate(p_venture_id uuid, p_gate_type public.gate_type) FROM PUBLIC;

--
-- Name: FUNCTION learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION private.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric) TO service_role;

--
-- Name: FUNCTION leave_tenant(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.leave_tenant(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.leave_tenant(p_tenant_id uuid) TO authenticated;

--
-- Name: FUNCTION like_pattern(p_text text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.like_pattern(p_text text) FROM PUBLIC;

--
-- Name: FUNCTION limit_validations(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.limit_validations() FROM PUBLIC;

--
-- Name: FUNCTION list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer) TO authenticated;

--
-- Name: FUNCTION lock_agent(p_agent_id uuid, p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_agent(p_agent_id uuid, p_minimum public.tenant_role) FROM PUBLIC;

--
-- Name: FUNCTION lock_budget_slots(p_budget_id uuid, p_period_start timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_budget_slots(p_budget_id uuid, p_period_start timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION lock_deployment(p_deployment_id uuid, p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_deployment(p_deployment_id uuid, p_minimum public.tenant_role) FROM PUBLIC;

--
-- Name: FUNCTION text_is_searchable(p_text text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.text_is_searchable(p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.text_is_searchable(p_text text) TO authenticated;

--
-- Name: TABLE specification_documents; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.specification_documents TO authenticated;
GRANT SELECT ON TABLE public.specification_documents TO service_role;

--
-- Name: COLUMN specification_documents.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.specification_documents TO authenticated;

--
-- Name: COLUMN specification_documents.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(project_id) ON TABLE public.specification_documents TO authenticated;

--
-- Name: COLUMN specification_documents.phase; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(phase) ON TABLE public.specification_documents TO authenticated;

--
-- Name: COLUMN specification_documents.content; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(content),UPDATE(content) ON TABLE public.specification_documents TO authenticated;

--
-- Name: COLUMN specification_documents.metadata; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.specification_documents TO authenticated;

--
-- Name: FUNCTION lock_document(p_document_id uuid, p_minimum public.team_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_document(p_document_id uuid, p_minimum public.team_role) FROM PUBLIC;

--
-- Name: FUNCTION lock_idea(p_idea_id uuid, p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_idea(p_idea_id uuid, p_minimum public.tenant_role) FROM PUBLIC;

--
-- Name: FUNCTION lock_open_evaluation(p_tenant_id uuid, p_evaluation_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_open_evaluation(p_tenant_id uuid, p_evaluation_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION lock_project(p_project_id uuid, p_minimum public.team_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_project(p_project_id uuid, p_minimum public.team_role) FROM PUBLIC;

--
-- Name: FUNCTION lock_prompt(p_prompt_id uuid, p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_prompt(p_prompt_id uuid, p_minimum public.tenant_role) FROM PUBLIC;

--
-- Name: FUNCTION lock_step(p_step_id uuid, p_is_deleted boolean); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_step(p_step_id uuid, p_is_deleted boolean) FROM PUBLIC;

--
-- Name: FUNCTION lock_template(p_template_id uuid, p_is_deleted boolean); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_template(p_template_id uuid, p_is_deleted boolean) FROM PUBLIC;

--
-- Name: FUNCTION position_is_well_formed(p_position jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.position_is_well_formed(p_position jsonb) FROM PUBLIC;

--
-- Name: TABLE comment_threads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.comment_threads TO authenticated;
GRANT SELECT ON TABLE public.comment_threads TO service_role;

--
-- Name: FUNCTION lock_thread(p_thread_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_thread(p_thread_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION lock_venture(p_venture_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_venture(p_venture_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION lock_workflow(p_workflow_id uuid, p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.lock_workflow(p_workflow_id uuid, p_minimum public.tenant_role) FROM PUBLIC;

--
-- Name: FUNCTION mark_edited(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.mark_edited() FROM PUBLIC;

--
-- Name: FUNCTION member_role(p_tenant_id uuid, p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.member_role(p_tenant_id uuid, p_user_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION my_colleague_ids(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_colleague_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_colleague_ids() TO authenticated;

--
-- Name: FUNCTION my_deleted_artifact_ids(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_deleted_artifact_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_deleted_artifact_ids() TO authenticated;

--
-- Name: FUNCTION my_deleted_idea_ids(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_deleted_idea_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_deleted_idea_ids() TO authenticated;

--
-- Name: FUNCTION my_deleted_prompt_ids(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_deleted_prompt_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_deleted_prompt_ids() TO authenticated;

--
-- Name: FUNCTION my_deleted_venture_ids(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_deleted_venture_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_deleted_venture_ids() TO authenticated;

--
-- Name: FUNCTION my_hidden_evaluation_ids(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_hidden_evaluation_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_hidden_evaluation_ids() TO authenticated;

--
-- Name: FUNCTION my_project_ids(p_minimum public.team_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_project_ids(p_minimum public.team_role) FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_project_ids(p_minimum public.team_role) TO authenticated;

--
-- Name: FUNCTION my_tenant_ids(p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.my_tenant_ids(p_minimum public.tenant_role) FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_tenant_ids(p_minimum public.tenant_role) TO authenticated;

--
-- Name: FUNCTION new_agent_version(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.new_agent_version(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.new_agent_version(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION new_workflow_version(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.new_workflow_version(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.new_workflow_version(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION note_audit_row(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.note_audit_row() FROM PUBLIC;

--
-- Name: FUNCTION only_members(p_document jsonb, p_names text[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.only_members(p_document jsonb, p_names text[]) FROM PUBLIC;

--
-- Name: FUNCTION open_budget_period(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_spent_usd numeric, p_held_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.open_budget_period(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_spent_usd numeric, p_held_usd numeric) FROM PUBLIC;

--
-- Name: TABLE divergence_alerts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.divergence_alerts TO authenticated;
GRANT SELECT ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.component; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(component) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.expected; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(expected) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.actual; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(actual) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.severity; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(severity) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.detected_at; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(detected_at) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: COLUMN divergence_alerts.resolved_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolved_at) ON TABLE public.divergence_alerts TO service_role;

--
-- Name: FUNCTION open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION open_thread(p_document_id uuid, p_position jsonb, p_content text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.open_thread(p_document_id uuid, p_position jsonb, p_content text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.open_thread(p_document_id uuid, p_position jsonb, p_content text) TO authenticated;

--
-- Name: FUNCTION period_before(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.period_before(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION period_end(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.period_end(p_period public.budget_period, p_time_zone text, p_period_start timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION period_start(p_period public.budget_period, p_time_zone text, p_at timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.period_start(p_period public.budget_period, p_time_zone text, p_at timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION phase_gate(p_phase public.venture_phase); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.phase_gate(p_phase public.venture_phase) FROM PUBLIC;

--
-- Name: FUNCTION place_agent_version(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.place_agent_version() FROM PUBLIC;

--
-- Name: FUNCTION place_workflow_version(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.place_workflow_version() FROM PUBLIC;

--
-- Name: TABLE cost_tracking; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.cost_tracking TO authenticated;
GRANT SELECT ON TABLE public.cost_tracking TO service_role;

--
-- Name: FUNCTION priced_again(p_call public.cost_tracking); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.priced_again(p_call public.cost_tracking) FROM PUBLIC;

--
-- Name: FUNCTION prices_in_force(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.prices_in_force() FROM PUBLIC;

--
-- Name: FUNCTION project_analytics(p_project_ids uuid[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.project_analytics(p_project_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.project_analytics(p_project_ids uuid[]) TO authenticated;

--
-- Name: FUNCTION prompt_to_run(p_tenant_id uuid, p_user_id uuid, p_prompt text, p_version integer, p_model text, p_asking jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.prompt_to_run(p_tenant_id uuid, p_user_id uuid, p_prompt text, p_version integer, p_model text, p_asking jsonb) FROM PUBLIC;

--
-- Name: FUNCTION publish_prompt(p_prompt_id uuid, p_change_log text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.publish_prompt(p_prompt_id uuid, p_change_log text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.publish_prompt(p_prompt_id uuid, p_change_log text) TO authenticated;

--
-- Name: FUNCTION publish_workflow_steps(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.publish_workflow_steps() FROM PUBLIC;

--
-- Name: FUNCTION purge_tenant(p_tenant_id uuid, p_operator_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.purge_tenant(p_tenant_id uuid, p_operator_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION private.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) TO service_role;

--
-- Name: FUNCTION recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer) TO service_role;

--
-- Name: FUNCTION record_artifact_version(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.record_artifact_version() FROM PUBLIC;

--
-- Name: FUNCTION record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb) FROM PUBLIC;

--
-- Name: TABLE user_progress; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.user_progress TO authenticated;
GRANT SELECT ON TABLE public.user_progress TO service_role;

--
-- Name: FUNCTION record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status) FROM PUBLIC;
GRANT ALL ON FUNCTION private.record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status) TO authenticated;

--
-- Name: FUNCTION record_venture_phase(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.record_venture_phase() FROM PUBLIC;

--
-- Name: FUNCTION recount_budget(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.recount_budget() FROM PUBLIC;

--
-- Name: FUNCTION recount_budgets(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.recount_budgets() FROM PUBLIC;

--
-- Name: FUNCTION refuse_agent_in_use(p_agent_ids uuid[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_agent_in_use(p_agent_ids uuid[]) FROM PUBLIC;

--
-- Name: FUNCTION refuse_archived_change(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_archived_change() FROM PUBLIC;

--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_change() FROM PUBLIC;

--
-- Name: FUNCTION refuse_change_but_erasure(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_change_but_erasure() FROM PUBLIC;

--
-- Name: FUNCTION refuse_change_but_forgetting(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_change_but_forgetting() FROM PUBLIC;

--
-- Name: FUNCTION refuse_circle(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_circle() FROM PUBLIC;

--
-- Name: FUNCTION refuse_losing_unsealed(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_losing_unsealed() FROM PUBLIC;

--
-- Name: FUNCTION refuse_over_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_amount_usd numeric, p_spent_usd numeric, p_held_usd numeric); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_over_budget(p_budget public.budgets, p_time_zone text, p_period_start timestamp with time zone, p_amount_usd numeric, p_spent_usd numeric, p_held_usd numeric) FROM PUBLIC;

--
-- Name: FUNCTION refuse_tenant_change(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.refuse_tenant_change() FROM PUBLIC;

--
-- Name: FUNCTION release_holds(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.release_holds() FROM PUBLIC;

--
-- Name: FUNCTION remove_member(p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.remove_member(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.remove_member(p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION remove_team_member(p_project_id uuid, p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.remove_team_member(p_project_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.remove_team_member(p_project_id uuid, p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION reopen_thread(p_thread_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.reopen_thread(p_thread_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.reopen_thread(p_thread_id uuid) TO authenticated;

--
-- Name: FUNCTION replayed_execution(p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.replayed_execution(p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text) FROM PUBLIC;

--
-- Name: FUNCTION request_header(p_name text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.request_header(p_name text) FROM PUBLIC;

--
-- Name: FUNCTION require_auditor(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_auditor(p_tenant_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION require_author_or_admin(p_tenant_id uuid, p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_author_or_admin(p_tenant_id uuid, p_user_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION require_deployment_target(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_deployment_target() FROM PUBLIC;

--
-- Name: FUNCTION require_live_venture(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_live_venture() FROM PUBLIC;

--
-- Name: FUNCTION require_member_as_author(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_member_as_author() FROM PUBLIC;

--
-- Name: FUNCTION require_member_as_editor(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_member_as_editor() FROM PUBLIC;

--
-- Name: FUNCTION require_member_as_user(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_member_as_user() FROM PUBLIC;

--
-- Name: FUNCTION require_owner_or_admin(p_tenant_id uuid, p_user_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_owner_or_admin(p_tenant_id uuid, p_user_id uuid) FROM PUBLIC;

--
-- Name: FUNCTION require_project_role(p_project_id uuid, p_minimum public.team_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_project_role(p_project_id uuid, p_minimum public.team_role) FROM PUBLIC;

--
-- Name: FUNCTION require_role(p_tenant_id uuid, p_minimum public.tenant_role); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_role(p_tenant_id uuid, p_minimum public.tenant_role) FROM PUBLIC;

--
-- Name: FUNCTION require_sound_steps(p_workflow public.workflows); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_sound_steps(p_workflow public.workflows) FROM PUBLIC;

--
-- Name: FUNCTION require_timezone(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.require_timezone() FROM PUBLIC;

--
-- Name: FUNCTION requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION resolve_divergence_alert(p_alert_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.resolve_divergence_alert(p_alert_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.resolve_divergence_alert(p_alert_id uuid) TO authenticated;

--
-- Name: FUNCTION resolve_thread(p_thread_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.resolve_thread(p_thread_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.resolve_thread(p_thread_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_agent(p_agent_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_artifact(p_artifact_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_artifact(p_artifact_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_artifact(p_artifact_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_budget(p_budget_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_budget(p_budget_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_budget(p_budget_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_deployment(p_deployment_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_idea(p_idea_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_idea(p_idea_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_idea(p_idea_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_persona(p_persona_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_persona(p_persona_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_persona(p_persona_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_project(p_project_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_project(p_project_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_project(p_project_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_prompt(p_prompt_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_prompt(p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_prompt(p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_requirement(p_requirement_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_requirement(p_requirement_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_requirement(p_requirement_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_template(p_template_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_template(p_template_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_template(p_template_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_tenant(p_tenant_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_tenant(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_tenant(p_tenant_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_user_story(p_user_story_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_user_story(p_user_story_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_user_story(p_user_story_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_venture(p_venture_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_venture(p_venture_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_venture(p_venture_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_workflow(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_workflow_step(p_step_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.restore_workflow_step(p_step_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_workflow_step(p_step_id uuid) TO authenticated;

--
-- Name: FUNCTION revert_artifact(p_artifact_id uuid, p_version integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.revert_artifact(p_artifact_id uuid, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.revert_artifact(p_artifact_id uuid, p_version integer) TO authenticated;

--
-- Name: FUNCTION revert_document(p_document_id uuid, p_version integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.revert_document(p_document_id uuid, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.revert_document(p_document_id uuid, p_version integer) TO authenticated;

--
-- Name: TABLE invitations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.invitations TO authenticated;
GRANT SELECT ON TABLE public.invitations TO service_role;

--
-- Name: FUNCTION revoke_invitation(p_invitation_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.revoke_invitation(p_invitation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.revoke_invitation(p_invitation_id uuid) TO authenticated;

--
-- Name: FUNCTION rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text) TO authenticated;

--
-- Name: FUNCTION rotate_deployment_key(p_deployment_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.rotate_deployment_key(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.rotate_deployment_key(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION running_bound(p_execution public.executions); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.running_bound(p_execution public.executions) FROM PUBLIC;

--
-- Name: FUNCTION seal_audit(p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.seal_audit(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.seal_audit(p_limit integer) TO service_role;

--
-- Name: FUNCTION seal_tenant_audit(p_tenant_id uuid, p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.seal_tenant_audit(p_tenant_id uuid, p_limit integer) FROM PUBLIC;

--
-- Name: FUNCTION search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_specifications(p_query text, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_specifications(p_query text, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_specifications(p_query text, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) TO authenticated;

--
-- Name: FUNCTION set_document_status(p_document_id uuid, p_status public.document_status, p_version integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer) TO authenticated;

--
-- Name: FUNCTION set_project_status(p_project_id uuid, p_status public.project_status); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.set_project_status(p_project_id uuid, p_status public.project_status) FROM PUBLIC;
GRANT ALL ON FUNCTION private.set_project_status(p_project_id uuid, p_status public.project_status) TO authenticated;

--
-- Name: FUNCTION set_updated_at(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.set_updated_at() FROM PUBLIC;

--
-- Name: FUNCTION settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb) TO service_role;

--
-- Name: FUNCTION start_deployment(p_deployment_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.start_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.start_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb) TO authenticated;

--
-- Name: FUNCTION step_is_well_formed(p_step jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.step_is_well_formed(p_step jsonb) FROM PUBLIC;

--
-- Name: FUNCTION step_of_template(p_workflow public.workflows, p_data jsonb, p_position integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.step_of_template(p_workflow public.workflows, p_data jsonb, p_position integer) FROM PUBLIC;

--
-- Name: FUNCTION stop_agent_execution(p_execution public.agent_executions); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.stop_agent_execution(p_execution public.agent_executions) FROM PUBLIC;

--
-- Name: FUNCTION stop_deployment(p_deployment_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.stop_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.stop_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION stop_deployments(p_tenant_id uuid, p_ids uuid[], p_deleted_at timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.stop_deployments(p_tenant_id uuid, p_ids uuid[], p_deleted_at timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION stop_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.stop_workflow_executions(p_tenant_id uuid, p_workflow_ids uuid[]) FROM PUBLIC;

--
-- Name: TABLE evaluations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluations TO authenticated;
GRANT SELECT ON TABLE public.evaluations TO service_role;

--
-- Name: FUNCTION submit_idea(p_idea_id uuid, p_priority public.evaluation_priority); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority) FROM PUBLIC;
GRANT ALL ON FUNCTION private.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority) TO authenticated;

--
-- Name: FUNCTION sweep_executions(p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.sweep_executions(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.sweep_executions(p_limit integer) TO service_role;

--
-- Name: FUNCTION take_project_and_version_from_document(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.take_project_and_version_from_document() FROM PUBLIC;

--
-- Name: FUNCTION take_project_from_comment(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.take_project_from_comment() FROM PUBLIC;

--
-- Name: FUNCTION take_project_from_document(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.take_project_from_document() FROM PUBLIC;

--
-- Name: FUNCTION take_project_from_thread(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.take_project_from_thread() FROM PUBLIC;

--
-- Name: FUNCTION transition_phase(p_project_id uuid, p_target_phase public.specification_phase); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) FROM PUBLIC;
GRANT ALL ON FUNCTION private.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) TO authenticated;

--
-- Name: FUNCTION unchained_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_until timestamp with time zone); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.unchained_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_until timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION update_profile(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.update_profile() FROM PUBLIC;

--
-- Name: FUNCTION usage_by_day_and_model(p_from date, p_to date); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.usage_by_day_and_model(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION private.usage_by_day_and_model(p_from date, p_to date) TO authenticated;

--
-- Name: FUNCTION use_template(p_template_id uuid, p_name text, p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.use_template(p_template_id uuid, p_name text, p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.use_template(p_template_id uuid, p_name text, p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION validation_config_is_well_formed(p_type public.validation_type, p_config jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.validation_config_is_well_formed(p_type public.validation_type, p_config jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.validation_config_is_well_formed(p_type public.validation_type, p_config jsonb) TO authenticated;

--
-- Name: FUNCTION verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) TO authenticated;
GRANT ALL ON FUNCTION private.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) TO service_role;

--
-- Name: FUNCTION verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) TO authenticated;
GRANT ALL ON FUNCTION private.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) TO service_role;

--
-- Name: FUNCTION version_artifact(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.version_artifact() FROM PUBLIC;

--
-- Name: FUNCTION whole_number(p_value jsonb, p_default jsonb, p_minimum integer, p_maximum integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.whole_number(p_value jsonb, p_default jsonb, p_minimum integer, p_maximum integer) FROM PUBLIC;

--
-- Name: FUNCTION without_large_values(p_row jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.without_large_values(p_row jsonb) FROM PUBLIC;

--
-- Name: FUNCTION without_personal_data(p_row jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.without_personal_data(p_row jsonb) FROM PUBLIC;

--
-- Name: FUNCTION workflow_history(p_workflow_id uuid); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.workflow_history(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.workflow_history(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION workflow_stats(p_workflow_id uuid, p_days integer); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.workflow_stats(p_workflow_id uuid, p_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.workflow_stats(p_workflow_id uuid, p_days integer) TO authenticated;

--
-- Name: FUNCTION writable_tenant_id(); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.writable_tenant_id() FROM PUBLIC;

--
-- Name: FUNCTION write_audit_log(p_tenant_id uuid, p_user_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_changes jsonb); Type: ACL; Schema: private; Owner: -
--

REVOKE ALL ON FUNCTION private.write_audit_log(p_tenant_id uuid, p_user_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_changes jsonb) FROM PUBLIC;

--
-- Name: FUNCTION accept_invitation(p_token text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.accept_invitation(p_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.accept_invitation(p_token text) TO authenticated;

--
-- Name: FUNCTION activate_agent(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.activate_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.activate_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION activate_workflow(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.activate_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.activate_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role) FROM PUBLIC;
GRANT ALL ON FUNCTION public.add_team_member(p_project_id uuid, p_user_id uuid, p_role public.team_role) TO authenticated;

--
-- Name: FUNCTION advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase) FROM PUBLIC;
GRANT ALL ON FUNCTION public.advance_venture(p_venture_id uuid, p_expected_phase public.venture_phase) TO authenticated;

--
-- Name: FUNCTION agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.agent_executions_by_status(p_status public.agent_execution_status, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION agent_history(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.agent_history(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.agent_history(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION agent_model_calls(public.agent_executions); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.agent_model_calls(public.agent_executions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.agent_model_calls(public.agent_executions) TO authenticated;
GRANT ALL ON FUNCTION public.agent_model_calls(public.agent_executions) TO service_role;

--
-- Name: FUNCTION apply_suggestions(p_review_id uuid, p_suggestion_ids text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.apply_suggestions(p_review_id uuid, p_suggestion_ids text[]) TO authenticated;

--
-- Name: FUNCTION archive_agent(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.archive_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.archive_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION archive_prompt(p_prompt_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.archive_prompt(p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.archive_prompt(p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION archive_workflow(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.archive_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.archive_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION artifact_at_version(p_artifact_id uuid, p_version integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.artifact_at_version(p_artifact_id uuid, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.artifact_at_version(p_artifact_id uuid, p_version integer) TO authenticated;

--
-- Name: FUNCTION audit_chain_status(p_tenant_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.audit_chain_status(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.audit_chain_status(p_tenant_id uuid) TO authenticated;
GRANT ALL ON FUNCTION public.audit_chain_status(p_tenant_id uuid) TO service_role;

--
-- Name: FUNCTION available_modules(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.available_modules() FROM PUBLIC;
GRANT ALL ON FUNCTION public.available_modules() TO authenticated;

--
-- Name: FUNCTION begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_execution(p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text, p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text, p_asking jsonb) TO service_role;

--
-- Name: FUNCTION budget_status(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.budget_status() FROM PUBLIC;
GRANT ALL ON FUNCTION public.budget_status() TO authenticated;

--
-- Name: FUNCTION cancel_agent_execution(p_execution_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.cancel_agent_execution(p_execution_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cancel_agent_execution(p_execution_id uuid) TO authenticated;

--
-- Name: FUNCTION cancel_execution(p_execution_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.cancel_execution(p_execution_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cancel_execution(p_execution_id uuid) TO authenticated;

--
-- Name: FUNCTION cancel_workflow_execution(p_execution_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.cancel_workflow_execution(p_execution_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cancel_workflow_execution(p_execution_id uuid) TO authenticated;

--
-- Name: FUNCTION change_member_role(p_user_id uuid, p_role public.tenant_role); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.change_member_role(p_user_id uuid, p_role public.tenant_role) FROM PUBLIC;
GRANT ALL ON FUNCTION public.change_member_role(p_user_id uuid, p_role public.tenant_role) TO authenticated;

--
-- Name: FUNCTION claim_agent_results(p_limit integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.claim_agent_results(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_agent_results(p_limit integer) TO service_role;

--
-- Name: FUNCTION copy_agent(p_agent_id uuid, p_name text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.copy_agent(p_agent_id uuid, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.copy_agent(p_agent_id uuid, p_name text) TO authenticated;

--
-- Name: FUNCTION copy_workflow(p_workflow_id uuid, p_name text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.copy_workflow(p_workflow_id uuid, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.copy_workflow(p_workflow_id uuid, p_name text) TO authenticated;

--
-- Name: FUNCTION cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cost_summary(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) TO authenticated;

--
-- Name: FUNCTION create_project(p_name text, p_description text, p_team_member_ids uuid[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.create_project(p_name text, p_description text, p_team_member_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.create_project(p_name text, p_description text, p_team_member_ids uuid[]) TO authenticated;

--
-- Name: FUNCTION create_tenant(p_name text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.create_tenant(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.create_tenant(p_name text) TO authenticated;

--
-- Name: FUNCTION deactivate_agent(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.deactivate_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.deactivate_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION deactivate_workflow(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.deactivate_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.deactivate_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_agent(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_artifact(p_artifact_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_artifact(p_artifact_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_artifact(p_artifact_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_budget(p_budget_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_budget(p_budget_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_budget(p_budget_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_deployment(p_deployment_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_idea(p_idea_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_idea(p_idea_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_idea(p_idea_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_persona(p_persona_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_persona(p_persona_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_persona(p_persona_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_project(p_project_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_project(p_project_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_project(p_project_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_prompt(p_prompt_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_prompt(p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_prompt(p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_requirement(p_requirement_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_requirement(p_requirement_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_requirement(p_requirement_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_template(p_template_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_template(p_template_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_template(p_template_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_tenant(p_tenant_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_tenant(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_tenant(p_tenant_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_user_story(p_user_story_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_user_story(p_user_story_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_user_story(p_user_story_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_venture(p_venture_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_venture(p_venture_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_venture(p_venture_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_workflow(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION delete_workflow_step(p_step_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.delete_workflow_step(p_step_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_workflow_step(p_step_id uuid) TO authenticated;

--
-- Name: FUNCTION deleted_ventures(p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.deleted_ventures(p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.deleted_ventures(p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION deployment_environment(p_deployment_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.deployment_environment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.deployment_environment(p_deployment_id uuid) TO service_role;

--
-- Name: FUNCTION execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.execution_metrics(p_from timestamp with time zone, p_to timestamp with time zone, p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.extend_execution_lease(p_execution_id uuid, p_lease_id uuid, p_lease_seconds integer) TO service_role;

--
-- Name: FUNCTION hand_over_project(p_project_id uuid, p_user_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.hand_over_project(p_project_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hand_over_project(p_project_id uuid, p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION idea_statistics(p_user_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.idea_statistics(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.idea_statistics(p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION invite_member(p_email text, p_role public.tenant_role); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.invite_member(p_email text, p_role public.tenant_role) FROM PUBLIC;
GRANT ALL ON FUNCTION public.invite_member(p_email text, p_role public.tenant_role) TO authenticated;

--
-- Name: FUNCTION learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION public.learn_list_price(p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric) TO service_role;

--
-- Name: FUNCTION leave_tenant(p_tenant_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.leave_tenant(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.leave_tenant(p_tenant_id uuid) TO authenticated;

--
-- Name: FUNCTION list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_projects(p_search text, p_status public.project_status, p_page integer, p_limit integer) TO authenticated;

--
-- Name: FUNCTION model_calls(public.executions); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.model_calls(public.executions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.model_calls(public.executions) TO authenticated;
GRANT ALL ON FUNCTION public.model_calls(public.executions) TO service_role;

--
-- Name: FUNCTION new_agent_version(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.new_agent_version(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.new_agent_version(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION new_workflow_version(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.new_workflow_version(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.new_workflow_version(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_divergence_alerts(p_severity public.divergence_severity, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION open_thread(p_document_id uuid, p_position jsonb, p_content text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.open_thread(p_document_id uuid, p_position jsonb, p_content text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_thread(p_document_id uuid, p_position jsonb, p_content text) TO authenticated;

--
-- Name: FUNCTION project_analytics(p_project_ids uuid[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.project_analytics(p_project_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.project_analytics(p_project_ids uuid[]) TO authenticated;

--
-- Name: FUNCTION publish_prompt(p_prompt_id uuid, p_change_log text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.publish_prompt(p_prompt_id uuid, p_change_log text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.publish_prompt(p_prompt_id uuid, p_change_log text) TO authenticated;

--
-- Name: FUNCTION raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION public.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) TO service_role;

--
-- Name: FUNCTION recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.recompute_costs(p_from timestamp with time zone, p_to timestamp with time zone, p_tenant_id uuid, p_dry_run boolean, p_limit integer) TO service_role;

--
-- Name: FUNCTION record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_progress(p_module_id uuid, p_completed_lessons text[], p_exercise_results jsonb, p_skill_assessments jsonb, p_status public.progress_status) TO authenticated;

--
-- Name: FUNCTION remove_member(p_user_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.remove_member(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.remove_member(p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION remove_team_member(p_project_id uuid, p_user_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.remove_team_member(p_project_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.remove_team_member(p_project_id uuid, p_user_id uuid) TO authenticated;

--
-- Name: FUNCTION reopen_thread(p_thread_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.reopen_thread(p_thread_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reopen_thread(p_thread_id uuid) TO authenticated;

--
-- Name: FUNCTION requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.requirements_by_evidence_tier(p_evidence_tier public.evidence_tier, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION resolve_divergence_alert(p_alert_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.resolve_divergence_alert(p_alert_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.resolve_divergence_alert(p_alert_id uuid) TO authenticated;

--
-- Name: FUNCTION resolve_thread(p_thread_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.resolve_thread(p_thread_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.resolve_thread(p_thread_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_agent(p_agent_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_agent(p_agent_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_agent(p_agent_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_artifact(p_artifact_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_artifact(p_artifact_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_artifact(p_artifact_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_budget(p_budget_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_budget(p_budget_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_budget(p_budget_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_deployment(p_deployment_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_idea(p_idea_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_idea(p_idea_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_idea(p_idea_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_persona(p_persona_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_persona(p_persona_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_persona(p_persona_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_project(p_project_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_project(p_project_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_project(p_project_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_prompt(p_prompt_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_prompt(p_prompt_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_prompt(p_prompt_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_requirement(p_requirement_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_requirement(p_requirement_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_requirement(p_requirement_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_template(p_template_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_template(p_template_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_template(p_template_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_tenant(p_tenant_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_tenant(p_tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_tenant(p_tenant_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_user_story(p_user_story_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_user_story(p_user_story_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_user_story(p_user_story_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_venture(p_venture_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_venture(p_venture_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_venture(p_venture_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_workflow(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_workflow(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_workflow(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION restore_workflow_step(p_step_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.restore_workflow_step(p_step_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restore_workflow_step(p_step_id uuid) TO authenticated;

--
-- Name: FUNCTION revert_artifact(p_artifact_id uuid, p_version integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.revert_artifact(p_artifact_id uuid, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.revert_artifact(p_artifact_id uuid, p_version integer) TO authenticated;

--
-- Name: FUNCTION revert_document(p_document_id uuid, p_version integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.revert_document(p_document_id uuid, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.revert_document(p_document_id uuid, p_version integer) TO authenticated;

--
-- Name: FUNCTION revoke_invitation(p_invitation_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.revoke_invitation(p_invitation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.revoke_invitation(p_invitation_id uuid) TO authenticated;

--
-- Name: FUNCTION rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.rollback_prompt(p_prompt_id uuid, p_version integer, p_change_log text) TO authenticated;

--
-- Name: FUNCTION rotate_deployment_key(p_deployment_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.rotate_deployment_key(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.rotate_deployment_key(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION seal_audit(p_limit integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.seal_audit(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.seal_audit(p_limit integer) TO service_role;

--
-- Name: FUNCTION search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_agents(p_query text, p_type public.agent_type, p_status public.agent_status, p_phase public.agent_phase, p_tags text[], p_public boolean, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_ideas(p_query text, p_status public.idea_status, p_user_id uuid, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_prompts(p_query text, p_status text, p_tags text[], p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_specifications(p_query text, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_specifications(p_query text, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_specifications(p_query text, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_templates(p_query text, p_type public.template_type, p_category text, p_tags text[], p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_workflow_executions(p_workflow_id uuid, p_status public.workflow_execution_status, p_trigger_type public.workflow_trigger_type, p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_workflows(p_query text, p_status public.workflow_status, p_tags text[], p_public boolean, p_limit integer, p_offset integer) TO authenticated;

--
-- Name: FUNCTION set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_deployment_secrets(p_deployment_id uuid, p_environment_vars jsonb) TO authenticated;

--
-- Name: FUNCTION set_document_status(p_document_id uuid, p_status public.document_status, p_version integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_document_status(p_document_id uuid, p_status public.document_status, p_version integer) TO authenticated;

--
-- Name: FUNCTION set_project_status(p_project_id uuid, p_status public.project_status); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.set_project_status(p_project_id uuid, p_status public.project_status) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_project_status(p_project_id uuid, p_status public.project_status) TO authenticated;

--
-- Name: FUNCTION settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_execution(p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb) TO service_role;

--
-- Name: FUNCTION start_deployment(p_deployment_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.start_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.start_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.start_workflow_execution(p_workflow_id uuid, p_input jsonb, p_trigger_data jsonb) TO authenticated;

--
-- Name: FUNCTION stop_deployment(p_deployment_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.stop_deployment(p_deployment_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.stop_deployment(p_deployment_id uuid) TO authenticated;

--
-- Name: FUNCTION submit_idea(p_idea_id uuid, p_priority public.evaluation_priority); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority) FROM PUBLIC;
GRANT ALL ON FUNCTION public.submit_idea(p_idea_id uuid, p_priority public.evaluation_priority) TO authenticated;

--
-- Name: FUNCTION sweep_executions(p_limit integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sweep_executions(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sweep_executions(p_limit integer) TO service_role;

--
-- Name: FUNCTION transition_phase(p_project_id uuid, p_target_phase public.specification_phase); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) FROM PUBLIC;
GRANT ALL ON FUNCTION public.transition_phase(p_project_id uuid, p_target_phase public.specification_phase) TO authenticated;

--
-- Name: FUNCTION usage_by_day_and_model(p_from date, p_to date); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.usage_by_day_and_model(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.usage_by_day_and_model(p_from date, p_to date) TO authenticated;

--
-- Name: FUNCTION use_template(p_template_id uuid, p_name text, p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.use_template(p_template_id uuid, p_name text, p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.use_template(p_template_id uuid, p_name text, p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) TO authenticated;
GRANT ALL ON FUNCTION public.verify_audit_chain(p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text) TO service_role;

--
-- Name: FUNCTION verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) TO authenticated;
GRANT ALL ON FUNCTION public.verify_audit_rows(p_tenant_id uuid, p_after timestamp with time zone, p_limit integer) TO service_role;

--
-- Name: FUNCTION workflow_history(p_workflow_id uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.workflow_history(p_workflow_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.workflow_history(p_workflow_id uuid) TO authenticated;

--
-- Name: FUNCTION workflow_stats(p_workflow_id uuid, p_days integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.workflow_stats(p_workflow_id uuid, p_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.workflow_stats(p_workflow_id uuid, p_days integer) TO authenticated;

--
-- Name: TABLE agent_checkpoints; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.agent_checkpoints TO authenticated;
GRANT SELECT,DELETE ON TABLE public.agent_checkpoints TO service_role;

--
-- Name: COLUMN agent_checkpoints.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.agent_checkpoints TO service_role;

--
-- Name: COLUMN agent_checkpoints.execution_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(execution_id) ON TABLE public.agent_checkpoints TO service_role;

--
-- Name: COLUMN agent_checkpoints.checkpoint_key; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(checkpoint_key) ON TABLE public.agent_checkpoints TO service_role;

--
-- Name: COLUMN agent_checkpoints.state; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(state),UPDATE(state) ON TABLE public.agent_checkpoints TO service_role;

--
-- Name: TABLE ai_usage; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.ai_usage TO authenticated;
GRANT SELECT ON TABLE public.ai_usage TO service_role;

--
-- Name: TABLE artifact_versions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.artifact_versions TO authenticated;
GRANT SELECT ON TABLE public.artifact_versions TO service_role;

--
-- Name: TABLE budget_alerts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.budget_alerts TO authenticated;
GRANT SELECT ON TABLE public.budget_alerts TO service_role;

--
-- Name: TABLE comments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.comments TO authenticated;
GRANT SELECT ON TABLE public.comments TO service_role;

--
-- Name: COLUMN comments.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.comments TO authenticated;

--
-- Name: COLUMN comments.thread_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(thread_id) ON TABLE public.comments TO authenticated;

--
-- Name: COLUMN comments.content; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(content),UPDATE(content) ON TABLE public.comments TO authenticated;

--
-- Name: TABLE document_versions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.document_versions TO authenticated;
GRANT SELECT ON TABLE public.document_versions TO service_role;

--
-- Name: TABLE execution_logs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.execution_logs TO authenticated;
GRANT SELECT ON TABLE public.execution_logs TO service_role;

--
-- Name: TABLE latest_gates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.latest_gates TO authenticated;
GRANT SELECT ON TABLE public.latest_gates TO service_role;

--
-- Name: TABLE learning_modules; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.learning_modules TO authenticated;
GRANT SELECT ON TABLE public.learning_modules TO service_role;

--
-- Name: COLUMN learning_modules.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.slug; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(slug),UPDATE(slug) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.title; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(title),UPDATE(title) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.description; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.phase; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(phase),UPDATE(phase) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.difficulty; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(difficulty),UPDATE(difficulty) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.content; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(content),UPDATE(content) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.exercises; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(exercises),UPDATE(exercises) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.estimated_duration; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(estimated_duration),UPDATE(estimated_duration) ON TABLE public.learning_modules TO authenticated;

--
-- Name: COLUMN learning_modules.is_published; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_published),UPDATE(is_published) ON TABLE public.learning_modules TO authenticated;

--
-- Name: TABLE module_prerequisites; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.module_prerequisites TO authenticated;
GRANT SELECT ON TABLE public.module_prerequisites TO service_role;

--
-- Name: COLUMN module_prerequisites.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.module_prerequisites TO authenticated;

--
-- Name: COLUMN module_prerequisites.module_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(module_id) ON TABLE public.module_prerequisites TO authenticated;

--
-- Name: COLUMN module_prerequisites.prerequisite_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(prerequisite_id) ON TABLE public.module_prerequisites TO authenticated;

--
-- Name: TABLE prompt_versions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.prompt_versions TO authenticated;
GRANT SELECT ON TABLE public.prompt_versions TO service_role;

--
-- Name: TABLE reactions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.reactions TO authenticated;
GRANT SELECT ON TABLE public.reactions TO service_role;

--
-- Name: COLUMN reactions.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.reactions TO authenticated;

--
-- Name: COLUMN reactions.comment_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(comment_id) ON TABLE public.reactions TO authenticated;

--
-- Name: COLUMN reactions.type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(type) ON TABLE public.reactions TO authenticated;

--
-- Name: TABLE telemetry; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.telemetry TO authenticated;
GRANT SELECT ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.venture_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(venture_id) ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.component; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(component) ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.metric; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(metric) ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.value; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(value) ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.payload; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(payload) ON TABLE public.telemetry TO service_role;

--
-- Name: COLUMN telemetry.recorded_at; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(recorded_at) ON TABLE public.telemetry TO service_role;

--
-- Name: TABLE template_ratings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.template_ratings TO authenticated;
GRANT SELECT ON TABLE public.template_ratings TO service_role;

--
-- Name: COLUMN template_ratings.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.template_ratings TO authenticated;

--
-- Name: COLUMN template_ratings.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(user_id) ON TABLE public.template_ratings TO authenticated;

--
-- Name: COLUMN template_ratings.template_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(template_id) ON TABLE public.template_ratings TO authenticated;

--
-- Name: COLUMN template_ratings.rating; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(rating),UPDATE(rating) ON TABLE public.template_ratings TO authenticated;

--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.users TO authenticated;
GRANT SELECT ON TABLE public.users TO service_role;

--
-- Name: COLUMN users.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.users TO authenticated;

--
-- Name: COLUMN users.avatar_url; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(avatar_url) ON TABLE public.users TO authenticated;

--
-- Name: COLUMN users.preferences; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(preferences) ON TABLE public.users TO authenticated;

--
-- Name: TABLE validations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,DELETE ON TABLE public.validations TO authenticated;
GRANT SELECT ON TABLE public.validations TO service_role;

--
-- Name: COLUMN validations.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.validations TO authenticated;

--
-- Name: COLUMN validations.prompt_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(prompt_id) ON TABLE public.validations TO authenticated;

--
-- Name: COLUMN validations.name; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(name),UPDATE(name) ON TABLE public.validations TO authenticated;

--
-- Name: COLUMN validations.type; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(type),UPDATE(type) ON TABLE public.validations TO authenticated;

--
-- Name: COLUMN validations.config; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(config),UPDATE(config) ON TABLE public.validations TO authenticated;

--
-- Name: COLUMN validations.is_active; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.validations TO authenticated;

--
-- Name: TABLE venture_phases; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.venture_phases TO authenticated;
GRANT SELECT ON TABLE public.venture_phases TO service_role;

--
-- Name: TABLE workflow_execution_logs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.workflow_execution_logs TO authenticated;
GRANT SELECT ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(id) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.tenant_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(tenant_id) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.execution_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(execution_id) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.workflow_step_id; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(workflow_step_id) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.level; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(level) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.message; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(message) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.metadata; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(metadata) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.step_key; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_key) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.step_status; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_status) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.step_started_at; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_started_at) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.step_completed_at; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_completed_at) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.step_duration_ms; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(step_duration_ms) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: COLUMN workflow_execution_logs.created_at; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(created_at) ON TABLE public.workflow_execution_logs TO service_role;

--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON SEQUENCES TO postgres;

--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON FUNCTIONS TO postgres;

--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO postgres;

--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres REVOKE ALL ON FUNCTIONS FROM PUBLIC;

--
-- Name: users; Type: TRIGGERS; Schema: auth
--

CREATE TRIGGER formaops_create_profile AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION private.create_profile();
CREATE TRIGGER formaops_erase_profile AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION private.erase_profile();
CREATE TRIGGER formaops_update_profile AFTER UPDATE OF email, email_confirmed_at, last_sign_in_at ON auth.users FOR EACH ROW EXECUTE FUNCTION private.update_profile();
