/* docs/rules.md, "Tasks in time": a snoozed task stays out of the lists until its day. */
#include "core/task.h"
#include "core/when.h"
#include "entities/task.h"

#include <glib/gi18n-lib.h>

bool task_is_snoozed(Base *base, const Actor *actor, const Record *record)
{
    int until;
    GTimeZone *zone = base_place(base, record->enterprise_id)->zone;
    return day_from_text(record_text(record, "snoozed_until"), &until) &&
           until > when_day(actor->now, zone, NULL);
}

/* A day that has come was right when it was chosen; only a new one is looked at. What is open again
 * is as it was before it was closed. */
bool task_snooze_check(Base *base, const Actor *actor, const Record *record, GError **error)
{
    bool chosen = record_field_changed(record, "snoozed_until") &&
                  !record_is_empty(record, "snoozed_until") &&
                  !record_loaded_integer(record, "closed_at");
    if (!chosen || task_is_snoozed(base, actor, record))
        return true;
    return record_refuse(record, "snoozed_until", error, _("choose a day after today"));
}

/* What is closed waits for no day. */
void task_snooze_derive(Record *record)
{
    if (!record_is_empty(record, "closed_at"))
        record_clear(record, "snoozed_until");
}
