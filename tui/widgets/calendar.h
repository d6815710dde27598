/* A month to choose a day from. */
#pragma once

#include "tui/view.h"

/* Opens at `date` ("YYYY-MM-DD"), else at `today`, which is marked. `done` gets the chosen day, or
 * NULL when left. */
View *calendar_new(Ui *ui, const char *date, const char *today,
                   void (*done)(gpointer data, const char *date), gpointer data);
