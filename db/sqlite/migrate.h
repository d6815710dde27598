/* Bringing a base of an older version up. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

/* Whether every reference finds its row. */
bool sqlite_keys_hold(Sqlite *s, GError **error);

bool sqlite_migrate(const char *url, const DbOptions *options, int *from, GError **error);
