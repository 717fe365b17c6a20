begin;
\ir ../helpers.sql
select plan(29);
select tests.create_cast();

create function tests.link(p_sequence bigint) returns uuid
language sql stable
as $$ select audit_log_id from private.audit_chain where tenant_id = tests.id('acme') and sequence = p_sequence $$;

create function tests.next_unsealed() returns uuid
language sql stable
as $$ select audit_log_id from private.audit_unsealed where tenant_id = tests.id('acme') order by number limit 1 $$;

create function tests.verified(p_from bigint default 1, p_to bigint default null) returns text[]
language sql
as $$
  select coalesce(array_agg(concat_ws(' ', f.sequence, f.fault) order by f.sequence, f.fault), '{}')
  from jsonb_to_recordset(private.verify_audit_chain(tests.id('acme'), p_from, p_to, null, null) -> 'faults')
    as f (sequence bigint, fault text)
$$;

-- What is found after somebody who owns the database sets the triggers aside, and does as they like. Undone afterwards.
create function tests.found(p_tampering text, p_finding text default 'select tests.verified()') returns text[]
language plpgsql
as $$
declare
  v_found text[];
begin
  begin
    alter table public.audit_logs disable trigger user;
    alter table private.audit_chain disable trigger user;
    alter table private.audit_unsealed disable trigger user;
    alter table private.audit_chain drop constraint audit_chain_sequence_starts_at_one;
    execute p_tampering;
    alter table public.audit_logs enable trigger user;
    alter table private.audit_chain enable trigger user;
    alter table private.audit_unsealed enable trigger user;
    execute p_finding into v_found;
    raise exception 'undone';
  exception when raise_exception then
    if sqlerrm <> 'undone' then
      raise;
    end if;
  end;
  return v_found;
end
$$;

do $$
begin
  for i in 1 .. 20 loop
    update public.tenants set name = 'Name ' || i where id = tests.id('acme');
  end loop;
  perform private.seal_audit(100000);
  for i in 21 .. 23 loop
    update public.tenants set name = 'Name ' || i where id = tests.id('acme');
  end loop;
end
$$;
select set_config('request.jwt.claims', '{"role": "service_role"}', true);
create temporary table head as select * from public.audit_chain_status(tests.id('acme'));

select is(tests.verified(), '{}', 'first nothing is wrong');
set local timezone = 'Asia/Tokyo';
set local datestyle = 'SQL, DMY';
select is(tests.verified(), '{}', 'whatever the session is set to');

-- Rows

select is(
  tests.found($$ update public.audit_logs set changes = '{"after": {"name": "Nice"}}' where id = tests.link(7) $$),
  '{7 row_edited}', 'an edited row'
);
select is(
  tests.found($$ update public.audit_logs set user_agent = '' where id = tests.link(7) $$, 'select tests.verified(5, 9)'),
  '{7 row_edited}', 'in its page'
);
select is(
  tests.found($$ update public.audit_logs set user_agent = '' where id = tests.link(7) $$, 'select tests.verified(8)'),
  '{}', 'not in another'
);
select is_empty(
  $$ select c.column_name from information_schema.columns as c
     where c.table_schema = 'public' and c.table_name = 'audit_logs' and c.column_name <> all(
       array(select jsonb_object_keys(private.audit_record(a)) from (select * from public.audit_logs limit 1) as a)
     ) $$,
  'the digest covers every column'
);
select is(
  tests.found($$ delete from public.audit_logs where id = tests.link(7) $$), '{7 row_removed}', 'a removed row'
);
select is(
  tests.found($$ update private.audit_chain set salt = null where audit_log_id = tests.link(7) $$),
  '{7 row_erased_without_record}', 'an erasure that nobody wrote down'
);
select is(
  tests.found($$
    with pair as (select * from public.audit_logs where id in (tests.link(7), tests.link(12)))
    update public.audit_logs as a set changes = p.changes from pair as p
    where a.id in (tests.link(7), tests.link(12)) and p.id <> a.id
  $$),
  array['7 row_edited', '12 row_edited'], 'two rows that changed what they say'
);

-- Links

select is(
  tests.found($$ delete from private.audit_chain where tenant_id = tests.id('acme') and sequence between 7 and 8 $$),
  '{7 link_removed}', 'removed links'
);
select is(
  tests.found(
    $$ delete from private.audit_chain where tenant_id = tests.id('acme') and sequence between 7 and 8 $$,
    'select tests.verified(9)'
  ),
  '{7 link_removed}', 'by the page after them'
);
select is(
  (tests.found($$
    delete from private.audit_chain where tenant_id = tests.id('acme') and sequence between 7 and 8;
    update private.audit_chain set sequence = sequence - 2 where tenant_id = tests.id('acme') and sequence > 8
  $$))[1],
  '7 link_edited', 'that others took their numbers does not hide it'
);
select is(
  tests.found($$ delete from private.audit_chain where tenant_id = tests.id('acme') and sequence = 1 $$),
  '{1 link_removed}', 'the first link removed'
);
select is(
  tests.found($$
    update private.audit_chain set sequence = -7 where tenant_id = tests.id('acme') and sequence = 7;
    update private.audit_chain set sequence = 7 where tenant_id = tests.id('acme') and sequence = 8;
    update private.audit_chain set sequence = 8 where tenant_id = tests.id('acme') and sequence = -7
  $$),
  array['7 link_moved', '8 link_moved'], 'two links that changed places'
);
select is(
  tests.found(
    $$
      update private.audit_chain set sequence = -7 where tenant_id = tests.id('acme') and sequence = 7;
      update private.audit_chain set sequence = 7 where tenant_id = tests.id('acme') and sequence = 8;
      update private.audit_chain set sequence = 8 where tenant_id = tests.id('acme') and sequence = -7
    $$,
    $$ select array_agg(f ->> 'detail') from jsonb_array_elements(private.verify_audit_chain(tests.id('acme'), 1, null, null, null) -> 'faults') as f $$
  ),
  array['It was link 8.', 'It was link 7.'], 'and where they were'
);
select is(
  tests.found($$
    with pair as (select * from private.audit_chain where tenant_id = tests.id('acme') and sequence in (7, 12))
    update private.audit_chain as c set digest = p.digest, salt = p.salt
    from pair as p where p.sequence = 19 - c.sequence and c.tenant_id = p.tenant_id and c.sequence in (7, 12)
  $$),
  array['7 link_edited', '7 row_edited', '12 link_edited', '12 row_edited'], 'what a link says of its row'
);
select is(
  tests.found($$ update private.audit_chain set hash = sha256('x') where audit_log_id = tests.link(7) $$),
  array['7 link_edited', '8 link_edited'], 'an edited hash, from both sides'
);
select is(
  tests.found($$ update private.audit_chain set sealed_at = sealed_at - interval '1 microsecond' where audit_log_id = tests.link(7) $$),
  '{7 link_edited}', 'when it was sealed'
);
select is(
  (tests.found($$
    update private.audit_chain set sequence = sequence + 1000 where tenant_id = tests.id('acme') and sequence >= 7;
    insert into private.audit_chain
    select tenant_id, 7, tests.id('forged'), uuid_send(gen_random_uuid()), sha256('x'), sha256('y'), sealed_at
    from private.audit_chain where tenant_id = tests.id('acme') and sequence = 6;
    update private.audit_chain set sequence = sequence - 999 where tenant_id = tests.id('acme') and sequence >= 1000
  $$))[1:2],
  array['7 link_edited', '7 row_removed'], 'a link inserted between others'
);

-- Rows that nobody noted

select is(
  tests.found($$
    insert into public.audit_logs (id, tenant_id, action, resource_type, created_at)
    select tests.id('forged'), tenant_id, 'DELETE', 'prompt', created_at from public.audit_logs where id = tests.link(7)
  $$),
  '{}', 'a row that was inserted is in no chain'
);
select is(
  tests.found(
    $$
      insert into public.audit_logs (id, tenant_id, action, resource_type, created_at)
      select tests.id('forged'), tenant_id, 'DELETE', 'prompt', created_at from public.audit_logs where id = tests.link(7)
    $$,
    $$ select array_agg(concat_ws(' ', f ->> 'audit_log_id', f ->> 'fault'))
       from jsonb_array_elements(public.verify_audit_rows(tests.id('acme')) -> 'faults') as f $$
  ),
  array[tests.id('forged') || ' row_inserted'], 'it is found from the other side'
);
select is(
  (public.verify_audit_rows(tests.id('acme'), p_limit => 1) ->> 'next')::timestamptz, now(),
  'which goes on after the last time that it saw'
);
select is(public.verify_audit_rows(tests.id('acme'), now()) -> 'next', 'null', 'until there is none');

-- Rows that wait to be sealed

select is(
  tests.found($$ update public.audit_logs set user_id = tests.id('bob') where id = tests.next_unsealed() $$),
  '{row_edited}', 'a row that is edited before it is sealed'
);
select is(
  tests.found(
    $$ update public.audit_logs set user_id = tests.id('bob') where id = tests.next_unsealed() $$,
    $$ select tests.verified() from private.seal_audit(9) $$
  ),
  array[(select sequence + 1 from head) || ' row_edited'], 'and after it is sealed'
);
select is(
  tests.found($$ delete from public.audit_logs where id = tests.next_unsealed() $$), '{row_removed}', 'one that is removed'
);

-- The tail

select is(
  tests.found(
    $$ delete from private.audit_chain where tenant_id = tests.id('acme') and sequence > 9 $$,
    $$ select tests.verified() || (
         private.verify_audit_chain(tests.id('acme'), 1, null, sequence, hash) #>> '{faults,0,fault}'
       ) from head $$
  ),
  '{tail_cut}', 'a chain whose tail is cut looks whole, but not to who knows a head of it'
);
select is(
  private.verify_audit_chain(tests.id('acme'), 1, null, sequence, repeat('ab', 32)) #>> '{faults,0,fault}',
  'head_differs', 'nor does one that was made anew'
) from head;
select is(
  private.verify_audit_chain(tests.id('acme'), 1, null, c.sequence, encode(c.hash, 'hex')) -> 'faults', '[]',
  'a head that was known once is found in a chain that went on'
) from private.audit_chain as c where c.audit_log_id = tests.link(9);

select * from finish();
rollback;
