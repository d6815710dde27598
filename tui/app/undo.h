/* The last change of one's own, and the way back. */
#pragma once

#include "core/record.h"
#include "core/saved_view.h"
#include "tui/app/app.h"
#include "tui/app/edit.h"

/* These records were archived. The ids are copied. */
Undo *undo_of_archive(const Actor *actor, const Entity *entity, const GArray *ids);
/* `before` as it was loaded, saved now as `version`; id 0 in `before`: it was made, as `id`. Takes
 * `before` over. */
Undo *undo_of_save(Record *before, int64_t id, int64_t version);
/* This saved view of a screen was deleted. Takes `view` over; the screen's name is copied. */
Undo *undo_of_view(const Actor *actor, const char *screen, SavedView *view);
/* Many records were given other values; `back` takes that back, and is taken over. */
Undo *undo_of_edits(const Actor *actor, Edits *back);
void undo_free(Undo *undo);

/* Remembers it instead of the one before; NULL: nothing to take back. */
void undo_keep(App *app, Undo *undo);
/* What was done, with the offer to take it back where that can be done here: "Saved. Ctrl+Z takes
 * it back.", and from a form that stays open, in the list. Free with g_free. */
char *undo_sentence(const App *app, const char *done);
/* Both, told as a toast. */
void undo_offer(App *app, Undo *undo, const char *done);

bool undo_is_there(const App *app);

/* Takes it back, unless somebody has changed the record since. Tells how it went. */
void undo_perform(App *app);
