/* Usage, --help and the man page, all from the tables of program.h. */
#include "core/program_call.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { COLUMN = 28, WIDTH = 80 };

char *program_usage(const ProgramInfo *info, const ProgramCommand *command)
{
    GString *line = g_string_new(info->name);
    if (command)
        g_string_append_printf(line, " %s", command->words);
    else if (info->command)
        g_string_append_printf(line, " %s", _("COMMAND"));
    g_string_append_printf(line, " [%s]", _("OPTION"));
    const char *arguments = command ? command->arguments : info->arguments;
    if (arguments && *arguments && (command || !info->command))
        g_string_append_printf(line, " %s", arguments);
    return g_string_free(line, FALSE);
}

/* "-v, --verbose", "--limit N" */
static char *option_label(const ProgramOption *row)
{
    g_autofree char *name = program_option_name(row);
    g_autofree char *letter = row->letter ? g_strdup_printf("-%c, ", row->letter) : g_strdup("");
    return g_strconcat(letter, "--", name, row->value ? " " : NULL, row->value, NULL);
}

static char *option_help(const ProgramOption *row)
{
    bool tell = row->fallback && row->kind != OPTION_FLAG && *row->fallback;
    return tell ? g_strdup_printf(_("%s (default: %s)"), _(row->help), row->fallback)
                : g_strdup(_(row->help));
}

/* --- --help ----------------------------------------------------------------------------------- */

/* Appends `text` word by word from column `from` on, where the line stands at `at`. */
static void append_wrapped(GString *out, const char *text, size_t at, size_t from)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (size_t i = 0; words[i]; i++) {
        size_t length = (size_t)g_utf8_strlen(words[i], -1);
        if (at > from && at + 1 + length > WIDTH) {
            g_string_append_printf(out, "\n%*s", (int)from, "");
            at = from;
        } else if (i > 0) {
            g_string_append_c(out, ' ');
            at++;
        }
        g_string_append(out, words[i]);
        at += length;
    }
    g_string_append_c(out, '\n');
}

static void append_row(GString *out, const char *label, const char *help)
{
    size_t length = (size_t)g_utf8_strlen(label, -1) + 2;
    g_string_append_printf(out, "  %s", label);
    if (length + 2 > COLUMN)
        g_string_append_printf(out, "\n%*s", COLUMN, "");
    else
        g_string_append_printf(out, "%*s", (int)(COLUMN - length), "");
    append_wrapped(out, help, COLUMN, COLUMN);
}

static void append_options(GString *out, const ProgramOption *options, const char *section)
{
    for (const ProgramOption *row = options; row && row->name; row++) {
        size_t length = section ? strlen(section) : 0;
        if (section && (strncmp(row->name, section, length) != 0 || row->name[length] != '.'))
            continue;
        g_autofree char *label = option_label(row);
        g_autofree char *help = option_help(row);
        append_row(out, label, help);
    }
}

static void append_own_options(GString *out, const ProgramInfo *info, const ProgramCommand *command)
{
    bool has_own = info->options || info->sections || (command && command->options);
    if (!has_own)
        return;
    g_string_append_printf(out, "\n%s\n", _("Options:"));
    if (command)
        append_options(out, command->options, NULL);
    append_options(out, info->options, NULL);
    for (const char *const *section = info->sections; section && *section; section++)
        append_options(out, program_settings, *section);
}

static void append_commands(GString *out, const ProgramInfo *info)
{
    const ProgramCommand *command;
    g_string_append_printf(out, "\n%s\n", _("Commands:"));
    for (size_t i = 0; (command = info->command(i)); i++) {
        g_autofree char *label =
            g_strconcat(command->words, *command->arguments ? " " : "", command->arguments, NULL);
        append_row(out, label, _(command->help));
    }
}

char *program_help(const ProgramInfo *info, const ProgramCommand *command)
{
    g_autofree char *usage = program_usage(info, command);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, _("Usage: %s"), usage);
    g_string_append_c(out, '\n');
    append_wrapped(out, _(command ? command->help : info->summary), 0, 0);
    if (command && command->more) {
        g_string_append_c(out, '\n');
        append_wrapped(out, _(command->more), 0, 0);
    }
    if (info->command && !command)
        append_commands(out, info);
    append_own_options(out, info, command);
    g_string_append_printf(out, "\n%s\n", _("Options of all programs:"));
    append_options(out, program_settings, "database");
    append_options(out, program_common, NULL);
    return g_string_free(out, FALSE);
}

/* --- the man page, in man(7) ------------------------------------------------------------------ */

/* Neither a hyphen to be broken at, nor a request at the start of a line, nor an escape. */
static void append_roff(GString *out, const char *text)
{
    bool starts = true;
    for (const char *c = text; *c; c++) {
        if (starts && (*c == '.' || *c == '\''))
            g_string_append(out, "\\&");
        if (*c == '\\')
            g_string_append(out, "\\e");
        else if (*c == '-')
            g_string_append(out, "\\-");
        else
            g_string_append_c(out, *c);
        starts = *c == '\n';
    }
    g_string_append_c(out, '\n');
}

static void append_heading(GString *out, const char *title)
{
    g_autofree char *capitals = g_utf8_strup(title, -1);
    g_string_append_printf(out, ".SH \"%s\"\n", capitals);
}

static void append_item(GString *out, const char *label, const char *text)
{
    g_string_append(out, ".TP\n.B ");
    append_roff(out, label);
    append_roff(out, text);
}

static void append_option_items(GString *out, const ProgramOption *options, const char *section)
{
    for (const ProgramOption *row = options; row && row->name; row++) {
        if (section && !g_str_has_prefix(row->name, section))
            continue;
        g_autofree char *label = option_label(row);
        g_autofree char *help = option_help(row);
        append_item(out, label, help);
    }
}

static void append_command_items(GString *out, const ProgramInfo *info)
{
    const ProgramCommand *command;
    append_heading(out, _("Commands"));
    for (size_t i = 0; (command = info->command(i)); i++) {
        g_autofree char *label =
            g_strconcat(command->words, *command->arguments ? " " : "", command->arguments, NULL);
        append_item(out, label, _(command->help));
        if (command->more)
            append_roff(out, _(command->more));
        if (!command->options)
            continue;
        g_string_append(out, ".RS\n");
        append_option_items(out, command->options, NULL);
        g_string_append(out, ".RE\n");
    }
}

static void append_shared_sections(GString *out)
{
    append_heading(out, _(program_servers.title));
    append_roff(out, _(program_servers.text));
    append_heading(out, _("Exit status"));
    append_roff(out, _("0 when all went well; otherwise by sysexits.h: 64 wrong usage, 65 data "
                       "that cannot be used, 66 no such file, 67 no such person or record, 69 a "
                       "server is unreachable, 70 a defect, 73 a file cannot be made, 74 input or "
                       "output failed, 75 try again later, 77 no right, 78 bad configuration."));
    append_heading(out, _("Files"));
    append_item(out, "/etc/ukrcrm/ukrcrm.conf, ~/.config/ukrcrm/ukrcrm.conf",
                _("The configuration, see ukrcrm.conf(5): the first of them that exists."));
    append_item(out, "~/.local/share/ukrcrm/ukrcrm.db", _("The base when nobody names one."));
    append_heading(out, _("Environment"));
    append_item(out, "UKRCRM_DB", _("The base when --db does not name it."));
}

static void append_keys(GString *out, const ProgramInfo *info)
{
    char *names;
    const char *text;
    append_heading(out, _("Keys"));
    for (size_t i = 0; info->key(i, &names, &text); i++) {
        append_item(out, names, text);
        g_free(names);
    }
}

char *program_manual(const ProgramInfo *info)
{
    GString *out = g_string_new(NULL);
    g_autofree char *capitals = g_ascii_strup(info->name, -1);
    g_autofree char *usage = program_usage(info, NULL);
    g_string_append_printf(out, ".TH \"%s\" 1 \"\" \"UkrCRM %s\"\n", capitals, UKRCRM_VERSION);
    append_heading(out, _("Name"));
    g_autofree char *name = g_strdup_printf("%s - %s", info->name, _(info->summary));
    append_roff(out, name);
    append_heading(out, _("Synopsis"));
    append_roff(out, usage);
    for (const ProgramSection *section = info->manual; section && section->title; section++) {
        append_heading(out, _(section->title));
        append_roff(out, _(section->text));
    }
    if (info->command)
        append_command_items(out, info);
    append_heading(out, _("Options"));
    append_option_items(out, info->options, NULL);
    for (const char *const *section = info->sections; section && *section; section++)
        append_option_items(out, program_settings, *section);
    append_option_items(out, program_settings, "database.");
    append_option_items(out, program_common, NULL);
    if (info->key)
        append_keys(out, info);
    if (info->examples)
        append_heading(out, _("Examples"));
    for (const ProgramExample *row = info->examples; row && row->line; row++)
        append_item(out, row->line, _(row->text));
    append_shared_sections(out);
    return g_string_free(out, FALSE);
}
