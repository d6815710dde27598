/* Who is at the terminal, before anybody has typed a password. */
#pragma once

#include "core/base.h"
#include "core/program.h"

/* --user, when the process's real user owns the base and nobody else can write it; else the profile
 * the operating-system account is tied to. *profile_id 0: nobody is known, the sign-in screen asks.
 */
bool identity_find(Base *base, const Invocation *invocation, int64_t *profile_id, GError **error);

/* Where the session comes from, for the sign-in log: "ssh 192.0.2.7" or "console". g_free. */
char *identity_source(void);
