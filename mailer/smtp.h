/* One SMTP client: a libcurl handle and the connection it keeps from letter to letter. Used by one
 * thread.
 *
 * What libcurl (7.88.1, as read in its lib/smtp.c) does and does not do:
 * - The read callback is first called after the server's 354. There the caller is asked to `go`;
 *   refused, the connection is cut and not one byte of the letter has been sent.
 * - It stuffs dots after CRLF and nothing else, and sends addresses as they are: compose.h promises
 *   messages without bare LF, core/contact.h addresses without line ends.
 * - Where the server offers no AUTH that it knows, it goes on without: noticed at the answer to
 *   MAIL, nothing is sent.
 * - A refused recipient costs the connection.
 * - A kept connection that the server has closed meanwhile is not seen to be dead: before the 354
 *   the letter is tried once more on a new one, after it never. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "relay.h"

typedef enum {
    STEP_CONNECT,
    STEP_TLS,
    STEP_GREETING,
    STEP_EHLO,
    STEP_STARTTLS,
    STEP_AUTH,
    STEP_MAIL,
    STEP_RCPT,
    STEP_DATA, /* the command, until the 354 */
    STEP_BODY,
    STEP_DOT, /* all bytes given away */
} SmtpStep;

/* How far a letter came, and the last word about it. */
typedef struct {
    SmtpStep step;
    int code;          /* the server's answer to that step; 0: none came */
    char enhanced[12]; /* "5.1.1" (RFC 3463); "": none */
    char *words;       /* the answer on one line, else what went wrong; UTF-8, never NULL */
    bool stopped;      /* at the 354 by `go`: nothing was sent */
    bool no_smtputf8;  /* the server does not offer it, and the letter needs it */
} SmtpReport;

void smtp_report_clear(SmtpReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmtpReport, smtp_report_clear)

typedef struct {
    const char *sender, *recipient;
    bool smtputf8;
    GBytes *message;
} SmtpLetter;

/* After the 354, before the first byte. May take its time: no limit runs meanwhile. */
typedef bool (*SmtpGo)(void *data);

typedef struct Smtp Smtp;

/* `relay` outlives it. curl_global_init was called, SIGPIPE is ignored. */
Smtp *smtp_new(const Relay *relay);
/* Takes leave of the server, for at most some seconds. */
void smtp_free(Smtp *smtp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Smtp, smtp_free)

void smtp_send(Smtp *smtp, const SmtpLetter *letter, SmtpGo go, void *data, SmtpReport *report);
