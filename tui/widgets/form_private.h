/* What the files of the form share. */
#pragma once

#include "tui/ui.h"
#include "tui/widgets/editor.h"
#include "tui/widgets/form.h"

typedef struct {
    char *value, *label;
} Choice;

typedef struct {
    InputSpec spec;
    TextBuffer *buffer; /* what is typed, for kinds that are typed */
    Editor *editor;     /* INPUT_LONG */
    GPtrArray *lines;   /* INPUT_LINES: TextBuffer */
    guint line, primary;
    GPtrArray *links;    /* INPUT_LINKS: FormLink */
    guint link;          /* the current one */
    char *without_links; /* what is said when there are none */
    GArray *choices;     /* Choice */
    char *value;         /* of a check, a choice, a reference; cache of the others */
    char *shown;         /* label of a reference or a choice that is not offered */
    char *initial;       /* at the opening */
    char *seen;          /* when the focus came, to tell `changed` */
    char *error, *remark;
    int scroll;
    bool entered; /* the focus has come and no key yet */
    bool anew;    /* what is typed now takes the place of what is there */
    Rect place;   /* of the box, in the form's content; rows may be scrolled away */
} Input;

struct Form {
    View view;
    FormSpec spec;
    char *title, *text, *notice;
    char *tail_heading, *tail;
    GPtrArray *fields;  /* Input */
    GPtrArray *buttons; /* FormButton, static; the first saves, the last cancels */
    guint focus;        /* fields, then buttons */
    int top;            /* first row of the content that is shown */
    int label_width, height;
    Rect buttons_place; /* on the screen */
    bool saved, draft_kept;
    bool read_only; /* every field is locked: to be read and copied, nothing is saved */
    char *last_draft;
    char *offered_draft, *offered_when; /* a draft of before, until the person has decided */
};

static inline Form *form_of(View *view)
{
    return (Form *)view;
}

Input *form_field(const Form *form, guint index); /* NULL: a button */
Input *form_find(const Form *form, const char *name);
guint form_stops(const Form *form); /* fields and buttons */
void form_focus(Form *form, guint index);
bool form_can_focus(const Form *form, guint index);

/* --- one field -------------------------------------------------------------------------------- */

bool input_is_typed(const Input *field); /* has a buffer */
bool input_can_undo(const Input *field); /* of its kind, changed or not */
void input_set(Input *field, const char *value, const char *label);
const char *input_get(Form *form, Input *field);
char *input_shown(Form *form, Input *field);      /* as a person reads the value; g_free */
const char *input_kept(Form *form, Input *field); /* as a draft keeps it; borrowed */
void input_bring_back(Input *field, const char *kept, const char *label);
char *input_complaint(Form *form, Input *field); /* NULL: valid */
int input_rows(const Input *field);
int input_width(const Input *field, int room);
void input_draw(Form *form, Input *field, const Canvas *canvas, int y, int x, int width,
                bool focused);
Result input_key(Form *form, Input *field, const Key *key);
Result input_act(Form *form, Input *field, const Action *action);
Result input_click(Form *form, Input *field, int y, int x, bool twice);
const char *input_choice_label(const Input *field);
void input_add_line(Input *field, const char *text);

/* --- rows that lead elsewhere: input_links.c -------------------------------------------------- */

void links_start(Input *field);
void links_end(Input *field);
int links_rows(const Input *field);
void links_draw(const Input *field, const Canvas *canvas, int y, int x, int width, bool focused);
Result links_act(Form *form, Input *field, ActionId id);
Result links_click(Form *form, Input *field, int y, bool twice);

/* --- drafts ----------------------------------------------------------------------------------- */

void form_ask_draft(Form *form); /* the question, if a draft is offered */

/* --- drawing ---------------------------------------------------------------------------------- */

void form_draw(View *view, const Canvas *canvas);
void form_measure(View *view, int max_h, int max_w, int *h, int *w);
/* Where a button stands among the rows of buttons, as many as `width` columns need. */
Rect form_button_place(const Form *form, guint index, int width);
int form_button_at(const Form *form, int y, int x); /* of a cell of the screen; -1: none */
