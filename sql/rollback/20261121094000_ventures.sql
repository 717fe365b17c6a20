-- Undoes 20261121094000_ventures.sql: all ventures are lost, with what belongs to them and the runs of agents for them. The
-- ledger and the audit log stay. Afterwards: supabase migration repair --status reverted 20261121094000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- What the API exposes
drop function public.advance_venture(uuid, public.venture_phase);
drop function public.delete_venture(uuid);
drop function public.restore_venture(uuid);
drop function public.deleted_ventures(integer, integer);
drop function public.delete_user_story(uuid);
drop function public.restore_user_story(uuid);
drop function public.delete_persona(uuid);
drop function public.restore_persona(uuid);
drop function public.delete_requirement(uuid);
drop function public.restore_requirement(uuid);
drop function public.delete_artifact(uuid);
drop function public.restore_artifact(uuid);
drop function public.artifact_at_version(uuid, integer);
drop function public.revert_artifact(uuid, integer);
drop function public.requirements_by_evidence_tier(public.evidence_tier, integer, integer);
drop function public.agent_executions_by_status(public.agent_execution_status, integer, integer);
drop function public.open_divergence_alerts(public.divergence_severity, integer, integer);
drop function public.cancel_agent_execution(uuid);
drop function public.resolve_divergence_alert(uuid);
drop function public.agent_model_calls(public.agent_executions);

-- Their definer halves and helpers
drop function private.resolve_divergence_alert(uuid);
drop function private.cancel_agent_execution(uuid);
drop function private.open_divergence_alerts(public.divergence_severity, integer, integer);
drop function private.agent_executions_by_status(public.agent_execution_status, integer, integer);
drop function private.requirements_by_evidence_tier(public.evidence_tier, integer, integer);
drop function private.revert_artifact(uuid, integer);
drop function private.artifact_at_version(uuid, integer);
drop function private.restore_artifact(uuid);
drop function private.delete_artifact(uuid);
drop function private.restore_requirement(uuid);
drop function private.delete_requirement(uuid);
drop function private.restore_persona(uuid);
drop function private.delete_persona(uuid);
drop function private.restore_user_story(uuid);
drop function private.delete_user_story(uuid);
drop function private.deleted_ventures(integer, integer);
drop function private.restore_venture(uuid);
drop function private.delete_venture(uuid);
drop function private.stop_agent_execution(public.agent_executions);
drop function private.advance_venture(uuid, public.venture_phase);
drop function private.hold_venture(uuid, uuid);
drop function private.lock_venture(uuid);
drop function private.require_author_or_admin(uuid, uuid);
drop function private.latest_gate(uuid, public.gate_type);

-- Tables, with their indexes, triggers, grants and policies
drop view public.latest_gates;
drop table public.divergence_alerts;
drop table public.telemetry;
drop table public.agent_checkpoints;
drop table public.agent_executions;
drop table public.artifact_versions;
drop table public.artifacts;
drop table public.requirements;
drop table public.personas;
drop table public.user_stories;
drop table public.venture_phases;
drop table public.quality_gates;
drop table public.ventures;

-- Functions that the tables used
revoke execute on function private.current_tenant_id() from service_role;
drop function private.my_deleted_artifact_ids();
drop function private.my_deleted_venture_ids();
drop function private.gate_threshold(public.gate_type);
drop function private.audit_agent_execution();
drop function private.count_execution_of_agent();
drop function private.find_execution_agent();
drop function private.guard_agent_execution();
drop function private.guard_divergence_alert();
drop function private.guard_evidence();
drop function private.guard_venture_phase();
drop function private.record_artifact_version();
drop function private.record_venture_phase();
drop function private.require_live_venture();
drop function private.require_member_as_editor();
drop function private.version_artifact();
drop function private.phase_gate(public.venture_phase);
drop function private.json_diff(jsonb, jsonb);
drop function private.json_diff_at(jsonb, jsonb, text, integer);
drop function private.json_patch(jsonb, jsonb);
drop function private.json_pointer_token(text);

-- Types
drop type public.divergence_severity;
drop type public.agent_execution_status;
drop type public.artifact_type;
drop type public.story_priority;
drop type public.evidence_tier;
drop type public.gate_type;
drop type public.venture_phase;
