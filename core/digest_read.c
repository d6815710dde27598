/* What a digest says: read when it is offered, so that it says how things stand now. */
#include "digest_internal.h"
#include "rows.h"
#include "task_mail.h"

static void task_free(void *data)
{
    DigestTask *task = data;
    char *const texts[] = {task->subject, task->description, task->client, task->priority_code,
                           task->priority};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(task);
}

void digest_free(Digest *digest)
{
    if (!digest)
        return;
    g_free(digest->enterprise);
    g_free(digest->surname);
    g_free(digest->first_name);
    g_free(digest->address);
    g_ptr_array_unref(digest->tasks);
    g_free(digest);
}

static char *clean_line(DbRows *row, int column)
{
    g_autofree char *text = rows_text(row, column);
    return mail_clean_line(text);
}

/* --- may it go? ------------------------------------------------------------------------------- */

/* Whom a delivery is for. */
typedef struct {
    int64_t employee_id;
    bool of_today, reader;
    char *surname, *first_name, *address;
} Head;

static void head_clear(Head *head)
{
    g_free(head->surname);
    g_free(head->first_name);
    g_free(head->address);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Head, head_clear)

/* It is of the day that its row in digest says: a decision about a held one moves its times. */
#define SELECT_HEAD                                                                                \
    "SELECT employee.id, profile.surname, profile.first_name, digest.id, "                         \
    "CASE WHEN " DIGEST_READER "THEN 1 ELSE 0 END, " MAIL_ADDRESS " FROM delivery "                \
    "JOIN enterprise ON enterprise.id = delivery.enterprise_id "                                   \
    "JOIN employee ON employee.enterprise_id = delivery.enterprise_id "                            \
    "AND employee.id = delivery.employee_id "                                                      \
    "JOIN profile ON profile.id = employee.profile_id "                                            \
    "LEFT JOIN digest ON digest.enterprise_id = delivery.enterprise_id "                           \
    "AND digest.day_on = ? AND digest.employee_id = employee.id "                                  \
    "AND digest.delivery_id = delivery.id WHERE delivery.enterprise_id = ? AND delivery.id = ?"

static bool read_head(Base *base, const SendingRules *rules, const Morning *morning,
                      int64_t delivery_id, Head *head, GError **error)
{
    *head = (Head){0};
    g_autoptr(DbRows) rows =
        db_query(base_db(base), SQL(SELECT_HEAD),
                 DB_ARGS(db_text(morning->day_on), db_integer(rules->enterprise_id),
                         db_integer(delivery_id)),
                 error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure)) {
        head->employee_id = db_column_integer(rows, 0);
        head->surname = clean_line(rows, 1);
        head->first_name = clean_line(rows, 2);
        head->of_today = db_column_type(rows, 3) != DB_NULL;
        head->reader = db_column_integer(rows, 4);
        head->address = rows_text(rows, 5);
    }
    return rows_ended(failure, error);
}

/* NULL: it may. */
static const char *what_stops(const Head *head, const Morning *morning)
{
    if (!head->of_today || morning->minutes >= DIGEST_NOON)
        return "late";
    return head->reader ? NULL : "recipient";
}

bool digest_may_go(Base *base, const SendingRules *rules, int64_t delivery_id, int64_t now,
                   bool *may, GError **error)
{
    g_auto(Head) head;
    const Morning morning = morning_at(now, rules->zone);
    if (!read_head(base, rules, &morning, delivery_id, &head, error))
        return false;
    *may = !what_stops(&head, &morning);
    return true;
}

/* --- tasks ------------------------------------------------------------------------------------ */

#define TASKS_FROM                                                                                 \
    "FROM employee JOIN task ON " DIGEST_TASK                                                      \
    "JOIN task_priority AS priority ON priority.enterprise_id = task.enterprise_id "               \
    "AND priority.id = task.priority_id "                                                          \
    "LEFT JOIN client ON client.enterprise_id = task.enterprise_id "                               \
    "AND client.id = task.client_id WHERE employee.enterprise_id = ? AND employee.id = ? "

/* One character more than is shown: whether there was more. */
#define SELECT_TASKS                                                                                                 \
    "SELECT task.id, task.subject, "                                                                                 \
    "substr(task.description, 1, " G_STRINGIFY(                                                                      \
        DIGEST_DESCRIPTION) " + 1), task.due_on, "                                                                   \
                            "task.due_minute, CASE WHEN task.due_at <= ? THEN 1 ELSE 0 END AS overdue, "             \
                            "priority.is_default, priority.code, priority.name, client.surname, client.first_name, " \
                            "client.company " TASKS_FROM

static DigestTask *take_task(DbRows *row)
{
    DigestTask *task = g_new0(DigestTask, 1);
    task->id = db_column_integer(row, 0);
    task->subject = clean_line(row, 1);
    g_autofree char *description = rows_text(row, 2);
    task->description = mail_clean_start(description, DIGEST_DESCRIPTION);
    day_from_text(db_column_text(row, 3), &task->due_day);
    task->due_minute = db_column_type(row, 4) == DB_NULL ? -1 : (int)db_column_integer(row, 4);
    task->overdue = db_column_integer(row, 5);
    bool usual = db_column_integer(row, 6);
    task->priority_code = usual ? NULL : g_strdup(db_column_text(row, 7));
    task->priority = usual ? g_strdup("") : clean_line(row, 8);
    g_autofree char *person = rows_person(row, 9);
    task->client = mail_clean_line(person);
    return task;
}

static bool read_tasks(Base *base, const SendingRules *rules, const Morning *morning, int64_t now,
                       Digest *digest, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL(SELECT_TASKS "ORDER BY overdue DESC, priority.position DESC, task.due_at, task.id "
                         "LIMIT ?"),
        DB_ARGS(db_integer(now), DIGEST_TASK_ARGS(morning), db_integer(rules->enterprise_id),
                db_integer(digest->employee_id), db_integer(DIGEST_TASKS)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        DigestTask *task = take_task(rows);
        g_ptr_array_add(digest->tasks, task);
        *(task->overdue ? &digest->overdue : &digest->today) += 1;
    }
    return rows_ended(failure, error);
}

/* Of all, beyond those that are listed. */
static bool count_tasks(Base *base, const SendingRules *rules, const Morning *morning, int64_t now,
                        Digest *digest, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT count(*), sum(CASE WHEN task.due_at <= ? THEN 1 ELSE 0 END) " TASKS_FROM),
        DB_ARGS(db_integer(now), DIGEST_TASK_ARGS(morning), db_integer(rules->enterprise_id),
                db_integer(digest->employee_id)),
        error);
    if (!rows || !db_next(rows, error))
        return false;
    digest->overdue = db_column_integer(rows, 1);
    digest->today = db_column_integer(rows, 0) - digest->overdue;
    return true;
}

/* --- together --------------------------------------------------------------------------------- */

static Digest *digest_new(Head *head, const SendingRules *rules, const Morning *morning)
{
    Digest *digest = g_new0(Digest, 1);
    digest->enterprise = mail_clean_line(rules->name);
    digest->employee_id = head->employee_id;
    digest->surname = g_steal_pointer(&head->surname);
    digest->first_name = g_steal_pointer(&head->first_name);
    digest->address = g_steal_pointer(&head->address);
    digest->day = morning->day;
    digest->tasks = g_ptr_array_new_with_free_func(task_free);
    return digest;
}

bool digest_read(Base *base, const SendingRules *rules, int64_t delivery_id, int64_t now,
                 Digest **digest, const char **over, GError **error)
{
    g_auto(Head) head;
    const Morning morning = morning_at(now, rules->zone);
    *digest = NULL;
    if (!read_head(base, rules, &morning, delivery_id, &head, error))
        return false;
    *over = what_stops(&head, &morning);
    if (*over)
        return true;
    g_autoptr(Digest) made = digest_new(&head, rules, &morning);
    if (!read_tasks(base, rules, &morning, now, made, error) ||
        (made->tasks->len == DIGEST_TASKS && !count_tasks(base, rules, &morning, now, made, error)))
        return false;
    if (made->tasks->len)
        *digest = g_steal_pointer(&made);
    else
        *over = "nothing";
    return true;
}
