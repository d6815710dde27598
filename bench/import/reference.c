/* What the import is measured against: the statements by which a shell of SQLite would put the same
 * rows into the same tables, indexes and search index, in one transaction, without checking a thing
 * or logging more than one line a row. Its cache holds 64 MiB; with the 2 MiB that a shell has if
 * nobody asks for more it takes longer, most of it to write pages again and again.
 *
 *   import-reference BASE STAGING
 *
 * STAGING has what the shell's `.import` made of the file: the table person. It is a program and no
 * script because Debian's shell is older than the search index of a base. */
#include <sqlite3.h>
#include <stdio.h>

static const char *const statements[] = {
    "ATTACH ?1 AS staging",
    "PRAGMA main.cache_size = -65536",
    "BEGIN IMMEDIATE",
    "INSERT INTO import (enterprise_id, file_name, started_at) VALUES (1, 'people.csv', 0)",
    "INSERT INTO change_set (enterprise_id, at, program, import_id) "
    "SELECT 1, 0, 'reference', max (id) FROM import",
    "INSERT INTO client (enterprise_id, surname, first_name, patronymic, company, email, phone, "
    "status_id, created_at, updated_at, sort_key, company_key, email_key, phone_key, search_text) "
    "SELECT 1, surname, first_name, patronymic, company, email, phone, "
    "(SELECT min (id) FROM client_status WHERE enterprise_id = 1), 0, 0, "
    "CAST (surname || ' ' || first_name || ' ' || patronymic AS BLOB), "
    "CASE company WHEN '' THEN X'FF' ELSE CAST (company AS BLOB) END, CAST (email AS BLOB), "
    "CAST ('38' || replace (phone, ' ', '') AS BLOB), "
    "'  ' || surname || '  ' || first_name || '  ' || patronymic || '  ' || company || '  ' || "
    "email || '  ' || '38' || replace (phone, ' ', '') FROM staging.person",
    "INSERT INTO client_contact (enterprise_id, client_id, kind, position, value, value_key) "
    "SELECT 1, id, 'email', 0, email, CAST (email_key AS TEXT) FROM client WHERE created_at = 0",
    "INSERT INTO client_contact (enterprise_id, client_id, kind, position, value, value_key) "
    "SELECT 1, id, 'phone', 0, phone, CAST (phone_key AS TEXT) FROM client WHERE created_at = 0",
    "INSERT INTO change (enterprise_id, set_id, entity, record_id) "
    "SELECT 1, (SELECT max (id) FROM change_set), 'client', id FROM client WHERE created_at = 0",
    "INSERT INTO client_search (rowid, search_text) "
    "SELECT id, search_text FROM client WHERE created_at = 0 ORDER BY id",
    "COMMIT",
};

static int run(sqlite3 *handle, const char *sql, const char *argument)
{
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK && sqlite3_bind_parameter_count(statement) > 0)
        code = sqlite3_bind_text(statement, 1, argument, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

int main(int argc, char **argv)
{
    sqlite3 *handle = NULL;
    if (argc != 3) {
        fprintf(stderr, "usage: import-reference BASE STAGING\n");
        return 64;
    }
    int code = sqlite3_open_v2(argv[1], &handle, SQLITE_OPEN_READWRITE, NULL);
    for (size_t i = 0; i < sizeof statements / sizeof *statements && code == SQLITE_OK; i++)
        code = run(handle, statements[i], argv[2]);
    if (code != SQLITE_OK)
        fprintf(stderr, "import-reference: %s\n", sqlite3_errmsg(handle));
    sqlite3_close(handle);
    return code != SQLITE_OK;
}
