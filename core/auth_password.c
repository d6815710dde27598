/* A new password, a new address: with the present password, or with a code from a mail. */
#include "auth_internal.h"
#include "save.h"

#include "core/contact.h"
#include "core/delivery.h"
#include "core/record.h"
#include "core/secret.h"

#include <glib/gi18n-lib.h>

static bool check_new_password(const char *password, GError **error)
{
    g_autoptr(GError) weak = NULL;
    return secret_check_password(password, &weak) ||
           auth_refuse(error, AUTH_ERROR_PASSWORD, "%s", weak->message);
}

typedef struct {
    int64_t now, profile_id;
    const LiveCode *live; /* NULL: the present password was given */
    const char *hash;
} NewPassword;

static bool password_body(Base *base, void *data, GError **error)
{
    const NewPassword *change = data;
    return (!change->live || code_spend(base, change->now, change->live->id, error)) &&
           auth_store_hash(base, change->now, change->profile_id, change->hash, error);
}

bool auth_change_password(Base *base, const Actor *actor, const char *old_password,
                          const char *new_password, GError **error)
{
    if (!check_new_password(new_password, error) ||
        !auth_check_password(base, actor, old_password, error))
        return false;
    g_auto(SecretText) hash = auth_hash(base, new_password, error);
    const Actor global = auth_actor(actor->now);
    NewPassword change = {actor->now, actor->profile_id, NULL, hash};
    return hash && base_write(base, &global, password_body, &change, error);
}

/* --- forgotten -------------------------------------------------------------------------------- */

typedef struct {
    int64_t now;
    const char *purpose, *template_name, *address, *key;
    const Login *login;
    const FreshCode *fresh;
} CodeMail;

static bool code_mail_body(Base *base, void *data, GError **error)
{
    const CodeMail *mail = data;
    const Actor actor = auth_actor(mail->now);
    g_autofree char *payload = payload_of("code", mail->fresh->code, PAYLOAD_END);
    g_autofree char *kept = payload_of("email", mail->address, PAYLOAD_END);
    return code_store(base, mail->now, mail->purpose, mail->key, mail->login->id, mail->fresh, kept,
                      error) &&
           service_mail_queue(base, &actor, mail->template_name, mail->address,
                              mail->login->language, payload, error);
}

bool auth_request_reset(Base *base, int64_t now, const char *email, const char *source,
                        GError **error)
{
    const Actor actor = auth_actor(now);
    g_autofree char *key = email_normalise(email, error);
    g_auto(Login) login = {0};
    g_auto(FreshCode) fresh = {0};
    /* The code is made for an unknown address too: the same time, the same answer. */
    if (!key || !throttle_try(base, now, THROTTLE_CODE, key, source, NULL, error) ||
        !login_by_email(base, key, &login, error) || !fresh_code_make(base, &fresh, error))
        return false;
    CodeMail mail = {now, "password_reset", "password_reset", login.email, key, &login, &fresh};
    return !login.id || base_write(base, &actor, code_mail_body, &mail, error);
}

bool auth_reset(Base *base, int64_t now, const char *email, const char *code,
                const char *new_password, int64_t *profile_id, GError **error)
{
    const Actor actor = auth_actor(now);
    g_autofree char *key = email_normalise(email, error);
    g_auto(LiveCode) live = {0};
    g_auto(Login) login = {0};
    if (!key || !check_new_password(new_password, error) ||
        !code_check(base, now, "password_reset", key, code, &live, error) ||
        !login_by_id(base, live.profile_id, &login, error))
        return false;
    if (login.locked)
        return auth_refuse_locked(error);
    g_auto(SecretText) hash = auth_hash(base, new_password, error);
    NewPassword change = {now, live.profile_id, &live, hash};
    if (!hash || !base_write(base, &actor, password_body, &change, error))
        return false;
    *profile_id = live.profile_id;
    return true;
}

/* --- another address -------------------------------------------------------------------------- */

static bool refuse_taken(const char *email, GError **error)
{
    return auth_refuse(error, AUTH_ERROR_EXISTS,
                       _("%s belongs to another profile: choose another address"), email);
}

/* The code's key is the profile, not the address: who confirms types only the code. */
static char *change_key(int64_t profile_id)
{
    return g_strdup_printf("profile:%lld", (long long)profile_id);
}

bool auth_request_email_change(Base *base, const Actor *actor, const char *new_email,
                               GError **error)
{
    g_autofree char *address = email_clean(new_email, error);
    g_autofree char *key = address ? email_normalise(address, error) : NULL;
    g_auto(Login) taken = {0}, own = {0};
    g_auto(FreshCode) fresh = {0};
    if (!key || !throttle_try(base, actor->now, THROTTLE_CODE, key, actor->source, NULL, error) ||
        !login_by_email(base, key, &taken, error) ||
        !login_by_id(base, actor->profile_id, &own, error))
        return false;
    if (taken.id)
        return refuse_taken(address, error);
    if (!fresh_code_make(base, &fresh, error))
        return false;
    g_autofree char *code_key = change_key(actor->profile_id);
    CodeMail mail = {actor->now, "email_change", "email_change", address, code_key, &own, &fresh};
    const Actor global = auth_actor(actor->now);
    return base_write(base, &global, code_mail_body, &mail, error);
}

typedef struct {
    const Actor *actor;
    const LiveCode *live;
    const char *email;
} EmailChange;

static bool email_body(Base *base, void *data, GError **error)
{
    const EmailChange *change = data;
    g_autofree char *key = email_normalise(change->email, error);
    g_auto(Login) taken = {0};
    if (!key || !login_by_email(base, key, &taken, error))
        return false;
    if (taken.id)
        return refuse_taken(change->email, error);
    g_autoptr(Record) profile =
        record_load(base, change->actor, &profile_entity, change->actor->profile_id, error);
    if (!profile)
        return false;
    record_set_text(profile, "email", change->email);
    SaveBatch batch = {.trusted = true};
    return code_spend(base, change->actor->now, change->live->id, error) &&
           record_save_in(base, change->actor, profile, &batch, NULL, error) &&
           db_execute(base_db(base), SQL("UPDATE profile SET email_verified_at = ? WHERE id = ?"),
                      DB_ARGS(db_integer(change->actor->now), db_integer(profile->id)), NULL,
                      error) &&
           invitations_accept(base, change->actor->now, key, profile->id, error);
}

bool auth_confirm_email_change(Base *base, const Actor *actor, const char *code, GError **error)
{
    g_autofree char *code_key = change_key(actor->profile_id);
    g_auto(LiveCode) live = {0};
    if (!code_check(base, actor->now, "email_change", code_key, code, &live, error))
        return false;
    g_autofree char *email = payload_get(live.payload, "email");
    const Actor global = auth_actor(actor->now);
    EmailChange change = {actor, &live, email};
    return base_write(base, &global, email_body, &change, error);
}
