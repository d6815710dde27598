/* What a change of the chain does to the enrollments under way (docs/rules.md, "Scheduling", 6). */
#pragma once

#include "campaign_internal.h"

/* Brings every running enrollment from the old chain to the new one:
 *   its letter was taken out: cancelled, the next one is queued;
 *   another letter comes before it now: its delivery becomes that letter's;
 *   the days before it changed: a new time.
 * Only what waits is touched, and what was claimed once keeps its letter; what flies finds its way
 * when it comes down. Who has had nothing yet, because there was no letter, begins. With `dry` only
 * *change is filled in. */
bool campaign_move(Base *base, const Actor *actor, const Chain *old, const Chain *chain, bool dry,
                   StepChange *change, GError **error);

/* Who has nothing to come, but would have by this chain, goes on. */
bool campaign_go_on(Base *base, const Actor *actor, const Chain *chain, bool dry,
                    StepChange *change, GError **error);
