begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

-- Tries the transition on a fresh row and tells how it went.
create function tests.moves(p_from text, p_to text) returns text
language plpgsql
as $$
begin
  insert into public.executions (
    tenant_id, user_id, prompt_id, prompt_version, inputs, status, started_at, lease_id, lease_expires_at
  )
  values (
    tests.id('acme'), tests.id('bob'), tests.id('letter'), 1, '{}', p_from::public.execution_status,
    case when p_from = 'RUNNING' then now() end, case when p_from = 'RUNNING' then gen_random_uuid() end,
    case when p_from = 'RUNNING' then now() + interval '1 minute' end
  );
  update public.executions
  set
    status = p_to::public.execution_status, validation_status = 'SKIPPED', lease_id = gen_random_uuid(),
    lease_expires_at = now(),
    started_at = case when p_to <> 'PENDING' then now() end,
    completed_at = case when p_to in ('COMPLETED', 'FAILED', 'CANCELLED') then now() end
  where status = p_from::public.execution_status and prompt_id = tests.id('letter');
  return 'allowed';
exception when sqlstate 'PT409' then
  return 'refused';
end
$$;

select is(tests.moves(f, t), e, format('from %s to %s is %s', f, t, e))
from (values
  ('PENDING', 'RUNNING', 'allowed'),
  ('PENDING', 'CANCELLED', 'allowed'),
  ('PENDING', 'COMPLETED', 'refused'),
  ('PENDING', 'FAILED', 'refused'),
  ('RUNNING', 'COMPLETED', 'allowed'),
  ('RUNNING', 'FAILED', 'allowed'),
  ('RUNNING', 'CANCELLED', 'allowed'),
  ('RUNNING', 'PENDING', 'refused')
) as v (f, t, e);
select tests.as_service();
select throws_ok($$ update public.executions set status = 'COMPLETED' $$, '42501', null, 'by functions only');

select * from finish();
rollback;
