/* docs/rules.md, "Roles". */
#include "base_internal.h"
#include "rights_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK(rights_error, rights_error)

#define NONE EXTENT_NONE
#define OWN EXTENT_OWN
#define ALL EXTENT_ALL

/* The default matrix: what a new enterprise starts with. Columns: guest, manager, admin, owner. */
static const struct {
    const char *code;
    const char *label;
    Extent extents[4];
} actions[N_RIGHTS] = {
    [RIGHT_CREATE_ENTERPRISE] = {"create_enterprise",
                                 N_("Create enterprises"),
                                 {ALL, ALL, ALL, ALL}},
    [RIGHT_EDIT_ENTERPRISE] = {"edit_enterprise",
                               N_("Edit the enterprise"),
                               {NONE, NONE, ALL, ALL}},
    [RIGHT_ADD_EMPLOYEE] = {"add_employee", N_("Add employees"), {NONE, NONE, ALL, ALL}},
    [RIGHT_EDIT_EMPLOYEE] = {"edit_employee", N_("Edit employees"), {OWN, OWN, ALL, ALL}},
    [RIGHT_ADD_CLIENT] = {"add_client", N_("Add clients"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_CLIENT] = {"edit_client", N_("Edit clients"), {NONE, ALL, ALL, ALL}},
    [RIGHT_ADD_TASK] = {"add_task", N_("Add tasks"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_TASK] = {"edit_task", N_("Edit tasks"), {OWN, ALL, ALL, ALL}},
    [RIGHT_CLOSE_TASK] = {"close_task", N_("Close and cancel tasks"), {NONE, ALL, ALL, ALL}},
    [RIGHT_ADD_CONTENT] = {"add_content",
                           N_("Add subjects, bodies, signatures"),
                           {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_CONTENT] = {"edit_content",
                            N_("Edit subjects, bodies, signatures"),
                            {NONE, OWN, ALL, ALL}},
    [RIGHT_CREATE_LETTER] = {"create_letter", N_("Create letters"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_LETTER] = {"edit_letter", N_("Edit letters"), {NONE, OWN, ALL, ALL}},
    [RIGHT_CREATE_CAMPAIGN] = {"create_campaign", N_("Create campaigns"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_CAMPAIGN] = {"edit_campaign", N_("Edit campaigns"), {NONE, OWN, ALL, ALL}},
    [RIGHT_ENROLL] = {"enroll", N_("Add campaigns to clients"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_ENROLLMENT] = {"edit_enrollment",
                               N_("Edit clients' campaigns"),
                               {NONE, ALL, ALL, ALL}},
    [RIGHT_CREATE_LIST] = {"create_list", N_("Create lists"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EDIT_LIST] = {"edit_list", N_("Edit lists"), {NONE, OWN, ALL, ALL}},
    [RIGHT_FILL_LIST] = {"fill_list",
                         N_("Fill lists and give them campaigns"),
                         {NONE, ALL, ALL, ALL}},
    [RIGHT_IMPORT] = {"import", N_("Import clients"), {NONE, ALL, ALL, ALL}},
    [RIGHT_EXPORT] = {"export", N_("Export"), {NONE, NONE, ALL, ALL}},
    [RIGHT_ARCHIVE] = {"archive", N_("Archive and restore"), {NONE, NONE, ALL, ALL}},
    [RIGHT_SEE_SECRETS] = {"see_secrets",
                           N_("See the API hash, the audit and the mail settings"),
                           {NONE, NONE, ALL, ALL}},
    [RIGHT_LIFT_SUPPRESSION] = {"lift_suppression",
                                N_("Allow mail to a client again"),
                                {NONE, NONE, ALL, ALL}},
    [RIGHT_SHARE_VIEW] = {"share_view", N_("Share saved views"), {NONE, OWN, ALL, ALL}},
};

const char *right_code(Right action)
{
    return actions[action].code;
}

const char *right_label(Right action)
{
    return _(actions[action].label);
}

Extent right_default(Role role, Right action)
{
    return role == ROLE_NONE ? NONE : actions[action].extents[role - ROLE_GUEST];
}

static int action_from_code(const char *code)
{
    for (int action = 0; action < N_RIGHTS; action++)
        if (g_str_equal(actions[action].code, code))
            return action;
    return -1;
}

static const char *const extent_codes[] = {"none", "own", "all"};

static Extent extent_from_code(const char *code)
{
    for (Extent extent = NONE; extent <= ALL; extent++)
        if (g_str_equal(extent_codes[extent], code))
            return extent;
    return NONE;
}

/* --- an enterprise's own matrix --------------------------------------------------------------- */

typedef struct {
    Extent cell[ROLE_OWNER + 1][N_RIGHTS];
} Matrix;

/* What a row is missing for (an action newer than the enterprise) is as by default. */
static void matrix_default(Matrix *matrix)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        for (int action = 0; action < N_RIGHTS; action++)
            matrix->cell[role][action] = right_default(role, action);
}

/* NULL: it could not be read. */
static Matrix *matrix_read(Base *base, int64_t enterprise_id, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base), SQL("SELECT role, action, extent FROM role_right WHERE enterprise_id = ?"),
        DB_ARGS(db_integer(enterprise_id)), error);
    if (!rows)
        return NULL;
    g_autofree Matrix *matrix = g_new0(Matrix, 1);
    matrix_default(matrix);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        Role role = role_from_code(db_column_text(rows, 0));
        int action = action_from_code(db_column_text(rows, 1));
        if (action >= 0 && role < ROLE_OWNER)
            matrix->cell[role][action] = extent_from_code(db_column_text(rows, 2));
    }
    return rows_ended(failure, error) ? g_steal_pointer(&matrix) : NULL;
}

static const Matrix *matrix_of(Base *base, int64_t enterprise_id, GError **error)
{
    GHashTable *matrices = base_cache(base, CACHE_RIGHTS, g_free);
    Matrix *matrix = g_hash_table_lookup(matrices, &enterprise_id);
    if (!matrix && (matrix = matrix_read(base, enterprise_id, error)))
        g_hash_table_insert(matrices, g_memdup2(&enterprise_id, sizeof enterprise_id), matrix);
    return matrix;
}

typedef struct {
    int64_t enterprise_id, profile_id;
    Role role;
} Member;

/* All zero when there is no such employee, or a dismissed one. NULL: it could not be read. */
static Member *member_read(Base *base, int64_t employee_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT enterprise_id, profile_id, role FROM employee WHERE id = ? "
                     "AND status <> 'dismissed' AND archived_at IS NULL"),
                 DB_ARGS(db_integer(employee_id)), error);
    if (!rows)
        return NULL;
    g_autofree Member *member = g_new0(Member, 1);
    GError *failure = NULL;
    if (db_next(rows, &failure))
        *member = (Member){db_column_integer(rows, 0), db_column_integer(rows, 1),
                           role_from_code(db_column_text(rows, 2))};
    return rows_ended(failure, error) ? g_steal_pointer(&member) : NULL;
}

static const Member *member_of(Base *base, int64_t employee_id, GError **error)
{
    GHashTable *members = base_cache(base, CACHE_MEMBERS, g_free);
    Member *member = g_hash_table_lookup(members, &employee_id);
    if (!member && (member = member_read(base, employee_id, error)))
        g_hash_table_insert(members, g_memdup2(&employee_id, sizeof employee_id), member);
    return member;
}

static bool find_role(Base *base, const Actor *actor, Role *role, GError **error)
{
    *role = ROLE_NONE;
    if (!actor->employee_id || !actor->enterprise_id)
        return true;
    const Member *member = member_of(base, actor->employee_id, error);
    if (member && member->enterprise_id == actor->enterprise_id &&
        member->profile_id == actor->profile_id)
        *role = member->role;
    return member != NULL;
}

Role rights_role(Base *base, const Actor *actor)
{
    Role role;
    find_role(base, actor, &role, NULL);
    return role;
}

/* What a program does on nobody's behalf: the API takes clients in, the mailer turns replies into
 * tasks. */
static Extent program_extent(Program program, Right action)
{
    switch (program) {
    case PROGRAM_API:
        return action == RIGHT_ADD_CLIENT || action == RIGHT_EDIT_CLIENT ||
                       action == RIGHT_FILL_LIST || action == RIGHT_ENROLL
                   ? ALL
                   : NONE;
    case PROGRAM_MAILER:
        return action == RIGHT_ADD_TASK || action == RIGHT_EDIT_ENROLLMENT ? ALL : NONE;
    default:
        return NONE;
    }
}

static bool find_extent(Base *base, const Actor *actor, Right action, Extent *extent,
                        GError **error)
{
    Role role;
    *extent = NONE;
    if (actor->console || (actor->profile_id && action == RIGHT_CREATE_ENTERPRISE))
        *extent = ALL;
    else if (!actor->profile_id)
        *extent = program_extent(base_program(base), action);
    else {
        const Matrix *matrix = find_role(base, actor, &role, error)
                                   ? matrix_of(base, actor->enterprise_id, error)
                                   : NULL;
        if (!matrix)
            return false;
        *extent = matrix->cell[role][action];
    }
    return true;
}

Extent right_extent(Base *base, const Actor *actor, Right action)
{
    Extent extent;
    find_extent(base, actor, action, &extent, NULL);
    return extent;
}

static bool refuse(Base *base, const Actor *actor, Right action, Extent extent, GError **error)
{
    Role role = rights_role(base, actor);
    if (!actor->profile_id)
        g_set_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                    _("a program may not do this by itself: %s"), right_label(action));
    else if (role == ROLE_NONE)
        g_set_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                    _("only employees of the enterprise may do this: %s"), right_label(action));
    else
        g_set_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                    extent == OWN ? _("the role “%s” allows this for one's own only: %s")
                                  : _("the role “%s” does not allow: %s"),
                    role_label(role), right_label(action));
    return false;
}

bool right_check(Base *base, const Actor *actor, Right action, bool own, GError **error)
{
    Extent extent;
    return find_extent(base, actor, action, &extent, error) &&
           (extent == ALL || (extent == OWN && own) || refuse(base, actor, action, extent, error));
}

bool rights_check_member(Base *base, const Actor *actor, GError **error)
{
    Role role;
    if (actor->console || !actor->profile_id || !actor->enterprise_id)
        return true;
    if (!find_role(base, actor, &role, error))
        return false;
    if (role == ROLE_NONE)
        g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                            _("you are no employee of this enterprise any more"));
    return role != ROLE_NONE;
}

/* --- changing it ------------------------------------------------------------------------------ */

bool rights_seed(Base *base, int64_t enterprise_id, GError **error)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        for (int action = 0; action < N_RIGHTS; action++)
            if (!db_execute(base_db(base),
                            SQL("INSERT INTO role_right (enterprise_id, role, action, extent) "
                                "VALUES (?, ?, ?, ?)"),
                            DB_ARGS(db_integer(enterprise_id), db_text(role_code(role)),
                                    db_text(right_code(action)),
                                    db_text(extent_codes[right_default(role, action)])),
                            NULL, error))
                return false;
    return true;
}

static bool refuse_set(const char *sentence, GError **error)
{
    g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED, sentence);
    return false;
}

typedef struct {
    const Actor *actor;
    Role role;
    Right action;
    Extent extent;
} Cell;

static bool write_cell(Base *base, void *data, GError **error)
{
    const Cell *cell = data;
    if (!base_refresh(base, error))
        return false;
    Role role;
    if (!find_role(base, cell->actor, &role, error))
        return false;
    if (!cell->actor->console && role != ROLE_OWNER)
        return refuse_set(_("only an owner changes what roles may do"), error);
    bool done = db_execute(
        base_db(base),
        SQL("INSERT INTO role_right (enterprise_id, role, action, extent) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (enterprise_id, role, action) DO UPDATE SET extent = excluded.extent, "
            "version = role_right.version + 1"),
        DB_ARGS(db_integer(cell->actor->enterprise_id), db_text(role_code(cell->role)),
                db_text(right_code(cell->action)), db_text(extent_codes[cell->extent])),
        NULL, error);
    base_forget(base);
    return done;
}

bool right_set(Base *base, const Actor *actor, Role role, Right action, Extent extent,
               GError **error)
{
    if (role == ROLE_OWNER || role == ROLE_NONE)
        return refuse_set(_("an owner may do everything: this cannot be changed"), error);
    if (action == RIGHT_CREATE_ENTERPRISE)
        return refuse_set(_("everybody may create an enterprise: this cannot be changed"), error);
    Cell cell = {actor, role, action, extent};
    return base_write(base, actor, write_cell, &cell, error);
}
