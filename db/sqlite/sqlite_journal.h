/* The journal of a base: a write-ahead log wherever the library may be trusted with one. */
#pragma once

#include "sqlite.h"

/* Sets the journal up for this connection. An unfixed library (sqlite_version.h) gets a rollback
 * journal and db_notice; it is refused a base that others hold in WAL mode just now. */
bool sqlite_choose_journal(Sqlite *s, GError **error);

/* In an open write transaction: whether the base still has the journal that was chosen. Another
 * program with a newer library may have given it a log since. */
bool sqlite_journal_holds(Sqlite *s, GError **error);

/* After a commit: brings the log's content into the base when it has grown. In the turn other
 * writers are still kept out, so that the log can be emptied. */
void sqlite_checkpoint_in_turn(Sqlite *s);
void sqlite_checkpoint(Sqlite *s);

/* Brings into the base what nobody still reads from the log. */
void sqlite_copy_log(Sqlite *s);
