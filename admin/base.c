/* The base as a whole: make, migrate, back up, restore, check. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "admin.h"

bool base_init(Admin *admin, GError **error)
{
    const char *url = program_url(admin->invocation);
    g_autofree char *folder = g_path_get_dirname(url);
    if (!strstr(url, "://"))
        g_mkdir_with_parents(folder, 0770);
    g_autoptr(Base) base = base_create(url, PROGRAM_ADMIN, admin->now, error);
    if (!base)
        return false;
    g_autofree char *text = g_strdup_printf(_("made: %s"), base_url(base));
    admin_print(admin, json_pack("{s:s}", "base", base_url(base)), text);
    return true;
}

bool base_migrate_file(Admin *admin, GError **error)
{
    int from, to;
    if (!base_migrate(program_url(admin->invocation), &from, &to, error))
        return false;
    g_autofree char *text = from == to ? g_strdup_printf(_("nothing to do: version %d"), to)
                                       : g_strdup_printf(_("from version %d to %d"), from, to);
    admin_print(admin, json_pack("{s:i,s:i}", "from", from, "to", to), text);
    return true;
}

bool base_backup_to(Admin *admin, GError **error)
{
    return base_backup(admin->base, admin->arguments[0], error);
}

bool base_restore_from(Admin *admin, GError **error)
{
    return base_restore(program_url(admin->invocation), admin->arguments[0], error);
}

bool base_check_all(Admin *admin, GError **error)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    if (!base_check(admin->base, problems, error))
        return false;
    for (guint i = 0; i < problems->len; i++)
        admin_print(admin, json_pack("{s:s}", "problem", (const char *)problems->pdata[i]),
                    problems->pdata[i]);
    if (problems->len == 0) {
        admin_print(admin, json_pack("{s:b}", "sound", 1), _("the base is sound"));
        return true;
    }
    g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_DATA,
                g_dngettext(GETTEXT_PACKAGE,
                            "%u problem found: restore a backup, or ask for help with these lines",
                            "%u problems found: restore a backup, or ask for help with these lines",
                            problems->len),
                problems->len);
    return false;
}
