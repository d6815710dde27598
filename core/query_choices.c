/* What a reference field offers while somebody types. */
#include "query_internal.h"
#include "reference.h"
#include "text_layout.h"

#include <string.h>

void choice_free(Choice *choice)
{
    if (!choice)
        return;
    g_free(choice->title);
    g_free(choice->note);
    g_free(choice);
}

static void add_choice(GPtrArray *choices, int64_t id, const char *title, const char *note)
{
    Choice *choice = g_new0(Choice, 1);
    choice->id = id;
    choice->title = g_strdup(title);
    choice->note = g_strdup(note);
    g_ptr_array_add(choices, choice);
}

/* A choice list is short: all of it is at hand, translated. */
static void choose_rows(Base *base, int64_t enterprise_id, const Entity *target, const char *typed,
                        int limit, GPtrArray *choices)
{
    GPtrArray *rows = reference_choices(base, enterprise_id, target);
    g_autofree char *sought = text_fold(typed);
    for (guint i = 0; i < rows->len && (int)choices->len < limit; i++) {
        const ChoiceRow *row = rows->pdata[i];
        g_autofree char *title = text_fold(choice_title(target, row));
        if (!row->archived && strstr(title, sought))
            add_choice(choices, row->id, choice_title(target, row), "");
    }
}

static bool has_scope(const Entity *entity, const char *name)
{
    for (const Scope *scope = entity->scopes; scope && scope->name; scope++)
        if (g_str_equal(scope->name, name))
            return true;
    return false;
}

/* Whether its rows have a search text. Those of an entity without are few, and read. */
static bool is_searched(const Entity *entity)
{
    for (const Field *field = entity->fields; field->name; field++)
        if (field->flags & FIELD_SEARCHED)
            return true;
    return false;
}

static bool title_has(const char *title, const char *typed)
{
    g_autofree char *folded = text_fold(title), *sought = text_fold(typed);
    return strstr(folded, sought) != NULL;
}

/* Of the columns after the first, which is the title. */
static const char *note_of(const QueryRow *row)
{
    for (char **cell = row->cells + 1; row->cells[0] && *cell; cell++)
        if (**cell)
            return *cell;
    return "";
}

static bool query_rows(Base *base, const Actor *actor, const Entity *target, const char *typed,
                       int limit, GPtrArray *choices, GError **error)
{
    bool searched = is_searched(target);
    Query query = {.entity = target,
                   .search = searched ? typed : NULL,
                   .scope = has_scope(target, "offered") ? "offered" : NULL};
    g_autoptr(GPtrArray) rows = query_page(base, actor, &query, NULL, false, limit, NULL, error);
    if (!rows)
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const QueryRow *row = rows->pdata[i];
        g_autofree char *title = reference_title(base, actor->enterprise_id, target, row->id);
        if (searched || !typed || title_has(title, typed))
            add_choice(choices, row->id, title, note_of(row));
    }
    return true;
}

GPtrArray *query_choices(Base *base, const Actor *actor, const Field *field, const char *typed,
                         int limit, GError **error)
{
    const Entity *target = entity_find(field->target);
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func((GDestroyNotify)choice_free);
    if (!base_refresh(base, error))
        return NULL;
    if (target->choices)
        choose_rows(base, actor->enterprise_id, target, typed ? typed : "", limit, choices);
    else if (!query_rows(base, actor, target, typed, limit, choices, error))
        return NULL;
    return g_steal_pointer(&choices);
}
