/* Mailers on several machines: one that has sent nothing since a backup has nothing in its journal
 * by which it would notice that the base was restored. So each machine counts its passes in the
 * base and in a file beside the journal; the base's commit comes first, so that the file is never
 * ahead of it but after a restore. Who has had no pass since the backup, either, notices by the
 * place: with the count stands where the server had the base then, and a dump that is put back is
 * another one. */
#include "delivery_internal.h"
#include "rows.h"

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

/* --- the base's ------------------------------------------------------------------------------- */

typedef struct {
    int64_t known, counted; /* by the machine, by the base */
    const char *home;       /* db_home */
    bool put_back;
} Passes;

static char *fact_name(void)
{
    return g_strconcat(FACT, g_get_host_name(), NULL);
}

static bool set_count(Base *base, const char *name, const Passes *passes, GError **error)
{
    g_autofree char *value =
        g_strdup_printf("%" G_GINT64_FORMAT " %s", passes->counted, passes->home);
    return delivery_set_fact(base, name, value, error);
}

/* Of all others: they were counted somewhere else. A count that is older than this has no place. */
static bool count_others(Base *base, const char *name, const char *home, int64_t *all,
                         int64_t *elsewhere, GError **error)
{
    g_autofree char *here = g_strconcat("% ", home, NULL);
    *all = *elsewhere = 0;
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT count(*), sum(CASE WHEN value LIKE '% %' AND value NOT LIKE ? THEN 1 ELSE 0 "
            "END) FROM base_fact WHERE name LIKE '" FACT "%' AND name <> ?"),
        DB_ARGS(db_text(here), db_text(name)), error);
    GError *failure = NULL;
    if (!rows || !db_next(rows, &failure))
        return rows && rows_ended(failure, error);
    *all = db_column_integer(rows, 0);
    *elsewhere = db_column_integer(rows, 1);
    return true;
}

/* Where nobody else sends, the machine's own journal tells all. */
static bool is_put_back(Base *base, const char *name, Passes *passes, GError **error)
{
    int64_t others, elsewhere;
    char *home;
    g_autofree char *before = delivery_fact(base, name, error);
    if (!before || !count_others(base, name, passes->home, &others, &elsewhere, error))
        return false;
    passes->counted = g_ascii_strtoll(before, &home, 10);
    bool moved = *before ? *home && !g_str_equal(g_strchug(home), passes->home) : elsewhere > 0;
    passes->put_back = others > 0 && (moved || passes->counted < passes->known);
    return true;
}

static bool count_body(Base *base, void *data, GError **error)
{
    Passes *passes = data;
    g_autofree char *name = fact_name();
    if (!is_put_back(base, name, passes, error))
        return false;
    passes->counted += !passes->put_back;
    return passes->put_back || set_count(base, name, passes, error);
}

/* The file is read first: another mailer of this machine may count meanwhile. */
bool delivery_count_pass(Base *base, const MailJournal *journal, int64_t now, bool *put_back,
                         GError **error)
{
    *put_back = false;
    if (!delivery_is_on_server(base))
        return true;
    const Actor actor = mailer_actor(now);
    g_autofree char *path = file_of(journal), *home = NULL;
    Passes passes = {.known = read_file(path)};
    if (!db_home(base_db(base), &home, error))
        return false;
    passes.home = home;
    if (!base_write(base, &actor, count_body, &passes, error))
        return false;
    *put_back = passes.put_back;
    return passes.put_back || write_file(path, passes.counted, error);
}

/* --- the word --------------------------------------------------------------------------------- */

static bool forget_body(Base *base, void *data, GError **error)
{
    Passes *passes = data;
    g_autofree char *name = fact_name();
    g_autofree char *before = delivery_fact(base, name, error);
    if (!before)
        return false;
    passes->counted = g_ascii_strtoll(before, NULL, 10);
    return set_count(base, name, passes, error);
}

bool delivery_forget_passes(Base *base, const MailJournal *journal, int64_t now, GError **error)
{
    if (!delivery_is_on_server(base))
        return true;
    const Actor actor = mailer_actor(now);
    g_autofree char *path = file_of(journal), *home = NULL;
    Passes passes = {0};
    if (!db_home(base_db(base), &home, error))
        return false;
    passes.home = home;
    g_unlink(path);
    return base_write(base, &actor, forget_body, &passes, error);
}
