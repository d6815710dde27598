/* Many rows at once: what they are is checked here, so that both engines refuse the same. */
#include "engine.h"
#include "table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const GPtrArray *db_tables(Db *db)
{
    if (!db->tables)
        db->tables = tables_read(db->options.schema);
    return db->tables;
}

size_t db_rows_at_once(const Db *db)
{
    return db->engine->rows_at_once;
}

/* --- which columns ---------------------------------------------------------------------------- */

static const DbTable *find_table(Db *db, const char *name)
{
    const GPtrArray *tables = db_tables(db);
    for (guint i = 0; i < tables->len; i++) {
        const DbTable *table = tables->pdata[i];
        if (g_str_equal(table->name, name))
            return table;
    }
    return NULL;
}

/* DB_NULL: it has no such column. */
static DbType type_of(const DbTable *table, const char *column)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (g_str_equal(table->columns[i].name, column))
            return table->columns[i].type;
    return DB_NULL;
}

/* Of DbType, NULL on error. */
static GArray *types_of(Db *db, const char *name, const char *columns, GError **error)
{
    g_autoptr(GArray) types = g_array_new(FALSE, FALSE, sizeof(DbType));
    const DbTable *table = find_table(db, name);
    g_auto(GStrv) names = g_strsplit(columns, ", ", -1);
    for (char **column = names; table && *column; column++) {
        DbType type = type_of(table, *column);
        g_array_append_val(types, type);
        if (type == DB_NULL)
            table = NULL;
    }
    if (table)
        return g_steal_pointer(&types);
    g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("the base has no columns %s (%s)"), name,
                columns);
    return NULL;
}

/* --- which values ----------------------------------------------------------------------------- */

static bool suit(const Rows *rows, GError **error)
{
    for (size_t i = 0; i < rows->n_rows * rows->n_columns; i++) {
        DbType type = rows->types[i % rows->n_columns];
        if (rows->values[i].type == DB_NULL || rows->values[i].type == type)
            continue;
        g_set_error(error, DB_ERROR, DB_ERROR_CONSTRAINT,
                    _("the base refused the row: a value of another type than its column in %s "
                      "(%s)"),
                    rows->table, rows->columns);
        return false;
    }
    return true;
}

static bool may_write(Db *db, const char *table, GError **error)
{
    const char *const *writable = db->options.rights.writable;
    if (db->state == DB_WRITING && (!writable || g_strv_contains(writable, table)))
        return db_is_alive(db, error);
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                db->state == DB_WRITING ? _("this program may not write the table %s")
                                        : _("a write outside a transaction: %s"),
                table);
    return false;
}

static bool insert_many(Db *db, const char *table, const char *columns, const DbValue *values,
                        size_t n_rows, int64_t *ids, GError **error)
{
    g_autoptr(GArray) types = types_of(db, table, columns, error);
    if (!types)
        return false;
    const Rows rows = {table,      columns, (const DbType *)(void *)types->data,
                       types->len, n_rows,  values};
    ASKING(db);
    return suit(&rows, error) && db->engine->insert_many(db, &rows, ids, error);
}

bool db_insert_many(Db *db, const char *table, const char *columns, const DbValue *values,
                    size_t n_rows, int64_t *ids, GError **error)
{
    return may_write(db, table, error) &&
           (n_rows == 0 ||
            db_settle(db, insert_many(db, table, columns, values, n_rows, ids, error)));
}
