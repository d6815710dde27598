/* E-mail addresses and phone numbers: what is accepted, and the key by which two are the same. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CONTACT_ERROR (contact_error_quark())
GQuark contact_error_quark(void);

typedef enum {
    CONTACT_ERROR_EMAIL,   /* not an address a letter can be sent to */
    CONTACT_ERROR_PHONE,   /* not a number that can be dialled */
    CONTACT_ERROR_COUNTRY, /* not a country of the table */
} ContactError;

/* --- e-mail ----------------------------------------------------------------------------------- */

/* RFC 5321 limits (64 octets before the @, 254 in all, 63 a label), a dot-atom before the @ (RFC
 * 5322; beyond ASCII as in RFC 6531), a domain of at least two labels valid in IDNA (UTS 46).
 * Quoted local parts, comments, address literals and display names are refused: nobody's mailbox
 * needs them, and each is a way to smuggle. */

/* The address as it is stored: trimmed, NFC, otherwise as typed. */
char *email_clean(const char *text, GError **error);

/* The key: trimmed, NFC, lower case, the domain in A-labels. Idempotent. */
char *email_normalise(const char *text, GError **error);

/* As SMTP and headers carry it: trimmed, NFC, the domain in A-labels, the local part as typed. */
char *email_wire(const char *text, GError **error);

/* --- phone ------------------------------------------------------------------------------------ */

/* "+380501112233": E.164 of a number as written in `country` (ISO 3166, "UA"). An extension («доб.
 * 12», ext. 12, x12, #12) is kept as RFC 3966 writes it: "+380441234567;ext=12". Letters otherwise
 * are refused, and so is a number that does not have its country's length. Idempotent. */
char *phone_key(const char *text, const char *country, GError **error);

/* The countries whose numbering is known, by code: what an enterprise may choose from.
 * NULL-terminated, sorted. */
char **phone_countries(void);
