begin;
\ir ../helpers.sql
select plan(20);
select tests.create_cast();
select tests.create_user('guest'), tests.create_user('late');
create temporary table kept (name text primary key, answer jsonb);
grant all on kept to authenticated;

select tests.as_user('alice', tests.id('acme'));
insert into kept select 'guest', public.invite_member(' Guest@Example.com ', 'VIEWER');
insert into kept select 'late', public.invite_member('late@example.com', 'MEMBER');
select is(
  (select answer ->> 'email' from kept where name = 'guest'), 'guest@example.com', 'the address is kept in lower case'
);
select cmp_ok(
  (select char_length(answer ->> 'token') from kept where name = 'guest'), '>=', 43,
  'the answer has a token of at least 256 bits in hexadecimal'
);
select is_empty(
  $$ select from public.invitations as i, kept as k where strpos(to_jsonb(i)::text, k.answer ->> 'token') > 0 $$,
  'the token is in no row that a client can read'
);

select tests.as_owner();
select results_eq(
  $$ select t.token_hash from private.invitation_tokens as t
     where t.invitation_id = (select (answer ->> 'id')::uuid from kept where name = 'guest') $$,
  $$ select sha256(convert_to(answer ->> 'token', 'UTF8')) from kept where name = 'guest' $$,
  'its SHA-256 is what is stored'
);

select tests.as_user('mallory');
select throws_ok(
  $$ select public.accept_invitation((select answer ->> 'token' from kept where name = 'guest')) $$, 'PT404', null,
  'somebody else cannot use it'
);
select throws_ok($$ select public.accept_invitation('guess') $$, 'PT404', null, 'nor can it be guessed');
select throws_ok($$ select public.accept_invitation(null) $$, 'PT404', null, 'nothing is not a token');

select tests.as_user('guest');
select results_eq(
  $$ select (r).tenant_id, (r).role::text
     from (select public.accept_invitation((select answer ->> 'token' from kept where name = 'guest')) as r) as x $$,
  $$ values (tests.id('acme'), 'VIEWER') $$,
  'the invited address joins with the role it was invited with'
);
select throws_ok(
  $$ select public.accept_invitation((select answer ->> 'token' from kept where name = 'guest')) $$, 'PT404', null,
  'once'
);
select results_eq(
  $$ select accepted_by, accepted_at is not null from public.invitations where email = 'guest@example.com' $$,
  $$ values (tests.id('guest'), true) $$,
  'the invitation says who accepted it'
);

select tests.as_owner();
update public.invitations set expires_at = now() - interval '1 second' where email = 'late@example.com';
select tests.as_user('late');
select throws_ok(
  $$ select public.accept_invitation((select answer ->> 'token' from kept where name = 'late')) $$, 'PT404', null,
  'an expired invitation admits nobody'
);

select tests.as_user('alice', tests.id('acme'));
insert into kept select 'late again', public.invite_member('late@example.com', 'MEMBER');
select is(
  (select count(*)::integer from public.invitations where email = 'late@example.com' and revoked_at is null), 1,
  'a new invitation replaces the old one'
);
select lives_ok(
  $$ select public.revoke_invitation((select (answer ->> 'id')::uuid from kept where name = 'late again')) $$,
  'an ADMIN takes an invitation back'
);
select throws_ok(
  $$ select public.revoke_invitation((select (answer ->> 'id')::uuid from kept where name = 'late again')) $$,
  'PT404', null, 'once'
);
select tests.as_user('late');
select throws_ok(
  $$ select public.accept_invitation((select answer ->> 'token' from kept where name = 'late again')) $$, 'PT404', null,
  'a revoked invitation admits nobody'
);

select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ select public.invite_member('bob@example.com', 'VIEWER') $$, 'PT409', null, 'a member is not invited again'
);
select throws_ok($$ select public.invite_member('nobody', 'VIEWER') $$, '23514', null, 'an address must be one');
insert into kept select 'gone', public.invite_member('late@example.com', 'MEMBER');
select public.delete_tenant(tests.id('acme'));
select tests.as_user('late');
select throws_ok(
  $$ select public.accept_invitation((select answer ->> 'token' from kept where name = 'gone')) $$, 'PT404', null,
  'a deleted tenant admits nobody'
);

select tests.as_owner();
select is_empty(
  $$ select from private.invitation_tokens as t join public.invitations as i on i.id = t.invitation_id
     where i.accepted_at is not null or i.revoked_at is not null $$,
  'no token outlives its invitation'
);
select is_empty(
  $$ select from public.audit_logs as a, kept as k
     where strpos(a.changes::text || a.metadata::text, k.answer ->> 'token') > 0 $$,
  'no token is in the audit log'
);

select * from finish();
rollback;
