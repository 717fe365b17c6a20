begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
select tests.queued_execution(w, 'bob', 'greet') from unnest(array['waiting', 'running']) as w;
select is(cardinality(tests.claim(1)), 1, 'one of two runs');

insert into private.operators (user_id) values (tests.id('alice'));
update public.tenants set deleted_at = now() where id = tests.id('acme');
select private.purge_tenant(tests.id('acme'), tests.id('alice'));

select is_empty('select * from private.queued_executions', 'what is erased is out of the queue');
select is_empty('select * from private.queue_turns', 'as is its tenant');
select results_eq('select * from tests.task_states()', $$ values ('cancelled', 2::bigint) $$, 'its tasks are ended');

select * from finish();
rollback;
