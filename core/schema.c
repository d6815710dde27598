#include "schema.h"

const char schema_sql[] =
#include "schema.inc"
    ;

const DbMigration schema_migrations[] = {
    {2, "letters accepted for people whom a restored base lacks",
     SQL("CREATE TABLE stray_acceptance (\n"
         "    enterprise_id INTEGER NOT NULL,\n"
         "    id INTEGER NOT NULL,\n"
         "    campaign_id INTEGER NOT NULL,\n"
         "    letter_id INTEGER NOT NULL,\n"
         "    run INTEGER NOT NULL CHECK (run >= 1),\n"
         "    address TEXT NOT NULL CHECK (address <> ''),\n"
         "    address_key TEXT NOT NULL CHECK (address_key <> ''),\n"
         "    message_id TEXT NOT NULL CHECK (message_id <> ''),\n"
         "    accepted_at INTEGER NOT NULL,\n"
         "    reply TEXT NOT NULL DEFAULT '',\n"
         "    unsubscribe_hash TEXT,\n"
         "    PRIMARY KEY (enterprise_id, id),\n"
         "    UNIQUE (enterprise_id, campaign_id, letter_id, run, address_key),\n"
         "    UNIQUE (unsubscribe_hash),\n"
         "    FOREIGN KEY (enterprise_id, campaign_id) REFERENCES campaign (enterprise_id, id),\n"
         "    FOREIGN KEY (enterprise_id, letter_id) REFERENCES letter (enterprise_id, id)\n"
         ");\n")},
    /* Nothing has written to digest before. */
    {3, "work on tasks, and mail about them",
     SQL("CREATE INDEX client_by_merge ON client (enterprise_id, merged_into) "
         "WHERE merged_into IS NOT NULL;\n"
         "CREATE INDEX task_open ON task (enterprise_id, due_at, id) "
         "WHERE archived_at IS NULL AND closed_at IS NULL;\n"
         "CREATE UNIQUE INDEX task_by_previous ON task (enterprise_id, previous_id) "
         "WHERE previous_id IS NOT NULL;\n"
         "CREATE INDEX task_open_by_assignee ON task (enterprise_id, assignee_id, due_on, "
         "snoozed_until) WHERE archived_at IS NULL AND closed_at IS NULL;\n"
         "DROP INDEX delivery_service_due;\n"
         "CREATE INDEX delivery_service_due ON delivery (next_at, id) "
         "WHERE kind IN ('service', 'alarm') AND state IN ('queued', 'deferred');\n"
         "CREATE INDEX delivery_digest_due ON delivery (next_at, id) "
         "WHERE kind = 'digest' AND state IN ('queued', 'deferred');\n"
         "DROP TABLE digest;\n"
         "CREATE TABLE digest (\n"
         "    enterprise_id INTEGER NOT NULL,\n"
         "    id INTEGER NOT NULL,\n"
         "    employee_id INTEGER NOT NULL,\n"
         "    day_on TEXT NOT NULL CHECK (length(day_on) = 10),\n"
         "    delivery_id INTEGER,\n"
         "    PRIMARY KEY (enterprise_id, id),\n"
         "    UNIQUE (enterprise_id, day_on, employee_id),\n"
         "    FOREIGN KEY (enterprise_id, employee_id) REFERENCES employee (enterprise_id, id),\n"
         "    FOREIGN KEY (enterprise_id, delivery_id) REFERENCES delivery (enterprise_id, id)\n"
         ");\n")},
    {0}};
