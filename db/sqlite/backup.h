/* Copies of whole bases, and what keeps them good. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

bool sqlite_backup(Db *db, const char *file, GError **error);
bool sqlite_restore(const char *url, const DbOptions *options, const char *file, GError **error);

/* The first findings of PRAGMA integrity_check as errors of the file; `quick` leaves out whether
 * indexes agree with their tables. */
bool sqlite_is_sound(Sqlite *s, bool quick, GError **error);
