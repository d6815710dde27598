/* The ways a list of tasks is shown: as a list, as a board, in a calendar. */
#pragma once

#include "tui/screens/list_bulk.h"
#include "tui/screens/list_query.h"

typedef struct ListModes ListModes;

/* `screen` is the list's name in the base; copied. `bulk` is borrowed. */
ListModes *list_modes_new(App *app, ListPart part, ListBulk *bulk, const char *screen);
void list_modes_free(ListModes *modes);

/* Whether this is one of its actions, and whether it can be taken now. */
bool list_modes_has(ActionId id);
Offer list_modes_offer(const ListModes *modes, ActionId id);
Result list_modes_act(ListModes *modes, Table *table, ActionId id);

/* Before the first paint: as the person has shown it last. */
void list_modes_start(ListModes *modes, Table *table);

/* Esc: from another way back to the list, until it is opened again. */
bool list_modes_back(ListModes *modes, Table *table);

/* What a task begins with that is added where the cursor is; NULL: nothing. */
const Filled *list_modes_filled(ListModes *modes);
