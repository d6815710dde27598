#include "fixture.h"
#include "store_base.h"

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
    fixture->base = store_base(fixture->folder, NOW, &fixture->url);
    add_people(fixture);
}

void fixture_down(Fixture *fixture, const void *data)
{
    base_close(fixture->base);
    store_remove(fixture->url);
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

static void append_value(GString *text, DbRows *row, int column)
{
    if (db_column_type(row, column) != DB_BLOB) {
        g_string_append(text, db_column_text(row, column));
        return;
    }
    size_t size;
    const uint8_t *bytes = db_column_blob(row, column, &size);
    for (size_t i = 0; i < size; i++)
        g_string_append_printf(text, "%02X", bytes[i]);
}

char *fixture_rows(Fixture *fixture, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(base_db(fixture->base), sql, DB_NO_ARGS, &error);
    g_assert_no_error(error);
    GString *text = g_string_new(NULL);
    while (db_next(rows, &error))
        for (int i = 0; i < db_column_count(rows); i++) {
            if (text->len)
                g_string_append_c(text, i ? '|' : ' ');
            append_value(text, rows, i);
        }
    g_assert_no_error(error);
    return g_string_free(text, FALSE);
}

static void refer(Record *record, const char *field, int64_t id)
{
    record_set_integer(record, field, id);
}

static int64_t part(Fixture *fixture, const Entity *entity)
{
    g_autoptr(Record) record = fixture_sample(fixture, &fixture->actors[ROLE_NONE], entity);
    g_autoptr(GError) error = NULL;
    record_save(fixture->base, &fixture->actors[ROLE_NONE], record, NULL, NULL, &error);
    g_assert_no_error(error);
    return record->id;
}

Record *fixture_sample(Fixture *fixture, const Actor *actor, const Entity *entity)
{
    static const struct {
        const Entity *entity;
        const char *field, *value, *second, *second_value;
    } samples[] = {
        {&client_entity, "surname", "Коваль", "phone", "+380501112233"},
        {&task_entity, "subject", "Зателефонувати", "due_on", "2026-07-05"},
        {&subject_entity, "text", "Вітаємо, {имя|друже}", NULL, NULL},
        {&body_entity, "name", "Привітання", "content", "<p>Добрий день</p>"},
        {&signature_entity, "name", "Підпис", "content", "<p>Ольга</p>"},
        {&letter_entity, "name", "Перший лист", NULL, NULL},
        {&campaign_entity, "name", "Знайомство", NULL, NULL},
        {&list_entity, "name", "Нові клієнти", NULL, NULL},
        {&employee_entity, "role", "guest", "position", "бариста"},
        {&enterprise_entity, "full_name", "Друга справа", NULL, NULL},
    };
    Record *record = record_new(fixture->base, actor, entity);
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        if (samples[i].entity != entity)
            continue;
        record_set_text(record, samples[i].field, samples[i].value);
        if (samples[i].second)
            record_set_text(record, samples[i].second, samples[i].second_value);
    }
    if (entity->choices) { /* no two have one name */
        g_autofree char *name = g_strdup_printf("Вибір %d", g_test_rand_int_range(1, G_MAXINT32));
        record_set_text(record, "name", name);
    }
    if (entity == &letter_entity) {
        refer(record, "subject_id", part(fixture, &subject_entity));
        refer(record, "body_id", part(fixture, &body_entity));
        refer(record, "signature_id", part(fixture, &signature_entity));
    }
    if (entity == &employee_entity)
        refer(record, "profile_id", fixture_profile(fixture, "Новий", "Працівник"));
    return record;
}
