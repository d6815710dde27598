/* Where the unsaved input of one screen is kept: by person, entity and record, in the base; while
 * that does not take it, in a file. */
#pragma once

#include "core/draft.h"
#include "tui/app/app.h"
#include "tui/widgets/form.h"

typedef struct {
    App *app;
    const char *entity; /* or another word for what the input is about; static */
    int64_t record_id;  /* 0: a new record */
    int64_t version;    /* of the record that the input changes */
    int64_t
        part_id; /* which part of the record, such as a letter of its chain; 0: there are none */
} DraftSlot;

/* Keeps the input; NULL: nothing is left to keep. False: the base does not have it. That is not
 * told to the person: the next try comes in seconds, and after a hang-up nobody is there. */
bool draft_slot_keep(const DraftSlot *slot, const char *content);

/* What was kept, and when as a person reads it (g_free). False: nothing. */
bool draft_slot_find(const DraftSlot *slot, Draft *draft, char **when);

/* Offers a form what was kept for it, if anything. Call before pushing. */
void draft_slot_offer(const DraftSlot *slot, Form *form);
