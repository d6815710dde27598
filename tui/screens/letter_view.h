/* A letter as text to read: what was sent, or what would be. */
#pragma once

#include "core/preview.h"
#include "tui/app/app.h"

/* Lines above the text, "label: value"; those with an empty value are left out. */
typedef struct {
    const char *label, *value; /* translated */
} LetterLine;

/* Opens the screen. `lines` end with a NULL label. */
void letter_view(App *app, const char *title, const LetterLine *lines, const char *text);

/* With the fields of this client. `lines` come after subject, sender and reader. */
bool letter_view_preview(App *app, const char *title, const LetterParts *parts, int64_t client_id,
                         const LetterLine *lines, GError **error);
