#include "tui/screens/doubt.h"

#include <glib/gi18n-lib.h>

#include "tui/widgets/dialog.h"

#define LOOKED_AT 100 /* records read in the key loop */

void doubt_ask(App *app, const char *doubt, void (*answered)(gpointer data, int answer),
               gpointer data)
{
    const char *buttons[] = {_("Cancel"), _("Save all the same"), NULL};
    ui_push(app->ui, dialog_ask(app->ui, &(DialogSpec){.title = _("Is this meant?"),
                                                       .text = doubt,
                                                       .buttons = buttons,
                                                       .done = answered,
                                                       .data = data}));
}

/* What cannot be read or changed is told where it is done. */
char *doubt_about(App *app, const Entity *entity, const GArray *ids, BulkChange change,
                  const void *data)
{
    char *doubt = NULL;
    for (guint i = 0; !doubt && i < MIN(ids->len, LOOKED_AT); i++) {
        g_autoptr(Record) record =
            record_load(app->base, app_actor(app), entity, g_array_index(ids, int64_t, i), NULL);
        if (record && change(app->base, app_actor(app), record, data, NULL))
            doubt = record_doubt(app->base, app_actor(app), record);
    }
    return doubt;
}
