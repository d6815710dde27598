#include "core/i18n.h"
#include "core/program_call.h"
#include "core/when.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(program_error, program_error)

const ProgramOption program_common[] = {
    {"config", 0, OPTION_PATH, "FILE", N_("read this configuration file instead of the usual one")},
    {"now", 0, OPTION_INSTANT, "TIME",
     N_("move the clock to this time (RFC 3339), for tests and rehearsal")},
    {"lang", 0, OPTION_TEXT, "LANGUAGE", N_("language of messages: en, ru, uk")},
    {"version", 0, OPTION_FLAG, NULL, N_("print the version and exit")},
    {"manual", 0, OPTION_FLAG, NULL, N_("print the man page and exit")},
    {"help", 'h', OPTION_FLAG, NULL, N_("print this help and exit")},
    {NULL},
};

char *program_option_name(const ProgramOption *row)
{
    const char *dot = strchr(row->name, '.');
    char *name = g_strdup(row->option ? row->option : dot ? dot + 1 : row->name);
    return g_strdelimit(name, "_", '-');
}

/* --- values ----------------------------------------------------------------------------------- */

static bool has_control(const char *text)
{
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return true;
    }
    return false;
}

static bool is_yes_no(const char *text)
{
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

bool program_check_value(const ProgramOption *row, const char *what, const char *value, int code,
                         GError **error)
{
    gint64 number;
    int64_t instant;
    if (!g_utf8_validate(value, -1, NULL) || has_control(value)) {
        g_set_error(error, PROGRAM_ERROR, code,
                    _("%s: the value must be UTF-8 text without control characters"), what);
        return false;
    }
    if (row->kind == OPTION_NUMBER &&
        !g_ascii_string_to_signed(value, 10, row->least, row->most, &number, NULL)) {
        g_autofree char *least = g_strdup_printf("%" G_GINT64_FORMAT, row->least);
        g_autofree char *most = g_strdup_printf("%" G_GINT64_FORMAT, row->most);
        g_set_error(error, PROGRAM_ERROR, code, _("%s: “%s” is no whole number from %s to %s"),
                    what, value, least, most);
        return false;
    }
    if (row->kind == OPTION_INSTANT && !when_parse(value, &instant, NULL)) {
        g_set_error(error, PROGRAM_ERROR, code,
                    _("%s: “%s” is no time like 2026-11-23T09:00:00+02:00 (RFC 3339)"), what,
                    value);
        return false;
    }
    if (row->kind == OPTION_FLAG && !is_yes_no(value)) {
        g_set_error(error, PROGRAM_ERROR, code, _("%s: “%s” is neither true nor false"), what,
                    value);
        return false;
    }
    return true;
}

/* --- the command line ------------------------------------------------------------------------- */

static void add_rows(GPtrArray *rows, const ProgramOption *options, const char *section)
{
    for (const ProgramOption *row = options; row && row->name; row++) {
        size_t length = section ? strlen(section) : 0;
        if (!section || (strncmp(row->name, section, length) == 0 &&
                         (row->name[length] == '.' || row->name[length] == '\0')))
            g_ptr_array_add(rows, (gpointer)row);
    }
}

static const ProgramOption *row_of_option(Invocation *invocation, const char *typed)
{
    for (size_t i = 0; i < invocation->rows->len; i++) {
        const ProgramOption *row = invocation->rows->pdata[i];
        g_autofree char *name = program_option_name(row);
        bool is_short = row->letter && typed[1] == row->letter && !typed[2];
        if (is_short || (g_str_has_prefix(typed, "--") && strcmp(typed + 2, name) == 0))
            return row;
    }
    g_assert_not_reached(); /* GOption calls back for rows it was given only */
}

static gboolean take_option(const char *typed, const char *value, void *data, GError **error)
{
    Invocation *invocation = data;
    const ProgramOption *row = row_of_option(invocation, typed);
    const char *text = row->kind == OPTION_FLAG ? "true" : value;
    if (!program_check_value(row, typed, text, PROGRAM_ERROR_USAGE, error))
        return FALSE;
    g_hash_table_insert(invocation->given, (gpointer)row, g_strdup(text));
    return TRUE;
}

static GOptionContext *option_context(Invocation *invocation, GPtrArray *names)
{
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    for (size_t i = 0; i < invocation->rows->len; i++) {
        const ProgramOption *row = invocation->rows->pdata[i];
        char *name = program_option_name(row);
        g_ptr_array_add(names, name);
        GOptionEntry entry = {
            .long_name = name,
            .short_name = row->letter,
            .flags = G_OPTION_FLAG_FILENAME | (row->value ? 0 : G_OPTION_FLAG_NO_ARG),
            .arg = G_OPTION_ARG_CALLBACK,
            .arg_data = G_GNUC_EXTENSION(gpointer) take_option,
        };
        g_array_append_val(entries, entry);
    }
    GOptionContext *context = g_option_context_new(NULL);
    GOptionGroup *group = g_option_group_new("all", "", "", invocation, NULL);
    g_option_group_add_entries(group, (const GOptionEntry *)entries->data);
    g_option_context_set_main_group(context, group);
    g_option_context_set_help_enabled(context, FALSE);
    return context;
}

/* GOption's own words are in the locale of the machine, and without a hint. They end with the
 * option they are about. */
static void reword_option_error(GError *found, GError **error)
{
    const char *blank = strrchr(found->message, ' ');
    if (found->domain != G_OPTION_ERROR || !blank)
        g_propagate_error(error, g_error_copy(found));
    else if (found->code == G_OPTION_ERROR_UNKNOWN_OPTION)
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("unknown option %s"), blank + 1);
    else
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("option %s needs a value"),
                    blank + 1);
}

/* Takes the options known so far out of `argv`; `strict`: only those before the first word. */
static bool take_options(Invocation *invocation, char ***argv, bool strict, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GOptionContext) context = option_context(invocation, names);
    g_autoptr(GError) found = NULL;
    g_option_context_set_strict_posix(context, strict);
    if (g_option_context_parse_strv(context, argv, &found))
        return true;
    reword_option_error(found, error);
    return false;
}

/* How many words the command has, when they are those typed first; otherwise 0. */
static int count_words(const ProgramCommand *command, char **typed)
{
    g_auto(GStrv) parts = g_strsplit(command->words, " ", -1);
    int n = 0;
    while (parts[n] && typed[n] && strcmp(parts[n], typed[n]) == 0)
        n++;
    return parts[n] ? 0 : n;
}

/* "user", "add", … → the row "user add"; *words gets how many. The longest: "import undo" is not
 * "import" of a file called undo. */
static const ProgramCommand *find_command(const ProgramInfo *info, char **typed, int *words)
{
    const ProgramCommand *command, *best = NULL;
    *words = 0;
    for (size_t i = 0; (command = info->command(i)); i++) {
        int n = count_words(command, typed);
        if (n > *words) {
            *words = n;
            best = command;
        }
    }
    return best;
}

static void drop_words(char **argv, int n)
{
    for (int i = 0; i < n; i++)
        g_free(argv[1 + i]);
    memmove(argv + 1, argv + 1 + n, (g_strv_length(argv + 1 + n) + 1) * sizeof *argv);
}

static bool take_command(Invocation *invocation, char ***argv, GError **error)
{
    if (!take_options(invocation, argv, true, error))
        return false;
    if (!(*argv)[1])
        return true; /* only --help and its like do without a command */

    int words;
    invocation->command = find_command(invocation->info, *argv + 1, &words);
    if (!invocation->command) {
        g_auto(GStrv) typed = g_strdupv(*argv + 1);
        g_autofree char *line = g_strjoinv(" ", typed);
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("unknown command “%s”"), line);
        return false;
    }
    drop_words(*argv, words);
    add_rows(invocation->rows, invocation->command->options, NULL);
    return true;
}

static bool check_count(const Invocation *invocation, GError **error)
{
    const ProgramCommand *command = invocation->command;
    size_t least = command ? (size_t)command->least : 0;
    size_t most = (size_t)(command ? command->most : invocation->info->most);
    if (invocation->info->command && !command) {
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("which command?"));
        return false;
    }
    if (invocation->n_arguments > most) {
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("“%s” is one argument too many"),
                    invocation->arguments[most]);
        return false;
    }
    if (invocation->n_arguments < least) {
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("an argument is missing: %s"),
                    command->arguments);
        return false;
    }
    for (size_t i = 0; i < invocation->n_arguments; i++) {
        if (g_utf8_validate(invocation->arguments[i], -1, NULL))
            continue;
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("argument %zu is not UTF-8"),
                    i + 1);
        return false;
    }
    return true;
}

static bool take_command_line(Invocation *invocation, char **argv, GError **error)
{
    const ProgramInfo *info = invocation->info;
    g_auto(GStrv) words = g_strdupv(argv);
    add_rows(invocation->rows, program_common, NULL);
    add_rows(invocation->rows, program_settings, "database");
    for (const char *const *section = info->sections; section && *section; section++)
        add_rows(invocation->rows, program_settings, *section);
    add_rows(invocation->rows, info->options, NULL);

    if (info->command && !take_command(invocation, &words, error))
        return false;
    if (!take_options(invocation, &words, false, error))
        return false;
    /* GOption leaves the -- in place when something after it looks like an option. */
    if (words[1] && strcmp(words[1], "--") == 0)
        drop_words(words, 1);
    invocation->arguments = g_strdupv(words + 1);
    invocation->n_arguments = g_strv_length(invocation->arguments);
    return true;
}

/* --- the start -------------------------------------------------------------------------------- */

static bool take_language(const Invocation *invocation, GError **error)
{
    const char *language = program_text(invocation, "lang");
    if (!language)
        return true;
    if (!i18n_check_language(language, error))
        return false;
    i18n_set_language(language);
    return true;
}

static bool take_answer(Invocation *invocation)
{
    const ProgramInfo *info = invocation->info;
    if (program_flag(invocation, "help"))
        invocation->answer = program_help(info, invocation->command);
    else if (program_flag(invocation, "version"))
        invocation->answer = g_strdup_printf("%s %s\n", info->name, UKRCRM_VERSION);
    else if (program_flag(invocation, "manual"))
        invocation->answer = program_manual(info);
    return invocation->answer != NULL;
}

static void take_clock(Invocation *invocation)
{
    int64_t instant;
    const char *now = program_text(invocation, "now");
    if (now && when_parse(now, &instant, NULL))
        invocation->shift = instant - g_get_real_time();
}

/* What a stranger might say to be led to another base, or to date what they do as they like: under
 * a forced command the clock is its author's. */
static const char *refused_word(const Invocation *invocation)
{
    if (program_given(invocation, "database.url"))
        return "--db";
    if (program_given(invocation, "config"))
        return "--config";
    if (g_getenv("UKRCRM_DB"))
        return "UKRCRM_DB";
    return program_is_raised() && program_given(invocation, "now") ? "--now" : NULL;
}

static bool check_restricted(const Invocation *invocation, GError **error)
{
    const char *refused = refused_word(invocation);
    if (!invocation->info->guarded || !program_is_restricted() || !refused)
        return true;
    g_set_error(
        error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
        _("%s is refused here: whoever installed this program chose its base and its clock"),
        refused);
    return false;
}

static bool start(Invocation *invocation, char **argv, GError **error)
{
    if (!take_command_line(invocation, argv, error) || !take_language(invocation, error))
        return false;
    if (take_answer(invocation))
        return true;
    take_clock(invocation);
    return check_count(invocation, error) && check_restricted(invocation, error) &&
           program_read_config(invocation, error);
}

Invocation *program_start(const ProgramInfo *info, int argc, char **argv, GError **error)
{
    if (info->guarded)
        program_clean_environment();
    i18n_init(NULL);

    g_autoptr(Invocation) invocation = g_new0(Invocation, 1);
    invocation->info = info;
    invocation->rows = g_ptr_array_new();
    invocation->given = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    invocation->configured = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    if (argc < 1 || !start(invocation, argv, error))
        return NULL;
    return program_find_url(invocation, error) ? g_steal_pointer(&invocation) : NULL;
}

void program_end(Invocation *invocation)
{
    if (!invocation)
        return;
    g_ptr_array_unref(invocation->rows);
    g_hash_table_unref(invocation->given);
    g_hash_table_unref(invocation->configured);
    g_strfreev(invocation->arguments);
    g_free(invocation->config_file);
    g_free(invocation->answer);
    g_free(invocation->url);
    g_free(invocation);
}
