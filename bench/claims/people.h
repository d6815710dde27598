/* Clients, all enrolled in one campaign of three letters. */
#pragma once

#include "core/actor.h"

typedef struct {
    int paragraphs; /* in: of each letter's text; 5 make a message of 4 KB */
    int64_t enterprise_id, campaign_id, list_id;
} People;

/* Joins `clients` of them to a list that has the campaign; the first letter is due at `due`, and
 * later for all but `n_due` of them. Prints what enrolling took. */
bool people_make(Base *base, int64_t now, int64_t clients, int64_t n_due, People *people,
                 GError **error);

/* Only the campaign and its list, of the actor's enterprise. */
bool people_campaign(Base *base, const Actor *actor, People *people, GError **error);

/* One statement in a transaction of its own. */
bool people_run(Base *base, const char *sql, int64_t value, GError **error);
