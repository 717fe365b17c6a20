begin;
\ir ../helpers.sql
select plan(1);

select set_eq(
  $$
    select p.proname
    from pg_proc as p
    where p.pronamespace = 'private'::regnamespace and p.proconfig @> array['plan_cache_mode=force_generic_plan']
      and p.proname <> 'prune_tenant'
  $$,
  array['begin_execution', 'settle_execution', 'claim_executions'],
  'begin, settle and claim keep their plans: a later definition of one has to say so again'
);

select * from finish();
rollback;
