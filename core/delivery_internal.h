/* What the files of deliveries share. Nothing outside core/ includes this. */
#pragma once

#include "campaign_internal.h"
#include "core/delivery.h"

/* --- delivery_gate.c: may this letter go now? ------------------------------------------------- */

/* In the order in which they are looked at and told. */
typedef enum {
    GATE_OPEN,
    GATE_STATE, /* it does not wait: sent, under way, to be decided, over */
    GATE_STOPPED,
    GATE_STEP_REMOVED,
    GATE_ENTERPRISE_ARCHIVED,
    GATE_ENTERPRISE_PAUSED,
    GATE_CAMPAIGN_ARCHIVED,
    GATE_CAMPAIGN_PAUSED,
    GATE_LIST_PAUSED,
    GATE_ENROLLMENT_PAUSED,
    GATE_CLIENT_ARCHIVED,
    GATE_NO_ADDRESS,
    GATE_SUPPRESSED,
    GATE_NOT_DUE,
    GATE_TODAY, /* this enrollment has had its letter of the day */
    GATE_WINDOW,
    GATE_DUPLICATE, /* the address has had this letter: it will be skipped */
    GATE_STRAY, /* the address had it before the base was restored: it will be sent since then */
    GATE_LATE,  /* it will be held */
    GATE_HOURLY,
    GATE_DAILY,
    N_GATES,
} Gate;

/* All that the gates look at, of one letter. */
typedef struct {
    int64_t enterprise_id, id, enrollment_id, campaign_id, client_id, step_id, letter_id, run;
    char *state, *reason, *reply;
    int64_t due_at, next_at, sent_at, in_data_at, tries;
    int64_t campaign_paused_at, enrollment_paused_at, suppressed_at; /* 0: not */
    int64_t stray_at; /* when a server took it before the base was restored; 0: it did not */
    bool campaign_archived, client_archived, stopped, step_removed;
    char *paused_list;           /* its name; NULL: none */
    char *address, *address_key; /* where it would go; NULL: nowhere */
    char *suppressed;            /* the reason's code; NULL: not */
    bool had_today, duplicate;
} GateFacts;
void gate_facts_clear(GateFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GateFacts, gate_facts_clear)

/* Of a letter; *found false: there is none. `now`: for the day of `rules`. */
bool gate_facts_read(Base *base, const SendingRules *rules, int64_t delivery_id, int64_t now,
                     GateFacts *facts, bool *found, GError **error);
/* Of n letters, each with the rules of its enterprise; each of *facts is to be cleared. */
bool gate_facts_read_each(Base *base, const SendingRules *const *rules, const int64_t *ids,
                          size_t n, int64_t now, GateFacts *facts, bool *found, GError **error);

/* What the limits leave; INT64_MAX where there is none. */
typedef struct {
    int64_t hour, day;
} Quota;
bool quota_read(Base *base, const SendingRules *rules, int64_t now, Quota *quota, GError **error);

/* `quota` NULL: the limits are not looked at. */
Gate gate_of(const GateFacts *facts, const SendingRules *rules, const Quota *quota, int64_t now);

/* Where a letter goes: to the client's primary address; but one of which a byte was offered keeps
 * the address it had then. Over the tables delivery and client_contact AS contact. */
#define DELIVERY_KEEPS_ADDRESS "delivery.in_data_at IS NOT NULL AND delivery.address_key <> ''"
#define DELIVERY_TARGET(column, kept)                                                              \
    "CASE WHEN " DELIVERY_KEEPS_ADDRESS " THEN delivery." kept " ELSE contact." column " END"

/* Another letter that makes this one the second to its address. */
#define DELIVERY_DUPLICATE                                                                         \
    "EXISTS (SELECT 1 FROM delivery AS other WHERE other.enterprise_id = delivery.enterprise_id "  \
    "AND other.campaign_id = delivery.campaign_id AND other.letter_id = delivery.letter_id "       \
    "AND other.run = delivery.run AND other.kind = 'letter' AND other.state IN ('claimed', "       \
    "'in_data', 'sent', 'deferred', 'unknown') AND other.id <> delivery.id "                       \
    "AND other.address_key = " DELIVERY_TARGET("value_key", "address_key") ")"

/* The address had it before the base was restored: WHERE of stray_acceptance AS stray. */
#define DELIVERY_STRAY                                                                             \
    "stray.enterprise_id = delivery.enterprise_id AND stray.campaign_id = delivery.campaign_id "   \
    "AND stray.letter_id = delivery.letter_id AND stray.run = delivery.run "                       \
    "AND stray.address_key = " DELIVERY_TARGET("value_key", "address_key") " "

/* --- delivery_why.c --------------------------------------------------------------------------- */

/* The state of a letter and what holds it: a sentence, translated. Free with g_free. */
char *delivery_sentence(const GateFacts *facts, Gate gate, const SendingRules *rules, int64_t now);

/* --- delivery_end.c: what several doors do to a delivery -------------------------------------- */

/* Which of them a door may take; bits. */
typedef enum {
    FROM_WAITING = 1, /* queued, deferred */
    FROM_HELD = 2,
    FROM_UNKNOWN = 4,
    FROM_CLAIMED = 8, /* of run_id, as in_data */
    FROM_IN_DATA = 16,
    FROM_CLAIM = FROM_CLAIMED | FROM_IN_DATA,
} DeliveryFrom;

/* For the time of one write transaction. */
typedef struct {
    Chains chains;
    const Actor *actor;
    int64_t run_id; /* 0: no run's */
} Settling;
void settling_init(Settling *settling, Base *base, const Actor *actor, int64_t run_id);
void settling_clear(Settling *settling);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Settling, settling_clear)

/* A row of delivery_event: what a later state does not tell any more. */
bool delivery_event(Settling *settling, int64_t enterprise_id, int64_t id, const char *state,
                    const char *detail, GError **error);

/* The server has it. *done false: it was not in one of these states. */
bool delivery_sent(Settling *settling, unsigned from, int64_t enterprise_id, int64_t id, int64_t at,
                   const char *reply, bool *done, GError **error);

/* The same for `n` that are claims of the run of `settling`; what is no longer its own is passed
 * over. */
bool delivery_sent_each(Settling *settling, const Outcome *const *sent, size_t n, GError **error);

/* The same whatever state it is in: the journal of acceptances says so. */
bool delivery_accepted(Settling *settling, int64_t enterprise_id, int64_t id, int64_t at,
                       const char *reply, GError **error);

/* Over without being sent: `state` is skipped or failed. The next letter is counted from `at`. */
bool delivery_over(Settling *settling, unsigned from, int64_t enterprise_id, int64_t id,
                   const char *state, int64_t at, const char *reason, const char *reply, bool *done,
                   GError **error);

/* Nobody knows whether the server has it. */
bool delivery_unknown(Settling *settling, int64_t enterprise_id, int64_t id, const char *detail,
                      bool *done, GError **error);

/* Waiting, now for a person: `reason` is one of HOLD_…. */
bool delivery_hold_in(Settling *settling, int64_t enterprise_id, int64_t id, const char *reason,
                      GError **error);

/* Out of a claim, or out of unknown, back to where it waits: `state` is queued, deferred or held;
 * cancelled instead when its enrollment was stopped, or its step taken out, meanwhile. */
bool delivery_back(Settling *settling, unsigned from, int64_t enterprise_id, int64_t id,
                   const char *state, const char *reason, bool *done, GError **error);

/* Due anew. A letter of which no byte was ever offered is made anew too: what held it (the sender's
 * address, a field) may have been put right. */
bool delivery_retime(Base *base, int64_t enterprise_id, int64_t id, int64_t due_at, GError **error);

/* What a mail said is gone: its values, and its bytes. */
bool delivery_wipe(Base *base, int64_t enterprise_id, int64_t id, GError **error);

/* --- delivery_settle.c ------------------------------------------------------------------------ */

/* What became of a letter of `settling`'s run; nothing if it is no longer that run's. */
bool delivery_settle_one(Settling *settling, const Outcome *outcome, GError **error);

/* --- delivery_stray.c: what the journal of acceptances knows ---------------------------------- */

typedef struct {
    int64_t at;
    const char *message_id, *address, *address_key, *reply;
    const char *unsubscribe_hash; /* NULL: not known */
} AcceptedLetter;

/* This delivery is that letter: sent then, whatever state it is in. */
bool delivery_settle_accepted(Settling *settling, int64_t enterprise_id, int64_t id,
                              const AcceptedLetter *letter, GError **error);

/* Nobody here has it: for whoever is enrolled with its address later. */
bool stray_keep(Base *base, int64_t enterprise_id, int64_t campaign_id, int64_t letter_id,
                int64_t run, const AcceptedLetter *letter, GError **error);

/* The letter that waits in this enrollment, and those after it, as far as its address had them
 * before the restore: sent then. */
bool stray_settle(Settling *settling, int64_t enterprise_id, int64_t enrollment_id, GError **error);

/* --- delivery_journal.c: what a base remembers of the machines that send ---------------------- */

bool delivery_is_on_server(const Base *base);
/* "": nothing. g_free. */
char *delivery_fact(Base *base, const char *name, GError **error);
/* Inside the caller's transaction. */
bool delivery_set_fact(Base *base, const char *name, const char *value, GError **error);

/* --- delivery_passes.c ------------------------------------------------------------------------ */

/* As if this machine had had no pass but those that the base knows, where it is now. */
bool delivery_forget_passes(Base *base, const MailJournal *journal, int64_t now, GError **error);

/* --- delivery_run.c --------------------------------------------------------------------------- */

/* A campaign with letters due, and how far this run has come in it. */
typedef struct {
    int64_t enterprise_id, campaign_id;
    int64_t next_at, id; /* of the last letter offered */
} DueCampaign;

/* How far this run has come in a queue: the last one offered. */
typedef struct {
    int64_t at, id;
} MailPlace;

struct MailerRun {
    Base *base;
    DbLock *lock;
    char *lock_name;
    int64_t id;
    int parallel;      /* how many there may be */
    int64_t claims;    /* so far */
    GArray *campaigns; /* of DueCampaign, not exhausted yet; NULL: a pass begins */
    guint turn;        /* whose turn it is among them */
    MailPlace service, digests;
    int64_t digests_looked_at; /* when those that are due were queued; 0: not yet */
    int64_t notices_looked_at; /* the same */
    bool left_some, takes_all; /* in this pass: to others, and now theirs, too */
    GHashTable *texts;         /* LetterText by letter */
    GHashTable *offered;       /* ids of deliveries that wait for their claim */
};

/* For what belongs to no enterprise. */
Actor mailer_actor(int64_t now);

/* --- delivery_text.c -------------------------------------------------------------------------- */

/* The letters of these deliveries as they are now; all are read at once, what the run has not. */
bool mailer_run_texts(MailerRun *run, GPtrArray *due, GError **error);
