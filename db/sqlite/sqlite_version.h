/* Which SQLite libraries may be trusted with a write-ahead log. */
#pragma once

#include <stdbool.h>

/* Whether the library of this number (sqlite3_libversion_number: 3.51.3 is 3051003) is free of the
 * WAL-reset bug (sqlite.org/wal.html#walresetbug): from 3.7.0 on, processes that write and
 * checkpoint one file at the same moment can damage it. Fixed in 3.51.3, and on the older branches
 * in 3.50.7 and 3.44.6. */
bool sqlite_wal_is_sound(int library);
