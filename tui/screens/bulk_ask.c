#include "tui/screens/bulk_ask.h"

#include <glib/gi18n-lib.h>

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
