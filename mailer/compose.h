/* One letter as the bytes of a message (RFC 5322, MIME) and its envelope (RFC 5321).
 *
 * Bytes depend on the input alone: no clock, no random numbers, so that a letter claimed twice is
 * the same letter. What comes out has CRLF at the end of every line and no other CR or LF, no line
 * over 998 bytes, no NUL, and bodies in quoted-printable or base64; bytes above 127 stand in
 * headers only, and only when `smtputf8` is set (RFC 6532). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define COMPOSE_ERROR (compose_error_quark())
GQuark compose_error_quark(void);

typedef enum {
    COMPOSE_ERROR_HEADER,  /* a control character, or no UTF-8, in what becomes a header */
    COMPOSE_ERROR_ADDRESS, /* no address a letter can go to or come from */
    COMPOSE_ERROR_BYTES,   /* the result breaks what is promised above */
} ComposeError;

/* All borrowed, UTF-8. */
typedef struct {
    const char *from_name; /* may be NULL or "", as to_name and reply_to */
    const char *from_address;
    const char *reply_to;
    const char *to_name;
    const char *to_address;
    const char *subject;
    const char *text;             /* lines end with "\n" */
    const char *html;             /* NULL: plain text alone */
    const char *message_id;       /* "abc@example.com", without brackets, ASCII */
    int64_t dated_at;             /* instant; the header has whole seconds, UTC */
    const char *unsubscribe_url;  /* https, with one-click POST (RFC 8058); NULL: none */
    const char *unsubscribe_mail; /* mailto: without url; NULL: none (RFC 2369) */
    const char *bounce_box;       /* address; the envelope's sender carries the Message-ID (VERP);
                                     NULL: from_address is the sender */
    bool automatic;               /* Auto-Submitted: auto-generated (RFC 3834) */
    bool bulk;                    /* Precedence: bulk */
} Letter;

GBytes *compose_message(const Letter *letter, GError **error);

typedef struct {
    char *sender, *recipient; /* domains in A-labels */
    bool smtputf8;            /* an address beyond ASCII: only to a server that offers SMTPUTF8 */
} Envelope;

/* From message_id, from_address, to_address, reply_to and bounce_box alone: for bytes that were
 * kept. */
bool compose_envelope(const Letter *letter, Envelope *envelope, GError **error);
void envelope_clear(Envelope *envelope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Envelope, envelope_clear)

/* Once, before threads. */
void compose_init(void);
