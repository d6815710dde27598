/* What is measured on every base: the work of core as the client and the mailer ask for it. */
#pragma once

#include "core/delivery.h"

#define WORK_NOW (INT64_C(1782900000) * 1000000) /* 2026-07-01 13:00 in Kyiv */
#define WORK_DAY INT64_C(86400000000)

typedef struct {
    Base *base; /* as the client opens it, for the owner of the enterprise */
    Actor actor;
    GArray *clients;   /* int64_t: those of the enterprise when it was opened */
    GRand *rand;       /* the same numbers on every side */
    Base *mailer;      /* as the mailer opens it; NULL: no letters were sent yet */
    MailerRun *run;    /* of that; may be NULL */
    int64_t mailed_at; /* the clock of that run */
    GArray *servers;   /* the server's processes for them */
    gint64 server_us;  /* what these had taken by the end of the work before */
} Side;

/* Ends the program with a sentence if the base cannot be opened. */
void side_open(Side *side, const char *url, int64_t enterprise_id);
void side_close(Side *side);

typedef struct Measure {
    const char *label;
    void (*work)(Side *side, const struct Measure *measure, GError **error);
    const char *order, *search;
    bool backward;
    int64_t now;  /* letters: those due by then; 0: of no use here */
    bool letters; /* asks for a base of bench-enrol */
} Measure;

extern const Measure work_measures[];
extern const size_t n_work_measures;

/* Microseconds: on the clock, and of a core: the program's and the server's process. The latter two
 * know nothing of others who use the machine. */
typedef struct {
    gint64 us, core_us;
} Took;
/* Ends the program with a sentence if the work fails. */
Took work_once(Side *side, const Measure *measure);
