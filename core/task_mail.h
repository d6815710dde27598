/* What the mails about tasks are written with. Nothing outside core/ includes this. */
#pragma once

#include "core/digest.h"
#include "digest_texts.h"

typedef struct {
    const TaskWords *words;
    const MailLinks *links;
    GString *html;
} TaskMail;

void mail_escaped(TaskMail *mail, const char *text);
/* Marked as somebody's words, in the text too: they must not pass for the command below. */
void mail_quoted(TaskMail *mail, const char *text);
void mail_labelled(TaskMail *mail, const char *label, const char *value);
/* On a line of its own, to be copied. `task` 0: to no task in particular. */
void mail_command(TaskMail *mail, const char *label, int64_t task);
/* Nothing without an address that browsers open. */
void mail_link(TaskMail *mail, int64_t task);

/* Down to the greeting, and from the line between what is said and why. */
void mail_begin(TaskMail *mail, const char *subject, const char *first_name);
void mail_end(TaskMail *mail, const char *why);

/* What is written, and the text made of it, both g_free; false only for text that core/html.h
 * refuses. */
bool mail_finish(TaskMail *mail, char **html, char **text, GError **error);

/* In which language to write to somebody whose profile says `chosen`, "": nothing, who works for an
 * enterprise of this country. A literal, or `chosen`. */
const char *mail_language(const char *chosen, const char *country);

/* Text of the base, cleaned though what core stores is clean: an older program, or another one, may
 * have written. g_free. */
char *mail_clean_line(const char *text);
/* Of several lines; what is longer than `characters` ends with «…». */
char *mail_clean_start(const char *text, glong characters);
