/* Asking the server without waiting for each answer. Private to db/postgres/. */
#pragma once

#include "postgres.h"

/* What becomes of the answer to a request. Both own what they get. */
struct Taker {
    void (*row)(void *data, PGresult *row); /* one by one; NULL: all come with the end */
    /* Once: the answer, or why there is none; the other one is NULL. */
    void (*end)(Postgres *p, void *data, PGresult *answer, GError *failure);
    bool holds; /* it is not stopped, whoever waits */
};

/* The connection, ready for PQsend…, one statement each. */
PGconn *pipeline_enter(Postgres *p);
/* After it: `sent` is what it returned. */
bool pipeline_sent(Postgres *p, int sent, const Taker *taker, void *data, GError **error);
/* Both, for one statement of our own without values. */
bool pipeline_send(Postgres *p, const char *sql, const Taker *taker, void *data, GError **error);

/* What was sent so far goes its way, and what fails among it takes nothing with it that is sent
 * later. Who reads an answer need not ask for that. */
void pipeline_sync(Postgres *p);

/* What is asked ends at db_interrupt, or not. */
typedef enum { TO_THE_END, UNLESS_INTERRUPTED } Waiting;

/* A part of the first answer that is still to come, however long that takes. There must be one. */
void pipeline_read_one(Postgres *p, Waiting waiting);
/* Whether nothing else is asked than what is being answered. */
bool pipeline_is_alone(const Postgres *p);
void pipeline_settle(Postgres *p); /* all of them */
/* All, and then the connection is free for what no pipeline carries: PQexec, COPY. */
void pipeline_leave(Postgres *p);
/* Takes those that are there, and while something more is wanted those that come within so long. */
void pipeline_look(Postgres *p, const bool *wanted, int patience_ms);
/* Nobody will answer any more: the connection goes. */
void pipeline_drop(Postgres *p);

/* data: an Answer of zeros, in place until it is over. */
extern const Taker pipeline_answer;
/* Takes it out, or its failure. */
PGresult *pipeline_wait(Postgres *p, Answer *answer, Waiting waiting, GError **error);

/* Nobody looks at the answer. What is sent behind it in its transaction fails for the same reason
 * if it fails. */
extern const Taker pipeline_unheeded;
