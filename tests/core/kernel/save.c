/* The one save: what it writes beside the record. */
#include "fixture.h"

#include <string.h>

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
    g_autofree char *title = record_title(f->base, manager, client);
    g_assert_cmpstr(title, ==, "Іваненко Петро");
}

/* --- derived columns -------------------------------------------------------------------------- */

static void assert_text(Fixture *f, const char *sql, const char *expected)
{
    g_autofree char *text = fixture_rows(f, sql);
    g_assert_cmpstr(text, ==, expected);
}

static void test_client_keys(Fixture *f, const void *data)
{
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "surname", "Ёлкина", "email",
                 "Anna@ПРИКЛАД.укр\nsecond@example.com", "phone", "(050) 111-22-33", "company",
                 "ТОВ «Зоря»", NULL);
    assert_text(f, SQL("SELECT email FROM client"), "Anna@ПРИКЛАД.укр");
    assert_text(f, SQL("SELECT phone FROM client"), "(050) 111-22-33");
    assert_text(f, SQL("SELECT email_key FROM client"),
                "616E6E6140786E2D2D383061696B696676682E786E2D2D6A31616D68");
    assert_text(f, SQL("SELECT phone_key FROM client"), "2B333830353031313132323333");
    assert_text(f,
                SQL("SELECT kind, position, value_key FROM client_contact ORDER BY kind, position"),
                "email|0|anna@xn--80aikifvh.xn--j1amh email|1|second@example.com "
                "phone|0|+380501112233");
    assert_text(f, SQL("SELECT search_text FROM client"),
                "  елкина  тов  зоря  anna@приклад.укр  second@example.com  380501112233");
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "first_name", "Яна", NULL);
    assert_text(f,
                SQL("SELECT email_key, phone_key, company_key FROM client "
                    "WHERE first_name = 'Яна'"),
                "FF|FF|FF");
    /* Who has no name stands by the address, not by the number. */
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "email", "a@b.example", "phone",
                 "(050) 111-22-34", NULL);
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "company", "a@b.example", NULL);
    assert_text(f,
                SQL("SELECT count(*), count(DISTINCT sort_key) FROM client "
                    "WHERE surname = '' AND first_name = ''"),
                "2|1");
}

static int64_t task_due(Fixture *f, const char *day, const char *minute)
{
    int64_t id = fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа",
                              "due_on", day, "due_minute", minute, NULL);
    g_autoptr(Record) task = record_load(f->base, &f->actors[ROLE_OWNER], &task_entity, id, NULL);
    return record_integer(task, "due_at");
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    g_autoptr(GDateTime) at = g_date_time_new_utc(year, month, day, hour, minute, 0);
    return g_date_time_to_unix(at) * 1000000;
}

/* Kyiv is UTC+3 in summer, UTC+2 in winter. */
static void test_task_due(Fixture *f, const void *data)
{
    g_assert_cmpint(task_due(f, "2026-07-05", "570"), ==, utc(2026, 7, 5, 6, 30));
    g_assert_cmpint(task_due(f, "2026-07-05", NULL), ==, utc(2026, 7, 5, 21, 0));
    g_assert_cmpint(task_due(f, "2026-12-31", NULL), ==, utc(2026, 12, 31, 22, 0));
    /* The night the clocks go forward, and back. */
    g_assert_cmpint(task_due(f, "2026-03-28", NULL), ==, utc(2026, 3, 28, 22, 0));
    g_assert_cmpint(task_due(f, "2026-03-29", NULL), ==, utc(2026, 3, 29, 21, 0));
    g_assert_cmpint(task_due(f, "2026-10-25", NULL), ==, utc(2026, 10, 25, 22, 0));
}

static void set_status(Fixture *f, Actor *actor, int64_t id, const char *status)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) task = record_load(f->base, actor, &task_entity, id, &error);
    record_type(f->base, actor, task, entity_field(&task_entity, "status_id"), status, &error);
    record_save(f->base, actor, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

static int64_t closed_at(Fixture *f, Actor *actor, int64_t id)
{
    g_autoptr(Record) task = record_load(f->base, actor, &task_entity, id, NULL);
    return record_integer(task, "closed_at");
}

/* Closed is a property of the status row. */
static void test_task_closed(Fixture *f, const void *data)
{
    Actor actor = f->actors[ROLE_MANAGER];
    int64_t id =
        fixture_save(f, &actor, &task_entity, "subject", "Справа", "due_on", "2026-07-05", NULL);
    g_assert_cmpint(closed_at(f, &actor, id), ==, 0);
    actor.now += 5;
    set_status(f, &actor, id, "Closed");
    g_assert_cmpint(closed_at(f, &actor, id), ==, NOW + 5);
    actor.now += 5;
    set_status(f, &actor, id, "Cancelled");
    g_assert_cmpint(closed_at(f, &actor, id), ==, NOW + 5);
    set_status(f, &actor, id, "Feedback");
    g_assert_cmpint(closed_at(f, &actor, id), ==, 0);
    int64_t own = fixture_save(f, &f->actors[ROLE_OWNER], &task_status_entity, "name", "Архів",
                               "closed", "1", NULL);
    g_assert_cmpint(own, >, 0);
    set_status(f, &actor, id, "Архів");
    g_assert_cmpint(closed_at(f, &actor, id), ==, NOW + 10);
}

/* Names of employees follow their profile in every enterprise. */
static void test_profile_name(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor self = actor_profile(f->profiles[ROLE_MANAGER], NOW);
    g_autoptr(Record) profile =
        record_load(f->base, &self, &profile_entity, self.profile_id, &error);
    record_set_text(profile, "surname", "Яворська");
    record_set_text(profile, "email", "other@example.com"); /* only signing in changes it */
    g_assert_true(record_save(f->base, &self, profile, NULL, NULL, &error));
    g_assert_cmpstr(record_text(profile, "email"), !=, "other@example.com");
    Query query = {.entity = &employee_entity, .search = "явор"};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_GUEST], &query, NULL, false, 5, NULL, &error);
    g_assert_cmpint(rows->len, ==, 1);
    g_assert_cmpstr(((QueryRow *)rows->pdata[0])->cells[0], ==, "Яворська Проба");
    Query all = {.entity = &employee_entity, .descending = true};
    g_autoptr(GPtrArray) last =
        query_page(f->base, &f->actors[ROLE_GUEST], &all, NULL, false, 1, NULL, &error);
    g_assert_cmpstr(((QueryRow *)last->pdata[0])->cells[0], ==, "Яворська Проба");
}

/* --- a new enterprise ------------------------------------------------------------------------- */

static void test_enterprise(Fixture *f, const void *data)
{
    static const struct {
        const char *sql;
        int64_t count;
    } rows[] = {
        {SQL("SELECT count(*) FROM role_right WHERE enterprise_id = 2"), 4 * N_RIGHTS},
        {SQL("SELECT count(*) FROM client_status WHERE enterprise_id = 2"), 4},
        {SQL("SELECT count(*) FROM task_type WHERE enterprise_id = 2"), 8},
        {SQL("SELECT count(*) FROM task_status WHERE enterprise_id = 2"), 7},
        {SQL("SELECT count(*) FROM task_status WHERE enterprise_id = 2 AND closed = 1"), 2},
        {SQL("SELECT count(*) FROM task_priority WHERE enterprise_id = 2"), 5},
        {SQL("SELECT count(*) FROM employee WHERE enterprise_id = 2 AND role = 'owner'"), 1},
        {SQL("SELECT count(*) FROM change WHERE enterprise_id = 2 AND entity = 'enterprise'"), 1},
    };
    Actor person = actor_profile(f->profiles[ROLE_GUEST], NOW);
    int64_t id = fixture_save(f, &person, &enterprise_entity, "full_name", "Друга", "holidays",
                              "2026-08-24", NULL);
    g_assert_cmpint(id, ==, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].sql);
        g_assert_cmpint(fixture_count(f, rows[i].sql), ==, rows[i].count);
    }
    assert_text(f,
                SQL("SELECT zone || ' ' || country || ' ' || window_open || '-' || "
                    "window_close || ' ' || weekdays FROM enterprise WHERE id = 2"),
                "Europe/Kyiv UA 540-1080 127");
    assert_text(f, SQL("SELECT day_on FROM holiday WHERE enterprise_id = 2"), "2026-08-24");
    assert_text(f, SQL("SELECT code FROM client_status WHERE enterprise_id = 2 AND is_default = 1"),
                "new");
    assert_text(f, SQL("SELECT code FROM task_priority WHERE enterprise_id = 2 AND is_default = 1"),
                "normal");
}

/* --- the log ---------------------------------------------------------------------------------- */

static void assert_entry(GPtrArray *journal, guint index, const char *who, const char *comment,
                         const char *lines)
{
    g_assert_cmpint(journal->len, >, index);
    const JournalEntry *entry = journal->pdata[index];
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < entry->lines->len; i++)
        g_string_append_printf(all, "%s%s", i ? "; " : "", (char *)entry->lines->pdata[i]);
    g_assert_cmpstr(entry->who, ==, who);
    g_assert_cmpstr(entry->comment, ==, comment);
    g_assert_cmpstr(all->str, ==, lines);
}

static void test_journal(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *manager = &f->actors[ROLE_MANAGER], *owner = &f->actors[ROLE_OWNER];
    int64_t id =
        fixture_save(f, manager, &task_entity, "subject", "Справа", "due_on", "2026-07-05", NULL);
    g_autoptr(Record) task = record_load(f->base, owner, &task_entity, id, &error);
    record_type(f->base, owner, task, entity_field(&task_entity, "status_id"), "Solved", &error);
    record_type(f->base, owner, task, entity_field(&task_entity, "due_minute"), "9:30", &error);
    record_set_integer(task, "assignee_id", owner->employee_id);
    record_save(f->base, owner, task, "зробила сама", NULL, &error);
    record_save(f->base, owner, task, "лише слово", NULL, &error);
    record_archive(f->base, owner, &task_entity, id, &error);
    record_restore(f->base, owner, &task_entity, id, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) journal =
        record_journal(f->base, owner, &task_entity, id, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(journal->len, ==, 5);
    assert_entry(journal, 0, "Менеджер Проба", "", "created");
    assert_entry(journal, 1, "Власник Ольга", "зробила сама",
                 "Due time: — → 09:30; Status: New → Solved; Assignee: Менеджер Проба → Власник "
                 "Ольга");
    assert_entry(journal, 2, "Власник Ольга", "лише слово", "");
    assert_entry(journal, 3, "Власник Ольга", "", "archived");
    assert_entry(journal, 4, "Власник Ольга", "", "restored");
}

/* HTML goes in by revision, derived and secret columns not at all. */
static void test_log_rows(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id = fixture_save(f, owner, &body_entity, "name", "Лист", "content", "<p>1</p>", NULL);
    g_autoptr(Record) body = record_load(f->base, owner, &body_entity, id, &error);
    record_set_text(body, "content", "<p>2</p>");
    g_assert_true(record_save(f->base, owner, body, NULL, NULL, &error));
    assert_text(f,
                SQL("SELECT field || ' ' || old || ' ' || new FROM change WHERE entity = 'body' "
                    "AND field <> ''"),
                "content 1 2");
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM content")), ==, 2);
    assert_text(f, SQL("SELECT html FROM content WHERE id = 1"), "<p>1</p>");
    fixture_save(f, owner, &list_entity, "name", "Список", NULL);
    g_assert_cmpint(
        fixture_count(f, SQL("SELECT count(*) FROM change WHERE field IN ('api_hash', "
                             "'updated_at', 'sort_key', 'search_text', 'due_at', 'email_key')")),
        ==, 0);
    g_autoptr(GPtrArray) journal =
        record_journal(f->base, owner, &body_entity, id, NULL, NULL, &error);
    assert_entry(journal, 1, "Власник Ольга", "", "Text (HTML): changed");
}

/* Mail settings are logged, and shown to who may see them. */
static void test_journal_secrets(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) card =
        record_load(f->base, owner, &enterprise_entity, f->enterprise_id, &error);
    record_set_text(card, "sender_name", "Зерно");
    record_set_text(card, "website", "zerno.example");
    g_assert_true(record_save(f->base, owner, card, NULL, NULL, &error));
    g_autoptr(GPtrArray) full =
        record_journal(f->base, owner, &enterprise_entity, f->enterprise_id, NULL, NULL, &error);
    assert_entry(full, 1, "Власник Ольга", "",
                 "Website: — → zerno.example; Sender's name: — → Зерно");
    g_autoptr(GPtrArray) part = record_journal(f->base, &f->actors[ROLE_GUEST], &enterprise_entity,
                                               f->enterprise_id, NULL, NULL, &error);
    assert_entry(part, 1, "Власник Ольга", "", "Website: — → zerno.example");
}

/* One act of many saves is one set, and the log alone says how to take it back. */
static void test_batch(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    SaveBatch batch = {.comment = "разом"};
    for (int i = 0; i < 3; i++) {
        g_autoptr(Record) client = fixture_sample(f, owner, &client_entity);
        g_assert_true(record_save_in(f->base, owner, client, &batch, NULL, &error));
    }
    g_assert_cmpint(
        fixture_count(f, SQL("SELECT count(DISTINCT set_id) FROM change WHERE entity = 'client'")),
        ==, 1);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change_set WHERE comment = "
                                         "'разом'")),
                    ==, 1);
}

/* --- archive ---------------------------------------------------------------------------------- */

static int rows_in_list(Fixture *f, const Entity *entity, bool archived)
{
    g_autoptr(GError) error = NULL;
    Query query = {.entity = entity, .archived = archived};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_OWNER], &query, NULL, false, 100, NULL, &error);
    g_assert_no_error(error);
    return (int)rows->len;
}

static void test_archive(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id = fixture_save(f, owner, &client_entity, "surname", "Коваль", NULL);
    g_assert_true(record_archive(f->base, owner, &client_entity, id, &error));
    g_assert_true(record_archive(f->base, owner, &client_entity, id, &error)); /* again: nothing */
    g_assert_cmpint(rows_in_list(f, &client_entity, false), ==, 0);
    g_assert_cmpint(rows_in_list(f, &client_entity, true), ==, 1);
    g_autoptr(Record) client = record_load(f->base, owner, &client_entity, id, &error);
    g_assert_true(client->archived);
    g_assert_false(record_may_edit(f->base, owner, client, NULL));
    /* An archived client blocks no new one. */
    fixture_save(f, owner, &client_entity, "surname", "Коваль", NULL);
    g_assert_true(record_restore(f->base, owner, &client_entity, id, &error));
    g_assert_cmpint(rows_in_list(f, &client_entity, false), ==, 2);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change WHERE field = "
                                         "'archived_at'")),
                    ==, 2);
    g_assert_false(record_archive(f->base, owner, &client_entity, 777, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(record_archive(f->base, owner, &employee_entity, owner->employee_id, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

static void execute(Fixture *f, const char *sql)
{
    g_autoptr(GError) error = NULL;
    DbActor actor = base_db_actor(f->base, &f->actors[ROLE_NONE]);
    g_assert_true(db_begin(base_db(f->base), &actor, DB_DURABLE, &error));
    db_execute(base_db(f->base), sql, DB_NO_ARGS, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(db_commit(base_db(f->base), &error));
}

static void assert_in_use(Fixture *f, const Entity *entity, int64_t id, const char *where)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(record_archive(f->base, &f->actors[ROLE_OWNER], entity, id, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE);
    g_assert_nonnull(strstr(error->message, where));
}

static void test_in_use(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) letter = fixture_sample(f, owner, &letter_entity);
    g_assert_true(record_save(f->base, owner, letter, NULL, NULL, &error));
    int64_t subject = record_integer(letter, "subject_id");
    assert_in_use(f, &subject_entity, subject, "“Перший лист”");
    assert_in_use(f, &body_entity, record_integer(letter, "body_id"), "“Перший лист”");
    assert_in_use(f, &signature_entity, record_integer(letter, "signature_id"), "“Перший лист”");
    fixture_save(f, owner, &campaign_entity, "name", "Знайомство", NULL);
    execute(f, SQL("INSERT INTO campaign_step (enterprise_id, campaign_id, letter_id, position, "
                   "days) VALUES (1, 1, 1, 0, 0)"));
    assert_in_use(f, &letter_entity, letter->id, "“Знайомство”");
    fixture_save(f, owner, &list_entity, "name", "Нові", NULL);
    execute(f, SQL("INSERT INTO list_campaign (enterprise_id, list_id, campaign_id, attached_at) "
                   "VALUES (1, 1, 1, 0)"));
    assert_in_use(f, &campaign_entity, 1, "“Нові”");
    /* The other way round all of it goes. */
    g_assert_true(record_archive(f->base, owner, &list_entity, 1, &error));
    g_assert_true(record_archive(f->base, owner, &campaign_entity, 1, &error));
    g_assert_true(record_archive(f->base, owner, &letter_entity, letter->id, &error));
    g_assert_true(record_archive(f->base, owner, &subject_entity, subject, &error));
    g_assert_no_error(error);
    /* And a letter comes back whole only. */
    g_assert_false(record_restore(f->base, owner, &letter_entity, letter->id, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    g_assert_true(record_restore(f->base, owner, &subject_entity, subject, &error));
    g_assert_true(record_restore(f->base, owner, &letter_entity, letter->id, &error));
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/save/create", test_create);
    BASE_TEST("/save/client-keys", test_client_keys);
    BASE_TEST("/save/task-due", test_task_due);
    BASE_TEST("/save/task-closed", test_task_closed);
    BASE_TEST("/save/profile-name", test_profile_name);
    BASE_TEST("/save/enterprise", test_enterprise);
    BASE_TEST("/save/journal", test_journal);
    BASE_TEST("/save/log-rows", test_log_rows);
    BASE_TEST("/save/journal-secrets", test_journal_secrets);
    BASE_TEST("/save/batch", test_batch);
    BASE_TEST("/save/archive", test_archive);
    BASE_TEST("/save/in-use", test_in_use);
    return g_test_run();
}
