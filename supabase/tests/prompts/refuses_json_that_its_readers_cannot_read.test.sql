begin;
\ir ../helpers.sql
select plan(8);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

create function tests.breaks(p_change text) returns text
language plpgsql
as $$
declare
  v_constraint text := 'none';
begin
  begin
    execute 'update public.prompts set ' || p_change || ' where id = tests.id(''letter'')';
  exception when integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name;
  end;
  return v_constraint;
end
$$;

select is(
  tests.breaks($$ parameters = '{"temperature": 1e5000}' $$), 'prompts_parameters_are_plain_json',
  'a number of 5,001 digits'
);
select is(
  tests.breaks($$ parameters = '{"temperature": 1e-5000}' $$), 'prompts_parameters_are_plain_json',
  'a fraction of 5,000 digits'
);
select is(tests.breaks($$ parameters = '{"temperature": 1e308}' $$), 'none', 'a number that a double holds');
select is(
  tests.breaks(format('parameters = %L', '{"x": "' || repeat('1', 400) || '[{\" ["}')), 'none',
  'digits and brackets in a string are text'
);
select is(
  tests.breaks($$ variables = '[{"name": "x", "type": "number", "defaultValue": 1e5000}]' $$),
  'prompts_variables_are_plain_json', 'a default of 5,001 digits'
);
select is(
  tests.breaks(format('parameters = %L', '{"x": ' || repeat('[', 99) || repeat(']', 99) || '}')), 'none',
  'nested 100 levels'
);
select is(
  tests.breaks(format('parameters = %L', '{"x": ' || repeat('[', 100) || repeat(']', 100) || '}')),
  'prompts_parameters_are_plain_json', 'nested 101 levels'
);
select throws_like(
  format(
    'insert into public.validations (tenant_id, prompt_id, name, type, config) values (%L, %L, %L, %L, %L)',
    tests.id('acme'), tests.id('letter'), 'deep', 'SCHEMA', '{"x": ' || repeat('[', 100) || repeat(']', 100) || '}'
  ),
  '%validations_config_is_plain_json%', 'a schema nested 101 levels'
);

select * from finish();
rollback;
