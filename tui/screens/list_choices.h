/* Lists of choices (Entity.choices): moving, the default; and the way to them. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* ACT_STEP_UP, ACT_STEP_DOWN, ACT_DEFAULT on the row under the cursor. */
Result list_choices_act(App *app, const Entity *entity, Table *table, const Action *action);
