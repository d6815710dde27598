/* ukrcrm-mailer: one pass, called by a timer. Silent when all went well. */
#include "compose.h"
#include "core/contact.h"
#include "core/mail_journal.h"
#include "core/program.h"
#include "core/when.h"
#include "run.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

static const ProgramOption options[] = {
    {"verbose", 'v', OPTION_FLAG, NULL, N_("print one line of figures at the end")},
    {"dry-run", 0, OPTION_FLAG, NULL,
     N_("send nothing; print what would go: when, to whom, subject, and what holds it")},
    {"days", 0, OPTION_NUMBER, "N", N_("how many days --dry-run looks ahead"), "1", 1, 366},
    {"limit", 0, OPTION_NUMBER, "N", N_("send at most N letters"), NULL, 1, INT32_MAX},
    {"only", 0, OPTION_TEXT, "WHAT", N_("send only campaigns, digests, bounces or service mail")},
    {NULL},
};

static const char *const sections[] = {"mailer", "api", "client.ssh", NULL};

static const ProgramSection manual[] = {
    {N_("WHAT IT DOES"),
     N_("One pass: letters, service mail and morning digests that are due go to the mail relay, many at once; what "
        "the relay answers is written down for each letter. A second mailer that finds one at work "
        "ends at once (see parallel). Killed at any moment, the next pass goes on from where the "
        "last one was; a letter for which nobody knows whether the relay took it is listed by "
        "ukrcrm-admin unknown list and never sent again by itself.")},
    {N_("THE MORNING DIGEST"),
     N_("Each employee gets one mail a day and enterprise with their open tasks that are due that "
        "day or overdue, from the time in the enterprise's card (08:00) on, late until 12:00 by "
        "its clock and then not at all. Nothing to do: no mail. Whoever is dismissed gets none; "
        "who is sick or on parental leave switches it off in the employee card. It goes to the "
        "work e-mail, else to that of the profile; where neither can be used the mailer says so, "
        "and ukrcrm-admin held list shows the mail. The command in it is ssh -t, then client.ssh, "
        "then the task; with api.base_url set there is a link to a page besides.")},
    {N_("CHANGES OF TASKS"),
     N_("What people do to a task is told to its assignee, its author and its watchers: one mail "
        "a task and pass, more than five tasks at once in one. Nobody is told of what they did "
        "themselves; each employee chooses in their card. These mails are service mail.")},
    {N_("EXIT STATUS"),
     N_("0: all that was due is done. 75: something was put off by the relay, or the base was "
        "busy; it will be tried again. 69: the relay cannot be used or refuses us; all letters "
        "wait. 73: the journal of accepted letters cannot be written. 78: a setting is wrong, or "
        "the base was restored from a backup and ukrcrm-admin journal accept is awaited. 65, 66, "
        "74, 77: no usable base, no base, no room, no right to write. 64: a wrong call.")},
    {NULL},
};

static const ProgramExample examples[] = {
    {"ukrcrm-mailer", N_("one pass, as the timer makes it; says nothing when all went well")},
    {"ukrcrm-mailer --dry-run --days 7", N_("shows the letters of a week and what holds them")},
    {"ukrcrm-mailer --dry-run --only digests",
     N_("shows who gets a digest until this time tomorrow")},
    {"ukrcrm-mailer -v --only service", N_("sends codes and invitations now, and says how many")},
    {NULL, NULL},
};

static const ProgramInfo program = {
    .name = "ukrcrm-mailer",
    .summary = N_("send the letters that are due"),
    .arguments = "",
    .options = options,
    .sections = sections,
    .manual = manual,
    .examples = examples,
};

/* --- settings --------------------------------------------------------------------------------- */

static bool refuse(GError **error, ProgramError code, const char *message)
{
    g_set_error_literal(error, PROGRAM_ERROR, code, message);
    return false;
}

static bool read_kinds(const Invocation *invocation, unsigned *kinds, GError **error)
{
    static const struct {
        const char *word;
        unsigned kinds;
    } words[] = {
        {"campaigns", DELIVERY_BIT(DELIVERY_LETTER)},
        {"digests", DELIVERY_BIT(DELIVERY_DIGEST)},
        {"service", DELIVERY_BIT(DELIVERY_SERVICE) | DELIVERY_BIT(DELIVERY_ALARM)},
        {"bounces", 0},
    };
    const char *only = program_text(invocation, "only");
    *kinds = DELIVERY_ALL;
    if (!only)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i].word, only)) {
            *kinds = words[i].kinds;
            return true;
        }
    return refuse(error, PROGRAM_ERROR_USAGE,
                  _("--only takes campaigns, digests, bounces or service"));
}

/* The box's address is its name for the IMAP server, where that is an address. */
static char *bounce_address(const char *url)
{
    g_autoptr(GUri) uri = url ? g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD, NULL) : NULL;
    const char *user = uri ? g_uri_get_user(uri) : NULL;
    return user ? email_wire(user, NULL) : NULL;
}

static char *journal_path(const Invocation *invocation, Base *base, GError **error)
{
    const char *given = program_text(invocation, "mailer.journal");
    return given ? g_strdup(given) : delivery_journal_path(base, error);
}

static bool check_from(const Invocation *invocation, GError **error)
{
    const char *from = program_text(invocation, "mailer.from");
    g_autoptr(GError) why = NULL;
    g_autofree char *wire = from ? email_wire(from, &why) : NULL;
    return !from || wire || refuse(error, PROGRAM_ERROR_CONFIG, why->message);
}

/* --- running ---------------------------------------------------------------------------------- */

static int64_t read_clock(void *invocation)
{
    return program_now(invocation);
}

/* SIGTERM and SIGINT let letters that are on their way arrive and begin no others. */
static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void print_figures(const MailerFigures *f)
{
    printf("sent=%" G_GINT64_FORMAT " deferred=%" G_GINT64_FORMAT " failed=%" G_GINT64_FORMAT
           " unknown=%" G_GINT64_FORMAT " held=%" G_GINT64_FORMAT " digests=%" G_GINT64_FORMAT "\n",
           f->sent, f->deferred, f->failed, f->unknown, f->held, f->digests);
}

static void complain(const char *sentence)
{
    fprintf(stderr, "%s: %s\n", program.name, sentence);
}

enum { UNREACHED_NAMED = 10 };

static void tell_unreached(const GPtrArray *unreached)
{
    guint named = MIN(unreached->len, UNREACHED_NAMED);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < named; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", (const char *)unreached->pdata[i]);
    if (unreached->len > named)
        g_string_append_printf(names, _(" and %u more"), unreached->len - named);
    g_autofree char *sentence = g_strdup_printf(
        _("no address to send mail about tasks to: %s; correct the e-mail in the employee's "
          "card or profile (ukrcrm-admin held list shows them all)"),
        names->str);
    complain(sentence);
    g_string_free(names, TRUE);
}

/* What cron is to mail to the admin, and how the program ends. */
static int tell(const Invocation *invocation, const RunResult *result)
{
    if (result->elsewhere) {
        if (program_flag(invocation, "verbose"))
            puts(_("another mailer is at work"));
        return EX_OK;
    }
    if (result->alarm)
        complain(result->alarm);
    if (result->figures.unknown)
        complain(
            _("nobody knows whether some letters have arrived; see ukrcrm-admin unknown list"));
    if (result->unreached)
        tell_unreached(result->unreached);
    if (program_flag(invocation, "verbose"))
        print_figures(&result->figures);
    if (result->effect != RUN_GOES_ON)
        return EX_UNAVAILABLE;
    return result->figures.deferred ? EX_TEMPFAIL : EX_OK;
}

static int fail(const GError *error)
{
    g_autofree char *text = program_failure(&program, error);
    fputs(text, stderr);
    return program_exit_code(error);
}

static Relay *make_relay(const Invocation *invocation, GError **error)
{
    return relay_new(
        program_text(invocation, "mailer.smtp"), program_text(invocation, "mailer.tls"),
        program_text(invocation, "mailer.cafile"), program_text(invocation, "mailer.user"),
        program_text(invocation, "mailer.passfile"), error);
}

static int send_what_is_due(Invocation *invocation, Base *base, unsigned kinds, GError **error)
{
    g_autoptr(Relay) relay = make_relay(invocation, error);
    g_autofree char *journal = relay ? journal_path(invocation, base, error) : NULL;
    if (!journal || !check_from(invocation, error))
        return fail(*error);
    g_autofree char *box = bounce_address(program_text(invocation, "mailer.bounces"));
    const RunSettings settings = {
        .relay = relay,
        .render = {.from = program_text(invocation, "mailer.from"),
                   .base_url = program_text(invocation, "api.base_url"),
                   .ssh = program_text(invocation, "client.ssh"),
                   .bounce_box = box},
        .connections = (int)program_number(invocation, "mailer.connections"),
        .parallel = (int)program_number(invocation, "mailer.parallel"),
        .journal = journal,
        .kinds = kinds,
        .limit = program_number(invocation, "limit"),
        .signals = open_signals(),
        .now = read_clock,
        .now_data = invocation,
    };
    g_auto(RunResult) result = {.elsewhere = false};
    if (run_pass(base, &settings, &result, error))
        return tell(invocation, &result);
    if (program_flag(invocation, "verbose"))
        print_figures(&result.figures);
    return fail(*error);
}

/* --- rehearsal -------------------------------------------------------------------------------- */

/* Instant, address, subject, client and what holds it; separated by tabs. */
static int rehearse(Invocation *invocation, Base *base, unsigned kinds, GError **error)
{
    int64_t now = program_now(invocation);
    int64_t until = now + program_number(invocation, "days") * WHEN_DAY;
    g_autoptr(GPtrArray) plan = delivery_plan(base, now, until, kinds, error);
    if (!plan)
        return fail(*error);
    for (guint i = 0; i < plan->len; i++) {
        const Planned *planned = plan->pdata[i];
        g_autofree char *at = when_format(planned->at);
        printf("%s\t%s\t%s\t%s\t%s\n", at, planned->address, planned->subject, planned->client,
               planned->gate);
    }
    return EX_OK;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Invocation) invocation = program_start(&program, argc, argv, &error);
    unsigned kinds;
    if (!invocation)
        return fail(error);
    if (program_answer(invocation)) {
        fputs(program_answer(invocation), stdout);
        return EX_OK;
    }
    if (!read_kinds(invocation, &kinds, &error))
        return fail(error);
    g_autoptr(Base) base = base_open(program_url(invocation), PROGRAM_MAILER, &error);
    if (!base)
        return fail(error);
    if (program_flag(invocation, "dry-run"))
        return rehearse(invocation, base, kinds, &error);
    compose_init();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int code = send_what_is_due(invocation, base, kinds, &error);
    curl_global_cleanup();
    return code;
}
