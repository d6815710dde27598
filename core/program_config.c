#include "core/base.h"
#include "core/program_call.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SYSTEM_FILE "/etc/ukrcrm/ukrcrm.conf"

/* --- the file --------------------------------------------------------------------------------- */

static char *user_file(void)
{
    return g_build_filename(g_get_user_config_dir(), "ukrcrm", "ukrcrm.conf", NULL);
}

/* The system's file goes first: where an administrator has written one, no user's own file leads
 * to another base. With raised rights the user's is not looked at. */
static char *find_file(const Invocation *invocation)
{
    static const char *const system_files[] = {
        UKRCRM_SYSCONFDIR "/ukrcrm/ukrcrm.conf",
        SYSTEM_FILE,
    };
    if (program_given(invocation, "config"))
        return g_strdup(program_text(invocation, "config"));
    for (size_t i = 0; i < G_N_ELEMENTS(system_files); i++) {
        if (g_file_test(system_files[i], G_FILE_TEST_EXISTS))
            return g_strdup(system_files[i]);
    }
    if (invocation->info->guarded && program_is_restricted())
        return NULL;
    g_autofree char *file = user_file();
    return g_file_test(file, G_FILE_TEST_EXISTS) ? g_steal_pointer(&file) : NULL;
}

static GKeyFile *load(const char *file, GError **error)
{
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) found = NULL;
    if (g_key_file_load_from_file(keys, file, G_KEY_FILE_NONE, &found))
        return g_steal_pointer(&keys);
    bool unreadable = found->domain == G_FILE_ERROR;
    g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_CONFIG,
                unreadable ? _("the configuration file %s cannot be read: %s")
                           : _("the configuration file %s is not in the form of a key file: %s"),
                file, found->message);
    return NULL;
}

static const ProgramOption *find_setting(const char *section, const char *key)
{
    g_autofree char *name = g_strconcat(section, ".", key, NULL);
    for (const ProgramOption *row = program_settings; row->name; row++) {
        if (strcmp(row->name, name) == 0)
            return row;
    }
    return NULL;
}

static char *resolve(const ProgramOption *row, const char *value, const char *file)
{
    if (row->kind != OPTION_PATH || strstr(value, "://") || !*value)
        return g_strdup(value);
    g_autofree char *whole = g_canonicalize_filename(file, NULL);
    g_autofree char *folder = g_path_get_dirname(whole);
    return g_canonicalize_filename(value, folder);
}

static bool take_key(Invocation *invocation, GKeyFile *keys, const char *section, const char *key,
                     GError **error)
{
    const char *file = invocation->config_file;
    const ProgramOption *row = find_setting(section, key);
    if (!row) {
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_CONFIG,
                    _("%s: there is no key “%s” in section [%s]; see ukrcrm.conf(5)"), file, key,
                    section);
        return false;
    }
    g_autofree char *what = g_strdup_printf("%s: [%s] %s", file, section, key);
    g_autoptr(GError) found = NULL;
    g_autofree char *value = g_key_file_get_string(keys, section, key, &found);
    if (found) {
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_CONFIG,
                    _("%s: the value must be UTF-8, and a backslash in it written twice"), what);
        return false;
    }
    if (!program_check_value(row, what, value, PROGRAM_ERROR_CONFIG, error))
        return false;
    g_hash_table_insert(invocation->configured, (gpointer)row, resolve(row, value, file));
    return true;
}

static bool take_section(Invocation *invocation, GKeyFile *keys, const char *section,
                         GError **error)
{
    g_auto(GStrv) names = g_key_file_get_keys(keys, section, NULL, NULL);
    for (size_t i = 0; names && names[i]; i++) {
        if (!take_key(invocation, keys, section, names[i], error))
            return false;
    }
    return true;
}

bool program_read_config(Invocation *invocation, GError **error)
{
    invocation->config_file = find_file(invocation);
    if (!invocation->config_file)
        return true;

    g_autoptr(GKeyFile) keys = load(invocation->config_file, error);
    g_auto(GStrv) sections = keys ? g_key_file_get_groups(keys, NULL) : NULL;
    for (size_t i = 0; sections && sections[i]; i++) {
        if (!take_section(invocation, keys, sections[i], error))
            return false;
    }
    return keys != NULL;
}

const char *program_config_file(const Invocation *invocation)
{
    return invocation->config_file;
}

/* --- values ----------------------------------------------------------------------------------- */

static const ProgramOption *find_row(const Invocation *invocation, const char *name)
{
    for (size_t i = 0; i < invocation->rows->len; i++) {
        const ProgramOption *row = invocation->rows->pdata[i];
        if (strcmp(row->name, name) == 0)
            return row;
    }
    for (const ProgramOption *row = program_settings; row->name; row++) {
        if (strcmp(row->name, name) == 0)
            return row;
    }
    g_error("no option is called %s", name);
}

const char *program_text(const Invocation *invocation, const char *name)
{
    const ProgramOption *row = find_row(invocation, name);
    const char *value = g_hash_table_lookup(invocation->given, row);
    if (!value && row->variable && g_getenv(row->variable) && *g_getenv(row->variable))
        value = g_getenv(row->variable);
    if (!value)
        value = g_hash_table_lookup(invocation->configured, row);
    return value ? value : row->fallback;
}

bool program_flag(const Invocation *invocation, const char *name)
{
    return g_strcmp0(program_text(invocation, name), "true") == 0;
}

int64_t program_number(const Invocation *invocation, const char *name)
{
    const char *text = program_text(invocation, name);
    return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

bool program_given(const Invocation *invocation, const char *name)
{
    return g_hash_table_contains(invocation->given, find_row(invocation, name));
}

const ProgramCommand *program_command(const Invocation *invocation)
{
    return invocation->command;
}

const char *const *program_arguments(const Invocation *invocation, size_t *n)
{
    if (n)
        *n = invocation->n_arguments;
    return (const char *const *)invocation->arguments;
}

const char *program_answer(const Invocation *invocation)
{
    return invocation->answer;
}

/* The user's data directory is where the caller says that it is: raised rights do not follow it. */
bool program_find_url(Invocation *invocation, GError **error)
{
    const char *url = program_text(invocation, "database.url");
    if (!url && invocation->info->guarded && program_is_raised()) {
        g_set_error(
            error, PROGRAM_ERROR, PROGRAM_ERROR_CONFIG,
            _("no base is chosen for this installation; the administrator writes [database] "
              "url into %s"),
            SYSTEM_FILE);
        return false;
    }
    invocation->url = url ? g_strdup(url) : base_default_path();
    return true;
}

const char *program_url(const Invocation *invocation)
{
    return invocation->url;
}

int64_t program_now(const Invocation *invocation)
{
    return g_get_real_time() + invocation->shift;
}
