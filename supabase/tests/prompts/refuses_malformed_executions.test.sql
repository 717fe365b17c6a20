begin;
\ir ../helpers.sql
select plan(33);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

create function tests.adds(p_more jsonb) returns text
language plpgsql
as $$
declare
  v_constraint text := 'none';
begin
  begin
    insert into public.executions
    select (jsonb_populate_record(null::public.executions, jsonb_build_object(
      'id', gen_random_uuid(), 'tenant_id', tests.id('acme'), 'user_id', tests.id('bob'), 'prompt_id',
      tests.id('letter'), 'prompt_version', 1,
      'inputs', '{}'::jsonb, 'status', 'COMPLETED', 'priority', 'NORMAL', 'validation_status', 'PASSED',
      'cost_is_complete', true,
      'created_at', now(), 'updated_at', now(), 'started_at', now(), 'completed_at', now()
    ) || p_more)).*;
  exception when integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name;
  end;
  return v_constraint;
end
$$;

select is(tests.adds(v.more::jsonb), v.broken, format('%s: %s', v.broken, v.more))
from (values
  ('none', '{}'),
  ('none', '{"cost_usd": 0, "latency_ms": 1}'),
  ('executions_cost_not_negative', '{"cost_usd": -0.000000000001}'),
  ('executions_latency_positive', '{"latency_ms": 0}'),
  ('executions_latency_positive', '{"latency_ms": -1}'),
  ('executions_completed_after_started', '{"started_at": "2026-01-02", "completed_at": "2026-01-01"}'),
  ('none', '{"started_at": "2026-01-01", "completed_at": "2026-01-01"}'),
  ('executions_status_matches_timestamps', '{"started_at": null}'),
  ('executions_status_matches_timestamps', '{"completed_at": null}'),
  ('executions_status_matches_timestamps', '{"started_at": null, "completed_at": null}'),
  ('executions_status_matches_timestamps', '{"status": "FAILED", "completed_at": null}'),
  ('executions_status_matches_timestamps', '{"status": "CANCELLED", "started_at": null}'),
  ('executions_status_matches_timestamps', '{"status": "PENDING", "validation_status": "PENDING"}'),
  ('executions_status_matches_timestamps', '{"status": "PENDING", "validation_status": "PENDING", "completed_at": null}'),
  ('executions_status_matches_timestamps', '{"status": "PENDING", "validation_status": "PENDING", "started_at": null}'),
  ('none', '{"status": "PENDING", "validation_status": "PENDING", "started_at": null, "completed_at": null}'),
  ('executions_running_has_lease', '{"status": "RUNNING", "completed_at": null}'),
  ('executions_running_has_lease', '{"status": "RUNNING", "completed_at": null, "lease_id": "00000000-0000-4000-8000-000000000001"}'),
  ('none', '{"status": "RUNNING", "completed_at": null, "lease_id": "00000000-0000-4000-8000-000000000001", "lease_expires_at": "2027-01-01"}'),
  ('executions_status_matches_timestamps', '{"status": "RUNNING", "lease_id": "00000000-0000-4000-8000-000000000001", "lease_expires_at": "2027-01-01"}'),
  ('executions_completed_passed_its_validations', '{"validation_status": "FAILED"}'),
  ('executions_completed_passed_its_validations', '{"validation_status": "PENDING"}'),
  ('none', '{"validation_status": "SKIPPED"}'),
  ('none', '{"status": "FAILED", "validation_status": "FAILED"}'),
  ('executions_prompt_version_starts_at_one', '{"prompt_version": 0}'),
  ('executions_inputs_is_object_of_2_mb', '{"inputs": []}'),
  ('executions_context_is_object_of_2_mb', '{"context": "x"}'),
  ('executions_idempotency_key_has_hash', '{"idempotency_key": "k"}'),
  ('executions_idempotency_key_fits', '{"idempotency_key": "", "idempotency_hash": "h"}'),
  ('none', '{"idempotency_key": "k", "idempotency_hash": "h"}'),
  ('executions_idempotency_key_is_unique', '{"idempotency_key": "k", "idempotency_hash": "h"}')
) as v (broken, more);
select is(
  tests.adds(jsonb_build_object('inputs', jsonb_build_object('x', repeat('x', 2097152)))),
  'executions_inputs_is_object_of_2_mb', 'inputs over 2 MB'
);
select throws_ok(
  $$ select tests.adds(jsonb_build_object('user_id', tests.id('mallory'))) $$, 'PT403', null,
  'an execution is a member''s'
);

select * from finish();
rollback;
