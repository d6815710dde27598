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
    g_string_append_printf(data, "%d/%d/%s/%s/%s/%s;", (int)a->run_id, (int)a->at, a->message_id,
                           a->address, a->trace, a->reply);
    return true;
}

/* "run/at/Message-ID/address/trace/reply;" for each line after `place`, which moves to the end. */
static char *content_after(MailJournal *journal, char **place)
{
    GError *error = NULL;
    GString *all = g_string_new(NULL);
    char *until = NULL;
    g_assert_true(mail_journal_read(journal, *place, remember, all, &until, &error));
    g_assert_no_error(error);
    g_free(*place);
    *place = until;
    return g_string_free(all, FALSE);
}

static void assert_content(MailJournal *journal, const char *expected)
{
    g_autofree char *place = g_strdup("");
    g_autofree char *found = content_after(journal, &place);
    g_assert_cmpstr(found, ==, expected);
}

static void add(MailJournal *journal, int run, const char *id)
{
    GError *error = NULL;
    const Acceptance acceptance = {run, 5, id, "a@x", "1 2", "250 ok"};
    g_assert_true(mail_journal_append(journal, &acceptance, 1, &error));
    g_assert_no_error(error);
}

static void test_append(Fixture *f, gconstpointer data)
{
    const Acceptance two[] = {{1, 100, "a@b", "олена@x", "1 2", "250 2.0.0 прийнято"},
                              {1, 101, "c@d", "b@x", "3", "250\ttab\r\nline"}};
    assert_content(f->journal, "");
    g_assert_true(mail_journal_append(f->journal, two, 2, NULL));
    add(f->journal, 2, "e@f");
    assert_content(f->journal, "1/100/a@b/олена@x/1 2/250 2.0.0 прийнято;"
                               "1/101/c@d/b@x/3/250 tab  line;2/5/e@f/a@x/1 2/250 ok;");
    struct stat found;
    g_assert_cmpint(stat(f->path, &found), ==, 0);
    g_assert_cmpint(found.st_mode & 0777, ==, 0660);
}

#define LINE(id) "1/5/" id "/a@x/1 2/250 ok;"

/* Cut at every byte: lines that stand there whole count, the torn one never was, and the next one
 * stands. */
static void test_torn(Fixture *f, gconstpointer data)
{
    add(f->journal, 1, "one@x");
    add(f->journal, 1, "two@x");
    g_autofree char *whole = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(f->path, &whole, &size, NULL));
    gsize first = (gsize)(strchr(whole, '\n') - whole);
    for (gsize cut = 0; cut + 1 < size; cut++) {
        g_assert_true(g_file_set_contents(f->path, whole, (gssize)cut, NULL));
        if (cut % 2) /* read, or written to, first */
            assert_content(f->journal, cut >= first ? LINE("one@x") : "");
        add(f->journal, 1, "three@x");
        assert_content(f->journal, cut >= first ? LINE("one@x") LINE("three@x") : LINE("three@x"));
    }
}

static void test_changed_byte(Fixture *f, gconstpointer data)
{
    add(f->journal, 1, "one@x");
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

static bool fail_at_two(const Acceptance *a, void *data, GError **error)
{
    if (++*(int *)data < 2)
        return true;
    g_set_error_literal(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_READ, "enough");
    return false;
}

static void test_visit_may_fail(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    int seen = 0;
    char *until = NULL;
    for (int i = 0; i < 3; i++)
        add(f->journal, 1, "one@x");
    g_assert_false(mail_journal_read(f->journal, "", fail_at_two, &seen, &until, &error));
    g_assert_cmpint(seen, ==, 2);
    g_assert_null(until);
    g_assert_error(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_READ);
}

static bool is_of_run_1(const Acceptance *a, void *data, GError **error)
{
    return a->run_id == 1;
}

/* Who has read so far sees what came after; who was told no more stays before that line. */
static void test_places(Fixture *f, gconstpointer data)
{
    g_autofree char *place = g_strdup(""), *until = NULL;
    add(f->journal, 1, "one@x");
    g_autofree char *first = content_after(f->journal, &place);
    g_assert_cmpstr(first, ==, LINE("one@x"));
    g_autofree char *nothing = content_after(f->journal, &place);
    g_assert_cmpstr(nothing, ==, "");

    add(f->journal, 1, "two@x");
    add(f->journal, 2, "three@x");
    g_assert_true(mail_journal_read(f->journal, place, is_of_run_1, NULL, &until, NULL));
    g_autofree char *rest = content_after(f->journal, &until);
    g_assert_cmpstr(rest, ==, "2/5/three@x/a@x/1 2/250 ok;");
    g_autofree char *both = content_after(f->journal, &place);
    g_assert_cmpstr(both, ==, LINE("two@x") "2/5/three@x/a@x/1 2/250 ok;");
    g_assert_cmpstr(until, ==, place);
}

static bool knows(MailJournal *journal, const char *place)
{
    bool knows = false;
    g_assert_true(mail_journal_knows(journal, place, &knows, NULL));
    return knows;
}

static void test_place_of_another_file(Fixture *f, gconstpointer data)
{
    g_autofree char *place = g_strdup("");
    g_assert_true(knows(f->journal, place));
    add(f->journal, 1, "one@x");
    g_autofree char *line = content_after(f->journal, &place);
    g_assert_cmpstr(line, ==, LINE("one@x"));
    g_assert_true(knows(f->journal, place));
    g_assert_true(knows(f->journal, ""));
    g_unlink(f->path);
    g_assert_false(knows(f->journal, place)); /* lost */
    add(f->journal, 1, "two@x");
    g_assert_false(knows(f->journal, place)); /* replaced */
    g_assert_false(knows(f->journal, "nonsense 12"));
    g_assert_false(knows(f->journal, "3 12345678"));
}

static void test_format_of_before(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const char *body = "1\t1\t1\t5\tone@x\t250 ok\t";
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, body, -1);
    g_autofree char *line = g_strdup_printf("%s%.8s\n", body, sum);
    g_assert_true(g_file_set_contents(f->path, line, -1, NULL));
    g_assert_false(mail_journal_read(f->journal, "", is_of_run_1, NULL, NULL, &error));
    g_assert_error(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_FORMAT);
    g_assert_nonnull(strstr(error->message, f->path));
}

/* No room: the file is as before, whatever had been written. */
static void test_no_room(Fixture *f, gconstpointer data)
{
    add(f->journal, 1, "one@x");
    pid_t child = fork();
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {80, 80};
        setrlimit(RLIMIT_FSIZE, &limit);
        const Acceptance many[] = {{1, 5, "two@x", "a@x", "1", "250"},
                                   {1, 5, "three@x", "a@x", "1", "250"}};
        bool refused = !mail_journal_append(f->journal, many, 2, &error) &&
                       g_error_matches(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_WRITE);
        _exit(refused ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    g_assert_cmpint(status, ==, 0);
    assert_content(f->journal, LINE("one@x"));
}

/* Several mailers write one file: no line is lost or mixed. */
static void test_many_writers(Fixture *f, gconstpointer data)
{
    enum { WRITERS = 4, LINES = 40 };
    pid_t children[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        children[w] = fork();
        if (children[w] == 0) {
            g_autoptr(MailJournal) mine = mail_journal_open(f->path, NULL);
            for (int i = 0; i < LINES; i++) {
                const Acceptance both[] = {{w, i, "some@x", "a@x", "1", "250 ok"},
                                           {w, i, "other@x", "b@x", "2", "250 ok"}};
                if (!mail_journal_append(mine, both, 2, NULL))
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
    g_autofree char *place = g_strdup("");
    g_autofree char *all = content_after(f->journal, &place);
    for (int w = 0; w < WRITERS; w++)
        for (int i = 0; i < LINES; i++) {
            g_autofree char *lines = g_strdup_printf("%d/%d/some@x/a@x/1/250 ok;"
                                                     "%d/%d/other@x/b@x/2/250 ok;",
                                                     w, i, w, i);
            g_assert_nonnull(strstr(all, lines));
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
        {"/mail-journal/visit-may-fail", test_visit_may_fail},
        {"/mail-journal/places", test_places},
        {"/mail-journal/place-of-another-file", test_place_of_another_file},
        {"/mail-journal/format-of-before", test_format_of_before},
        {"/mail-journal/no-room", test_no_room},
        {"/mail-journal/many-writers", test_many_writers},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
    g_test_add_func("/mail-journal/unopenable", test_unopenable);
    return g_test_run();
}
