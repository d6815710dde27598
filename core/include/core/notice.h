/* Mail about tasks that others have changed: one mail per task and pass of the mailer to each whom
 * it concerns (docs/rules.md, "Mail about tasks"). Queued as service mail; what it says is read
 * from the tasks' journals when it is offered. */
#pragma once

#include "core/digest.h"

/* Mails to one person at once; of more tasks there is one about them all. */
#define NOTICES_APART 5
#define NOTICE_TASKS 50   /* listed in that one at most */
#define NOTICE_ENTRIES 20 /* of a task's journal, the newest */

/* Text is in the reader's language, UTF-8 without control characters, never NULL; "": there is
 * none. */
typedef struct {
    int64_t id;
    char *subject, *description; /* description: of several lines; cut; "" among many tasks */
    GPtrArray *facts;            /* of char *: «Срок: 27.11.2026» */
    GPtrArray *entries;          /* of NoticeEntry, oldest first */
    bool earlier;                /* there are more entries before these */
} NoticeTask;

typedef struct {
    char *who;        /* «Коваль Олена, 27.11.2026 09:15» */
    GPtrArray *lines; /* of char *: «Статус: Новая → В работе» */
    char *comment;    /* of several lines */
} NoticeEntry;

typedef struct {
    char *enterprise, *surname, *first_name, *address;
    GPtrArray *tasks; /* of NoticeTask */
    int64_t more;     /* tasks that are not listed */
} Notice;
void notice_free(Notice *notice); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notice, notice_free)

/* Queues mails of what was changed since this was called last. Opens no write transaction when that
 * is nothing. */
bool notice_queue(Base *base, int64_t now, GError **error);

/* As digest_render. */
bool notice_render(const Notice *notice, const char *language, const MailLinks *links,
                   char **subject, char **html, char **text, GError **error);
