/* Rules of tasks, apart from their descriptor. */
#pragma once

#include "entities.h"

bool task_check(Base *base, const Actor *actor, Record *record, GError **error);
bool task_derive(Base *base, const Actor *actor, Record *record, GError **error);
