/* One-time codes: eight digits by mail, their hash in the base, five tries, half an hour (an
 * invitation: two weeks). */
#include "auth_internal.h"

#include "core/secret.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>

#define CODE_LIFE (30 * WHEN_MINUTE)
#define INVITATION_LIFE (14 * WHEN_DAY)

void fresh_code_clear(FreshCode *fresh)
{
    g_clear_pointer(&fresh->code, secret_free);
    g_clear_pointer(&fresh->hash, g_free);
}

bool fresh_code_make(Base *base, FreshCode *fresh, GError **error)
{
    fresh->code = secret_code();
    fresh->hash = auth_hash(base, fresh->code, error);
    return fresh->hash != NULL;
}

void live_code_clear(LiveCode *live)
{
    g_clear_pointer(&live->payload, g_free);
}

int64_t code_life(const char *purpose)
{
    return g_str_equal(purpose, "invitation") ? INVITATION_LIFE : CODE_LIFE;
}

bool code_store(Base *base, int64_t now, const char *purpose, const char *email_key,
                int64_t profile_id, const FreshCode *fresh, const char *payload, GError **error)
{
    return db_enter(base_db(base), 0, error) &&
           db_execute(
               base_db(base),
               SQL("DELETE FROM one_time_code WHERE purpose = ? AND email_key = ? AND used_at IS NULL"),
               DB_ARGS(db_text(purpose), db_text(email_key)), NULL, error) &&
           db_execute(
               base_db(base),
               SQL("INSERT INTO one_time_code (purpose, email_key, profile_id, code_hash, payload, created_at, expires_at) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)"),
               DB_ARGS(db_text(purpose), db_text(email_key),
                       profile_id ? db_integer(profile_id) : DB_NOTHING, db_text(fresh->hash),
                       db_text(payload), db_integer(now), db_integer(now + code_life(purpose))),
               NULL, error);
}

typedef struct {
    int64_t now;
    const char *purpose, *email_key;
    LiveCode *live;
    char *hash;
} CodeTry;

/* Spends the try before the code is compared: tries made side by side are counted too. */
static bool spend_try(Base *base, void *data, GError **error)
{
    CodeTry *try = data;
    g_clear_pointer(&try->hash, g_free);
    live_code_clear(try->live);
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("UPDATE one_time_code SET tries_left = tries_left - 1 WHERE purpose = ? AND email_key = ? AND used_at IS NULL "
            "AND expires_at > ? AND tries_left > 0 RETURNING id, profile_id, payload, code_hash"),
        DB_ARGS(db_text(try->purpose), db_text(try->email_key), db_integer(try->now)), error);
    g_autoptr(GError) failure = NULL;
    if (!rows)
        return false;
    if (db_next(rows, &failure)) {
        *try->live = (LiveCode){db_column_integer(rows, 0), db_column_integer(rows, 1),
                                g_strdup(db_column_text(rows, 2))};
        try->hash = g_strdup(db_column_text(rows, 3));
    }
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool refuse_code(GError **error)
{
    return auth_refuse(
        error, AUTH_ERROR_CODE,
        _("this code does not fit: it may be mistyped, used or too old; ask for a new one"));
}

bool code_check(Base *base, int64_t now, const char *purpose, const char *email_key,
                const char *code, LiveCode *live, GError **error)
{
    const Actor actor = auth_actor(now);
    CodeTry try = {now, purpose, email_key, live, NULL};
    if (!base_write(base, &actor, spend_try, &try, error))
        return false;
    g_autofree char *hash = try.hash;
    g_autofree char *typed = g_strstrip(g_strdup(code));
    return auth_verify(base, hash, typed) || refuse_code(error);
}

bool code_spend(Base *base, int64_t now, int64_t id, GError **error)
{
    int64_t changed;
    if (!db_execute(
            base_db(base),
            SQL("UPDATE one_time_code SET used_at = ?, payload = '' WHERE id = ? AND used_at IS NULL"),
            DB_ARGS(db_integer(now), db_integer(id)), &changed, error))
        return false;
    return changed == 1 || refuse_code(error);
}
