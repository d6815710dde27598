/* Text as people type it: cleaned for storage, folded for search, keyed for order.
 *
 * All text is UTF-8. Nothing here depends on the process's locale, so that the same text gives the
 * same bytes in every program and on every store (docs/rules.md, "Search and order"). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define TEXT_ERROR (text_error_quark())
GQuark text_error_quark(void);

typedef enum {
    TEXT_ERROR_UTF8,     /* the bytes are no UTF-8 */
    TEXT_ERROR_COLLATOR, /* ICU cannot open its Ukrainian order */
} TextError;

/* --- storage ---------------------------------------------------------------------------------- */

/* One line, as it is stored: NFC; a line break or Tab becomes a blank; blanks at both ends go; what
 * cannot be seen (control, bidi and zero-width characters but the joiners of emoji and scripts)
 * goes. Blanks inside stay as typed. `size` -1: up to the NUL. NULL only for bytes that are no
 * UTF-8. */
char *text_clean_line(const char *text, gssize size, GError **error);

/* Several lines: the same, but lines stay, ended by "\n" whatever they were ended by, and Tabs
 * stay; empty lines at the end go. */
char *text_clean_block(const char *text, gssize size, GError **error);

/* How many bytes from the beginning are valid UTF-8; a NUL is one more character. */
size_t text_utf8_prefix(const char *text, size_t size);

/* NFC of valid UTF-8. */
char *text_nfc(const char *text);

/* Unicode characters: what limits ("at most 255 characters") and counters mean. */
size_t text_length(const char *text);

/* --- search ----------------------------------------------------------------------------------- */

/* The form in which text is compared: NFKC, case folded, invisible characters and stress marks
 * gone, ё → е, every apostrophe → '. Ukrainian і ї є ґ stay themselves. Idempotent. */
char *text_fold(const char *text);

/* The search text of a record: each word of each part (a NULL-terminated array; NULL parts do not
 * end it when given through text_search_append) folded and preceded by exactly two blanks:
 * "  іваненко  петро  380501112233". Words end at blanks and at , ; : / \ | quotes and brackets.
 * A + before digits, and hyphens and dots between digits are dropped, so that numbers meet however
 * they are written. Phones go in as phone_key gives them. */
char *text_search(const char *const *parts);
void text_search_append(GString *search, const char *part); /* part NULL: nothing */

/* What must all stand in a search text for `query` to hit: NULL-terminated, *n (may be NULL) their
 * count, 0 when the query has no word. A word of one character is sought at the beginning of words
 * ("  п"), and so is one of two (" пе"); longer ones anywhere. A phone number in any spelling, or
 * part of one, becomes one needle of digits without its trunk or exit prefix. Every needle has at
 * least three characters. */
char **text_search_words(const char *query, size_t *n);

/* All needles stand in the text; no needles: true. */
bool text_matches(const char *search_text, const char *const *needles);

/* --- order ------------------------------------------------------------------------------------ */

/* ICU's Ukrainian order, Cyrillic before Latin, numbers by value, blind to case, apostrophes and
 * quotation marks. For one thread at a time; opening costs about a millisecond. */
typedef struct TextCollator TextCollator;
TextCollator *text_collator_new(GError **error);
void text_collator_free(TextCollator *collator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextCollator, text_collator_free)

/* Replaces the content of `key` with bytes that memcmp puts into order. Only the first
 * TEXT_SORT_CHARACTERS count; NULL and "" give no bytes. */
#define TEXT_SORT_CHARACTERS 128
void text_sort_key(TextCollator *collator, const char *text, GByteArray *key);

/* Between which keys, `from` <= key < `before`, stand all texts that begin with `prefix`, whatever
 * follows; what is blind to the order is blind here too. */
void text_sort_range(TextCollator *collator, const char *prefix, GByteArray *from,
                     GByteArray *before);

/* Stored keys are comparable while this stays the same; when it changes they are rebuilt. Borrowed
 * from the collator. */
const char *text_collation_version(const TextCollator *collator);
