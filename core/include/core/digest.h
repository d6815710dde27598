/* The morning digest: one mail per employee and day with what is to be done today and what is
 * overdue (docs/rules.md, "Digest"). It is queued as a delivery of its own kind, and goes the way
 * of all other mail (core/delivery.h); what it says is read when it is offered. */
#pragma once

#include "core/base.h"

#define DIGEST_TASKS 50        /* listed at most; of the rest it says how many */
#define DIGEST_DESCRIPTION 500 /* characters of a description that are shown */

/* Text is UTF-8 without control characters, never NULL; "": there is none. */
typedef struct {
    int64_t id;
    char *subject, *description; /* of several lines; cut */
    char *client;
    char *priority_code; /* NULL: an added row, or the usual one, which is not worth a word */
    char *priority;      /* as typed; "": the usual one */
    int due_day;
    int due_minute; /* -1: the whole day */
    bool overdue;
} DigestTask;

typedef struct {
    int64_t employee_id;
    char *enterprise, *surname, *first_name, *address;
    int day;                /* whose morning it is */
    int64_t overdue, today; /* tasks in all */
    GPtrArray *tasks;       /* of DigestTask: overdue first, then the more urgent */
} Digest;
void digest_free(Digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)

/* Queues the digests that are due at `now`: of each enterprise between its digest's time and noon,
 * by its own clock, for everybody who has not had one that day and has something to do. Opens no
 * write transaction when there is nobody. */
bool digest_queue(Base *base, int64_t now, GError **error);

/* Where a mail leads its reader. Borrowed; NULL: not set. */
typedef struct {
    const char *ssh;      /* what is typed after `ssh -t` to come to the program */
    const char *base_url; /* of the API */
} MailLinks;

/* The mail in "en", "ru" or "uk"; another language: that of the process. Free all three with
 * g_free. False only for text that core/html.h refuses. */
bool digest_render(const Digest *digest, const char *language, const MailLinks *links,
                   char **subject, char **html, char **text, GError **error);
