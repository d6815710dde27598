/* Moving tasks by one of their fields where they are seen: to another column, to another day. The
 * marked ones go along, many after a question; one change set, to be taken back as one. */
#pragma once

#include "tui/app/edit.h"
#include "tui/screens/list_bulk.h"

typedef struct TaskMover TaskMover;

/* What moves tasks in one look at them; borrowed strings are static. */
typedef struct {
    App *app;
    Table *table;
    ListBulk *bulk;    /* borrowed */
    const char *field; /* that is changed */
    bool doubtful;     /* whether records may raise a doubt (core/record.h) by it */
    char *(*told)(App *app, const Edits *edits);
    /* "To «Solved»": where `stored` leads; NULL: nowhere any more. Free with g_free. */
    char *(*where)(gpointer data, const char *stored);
    /* Puts a few tasks where they go before they are read there, for the next key to find them. */
    void (*show)(gpointer data, const GArray *ids, const char *stored);
    gint64 *target; /* set to the task that is to be stood on once all is read again */
    gpointer data;  /* the look, which owns the mover */
} TaskMoverSpec;

TaskMover *task_mover_new(const TaskMoverSpec *spec);
void task_mover_free(TaskMover *mover);

/* Lets a task, or those marked if it is one of them, have this value; takes it over. */
void task_mover_move(TaskMover *mover, int64_t id, char *stored);
