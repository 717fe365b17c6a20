begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(53);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.fill_venture('shop', 'alice');

create temporary table writing (name text, inserting text, updating text, protected text);
insert into writing values
('ventures', '(name, description) values (''mine'', '''')', 'description = ''x''', 'phase = ''DEFINE'''),
(
  'user_stories', '(venture_id, title, priority) values (tests.id(''shop''), ''x'', ''P2'')', 'priority = ''P3''',
  'deleted_at = now()'
),
('personas', '(venture_id, name) values (tests.id(''shop''), ''x'')', 'goals = ''{rest}''', 'user_id = auth.uid()'),
(
  'requirements', '(venture_id, description) values (tests.id(''shop''), ''x'')',
  'evidence_url = ''https://example.com/study''', 'venture_id = venture_id'
),
(
  'artifacts', '(venture_id, type, content) values (tests.id(''shop''), ''CODE'', ''1'')', 'metadata = ''{}''',
  'deleted_at = now()'
);
grant select on writing to authenticated;

select tests.as_user('bob', tests.id('acme'));
select lives_ok('insert into public.' || name || inserting, 'a MEMBER adds to ' || name) from writing;
select results_eq(
  format('with changed as (update public.%I set %s where user_id <> auth.uid() returning 1) select * from changed', name, updating),
  'values (1)', 'and changes what others made in ' || name
)
from writing;
select throws_ok(format('update public.%I set %s', name, protected), '42501', null, name || ': not ' || protected) from writing;
select throws_ok('delete from public.' || name, '42501', null, 'and deletes nothing from ' || name) from writing;
select throws_ok(
  format('insert into public.%I %s', name, replace(replace(inserting, '(name,', '(user_id, name,'), '(venture_id,', '(user_id, venture_id,')),
  null, null, 'not in another''s name: ' || name
)
from (
  select name, replace(inserting, 'values (', 'values (tests.id(''alice''), ') as inserting from writing
) as w;

select tests.as_user('vera', tests.id('acme'));
select isnt_empty('select from public.' || name, 'a VIEWER reads ' || name) from writing;
select throws_ok('insert into public.' || name || inserting, '42501', null, 'and adds nothing to ' || name) from writing;
select is_empty(
  format('with changed as (update public.%I set %s returning 1) select * from changed', name, updating),
  'and changes nothing in ' || name
)
from writing;

select tests.as_user('mallory');
select is_empty('select from public.' || name, 'a stranger sees nothing of ' || name) from writing;
select throws_ok(
  'insert into public.' || name || inserting, 'PT404', 'There is no such venture.', 'and adds nothing to ' || name
)
from writing where name <> 'ventures';
select throws_ok(
  'insert into public.' || name || replace(replace(inserting, '(venture_id,', '(tenant_id, venture_id,'), 'values (', 'values (tests.id(''acme''), '),
  'PT403', null, 'nor by naming the tenant: ' || name
)
from writing where name <> 'ventures';

select * from finish();
rollback;
