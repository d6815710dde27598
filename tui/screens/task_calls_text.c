#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/screens/journal_text.h"
#include "tui/screens/task_calls_private.h"

static void add(App *app, GString *text, const Record *record, const char *name, const char *mark)
{
    int field = entity_field(record->entity, name);
    if (record_is_empty(record, name))
        return;
    g_autofree char *shown = record_shown(app->base, app_actor(app), record, field);
    g_string_append_printf(text, "%s: %s%s\n", _(record->entity->fields[field].label), shown, mark);
}

static const char *mark_of(App *app, const Record *task)
{
    return !record_is_empty(task, "closed_at")                     ? _(" × closed")
           : record_integer(task, "due_at") <= app_actor(app)->now ? _(" ! overdue")
                                                                   : "";
}

static void add_task(App *app, GString *text, const Record *task)
{
    g_string_append_printf(text, "%s\n\n", record_text(task, "subject"));
    if (task->archived)
        g_string_append_printf(text, "%s\n", _("It was deleted, and can only be read."));
    add(app, text, task, "due_on", "");
    add(app, text, task, "due_minute", "");
    add(app, text, task, "status_id", mark_of(app, task));
    add(app, text, task, "priority_id", "");
    add(app, text, task, "assignee_id", "");
    if (!record_is_empty(task, "description"))
        g_string_append_printf(text, "\n%s\n", record_text(task, "description"));
}

/* What helps to reach the client and to know whom one speaks with. */
static void add_client(App *app, GString *text, const Record *client)
{
    static const char *const fields[] = {"email", "viber",  "telegram", "whatsapp",
                                         "skype", "source", "comment"};
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        add(app, lines, client, fields[i], "");
    if (lines->len)
        g_string_append_printf(text, "\n%s", lines->str);
}

char *call_text(App *app, const Record *task, const Record *client)
{
    GString *text = g_string_new(NULL);
    g_autofree char *journal = journal_text_newest(app, task);
    add_task(app, text, task);
    if (client)
        add_client(app, text, client);
    if (journal && *journal)
        g_string_append_printf(text, "\n%s\n\n%s\n", _("Journal"), journal);
    return g_string_free(text, FALSE);
}

char *call_phones(const Record *client)
{
    const char *phones = client ? record_text(client, "phone") : "";
    g_auto(GStrv) lines = g_strsplit(phones, "\n", -1);
    return *phones ? g_strjoinv(" · ", lines) : NULL;
}
