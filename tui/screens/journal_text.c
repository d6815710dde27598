#include "tui/screens/journal_text.h"

#include <glib/gi18n-lib.h>

#include "core/when.h"

#define INDENT "    "

static void append_comment(GString *text, const char *comment)
{
    g_auto(GStrv) lines = g_strsplit(comment, "\n", -1);
    for (char **line = lines; *line; line++)
        g_string_append_printf(text, "%s%s%s%s\n", INDENT, line == lines ? "«" : " ", *line,
                               line[1] ? "" : "»");
}

void journal_text_append(GString *text, const JournalEntry *entry, GTimeZone *zone)
{
    g_autofree char *when = when_show(entry->at, zone);
    g_string_append_printf(text, "%s  %s", when, entry->who);
    if (entry->of)
        g_string_append_printf(text, " · %s", entry->of);
    g_string_append_c(text, '\n');
    for (guint i = 0; i < entry->lines->len; i++)
        g_string_append_printf(text, INDENT "%s\n", (const char *)entry->lines->pdata[i]);
    if (*entry->comment)
        append_comment(text, entry->comment);
    g_string_append_c(text, '\n');
}

/* --- of a card -------------------------------------------------------------------------------- */

#define ENTRIES 4
#define LINES 10

static guint lines_of(const JournalEntry *entry)
{
    guint lines = 2 + entry->lines->len; /* the head, the empty line */
    for (const char *c = entry->comment; *c; c++)
        lines += c == entry->comment || *c == '\n';
    return lines;
}

/* The first that has room together with all after it; the newest has it in any case. */
static guint first_shown(const GPtrArray *entries)
{
    guint lines = 0, first = entries->len;
    while (first > 0) {
        lines += lines_of(entries->pdata[first - 1]);
        if (lines > LINES && first < entries->len)
            break;
        first--;
    }
    return first;
}

char *journal_text_newest(App *app, const Record *record)
{
    const JournalPage page = {.most = ENTRIES};
    bool older;
    g_autoptr(GPtrArray) entries =
        record_journal(app->base, app_actor(app), record->entity, record->id, &page, &older, NULL);
    if (!entries)
        return NULL;
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autoptr(GString) text = g_string_new(NULL);
    guint first = first_shown(entries);
    if (older || first > 0)
        g_string_append_printf(text, "%s\n\n", _("… earlier entries: «History»"));
    for (guint i = first; i < entries->len; i++)
        journal_text_append(text, entries->pdata[i], zone);
    return g_strchomp(g_string_free(g_steal_pointer(&text), FALSE));
}
