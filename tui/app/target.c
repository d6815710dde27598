/* Deep links: "task 42". The same words from the command line, from a forced SSH command and from a
 * mail's link. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/record.h"
#include "tui/app/app.h"

static bool parse(const char *target, const Entity **entity, int64_t *id)
{
    static const Entity *const targets[] = {&task_entity, &client_entity, &list_entity,
                                            &campaign_entity, &enterprise_entity};
    const char *blank = strchr(target, ' ');
    guint64 number;
    if (!blank || !g_ascii_string_to_unsigned(blank + 1, 10, 1, G_MAXINT64, &number, NULL))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        if (strlen(targets[i]->name) == (gsize)(blank - target) &&
            g_str_has_prefix(target, targets[i]->name)) {
            *entity = targets[i];
            *id = (int64_t)number;
            return true;
        }
    }
    return false;
}

bool app_open_target(App *app, const char *target)
{
    const Entity *entity;
    int64_t id, enterprise_id = 0;
    g_autoptr(GError) error = NULL;
    if (!parse(target, &entity, &id)) {
        g_autofree char *text = g_strdup_printf(
            _("«%s» is no target: task N, client N, list N, campaign N or enterprise N."), target);
        ui_toast_error(app->ui, text);
        return false;
    }
    if (entity == &enterprise_entity) {
        app_open_record(app, entity, id);
    } else if (record_find_home(app->base, entity, id, &enterprise_id, &error)) {
        app_go_employee(app, enterprise_id);
        if (app->actor.enterprise_id == enterprise_id)
            app_open_record(app, entity, id);
    } else {
        app_tell_error(app, error);
    }
    return true;
}
