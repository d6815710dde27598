/* What the files of sign-in share. */
#pragma once

#include "base_internal.h"
#include "core/auth.h"
#include "core/payload.h"

/* Sets AUTH_ERROR. Returns false, for `return auth_refuse (…)`. */
bool auth_refuse(GError **error, AuthError code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* argon2id, at most one at a time per core over all processes that use this base: a burst of
 * sign-ins must not starve everybody else. Slow: never inside a transaction. */
char *auth_hash(Base *base, const char *secret, GError **error);
bool auth_verify(Base *base, const char *hash, const char *secret);

/* A program acting at the global level: nobody is signed in yet. */
Actor auth_actor(int64_t now);

/* What is needed of a profile to let somebody in. `id` 0: there is none. */
typedef struct {
    int64_t id;
    char *password_hash, *language, *email;
    bool locked;
} Login;
void login_clear(Login *login);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Login, login_clear)
bool login_by_email(Base *base, const char *email_key, Login *login, GError **error);
bool login_by_id(Base *base, int64_t profile_id, Login *login, GError **error);

/* AUTH_ERROR_LOCKED. Every way in ends here for a locked profile. */
bool auth_refuse_locked(GError **error);

/* --- throttle --------------------------------------------------------------------------------- */

typedef enum {
    THROTTLE_SIGN_IN, /* a password for an account */
    THROTTLE_CODE,    /* a mail with a code to an address, whether it is known or not */
} Throttle;

/* Counts a try before it is made, so that tries made side by side are counted too; *counted (may be
 * NULL) is the source's number of them, this one included. AUTH_ERROR_THROTTLED with the seconds to
 * wait when it may not be made now. */
bool throttle_try(Base *base, int64_t now, Throttle kind, const char *target, const char *source,
                  int64_t *counted, GError **error);
/* In a transaction: the try to sign in was right. Clears the account, and of the source this try
 * alone. */
bool throttle_forget(Base *base, const char *email_key, const char *source, int64_t counted,
                     GError **error);
/* In a transaction. */
bool sign_in_log(Base *base, int64_t now, const char *email_key, const char *source,
                 int64_t profile_id, const char *outcome, GError **error);

/* --- one-time codes --------------------------------------------------------------------------- */

/* A fresh code and its hash, before the transaction that stores it. */
typedef struct {
    char *code, *hash;
} FreshCode;
void fresh_code_clear(FreshCode *fresh);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FreshCode, fresh_code_clear)
bool fresh_code_make(Base *base, FreshCode *fresh, GError **error);

/* How long a code of this purpose can be used, µs. */
int64_t code_life(const char *purpose);

/* In a transaction: stores the code in place of any live one of this purpose and address. */
bool code_store(Base *base, int64_t now, const char *purpose, const char *email_key,
                int64_t profile_id, const FreshCode *fresh, const char *payload, GError **error);

typedef struct {
    int64_t id, profile_id;
    char *payload;
} LiveCode;
void live_code_clear(LiveCode *live);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LiveCode, live_code_clear)

/* Spends one try and compares. AUTH_ERROR_CODE: wrong, used up, expired or none. In no transaction.
 */
bool code_check(Base *base, int64_t now, const char *purpose, const char *email_key,
                const char *code, LiveCode *live, GError **error);
/* In a transaction: the code has done its work. Refused when somebody else used it meanwhile. */
bool code_spend(Base *base, int64_t now, int64_t id, GError **error);

/* --- profiles --------------------------------------------------------------------------------- */

/* In a transaction: a verified profile with this hash (may be NULL), employed where its address was
 * invited. AUTH_ERROR_EXISTS. */
bool auth_insert_profile(Base *base, int64_t now, const SignUp *form, const char *password_hash,
                         int64_t *profile_id, GError **error);
/* In a transaction. */
bool auth_store_hash(Base *base, int64_t now, int64_t profile_id, const char *password_hash,
                     GError **error);

/* --- invitations ------------------------------------------------------------------------------ */

/* In a transaction: the profile becomes every employee its address was invited to be. Only for an
 * address that is known to be theirs: by a code that went to it, or by the administrator's word. */
bool invitations_accept(Base *base, int64_t now, const char *email_key, int64_t profile_id,
                        GError **error);
