#include "smtp.h"

#include "dialogue.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

/* The letter under way. */
typedef struct {
    const SmtpLetter *letter;
    SmtpGo go;
    void *go_data;
    const char *bytes;
    gsize size, given;
    bool asked, stopped; /* `go` was asked; it said no */
    bool no_smtputf8, no_auth;
    int timed_out; /* after so many seconds */
} Transfer;

struct Smtp {
    const Relay *relay;
    CURL *curl;
    Dialogue *dialogue;
    Transfer transfer;
    gint64 since; /* monotonic: when the present step began */
    bool leaving; /* smtp_free: no new connection */
    char problem[CURL_ERROR_SIZE];
};

void smtp_report_clear(SmtpReport *report)
{
    g_clear_pointer(&report->words, g_free);
}

/* --- what libcurl tells ----------------------------------------------------------------------- */

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *user)
{
    Smtp *smtp = user;
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    dialogue_command(smtp->dialogue, data, size);
    smtp->since = g_get_monotonic_time();
    return 0;
}

/* EHLO has told so, on this connection or the one before. */
static bool cannot_take(const Smtp *smtp, const SmtpLetter *letter)
{
    const Dialogue *dialogue = smtp->dialogue;
    bool is_last_word =
        dialogue->knows_extensions && (dialogue->encrypted || !smtp->relay->starttls);
    return letter && letter->smtputf8 && is_last_word && !dialogue->offers_smtputf8;
}

/* A last word that ends the transfer here; libcurl goes on where the letter must not. */
static bool may_go_on(Smtp *smtp)
{
    const Dialogue *dialogue = smtp->dialogue;
    Transfer *transfer = &smtp->transfer;
    /* To a server that closes, libcurl would try HELO. */
    if (dialogue->complete && dialogue->code == 421)
        return false;
    if (!dialogue->complete || dialogue->code / 100 != 2)
        return true;
    transfer->no_smtputf8 = dialogue->step == STEP_EHLO && cannot_take(smtp, transfer->letter);
    transfer->no_auth = dialogue->step == STEP_MAIL && smtp->relay->user && !dialogue->signed_in;
    return !transfer->no_smtputf8 && !transfer->no_auth;
}

static size_t on_answer(char *line, size_t size, size_t n, void *user)
{
    Smtp *smtp = user;
    if (smtp->leaving)
        return 0; /* the answer to our QUIT: libcurl would say a second one */
    dialogue_answer(smtp->dialogue, line, size * n);
    if (smtp->dialogue->complete)
        smtp->since = g_get_monotonic_time();
    return may_go_on(smtp) ? size * n : 0;
}

static size_t on_body(char *buffer, size_t size, size_t n, void *user)
{
    Smtp *smtp = user;
    Transfer *transfer = &smtp->transfer;
    if (!transfer->asked) {
        transfer->asked = smtp->dialogue->step == STEP_DATA && smtp->dialogue->code == 354;
        transfer->stopped = transfer->asked && !transfer->go(transfer->go_data);
        if (!transfer->asked || transfer->stopped)
            return CURL_READFUNC_ABORT;
        dialogue_body(smtp->dialogue);
    }
    gsize piece = MIN(size * n, transfer->size - transfer->given);
    memcpy(buffer, transfer->bytes + transfer->given, piece);
    transfer->given += piece;
    if (transfer->given == transfer->size)
        dialogue_dot(smtp->dialogue); /* libcurl knows the size and does not ask for the end */
    smtp->since = g_get_monotonic_time();
    return piece;
}

static int limit_of(const Smtp *smtp)
{
    const RelayTimes *times = &smtp->relay->times;
    if (smtp->leaving || smtp->dialogue->leaving)
        return times->quit;
    switch (smtp->dialogue->step) {
    case STEP_CONNECT:
        return times->connect;
    case STEP_DATA:
        return times->data;
    case STEP_BODY:
        return times->block;
    case STEP_DOT:
        return times->dot;
    default:
        return times->reply;
    }
}

/* Called at least once a second, whatever libcurl waits for. Its own limits know no steps. */
static int on_tick(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    Smtp *smtp = user;
    int limit = limit_of(smtp);
    bool over = g_get_monotonic_time() - smtp->since > (gint64)limit * G_USEC_PER_SEC;
    if (over)
        smtp->transfer.timed_out = limit;
    return over;
}

/* Taking leave of a connection that is gone must not make a new one. */
static curl_socket_t on_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    const Smtp *smtp = user;
    if (smtp->leaving)
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- the handle ------------------------------------------------------------------------------- */

static void set_callbacks(Smtp *smtp)
{
    CURL *curl = smtp->curl;
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* without it there is no debug callback */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_answer);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_tick);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, smtp);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->problem);
}

static void set_relay(CURL *curl, const Relay *relay)
{
    curl_easy_setopt(curl, CURLOPT_URL, relay->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_USE_SSL, relay->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (relay->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, relay->ca_file);
    if (relay->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, relay->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, relay->password);
        /* Left alone, libcurl prefers Kerberos for any name with an @. */
        curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5");
    }
    /* on_tick keeps the times; these only have to be longer. */
    const RelayTimes *times = &relay->times;
    long longest = MAX(MAX(times->connect, times->reply), MAX(times->data, times->dot)) + 60L;
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, times->connect + 8L * times->reply);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, longest);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); /* threads */
    curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
}

Smtp *smtp_new(const Relay *relay)
{
    Smtp *smtp = g_new0(Smtp, 1);
    smtp->relay = relay;
    smtp->dialogue = dialogue_new();
    smtp->curl = curl_easy_init();
    if (!smtp->curl)
        g_error("libcurl gives no handle");
    set_callbacks(smtp);
    set_relay(smtp->curl, relay);
    return smtp;
}

/* libcurl says QUIT on its own when a handle goes, and waits two minutes for the answer. */
static void take_leave(Smtp *smtp)
{
    smtp->leaving = true;
    smtp->since = g_get_monotonic_time();
    curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(smtp->curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, "QUIT");
    curl_easy_perform(smtp->curl);
}

void smtp_free(Smtp *smtp)
{
    if (!smtp)
        return;
    take_leave(smtp);
    curl_easy_cleanup(smtp->curl);
    dialogue_free(smtp->dialogue);
    g_free(smtp);
}

/* --- sending ---------------------------------------------------------------------------------- */

/* No answer line tells TCP, TLS and greeting apart: libcurl's result and times do. */
static SmtpStep silent_step(Smtp *smtp, CURLcode result, bool reused)
{
    curl_off_t connected = 0;
    if (reused)
        return STEP_MAIL;
    if (result == CURLE_SSL_CONNECT_ERROR || result == CURLE_PEER_FAILED_VERIFICATION ||
        result == CURLE_SSL_CACERT_BADFILE || result == CURLE_SSL_CERTPROBLEM)
        return STEP_TLS;
    curl_easy_getinfo(smtp->curl, CURLINFO_CONNECT_TIME_T, &connected);
    if (!connected)
        return STEP_CONNECT;
    curl_easy_getinfo(smtp->curl, CURLINFO_APPCONNECT_TIME_T, &connected);
    return smtp->relay->implicit_tls && !connected ? STEP_TLS : STEP_GREETING;
}

static char *describe(const Smtp *smtp, CURLcode result)
{
    const Transfer *transfer = &smtp->transfer;
    if (transfer->no_smtputf8)
        return g_strdup(_("the server does not take addresses beyond ASCII (SMTPUTF8)"));
    if (transfer->no_auth)
        return g_strdup(_("the server offers no way to sign in that is known here"));
    if (smtp->dialogue->code >= 400 || (smtp->dialogue->code && smtp->dialogue->step == STEP_DOT))
        return g_strdup_printf("%d %s", smtp->dialogue->code, smtp->dialogue->words->str);
    if (transfer->stopped)
        return g_strdup("");
    if (transfer->timed_out)
        return g_strdup_printf(_("no answer within %d seconds"), transfer->timed_out);
    return g_utf8_make_valid(*smtp->problem ? smtp->problem : curl_easy_strerror(result), -1);
}

/* One try on one connection. */
static bool try_once(Smtp *smtp, bool fresh, SmtpReport *report)
{
    Dialogue *dialogue = smtp->dialogue;
    dialogue_begin(dialogue);
    smtp->problem[0] = '\0';
    smtp->since = g_get_monotonic_time();
    curl_easy_setopt(smtp->curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    CURLcode result = curl_easy_perform(smtp->curl);

    long connections = 0;
    curl_easy_getinfo(smtp->curl, CURLINFO_NUM_CONNECTS, &connections);
    bool reused = connections == 0 && !fresh;
    if (dialogue->step == STEP_CONNECT)
        dialogue->step = silent_step(smtp, result, reused);
    if (result == CURLE_LOGIN_DENIED && dialogue->step == STEP_EHLO)
        smtp->transfer.no_auth = true;
    report->step = smtp->transfer.no_auth ? STEP_AUTH : dialogue->step;
    report->code = smtp->transfer.no_auth || !dialogue->complete ? 0 : dialogue->code;
    g_strlcpy(report->enhanced, report->code ? dialogue->enhanced : "", sizeof report->enhanced);
    report->words = describe(smtp, result);
    report->stopped = smtp->transfer.stopped;
    report->no_smtputf8 = smtp->transfer.no_smtputf8;
    return reused;
}

/* The server had closed the kept connection, with a 421 or without a word. */
static bool was_stale(const SmtpReport *report, bool reused, int timed_out)
{
    return reused && report->step <= STEP_DATA && !report->stopped && !report->no_smtputf8 &&
           (report->code == 421 || (report->code == 0 && !timed_out));
}

void smtp_send(Smtp *smtp, const SmtpLetter *letter, SmtpGo go, void *data, SmtpReport *report)
{
    *report = (SmtpReport){.step = STEP_EHLO};
    if (cannot_take(smtp, letter)) {
        smtp->transfer = (Transfer){.no_smtputf8 = true};
        report->no_smtputf8 = true;
        report->words = describe(smtp, CURLE_OK);
        return;
    }
    struct curl_slist *recipients = curl_slist_append(NULL, letter->recipient);
    gsize size;
    const char *bytes = g_bytes_get_data(letter->message, &size);
    const Transfer transfer = {
        .letter = letter, .go = go, .go_data = data, .bytes = bytes, .size = size};
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, letter->sender);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
    smtp->transfer = transfer;
    bool reused = try_once(smtp, false, report);
    if (was_stale(report, reused, smtp->transfer.timed_out)) {
        smtp_report_clear(report);
        smtp->transfer = transfer;
        try_once(smtp, true, report);
    }
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    smtp->transfer = (Transfer){.letter = NULL};
}
