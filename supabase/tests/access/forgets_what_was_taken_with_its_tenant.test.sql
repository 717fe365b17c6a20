begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.publish('letter', 'alice');
update public.tenants set tokens_per_minute = 100000, requests_per_minute = 100 where id = tests.id('acme');
select tests.create_api_key('robot', 'bob', '{executions:write}', '{"tokens_per_minute": 5000}');
select public.begin_execution(null, null, 'letter', p_inputs => '{"who": "x"}', p_api_key => tests.proof('robot'));

-- Nobody knows what a dead worker's execution has used: the estimate stays.
update public.executions set lease_expires_at = now() - interval '1 second';
select public.sweep_executions(10);
select is(private.rate_taken(tests.id('acme'), 'tokens', private.rate_epoch()), 1030::bigint, 'what a dead worker may have used counts');
select is_empty($$ select from private.token_holds $$, 'and holds nothing any more');

update public.tenants set deleted_at = now() where id = tests.id('acme');
insert into private.operators (user_id) values (tests.id('alice'));
select private.purge_tenant(tests.id('acme'), tests.id('alice'));
select is_empty($$ select from private.rate_slots $$, 'a purged tenant leaves no counters');
select is_empty($$ select from public.api_keys $$, 'and no keys');

select * from finish();
rollback;
