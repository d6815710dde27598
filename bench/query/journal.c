/* bench-journal BASE [ROUNDS]: the journal of a task with 10 000 entries over the base of
 * bench-tasks, a file or a server's URL; the first run gives them to task 1. Every tenth has a
 * comment, each changes the due date and the status. In milliseconds: median, longest. */
#include "base_internal.h"
#include "core/record.h"
#include "core/when.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define TASK 1
#define ENTRIES 10000
#define SLICE 1000
#define CARD 4 /* entries, as the client reads them: in the card, in a window */
#define PAGE 200

/* --- the entries ------------------------------------------------------------------------------ */

static bool insert_sets(Base *base, int first, int64_t *ids, GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (int i = first; i < first + SLICE; i++) {
        const DbValue row[] = {db_integer(1), db_integer(NOW + i), db_integer(1), db_text("ukrcrm"),
                               db_text(i % 10 ? "" : "Просили перезвонити після обіду")};
        g_array_append_vals(values, row, G_N_ELEMENTS(row));
    }
    return db_insert_many(base_db(base), "change_set",
                          "enterprise_id, at, profile_id, program, comment",
                          (const DbValue *)(void *)values->data, SLICE, ids, error);
}

static bool insert_slice(Base *base, void *data, GError **error)
{
    static const char *const days[] = {"2026-07-01", "2026-07-02"};
    static const char *const statuses[] = {"1", "2"};
    const int *first = data;
    int64_t sets[SLICE];
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    if (!insert_sets(base, *first, sets, error))
        return false;
    for (int i = 0; i < SLICE; i++) {
        const char *const fields[][3] = {{"due_on", days[i % 2], days[1 - i % 2]},
                                         {"status_id", statuses[i % 2], statuses[1 - i % 2]}};
        for (int field = 0; field < 2; field++) {
            const DbValue row[] = {db_integer(1),
                                   db_integer(sets[i]),
                                   db_text("task"),
                                   db_integer(TASK),
                                   db_text(fields[field][0]),
                                   db_text(fields[field][1]),
                                   db_text(fields[field][2])};
            g_array_append_vals(values, row, G_N_ELEMENTS(row));
        }
    }
    return db_insert_many(base_db(base), "change",
                          "enterprise_id, set_id, entity, record_id, field, old, new",
                          (const DbValue *)(void *)values->data, 2 * SLICE, NULL, error);
}

static void fill(Base *base, const Actor *actor)
{
    int64_t n;
    g_autoptr(GError) error = NULL;
    db_get_integer(base_db(base),
                   SQL("SELECT count(*) FROM change WHERE enterprise_id = 1 AND entity = 'task' "
                       "AND record_id = ?"),
                   DB_ARGS(db_integer(TASK)), &n, NULL, &error);
    stop_on(error);
    for (int first = 0; n < ENTRIES && first < ENTRIES; first += SLICE) {
        base_write(base, actor, insert_slice, &first, &error);
        stop_on(error);
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    Base *base;
    Actor actor;
    int rounds;
} Bench;

/* The place of the oldest entry that was read. */
static int64_t read_page(Bench *bench, JournalPage page, GArray *times)
{
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) entries =
        record_journal(bench->base, &bench->actor, &task_entity, TASK, &page, NULL, &error);
    add_time(times, start);
    stop_on(error);
    return entries->len ? ((const JournalEntry *)entries->pdata[0])->place : 0;
}

static int64_t measure(Bench *bench, const char *label, JournalPage page)
{
    int64_t place = 0;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < bench->rounds; i++)
        place = read_page(bench, page, times);
    printf("%-28s %8.2f %8.2f\n", label, percentile(times, 50), percentile(times, 100));
    return place;
}

static void measure_all(Bench *bench)
{
    measure(bench, "in the card", (JournalPage){.most = CARD});
    int64_t place = measure(bench, "opened", (JournalPage){.most = PAGE});
    measure(bench, "one page on", (JournalPage){.most = PAGE, .before = place});
    place = measure(bench, "all of it", (JournalPage){0});
    measure(bench, "the oldest page", (JournalPage){.most = PAGE, .before = place + 2 * PAGE});
    measure(bench, "comments, opened", (JournalPage){.most = PAGE, .commented = true});
    measure(bench, "comments, all", (JournalPage){.commented = true});
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench-journal BASE [ROUNDS]\n");
        return 64;
    }
    Bench bench = {.base = base_open(argv[1], PROGRAM_CLIENT, &error),
                   .actor = actor_console(1, NOW),
                   .rounds = argc > 2 ? atoi(argv[2]) : 25};
    stop_on(error);
    fill(bench.base, &bench.actor);
    printf("milliseconds: median, longest of %d\n", bench.rounds);
    measure_all(&bench);
    base_close(bench.base);
    return 0;
}
