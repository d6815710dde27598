/* Words into lines: the white space of html.c. Breaks and blanks are owed until text follows, so
 * that nothing piles up and nothing trails. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    GString *out;
    int breaks;            /* owed: 1 ends the line, 2 leaves a blank line */
    bool blank;            /* owed within the line */
    gunichar joiner;       /* owed between two letters; 0: none */
    const char *separator; /* owed within the line instead of the blank; NULL: none */
    GPtrArray *margins;    /* what begins each line: "> ", the marks of list items */
} Writer;

Writer *writer_new(void);
char *writer_finish(Writer *writer); /* frees the writer; the text to be freed with g_free */
void writer_free(Writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Writer, writer_free)

void writer_text(Writer *writer, const char *text, gsize length); /* white space collapses */
void writer_preformatted(Writer *writer, const char *text, gsize length);

void writer_break(Writer *writer, int breaks); /* at least so many */
void writer_more_break(Writer *writer);        /* one more: <br> */
void writer_separate(Writer *writer, const char *separator);

/* The next line begins with `first`, further ones with as many blanks (or with `first` again). */
void writer_push_margin(Writer *writer, const char *first, bool repeated);
void writer_pop_margin(Writer *writer);

/* Behind the last text written, before all that is owed. */
void writer_append(Writer *writer, const char *text);
