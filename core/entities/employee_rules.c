/* Who may be what: docs/rules.md, "Roles". */
#include "core/contact.h"
#include "employee.h"
#include "rows.h"

/* --- rules ------------------------------------------------------------------------------------ */

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED, sentence);
    return false;
}

/* An owner stands above everybody, other owners too; all else only above the roles below. */
static bool is_above(const Actor *actor, Role role)
{
    return actor->role == ROLE_OWNER || actor->role > role;
}

bool employee_check_above(const Actor *actor, const Record *record, GError **error)
{
    return actor->console || is_above(actor, role_from_code(record_loaded_text(record, "role"))) ||
           refuse(error, _("you may change only employees whose role is below your own"));
}

static bool check_rank(const Actor *actor, const Record *record, GError **error)
{
    Role after = role_from_code(record_text(record, "role"));
    bool own = actor->employee_id && record->id == actor->employee_id;
    bool stays = after == role_from_code(record_loaded_text(record, "role"));
    if (actor->console || (own && stays))
        return true;
    if (!is_above(actor, after))
        return refuse(error, _("you may give only roles below your own"));
    return record_is_new(record) || employee_check_above(actor, record, error);
}

static bool check_single(Base *base, const Record *record, GError **error)
{
    int64_t id;
    bool found;
    if (!record_is_new(record))
        return true;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT id FROM employee WHERE enterprise_id = ? AND profile_id = ?"),
                        DB_ARGS(db_integer(record->enterprise_id),
                                db_integer(record_integer(record, "profile_id"))),
                        &id, &found, error))
        return false;
    return !found ||
           record_refuse(record, "profile_id", error,
                         _("this person is an employee here already (№%lld)"), (long long)id);
}

/* Giving up ownership, or being dismissed as owner, needs another one who works. */
static bool leaves_ownership(const Record *record)
{
    bool was = g_str_equal(record_loaded_text(record, "role"), "owner") &&
               !g_str_equal(record_loaded_text(record, "status"), "dismissed");
    bool stays = g_str_equal(record_text(record, "role"), "owner") &&
                 !g_str_equal(record_text(record, "status"), "dismissed");
    return was && !stays;
}

static bool check_owner_stays(Base *base, const Record *record, GError **error)
{
    int64_t others;
    if (record_is_new(record) || !leaves_ownership(record))
        return true;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT count(*) FROM employee WHERE enterprise_id = ? AND id <> ? "
                            "AND role = 'owner' AND status = 'working' AND archived_at IS NULL"),
                        DB_ARGS(db_integer(record->enterprise_id), db_integer(record->id)), &others,
                        NULL, error))
        return false;
    bool demoted = !g_str_equal(record_text(record, "role"), "owner");
    return others > 0 ||
           record_refuse(record, demoted ? "role" : "status", error,
                         _("this is the last working owner: make somebody else owner first"));
}

bool employee_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    return (record->saving->trusted || check_rank(actor, record, error)) &&
           check_single(base, record, error) && check_owner_stays(base, record, error);
}

/* --- names ------------------------------------------------------------------------------------ */

typedef struct {
    char *name, *email, *phone;
} Person;

static void person_clear(Person *person)
{
    g_free(person->name);
    g_free(person->email);
    g_free(person->phone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Person, person_clear)

static bool read_person(Base *base, int64_t profile_id, Person *person, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT surname, first_name, patronymic, email, phone FROM profile WHERE id = ?"),
        DB_ARGS(db_integer(profile_id)), error);
    if (!rows || !db_next(rows, error))
        return false;
    person->name = g_strstrip(g_strjoin(" ", db_column_text(rows, 0), db_column_text(rows, 1),
                                        db_column_text(rows, 2), NULL));
    person->email = g_strdup(db_column_text(rows, 3));
    person->phone = phone_key(db_column_text(rows, 4), "UA", NULL);
    return true;
}

bool employee_derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    g_auto(Person) person = {0};
    if (!read_person(base, record_integer(record, "profile_id"), &person, error))
        return false;
    g_autofree char *words = g_strjoin(" ", person.name, person.email, person.phone, NULL);
    record_set_search(base, record, words);
    return record_set_sort_key(base, record, "sort_key", person.name, error);
}

bool employees_enter(Base *base, int64_t profile_id, GError **error)
{
    g_autoptr(GArray) enterprises = rows_integers(
        base, SQL("SELECT enterprise_id FROM employee WHERE profile_id = ? ORDER BY enterprise_id"),
        DB_ARGS(db_integer(profile_id)), error);
    for (guint i = 0; enterprises && i < enterprises->len; i++)
        if (!db_enter(base_db(base), g_array_index(enterprises, int64_t, i), error))
            return false;
    return enterprises != NULL;
}

bool employees_follow_profile(Base *base, int64_t profile_id, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(DbRows) rows =
        db_query(base_db(base), SQL("SELECT enterprise_id, id FROM employee WHERE profile_id = ?"),
                 DB_ARGS(db_integer(profile_id)), error);
    if (!rows)
        return false;
    while (db_next(rows, error)) {
        int64_t pair[] = {db_column_integer(rows, 0), db_column_integer(rows, 1)};
        g_array_append_vals(ids, pair, 2);
    }
    for (guint i = 0; i < ids->len; i += 2)
        if (!record_derive_again(base, &employee_entity, g_array_index(ids, int64_t, i),
                                 g_array_index(ids, int64_t, i + 1), error))
            return false;
    return true;
}
