/* bench-mailers BASE [CLIENTS LETTERS]: what mailers at once get out of one base, SMTP left out.
 * Makes the base, with LETTERS due, then 1, 4 and 16 processes take a third of them each time from
 * due to sent, and tell what they claimed: a letter claimed twice is an error. */
#include "../claims/people.h"
#include "letters.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW (INT64_C(1782900000) * 1000000) /* 2026-07-01 13:00 in Kyiv */
#define DAY INT64_C(86400000000)
enum { BATCH = 16, MOST = 1 << 20 };

/* In memory that all share. */
typedef struct {
    int claimed[MOST]; /* by number of the delivery: how often */
    int sent, failed;
} Tally;

static void stop_on(GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "bench-mailers: %s\n", error->message);
    exit(1);
}

static bool send_batch(Base *base, MailerRun *run, int64_t now, const GPtrArray *due, Tally *tally,
                       GError **error)
{
    g_autoptr(GArray) claimed = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool done = letters_send(base, run, now, due, claimed, error);
    for (guint i = 0; i < claimed->len; i++)
        g_atomic_int_inc(&tally->claimed[g_array_index(claimed, int64_t, i) % MOST]);
    g_atomic_int_add(&tally->sent, (int)claimed->len);
    return done;
}

static bool run_mailer(const char *url, int64_t now, int mailers, int gate, Tally *tally,
                       GError **error)
{
    char byte;
    MailerFigures figures = {0};
    g_autoptr(Base) base = base_open(url, PROGRAM_MAILER, error);
    if (!base || read(gate, &byte, 1) != 0)
        return false;
    g_autoptr(MailerRun) run = mailer_run_start(base, now, mailers, error);
    for (bool more = run != NULL; more;) {
        g_autoptr(GPtrArray) due = delivery_due(base, run, now, DELIVERY_ALL, BATCH, NULL, error);
        if (!due || (due->len && !send_batch(base, run, now, due, tally, error)))
            return false;
        more = due->len > 0;
    }
    return run && mailer_run_finish(run, now, &figures, NULL, error);
}

/* All that is due at `now`. */
static void run_mailers(const char *url, int64_t now, int mailers, Tally *tally)
{
    int gate[2], twice = 0;
    memset(tally, 0, sizeof *tally);
    if (pipe(gate) != 0)
        exit(1);
    for (int i = 0; i < mailers; i++)
        if (fork() == 0) {
            g_autoptr(GError) error = NULL;
            close(gate[1]);
            if (!run_mailer(url, now, mailers, gate[0], tally, &error)) {
                fprintf(stderr, "bench-mailers: %s\n", error ? error->message : "no start");
                g_atomic_int_inc(&tally->failed);
            }
            _exit(0);
        }
    sleep(1); /* all have connected */
    gint64 start = g_get_monotonic_time();
    close(gate[1]);
    close(gate[0]);
    while (wait(NULL) > 0)
        ;
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    for (int i = 0; i < MOST; i++)
        twice += tally->claimed[i] > 1;
    printf("%2d mailers: %6d letters, %6.0f a second, claimed twice: %d\n", mailers, tally->sent,
           tally->sent / seconds, twice);
    fflush(stdout);
    if (twice || tally->failed)
        exit(1);
}

int main(int argc, char **argv)
{
    static const int mailers[] = {1, 4, 16}, days[] = {0, 2, 5};
    setlocale(LC_ALL, "C.UTF-8");
    if (argc < 2) {
        fprintf(stderr, "usage: bench-mailers BASE [CLIENTS LETTERS]\n");
        return 64;
    }
    int64_t clients = argc > 2 ? g_ascii_strtoll(argv[2], NULL, 10) : 10000;
    int64_t letters = argc > 3 ? g_ascii_strtoll(argv[3], NULL, 10) : clients;
    g_autoptr(GError) error = NULL;
    People people = {.paragraphs = 5};
    Base *base = base_create(argv[1], PROGRAM_ADMIN, NOW, &error);
    stop_on(error);
    people_make(base, NOW, clients, letters, &people, &error);
    stop_on(error);
    base_close(base);
    Tally *tally =
        mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tally == MAP_FAILED)
        return 1;
    for (size_t i = 0; i < G_N_ELEMENTS(mailers); i++)
        run_mailers(argv[1], NOW + days[i] * DAY, mailers[i], tally);
    return 0;
}
