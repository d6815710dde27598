/* The change log of one record, as text to scroll and search in. */
#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/screens/screens.h"
#include "tui/widgets/editor.h"

static void append_entry(GString *text, const JournalEntry *entry, GTimeZone *zone)
{
    g_autofree char *when = when_show(entry->at, zone);
    g_string_append_printf(text, "%s  %s\n", when, entry->who);
    for (guint i = 0; i < entry->lines->len; i++)
        g_string_append_printf(text, "    %s\n", (const char *)entry->lines->pdata[i]);
    if (entry->comment && *entry->comment)
        g_string_append_printf(text, "    «%s»\n", entry->comment);
    g_string_append_c(text, '\n');
}

View *journal_screen_new(App *app, const Entity *entity, int64_t id, GError **error)
{
    g_autoptr(GPtrArray) journal = record_journal(app->base, app_actor(app), entity, id, error);
    if (!journal)
        return NULL;
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < journal->len; i++)
        append_entry(text, journal->pdata[i], zone);
    return editor_screen(app->ui, &(EditorSpec){.name = "history",
                                                .title = _("History"),
                                                .text = text->str,
                                                .read_only = true});
}
