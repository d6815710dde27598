/* Merge fields of subjects, bodies and signatures: {first_name}, {имя|друг}, {по батькові}
 * (docs/rules.md, "Merge fields").
 *
 * A field is `{name}` or `{name|fallback}`. A name is letters, `_`, apostrophes and blanks; case,
 * kind of apostrophe and `_` against blank do not matter, and every field has its name in English,
 * Russian and Ukrainian. Braces around anything else (CSS, JSON, smileys) are text and stay as
 * they are. In HTML nothing is looked for inside comments, <style> and <script>: what stands there
 * is nobody's letter, and braces are its syntax.
 *
 * The fallback is the author's text up to the closing brace and goes out as written, so in HTML it
 * is HTML. Values come from records: in HTML they are escaped, in a subject a control character in
 * them is refused. Time is linear in the text, and text has no size limit here. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    MERGE_FIRST_NAME,
    MERGE_SURNAME,
    MERGE_PATRONYMIC,
    MERGE_COMPANY,
    MERGE_EMAIL,
    MERGE_PHONE,
    MERGE_EMPLOYEE,   /* who is responsible for the client: first name and surname */
    MERGE_POSITION,   /* of that employee */
    MERGE_ENTERPRISE, /* the enterprise's short name */
    MERGE_UNSUBSCRIBE,
    MERGE_FIELDS,
} MergeField;

typedef enum { MERGE_HTML, MERGE_SUBJECT } MergeKind;

#define MERGE_ERROR (merge_error_quark())
GQuark merge_error_quark(void);

typedef enum {
    MERGE_ERROR_UNKNOWN, /* no field has this name */
    MERGE_ERROR_SYNTAX,  /* a field inside a fallback, or a fallback without an end */
    MERGE_ERROR_EMPTY,   /* the value is empty and there is no fallback: hold the letter */
    MERGE_ERROR_UNSAFE,  /* a line break or another control character in a subject */
    MERGE_ERROR_UTF8,    /* the text is no UTF-8 */
} MergeError;

/* By field; borrowed; NULL is as good as "". */
typedef struct {
    const char *value[MERGE_FIELDS];
} MergeValues;

/* For saving: every field is known and well-formed. The error names the field and its place. */
bool merge_check(const char *text, MergeKind kind, GError **error);

/* For sending: the text with its values, to be freed with g_free; NULL with an error. *missing (may
 * be NULL) is set with MERGE_ERROR_EMPTY. */
char *merge_render(const char *text, MergeKind kind, const MergeValues *values, MergeField *missing,
                   GError **error);

/* How a field is written in a language ("ru", "uk"; all else English): "имя". Static. */
const char *merge_name(MergeField field, const char *language);
