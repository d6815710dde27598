#pragma once

#include "base_internal.h"

/* role_right of a new enterprise, from the default matrix. */
bool rights_seed(Base *base, int64_t enterprise_id, GError **error);

/* The actor's role as it is in the base now, whatever the caller remembers: who was demoted or
 * dismissed meanwhile is so at once. ROLE_NONE: no employee, no person at all, or it cannot be read
 * (then the check that follows tells why). */
Role rights_role(Base *base, const Actor *actor);

/* Every employee sees everything of the enterprise; who is none any more sees nothing. A failed
 * read is told as one (BASE_ERROR). */
bool rights_check_member(Base *base, const Actor *actor, GError **error);
