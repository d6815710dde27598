/* A file that bears its name only once it is complete: whoever dies while writing it leaves
 * `<name>.new-……`, never half a base under a good name. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Makes an empty file beside `name`, mode 0660, and returns its path. Refused if `name` exists. */
char *new_file_begin(const char *name, GError **error);

/* Gives it its name, durably. Refused if `name` exists by now; then it is discarded. */
bool new_file_finish(const char *temporary, const char *name, GError **error);

void new_file_discard(const char *temporary); /* with what SQLite may have put beside it */
