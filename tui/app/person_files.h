/* Where the program is setgid, a person's files are opened with the person's own group, so that a
 * link in their folder leads nowhere that they could not go themselves. Of this thread alone: the
 * worker needs the group that opens the base. */
#pragma once

#include <sys/types.h>

/* Returns what as_program takes. */
gid_t as_person(void);
void as_program(gid_t group);
