/* Enterprises as the installation sees them. */
#include <glib/gi18n-lib.h>

#include "admin.h"
#include "core/query.h"
#include "core/record.h"

static bool print_enterprise(const Admin *admin, int64_t id, GError **error)
{
    const Actor console = actor_console(id, admin->now); /* who may see it was asked by the list */
    g_autoptr(Record) enterprise =
        record_load(admin->base, &console, &enterprise_entity, id, error);
    if (!enterprise)
        return false;
    const Query working = {.entity = &employee_entity, .scope = "working"};
    int64_t employees, before;
    bool exact;
    if (!query_count(admin->base, &console, &working, NULL, G_MAXINT64, &employees, &before, &exact,
                     error))
        return false;
    int plan_field = entity_field(&enterprise_entity, "plan_id");
    g_autofree char *plan = record_shown(admin->base, &console, enterprise, plan_field);
    g_autofree char *name = record_title(admin->base, &console, enterprise);
    g_autofree char *text = g_strdup_printf("%lld\t%s\t%s\t%lld", (long long)id, name,
                                            *plan ? plan : "—", (long long)employees);
    admin_print(admin,
                json_pack("{s:I,s:s,s:s,s:I}", "id", (json_int_t)id, "name", name, "plan", plan,
                          "working", (json_int_t)employees),
                text);
    return true;
}

bool enterprise_list(Admin *admin, GError **error)
{
    Actor actor;
    const Query query = {.entity = &enterprise_entity};
    g_autofree char *position = NULL;
    if (!admin_actor(admin, 0, &actor, error))
        return false;
    for (;;) {
        g_autoptr(GPtrArray) rows =
            query_page(admin->base, &actor, &query, position, false, 500, NULL, error);
        if (!rows)
            return false;
        for (guint i = 0; i < rows->len; i++) {
            if (!print_enterprise(admin, ((const QueryRow *)rows->pdata[i])->id, error))
                return false;
        }
        if (rows->len < 500)
            return true;
        g_free(position);
        position = g_strdup(((const QueryRow *)rows->pdata[rows->len - 1])->position);
    }
}

/* An unknown name is answered with those there are. */
static bool refuse_plan(const Admin *admin, const char *typed, GError **error)
{
    const Actor console = actor_console(0, admin->now);
    const Query query = {.entity = &plan_entity};
    g_autoptr(GPtrArray) rows =
        query_page(admin->base, &console, &query, NULL, false, 100, NULL, error);
    if (!rows)
        return false;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               ((const QueryRow *)rows->pdata[i])->cells[0]);
    g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_DATA,
                _("there is no plan “%s”: choose one of %s"), typed, names->str);
    return false;
}

bool enterprise_plan(Admin *admin, GError **error)
{
    int64_t id;
    Actor actor;
    const char *typed = admin->arguments[1];
    int field = entity_field(&enterprise_entity, "plan_id");
    if (!admin_number(admin->arguments[0], "ENTERPRISE", &id, error) ||
        !admin_actor(admin, id, &actor, error))
        return false;
    g_autoptr(Record) enterprise = record_load(admin->base, &actor, &enterprise_entity, id, error);
    if (!enterprise)
        return false;
    if (!*typed || !record_type(admin->base, &actor, enterprise, field, typed, NULL))
        return refuse_plan(admin, typed, error);
    return record_save(admin->base, &actor, enterprise, NULL, NULL, error);
}
