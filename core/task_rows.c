/* Tasks read for export, page by page. */
#include "core/auth.h"
#include "core/contact.h"
#include "core/task_file.h"
#include "core/when.h"
#include "entities/task.h"
#include "reference.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

#define PAGE 500

static void row_free(void *data)
{
    TaskRow *row = data;
    char *const texts[] = {row->subject, row->description, row->type,
                           row->status,  row->priority,    row->assignee,
                           row->client,  row->author,      row->recurrence};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

bool employee_by_address(Base *base, const Actor *actor, const char *address, int64_t *employee_id,
                         GError **error)
{
    bool found;
    g_autofree char *key = email_normalise(address, error);
    if (!key || !db_get_integer(base_db(base),
                                SQL("SELECT employee.id FROM employee "
                                    "JOIN profile ON profile.id = employee.profile_id "
                                    "WHERE employee.enterprise_id = ? AND profile.email_key = ?"),
                                DB_ARGS(db_integer(actor->enterprise_id), db_text(key)),
                                employee_id, &found, error))
        return false;
    if (!found)
        g_set_error(error, AUTH_ERROR, AUTH_ERROR_ABSENT,
                    _("nobody in this enterprise has the address “%s”"), address);
    return found;
}

/* --- a row ------------------------------------------------------------------------------------ */

enum {
    ROW_ID,
    ROW_SUBJECT,
    ROW_DUE_ON,
    ROW_DUE_MINUTE,
    ROW_DUE_AT,
    ROW_DESCRIPTION,
    ROW_TYPE,
    ROW_STATUS,
    ROW_PRIORITY,
    ROW_SNOOZED,
    ROW_RECURRENCE,
    ROW_CLOSED_AT,
    ROW_CREATED_AT,
    ROW_UPDATED_AT,
    ROW_VERSION,
    ROW_CLIENT,
    ROW_ASSIGNEE,
    ROW_AUTHOR
};

#define EMPLOYEE_NAME                                                                              \
    "(SELECT trim(profile.surname || ' ' || profile.first_name) FROM employee "                    \
    "JOIN profile ON profile.id = employee.profile_id "                                            \
    "WHERE employee.enterprise_id = task.enterprise_id AND employee.id = "

/* Names are asked for row by row, and not joined: so each is a way by its key, whatever the
 * statistics say, or do not yet say, of a table that has just been filled. */
#define SELECT_PAGE                                                                                \
    "SELECT task.id, task.subject, task.due_on, task.due_minute, task.due_at, task.description, "  \
    "task.type_id, task.status_id, task.priority_id, task.snoozed_until, task.recurrence, "        \
    "task.closed_at, task.created_at, task.updated_at, task.version, "                             \
    "(SELECT CASE WHEN surname || first_name <> '' THEN trim(surname || ' ' || first_name) "       \
    "ELSE company END FROM client WHERE client.enterprise_id = task.enterprise_id "                \
    "AND client.id = task.client_id), " EMPLOYEE_NAME "task.assignee_id), " EMPLOYEE_NAME          \
    "task.created_by) FROM task "                                                                  \
    "WHERE task.enterprise_id = ? AND task.id > ? AND task.archived_at IS NULL "                   \
    "AND (? = 0 OR task.assignee_id = ?) AND (? = 0 OR task.closed_at IS NULL) "                   \
    "ORDER BY task.id LIMIT ?"

typedef struct {
    Base *base;
    const Actor *actor;
    const TaskFilter *filter;
    int64_t after;
} Reading;

/* As far from the usual priority as its place in the list is, at most to the ends of what iCalendar
 * calls high (1 … 4) and low (6 … 9). */
static int importance_of(const GPtrArray *priorities, int64_t id)
{
    int n = (int)priorities->len, usual = 0, at = 0;
    for (int i = 0; i < n; i++) {
        const ChoiceRow *row = priorities->pdata[i];
        if (row->is_default)
            usual = i;
        if (row->id == id)
            at = i;
    }
    if (at == usual)
        return 5;
    return at > usual ? MIN(n - at, 4) : MAX(9 - at, 6);
}

static void take_choices(const Reading *reading, DbRows *row, TaskRow *task)
{
    int64_t enterprise_id = reading->actor->enterprise_id;
    const GPtrArray *statuses =
        reference_choices(reading->base, enterprise_id, &task_status_entity);
    int64_t status = db_column_integer(row, ROW_STATUS);
    int64_t priority = db_column_integer(row, ROW_PRIORITY);
    for (guint i = 0; i < statuses->len; i++) {
        const ChoiceRow *choice = statuses->pdata[i];
        if (choice->id == status) {
            task->untouched = choice->is_default;
            task->cancelled = g_strcmp0(choice->code, "cancelled") == 0;
        }
    }
    task->type = reference_title(reading->base, enterprise_id, &task_type_entity,
                                 db_column_integer(row, ROW_TYPE));
    task->status = reference_title(reading->base, enterprise_id, &task_status_entity, status);
    task->priority = reference_title(reading->base, enterprise_id, &task_priority_entity, priority);
    task->importance = importance_of(
        reference_choices(reading->base, enterprise_id, &task_priority_entity), priority);
}

static int take_day(DbRows *row, int column)
{
    int day;
    return day_from_text(db_column_text(row, column), &day) ? day : TASK_NO_DAY;
}

static TaskRow *take_row(const Reading *reading, DbRows *row)
{
    TaskRow *task = g_new0(TaskRow, 1);
    *task = (TaskRow){
        .id = db_column_integer(row, ROW_ID),
        .version = db_column_integer(row, ROW_VERSION),
        .created_at = db_column_integer(row, ROW_CREATED_AT),
        .updated_at = db_column_integer(row, ROW_UPDATED_AT),
        .due_at = db_column_integer(row, ROW_DUE_AT),
        .closed_at = db_column_integer(row, ROW_CLOSED_AT),
        .due_day = take_day(row, ROW_DUE_ON),
        .due_minute = db_column_type(row, ROW_DUE_MINUTE) == DB_NULL
                          ? -1
                          : (int)db_column_integer(row, ROW_DUE_MINUTE),
        .snoozed_day = take_day(row, ROW_SNOOZED),
        .subject = rows_text(row, ROW_SUBJECT),
        .description = rows_text(row, ROW_DESCRIPTION),
        .assignee = rows_text(row, ROW_ASSIGNEE),
        .client = rows_text(row, ROW_CLIENT),
        .author = rows_text(row, ROW_AUTHOR),
        .recurrence = rows_text(row, ROW_RECURRENCE),
    };
    take_choices(reading, row, task);
    return task;
}

/* Before a page's rows are under way: its connection can be asked nothing else then. */
static void read_choices(const Reading *reading)
{
    const Entity *const lists[] = {&task_type_entity, &task_status_entity, &task_priority_entity};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        reference_choices(reading->base, reading->actor->enterprise_id, lists[i]);
}

static GPtrArray *read_page(Reading *reading, GError **error)
{
    DbValue assignee = db_integer(reading->filter->assignee_id);
    g_autoptr(DbRows) rows =
        db_query(base_db(reading->base), SQL(SELECT_PAGE),
                 DB_ARGS(db_integer(reading->actor->enterprise_id), db_integer(reading->after),
                         assignee, assignee, db_integer(reading->filter->open), db_integer(PAGE)),
                 error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func(row_free);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        g_ptr_array_add(page, take_row(reading, rows));
        reading->after = db_column_integer(rows, ROW_ID);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&page) : NULL;
}

bool tasks_each(Base *base, const Actor *actor, const TaskFilter *filter, TaskTake take, void *data,
                GError **error)
{
    Reading reading = {base, actor, filter, 0};
    if (!right_check(base, actor, RIGHT_EXPORT, false, error))
        return false;
    read_choices(&reading);
    for (guint n = PAGE; n == PAGE;) {
        g_autoptr(GPtrArray) page = read_page(&reading, error);
        if (!page)
            return false;
        for (guint i = 0; i < page->len; i++)
            if (!take(page->pdata[i], data, error))
                return false;
        n = page->len;
    }
    return true;
}
