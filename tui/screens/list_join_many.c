#include "tui/screens/list_join_many.h"

#include <glib/gi18n-lib.h>

#include "core/list.h"
#include "tui/app/bulk.h"
#include "tui/widgets/dialog.h"

typedef struct {
    int64_t list_id;
    char *title;
    gint64 joined, enrolled;
} Joining;

static void joining_free(gpointer data)
{
    Joining *joining = data;
    g_free(joining->title);
    g_free(joining);
}

static bool join_slice(Base *base, const Actor *actor, gpointer data, const int64_t *ids, size_t n,
                       gint64 *refused, GError **error)
{
    Joining *joining = data;
    int64_t joined, enrolled;
    if (!list_join(base, actor, joining->list_id, ids, n, true, &joined, &enrolled, error))
        return false;
    joining->joined += joined;
    joining->enrolled += enrolled;
    return true;
}

static char *compose_told(const Joining *joining, const BulkResult *result)
{
    g_autofree char *joined = text_number(joining->joined);
    g_autofree char *enrolled = text_number(joining->enrolled);
    g_autofree char *done =
        joining->joined ? g_strdup_printf(_("New in the list «%s»: %s. Campaigns started: %s."),
                                          joining->title, joined, enrolled)
                        : g_strdup_printf(_("Already in the list «%s»."), joining->title);
    return bulk_sentence(result, done);
}

static void joined(App *app, gpointer data, const BulkResult *result)
{
    const Joining *joining = data;
    g_autofree char *told = compose_told(joining, result);
    ui_reload(app->ui);
    if (result->error && result->tried == 0) {
        app_tell_error(app, result->error);
        return;
    }
    ui_toast(app->ui, told);
    if (!result->error)
        return;
    g_autofree char *text = g_strdup_printf("%s\n\n%s", told, app_explain(app, result->error));
    ui_push(app->ui, dialog_tell(app->ui, joining->title, text));
}

void list_join_many(App *app, int64_t list_id, const char *title, GArray *ids)
{
    static const BulkAct act = {N_("Putting into the list"), join_slice, joined, joining_free};
    Joining *joining = g_new0(Joining, 1);
    joining->list_id = list_id;
    joining->title = g_strdup(title);
    bulk_run(app, &act, joining, ids);
}
