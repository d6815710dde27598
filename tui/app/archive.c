#include "tui/app/archive.h"

#include <glib/gi18n-lib.h>

#include "core/bulk.h"
#include "tui/app/bulk_tell.h"
#include "tui/app/undo.h"

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
    bulk_tell(app, archiving->entity, &archiving->report, result, told);
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
    bulk_tell(app, archiving->entity, &archiving->report, result,
              changed && result->ids->len == 1 ? _("Taken back.") : told);
    ui_reload(app->ui);
}

bool archive_restore(App *app, const Entity *entity, GArray *ids)
{
    static const BulkAct act = {N_("Taking back"), archive_slice, restored, archiving_free};
    return run(app, &act, entity, false, ids);
}
