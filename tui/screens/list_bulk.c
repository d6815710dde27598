/* A few records go at once, as that can be taken back; many only after a question (docs/rules.md,
 * "Many records at once"). Which ones all but some are, is looked up before it: what is asked about
 * is what is done, whoever adds more meanwhile. */
#include "tui/screens/list_bulk.h"

#include <glib/gi18n-lib.h>

#include "tui/app/archive.h"
#include "tui/screens/list_source.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/progress.h"

#define UNASKED_MOST 10
#define NAME_COLUMNS 30

struct ListBulk {
    App *app;
    const Entity *entity;
    TableSource source; /* borrowed */
    Table *table;       /* whose rows are being looked up or asked about */
    Progress *progress; /* of looking them up; NULL: it is not under way */
};

ListBulk *list_bulk_new(App *app, const Entity *entity, const TableSource *source)
{
    ListBulk *bulk = g_new0(ListBulk, 1);
    *bulk = (ListBulk){.app = app, .entity = entity, .source = *source};
    return bulk;
}

static void end_progress(ListBulk *bulk)
{
    if (bulk->progress)
        progress_finish(bulk->progress, NULL);
    bulk->progress = NULL;
}

void list_bulk_free(ListBulk *bulk)
{
    worker_cancel(bulk->app->worker, bulk);
    end_progress(bulk);
    g_free(bulk);
}

/* --- doing it --------------------------------------------------------------------------------- */

/* Takes `ids` over. */
static void delete_all(ListBulk *bulk, GArray *ids)
{
    table_unmark(bulk->table);
    archive_records(bulk->app, bulk->entity, ids);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* "Іваненко, Петренко, Сидоренко and 39 more". */
static char *compose_names(const ListBulk *bulk, const GArray *first, guint all)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < first->len; i++) {
        g_autofree char *title =
            app_record_title(bulk->app, bulk->entity, g_array_index(first, int64_t, i));
        g_autofree char *name = text_clip(title, NAME_COLUMNS);
        g_string_append_printf(names, "%s%s", i ? ", " : "", name);
    }
    g_autofree char *rest = text_number(all - first->len);
    return g_strdup_printf(_("%s and %s more"), names->str, rest);
}

typedef struct {
    ListBulk *bulk;
    GArray *ids;
} Question;

static void answered(gpointer data, int answer)
{
    g_autofree Question *question = data;
    if (answer == 1)
        delete_all(question->bulk, question->ids);
    else
        g_array_unref(question->ids);
}

/* Takes `ids` over. */
static void ask(ListBulk *bulk, GArray *ids, const GArray *first)
{
    g_autofree char *names = compose_names(bulk, first, ids->len);
    g_autofree char *text = g_strdup_printf(_("To the archive: %s. Their history stays."), names);
    g_autofree char *number = text_number(ids->len);
    g_autofree char *verb = g_strdup_printf(_("Delete %s"), number);
    const char *buttons[] = {_("Cancel"), verb, NULL};
    Question *question = g_new(Question, 1);
    *question = (Question){bulk, ids};
    ui_push(bulk->app->ui, dialog_ask(bulk->app->ui, &(DialogSpec){.title = _(bulk->entity->plural),
                                                                   .text = text,
                                                                   .buttons = buttons,
                                                                   .danger = true,
                                                                   .done = answered,
                                                                   .data = question}));
}

/* Takes `ids` over. */
static void ask_or_delete(ListBulk *bulk, GArray *ids, const GArray *first)
{
    if (ids->len > UNASKED_MOST)
        ask(bulk, ids, first);
    else
        delete_all(bulk, ids);
}

/* --- which ones ------------------------------------------------------------------------------- */

static void gathered(gpointer data, Gathered *found)
{
    ListBulk *bulk = data;
    end_progress(bulk);
    if (found->error)
        app_tell_error(bulk->app, found->error);
    else if (found->ids->len == 0)
        ui_toast(bulk->app->ui, _("Nothing is marked."));
    else
        ask_or_delete(bulk, g_steal_pointer(&found->ids), found->first);
}

static void stop_gathering(gpointer data)
{
    ListBulk *bulk = data;
    worker_cancel(bulk->app->worker, bulk);
    end_progress(bulk);
}

static void gather(ListBulk *bulk, const GArray *except)
{
    const TableQuery wanted = table_query(bulk->table);
    bulk->progress = progress_start(
        bulk->app->ui,
        &(ProgressSpec){.title = _("Looking them up"), .cancel = stop_gathering, .data = bulk});
    list_source_gather(&bulk->source, &wanted, except, gathered, bulk);
}

static void use_marks(ListBulk *bulk, GArray *ids)
{
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_vals(first, ids->data, MIN(ids->len, GATHER_FIRST));
    ask_or_delete(bulk, ids, first);
}

Result list_bulk_delete(ListBulk *bulk, Table *table)
{
    bool all_but;
    GArray *ids = table_chosen(table, &all_but);
    bulk->table = table;
    if (all_but) {
        gather(bulk, ids);
        g_array_unref(ids);
    } else {
        use_marks(bulk, ids);
    }
    return RESULT_REPAINT;
}
