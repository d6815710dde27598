/* docs/rules.md, "Lists of choices". */
#include "core/choice_list.h"
#include "core/i18n.h"
#include "fixture.h"

#include <libintl.h>
#include <string.h>

enum {
    NEW = 1,
    IN_WORK,
    REVIEW,
    SOLVED,
    FEEDBACK,
    CLOSED,
    CANCELLED
}; /* ids of a first enterprise */

static char *titles(Fixture *f, const Entity *entity)
{
    g_autoptr(GError) error = NULL;
    const Field field = {.type = FIELD_REFERENCE, .target = entity->name};
    g_autoptr(GPtrArray) rows =
        query_choices(f->base, &f->actors[ROLE_OWNER], &field, "", 50, &error);
    g_assert_no_error(error);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "", ((const Choice *)rows->pdata[i])->title);
    return g_string_free(text, FALSE);
}

#define assert_titles(f, entity, expected)                                                         \
    do {                                                                                           \
        g_autofree char *titles_ = titles((f), (entity));                                          \
        g_assert_cmpstr(titles_, ==, (expected));                                                  \
    } while (0)

static bool change(Fixture *f, const Actor *actor, const Entity *entity, int64_t id,
                   const char *field, const char *value, GError **error)
{
    g_autoptr(Record) record = record_load(f->base, actor, entity, id, error);
    if (!record)
        return false;
    record_set_text(record, field, value);
    return record_save(f->base, actor, record, NULL, NULL, error);
}

static int64_t add_task(Fixture *f, int64_t status)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, status);
    return fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа", "due_on",
                        "2026-07-05", "status_id", id, NULL);
}

/* Built-in rows are in the language of whoever looks, until they get a name of the enterprise's. */
static void test_names(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    i18n_set_language("ru");
    assert_titles(f, &task_priority_entity, "Низкий Нормальный Высокий Срочный Немедленный");
    g_autoptr(Record) card = record_load(f->base, owner, &task_priority_entity, 4, &error);
    g_assert_cmpstr(record_text(card, "name"), ==, "Срочный");
    g_assert_true(change(f, owner, &task_priority_entity, 4, "name", "Горит", &error));
    fixture_save(f, owner, &task_priority_entity, "name", "Когда-нибудь", NULL);
    assert_titles(f, &task_priority_entity,
                  "Низкий Нормальный Высокий Горит Немедленный Когда-нибудь");
    i18n_set_language("uk");
    assert_titles(f, &task_priority_entity,
                  "Низький Нормальний Високий Горит Негайний Когда-нибудь");
    /* Saved by somebody of another language, it keeps what it was not changed in. */
    g_assert_true(choice_make_default(f->base, owner, &task_priority_entity, 3, &error));
    i18n_set_language("en");
    assert_titles(f, &task_priority_entity, "Low Normal High Горит Immediate Когда-нибудь");
    i18n_set_language("ru");
    g_assert_true(change(f, owner, &task_priority_entity, 4, "name", "Срочный", &error));
    g_assert_no_error(error);
    i18n_set_language("uk");
    assert_titles(f, &task_priority_entity,
                  "Низький Нормальний Високий Терміновий Негайний Когда-нибудь");
    i18n_set_language("en");
}

static void test_one_name(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) second =
        fixture_record(f, owner, &task_status_entity, "name", "IN WORK", NULL);
    g_assert_false(record_save(f->base, owner, second, NULL, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, "In work"));
    g_clear_error(&error);
    g_assert_false(change(f, owner, &task_status_entity, NEW, "name", "Solved", &error));
    g_clear_error(&error);
    /* A deleted one stands in nobody's way, but does not come back beside its like. */
    g_assert_true(record_archive(f->base, owner, &task_status_entity, SOLVED, &error));
    g_assert_true(change(f, owner, &task_status_entity, FEEDBACK, "name", "Solved", &error));
    g_assert_no_error(error);
    g_assert_false(record_restore(f->base, owner, &task_status_entity, SOLVED, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

static bool move(Fixture *f, Role role, int64_t id, bool up, GError **error)
{
    bool moved;
    return choice_move(f->base, &f->actors[role], &task_type_entity, id, up, &moved, error) &&
           moved;
}

static void test_order(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t added = fixture_save(f, &f->actors[ROLE_OWNER], &task_type_entity, "name", "A", NULL);
    assert_titles(f, &task_type_entity, "Call Write Meet Buy Sell Send Receive Other A");
    g_assert_true(record_archive(f->base, &f->actors[ROLE_OWNER], &task_type_entity, 7, &error));
    g_assert_true(move(f, ROLE_ADMIN, added, true, &error));
    g_assert_true(move(f, ROLE_ADMIN, added, true, &error)); /* beyond the deleted one */
    g_assert_true(move(f, ROLE_OWNER, 1, false, &error));
    assert_titles(f, &task_type_entity, "Write Call Meet Buy Sell A Send Other");
    g_assert_false(move(f, ROLE_OWNER, 2, true, &error));
    g_assert_false(move(f, ROLE_OWNER, 8, false, &error));
    g_assert_no_error(error);
    g_assert_false(move(f, ROLE_MANAGER, 2, false, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    /* Tasks by type stand in that order. */
    fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "c", "due_on", "2026-07-05",
                 "type_id", "1", NULL);
    fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "w", "due_on", "2026-07-05",
                 "type_id", "2", NULL);
    Query query = {.entity = &task_entity, .order = "type"};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_OWNER], &query, NULL, false, 9, NULL, &error);
    g_assert_cmpstr(((QueryRow *)rows->pdata[0])->cells[0], ==, "w");
}

static void test_default(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_assert_true(choice_make_default(f->base, owner, &task_status_entity, IN_WORK, &error));
    g_autoptr(Record) task = record_new(f->base, owner, &task_entity);
    g_assert_cmpint(record_integer(task, "status_id"), ==, IN_WORK);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM task_status WHERE is_default = 1")),
                    ==, 1);
    g_assert_true(record_archive(f->base, owner, &task_status_entity, NEW, &error));
    g_assert_no_error(error);
    g_assert_false(record_archive(f->base, owner, &task_status_entity, IN_WORK, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE);
    g_clear_error(&error);
    g_assert_false(choice_make_default(f->base, owner, &task_status_entity, CLOSED, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    g_assert_false(change(f, owner, &task_status_entity, IN_WORK, "closed", "1", &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    g_assert_false(choice_make_default(f->base, &f->actors[ROLE_MANAGER], &task_status_entity,
                                       REVIEW, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

static int64_t closed_tasks(Fixture *f)
{
    return fixture_count(f, SQL("SELECT count(*) FROM task WHERE closed_at IS NOT NULL"));
}

static char *doubt_of(Fixture *f, int64_t id, const char *closed)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) status = record_load(f->base, owner, &task_status_entity, id, &error);
    g_assert_no_error(error);
    record_set_text(status, "closed", closed);
    return record_doubt(f->base, owner, status);
}

/* Closed is what the status says, of tasks that are there too. */
static void test_closing(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    add_task(f, REVIEW);
    add_task(f, SOLVED);
    int64_t archived = add_task(f, SOLVED);
    record_archive(f->base, owner, &task_entity, archived, &error);
    g_autofree char *doubt = doubt_of(f, SOLVED, "1"), *none = doubt_of(f, FEEDBACK, "1");
    g_assert_cmpstr(doubt, ==, "1 task has this status: it will be closed.");
    g_assert_null(none);
    g_assert_true(change(f, owner, &task_status_entity, SOLVED, "closed", "1", &error));
    g_assert_cmpint(closed_tasks(f), ==, 2);
    g_assert_true(change(f, owner, &task_status_entity, SOLVED, "name", "Done", &error));
    g_assert_cmpint(closed_tasks(f), ==, 2);
    g_assert_true(change(f, owner, &task_status_entity, SOLVED, "closed", "0", &error));
    g_assert_cmpint(closed_tasks(f), ==, 0);
    g_assert_no_error(error);
}

/* One status at least closes tasks. */
static void test_last_closing(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_assert_true(record_archive(f->base, owner, &task_status_entity, CANCELLED, &error));
    g_assert_no_error(error);
    g_assert_false(record_archive(f->base, owner, &task_status_entity, CLOSED, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE);
    g_clear_error(&error);
    g_assert_false(change(f, owner, &task_status_entity, CLOSED, "closed", "0", &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

static void assert_in_use(Fixture *f, const Entity *entity, int64_t id, const char *said)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(record_archive(f->base, &f->actors[ROLE_OWNER], entity, id, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE);
    if (!strstr(error->message, said))
        g_error("“%s” is not in: %s", said, error->message);
}

static void test_in_use(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t last = 0;
    for (int i = 0; i < 5; i++)
        last = fixture_save(f, owner, &task_entity, "subject", "Справа", "due_on", "2026-07-05",
                            "status_id", "2", "type_id", "3", "priority_id", "4", NULL);
    fixture_save(f, owner, &client_entity, "surname", "Коваль", "status_id", "3", NULL);
    assert_in_use(f, &task_status_entity, 2,
                  "5 tasks have it and must get another first: “Справа”");
    assert_in_use(f, &task_status_entity, 2, "“Справа”, …");
    assert_in_use(f, &task_type_entity, 3, "5 tasks have it");
    assert_in_use(f, &task_priority_entity, 4, "5 tasks have it");
    assert_in_use(f, &client_status_entity, 3,
                  "1 client has it and must get another first: “Коваль”");
    /* What is deleted itself uses nothing. */
    record_archive(f->base, owner, &task_entity, last, &error);
    assert_in_use(f, &task_type_entity, 3, "4 tasks have it");
    g_assert_true(record_archive(f->base, owner, &task_type_entity, 4, &error));
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    i18n_init("en");
    g_autofree char *po = g_build_filename(g_test_get_dir(G_TEST_BUILT), "..", "po", NULL);
    bindtextdomain(GETTEXT_PACKAGE, po);
    BASE_TEST("/choices/names", test_names);
    BASE_TEST("/choices/one-name", test_one_name);
    BASE_TEST("/choices/order", test_order);
    BASE_TEST("/choices/default", test_default);
    BASE_TEST("/choices/closing", test_closing);
    BASE_TEST("/choices/last-closing", test_last_closing);
    BASE_TEST("/choices/in-use", test_in_use);
    return g_test_run();
}
