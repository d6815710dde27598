/* A role on the server for each program. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "admin.h"

static const struct {
    const char *option;
    Program program;
} programs[] = {
    {"client", PROGRAM_CLIENT},
    {"mailer", PROGRAM_MAILER},
    {"api", PROGRAM_API},
};

static const char *role_at(const Admin *admin, size_t i)
{
    return program_text(admin->invocation, programs[i].option);
}

/* The second program's rights would replace those of the first. */
static bool is_named_before(const Admin *admin, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (g_strcmp0(role_at(admin, i), role_at(admin, j)) == 0)
            return true;
    return false;
}

static bool check_roles(const Admin *admin, GError **error)
{
    size_t n = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        if (!role_at(admin, i))
            continue;
        if (is_named_before(admin, i)) {
            g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                        _("two programs cannot share the role %s"), role_at(admin, i));
            return false;
        }
        n++;
    }
    if (n == 0)
        g_set_error_literal(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                            _("which role? Give --client, --mailer or --api"));
    return n > 0;
}

bool grant_roles(Admin *admin, GError **error)
{
    if (!check_roles(admin, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        const char *role = role_at(admin, i), *program = base_program_name(programs[i].program);
        if (!role)
            continue;
        if (!base_grant(admin->base, programs[i].program, role, admin->now, error))
            return false;
        g_autofree char *text = g_strdup_printf(_("%s has the rights of %s"), role, program);
        admin_print(admin, json_pack("{s:s,s:s}", "role", role, "program", program), text);
    }
    if (base_notice(admin->base))
        fprintf(stderr, "ukrcrm-admin: %s\n", base_notice(admin->base));
    return true;
}
