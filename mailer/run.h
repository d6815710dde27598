/* One pass of the mailer: lock, journal, what dead runs left, then letter by letter until nothing
 * is due. The calling thread owns the base and commits for all connections. */
#pragma once

#include "core/base.h"
#include "core/delivery.h"
#include "outcome.h"
#include "render.h"

#define RUN_ERROR (run_error_quark())
GQuark run_error_quark(void);
typedef enum {
    RUN_ERROR_RESTORED, /* the journal knows acceptances that the base does not, or this machine
                           passes: nothing was sent */
    RUN_ERROR_JOURNAL,  /* it is another journal than the base remembers: nothing was sent */
} RunError;

/* Borrowed. */
typedef struct {
    const Relay *relay;
    RenderSettings render;
    int connections, parallel;
    const char *journal;
    unsigned kinds; /* DELIVERY_BITs */
    int64_t limit;  /* letters at most; 0: all */
    int signals;    /* signalfd: readable when the run is to end early; -1: none */
    int64_t (*now)(void *data);
    void *now_data;
} RunSettings;

typedef struct {
    bool elsewhere; /* as many mailers as allowed are at work already: nothing was done */
    bool stopped;   /* by a signal */
    MailerFigures figures;
    RunEffect effect;     /* not RUN_GOES_ON: why the run ended before all was sent */
    char *alarm;          /* one sentence for the admin; NULL: none */
    GPtrArray *unreached; /* of char *: who has no address for the digest; NULL: nobody */
} RunResult;

void run_result_clear(RunResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RunResult, run_result_clear)

/* false: the base, the journal or the settings failed; what was done until then stands in
 * result->figures and in the base. */
bool run_pass(Base *base, const RunSettings *settings, RunResult *result, GError **error);
