#include "tui/screens/draft_slot.h"

#include "core/when.h"

void draft_slot_keep(const DraftSlot *slot, const char *content)
{
    Base *base = slot->app->base;
    const Actor *actor = app_actor(slot->app);
    if (content)
        draft_save(base, actor, slot->entity, slot->record_id, slot->version, content, NULL);
    else
        draft_remove(base, actor, slot->entity, slot->record_id, NULL);
}

bool draft_slot_find(const DraftSlot *slot, Draft *draft, char **when)
{
    bool found = false;
    if (!draft_find(slot->app->base, app_actor(slot->app), slot->entity, slot->record_id, draft,
                    &found, NULL) ||
        !found)
        return false;
    g_autoptr(GTimeZone) zone = app_zone(slot->app);
    *when = when_show(draft->saved_at, zone);
    return true;
}
