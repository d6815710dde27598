/* What a letter says, read when it is sent. A run keeps each text as long as its content stays, so
 * that ten thousand letters do not carry ten thousand copies of one body. */
#include "delivery_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The state of the content: what changes when a person changes any part of the letter. */
typedef struct {
    int64_t subject_id, subject_version, body_content, signature_content;
} TextState;

typedef struct {
    LetterText text; /* first: what others see */
    TextState state;
} KeptText;

static void clear_text(void *data)
{
    LetterText *text = data;
    g_free(text->subject);
    g_free(text->body_html);
    g_free(text->signature_html);
}

LetterText *letter_text_ref(LetterText *text)
{
    return g_atomic_rc_box_acquire((void *)text);
}

void letter_text_unref(LetterText *text)
{
    if (text)
        g_atomic_rc_box_release_full(text, clear_text);
}

static bool read_state(Base *base, int64_t enterprise_id, int64_t letter_id, TextState *state,
                       GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT subject.id, subject.version, body.content_id, signature.content_id FROM letter "
            "JOIN subject ON subject.enterprise_id = letter.enterprise_id "
            "AND subject.id = letter.subject_id "
            "JOIN body ON body.enterprise_id = letter.enterprise_id AND body.id = letter.body_id "
            "JOIN signature ON signature.enterprise_id = letter.enterprise_id "
            "AND signature.id = letter.signature_id "
            "WHERE letter.enterprise_id = ? AND letter.id = ?"),
        DB_ARGS(db_integer(enterprise_id), db_integer(letter_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure)) {
        *state = (TextState){db_column_integer(rows, 0), db_column_integer(rows, 1),
                             db_column_integer(rows, 2), db_column_integer(rows, 3)};
        return true;
    }
    if (rows_ended(failure, error))
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_NOT_FOUND,
                            _("one of the letters is not there any more; choose another one"));
    return false;
}

static char *read_content(Base *base, int64_t enterprise_id, int64_t content_id, GError **error)
{
    char *html = NULL;
    if (!db_get_text(
            base_db(base), SQL("SELECT html FROM content WHERE enterprise_id = ? AND id = ?"),
            DB_ARGS(db_integer(enterprise_id), db_integer(content_id)), &html, NULL, error))
        return NULL;
    return html;
}

static LetterText *read_text(Base *base, int64_t enterprise_id, int64_t letter_id,
                             const TextState *state, GError **error)
{
    KeptText *kept = g_atomic_rc_box_new0(KeptText);
    LetterText *text = &kept->text;
    text->letter_id = letter_id;
    kept->state = *state;
    if (db_get_text(base_db(base),
                    SQL("SELECT text FROM subject WHERE enterprise_id = ? AND id = ?"),
                    DB_ARGS(db_integer(enterprise_id), db_integer(state->subject_id)),
                    &text->subject, NULL, error) &&
        (text->body_html = read_content(base, enterprise_id, state->body_content, error)) &&
        (text->signature_html = read_content(base, enterprise_id, state->signature_content, error)))
        return text;
    letter_text_unref(text);
    return NULL;
}

LetterText *mailer_run_text(MailerRun *run, int64_t enterprise_id, int64_t letter_id,
                            GError **error)
{
    TextState state;
    if (!read_state(run->base, enterprise_id, letter_id, &state, error))
        return NULL;
    KeptText *kept = g_hash_table_lookup(run->texts, &letter_id);
    if (kept && memcmp(&kept->state, &state, sizeof state) == 0)
        return &kept->text;
    LetterText *text = read_text(run->base, enterprise_id, letter_id, &state, error);
    if (text)
        g_hash_table_replace(run->texts, &text->letter_id, text);
    return text;
}
