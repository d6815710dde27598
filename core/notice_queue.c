/* Whom the changes of tasks concern: looked for once a pass, so that several changes are one mail.
 */
#include "core/contact.h"
#include "core/payload.h"
#include "notice_internal.h"
#include "rows.h"
#include "task_mail.h"

#include <string.h>

enum { DELIVERY_VALUES = 11 };

/* All of an enterprise, in one transaction: slices of it would be as many mails for who is told of
 * very many. Texts belong to `texts`. */
typedef struct {
    int64_t enterprise_id, now;
    char *upto;         /* change.id */
    GArray *deliveries; /* of DbValue, DELIVERY_VALUES each */
    GPtrArray *texts;
} Queue;

/* --- one reader ------------------------------------------------------------------------------- */

typedef struct {
    int64_t employee_id, profile_id;
    char *address, *language;
    GPtrArray *tasks; /* of char *: "42:1017" */
} Reader;

static DbValue keep_text(Queue *queue, char *text)
{
    g_ptr_array_add(queue->texts, text);
    return db_text(text);
}

static void add_delivery(Queue *queue, const Reader *reader, char *payload)
{
    DbValue now = db_integer(queue->now);
    char *key = email_normalise(reader->address, NULL);
    const DbValue values[DELIVERY_VALUES] = {
        db_integer(queue->enterprise_id),
        db_text("service"),
        now,
        now,
        db_integer(reader->employee_id),
        db_integer(reader->profile_id),
        keep_text(queue, g_strdup(reader->address)),
        keep_text(queue, key ? key : g_strdup("")),
        keep_text(queue, g_strdup(reader->language)),
        db_text(NOTICE_TEMPLATE),
        keep_text(queue, payload),
    };
    g_array_append_vals(queue->deliveries, values, DELIVERY_VALUES);
}

static void add_apart(Queue *queue, const Reader *reader)
{
    for (guint i = 0; i < reader->tasks->len; i++) {
        const char *task = reader->tasks->pdata[i];
        g_autofree char *number = g_strndup(task, strcspn(task, ":"));
        add_delivery(queue, reader,
                     payload_of("task", number, "tasks", task, "upto", queue->upto, PAYLOAD_END));
    }
}

static void add_together(Queue *queue, const Reader *reader)
{
    guint listed = MIN(reader->tasks->len, NOTICE_TASKS);
    g_autofree char *more = g_strdup_printf("%u", reader->tasks->len - listed);
    g_ptr_array_set_size(reader->tasks, (int)listed);
    g_ptr_array_add(reader->tasks, NULL);
    g_autofree char *tasks = g_strjoinv(" ", (char **)reader->tasks->pdata);
    add_delivery(queue, reader,
                 payload_of("tasks", tasks, "upto", queue->upto, "more", more, PAYLOAD_END));
}

/* Whoever is told of many tasks at once (they were handed over, changed in bulk) has one mail. */
static void end_reader(Queue *queue, Reader *reader)
{
    if (reader->tasks->len > NOTICES_APART)
        add_together(queue, reader);
    else
        add_apart(queue, reader);
    g_free(reader->address);
    g_free(reader->language);
    g_ptr_array_unref(reader->tasks);
}

static void begin_reader(Reader *reader, DbRows *row)
{
    *reader = (Reader){db_column_integer(row, 0), db_column_integer(row, 1), rows_text(row, 2),
                       g_strdup(mail_language(db_column_text(row, 3), db_column_text(row, 4))),
                       g_ptr_array_new_with_free_func(g_free)};
}

/* --- whom it concerns ------------------------------------------------------------------------- */

/* Of each noted task: who has it, who made it, who watches it, and who no longer does
 * because of one of these changes. The enterprise comes from here to everything that is joined:
 * named again, it would let a planner begin with all employees. */
#define OF_TASK                                                                                    \
    "task ON task.enterprise_id = task_notice.enterprise_id AND task.id = task_notice.task_id "
#define OF_WATCHER                                                                                 \
    "task_watcher ON task_watcher.enterprise_id = task_notice.enterprise_id "                      \
    "AND task_watcher.task_id = task_notice.task_id "
#define OF_FORMER                                                                                  \
    "change ON change.enterprise_id = task_notice.enterprise_id AND change.entity = 'task' "       \
    "AND change.record_id = task_notice.task_id AND change.id >= task_notice.change_id "           \
    "AND change.field IN ('assignee_id', '" JOURNAL_WATCHER "') "
#define NOTED(employee, joined)                                                                    \
    "SELECT task_notice.enterprise_id, task_notice.task_id, task_notice.change_id, " employee      \
    " AS employee_id FROM task_notice JOIN " joined "WHERE task_notice.enterprise_id = ? "
#define ASSIGNEES NOTED("task.assignee_id", OF_TASK)
#define AUTHORS NOTED("task.created_by", OF_TASK)
#define WATCHERS NOTED("task_watcher.employee_id", OF_WATCHER)
#define FORMER NOTED("CAST (change.old AS BIGINT)", OF_FORMER)
#define CONCERNED "(" ASSIGNEES "UNION " AUTHORS "UNION " WATCHERS "UNION " FORMER ") AS concerned "

/* Not what they did themselves, nor what they have been told of before a restore. */
#define NEWS                                                                                       \
    "EXISTS (SELECT 1 FROM change JOIN change_set "                                                \
    "ON change_set.enterprise_id = change.enterprise_id AND change_set.id = change.set_id "        \
    "WHERE change.enterprise_id = employee.enterprise_id AND change.entity = 'task' "              \
    "AND change.record_id = concerned.task_id AND change.id >= concerned.change_id "               \
    "AND (change_set.profile_id IS NULL OR change_set.profile_id <> employee.profile_id) "         \
    "AND NOT EXISTS (SELECT 1 FROM task_told "                                                     \
    "WHERE task_told.enterprise_id = employee.enterprise_id "                                      \
    "AND task_told.employee_id = employee.id "                                                     \
    "AND (task_told.task_id IS NULL OR task_told.task_id = concerned.task_id) "                    \
    "AND task_told.told_at >= change_set.at)) "

/* Or one of these changes took it from them. */
#define ASSIGNED                                                                                   \
    "(task.assignee_id = employee.id OR EXISTS (SELECT 1 FROM change "                             \
    "WHERE change.enterprise_id = employee.enterprise_id AND change.entity = 'task' "              \
    "AND change.record_id = concerned.task_id AND change.id >= concerned.change_id "               \
    "AND change.field = 'assignee_id' AND change.old = CAST (employee.id AS TEXT))) "

#define SELECT_READERS                                                                             \
    "SELECT employee.id, employee.profile_id, " MAIL_ADDRESS                                       \
    ", profile.language, enterprise.country, "                                                     \
    "concerned.task_id, concerned.change_id FROM " CONCERNED                                       \
    "JOIN employee ON employee.enterprise_id = concerned.enterprise_id "                           \
    "AND employee.id = concerned.employee_id "                                                     \
    "JOIN profile ON profile.id = employee.profile_id "                                            \
    "JOIN enterprise ON enterprise.id = concerned.enterprise_id "                                  \
    "JOIN task ON task.enterprise_id = concerned.enterprise_id AND task.id = concerned.task_id "   \
    "WHERE " MAIL_READER "AND (employee.task_mail = 'all' "                                        \
    "OR (employee.task_mail = 'assigned' AND " ASSIGNED ")) AND " NEWS                             \
    "ORDER BY employee.id, concerned.change_id, concerned.task_id"

static bool read_readers(Base *base, Queue *queue, GError **error)
{
    DbValue enterprise = db_integer(queue->enterprise_id);
    g_autoptr(DbRows) rows =
        db_query(base_db(base), SQL(SELECT_READERS),
                 DB_ARGS(enterprise, enterprise, enterprise, enterprise), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    Reader reader = {0};
    while (db_next(rows, &failure)) {
        if (reader.employee_id != db_column_integer(rows, 0)) {
            if (reader.employee_id)
                end_reader(queue, &reader);
            begin_reader(&reader, rows);
        }
        g_ptr_array_add(reader.tasks,
                        g_strdup_printf("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT,
                                        db_column_integer(rows, 5), db_column_integer(rows, 6)));
    }
    if (reader.employee_id)
        end_reader(queue, &reader);
    return rows_ended(failure, error);
}

/* --- one enterprise --------------------------------------------------------------------------- */

/* Under the enterprise's lock: no change is under way. */
static bool find_bound(Base *base, Queue *queue, GError **error)
{
    int64_t upto = 0;
    if (!db_get_integer(base_db(base), SQL("SELECT max(id) FROM change WHERE enterprise_id = ?"),
                        DB_ARGS(db_integer(queue->enterprise_id)), &upto, NULL, error))
        return false;
    queue->upto = g_strdup_printf("%" G_GINT64_FORMAT, upto);
    g_ptr_array_add(queue->texts, queue->upto);
    return true;
}

static bool insert_deliveries(Base *base, const Queue *queue, GError **error)
{
    guint n = queue->deliveries->len / DELIVERY_VALUES;
    return !n || db_insert_many(base_db(base), "delivery",
                                "enterprise_id, kind, due_at, next_at, employee_id, profile_id, "
                                "address, address_key, language, template, payload",
                                (const DbValue *)(void *)queue->deliveries->data, n, NULL, error);
}

static bool forget_told(Base *base, const Queue *queue, GError **error)
{
    DbValue enterprise = db_integer(queue->enterprise_id);
    return db_execute(base_db(base), SQL("DELETE FROM task_notice WHERE enterprise_id = ?"),
                      DB_ARGS(enterprise), NULL, error) &&
           db_execute(base_db(base), SQL("DELETE FROM task_told WHERE enterprise_id = ?"),
                      DB_ARGS(enterprise), NULL, error);
}

static bool queue_body(Base *base, void *data, GError **error)
{
    const Actor *actor = data;
    g_autoptr(GArray) deliveries = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    Queue queue = {.enterprise_id = actor->enterprise_id,
                   .now = actor->now,
                   .deliveries = deliveries,
                   .texts = texts};
    return find_bound(base, &queue, error) && read_readers(base, &queue, error) &&
           insert_deliveries(base, &queue, error) && forget_told(base, &queue, error);
}

bool notice_queue(Base *base, int64_t now, GError **error)
{
    g_autoptr(GArray) enterprises = rows_integers(
        base, SQL("SELECT DISTINCT enterprise_id FROM task_notice"), DB_NO_ARGS, error);
    for (guint i = 0; enterprises && i < enterprises->len; i++) {
        Actor actor = actor_program(g_array_index(enterprises, int64_t, i), now);
        if (!base_write(base, &actor, queue_body, &actor, error))
            return false;
    }
    return enterprises != NULL;
}
