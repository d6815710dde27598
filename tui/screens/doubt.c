#include "tui/screens/doubt.h"

#include <glib/gi18n-lib.h>

#include "tui/widgets/dialog.h"

#define LOOKED_AT 100 /* records, read at once in the key loop */

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

char *doubt_about(App *app, const Entity *entity, const GArray *ids, BulkChange change,
                  const void *data)
{
    return bulk_doubt(app->base, app_actor(app), entity, change, data,
                      (const int64_t *)(const void *)ids->data, MIN(ids->len, LOOKED_AT));
}
