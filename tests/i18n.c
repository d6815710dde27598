#include "core/i18n.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>

/* The one text of core/i18n.c serves as the sample. */
#define SAMPLE N_("the language “%s” is unknown; choose en, ru or uk")

/* Each case stands for a start of the program in this environment. */
static const struct {
    const char *name, *option, *lc_all, *lang, *language, *expected;
} starts[] = {
    {"nothing-set", NULL, NULL, NULL, NULL, "en"},
    {"lang", NULL, NULL, "uk_UA.UTF-8", NULL, "uk"},
    {"lang-not-on-this-machine", NULL, NULL, "ru_MD.UTF-8", NULL, "ru"},
    {"lc-all-wins", NULL, "ru_RU.UTF-8", "uk_UA.UTF-8", NULL, "ru"},
    {"empty-is-unset", NULL, "", "uk_UA.UTF-8", NULL, "uk"},
    {"list", NULL, "C.UTF-8", NULL, "pl:uk:ru", "uk"},
    {"list-of-strangers", NULL, NULL, "ru_UA", "pl:cs", "ru"},
    {"plain-c-ignores-list", NULL, "C", NULL, "ru", "en"},
    {"stranger", NULL, NULL, "pl_PL.UTF-8", NULL, "en"},
    {"prefix-is-not-enough", NULL, NULL, "rup_MK.UTF-8", NULL, "en"},
    {"option-wins", "ru", "uk_UA.UTF-8", NULL, "uk", "ru"},
    {"option-in-plain-c", "uk", "C", NULL, NULL, "uk"},
    {"option-english", "en", NULL, "ru_RU.UTF-8", "ru", "en"},
};

static void set_or_unset(const char *variable, const char *value)
{
    if (value)
        g_setenv(variable, value, TRUE);
    else
        g_unsetenv(variable);
}

/* Asked in all three languages, to tell a translation from the text itself. */
static const char *sample_in(const char *language)
{
    static const char *const known[][2] = {
        {"en", "the language “%s” is unknown; choose en, ru or uk"},
        {"ru", "язык «%s» неизвестен; выберите en, ru или uk"},
        {"uk", "мова «%s» невідома; виберіть en, ru або uk"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_str_equal(known[i][0], language))
            return known[i][1];
    }
    return NULL;
}

static void test_start(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_unsetenv("LC_MESSAGES");
    set_or_unset("LC_ALL", starts[i].lc_all);
    set_or_unset("LANG", starts[i].lang);
    set_or_unset("LANGUAGE", starts[i].language);
    i18n_init(starts[i].option);
    g_assert_cmpstr(i18n_language(), ==, starts[i].expected);
    g_assert_cmpstr(_(SAMPLE), ==, sample_in(starts[i].expected));
    g_assert_cmpstr(nl_langinfo(CODESET), ==, "UTF-8");
}

/* In this order: English first must not switch translation off for the rest of the process. */
static void test_switch(void)
{
    static const char *const order[] = {"en", "ru", "uk", "ru", "en", "uk_UA.UTF-8"};
    g_setenv("LC_ALL", "C.UTF-8", TRUE);
    i18n_init("en");
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autofree char *two = g_strndup(order[i], 2);
        i18n_set_language(order[i]);
        g_assert_cmpstr(_(SAMPLE), ==, sample_in(two));
    }
}

static void test_numbers_keep_the_point(void)
{
    g_setenv("LC_ALL", "ru_RU.UTF-8", TRUE);
    i18n_init(NULL);
    g_autofree char *number = g_strdup_printf("%.1f", 1.5);
    g_assert_cmpstr(number, ==, "1.5");
}

static void test_check(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(i18n_check_language("ru", &error));
    g_assert_no_error(error);
    g_assert_false(i18n_check_language("de", &error));
    g_assert_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    g_assert_nonnull(g_strrstr(error->message, "de"));
}

static void test_country(void)
{
    g_assert_cmpstr(i18n_country_language("UA"), ==, "uk");
    g_assert_cmpstr(i18n_country_language("KZ"), ==, "ru");
    g_assert_cmpstr(i18n_country_language("US"), ==, "en");
    g_assert_null(i18n_country_language("PL"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/i18n/switch", test_switch);
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_autofree char *path = g_strdup_printf("/i18n/start/%s", starts[i].name);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_start);
    }
    g_test_add_func("/i18n/numbers-keep-the-point", test_numbers_keep_the_point);
    g_test_add_func("/i18n/check", test_check);
    g_test_add_func("/i18n/country", test_country);
    return g_test_run();
}
