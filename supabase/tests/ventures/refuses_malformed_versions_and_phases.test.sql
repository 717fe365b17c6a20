begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_artifact('prd', 'shop', 'alice', '{}');
select tests.score('shop', 'VRC', 1);

-- What triggers write is held by constraints as well: here they are tried without the triggers.
alter table public.artifacts disable trigger user;
alter table public.artifact_versions disable trigger user;
alter table public.venture_phases disable trigger user;

select throws_like(
  $$ update public.artifacts set version = 0 $$, '%artifacts_version_starts_at_one%', 'a version is counted from 1'
);
select throws_like(
  format('update public.artifact_versions set version = %s, diff = %s', version, diff), '%' || constraint_name || '%',
  constraint_name || format(': %s, %s', version, diff)
)
from (values
  ('0', '''[]''', 'artifact_versions_version_starts_at_one'),
  ('1', '''[]''', 'artifact_versions_first_has_no_diff'),
  ('2', 'null', 'artifact_versions_first_has_no_diff'),
  ('2', '''{}''', 'artifact_versions_diff_is_array')
) as t (version, diff, constraint_name);
select throws_like(
  $$ insert into public.artifact_versions (tenant_id, artifact_id, version, content, created_by)
     values (tests.id('acme'), tests.id('prd'), 1, '{}', tests.id('alice')) $$,
  '%artifact_versions_version_is_unique%', 'there is one of each number'
);
select throws_like(
  $$ update public.venture_phases set completed_at = now() $$, '%venture_phases_complete_through_gate%',
  'a phase is completed through a gate'
);
select throws_like(
  $$ update public.venture_phases set completed_at = entered_at - interval '1 s',
       quality_gate_id = (select id from public.quality_gates) $$,
  '%venture_phases_completed_after_entered%', 'after it was entered'
);
select throws_like(
  $$ insert into public.venture_phases (tenant_id, venture_id, phase)
     values (tests.id('acme'), tests.id('shop'), 'DISCOVER') $$,
  '%venture_phases_are_entered_once%', 'and entered once'
);

select * from finish();
rollback;
