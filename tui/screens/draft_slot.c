#include "tui/screens/draft_slot.h"

#include "core/when.h"

/* The word under which core keeps it. */
static char *word_of(const DraftSlot *slot)
{
    return slot->part_id ? g_strdup_printf("%s %" G_GINT64_FORMAT, slot->entity, slot->part_id)
                         : g_strdup(slot->entity);
}

bool draft_slot_keep(const DraftSlot *slot, const char *content)
{
    Base *base = slot->app->base;
    const Actor *actor = app_actor(slot->app);
    g_autofree char *word = word_of(slot);
    return content ? draft_save(base, actor, word, slot->record_id, slot->version, content, NULL)
                   : draft_remove(base, actor, word, slot->record_id, NULL);
}

bool draft_slot_find(const DraftSlot *slot, Draft *draft, char **when)
{
    bool found = false;
    g_autofree char *word = word_of(slot);
    if (!draft_find(slot->app->base, app_actor(slot->app), word, slot->record_id, draft, &found,
                    NULL) ||
        !found)
        return false;
    g_autoptr(GTimeZone) zone = app_zone(slot->app);
    *when = when_show(draft->saved_at, zone);
    return true;
}

void draft_slot_offer(const DraftSlot *slot, Form *form)
{
    g_auto(Draft) draft = {0};
    g_autofree char *when = NULL;
    if (draft_slot_find(slot, &draft, &when))
        form_offer_draft(form, draft.content, when);
}
