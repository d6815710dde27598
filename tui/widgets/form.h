/* The one form: fields described by rows, values as text, validation, drafts, the unsaved guard.
 *
 * Values are text in canonical form, whatever is shown: a day is "2025-03-05", a time of day its
 * minutes since midnight ("570"), a check "0" or "1", a choice its value, a reference the record's
 * id, lines (e-mails, phones) one a line with "*" before the primary one. Empty is "". */
#pragma once

#include "tui/view.h"

typedef struct Form Form;

typedef enum {
    INPUT_TEXT,
    INPUT_PASSWORD,
    INPUT_NUMBER, /* digits, a sign */
    INPUT_DATE,   /* typed in many ways; F4 opens the calendar */
    INPUT_TIME,   /* "9:30", "930", "9" */
    INPUT_CHECK,
    INPUT_CHOICE, /* one of `choices` */
    INPUT_REF,    /* a record: F4 or typing asks the screen */
    INPUT_LONG,   /* many lines */
    INPUT_LINES,  /* several values, one of them primary */
    INPUT_LINKS,  /* rows that lead elsewhere (form_set_links), below a heading: no value, "" */
} InputKind;

enum {
    INPUT_REQUIRED = 1,
    INPUT_LOCKED = 2, /* shown, cannot be changed */
    INPUT_FIRST = 4,  /* has the focus when the form opens */
    INPUT_WIDE =
        8, /* INPUT_LONG: below its label, over the whole width, as high as there is room */
};

typedef struct {
    const char *value, *label; /* label: msgid */
} InputChoice;

/* Strings are borrowed and must outlive the form. */
typedef struct {
    const char *name;  /* of the value; unique in the form */
    const char *label; /* msgid */
    const char *group; /* msgid of a heading that starts at this field; NULL: goes on */
    InputKind kind;
    unsigned flags;
    int max_chars;              /* characters, not bytes; 0: no limit */
    int warn_chars;             /* from here on the counter warns; 0: never */
    int width;                  /* columns of the box; 0: what the kind needs */
    int height;                 /* rows of INPUT_LONG; 0: 5 */
    const char *hint;           /* msgid: one line about what to enter, in the status line */
    const InputChoice *choices; /* INPUT_CHOICE: ended by a NULL value */
    /* Beyond kind and length: what is wrong with the value, translated and free with g_free; NULL:
     * nothing. Asked when the field is left and before saving, for values that are not empty. */
    char *(*check)(const char *value);
} InputSpec;

/* One row of INPUT_LINKS. */
typedef struct {
    gint64 id; /* for form_spec.follow */
    const char *text;
    Style style;
    const char *mark; /* one column readable without colour: "!"; NULL: none. Static */
} FormLink;

typedef struct {
    const char *label; /* msgid */
    ActionId action;   /* taken by form_spec.act */
    const char *round; /* a sign in a blue round before the label: "+"; NULL: none */
} FormButton;

typedef struct {
    const char *name, *title; /* title translated, copied */
    const char *kind;         /* msgid, told with the title where it stands alone; may be NULL */
    const char *text;         /* a paragraph above the fields; translated, copied; may be NULL */
    const Picture *picture;   /* above the fields; borrowed; may be NULL */
    const InputSpec *fields;
    guint n_fields;
    const char *save_label;    /* msgid; NULL: "Save" */
    const FormButton *buttons; /* between save and cancel, ended by a NULL label; may be NULL */
    bool dialog;               /* a small form over the screen */
    bool unguarded;            /* leaving it asks nothing: what is typed is worth nothing later */
    unsigned contexts;         /* the screen's own context bits */
    const char *today;         /* "YYYY-MM-DD": what a date is read from; NULL: no field is one */
    /* All fields are valid. RESULT_CLOSE: saved, the form goes (call ui_reload before for lists
     * to show it). RESULT_REPAINT: it stays, with form_set_error or a dialog saying why. */
    Result (*save)(gpointer data, Form *form);
    /* Buttons and actions of `contexts`. May be NULL. */
    Result (*act)(gpointer data, Form *form, const Action *action);
    /* Whether an action of `contexts` that has no button can be taken now. May be NULL. */
    bool (*offers)(gpointer data, ActionId id);
    /* After a field was left with another value: to look for duplicates, to fill others. */
    void (*changed)(gpointer data, Form *form, const char *name);
    /* The base has changed, by somebody else or by a screen above this one: for remarks. May be
     * NULL. */
    void (*reloaded)(gpointer data, Form *form);
    /* INPUT_REF: push a chooser that ends with form_set_ref. `typed` is what was typed already. */
    void (*choose)(gpointer data, Form *form, const char *name, const char *typed);
    /* Goes where a row of INPUT_LINKS leads. There if the form has any. */
    Result (*follow)(gpointer data, gint64 id);
    /* The draft, to be kept; NULL: no longer needed. False: not where it belongs, to be tried
     * again. */
    bool (*keep_draft)(gpointer data, const char *draft);
    /* After it left the stack without having been saved. */
    void (*cancelled)(gpointer data);
    gpointer data;
    GDestroyNotify free_data;
} FormSpec;

Form *form_new(Ui *ui, const FormSpec *spec);
View *form_view(Form *form);

/* The value; owned by the form and valid until its next change. "" for an unknown name. */
const char *form_get(Form *form, const char *name);

/* Sets a value as if it had been there at the opening: it counts as unchanged. Call before pushing.
 * The label of a reference or of an unknown choice is what is shown. */
void form_init(Form *form, const char *name, const char *value, const char *label);

/* Sets a value as if it had been entered. */
void form_set(Form *form, const char *name, const char *value, const char *label);

/* What is wrong with a field, translated; "" or NULL clears it. The first one gets the focus. */
void form_set_error(Form *form, const char *name, const char *text);

/* A sentence under a field that says nothing against its value: who else has it. Translated; NULL:
 * none. It stays until it is set again. */
void form_set_remark(Form *form, const char *name, const char *text);

/* A sentence under the fields: duplicates found, what the server said. NULL: none. */
void form_set_notice(Form *form, const char *text);

/* A text below everything, to be read: what happened to the record. Both translated and copied;
 * text NULL: none. */
void form_set_tail(Form *form, const char *heading, const char *text);

/* The button of this action is called so from now on; a msgid, static. */
void form_set_button(Form *form, ActionId action, const char *label);

/* Replaces the choices of a field. Copied. */
void form_set_choices(Form *form, const char *name, const InputChoice *choices);

/* The rows of INPUT_LINKS, instead of those there were; the cursor stays on its id. Copied. With
 * none, `empty` is said, translated. */
void form_set_links(Form *form, const char *name, const FormLink *links, guint n,
                    const char *empty);

void form_lock(Form *form, const char *name, bool locked);

/* What is entered has done its work, though save has not returned: it leaves without a question
 * when its screen goes elsewhere from there. */
void form_saved(Form *form);

/* Whether any value differs from the opening. */
bool form_is_changed(Form *form);
bool form_field_is_changed(Form *form, const char *name);

/* --- drafts ----------------------------------------------------------------------------------- */

/* The changed values as text (a key file); NULL if nothing changed. */
char *form_draft(Form *form);

/* Puts the values of a draft into the form; names it does not know are left out. False if the text
 * is no draft. */
bool form_restore(Form *form, const char *draft);

/* Once the form is on the stack, asks whether to go on with a draft, and does it. `when` says of
 * when it is. Fields that opened with another value than the draft knew, because somebody has saved
 * the record since, get a complaint that shows this value. Call before pushing. */
void form_offer_draft(Form *form, const char *draft, const char *when);
