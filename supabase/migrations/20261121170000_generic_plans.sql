-- What every execution calls is planned once a connection, not at each call. Left to itself the planner makes a new
-- plan each time for what reads JSON or arrays, whose sizes it guesses. All of these find their rows by ids, so the
-- plan is the same. It holds for what they call and for the triggers that they fire, too. About a tenth of the CPU of
-- an execution in the database went into planning.

set lock_timeout = '5s';
set statement_timeout = '60s';

alter function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
) set plan_cache_mode to force_generic_plan;
alter function private.settle_execution(uuid, uuid, jsonb, jsonb, jsonb) set plan_cache_mode to force_generic_plan;
alter function private.claim_executions(text, integer, integer) set plan_cache_mode to force_generic_plan;
