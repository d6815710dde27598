/* Deliveries: what the mailer claims, sends and settles. All state changes are here; SMTP is in
 * mailer/.
 *
 *   queued → claimed → in_data → sent | deferred | failed | unknown;   held, skipped, cancelled
 *
 * A claim fixes run, Message-ID, date and bytes before the first byte of SMTP. One thread of the
 * mailer owns the Base and commits for all. */
#pragma once

#include "core/actor.h"

/* --- runs
 * --------------------------------------------------------------------------------------------- */
typedef struct MailerRun MailerRun; /* holds the run's lock while it lives */

/* NULL without error: another mailer is at work (parallel = 1). `parallel`: how many may run at
 * once. */
MailerRun *mailer_run_start(Base *base, int64_t now, int parallel, GError **error);
int64_t mailer_run_id(const MailerRun *run);
/* Heartbeat, figures and alarm into the base. */
typedef struct {
    int64_t sent, deferred, failed, unknown, held, digests;
} MailerFigures;
bool mailer_run_beat(MailerRun *run, int64_t now, GError **error);
bool mailer_run_finish(MailerRun *run, int64_t now, const MailerFigures *figures, const char *alarm,
                       GError **error);
void mailer_run_free(MailerRun *run);

/* Runs whose lock can be taken are dead: their `claimed` go back to queued, their `in_data` become
 * unknown. */
bool delivery_recover(Base *base, MailerRun *run, int64_t now, int64_t *requeued, int64_t *unknown,
                      GError **error);
/* When the mailer last ran, for the status bar; 0: never. */
bool mailer_heartbeat(Base *base, int64_t *seen_at, GError **error);

/* --- the queue
 * ---------------------------------------------------------------------------------------- */
typedef enum { DELIVERY_LETTER, DELIVERY_SERVICE, DELIVERY_DIGEST, DELIVERY_ALARM } DeliveryKind;

/* What a letter is made of, read at the claim. */
typedef struct {
    int64_t enterprise_id, id;
    DeliveryKind kind;
    char *address, *address_key;
    char *language, *template_name, *payload;   /* service mail */
    char *subject, *body_html, *signature_html; /* letter: with their merge fields */
    /* merge values, "" when empty */
    char *client_first_name, *client_surname, *client_patronymic, *client_company, *client_email,
        *client_phone;
    char *employee_name, *employee_position, *enterprise_name;
    char *from_name, *from_address,
        *reply_to;    /* of the enterprise, else empty: the mailer's own `from` */
    char *message_id; /* of an earlier claim that was given back (requeued, deferred): kept, with
                         its bytes */
    GBytes *bytes;    /* the earlier claim's bytes; NULL: render now */
    char *unsubscribe_token; /* letter: random, only its hash is stored; NULL when bytes are kept */
    int64_t tries, first_try_at;
} DueDelivery;
void due_delivery_free(DueDelivery *due);

/* Up to `limit` deliveries due at `now` whose gates are open, service mail first, then by next_at,
 * over all enterprises; letters late by more than seven days become `held` here (counted in *held),
 * letters to an address that had this letter become `skipped`, missing addresses and suppressed
 * ones stay with their gate. Opens no write transaction when nothing is due. */
GPtrArray *delivery_due(Base *base, MailerRun *run, int64_t now, unsigned kinds, int limit,
                        int64_t *held, GError **error); /* of DueDelivery */

typedef struct {
    const DueDelivery *due;
    const char *message_id;
    int64_t dated_at;
    const void *bytes;
    size_t size;
    const char *unsubscribe_hash; /* may be NULL */
    bool claimed; /* out: false: a gate has closed meanwhile, or another mailer has it */
} Claim;
/* One short write transaction for all: re-checks every gate, then `claimed`. */
bool delivery_claim(Base *base, MailerRun *run, int64_t now, Claim *claims, size_t n,
                    GError **error);

/* Instead of a claim: the letter cannot be made (an empty merge field, no valid address): `held`
 * with the reason. */
bool delivery_hold(Base *base, MailerRun *run, int64_t now, const DueDelivery *due,
                   const char *reason, GError **error);

/* in_data for all; ok[i] false: the claim is no longer this run's, abort that transfer. */
bool delivery_in_data(Base *base, MailerRun *run, int64_t now, const DueDelivery *const *due,
                      bool *ok, size_t n, GError **error);

typedef enum {
    OUTCOME_SENT,
    OUTCOME_DEFERRED, /* 4xx to this letter: back-off 5 min doubling to 66 min; failed at the first
                         refusal after 2 days and 5 tries */
    OUTCOME_FAILED,
    OUTCOME_BOUNCED, /* 5xx to RCPT: failed, and a bounce row; hard ones suppress the address */
    OUTCOME_POLICY,  /* 5.7.x at RCPT or the dot: failed (policy) */
    OUTCOME_UNKNOWN,
    OUTCOME_HELD,    /* 5xx to the sender's own address: held, reason "sender" and the reply, for
                        the enterprise to correct and send; nothing was offered to the client */
    OUTCOME_REQUEUE, /* the relay could not be used: back to queued, uncounted */
} OutcomeKind;
typedef struct {
    const DueDelivery *due;
    OutcomeKind kind;
    int64_t at;        /* when the answer came */
    const char *reply; /* the server's words; may be NULL */
    const char *code;  /* enhanced status code; may be NULL */
} Outcome;
/* One transaction for all; `sent` makes the next step's delivery by its real time. */
bool delivery_settle(Base *base, MailerRun *run, int64_t now, const Outcome *outcomes, size_t n,
                     GError **error);

/* An acceptance found in the journal: settles the delivery as sent if its claim (run, Message-ID)
 * is known (*known). */
bool delivery_settle_journal(Base *base, MailerRun *run, int64_t run_id, const char *message_id,
                             int64_t at, const char *reply, bool *known, GError **error);

/* --- decisions
 * ---------------------------------------------------------------------------------------- */
typedef struct {
    int64_t enterprise_id, id, at;
    char *state, *reason, *address, *client, *letter, *campaign;
} Undecided;
GPtrArray *
delivery_undecided(Base *base, const Actor *actor, const char *state,
                   GError **error); /* "unknown" or "held"; of Undecided; enterprise 0: all */
typedef enum { DECIDE_SENT, DECIDE_RESEND, DECIDE_SKIP, DECIDE_SHIFT } Decision;
bool delivery_decide(Base *base, const Actor *actor, int64_t delivery_id, Decision decision,
                     GError **error);

/* --- rehearsal
 * ---------------------------------------------------------------------------------------- */
typedef struct {
    int64_t enterprise_id, delivery_id, at;
    char *address, *subject, *client, *gate; /* gate: "" or why it would not go */
} Planned;
/* What would go until `until`, in order, for --dry-run. Writes nothing. */
GPtrArray *delivery_plan(Base *base, int64_t now, int64_t until, GError **error);

/* --- service mail
 * ------------------------------------------------------------------------------------- */
/* Inside the caller's transaction. Templates: "sign_up", "exists", "password_reset",
 * "email_change", "invitation", "employee_added", "alarm". payload: JSON for the template. */
bool service_mail_queue(Base *base, const Actor *actor, const char *template_name,
                        const char *address, const char *language, const char *payload,
                        GError **error);
/* Text of a service mail in its language: subject and plain text lines. Free both with g_free. */
bool service_mail_render(const char *template_name, const char *language, const char *payload,
                         char **subject, char **text, GError **error);
