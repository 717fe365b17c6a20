begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();

-- mallory knows the id of acme and guesses who belongs to it. The trigger comes before the policy: it must not tell.
select tests.as_user('mallory');
select throws_ok(
  format(
    'insert into public.prompts (tenant_id, user_id, name, template) values (%L, %L, ''x'', ''x'')',
    tests.id('acme'), tests.id(name)
  ),
  'PT403', 'user_id must be a member of the tenant.', name || ' is refused as everybody'
)
from unnest(array['bob', 'mallory', 'nobody']) as name;

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  format(
    'insert into public.prompts (tenant_id, user_id, name, template) values (%L, %L, ''x'', ''x'')',
    tests.id('acme'), tests.id('alice')
  ),
  '42501', null, 'a member who names another member is held by the policy'
);

select tests.as_owner();
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('mallory'))::text, true);
select throws_ok(
  format(
    'insert into public.invitations (tenant_id, email, role, created_by) values (%L, ''x@example.com'', ''VIEWER'', %L)',
    tests.id('acme'), tests.id('alice')
  ),
  'PT403', 'created_by must be a member of the tenant.', 'and so it is with authors'
);
select tests.as_owner();
select lives_ok(
  format(
    'insert into public.invitations (tenant_id, email, role, created_by) values (%L, ''x@example.com'', ''VIEWER'', %L)',
    tests.id('acme'), tests.id('alice')
  ),
  'who acts for nobody names any member'
);

select * from finish();
rollback;
