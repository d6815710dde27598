/* The one save: what gets in, how, and what it leaves behind. */
#include "fixture.h"

static void test_create(Fixture *f, const void *data)
{
    Actor *manager = &f->actors[ROLE_MANAGER];
    int64_t id = fixture_save(f, manager, &client_entity, "surname", "  Іваненко ", "first_name",
                              "Петро", "email", "a@example.com\nB@Example.com", "phone",
                              "050 111 22 33", "tags", "VIP, опт", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) client = record_load(f->base, manager, &client_entity, id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(record_text(client, "surname"), ==, "Іваненко");
    g_assert_cmpstr(record_text(client, "email"), ==, "a@example.com\nB@Example.com");
    g_assert_cmpstr(record_text(client, "tags"), ==, "VIP, опт");
    g_assert_cmpint(record_integer(client, "created_by"), ==, manager->employee_id);
    g_assert_cmpint(record_integer(client, "created_at"), ==, NOW);
    g_assert_cmpint(client->version, ==, 1);
}

static void test_search(Fixture *f, const void *data)
{
    Actor *manager = &f->actors[ROLE_MANAGER];
    fixture_save(f, manager, &client_entity, "surname", "Іваненко", NULL);
    fixture_save(f, manager, &client_entity, "surname", "Петренко", NULL);
    g_autoptr(GError) error = NULL;
    bool swapped = false;
    Query query = {.entity = &client_entity, .search = "sdfytyrj"};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, manager, &query, NULL, false, 10, &swapped, &error);
    g_assert_no_error(error);
    g_assert_cmpint(rows->len, ==, 1);
    g_assert_true(swapped);
    QueryRow *row = rows->pdata[0];
    g_assert_cmpstr(row->cells[0], ==, "Іваненко");
    g_assert_cmpstr(row->cells[4], ==, "New");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/save/create", test_create);
    BASE_TEST("/save/search", test_search);
    return g_test_run();
}
