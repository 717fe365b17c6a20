begin;
select plan(2);

-- What a check says of a value in the one column that it is about.
create function pg_temp.passes(p_constraint pg_constraint, p_value text) returns boolean
language plpgsql
as $$
declare
  v_passes boolean;
begin
  execute format(
    'select %s from (select %L::text as %I) as t', pg_get_expr(p_constraint.conbin, p_constraint.conrelid), p_value,
    (select a.attname from pg_attribute as a
     where a.attrelid = p_constraint.conrelid and a.attnum = p_constraint.conkey[1])
  ) into v_passes;
  return v_passes;
end
$$;

select set_eq(
  $$ select c.conname::text from pg_constraint as c
     where c.contype = 'c' and c.connamespace = 'public'::regnamespace and pg_get_constraintdef(c.oid) ~ 'trimmed'
       and cardinality(c.conkey) = 1
       and pg_temp.passes(c, 'x') and not pg_temp.passes(c, '') and not pg_temp.passes(c, e' \t\n\u00a0\u3000') $$,
  array[
    'tenants_name_fits', 'prompts_name_fits', 'validations_name_fits',
    'agents_name_fits', 'workflows_name_fits', 'workflow_steps_name_fits', 'templates_name_fits',
    'templates_category_fits', 'deployments_name_fits',
    'ventures_name_fits', 'user_stories_title_fits', 'personas_name_fits', 'requirements_description_fits',
    'telemetry_component_fits', 'telemetry_metric_fits', 'divergence_alerts_component_fits',
    'specification_projects_name_fits', 'comments_content_fits', 'learning_modules_title_fits',
    'api_keys_name_fits', 'budgets_name_fits', 'provider_keys_label_fits'
  ],
  'names, titles and what is said are more than white space'
);
select is_empty(
  $$ select conname from pg_constraint
     where connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ 'trim\(' $$,
  'no check has another idea of white space'
);

select * from finish();
rollback;
