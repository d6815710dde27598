/* The one save: what gets in, how, and what it leaves behind. */
#include "fixture.h"

static void test_create(Fixture *f, const void *data)
{
    Actor *manager = &f->actors[ROLE_MANAGER];
    int64_t id =
        fixture_save(f, manager, &subject_entity, "text", "  Запрошення, {имя|друг} ", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) subject = record_load(f->base, manager, &subject_entity, id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(record_text(subject, "text"), ==, "Запрошення, {имя|друг}");
    g_assert_cmpint(record_integer(subject, "created_by"), ==, manager->employee_id);
    g_assert_cmpint(record_integer(subject, "created_at"), ==, NOW);
    g_assert_cmpint(subject->version, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/save/create", test_create);
    return g_test_run();
}
