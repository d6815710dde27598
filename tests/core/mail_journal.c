#include "core/mail_journal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    char *folder, *path;
    MailJournal *journal;
} Fixture;

static void set_up(Fixture *f, gconstpointer data)
{
    GError *error = NULL;
    f->folder = g_dir_make_tmp("journal-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "journal", NULL);
    f->journal = mail_journal_open(f->path, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer data)
{
    mail_journal_close(f->journal);
    GDir *dir = g_dir_open(f->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(f->folder, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(f->folder);
    g_free(f->folder);
    g_free(f->path);
}

static bool remember(const Acceptance *a, void *data, GError **error)
{
    g_string_append_printf(data, "%d/%d/%d/%s/%s;", (int)a->run_id, (int)a->delivery_id, (int)a->at,
                           a->message_id, a->reply);
    return true;
}

/* "run/delivery/at/Message-ID/reply;" for each line. */
static char *content(MailJournal *journal)
{
    GError *error = NULL;
    GString *all = g_string_new(NULL);
    g_assert_true(mail_journal_read(journal, remember, all, &error));
    g_assert_no_error(error);
    return g_string_free(all, FALSE);
}

static void assert_content(MailJournal *journal, const char *expected)
{
    g_autofree char *found = content(journal);
    g_assert_cmpstr(found, ==, expected);
}

static void add(MailJournal *journal, int run, int delivery, const char *id)
{
    GError *error = NULL;
    const Acceptance acceptance = {run, delivery, 5, id, "250 ok"};
    g_assert_true(mail_journal_append(journal, &acceptance, 1, &error));
    g_assert_no_error(error);
}

static void test_append(Fixture *f, gconstpointer data)
{
    const Acceptance two[] = {{1, 10, 100, "a@b", "250 2.0.0 прийнято"},
                              {1, 11, 101, "c@d", "250\ttab\r\nline"}};
    assert_content(f->journal, "");
    g_assert_true(mail_journal_append(f->journal, two, 2, NULL));
    add(f->journal, 2, 12, "e@f");
    assert_content(f->journal, "1/10/100/a@b/250 2.0.0 прийнято;1/11/101/c@d/250 tab  line;"
                               "2/12/5/e@f/250 ok;");
    struct stat found;
    g_assert_cmpint(stat(f->path, &found), ==, 0);
    g_assert_cmpint(found.st_mode & 0777, ==, 0660);
}

/* Cut at every byte: lines that stand there whole count, the torn one never was, and the next one
 * stands.
 */
static void test_torn(Fixture *f, gconstpointer data)
{
    add(f->journal, 1, 1, "one@x");
    add(f->journal, 1, 2, "two@x");
    g_autofree char *whole = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(f->path, &whole, &size, NULL));
    gsize first = (gsize)(strchr(whole, '\n') - whole);
    for (gsize cut = 0; cut + 1 < size; cut++) {
        g_assert_true(g_file_set_contents(f->path, whole, (gssize)cut, NULL));
        assert_content(f->journal, cut >= first ? "1/1/5/one@x/250 ok;" : "");
        add(f->journal, 1, 3, "three@x");
        assert_content(f->journal, cut >= first ? "1/1/5/one@x/250 ok;1/3/5/three@x/250 ok;"
                                                : "1/3/5/three@x/250 ok;");
    }
}

static void test_changed_byte(Fixture *f, gconstpointer data)
{
    add(f->journal, 1, 1, "one@x");
    g_autofree char *whole = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(f->path, &whole, &size, NULL));
    for (gsize i = 0; i + 1 < size; i++) {
        g_autofree char *changed = g_memdup2(whole, size);
        changed[i] ^= 1;
        g_assert_true(g_file_set_contents(f->path, changed, (gssize)size, NULL));
        assert_content(f->journal, "");
    }
}

static bool stop(const Acceptance *a, void *data, GError **error)
{
    ++*(int *)data;
    g_set_error_literal(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_READ, "enough");
    return false;
}

static void test_visit_may_stop(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    int seen = 0;
    add(f->journal, 1, 1, "one@x");
    add(f->journal, 1, 2, "two@x");
    g_assert_false(mail_journal_read(f->journal, stop, &seen, &error));
    g_assert_cmpint(seen, ==, 1);
    g_assert_nonnull(error);
}

static void test_trim(Fixture *f, gconstpointer data)
{
    g_autoptr(MailJournal) other = mail_journal_open(f->path, NULL);
    add(f->journal, 1, 1, "one@x");
    add(other, 2, 2, "two@x");
    add(f->journal, 1, 3, "three@x");
    const int64_t settled[] = {1};
    g_assert_true(mail_journal_trim(f->journal, settled, 1, NULL));
    assert_content(f->journal, "1/3/5/three@x/250 ok;2/2/5/two@x/250 ok;");
    /* Who had the file open goes on with the new one. */
    add(other, 2, 4, "four@x");
    assert_content(f->journal, "1/3/5/three@x/250 ok;2/2/5/two@x/250 ok;2/4/5/four@x/250 ok;");
    const int64_t both[] = {1, 2};
    g_assert_true(mail_journal_trim(other, both, 2, NULL));
    assert_content(f->journal, "2/4/5/four@x/250 ok;");
    g_assert_true(mail_journal_trim(other, both, 2, NULL));
    assert_content(f->journal, "2/4/5/four@x/250 ok;");
}

static void test_accept(Fixture *f, gconstpointer data)
{
    g_autofree char *aside = NULL;
    add(f->journal, 1, 1, "one@x");
    g_assert_true(mail_journal_accept(f->path, INT64_C(1700000000123456), &aside, NULL));
    g_assert_true(g_str_has_suffix(aside, "journal.1700000000"));
    g_autoptr(MailJournal) old = mail_journal_open(aside, NULL);
    assert_content(old, "1/1/5/one@x/250 ok;");
    assert_content(f->journal, "");
    /* Twice in one second: what was put aside is not replaced. */
    g_autoptr(GError) error = NULL;
    g_assert_false(mail_journal_accept(f->path, INT64_C(1700000000123456), NULL, &error));
    g_assert_error(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_WRITE);
    assert_content(old, "1/1/5/one@x/250 ok;");
}

static void test_accept_nothing(Fixture *f, gconstpointer data)
{
    char *aside = f->path;
    g_unlink(f->path);
    g_assert_true(mail_journal_accept(f->path, 1, &aside, NULL));
    g_assert_null(aside);
}

/* No room: the file is as before, whatever had been written. */
static void test_no_room(Fixture *f, gconstpointer data)
{
    add(f->journal, 1, 1, "one@x");
    pid_t child = fork();
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {100, 100};
        setrlimit(RLIMIT_FSIZE, &limit);
        const Acceptance many[3] = {
            {1, 2, 5, "two@x", "250"}, {1, 3, 5, "three@x", "250"}, {1, 4, 5, "four@x", "250"}};
        bool refused = !mail_journal_append(f->journal, many, 3, &error) &&
                       g_error_matches(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_WRITE);
        _exit(refused ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    g_assert_cmpint(status, ==, 0);
    assert_content(f->journal, "1/1/5/one@x/250 ok;");
}

/* Several mailers write and trim one file: no line is lost or mixed. */
static void test_many_writers(Fixture *f, gconstpointer data)
{
    enum { WRITERS = 4, LINES = 40 };
    pid_t children[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        children[w] = fork();
        if (children[w] == 0) {
            g_autoptr(MailJournal) mine = mail_journal_open(f->path, NULL);
            const int64_t settled[] = {WRITERS + w};
            for (int i = 0; i < LINES; i++) {
                const Acceptance both[] = {{w, i, 5, "some@x", "250 ok"},
                                           {WRITERS + w, i, 5, "other@x", "250 ok"}};
                if (!mail_journal_append(mine, both, 2, NULL) ||
                    !mail_journal_trim(mine, settled, 1, NULL))
                    _exit(1);
            }
            _exit(0);
        }
    }
    for (int w = 0; w < WRITERS; w++) {
        int status;
        waitpid(children[w], &status, 0);
        g_assert_cmpint(status, ==, 0);
    }
    g_autofree char *all = content(f->journal);
    for (int w = 0; w < WRITERS; w++)
        for (int i = 0; i < LINES; i++) {
            g_autofree char *line = g_strdup_printf("%d/%d/5/some@x/250 ok;", w, i);
            g_assert_nonnull(strstr(all, line));
        }
}

static void test_unopenable(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(mail_journal_open("/nowhere/at/all", &error));
    g_assert_error(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_OPEN);
    g_assert_nonnull(strstr(error->message, "/nowhere/at/all"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*test)(Fixture *, gconstpointer);
    } tests[] = {
        {"/mail-journal/append", test_append},
        {"/mail-journal/torn", test_torn},
        {"/mail-journal/changed-byte", test_changed_byte},
        {"/mail-journal/visit-may-stop", test_visit_may_stop},
        {"/mail-journal/trim", test_trim},
        {"/mail-journal/accept", test_accept},
        {"/mail-journal/accept-nothing", test_accept_nothing},
        {"/mail-journal/no-room", test_no_room},
        {"/mail-journal/many-writers", test_many_writers},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
    g_test_add_func("/mail-journal/unopenable", test_unopenable);
    return g_test_run();
}
