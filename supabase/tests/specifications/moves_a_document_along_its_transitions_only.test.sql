begin;
\ir ../helpers.sql
select plan(24);
select tests.create_cast();
select tests.create_project('shop', 'bob', 'vera');

create function tests.sets(p_status text, p_version integer default null) returns text
language sql
as $$ select (public.set_document_status(tests.id('shop DESIGN'), p_status::public.document_status, p_version)).status::text $$;

select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ select tests.sets('APPROVED') $$, 'PT409', null, 'nothing is approved that was not handed in');
select throws_ok($$ select tests.sets('DRAFT') $$, 'PT409', 'The document is already DRAFT.', 'nothing moves to where it is');
select throws_ok($$ select tests.sets(null) $$, 'PT409', null, 'or to nowhere');
select is(tests.sets('REVIEW'), 'REVIEW', 'it is handed in');
select lives_ok(
  $$ update public.specification_documents set content = 'Better' where id = tests.id('shop DESIGN') $$,
  'it may still be changed'
);
select throws_ok(
  $$ select tests.sets('APPROVED', 1) $$, 'PT409', 'The document is at version 2 by now, not 1.',
  'then who has read the version before does not approve the new one'
);
select is(tests.sets('APPROVED', 2), 'APPROVED', 'who has read it does');
select throws_ok(
  $$ update public.specification_documents set content = 'Other' where id = tests.id('shop DESIGN') $$, 'PT409',
  'The document is APPROVED: make it a DRAFT again before changing it.', 'an approved text stays'
);
select lives_ok(
  $$ update public.specification_documents set metadata = '{"seen": true}' where id = tests.id('shop DESIGN') $$,
  'what is noted about it does not matter'
);
select throws_ok($$ select tests.sets('REVIEW') $$, 'PT409', null, 'it is not handed in again');
select is(tests.sets('DRAFT'), 'DRAFT', 'it is opened');
select is(tests.sets('ARCHIVED'), 'ARCHIVED', 'put away');
select throws_ok($$ select tests.sets('REVIEW') $$, 'PT409', null, 'from where it is not handed in');
select throws_ok($$ select tests.sets('APPROVED') $$, 'PT409', null, 'nor approved');
select throws_ok(
  $$ update public.specification_documents set content = 'Other' where id = tests.id('shop DESIGN') $$, 'PT409', null,
  'nor changed'
);
select is(tests.sets('DRAFT'), 'DRAFT', 'it is taken out again');
select is(tests.sets('REVIEW'), 'REVIEW', 'handed in');
select is(tests.sets('DRAFT'), 'DRAFT', 'and taken back');
select throws_ok($$ update public.specification_documents set status = 'REVIEW' $$, '42501', null, 'clients do not write it');
select tests.as_owner();
select throws_ok(
  format('update public.specification_documents set status = %L where id = tests.id(''shop DESIGN'')', s), 'PT409', null,
  'nor does the owner of the table go from DRAFT to ' || s
)
from unnest(array['APPROVED']) as s;

-- A fourth document.
select tests.as_user('bob', tests.id('acme'));
select lives_ok(
  $$ insert into public.specification_documents (project_id, phase, content)
     values (tests.id('shop'), 'IMPLEMENTATION', 'Notes') $$, 'the last phase may have one, too'
);
select throws_ok(
  $$ insert into public.specification_documents (project_id, phase, content)
     values (tests.id('shop'), 'IMPLEMENTATION', 'More') $$, '23505', null, 'each phase one'
);
select throws_ok(
  $$ insert into public.specification_documents (project_id, phase, content, status)
     values (tests.id('shop'), 'IMPLEMENTATION', 'More', 'APPROVED') $$, '42501', null, 'that begins as a DRAFT'
);
select throws_ok($$ delete from public.specification_documents $$, '42501', null, 'none is deleted');

select * from finish();
rollback;
