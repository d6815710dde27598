#include "walks.h"

#include "store.h"

#include <sqlite3.h>

/* --- SQLite: each statement knows how many rows it went through without a condition, and whether
 * it sorted what it found ---------------------------------------------------------------------- */

static GString *statements, *sorting;

static int at_end(unsigned kind, void *context, void *statement, void *took)
{
    int steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    if (steps >= WALKS_SMALL)
        g_string_append_printf(statements, "%d rows by %s\n", steps, sqlite3_sql(statement));
    int work = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    if (sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 1) && work >= WALKS_SMALL)
        g_string_append_printf(sorting, "%s\n", sqlite3_sql(statement));
    return 0;
}

static int watch(sqlite3 *db, char **message, const struct sqlite3_api_routines *api)
{
    return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, at_end, NULL);
}

void walks_watch(void)
{
    statements = g_string_new(NULL);
    sorting = g_string_new(NULL);
    sqlite3_auto_extension((void (*)(void))watch);
}

/* --- PostgreSQL: each table does -------------------------------------------------------------- */

static void flush(Base *base)
{
    g_autoptr(GError) error = NULL;
    int64_t one;
    db_get_integer(base_db(base),
                   SQL("SELECT count(*) FROM (SELECT pg_stat_force_next_flush ()) AS flushed"),
                   DB_NO_ARGS, &one, NULL, &error);
    g_assert_no_error(error);
}

#define STRINGIFY(number) #number
#define TEXT(number) STRINGIFY(number)

static char *tables_read(const char *url)
{
    char *tables = store_ask(
        url, SQL("SELECT coalesce(string_agg(format('%s rows of %s', seq_tup_read, pg_class.relname"
                 "), E'\\n'), '') FROM pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid "
                 "WHERE reltuples >= " TEXT(WALKS_SMALL) " AND seq_tup_read >= reltuples"));
    g_free(store_ask(url, SQL("SELECT pg_stat_reset ()")));
    return tables;
}

void walks_know_tables(const char *url)
{
    if (store_is_server())
        g_free(store_ask(url, SQL("ANALYZE; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I "
                                  "SET random_page_cost = 1.1', current_database ()); END $$")));
}

static char *taken(GString **text)
{
    char *told = g_string_free(*text, FALSE);
    *text = g_string_new(NULL);
    return told;
}

char *walks_told(Base *base, const char *url)
{
    if (!store_is_server())
        return taken(&statements);
    flush(base);
    return tables_read(url);
}

char *walks_sorted(void)
{
    return taken(&sorting);
}

static int64_t counted(Base *base, const char *url, const char *question)
{
    flush(base);
    g_autofree char *count = store_ask(url, question);
    g_free(store_ask(url, SQL("SELECT pg_stat_reset ()")));
    return g_ascii_strtoll(count, NULL, 10);
}

int64_t walks_by_index(Base *base, const char *url, const char *index)
{
    g_autofree char *question = g_strdup_printf(
        SQL("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '%s'"), index);
    return counted(base, url, question);
}

int64_t walks_rows(Base *base, const char *url, const char *table)
{
    g_autofree char *question = g_strdup_printf(
        SQL("SELECT idx_tup_fetch FROM pg_stat_user_tables WHERE relname = '%s'"), table);
    return counted(base, url, question);
}
