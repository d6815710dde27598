/* The checklist of a task: lines to be ticked. Each act is one short transaction about one line,
 * and an entry of the task's journal; so two people at one list meet in no more than a line. */
#pragma once

#include "core/record.h"

#define CHECK_LINES_MOST 200
#define CHECK_CHARACTERS_MOST 255

typedef struct {
    int64_t id;
    char *text;
    bool done;
} CheckLine;

/* What a person may: tick lines (whoever may change the task's status), and the rest. */
typedef struct {
    bool tick, edit;
} CheckRights;

/* Of CheckLine, in their order, and what this person may there; `may` may be NULL. */
GPtrArray *checklist_read(Base *base, const Actor *actor, int64_t task_id, CheckRights *may,
                          GError **error);

/* Each line of `text` that is not blank becomes a line of the list, at its end. *n (may be NULL):
 * how many. */
bool checklist_add(Base *base, const Actor *actor, int64_t task_id, const char *text, guint *n,
                   GError **error);

/* The acts on one line. RECORD_ERROR_NOT_FOUND: somebody has removed it meanwhile. */
bool checklist_tick(Base *base, const Actor *actor, int64_t task_id, int64_t id, bool done,
                    GError **error);
/* `old` is the text that the person saw: RECORD_ERROR_CONFLICT when it is another now. */
bool checklist_write(Base *base, const Actor *actor, int64_t task_id, int64_t id, const char *old,
                     const char *text, GError **error);
/* So many places towards the end (negative: the beginning), as far as there are. */
bool checklist_move(Base *base, const Actor *actor, int64_t task_id, int64_t id, int by,
                    GError **error);
bool checklist_remove(Base *base, const Actor *actor, int64_t task_id, int64_t id, GError **error);
/* A line that was removed, back where it stood (0: first). */
bool checklist_put_back(Base *base, const Actor *actor, int64_t task_id, const CheckLine *line,
                        guint place, GError **error);
