/* The words of mail about tasks, in the language of whoever gets it (core/service_mail_texts.c says
 * why this is a table). */
#pragma once

typedef struct {
    const char *code; /* "ru" */
    const char *hello, *tasks_for, *count_today, *count_overdue;
    const char *today, *overdue; /* headings */
    const char *due, *priority, *client, *open, *more, *all;
    const char *why; /* it came */
    /* Of mail about changes: headings, what is left out, why it came. */
    const char *task, *changes, *earlier, *why_changes;
} TaskWords;

/* Of "en", "ru", "uk"; else of the process's language. */
const TaskWords *task_words(const char *language);

/* What a built-in priority is called; NULL: there is none of this code. */
const char *task_words_priority(const TaskWords *words, const char *code);
