/* What the files of the chain share. */
#pragma once

#include "core/campaign.h"
#include "tui/app/app.h"

typedef struct {
    View view;
    App *app;
    int64_t campaign_id, version;
    char *name;
    GPtrArray *steps;        /* CampaignStep */
    int cursor, top, height; /* in steps */
    bool may_edit, changed;
    char *draft;       /* of before, until the person has decided */
    char *draft_asked; /* the question about it */
    char *kept;        /* the draft as kept last */
} Chain;

/* Its steps are no longer those of the base: settles days and cursor. */
Result chain_touched(Chain *chain);

/* The step of a letter; NULL: it has none. */
CampaignStep *chain_find_letter(const GPtrArray *steps, int64_t letter_id);

/* Asks for the days before the letter under the cursor. */
Result chain_ask_days(Chain *chain);

/* --- drafts: the hooks of its view, and what to ask once it is on the stack ------------------- */

void chain_keep_draft(View *view);
void chain_forget_draft(View *view);
void chain_find_draft(Chain *chain);
void chain_ask_draft(View *view);
