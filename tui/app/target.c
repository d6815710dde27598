/* Deep links: "task 42". The same words from the command line, from a forced SSH command and from a
 * mail's link. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/record.h"
#include "tui/app/app.h"

/* What a target names: a record by its number, or with the plural ("clients 1") an enterprise's
 * list; without an entity an enterprise's figures. */
typedef struct {
    const Entity *entity;
    int64_t id;
    bool all;
} Target;

static bool parse(const char *text, Target *target)
{
    static const Entity *const targets[] = {&task_entity, &client_entity, &list_entity,
                                            &campaign_entity, &enterprise_entity};
    const char *blank = strchr(text, ' ');
    guint64 number;
    if (!blank || !g_ascii_string_to_unsigned(blank + 1, 10, 1, G_MAXINT64, &number, NULL))
        return false;
    g_autofree char *word = g_strndup(text, (gsize)(blank - text));
    if (g_str_equal(word, "figures")) {
        *target = (Target){NULL, (int64_t)number, true};
        return true;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autofree char *plural = g_strconcat(targets[i]->name, "s", NULL);
        bool all = g_str_equal(word, plural) && !targets[i]->global;
        if (all || g_str_equal(word, targets[i]->name)) {
            *target = (Target){targets[i], (int64_t)number, all};
            return true;
        }
    }
    return false;
}

static void open_in(App *app, const Target *target, int64_t enterprise_id)
{
    app_go_employee(app, enterprise_id);
    if (app->actor.enterprise_id != enterprise_id)
        return;
    if (!target->entity)
        app_go_figures(app);
    else if (target->all)
        app_go_list(app, target->entity);
    else
        app_open_record(app, target->entity, target->id);
}

bool app_open_target(App *app, const char *text)
{
    Target target;
    int64_t enterprise_id;
    g_autoptr(GError) error = NULL;
    if (!parse(text, &target)) {
        g_autofree char *sentence = g_strdup_printf(
            _("«%s» is no target: task N, client N, list N, campaign N, enterprise N; or clients E, tasks E, lists E, figures E of an enterprise."),
            text);
        ui_toast_error(app->ui, sentence);
        return false;
    }
    if (target.entity == &enterprise_entity)
        app_open_record(app, target.entity, target.id);
    else if (target.all)
        open_in(app, &target, target.id);
    else if (record_find_home(app->base, target.entity, target.id, &enterprise_id, &error))
        open_in(app, &target, enterprise_id);
    else
        app_tell_error(app, error);
    return true;
}
