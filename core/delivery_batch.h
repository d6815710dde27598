/* One call of delivery_due, and what its files share. Nothing outside core/ includes this. */
#pragma once

#include "delivery_internal.h"

/* A digest, or mail about changes of tasks, that is not to go any more. */
typedef struct {
    int64_t enterprise_id, id;
    const char *reason; /* a literal */
} OverMail;

typedef struct {
    MailerRun *run;
    int64_t now;
    unsigned kinds;
    guint limit;
    int64_t mates, rank; /* mailers at work, and which of them this one is: 0 … mates - 1 */
    RulesCache rules;
    GPtrArray *due;    /* of DueDelivery */
    GArray *late;      /* of DueCampaign: letters to hold */
    GArray *duplicate; /* of DueCampaign: letters to skip */
    GArray *stray;     /* of Enrollment: letters that went out before the base was restored */
    GArray *over;      /* of OverMail */
} Batch;

/* Of the deliveries, those that fall to this mailer: WHERE. Said so that a planner takes them for a
 * good part of all. */
#define BATCH_SHARE "(delivery.id + ?) % ? < 1 "
#define BATCH_SHARE_ARGS(batch)                                                                    \
    db_integer((batch)->mates - (batch)->rank), db_integer((batch)->mates)

/* Who the mail is from. */
bool batch_take_sender(Batch *batch, DueDelivery *due, GError **error);

/* The bytes of the claim before, if they are to be kept. */
bool batch_take_bytes(Batch *batch, DueDelivery *due, GError **error);

/* --- delivery_due_service.c ------------------------------------------------------------------- */

bool batch_collect_service(Batch *batch, GError **error);
/* After it: a code that somebody waits for goes before everybody's digests. */
bool batch_collect_digests(Batch *batch, GError **error);

/* --- delivery_due_letters.c ------------------------------------------------------------------- */

/* Up to `share` of a campaign's letters; *exhausted: it has nothing more in this pass. */
bool batch_collect_letters(Batch *batch, DueCampaign *campaign, guint share, bool *exhausted,
                           GError **error);

/* --- delivery_sort_out.c ---------------------------------------------------------------------- */

/* Those that are not to be offered: held, skipped, or sent long ago. *held counts. */
bool batch_sort_out(Batch *batch, int64_t *held, GError **error);
