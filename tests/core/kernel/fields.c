/* Each type of field: what may be typed, how it is stored, what is refused, how it shows. */
#include "fixture.h"

#include <string.h>

typedef struct {
    const Entity *entity;
    const char *field, *typed;
    const char *stored; /* NULL: refused; numbers in decimals */
    const char *shown;  /* NULL: as stored */
} Sample;

static const Sample samples[] = {
    {&client_entity, "surname", "  Іваненко\t", "Іваненко", NULL},
    {&client_entity, "surname", "Іва\nненко", "Іва ненко", NULL},
    {&client_entity, "surname", "\xff\xfe", NULL, NULL},
    {&client_entity, "surname", "   ", "", NULL},
    {&client_entity, "comment", "два\r\nрядки\n\n", "два\nрядки", NULL},
    {&client_entity, "email", "A@Example.COM, b@приклад.укр\nA@example.com",
     "A@Example.COM\nb@приклад.укр", "A@Example.COM, b@приклад.укр"},
    {&client_entity, "email", "немає", NULL, NULL},
    {&client_entity, "email", "a@b.com\r\nBcc: x@y.com", NULL, NULL},
    {&client_entity, "phone", "050 111-22-33; +380 (44) 234 56 78",
     "050 111-22-33\n+380 (44) 234 56 78", "050 111-22-33, +380 (44) 234 56 78"},
    {&client_entity, "phone", "0501112233, +380501112233", "0501112233", NULL},
    {&client_entity, "phone", "12", NULL, NULL},
    {&client_entity, "tags", "VIP, опт,vip ,, роздріб", "VIP, опт, роздріб", NULL},
    {&client_entity, "sex", "ж", "female", "Female"},
    {&client_entity, "sex", "Male", "male", "Male"},
    {&client_entity, "sex", "кіт", NULL, NULL},
    {&client_entity, "birth_on", "5.3.80", "1980-03-05", "05.03.1980"},
    {&client_entity, "birth_on", "31.02.2020", NULL, NULL},
    {&client_entity, "status_id", "inactive", "4", "Inactive"},
    {&client_entity, "status_id", "Regular", "3", "Regular"},
    {&client_entity, "status_id", "никакий", NULL, NULL},
    {&client_entity, "employee_id", "Менеджер Проба", "3", "Менеджер Проба"},
    {&client_entity, "employee_id", "999999", NULL, NULL},
    {&task_entity, "due_on", "завтра", "2026-07-02", "02.07.2026"},
    {&task_entity, "due_on", "+3", "2026-07-04", "04.07.2026"},
    {&task_entity, "due_minute", "9.30", "570", "09:30"},
    {&task_entity, "due_minute", "25:00", NULL, NULL},
    {&task_entity, "recurrence", " FREQ=DAILY ", "FREQ=DAILY", "every day"},
    {&task_entity, "recurrence", "щодня", NULL, NULL},
    {&enterprise_entity, "zone", "Europe/Warsaw", "Europe/Warsaw", NULL},
    {&enterprise_entity, "zone", "Mars/Olympus", NULL, NULL},
    {&enterprise_entity, "zone", "UTC+3", NULL, NULL},
    {&enterprise_entity, "country", "pl", "PL", NULL},
    {&enterprise_entity, "country", "XX", NULL, NULL},
    {&enterprise_entity, "weekdays", "1-5", "31", "Mo Tu We Th Fr"},
    {&enterprise_entity, "weekdays", "Sa–Mo", "97", "Mo Sa Su"},
    {&enterprise_entity, "weekdays", "Mo xyz", NULL, NULL},
    {&enterprise_entity, "window_close", "24:00", "1440", "24:00"},
    {&enterprise_entity, "hourly_limit", "100", "100", NULL},
    {&enterprise_entity, "hourly_limit", "-1", NULL, NULL},
    {&enterprise_entity, "hourly_limit", "12a", NULL, NULL},
    {&enterprise_entity, "holidays", "24.08.2026, 25.12.2026\n24.8.26", "2026-08-24\n2026-12-25",
     "24.08.2026\n25.12.2026"},
    {&enterprise_entity, "holidays", "24.13.2026", NULL, NULL},
    {&enterprise_entity, "email", "shop@example.com", "shop@example.com", NULL},
    {&enterprise_entity, "email", "a@b.com, c@d.com", NULL, NULL},
    {&enterprise_entity, "full_name", " ", NULL, NULL},
    {&list_entity, "api_enabled", "ні", "0", "no"},
    {&list_entity, "api_enabled", "Да", "1", "yes"},
    {&list_entity, "api_enabled", "может", NULL, NULL},
    {&plan_entity, "price_minor", "99,50", "9950", "99.50"},
    {&plan_entity, "price_minor", "99.5", "9950", "99.50"},
    {&plan_entity, "price_minor", "9.999", NULL, NULL},
    {&plan_entity, "currency", "гривня", NULL, NULL},
};

static char *stored(const Value *value)
{
    if (value->kind == VALUE_INTEGER)
        return g_strdup_printf("%" G_GINT64_FORMAT, value->integer);
    return g_strdup(value->kind == VALUE_TEXT ? value->text : "");
}

static void check_refused(const Record *record, const Field *field, const char *before,
                          const GError *error)
{
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, field->label));
    g_autofree char *after = stored(&record->values[field - record->entity->fields]);
    g_assert_cmpstr(after, ==, before);
}

static void check(Fixture *f, const Sample *sample)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) record = record_new(f->base, owner, sample->entity);
    int field = entity_field(sample->entity, sample->field);
    g_autofree char *before = stored(&record->values[field]);
    g_test_message("%s.%s: %s", sample->entity->name, sample->field, sample->typed);
    bool done = record_type(f->base, owner, record, field, sample->typed, &error);
    if (!sample->stored) {
        g_assert_false(done);
        check_refused(record, &sample->entity->fields[field], before, error);
        return;
    }
    g_assert_no_error(error);
    g_autofree char *after = stored(&record->values[field]);
    g_assert_cmpstr(after, ==, sample->stored);
    g_autofree char *shown = record_shown(f->base, owner, record, field);
    g_assert_cmpstr(shown, ==, sample->shown ? sample->shown : sample->stored);
    /* What a person gets to edit means the same again. */
    g_autofree char *typed = record_typed(f->base, owner, record, field);
    g_assert_true(record_type(f->base, owner, record, field, typed, &error));
    g_autofree char *again = stored(&record->values[field]);
    g_assert_cmpstr(again, ==, sample->stored);
}

static void test_types(Fixture *f, const void *data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        check(f, &samples[i]);
}

/* Every type has its sample, is read-only, or has tests of its own (repeat.c). */
static void test_all_types(Fixture *f, const void *data)
{
    bool seen[FIELD_DAYS + 1] = {
        [FIELD_INSTANT] = true, [FIELD_HTML] = true, [FIELD_PHONE] = true, [FIELD_RULE] = true};
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        seen[samples[i].entity->fields[entity_field(samples[i].entity, samples[i].field)].type] =
            true;
    for (int type = 0; type <= FIELD_DAYS; type++)
        g_assert_true(seen[type]);
}

/* --- what comes from elsewhere is checked by the save ----------------------------------------- */

typedef struct {
    const Entity *entity;
    const char *field, *value, *refused; /* the field named; NULL: accepted */
} Stored;

static const Stored stored_samples[] = {
    {&client_entity, "birth_on", "5.3.80", "birth_on"},
    {&client_entity, "sex", "ж", "sex"},
    {&client_entity, "status_id", "новий", "status_id"},
    {&client_entity, "status_id", "99", "status_id"},
    {&client_entity, "employee_id", "99", "employee_id"},
    {&client_entity, "email", "x", "email"},
    {&client_entity, "surname", " Коваль\r\nBcc: x ", NULL},
    {&client_entity, "skype", "\xff", "skype"},
    {&task_entity, "subject", "", "subject"},
    {&task_entity, "due_on", "", "due_on"},
    {&task_entity, "due_on", "2026-02-30", "due_on"},
    {&task_entity, "due_minute", "1440", "due_minute"},
    {&task_entity, "type_id", "", "type_id"},
    {&subject_entity, "text", "Вітаю, {невідоме}", "text"},
    {&body_entity, "content", "{невідоме}", "content"},
    {&body_entity, "content", "", "content"},
    {&signature_entity, "content", "<style>a{color:red}</style>", NULL},
    {&letter_entity, "subject_id", "", "subject_id"},
    {&letter_entity, "body_id", "77", "body_id"},
    {&list_entity, "redirect_url", "javascript:alert(1)", "redirect_url"},
    {&list_entity, "redirect_url", "https://example.com/ok", NULL},
    {&list_entity, "api_enabled", "2", "api_enabled"},
    {&enterprise_entity, "window_close", "540", "window_close"},
    {&enterprise_entity, "digest_minute", "720", "digest_minute"},
    {&enterprise_entity, "weekdays", "128", "weekdays"},
    {&enterprise_entity, "zone", "", "zone"},
    {&employee_entity, "status", "працює", "status"},
};

static int64_t rows_in_all(Fixture *f)
{
    return fixture_count(f, SQL("SELECT (SELECT count(*) FROM change_set) + (SELECT count(*) FROM "
                                "content) + (SELECT count(*) FROM client_contact)"));
}

static void test_saved(Fixture *f, const void *data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(stored_samples); i++) {
        const Stored *sample = &stored_samples[i];
        g_autoptr(GError) error = NULL;
        g_auto(SaveReport) report = {0};
        Actor owner = f->actors[ROLE_OWNER];
        g_autoptr(Record) record = fixture_sample(f, &owner, sample->entity);
        record_set_text(record, sample->field, sample->value);
        int64_t before = rows_in_all(f);
        g_test_message("%s.%s = %s", sample->entity->name, sample->field, sample->value);
        bool done = record_save(f->base, &owner, record, NULL, &report, &error);
        g_assert_true(done == !sample->refused);
        if (done)
            continue;
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
        int field = entity_field(sample->entity, sample->refused);
        g_assert_cmpint(report.field, ==, field);
        g_assert_nonnull(strstr(error->message, sample->entity->fields[field].label));
        g_assert_cmpint(rows_in_all(f), ==, before);
        g_assert_cmpint(record->id, ==, 0);
    }
}

static void test_lengths(Fixture *f, const void *data)
{
    Actor *owner = &f->actors[ROLE_OWNER];
    for (int length = 254; length <= 256; length++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) text = g_string_new(NULL);
        for (int i = 0; i < length; i++)
            g_string_append(text, "ї");
        g_autoptr(Record) subject =
            fixture_record(f, owner, &subject_entity, "text", text->str, NULL);
        g_assert_true(record_save(f->base, owner, subject, NULL, NULL, &error) == (length < 256));
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) html = g_string_new("<p>");
    while (html->len < 5 << 20)
        g_string_append(html, "Добрий день! ");
    int64_t id = fixture_save(f, owner, &body_entity, "name", "Довгий", "content", html->str, NULL);
    g_autoptr(Record) body = record_load(f->base, owner, &body_entity, id, &error);
    g_assert_cmpstr(record_text(body, "content"), ==, g_strchomp(html->str));
}

static void test_nameless_client(Fixture *f, const void *data)
{
    static const char *const enough[] = {"surname", "first_name", "company", "email", "phone"};
    static const char *const values[] = {"Ко", "Яна", "Зерно", "a@b.com", "0501112233"};
    g_autoptr(GError) error = NULL;
    g_auto(SaveReport) report = {0};
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) nameless =
        fixture_record(f, owner, &client_entity, "patronymic", "Іванович", "skype", "x", NULL);
    g_assert_false(record_save(f->base, owner, nameless, NULL, &report, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_cmpint(report.field, ==, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(enough); i++)
        fixture_save(f, owner, &client_entity, enough[i], values[i], NULL);
    /* and it stays one */
    g_clear_error(&error);
    int64_t id = fixture_save(f, owner, &client_entity, "surname", "Ко", NULL);
    g_autoptr(Record) client = record_load(f->base, owner, &client_entity, id, &error);
    record_set_text(client, "surname", "");
    g_assert_false(record_save(f->base, owner, client, NULL, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

/* --- references ------------------------------------------------------------------------------- */

static void test_offered(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER], *manager = &f->actors[ROLE_MANAGER];
    const Field *assignee = &task_entity.fields[entity_field(&task_entity, "assignee_id")];
    g_autoptr(GPtrArray) all = query_choices(f->base, owner, assignee, "", 10, &error);
    g_assert_cmpint(all->len, ==, 4);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, manager->employee_id);
    int64_t task = fixture_save(f, owner, &task_entity, "subject", "А", "due_on", "2026-07-02",
                                "assignee_id", id, NULL);
    g_autoptr(Record) card =
        record_load(f->base, owner, &employee_entity, manager->employee_id, &error);
    record_set_text(card, "status", "dismissed");
    g_assert_true(record_save(f->base, owner, card, NULL, NULL, &error));
    g_autoptr(GPtrArray) left = query_choices(f->base, owner, assignee, "", 10, &error);
    g_assert_cmpint(left->len, ==, 3);
    g_autoptr(Record) fresh = fixture_record(f, owner, &task_entity, "subject", "Б", "due_on",
                                             "2026-07-02", "assignee_id", id, NULL);
    g_assert_false(record_save(f->base, owner, fresh, NULL, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    /* What stood there before stays. */
    g_autoptr(Record) old = record_load(f->base, owner, &task_entity, task, &error);
    record_set_text(old, "subject", "В");
    g_assert_true(record_save(f->base, owner, old, NULL, NULL, &error));
    g_assert_no_error(error);
}

static void test_choices(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    const Field *status = &client_entity.fields[entity_field(&client_entity, "status_id")];
    g_autoptr(GPtrArray) some = query_choices(f->base, owner, status, "work", 10, &error);
    g_assert_cmpint(some->len, ==, 1);
    g_assert_cmpstr(((Choice *)some->pdata[0])->title, ==, "In work");
    int64_t added = fixture_save(f, owner, &client_status_entity, "name", "Мрія", NULL);
    g_autoptr(GPtrArray) more = query_choices(f->base, owner, status, "мр", 10, &error);
    g_assert_cmpint(more->len, ==, 1);
    g_assert_cmpint(((Choice *)more->pdata[0])->id, ==, added);
    g_assert_true(record_archive(f->base, owner, &client_status_entity, added, &error));
    g_autoptr(GPtrArray) none = query_choices(f->base, owner, status, "мр", 10, &error);
    g_assert_cmpint(none->len, ==, 0);
    g_assert_false(record_archive(f->base, owner, &client_status_entity, 1, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE);
    g_clear_error(&error);
    /* Two of one name: nobody guesses. */
    fixture_save(f, owner, &client_entity, "surname", "Двійник", NULL);
    fixture_save(f, owner, &client_entity, "surname", "Двійник", NULL);
    g_autoptr(Record) task = record_new(f->base, owner, &task_entity);
    g_assert_false(record_type(f->base, owner, task, entity_field(&task_entity, "client_id"),
                               "Двійник", &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/fields/types", test_types);
    BASE_TEST("/fields/all-types", test_all_types);
    BASE_TEST("/fields/saved", test_saved);
    BASE_TEST("/fields/lengths", test_lengths);
    BASE_TEST("/fields/nameless-client", test_nameless_client);
    BASE_TEST("/fields/offered", test_offered);
    BASE_TEST("/fields/choices", test_choices);
    return g_test_run();
}
