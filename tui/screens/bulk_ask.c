#include "tui/screens/bulk_ask.h"

#include <glib/gi18n-lib.h>

#include "tui/screens/doubt.h"
#include "tui/widgets/dialog.h"

#define NAME_COLUMNS 30

char *bulk_names(App *app, const Entity *entity, const GArray *first, guint all)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < first->len; i++) {
        g_autofree char *title = app_record_title(app, entity, g_array_index(first, int64_t, i));
        g_autofree char *name = text_clip(title, NAME_COLUMNS);
        g_string_append_printf(names, "%s%s", i ? ", " : "", name);
    }
    g_autofree char *rest = text_number(all - first->len);
    return g_strdup_printf(_("%s and %s more"), names->str, rest);
}

void bulk_ask(App *app, const Entity *entity, const char *text, const char *verb, bool danger,
              void (*answered)(gpointer data, int answer), gpointer data)
{
    const char *buttons[] = {_("Cancel"), verb, NULL};
    ui_push(app->ui, dialog_ask(app->ui, &(DialogSpec){.title = _(entity->plural),
                                                       .text = text,
                                                       .buttons = buttons,
                                                       .danger = danger,
                                                       .done = answered,
                                                       .data = data}));
}

static void ask_about_many(App *app, const Entity *entity, const BulkQuestion *question, guint n,
                           const GArray *first, void (*answered)(gpointer data, int answer),
                           gpointer data)
{
    g_autofree char *names = bulk_names(app, entity, first, n);
    g_autofree char *number = text_number(n);
    g_autofree char *verb = g_strdup_printf(_(question->verb), number);
    GString *text = g_string_new(NULL);
    if (question->where)
        g_string_append_printf(text, "%s: ", question->where);
    g_string_append(text, names);
    if (question->doubt)
        g_string_append_printf(text, "\n\n%s", question->doubt);
    bulk_ask(app, entity, text->str, verb, false, answered, data);
    g_string_free(text, TRUE);
}

void bulk_confirm(App *app, const Entity *entity, const BulkQuestion *question, const GArray *ids,
                  const GArray *first, void (*answered)(gpointer data, int answer), gpointer data)
{
    if (ids->len > UNASKED_MOST)
        ask_about_many(app, entity, question, ids->len, first, answered, data);
    else if (question->doubt)
        doubt_ask(app, question->doubt, answered, data);
    else
        answered(data, 1);
}
