begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(45);

select ok(private.cron_is_valid(e), e)
from unnest(array[
  '* * * * *', '0 0 1 1 0', '59 23 31 12 7', '*/5 * * * *', '0-30/5 9-17 * * MON-FRI', '1,2,3 * * * *',
  '0 7 * JAN,JUL sun', '0 0 29 2 *', '0 0 31 * *', '0 0 31 2 MON', '  0   7 * * *  ', '5/10 * * * *', '05 07 * * *',
  E'0\t7 * * *', '0 0 30 1-2 *', '*,5 * * * *'
]) as e;
select ok(not private.cron_is_valid(e), coalesce(nullif(replace(e, E'\n', ' '), ''), 'nothing') || ' is refused')
from unnest(array[
  '', '*', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 0 *', '* * * 13 *',
  '* * * * 8', '*/0 * * * *', '5-1 * * * *', '1,,2 * * * *', ',1 * * * *', 'MON * * * *', '* * * MON *', '* * * * JAN',
  '@daily', '0 0 30 2 *', '-1 * * * *', '1- * * * *', '*-5 * * * *', '1/2/3 * * * *', '0 0 L * *', '0 0 * * 5#2',
  E'0\n7 * * *', 'a b c d e'
]) as e;
select is(private.cron_is_valid(null), null, 'no expression is none');

select * from finish();
rollback;
