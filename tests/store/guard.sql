-- Stands in every database of a test's server: a transaction that writes a row of an enterprise which it has not entered
-- (db_enter) fails, for nothing would keep another from writing there at the same time. Held to it are our programs, but where
-- they fill a base in the making (db_make) and nobody else is, or have the whole table to themselves (a migration).

CREATE SCHEMA guard;

GRANT USAGE ON SCHEMA guard TO PUBLIC;

CREATE FUNCTION guard.is_alone(locked regclass) RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation = locked AND mode = 'AccessExclusiveLock' AND granted)
$$;

CREATE FUNCTION guard.check_entered(enterprise bigint, written regclass, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entered text := coalesce(current_setting('ukrcrm.entered', true), '');
BEGIN
    IF current_setting('application_name') NOT LIKE 'ukrcrm%' THEN
        RETURN;
    END IF;
    IF enterprise <> ALL (string_to_array(entered, ',')::bigint[]) AND (SELECT version FROM public.ukrcrm_schema) > 0
       AND NOT guard.is_alone(written) THEN
        RAISE EXCEPTION '% of enterprise %, where the transaction has entered {%}', what, enterprise, entered;
    END IF;
END $$;

CREATE FUNCTION guard.check_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM guard.check_entered(OLD.enterprise_id, TG_RELID, TG_OP || ' in ' || TG_TABLE_NAME);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM guard.check_entered(NEW.enterprise_id, TG_RELID, TG_OP || ' in ' || TG_TABLE_NAME);
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

-- A new one nobody else can see yet.
CREATE FUNCTION guard.check_enterprise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM guard.check_entered(OLD.id, TG_RELID, TG_OP || ' in enterprise');
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION guard.watch_table() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT objid::regclass AS name FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = made.name AND attname = 'enterprise_id') THEN
            EXECUTE format('CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON %s '
                           'FOR EACH ROW EXECUTE FUNCTION guard.check_row()', made.name);
        ELSIF made.name::text = 'enterprise' THEN
            EXECUTE format('CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON %s '
                           'FOR EACH ROW EXECUTE FUNCTION guard.check_enterprise()', made.name);
        END IF;
    END LOOP;
END $$;

CREATE EVENT TRIGGER watch_table ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION guard.watch_table();
