begin;
\ir ../helpers.sql
select plan(37);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');

create function tests.breaks(p_constraint text, p_change text, p_what text) returns text
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
  return is(v_constraint, p_constraint, p_what);
end
$$;

select tests.breaks('prompts_name_fits', $$ name = '  ' $$, 'a name of blanks');
select tests.breaks('prompts_name_fits', $$ name = repeat('x', 201) $$, 'a name of 201 characters');
select tests.breaks('none', $$ name = repeat('ä', 200) $$, 'a name of 200');
select tests.breaks('prompts_description_fits', $$ description = repeat('x', 5001) $$, 'a description of 5,001');
select tests.breaks('prompts_template_fits', $$ template = '' $$, 'an empty template');
select tests.breaks('prompts_template_fits', $$ template = repeat('x', 102401) $$, 'a template over 100 kB');
select tests.breaks('none', $$ template = repeat('x', 102400) $$, 'a template of 100 kB');
select tests.breaks('prompts_tags_are_few_and_short', $$ tags = array_fill('x'::text, array[51]) $$, '51 tags');
select tests.breaks('prompts_tags_are_few_and_short', $$ tags = array[null, 'x'] $$, 'a tag that is null');
select tests.breaks('prompts_tags_are_few_and_short', $$ tags = array[repeat('x', 5001)] $$, 'a long tag');
select tests.breaks('none', $$ tags = array['a', 'b'] $$, 'two tags');
select tests.breaks('prompts_model_names_its_provider', $$ model = 'gpt-4' $$, 'a model without its provider');
select tests.breaks(
  'prompts_fallback_model_names_its_provider', $$ fallback_model = ':x' $$, 'a fallback without its provider'
);
select tests.breaks('none', $$ model = 'openai:gpt-4' $$, 'a model with its provider');
select tests.breaks('prompts_parameters_is_small_object', $$ parameters = '[]' $$, 'parameters that are no object');
select tests.breaks(
  'prompts_parameters_is_small_object', $$ parameters = jsonb_build_object('x', repeat('x', 16384)) $$,
  'parameters over 16 kB'
);
select tests.breaks(
  'prompts_published_version_precedes_version', $$ published_version = 2 $$,
  'a published version that does not precede the next'
);
select tests.breaks(
  'prompts_published_has_version_and_timestamp', $$ published_at = null $$, 'a published prompt without its time'
);

select tests.breaks('prompts_variables_are_well_formed', format('variables = %L', v.variables), v.what)
from (values
  ('{}', 'variables that are no array'),
  ('["x"]', 'a variable that is no object'),
  ('[null]', 'a variable that is null'),
  ('[{"type": "string"}]', 'a variable without a name'),
  ('[{"name": 1, "type": "string"}]', 'a name that is no string'),
  ('[{"name": "1x", "type": "string"}]', 'a name that is no identifier'),
  ('[{"name": "a.b", "type": "string"}]', 'a name with a dot'),
  ('[{"name": "x"}]', 'a variable without a type'),
  ('[{"name": "x", "type": "date"}]', 'an unknown type'),
  ('[{"name": "x", "type": "string"}, {"name": "x", "type": "number"}]', 'two variables of one name'),
  ('[{"name": "x", "type": "string", "required": "yes"}]', 'required that is no boolean'),
  ('[{"name": "x", "type": "string", "options": "a,b"}]', 'options that are no array')
) as v (variables, what);
select tests.breaks(
  'prompts_variables_are_well_formed',
  format('variables = %L', (select jsonb_agg(jsonb_build_object('name', 'x' || i, 'type', 'string')) from generate_series(1, 101) as i)),
  '101 variables'
);
select tests.breaks(
  'prompts_variables_fit',
  format('variables = %L', jsonb_build_array(jsonb_build_object('name', 'x', 'type', 'string', 'description', repeat('x', 102400)))),
  'variables over 100 kB'
);
select tests.breaks('none', format('variables = %L', v.variables), v.what)
from (values
  ('[]', 'no variables are well formed'),
  ('[{"name": "x", "type": "string", "required": true, "defaultValue": "a", "options": ["a", "b"], "description": "d", "maxLength": 9}]', 'a full definition is'),
  ('[{"name": "a", "type": "string"}, {"name": "b", "type": "number"}, {"name": "c", "type": "integer"}, {"name": "d", "type": "boolean"}, {"name": "e", "type": "array"}, {"name": "f", "type": "object"}]', 'and so are the six types'),
  ('[{"name": "_x1", "type": "string", "options": []}]', 'and an identifier with an underscore')
) as v (variables, what);
select throws_ok(
  $$ insert into public.prompts (tenant_id, user_id, name, template, version)
     values (tests.id('acme'), tests.id('alice'), 'zero', 'x', 0) $$,
  '23514', null, 'version 0'
);

select * from finish();
rollback;
