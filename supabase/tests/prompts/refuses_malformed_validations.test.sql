begin;
\ir ../helpers.sql
select plan(18);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

create function tests.adds(p_type text, p_config jsonb, p_name text default 'check') returns text
language plpgsql
as $$
declare
  v_constraint text := 'none';
begin
  begin
    insert into public.validations (tenant_id, prompt_id, name, type, config)
    values (tests.id('acme'), tests.id('letter'), p_name, p_type::public.validation_type, p_config);
    delete from public.validations;
  exception when integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name;
  end;
  return v_constraint;
end
$$;

select is(tests.adds('SCHEMA', '{"type": "object"}'), 'none', 'a schema is an object');
select is(tests.adds('SCHEMA', 'true'), 'none', 'or a boolean');
select is(
  tests.adds('REGEX', '{"pattern": "^a", "flags": "i"}'), 'none',
  'a regular expression is a pattern, with flags or without'
);
select is(
  tests.adds('FUNCTION', '{"code": "function validate(output) { return true }"}'), 'none', 'a function is code'
);
select is(tests.adds(v.type, v.config::jsonb), 'validations_config_is_well_formed', v.what)
from (values
  ('SCHEMA', '[]', 'a schema that is an array'),
  ('SCHEMA', '"x"', 'a schema that is a string'),
  ('SCHEMA', 'null', 'a schema that is null'),
  ('REGEX', '{}', 'a regular expression without a pattern'),
  ('REGEX', '{"pattern": 1}', 'a pattern that is no string'),
  ('REGEX', '"^a"', 'a regular expression that is no object'),
  ('FUNCTION', '{}', 'a function without code'),
  ('FUNCTION', '{"code": null}', 'code that is null'),
  ('FUNCTION', 'true', 'a function that is a boolean')
) as v (type, config, what);
select is(
  tests.adds('SCHEMA', jsonb_build_object('title', repeat('x', 262144))), 'validations_config_fits',
  'a config over 256 kB'
);
select is(tests.adds('SCHEMA', '{}', ' '), 'validations_name_fits', 'a name of blanks');
select is(tests.adds('SCHEMA', '{}', repeat('x', 201)), 'validations_name_fits', 'a name of 201 characters');

insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'kept', 'SCHEMA', '{}');
select throws_ok(
  $$ insert into public.validations (tenant_id, prompt_id, name, type, config)
     values (tests.id('acme'), tests.id('letter'), 'kept', 'SCHEMA', '{}') $$,
  '23505', null, 'two validations of one name in a prompt'
);
select throws_ok(
  $$ update public.validations set type = 'REGEX' where name = 'kept' $$, '23514', null,
  'a type that does not fit the config'
);

select * from finish();
rollback;
