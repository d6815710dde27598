/* ukrcrm-admin: set-up, people, import, backup, decisions. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "admin.h"
#include "core/auth.h"
#include "core/record.h"
#include "core/secret.h"

static const ProgramOption common[] = {
    {.name = "as",
     .kind = OPTION_TEXT,
     .value = "EMAIL",
     .help = N_("act as this person, with their rights (import, export, figures and enterprise)")},
    {.name = "json", .kind = OPTION_FLAG, .help = N_("print records as JSON, one a line")},
    {.name = NULL},
};

static const ProgramOption user_add_options[] = {
    {.name = "surname", .kind = OPTION_TEXT, .value = "TEXT", .help = N_("surname")},
    {.name = "first-name",
     .kind = OPTION_TEXT,
     .value = "TEXT",
     .help = N_("first name"),
     .fallback = ""},
    {.name = "patronymic", .kind = OPTION_TEXT, .value = "TEXT", .help = N_("patronymic")},
    {.name = "language",
     .kind = OPTION_TEXT,
     .value = "uk|ru|en",
     .help = N_("language of the client and of mails to this person")},
    {.name = NULL},
};

static const ProgramOption demo_options[] = {
    {.name = "clients",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("how many clients"),
     .fallback = "250",
     .least = 1,
     .most = 100000},
    {.name = NULL},
};

static const ProgramOption gen_options[] = {
    {.name = "clients",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("how many clients in all"),
     .fallback = "100000",
     .least = 1,
     .most = 50000000},
    {.name = "enterprises",
     .kind = OPTION_NUMBER,
     .value = "M",
     .help = N_("over how many enterprises"),
     .fallback = "1",
     .least = 1,
     .most = 100000},
    {.name = NULL},
};

static const ProgramOption grant_options[] = {
    {.name = "client", .kind = OPTION_TEXT, .value = "ROLE", .help = N_("the role of ukrcrm")},
    {.name = "mailer",
     .kind = OPTION_TEXT,
     .value = "ROLE",
     .help = N_("the role of ukrcrm-mailer")},
    {.name = "api", .kind = OPTION_TEXT, .value = "ROLE", .help = N_("the role of ukrcrm-api")},
    {.name = NULL},
};

/* A command and what it does. `opens`: the base is opened for it. */
typedef struct {
    ProgramCommand command;
    AdminRun run;
    bool opens;
    bool heeds_as; /* done with the rights of a person, if --as names one; else the console's */
} AdminCommand;

static const AdminCommand commands[] = {
    {{"init", "", N_("makes a new, empty base"), NULL, NULL, 0, 0}, base_init, false},
    {{"migrate", "",
      N_("brings the base up to this program's version; a file after a backup beside it"),
      N_("Also what is derived: sort keys, when the library that orders texts has another version, and what a killed import left out of the search."),
      NULL, 0, 0},
     base_migrate_file,
     false},
    {{"demo", "", N_("makes a demo base: enterprise 1 «Демо», four people with the password demo"),
      N_("The people are owner@, admin@, manager@ and guest@demo.example. The same numbers make the same base."),
      demo_options, 0, 0},
     demo_make,
     false},
    {{"gen", "", N_("makes a large base to measure with"),
      N_("Of every 1 000 000 clients of an enterprise the search finds «жовтогарячий» once, «зіркопад» 1 000 times, «торг» 100 000 times. The owner of "
         "each is owner@demo.example with the password demo."),
      gen_options, 0, 0},
     gen_make,
     false},
    {{"user add", "EMAIL", N_("adds a person; asks for the password"), NULL, user_add_options, 1,
      1},
     user_add,
     true},
    {{"user passwd", "EMAIL", N_("sets a person's password; asks for it"), NULL, NULL, 1, 1},
     user_passwd,
     true},
    {{"user list", "", N_("lists the people"), NULL, NULL, 0, 0}, user_list, true},
    {{"user lock", "EMAIL", N_("lets a person sign in no more"), NULL, NULL, 1, 1},
     user_lock,
     true},
    {{"user unlock", "EMAIL", N_("lets a person sign in again"), NULL, NULL, 1, 1},
     user_unlock,
     true},
    {{"user tie", "EMAIL [ACCOUNT]",
      N_("signs an operating-system account in as this person; without ACCOUNT no more"), NULL,
      NULL, 1, 2},
     user_tie,
     true},
    {{"enterprise list", "", N_("lists the enterprises"), NULL, NULL, 0, 0},
     enterprise_list,
     true,
     true},
    {{"enterprise plan", "ENTERPRISE PLAN", N_("gives an enterprise another plan"), NULL, NULL, 2,
      2},
     enterprise_plan,
     true,
     true},
    {{"figures", "[NAME]", N_("prints figures of an enterprise's tasks as CSV"),
      N_("Names: status, employee, flow (created against closed), overdue, time (to close), spread; without one all of them. The client shows the same."),
      figures_options, 0, 1},
     figures_print,
     true,
     true},
    {{"import", "FILE", N_("imports clients from a CSV file"),
      N_("Prints created=… updated=… skipped=… rejected=… members=…; exits 65 when rows were rejected."),
      import_options, 1, 1},
     import_file,
     true,
     true},
    {{"import undo", "N", N_("takes a whole import back, but for what somebody has changed since"),
      NULL, NULL, 1, 1},
     import_take_back,
     true,
     true},
    {{"export tasks", "", N_("writes an enterprise's tasks for a calendar or a spreadsheet"),
      N_("All that are not deleted. With --output it prints tasks=…. A calendar has a to-do for each, known by the same UID each time, with the command "
         "and the page that open the task (ssh, base_url)."),
      export_options, 0, 0},
     export_tasks,
     true,
     true},
    {{"grant", "", N_("gives database roles what the programs need of the base, and nothing more"),
      N_("For a base on a PostgreSQL server, and as the owner of its tables. The roles are there already; what they may beyond that in this base is taken "
         "from them. Repeat it after each migrate."),
      grant_options, 0, 0},
     grant_roles,
     true},
    {{"backup", "FILE", N_("copies the live base into a new file"), NULL, NULL, 1, 1},
     base_backup_to,
     true},
    {{"restore", "FILE", N_("puts a backup's content into the live base"), NULL, NULL, 1, 1},
     base_restore_from,
     false},
    {{"copy", "", N_("copies a whole base into a new one, from a file to a server or back"),
      N_("Others may work meanwhile; the copy has the state in which it began. Each table is counted and summed on both sides. Killed, it is called again "
         "and goes on. Nobody can open the new base before all of it is there."),
      copy_options, 0, 0},
     copy_base,
     false},
    {{"check", "", N_("tests the base: integrity, references, search, descriptors"), NULL, NULL, 0,
      0},
     base_check_all,
     true},
    {{"unknown list", "", N_("lists letters of which nobody knows whether they arrived"), NULL,
      NULL, 0, 0},
     unknown_list,
     true},
    {{"unknown sent", "N", N_("settles one: it arrived"), NULL, NULL, 1, 1}, unknown_sent, true},
    {{"unknown resend", "N", N_("settles one: it did not arrive and goes again"), NULL, NULL, 1, 1},
     unknown_resend,
     true},
    {{"held list", "", N_("lists letters that wait for a decision"), NULL, NULL, 0, 0},
     held_list,
     true},
    {{"held send", "N", N_("sends a held letter at the next opening"), NULL, NULL, 1, 1},
     held_send,
     true},
    {{"held shift", "N", N_("sends a held letter, the rest counted from then"), NULL, NULL, 1, 1},
     held_shift,
     true},
    {{"held skip", "N", N_("leaves a held letter out"), NULL, NULL, 1, 1}, held_skip, true},
    {{"journal accept", "", N_("after a restore: lets the mailer go on"),
      N_("The mailer stops when its journal of accepted letters knows some that the base does not: the base was restored from a backup. "
         "This command finds these letters again in the base and settles them as sent when they were, so that none goes twice; the rest of each "
         "campaign is counted from there. Letters to people who were enrolled after the backup have nothing to be found by: they are listed, with "
         "when and to whom."),
      NULL, 0, 0},
     journal_accept,
     true},
    {{"why", "ENROLLMENT", N_("says which gate holds each unsent letter of a client's campaign"),
      NULL, NULL, 1, 1},
     why_held,
     true},
};

static const ProgramCommand *command_at(size_t i)
{
    return i < G_N_ELEMENTS(commands) ? &commands[i].command : NULL;
}

static const ProgramExample examples[] = {
    {"ukrcrm-admin init", N_("makes the base")},
    {"ukrcrm-admin user add owner@firm.example --first-name Олена",
     N_("adds the first person, who creates the enterprise in the client")},
    {"ukrcrm-admin import clients.csv --enterprise 1 --list Вебінар --dry-run",
     N_("says what importing this file would do")},
    {"ukrcrm-admin figures flow --enterprise 1 --from 2026-06-01 --to 2026-06-30",
     N_("says how many tasks were created and closed on each day of June")},
    {"ukrcrm-admin export tasks --enterprise 1 --format ics --open --output tasks.ics",
     N_("writes what is to be done for a calendar")},
    {"ukrcrm-admin backup /backup/ukrcrm.db", N_("copies the base while everybody works")},
    {"ukrcrm-admin grant --client crm_client --mailer crm_mailer",
     N_("lets the programs connect to a server as roles of their own")},
    {"ukrcrm-admin --json unknown list", N_("hands the undecided letters to another program")},
    {NULL, NULL},
};

static const char *const sections[] = {"api.base_url", "client.ssh", NULL};

static const ProgramInfo info = {
    .name = "ukrcrm-admin",
    .summary = N_("administers a UkrCRM base"),
    .arguments = "",
    .options = common,
    .sections = sections,
    .command = command_at,
    .examples = examples,
};

bool admin_actor(const Admin *admin, int64_t enterprise_id, Actor *actor, GError **error)
{
    const char *email = program_text(admin->invocation, "as");
    int64_t profile_id;
    if (!email) {
        *actor = actor_console(enterprise_id, admin->now);
        g_autoptr(Record) enterprise =
            enterprise_id
                ? record_load(admin->base, actor, &enterprise_entity, enterprise_id, error)
                : NULL;
        return !enterprise_id || enterprise;
    }
    if (!auth_sign_in_owner(admin->base, admin->now, email, "console", &profile_id, error))
        return false;
    const Actor person = actor_profile(profile_id, admin->now);
    *actor = person;
    return !enterprise_id || actor_enter(admin->base, &person, enterprise_id, actor, error);
}

bool admin_refuse(GError **error, char *sentence)
{
    g_set_error_literal(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, sentence);
    g_free(sentence);
    return false;
}

bool admin_number(const char *text, const char *what, int64_t *number, GError **error)
{
    guint64 value;
    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &value, NULL)) {
        g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE, _("%s: «%s» is no number from 1 on"),
                    what, text);
        return false;
    }
    *number = (int64_t)value;
    return true;
}

/* One line without its end, read with the terminal's echo off. */
static char *read_line_quietly(void)
{
    struct termios before, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    char *line = NULL;
    size_t size = 0;
    ssize_t got = getline(&line, &size, stdin);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (got <= 0) {
        g_free(line); /* getline() has made room and put nothing there */
        return NULL;
    }
    char *text = g_strndup(line, strcspn(line, "\r\n"));
    secret_free(line);
    return text;
}

char *admin_read_password(const char *prompt, GError **error)
{
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s: ", prompt);
    char *password = read_line_quietly();
    if (!password)
        g_set_error_literal(
            error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
            _("no password was given: type it, or send it as a line of standard input"));
    return password;
}

void admin_print(const Admin *admin, json_t *object, const char *text)
{
    if (admin->json) {
        json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
        putchar('\n');
    } else {
        puts(text);
    }
    json_decref(object);
}

static int fail(const GError *error)
{
    g_autofree char *text = program_failure(&info, error);
    fputs(text, stderr);
    return program_exit_code(error);
}

/* What concerns the whole installation is nobody's right but the console's. */
static bool check_as(const Invocation *invocation, const AdminCommand *command, GError **error)
{
    if (command->heeds_as || !program_text(invocation, "as"))
        return true;
    g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                _("“%s” is for the console alone: leave --as out"), command->command.words);
    return false;
}

static int run(const Invocation *invocation, const AdminCommand *command)
{
    g_autoptr(GError) error = NULL;
    if (!check_as(invocation, command, &error))
        return fail(error);
    g_autoptr(Base) base =
        command->opens ? base_open(program_url(invocation), PROGRAM_ADMIN, &error) : NULL;
    if (command->opens && !base)
        return fail(error);
    if (base && base_notice(base))
        fprintf(stderr, "ukrcrm-admin: %s\n", base_notice(base));
    Admin admin = {.invocation = invocation,
                   .base = base,
                   .now = program_now(invocation),
                   .json = program_flag(invocation, "json")};
    admin.arguments = program_arguments(invocation, &admin.n);
    return command->run(&admin, &error) ? admin.exit_code : fail(error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Invocation) invocation = program_start(&info, argc, argv, &error);
    if (!invocation)
        return fail(error);
    if (program_answer(invocation)) {
        fputs(program_answer(invocation), stdout);
        return EXIT_SUCCESS;
    }
    return run(invocation, (const AdminCommand *)(const void *)program_command(invocation));
}
