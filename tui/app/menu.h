/* The left menu of each level (docs/rules.md, "Levels"). */
#pragma once

#include "tui/app/app.h"

typedef enum {
    PLACE_LIST,
    PLACE_ADD,
    PLACE_PROFILE,
    PLACE_ENTERPRISE,
    PLACE_SELF,
    PLACE_FIGURES
} PlaceKind;

/* Where a line leads. */
typedef struct {
    PlaceKind kind;
    const Entity *entity; /* PLACE_LIST, PLACE_ADD */
    int64_t id;           /* PLACE_ENTERPRISE: which; PLACE_SELF: the employee */
} Place;

/* Fills the frame's menu for the level: lines that the role may not use are left out. */
void menu_fill(App *app);

/* Marks the line that leads to `place`, if there is one. */
void menu_set_current(App *app, const Place *place);
