-- Undoes 20261121190200_statement_timeout.sql: nothing that is kept is lost.
-- Afterwards: supabase migration repair --status reverted 20261121190200

set lock_timeout = '5s';
set statement_timeout = '60s';

alter role service_role reset statement_timeout;
notify pgrst, 'reload config';
