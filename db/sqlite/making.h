/* A base that is filled from another one. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

Db *sqlite_make(const char *url, const DbOptions *options, bool *there, GError **error);
bool sqlite_finish(Db *db, const DbActor *actor, const Steps *steps, GError **error);
