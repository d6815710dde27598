/* How often something may be tried: per account or address, and per source. */
#include "auth_internal.h"

#include "core/when.h"

#include <glib/gi18n-lib.h>

#define LONGEST_WAIT 300                   /* seconds */
#define FORGOTTEN_AFTER (60 * WHEN_MINUTE) /* a try does not count for ever */

typedef struct {
    const char *prefix; /* of the name in the table */
    int64_t free;       /* tries before the first wait */
} Limit;

/* A whole office may sign up from one source; a mailbox needs few codes. */
static const struct {
    Limit target, source;
} limits[] = {
    [THROTTLE_SIGN_IN] = {{"account:", 3}, {"source:", 3}},
    [THROTTLE_CODE] = {{"codes to:", 3}, {"codes from:", 20}},
};

/* The n-th try after the free ones is followed by 2^n seconds. */
static int64_t wait_after(const Limit *limit, int64_t tries)
{
    int64_t late = tries - limit->free;
    if (late <= 0)
        return 0;
    return (late > 8 ? LONGEST_WAIT : MIN(LONGEST_WAIT, INT64_C(1) << late)) * WHEN_SECOND;
}

/* One of the two as it stands. */
typedef struct {
    const Limit *limit;
    char *name;
    int64_t tries, until;
} Counter;

static void counter_clear(Counter *counter)
{
    g_free(counter->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Counter, counter_clear)

static bool counter_read(Base *base, const Limit *limit, const char *of, int64_t now,
                         Counter *counter, GError **error)
{
    *counter = (Counter){.limit = limit, .name = g_strconcat(limit->prefix, of, NULL)};
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT failures, blocked_until, updated_at FROM throttle WHERE name = ?"),
                 DB_ARGS(db_text(counter->name)), error);
    g_autoptr(GError) failure = NULL;
    if (!rows)
        return false;
    if (db_next(rows, &failure) && db_column_integer(rows, 2) + FORGOTTEN_AFTER > now) {
        counter->tries = db_column_integer(rows, 0);
        counter->until = db_column_integer(rows, 1);
    }
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool counter_add(Base *base, const Counter *counter, int64_t now, GError **error)
{
    int64_t tries = counter->tries + 1;
    return db_execute(
        base_db(base),
        SQL("INSERT INTO throttle (name, failures, blocked_until, updated_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, "
            "blocked_until = excluded.blocked_until, updated_at = excluded.updated_at"),
        DB_ARGS(db_text(counter->name), db_integer(tries),
                db_integer(now + wait_after(counter->limit, tries)), db_integer(now)),
        NULL, error);
}

typedef struct {
    int64_t now;
    Throttle kind;
    const char *target, *source;
    int64_t wait;         /* µs; 0: go ahead */
    int64_t source_tries; /* this one counted */
} Try;

static bool try_body(Base *base, void *data, GError **error)
{
    Try *try = data;
    g_auto(Counter) target = {0}, source = {0};
    if (!counter_read(base, &limits[try->kind].target, try->target, try->now, &target, error) ||
        !counter_read(base, &limits[try->kind].source, try->source, try->now, &source, error))
        return false;
    try->wait = MAX(0, MAX(target.until, source.until) - try->now);
    if (try->wait)
        return true;
    try->source_tries = source.tries + 1;
    return counter_add(base, &target, try->now, error) &&
           counter_add(base, &source, try->now, error);
}

static bool refuse_wait(Throttle kind, int seconds, GError **error)
{
    const char *words =
        kind == THROTTLE_SIGN_IN
            ? g_dngettext(GETTEXT_PACKAGE, "too many failed tries: wait %d second and try again",
                          "too many failed tries: wait %d seconds and try again", (gulong)seconds)
            : g_dngettext(GETTEXT_PACKAGE,
                          "too many codes were asked for: look for the mail with the last one, or "
                          "wait %d second and try again",
                          "too many codes were asked for: look for the mail with the last one, or "
                          "wait %d seconds and try again",
                          (gulong)seconds);
    return auth_refuse(error, AUTH_ERROR_THROTTLED, words, seconds);
}

bool throttle_try(Base *base, int64_t now, Throttle kind, const char *target, const char *source,
                  int64_t *counted, GError **error)
{
    const Actor actor = auth_actor(now);
    Try try = {.now = now, .kind = kind, .target = target, .source = source ? source : ""};
    if (!base_write(base, &actor, try_body, &try, error))
        return false;
    if (counted)
        *counted = try.source_tries;
    int seconds = (int)((try.wait + WHEN_SECOND - 1) / WHEN_SECOND);
    return !seconds || refuse_wait(kind, seconds, error);
}

/* The source gets back what this try cost, and its wait unless others failed meanwhile; no more, or
 * who has one account could wipe out with it what was tried on others. */
bool throttle_forget(Base *base, const char *email_key, const char *source, int64_t counted,
                     GError **error)
{
    g_autofree char *account = g_strconcat(limits[THROTTLE_SIGN_IN].target.prefix, email_key, NULL);
    g_autofree char *from =
        g_strconcat(limits[THROTTLE_SIGN_IN].source.prefix, source ? source : "", NULL);
    return db_execute(base_db(base), SQL("DELETE FROM throttle WHERE name = ?"),
                      DB_ARGS(db_text(account)), NULL, error) &&
           (!counted ||
            db_execute(base_db(base),
                       SQL("UPDATE throttle SET failures = failures - 1, "
                           "blocked_until = CASE failures WHEN ? THEN 0 ELSE blocked_until END "
                           "WHERE name = ? AND failures > 0"),
                       DB_ARGS(db_integer(counted), db_text(from)), NULL, error));
}
