/* An enterprise with clients, letters and campaigns, and a mailer whose server does as it is told.
 */
#pragma once

#include "campaign_internal.h"
#include "core/campaign.h"
#include "core/delivery.h"
#include "rows.h"

typedef struct {
    char *folder, *url;
    Base *base;   /* as the admin program opens it */
    Base *mailer; /* as the mailer does */
    int64_t enterprise, status, next;
    Actor actor; /* the console in the enterprise; `now` as the test sets it */
} World;

void world_up(World *world, const void *data);
void world_down(World *world, const void *data);
#define WORLD_TEST(path, function) g_test_add(path, World, NULL, world_up, function, world_down)

/* "2026-07-01T10:00+03:00" (seconds 0). */
int64_t at(const char *text);

/* --- the base --------------------------------------------------------------------------------- */

void world_execute(World *world, const char *sql, const DbValue *args, size_t n);
int64_t world_insert(World *world, const char *sql, const DbValue *args,
                     size_t n); /* … RETURNING */
int64_t world_integer(World *world, const char *sql);
char *world_text(World *world, const char *sql);
/* "sent 3, queued 1": deliveries of letters by state, in the order of the states' names. */
char *world_states(World *world);
#define assert_states(world, expected)                                                             \
    G_STMT_START                                                                                   \
    {                                                                                              \
        g_autofree char *states_ = world_states(world);                                            \
        g_assert_cmpstr(states_, ==, expected);                                                    \
    }                                                                                              \
    G_STMT_END

/* --- what there is ---------------------------------------------------------------------------- */

int64_t world_enterprise(World *world, const char *name, const char *zone);
int64_t world_client(World *world, const char *email); /* NULL: without an address */
int64_t world_letter(World *world, const char *name);
/* Letters of their own, `days` apart; days[0] is 0. */
int64_t world_campaign(World *world, const int *days, size_t n);
int64_t world_list(World *world, const char *name);

/* --- what happens ----------------------------------------------------------------------------- */

/* NULL start: at once. */
Enrolled world_enroll(World *world, int64_t client, int64_t campaign, const char *start_on);
void world_set_steps(World *world, int64_t campaign, GPtrArray *steps, bool dry,
                     StepChange *change);

/* What the server says to a letter; *code (an enhanced status code) is NULL when it is called. */
typedef OutcomeKind (*Postman)(const DueDelivery *due, int64_t now, void *data, const char **code);
typedef struct {
    int64_t offered, claimed, held, requeued, unknown;
} Pass;
/* One pass of the mailer over `base`: everything that is due goes through claim, in_data and
 * settle. `postman` NULL: everything is accepted. */
Pass world_pass(World *world, Base *base, int64_t now, Postman postman, void *data);
