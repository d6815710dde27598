/* People: add, list, lock, tie to a system account. */
#include <glib/gi18n-lib.h>

#include "admin.h"
#include "core/auth.h"
#include "core/contact.h"
#include "core/query.h"
#include "core/record.h"
#include "core/secret.h"

/* Before the password is asked for: it would have been typed in vain. */
static bool check_new(const Admin *admin, GError **error)
{
    g_autofree char *key = email_normalise(admin->arguments[0], error);
    if (!key)
        return false;
    if (*program_text(admin->invocation, "first-name"))
        return true;
    g_set_error_literal(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                        _("--first-name is missing: it is needed"));
    return false;
}

bool user_add(Admin *admin, GError **error)
{
    if (!check_new(admin, error))
        return false;
    g_auto(SecretText) password = admin_read_password(_("Password of the new person"), error);
    int64_t profile_id;
    if (!password)
        return false;
    const SignUp form = {.surname = program_text(admin->invocation, "surname"),
                         .first_name = program_text(admin->invocation, "first-name"),
                         .patronymic = program_text(admin->invocation, "patronymic"),
                         .email = admin->arguments[0],
                         .password = password,
                         .language = program_text(admin->invocation, "language")};
    if (!auth_create_profile(admin->base, admin->now, &form, &profile_id, error))
        return false;
    g_autofree char *text =
        g_strdup_printf(_("added: person %lld, %s"), (long long)profile_id, admin->arguments[0]);
    admin_print(admin,
                json_pack("{s:I,s:s}", "id", (json_int_t)profile_id, "email", admin->arguments[0]),
                text);
    return true;
}

bool user_passwd(Admin *admin, GError **error)
{
    g_auto(SecretText) password = admin_read_password(_("New password"), error);
    return password &&
           auth_set_password(admin->base, admin->now, admin->arguments[0], password, error);
}

static void print_person(const Admin *admin, const QueryRow *row)
{
    g_autofree char *text =
        g_strdup_printf("%lld\t%s\t%s", (long long)row->id, row->cells[1], row->cells[0]);
    admin_print(admin,
                json_pack("{s:I,s:s,s:s}", "id", (json_int_t)row->id, "email", row->cells[1],
                          "name", row->cells[0]),
                text);
}

bool user_list(Admin *admin, GError **error)
{
    const Actor console = actor_console(0, admin->now);
    const Query query = {.entity = &profile_entity};
    g_autofree char *position = NULL;
    for (;;) {
        g_autoptr(GPtrArray) rows =
            query_page(admin->base, &console, &query, position, false, 500, NULL, error);
        if (!rows)
            return false;
        for (guint i = 0; i < rows->len; i++)
            print_person(admin, rows->pdata[i]);
        if (rows->len < 500)
            return true;
        g_free(position);
        position = g_strdup(((const QueryRow *)rows->pdata[rows->len - 1])->position);
    }
}

bool user_lock(Admin *admin, GError **error)
{
    return auth_lock(admin->base, admin->now, admin->arguments[0], true, error);
}

bool user_unlock(Admin *admin, GError **error)
{
    return auth_lock(admin->base, admin->now, admin->arguments[0], false, error);
}

bool user_tie(Admin *admin, GError **error)
{
    return auth_tie_os_account(admin->base, admin->now, admin->arguments[0],
                               admin->n > 1 ? admin->arguments[1] : NULL, error);
}
