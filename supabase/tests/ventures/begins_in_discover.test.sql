begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(8);
select tests.create_cast();

select tests.as_user('bob', tests.id('acme'));
select lives_ok(
  $$ insert into public.ventures (name, description) values ('shop', 'Bookings') $$, 'a MEMBER founds a venture'
);
select is(
  (select (tenant_id, user_id, phase)::text from public.ventures),
  (tests.id('acme'), tests.id('bob'), 'DISCOVER'::public.venture_phase)::text,
  'in the tenant of the header, in their own name, in the first phase'
);
select is(
  (select (phase, user_id, completed_at, quality_gate_id)::text from public.venture_phases),
  ('DISCOVER'::public.venture_phase, tests.id('bob'), null::timestamptz, null::uuid)::text,
  'and the way of the venture begins there'
);
select is((select entered_at from public.venture_phases), now(), 'now');
select throws_ok(
  $$ insert into public.ventures (name, description, phase) values ('other', '', 'DEPLOY') $$, '42501', null,
  'a client does not choose the phase'
);
select tests.as_owner();
select throws_ok(
  format(
    $$ insert into public.ventures (tenant_id, user_id, name, description, phase)
       values (tests.id('acme'), tests.id('bob'), 'other', '', %L) $$, phase
  ),
  'PT409', 'A venture begins in DISCOVER.', 'nor does the owner of the table: ' || phase
)
from unnest(array['DEFINE', 'DESIGN', 'DEPLOY']) as phase;

select * from finish();
rollback;
