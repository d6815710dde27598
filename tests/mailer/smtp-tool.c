/* Sends letters over one Smtp as told on standard input, for tests/mailer/smtp.py.
 *
 *   smtp-tool URL TLS CA USER PASSFILE CONNECT REPLY DATA BLOCK DOT QUIT      ("-": none)
 *
 * A line `SENDER RECIPIENT FILE FLAGS` sends that file (FLAGS of "u": needs SMTPUTF8, "n": `go`
 * says no, "-"); the answer is one line: step, code, enhanced code, stopped, outcome, effect,
 * whether `go` was asked, words; separated by tabs. */
#include "outcome.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    bool answer, asked;
} Go;

static bool on_go(void *data)
{
    Go *go = data;
    go->asked = true;
    return go->answer;
}

static const char *given(const char *argument)
{
    return g_str_equal(argument, "-") ? NULL : argument;
}

static void send_line(Smtp *smtp, char *line)
{
    static const char *const kinds[] = {"sent",   "deferred", "failed", "bounced",
                                        "policy", "unknown",  "held",   "requeue"};
    static const char *const effects[] = {"on", "relay", "refused"};
    g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 4);
    g_autofree char *bytes = NULL;
    gsize size;
    if (!g_file_get_contents(words[2], &bytes, &size, NULL))
        exit(EXIT_FAILURE);
    g_autoptr(GBytes) message = g_bytes_new(bytes, size);
    const SmtpLetter letter = {.sender = words[0],
                               .recipient = words[1],
                               .smtputf8 = strchr(words[3], 'u') != NULL,
                               .message = message};
    Go go = {.answer = !strchr(words[3], 'n')};
    g_auto(SmtpReport) report = {0};
    smtp_send(smtp, &letter, on_go, &go, &report);
    Verdict verdict = outcome_judge(&report);
    printf("%s\t%d\t%s\t%d\t%s\t%s\t%d\t%s\n", smtp_step_name(report.step), report.code,
           report.enhanced, report.stopped, report.stopped ? "-" : kinds[verdict.kind],
           effects[verdict.effect], go.asked, report.words);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 12)
        return 64;
    g_autoptr(Relay) relay =
        relay_new(argv[1], given(argv[2]), given(argv[3]), given(argv[4]), given(argv[5]), &error);
    if (!relay) {
        fprintf(stderr, "%s\n", error->message);
        return EXIT_FAILURE;
    }
    relay->times = (RelayTimes){atoi(argv[6]), atoi(argv[7]),  atoi(argv[8]),
                                atoi(argv[9]), atoi(argv[10]), atoi(argv[11])};
    signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    Smtp *smtp = smtp_new(relay);
    char line[4096];
    while (fgets(line, sizeof line, stdin))
        send_line(smtp, line);
    smtp_free(smtp);
    curl_global_cleanup();
    return EXIT_SUCCESS;
}
