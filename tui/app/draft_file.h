/* Unsaved input that the base does not take now (its server is away, its disk full, the base of
 * another version by now): in a file of the person's own account, $XDG_STATE_HOME/ukrcrm/drafts/
 * <base>/…, which nobody else may read. It goes as soon as the base has it. */
#pragma once

#include "core/draft.h"
#include "tui/app/app.h"

/* Whose input: the acting person's, in the enterprise at hand. `word` as core keeps a draft. */
typedef struct {
    App *app;
    const char *word;
    int64_t record_id;
} DraftPlace;

/* To be called while the base can be asked what it is called; before that nothing is written. */
void draft_file_prepare(App *app);

/* No room, no home: nothing happens, as when there is no draft at all. */
void draft_file_write(const DraftPlace *place, int64_t record_version, const char *content);
bool draft_file_read(const DraftPlace *place, Draft *draft);
void draft_file_remove(const DraftPlace *place);
