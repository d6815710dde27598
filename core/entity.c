#include "core/entity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const Entity *const all[] = {
    &task_entity,
    &client_entity,
    &employee_entity,
    &subject_entity,
    &body_entity,
    &signature_entity,
    &letter_entity,
    &campaign_entity,
    &list_entity,
    &profile_entity,
    &enterprise_entity,
    &client_status_entity,
    &task_type_entity,
    &task_status_entity,
    &task_priority_entity,
    &plan_entity,
    NULL,
};

const Entity *const *entities(void)
{
    return all;
}

const Entity *entity_find(const char *name)
{
    for (const Entity *const *entity = all; *entity; entity++)
        if (g_strcmp0((*entity)->name, name) == 0)
            return *entity;
    return NULL;
}

int entity_field(const Entity *entity, const char *name)
{
    for (int i = 0; entity->fields[i].name; i++)
        if (g_str_equal(entity->fields[i].name, name))
            return i;
    return -1;
}

const char *word_label(const Word *word)
{
    return Q_(word->label);
}

const char *word_english(const Word *word)
{
    const char *bar = strchr(word->label, '|');
    return bar ? bar + 1 : word->label;
}

int entity_n_fields(const Entity *entity)
{
    int n = 0;
    while (entity->fields[n].name)
        n++;
    return n;
}
