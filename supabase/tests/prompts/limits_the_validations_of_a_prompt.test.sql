begin;
\ir ../helpers.sql
select plan(2);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

select lives_ok(
  $$ insert into public.validations (tenant_id, prompt_id, name, type, config)
     select tests.id('acme'), tests.id('letter'), 'check ' || n, 'SCHEMA', 'true' from generate_series(1, 20) as n $$,
  'a prompt has up to 20 validations'
);
select throws_ok(
  $$ insert into public.validations (tenant_id, prompt_id, name, type, config)
     values (tests.id('acme'), tests.id('letter'), 'check 21', 'SCHEMA', 'true') $$,
  'PT409', 'A prompt has at most 20 validations.', 'and no more'
);

select * from finish();
rollback;
