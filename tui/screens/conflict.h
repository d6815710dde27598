/* Two people changed the same field: mine, theirs, what it was, and who they are, field by field.
 */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"

/* `record` carries my values; `report` is that of the refused save. After the decision the record
 * stands on their state, with my values where I kept them, and `resolved` is called; left with Esc
 * nothing changes. Both are read during the call only, but for the record. */
View *conflict_dialog_new(App *app, Record *record, SaveReport *report,
                          void (*resolved)(gpointer data), gpointer data);
