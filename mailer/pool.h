/* Sender threads, each with its own connection, and the one owner thread that has the base.
 *
 * The owner pushes letters; a free thread takes the next one. When a server has answered 354 the
 * owner is asked (POOL_ASKS) and the thread waits for its answer before it gives the first byte;
 * when the dialogue is over the letter comes back (POOL_DONE). The owner takes events many at a
 * time, so that it can commit for many at once.
 *
 * Threads and connections begin with the first letters that need them. */
#pragma once

#include "smtp.h"

typedef struct {
    SmtpLetter letter; /* borrowed by the pool from push until POOL_DONE */
    void *data;        /* the owner's */
    SmtpReport report; /* from POOL_DONE on; the owner clears it */
    void *waiting;     /* the pool's: who asks */
} PoolLetter;

typedef enum { POOL_ASKS, POOL_DONE } PoolEventKind;
typedef struct {
    PoolEventKind kind;
    PoolLetter *letter;
} PoolEvent;

typedef struct Pool Pool;

/* Called by the threads, one at a time, when a dialogue is over: false closes the pool before any
 * other letter is begun. */
typedef bool (*PoolJudge)(PoolLetter *letter, void *data);

/* `relay` outlives it. */
Pool *pool_new(const Relay *relay, int connections, PoolJudge judge, void *data);
/* Takes leave of the servers. No letter may be on its way. */
void pool_free(Pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pool, pool_free)

void pool_push(Pool *pool, PoolLetter *letter);
/* What has happened, oldest first, at most `most`; waits for the first for at most `wait`
 * microseconds. The number of events: 0 when nothing came in that time. */
size_t pool_events(Pool *pool, int64_t wait, PoolEvent *events, size_t most);
/* Once for each POOL_ASKS; false: nothing of the letter is sent, it comes back `stopped`. */
void pool_answer(Pool *pool, PoolLetter *letter, bool go);

/* For good: letters that no thread has begun come back `stopped`. */
void pool_close(Pool *pool);
