/* Signing in: throttled per account and per source, logged, the same words and the same time for an
 * unknown user. */
#include "auth_internal.h"

#include "core/contact.h"
#include "core/secret.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>

/* --- the log ---------------------------------------------------------------------------------- */

bool sign_in_log(Base *base, int64_t now, const char *email_key, const char *source,
                 int64_t profile_id, const char *outcome, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("INSERT INTO sign_in (at, email_key, source, profile_id, outcome) VALUES (?, ?, ?, ?, ?)"),
        DB_ARGS(db_integer(now), db_text(email_key), db_text(source ? source : ""),
                profile_id ? db_integer(profile_id) : DB_NOTHING, db_text(outcome)),
        NULL, error);
}

/* --- the ways in ------------------------------------------------------------------------------ */

typedef struct {
    int64_t now, profile_id;
    const char *email_key, *source, *outcome;
    const char *new_hash; /* the parameters have grown; NULL: they have not */
    int64_t counted;      /* by throttle_try; 0: no password was asked for */
} Entry;

static bool entry_body(Base *base, void *data, GError **error)
{
    const Entry *entry = data;
    bool ok = entry->profile_id && !g_str_equal(entry->outcome, "wrong") &&
              !g_str_equal(entry->outcome, "locked");
    if (ok &&
        (!throttle_forget(base, entry->email_key, entry->source, entry->counted, error) ||
         !db_execute(base_db(base), SQL("UPDATE profile SET signed_in_at = ? WHERE id = ?"),
                     DB_ARGS(db_integer(entry->now), db_integer(entry->profile_id)), NULL, error)))
        return false;
    if (entry->new_hash &&
        !auth_store_hash(base, entry->now, entry->profile_id, entry->new_hash, error))
        return false;
    return sign_in_log(base, entry->now, entry->email_key, entry->source, entry->profile_id,
                       entry->outcome, error);
}

static bool record_entry(Base *base, Entry *entry, GError **error)
{
    const Actor actor = auth_actor(entry->now);
    return base_write(base, &actor, entry_body, entry, error);
}

static bool refuse_wrong(GError **error)
{
    return auth_refuse(
        error, AUTH_ERROR_WRONG,
        _("wrong e-mail or password: check both; capital letters and the keyboard layout count"));
}

bool auth_refuse_locked(GError **error)
{
    return auth_refuse(error, AUTH_ERROR_LOCKED,
                       _("this profile is locked: ask the administrator of the server"));
}

/* A try that is refused is logged too. */
static bool try_sign_in(Base *base, int64_t now, const char *key, const char *source,
                        int64_t *counted, GError **error)
{
    if (throttle_try(base, now, THROTTLE_SIGN_IN, key, source, counted, error))
        return true;
    Entry entry = {.now = now, .email_key = key, .source = source, .outcome = "throttled"};
    record_entry(base, &entry, NULL);
    return false;
}

/* An address that is none still takes a hash's time. */
static char *key_or_typed(const char *email)
{
    char *key = email_normalise(email, NULL);
    return key ? key : g_strndup(email, 254);
}

bool auth_sign_in(Base *base, int64_t now, const char *email, const char *password,
                  const char *source, int64_t *profile_id, GError **error)
{
    g_autofree char *key = key_or_typed(email);
    g_auto(Login) login = {0};
    int64_t counted;
    if (!try_sign_in(base, now, key, source, &counted, error) ||
        !login_by_email(base, key, &login, error))
        return false;
    bool right = auth_verify(base, login.password_hash, password);
    g_auto(SecretText) grown =
        right && secret_needs_rehash(login.password_hash) ? auth_hash(base, password, NULL) : NULL;
    Entry entry = {.now = now,
                   .profile_id = login.id,
                   .email_key = key,
                   .source = source,
                   .outcome = !right         ? "wrong"
                              : login.locked ? "locked"
                                             : "ok",
                   .new_hash = grown,
                   .counted = counted};
    if (!record_entry(base, &entry, error))
        return false;
    if (!right)
        return refuse_wrong(error);
    if (login.locked)
        return auth_refuse_locked(error);
    *profile_id = login.id;
    return true;
}

static bool enter_without_password(Base *base, int64_t now, const Login *login, const char *key,
                                   const char *source, const char *outcome, int64_t *profile_id,
                                   GError **error)
{
    Entry entry = {.now = now,
                   .profile_id = login->id,
                   .email_key = key,
                   .source = source,
                   .outcome = login->locked ? "locked" : outcome};
    if (!record_entry(base, &entry, error))
        return false;
    if (login->locked)
        return auth_refuse_locked(error);
    *profile_id = login->id;
    return true;
}

bool auth_sign_in_owner(Base *base, int64_t now, const char *email, const char *source,
                        int64_t *profile_id, GError **error)
{
    g_autofree char *key = key_or_typed(email);
    g_auto(Login) login = {0};
    if (!login_by_email(base, key, &login, error))
        return false;
    if (!login.id)
        return auth_refuse(error, AUTH_ERROR_WRONG, _("there is no profile with the e-mail %s"),
                           email);
    return enter_without_password(base, now, &login, key, source, "owner", profile_id, error);
}

bool auth_sign_in_os_account(Base *base, int64_t now, const char *account, const char *source,
                             int64_t *profile_id, GError **error)
{
    bool found;
    int64_t id;
    *profile_id = 0;
    if (!db_get_integer(base_db(base), SQL("SELECT id FROM profile WHERE os_account = ?"),
                        DB_ARGS(db_text(account)), &id, &found, error))
        return false;
    g_auto(Login) login = {0};
    if (!found)
        return true;
    if (!login_by_id(base, id, &login, error))
        return false;
    g_autofree char *key = key_or_typed(login.email);
    return enter_without_password(base, now, &login, key, source, "os_account", profile_id, error);
}

bool auth_check_password(Base *base, const Actor *actor, const char *password, GError **error)
{
    g_auto(Login) login = {0};
    int64_t profile_id;
    return login_by_id(base, actor->profile_id, &login, error) &&
           auth_sign_in(base, actor->now, login.email, password, actor->source, &profile_id, error);
}

bool auth_has_password(Base *base, int64_t profile_id, bool *has, GError **error)
{
    g_auto(Login) login = {0};
    if (!login_by_id(base, profile_id, &login, error))
        return false;
    *has = login.password_hash != NULL;
    return true;
}

bool auth_is_locked(Base *base, int64_t profile_id, bool *locked, GError **error)
{
    g_auto(Login) login = {0};
    if (!login_by_id(base, profile_id, &login, error))
        return false;
    *locked = login.locked;
    return true;
}
