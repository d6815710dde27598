#include "tui/app/archive.h"

#include <glib/gi18n-lib.h>

#include "core/bulk.h"
#include "tui/app/bulk.h"
#include "tui/app/undo.h"
#include "tui/widgets/dialog.h"

#define NAME_COLUMNS 40
#define REFUSAL_COLUMNS 170 /* three lines of the dialog */

typedef struct {
    const Entity *entity;
    bool archived; /* archive; false: restore */
    BulkReport report;
} Archiving;

static void archiving_free(gpointer data)
{
    Archiving *archiving = data;
    bulk_report_clear(&archiving->report);
    g_free(archiving);
}

static bool archive_slice(Base *base, const Actor *actor, gpointer data, const int64_t *ids,
                          size_t n, gint64 *refused, GError **error)
{
    Archiving *archiving = data;
    bool done = bulk_archive(base, actor, archiving->entity, archiving->archived, ids, n,
                             &archiving->report, error);
    *refused = archiving->report.refused;
    return done;
}

static bool run(App *app, const BulkAct *act, const Entity *entity, bool archived, GArray *ids)
{
    Archiving *archiving = g_new0(Archiving, 1);
    archiving->entity = entity;
    archiving->archived = archived;
    bulk_report_init(&archiving->report);
    return bulk_run(app, act, archiving, ids);
}

/* --- what is told ----------------------------------------------------------------------------- */

static void add_part(GString *text, const char *apart, const char *part)
{
    g_string_append_printf(text, "%s%s", text->len ? apart : "", part);
}

static void add_refusal(GString *text, App *app, const Entity *entity, const BulkRefusal *refusal)
{
    g_autofree char *title = app_record_title(app, entity, refusal->id);
    g_autofree char *name = *title ? text_clip(title, NAME_COLUMNS)
                                   : g_strdup_printf("№ %" G_GINT64_FORMAT, refusal->id);
    g_autofree char *whole = g_strdup_printf("• %s: %s", name, refusal->reason);
    g_autofree char *line = text_clip(whole, REFUSAL_COLUMNS);
    add_part(text, "\n", line);
}

static void add_refusals(GString *text, App *app, const Entity *entity, const BulkReport *report)
{
    gint64 unnamed = report->refused - report->refusals->len;
    g_autofree char *number = text_number(report->refused);
    g_autofree char *head = g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE,
                    "%s was left as it is:", "%s were left as they are:", (gulong)report->refused),
        number);
    add_part(text, "\n\n", head);
    for (guint i = 0; i < report->refusals->len; i++)
        add_refusal(text, app, entity, report->refusals->pdata[i]);
    if (!unnamed)
        return;
    g_autofree char *others = text_number(unnamed);
    g_autofree char *rest = g_strdup_printf(_("• and %s more"), others);
    add_part(text, "\n", rest);
}

/* Why the first one was not done; NULL: it was. */
static const char *first_reason(App *app, const Archiving *archiving, const BulkResult *result)
{
    if (archiving->report.refusals->len)
        return ((const BulkRefusal *)archiving->report.refusals->pdata[0])->reason;
    return result->error ? app_explain(app, result->error) : NULL;
}

/* What was not done needs to be read; that all was done need only be seen. */
static void tell(App *app, const Archiving *archiving, const BulkResult *result, const char *done)
{
    const char *reason = first_reason(app, archiving, result);
    if (reason && result->ids->len == 1) {
        ui_toast_error(app->ui, reason);
        return;
    }
    ui_toast(app->ui, done);
    if (!reason)
        return;
    g_autoptr(GString) text = g_string_new(done);
    if (archiving->report.refused)
        add_refusals(text, app, archiving->entity, &archiving->report);
    if (result->error)
        add_part(text, "\n\n", app_explain(app, result->error));
    ui_push(app->ui, dialog_tell(app->ui, _(archiving->entity->plural), text->str));
}

/* "42 moved to the archive." */
static char *compose_done(const Archiving *archiving, const BulkResult *result, const char *all,
                          const char *nothing)
{
    guint changed = archiving->report.changed->len;
    g_autofree char *number = text_number(changed);
    g_autofree char *done = changed ? g_strdup_printf(all, number) : g_strdup(nothing);
    return bulk_sentence(result, done);
}

/* --- archiving -------------------------------------------------------------------------------- */

static void archived(App *app, gpointer data, const BulkResult *result)
{
    const Archiving *archiving = data;
    const GArray *changed = archiving->report.changed;
    g_autofree char *done = compose_done(archiving, result,
                                         g_dngettext(GETTEXT_PACKAGE, "%s moved to the archive.",
                                                     "%s moved to the archive.", changed->len),
                                         _("Nothing was moved to the archive."));
    if (changed->len)
        undo_keep(app, undo_of_archive(&result->actor, archiving->entity, changed));
    g_autofree char *told = changed->len ? undo_sentence(app, done) : g_strdup(done);
    tell(app, archiving, result, told);
    ui_reload(app->ui);
}

bool archive_records(App *app, const Entity *entity, GArray *ids)
{
    static const BulkAct act = {N_("Moving to the archive"), archive_slice, archived,
                                archiving_free};
    return run(app, &act, entity, true, ids);
}

/* --- and back --------------------------------------------------------------------------------- */

/* What was not reached can still be taken back. */
static void keep_rest(App *app, const Entity *entity, const BulkResult *result)
{
    g_autoptr(GArray) rest = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_vals(rest, &g_array_index(result->ids, gint64, result->tried),
                        result->ids->len - result->tried);
    undo_keep(app, undo_of_archive(&result->actor, entity, rest));
}

static void restored(App *app, gpointer data, const BulkResult *result)
{
    const Archiving *archiving = data;
    guint changed = archiving->report.changed->len;
    g_autofree char *done =
        compose_done(archiving, result,
                     g_dngettext(GETTEXT_PACKAGE, "%s taken back.", "%s taken back.", changed),
                     _("Nothing was left to take back."));
    bool rest = result->tried < result->ids->len;
    g_autofree char *told =
        rest ? g_strdup_printf("%s %s", done, _("Ctrl+Z goes on with it.")) : g_strdup(done);
    if (rest)
        keep_rest(app, archiving->entity, result);
    tell(app, archiving, result, changed && result->ids->len == 1 ? _("Taken back.") : told);
    ui_reload(app->ui);
}

bool archive_restore(App *app, const Entity *entity, GArray *ids)
{
    static const BulkAct act = {N_("Taking back"), archive_slice, restored, archiving_free};
    return run(app, &act, entity, false, ids);
}
