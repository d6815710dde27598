/* The second lock: what core checks is checked once more by the engine, when it prepares a
 * statement. A program may write its own tables, may not read what is hidden from it, and no SQL
 * from above db/ may touch the schema, the settings or the transactions. */
#include "search.h"
#include "sqlite.h"

#include <glib/gi18n-lib.h>
#include <string.h>

bool sqlite_may_write(const Sqlite *s, const char *table)
{
    const char *const *writable = s->db.options.rights.writable;
    return !writable || g_strv_contains(writable, table);
}

static bool only_grows(const Sqlite *s, const char *table)
{
    const char *const *growing = s->db.options.rights.growing;
    return growing && g_strv_contains(growing, table);
}

static bool is_hidden(const Sqlite *s, const char *table, const char *column)
{
    size_t length = strlen(table);
    const char *const *hidden = s->db.options.rights.hidden;
    for (; hidden && *hidden; hidden++)
        if (strncmp(*hidden, table, length) == 0 && (*hidden)[length] == '.' &&
            strcmp(*hidden + length + 1, column) == 0)
            return true;
    return false;
}

static int refuse(Sqlite *s, char *sentence)
{
    g_free(s->refusal);
    s->refusal = sentence;
    return SQLITE_DENY;
}

/* What FTS5 keeps an index in. It writes there when it sees fit: a row put in is written out before
 * a later statement of the transaction that may have to be undone by itself. Statements of ours the
 * engine keeps from it (SQLITE_DBCONFIG_DEFENSIVE). */
static bool is_part_of_index(const Sqlite *s, const char *table)
{
    GHashTableIter all;
    gpointer name, index;
    g_hash_table_iter_init(&all, s->indexes);
    while (g_hash_table_iter_next(&all, &name, &index)) {
        size_t length = strlen(name);
        if (strncmp(table, name, length) == 0 && table[length] == '_')
            return sqlite_may_write(s, ((const SearchIndex *)index)->table);
    }
    return false;
}

static int authorize_write(Sqlite *s, const char *table, bool adds)
{
    if (is_part_of_index(s, table))
        return SQLITE_OK;
    if (!sqlite_may_write(s, table))
        return refuse(s, g_strdup_printf(_("this program may not write the table %s"), table));
    if (!adds && only_grows(s, table))
        return refuse(s,
                      g_strdup_printf(_("this program may only add rows to the table %s"), table));
    return SQLITE_OK;
}

static int authorize(void *data, int action, const char *first, const char *second,
                     const char *schema, const char *trigger)
{
    Sqlite *s = data;
    if (s->trusted)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
    case SQLITE_FUNCTION:
        return SQLITE_OK;
    case SQLITE_READ:
        if (!is_hidden(s, first, second))
            return SQLITE_OK;
        return refuse(s, g_strdup_printf(_("this program may not read %s.%s"), first, second));
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return authorize_write(s, first, action == SQLITE_INSERT);
    default:
        return refuse(s, g_strdup(_("only rows are read and written here")));
    }
}

void sqlite_authorize(Sqlite *s)
{
    sqlite3_set_authorizer(s->handle, authorize, s);
}
