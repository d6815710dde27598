/* Sign-up, sign-in, codes by mail, invitations. Codes and invitations become service mail (delivery
 * rows of kind 'service') in the same transaction; the mailer sends them. Only hashes of codes
 * stay; the mail's payload is wiped once sent. */
#pragma once

#include "core/actor.h"

#define AUTH_ERROR (auth_error_quark())
GQuark auth_error_quark(void);
typedef enum {
    AUTH_ERROR_WRONG,     /* unknown user or wrong password: the same words, the same time */
    AUTH_ERROR_THROTTLED, /* with the seconds to wait in the sentence */
    AUTH_ERROR_LOCKED,
    AUTH_ERROR_CODE,     /* wrong, used or expired code */
    AUTH_ERROR_PASSWORD, /* the new password is too weak */
    AUTH_ERROR_EXISTS,   /* the address already has a profile */
    AUTH_ERROR_ABSENT,   /* no profile has the address; for the console alone */
    AUTH_ERROR_ACCOUNT,  /* no operating-system account, or another profile's */
} AuthError;

/* Password sign-in: throttled per account and per source, kept in the base, logged. */
bool auth_sign_in(Base *base, int64_t now, const char *email, const char *password,
                  const char *source, int64_t *profile_id, GError **error);
/* `--user`: the caller has established that the process's real user owns the base (DESIGN:
 * programs). Logged. */
bool auth_sign_in_owner(Base *base, int64_t now, const char *email, const char *source,
                        int64_t *profile_id, GError **error);
/* The profile an operating-system account is tied to; *profile_id 0: none. */
bool auth_sign_in_os_account(Base *base, int64_t now, const char *account, const char *source,
                             int64_t *profile_id, GError **error);

/* Every mail with a code is throttled per address, known or not, and per source (that of the actor;
 * `source` where nobody is signed in yet). */

typedef struct {
    const char *surname, *first_name, *patronymic, *email, *phone, *password, *language;
    bool any_password; /* auth_create_profile only: a weak one too, for demo bases */
} SignUp;
/* Sends a code to the address; nothing else exists until it is confirmed. An address that already
 * has a profile gets a mail saying so, and the caller the same answer. */
bool auth_sign_up(Base *base, int64_t now, const SignUp *form, const char *source, GError **error);
bool auth_confirm_sign_up(Base *base, int64_t now, const char *email, const char *code,
                          int64_t *profile_id, GError **error);

bool auth_change_password(Base *base, const Actor *actor, const char *old_password,
                          const char *new_password, GError **error);
bool auth_request_reset(Base *base, int64_t now, const char *email, const char *source,
                        GError **error); /* the same answer for an unknown address */
bool auth_reset(Base *base, int64_t now, const char *email, const char *code,
                const char *new_password, int64_t *profile_id, GError **error);
bool auth_request_email_change(Base *base, const Actor *actor, const char *new_email,
                               GError **error);
bool auth_confirm_email_change(Base *base, const Actor *actor, const char *code, GError **error);
/* Idle lock: the current profile's password again. Throttled like sign-in. */
bool auth_check_password(Base *base, const Actor *actor, const char *password, GError **error);
bool auth_has_password(Base *base, int64_t profile_id, bool *has, GError **error);
/* Whether this profile may sign in no more (auth_lock). */
bool auth_is_locked(Base *base, int64_t profile_id, bool *locked, GError **error);

/* Adding an employee by address: a known profile becomes an employee at once and is told by mail
 * (*employee_id set); an unknown one gets an invitation with a code (*employee_id 0). Rights: add
 * employees, only roles below one's own; an owner may add owners. */
bool auth_add_employee(Base *base, const Actor *actor, const char *email, Role role,
                       const char *position, const char *hired_on, int64_t *employee_id,
                       GError **error);
/* Who was invited signs up with the invitation's code instead of a sign-up code. Either way, and
 * when a profile's address becomes one that was invited, the profile gets every membership the
 * address was invited to. */
bool auth_accept_invitation(Base *base, int64_t now, const SignUp *form, const char *code,
                            int64_t *profile_id, GError **error);

typedef struct {
    int64_t enterprise_id, employee_id;
    char *name;
    Role role;
    bool dismissed;
} Membership;
void membership_free(Membership *membership);
GPtrArray *auth_memberships(Base *base, int64_t profile_id,
                            GError **error); /* of Membership, by name */

/* --- administration (ukrcrm-admin user …) ----------------------------------------------------- */
bool auth_create_profile(Base *base, int64_t now, const SignUp *form, int64_t *profile_id,
                         GError **error); /* verified, password may be NULL */
bool auth_set_password(Base *base, int64_t now, const char *email, const char *password,
                       GError **error);
bool auth_lock(Base *base, int64_t now, const char *email, bool locked, GError **error);
/* NULL: none any more. */
bool auth_tie_os_account(Base *base, int64_t now, const char *email, const char *account,
                         GError **error);

/* --- photo ------------------------------------------------------------------------------------ */
/* PNG or JPEG already cropped square and scaled by the caller. */
bool profile_set_photo(Base *base, const Actor *actor, GBytes *image, const char *media_type,
                       int width, int height, GError **error);
GBytes *profile_photo(Base *base, int64_t profile_id,
                      GError **error); /* NULL without error: none */
