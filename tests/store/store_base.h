/* A new base of the program's own schema, as the admin program opens it. */
#pragma once

#include "core/base.h"
#include "store.h"

/* On a server only the first one of a test program is made; the others are copies, base_uuid and
 * `now` included. */
Base *store_base(const char *folder, int64_t now, char **url);
