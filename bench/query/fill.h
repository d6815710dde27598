/* A base for the measurements: clients whose names have pieces that match 1, 1 000 and 100 000
 * rows, spread evenly or standing together at one place of the order. */
#pragma once

#include "core/actor.h"

/* Fills an empty base; `clients` >= 1 000 000 makes the counts as promised, fewer scale down. */
bool fill(Base *base, int64_t now, int64_t clients, int64_t *enterprise_id, GError **error);
