#include "postgres.h"
#include "schema.h"

/* ukrcrm_know (): only the owner of a table may have the planner's statistics made.
 *
 * A session's settings: ukrcrm.person is who reads (db_set_person), ukrcrm.entered where the open
 * transaction writes (db_enter). ukrcrm_sees () looks up the memberships of others than the role
 * may see, so it does that as the owner; ukrcrm_of_person () comes with db_grant. */
const char *const postgres_preamble = SQL(
    "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"
    "CREATE TABLE " POSTGRES_BASE_TABLE " (one boolean PRIMARY KEY DEFAULT true CHECK (one), "
    "version bigint NOT NULL);\n"
    "CREATE FUNCTION ukrcrm_only_grows () RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME "
    "USING ERRCODE = 'insufficient_privilege'; END $$;\n"
    "CREATE TABLE ukrcrm_mark (session text PRIMARY KEY, number bigint NOT NULL, "
    "at timestamptz NOT NULL);\n"
    "CREATE FUNCTION ukrcrm_mark (mine text, next bigint) RETURNS void LANGUAGE plpgsql "
    "SECURITY DEFINER SET search_path = public, pg_temp AS $$\n"
    "BEGIN IF next = 1 THEN DELETE FROM ukrcrm_mark WHERE session IN (SELECT session "
    "FROM ukrcrm_mark WHERE at < now () - interval '1 day' FOR UPDATE SKIP LOCKED); END IF;\n"
    "INSERT INTO ukrcrm_mark VALUES (mine, next, now ()) ON CONFLICT (session) "
    "DO UPDATE SET number = excluded.number, at = excluded.at; END $$;\n"
    "CREATE FUNCTION ukrcrm_outcome (mine text, last bigint) RETURNS boolean LANGUAGE sql "
    "SECURITY DEFINER SET search_path = public, pg_temp AS $$\n"
    "INSERT INTO ukrcrm_mark VALUES (mine, 0, now ()) ON CONFLICT (session) "
    "DO UPDATE SET at = excluded.at RETURNING number = last $$;\n"
    "CREATE FUNCTION ukrcrm_know (one regclass) RETURNS void LANGUAGE plpgsql "
    "SECURITY DEFINER SET search_path = public, pg_temp AS $$\n"
    "BEGIN IF pg_relation_size (one) > 2 * (SELECT greatest (relpages, 1) FROM pg_class "
    "WHERE oid = one) * current_setting ('block_size')::bigint THEN "
    "EXECUTE format ('ANALYZE %s', one); END IF; END $$;\n"
    "CREATE FUNCTION ukrcrm_entered () RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$\n"
    "SELECT string_to_array (coalesce (current_setting ('" POSTGRES_ENTERED "', true), ''), ',')"
    "::bigint[] $$;\n"
    "CREATE FUNCTION ukrcrm_sees () RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE "
    "SECURITY DEFINER SET search_path = public, pg_temp AS $$\n"
    "DECLARE person text := nullif (current_setting ('ukrcrm.person', true), '');\n"
    "BEGIN RETURN ARRAY (SELECT 0 UNION ALL "
    "SELECT * FROM ukrcrm_of_person (coalesce (person, '0')::bigint)) || ukrcrm_entered (); END $$;\n"
    "CREATE FUNCTION ukrcrm_enter_new () RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN PERFORM set_config ('" POSTGRES_ENTERED "', concat_ws (',', "
    "nullif (current_setting ('" POSTGRES_ENTERED "', true), ''), NEW.id), true); "
    "RETURN NEW; END $$;\n");
