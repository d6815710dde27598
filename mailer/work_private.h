/* What the files of work share: a pass, and its letters on their way. Nothing else includes this.
 */
#pragma once

#include "work.h"

typedef struct {
    Base *base;
    MailerRun *run;
    MailJournal *journal;
    const RunSettings *settings;
    RunResult *result;
    Pool *pool;            /* NULL until the first letter */
    OutcomeStreak *streak; /* the pool's threads', one at a time */
    GHashTable *refused;   /* sender's address → how often the relay refused it */
    int64_t taken;         /* letters claimed in this pass */
    int underway;          /* of those, not settled yet */
    gsize bytes;           /* theirs, as messages */
    bool exhausted;        /* nothing more is due */
    gint64 beaten;         /* monotonic */
    gint64 patient_until;  /* monotonic; 0: nothing has failed yet */
} Work;

/* A letter from its claim to its settlement. */
typedef struct {
    PoolLetter pooled;
    DueDelivery *due;
    Rendered rendered;
    char *trace; /* for the journal: while the base can still be asked */
    OutcomeKind kind;
    RunEffect effect;
} Job;

void job_free(Job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_free)
gsize job_size(const Job *job); /* of the message, in bytes */

int64_t work_now(const Work *work);

/* --- work_claim.c ----------------------------------------------------------------------------- */

/* Claims what is due and there is room for, and hands it to the pool. */
bool work_claim_more(Work *work, GError **error);
/* Nothing is underway, and nothing more will be. */
bool work_is_over(const Work *work);
