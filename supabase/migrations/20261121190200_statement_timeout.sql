-- Statements of the service end after thirty seconds, whoever waits for them. Signed-in users have eight and strangers
-- three, as hosted Supabase sets them; without this the service would have what `authenticator` has, which is eight and
-- too little for sweeping and counting. PostgREST applies the setting of the role that it becomes, for the transaction.

set lock_timeout = '5s';
set statement_timeout = '60s';

alter role service_role set statement_timeout = '30s';
notify pgrst, 'reload config';
