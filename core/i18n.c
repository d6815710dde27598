#include "core/i18n.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <sys/auxv.h>

/* The names of message folders; English has none, its texts stand in the sources. */
static const char *const languages[] = {"en", "ru", "uk"};

/* "uk_UA.UTF-8" and "uk" are both "uk"; NULL if it is none of ours. */
static const char *find_language(const char *name)
{
    size_t length = strcspn(name, "_.@");
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        if (strlen(languages[i]) == length && strncmp(languages[i], name, length) == 0)
            return languages[i];
    }
    return NULL;
}

static const char *environment_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* gettext's rule: LANGUAGE, a list, wins over the locale unless the locale is plain C. */
static const char *environment_language(void)
{
    const char *locale = environment_locale();
    const char *list = g_getenv("LANGUAGE");
    if (!list || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return locale;

    g_auto(GStrv) names = g_strsplit(list, ":", -1);
    for (size_t i = 0; names[i]; i++) {
        if (find_language(names[i]))
            return find_language(names[i]);
    }
    return locale;
}

/* A missing locale or an ASCII one cannot show Cyrillic: C.UTF-8 is part of every Debian. */
static void choose_locale(void)
{
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0)
        setlocale(LC_ALL, "C.UTF-8");
    /* In the C locale gettext translates nothing, whatever LANGUAGE says. */
    if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
        setlocale(LC_MESSAGES, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
}

/* The message folder that belongs to this very program file, NULL if there is none. */
static char *folder_beside_program(void)
{
    static const char *const places[] = {"../po", "../../po", "../share/locale"};
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (!program || getauxval(AT_SECURE))
        return NULL;

    g_autofree char *bin = g_path_get_dirname(program);
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *folder = g_build_filename(bin, places[i], NULL);
        g_autofree char *messages =
            g_build_filename(folder, "ru", "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
        if (g_file_test(messages, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&folder);
    }
    return NULL;
}

void i18n_init(const char *language)
{
    const char *chosen = language ? language : environment_language();
    /* From here on LANGUAGE exists, so that a later change replaces its value and does not move the
     * environment under threads that read it. */
    g_setenv("LANGUAGE", "en", TRUE);
    choose_locale();

    g_autofree char *folder = folder_beside_program();
    bindtextdomain(GETTEXT_PACKAGE, folder ? folder : UKRCRM_LOCALEDIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    /* No textdomain(): texts name their domain, and g_dgettext would switch itself off for good if
     * the first text of a program's life happened to be wanted in English. */
    i18n_set_language(chosen);
}

/* gettext keeps what it found until this counter moves (its manual, "Changing the language at run
 * time"). */
extern int _nl_msg_cat_cntr;

void i18n_set_language(const char *language)
{
    const char *known = find_language(language);
    g_setenv("LANGUAGE", known ? known : "en", TRUE);
    _nl_msg_cat_cntr++;
}

const char *i18n_language(void)
{
    const char *name = g_getenv("LANGUAGE");
    const char *known = name ? find_language(name) : NULL;
    return known ? known : "en";
}

const char *i18n_country_language(const char *country)
{
    static const struct {
        const char *country, *language;
    } spoken[] = {{"BY", "ru"}, {"CA", "en"}, {"GB", "en"}, {"IE", "en"}, {"KG", "ru"},
                  {"KZ", "ru"}, {"RU", "ru"}, {"UA", "uk"}, {"US", "en"}};
    for (size_t i = 0; i < G_N_ELEMENTS(spoken); i++)
        if (g_str_equal(spoken[i].country, country))
            return spoken[i].language;
    return NULL;
}

bool i18n_check_language(const char *language, GError **error)
{
    if (find_language(language))
        return true;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                _("the language “%s” is unknown; choose en, ru or uk"), language);
    return false;
}
