/* Any list of records: the generic table over core's queries. What it shows comes from the entity's
 * descriptor. */
#include <glib/gi18n-lib.h>

#include "core/query.h"
#include "tui/app/undo.h"
#include "tui/screens/first_steps.h"
#include "tui/screens/list_bulk.h"
#include "tui/screens/list_choices.h"
#include "tui/screens/list_filter.h"
#include "tui/screens/list_modes.h"
#include "tui/screens/list_source.h"
#include "tui/screens/list_views.h"
#include "tui/screens/parts.h"
#include "tui/screens/screens.h"
#include "tui/screens/task_calls.h"
#include "tui/screens/task_filters.h"
#include "tui/screens/task_keys.h"
#include "tui/screens/task_snooze.h"
#include "tui/widgets/table.h"

#define NAME_LEAST 18  /* the first column says which record it is: others give way to it */
#define CUT_LEAST 7    /* what is wider can be cut so far; days and times are whole or nothing */
#define CHOICE_MOST 18 /* of the words of a short list, which are whole too */
#define CHOICES_MOST 50
#define HIDDEN_WIDTH 12 /* of a column that was asked for and says nothing of its own */

typedef struct {
    App *app;
    ListPart part;
    TableColumn *columns;
    guint n_columns;
    ListBulk *bulk;
    ListViews *views;
    ListModes *modes;
} ListScreen;

static void list_screen_free(gpointer data)
{
    ListScreen *screen = data;
    list_bulk_free(screen->bulk);
    g_free(screen->columns);
    list_views_free(screen->views);
    list_modes_free(screen->modes);
    g_free(screen);
}

/* The longest of the words that a column of a choice list may hold; 0: it is none of one. */
static int choices_width(const ListScreen *screen, const Column *column)
{
    const Field *field = list_filter_field(screen->part.entity, column);
    bool chosen = field && field->type == FIELD_REFERENCE && entity_find(field->target)->choices;
    g_autoptr(GPtrArray) choices = chosen ? query_choices(screen->app->base, app_actor(screen->app),
                                                          field, "", CHOICES_MOST, NULL)
                                          : NULL;
    int widest = 0;
    for (guint i = 0; choices && i < choices->len; i++)
        widest = MAX(widest, text_width(((const Choice *)choices->pdata[i])->title));
    return MIN(widest, CHOICE_MOST);
}

static int least_width(const Column *column, int width, bool first)
{
    if (column->least)
        return column->least;
    bool whole = width <= 10;
    return MIN(width, whole ? 10 : first ? NAME_LEAST : CUT_LEAST);
}

static void describe_columns(ListScreen *screen)
{
    const Column *column = screen->part.entity->columns;
    while (column[screen->n_columns].name)
        screen->n_columns++;
    screen->columns = g_new0(TableColumn, screen->n_columns);
    for (guint i = 0; i < screen->n_columns; i++) {
        int chosen = choices_width(screen, &column[i]);
        int width = chosen ? chosen : column[i].width ? column[i].width : HIDDEN_WIDTH;
        screen->columns[i] = (TableColumn){
            .name = column[i].name,
            .title = column[i].label,
            .width = width,
            .least = chosen ? chosen : least_width(&column[i], width, i == 0),
            .grow = column[i].grow,
            .align = column[i].right ? ALIGN_RIGHT : ALIGN_LEFT,
            .flags = (column[i].order ? COLUMN_SORT : 0) |
                     (list_filter_field(screen->part.entity, &column[i]) ? COLUMN_FILTER : 0) |
                     (column[i].width ? 0 : COLUMN_HIDDEN),
        };
    }
}

/* Some of them at least: whose each one is, core looks at when it comes to it. */
static bool may(const ListScreen *screen, Right right)
{
    return right_check(screen->app->base, app_actor(screen->app), right, true, NULL);
}

static Offer list_offer(gpointer data, Table *table, const Action *action, const char **reason)
{
    ListScreen *screen = data;
    if (action->id == ACT_NEW)
        return record_may_add(screen->app->base, app_actor(screen->app), screen->part.entity, NULL)
                   ? OFFER_YES
                   : OFFER_NO;
    if (action->id == ACT_EDIT && screen->app->actor.enterprise_id &&
        !may(screen, screen->part.entity->edit))
        return OFFER_NO;
    if (list_modes_has(action->id))
        return list_modes_offer(screen->modes, action->id);
    if (action->id == ACT_VIEWS || action->id == ACT_FILTER_BY)
        return OFFER_YES;
    if (action->id == ACT_STEP_UP || action->id == ACT_STEP_DOWN || action->id == ACT_DEFAULT)
        return may(screen, screen->part.entity->edit) && table_id(table) ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_CLOSED)
        return screen->part.entity->pending ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_TO_LIST && (screen->part.entity != &client_entity ||
                                      !may(screen, RIGHT_FILL_LIST) || !may(screen, RIGHT_ENROLL)))
        return OFFER_NO;
    if (action->id == ACT_CLIENT)
        return screen->part.entity == &task_entity && table_id(table) ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_WATCH &&
        !(screen->part.entity == &task_entity && screen->app->actor.employee_id))
        return OFFER_NO;
    if (task_filter_is(action->id))
        return screen->part.entity == &task_entity ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_SNOOZE &&
        !(screen->part.entity->sleeps && task_may_edit_wholly(screen->app)))
        return OFFER_NO;
    if (task_key_is(action->id) && !task_key_offered(screen->app, action->id))
        return OFFER_NO;
    if (action->id == ACT_CALLS)
        return task_calls_offered(screen->app) ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_UNDO)
        return undo_is_there(screen->app) ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_DELETE)
        return screen->part.entity->archivable && may(screen, screen->part.entity->archive) &&
                       table_id(table)
                   ? OFFER_YES
                   : OFFER_NO;
    return table_id(table) ? OFFER_YES : OFFER_NO;
}

/* A task that is added to those of a client, to a column of the board, to a day, is one of them. */
static void add_record(const ListScreen *screen)
{
    bool of_client =
        screen->part.entity == &task_entity && g_strcmp0(screen->part.scope, "client") == 0;
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, screen->part.scope_value);
    g_autoptr(GArray) all = g_array_new(TRUE, FALSE, sizeof(Filled));
    const Filled client = {"client_id", id}, *filled = list_modes_filled(screen->modes);
    if (of_client)
        g_array_append_val(all, client);
    for (; filled && filled->field; filled++)
        g_array_append_vals(all, filled, 1);
    app_add_filled(screen->app, screen->part.entity, (const Filled *)(const void *)all->data);
}

static Result task_act(ListScreen *screen, Table *table, ActionId id)
{
    if (task_key_is(id))
        return list_bulk_task_key(screen->bulk, table, id);
    if (id == ACT_CALLS)
        task_calls_open(screen->app, screen->part, table);
    else if (task_filter_is(id))
        task_filter_toggle(screen->app, table, id);
    else
        return RESULT_IGNORED;
    return RESULT_REPAINT;
}

static Result list_act(gpointer data, Table *table, const Action *action)
{
    ListScreen *screen = data;
    if (list_modes_has(action->id))
        return list_modes_act(screen->modes, table, action->id);
    switch ((int)action->id) {
    case ACT_OPEN:
    case ACT_EDIT:
        app_open_record(screen->app, screen->part.entity, table_id(table));
        return RESULT_REPAINT;
    case ACT_NEW:
        add_record(screen);
        return RESULT_REPAINT;
    case ACT_DELETE:
        return list_bulk_delete(screen->bulk, table);
    case ACT_TO_LIST:
        return list_bulk_to_list(screen->bulk, table);
    case ACT_CLIENT:
        task_open_client_of(screen->app, table_id(table));
        return RESULT_REPAINT;
    case ACT_WATCH:
        task_watch_toggle(screen->app, table_id(table));
        return RESULT_REPAINT;
    case ACT_SNOOZE:
        return list_bulk_snooze(screen->bulk, table);
    case ACT_UNDO:
        undo_perform(screen->app);
        return RESULT_REPAINT;
    case ACT_FILTER_BY:
        list_filter_ask(screen->app, screen->part.entity, table);
        return RESULT_REPAINT;
    case ACT_STEP_UP:
    case ACT_STEP_DOWN:
    case ACT_DEFAULT:
        return list_choices_act(screen->app, screen->part.entity, table, action);
    case ACT_CLOSED:
        table_toggle_at_first(table);
        return RESULT_REPAINT;
    case ACT_VIEWS:
        list_views_open(screen->views, table);
        return RESULT_REPAINT;
    default:
        return task_act(screen, table, action->id);
    }
}

static void filter_by_cell(gpointer data, Table *table, const char *column)
{
    const ListScreen *screen = data;
    list_filter_by_cell(screen->app, screen->part.entity, table, column);
}

static void layout_changed(gpointer data, const char *layout)
{
    const ListScreen *screen = data;
    list_views_layout_changed(screen->views, layout);
}

static char *title(gpointer data, const Table *table)
{
    const ListScreen *screen = data;
    return list_views_title(screen->views, table);
}

static bool back(gpointer data, Table *table)
{
    const ListScreen *screen = data;
    return list_modes_back(screen->modes, table);
}

static gint64 added(gpointer data)
{
    const ListScreen *screen = data;
    const Added *record = &screen->app->added;
    return record->entity == screen->part.entity ? record->id : 0;
}

/* What the pane of a wide terminal says: every column that has something, shown or not. */
static char *details(gpointer data, const TableRow *row)
{
    ListScreen *screen = data;
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < screen->n_columns && i < row->n; i++) {
        if (row->cells[i] && *row->cells[i])
            g_string_append_printf(text, "%s\t%s\n", _(screen->columns[i].title), row->cells[i]);
    }
    return g_string_free(text, FALSE);
}

/* An empty list of open ones may have closed ones. */
static char *empty_text(App *app, const Entity *entity)
{
    g_autofree char *text = first_steps(app, entity);
    return entity->pending
               ? g_strconcat(text, "\n\n", _("Closed ones are not shown; x shows them."), NULL)
               : g_steal_pointer(&text);
}

/* `as_left`: in the way that the person has shown it last. */
static Table *make_list(App *app, const Entity *entity, const char *scope, int64_t scope_value,
                        bool as_left)
{
    static const ActionId actions[] = {
        ACT_OPEN,      ACT_EDIT,      ACT_NEW,        ACT_DELETE,       ACT_UNDO,
        ACT_VIEWS,     ACT_FILTER_BY, ACT_TO_LIST,    ACT_CLOSED,       ACT_SNOOZE,
        ACT_SNOOZED,   ACT_WATCH,     ACT_STEP_UP,    ACT_STEP_DOWN,    ACT_DEFAULT,
        ACT_FORWARD,   ACT_STATUS,    ACT_CLOSE_TASK, ACT_POSTPONE_DAY, ACT_POSTPONE_WEEK,
        ACT_RAISE,     ACT_LOWER,     ACT_ASSIGN,     ACT_TAKE,         ACT_COMMENT,
        ACT_CLIENT,    ACT_AS_LIST,   ACT_AS_MONTH,   ACT_AS_WEEK,      ACT_AS_BOARD,
        ACT_NEXT_MODE, ACT_MINE,      ACT_DUE_TODAY,  ACT_OVERDUE,      ACT_UNASSIGNED,
        ACT_CALLS,     ACT_NONE};
    ListScreen *screen = g_new0(ListScreen, 1);
    *screen = (ListScreen){.app = app, .part = {entity, scope, scope_value}};
    g_autofree char *name = g_strconcat("list.", entity->name, scope ? "." : NULL, scope, NULL);
    screen->views = list_views_new(app, entity, name);
    describe_columns(screen);
    TableSource source = list_source(app, screen->part);
    screen->bulk = list_bulk_new(app, entity, &source);
    screen->modes = list_modes_new(app, screen->part, screen->bulk, name);
    g_autofree char *empty = empty_text(app, entity);
    g_autofree char *pending =
        entity->pending ? list_filter_shown(app, entity, entity->pending, "") : NULL;
    TableSpec spec = {
        .name = entity->name,
        .title = _(entity->plural),
        .columns = screen->columns,
        .n_columns = screen->n_columns,
        .source = source,
        .sort = entity->first_order,
        .at_first = {entity->pending, "", pending},
        .marks = entity->archivable,
        .search = true,
        .empty = empty,
        .actions = actions,
        .contexts = entity->choices          ? CTX_CHOICES
                    : entity == &task_entity ? CTX_TASKS
                                             : 0,
        .act = list_act,
        .offer = list_offer,
        .back = back,
        .added = added,
        .filter = filter_by_cell,
        .retitle = title,
        .details = details,
        .layout_changed = layout_changed,
        .data = screen,
        .free_data = list_screen_free,
    };
    Table *table = table_new(app->ui, &spec);
    list_views_start(screen->views, table);
    if (as_left)
        list_modes_start(screen->modes, table);
    return table;
}

View *list_screen_new(App *app, const Entity *entity, const char *scope, int64_t scope_value)
{
    return table_view(make_list(app, entity, scope, scope_value, true));
}

View *list_screen_filtered(App *app, const Entity *entity, const ListWords *conditions, guint n)
{
    Table *table = make_list(app, entity, NULL, 0, false);
    for (guint i = 0; i < n; i++)
        list_filter_set(app, entity, table, conditions[i].column, conditions[i].words);
    return table_view(table);
}
