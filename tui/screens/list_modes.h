/* The ways a list of tasks is shown: as a list, as a board, in a calendar. */
#pragma once

#include "tui/screens/list_query.h"

typedef struct ListModes ListModes;

ListModes *list_modes_new(App *app, ListPart part);
void list_modes_free(ListModes *modes);

/* Whether this is one of its actions, and whether it can be taken now. */
bool list_modes_has(ActionId id);
Offer list_modes_offer(const ListModes *modes, ActionId id);
Result list_modes_act(ListModes *modes, Table *table, ActionId id);

/* Esc: from another way back to the list. */
bool list_modes_back(ListModes *modes, Table *table);

/* What a task begins with that is added where the cursor is; NULL: nothing. */
const Filled *list_modes_filled(ListModes *modes);
