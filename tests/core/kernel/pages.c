#include "pages.h"

const char *const pages_names[PAGES_NAMES] = {"Іваненко", "Петренко", "Ґалаґан", "Яременко", "єва",
                                              "Ivanov",   "іваненко", "Ко",      ""};

int random_below(int n)
{
    return g_test_rand_int_range(0, n);
}

char *id_text(int64_t id)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, id);
}

static int64_t add_client(Fixture *f)
{
    Actor actor = f->actors[ROLE_NONE];
    actor.now += random_below(50);
    g_autofree char *status = id_text(1 + random_below(4));
    g_autofree char *employee = id_text(f->actors[1 + random_below(4)].employee_id);
    g_autofree char *phone = g_strdup_printf("+38050%07d", random_below(40));
    g_autofree char *email = g_strdup_printf("c%d@example.com", random_below(40));
    return fixture_save(f, &actor, &client_entity, "surname",
                        pages_names[random_below(PAGES_NAMES)], "first_name",
                        random_below(3) ? "Яна" : "Олег", "company",
                        random_below(2) ? "" : pages_names[random_below(PAGES_NAMES - 1)], "phone",
                        random_below(3) ? phone : "", "email", random_below(3) ? email : "",
                        "status_id", status, "employee_id", random_below(3) ? employee : "", NULL);
}

void pages_add_clients(Fixture *f, int n)
{
    for (int i = 0; i < n; i++)
        add_client(f);
}

void pages_add_tasks(Fixture *f, int n, int clients)
{
    for (int i = 0; i < n; i++) {
        g_autofree char *client = random_below(3) ? id_text(1 + random_below(clients)) : NULL;
        fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "А", "due_on",
                     "2026-07-02", "client_id", client, NULL);
    }
}

GArray *ids_by_sql(Fixture *f, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(base_db(f->base), sql, DB_NO_ARGS, &error);
    g_assert_no_error(error);
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    while (db_next(rows, &error)) {
        int64_t id = db_column_integer(rows, 0);
        g_array_append_val(ids, id);
    }
    g_assert_no_error(error);
    return ids;
}

GPtrArray *one_page(Fixture *f, const Query *query, const char *position, bool backward, int limit)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *rows =
        query_page(f->base, &f->actors[ROLE_OWNER], query, position, backward, limit, NULL, &error);
    g_assert_no_error(error);
    return rows;
}

GArray *ids_by_pages(Fixture *f, const Query *query, bool backward, void (*between)(Fixture *f))
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autofree char *position = NULL;
    for (;;) {
        g_autoptr(GPtrArray) rows = one_page(f, query, position, backward, 1 + random_below(17));
        if (rows->len == 0)
            return ids;
        for (guint i = 0; i < rows->len; i++)
            g_array_insert_val(ids, backward ? i : ids->len, ((QueryRow *)rows->pdata[i])->id);
        const QueryRow *last = rows->pdata[backward ? 0 : rows->len - 1];
        g_free(position);
        position = g_strdup(last->position);
        if (between)
            between(f);
    }
}

void assert_same(const GArray *found, const GArray *expected)
{
    g_assert_cmpint(found->len, ==, expected->len);
    for (guint i = 0; i < found->len; i++)
        g_assert_cmpint(g_array_index(found, int64_t, i), ==, g_array_index(expected, int64_t, i));
}
