/* HTML as plain text: the text part of a letter, and its preview.
 *
 * Made to be read: links as `text <address>`, lists with their marks, one line a table row,
 * headings and paragraphs with a blank line between, quotations with "> ", images as their
 * [alternative text]. What a reader would not see (head, style, script, comments, display:none) is
 * left out. Any bytes that are UTF-8 give some text: broken HTML is read as browsers read it. */
#pragma once

#include <glib.h>

#define HTML_ERROR (html_error_quark())
GQuark html_error_quark(void);

typedef enum {
    HTML_ERROR_UTF8,  /* the bytes are no UTF-8, or hold a NUL */
    HTML_ERROR_DEPTH, /* elements nested more than HTML_DEPTH deep */
    HTML_ERROR_FAILED,
} HtmlError;

/* Deeper nesting than any letter has; it bounds the parser's work, which grows with depth × size.
 */
enum { HTML_DEPTH = 500 };

/* `length` -1: up to the NUL. Lines end with "\n", the last one too unless the text is empty. Free
 * with g_free. */
char *html_to_text(const char *html, gssize length, GError **error);
