/** The least that the watchdog needs. It reads, and nothing else. */
export const LOGIN_SQL = `-- Once per cluster, as a superuser on its primary: standbys get it by replication.
-- The watchdog only reads. Give it a password (\\password postgres_ha_watchdog), or a client certificate.
create role postgres_ha_watchdog login connection limit 10;

-- Followers, receivers, and who else is connected: without it roles are known, and little more.
grant pg_monitor to postgres_ha_watchdog;

-- When postmaster.pid was written, by which a shutdown is seen at once; without it a connection is made for that, each second to each
-- member. It also lets this login ask for the size and age of any file that the server may see.
grant execute on function pg_stat_file(text, boolean) to postgres_ha_watchdog;

-- It is not made read-only by default: the watchdog reads that setting to say of a primary that it is. A default that ends idle
-- sessions is overruled by the watchdog itself.

-- Histories: asked of a walsender, which needs this attribute and a line in pg_hba.conf:
--   hostssl postgres postgres_ha_watchdog <address of the watchdog>/32 scram-sha-256
alter role postgres_ha_watchdog replication;

-- Commits past a fork, PostgreSQL 15 and later. Without it losses are estimated, not counted.
-- In the database that the connection strings name:
create extension if not exists pg_walinspect;
grant execute on function pg_get_wal_records_info(pg_lsn, pg_lsn) to postgres_ha_watchdog;
grant execute on function pg_get_wal_record_info(pg_lsn) to postgres_ha_watchdog;

-- PostgreSQL 16 and later: a slot for the watchdog when all others are taken.
-- reserved_connections = 3
-- grant pg_use_reserved_connections to postgres_ha_watchdog;
`;
