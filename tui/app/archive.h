/* Archiving many records and taking that back, with what is told about it. */
#pragma once

#include "core/entity.h"
#include "tui/app/app.h"

/* Both take `ids` (gint64) over. False, told: other work on many records is still running. */
bool archive_records(App *app, const Entity *entity, GArray *ids);
bool archive_restore(App *app, const Entity *entity, GArray *ids);
