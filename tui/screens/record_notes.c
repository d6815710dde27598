#include "tui/screens/record_notes.h"

#include <glib/gi18n-lib.h>

#include "core/task.h"
#include "tui/screens/journal_text.h"
#include "tui/screens/parts.h"

/* The same marks as in the list. */
static void tell_task(App *app, const Record *task, Form *form)
{
    g_autofree char *parts = task_parts_told(app, task->id);
    form_set_remark(form, "description", parts);
    bool closed = !record_is_empty(task, "closed_at");
    bool overdue = !closed && record_integer(task, "due_at") <= app_actor(app)->now;
    bool snoozed = task_is_snoozed(app->base, app_actor(app), task);
    form_set_remark(form, "status_id", closed ? _("× closed") : NULL);
    form_set_remark(form, "due_on", overdue ? _("! overdue") : NULL);
    form_set_remark(form, "snoozed_until", snoozed ? _("out of the lists until that day") : NULL);
}

static void tell_journal(App *app, const Record *record, Form *form)
{
    g_autofree char *newest = journal_text_newest(app, record);
    form_set_tail(form, _("Journal"), newest);
}

void record_notes_tell(App *app, const Record *record, Form *form)
{
    if (record->archived)
        form_set_notice(form, _("It was deleted, and can only be read."));
    if (!record->id)
        return;
    if (record->entity == &task_entity)
        tell_task(app, record, form);
    if (record->entity->commented)
        tell_journal(app, record, form);
}
