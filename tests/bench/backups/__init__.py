"""A backup and a restore beside what a shell would do: `pg_dump | zstd`, `zstd -d | pg_restore`."""
