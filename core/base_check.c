/* Is the base what the program takes it for? */
#include "base_internal.h"
#include "field.h"

#include <glib/gi18n-lib.h>

static bool has_column(GPtrArray *columns, const char *name)
{
    return g_ptr_array_find_with_equal_func(columns, name, g_str_equal, NULL);
}

static void miss(GPtrArray *problems, const char *table, const char *column)
{
    g_ptr_array_add(problems, g_strdup_printf(_("the table %s has no column %s"), table, column));
}

static bool check_entity(Base *base, const Entity *entity, GPtrArray *problems, GError **error)
{
    static const char *const keys[] = {"id", "version", NULL};
    GError *failure = NULL;
    g_autoptr(GPtrArray) columns = db_table_columns(base_db(base), entity->name, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return false;
    }
    if (!columns) {
        g_ptr_array_add(problems, g_strdup_printf(_("the table %s is missing"), entity->name));
        return true;
    }
    for (const char *const *key = keys; *key; key++)
        if (!has_column(columns, *key))
            miss(problems, entity->name, *key);
    if (!entity->global && !has_column(columns, "enterprise_id"))
        miss(problems, entity->name, "enterprise_id");
    if (entity->archivable && !has_column(columns, "archived_at"))
        miss(problems, entity->name, "archived_at");
    for (const Field *field = entity->fields; field->name; field++)
        if (field_column(field) && !has_column(columns, field_column(field)))
            miss(problems, entity->name, field_column(field));
    return true;
}

/* Keys made by another version of the collation do not compare with new ones. */
bool base_collation_is_current(Base *base, char **version, bool *current, GError **error)
{
    g_autofree char *stored = NULL;
    TextCollator *collator = base_collator(base, error);
    if (!collator ||
        !db_get_text(base_db(base), SQL("SELECT value FROM base_fact WHERE name = 'collation'"),
                     DB_NO_ARGS, &stored, NULL, error))
        return false;
    *version = g_strdup(text_collation_version(collator));
    *current = g_strcmp0(stored, *version) == 0;
    return true;
}

static bool check_collation(Base *base, GPtrArray *problems, GError **error)
{
    g_autofree char *version = NULL;
    bool current;
    if (!base_collation_is_current(base, &version, &current, error))
        return false;
    if (!current)
        g_ptr_array_add(problems, g_strdup_printf(_("the sort keys are not of this program's "
                                                    "collation, %s: run `ukrcrm-admin migrate`"),
                                                  version));
    return true;
}

bool base_check(Base *base, GPtrArray *problems, GError **error)
{
    if (!db_check(base_db(base), problems, error) || !base_check_grants(base, problems, error))
        return false;
    for (const Entity *const *entity = entities(); *entity; entity++)
        if (!check_entity(base, *entity, problems, error))
            return false;
    return check_collation(base, problems, error);
}
