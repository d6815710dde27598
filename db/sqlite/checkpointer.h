/* Copies the log into the base beside a bulk load: in a thread of its own, over a connection of its
 * own, while the load writes on. It would else stand still for the two syncs of each copy, a third
 * of its time. As long as there is one, no other program copies the log: a person's save would have
 * to sync what the load has written. */
#pragma once

#include "sqlite.h"

/* NULL: somebody else looks after the log, or there can be no second connection. */
Checkpointer *checkpointer_new(Sqlite *s);
/* Waits for the copy under way. NULL is fine. */
void checkpointer_free(Checkpointer *checkpointer);

/* After each commit, with what the log has then. A log that has become long is waited for until it
 * is copied, so that the next write can begin it anew. */
void checkpointer_follow(Checkpointer *checkpointer, int log_pages);

/* Whether there is one, in this program or another. */
bool checkpointer_is_there(Sqlite *s);
