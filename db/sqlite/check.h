/* Looking at a base as a whole. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

bool sqlite_check(Db *db, GPtrArray *problems, GError **error);
GPtrArray *sqlite_table_columns(Db *db, const char *table, GError **error);
