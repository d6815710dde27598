/* A second thread ends the connection to a server that is silent for longer than the patience of
 * its user (DbOptions), or than an interruption may take. Private to db/. */
#pragma once

#include <glib.h>

typedef struct Db Db;
typedef struct Patience Patience;

Patience *patience_new(Db *db);
void patience_free(Patience *patience);    /* NULL is fine */
void patience_shorten(Patience *patience); /* from any thread: interrupted; NULL is fine */

/* From here to the end of the block the engine is being asked. One within another counts as the
 * outer one. */
#define ASKING(db) G_GNUC_UNUSED g_auto(Asking) asking = asking_begin(db)

typedef struct {
    Patience *patience;
} Asking;
Asking asking_begin(Db *db);
void asking_end(Asking *asking);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asking, asking_end)
