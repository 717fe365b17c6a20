begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.as_service();
select tests.set_provider_key('key', 'alice');
select tests.set_provider_key('theirs', 'mallory', p_tenant_id => tests.personal_tenant('mallory'));
select tests.as_owner();
select tests.running_execution('run', 'bob', 'letter');

create function tests.own(p_key text, p_refused boolean default false) returns jsonb
language sql immutable
as $$ select jsonb_build_object('provider_key_id', tests.id(p_key), 'key_refused', p_refused) $$;

select tests.as_service();
select tests.settle('run', p_calls => jsonb_build_array(
  tests.model_call('by the operator', '1'), tests.model_call('by the tenant', '2', tests.own('key'))
));
select tests.as_owner();
select results_eq(
  'select cost_usd::integer, key_source from public.cost_tracking order by cost_usd',
  $$ values (1, 'OPERATOR'::public.key_source), (2, 'TENANT') $$, 'the ledger says so, call by call'
);
select is(
  (select last_refused_at from public.provider_keys where id = tests.id('key')), null, 'a key that was taken is not marked'
);

-- What may be filtered.
select tests.as_user('bob', tests.id('acme'));
select is((select sum(calls)::integer from public.usage_by_day_and_model()), 2, 'usage is of both');
select is(
  (select sum(cost_usd)::integer from public.usage_by_day_and_model(p_key_source => 'TENANT')), 2, 'or of the tenant''s'
);
select is(
  (select sum(cost_usd)::integer from public.usage_by_day_and_model(p_key_source => 'OPERATOR')), 1,
  'or of the operator''s'
);

-- What was wrong is set right where it was.
select tests.as_owner();
insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, version)
values ('local', 'smollm2', '2026-01-01', 1, 1, 'corrected');
select tests.as_service();
select public.recompute_costs('-infinity', 'infinity', tests.id('acme'));
select tests.as_owner();
select results_eq(
  $$ select a.key_source from public.cost_tracking as a join public.cost_tracking as c on c.id = a.corrects_id
     where a.key_source = c.key_source order by c.cost_usd $$,
  $$ values ('OPERATOR'::public.key_source), ('TENANT') $$, 'a correction is of the same key as its call'
);

-- What a dead worker may have spent.
select tests.running_execution('dead', 'bob', 'letter');
select tests.running_execution('dead abroad', 'bob', 'letter');
update public.executions
set lease_expires_at = now() - interval '1 second',
  model = case when id = tests.id('dead') then 'openai-responses:a' else 'google:a' end
where id in (tests.id('dead'), tests.id('dead abroad'));
select tests.as_service();
select public.sweep_executions();
select tests.as_owner();
select is(
  (select key_source from public.cost_tracking where reference_id = tests.id('dead')), 'TENANT',
  'an estimate is of the tenant''s key where there is one'
);
select is(
  (select key_source from public.cost_tracking where reference_id = tests.id('dead abroad')), 'OPERATOR',
  'and of the operator''s where not'
);

-- What the sweeper wrote down is taken back from whom it was written for.
select tests.running_execution('lost', 'bob', 'letter');
insert into public.cost_tracking (
  id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
  is_estimate, error, started_at, key_source
)
values (
  private.estimate_id(tests.id('lost lease')), tests.id('acme'), tests.id('bob'), 'PROMPT_EXECUTION', tests.id('lost'),
  tests.id('letter'), 'ADJUSTMENT', 'openai', 'openai:a', 5, 'UNKNOWN', 'UNKNOWN', true, 'lease_expired', now(), 'TENANT'
);
select tests.as_service();
select tests.settle('lost');
select tests.as_owner();
select is(
  (select key_source from public.cost_tracking where error = 'late_settle'), 'TENANT', 'so is what is taken back'
);

-- A refusal.
create function tests.refused(p_word text, p_key text) returns void
language plpgsql
as $$
begin
  perform tests.as_owner();
  perform tests.running_execution(p_word, 'bob', 'letter');
  perform tests.as_service();
  perform tests.settle(p_word, tests.result('FAILED', '{"error": {"code": "provider_key_refused"}}'), jsonb_build_array(
    tests.model_call(p_word || ' call', '0', '{"outcome": "failed"}' || tests.own(p_key, true))
  ));
  perform tests.as_owner();
end
$$;
select tests.refused('refused', 'key');
select is(
  (select last_refused_at from public.provider_keys where id = tests.id('key')), now(), 'a refused key is marked'
);
update public.provider_keys set last_refused_at = now() - interval '59 seconds' where id = tests.id('key');
select tests.refused('again', 'key');
select is(
  (select last_refused_at from public.provider_keys where id = tests.id('key')), now() - interval '59 seconds',
  'not each time'
);
update public.provider_keys set last_refused_at = now() - interval '61 seconds' where id = tests.id('key');
select tests.refused('later', 'key');
select is(
  (select last_refused_at from public.provider_keys where id = tests.id('key')), now(), 'but after a minute'
);
select tests.refused('foreign', 'theirs');
select is(
  (select last_refused_at from public.provider_keys where id = tests.id('theirs')), null, 'never another tenant''s'
);
select tests.as_user('alice');
select public.revoke_provider_key(tests.id('key'));
select tests.as_owner();
update public.provider_keys set last_refused_at = null;
select lives_ok($$ select tests.refused('revoked', 'key') $$, 'a late settle with a revoked one is settled');
select is(
  (select key_source from public.cost_tracking where id = tests.id('revoked call')), 'TENANT', 'as the tenant''s'
);
select is(
  (select status from public.executions where id = tests.id('revoked')), 'FAILED', 'and the execution ends'
);

select * from finish();
rollback;
