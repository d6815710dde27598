/* Bringing a base of an older version up. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

bool sqlite_migrate(const char *url, const DbOptions *options, int *from, GError **error);
