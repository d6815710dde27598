/* Named locks of a SQLite base. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

bool sqlite_lock(Db *db, const char *name, DbLock **lock, GError **error);
