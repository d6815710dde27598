/* Taking an import back, whole or after it died. */
#include "file.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *many(Fixture *f, int n)
{
    GString *text = g_string_new("Фамилия,E-mail,Компания\n");
    for (int i = 0; i < n; i++)
        g_string_append_printf(text, "Клієнт%d,c%d@d.example,Нова\n", i, i);
    char *file = file_make(f, "many.csv", text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    return file;
}

static int64_t living(Fixture *f)
{
    return fixture_count(f, SQL("SELECT count(*) FROM client WHERE archived_at IS NULL"));
}

static void undo_as(Fixture *f, const Actor *actor, int64_t import_id, int64_t undone, guint kept)
{
    int64_t count;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    import_undo(f->base, actor, import_id, &count, names, &error);
    g_assert_no_error(error);
    g_assert_cmpint(count, ==, undone);
    g_assert_cmpuint(names->len, ==, kept);
}

static void assert_refused(Fixture *f, const Actor *actor, int64_t import_id, GQuark domain,
                           int code)
{
    int64_t count;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_assert_false(import_undo(f->base, actor, import_id, &count, names, &error));
    g_assert_error(error, domain, code);
}

static void test_created(Fixture *f, const void *data)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    fixture_save(f, owner, &client_entity, "surname", "Давній", NULL);
    g_autofree char *file = many(f, 300);
    g_auto(Outcome) outcome = IMPORT(f, file, .list = "Список");
    assert_counts(&outcome, 300, 0, 0, 0, 300);
    undo_as(f, owner, outcome.report.import_id, 300, 0);
    g_assert_cmpint(living(f), ==, 1);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM list_member WHERE left_at IS NULL")),
                    ==, 0);
    assert_refused(f, owner, outcome.report.import_id, IMPORT_ERROR, IMPORT_ERROR_STATE);
    assert_refused(f, owner, 4711, IMPORT_ERROR, IMPORT_ERROR_STATE);
    /* and in it goes again */
    g_auto(Outcome) again = IMPORT(f, file, .list = "Список");
    assert_counts(&again, 300, 0, 0, 0, 300);
}

static void test_updated(Fixture *f, const void *data)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id = fixture_save(f, owner, &client_entity, "surname", "Давній", "email",
                              "c1@d.example\nother@d.example", "company", "Стара", NULL);
    g_autofree char *file = many(f, 3);
    g_auto(Outcome) outcome = IMPORT(f, file, .on_duplicate = DUPLICATE_OVERWRITE);
    assert_counts(&outcome, 2, 1, 0, 0, 0);
    undo_as(f, owner, outcome.report.import_id, 3, 0);
    g_autoptr(Record) client = record_load(f->base, owner, &client_entity, id, NULL);
    g_assert_cmpstr(record_text(client, "surname"), ==, "Давній");
    g_assert_cmpstr(record_text(client, "company"), ==, "Стара");
    g_assert_cmpstr(record_text(client, "email"), ==, "c1@d.example\nother@d.example");
    g_assert_cmpint(living(f), ==, 1);
}

/* What a person did since is worth more; also what another import did. */
static void test_touched(Fixture *f, const void *data)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    g_autofree char *file = many(f, 5);
    g_auto(Outcome) outcome = IMPORT(f, file, .list = NULL);
    g_autofree char *id = client_text(f, "surname = 'Клієнт2'", "id");
    g_autoptr(Record) client =
        record_load(f->base, owner, &client_entity, g_ascii_strtoll(id, NULL, 10), NULL);
    record_set_text(client, "comment", "передзвонити");
    g_assert_true(record_save(f->base, owner, client, NULL, NULL, NULL));
    g_autofree char *second =
        file_make(f, "second.csv", "Фамилия,E-mail\nІнший,c4@d.example\n", -1);
    g_auto(Outcome) other = IMPORT(f, second, .on_duplicate = DUPLICATE_OVERWRITE);
    assert_counts(&other, 0, 1, 0, 0, 0);

    undo_as(f, owner, outcome.report.import_id, 3, 2);
    g_assert_cmpint(living(f), ==, 2);
}

static void test_rights(Fixture *f, const void *data)
{
    g_autofree char *file = many(f, 2);
    g_auto(Outcome) owners = IMPORT(f, file, .list = NULL);
    assert_refused(f, &f->actors[ROLE_MANAGER], owners.report.import_id, RIGHTS_ERROR,
                   RIGHTS_ERROR_REFUSED);
    undo_as(f, &f->actors[ROLE_ADMIN], owners.report.import_id, 2, 0);
    g_auto(Outcome) managers = import_as(f, ROLE_MANAGER, file, -1, (ImportOptions){0});
    assert_counts(&managers, 2, 0, 0, 0, 0);
    undo_as(f, &f->actors[ROLE_MANAGER], managers.report.import_id, 2, 0);
}

/* --- an import that dies ---------------------------------------------------------------------- */

static bool die(int64_t rows, int64_t bytes, int64_t total, void *data)
{
    int64_t *left = data;
    if (--*left == 0)
        kill(getpid(), SIGKILL);
    return true;
}

static void die_importing(Fixture *f, const char *file, int64_t steps)
{
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        g_autoptr(Base) base = base_open(f->url, PROGRAM_ADMIN, NULL);
        ImportReport report;
        ImportOptions options = {
            .file = file, .header = -1, .list = "Список", .progress = die, .progress_data = &steps};
        bool done = import_csv(base, &f->actors[ROLE_OWNER], &options, &report, NULL);
        _exit(done ? 0 : 1);
    }
    int status;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}

static void assert_sound(Fixture *f)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(base_check(f->base, problems, NULL));
    for (guint i = 0; i < problems->len; i++)
        g_test_message("%s", (const char *)problems->pdata[i]);
    g_assert_cmpuint(problems->len, ==, 0);
}

/* Killed after any number of steps: it is seen, everything it did is taken back, and the file goes
 * in again as if nothing had been. */
static void test_dies(Fixture *f, const void *data)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    g_autofree char *file = many(f, 3500);
    base_close(g_steal_pointer(&f->base)); /* SQLite's handles do not go through fork */
    for (int64_t steps = 1; steps < 60; steps = steps * 2 + 1) {
        die_importing(f, file, steps);
        f->base = base_open(f->url, PROGRAM_ADMIN, NULL);
        g_autoptr(GPtrArray) entries = import_entries(f->base, owner, NULL);
        ImportEntry *newest = entries->len ? entries->pdata[0] : NULL;
        if (newest && !newest->undone_at) {
            int64_t count, there = living(f);
            g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
            g_assert_false(newest->running);
            g_assert_true(import_undo(f->base, owner, newest->id, &count, kept, NULL));
            g_assert_cmpint(count, ==, there);
        }
        g_assert_cmpint(living(f), ==, 0);
        assert_sound(f);
        base_close(g_steal_pointer(&f->base));
    }
    f->base = base_open(f->url, PROGRAM_ADMIN, NULL);
    g_auto(Outcome) outcome = IMPORT(f, file, .list = "Список");
    assert_counts(&outcome, 3500, 0, 0, 0, 3500);
    assert_sound(f);
}

/* Left as it is, the next import makes its rows findable. */
static void test_next_completes(Fixture *f, const void *data)
{
    g_autofree char *file = many(f, 3500);
    g_autofree char *small = file_make(f, "small.csv", "Фамилия\nОстанній\n", -1);
    base_close(g_steal_pointer(&f->base));
    die_importing(f, file, 6);
    f->base = base_open(f->url, PROGRAM_ADMIN, NULL);
    g_assert_cmpint(living(f), >, 0);
    g_auto(Outcome) outcome = IMPORT(f, small, .list = NULL);
    assert_counts(&outcome, 1, 0, 0, 0, 0);
    assert_sound(f);
}

/* Only a living one is called running, and it cannot be undone. */
typedef struct {
    Fixture *f;
    int seen;
} Peek;

static bool peek(int64_t rows, int64_t bytes, int64_t total, void *data)
{
    Peek *peek = data;
    if (peek->seen++ != 3)
        return true;
    g_autoptr(Base) other = base_open(peek->f->url, PROGRAM_ADMIN, NULL);
    g_autoptr(GPtrArray) entries = import_entries(other, &peek->f->actors[ROLE_OWNER], NULL);
    g_assert_true(((ImportEntry *)entries->pdata[0])->running);
    int64_t undone;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    g_assert_false(import_undo(other, &peek->f->actors[ROLE_OWNER],
                               ((ImportEntry *)entries->pdata[0])->id, &undone, kept, &error));
    g_assert_error(error, IMPORT_ERROR, IMPORT_ERROR_STATE);
    return true;
}

static void test_running(Fixture *f, const void *data)
{
    Peek seen = {f, 0};
    g_autofree char *file = many(f, 3000);
    g_auto(Outcome) outcome = IMPORT(f, file, .progress = peek, .progress_data = &seen);
    assert_counts(&outcome, 3000, 0, 0, 0, 0);
    g_assert_cmpint(seen.seen, >, 3);
    g_autoptr(GPtrArray) entries = import_entries(f->base, &f->actors[ROLE_OWNER], NULL);
    const ImportEntry *entry = entries->pdata[0];
    g_assert_false(entry->running);
    g_assert_cmpint(entry->finished_at, >, 0);
    g_assert_cmpint(entry->created, ==, 3000);
    g_assert_cmpstr(entry->file_name, ==, "many.csv");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/import/undo/created", test_created);
    BASE_TEST("/import/undo/updated", test_updated);
    BASE_TEST("/import/undo/touched", test_touched);
    BASE_TEST("/import/undo/rights", test_rights);
    BASE_TEST("/import/undo/dies", test_dies);
    BASE_TEST("/import/undo/next-completes", test_next_completes);
    BASE_TEST("/import/undo/running", test_running);
    return g_test_run();
}
