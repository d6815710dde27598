/* What campaigns, lists and deliveries share. Nothing outside core/ includes this. */
#pragma once

#include "base_internal.h"
#include "core/campaign.h"
#include "core/schedule.h"

/* --- campaign_rules.c: when and as whom an enterprise sends ----------------------------------- */

typedef struct {
    int64_t enterprise_id;
    GTimeZone *zone; /* UTC where the enterprise's is unknown */
    Window window;
    char *no_window;                   /* translated: why there is none; NULL: there is one */
    int64_t hourly_limit, daily_limit; /* 0: none */
    int64_t paused_at;                 /* 0: not paused */
    bool archived;
    char *name; /* the short one, if there is one */
    char *sender_name, *sender_address, *reply_to;
} SendingRules;

bool sending_rules_read(Base *base, int64_t enterprise_id, SendingRules *rules, GError **error);
void sending_rules_clear(SendingRules *rules);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SendingRules, sending_rules_clear)

/* Rules of several enterprises, each read once; for the time of one transaction. */
typedef struct {
    Base *base;
    GHashTable *by_enterprise;
} RulesCache;
void rules_cache_init(RulesCache *cache, Base *base);
void rules_cache_clear(RulesCache *cache);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RulesCache, rules_cache_clear)
const SendingRules *rules_cache_get(RulesCache *cache, int64_t enterprise_id, GError **error);
bool rules_cache_has(const RulesCache *cache, int64_t enterprise_id);
/* Those of n are read at once; who is named twice is read twice. */
bool rules_cache_fill(RulesCache *cache, const int64_t *enterprises, size_t n, GError **error);

bool rules_window_is_open(const SendingRules *rules, int64_t now);
char *rules_day_text(const SendingRules *rules, int64_t at); /* the local day */

/* As core/schedule.h, but never failing: where the window does not open any more, the time is
 * counted in plain days and the gate holds the letter. */
int64_t rules_opening(const SendingRules *rules, int64_t now); /* now, or the next opening */
int64_t rules_first(const SendingRules *rules, int64_t now, int start);
int64_t rules_next(const SendingRules *rules, int64_t sent_at, int days);

/* --- campaign_chain.c: which letter comes next ------------------------------------------------ */

typedef struct {
    int64_t enterprise_id, id;
} Enrollment;

typedef struct {
    int64_t id, letter_id;
    int days;
} ChainStep;

typedef struct {
    int64_t enterprise_id, campaign_id;
    GArray *steps; /* of ChainStep, in order, without those taken out */
} Chain;

Chain *chain_new(int64_t enterprise_id, int64_t campaign_id);
Chain *chain_read(Base *base, int64_t enterprise_id, int64_t campaign_id, GError **error);
void chain_free(Chain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chain, chain_free)
const ChainStep *chain_find(const Chain *chain, int64_t step_id); /* NULL: taken out */

/* One delivery of an enrollment as the chain sees it. */
typedef struct {
    int64_t id, step_id, letter_id, due_at;
    int64_t ended_at; /* had: when; else 0 */
    bool pristine;    /* queued, and nothing of it was ever claimed */
    bool held;        /* waits for a decision */
    enum { PAST_HAD, PAST_WAITING, PAST_FLYING, PAST_VOID } past;
} PastLetter;
/* PAST_HAD: sent, skipped, failed. PAST_WAITING: queued, deferred, held. PAST_FLYING: claimed,
 * in_data, unknown. PAST_VOID: cancelled. */

/* An enrollment and all its deliveries, in the order in which they came into being. */
typedef struct {
    int64_t enterprise_id, id, client_id, campaign_id, run;
    char start_on[11];
    bool stopped;
    GArray *letters; /* of PastLetter */
} History;

void history_init(History *history);
void history_clear(History *history);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(History, history_clear)
/* Of the columns of HISTORY_COLUMNS; history_begin when the enrollment is a new one. */
void history_begin(History *history, DbRows *row);
void history_add(History *history, DbRows *row);
#define HISTORY_COLUMNS                                                                            \
    "enrollment.enterprise_id, enrollment.id, enrollment.client_id, enrollment.campaign_id, "      \
    "enrollment.run, enrollment.start_on, enrollment.stopped_at, delivery.id, delivery.step_id, "  \
    "delivery.letter_id, delivery.state, delivery.due_at, delivery.sent_at, delivery.next_at, "    \
    "delivery.message_id, delivery.tries "
bool history_read(Base *base, int64_t enterprise_id, int64_t enrollment_id, History *history,
                  bool *found, GError **error);
/* Of n enrollments; each of *histories is to be cleared. */
bool history_read_each(Base *base, const Enrollment *enrollments, size_t n, History *histories,
                       bool *found, GError **error);

const PastLetter *history_open(const History *history); /* NULL: no delivery is open */
int64_t history_last_had(const History *history);       /* when; WHEN_NEVER: nothing yet */

/* The letter that comes next; NULL: none, it has finished. Borrowed from the chain. */
const ChainStep *chain_next(const Chain *chain, const History *history);
/* When: counted from its last letter; the first: `start_on`, not before now. */
int64_t chain_due(const SendingRules *rules, const ChainStep *step, const History *history,
                  int64_t now);

/* A new queued delivery of this enrollment. */
bool chain_queue(Base *base, const History *history, const ChainStep *step, int64_t due_at,
                 GError **error);
/* Of each of these, of History. */
bool chain_queue_many(Base *base, const GArray *histories, const ChainStep *step, int64_t due_at,
                      GError **error);

/* What one transaction needs to go on with many enrollments. */
typedef struct {
    Base *base;
    RulesCache rules;
    GHashTable *chains;
} Chains;
void chains_init(Chains *chains, Base *base);
void chains_clear(Chains *chains);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Chains, chains_clear)
const Chain *chains_get(Chains *chains, int64_t enterprise_id, int64_t campaign_id, GError **error);

/* A letter has ended: queues the next one, unless the enrollment is stopped, has a delivery open,
 * or has finished. */
bool chain_advance(Chains *chains, int64_t enterprise_id, int64_t enrollment_id, int64_t now,
                   GError **error);
bool chain_advance_each(Chains *chains, const Enrollment *enrollments, size_t n, int64_t now,
                        GError **error);

/* --- enrolling.c ------------------------------------------------------------------------------ */

/* Everything that is the same for all who are enrolled together. */
typedef struct {
    int64_t enterprise_id, campaign_id, list_id, import_id;
    Source source;
    bool at_once, restart;
    char start_on[11];
    int64_t due_at;
    ChainStep first; /* id 0: the campaign has no letters yet */
} Enrolling;

/* `start` is a local day, ignored with at_once. */
bool enrolling_init(Base *base, const Actor *actor, const SendingRules *rules, int64_t campaign_id,
                    int start, bool at_once, Enrolling *enrolling, GError **error);
/* One result for each client; none twice among them. */
bool enrolling_add(Base *base, const Actor *actor, const Enrolling *enrolling,
                   const int64_t *clients, size_t n, Enrolled *results, GError **error);
/* The same where it only matters how many are new: they are added to *enrolled. */
bool enrolling_add_all(Base *base, const Actor *actor, const Enrolling *enrolling,
                       const GArray *clients, int64_t *enrolled, GError **error);

/* --- campaign_pause.c ------------------------------------------------------------------------- */

const char *scope_entity(PauseScope scope); /* name of the table, in the change log too */
bool scope_check_there(Base *base, const Actor *actor, PauseScope scope, int64_t id,
                       GError **error);
/* And whether the actor may stop all of it. */
bool scope_check_stop(Base *base, const Actor *actor, PauseScope scope, int64_t id, GError **error);

/* --- campaign_stop.c -------------------------------------------------------------------------- */

/* Stops an enrollment that is not stopped yet and cancels what waits. *stopped (may be NULL). */
bool enrollment_stop_in(Base *base, const Actor *actor, int64_t enterprise_id,
                        int64_t enrollment_id, const char *reason, bool *stopped, GError **error);

/* --- small things ----------------------------------------------------------------------------- */

/* Is there such a row of this enterprise, not archived? */
bool list_is_there(Base *base, int64_t enterprise_id, int64_t list_id, GError **error);
bool campaign_is_there(Base *base, int64_t enterprise_id, int64_t campaign_id, GError **error);
bool client_is_there(Base *base, int64_t enterprise_id, int64_t client_id, GError **error);
