/* bench-digest-base URL EMPLOYEES TASKS CLIENTS: a new base with an enterprise whose employees have
 * so many open tasks each, half of them overdue on 2026-07-01, the others due that day, and twice
 * as many that are closed; and with so many clients, of whom each task has one. */
#include "base_internal.h"
#include "core/record.h"
#include "core/when.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW (INT64_C(1782900000) * 1000000) /* 2026-07-01 13:00 in Kyiv */
#define TODAY "2026-07-01"
#define BEFORE "2026-06-24"
#define SLICE 1000

typedef struct {
    Base *base;
    Actor actor;
    int64_t employees, tasks, clients;
    int64_t status, client_status, type, priority;
} Office;

typedef struct {
    GArray *values; /* of DbValue */
    GPtrArray *texts;
} Rows;

static DbValue text(Rows *rows, char *kept)
{
    g_ptr_array_add(rows->texts, kept);
    return db_text(kept);
}

static DbValue number_text(Rows *rows, const char *before, int64_t number, const char *after)
{
    return text(rows, g_strdup_printf("%s%" G_GINT64_FORMAT "%s", before, number, after));
}

#define EMPTY_KEY db_blob("\xff", 1)

static const char description[] =
    "Уточнить объёмы на следующий месяц, адрес доставки и кто принимает. Прислать счёт и договор "
    "до вечера; спросить, довольны ли прошлой партией.";

/* The i-th row of each table; ids are those of a new base: 1, 2, … */
static void add_client(Office *office, Rows *rows, int64_t i)
{
    const DbValue row[] = {db_integer(1),
                           number_text(rows, "Клиент ", i, ""),
                           db_integer(office->client_status),
                           db_integer(NOW),
                           db_integer(NOW),
                           EMPTY_KEY,
                           EMPTY_KEY,
                           EMPTY_KEY,
                           EMPTY_KEY};
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

static void add_profile(Office *office, Rows *rows, int64_t i)
{
    DbValue address = number_text(rows, "employee-", i, "@firm.example");
    const DbValue row[] = {db_text("Коваль"), db_text("Олена"), address,
                           address,           EMPTY_KEY,        db_text(i % 2 ? "uk" : "ru"),
                           db_integer(NOW),   db_integer(NOW),  EMPTY_KEY};
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

static void add_employee(Office *office, Rows *rows, int64_t i)
{
    const DbValue row[] = {db_integer(1),   db_integer(i),   db_text("manager"),
                           db_integer(NOW), db_integer(NOW), EMPTY_KEY};
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

static void add_task(Office *office, Rows *rows, int64_t i)
{
    bool open = i % 3 == 0, today = open && i % 2;
    const DbValue row[] = {
        db_integer(1),
        number_text(rows, "Позвонить по заказу ", i, ""),
        db_text(today ? TODAY : BEFORE),
        db_integer(NOW - (today ? 0 : 7) * WHEN_DAY),
        db_text(description),
        db_integer(office->type),
        db_integer(office->status),
        db_integer(office->priority),
        db_integer((i - 1) / (3 * office->tasks) + 1),
        office->clients ? db_integer(i % office->clients + 1) : DB_NOTHING,
        open ? DB_NOTHING : db_integer(NOW),
        db_integer(NOW),
        db_integer(NOW),
        EMPTY_KEY,
    };
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

typedef struct {
    Office *office;
    const char *table, *columns;
    void (*add)(Office *office, Rows *rows, int64_t i);
    int64_t from, until;
} Slice;

static bool insert_slice(Base *base, void *data, GError **error)
{
    const Slice *slice = data;
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    Rows rows = {values, texts};
    for (int64_t i = slice->from; i <= slice->until; i++)
        slice->add(slice->office, &rows, i);
    return db_insert_many(base_db(base), slice->table, slice->columns,
                          (const DbValue *)(void *)values->data,
                          (size_t)(slice->until - slice->from + 1), NULL, error);
}

static bool insert_all(Slice slice, int64_t n, GError **error)
{
    for (slice.from = 1; slice.from <= n; slice.from = slice.until + 1) {
        slice.until = MIN(slice.from + SLICE - 1, n);
        if (!base_write(slice.office->base, &slice.office->actor, insert_slice, &slice, error))
            return false;
    }
    return true;
}

static bool choice(Office *office, const char *sql, int64_t *id, GError **error)
{
    return db_get_integer(base_db(office->base), sql, DB_NO_ARGS, id, NULL, error);
}

static bool make(Office *office, GError **error)
{
    const Actor console = actor_console(0, NOW);
    g_autoptr(Record) enterprise = record_new(office->base, &console, &enterprise_entity);
    record_set_text(enterprise, "full_name", "Кав'ярня «Зерно»");
    if (!record_save(office->base, &console, enterprise, NULL, NULL, error))
        return false;
    office->actor = actor_console(enterprise->id, NOW);
    return choice(office, SQL("SELECT id FROM task_status WHERE code = 'new'"), &office->status,
                  error) &&
           choice(office, SQL("SELECT id FROM task_type WHERE code = 'call'"), &office->type,
                  error) &&
           choice(office, SQL("SELECT id FROM task_priority WHERE code = 'high'"),
                  &office->priority, error) &&
           choice(office, SQL("SELECT id FROM client_status WHERE code = 'new'"),
                  &office->client_status, error) &&
           insert_all((Slice){office, "client",
                              "enterprise_id, company, status_id, created_at, updated_at, "
                              "sort_key, company_key, email_key, phone_key",
                              add_client},
                      office->clients, error) &&
           insert_all((Slice){office, "profile",
                              "surname, first_name, email, email_key, phone_key, language, "
                              "created_at, updated_at, sort_key",
                              add_profile},
                      office->employees, error) &&
           insert_all((Slice){office, "employee",
                              "enterprise_id, profile_id, role, created_at, updated_at, sort_key",
                              add_employee},
                      office->employees, error) &&
           insert_all((Slice){office, "task",
                              "enterprise_id, subject, due_on, due_at, description, type_id, "
                              "status_id, priority_id, assignee_id, client_id, closed_at, "
                              "created_at, updated_at, sort_key",
                              add_task},
                      3 * office->employees * office->tasks, error);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 64;
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_create(argv[1], PROGRAM_ADMIN, NOW, &error);
    Office office = {.base = base,
                     .employees = g_ascii_strtoll(argv[2], NULL, 10),
                     .tasks = g_ascii_strtoll(argv[3], NULL, 10),
                     .clients = g_ascii_strtoll(argv[4], NULL, 10)};
    if (base && make(&office, &error))
        return EXIT_SUCCESS;
    fprintf(stderr, "%s\n", error->message);
    return EXIT_FAILURE;
}
