/* The days before one letter of a chain: a small form over it. */
#include <glib/gi18n-lib.h>

#include "tui/screens/chain_private.h"
#include "tui/screens/draft_slot.h"

#define DAYS_MAX 3650

typedef struct {
    Chain *chain;
    int64_t letter_id; /* its place changes when the chain is read again */
} Days;

static DraftSlot draft_slot(const Days *days)
{
    return (DraftSlot){.app = days->chain->app,
                       .entity = "campaign days",
                       .record_id = days->chain->campaign_id,
                       .part_id = days->letter_id};
}

static bool keep_draft(gpointer data, const char *draft)
{
    const DraftSlot slot = draft_slot(data);
    return draft_slot_keep(&slot, draft);
}

static Result entered(gpointer data, Form *form)
{
    Days *days = data;
    CampaignStep *step = chain_find_letter(days->chain->steps, days->letter_id);
    gint64 n = g_ascii_strtoll(form_get(form, "days"), NULL, 10);
    if (n < 1 || n > DAYS_MAX) {
        form_set_error(form, "days", _("days between letters: a number from 1 to 3650"));
        return RESULT_REPAINT;
    }
    if (!step) {
        form_set_error(form, "days", _("this letter was taken out of the campaign meanwhile"));
        return RESULT_REPAINT;
    }
    step->days = (int)n;
    chain_touched(days->chain);
    return RESULT_CLOSE;
}

Result chain_ask_days(Chain *chain)
{
    static const InputSpec fields[] = {{.name = "days",
                                        .label = N_("Days after the letter before"),
                                        .kind = INPUT_NUMBER,
                                        .flags = INPUT_REQUIRED,
                                        .max_chars = 4}};
    const CampaignStep *step = chain->steps->pdata[chain->cursor];
    if (chain->cursor == 0) {
        ui_toast(chain->app->ui, _("The first letter goes at the start of the campaign."));
        return RESULT_REPAINT;
    }
    Days *days = g_new(Days, 1);
    *days = (Days){chain, step->letter_id};
    FormSpec spec = {.name = "days",
                     .title = step->letter_name,
                     .kind = fields[0].label,
                     .fields = fields,
                     .n_fields = G_N_ELEMENTS(fields),
                     .save_label = N_("Set"),
                     .dialog = true,
                     .save = entered,
                     .keep_draft = keep_draft,
                     .data = days,
                     .free_data = g_free};
    Form *form = form_new(chain->app->ui, &spec);
    g_autofree char *present = g_strdup_printf("%d", step->days);
    form_init(form, "days", present, NULL);
    const DraftSlot slot = draft_slot(days);
    draft_slot_offer(&slot, form);
    ui_push(chain->app->ui, form_view(form));
    return RESULT_REPAINT;
}
