#include "tui/app/identity.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/auth.h"
#include "core/rights.h"

char *identity_source(void)
{
    const char *connection = g_getenv("SSH_CONNECTION");
    const char *blank = connection ? strchr(connection, ' ') : NULL;
    return blank ? g_strdup_printf("ssh %.*s", (int)(blank - connection), connection)
                 : g_strdup("console");
}

/* A group that is the user's own alone: named like no one else's second group. */
static bool is_private_group(gid_t group)
{
    const struct passwd *user = getpwuid(getuid());
    const struct group *entry = getgrgid(group);
    return user && entry && user->pw_gid == group && entry->gr_mem[0] == NULL;
}

static bool owns_alone(const char *path)
{
    GStatBuf info;
    if (g_stat(path, &info) < 0 || info.st_uid != getuid() || (info.st_mode & S_IWOTH))
        return false;
    return !(info.st_mode & S_IWGRP) || is_private_group(info.st_gid);
}

/* Whoever holds this file is let in by name: the base, or what leads to one on a server. */
static const char *what_opens(Base *base, const Invocation *invocation)
{
    const char *url = base_url(base), *settings = program_config_file(invocation);
    return strstr(url, "://") && settings ? settings : url;
}

bool identity_find(Base *base, const Invocation *invocation, int64_t *profile_id, GError **error)
{
    const char *user = program_text(invocation, "user");
    g_autofree char *source = identity_source();
    int64_t now = program_now(invocation);
    const char *owned = what_opens(base, invocation);
    if (user && !owns_alone(owned)) {
        g_set_error(
            error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
            _("--user is only for the account that owns %s and alone may write it; start ukrcrm without it and sign in"),
            owned);
        return false;
    }
    if (user)
        return auth_sign_in_owner(base, now, user, source, profile_id, error);
    const struct passwd *account = getpwuid(getuid());
    return !account ||
           auth_sign_in_os_account(base, now, account->pw_name, source, profile_id, error);
}
