/* Mailers on several machines: one that has sent nothing since a backup has nothing in its journal
 * by which it would notice that the base was restored. So each machine counts its passes in the
 * base and in a file beside the journal; the base's commit comes first, so that the file is never
 * ahead of it but after a restore. */
#include "delivery_internal.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define FACT "passes " /* and the machine's name */

/* --- the machine's count ---------------------------------------------------------------------- */

static char *file_of(const MailJournal *journal)
{
    return g_strconcat(mail_journal_path(journal), ".passes", NULL);
}

/* 0: none, or of the machine when it was called otherwise. */
static int64_t read_file(const char *path)
{
    g_autofree char *text = NULL;
    char *host;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    int64_t passes = g_ascii_strtoll(text, &host, 10);
    return g_str_equal(g_strstrip(host), g_get_host_name()) ? passes : 0;
}

static bool write_file(const char *path, int64_t passes, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT " %s\n", passes, g_get_host_name());
    if (g_file_set_contents_full(path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0660,
                                 &failure))
        return true;
    g_set_error(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_WRITE,
                _("the journal of accepted letters %s cannot be written: %s"), path,
                failure->message);
    return false;
}

void delivery_forget_passes(const MailJournal *journal)
{
    g_autofree char *path = file_of(journal);
    g_unlink(path);
}

/* --- the base's ------------------------------------------------------------------------------- */

typedef struct {
    int64_t known, counted; /* by the machine, by the base */
    bool put_back;
} Passes;

/* Where nobody else sends, the machine's own journal tells all. */
static bool others_send(Base *base, const char *name, bool *others, GError **error)
{
    int64_t n = 0;
    bool read = db_get_integer(
        base_db(base),
        SQL("SELECT count(*) FROM base_fact WHERE name LIKE '" FACT "%' AND name <> ?"),
        DB_ARGS(db_text(name)), &n, NULL, error);
    *others = n > 0;
    return read;
}

static bool count_body(Base *base, void *data, GError **error)
{
    Passes *passes = data;
    g_autofree char *name = g_strconcat(FACT, g_get_host_name(), NULL);
    g_autofree char *before = delivery_fact(base, name, error);
    if (!before)
        return false;
    passes->counted = g_ascii_strtoll(before, NULL, 10);
    passes->put_back = false;
    if (passes->counted < passes->known && !others_send(base, name, &passes->put_back, error))
        return false;
    if (passes->put_back)
        return true;
    g_autofree char *after = g_strdup_printf("%" G_GINT64_FORMAT, ++passes->counted);
    return delivery_set_fact(base, name, after, error);
}

/* The file is read first: another mailer of this machine may count meanwhile. */
bool delivery_count_pass(Base *base, const MailJournal *journal, int64_t now, bool *put_back,
                         GError **error)
{
    *put_back = false;
    if (!delivery_is_on_server(base))
        return true;
    const Actor actor = mailer_actor(now);
    g_autofree char *path = file_of(journal);
    Passes passes = {.known = read_file(path)};
    if (!base_write(base, &actor, count_body, &passes, error))
        return false;
    *put_back = passes.put_back;
    return passes.put_back || write_file(path, passes.counted, error);
}
