/* What an empty list says: what it is for, which key fills it, and how far this enterprise is on
 * the way from nothing to its first letter. */
#pragma once

#include "tui/app/app.h"

/* Translated, lines apart by "\n". Free with g_free. */
char *first_steps(App *app, const Entity *entity);
