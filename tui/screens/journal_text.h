/* A record's journal as text to read. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"

/* One entry and an empty line: when and who, what changed, the comment. */
void journal_text_append(GString *text, const JournalEntry *entry, GTimeZone *zone);

/* The newest few entries, as many as a card has room for; NULL: they cannot be read. Free with
 * g_free. */
char *journal_text_newest(App *app, const Record *record);
