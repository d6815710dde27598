/* Walks every descriptor: whole, unambiguous, translated, and true to the schema. */
#include "core/i18n.h"
#include "fixture.h"

#include <libintl.h>
#include <string.h>

#define FOR_EACH_ENTITY(entity) for (const Entity *const *entity = entities(); *entity; entity++)

static void assert_translated(const char *label)
{
    static const char *const languages[] = {"ru", "uk"};
    for (size_t i = 0; i < G_N_ELEMENTS(languages) && label; i++) {
        i18n_set_language(languages[i]);
        const char *translated = dgettext(GETTEXT_PACKAGE, label);
        g_test_message("%s: %s", languages[i], label);
        g_assert_true(translated != label); /* the same pointer: nobody translated it */
        g_assert_null(strchr(translated, '|'));
    }
    i18n_set_language("en");
}

static void test_translated(void)
{
    FOR_EACH_ENTITY(e)
    {
        assert_translated((*e)->label);
        assert_translated((*e)->plural);
        assert_translated((*e)->empty_hint);
        for (const Field *field = (*e)->fields; field->name; field++) {
            assert_translated(field->label);
            assert_translated(field->group);
            assert_translated(field->hint);
            for (const Word *word = field->words; word && word->code; word++)
                assert_translated(word->label);
        }
        for (const Column *column = (*e)->columns; column->name; column++)
            assert_translated(column->label);
        for (const Word *word = (*e)->choices; word && word->code; word++)
            assert_translated(word->label);
    }
}

/* What rights.c and actor.c say is translated inside. */
static void test_roles_translated(void)
{
    static const char *const labels[] = {"Guest", "Manager", "Administrator", "Owner"};
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
        assert_translated(labels[i]);
    i18n_set_language("en");
    for (int right = 0; right < N_RIGHTS; right++) {
        g_autofree char *english = g_strdup(right_label(right));
        assert_translated(english);
    }
}

/* The words of the founding rules, to the letter. */
static void test_words(void)
{
    static const struct {
        const char *label, *ru;
    } words[] = {
        {"client status|New", "Новый"},
        {"client status|In work", "В работе"},
        {"Regular", "Постоянный"},
        {"Inactive", "Неактивный"},
        {"Call", "Позвонить"},
        {"Write", "Написать"},
        {"Meet", "Встретиться"},
        {"Buy", "Купить"},
        {"Sell", "Продать"},
        {"Send", "Отправить"},
        {"Receive", "Получить"},
        {"task type|Other", "Другое"},
        {"task status|New", "Новая"},
        {"task status|In work", "В работе"},
        {"Under review", "На проверке"},
        {"Solved", "Решена"},
        {"Feedback", "Обратная связь"},
        {"Closed", "Закрыта"},
        {"Cancelled", "Отменена"},
        {"Low", "Низкий"},
        {"Normal", "Нормальный"},
        {"High", "Высокий"},
        {"Urgent", "Срочный"},
        {"Immediate", "Немедленный"},
        {"Working", "Работает"},
        {"Dismissed", "Уволен"},
        {"Sick", "Болеет"},
        {"On parental leave", "Декрет"},
        {"employee status|Other", "Другой"},
    };
    i18n_set_language("ru");
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        Word word = {"", words[i].label, NULL};
        g_assert_cmpstr(word_label(&word), ==, words[i].ru);
    }
    i18n_set_language("en");
    Word word = {"", "client status|New", NULL};
    g_assert_cmpstr(word_label(&word), ==, "New");
}

static void assert_fresh(GHashTable *seen, const char *name)
{
    g_assert_true(g_hash_table_add(seen, (char *)name));
}

static void test_unique(void)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    FOR_EACH_ENTITY(e)
    {
        assert_fresh(names, (*e)->name);
        g_assert_true(entity_find((*e)->name) == *e);
        g_autoptr(GHashTable) fields = g_hash_table_new(g_str_hash, g_str_equal);
        g_autoptr(GHashTable) columns = g_hash_table_new(g_str_hash, g_str_equal);
        for (const Field *field = (*e)->fields; field->name; field++)
            assert_fresh(fields, field->name);
        for (const Column *column = (*e)->columns; column->name; column++)
            assert_fresh(columns, column->name);
    }
}

static bool can_order(const Entity *entity, const char *name)
{
    for (const Column *column = entity->columns; column->name; column++)
        if (g_str_equal(column->name, name))
            return column->order != NULL;
    return false;
}

static void test_whole(void)
{
    FOR_EACH_ENTITY(e)
    {
        g_test_message("%s", (*e)->name);
        g_assert_nonnull((*e)->title);
        g_assert_nonnull((*e)->sort_title);
        g_assert_true(!(*e)->first_order || can_order(*e, (*e)->first_order));
        for (const Field *field = (*e)->fields; field->name; field++) {
            g_test_message("%s.%s", (*e)->name, field->name);
            g_assert_true((field->type == FIELD_WORD) == (field->words != NULL));
            g_assert_true((field->type == FIELD_REFERENCE) == (field->target != NULL));
            g_assert_true(!field->target || entity_find(field->target));
        }
        for (const Column *column = (*e)->columns; column->name; column++) {
            g_assert_true(!column->field || g_str_equal(column->field, "@self") ||
                          entity_field(*e, column->field) >= 0);
            g_assert_true(!column->order_by_reference || entity_find(column->order_by_reference));
        }
    }
}

/* Headers of a file are compared folded; one header means one field. */
static void test_synonyms(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const Field *field = client_entity.fields; field->name; field++) {
        if (!field->synonyms)
            continue;
        g_auto(GStrv) synonyms = g_strsplit(field->synonyms, "|", -1);
        for (char **synonym = synonyms; *synonym; synonym++) {
            g_autofree char *folded = text_fold(*synonym);
            g_assert_cmpstr(*synonym, ==, folded);
            g_test_message("%s", *synonym);
            g_assert_true(g_hash_table_add(seen, g_steal_pointer(&folded)));
        }
    }
    g_assert_cmpint(g_hash_table_size(seen), >, 150);
}

static void test_schema(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(base_check(f->base, problems, &error));
    for (guint i = 0; i < problems->len; i++)
        g_test_message("%s", (char *)problems->pdata[i]);
    g_assert_cmpint(problems->len, ==, 0);
}

/* Every column of every list can be read, and ordered by if it says so; every scope too. */
static void test_lists(Fixture *f, const void *data)
{
    Actor *owner = &f->actors[ROLE_OWNER];
    FOR_EACH_ENTITY(e)
    {
        for (const Column *column = (*e)->columns; column->name; column++) {
            g_autoptr(GError) error = NULL;
            Query query = {.entity = *e, .order = column->name};
            g_autoptr(GPtrArray) rows =
                query_page(f->base, owner, &query, NULL, false, 5, NULL, &error);
            g_assert_true((rows != NULL) == (column->order != NULL));
            if (rows)
                g_assert_no_error(error);
            else
                g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
        }
        for (const Scope *scope = (*e)->scopes; scope && scope->name; scope++) {
            g_autoptr(GError) error = NULL;
            Query query = {.entity = *e, .scope = scope->name, .scope_values = {1, 1}};
            g_autoptr(GPtrArray) rows =
                query_page(f->base, owner, &query, NULL, false, 5, NULL, &error);
            g_assert_no_error(error);
            g_assert_nonnull(rows);
        }
    }
}

/* base_check says so when a key was made by other rules. */
static void test_collation(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    DbActor actor = base_db_actor(f->base, &f->actors[ROLE_NONE]);
    db_begin(base_db(f->base), &actor, DB_DURABLE, &error);
    db_execute(base_db(f->base),
               SQL("UPDATE base_fact SET value = 'older' WHERE name = 'collation'"), DB_NO_ARGS,
               NULL, &error);
    db_commit(base_db(f->base), &error);
    g_assert_no_error(error);
    g_assert_true(base_check(f->base, problems, &error));
    g_assert_cmpint(problems->len, ==, 1);
    g_assert_nonnull(strstr(problems->pdata[0], "run `ukrcrm-admin migrate`"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    i18n_init("en");
    g_autofree char *po = g_build_filename(g_test_get_dir(G_TEST_BUILT), "..", "po", NULL);
    bindtextdomain(GETTEXT_PACKAGE, po);
    g_test_add_func("/descriptors/translated", test_translated);
    g_test_add_func("/descriptors/roles-translated", test_roles_translated);
    g_test_add_func("/descriptors/words", test_words);
    g_test_add_func("/descriptors/unique", test_unique);
    g_test_add_func("/descriptors/whole", test_whole);
    g_test_add_func("/descriptors/synonyms", test_synonyms);
    BASE_TEST("/descriptors/schema", test_schema);
    BASE_TEST("/descriptors/lists", test_lists);
    BASE_TEST("/descriptors/collation", test_collation);
    return g_test_run();
}
