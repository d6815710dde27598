#include "tui/screens/draft_slot.h"

#include "core/when.h"
#include "tui/app/draft_file.h"

/* The word under which core keeps it. */
static char *word_of(const DraftSlot *slot)
{
    return slot->part_id ? g_strdup_printf("%s %" G_GINT64_FORMAT, slot->entity, slot->part_id)
                         : g_strdup(slot->entity);
}

/* After a hang-up the process is gone within a second, whatever the base does. */
static bool keep(const DraftSlot *slot, const DraftPlace *place, const char *content)
{
    bool hurried = ui_is_gone(slot->app->ui);
    if (hurried)
        draft_file_write(place, slot->version, content);
    bool kept = draft_save(slot->app->base, app_actor(slot->app), place->word, slot->record_id,
                           slot->version, content, NULL);
    if (kept)
        draft_file_remove(place);
    else if (!hurried)
        draft_file_write(place, slot->version, content);
    return kept;
}

/* The base may have one that it cannot be rid of now: an empty file says that this was the end. */
static bool forget(const DraftSlot *slot, const DraftPlace *place)
{
    bool gone =
        draft_remove(slot->app->base, app_actor(slot->app), place->word, slot->record_id, NULL);
    if (gone)
        draft_file_remove(place);
    else
        draft_file_write(place, slot->version, "");
    return gone;
}

bool draft_slot_keep(const DraftSlot *slot, const char *content)
{
    g_autofree char *word = word_of(slot);
    const DraftPlace place = {slot->app, word, slot->record_id};
    if (content)
        return keep(slot, &place, content);
    return forget(slot, &place);
}

/* The later one, if there are two; that may be its end. */
static bool find(const DraftSlot *slot, Draft *draft)
{
    g_autofree char *word = word_of(slot);
    const DraftPlace place = {slot->app, word, slot->record_id};
    g_auto(Draft) in_file = {0};
    bool found = false;
    draft_file_prepare(slot->app);
    draft_find(slot->app->base, app_actor(slot->app), word, slot->record_id, draft, &found, NULL);
    if (!draft_file_read(&place, &in_file) || (found && in_file.saved_at < draft->saved_at))
        return found;
    draft_clear(draft);
    if (!*in_file.content) {
        forget(slot, &place);
        return false;
    }
    *draft = in_file;
    in_file.content = NULL;
    return true;
}

bool draft_slot_find(const DraftSlot *slot, Draft *draft, char **when)
{
    if (!find(slot, draft))
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
