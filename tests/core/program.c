/* Options, configuration and exit codes, through programs of the test's own. */

#include "core/program.h"
#include "core/base.h"
#include "core/delivery.h"
#include "core/mail_journal.h"
#include "core/rights.h"
#include "core/secret.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const ProgramOption options[] = {
    {"verbose", 'v', OPTION_FLAG, NULL, "say more"},
    {"limit", 0, OPTION_NUMBER, "N", "no more than N", "7", 1, 100},
    {NULL},
};
static const char *const sections[] = {"mailer", NULL};
static const ProgramInfo plain = {
    .name = "plain",
    .summary = "a program without commands",
    .arguments = "[FILE]",
    .most = 1,
    .options = options,
    .sections = sections,
};
static const ProgramInfo guarded = {
    .name = "guarded", .summary = "", .arguments = "", .guarded = true};

static const ProgramCommand commands[] = {
    {"user add", "EMAIL", "add a user", NULL, options, 1, 1},
    {"user list", "", "list users", NULL, NULL, 0, 0},
    {"move", "FILE", "move a file", NULL, NULL, 1, 1},
    {"move back", "N", "move it back", NULL, NULL, 1, 1},
    {"check", "[FILE]", "check", "More about -check.\n.dot", NULL, 0, 1},
};
static const ProgramCommand *command_at(size_t i)
{
    return i < G_N_ELEMENTS(commands) ? &commands[i] : NULL;
}
static const ProgramInfo several = {.name = "several", .summary = "many", .command = command_at};

typedef struct {
    char *folder;
} Fixture;

static void set_up(Fixture *f, gconstpointer data)
{
    f->folder = g_dir_make_tmp("program-XXXXXX", NULL);
}

static void tear_down(Fixture *f, gconstpointer data)
{
    g_autofree char *file = g_build_filename(f->folder, "test.conf", NULL);
    g_unlink(file);
    g_rmdir(f->folder);
    g_free(f->folder);
}

/* "--limit|3": words parted by | */
static Invocation *call(const ProgramInfo *info, const char *line, GError **error)
{
    g_autofree char *all = g_strconcat(info->name, *line ? "|" : "", line, NULL);
    g_auto(GStrv) argv = g_strsplit(all, "|", -1);
    return program_start(info, (int)g_strv_length(argv), argv, error);
}

static void assert_refused(const ProgramInfo *info, const char *line, const char *words, int exit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Invocation) invocation = call(info, line, &error);
    g_assert_null(invocation);
    g_assert_nonnull(error);
    if (!strstr(error->message, words))
        g_error("“%s” does not say “%s”", error->message, words);
    g_assert_cmpint(program_exit_code(error), ==, exit);
    g_autofree char *text = program_failure(info, error);
    g_assert_true(g_str_has_prefix(text, info->name));
    g_assert_cmpint(strstr(text, "Usage: ") != NULL, ==, exit == EX_USAGE);
}

static Invocation *accepted(const ProgramInfo *info, const char *line)
{
    g_autoptr(GError) error = NULL;
    Invocation *invocation = call(info, line, &error);
    g_assert_no_error(error);
    return invocation;
}

static void test_options(Fixture *f, gconstpointer data)
{
    size_t n;
    g_autoptr(Invocation) bare = accepted(&plain, "");
    g_assert_cmpint(program_number(bare, "limit"), ==, 7);
    g_assert_false(program_given(bare, "limit"));
    g_assert_false(program_flag(bare, "verbose"));
    g_assert_null(program_text(bare, "mailer.user"));
    g_assert_true(g_str_has_suffix(program_url(bare), "/ukrcrm/ukrcrm.db"));

    g_autoptr(Invocation) full =
        accepted(&plain, "-v|--limit=9|file|--db|here.db|--smtp|smtp://relay:25");
    g_assert_true(program_flag(full, "verbose"));
    g_assert_true(program_given(full, "limit"));
    g_assert_cmpint(program_number(full, "limit"), ==, 9);
    g_assert_cmpstr(program_url(full), ==, "here.db");
    g_assert_cmpstr(program_text(full, "mailer.smtp"), ==, "smtp://relay:25");
    g_assert_cmpstr(program_arguments(full, &n)[0], ==, "file");
    g_assert_cmpuint(n, ==, 1);

    g_autoptr(Invocation) dashes = accepted(&plain, "--|--limit");
    g_assert_cmpstr(program_arguments(dashes, NULL)[0], ==, "--limit");
}

static void test_wrong_calls(Fixture *f, gconstpointer data)
{
    assert_refused(&plain, "--nonsense", "unknown option --nonsense", EX_USAGE);
    assert_refused(&plain, "-x", "unknown option -x", EX_USAGE);
    assert_refused(&plain, "--limit", "--limit needs a value", EX_USAGE);
    assert_refused(&plain, "--limit|101", "from 1 to 100", EX_USAGE);
    assert_refused(&plain, "--limit|5x", "“5x”", EX_USAGE);
    assert_refused(&plain, "--now|yesterday", "RFC 3339", EX_USAGE);
    assert_refused(&plain, "--now|2026-11-23T09:00:00", "RFC 3339", EX_USAGE);
    assert_refused(&plain, "--lang|de", "“de”", EX_USAGE);
    assert_refused(&plain, "--smtp|a\nb", "control characters", EX_USAGE);
    assert_refused(&plain, "one|two", "“two”", EX_USAGE);
    assert_refused(&plain, "\xff", "not UTF-8", EX_USAGE);
}

static void test_commands(Fixture *f, gconstpointer data)
{
    g_autoptr(Invocation) add = accepted(&several, "--db|x.db|user|add|-v|a@b.example");
    g_assert_cmpstr(program_command(add)->words, ==, "user add");
    g_assert_cmpstr(program_arguments(add, NULL)[0], ==, "a@b.example");
    g_assert_true(program_flag(add, "verbose"));
    g_assert_cmpstr(program_url(add), ==, "x.db");

    /* the longer one, wherever it stands in the table */
    g_autoptr(Invocation) back = accepted(&several, "move|back|7");
    g_assert_cmpstr(program_command(back)->words, ==, "move back");
    g_autoptr(Invocation) move = accepted(&several, "move|forward");
    g_assert_cmpstr(program_command(move)->words, ==, "move");

    assert_refused(&several, "", "which command", EX_USAGE);
    assert_refused(&several, "user", "unknown command “user”", EX_USAGE);
    assert_refused(&several, "user|add", "EMAIL", EX_USAGE);
    assert_refused(&several, "user|list|more", "“more”", EX_USAGE);
    assert_refused(&several, "user|list|-v", "unknown option -v", EX_USAGE);
}

static void test_clock(Fixture *f, gconstpointer data)
{
    g_autoptr(Invocation) moved = accepted(&plain, "--now|2026-11-23T09:00:00+02:00");
    int64_t nine = INT64_C(1795417200) * G_USEC_PER_SEC;
    g_assert_cmpint(program_now(moved), >=, nine);
    g_assert_cmpint(program_now(moved), <, nine + 60 * G_USEC_PER_SEC);

    g_autoptr(Invocation) real = accepted(&plain, "");
    g_assert_cmpint(ABS(program_now(real) - g_get_real_time()), <, 60 * G_USEC_PER_SEC);
}

static char *write_config(const Fixture *f, const char *text)
{
    g_autofree char *file = g_build_filename(f->folder, "test.conf", NULL);
    g_assert_true(g_file_set_contents(file, text, -1, NULL));
    return g_strconcat("--config|", file, NULL);
}

static void test_config(Fixture *f, gconstpointer data)
{
    g_autofree char *line = write_config(f, "[database]\nurl = base.db\n[mailer]\nuser = relay\n"
                                            "connections=9\n[client]\nidle_lock=0\n");
    g_autofree char *beside = g_build_filename(f->folder, "base.db", NULL);
    g_autoptr(Invocation) read = accepted(&plain, line);
    g_assert_cmpstr(program_url(read), ==, beside);
    g_assert_cmpstr(program_text(read, "mailer.user"), ==, "relay");
    g_assert_cmpint(program_number(read, "mailer.connections"), ==, 9);
    g_assert_cmpint(program_number(read, "client.idle_lock"), ==, 0);
    g_assert_cmpstr(program_config_file(read), ==, line + strlen("--config|"));

    g_autofree char *over = g_strconcat(line, "|--user|me|--db|other.db", NULL);
    g_autoptr(Invocation) overridden = accepted(&plain, over);
    g_assert_cmpstr(program_text(overridden, "mailer.user"), ==, "me");
    g_assert_cmpstr(program_url(overridden), ==, "other.db");

    g_setenv("UKRCRM_DB", "/variable.db", TRUE);
    g_autoptr(Invocation) variable = accepted(&plain, line);
    g_assert_cmpstr(program_url(variable), ==, "/variable.db");
    g_unsetenv("UKRCRM_DB");
}

static void test_wrong_config(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"[mailer]\nsmpt = x\n", "no key “smpt” in section [mailer]"},
        {"[post]\nsmtp = x\n", "section [post]"},
        {"[mailer]\nconnections = many\n", "from 1 to 64"},
        {"connections = 4\n", "key file"},
        {"[mailer]\nuser = a\\b\n", "backslash"},
        {"[mailer]\nuser = \xff\n", "mailer"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = write_config(f, cases[i].text);
        assert_refused(&plain, line, cases[i].words, EX_CONFIG);
    }
    assert_refused(&plain, "--config|/nowhere/test.conf", "/nowhere/test.conf", EX_CONFIG);
}

static void test_answers(Fixture *f, gconstpointer data)
{
    g_autoptr(Invocation) version = accepted(&plain, "--version");
    g_assert_true(g_str_has_prefix(program_answer(version), "plain "));

    g_autoptr(Invocation) help = accepted(&plain, "--help");
    g_assert_nonnull(strstr(program_answer(help), "Usage: plain [OPTION] [FILE]\n"));
    g_assert_nonnull(strstr(program_answer(help), "  -v, --verbose             say more\n"));
    g_assert_nonnull(strstr(program_answer(help), "no more than N (default: 7)"));
    g_assert_nonnull(strstr(program_answer(help), "--passfile FILE"));
    g_auto(GStrv) lines = g_strsplit(program_answer(help), "\n", -1);
    for (size_t i = 0; lines[i]; i++)
        g_assert_cmpint(g_utf8_strlen(lines[i], -1), <=, 80);

    g_autoptr(Invocation) of_command = accepted(&several, "user|add|--help");
    g_assert_nonnull(strstr(program_answer(of_command), "several user add [OPTION] EMAIL"));
    g_autoptr(Invocation) manual = accepted(&several, "--manual");
    g_assert_nonnull(strstr(program_answer(manual), "More about \\-check.\n\\&.dot\n"));
}

/* Each row of the tables can be called and shown. */
static void test_tables(Fixture *f, gconstpointer data)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (const ProgramOption *row = program_settings; row->name; row++) {
        g_assert_nonnull(strchr(row->name, '.'));
        g_assert_true(g_hash_table_add(names, (gpointer)row->name));
        g_assert_cmpint(row->kind == OPTION_FLAG, ==, row->value == NULL);
        g_assert_nonnull(row->help);
        if (row->kind == OPTION_NUMBER)
            g_assert_cmpint(row->least, <, row->most);
    }
}

static void test_environment(Fixture *f, gconstpointer data)
{
    g_setenv("LANG", "C.UTF-8; rm", TRUE);
    g_setenv("TERM", "xterm-256color", TRUE);
    g_setenv("TERMINFO", "/tmp/evil", TRUE);
    g_setenv("LD_LIBRARY_PATH", "/tmp", TRUE);
    g_setenv("COLUMNS", "80x", TRUE);
    g_setenv("XDG_DATA_HOME", "/data\x1b[m", TRUE);
    g_setenv("UKRCRM_DB", "/chosen.db", TRUE);
    g_autoptr(Invocation) invocation = accepted(&guarded, "");
    g_assert_cmpstr(g_getenv("TERM"), ==, "xterm-256color");
    g_assert_null(g_getenv("LANG"));
    g_assert_null(g_getenv("TERMINFO"));
    g_assert_null(g_getenv("LD_LIBRARY_PATH"));
    g_assert_null(g_getenv("COLUMNS"));
    g_assert_null(g_getenv("XDG_DATA_HOME"));
    g_assert_cmpstr(program_url(invocation), ==, "/chosen.db");

    g_setenv("SSH_ORIGINAL_COMMAND", "task 42", TRUE);
    assert_refused(&guarded, "", "UKRCRM_DB is refused", EX_USAGE);
    g_unsetenv("UKRCRM_DB");
    assert_refused(&guarded, "--db|x.db", "--db is refused", EX_USAGE);
    assert_refused(&guarded, "--config|x", "--config is refused", EX_USAGE);
    g_autoptr(Invocation) plain_start = accepted(&guarded, "");
    g_assert_nonnull(plain_start);
}

/* One of each line of docs/admin.md's table that no wrong call makes. */
static void test_exit_codes(void)
{
    static const struct {
        const char *domain;
        int code, exit;
    } rows[] = {
        {"db_error", BASE_ERROR_OPEN, EX_NOINPUT},
        {"db_error", BASE_ERROR_MAKE, EX_CANTCREAT},
        {"db_error", BASE_ERROR_NOT_A_BASE, EX_DATAERR},
        {"db_error", BASE_ERROR_TOO_NEW, EX_DATAERR},
        {"db_error", BASE_ERROR_OLD, EX_DATAERR},
        {"db_error", BASE_ERROR_FORBIDDEN, EX_NOPERM},
        {"db_error", BASE_ERROR_BUSY, EX_TEMPFAIL},
        {"db_error", BASE_ERROR_FULL, EX_IOERR},
        {"db_error", BASE_ERROR_FAILED, EX_SOFTWARE},
        {"list_error", 0, EX_DATAERR},
        {"schedule_error", 0, EX_DATAERR},
        {"when_error", 0, EX_DATAERR},
        {"text_error", 0, EX_DATAERR},
        {"html_error", 0, EX_DATAERR},
        {"merge_error", 0, EX_DATAERR},
        {"mail_journal_error", MAIL_JOURNAL_ERROR_OPEN, EX_CANTCREAT},
        {"mail_journal_error", MAIL_JOURNAL_ERROR_WRITE, EX_CANTCREAT},
        {"mail_journal_error", MAIL_JOURNAL_ERROR_FORMAT, EX_DATAERR},
        {"rights_error", 0, EX_NOPERM},
        {"secret_error", SECRET_ERROR_WEAK, EX_DATAERR},
        {"contact_error", 0, EX_DATAERR},
        {"delivery_error", DELIVERY_ERROR_NOT_FOUND, EX_DATAERR},
        {"relay_error", 0, EX_CONFIG},
        {"run_error", 0, EX_CONFIG},
        {"a domain nobody knows", 0, EX_SOFTWARE},
    };
    /* The names are those of the domains themselves. */
    g_assert_cmpstr(g_quark_to_string(BASE_ERROR), ==, "db_error");
    g_assert_cmpstr(g_quark_to_string(RIGHTS_ERROR), ==, "rights_error");
    g_assert_cmpstr(g_quark_to_string(DELIVERY_ERROR), ==, "delivery_error");
    g_assert_cmpstr(g_quark_to_string(MAIL_JOURNAL_ERROR), ==, "mail_journal_error");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const GError error = {g_quark_from_string(rows[i].domain), rows[i].code, (char *)"words"};
        g_test_message("%s %d", rows[i].domain, rows[i].code);
        g_assert_cmpint(program_exit_code(&error), ==, rows[i].exit);
    }
}

int main(int argc, char **argv)
{
    g_setenv("XDG_CONFIG_HOME", "/nowhere", TRUE);
    g_unsetenv("UKRCRM_DB");
    g_test_init(&argc, &argv, NULL);
    g_test_add("/program/options", Fixture, NULL, set_up, test_options, tear_down);
    g_test_add("/program/wrong-calls", Fixture, NULL, set_up, test_wrong_calls, tear_down);
    g_test_add("/program/commands", Fixture, NULL, set_up, test_commands, tear_down);
    g_test_add("/program/clock", Fixture, NULL, set_up, test_clock, tear_down);
    g_test_add("/program/config", Fixture, NULL, set_up, test_config, tear_down);
    g_test_add("/program/wrong-config", Fixture, NULL, set_up, test_wrong_config, tear_down);
    g_test_add("/program/answers", Fixture, NULL, set_up, test_answers, tear_down);
    g_test_add("/program/tables", Fixture, NULL, set_up, test_tables, tear_down);
    g_test_add("/program/environment", Fixture, NULL, set_up, test_environment, tear_down);
    g_test_add_func("/program/exit-codes", test_exit_codes);
    return g_test_run();
}
