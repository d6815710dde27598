/* Adding an employee by address, and what an invitation becomes. */
#include "auth_internal.h"
#include "save.h"

#include "core/contact.h"
#include "core/delivery.h"
#include "core/record.h"

#include <glib/gi18n-lib.h>

typedef struct {
    int64_t enterprise_id, id;
    Role role;
    char *position, *hired_on;
} Invitation;

static void invitation_clear(gpointer data)
{
    Invitation *invitation = data;
    g_free(invitation->position);
    g_free(invitation->hired_on);
}

/* Those still open for an address, to enterprises where the profile is no employee. */
static GArray *invitations_of(Base *base, const char *email_key, int64_t profile_id, int64_t now,
                              GError **error)
{
    g_autoptr(GArray) invitations = g_array_new(FALSE, FALSE, sizeof(Invitation));
    g_array_set_clear_func(invitations, invitation_clear);
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT enterprise_id, id, role, position, hired_on FROM invitation WHERE email_key = ? AND accepted_at IS NULL "
            "AND withdrawn_at IS NULL AND expires_at > ? AND NOT EXISTS (SELECT 1 FROM employee "
            "WHERE employee.enterprise_id = invitation.enterprise_id AND employee.profile_id = ?) ORDER BY id"),
        DB_ARGS(db_text(email_key), db_integer(now), db_integer(profile_id)), error);
    g_autoptr(GError) failure = NULL;
    if (!rows)
        return NULL;
    while (db_next(rows, &failure)) {
        Invitation invitation = {db_column_integer(rows, 0), db_column_integer(rows, 1),
                                 role_from_code(db_column_text(rows, 2)),
                                 g_strdup(db_column_text(rows, 3)),
                                 g_strdup(db_column_text(rows, 4))};
        g_array_append_val(invitations, invitation);
    }
    if (!failure)
        return g_steal_pointer(&invitations);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

static bool insert_employee(Base *base, const Actor *actor, const Invitation *as,
                            int64_t profile_id, SaveBatch *batch, int64_t *id, GError **error)
{
    g_autoptr(Record) employee = record_new(base, actor, &employee_entity);
    record_set_integer(employee, "profile_id", profile_id);
    record_set_text(employee, "role", role_code(as->role));
    record_set_text(employee, "position", as->position ? as->position : "");
    record_set_text(employee, "hired_on", as->hired_on ? as->hired_on : "");
    if (!record_save_in(base, actor, employee, batch, NULL, error))
        return false;
    if (id)
        *id = employee->id;
    return true;
}

static bool accept(Base *base, int64_t now, const Invitation *invitation, int64_t profile_id,
                   GError **error)
{
    const Actor actor = actor_program(invitation->enterprise_id, now);
    SaveBatch batch = {.trusted = true};
    return insert_employee(base, &actor, invitation, profile_id, &batch, NULL, error) &&
           db_execute(
               base_db(base),
               SQL("UPDATE invitation SET accepted_at = ? WHERE enterprise_id = ? AND id = ?"),
               DB_ARGS(db_integer(now), db_integer(invitation->enterprise_id),
                       db_integer(invitation->id)),
               NULL, error);
}

bool invitations_accept(Base *base, int64_t now, const char *email_key, int64_t profile_id,
                        GError **error)
{
    g_autoptr(GArray) invitations = invitations_of(base, email_key, profile_id, now, error);
    for (guint i = 0; invitations && i < invitations->len; i++) {
        if (!accept(base, now, &g_array_index(invitations, Invitation, i), profile_id, error))
            return false;
    }
    return invitations != NULL;
}

/* --- by address ------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    const char *email, *key;
    const Login *login;
    const FreshCode *fresh;
    Invitation as;
    int64_t employee_id;
} Adding;

static char *enterprise_name(Base *base, int64_t enterprise_id)
{
    char *name = NULL;
    bool found;
    db_get_text(
        base_db(base),
        SQL("SELECT CASE WHEN short_name <> '' THEN short_name ELSE full_name END FROM enterprise WHERE id = ?"),
        DB_ARGS(db_integer(enterprise_id)), &name, &found, NULL);
    return name ? name : g_strdup("");
}

static bool add_known(Base *base, Adding *adding, const char *enterprise, GError **error)
{
    SaveBatch batch = {0};
    g_autofree char *payload =
        payload_of("enterprise", enterprise, "role", role_code(adding->as.role), PAYLOAD_END);
    return insert_employee(base, adding->actor, &adding->as, adding->login->id, &batch,
                           &adding->employee_id, error) &&
           service_mail_queue(base, adding->actor, "employee_added", adding->login->email,
                              adding->login->language, payload, error);
}

static char *inviter_language(Base *base, const Actor *actor)
{
    g_auto(Login) inviter = {0};
    return login_by_id(base, actor->profile_id, &inviter, NULL) && inviter.id
               ? g_strdup(inviter.language)
               : g_strdup("");
}

/* An invitation that is still open is replaced: its role or position may have been a slip. */
static bool invite(Base *base, const Adding *adding, const char *enterprise, GError **error)
{
    const Actor *actor = adding->actor;
    Db *db = base_db(base);
    g_autofree char *payload =
        payload_of("enterprise", enterprise, "code", adding->fresh->code, PAYLOAD_END);
    g_autofree char *language = inviter_language(base, actor);
    return code_store(base, actor->now, "invitation", adding->key, 0, adding->fresh, "", error) &&
           db_execute(
               db,
               SQL("UPDATE invitation SET withdrawn_at = ? WHERE enterprise_id = ? AND email_key = ? AND accepted_at IS NULL "
                   "AND withdrawn_at IS NULL"),
               DB_ARGS(db_integer(actor->now), db_integer(actor->enterprise_id),
                       db_text(adding->key)),
               NULL, error) &&
           db_execute(
               db,
               SQL("INSERT INTO invitation (enterprise_id, email, email_key, role, position, hired_on, code_hash, invited_by, "
                   "created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
               DB_ARGS(db_integer(actor->enterprise_id), db_text(adding->email),
                       db_text(adding->key), db_text(role_code(adding->as.role)),
                       db_text(adding->as.position), db_text(adding->as.hired_on),
                       db_text(adding->fresh->hash),
                       actor->employee_id ? db_integer(actor->employee_id) : DB_NOTHING,
                       db_integer(actor->now), db_integer(actor->now + code_life("invitation"))),
               NULL, error) &&
           service_mail_queue(base, actor, "invitation", adding->email, language, payload, error);
}

static bool add_body(Base *base, void *data, GError **error)
{
    Adding *adding = data;
    adding->employee_id = 0;
    g_autofree char *enterprise = enterprise_name(base, adding->actor->enterprise_id);
    return adding->login->id ? add_known(base, adding, enterprise, error)
                             : invite(base, adding, enterprise, error);
}

/* The same rule that saving an employee applies, asked before an invitation is written. */
static bool check_rank(Base *base, const Actor *actor, Role role, GError **error)
{
    if (!right_check(base, actor, RIGHT_ADD_EMPLOYEE, false, error))
        return false;
    if (role != ROLE_NONE && (actor->console || actor->role == ROLE_OWNER || actor->role > role))
        return true;
    g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                        _("you may give only roles below your own"));
    return false;
}

/* The console's word is its own. */
static bool make_code(Base *base, const Actor *actor, const char *key, FreshCode *fresh,
                      GError **error)
{
    return (actor->console ||
            throttle_try(base, actor->now, THROTTLE_CODE, key, actor->source, NULL, error)) &&
           fresh_code_make(base, fresh, error);
}

bool auth_add_employee(Base *base, const Actor *actor, const char *email, Role role,
                       const char *position, const char *hired_on, int64_t *employee_id,
                       GError **error)
{
    g_autofree char *address = email_clean(email, error);
    g_autofree char *key = address ? email_normalise(address, error) : NULL;
    g_auto(Login) login = {0};
    g_auto(FreshCode) fresh = {0};
    if (!key || !check_rank(base, actor, role, error) || !login_by_email(base, key, &login, error))
        return false;
    if (!login.id && !make_code(base, actor, key, &fresh, error))
        return false;
    Adding adding = {
        actor,  address, key,
        &login, &fresh,  {.role = role, .position = (char *)position, .hired_on = (char *)hired_on},
        0};
    if (!adding.as.position)
        adding.as.position = (char *)"";
    if (!base_write(base, actor, add_body, &adding, error))
        return false;
    *employee_id = adding.employee_id;
    return true;
}
