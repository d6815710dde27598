/* Whose digest is due: looked for in all enterprises of a zone at once, queued enterprise by
 * enterprise. */
#include "core/contact.h"
#include "digest_internal.h"
#include "rows.h"
#include "task_mail.h"

#define SLICE 500 /* digests a transaction */

/* --- mornings --------------------------------------------------------------------------------- */

static Morning morning_make(int day, int minutes, GTimeZone *zone)
{
    Morning morning = {.zone = zone, .day = day, .minutes = minutes};
    g_autofree char *text = day_to_text(day);
    g_strlcpy(morning.day_on, text, sizeof morning.day_on);
    return morning;
}

Morning morning_at(int64_t now, GTimeZone *zone)
{
    int minutes, day = when_day(now, zone, &minutes);
    return morning_make(day, minutes, zone);
}

Morning morning_of_day(int day, GTimeZone *zone)
{
    return morning_make(day, 0, zone);
}

/* --- one enterprise --------------------------------------------------------------------------- */

typedef struct {
    int64_t enterprise_id;
    const Morning *morning;
    int64_t after; /* the employee at whom the slice before ended */
    size_t n;      /* out */
} Slice;

/* Whoever has had one, or has one waiting, stands in the table digest. */
#define DUE_FROM                                                                                   \
    "FROM enterprise JOIN employee ON employee.enterprise_id = enterprise.id "                     \
    "JOIN profile ON profile.id = employee.profile_id "                                            \
    "WHERE enterprise.digest_minute <= ? AND " DIGEST_READER                                       \
    "AND NOT EXISTS (SELECT 1 FROM digest WHERE digest.enterprise_id = employee.enterprise_id "    \
    "AND digest.day_on = ? AND digest.employee_id = employee.id) "                                 \
    "AND EXISTS (SELECT 1 FROM task WHERE " DIGEST_TASK ") "
#define DUE_ARGS(morning)                                                                          \
    db_integer((morning)->minutes), db_text((morning)->day_on), DIGEST_TASK_ARGS(morning)

enum { DELIVERY_VALUES = 10, DIGEST_VALUES = 4 };

/* What a slice inserts. Texts belong to `texts`. */
typedef struct {
    GArray *deliveries; /* of DbValue, DELIVERY_VALUES each */
    GArray *employees;  /* of int64_t */
    GPtrArray *texts;
} Queueing;

static DbValue keep_text(Queueing *queueing, char *text)
{
    g_ptr_array_add(queueing->texts, text);
    return db_text(text);
}

static void take_employee(DbRows *row, const Slice *slice, Queueing *queueing)
{
    int64_t employee_id = db_column_integer(row, 0);
    const Morning *morning = slice->morning;
    DbValue due = db_integer(when_at(morning->day, (int)db_column_integer(row, 4), morning->zone));
    char *address = rows_text(row, 2), *key = email_normalise(address, NULL);
    const char *language = mail_language(db_column_text(row, 3), db_column_text(row, 5));
    const DbValue values[DELIVERY_VALUES] = {
        db_integer(slice->enterprise_id),
        db_text("digest"),
        due,
        due,
        db_integer(employee_id),
        db_integer(db_column_integer(row, 1)),
        keep_text(queueing, address),
        keep_text(queueing, key ? key : g_strdup("")),
        keep_text(queueing, g_strdup(language)),
        db_text("digest"),
    };
    g_array_append_vals(queueing->deliveries, values, DELIVERY_VALUES);
    g_array_append_val(queueing->employees, employee_id);
}

static bool read_slice(Base *base, const Slice *slice, Queueing *queueing, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT employee.id, employee.profile_id, " MAIL_ADDRESS ", profile.language, "
            "enterprise.digest_minute, enterprise.country " DUE_FROM
            "AND employee.enterprise_id = ? AND employee.id > ? ORDER BY employee.id LIMIT ?"),
        DB_ARGS(DUE_ARGS(slice->morning), db_integer(slice->enterprise_id),
                db_integer(slice->after), db_integer(SLICE)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        take_employee(rows, slice, queueing);
    return rows_ended(failure, error);
}

static bool insert_slice(Base *base, const Slice *slice, const Queueing *queueing, GError **error)
{
    guint n = queueing->employees->len;
    g_autofree int64_t *ids = g_new(int64_t, n);
    g_autofree DbValue *digests = g_new(DbValue, n * DIGEST_VALUES);
    if (!db_insert_many(base_db(base), "delivery",
                        "enterprise_id, kind, due_at, next_at, employee_id, profile_id, address, "
                        "address_key, language, template",
                        (const DbValue *)(void *)queueing->deliveries->data, n, ids, error))
        return false;
    for (guint i = 0; i < n; i++) {
        DbValue *values = digests + i * DIGEST_VALUES;
        values[0] = db_integer(slice->enterprise_id);
        values[1] = db_integer(g_array_index(queueing->employees, int64_t, i));
        values[2] = db_text(slice->morning->day_on);
        values[3] = db_integer(ids[i]);
    }
    return db_insert_many(base_db(base), "digest",
                          "enterprise_id, employee_id, day_on, delivery_id", digests, n, NULL,
                          error);
}

/* Looked up again under the enterprise's lock: another mailer may have been here. */
static bool queue_slice(Base *base, void *data, GError **error)
{
    Slice *slice = data;
    g_autoptr(GArray) deliveries = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autoptr(GArray) employees = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    Queueing queueing = {deliveries, employees, texts};
    if (!read_slice(base, slice, &queueing, error) ||
        (employees->len && !insert_slice(base, slice, &queueing, error)))
        return false;
    slice->n = employees->len;
    if (slice->n)
        slice->after = g_array_index(employees, int64_t, slice->n - 1);
    return true;
}

static bool queue_enterprise(Base *base, int64_t now, int64_t enterprise_id, const Morning *morning,
                             GError **error)
{
    const Actor actor = actor_program(enterprise_id, now);
    Slice slice = {.enterprise_id = enterprise_id, .morning = morning, .n = SLICE};
    while (slice.n == SLICE)
        if (!base_write(base, &actor, queue_slice, &slice, error))
            return false;
    return true;
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool queue_zone(Base *base, int64_t now, const char *name, GError **error)
{
    g_autoptr(GTimeZone) zone = zone_open(name, NULL);
    if (!zone)
        zone = g_time_zone_new_utc();
    const Morning morning = morning_at(now, zone);
    if (morning.minutes >= DIGEST_NOON)
        return true;
    g_autoptr(GArray) enterprises = rows_integers(
        base, SQL("SELECT DISTINCT employee.enterprise_id " DUE_FROM "AND enterprise.zone = ?"),
        DB_ARGS(DUE_ARGS(&morning), db_text(name)), error);
    for (guint i = 0; enterprises && i < enterprises->len; i++)
        if (!queue_enterprise(base, now, g_array_index(enterprises, int64_t, i), &morning, error))
            return false;
    return enterprises != NULL;
}

bool digest_queue(Base *base, int64_t now, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT DISTINCT zone FROM enterprise WHERE archived_at IS NULL AND id <> 0"),
                 DB_NO_ARGS, error);
    if (!rows)
        return false;
    g_autoptr(GPtrArray) zones = g_ptr_array_new_with_free_func(g_free);
    GError *failure = NULL;
    while (db_next(rows, &failure))
        g_ptr_array_add(zones, g_strdup(db_column_text(rows, 0)));
    if (!rows_ended(failure, error))
        return false;
    g_clear_pointer(&rows, db_rows_free);
    for (guint i = 0; i < zones->len; i++)
        if (!queue_zone(base, now, zones->pdata[i], error))
            return false;
    return true;
}
