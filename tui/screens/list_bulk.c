/* A few records go at once, as that can be taken back; many only after a question (docs/rules.md,
 * "Many records at once"). Which ones all but some are, is looked up before it: what is asked about
 * is what is done, whoever adds more meanwhile. */
#include "tui/screens/list_bulk.h"

#include <glib/gi18n-lib.h>

#include "tui/app/archive.h"
#include "tui/screens/bulk_ask.h"
#include "tui/screens/list_join_many.h"
#include "tui/screens/list_source.h"
#include "tui/screens/parts.h"
#include "tui/screens/task_keys.h"
#include "tui/screens/task_snooze.h"
#include "tui/widgets/progress.h"

/* What is done with the records once it is known which they are. Takes `ids` over; `first` are the
 * first few of them. */
typedef void (*Act)(ListBulk *bulk, GArray *ids, const GArray *first);

struct ListBulk {
    App *app;
    const Entity *entity;
    TableSource source; /* borrowed */
    Table *table;       /* whose rows are being looked up or asked about */
    Act act;
    ActionId key;        /* of press_key */
    ListBulkTaken taken; /* of hand_out */
    gpointer data;       /* the same */
    Progress *progress;  /* of looking them up; NULL: it is not under way */
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

/* --- deleting --------------------------------------------------------------------------------- */

typedef struct {
    ListBulk *bulk;
    GArray *ids;
} Deleting;

static void delete_all(ListBulk *bulk, GArray *ids)
{
    table_unmark(bulk->table);
    archive_records(bulk->app, bulk->entity, ids);
}

static void delete_answered(gpointer data, int answer)
{
    g_autofree Deleting *deleting = data;
    if (answer == 1)
        delete_all(deleting->bulk, deleting->ids);
    else
        g_array_unref(deleting->ids);
}

static void delete_or_ask(ListBulk *bulk, GArray *ids, const GArray *first)
{
    if (ids->len <= UNASKED_MOST) {
        delete_all(bulk, ids);
        return;
    }
    g_autofree char *names = bulk_names(bulk->app, bulk->entity, first, ids->len);
    g_autofree char *text = g_strdup_printf(_("To the archive: %s. Their history stays."), names);
    g_autofree char *number = text_number(ids->len);
    g_autofree char *verb = g_strdup_printf(_("Delete %s"), number);
    Deleting *deleting = g_new(Deleting, 1);
    *deleting = (Deleting){bulk, ids};
    bulk_ask(bulk->app, bulk->entity, text, verb, true, delete_answered, deleting);
}

/* --- putting into a list ---------------------------------------------------------------------- */

typedef struct {
    ListBulk *bulk;
    GArray *ids, *first;
    int64_t list_id;
    char *title;
} Joining;

static void joining_free(Joining *joining)
{
    g_array_unref(joining->ids);
    g_array_unref(joining->first);
    g_free(joining->title);
    g_free(joining);
}

static void join_all(Joining *joining)
{
    table_unmark(joining->bulk->table);
    list_join_many(joining->bulk->app, joining->list_id, joining->title, g_array_ref(joining->ids));
    joining_free(joining);
}

static void join_answered(gpointer data, int answer)
{
    if (answer == 1)
        join_all(data);
    else
        joining_free(data);
}

static void join_chosen(gpointer data, int64_t list_id, const char *title)
{
    Joining *joining = data;
    const ListBulk *bulk = joining->bulk;
    joining->list_id = list_id;
    joining->title = g_strdup(title);
    if (!list_id || joining->ids->len <= UNASKED_MOST) {
        join_answered(joining, list_id != 0);
        return;
    }
    g_autofree char *names = bulk_names(bulk->app, bulk->entity, joining->first, joining->ids->len);
    g_autofree char *text =
        g_strdup_printf(_("To the list «%s»: %s. Its campaigns start for them."), title, names);
    g_autofree char *number = text_number(joining->ids->len);
    g_autofree char *verb = g_strdup_printf(_("Add %s"), number);
    bulk_ask(bulk->app, bulk->entity, text, verb, false, join_answered, joining);
}

static void choose_list(ListBulk *bulk, GArray *ids, const GArray *first)
{
    Joining *joining = g_new0(Joining, 1);
    *joining = (Joining){.bulk = bulk, .ids = ids, .first = g_array_copy((GArray *)first)};
    ui_push(bulk->app->ui,
            choice_dialog_new(bulk->app, &list_reference, NULL, join_chosen, joining));
}

/* --- tasks --------------------------------------------------------------------------------- */

static void snooze(ListBulk *bulk, GArray *ids, const GArray *first)
{
    task_snooze(bulk->app, bulk->table, ids, first);
}

static void press_key(ListBulk *bulk, GArray *ids, const GArray *first)
{
    task_key_act(bulk->app, bulk->table, bulk->key, ids, first);
}

/* --- whatever else ---------------------------------------------------------------------------- */

static void hand_out(ListBulk *bulk, GArray *ids, const GArray *first)
{
    bulk->taken(bulk->data, ids, first);
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
        bulk->act(bulk, g_steal_pointer(&found->ids), found->first);
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
    bulk->act(bulk, ids, first);
}

static Result begin(ListBulk *bulk, Table *table, Act act)
{
    bool all_but;
    GArray *ids = table_chosen(table, &all_but);
    bulk->table = table;
    bulk->act = act;
    if (all_but) {
        gather(bulk, ids);
        g_array_unref(ids);
    } else {
        use_marks(bulk, ids);
    }
    return RESULT_REPAINT;
}

Result list_bulk_delete(ListBulk *bulk, Table *table)
{
    return begin(bulk, table, delete_or_ask);
}

Result list_bulk_to_list(ListBulk *bulk, Table *table)
{
    return begin(bulk, table, choose_list);
}

Result list_bulk_snooze(ListBulk *bulk, Table *table)
{
    return begin(bulk, table, snooze);
}

Result list_bulk_task_key(ListBulk *bulk, Table *table, ActionId key)
{
    bulk->key = key;
    return begin(bulk, table, press_key);
}

void list_bulk_take_along(ListBulk *bulk, Table *table, int64_t id, ListBulkTaken taken,
                          gpointer data)
{
    bulk->taken = taken;
    bulk->data = data;
    if (table_is_marked(table, id)) {
        begin(bulk, table, hand_out);
        return;
    }
    GArray *alone = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_val(alone, id);
    taken(data, alone, alone);
}
