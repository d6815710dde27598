/* Rows for a table out of core's queries. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

TableSource list_source(App *app, const Entity *entity, const char *scope, int64_t scope_value);
