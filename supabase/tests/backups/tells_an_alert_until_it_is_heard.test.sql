begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(21);

create function tests.claimed() returns jsonb
language plpgsql
as $$
declare
  v_claimed jsonb;
begin
  perform tests.as_service();
  v_claimed := public.claim_operator_alerts();
  perform tests.as_owner();
  return v_claimed;
end
$$;
create function tests.ended(p_attempt integer, p_error text default null, p_was_cleared boolean default false)
returns boolean
language plpgsql
as $$
declare
  v_id uuid := (select id from private.operator_alerts);
  v_counted boolean;
begin
  perform tests.as_service();
  v_counted := public.end_operator_alert(v_id, p_attempt, p_was_cleared, p_error, '{30,120}');
  perform tests.as_owner();
  return v_counted;
end
$$;
create function tests.due_in() returns interval
language sql
as $$ select due_at - now() from private.operator_alerts $$;
create function tests.make_due() returns void
language sql
as $$ update private.operator_alerts set due_at = now() $$;

select is(tests.claimed(), '[]'::jsonb, 'nothing is to be told');
select tests.run('BACKUP', tests.ago('1 hour'), 'FAILED');
select tests.checked();
create temporary table told as select tests.claimed() -> 0 as alert;
select is(
  (select alert - array['id', 'raised_at', 'data'] from told),
  '{"kind": "backup_failed", "detail": "The last BACKUP failed: It broke.", "cleared_at": null, "attempt": 1, "told": 0}'::jsonb,
  'what was raised is'
);
select is((select alert #>> '{data,code}' from told), 'broken', 'with what is known');
select is(tests.claimed(), '[]'::jsonb, 'by one worker');
select is(tests.due_in(), '120 s'::interval, 'who may die over it');
select ok(tests.ended(1, 'HTTP 500'), 'it did not get through');
select is(tests.due_in(), '30 s'::interval, 'so it is tried again');
select tests.make_due();
select is(tests.claimed() #> '{0,attempt}', '2'::jsonb, 'as the second attempt');
select is(tests.ended(1), false, 'the first one comes too late');
select ok(tests.ended(2, 'HTTP 500'), 'and again');
select tests.make_due(), tests.claimed();
select ok(tests.ended(3, 'HTTP 500'), 'until its attempts are used up');
select is(tests.due_in(), '24 hours'::interval, 'then the next day');
select tests.make_due();
select is(tests.claimed() #> '{0,attempt}', '1'::jsonb, 'with new attempts');
select ok(tests.ended(1), 'it got through');
select is(
  (select (told, due_at, error) from private.operator_alerts), row(1, now() + interval '24 hours', null::text),
  'while it lasts, it is told once a day'
);
select tests.make_due();
select is(tests.claimed() #> '{0,told}', '1'::jsonb, 'as a reminder');

-- It is over while a worker tells that it is so.
select tests.run('BACKUP', tests.ago('30 minutes'));
select is(tests.checked() -> 'cleared', '["backup_failed"]'::jsonb, 'it is over');
select is(tests.ended(1), false, 'what the worker was at is old');
select isnt(tests.claimed() #>> '{0,cleared_at}', null, 'that it is over is told, too');
select ok(tests.ended(1, p_was_cleared => true), 'once');
select is(tests.due_in(), null, 'and that is the end of it');

select * from finish();
rollback;
