/* An import beside people who save: both write what they say, and nobody sees half a slice. */
#include "file.h"

enum { SAVERS = 2, KNOWN = 40, ROWS = 600, ROWS_PER_KNOWN = 10, AT_ONCE = 100 };

typedef struct {
    const Fixture *f;
    const int64_t *clients; /* each saver has every SAVERSth */
    int64_t saves[SAVERS];
    bool done;
    GMutex mutex; /* of the two above */
    GCond saved;
} People;

typedef struct {
    People *people;
    int number;
} Saver;

/* --- somebody who saves ----------------------------------------------------------------------- */

/* The counts of an import and what it has written, in one statement: of one state of the base. */
static void assert_whole(Base *base)
{
    g_autoptr(GError) error = NULL;
    int64_t missing;
    bool found;
    db_get_integer(
        base_db(base),
        SQL("SELECT abs(created + ? - (SELECT count(*) FROM client)) "
            "+ abs(created + ? - (SELECT count(*) FROM client_contact)) "
            "+ abs(members - (SELECT count(*) FROM list_member)) "
            "+ abs(updated - (SELECT count(*) FROM change WHERE field = 'company')) FROM import"),
        DB_ARGS(db_integer(KNOWN), db_integer(KNOWN)), &missing, &found, &error);
    g_assert_no_error(error);
    g_assert_true(!found || missing == 0);
}

static void save_comment(Base *base, const Actor *actor, int64_t client_id, int64_t number)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *comment = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autoptr(Record) client = record_load(base, actor, &client_entity, client_id, &error);
    g_assert_no_error(error);
    record_set_text(client, "comment", comment);
    record_save(base, actor, client, NULL, NULL, &error);
    g_assert_no_error(error);
}

static bool goes_on(People *people, int saver, int64_t saves)
{
    g_mutex_lock(&people->mutex);
    people->saves[saver] = saves;
    bool on = !people->done;
    g_cond_broadcast(&people->saved);
    g_mutex_unlock(&people->mutex);
    return on;
}

/* Client after client, each time with the next number. */
static void *save_on(void *data)
{
    const Saver *saver = data;
    People *people = saver->people;
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_open(people->f->url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    for (int64_t n = 0; goes_on(people, saver->number, n); n++) {
        int i = (int)(n % (KNOWN / SAVERS)) * SAVERS + saver->number;
        save_comment(base, &people->f->actors[ROLE_MANAGER], people->clients[i], n);
        assert_whole(base);
    }
    return NULL;
}

/* --- the import ------------------------------------------------------------------------------- */

/* Between two slices everybody gets a save done. */
static bool let_save(int64_t rows, int64_t bytes, int64_t total, void *data)
{
    People *people = data;
    g_mutex_lock(&people->mutex);
    for (int i = 0; i < SAVERS; i++)
        for (int64_t before = people->saves[i]; people->saves[i] == before;)
            g_cond_wait(&people->saved, &people->mutex);
    g_mutex_unlock(&people->mutex);
    return true;
}

/* Each tenth row is somebody who is there, some twice; the last one has the last word. */
static char *make_file(Fixture *f)
{
    GString *text = g_string_new("Фамилия,E-mail,Компания\n");
    for (int i = 0; i < ROWS; i++) {
        bool known = i % ROWS_PER_KNOWN == 0;
        g_string_append_printf(text, "Клієнт,%s%d@d.example,Фірма %d\n", known ? "known" : "new",
                               known ? i / ROWS_PER_KNOWN % KNOWN : i, i);
    }
    char *file = file_make(f, "many.csv", text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    return file;
}

static void make_known(Fixture *f, int64_t *clients)
{
    for (int i = 0; i < KNOWN; i++) {
        g_autofree char *email = g_strdup_printf("known%d@d.example", i);
        clients[i] = fixture_save(f, &f->actors[ROLE_MANAGER], &client_entity, "surname", "Клієнт",
                                  "email", email, NULL);
    }
}

/* The last number that the client got of so many saves; negative: none. */
static int64_t last_number(int64_t saves, int client)
{
    enum { EACH = KNOWN / SAVERS };
    int64_t place = client / SAVERS;
    return saves > place ? (saves - 1 - place) / EACH * EACH + place : -1;
}

static void assert_kept(Fixture *f, const int64_t *clients, const int64_t *saves, int i)
{
    int row = i + KNOWN < ROWS / ROWS_PER_KNOWN ? i + KNOWN : i;
    int64_t number = last_number(saves[i % SAVERS], i);
    g_autofree char *where = g_strdup_printf("id = %" G_GINT64_FORMAT, clients[i]);
    g_autofree char *is = client_text(f, where, "company, comment");
    g_autofree char *comment =
        number < 0 ? g_strdup("") : g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *expected = g_strdup_printf("Фірма %d|%s", row * ROWS_PER_KNOWN, comment);
    g_assert_cmpstr(is, ==, expected);
}

static void test_beside(Fixture *f, const void *data)
{
    int64_t clients[KNOWN];
    People people = {.f = f, .clients = clients};
    Saver savers[SAVERS];
    GThread *threads[SAVERS];
    make_known(f, clients);
    g_autofree char *file = make_file(f);
    for (int i = 0; i < SAVERS; i++) {
        savers[i] = (Saver){&people, i};
        threads[i] = g_thread_new("saver", save_on, &savers[i]);
    }
    g_auto(Outcome) outcome =
        IMPORT(f, file, .list = "Новые", .on_duplicate = DUPLICATE_OVERWRITE,
               .rows_at_once = AT_ONCE, .progress = let_save, .progress_data = &people);
    g_mutex_lock(&people.mutex);
    people.done = true;
    g_mutex_unlock(&people.mutex);
    for (int i = 0; i < SAVERS; i++)
        g_thread_join(threads[i]);
    const int known = ROWS / ROWS_PER_KNOWN;
    assert_counts(&outcome, ROWS - known, known, 0, 0, ROWS - known + KNOWN);
    assert_whole(f->base);
    for (int i = 0; i < KNOWN; i++)
        assert_kept(f, clients, people.saves, i);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/import/beside", test_beside);
    return g_test_run();
}
