begin;
\ir ../helpers.sql
\ir helpers.sql
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_deployment('live', 'flow', 'alice');

create function tests.names(p_prefix text, p_count integer, p_value text default '') returns jsonb language sql as
$$ select jsonb_object_agg(p_prefix || n, p_value) from generate_series(1, p_count) as n $$;

-- All that a client and the log are told of an error, after the state.
create function tests.told(p_variables jsonb) returns text
language plpgsql
as $$
declare
  v_state text;
  v_message text;
  v_detail text;
  v_hint text;
  v_constraint text;
begin
  perform public.set_deployment_secrets(tests.id('live'), p_variables);
  return 'stored';
exception
  when others then
    get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_detail = pg_exception_detail,
      v_hint = pg_exception_hint, v_constraint = constraint_name;
    return concat_ws(': ', v_state, v_message, nullif(v_detail, ''), nullif(v_hint, ''), nullif(v_constraint, ''));
end
$$;

select tests.as_user('alice');
select public.set_deployment_secrets(tests.id('live'), '{"PASSWORD": "hunter2", "STRIPE_KEY": "sk_live_verysecret"}');
select public.rotate_deployment_key(tests.id('live'));
select tests.as_owner();
create temporary table stored as
select * from private.deployment_secrets where deployment_id = tests.id('live');

select plan(15);
select tests.as_user('bob');
select is(tests.told(v), 'PT400: ' || m, 'a member is told no value by ' || n)
from (values
  (
    tests.names('N', 99), 'A deployment has at most 100 environment variables: remove some with null.',
    'names that are too many with those that are there'
  ),
  (
    tests.names('N', 100) || '{"PASSWORD": null}', 'A deployment has at most 100 environment variables: remove some with null.',
    'names that push one aside'
  ),
  (
    tests.names('N', 1, repeat('a', 65500)), 'The environment variables of a deployment take at most 65536 bytes in all.',
    'a value that is too large with those that are there'
  ),
  (
    tests.names('N', 1, repeat('a', 70000)), 'The environment variables of a deployment take at most 65536 bytes in all.',
    'a value that is too large alone'
  ),
  (
    tests.names('N', 50, repeat('a', 1400)), 'The environment variables of a deployment take at most 65536 bytes in all.',
    'many values that are too large together'
  )
) as t (v, m, n);
select is(
  tests.told(v),
  'PT400: p_environment_vars is an object of at most 100 identifiers, each with a string, or with null to remove it.',
  'nor by ' || n
)
from (values
  (null, 'nothing'), ('null', 'null'), ('[]', 'a list'), ('{"PASSWORD": 1}', 'a number'),
  ('{"PASSWORD": {"a": null}}', 'an object'), ('{"a b": "x"}', 'what is no name'), (tests.names('N', 101), 'too many names')
) as t (v, n);
select tests.as_owner();
select is(
  (select row(s.environment_vars, s.api_key_hash)::text from private.deployment_secrets as s where s.deployment_id = tests.id('live')),
  (select row(s.environment_vars, s.api_key_hash)::text from stored as s), 'and nothing is changed'
);
select tests.as_user('bob');
select is(tests.told(tests.names('N', 98)), 'stored', 'as many as fit are stored');
select tests.as_owner();
select throws_ok(
  format('update private.deployment_secrets set environment_vars = %L where deployment_id = %L', v, tests.id('live')), '23514', null,
  'and the table has the rule as well'
)
from (values (tests.names('N', 101))) as t (v);

select * from finish();
rollback;
