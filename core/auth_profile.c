/* Profiles as sign-in sees them: made, given a password, locked, tied to an operating-system
 * account; and who is an employee where. */
#include "auth_internal.h"
#include "save.h"

#include "core/contact.h"
#include "core/record.h"
#include "core/secret.h"

#include <glib/gi18n-lib.h>

static bool refuse_taken(const char *email, GError **error)
{
    return auth_refuse(error, AUTH_ERROR_EXISTS,
                       _("%s has a profile already: sign in, or ask for a new password"), email);
}

bool auth_store_hash(Base *base, int64_t now, int64_t profile_id, const char *password_hash,
                     GError **error)
{
    return db_execute(
        base_db(base), SQL("UPDATE profile SET password_hash = ?, updated_at = ? WHERE id = ?"),
        DB_ARGS(db_text(password_hash), db_integer(now), db_integer(profile_id)), NULL, error);
}

static Record *profile_of(Base *base, const Actor *actor, const SignUp *form)
{
    Record *profile = record_new(base, actor, &profile_entity);
    record_set_text(profile, "surname", form->surname ? form->surname : "");
    record_set_text(profile, "first_name", form->first_name ? form->first_name : "");
    record_set_text(profile, "patronymic", form->patronymic ? form->patronymic : "");
    record_set_text(profile, "email", form->email);
    record_set_text(profile, "phone", form->phone ? form->phone : "");
    record_set_text(profile, "language", form->language ? form->language : "");
    return profile;
}

bool auth_insert_profile(Base *base, int64_t now, const SignUp *form, const char *password_hash,
                         int64_t *profile_id, GError **error)
{
    const Actor actor = auth_actor(now);
    g_autofree char *key = email_normalise(form->email, error);
    g_auto(Login) login = {0};
    if (!key || !login_by_email(base, key, &login, error))
        return false;
    if (login.id)
        return refuse_taken(form->email, error);
    g_autoptr(Record) profile = profile_of(base, &actor, form);
    SaveBatch batch = {.trusted = true};
    if (!record_save_in(base, &actor, profile, &batch, NULL, error))
        return false;
    *profile_id = profile->id;
    return db_execute(base_db(base), SQL("UPDATE profile SET email_verified_at = ? WHERE id = ?"),
                      DB_ARGS(db_integer(now), db_integer(profile->id)), NULL, error) &&
           (!password_hash || auth_store_hash(base, now, profile->id, password_hash, error)) &&
           invitations_accept(base, now, key, profile->id, error);
}

/* --- administration --------------------------------------------------------------------------- */

typedef struct {
    int64_t now;
    const SignUp *form;
    const char *hash;
    int64_t profile_id;
} Creation;

static bool create_body(Base *base, void *data, GError **error)
{
    Creation *creation = data;
    return auth_insert_profile(base, creation->now, creation->form, creation->hash,
                               &creation->profile_id, error);
}

bool auth_create_profile(Base *base, int64_t now, const SignUp *form, int64_t *profile_id,
                         GError **error)
{
    const Actor actor = auth_actor(now);
    g_auto(SecretText) hash = NULL;
    if (form->password) {
        if ((!form->any_password && !secret_check_password(form->password, error)) ||
            !(hash = auth_hash(base, form->password, error)))
            return false;
    }
    Creation creation = {now, form, hash, 0};
    if (!base_write(base, &actor, create_body, &creation, error))
        return false;
    *profile_id = creation.profile_id;
    return true;
}

typedef struct {
    int64_t now, profile_id;
    const char *hash;    /* a new password */
    const char *account; /* an operating-system account; "": none any more */
    int locked;          /* -1: as it is */
} ProfileChange;

static bool change_body(Base *base, void *data, GError **error)
{
    const ProfileChange *change = data;
    Db *db = base_db(base);
    if (change->hash)
        return auth_store_hash(base, change->now, change->profile_id, change->hash, error);
    if (change->account)
        return db_execute(db, SQL("UPDATE profile SET os_account = ? WHERE id = ?"),
                          DB_ARGS(*change->account ? db_text(change->account) : DB_NOTHING,
                                  db_integer(change->profile_id)),
                          NULL, error);
    return db_execute(db, SQL("UPDATE profile SET locked_at = ? WHERE id = ?"),
                      DB_ARGS(change->locked ? db_integer(change->now) : DB_NOTHING,
                              db_integer(change->profile_id)),
                      NULL, error);
}

static bool change_profile(Base *base, int64_t now, const char *email, ProfileChange *change,
                           GError **error)
{
    const Actor actor = auth_actor(now);
    g_autofree char *key = email_normalise(email, error);
    g_auto(Login) login = {0};
    if (!key || !login_by_email(base, key, &login, error))
        return false;
    if (!login.id)
        return auth_refuse(error, AUTH_ERROR_ABSENT, _("there is no profile with the e-mail %s"),
                           email);
    change->now = now;
    change->profile_id = login.id;
    return base_write(base, &actor, change_body, change, error);
}

bool auth_set_password(Base *base, int64_t now, const char *email, const char *password,
                       GError **error)
{
    if (!secret_check_password(password, error))
        return false;
    g_auto(SecretText) hash = auth_hash(base, password, error);
    return hash && change_profile(base, now, email, &(ProfileChange){.hash = hash}, error);
}

bool auth_lock(Base *base, int64_t now, const char *email, bool locked, GError **error)
{
    return change_profile(base, now, email, &(ProfileChange){.locked = locked}, error);
}

/* One that another profile signs in by, or that is none (POSIX, 3.437, and what directories add).
 */
static bool check_account(Base *base, const char *email, const char *account, GError **error)
{
    static const char alphabet[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-@+$\\";
    if (!*account || strspn(account, alphabet) != strlen(account))
        return auth_refuse(error, AUTH_ERROR_ACCOUNT,
                           _("“%s” is no name of an operating-system account"), account);
    g_autofree char *owner = NULL, *key = email_normalise(email, error);
    bool found;
    return key &&
           db_get_text(base_db(base),
                       SQL("SELECT email FROM profile WHERE os_account = ? AND email_key <> ?"),
                       DB_ARGS(db_text(account), db_text(key)), &owner, &found, error) &&
           (!found || auth_refuse(error, AUTH_ERROR_ACCOUNT,
                                  _("the account %s signs in as %s already: untie it there first"),
                                  account, owner));
}

bool auth_tie_os_account(Base *base, int64_t now, const char *email, const char *account,
                         GError **error)
{
    if (account && !check_account(base, email, account, error))
        return false;
    return change_profile(base, now, email, &(ProfileChange){.account = account ? account : ""},
                          error);
}

/* --- memberships ------------------------------------------------------------------------------ */

void membership_free(Membership *membership)
{
    g_free(membership->name);
    g_free(membership);
}

GPtrArray *auth_memberships(Base *base, int64_t profile_id, GError **error)
{
    g_autoptr(GPtrArray) memberships =
        g_ptr_array_new_with_free_func((GDestroyNotify)membership_free);
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT enterprise.id, employee.id, enterprise.short_name, enterprise.full_name, employee.role, employee.status "
            "FROM employee JOIN enterprise ON enterprise.id = employee.enterprise_id "
            "WHERE employee.profile_id = ? AND enterprise.archived_at IS NULL AND employee.archived_at IS NULL "
            "ORDER BY enterprise.sort_key, enterprise.id"),
        DB_ARGS(db_integer(profile_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        Membership *membership = g_new(Membership, 1);
        const char *short_name = db_column_text(rows, 2);
        *membership = (Membership){db_column_integer(rows, 0), db_column_integer(rows, 1),
                                   g_strdup(*short_name ? short_name : db_column_text(rows, 3)),
                                   role_from_code(db_column_text(rows, 4)),
                                   g_str_equal(db_column_text(rows, 5), "dismissed")};
        g_ptr_array_add(memberships, membership);
    }
    if (!failure)
        return g_steal_pointer(&memberships);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* --- photo ------------------------------------------------------------------------------------ */

typedef struct {
    const Actor *actor;
    GBytes *image;
    const char *media_type;
    int width, height;
} Photo;

static bool photo_body(Base *base, void *data, GError **error)
{
    const Photo *photo = data;
    gsize size;
    const void *bytes = g_bytes_get_data(photo->image, &size);
    return db_execute(
        base_db(base),
        SQL("INSERT INTO profile_photo (id, image, media_type, width, height, updated_at) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET image = excluded.image, media_type = excluded.media_type, "
            "width = excluded.width, height = excluded.height, updated_at = excluded.updated_at"),
        DB_ARGS(db_integer(photo->actor->profile_id), db_blob(bytes, (gssize)size),
                db_text(photo->media_type), db_integer(photo->width), db_integer(photo->height),
                db_integer(photo->actor->now)),
        NULL, error);
}

bool profile_set_photo(Base *base, const Actor *actor, GBytes *image, const char *media_type,
                       int width, int height, GError **error)
{
    Photo photo = {actor, image, media_type, width, height};
    return base_write(base, actor, photo_body, &photo, error);
}

GBytes *profile_photo(Base *base, int64_t profile_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base), SQL("SELECT image FROM profile_photo WHERE id = ?"),
                 DB_ARGS(db_integer(profile_id)), error);
    if (!rows || !db_next(rows, error))
        return NULL;
    size_t size;
    const void *bytes = db_column_blob(rows, 0, &size);
    return g_bytes_new(bytes, size);
}
