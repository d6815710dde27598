/* The connection to a base on a server, as the person sees it: lost, it comes back by itself, with
 * the screen kept, and what was being saved when it broke is told for what it became. What keeps it
 * away for longer is told, too. */
#pragma once

#include "tui/app/app.h"

Link *link_new(App *app);
void link_free(Link *link);

/* Whether it is there; nothing is sent. If not, the frame says so and a thread connects. */
bool link_holds(Link *link);

/* What an error of the base means to the person, where it is not what they did: the connection, the
 * disk, a base of another version by now; borrowed, translated. NULL: the error's own words do. */
const char *link_explain(Link *link, const GError *error);
