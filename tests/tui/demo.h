/* A small client made of nothing but the toolkit: what tests drive, and what a screen looks like
 * in code. */
#pragma once

#include "tui/ui.h"
#include "tui/widgets/form.h"
#include "tui/widgets/table.h"

typedef struct {
    Ui *ui;
    gint64 rows;     /* how many people there are */
    bool hold;       /* answers wait for demo_answer */
    GArray *waiting; /* held queries */
    char *draft;     /* the form's last draft; NULL: none */
    gint64 saved;    /* how often the form was saved */
    gint64 opened;   /* the record opened last */
    guint fetches;
    char *last_sort, *last_find;
    bool last_descending;
} Demo;

Demo *demo_new(Ui *ui, gint64 rows);
void demo_free(Demo *demo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Demo, demo_free)

/* The frame's menu, path and user. */
void demo_frame(Demo *demo, Level level);

Table *demo_people(Demo *demo);
Form *demo_person(Demo *demo, gint64 id);

/* Answers held queries. */
void demo_answer(Demo *demo);
