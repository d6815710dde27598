/* Two people, one record: fields that only one side changed merge, the same field is a question. */
#include "save_internal.h"

#include <glib/gi18n-lib.h>

static bool set_theirs(Base *base, const Record *current, SaveReport *report, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT change_set.at, profile.surname, profile.first_name, change_set.program "
            "FROM change JOIN change_set ON change_set.enterprise_id = change.enterprise_id "
            "AND change_set.id = change.set_id "
            "LEFT JOIN profile ON profile.id = change_set.profile_id "
            "WHERE change.enterprise_id = ? AND change.entity = ? AND change.record_id = ? "
            "ORDER BY change.id DESC LIMIT 1"),
        DB_ARGS(db_integer(record_home(current)), db_text(current->entity->name),
                db_integer(current->id)),
        error);
    if (!rows)
        return false;
    if (!db_next(rows, NULL))
        return true;
    const char *surname = db_column_text(rows, 1);
    report->their_at = db_column_integer(rows, 0);
    report->their_name =
        surname ? g_strstrip(g_strdup_printf("%s %s", surname, db_column_text(rows, 2)))
                : g_strdup(db_column_text(rows, 3));
    return true;
}

static bool is_derived(const Record *record, int i)
{
    return record->entity->fields[i].flags & FIELD_DERIVED;
}

/* This side changed it, and may. */
static bool is_mine(const Record *mine, const Record *work, int i)
{
    return (work->saving->trusted || !is_derived(mine, i)) &&
           !value_equal(&work->values[i], &mine->loaded[i]);
}

static bool is_conflict(const Record *mine, const Record *work, const Record *current, int i)
{
    return is_mine(mine, work, i) && !value_equal(&mine->loaded[i], &current->values[i]) &&
           !value_equal(&work->values[i], &current->values[i]);
}

/* The labels of the fields both sides changed; NULL: none. */
static char *list_conflicts(const Record *mine, const Record *work, const Record *current)
{
    g_autoptr(GString) labels = g_string_new(NULL);
    for (int i = 0; mine->entity->fields[i].name; i++)
        if (is_conflict(mine, work, current, i))
            g_string_append_printf(labels, "%s%s", labels->len ? ", " : "",
                                   _(mine->entity->fields[i].label));
    return labels->len ? g_string_free(g_steal_pointer(&labels), FALSE) : NULL;
}

static bool refuse(Base *base, Record **current, const char *labels, SaveReport *report,
                   GError **error)
{
    if (!set_theirs(base, *current, report, error))
        return false;
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_CONFLICT, _("%s has changed this meanwhile: %s"),
                report->their_name ? report->their_name : _("somebody"), labels);
    report->theirs = g_steal_pointer(current);
    return false;
}

bool save_merge(Base *base, const Record *mine, Record *work, Record **current, SaveReport *report,
                GError **error)
{
    g_autofree char *conflicts = list_conflicts(mine, work, *current);
    if (conflicts)
        return refuse(base, current, conflicts, report, error);
    bool asked = false, ours = false, theirs = false;
    for (int i = 0; mine->entity->fields[i].name; i++) {
        bool differs = !value_equal(&work->values[i], &(*current)->values[i]);
        value_copy(&work->loaded[i], &(*current)->values[i]);
        if (is_mine(mine, work, i)) {
            asked = true;
            ours |= differs;
            continue;
        }
        theirs |= differs && !is_derived(mine, i);
        value_copy(&work->values[i], &(*current)->values[i]);
    }
    work->version = (*current)->version;
    report->merged = ours && theirs;
    report->already = asked && !ours;
    return !report->already || set_theirs(base, *current, report, error);
}
