/* Campaigns: the chain of steps, enrolling clients, pausing, and what is due when. Times by
 * core/schedule.h. */
#pragma once

#include "core/list.h"

typedef struct {
    int64_t id; /* 0: not saved yet */
    int64_t letter_id;
    char *letter_name; /* for showing */
    int days;          /* after the letter before; the first: 0 */
    int64_t standing;  /* running enrollments whose next letter this is */
    int64_t sent;
} CampaignStep;
void campaign_step_free(CampaignStep *step);

GPtrArray *campaign_steps(Base *base, const Actor *actor, int64_t campaign_id,
                          GError **error); /* of CampaignStep, in order */

/* What a change of the chain would do, asked before it: how many running enrollments move, when the
 * nearest letter goes. */
typedef struct {
    int64_t moved, nearest_at; /* 0: none */
} StepChange;
/* Replaces the chain: steps with an id are kept (moved, days changed), those missing are taken out
 * for good, new ones made. In one transaction with the change log and the recalculated deliveries.
 * `dry`: only *change. */
bool campaign_set_steps(Base *base, const Actor *actor, int64_t campaign_id,
                        const CampaignStep *steps, size_t n, bool dry, StepChange *change,
                        GError **error);

typedef struct {
    int64_t enrollment_id; /* the new one, or the existing one */
    bool existed;          /* a run existed: nothing was done */
    int64_t since;         /* existed: when it was made */
    int64_t due_at;        /* of its first letter */
} Enrolled;

/* Defaults of the form: day = today before the opening, else the next sending day;
 * *at_once_allowed, and the sentence (translated, g_free) saying when the first letter goes with
 * each choice. */
bool enrollment_defaults(Base *base, const Actor *actor, char **start_on, char **explanation,
                         GError **error);
/* `start_on` NULL with at_once. `restart`: run + 1 though one exists. Suppressed or address-less
 * clients are enrolled all the same; the gate holds their letters and says so. */
bool enrollment_start(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                      const char *start_on, bool at_once, bool restart, Source source,
                      Enrolled *result, GError **error);
/* Inside an open transaction, for joins, import and API: no rights check of its own, list_id > 0
 * records the cause. */
bool enrollment_start_in(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                         const char *start_on, bool at_once, int64_t list_id, int64_t import_id,
                         Source source, Enrolled *result, GError **error);

typedef enum { PAUSE_ENTERPRISE, PAUSE_CAMPAIGN, PAUSE_LIST, PAUSE_ENROLLMENT } PauseScope;
bool campaign_pause(Base *base, const Actor *actor, PauseScope scope, int64_t id, bool paused,
                    GError **error);
bool enrollment_stop(Base *base, const Actor *actor, int64_t enrollment_id, GError **error);

/* A client's campaigns, for the card. */
typedef struct {
    int64_t id, campaign_id, run;
    char *campaign;
    char *state; /* translated: «идёт», «на паузе», «остановлена», «завершена» */
    bool paused, stopped, finished;
    int64_t next_at; /* 0: nothing due */
    char *next_letter;
    int64_t sent;
} ClientEnrollment;
GPtrArray *enrollments_of_client(Base *base, const Actor *actor, int64_t client_id, GError **error);

/* A client's letters, sent and due: button «письма». */
typedef struct {
    int64_t delivery_id;
    char *campaign, *letter, *subject;
    char *state; /* code */
    char *shown; /* translated state with its reason: «почему не отправлено» */
    int64_t at;  /* sent_at, or next_at */
} ClientLetter;
GPtrArray *letters_of_client(Base *base, const Actor *actor, int64_t client_id, GError **error);
/* The stored bytes of a letter that was claimed (NULL: not rendered yet). */
GBytes *delivery_bytes(Base *base, const Actor *actor, int64_t delivery_id, GError **error);
/* Which gate holds each unsent letter of an enrollment, as sentences. */
GPtrArray *enrollment_why(Base *base, const Actor *actor, int64_t enrollment_id,
                          GError **error); /* of char * */
