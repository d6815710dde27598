#include "world.h"
#include "store_base.h"

#include "core/secret.h"

#include <glib/gstdio.h>
#include <string.h>

#define BATCH 64

int64_t at(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *full = g_strdup_printf("%.16s:00%s", text, text + 16);
    int64_t instant = 0;
    when_parse(full, &instant, &error);
    g_assert_no_error(error);
    return instant;
}

/* --- the base --------------------------------------------------------------------------------- */

static void begin(World *world)
{
    g_autoptr(GError) error = NULL;
    DbActor actor = {.enterprise_id = world->enterprise, .program = "test"};
    db_begin(base_db(world->base), &actor, DB_SLICE, &error);
    db_enter(base_db(world->base), 0, &error);
    g_assert_no_error(error);
}

static void commit(World *world)
{
    g_autoptr(GError) error = NULL;
    db_commit(base_db(world->base), &error);
    g_assert_no_error(error);
}

void world_execute(World *world, const char *sql, const DbValue *args, size_t n)
{
    g_autoptr(GError) error = NULL;
    begin(world);
    db_execute(base_db(world->base), sql, args, n, NULL, &error);
    g_assert_no_error(error);
    commit(world);
}

int64_t world_insert(World *world, const char *sql, const DbValue *args, size_t n)
{
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    begin(world);
    db_get_integer(base_db(world->base), sql, args, n, &id, NULL, &error);
    g_assert_no_error(error);
    commit(world);
    return id;
}

int64_t world_integer(World *world, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    db_get_integer(base_db(world->base), sql, DB_NO_ARGS, &value, NULL, &error);
    g_assert_no_error(error);
    return value;
}

char *world_text(World *world, const char *sql)
{
    g_autoptr(GError) error = NULL;
    char *value = NULL;
    db_get_text(base_db(world->base), sql, DB_NO_ARGS, &value, NULL, &error);
    g_assert_no_error(error);
    return value;
}

char *world_states(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows =
        db_query(base_db(world->base),
                 SQL("SELECT state, count(*) FROM delivery WHERE kind = 'letter' "
                     "GROUP BY state ORDER BY state"),
                 DB_NO_ARGS, &error);
    GString *states = g_string_new(NULL);
    while (db_next(rows, &error))
        g_string_append_printf(states, "%s%s %" G_GINT64_FORMAT, states->len ? ", " : "",
                               db_column_text(rows, 0), db_column_integer(rows, 1));
    g_assert_no_error(error);
    return g_string_free(states, FALSE);
}

/* --- what there is ---------------------------------------------------------------------------- */

static DbValue key(void)
{
    return db_blob("\xff", 1);
}

int64_t world_enterprise(World *world, const char *name, const char *zone)
{
    world->enterprise = world_insert(
        world,
        SQL("INSERT INTO enterprise (full_name, zone, created_at, updated_at, sort_key) "
            "VALUES (?, ?, 0, 0, ?) RETURNING id"),
        DB_ARGS(db_text(name), db_text(zone), key()));
    world->status = world_insert(world,
                                 SQL("INSERT INTO client_status (enterprise_id, name, position) "
                                     "VALUES (?, 'Новый', 1) RETURNING id"),
                                 DB_ARGS(db_integer(world->enterprise)));
    world->actor = actor_console(world->enterprise, world->actor.now);
    return world->enterprise;
}

int64_t world_client(World *world, const char *email)
{
    int64_t id = world_insert(
        world,
        SQL("INSERT INTO client (enterprise_id, surname, first_name, email, status_id, created_at, "
            "updated_at, sort_key, company_key, email_key, phone_key) "
            "VALUES (?, 'Коваль', 'Олена', ?, ?, 0, 0, ?, ?, ?, ?) RETURNING id"),
        DB_ARGS(db_integer(world->enterprise), db_text(email ? email : ""),
                db_integer(world->status), key(), key(), key(), key()));
    if (email)
        world_execute(
            world,
            SQL("INSERT INTO client_contact (enterprise_id, client_id, kind, position, "
                "value, value_key) VALUES (?, ?, 'email', 0, ?, ?)"),
            DB_ARGS(db_integer(world->enterprise), db_integer(id), db_text(email), db_text(email)));
    return id;
}

static int64_t insert_part(World *world, const char *sql, const char *name)
{
    int64_t content = world_insert(world,
                                   SQL("INSERT INTO content (enterprise_id, html, created_at) "
                                       "VALUES (?, ?, 0) RETURNING id"),
                                   DB_ARGS(db_integer(world->enterprise), db_text("<p>…</p>")));
    return world_insert(
        world, sql,
        DB_ARGS(db_integer(world->enterprise), db_text(name), db_integer(content), key()));
}

int64_t world_letter(World *world, const char *name)
{
    int64_t subject =
        world_insert(world,
                     SQL("INSERT INTO subject (enterprise_id, text, created_at, updated_at, "
                         "sort_key) VALUES (?, ?, 0, 0, ?) RETURNING id"),
                     DB_ARGS(db_integer(world->enterprise), db_text(name), key()));
    int64_t body = insert_part(world,
                               SQL("INSERT INTO body (enterprise_id, name, content_id, "
                                   "created_at, updated_at, sort_key) "
                                   "VALUES (?, ?, ?, 0, 0, ?) RETURNING id"),
                               name);
    int64_t signature = insert_part(world,
                                    SQL("INSERT INTO signature (enterprise_id, name, content_id, "
                                        "created_at, updated_at, sort_key) "
                                        "VALUES (?, ?, ?, 0, 0, ?) RETURNING id"),
                                    name);
    return world_insert(world,
                        SQL("INSERT INTO letter (enterprise_id, name, subject_id, body_id, "
                            "signature_id, created_at, updated_at, sort_key) "
                            "VALUES (?, ?, ?, ?, ?, 0, 0, ?) RETURNING id"),
                        DB_ARGS(db_integer(world->enterprise), db_text(name), db_integer(subject),
                                db_integer(body), db_integer(signature), key()));
}

int64_t world_campaign(World *world, const int *days, size_t n)
{
    int64_t id = world_insert(world,
                              SQL("INSERT INTO campaign (enterprise_id, name, created_at, "
                                  "updated_at, sort_key) VALUES (?, 'Знакомство', 0, 0, ?) "
                                  "RETURNING id"),
                              DB_ARGS(db_integer(world->enterprise), key()));
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)campaign_step_free);
    for (size_t i = 0; i < n; i++) {
        CampaignStep *step = g_new0(CampaignStep, 1);
        g_autofree char *name = g_strdup_printf("Письмо %" G_GINT64_FORMAT, ++world->next);
        step->letter_id = world_letter(world, name);
        step->days = days[i];
        g_ptr_array_add(steps, step);
    }
    world_set_steps(world, id, steps, false, NULL);
    return id;
}

int64_t world_list(World *world, const char *name)
{
    g_autofree char *hash = secret_token();
    return world_insert(
        world,
        SQL("INSERT INTO list (enterprise_id, name, api_hash, created_at, "
            "updated_at, sort_key) VALUES (?, ?, ?, 0, 0, ?) RETURNING id"),
        DB_ARGS(db_integer(world->enterprise), db_text(name), db_text(hash), key()));
}

void world_up(World *world, const void *data)
{
    g_autoptr(GError) error = NULL;
    world->folder = g_dir_make_tmp("campaign-XXXXXX", &error);
    g_assert_no_error(error);
    world->base = store_base(world->folder, 0, &world->url);
    world->mailer = base_open(world->url, PROGRAM_MAILER, &error);
    g_assert_no_error(error);
    world->actor.now = at("2026-07-01T08:00+03:00");
    world_enterprise(world, "Зерно", "Europe/Kyiv");
}

void world_down(World *world, const void *data)
{
    base_close(world->mailer);
    base_close(world->base);
    store_remove(world->url);
    g_autoptr(GDir) dir = g_dir_open(world->folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(world->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(world->folder);
    g_free(world->folder);
    g_free(world->url);
}

/* --- what happens ----------------------------------------------------------------------------- */

Enrolled world_enroll(World *world, int64_t client, int64_t campaign, const char *start_on)
{
    g_autoptr(GError) error = NULL;
    Enrolled enrolled;
    enrollment_start(world->base, &world->actor, client, campaign, start_on, !start_on, false,
                     SOURCE_CARD, &enrolled, &error);
    g_assert_no_error(error);
    return enrolled;
}

void world_set_steps(World *world, int64_t campaign, GPtrArray *steps, bool dry, StepChange *change)
{
    g_autoptr(GError) error = NULL;
    g_autofree CampaignStep *plain = g_new0(CampaignStep, steps->len + 1);
    for (guint i = 0; i < steps->len; i++)
        plain[i] = *(CampaignStep *)steps->pdata[i];
    campaign_set_steps(world->base, &world->actor, campaign, 0, plain, steps->len, dry, change,
                       &error);
    g_assert_no_error(error);
}

static OutcomeKind accept(const DueDelivery *due, int64_t now, void *data, const char **code)
{
    return OUTCOME_SENT;
}

static void settle_batch(Base *base, MailerRun *run, int64_t now, Claim *claims, guint n,
                         Postman postman, void *data, Pass *pass)
{
    g_autoptr(GError) error = NULL;
    g_autofree const DueDelivery **flying = g_new0(const DueDelivery *, n + 1);
    g_autofree bool *ok = g_new0(bool, n + 1);
    g_autofree Outcome *outcomes = g_new0(Outcome, n + 1);
    size_t n_flying = 0, n_outcomes = 0;
    for (guint i = 0; i < n; i++)
        if (claims[i].claimed)
            flying[n_flying++] = claims[i].due;
    pass->claimed += (int64_t)n_flying;
    delivery_in_data(base, run, now, flying, ok, n_flying, &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < n_flying; i++)
        if (ok[i]) {
            Outcome *outcome = &outcomes[n_outcomes++];
            *outcome = (Outcome){.due = flying[i], .at = now, .reply = "said the server"};
            outcome->kind = postman(flying[i], now, data, &outcome->code);
        }
    delivery_settle(base, run, now, outcomes, n_outcomes, &error);
    g_assert_no_error(error);
}

static void send_batch(Base *base, MailerRun *run, int64_t now, GPtrArray *due, Postman postman,
                       void *data, Pass *pass)
{
    g_autoptr(GError) error = NULL;
    g_autofree Claim *claims = g_new0(Claim, due->len);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < due->len; i++) {
        const DueDelivery *one = due->pdata[i];
        char *id = one->message_id ? g_strdup(one->message_id) : secret_token();
        g_ptr_array_add(ids, id);
        claims[i] =
            (Claim){.due = one, .message_id = id, .dated_at = now, .bytes = id, .size = strlen(id)};
    }
    delivery_claim(base, run, now, claims, due->len, &error);
    g_assert_no_error(error);
    settle_batch(base, run, now, claims, due->len, postman, data, pass);
}

static void send_all(Base *base, MailerRun *run, int64_t now, Postman postman, void *data,
                     Pass *pass)
{
    g_autoptr(GError) error = NULL;
    for (;;) {
        int64_t held = 0;
        g_autoptr(GPtrArray) due = delivery_due(base, run, now, DELIVERY_ALL, BATCH, &held, &error);
        g_assert_no_error(error);
        pass->held += held;
        pass->offered += due->len;
        if (due->len == 0)
            return;
        send_batch(base, run, now, due, postman, data, pass);
    }
}

Pass world_pass(World *world, Base *base, int64_t now, Postman postman, void *data)
{
    g_autoptr(GError) error = NULL;
    Pass pass = {0};
    g_autoptr(MailerRun) run = mailer_run_start(base, now, 4, &error);
    g_assert_no_error(error);
    g_assert_nonnull(run);
    delivery_recover(base, run, now, &pass.requeued, &pass.unknown, &error);
    g_assert_no_error(error);
    send_all(base, run, now, postman ? postman : accept, data, &pass);
    MailerFigures figures = {.sent = pass.claimed, .held = pass.held};
    mailer_run_finish(run, now, &figures, NULL, &error);
    g_assert_no_error(error);
    return pass;
}
