/* Signing up and accepting an invitation: nothing exists before the code from the mail has been
 * typed. */
#include "auth_internal.h"

#include "core/contact.h"
#include "core/delivery.h"
#include "core/secret.h"

#include <glib/gi18n-lib.h>

/* --- asking for a code ------------------------------------------------------------------------ */

typedef struct {
    int64_t now;
    const SignUp *form;
    const char *key, *password_hash;
    const FreshCode *fresh;
    bool known; /* the address has a profile */
} Request;

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* A known address gets a mail that says so: who owns it learns of the try, who typed it learns
 * nothing. */
static bool request_body(Base *base, void *data, GError **error)
{
    const Request *request = data;
    const SignUp *form = request->form;
    const Actor actor = auth_actor(request->now);
    g_autofree char *name = payload_of("name", or_empty(form->first_name), PAYLOAD_END);
    if (request->known)
        return service_mail_queue(base, &actor, "exists", form->email, or_empty(form->language),
                                  name, error);
    g_autofree char *kept =
        payload_of("surname", form->surname, "first_name", form->first_name, "patronymic",
                   form->patronymic, "email", form->email, "phone", form->phone, "language",
                   form->language, "password_hash", request->password_hash, PAYLOAD_END);
    g_autofree char *mail =
        payload_of("name", or_empty(form->first_name), "code", request->fresh->code, PAYLOAD_END);
    return code_store(base, request->now, "sign_up", request->key, 0, request->fresh, kept,
                      error) &&
           service_mail_queue(base, &actor, "sign_up", form->email, or_empty(form->language), mail,
                              error);
}

static bool check_form(const SignUp *form, char **key, GError **error)
{
    if (!form->first_name || !*form->first_name)
        return auth_refuse(error, AUTH_ERROR_WRONG, _("the first name is missing: it is needed"));
    *key = email_normalise(form->email, error);
    if (!*key)
        return false;
    GError *weak = NULL;
    if (secret_check_password(form->password, &weak))
        return true;
    auth_refuse(error, AUTH_ERROR_PASSWORD, "%s", weak->message);
    g_error_free(weak);
    return false;
}

bool auth_sign_up(Base *base, int64_t now, const SignUp *form, const char *source, GError **error)
{
    const Actor actor = auth_actor(now);
    g_autofree char *key = NULL;
    g_auto(Login) login = {0};
    g_auto(FreshCode) fresh = {0};
    if (!check_form(form, &key, error) ||
        !throttle_try(base, now, THROTTLE_CODE, key, source, NULL, error) ||
        !login_by_email(base, key, &login, error) || !fresh_code_make(base, &fresh, error))
        return false;
    g_auto(SecretText) hash = auth_hash(base, form->password, error);
    Request request = {now, form, key, hash, &fresh, login.id != 0};
    return hash && base_write(base, &actor, request_body, &request, error);
}

/* --- the code --------------------------------------------------------------------------------- */

typedef struct {
    int64_t now;
    const LiveCode *live;
    const SignUp *form;
    const char *password_hash;
    int64_t profile_id;
} Confirmation;

static bool confirm_body(Base *base, void *data, GError **error)
{
    Confirmation *confirmation = data;
    return code_spend(base, confirmation->now, confirmation->live->id, error) &&
           auth_insert_profile(base, confirmation->now, confirmation->form,
                               confirmation->password_hash, &confirmation->profile_id, error);
}

static bool confirm(Base *base, Confirmation *confirmation, int64_t *profile_id, GError **error)
{
    const Actor actor = auth_actor(confirmation->now);
    if (!base_write(base, &actor, confirm_body, confirmation, error))
        return false;
    *profile_id = confirmation->profile_id;
    return true;
}

bool auth_confirm_sign_up(Base *base, int64_t now, const char *email, const char *code,
                          int64_t *profile_id, GError **error)
{
    g_autofree char *key = email_normalise(email, error);
    g_auto(LiveCode) live = {0};
    if (!key || !code_check(base, now, "sign_up", key, code, &live, error))
        return false;
    g_autofree char *surname = payload_get(live.payload, "surname");
    g_autofree char *first_name = payload_get(live.payload, "first_name");
    g_autofree char *patronymic = payload_get(live.payload, "patronymic");
    g_autofree char *address = payload_get(live.payload, "email");
    g_autofree char *phone = payload_get(live.payload, "phone");
    g_autofree char *language = payload_get(live.payload, "language");
    g_auto(SecretText) hash = payload_get(live.payload, "password_hash");
    const SignUp form = {surname, first_name, patronymic, address, phone, NULL, language};
    Confirmation confirmation = {.now = now, .live = &live, .form = &form, .password_hash = hash};
    return confirm(base, &confirmation, profile_id, error);
}

bool auth_accept_invitation(Base *base, int64_t now, const SignUp *form, const char *code,
                            int64_t *profile_id, GError **error)
{
    g_autofree char *key = NULL;
    g_auto(LiveCode) live = {0};
    if (!check_form(form, &key, error) ||
        !code_check(base, now, "invitation", key, code, &live, error))
        return false;
    g_auto(SecretText) hash = auth_hash(base, form->password, error);
    Confirmation confirmation = {.now = now, .live = &live, .form = form, .password_hash = hash};
    return hash && confirm(base, &confirmation, profile_id, error);
}
