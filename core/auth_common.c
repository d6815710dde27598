/* What all ways of signing in stand on: hashing within its limits, logins, payloads. */
#include "auth_internal.h"

#include "core/secret.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <sys/file.h>
#include <unistd.h>

G_DEFINE_QUARK(auth_error, auth_error)

bool auth_refuse(GError **error, AuthError code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *sentence = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error_literal(error, AUTH_ERROR, (int)code, sentence);
    return false;
}

Actor auth_actor(int64_t now)
{
    return actor_program(0, now);
}

/* --- hashing ---------------------------------------------------------------------------------- */

/* One of as many locks as there are cores, beside the base; -1 where there is no file to stand
 * beside. The kernel frees it with its holder. */
static int take_core(Base *base)
{
    const char *url = base_url(base);
    if (strstr(url, "://"))
        return -1;
    g_autofree char *path =
        g_strdup_printf("%s.hash-%u", url, (guint)getpid() % g_get_num_processors());
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (lock >= 0)
        flock(lock, LOCK_EX);
    return lock;
}

static void give_core(int lock)
{
    if (lock >= 0)
        close(lock);
}

char *auth_hash(Base *base, const char *secret, GError **error)
{
    int lock = take_core(base);
    char *hash = secret_hash(secret, error);
    give_core(lock);
    return hash;
}

bool auth_verify(Base *base, const char *hash, const char *secret)
{
    int lock = take_core(base);
    bool right = secret_verify(hash, secret);
    give_core(lock);
    return right;
}

/* --- logins ----------------------------------------------------------------------------------- */

void login_clear(Login *login)
{
    g_clear_pointer(&login->password_hash, secret_free);
    g_clear_pointer(&login->language, g_free);
    g_clear_pointer(&login->email, g_free);
}

static bool read_login(Base *base, const char *sql, DbValue key, Login *login, GError **error)
{
    g_autoptr(DbRows) rows = db_query(base_db(base), sql, &key, 1, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    *login = (Login){0};
    if (db_next(rows, &failure))
        *login = (Login){db_column_integer(rows, 0), g_strdup(db_column_text(rows, 1)),
                         g_strdup(db_column_text(rows, 2)), g_strdup(db_column_text(rows, 3)),
                         db_column_type(rows, 4) != DB_NULL};
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

#define SELECT_LOGIN "SELECT id, password_hash, language, email, locked_at FROM profile WHERE "

bool login_by_email(Base *base, const char *email_key, Login *login, GError **error)
{
    return read_login(base, SQL(SELECT_LOGIN "email_key = ?"), db_text(email_key), login, error);
}

bool login_by_id(Base *base, int64_t profile_id, Login *login, GError **error)
{
    return read_login(base, SQL(SELECT_LOGIN "id = ?"), db_integer(profile_id), login, error);
}
