begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(23);
select tests.create_cast();
select tests.make_agent('first', 'alice');

-- Every rule by its name, each with a value that breaks it and no other.
select throws_like(
  format('update public.agents set %s where id = %L', r.change, tests.id('first')), format('%%"%s"%%', r.rule), r.rule
)
from (values
  ('agents_name_fits', $$ name = '  ' $$), ('agents_name_fits', $$ name = repeat('a', 256) $$),
  ('agents_slug_is_short_and_plain', $$ slug = 'With Space' $$),
  ('agents_slug_is_short_and_plain', $$ slug = repeat('a', 101) $$),
  ('agents_description_fits', $$ description = repeat('a', 5001) $$),
  ('agents_purpose_fits', $$ purpose = repeat('a', 2001) $$),
  ('agents_config_is_object_of_100_kb', $$ config = '[]' $$),
  ('agents_config_is_object_of_100_kb', $$ config = jsonb_build_object('a', repeat('a', 102400)) $$),
  ('agents_capabilities_is_array_of_16_kb', $$ capabilities = '{}' $$),
  ('agents_parameters_is_object_of_100_kb', $$ parameters = '1' $$),
  ('agents_prompt_template_fits', $$ prompt_template = '' $$),
  ('agents_input_schema_is_object_of_100_kb', $$ input_schema = '[]' $$),
  ('agents_output_schema_is_object_of_100_kb', $$ output_schema = 'true' $$),
  ('agents_max_execution_time_is_a_day', $$ max_execution_time = 86401 $$),
  ('agents_max_memory_mb_is_64_gb', $$ max_memory_mb = 15 $$),
  ('agents_max_concurrent_executions_is_a_thousand', $$ max_concurrent_executions = 0 $$),
  ('agents_counters_add_up', $$ successful_executions = 1 $$),
  ('agents_tags_are_few_and_short', $$ tags = array[null] $$)
) as r (rule, change);

-- Where a trigger looks first, the rule is tried without it.
alter table public.agents disable trigger user;
select throws_like(
  format('update public.agents set slug = ''x'', parent_id = id, version = 2 where id = %L', tests.id('first')),
  '%"agents_slug_is_of_the_first_version"%', 'a slug is of the first version'
);
select throws_like(
  format('update public.agents set parent_id = %L where id = %L', tests.id('first'), tests.id('first')),
  '%"agents_later_versions_follow_the_first"%', 'what has a parent is no first version'
);
select throws_like(
  format('update public.agents set user_id = null where id = %L', tests.id('first')),
  '%"agents_have_a_user_unless_official"%', 'only official agents have no owner'
);
alter table public.agents enable trigger user;

update public.agents set slug = 'letters' where id = tests.id('first');
select tests.make_agent('second', 'alice');
select throws_like(
  format('update public.agents set slug = ''letters'' where id = %L', tests.id('second')),
  '%"agents_slug_is_unique_among_live_agents"%', 'a slug is one live agent''s'
);
update public.agents set deleted_at = now() where id = tests.id('first');
select lives_ok(
  format('update public.agents set slug = ''letters'' where id = %L', tests.id('second')), '… and free when it is deleted'
);

select * from finish();
rollback;
