/* settings example | manual: writes the example configuration or ukrcrm.conf(5), both from the rows
 * of program_settings, so that they cannot say anything else than the programs do. Runs during the
 * build, is not installed. */
#include "core/program.h"

#include "config.h"

#include <stdio.h>
#include <string.h>

/* "mailer.smtp": its section's length. */
static size_t section_length(const ProgramOption *row)
{
    return (size_t)(strchr(row->name, '.') - row->name);
}

static const char *key_of(const ProgramOption *row)
{
    return row->name + section_length(row) + 1;
}

static bool opens_section(const ProgramOption *row)
{
    size_t length = section_length(row);
    return row == program_settings || section_length(row - 1) != length ||
           strncmp(row->name, row[-1].name, length) != 0;
}

static void print_range(const ProgramOption *row)
{
    if (row->kind == OPTION_NUMBER)
        printf(", %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, row->least, row->most);
}

/* Every key in a comment, with what holds when it stays one. */
static void print_example(void)
{
    puts("# UkrCRM's configuration: copy to " UKRCRM_SYSCONFDIR
         "/ukrcrm/ukrcrm.conf, remove the #\n"
         "# before a key to set it. What stays in comments has the value shown, or none.\n"
         "# See ukrcrm.conf(5).");
    for (const ProgramOption *row = program_settings; row->name; row++) {
        if (opens_section(row))
            printf("\n[%.*s]\n", (int)section_length(row), row->name);
        printf("# %s", row->help);
        print_range(row);
        printf("\n#%s=%s\n", key_of(row), row->fallback ? row->fallback : "");
    }
}

static void print_manual(void)
{
    puts(
        ".TH UKRCRM.CONF 5 \"\" \"UkrCRM " UKRCRM_VERSION "\"\n"
        ".SH NAME\nukrcrm.conf \\- configuration of UkrCRM\n"
        ".SH DESCRIPTION\n"
        "All programs of UkrCRM read one file: the one named by\n.BR \\-\\-config ,\n"
        "else the first that exists of those under FILES. It has sections in brackets and lines\n"
        ".IR key = value ;\n"
        "a line that begins with # is a comment. An unknown section or key is refused. A relative\n"
        "path is relative to the file. Every key has a command line option of its name, which "
        "wins.");
    for (const ProgramOption *row = program_settings; row->name; row++) {
        if (opens_section(row))
            printf(".SH \"[%.*s]\"\n", (int)section_length(row), row->name);
        printf(".TP\n.BI %s= %s\n%s", key_of(row), row->value ? row->value : "true", row->help);
        print_range(row);
        if (row->fallback)
            printf(" (default: %s)", row->fallback);
        puts(".");
    }
    g_autofree char *title = g_ascii_strup(program_servers.title, -1);
    printf(".SH \"%s\"\n%s\n", title, program_servers.text);
    puts(".SH FILES\n"
         ".TP\n.I " UKRCRM_SYSCONFDIR "/ukrcrm/ukrcrm.conf\nthe system's; goes first\n"
         ".TP\n.I ~/.config/ukrcrm/ukrcrm.conf\nthe user's own\n"
         ".SH \"SEE ALSO\"\n.BR ukrcrm (1),\n.BR ukrcrm\\-admin (1),\n.BR ukrcrm\\-mailer (1)");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "example") == 0)
        print_example();
    else if (argc == 2 && strcmp(argv[1], "manual") == 0)
        print_manual();
    else
        return 64;
    return 0;
}
