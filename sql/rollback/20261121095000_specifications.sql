-- Undoes 20261121095000_specifications.sql: all projects, documents, comments, reviews, modules and progress are lost. The
-- ledger and the audit log stay; while the ledger has rows of a purpose that only this migration knows, it is refused.
-- Afterwards: supabase migration repair --status reverted 20261121095000

set lock_timeout = '5s';
set statement_timeout = '60s';

do $$
begin
  if exists (select from public.cost_tracking as c where c.purpose::text in ('AI_SUGGESTION', 'AI_VALIDATION')) then
    raise exception 'The ledger has rows of the purpose AI_SUGGESTION or AI_VALIDATION.';
  end if;
end
$$;

-- Exposed functions
drop function public.create_project(text, text, uuid[]);
drop function public.transition_phase(uuid, public.specification_phase);
drop function public.set_project_status(uuid, public.project_status);
drop function public.hand_over_project(uuid, uuid);
drop function public.add_team_member(uuid, uuid, public.team_role);
drop function public.remove_team_member(uuid, uuid);
drop function public.delete_project(uuid);
drop function public.restore_project(uuid);
drop function public.list_projects(text, public.project_status, integer, integer);
drop function public.project_analytics(uuid[]);
drop function public.search_specifications(text, integer, integer);
drop function public.set_document_status(uuid, public.document_status, integer);
drop function public.revert_document(uuid, integer);
drop function public.open_thread(uuid, jsonb, text);
drop function public.resolve_thread(uuid);
drop function public.reopen_thread(uuid);
drop function public.apply_suggestions(uuid, text[]);
drop function public.record_progress(uuid, text[], jsonb, jsonb, public.progress_status);
drop function public.available_modules();

-- Their definer halves and helpers
drop function private.create_project(text, text, uuid[]);
drop function private.transition_phase(uuid, public.specification_phase);
drop function private.set_project_status(uuid, public.project_status);
drop function private.hand_over_project(uuid, uuid);
drop function private.add_team_member(uuid, uuid, public.team_role);
drop function private.remove_team_member(uuid, uuid);
drop function private.delete_project(uuid);
drop function private.restore_project(uuid);
drop function private.list_projects(text, public.project_status, integer, integer);
drop function private.project_analytics(uuid[]);
drop function private.search_specifications(text, integer, integer);
drop function private.set_document_status(uuid, public.document_status, integer);
drop function private.revert_document(uuid, integer);
drop function private.open_thread(uuid, jsonb, text);
drop function private.resolve_thread(uuid);
drop function private.reopen_thread(uuid);
drop function private.apply_suggestions(uuid, text[]);
drop function private.record_progress(uuid, text[], jsonb, jsonb, public.progress_status);
drop function private.available_modules();
drop function private.initial_content(public.specification_phase);
drop function private.lock_thread(uuid);
drop function private.lock_document(uuid, public.team_role);
drop function private.lock_project(uuid, public.team_role);
drop function private.require_project_role(uuid, public.team_role);

drop trigger user_roles_end_team_memberships on public.user_roles;

-- View and tables, with their indexes, triggers, grants and policies
drop view public.ai_usage;
drop table public.user_progress;
drop table public.module_prerequisites;
drop table public.learning_modules;
drop table public.ai_reviews;
drop table public.reactions;
drop table public.comments;
drop table public.comment_threads;
drop table public.document_versions;
drop table public.specification_documents;
drop table public.team_members;
drop table public.specification_projects;

alter policy "members see the audit log of their tenants" on public.audit_logs
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

-- Functions that the tables used
drop function private.guard_progress();
drop function private.refuse_circle();
drop function private.find_prerequisite();
drop function private.guard_review();
drop function private.mark_edited();
drop function private.take_project_from_comment();
drop function private.take_project_from_thread();
drop function private.take_project_and_version_from_document();
drop function private.take_project_from_document();
drop function private.keep_document_version();
drop function private.guard_document();
drop function private.end_team_memberships();
drop function private.hold_team_member();
drop function private.hold_membership(uuid, uuid);
drop function private.audit_phase_transition();
drop function private.guard_project();
drop function private.my_project_ids(public.team_role);
drop function private.text_is_searchable(text);
drop function private.position_is_well_formed(jsonb);
drop function private.ids_are_among(text[], text[]);
drop function private.item_ids(jsonb);
drop function private.items_have_ids(jsonb, integer);

-- Types
drop type public.progress_status;
drop type public.difficulty_level;
drop type public.reaction_type;
drop type public.comment_status;
drop type public.document_status;
drop type public.team_member_status;
drop type public.team_role;
drop type public.project_status;
drop type public.specification_phase;

-- A value of an enum cannot be dropped: the type is made anew, and the ledger rewritten with it.
alter type public.cost_purpose rename to cost_purpose_with_reviews;
create type public.cost_purpose as enum (
  'PROMPT_EXECUTION', 'AGENT_EXECUTION', 'WORKFLOW_STEP', 'AI_REVIEW', 'EVALUATION'
);
comment on type public.cost_purpose is 'What a model was asked for.';
alter table public.cost_tracking alter column purpose type public.cost_purpose using purpose::text::public.cost_purpose;
drop type public.cost_purpose_with_reviews;
