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

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    int64_t enterprise_id, letter_id;
    TextState state;
    bool is_kept;
} Wanted;

typedef struct {
    MailerRun *run;
    GArray *wanted; /* of Wanted, each letter once */
    GArray *stale;  /* of guint: those of them that are to be read */
} Reading;

static Wanted *wanted_at(const Reading *reading, guint i)
{
    return &g_array_index(reading->wanted, Wanted, i);
}

static void want(Reading *reading, const DueDelivery *due)
{
    for (guint i = 0; i < reading->wanted->len; i++)
        if (wanted_at(reading, i)->letter_id == due->letter_id)
            return;
    const Wanted wanted = {.enterprise_id = due->enterprise_id, .letter_id = due->letter_id};
    g_array_append_val(reading->wanted, wanted);
}

static bool take_state(DbRows *row, size_t i, void *data, GError **error)
{
    const Reading *reading = data;
    Wanted *wanted = wanted_at(reading, (guint)i);
    const KeptText *kept = g_hash_table_lookup(reading->run->texts, &wanted->letter_id);
    wanted->state = (TextState){db_column_integer(row, 0), db_column_integer(row, 1),
                                db_column_integer(row, 2), db_column_integer(row, 3)};
    wanted->is_kept = kept && memcmp(&kept->state, &wanted->state, sizeof wanted->state) == 0;
    return true;
}

static bool read_states(Reading *reading, GError **error)
{
    enum { ARGS = 2 };
    guint n = reading->wanted->len;
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    for (guint i = 0; i < n; i++) {
        values[i * ARGS] = db_integer(wanted_at(reading, i)->enterprise_id);
        values[i * ARGS + 1] = db_integer(wanted_at(reading, i)->letter_id);
    }
    return db_query_each(
        base_db(reading->run->base),
        SQL("SELECT subject.id, subject.version, body.content_id, signature.content_id FROM letter "
            "JOIN subject ON subject.enterprise_id = letter.enterprise_id "
            "AND subject.id = letter.subject_id "
            "JOIN body ON body.enterprise_id = letter.enterprise_id AND body.id = letter.body_id "
            "JOIN signature ON signature.enterprise_id = letter.enterprise_id "
            "AND signature.id = letter.signature_id "
            "WHERE letter.enterprise_id = ? AND letter.id = ?"),
        values, ARGS, n, take_state, reading, error);
}

static bool take_text(DbRows *row, size_t i, void *data, GError **error)
{
    const Reading *reading = data;
    const Wanted *wanted = wanted_at(reading, g_array_index(reading->stale, guint, i));
    KeptText *kept = g_atomic_rc_box_new0(KeptText);
    kept->text = (LetterText){.letter_id = wanted->letter_id,
                              .subject = rows_text(row, 0),
                              .body_html = rows_text(row, 1),
                              .signature_html = rows_text(row, 2)};
    kept->state = wanted->state;
    g_hash_table_replace(reading->run->texts, &kept->text.letter_id, &kept->text);
    return true;
}

static bool read_stale(Reading *reading, GError **error)
{
    enum { ARGS = 4 };
    g_autofree DbValue *values = g_new(DbValue, reading->wanted->len * ARGS + 1);
    for (guint i = 0; i < reading->wanted->len; i++) {
        const Wanted *wanted = wanted_at(reading, i);
        if (wanted->is_kept)
            continue;
        const DbValue row[ARGS] = {
            db_integer(wanted->state.body_content), db_integer(wanted->state.signature_content),
            db_integer(wanted->enterprise_id), db_integer(wanted->state.subject_id)};
        memcpy(values + reading->stale->len * ARGS, row, sizeof row);
        g_array_append_val(reading->stale, i);
    }
    return db_query_each(
        base_db(reading->run->base),
        SQL("SELECT subject.text, body.html, signature.html FROM subject JOIN content AS body "
            "ON body.enterprise_id = subject.enterprise_id AND body.id = ? "
            "JOIN content AS signature ON signature.enterprise_id = subject.enterprise_id "
            "AND signature.id = ? WHERE subject.enterprise_id = ? AND subject.id = ?"),
        values, ARGS, reading->stale->len, take_text, reading, error);
}

/* --- the door --------------------------------------------------------------------------------- */

static bool give(const Reading *reading, DueDelivery *due, GError **error)
{
    LetterText *text = g_hash_table_lookup(reading->run->texts, &due->letter_id);
    due->text = text ? letter_text_ref(text) : NULL;
    if (!text)
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_NOT_FOUND,
                            _("one of the letters is not there any more; choose another one"));
    return text != NULL;
}

bool mailer_run_texts(MailerRun *run, GPtrArray *due, GError **error)
{
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(Wanted));
    g_autoptr(GArray) stale = g_array_new(FALSE, FALSE, sizeof(guint));
    Reading reading = {run, wanted, stale};
    for (guint i = 0; i < due->len; i++)
        if (((const DueDelivery *)due->pdata[i])->letter_id)
            want(&reading, due->pdata[i]);
    if (!read_states(&reading, error) || !read_stale(&reading, error))
        return false;
    for (guint i = 0; i < due->len; i++)
        if (((const DueDelivery *)due->pdata[i])->letter_id &&
            !give(&reading, due->pdata[i], error))
            return false;
    return true;
}
