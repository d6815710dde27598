/* What tasks do beyond being records: docs/rules.md, "Tasks in time". */
#pragma once

#include "core/record.h"

/* Its day has not come yet, in the enterprise's zone: it is in no list that does not ask for it. */
bool task_is_snoozed(Base *base, const Actor *actor, const Record *task);

/* The task that was made when this one was closed; *id 0: there is none. */
bool task_following(Base *base, const Record *task, int64_t *id, GError **error);
