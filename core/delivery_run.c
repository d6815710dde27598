/* Runs of the mailer: who is at work, who has died. */
#include "delivery_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

Actor mailer_actor(int64_t now)
{
    return actor_program(0, now);
}

/* --- begin ------------------------------------------------------------------------------------ */

static char *lock_name(int place)
{
    return g_strdup_printf("mailer-%d", place);
}

/* Each of the places is a lock that ends with its holder. */
static bool take_place(Base *base, int parallel, DbLock **lock, int *place, GError **error)
{
    *lock = NULL;
    for (*place = 1; *place <= MAX(parallel, 1); ++*place) {
        g_autofree char *name = lock_name(*place);
        g_autoptr(GError) failure = NULL;
        if (db_lock(base_db(base), name, lock, &failure))
            return true;
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
    }
    return true;
}

typedef struct {
    int64_t now, id;
    char *lock_name;
} Beginning;

/* A pass that found nothing to do has left no trace but its row: the next one takes it over, so
 * that a timer that fires every minute does not fill the table. */
static bool take_over(Base *base, Beginning *beginning, int64_t process, int64_t *changed,
                      GError **error)
{
    return db_execute(
        base_db(base),
        SQL("UPDATE mailer_run SET lock_name = ?, host = ?, process = ?, started_at = ?, "
            "seen_at = ?, finished_at = NULL WHERE id = (SELECT max(id) FROM mailer_run) "
            "AND finished_at IS NOT NULL AND claims = 0 AND alarm = '' AND held = 0 "
            "AND digests = 0"),
        DB_ARGS(db_text(beginning->lock_name), db_text(g_get_host_name()), db_integer(process),
                db_integer(beginning->now), db_integer(beginning->now)),
        changed, error);
}

static bool begin_body(Base *base, void *data, GError **error)
{
    Beginning *beginning = data;
    int64_t process = getpid(), changed;
    if (!take_over(base, beginning, process, &changed, error))
        return false;
    if (changed)
        return db_get_integer(base_db(base), SQL("SELECT max(id) FROM mailer_run"), DB_NO_ARGS,
                              &beginning->id, NULL, error);
    return db_get_integer(base_db(base),
                          SQL("INSERT INTO mailer_run (lock_name, host, process, started_at, "
                              "seen_at) VALUES (?, ?, ?, ?, ?) RETURNING id"),
                          DB_ARGS(db_text(beginning->lock_name), db_text(g_get_host_name()),
                                  db_integer(process), db_integer(beginning->now),
                                  db_integer(beginning->now)),
                          &beginning->id, NULL, error);
}

static MailerRun *run_new(Base *base, DbLock *lock, int parallel, const Beginning *beginning)
{
    MailerRun *run = g_new0(MailerRun, 1);
    run->base = base;
    run->lock = lock;
    run->lock_name = g_strdup(beginning->lock_name);
    run->id = beginning->id;
    run->parallel = parallel;
    run->service.at = run->digests.at = INT64_MIN;
    run->texts =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)letter_text_unref);
    run->offered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return run;
}

MailerRun *mailer_run_start(Base *base, int64_t now, int parallel, GError **error)
{
    DbLock *lock;
    int place;
    if (!take_place(base, parallel, &lock, &place, error) || !lock)
        return NULL;
    g_autofree char *name = lock_name(place);
    Beginning beginning = {now, 0, name};
    Actor actor = mailer_actor(now);
    if (base_write(base, &actor, begin_body, &beginning, error))
        return run_new(base, lock, parallel, &beginning);
    db_unlock(lock);
    return NULL;
}

int64_t mailer_run_id(const MailerRun *run)
{
    return run->id;
}

/* --- go on, end ------------------------------------------------------------------------------- */

typedef struct {
    const MailerRun *run;
    int64_t now;
    const MailerFigures *figures;
    const char *alarm;
} Beat;

static bool beat_body(Base *base, void *data, GError **error)
{
    const Beat *beat = data;
    int64_t alive;
    if (!db_execute(base_db(base),
                    SQL("UPDATE mailer_run SET seen_at = ? WHERE id = ? AND finished_at IS NULL"),
                    DB_ARGS(db_integer(beat->now), db_integer(beat->run->id)), &alive, error))
        return false;
    if (!alive)
        g_set_error_literal(error, BASE_ERROR, BASE_ERROR_LOST,
                            _("the connection to the base was lost for a while, and another "
                              "mailer has taken over the letters of this one"));
    return alive;
}

bool mailer_run_beat(MailerRun *run, int64_t now, GError **error)
{
    Beat beat = {.run = run, .now = now};
    Actor actor = mailer_actor(now);
    return base_write(run->base, &actor, beat_body, &beat, error);
}

static bool finish_body(Base *base, void *data, GError **error)
{
    const Beat *beat = data;
    const MailerFigures *figures = beat->figures;
    return db_execute(base_db(base),
                      SQL("UPDATE mailer_run SET seen_at = ?, finished_at = ?, sent = ?, "
                          "deferred = ?, failed = ?, unknown = ?, held = ?, digests = ?, "
                          "claims = ?, alarm = ? WHERE id = ?"),
                      DB_ARGS(db_integer(beat->now), db_integer(beat->now),
                              db_integer(figures->sent), db_integer(figures->deferred),
                              db_integer(figures->failed), db_integer(figures->unknown),
                              db_integer(figures->held), db_integer(figures->digests),
                              db_integer(beat->run->claims),
                              db_text(beat->alarm ? beat->alarm : ""), db_integer(beat->run->id)),
                      NULL, error);
}

bool mailer_run_finish(MailerRun *run, int64_t now, const MailerFigures *figures, const char *alarm,
                       GError **error)
{
    Beat beat = {run, now, figures, alarm};
    Actor actor = mailer_actor(now);
    bool done = base_write(run->base, &actor, finish_body, &beat, error);
    g_clear_pointer(&run->lock, db_unlock);
    return done;
}

void mailer_run_free(MailerRun *run)
{
    if (!run)
        return;
    db_unlock(run->lock);
    g_free(run->lock_name);
    g_clear_pointer(&run->campaigns, g_array_unref);
    g_hash_table_unref(run->texts);
    g_hash_table_unref(run->offered);
    g_free(run);
}

bool mailer_heartbeat(Base *base, int64_t *seen_at, char **alarm, GError **error)
{
    if (alarm && !db_get_text(base_db(base),
                              SQL("SELECT COALESCE ((SELECT alarm FROM mailer_run "
                                  "WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1), '')"),
                              DB_NO_ARGS, alarm, NULL, error))
        return false;
    return db_get_integer(base_db(base),
                          SQL("SELECT COALESCE (max(seen_at), 0) FROM (SELECT seen_at "
                              "FROM mailer_run ORDER BY id DESC LIMIT 20) AS newest"),
                          DB_NO_ARGS, seen_at, NULL, error);
}
