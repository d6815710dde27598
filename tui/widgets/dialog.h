/* Questions. Each is a view to be pushed: ui_push (ui, dialog_ask (ui, &spec)). The answer comes to
 * a callback after the dialog left the stack. Answers are buttons with verbs, never letters: on
 * Cyrillic layouts other letters sit on the keys of y and n. */
#pragma once

#include "tui/view.h"

typedef struct {
    const char *title, *text; /* translated, copied */
    /* Translated verbs, NULL-terminated, copied. The first is the harmless one («Отмена»): it has
     * the focus at first and stands last. */
    const char *const *buttons;
    bool danger; /* the second button destroys something */
    /* 0: the harmless answer or Esc; else the button's index. NULL: nobody wants to know. */
    void (*done)(gpointer data, int answer);
    gpointer data;
} DialogSpec;

View *dialog_ask(Ui *ui, const DialogSpec *spec);

/* A message with a button to close it. */
View *dialog_tell(Ui *ui, const char *title, const char *text);

/* The question about input of before, which `text` asks. The harmless answer, which Esc gives too,
 * is the one that throws nothing away. */
enum { DRAFT_GO_ON, DRAFT_ANEW };
View *dialog_draft(Ui *ui, const char *title, const char *text,
                   void (*done)(gpointer data, int answer), gpointer data);
