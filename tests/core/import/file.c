#include "file.h"

#include <string.h>

char *file_make(Fixture *fixture, const char *name, const char *content, gssize size)
{
    char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_true(g_file_set_contents(path, content, size, NULL));
    return path;
}

char *file_encoded(Fixture *fixture, const char *name, const char *text, const char *encoding)
{
    gsize size;
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = g_convert(text, -1, encoding, "UTF-8", NULL, &size, &error);
    g_assert_no_error(error);
    return file_make(fixture, name, bytes, (gssize)size);
}

void outcome_clear(Outcome *outcome)
{
    import_report_clear(&outcome->report);
    g_clear_error(&outcome->error);
}

Outcome import_as(Fixture *fixture, Role role, const char *file, int header, ImportOptions options)
{
    Outcome outcome = {0};
    options.file = file;
    options.header = header;
    bool done = import_csv(fixture->base, &fixture->actors[role], &options, &outcome.report,
                           &outcome.error);
    g_assert_cmpint(done, ==, outcome.error == NULL);
    return outcome;
}

void assert_counts(const Outcome *outcome, int created, int updated, int skipped, int rejected,
                   int members)
{
    const ImportReport *report = &outcome->report;
    g_assert_no_error(outcome->error);
    for (guint i = 0; report->rejects && i < report->rejects->len; i++)
        g_test_message("%s", (const char *)report->rejects->pdata[i]);
    g_assert_cmpint(report->created, ==, created);
    g_assert_cmpint(report->updated, ==, updated);
    g_assert_cmpint(report->skipped, ==, skipped);
    g_assert_cmpint(report->rejected, ==, rejected);
    g_assert_cmpint(report->members, ==, members);
}

void assert_failed(const Outcome *outcome, int code, const char *words)
{
    g_assert_error(outcome->error, IMPORT_ERROR, code);
    if (!strstr(outcome->error->message, words))
        g_error("“%s” does not say “%s”", outcome->error->message, words);
}

char *client_text(Fixture *fixture, const char *where, const char *columns)
{
    g_autofree char *sql = g_strdup_printf(SQL("SELECT %s FROM client WHERE %s"), columns, where);
    return fixture_rows(fixture, sql);
}

void archive_all(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Db *db = base_db(fixture->base);
    DbActor writer = {.enterprise_id = fixture->enterprise_id, .program = "test"};
    db_begin(db, &writer, DB_DURABLE, &error);
    db_execute(db, SQL("UPDATE client SET archived_at = 1 WHERE archived_at IS NULL"), DB_NO_ARGS,
               NULL, &error);
    db_commit(db, &error);
    g_assert_no_error(error);
}
