begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_idea('shop', 'bob');

create function tests.edit(p_status text) returns setof text
language plpgsql
as $$
begin
  perform tests.as_user('bob');
  return next throws_ok(
    $q$ update public.business_ideas set title = 'other' $q$, 'PT409',
    format('The idea is %s: its text rests until that ends.', p_status), p_status || ': not the title'
  );
  return next throws_ok(
    $q$ update public.business_ideas set description = repeat('other', 20) $q$, 'PT409', null, 'nor the description'
  );
  return next lives_ok(
    $q$ update public.business_ideas set title = title || ' ' $q$, 'white space is no change'
  );
  perform tests.as_owner();
end
$$;

select tests.submit_idea('shop', 'bob');
select tests.edit('submitted');
select tests.run_agent('shop', 'market-research', 10);
select tests.edit('evaluating');
select tests.run_agent('shop', agent_type, 10) from public.agent_results where status = 'pending';
select tests.as_user('bob');
update public.business_ideas set title = 'other';
select is((select title from public.business_ideas), 'other', 'completed: it may be worked on again');

select * from finish();
rollback;
