/* Passwords, codes and tokens, by libsodium.
 *
 * A hash takes 19 MiB and some tens of milliseconds of one core; at most one at a time per core is
 * the caller's part (an flock on one of as many files as there are cores, held around
 * secret_hash and secret_verify), so that a burst of sign-ins does not starve everybody else. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define SECRET_ERROR (secret_error_quark())
GQuark secret_error_quark(void);

typedef enum {
    SECRET_ERROR_WEAK,   /* the password breaks a rule of secret_check_password */
    SECRET_ERROR_MEMORY, /* no memory for a hash */
} SecretError;

/* Overwrites before freeing; NULL is fine. Its autoptr-like use: g_auto (SecretText). */
void secret_free(char *secret);
typedef char *SecretText;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(SecretText, secret_free, NULL)

/* --- passwords and codes ---------------------------------------------------------------------- */

/* 8 to 1024 characters, not one of the passwords everybody tries first, not one character over and
 * over. No rules of composition (NIST SP 800-63B, 5.1.1.2). */
bool secret_check_password(const char *password, GError **error);

/* argon2id with its parameters and salt, as text to store. What is hashed is NFC, so that one
 * password typed on two machines is one. Fits codes as well: eight digits stand no faster hash. */
char *secret_hash(const char *secret, GError **error);

/* `hash` NULL: there is no such user; false, after the same time. */
bool secret_verify(const char *hash, const char *secret);

/* Parameters have grown since: hash again while the password is at hand. */
bool secret_needs_rehash(const char *hash);

/* Eight random digits, for a person to type. */
char *secret_code(void);

/* --- tokens ----------------------------------------------------------------------------------- */

/* 26 letters and digits (130 random bits) that no one confuses, safe in links and addresses in
 * either case. */
char *secret_token(void);

/* What is stored of a token that grants something: 64 hexadecimal digits, to look it up by. Fast,
 * therefore not for anything a person chooses or types. */
char *secret_fingerprint(const char *token);

/* Equal, in a time that does not tell where two differ. */
bool secret_equal(const char *a, const char *b);
