begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution(w, 'bob', 'letter') from unnest(array['COMPLETED', 'FAILED', 'CANCELLED']) as w;
select tests.settle(w, tests.result(w)) from unnest(array['COMPLETED', 'FAILED', 'CANCELLED']) as w;

select throws_ok(
  format('update public.executions set %s where id = tests.id(%L)', change, status), 'PT409',
  format('The execution is %s: that is final.', status),
  format('%s: no %s', status, change)
)
from unnest(array['COMPLETED', 'FAILED', 'CANCELLED']) as status,
  unnest(array['output = ''other''', 'cost_usd = 0', 'status = ''RUNNING''', 'cancel_requested_at = now()']) as change;
select throws_ok(
  format('delete from public.executions where id = tests.id(%L)', status), 'PT409', null,
  format('%s: no deletion', status)
)
from unnest(array['COMPLETED', 'FAILED', 'CANCELLED']) as status;

select * from finish();
rollback;
