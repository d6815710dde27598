/* A letter as its reader will see it, before it is sent: the fields of one client put in, the HTML
 * as the text that goes beside it. What a sent letter said stands in its own bytes
 * (delivery_bytes). */
#pragma once

#include "core/actor.h"

/* What a letter is made of; any of them may be "". */
typedef struct {
    char *subject, *body_html, *signature_html;
} LetterParts;
void letter_parts_clear(LetterParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LetterParts, letter_parts_clear)

/* As they stand in the base now. */
bool letter_parts_read(Base *base, const Actor *actor, int64_t subject_id, int64_t body_id,
                       int64_t signature_id, LetterParts *parts, GError **error);

typedef struct {
    char *from, *to; /* "" where nobody has said */
    char *subject, *text;
    char *wanting; /* translated: fields that this client has nothing for, for which the letter
                      would be held; NULL: none */
} LetterPreview;
void letter_preview_clear(LetterPreview *preview);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LetterPreview, letter_preview_clear)

/* `client_id` 0: every field shows its own name. */
bool letter_preview(Base *base, const Actor *actor, const LetterParts *parts, int64_t client_id,
                    LetterPreview *preview, GError **error);
