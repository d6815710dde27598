#include "entities.h"

bool own_by_creator(const Record *record, const Actor *actor)
{
    return actor->employee_id && record_integer(record, "created_by") == actor->employee_id;
}

bool derive_by_name(Base *base, const Actor *actor, Record *record, GError **error)
{
    return record_derive_title(base, record, "name", error);
}

/* More names than this say no more. */
#define NAMES_SHOWN 3

static bool add_name(GString *names, int n, const char *name)
{
    if (n == NAMES_SHOWN)
        g_string_append(names, ", …");
    else
        g_string_append_printf(names, "%s“%s”", n ? ", " : "", name);
    return n < NAMES_SHOWN;
}

bool refuse_if_used(Base *base, const char *sql, int64_t enterprise_id, int64_t id,
                    const char *sentence, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base), sql, DB_ARGS(db_integer(enterprise_id), db_integer(id)), error);
    if (!rows)
        return false;
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GError) failure = NULL;
    for (int n = 0; db_next(rows, &failure); n++)
        if (!add_name(names, n, db_column_text(rows, 0)))
            break;
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (names->len)
        g_set_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE, "%s %s", sentence, names->str);
    else
        return true;
    return false;
}
