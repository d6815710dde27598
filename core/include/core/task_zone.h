/* Due instants of tasks, when the clock changes that they are reckoned by: an enterprise moves to
 * another zone, or a country gives its zone other rules. */
#pragma once

#include "core/base.h"

/* Whether tasks of the enterprise still wait for tasks_follow_zones. */
bool tasks_await_zone(Base *base, int64_t enterprise_id, bool *awaiting, GError **error);

/* Reckons anew what goes by another clock, in all enterprises, in short transactions. Killed or
 * failed it is simply called again; several programs at once do no harm. *moved: how many tasks. It
 * is no save of theirs. `goes_on` (may be NULL) returning false ends it early, without an error. */
bool tasks_follow_zones(Base *base, int64_t now, bool (*goes_on)(void *data), void *data,
                        int64_t *moved, GError **error);
