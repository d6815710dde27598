/* Rules of employees, apart from their descriptor. */
#pragma once

#include "entities.h"

/* The role of the employee, as saved, is one that the actor may change. */
bool employee_check_above(const Actor *actor, const Record *record, GError **error);
bool employee_check(Base *base, const Actor *actor, Record *record, GError **error);
bool employee_derive(Base *base, const Actor *actor, Record *record, GError **error);

/* In a transaction: it writes in every enterprise where the profile is employed. */
bool employees_enter(Base *base, int64_t profile_id, GError **error);

/* sort_key and search_text repeat the profile's names: follow them in every enterprise. */
bool employees_follow_profile(Base *base, int64_t profile_id, GError **error);
