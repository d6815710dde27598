/* The unsaved changes of a chain outlive the line. */
#include <glib/gi18n-lib.h>

#include "tui/screens/chain_private.h"
#include "tui/screens/draft_slot.h"
#include "tui/widgets/dialog.h"

/* A line a step: letter, days, the letter's name. */
static char *steps_to_text(const GPtrArray *steps)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < steps->len; i++) {
        const CampaignStep *step = steps->pdata[i];
        g_string_append_printf(text, "%" G_GINT64_FORMAT " %d %s\n", step->letter_id, step->days,
                               step->letter_name);
    }
    return g_string_free(text, FALSE);
}

static CampaignStep *step_of_line(const char *line, const GPtrArray *present)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    if (g_strv_length(words) < 3)
        return NULL;
    int64_t letter_id = g_ascii_strtoll(words[0], NULL, 10);
    const CampaignStep *known = chain_find_letter(present, letter_id);
    CampaignStep *step = g_new0(CampaignStep, 1);
    if (known)
        *step = *known;
    step->letter_id = letter_id;
    step->days = (int)g_ascii_strtoll(words[1], NULL, 10);
    step->letter_name = g_strdup(words[2]);
    return step;
}

/* What `present` has of the same letters stays known: their ids, who stands there. */
static GPtrArray *steps_from_text(const char *text, const GPtrArray *present)
{
    GPtrArray *steps = g_ptr_array_new_with_free_func((GDestroyNotify)campaign_step_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        CampaignStep *step = step_of_line(*line, present);
        if (step)
            g_ptr_array_add(steps, step);
    }
    return steps;
}

static DraftSlot draft_slot(const Chain *chain)
{
    return (DraftSlot){.app = chain->app,
                       .entity = "campaign chain",
                       .record_id = chain->campaign_id,
                       .version = chain->version};
}

void chain_keep_draft(View *view)
{
    Chain *chain = (Chain *)view;
    const DraftSlot slot = draft_slot(chain);
    g_autofree char *text = chain->changed ? steps_to_text(chain->steps) : NULL;
    if (!text || g_strcmp0(text, chain->kept) == 0)
        return;
    if (!draft_slot_keep(&slot, text))
        return;
    g_free(chain->kept);
    chain->kept = g_steal_pointer(&text);
}

void chain_forget_draft(View *view)
{
    const DraftSlot slot = draft_slot((Chain *)view);
    draft_slot_keep(&slot, NULL);
}

static void draft_answered(gpointer data, int answer)
{
    Chain *chain = data;
    g_autofree char *text = g_steal_pointer(&chain->draft);
    if (answer == DRAFT_ANEW) {
        chain_forget_draft(&chain->view);
        return;
    }
    GPtrArray *steps = steps_from_text(text, chain->steps);
    g_ptr_array_unref(chain->steps);
    chain->steps = steps;
    chain_touched(chain);
}

void chain_find_draft(Chain *chain)
{
    g_auto(Draft) draft = {0};
    g_autofree char *when = NULL;
    const DraftSlot slot = draft_slot(chain);
    if (!draft_slot_find(&slot, &draft, &when))
        return;
    chain->draft = g_steal_pointer(&draft.content);
    chain->draft_asked = g_strdup_printf(
        draft.record_version == chain->version
            ? _("There is unsaved input from %s. Go on with it?")
            : _("There is unsaved input from %s; the campaign was saved since. Go on with it?"),
        when);
}

void chain_ask_draft(View *view)
{
    Chain *chain = (Chain *)view;
    if (chain->draft)
        ui_push(view->ui,
                dialog_draft(view->ui, chain->name, chain->draft_asked, draft_answered, chain));
}
