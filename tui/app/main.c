/* ukrcrm: the client. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/auth.h"
#include "core/i18n.h"
#include "core/record.h"
#include "tui/action.h"
#include "tui/app/app.h"
#include "tui/app/identity.h"
#include "tui/app/inbox.h"
#include "tui/screens/screens.h"

static const ProgramOption options[] = {
    {.name = "user",
     .kind = OPTION_TEXT,
     .value = "EMAIL",
     .help =
         N_("sign in as this person without a password; only for the account that owns the base")},
    {.name = NULL},
};

static const char *const sections[] = {"client", NULL};

static const ProgramSection manual[] = {
    {N_("TARGET"),
     N_("task N, client N, list N, campaign N, enterprise N: opens that record; clients E, tasks E, lists E: that list of an enterprise. upload NAME: standard input goes into the person's inbox "
        "under that name. Under a forced SSH command the words typed after the host are the target.")},
    {NULL, NULL},
};

static const ProgramExample examples[] = {
    {"ukrcrm", N_("signs in, or signs up")},
    {"ukrcrm client 17", N_("opens this client after signing in")},
    {"ssh -t ukrcrm@crm.firm.example task 42", N_("opens this task of the base over there")},
    {"ssh ukrcrm@crm.firm.example upload clients.csv <clients.csv",
     N_("brings a file into your inbox, to be imported")},
    {NULL, NULL},
};

/* The rows of the table of actions that have keys; what differs by screen in its keys alone stands
 * once. */
static bool manual_key(size_t i, char **names, const char **text)
{
    const char *before = NULL;
    for (const Action *row = action_table; row->id; row++) {
        bool again = before && strcmp(before, row->help) == 0;
        before = row->help;
        if (!*row->keys || again || i-- > 0)
            continue;
        *names = action_keys_label(row);
        *text = _(row->help);
        return true;
    }
    return false;
}

static const ProgramInfo info = {
    .name = "ukrcrm",
    .summary = N_("CRM for the terminal: clients, tasks, mailings"),
    .arguments = "[TARGET]",
    .most = 2,
    .options = options,
    .sections = sections,
    .manual = manual,
    .examples = examples,
    .key = manual_key,
    .guarded = true,
};

static int fail(const GError *error)
{
    g_autofree char *text = program_failure(&info, error);
    fputs(text, stderr);
    return program_exit_code(error);
}

/* The words after the program's name, or those typed after the host under a forced command; "" for
 * none. */
static char *target_of(const Invocation *invocation)
{
    size_t n;
    const char *const *words = program_arguments(invocation, &n);
    const char *typed = g_getenv("SSH_ORIGINAL_COMMAND");
    return n > 0 ? g_strjoinv(" ", (char **)words) : g_strdup(typed ? typed : "");
}

static void speak(Base *base, const Invocation *invocation, int64_t profile_id)
{
    const Actor actor = actor_profile(profile_id, program_now(invocation));
    g_autoptr(Record) profile = record_load(base, &actor, &profile_entity, profile_id, NULL);
    const char *language = profile ? record_text(profile, "language") : "";
    if (*language && !program_given(invocation, "lang"))
        i18n_set_language(language);
}

static void bid_farewell(const char *words)
{
    if (words)
        fprintf(stderr, "ukrcrm: %s\n", words);
}

/* Who leaves does not wait for a server that stands still: the process goes, the thread with it. */
static void leave_lost_server(App *app, Ui *ui)
{
    enum { PATIENCE_MS = 500 };
    if (!base_is_lost(app->base) || worker_stop(app->worker, PATIENCE_MS))
        return;
    term_close(ui_term(ui));
    bid_farewell(app->farewell);
    _exit(EXIT_SUCCESS);
}

static int run(const Invocation *invocation, Base *base, int64_t profile_id, const char *target)
{
    g_autoptr(GError) error = NULL;
    const UiOptions ui_options = {
        .terminal = g_getenv("TERM"), .in = stdin, .out = stdout, .catch_signals = true};
    g_autoptr(Ui) ui = ui_new(&ui_options, &error);
    if (!ui)
        return fail(error);
    g_autoptr(App) app = app_new(invocation, base, ui);
    app->target = *target ? target : NULL;
    if (profile_id)
        app_sign_in(app, profile_id);
    else
        app_sign_out(app);
    ui_run(ui);
    leave_lost_server(app, ui);
    const char *farewell = app->farewell;
    g_clear_pointer(&app, app_free);
    g_clear_pointer(&ui, ui_free);
    bid_farewell(farewell);
    return EXIT_SUCCESS;
}

static int upload(const Invocation *invocation, int64_t profile_id, const char *name)
{
    g_autoptr(GError) error = NULL;
    if (!profile_id) {
        fprintf(stderr, "ukrcrm: %s\n",
                _("an upload needs a key or account that is tied to a person"));
        return 77; /* EX_NOPERM */
    }
    g_autofree char *folder = inbox_folder_of(invocation, profile_id);
    return inbox_store(folder, name, STDIN_FILENO, &error) ? EXIT_SUCCESS : fail(error);
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
    g_autoptr(Base) base = base_open_for_keys(program_url(invocation), PROGRAM_CLIENT, &error);
    if (!base)
        return fail(error);
    int64_t profile_id = 0;
    if (!identity_find(base, invocation, &profile_id, &error))
        return fail(error);
    if (profile_id)
        speak(base, invocation, profile_id);
    g_autofree char *target = target_of(invocation);
    if (g_str_has_prefix(target, "upload "))
        return upload(invocation, profile_id, target + strlen("upload "));
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        fprintf(stderr, "ukrcrm: %s\n", _("this is a program for a terminal; over SSH: ssh -t"));
        return 64; /* EX_USAGE */
    }
    return run(invocation, base, profile_id, target);
}
