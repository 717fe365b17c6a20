-- Audit that can be proved: each tenant's audit rows are links of a chain of hashes.
--
-- Whoever writes an audit row waits for nobody: a trigger notes a salted digest of it in audit_unsealed, in the same
-- transaction. Shortly after, seal_audit moves what is noted into audit_chain, tenant by tenant, in the order in which
-- it was noted: a link has the tenant's next number and a hash over the link before it. What commits late is sealed
-- late, and never missed, for what is not sealed yet is a row of its own.
--
--   salt          16 random bytes
--   digest        SHA-256 of the salt and the UTF-8 text of private.audit_record
--   hash          SHA-256 of the hash before (32 zero bytes before the first), tenant (16 bytes), number (8),
--                 audit row (16), digest (32), sealing time (8: microseconds since 2000-01-01 UTC)
--
-- A chain holds digests alone. On a lawful request the payload of an audit row and its salt are erased: the digest that
-- is left tells nothing, and the chain stays whole.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- =========================================================================================================== tables

-- No foreign keys on these: they outlive what they tell of, and no check shall lock a row for a writer.
create table private.audit_unsealed (
  tenant_id uuid not null,
  number bigint not null generated always as identity,
  audit_log_id uuid not null,
  salt bytea,
  digest bytea,
  noted_at timestamptz not null default now(),
  primary key (tenant_id, number),
  constraint audit_unsealed_salt_and_digest_come_together check (
    (salt is null) = (digest is null) and octet_length(salt) = 16 and octet_length(digest) = 32
  )
)
-- Rows stay for seconds: what they leave behind is cleared away often.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
comment on table private.audit_unsealed is
'Audit rows that are not in their tenant''s chain yet, for seconds. Rows go when they are sealed, no other way.';
comment on column private.audit_unsealed.number is 'The order of sealing. Has gaps where a transaction was undone.';
comment on column private.audit_unsealed.digest is
'Null for a row that is older than the chain, until it is sealed.';

create table private.audit_chain (
  tenant_id uuid not null,
  sequence bigint not null,
  audit_log_id uuid not null,
  salt bytea,
  digest bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, sequence),
  constraint audit_chain_seals_a_row_once unique (audit_log_id),
  constraint audit_chain_sequence_starts_at_one check (sequence >= 1),
  constraint audit_chain_has_sha256 check (
    octet_length(salt) = 16 and octet_length(digest) = 32 and octet_length(hash) = 32
  )
);
comment on table private.audit_chain is
'One link for each sealed audit row, numbered in each tenant without gaps. Append-only; only a salt may be erased.';
comment on column private.audit_chain.salt is 'Null: the payload of the audit row was erased.';
comment on column private.audit_chain.hash is 'Over the link before, this one''s number, audit row, digest and time.';

create table private.audit_erasures (
  audit_log_id uuid primary key,
  tenant_id uuid not null,
  erased_by uuid not null,
  erased_at timestamptz not null default now(),
  record_id uuid not null
);
comment on table private.audit_erasures is
'Audit rows whose payload was erased. A row here is what lets the payload and the salt go. Append-only.';
comment on column private.audit_erasures.record_id is 'The audit row that says so: action ERASE, in the same chain.';

alter table private.purged_tenants add column chain_sequence bigint;
alter table private.purged_tenants add column chain_hash bytea;
comment on column private.purged_tenants.chain_sequence is 'Number of the last link of the tenant''s audit chain.';
comment on column private.purged_tenants.chain_hash is 'Hash of that link.';

-- ================================================================================================ functions: hashes

create function private.audit_record(p_row public.audit_logs)
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_row.id, 'tenant_id', p_row.tenant_id, 'user_id', p_row.user_id, 'action', p_row.action,
    'resource_type', p_row.resource_type, 'resource_id', p_row.resource_id, 'changes', p_row.changes,
    'metadata', p_row.metadata, 'ip_address', p_row.ip_address, 'user_agent', p_row.user_agent,
    'created_at', p_row.created_at at time zone 'UTC'
  );
end
$$;
comment on function private.audit_record is
'An audit row as its digest covers it: all columns, the time in UTC without an offset. What a setting of the session '
'could change has no part in it.';

create function private.audit_digest(p_row public.audit_logs, p_salt bytea)
returns bytea
language plpgsql immutable
set search_path = ''
as $$
begin
  return sha256(p_salt || convert_to(private.audit_record(p_row)::text, 'UTF8'));
end
$$;
comment on function private.audit_digest is 'SHA-256 of the salt and the text of the audit row.';

create function private.audit_hash(
  p_previous bytea, p_tenant_id uuid, p_sequence bigint, p_audit_log_id uuid, p_digest bytea, p_sealed_at timestamptz
)
returns bytea
language plpgsql immutable
set search_path = ''
as $$
begin
  return sha256(
    coalesce(p_previous, decode(repeat('00', 32), 'hex')) || uuid_send(p_tenant_id) || int8send(p_sequence)
    || uuid_send(p_audit_log_id) || p_digest || timestamptz_send(p_sealed_at)
  );
end
$$;
comment on function private.audit_hash is 'The hash of a link of an audit chain. p_previous is null before the first.';

-- ============================================================================================== functions: triggers

create function private.note_audit_row()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_salt bytea := uuid_send(gen_random_uuid());
begin
  insert into private.audit_unsealed (tenant_id, audit_log_id, salt, digest)
  values (
    -- As private.audit_digest does; this is on every writer's way.
    new.tenant_id, new.id, v_salt, sha256(v_salt || convert_to(private.audit_record(new)::text, 'UTF8'))
  );
  return null;
end
$$;
comment on function private.note_audit_row is 'Notes a digest of a new audit row, to be sealed.';

create function private.erased_audit_row(p_row public.audit_logs)
returns public.audit_logs
language plpgsql immutable
set search_path = ''
as $$
begin
  p_row.user_id := null;
  p_row.resource_id := null;
  p_row.changes := '{}';
  p_row.metadata := '{}';
  p_row.ip_address := null;
  p_row.user_agent := null;
  return p_row;
end
$$;
comment on function private.erased_audit_row is 'What an erasure leaves of an audit row.';

create function private.refuse_change_but_erasure()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new = private.erased_audit_row(old)
    and exists (select from private.audit_erasures as e where e.audit_log_id = old.id) then
    return new;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;
comment on function private.refuse_change_but_erasure is
'Keeps audit rows as they are, for every role; lets an erasure through that is written down.';

create function private.refuse_change_but_forgetting()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.salt is null
    and exists (select from private.audit_erasures as e where e.audit_log_id = old.audit_log_id) then
    old.salt := null;
    if new = old then
      return new;
    end if;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;
comment on function private.refuse_change_but_forgetting is
'Keeps the links of the audit chains as they are, for every role; lets the salt of an erased row go.';

create function private.refuse_losing_unsealed()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from private.audit_chain as c where c.audit_log_id = old.audit_log_id) then
      return old;
    end if;
  end if;
  raise sqlstate 'PT409' using message = format('%s on %s is refused: its rows are to be sealed.', tg_op, tg_table_name);
end
$$;
comment on function private.refuse_losing_unsealed is 'An unsealed audit row goes when it is sealed, for every role.';

create function private.audit_end_of_execution()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Not by write_audit_log: the request is the worker's, its address and program tell nothing.
  insert into public.audit_logs (tenant_id, action, resource_type, resource_id, changes)
  values (
    new.tenant_id, 'END', 'execution', new.id,
    jsonb_build_object('after', jsonb_build_object(
      'status', new.status, 'validation_status', new.validation_status, 'model', new.model,
      'cost_usd', trim_scale(new.cost_usd)::text, 'cost_is_complete', new.cost_is_complete
    ))
  );
  return null;
end
$$;
comment on function private.audit_end_of_execution is
'END when an execution has ended, whoever ended it: with its status, model and cost as they are final.';

create function private.audit_adjustment()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.audit_logs (tenant_id, action, resource_type, resource_id, changes)
  values (
    new.tenant_id, 'ADJUST', 'cost', new.id,
    jsonb_build_object('after', jsonb_build_object(
      'purpose', new.purpose, 'reference_id', new.reference_id, 'model', new.model,
      'cost_usd', trim_scale(new.cost_usd)::text, 'reason', new.error, 'corrects_id', new.corrects_id
    ))
  );
  return null;
end
$$;
comment on function private.audit_adjustment is 'ADJUST when the ledger is set right: by how much, of what, and why.';

-- =============================================================================================== functions: sealing

create function private.audit_lock(p_tenant_id uuid)
returns bigint
language plpgsql immutable
set search_path = ''
as $$
begin
  return uuid_hash_extended(p_tenant_id, 406);
end
$$;
comment on function private.audit_lock is
'The advisory lock of whoever seals a tenant''s audit rows. Those who write them never take it.';

create function private.seal_tenant_audit(p_tenant_id uuid, p_limit integer)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_row record;
  v_sequence bigint;
  v_hash bytea;
  v_sealed_at timestamptz := clock_timestamp();
  v_numbers bigint[] := array[]::bigint[];
begin
  select c.sequence, c.hash, greatest(c.sealed_at, v_sealed_at) into v_sequence, v_hash, v_sealed_at
  from private.audit_chain as c
  where c.tenant_id = p_tenant_id
  order by c.sequence desc
  limit 1;
  v_sealed_at := coalesce(v_sealed_at, clock_timestamp());

  for v_row in
    select u.number, u.audit_log_id, k.salt, coalesce(u.digest, private.audit_digest(a, k.salt), k.none) as digest
    from private.audit_unsealed as u
    -- Only a row from before the chain has to be looked up.
    left join public.audit_logs as a on u.digest is null and a.id = u.audit_log_id
    cross join lateral (
      select coalesce(u.salt, uuid_send(gen_random_uuid())) as salt, decode(repeat('00', 32), 'hex') as none
    ) as k
    where u.tenant_id = p_tenant_id
    order by u.number
    limit p_limit
  loop
    v_sequence := coalesce(v_sequence, 0) + 1;
    v_hash := private.audit_hash(v_hash, p_tenant_id, v_sequence, v_row.audit_log_id, v_row.digest, v_sealed_at);
    insert into private.audit_chain (tenant_id, sequence, audit_log_id, salt, digest, hash, sealed_at)
    values (p_tenant_id, v_sequence, v_row.audit_log_id, v_row.salt, v_row.digest, v_hash, v_sealed_at);
    v_numbers := v_numbers || v_row.number;
  end loop;

  delete from private.audit_unsealed as u where u.tenant_id = p_tenant_id and u.number = any(v_numbers);
  return cardinality(v_numbers);
end
$$;
comment on function private.seal_tenant_audit is
'Seals the oldest unsealed audit rows of a tenant, at most p_limit; returns how many. The caller holds audit_lock.';

create function private.seal_audit(p_limit integer)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  -- Begins anywhere and takes turns, so that no tenant waits for another's many rows.
  v_tenant_id uuid := gen_random_uuid();
  v_sealed integer := 0;
  v_before integer := -1;
begin
  while v_sealed < p_limit loop
    select u.tenant_id into v_tenant_id
    from private.audit_unsealed as u
    where u.tenant_id > v_tenant_id
    order by u.tenant_id
    limit 1;
    if not found then
      -- A whole round, and nothing in it.
      exit when v_sealed = v_before;
      v_before := v_sealed;
      v_tenant_id := '00000000-0000-0000-0000-000000000000';
    elsif pg_try_advisory_xact_lock(private.audit_lock(v_tenant_id)) then
      v_sealed := v_sealed + private.seal_tenant_audit(v_tenant_id, least(p_limit - v_sealed, 1000));
    end if;
    -- Otherwise somebody else is at it: they seal what we would.
  end loop;
  return v_sealed;
end
$$;

-- ============================================================================================= functions: verifying

create function private.require_auditor(p_tenant_id uuid)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if auth.role() = 'service_role' or exists (
    select from private.operators as o join public.users as u on u.id = o.user_id
    where o.user_id = auth.uid() and u.is_active
  ) then
    return;
  end if;
  perform private.require_role(p_tenant_id, 'ADMIN');
end
$$;
comment on function private.require_auditor is
'An ADMIN of the tenant, an operator or the service; else raises as require_role does.';

create function private.audit_erasure_is_recorded(p_audit_log_id uuid)
returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from private.audit_erasures as e
    join public.audit_logs as a on a.id = e.record_id
    where e.audit_log_id = p_audit_log_id and a.tenant_id = e.tenant_id and a.action = 'ERASE'
      and a.changes #> '{after,audit_log_ids}' ? p_audit_log_id::text
  )
$$;
comment on function private.audit_erasure_is_recorded is 'An audit row says that this one''s payload was erased.';

create function private.audit_chain_faults(p_tenant_id uuid, p_from bigint, p_to bigint)
returns table (sequence bigint, audit_log_id uuid, fault text, detail text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  with links as materialized (
    select
      c.sequence, c.audit_log_id, c.salt, c.digest, c.hash, c.sealed_at,
      lag(c.sequence) over (order by c.sequence) as before, lag(c.hash) over (order by c.sequence) as previous
    from private.audit_chain as c
    where c.tenant_id = p_tenant_id and c.sequence <= p_to and c.sequence >= coalesce((
      -- The link before the first is what the first follows from.
      select max(b.sequence) from private.audit_chain as b where b.tenant_id = p_tenant_id and b.sequence < p_from
    ), p_from)
  ),

  -- After a gap nothing can be said about a hash.
  broken as materialized (
    select l.*
    from links as l
    where l.sequence >= p_from and coalesce(l.before, 0) = l.sequence - 1
      and l.hash <> private.audit_hash(l.previous, p_tenant_id, l.sequence, l.audit_log_id, l.digest, l.sealed_at)
    order by l.sequence
    limit 100
  ),

  -- A broken link may be a whole one in another place: tried with the numbers of the broken ones, after their
  -- neighbours. Not where there are many, for then it is not one that was moved.
  moved as (
    select b.sequence, w.sequence as was
    from broken as b
    cross join broken as w
    cross join links as n
    where (select count(*) from broken) <= 10
      and n.sequence in (select x.sequence + d.step from broken as x cross join (values (-1), (0)) as d (step))
      and b.hash = private.audit_hash(n.hash, p_tenant_id, w.sequence, b.audit_log_id, b.digest, b.sealed_at)
    union
    select b.sequence, 1
    from broken as b
    where b.hash = private.audit_hash(null, p_tenant_id, 1, b.audit_log_id, b.digest, b.sealed_at)
  )

  select
    coalesce(l.before, 0) + 1, null::uuid, 'link_removed',
    format('Links %s to %s are not there.', coalesce(l.before, 0) + 1, l.sequence - 1)
  from links as l
  where l.sequence >= p_from and coalesce(l.before, 0) <> l.sequence - 1
  union all
  select
    b.sequence, b.audit_log_id,
    case when m.was is null then 'link_edited' else 'link_moved' end,
    case
      when m.was is null then 'Its hash does not follow from the link before and what it holds.'
      else format('It was link %s.', m.was)
    end
  from broken as b
  left join moved as m on m.sequence = b.sequence
  -- One that is only after another than before is not at fault itself.
  where m.was is distinct from b.sequence
  union all
  select
    l.sequence, l.audit_log_id,
    case
      when a.id is null then 'row_removed'
      when l.salt is null then 'row_erased_without_record'
      else 'row_edited'
    end,
    case
      when a.id is null then 'The audit row is not there any more.'
      when l.salt is null then 'Its payload is gone, and no audit row says why.'
      else 'The audit row is not what was sealed.'
    end
  from links as l
  left join public.audit_logs as a on a.id = l.audit_log_id
  where l.sequence >= p_from and case
    when a.id is null then true
    when l.salt is null then not private.audit_erasure_is_recorded(a.id) or a <> private.erased_audit_row(a)
    else private.audit_digest(a, l.salt) <> l.digest
  end
  order by 1, 3;
end
$$;
comment on function private.audit_chain_faults is
'What is wrong with the links p_from to p_to of a tenant''s audit chain and with the audit rows that they seal. What '
'fault says: see verify_audit_chain.';

create function private.audit_unsealed_faults(p_tenant_id uuid, p_limit integer)
returns table (sequence bigint, audit_log_id uuid, fault text, detail text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    null::bigint, u.audit_log_id, case when a.id is null then 'row_removed' else 'row_edited' end,
    case
      when a.id is null then 'The audit row, not sealed yet, is not there any more.'
      else 'The audit row, not sealed yet, is not what was written.'
    end
  from (
    select * from private.audit_unsealed as u where u.tenant_id = p_tenant_id order by u.number limit p_limit
  ) as u
  left join public.audit_logs as a on a.id = u.audit_log_id
  where a.id is null or private.audit_digest(a, u.salt) <> u.digest;
end
$$;
comment on function private.audit_unsealed_faults is
'What is wrong with audit rows of a tenant that are not sealed yet, of the oldest p_limit.';

create function private.unchained_audit_rows(p_tenant_id uuid, p_after timestamptz, p_until timestamptz)
returns table (sequence bigint, audit_log_id uuid, fault text, detail text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    null::bigint, a.id, 'row_inserted', format('The audit row, dated %s, was never written down to be sealed.', a.created_at)
  from public.audit_logs as a
  where a.tenant_id = p_tenant_id and a.created_at > p_after and a.created_at <= p_until
    and not exists (select from private.audit_chain as c where c.audit_log_id = a.id)
    and not exists (
      select from private.audit_unsealed as u where u.tenant_id = p_tenant_id and u.audit_log_id = a.id
    )
  order by a.created_at, a.id;
end
$$;
comment on function private.unchained_audit_rows is
'Audit rows of a tenant, written after p_after up to p_until, that are in no chain and do not wait for it.';

create function private.audit_faults(p_tenant_id uuid)
returns table (sequence bigint, audit_log_id uuid, fault text, detail text)
language sql stable
set search_path = ''
as $$
  select * from private.audit_chain_faults(p_tenant_id, 1, 9223372036854775807)
  union all
  select * from private.audit_unsealed_faults(p_tenant_id, 2147483647)
  union all
  select * from private.unchained_audit_rows(p_tenant_id, '-infinity', 'infinity')
$$;
comment on function private.audit_faults is
'All that is wrong with a tenant''s audit log, in one go: for tests and for who has the database''s owner at hand.';

create function private.verify_audit_chain(
  p_tenant_id uuid, p_from bigint, p_to bigint, p_known_sequence bigint, p_known_hash text
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
  v_from bigint := greatest(coalesce(p_from, 1), 1);
  v_to bigint := least(coalesce(p_to, 9223372036854775807), v_from + 9999);
  v_last record;
  v_known text;
  v_faults jsonb;
  v_erased bigint;
begin
  perform private.require_auditor(v_tenant_id);
  select c.sequence, encode(c.hash, 'hex') as hash, c.sealed_at into v_last
  from private.audit_chain as c
  where c.tenant_id = v_tenant_id
  order by c.sequence desc
  limit 1;

  select
    coalesce(jsonb_agg(to_jsonb(f) order by f.sequence nulls last) filter (where f.n <= 100), '[]') into v_faults
  from (
    select x.*, row_number() over (order by x.sequence nulls last) as n
    from (
      select * from private.audit_chain_faults(v_tenant_id, v_from, v_to)
      union all
      select * from private.audit_unsealed_faults(v_tenant_id, 10000)
      where v_to >= coalesce(v_last.sequence, 0)
    ) as x
  ) as f;
  select count(*) into v_erased
  from private.audit_chain as c
  where c.tenant_id = v_tenant_id and c.sequence between v_from and v_to and c.salt is null;

  if p_known_sequence is not null then
    select encode(c.hash, 'hex') into v_known
    from private.audit_chain as c
    where c.tenant_id = v_tenant_id and c.sequence = p_known_sequence;
    if v_known is distinct from lower(p_known_hash) then
      v_faults := v_faults || jsonb_build_object(
        'sequence', p_known_sequence, 'audit_log_id', null,
        'fault', case when v_known is null then 'tail_cut' else 'head_differs' end,
        'detail', case
          when v_known is null then format('The chain had a link %s once.', p_known_sequence)
          else format('Link %s had another hash once.', p_known_sequence)
        end
      );
    end if;
  end if;

  return jsonb_build_object(
    'tenant_id', v_tenant_id, 'from', v_from, 'to', least(v_to, coalesce(v_last.sequence, 0)),
    'head', case
      when v_last.sequence is null then null
      else jsonb_build_object('sequence', v_last.sequence, 'hash', v_last.hash, 'sealed_at', v_last.sealed_at)
    end,
    'erased', v_erased, 'faults', v_faults,
    'next', case when v_to < least(coalesce(p_to, v_last.sequence), v_last.sequence) then v_to + 1 end
  );
end
$$;

create function private.verify_audit_rows(p_tenant_id uuid, p_after timestamptz, p_limit integer)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
  v_limit integer := least(greatest(coalesce(p_limit, 10000), 1), 10000);
  v_until timestamptz;
  v_rows bigint;
begin
  perform private.require_auditor(v_tenant_id);
  -- What was written in one transaction has one time, and belongs together.
  select max(a.created_at), count(*) into v_until, v_rows
  from (
    select a.created_at
    from public.audit_logs as a
    where a.tenant_id = v_tenant_id and a.created_at > coalesce(p_after, '-infinity')
    order by a.created_at
    fetch first (v_limit) rows with ties
  ) as a;
  return jsonb_build_object(
    'tenant_id', v_tenant_id, 'rows', v_rows,
    'faults', (
      select coalesce(jsonb_agg(to_jsonb(f)), '[]')
      from (
        select * from private.unchained_audit_rows(v_tenant_id, coalesce(p_after, '-infinity'), v_until) limit 100
      ) as f
    ),
    'next', case when v_rows >= v_limit then v_until end
  );
end
$$;

create function private.audit_chain_status(p_tenant_id uuid)
returns table (
  tenant_id uuid, sequence bigint, hash text, sealed_at timestamptz, unsealed bigint, oldest_unsealed_at timestamptz,
  delay_seconds numeric
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
begin
  perform private.require_auditor(v_tenant_id);
  return query
  select
    v_tenant_id, c.sequence, encode(c.hash, 'hex'), c.sealed_at, u.unsealed, u.oldest,
    round(coalesce(extract(epoch from now() - u.oldest), 0), 3)
  from (
    select count(*) as unsealed, min(u.noted_at) as oldest
    from private.audit_unsealed as u
    where u.tenant_id = v_tenant_id
  ) as u
  left join lateral (
    select c.sequence, c.hash, c.sealed_at
    from private.audit_chain as c
    where c.tenant_id = v_tenant_id
    order by c.sequence desc
    limit 1
  ) as c on true;
end
$$;

create function private.audit_chain_position(p_tenant_id uuid, p_before timestamptz)
returns bigint
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
  v_low bigint := 0;
  v_high bigint;
  v_middle bigint;
begin
  perform private.require_auditor(v_tenant_id);
  select coalesce(max(c.sequence), 0) into v_high from private.audit_chain as c where c.tenant_id = v_tenant_id;
  -- A link is never sealed before the one that it follows.
  while v_low < v_high loop
    v_middle := (v_low + v_high + 1) / 2;
    if exists (
      select from private.audit_chain as c
      where c.tenant_id = v_tenant_id and c.sequence = v_middle and c.sealed_at < p_before
    ) then
      v_low := v_middle;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return v_low;
end
$$;

create function private.export_audit(p_tenant_id uuid, p_after bigint, p_limit integer)
returns setof text
language plpgsql stable security definer rows 1000
set search_path = ''
as $$
declare
  v_tenant_id uuid := coalesce(p_tenant_id, private.current_tenant_id());
begin
  perform private.require_auditor(v_tenant_id);
  return query
  select jsonb_build_object(
    'sequence', c.sequence, 'audit_log_id', c.audit_log_id, 'sealed_at', c.sealed_at at time zone 'UTC',
    'salt', encode(c.salt, 'hex'), 'digest', encode(c.digest, 'hex'), 'hash', encode(c.hash, 'hex'),
    'row', case when a.id is not null then private.audit_record(a) end
  )::text
  from private.audit_chain as c
  left join public.audit_logs as a on a.id = c.audit_log_id
  where c.tenant_id = v_tenant_id and c.sequence > coalesce(p_after, 0)
  order by c.sequence
  limit least(greatest(coalesce(p_limit, 1000), 1), 1000);
end
$$;

-- ===================================================================================== functions: erasing and purging

create function private.erase_audit_payload(p_audit_log_ids uuid[], p_operator_id uuid, p_reason text)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant record;
  v_record_id uuid;
  v_erased integer := 0;
begin
  if not exists (select from private.operators as o where o.user_id = p_operator_id) then
    raise sqlstate 'PT403' using message = 'Only an operator erases what audit rows say.';
  end if;
  if coalesce(private.trimmed(p_reason), '') = '' or char_length(p_reason) > 500 then
    raise sqlstate 'PT400' using message = 'Say in at most 500 characters why: p_reason.';
  end if;
  for v_tenant in
    select a.tenant_id, array_agg(a.id order by a.id) as ids
    from public.audit_logs as a
    where a.id = any(p_audit_log_ids)
      and not exists (select from private.audit_erasures as e where e.audit_log_id = a.id)
    group by a.tenant_id
    order by a.tenant_id
  loop
    insert into public.audit_logs (tenant_id, user_id, action, resource_type, changes)
    values (
      v_tenant.tenant_id, p_operator_id, 'ERASE', 'audit_log',
      jsonb_build_object('after', jsonb_build_object('audit_log_ids', v_tenant.ids, 'reason', p_reason))
    )
    returning id into v_record_id;
    -- Only what is sealed is erased: its digest stays in the chain.
    perform pg_advisory_xact_lock(private.audit_lock(v_tenant.tenant_id));
    perform private.seal_tenant_audit(v_tenant.tenant_id, 2147483647);

    insert into private.audit_erasures (audit_log_id, tenant_id, erased_by, record_id)
    select i.id, v_tenant.tenant_id, p_operator_id, v_record_id
    from unnest(v_tenant.ids) as i (id);
    update public.audit_logs
    set user_id = null, resource_id = null, changes = '{}', metadata = '{}', ip_address = null, user_agent = null
    where id = any(v_tenant.ids);
    update private.audit_chain set salt = null where audit_log_id = any(v_tenant.ids);
    v_erased := v_erased + cardinality(v_tenant.ids);
  end loop;
  return v_erased;
end
$$;
comment on function private.erase_audit_payload is
'On a lawful request: what these audit rows say, and their salts, are gone for good; action, kind and time stay, and '
'so does the digest in the chain. An audit row says which and why, and for whom stays out of it. Granted to nobody: '
'run by the owner of the database.';

create or replace function private.purge_tenant(p_tenant_id uuid, p_operator_id uuid)
returns private.purged_tenants
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tombstone private.purged_tenants;
begin
  if not exists (select from private.operators as o where o.user_id = p_operator_id) then
    raise sqlstate 'PT403' using message = 'Only an operator purges a tenant.';
  end if;
  if not exists (select from public.tenants as t where t.id = p_tenant_id and t.deleted_at is not null) then
    raise sqlstate 'PT409' using message = 'Only a soft-deleted tenant is purged.';
  end if;
  perform private.write_audit_log(p_tenant_id, p_operator_id, 'PURGE', 'tenant', p_tenant_id, '{}');
  perform pg_advisory_xact_lock(private.audit_lock(p_tenant_id));
  perform private.seal_tenant_audit(p_tenant_id, 2147483647);
  insert into private.purged_tenants (
    tenant_id, purged_by, audit_log_count, last_audit_log_id, chain_sequence, chain_hash
  )
  select p_tenant_id, p_operator_id, c.sequence, c.audit_log_id, c.sequence, c.hash
  from private.audit_chain as c
  where c.tenant_id = p_tenant_id
  order by c.sequence desc
  limit 1
  returning * into v_tombstone;
  delete from public.tenants where id = p_tenant_id;
  return v_tombstone;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.seal_audit(p_limit integer default 1000) returns integer
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.seal_audit(p_limit);
end
$$;
comment on function public.seal_audit is
'Seals audit rows into the chains of their tenants, at most p_limit; returns how many. Safe to overlap: a tenant that '
'another call is sealing is left to it. Service only.';

create function public.verify_audit_chain(
  p_tenant_id uuid default null, p_from bigint default 1, p_to bigint default null,
  p_known_sequence bigint default null, p_known_hash text default null
)
returns jsonb
language sql stable security invoker set search_path = ''
as $$ select private.verify_audit_chain(p_tenant_id, p_from, p_to, p_known_sequence, p_known_hash) $$;
comment on function public.verify_audit_chain is
'Recomputes the links p_from to p_to of a tenant''s audit chain, at most 10,000 a call: {"from", "to", "head": '
'{"sequence", "hash", "sealed_at"}, "erased", "faults": [{"sequence", "audit_log_id", "fault", "detail"}], "next": '
'where to go on, or null}. Faults: row_edited, row_removed, row_erased_without_record, link_edited, link_moved, '
'link_removed; with a head that was known once also tail_cut, head_differs. At most 100 are named. ADMIN, operators '
'and the service.';

create function public.verify_audit_rows(
  p_tenant_id uuid default null, p_after timestamptz default '-infinity', p_limit integer default 10000
)
returns jsonb
language sql stable security invoker set search_path = ''
as $$ select private.verify_audit_rows(p_tenant_id, p_after, p_limit) $$;
comment on function public.verify_audit_rows is
'Looks for audit rows of a tenant that are in no chain and do not wait for it, page by page in the order of '
'created_at: {"rows", "faults": [{"audit_log_id", "fault": "row_inserted", "detail"}], "next": the p_after of the next '
'page, or null}. ADMIN, operators and the service.';

create function public.audit_chain_status(p_tenant_id uuid default null)
returns table (
  tenant_id uuid, sequence bigint, hash text, sealed_at timestamptz, unsealed bigint, oldest_unsealed_at timestamptz,
  delay_seconds numeric
)
language sql stable security invoker set search_path = ''
as $$ select * from private.audit_chain_status(p_tenant_id) $$;
comment on function public.audit_chain_status is
'The head of a tenant''s audit chain, how many rows are not sealed yet, and for how long the oldest of them has '
'waited. ADMIN, operators and the service.';

create function public.audit_chain_position(p_before timestamptz, p_tenant_id uuid default null) returns bigint
language sql stable security invoker set search_path = ''
as $$ select private.audit_chain_position(p_tenant_id, p_before) $$;
comment on function public.audit_chain_position is
'The number of the last link of a tenant''s audit chain that was sealed before then; 0 when there is none. ADMIN, '
'operators and the service.';

create function public.export_audit(
  p_tenant_id uuid default null, p_after bigint default 0, p_limit integer default 1000
)
returns setof text
language sql stable security invoker rows 1000 set search_path = ''
as $$ select private.export_audit(p_tenant_id, p_after, p_limit) $$;
comment on function public.export_audit is
'The links of a tenant''s audit chain after number p_after, each as the text of a JSON object with the audit row that '
'it seals: {"sequence", "audit_log_id", "sealed_at", "salt", "digest", "hash", "row"}; bytes in hex. At most 1,000 a '
'call. The text is to be kept as it is: its numbers are exact. ADMIN, operators and the service.';

-- ========================================================================================================= triggers

create trigger audit_logs_are_noted after insert on public.audit_logs
for each row execute function private.note_audit_row();
drop trigger audit_logs_are_append_only on public.audit_logs;
create trigger audit_logs_are_append_only before update on public.audit_logs
for each row execute function private.refuse_change_but_erasure();
create trigger audit_logs_are_not_deleted before delete on public.audit_logs
for each row execute function private.refuse_change();

create trigger audit_unsealed_is_kept before update or delete on private.audit_unsealed
for each row execute function private.refuse_losing_unsealed();
create trigger audit_unsealed_is_not_truncated before truncate on private.audit_unsealed
for each statement execute function private.refuse_losing_unsealed();

create trigger audit_chain_is_append_only before update on private.audit_chain
for each row execute function private.refuse_change_but_forgetting();
create trigger audit_chain_is_not_deleted before delete on private.audit_chain
for each row execute function private.refuse_change();
create trigger audit_chain_is_not_truncated before truncate on private.audit_chain
for each statement execute function private.refuse_change();

create trigger audit_erasures_are_append_only before update or delete on private.audit_erasures
for each row execute function private.refuse_change();
create trigger audit_erasures_are_not_truncated before truncate on private.audit_erasures
for each statement execute function private.refuse_change();

create trigger executions_audit_end after update of status on public.executions
for each row when (old.status in ('PENDING', 'RUNNING') and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
execute function private.audit_end_of_execution();
create trigger cost_tracking_audit_adjustment after insert on public.cost_tracking
for each row when (new.kind = 'ADJUSTMENT')
execute function private.audit_adjustment();

-- ================================================================================================= rows of before

-- Old rows are noted here, and hashed when they are sealed.
insert into private.audit_unsealed (tenant_id, audit_log_id)
select
  a.tenant_id,
  a.id
from public.audit_logs as a
order by a.created_at, a.id;

comment on table public.audit_logs is
'What was done, by whom, in the same transaction as the change. Append-only for everyone; sealed into a chain.';
comment on column public.audit_logs.action is
'CREATE, UPDATE, DELETE, RESTORE, PUBLISH, ARCHIVE, EXECUTE, CANCEL, END, ADJUST, PURGE, ERASE, and those of a domain.';

-- =========================================================================================================== grants

revoke all on all functions in schema private from public, anon;

revoke all on function public.seal_audit(integer), public.audit_chain_status(uuid),
public.verify_audit_chain(uuid, bigint, bigint, bigint, text), public.verify_audit_rows(uuid, timestamptz, integer),
public.audit_chain_position(timestamptz, uuid), public.export_audit(uuid, bigint, integer)
from public, anon, authenticated, service_role;

grant execute on function public.seal_audit(integer), private.seal_audit(integer) to service_role;
grant execute on function public.audit_chain_status(uuid), private.audit_chain_status(uuid)
to authenticated, service_role;
grant execute on function public.verify_audit_chain(uuid, bigint, bigint, bigint, text) to authenticated, service_role;
grant execute on function private.verify_audit_chain(uuid, bigint, bigint, bigint, text)
to authenticated, service_role;
grant execute on function public.verify_audit_rows(uuid, timestamptz, integer) to authenticated, service_role;
grant execute on function private.verify_audit_rows(uuid, timestamptz, integer) to authenticated, service_role;
grant execute on function public.audit_chain_position(timestamptz, uuid) to authenticated, service_role;
grant execute on function private.audit_chain_position(uuid, timestamptz) to authenticated, service_role;
grant execute on function public.export_audit(uuid, bigint, integer) to authenticated, service_role;
grant execute on function private.export_audit(uuid, bigint, integer) to authenticated, service_role;

-- What keys may ask for.
insert into private.api_key_paths (path, read_scope, write_scope)
values
('rpc/verify_audit_chain', 'audit:read', 'audit:read'),
('rpc/verify_audit_rows', 'audit:read', 'audit:read'),
('rpc/audit_chain_status', 'audit:read', 'audit:read'),
('rpc/audit_chain_position', 'audit:read', 'audit:read'),
('rpc/export_audit', 'audit:read', 'audit:read');
