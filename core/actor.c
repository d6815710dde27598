#include "base_internal.h"
#include "core/rights.h"

#include <glib/gi18n-lib.h>

static const struct {
    const char *code;
    const char *label;
} roles[] = {
    [ROLE_NONE] = {NULL, N_("No role")},         [ROLE_GUEST] = {"guest", N_("Guest")},
    [ROLE_MANAGER] = {"manager", N_("Manager")}, [ROLE_ADMIN] = {"admin", N_("Administrator")},
    [ROLE_OWNER] = {"owner", N_("Owner")},
};

const char *role_code(Role role)
{
    return roles[role].code;
}

Role role_from_code(const char *code)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        if (g_strcmp0(roles[role].code, code) == 0)
            return role;
    return ROLE_NONE;
}

const char *role_label(Role role)
{
    return _(roles[role].label);
}

Actor actor_profile(int64_t profile_id, int64_t now)
{
    return (Actor){.now = now, .profile_id = profile_id};
}

static bool refuse_entry(const char *sentence, GError **error)
{
    g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED, sentence);
    return false;
}

bool actor_enter(Base *base, const Actor *profile, int64_t enterprise_id, Actor *inside,
                 GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT employee.id, employee.role, employee.status FROM employee "
                     "JOIN enterprise ON enterprise.id = employee.enterprise_id "
                     "WHERE employee.enterprise_id = ? AND employee.profile_id = ? "
                     "AND employee.archived_at IS NULL AND enterprise.archived_at IS NULL"),
                 DB_ARGS(db_integer(enterprise_id), db_integer(profile->profile_id)), error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    if (!db_next(rows, &failure)) {
        if (!failure)
            return refuse_entry(_("you are no employee of this enterprise: ask its owner to add "
                                  "you"),
                                error);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (g_str_equal(db_column_text(rows, 2), "dismissed"))
        return refuse_entry(_("you are dismissed from this enterprise: only its owner or an "
                              "administrator can take you back"),
                            error);
    Actor entered = *profile;
    entered.enterprise_id = enterprise_id;
    entered.employee_id = db_column_integer(rows, 0);
    entered.role = role_from_code(db_column_text(rows, 1));
    *inside = entered;
    return true;
}

Actor actor_program(int64_t enterprise_id, int64_t now)
{
    return (Actor){.now = now, .enterprise_id = enterprise_id};
}

Actor actor_console(int64_t enterprise_id, int64_t now)
{
    return (Actor){.now = now, .enterprise_id = enterprise_id, .console = true};
}
