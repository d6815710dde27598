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

static void add_line(GString *text, const char *format, int64_t n)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, n);
    g_string_append_printf(text, "%s", text->len ? "\n" : "");
    g_string_append_printf(text, format, digits);
}

static char *describe(int from, int to, const BaseRenewal *renewal, const GPtrArray *grants)
{
    GString *text = g_string_new(NULL);
    if (from != to)
        g_string_append_printf(text, _("from version %d to %d"), from, to);
    if (renewal->derived)
        add_line(text, _("sort keys made anew: %s"), renewal->derived);
    if (renewal->moved)
        add_line(text, _("tasks due by another clock now: %s"), renewal->moved);
    if (renewal->indexed)
        add_line(text, _("rows taken into the search index: %s"), renewal->indexed);
    if (!text->len)
        g_string_append_printf(text, _("nothing to do: version %d"), to);
    for (guint i = 0; i < grants->len; i++)
        g_string_append_printf(text, "\n%s", (const char *)grants->pdata[i]);
    return g_string_free(text, FALSE);
}

static json_t *as_array(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, json_string(texts->pdata[i]));
    return array;
}

/* What a migration has brought, the programs' roles do not have yet. */
bool base_migrate_file(Admin *admin, GError **error)
{
    const char *url = program_url(admin->invocation);
    g_autoptr(GPtrArray) grants = g_ptr_array_new_with_free_func(g_free);
    int from, to;
    BaseRenewal renewal;
    if (!base_migrate(url, &from, &to, error))
        return false;
    g_autoptr(Base) base = base_open(url, PROGRAM_ADMIN, error);
    if (!base || !base_renew(base, admin->now, &renewal, error) ||
        !base_check_grants(base, grants, error))
        return false;
    g_autofree char *text = describe(from, to, &renewal, grants);
    admin_print(admin,
                json_pack("{s:i,s:i,s:I,s:I,s:I,s:o}", "from", from, "to", to, "derived",
                          (json_int_t)renewal.derived, "moved", (json_int_t)renewal.moved,
                          "indexed", (json_int_t)renewal.indexed, "grants", as_array(grants)),
                text);
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
    g_set_error(
        error, PROGRAM_ERROR, PROGRAM_ERROR_DATA,
        g_dngettext(GETTEXT_PACKAGE,
                    "%u problem found: do what its line says, else restore a backup, or ask "
                    "for help with it",
                    "%u problems found: do what their lines say, else restore a backup, or "
                    "ask for help with them",
                    problems->len),
        problems->len);
    return false;
}
