/* docs/rules.md, "Records": closed, overdue. */
#include "core/when.h"
#include "rows.h"
#include "task.h"

/* `closed` is what makes a task closed: a property of the status row, not of its name. Status 0 is
 * no row, and open. */
static bool is_closed(Base *base, const Record *record, int64_t status_id, bool *closed,
                      GError **error)
{
    int64_t value = 0;
    bool found;
    bool read = db_get_integer(
        base_db(base), SQL("SELECT closed FROM task_status WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(db_integer(record->enterprise_id), db_integer(status_id)), &value, &found, error);
    *closed = value != 0;
    return read;
}

/* Closing, cancelling and taking that back are one right of their own. */
static bool check_closing(Base *base, const Actor *actor, const Record *record, GError **error)
{
    bool was = false, is = false;
    if (!record_field_changed(record, "status_id") || record->saving->trusted)
        return true;
    if (!is_closed(base, record, record_loaded_integer(record, "status_id"), &was, error) ||
        !is_closed(base, record, record_integer(record, "status_id"), &is, error))
        return false;
    bool own = task_entity.own(record, actor);
    return was == is || right_check(base, actor, RIGHT_CLOSE_TASK, own, error);
}

bool task_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    if (record_integer(record, "due_minute") > CLOCK_LAST)
        return record_refuse(record, "due_minute", error,
                             _("a task is due between 00:00 and 23:59"));
    return !record->saving || (check_closing(base, actor, record, error) &&
                               task_snooze_check(base, actor, record, error));
}

/* --- what is probably not meant --------------------------------------------------------------- */

/* Of many records the base is not to be asked one by one. */
static bool will_be_open(Base *base, const Record *record)
{
    bool closed;
    if (!record_field_changed(record, "status_id"))
        return record_is_empty(record, "closed_at");
    return is_closed(base, record, record_integer(record, "status_id"), &closed, NULL) && !closed;
}

static void doubt_past(Base *base, const Actor *actor, const Record *record, int day,
                       GTimeZone *zone, GString *doubt)
{
    if (day >= when_day(actor->now, zone, NULL) || !will_be_open(base, record))
        return;
    g_autofree char *shown = day_show(day);
    g_string_append_printf(doubt, _("The due date, %s, is in the past."), shown);
}

/* The hour that the clock skips in spring. */
static void doubt_gap(const Record *record, int day, GTimeZone *zone, GString *doubt)
{
    int minute = (int)record_integer(record, "due_minute"), kept;
    if (record_is_empty(record, "due_minute") || minute > CLOCK_LAST)
        return;
    int kept_day = when_day(when_at(day, minute, zone), zone, &kept);
    if (kept_day == day && kept == minute)
        return;
    g_autofree char *shown = day_show(day), *typed = clock_show(minute), *next = clock_show(kept);
    if (doubt->len)
        g_string_append_c(doubt, '\n');
    g_string_append_printf(doubt,
                           _("There is no %s on %s: the clocks are put forward. The task will be "
                             "overdue from %s."),
                           typed, shown, next);
}

char *task_doubt(Base *base, const Actor *actor, const Record *record)
{
    int day;
    bool asked = !record->id || record_field_changed(record, "due_on") ||
                 record_field_changed(record, "due_minute");
    if (!asked || !day_from_text(record_text(record, "due_on"), &day))
        return NULL;
    GTimeZone *zone = base_place(base, record->enterprise_id)->zone;
    g_autoptr(GString) doubt = g_string_new(NULL);
    doubt_past(base, actor, record, day, zone, doubt);
    doubt_gap(record, day, zone, doubt);
    return doubt->len ? g_string_free(g_steal_pointer(&doubt), FALSE) : NULL;
}

/* --- derived ---------------------------------------------------------------------------------- */

static int64_t due_at(Base *base, const Record *record)
{
    bool timed = !record_is_empty(record, "due_minute");
    return task_due_at(record_text(record, "due_on"),
                       timed ? (int)record_integer(record, "due_minute") : -1,
                       base_place(base, record->enterprise_id)->zone);
}

static bool derive_closed(Base *base, const Actor *actor, Record *record, GError **error)
{
    bool closed;
    if (!is_closed(base, record, record_integer(record, "status_id"), &closed, error))
        return false;
    if (!closed)
        record_clear(record, "closed_at");
    else if (record_is_empty(record, "closed_at"))
        record_set_integer(record, "closed_at", actor->now);
    task_snooze_derive(record);
    return true;
}

/* A client's new name comes from the client (client_rules.c). */
static bool derive_client(Base *base, Record *record, GError **error)
{
    size_t size = 0;
    GError *failure = NULL;
    if (!record_is_new(record) && !record_field_changed(record, "client_id") &&
        !record->saving->renewing)
        return true;
    g_autoptr(DbRows) rows = db_query(
        base_db(base), SQL("SELECT sort_key FROM client WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(db_integer(record->enterprise_id), db_integer(record_integer(record, "client_id"))),
        error);
    if (!rows)
        return false;
    const void *key = db_next(rows, &failure) ? db_column_blob(rows, 0, &size) : NULL;
    record_copy_key(record, "client_key", key, size);
    return rows_ended(failure, error);
}

bool task_derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    record_set_integer(record, "due_at", due_at(base, record));
    return derive_closed(base, actor, record, error) && derive_client(base, record, error) &&
           record_derive_title(base, record, "subject", error);
}
