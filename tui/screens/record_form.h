/* Between a record and the form on the screen: which fields, which values, in both directions. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"
#include "tui/widgets/form.h"

typedef struct RecordForm RecordForm;

/* Describes the record's fields as form fields: hidden ones left out, those this person may not
 * change locked. Borrows the record. */
RecordForm *record_form_new(App *app, Record *record);
void record_form_free(RecordForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordForm, record_form_free)

const InputSpec *record_form_fields(const RecordForm *form, guint *n);

/* The record's values into the form, as its opening state. */
void record_form_load(RecordForm *form, Form *screen);
/* The same for those values that have become others; the rest of the form stays as it is. */
void record_form_follow(RecordForm *form, Form *screen);
/* What was entered into the record. A value that is refused is told at its field; false then. */
bool record_form_store(RecordForm *form, Form *screen);

/* What was entered as the comment of this save; NULL: nothing, or there is no field for it.
 * Borrowed from the form. */
const char *record_form_comment(Form *screen);

/* The index in the entity of the form field `name`, -1: none. */
int record_form_field(const RecordForm *form, const char *name);

/* The lines of INPUT_LINES as a record has them: the primary one first. Free with g_free. */
char *record_form_lines(const char *entered);

/* As the form holds a value of this field: canonical text. Free with g_free. */
char *record_form_value(App *app, const Record *record, int field);
