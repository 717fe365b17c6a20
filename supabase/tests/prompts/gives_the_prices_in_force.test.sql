begin;
\ir ../helpers.sql
select plan(2);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, version)
values
('test', 'a', now() - interval '2 days', 1, 2, 'old'),
('test', 'a', now() - interval '1 day', 0.000000000001, 20.50, 'new'),
('test', 'a', now() + interval '1 day', 100, 200, 'future'),
('test', 'b', now() + interval '1 day', 100, 200, 'future');

select results_eq(
  $$ select p ->> 'model', p ->> 'version', p -> 'input_usd_per_mtok', p -> 'output_usd_per_mtok',
     p -> 'cache_read_usd_per_mtok'
     from jsonb_array_elements(tests.begin_execution('bob', 'letter') -> 'prices') as p
     where p ->> 'provider' = 'test' $$,
  $$ values ('a', 'new', '"0.000000000001"'::jsonb, '"20.5"'::jsonb, 'null'::jsonb) $$,
  'the newest that has begun, as exact decimal strings; none that is to come'
);
delete from private.model_prices;
select is(tests.begin_execution('bob', 'letter') -> 'prices', '[]'::jsonb, 'without any, an empty list');

select * from finish();
rollback;
