/* People and enterprises that demo and gen make. */
#pragma once

#include "core/actor.h"

typedef struct {
    const char *email, *surname, *first_name, *patronymic, *role, *position;
} PersonSpec;

/* A profile with the password "demo", unless there is one of that address. */
bool person_make(Base *base, int64_t now, const PersonSpec *person, int64_t *profile_id,
                 GError **error);

/* Makes the enterprise, found by this person, who becomes its owner; *owner acts inside it. */
bool enterprise_found(Base *base, int64_t now, const char *name, const PersonSpec *person,
                      Actor *owner, GError **error);

/* The person as an employee of the owner's enterprise; the owner is one already. No mail is sent:
 * these addresses are nobody's. */
bool person_employ(Base *base, const Actor *owner, const PersonSpec *person, int64_t *employee_id,
                   GError **error);

/* Closes a base that was made here; without success its files go again. Returns `made`. */
bool base_finish(Base *base, bool made);
