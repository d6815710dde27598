#include "fixture.h"

#include <glib/gstdio.h>

static void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_assert_cmpint(g_unlink(path), ==, 0);
    }
    g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void fill(Record *record, va_list fields)
{
    const char *field;
    while ((field = va_arg(fields, const char *)))
        record_set_text(record, field, va_arg(fields, const char *));
}

Record *fixture_record(Fixture *fixture, const Actor *actor, const Entity *entity, ...)
{
    Record *record = record_new(fixture->base, actor, entity);
    va_list fields;
    va_start(fields, entity);
    fill(record, fields);
    va_end(fields);
    return record;
}

int64_t fixture_save(Fixture *fixture, const Actor *actor, const Entity *entity, ...)
{
    g_autoptr(Record) record = record_new(fixture->base, actor, entity);
    g_autoptr(GError) error = NULL;
    va_list fields;
    va_start(fields, entity);
    fill(record, fields);
    va_end(fields);
    record_save(fixture->base, actor, record, NULL, NULL, &error);
    g_assert_no_error(error);
    return record->id;
}

int64_t fixture_profile(Fixture *fixture, const char *surname, const char *first_name)
{
    Actor console = actor_console(0, NOW);
    g_autofree char *email =
        g_strdup_printf("p%d@example.com", g_test_rand_int_range(1, G_MAXINT32));
    return fixture_save(fixture, &console, &profile_entity, "surname", surname, "first_name",
                        first_name, "email", email, NULL);
}

Actor fixture_employee(Fixture *fixture, Role role, const char *surname)
{
    g_autoptr(GError) error = NULL;
    Actor inside, person = actor_profile(fixture_profile(fixture, surname, "Проба"), NOW);
    Actor console = actor_console(fixture->enterprise_id, NOW);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, person.profile_id);
    fixture_save(fixture, &console, &employee_entity, "profile_id", id, "role", role_code(role),
                 NULL);
    actor_enter(fixture->base, &person, fixture->enterprise_id, &inside, &error);
    g_assert_no_error(error);
    return inside;
}

static void add_people(Fixture *fixture)
{
    static const char *const surnames[] = {NULL, "Гість", "Менеджер", "Адмін", "Власник"};
    g_autoptr(GError) error = NULL;
    Actor owner = actor_profile(fixture_profile(fixture, surnames[ROLE_OWNER], "Ольга"), NOW);
    fixture->enterprise_id = fixture_save(fixture, &owner, &enterprise_entity, "full_name",
                                          "Кав'ярня «Зерно»", "short_name", "Зерно", NULL);
    fixture->actors[ROLE_NONE] = actor_console(fixture->enterprise_id, NOW);
    actor_enter(fixture->base, &owner, fixture->enterprise_id, &fixture->actors[ROLE_OWNER],
                &error);
    g_assert_no_error(error);
    for (Role role = ROLE_GUEST; role < ROLE_OWNER; role++)
        fixture->actors[role] = fixture_employee(fixture, role, surnames[role]);
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        fixture->profiles[role] = fixture->actors[role].profile_id;
}

void fixture_up(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    fixture->folder = g_dir_make_tmp("kernel-XXXXXX", &error);
    g_assert_no_error(error);
    fixture->url = g_build_filename(fixture->folder, "base.db", NULL);
    fixture->base = base_create(fixture->url, PROGRAM_ADMIN, NOW, &error);
    g_assert_no_error(error);
    add_people(fixture);
}

void fixture_down(Fixture *fixture, const void *data)
{
    base_close(fixture->base);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->url);
}

int64_t fixture_count(Fixture *fixture, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t count = -1;
    db_get_integer(base_db(fixture->base), sql, DB_NO_ARGS, &count, NULL, &error);
    g_assert_no_error(error);
    return count;
}
