/* Deliveries: what the mailer claims, sends and settles (docs/rules.md, "Sending"). All changes of
 * state are here; SMTP is in mailer/.
 *
 *   queued → claimed → in_data → sent | deferred | failed | unknown;   held, skipped, cancelled
 *
 * A claim fixes run, Message-ID, date and bytes before the first byte of SMTP. States move only by
 * committed transactions, each looking at the state it leaves: several mailers may be at work, and
 * one that dies anywhere leaves what the next one can go on from. One thread of the mailer owns the
 * Base and commits for all. */
#pragma once

#include "core/actor.h"
#include "core/digest.h"
#include "core/mail_journal.h"
#include "core/notice.h"

#define DELIVERY_ERROR (delivery_error_quark())
GQuark delivery_error_quark(void);
typedef enum {
    DELIVERY_ERROR_NOT_FOUND, /* gone, or of another enterprise */
    DELIVERY_ERROR_DECISION,  /* this state, or this kind of mail, knows no such decision */
    DELIVERY_ERROR_TEMPLATE,  /* a service mail without this template or one of its values */
} DeliveryError;

/* --- runs ------------------------------------------------------------------------------------- */

/* One pass of the mailer. Holds a lock of the base while it lives: a run whose lock can be taken is
 * dead, whatever the clock says. */
typedef struct MailerRun MailerRun;

/* NULL without error: `parallel` (at least 1) mailers are at work already. */
MailerRun *mailer_run_start(Base *base, int64_t now, int parallel, GError **error);
int64_t mailer_run_id(const MailerRun *run);

/* The heartbeat: at least once a minute while the run goes on. BASE_ERROR_LOST: another mailer has
 * taken this one for dead. */
bool mailer_run_beat(MailerRun *run, int64_t now, GError **error);

typedef struct {
    int64_t sent, deferred, failed, unknown, held, digests;
} MailerFigures;
/* `alarm` (may be NULL): what stopped the run. Frees the lock, not the run. */
bool mailer_run_finish(MailerRun *run, int64_t now, const MailerFigures *figures, const char *alarm,
                       GError **error);
void mailer_run_free(MailerRun *run); /* NULL is fine; unfinished: as if it had died */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailerRun, mailer_run_free)

/* What dead runs left: their `claimed` are queued again, their `in_data` become `unknown`. After
 * the journal of acceptances was replayed, before anything is sent. */
bool delivery_recover(Base *base, MailerRun *run, int64_t now, int64_t *requeued, int64_t *unknown,
                      GError **error);

/* When a mailer last gave a sign of life, for the status bar; 0: never. *alarm: what stopped the
 * last run that ended, "" if nothing did; free with g_free; NULL: not asked. */
bool mailer_heartbeat(Base *base, int64_t *seen_at, char **alarm, GError **error);

/* --- the queue -------------------------------------------------------------------------------- */

typedef enum { DELIVERY_LETTER, DELIVERY_SERVICE, DELIVERY_DIGEST, DELIVERY_ALARM } DeliveryKind;
#define DELIVERY_BIT(kind) (1u << (kind))
#define DELIVERY_ALL 0xfu

/* A letter's parts with their merge fields. All deliveries of one letter share one of these as long
 * as its content stays: what is prepared from it can be kept by its address. */
typedef struct {
    int64_t letter_id;
    char *subject, *body_html, *signature_html;
} LetterText;
LetterText *letter_text_ref(LetterText *text);
void letter_text_unref(LetterText *text);

/* Text is never NULL but where said; "" where there is none. */
typedef struct {
    int64_t enterprise_id, id;
    DeliveryKind kind;
    char *address, *address_key;
    char *language, *template_name, *payload; /* service, digest, alarm */
    LetterText *text;                         /* letter; else NULL */
    char *client_first_name, *client_surname, *client_patronymic, *client_company, *client_phone;
    char *employee_name, *employee_position;   /* who is responsible for the client */
    char *enterprise_name;                     /* the short one, if there is one */
    char *from_name, *from_address, *reply_to; /* of the enterprise; "": the mailer's own */
    char *message_id; /* of an earlier claim that was given back; NULL: none. Kept with its bytes,
                         unless nothing of them was ever offered and the client's address has
                         changed: then the letter is made anew */
    GBytes *bytes;    /* of that claim; NULL: render now */
    char *unsubscribe_token; /* letter: random, only its fingerprint is stored; NULL with `bytes` */
    Digest *digest;          /* digest: what it tells, unless `bytes` do */
    Notice *notice;          /* mail about changes of tasks (a service mail): the same; else NULL */
    char *recipient;         /* digest, notice: «Коваль Олена» */
    int64_t tries, first_try_at;
    int64_t enrollment_id, letter_id; /* letter; else 0 */
} DueDelivery;
void due_delivery_free(DueDelivery *due);

/* Up to `limit` deliveries due at `now` whose gates are open. Service mail first; then letters,
 * every campaign of every enterprise getting its share of the batch in order of their times, so
 * that no backlog keeps others waiting. `kinds`: DELIVERY_BITs.
 *
 * Within one run nothing is offered twice before its claim, and after it only what a gate has kept
 * may be, as the run comes to what it left to other mailers and they have not taken: call it until
 * it gives an empty array, which is the end of the pass; the next call begins a new one. Letters
 * late by more than seven days become `held` here (*held counts them, may be NULL). Digests that
 * have become due are queued here, at a pass's beginning and once a minute. Who stands behind a
 * closed gate stays queued. Opens no write transaction when there is nothing to hold. */
GPtrArray *delivery_due(Base *base, MailerRun *run, int64_t now, unsigned kinds, int limit,
                        int64_t *held, GError **error); /* of DueDelivery */

typedef struct {
    const DueDelivery *due;
    const char *message_id;
    int64_t dated_at; /* instant of the Date header */
    const void *bytes;
    size_t size;
    const char *unsubscribe_hash; /* secret_fingerprint of the token; NULL: none, or as before */
    const char *hold; /* not NULL: it cannot be made (an empty merge field, no valid address), all
                         above but `due` is ignored, it becomes `held` with this reason */
    bool claimed; /* out: false: held, or a gate has closed meanwhile, or somebody else has it */
} Claim;
/* A short write transaction (on a server perhaps several): looks at every gate again, then
 * `claimed`. A letter whose address has had it becomes `skipped`. After a failure some may have
 * become this run's all the same: nothing of them is to be sent. */
bool delivery_claim(Base *base, MailerRun *run, int64_t now, Claim *claims, size_t n,
                    GError **error);

/* The same for one that cannot be made. */
bool delivery_hold(Base *base, MailerRun *run, int64_t now, const DueDelivery *due,
                   const char *reason, GError **error);

/* Reasons for Claim.hold: code, or code and detail. */
#define HOLD_LATE "late"
#define HOLD_EMPTY "empty"     /* "empty:first_name": a merge field without a value */
#define HOLD_ADDRESS "address" /* "address:words": no valid address */
#define HOLD_CONTENT "content" /* "content:words": the letter cannot be composed */
#define HOLD_SENDER "sender"   /* "sender:reply": the relay refuses the enterprise's address */

/* in_data for all; ok[i] false: the claim is no longer this run's, or its address has been
 * suppressed since: abort that transfer and give the claim back (OUTCOME_REQUEUE). */
bool delivery_in_data(Base *base, MailerRun *run, int64_t now, const DueDelivery *const *due,
                      bool *ok, size_t n, GError **error);

typedef enum {
    OUTCOME_SENT,
    OUTCOME_DEFERRED, /* 4xx to this letter: back-off 5 min doubling to 66 min; failed at the first
                         refusal after 2 days and 5 tries */
    OUTCOME_FAILED,   /* 552, 5.3.4, 5.6.x: this letter alone */
    OUTCOME_BOUNCED,  /* 5xx to RCPT: failed, and a bounce row; hard ones suppress the address */
    OUTCOME_POLICY,   /* 5.7.x at RCPT or the dot: failed (policy) */
    OUTCOME_UNKNOWN,  /* no answer after the 354 */
    OUTCOME_HELD,     /* 5xx to the sender's own address: held, reason "sender" and the reply, for
                         the enterprise to correct and send; nothing was offered to the client */
    OUTCOME_REQUEUE,  /* the relay could not be used: back to queued, uncounted */
} OutcomeKind;
typedef struct {
    const DueDelivery *due;
    OutcomeKind kind;
    int64_t at;        /* when the answer came */
    const char *reply; /* the server's words; may be NULL */
    const char *code;  /* enhanced status code, RFC 3463; may be NULL */
} Outcome;
/* `sent`, `failed` and `skipped` make the delivery of the next letter,
 * counted from the day it happened. An outcome whose claim is no longer this run's is passed over.
 */
bool delivery_settle(Base *base, MailerRun *run, int64_t now, const Outcome *outcomes, size_t n,
                     GError **error);

/* delivery_settle and then delivery_in_data at once, for the commit is what costs. After a failure
 * any of it may have happened, and no letter may go; outcomes can be settled again. */
typedef struct {
    const Outcome *outcomes;
    size_t n_outcomes;
    const DueDelivery *const *asking;
    bool *ok; /* one for each that asks */
    size_t n_asking;
} DeliveryRound;
bool delivery_round(Base *base, MailerRun *run, int64_t now, const DeliveryRound *round,
                    GError **error);

/* --- the journal of acceptances --------------------------------------------------------------- */

/* For Acceptance.trace: each knows its letter again in a base that was restored from a backup.
 * hashes[i]: unsubscribe_hash as the Claim will have it. g_free each of *traces, after a failure
 * too. */
bool delivery_traces(Base *base, const DueDelivery *const *due, const char *const *hashes, size_t n,
                     char **traces, GError **error);

/* Where it is when no setting says: beside a base in a file; for a base on a server
 * `<base_uuid>.accepted` in $STATE_DIRECTORY, /var/lib/ukrcrm or $XDG_STATE_HOME/ukrcrm. g_free. */
char *delivery_journal_path(Base *base, GError **error);

/* The place in this machine's journal before which everything is in the base. "": the beginning.
 * g_free. */
char *delivery_journal_place(Base *base, GError **error);
bool delivery_journal_settled(Base *base, int64_t now, const char *place, GError **error);

/* Once a pass, before anything is sent from a base on a server that several machines may send from.
 * *put_back: this machine has had passes that the base has forgotten, or the base is not where the
 * last ones were counted; so it was restored, or moved, and the others' letters since a backup
 * stand in their own journals: nothing may go, and the pass is not counted. */
bool delivery_count_pass(Base *base, const MailJournal *journal, int64_t now, bool *put_back,
                         GError **error);

/* An acceptance found in the journal. *known: its claim (Message-ID, and this or a later run)
 * stands in the base; then the delivery is `sent`, unless it was already. */
bool delivery_settle_journal(Base *base, const Acceptance *acceptance, bool *known, GError **error);

/* What a restored base does not know and has nothing for. */
typedef struct {
    int64_t at;
    char *address, *message_id;
    bool kept; /* whoever gets this campaign with this address later has had the letter */
} LostAcceptance;
void lost_acceptance_free(LostAcceptance *lost);

typedef struct {
    guint settled;
    GPtrArray *lost; /* of LostAcceptance */
} AcceptedJournal;
void accepted_journal_clear(AcceptedJournal *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AcceptedJournal, accepted_journal_clear)

/* After a restore: every letter that the journal knows and the base does not becomes `sent` at the
 * journal's instant, whatever state it is in, and the next one is counted from there. The base then
 * has all of the journal, and the mailer goes on. */
bool delivery_accept_journal(Base *base, const Actor *actor, MailJournal *journal,
                             AcceptedJournal *result, GError **error);

/* --- decisions -------------------------------------------------------------------------------- */

typedef struct {
    int64_t enterprise_id, id;
    int64_t at;           /* unknown: of its in_data; held: when it was due */
    char *state, *reason; /* codes */
    char *shown;          /* translated sentence */
    char *address, *client, *letter, *campaign;
} Undecided;
void undecided_free(Undecided *undecided);
/* `state`: "unknown" or "held". The console with enterprise 0 sees all enterprises and service
 * mail. At most `limit`, oldest first, those after `after_id`. */
GPtrArray *delivery_undecided(Base *base, const Actor *actor, const char *state, int64_t after_id,
                              int limit, GError **error); /* of Undecided */

typedef enum {
    DECIDE_SENT,   /* unknown: it did arrive */
    DECIDE_RESEND, /* unknown: once more, same Message-ID, same bytes */
    DECIDE_SEND,   /* held: now, that is in the next open window */
    DECIDE_SHIFT,  /* held: as if the letter before it had been sent today */
    DECIDE_SKIP,   /* held, unknown: not this letter; the next one is counted from today */
} Decision;
bool delivery_decide(Base *base, const Actor *actor, int64_t delivery_id, Decision decision,
                     GError **error);
/* The same for up to `limit` held letters of a campaign (0: of all), in one transaction; *decided
 * less than `limit`: these were all. */
bool delivery_decide_held(Base *base, const Actor *actor, int64_t campaign_id, Decision decision,
                          int limit, int64_t *decided, GError **error);

/* --- rehearsal -------------------------------------------------------------------------------- */

typedef struct {
    int64_t enterprise_id, delivery_id; /* delivery 0: a later letter, not in the queue yet */
    int64_t at;
    char *address, *subject, *client;
    char *gate; /* "", or the translated sentence why it would not go */
} Planned;
void planned_free(Planned *planned);
/* What would go until `until`, in order, if nothing changed and every letter arrived at its first
 * try; the limits of the enterprises are left out. `kinds`: of letters and digests. Writes
 * nothing. */
GPtrArray *delivery_plan(Base *base, int64_t now, int64_t until, unsigned kinds,
                         GError **error); /* of Planned */

/* --- service mail ----------------------------------------------------------------------------- */

/* Inside the caller's transaction. Templates and their values (`?`: may be absent):
 *   sign_up         code
 *   exists          address already has a profile; none
 *   password_reset  code
 *   email_change    code
 *   invitation      code, enterprise, inviter?, role?, link?
 *   employee_added  enterprise, inviter?, role?, link?
 *   alarm           text
 * `payload` is of payload_of (core/payload.h), NULL: no values; a line of the text whose value is
 * absent is left out. `language`: the recipient's, "ru", "uk" or "en"; "" or NULL: that of this
 * process. The mail belongs to actor->enterprise_id. */
bool service_mail_queue(Base *base, const Actor *actor, const char *template_name,
                        const char *address, const char *language, const char *payload,
                        GError **error);
/* Its subject and its text (lines end with "\n"). Free both with g_free. */
bool service_mail_render(const char *template_name, const char *language, const char *payload,
                         char **subject, char **text, GError **error);
