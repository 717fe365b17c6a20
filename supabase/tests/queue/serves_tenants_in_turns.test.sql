begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_tenant('globex', 'mallory');
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
select tests.create_prompt('hail', 'mallory', tests.id('globex'));
select tests.publish('hail', 'mallory');
update public.tenants set queue_concurrency = 1000;

select tests.queued_execution('many' || n, 'bob', 'greet') from generate_series(1, 200) as n;
select tests.queued_execution('one', 'mallory', 'hail', p_tenant_id => tests.id('globex'));
alter sequence private.queue_starts restart 1;
select ok(
  tests.id('one') = any(tests.claim(2)), 'one of a tenant that has nothing else does not wait for another''s hundreds'
);
select tests.settle_claimed('one');

-- One at a time, so that nothing runs when the next is picked: by turns then.
select tests.queued_execution('some' || n, 'mallory', 'hail', p_tenant_id => tests.id('globex'))
from generate_series(1, 5) as n;
update public.tenants set queue_concurrency = 1;
create function tests.claim_and_settle() returns uuid
language plpgsql
as $$
declare
  v_id uuid := (tests.claim(1))[1];
begin
  perform public.settle_execution(e.id, e.lease_id, tests.result()) from public.executions as e where e.id = v_id;
  return (select tenant_id from public.executions where id = v_id);
end
$$;
select public.settle_execution(id, lease_id, tests.result()) from public.executions where status = 'RUNNING';
create temporary table served as select n, tests.claim_and_settle() as tenant_id from generate_series(1, 10) as n;
select is(
  (select count(*)::integer from served where tenant_id = tests.id('globex')), 5, 'each tenant has every second turn'
);

-- Even where all of the other's are more urgent.
select tests.queued_execution('urgent' || n, 'bob', 'greet', '{"priority": "CRITICAL"}') from generate_series(1, 30) as n;
select tests.queued_execution('modest', 'mallory', 'hail', '{"priority": "LOW"}', tests.id('globex'));
truncate served;
insert into served select n, tests.claim_and_settle() from generate_series(1, 9) as n;
select is(
  (select count(*)::integer from served where tenant_id = tests.id('globex')), 1, 'and its turn among eight at least'
);
select is((select status::text from public.executions where id = tests.id('modest')), 'COMPLETED', 'with what it has');

select * from finish();
rollback;
