/* Text being edited: UTF-8, a cursor, undo and redo. Knows no screen.
 *
 * Single-line fields use it too. ncurses' form library was measured and not taken: it puts a typed
 * combining mark on another letter, keeps only what the locale's charset can encode (in KOI8-U "№"
 * becomes "^"), and has no undo; a field must never lose what a person entered. */
#pragma once

#include "tui/keys.h"

#include <glib.h>
#include <stdbool.h>

typedef struct TextBuffer TextBuffer;

/* A letter's body may be 5 MiB; more than this is refused. */
#define TEXT_BUFFER_MAX (16u << 20)

/* `multiline` false: newlines and tabs become spaces. `text` may be NULL. */
TextBuffer *text_buffer_new(const char *text, bool multiline);
void text_buffer_free(TextBuffer *buffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextBuffer, text_buffer_free)

/* Replaces everything and forgets what could be undone; the cursor goes to the end of a line, to
 * the start of a text. The text is kept byte for byte, unless it is broken UTF-8. */
void text_buffer_set(TextBuffer *buffer, const char *text);

const char *text_buffer_text(const TextBuffer *buffer);
gsize text_buffer_length(const TextBuffer *buffer); /* bytes */
glong text_buffer_chars(const TextBuffer *buffer);

/* Characters allowed; 0: no limit but TEXT_BUFFER_MAX. */
void text_buffer_set_limit(TextBuffer *buffer, glong chars);

gsize text_buffer_cursor(const TextBuffer *buffer); /* bytes from the start */
void text_buffer_set_cursor(TextBuffer *buffer, gsize offset);

/* Puts text in at the cursor, normalised (text_input). False if a part had no room: what fits is
 * put in. */
bool text_buffer_insert(TextBuffer *buffer, const char *text, gssize length);

/* Removes bytes [from, to) and puts `text` there as one step of undo. */
void text_buffer_replace(TextBuffer *buffer, gsize from, gsize to, const char *text);

/* A cell back or on. False at the end of the text. */
bool text_buffer_left(TextBuffer *buffer);
bool text_buffer_right(TextBuffer *buffer);
void text_buffer_word_left(TextBuffer *buffer);
void text_buffer_word_right(TextBuffer *buffer);

/* Removes the last character before the cursor (a mark alone first), or the cell after it. */
bool text_buffer_backspace(TextBuffer *buffer);
bool text_buffer_delete(TextBuffer *buffer);

bool text_buffer_undo(TextBuffer *buffer);
bool text_buffer_redo(TextBuffer *buffer);

/* Grows with every change: a layout made for another number is stale. */
guint text_buffer_revision(const TextBuffer *buffer);

/* The bytes the last change put there: all before and after them is as it was. */
gsize text_buffer_changed_from(const TextBuffer *buffer);
gsize text_buffer_changed_to(const TextBuffer *buffer);
