begin;
\ir ../helpers.sql
select plan(23);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

-- One of the five takes each status; the others keep the evaluation open.
create function tests.goes(p_from text, p_to text) returns boolean
language plpgsql
as $$
declare
  v_id uuid := tests.result_id('shop', 'market-research');
begin
  alter table public.agent_results disable trigger agent_results_guard;
  update public.agent_results
  set
    status = p_from::public.agent_result_status,
    started_at = case when p_from <> 'pending' then now() end,
    completed_at = case when p_from in ('completed', 'failed') then now() end,
    output_data = case when p_from = 'completed' then '{}'::jsonb end,
    error_message = case when p_from = 'failed' then 'x' end
  where id = v_id;
  alter table public.agent_results enable trigger agent_results_guard;
  update public.agent_results
  set
    status = p_to::public.agent_result_status,
    output_data = case when p_to = 'completed' then '{}'::jsonb end,
    error_message = case when p_to = 'failed' then 'x' end
  where id = v_id;
  return true;
exception when sqlstate 'PT409' then
  return false;
end
$$;

select is(
  tests.goes(f.status, t.status),
  (f.status, t.status) in (
    ('pending', 'running'), ('running', 'pending'), ('running', 'completed'), ('running', 'failed'),
    ('failed', 'pending'), ('pending', 'pending'), ('running', 'running')
  ),
  format('%s -> %s', f.status, t.status)
)
from unnest(enum_range(null::public.agent_result_status)::text[]) as f (status),
  unnest(enum_range(null::public.agent_result_status)::text[]) as t (status);

select tests.as_service();
update public.agent_results set status = 'running' where agent_type = 'customer-research';
select is(
  (select started_at from public.agent_results where agent_type = 'customer-research'), now(), 'beginning sets its time'
);
update public.agent_results set output_data = '{"half": true}', insights = '[]' where agent_type = 'customer-research';
select is(
  (select output_data from public.agent_results where agent_type = 'customer-research'), '{"half": true}',
  'an agent may write as it goes'
);
update public.agent_results set status = 'failed', error_message = 'x' where agent_type = 'customer-research';
select is(
  (select completed_at from public.agent_results where agent_type = 'customer-research'), now(), 'so does ending'
);
select throws_ok(
  $$ update public.agent_results set error_message = 'y' where agent_type = 'customer-research' $$, 'PT409',
  'The result is failed: that is final.', 'a failure is not told anew'
);
update public.agent_results set status = 'pending' where agent_type = 'customer-research';
select results_eq(
  $$ select started_at, completed_at, output_data, insights, error_message from public.agent_results
     where agent_type = 'customer-research' $$,
  $$ values (null::timestamptz, null::timestamptz, null::jsonb, null::jsonb, null) $$, 'a retry starts empty'
);

-- In another transaction, which began before the result was claimed.
update public.agent_results set status = 'running', started_at = now() + interval '1s' where agent_type = 'customer-research';
update public.agent_results set status = 'completed', output_data = '{}' where agent_type = 'customer-research';
select is(
  (select completed_at from public.agent_results where agent_type = 'customer-research'), now() + interval '1s',
  'nothing ends before it began'
);

select tests.as_owner();
select throws_ok(
  $$ update public.agent_results set agent_type = 'other' where agent_type = 'market-research' $$, 'PT409', null,
  'a result stays with its agent'
);

select * from finish();
rollback;
