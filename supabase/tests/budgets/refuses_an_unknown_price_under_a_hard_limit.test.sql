begin;
\ir ../helpers.sql
select plan(11);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
update public.prompts set model = 'openai:new' where id = tests.id('letter');
select tests.create_prompt('plain', 'alice');
select tests.publish('letter', 'alice');
select tests.publish('plain', 'alice');
select tests.create_budget('advice', 1, '{"kind": "WARNING"}');

select lives_ok($$ select tests.begin_execution('bob', 'letter') $$, 'a budget that only warns lets it run');
select is((select held_usd from tests.counted('advice')), 0::numeric, 'and holds nothing');
select tests.create_budget('hard', 1);
create function tests.refusal(p_prompt text) returns text
language plpgsql
as $$
declare
  v_detail text;
begin
  perform tests.begin_execution('bob', p_prompt);
  return null;
exception when sqlstate 'PT422' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail;
end
$$;
select is(tests.refusal('letter')::jsonb, '{"code": "unknown_price", "model": "openai:new"}', 'a hard one does not');
select is(tests.refusal('plain')::jsonb ->> 'code', 'unknown_price', 'nor what nobody has said the model of');
select is((select count(*)::integer from public.executions), 1, 'nothing of it is left');

select tests.as_service();
select ok(public.learn_list_price('openai:new', '1.2.3', 1, 2, 0.25), 'what the price package asks is learned');
select ok(not public.learn_list_price('openai:new', '1.2.3', 9, 9), 'once for each of its versions');
select tests.as_owner();
select is(
  private.bound_prices('openai:new', '1.2.3'),
  '{"call_usd": "0.25", "input_usd_per_mtok": "1", "output_usd_per_mtok": "2"}', 'then it is known'
);
select is(private.bound_prices('openai:new', '1.2.4'), null, 'not for another version');
insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, version)
values ('openai', 'new', '-infinity', 7, 8, 'ours');
select is(private.bound_prices('openai:new', '1.2.3') ->> 'input_usd_per_mtok', '7', 'the operator''s price wins');
select lives_ok($$ select tests.begin_execution('bob', 'letter') $$, 'what has a price runs');

select * from finish();
rollback;
