begin;
\ir ../helpers.sql
select plan(8);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

select throws_ok(
  $$ update public.prompts set status = 'PUBLISHED' where id = tests.id('letter') $$, '23514', null,
  'nothing is published without a version and a time'
);
select throws_ok(
  $$ update public.prompts set published_version = 1 where id = tests.id('letter') $$, '23514', null,
  'the published version precedes the next one'
);
select throws_ok(
  $$ update public.prompts set version = 0 where id = tests.id('letter') $$, null, null, 'versions start at one'
);
select tests.publish('letter', 'alice');
select throws_ok(
  $$ update public.prompts set status = 'DRAFT' where id = tests.id('letter') $$, 'PT409',
  'A prompt does not go from PUBLISHED to DRAFT.', 'a published prompt is no draft again'
);
select throws_ok(
  $$ update public.prompts set version = 1 where id = tests.id('letter') $$, 'PT409', null, 'versions do not shrink'
);
select throws_ok(
  $$ update public.prompts set published_version = null where id = tests.id('letter') $$, 'PT409', null,
  'what was published stays published'
);
update public.prompts set status = 'ARCHIVED' where id = tests.id('letter');
select throws_ok(
  $$ update public.prompts set status = 'DRAFT' where id = tests.id('letter') $$, 'PT409', null,
  'nor is an archived one a draft'
);
select throws_ok(
  $$ update public.prompts set status = 'PUBLISHED', published_at = null
     where id = tests.id('letter') $$, '23514', null,
  'a published prompt has its time'
);

select * from finish();
rollback;
