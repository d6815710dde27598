/* Who acts, where, and when. Everything that changes or shows data takes one; core has no clock and
 * no user of its own. */
#pragma once

#include "core/base.h"

typedef enum { ROLE_NONE, ROLE_GUEST, ROLE_MANAGER, ROLE_ADMIN, ROLE_OWNER } Role; /* ascending */

const char *role_code(Role role); /* "owner", … as stored; ROLE_NONE: NULL */
Role role_from_code(const char *code);
const char *role_label(Role role); /* translated */

typedef struct {
    int64_t now;           /* instant: the caller's clock */
    int64_t profile_id;    /* 0: a program, or the console administrator */
    int64_t enterprise_id; /* 0: the global level */
    int64_t employee_id;   /* 0 outside an enterprise */
    Role role;             /* in that enterprise */
    const char
        *source;  /* where from, for the sign-in log ("ssh 192.0.2.7", "console"); may be NULL */
    bool console; /* ukrcrm-admin without --as: may everything */
} Actor;

/* The profile at the global level. */
Actor actor_profile(int64_t profile_id, int64_t now);

/* The same person inside an enterprise; refused for who is not its employee or is dismissed. */
bool actor_enter(Base *base, const Actor *profile, int64_t enterprise_id, Actor *inside,
                 GError **error);

/* A program acting for itself (mailer, API) or the console administrator in an enterprise. */
Actor actor_program(int64_t enterprise_id, int64_t now);
Actor actor_console(int64_t enterprise_id, int64_t now);
