/* Who is one client: inside the file and against the base. */
#include "file.h"

#include <string.h>

static const DuplicatePolicy policies[] = {DUPLICATE_SKIP, DUPLICATE_FILL, DUPLICATE_OVERWRITE,
                                           DUPLICATE_CREATE};

/* --- case by case ----------------------------------------------------------------------------- */

typedef struct {
    const char *name, *rows; /* surname, e-mail, phone, company */
    struct {
        int created, updated, skipped;
    } expected[G_N_ELEMENTS(policies)];
} Case;

static const Case cases[] = {
    {"one address", "А;a@x.example;;\nБ;a@x.example;;\n", {{1, 0, 1}, {1, 0, 1}, {1, 1, 0}, {2}}},
    /* What is skipped is not there: the third row repeats nobody who is. Otherwise the second gives
     * the first its phone. */
    {"linked by the row between",
     "А;a@x.example;;\nА;a@x.example;0501112233;\nА;;0501112233;\n",
     {{2, 0, 1}, {1, 1, 1}, {1, 1, 1}, {3}}},
    {"of two the older",
     "Я;a@x.example;;\nА;;0501112233;\nБ;a@x.example;0501112233;Нова\n",
     {{2, 0, 1}, {2, 1, 0}, {2, 1, 0}, {3}}},
    {"capitals, blanks, composed letters",
     "А;Ivan@Mail.Example;;\nА; ivan@mail.example ;;\nА;ї@x.example;;\nА;і\xcc\x88@x.example;;\n",
     {{2, 0, 2}, {2, 0, 2}, {2, 1, 1}, {4}}},
    {"domains in other letters",
     "А;a@пошта.укр;;\nА;a@xn--80a1acn3a.xn--j1amh;;\n",
     {{1, 0, 1}, {1, 0, 1}, {1, 1, 0}, {2}}},
    {"phones at home and abroad",
     "А;;050 111-22-33;\nА;;+38 (050) 1112233;\nА;;80501112233;\nА;;00380501112233;\n",
     {{1, 0, 3}, {1, 0, 3}, {1, 3, 0}, {4}}},
    {"several in one cell",
     "А;a@x.example, b@x.example;;\nА;c@x.example;0501112233;\nА;b@x.example;;\n"
     "А;d@x.example;\"0671112233, 0501112233\";\n",
     {{2, 0, 2}, {2, 0, 2}, {2, 2, 0}, {4}}},
    {"one row twice the same address", "А;a@x.example, A@x.example;;\n", {{1}, {1}, {1}, {1}}},
    {"without any contact", "А;;;\nА;;;\n", {{2}, {2}, {2}, {2}}},
    {"fill what is empty",
     "А;a@x.example;;\nБ;a@x.example;;Фірма\nВ;a@x.example;;Інша\n",
     {{1, 0, 2}, {1, 1, 1}, {1, 2, 0}, {3}}},
    {"the same again changes nothing",
     "А;a@x.example;;Фірма\nА;a@x.example;;Фірма\n",
     {{1, 0, 1}, {1, 0, 1}, {1, 0, 1}, {2}}},
};

static char *rows_file(Fixture *f, const char *rows)
{
    g_autofree char *text = g_strconcat("Фамилия;E-mail;Телефон;Компания\n", rows, NULL);
    return file_make(f, "rows.csv", text, -1);
}

static void test_case(Fixture *f, const void *data)
{
    const Case *one = data;
    g_autofree char *file = rows_file(f, one->rows);
    for (gsize i = 0; i < G_N_ELEMENTS(policies); i++) {
        g_test_message("policy %zu", i);
        g_auto(Outcome) dry = IMPORT(f, file, .on_duplicate = policies[i], .dry_run = true);
        assert_counts(&dry, one->expected[i].created, one->expected[i].updated,
                      one->expected[i].skipped, 0, 0);
        g_auto(Outcome) real = IMPORT(f, file, .on_duplicate = policies[i]);
        assert_counts(&real, one->expected[i].created, one->expected[i].updated,
                      one->expected[i].skipped, 0, 0);
        archive_all(f);
    }
}

/* Whatever order serves the indexes: the later row has the last word. */
static void test_last_word(Fixture *f, const void *data)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    fixture_save(f, owner, &client_entity, "surname", "Давній", "email", "a@x.example\nb@x.example",
                 "company", "Стара", NULL);
    g_autofree char *file = rows_file(f, "Юрченко;b@x.example;;Перша\n"
                                         "Авраменко;a@x.example;;Друга\n");
    g_auto(Outcome) outcome = IMPORT(f, file, .on_duplicate = DUPLICATE_OVERWRITE);
    assert_counts(&outcome, 0, 2, 0, 0, 0);
    g_autofree char *client = client_text(f, "1 = 1", "surname || company || email");
    g_assert_cmpstr(client, ==, "АвраменкоДругаa@x.example");
}

/* An archived client is nobody. */
static void test_archived(Fixture *f, const void *data)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id =
        fixture_save(f, owner, &client_entity, "surname", "А", "email", "a@x.example", NULL);
    g_assert_true(record_archive(f->base, owner, &client_entity, id, NULL));
    g_autofree char *file = rows_file(f, "А;a@x.example;;\n");
    g_auto(Outcome) outcome = IMPORT(f, file, .list = NULL);
    assert_counts(&outcome, 1, 0, 0, 0, 0);
}

/* --- any file --------------------------------------------------------------------------------- */

static const char *pick_name(void)
{
    static const char *const names[] = {"", "Авраменко", "Бондар", "Їжак", "Яценко", "Ґалаґан"};
    return names[g_test_rand_int_range(0, G_N_ELEMENTS(names))];
}

/* So few that rows meet often; each spelled in several ways, some wrong. */
static void append_contacts(GString *text, const char *format_a, const char *format_b)
{
    static const int none_one_or_two[] = {0, 0, 1, 1, 1, 2};
    int n = none_one_or_two[g_test_rand_int_range(0, G_N_ELEMENTS(none_one_or_two))];
    g_string_append_c(text, '"');
    for (int i = 0; i < n; i++) {
        int number = g_test_rand_int_range(0, 9);
        g_string_append(text, i ? ", " : "");
        g_string_append_printf(text, g_test_rand_bit() ? format_a : format_b, number);
    }
    g_string_append(text, g_test_rand_int_range(0, 40) ? "\";" : "хибне\";");
}

static char *random_rows(Fixture *f)
{
    GString *text = g_string_new(NULL);
    for (int i = g_test_rand_int_range(1, 30); i > 0; i--) {
        g_string_append_printf(text, "%s;", pick_name());
        append_contacts(text, "c%d@x.example", "C%d@X.Example");
        append_contacts(text, "050111223%d", "+38050 111 22 3%d");
        g_string_append_printf(text, "%s\n", g_test_rand_bit() ? pick_name() : "");
    }
    char *file = rows_file(f, text->str);
    g_string_free(text, TRUE);
    return file;
}

static void assert_same(const ImportReport *a, const ImportReport *b)
{
    g_assert_cmpint(a->created, ==, b->created);
    g_assert_cmpint(a->updated, ==, b->updated);
    g_assert_cmpint(a->skipped, ==, b->skipped);
    g_assert_cmpint(a->rejected, ==, b->rejected);
    g_assert_cmpint(a->members, ==, b->members);
}

/* A dry run counts what the real one does, over a base that each round leaves fuller. */
static void test_dry_as_real(Fixture *f, const void *data)
{
    for (int round = 0; round < 150; round++) {
        g_autofree char *file = random_rows(f);
        ImportOptions options = {.on_duplicate = policies[round % G_N_ELEMENTS(policies)],
                                 .list = round % 3 ? "Список" : NULL,
                                 .rows_at_once = g_test_rand_int_range(1, 12),
                                 .dry_run = true};
        g_auto(Outcome) dry = import_as(f, ROLE_OWNER, file, 1, options);
        options.dry_run = false;
        g_auto(Outcome) real = import_as(f, ROLE_OWNER, file, 1, options);
        g_assert_no_error(dry.error);
        g_assert_no_error(real.error);
        assert_same(&dry.report, &real.report);
        if (round % 20 == 19)
            archive_all(f);
    }
}

/* Read together or a few at a time, the rows do the same. */
static void test_any_batch(Fixture *f, const void *data)
{
    for (int round = 0; round < 40; round++) {
        g_autofree char *file = random_rows(f);
        DuplicatePolicy policy = policies[round % 2 ? 0 : 3];
        g_auto(Outcome) whole = IMPORT(f, file, .on_duplicate = policy, .dry_run = true);
        g_auto(Outcome) single =
            IMPORT(f, file, .on_duplicate = policy, .dry_run = true, .rows_at_once = 1);
        assert_same(&whole.report, &single.report);
        g_auto(Outcome) real = IMPORT(f, file, .on_duplicate = policy, .rows_at_once = 3);
        assert_same(&whole.report, &real.report);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/import/duplicates/", cases[i].name, NULL);
        g_test_add(path, Fixture, &cases[i], fixture_up, test_case, fixture_down);
    }
    BASE_TEST("/import/duplicates/last-word", test_last_word);
    BASE_TEST("/import/duplicates/archived", test_archived);
    BASE_TEST("/import/duplicates/dry-as-real", test_dry_as_real);
    BASE_TEST("/import/duplicates/any-batch", test_any_batch);
    return g_test_run();
}
