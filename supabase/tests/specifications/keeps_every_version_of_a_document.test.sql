begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_project('shop', 'bob', 'alice');

select tests.as_user('bob', tests.id('acme'));
update public.specification_documents set content = 'Second' where id = tests.id('shop REQUIREMENTS');
update public.specification_documents set metadata = '{"a": 1}' where id = tests.id('shop REQUIREMENTS');
update public.specification_documents set content = content where id = tests.id('shop REQUIREMENTS');
select is(
  (select version from public.specification_documents where id = tests.id('shop REQUIREMENTS')), 2,
  'a change of the content counts, another does not'
);
select tests.as_user('alice', tests.id('acme'));
update public.specification_documents set content = 'Third' where id = tests.id('shop REQUIREMENTS') and version = 2;
select results_eq(
  $$ select version, content, created_by from public.document_versions
     where document_id = tests.id('shop REQUIREMENTS') order by version $$,
  $$ values (1, 'About REQUIREMENTS', tests.id('bob')), (2, 'Second', tests.id('bob')), (3, 'Third', tests.id('alice')) $$,
  'each content is kept with its author'
);
select is_empty(
  $$ update public.specification_documents set content = 'Late'
     where id = tests.id('shop REQUIREMENTS') and version = 2 returning 1 $$,
  'who names the version that was read does not overwrite a later one'
);
select throws_ok(
  $$ update public.specification_documents set version = 9 $$, '42501', null, 'clients do not count themselves'
);
select throws_ok(
  $$ insert into public.document_versions (document_id, version, content) values (tests.id('shop REQUIREMENTS'), 9, 'x') $$,
  '42501', null, 'nor add versions'
);

select is((public.revert_document(tests.id('shop REQUIREMENTS'), 1)).version, 4, 'going back goes on');
select results_eq(
  $$ select version, content, created_by from public.document_versions
     where document_id = tests.id('shop REQUIREMENTS') order by version desc limit 1 $$,
  $$ values (4, 'About REQUIREMENTS', tests.id('alice')) $$, 'as a version of its own'
);
select is((public.revert_document(tests.id('shop REQUIREMENTS'), 4)).version, 4, 'to the present one is no change');
select throws_ok(
  $$ select public.revert_document(tests.id('shop REQUIREMENTS'), 9) $$, 'PT404', 'The document has no version 9.',
  'to none is refused'
);
select public.set_document_status(tests.id('shop REQUIREMENTS'), s::public.document_status)
from unnest(array['REVIEW', 'APPROVED']) as s;
select throws_ok(
  $$ select public.revert_document(tests.id('shop REQUIREMENTS'), 2) $$, 'PT409', null, 'an approved text stays'
);

-- For every role.
select tests.as_owner();
update public.specification_documents set version = 9 where id = tests.id('shop DESIGN');
select is(
  (select version from public.specification_documents where id = tests.id('shop DESIGN')), 1,
  'the owner of the table does not count either'
);
select throws_ok(
  $$ update public.specification_documents set content = 'x' where id = tests.id('shop DESIGN') $$, 'PT403', null,
  'nobody writes without being somebody'
);
select throws_ok(
  $$ update public.specification_documents set phase = 'IMPLEMENTATION' where id = tests.id('shop DESIGN') $$, 'PT409',
  null, 'a document stays in its phase'
);
select throws_ok(
  $$ insert into public.document_versions (tenant_id, project_id, document_id, version, content, created_by)
     values (tests.id('acme'), tests.id('shop'), tests.id('shop DESIGN'), 1, 'x', tests.id('bob')) $$, '23505', null,
  'a number is given once'
);
select throws_ok(
  $$ insert into public.document_versions (tenant_id, project_id, document_id, version, content, created_by)
     values (tests.id('acme'), tests.id('shop'), tests.id('shop DESIGN'), 0, 'x', tests.id('bob')) $$, '23514', null,
  'from one on'
);
select throws_ok(
  $$ insert into public.document_versions (tenant_id, project_id, document_id, version, content, created_by)
     values (tests.id('acme'), tests.id('shop'), tests.id('shop DESIGN'), 2, 'x', tests.id('mallory')) $$, 'PT403', null,
  'to a member of the tenant'
);
select throws_ok(
  $$ delete from public.specification_documents where id = tests.id('shop DESIGN') $$, 'PT409', null,
  'a document that has versions is not deleted'
);

select * from finish();
rollback;
