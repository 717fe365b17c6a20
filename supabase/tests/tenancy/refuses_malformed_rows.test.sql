begin;
\ir ../helpers.sql
select plan(22);
select tests.create_cast();

create function tests.breaks(p_constraint text, p_statement text) returns text
language plpgsql
as $$
declare
  v_constraint text := 'none';
begin
  begin
    execute p_statement;
  exception when integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name;
  end;
  return is(v_constraint, p_constraint, p_constraint);
end
$$;

select tests.breaks(
  'users_email_fits', $$ update public.users set email = repeat('x', 321) where id = tests.id('bob') $$
);
select tests.breaks('users_name_fits', $$ update public.users set name = '' where id = tests.id('bob') $$);
select tests.breaks(
  'users_avatar_url_fits', $$ update public.users set avatar_url = repeat('x', 2049) where id = tests.id('bob') $$
);
select tests.breaks(
  'users_preferences_is_small_object', $$ update public.users set preferences = '[]' where id = tests.id('bob') $$
);
select tests.breaks(
  'users_preferences_is_small_object',
  $$ update public.users set preferences = jsonb_build_object('x', repeat('x', 16384)) where id = tests.id('bob') $$
);
select tests.breaks(
  'users_verified_email_has_timestamp',
  $$ update public.users set email_verified = true, email_verified_at = null where id = tests.id('bob') $$
);
select tests.breaks(
  'users_deleted_profile_is_anonymous', $$ update public.users set deleted_at = now() where id = tests.id('bob') $$
);
select tests.breaks(
  'users_email_is_unique_among_live_users',
  $$ update public.users set email = 'ALICE@example.com' where id = tests.id('bob') $$
);
select tests.breaks('tenants_name_fits', $$ update public.tenants set name = ' ' where id = tests.id('acme') $$);
select tests.breaks(
  'tenants_name_fits', $$ update public.tenants set name = repeat('x', 201) where id = tests.id('acme') $$
);
select tests.breaks(
  'tenants_one_personal_tenant_per_user',
  $$ insert into public.tenants (name, personal_user_id) values ('x', tests.id('bob')) $$
);
select tests.breaks(
  'invitations_email_is_lower_case_address',
  $$ insert into public.invitations (tenant_id, email, role, created_by)
     values (tests.id('acme'), 'X@example.com', 'VIEWER', tests.id('alice')) $$
);
select tests.breaks(
  'invitations_accepted_by_someone',
  $$ insert into public.invitations (tenant_id, email, role, created_by, accepted_at)
     values (tests.id('acme'), 'x@example.com', 'VIEWER', tests.id('alice'), now()) $$
);
select tests.breaks(
  'cost_tracking_cost_not_negative',
  $$ insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at) values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'FIRST', 'local', 'local:b', -0.01, 'OPERATOR', 'SUCCEEDED', now()) $$
);
select tests.breaks(
  'cost_tracking_tokens_not_negative',
  $$ insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, input_tokens, cost_usd, price_source, outcome, started_at) values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'FIRST', 'local', 'local:b', -1, 0, 'OPERATOR', 'SUCCEEDED', now()) $$
);
select tests.breaks(
  'cost_tracking_cost_missing_only_when_price_unknown',
  $$ insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, price_source, outcome, started_at) values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'FIRST', 'local', 'local:b', 'OPERATOR', 'SUCCEEDED', now()) $$
);
select tests.breaks(
  'cost_tracking_latency_not_negative',
  $$ insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at, latency_ms) values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'FIRST', 'local', 'local:b', 0, 'OPERATOR', 'SUCCEEDED', now(), -1) $$
);
select tests.breaks(
  'none',
  $$ insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, input_tokens, cost_usd, price_source, outcome, started_at) values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'ADJUSTMENT', 'local', 'local:b', -1, -0.01, 'OPERATOR', 'UNKNOWN', now()) $$
);
select tests.breaks(
  'model_prices_not_negative',
  $$ insert into private.model_prices (provider, model, input_usd_per_mtok, output_usd_per_mtok, version)
     values ('x', 'y', -1, 0, '1') $$
);
select tests.breaks(
  'model_prices_version_fits',
  $$ insert into private.model_prices (provider, model, input_usd_per_mtok, output_usd_per_mtok, version)
     values ('x', 'y', 1, 0, '') $$
);
select tests.breaks(
  'invitation_tokens_hash_is_sha256', $$ insert into private.invitation_tokens values (gen_random_uuid(), 'short') $$
);
select throws_ok(
  $$ insert into public.invitations (tenant_id, email, role, created_by)
     values (tests.id('acme'), 'x@example.com', 'VIEWER', tests.id('mallory')) $$,
  'PT403', null, 'who invites is a member'
);

select * from finish();
rollback;
