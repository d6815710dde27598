#include "tui/screens/client_tasks.h"

#include <glib/gi18n-lib.h>

#include "core/query.h"
#include "tui/screens/screens.h"

#define SHOWN 6
#define ALL 0 /* the row that leads to all of them */
#define COUNT_MOST 10000

struct ClientTasks {
    App *app;
    int64_t client_id;
    Form *form; /* its own */
};

const InputSpec client_tasks_input = {
    .name = "_tasks", .label = N_("Tasks"), .group = N_("Tasks"), .kind = INPUT_LINKS};

bool client_tasks_shown(const App *app, const Record *record)
{
    return record->entity == &client_entity && record->id && app->level == LEVEL_EMPLOYEE;
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    ClientTasks *tasks; /* only for telling: the card may be left while this reads */
    Actor actor;
    int64_t client_id;
    GPtrArray *open, *closed; /* QueryRow; NULL: they could not be read */
    int64_t n_open, n_overdue, n_closed;
} Reading;

static void reading_free(gpointer data)
{
    Reading *reading = data;
    g_clear_pointer(&reading->open, g_ptr_array_unref);
    g_clear_pointer(&reading->closed, g_ptr_array_unref);
    g_free(reading);
}

static Query query_of(const Reading *reading, const Filter *filters, size_t n)
{
    return (Query){.entity = &task_entity,
                   .filters = filters,
                   .n_filters = n,
                   .scope = "client",
                   .scope_values = {reading->client_id},
                   .order = "due"};
}

static bool count(Base *base, const Reading *reading, const Query *query, int64_t *n)
{
    return query_count(base, &reading->actor, query, NULL, COUNT_MOST, n, NULL, NULL, NULL);
}

/* The open ones that are due first, then of the closed ones those that were due last. */
static void run_reading(Base *base, gpointer data)
{
    Reading *reading = data;
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, reading->actor.now);
    const Filter open[] = {{"closed_at", FILTER_EMPTY, NULL}, {"due_at", FILTER_TO, now}};
    const Filter closed = {"closed_at", FILTER_FROM, "0"};
    Query of_open = query_of(reading, open, 1), of_overdue = query_of(reading, open, 2),
          of_closed = query_of(reading, &closed, 1);
    of_closed.descending = true;
    if (!base || !count(base, reading, &of_open, &reading->n_open) ||
        !count(base, reading, &of_overdue, &reading->n_overdue) ||
        !count(base, reading, &of_closed, &reading->n_closed))
        return;
    reading->closed = query_page(base, &reading->actor, &of_closed, NULL, false, SHOWN, NULL, NULL);
    reading->open = query_page(base, &reading->actor, &of_open, NULL, false, SHOWN, NULL, NULL);
}

/* --- telling ---------------------------------------------------------------------------------- */

static const char *cell(const QueryRow *row, const char *column)
{
    for (guint i = 0; task_entity.columns[i].name; i++)
        if (g_str_equal(task_entity.columns[i].name, column))
            return row->cells[i];
    return "";
}

static char *compose(const QueryRow *row)
{
    GString *text = g_string_new(cell(row, "due"));
    static const char *const rest[] = {"time", "subject", "status", "assignee"};
    for (guint i = 0; i < G_N_ELEMENTS(rest); i++) {
        const char *part = cell(row, rest[i]);
        if (*part)
            g_string_append_printf(text, "%s%s", i > 1 ? " · " : " ", part);
    }
    return g_string_free(text, FALSE);
}

static void add_rows(GArray *links, GPtrArray *texts, const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len && links->len < SHOWN; i++) {
        const QueryRow *row = rows->pdata[i];
        FormLink link = {.id = row->id,
                         .text = compose(row),
                         .style = row->style == 1   ? STYLE_OVERDUE
                                  : row->style == 2 ? STYLE_CLOSED
                                                    : STYLE_TEXT,
                         .mark = row->style == 1   ? "!"
                                 : row->style == 2 ? "×"
                                                   : NULL};
        g_ptr_array_add(texts, (char *)link.text);
        g_array_append_val(links, link);
    }
}

static void add_all(GArray *links, GPtrArray *texts, const Reading *reading)
{
    char *text =
        g_strdup_printf(_("All: open %d, of them overdue %d; closed %d"), (int)reading->n_open,
                        (int)reading->n_overdue, (int)reading->n_closed);
    FormLink link = {.id = ALL, .text = text, .style = STYLE_LINK, .mark = "→"};
    g_ptr_array_add(texts, text);
    g_array_append_val(links, link);
}

static void tell_reading(gpointer data)
{
    const Reading *reading = data;
    if (!reading->open || !reading->closed) {
        form_set_links(reading->tasks->form, client_tasks_input.name, NULL, 0,
                       _("cannot be read now: open the card again"));
        return;
    }
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(FormLink));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    add_rows(links, texts, reading->open);
    add_rows(links, texts, reading->closed);
    if (links->len)
        add_all(links, texts, reading);
    form_set_links(reading->tasks->form, client_tasks_input.name,
                   (const FormLink *)(const void *)links->data, links->len,
                   _("no tasks with this client"));
}

void client_tasks_look(ClientTasks *tasks)
{
    static const WorkerJob job = {run_reading, tell_reading, reading_free};
    Reading *reading = g_new0(Reading, 1);
    reading->tasks = tasks;
    reading->actor = *app_actor(tasks->app);
    reading->client_id = tasks->client_id;
    worker_submit(tasks->app->worker, tasks, "tasks", &job, reading);
}

ClientTasks *client_tasks_new(App *app, int64_t client_id, Form *form)
{
    ClientTasks *tasks = g_new(ClientTasks, 1);
    *tasks = (ClientTasks){app, client_id, form};
    form_set_links(form, client_tasks_input.name, NULL, 0, "…");
    client_tasks_look(tasks);
    return tasks;
}

void client_tasks_free(ClientTasks *tasks)
{
    if (tasks)
        worker_cancel(tasks->app->worker, tasks);
    g_free(tasks);
}

Result client_tasks_follow(ClientTasks *tasks, gint64 id)
{
    if (id == ALL)
        ui_push(tasks->app->ui,
                list_screen_new(tasks->app, &task_entity, "client", tasks->client_id));
    else
        app_open_record(tasks->app, &task_entity, id);
    return RESULT_REPAINT;
}
