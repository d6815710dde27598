/* Many records changed, or commented: one act and one change set over all of them, even of several
 * entities, to be taken back as one. */
#pragma once

#include "core/bulk.h"
#include "tui/app/app.h"

typedef struct Edits Edits;

/* `told` makes the sentence for what was done ("12 snoozed."), once at least one record was
 * changed; free with g_free. `about` is its own, static; may be NULL. */
Edits *edits_new(char *(*told)(App *app, const Edits *edits), gconstpointer about);
Edits *edits_ref(Edits *edits);
void edits_unref(Edits *edits);

/* These records get this value, as stored (NULL: empty). `field` is static; takes `ids` (int64_t)
 * over. */
void edits_add(Edits *edits, const Entity *entity, const char *field, const char *stored,
               GArray *ids);

/* These records are changed so (bulk.h). `data` is static. Takes `ids` over. */
void edits_add_change(Edits *edits, const Entity *entity, BulkChange change, const void *data,
                      GArray *ids);

/* Written to each of them; alone, with edits_add_comment, there is nothing to take back. */
void edits_set_comment(Edits *edits, const char *comment);
void edits_add_comment(Edits *edits, const Entity *entity, const char *comment, GArray *ids);

/* Does it, at once or with progress (bulk.h), tells how it went and offers to take it back. Takes
 * `edits` over. False, told: other work is running. */
bool edits_run(App *app, Edits *edits);

/* For `told`: how many records the part added as number `part`, from 0, has changed. */
guint edits_changed(const Edits *edits, guint part);
/* And the value it gave; NULL: empty, or it was a change. Borrowed. */
const char *edits_value(const Edits *edits, guint part);
/* The one record that was changed; 0: several. */
int64_t edits_only(const Edits *edits);
gconstpointer edits_about(const Edits *edits);

/* What takes back what was done to these records in a change set, for undo_of_edits. Takes `ids`
 * over. */
Edits *edits_reverse(const Entity *entity, int64_t set_id, GArray *ids);

/* Takes back what edits have done, unless somebody has changed it since: `back` is what
 * undo_of_edits was given, and is taken over. False, told: other work is running. */
bool edits_take_back(App *app, Edits *back);
