/* How an act on many records ended, as a person reads it. */
#pragma once

#include "core/bulk.h"
#include "tui/app/bulk.h"

/* Tells `done` (translated: "42 moved to the archive."), and in a dialog what was refused and why;
 * of a single record only the reason, if it was refused. */
void bulk_tell(App *app, const Entity *entity, const BulkReport *report, const BulkResult *result,
               const char *done);
