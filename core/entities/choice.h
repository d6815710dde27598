/* Rules of the lists of choices, apart from their descriptors. */
#pragma once

#include "entities.h"

/* Built-in names are seen, and changed, in the person's language. */
bool choice_load(Base *base, Record *record, GError **error);
bool choice_check(Base *base, const Actor *actor, Record *record, GError **error);
/* A new one stands last. */
bool choice_derive(Base *base, const Actor *actor, Record *record, GError **error);

/* Tasks follow what their status has become. */
bool task_status_saved(Base *base, const Actor *actor, Record *record, GError **error);
char *task_status_doubt(Base *base, const Actor *actor, const Record *record);

bool client_status_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error);
bool task_type_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error);
bool task_status_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error);
bool task_priority_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error);
