/* The server that letters are handed to: where it is, how it is trusted, how long it may take. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define RELAY_ERROR (relay_error_quark())
GQuark relay_error_quark(void);

typedef enum {
    RELAY_ERROR_URL,      /* not smtp://host[:port] or smtps://host[:port] */
    RELAY_ERROR_TLS,      /* an unknown word, or no CA file at that place */
    RELAY_ERROR_PASSWORD, /* a name without a password file, or that cannot be read */
} RelayError;

/* Seconds; the smallest unit of time here. RFC 5321, 4.5.3.2, has the values of relay_new. */
typedef struct {
    int connect; /* name, TCP, TLS and greeting together */
    int reply;   /* EHLO, STARTTLS, AUTH, MAIL, RCPT */
    int data;    /* the answer to DATA */
    int block;   /* each piece of the body */
    int dot;     /* the answer to the dot */
    int quit;
} RelayTimes;

typedef struct {
    char *url; /* for libcurl; without name and password */
    bool implicit_tls;
    bool starttls;  /* required: a server without it is refused */
    char *ca_file;  /* NULL: the system's authorities */
    char *user;     /* NULL: no sign-in */
    char *password; /* locked in no way; never shown */
    RelayTimes times;
} Relay;

/* `tls`: "auto" (required, unless the relay is on this machine), "always", "never". `user`,
 * `passfile`, `ca_file` may be NULL. */
Relay *relay_new(const char *url, const char *tls, const char *ca_file, const char *user,
                 const char *passfile, GError **error);
void relay_free(Relay *relay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relay, relay_free)
