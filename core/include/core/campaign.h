/* Campaigns: the chain of letters, enrolling clients, pausing, and what is due when (docs/rules.md,
 * "Scheduling"). Times are computed by core/schedule.h. */
#pragma once

#include "core/list.h"

#define CAMPAIGN_ERROR (campaign_error_quark())
GQuark campaign_error_quark(void);
typedef enum {
    CAMPAIGN_ERROR_NOT_FOUND, /* gone, archived, or of another enterprise */
    CAMPAIGN_ERROR_STEPS,     /* the chain as given is none: a letter twice, days out of range */
    CAMPAIGN_ERROR_CHANGED,   /* somebody else changed the chain meanwhile: read it again */
} CampaignError;

/* --- the chain -------------------------------------------------------------------------------- */

typedef struct {
    int64_t id; /* 0: not saved yet */
    int64_t letter_id;
    char *letter_name; /* for showing */
    int days;          /* after the letter before, 1–3650; the first: 0 */
    int64_t standing;  /* running enrollments whose next letter this is */
    int64_t sent;
} CampaignStep;
void campaign_step_free(CampaignStep *step);

/* In order. *version (may be NULL): of the campaign, for campaign_set_steps. */
GPtrArray *campaign_steps(Base *base, const Actor *actor, int64_t campaign_id, int64_t *version,
                          GError **error); /* of CampaignStep */

/* What a change of the chain would do, asked before it. */
typedef struct {
    int64_t moved;      /* running enrollments whose next letter, or its time, changes */
    int64_t nearest_at; /* when the first of these letters goes; 0: none */
} StepChange;

/* Replaces the chain: steps with an id are kept (moved, days changed), those missing are taken out
 * for good, new ones made; deliveries are recalculated and the change log written in the same
 * transaction. A recalculated letter is never due before the next opening. Who has finished stays
 * finished. `version`: as read with the chain; 0: whatever it is now. `dry`: only *change (may be
 * NULL otherwise). */
bool campaign_set_steps(Base *base, const Actor *actor, int64_t campaign_id, int64_t version,
                        const CampaignStep *steps, size_t n, bool dry, StepChange *change,
                        GError **error);

/* «Дослать»: those who finished before letters were appended go on with them. */
bool campaign_send_appended(Base *base, const Actor *actor, int64_t campaign_id, bool dry,
                            StepChange *change, GError **error);

/* --- enrolling -------------------------------------------------------------------------------- */

typedef struct {
    int64_t enrollment_id; /* the new one, or the existing one */
    bool existed;          /* a run existed: nothing was done */
    int64_t since;         /* existed: when it was made */
    int64_t due_at;        /* of its first letter; 0: the campaign has none yet */
} Enrolled;

/* What the form offers: the day (today before the opening, else the next sending day) and the
 * sentence, translated, that says when the first letter goes with each choice. Free both with
 * g_free. */
bool enrollment_defaults(Base *base, const Actor *actor, char **start_on, char **explanation,
                         GError **error);

/* `start_on` is ignored with at_once. `restart`: run + 1 though one exists; a run that still goes
 * on is stopped. Suppressed clients and those without an address are enrolled all the same: the
 * gate holds their letters and says so. */
bool enrollment_start(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                      const char *start_on, bool at_once, bool restart, Source source,
                      Enrolled *result, GError **error);
/* Inside an open transaction, for what core itself does: asks no rights, and an enterprise whose
 * window never opens is no error (the gate says so). list_id > 0 records the cause. */
bool enrollment_start_in(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                         const char *start_on, bool at_once, int64_t list_id, int64_t import_id,
                         Source source, Enrolled *result, GError **error);

/* --- pausing and stopping --------------------------------------------------------------------- */

typedef enum { PAUSE_ENTERPRISE, PAUSE_CAMPAIGN, PAUSE_LIST, PAUSE_ENROLLMENT } PauseScope;

/* Takes effect at the next claim. Paused already, or not paused: nothing happens. A paused list
 * holds every letter of the enrollments it caused. */
bool campaign_pause(Base *base, const Actor *actor, PauseScope scope, int64_t id, bool paused,
                    GError **error);
/* Whether that would be refused for want of a right. */
bool campaign_may_pause(Base *base, const Actor *actor, PauseScope scope, int64_t id, bool paused);
/* For good. Every role may. */
bool enrollment_stop(Base *base, const Actor *actor, int64_t enrollment_id, GError **error);

/* Of an enterprise, a campaign, a list (those it caused): the clients' campaigns that are neither
 * stopped nor finished. */
bool campaign_going_on(Base *base, const Actor *actor, PauseScope scope, int64_t id, int64_t *count,
                       GError **error);
/* Stops these for good, up to `limit` of them in one transaction, those after *after: 0 at first,
 * afterwards the last one, 0 when there was none any more. Clients who get the campaign later start
 * as ever. */
bool campaign_stop(Base *base, const Actor *actor, PauseScope scope, int64_t id, int limit,
                   int64_t *after, int64_t *stopped, GError **error);

/* The day of the letter that comes next, not before today nor on the day of the one before it;
 * moved forward to a sending day. Today: now, or the next opening. *due_at: when it goes. */
bool enrollment_move(Base *base, const Actor *actor, int64_t enrollment_id, const char *day_on,
                     int64_t *due_at, GError **error);
/* Undoing an import, in its transaction: enrollments it made that have sent nothing are stopped. */
bool enrollment_undo_import_in(Base *base, const Actor *actor, int64_t import_id, int64_t *stopped,
                               GError **error);

/* --- on the client's card --------------------------------------------------------------------- */

typedef struct {
    int64_t id, campaign_id, run;
    char *campaign;
    char *state; /* translated: «идёт», «на паузе», «остановлена», «завершена» */
    bool paused, stopped, finished;
    int64_t since;   /* when it was made */
    int64_t next_at; /* 0: nothing due */
    char *next_letter;
    int64_t sent;
} ClientEnrollment;
void client_enrollment_free(ClientEnrollment *enrollment);
GPtrArray *enrollments_of_client(Base *base, const Actor *actor, int64_t client_id,
                                 GError **error); /* of ClientEnrollment, newest first */

typedef struct {
    int64_t delivery_id, letter_id;
    char *campaign, *letter, *subject;
    char *state; /* code */
    char *reply; /* the server's last word, "" before there is one */
    char *shown; /* translated state with its reason: «почему не отправлено» */
    int64_t at;  /* sent_at, or next_at */
} ClientLetter;
void client_letter_free(ClientLetter *letter);
GPtrArray *letters_of_client(Base *base, const Actor *actor, int64_t client_id,
                             GError **error); /* of ClientLetter, newest first */

/* The bytes of a letter that was claimed. NULL without error: not rendered yet. */
GBytes *delivery_bytes(Base *base, const Actor *actor, int64_t delivery_id, GError **error);

/* Which gate holds each unsent letter of an enrollment, a sentence each; what it says when there is
 * none (finished, stopped) is a sentence too. */
GPtrArray *enrollment_why(Base *base, const Actor *actor, int64_t enrollment_id,
                          GError **error); /* of char * */
