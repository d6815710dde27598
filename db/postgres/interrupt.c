/* Another thread ends what this one asks. */
#include "postgres.h"

#include <poll.h>
#include <unistd.h>

void postgres_interrupt(Db *db)
{
    uint64_t one = 1;
    (void)!write(((Postgres *)db)->wake, &one, sizeof one);
}

static void sleep_until_told(Postgres *p, int timeout_ms)
{
    uint64_t times;
    struct pollfd ends[] = {{p->pq.PQsocket(p->connection), POLLIN, 0}, {p->wake, POLLIN, 0}};
    poll(ends, G_N_ELEMENTS(ends), timeout_ms);
    if (ends[1].revents)
        (void)!read(p->wake, &times, sizeof times);
}

/* The server ignores what comes to stop a query that it has not begun yet, or has just ended: so it
 * is told until it answers, and what is asked after its answer is never hit. */
void postgres_wait(Postgres *p, bool stops)
{
    enum { AGAIN_MS = 50 };
    while (p->pq.PQisBusy(p->connection)) {
        bool interrupted = stops && g_atomic_int_get(&p->db.interrupted);
        if (interrupted)
            postgres_cancel(p);
        sleep_until_told(p, interrupted ? AGAIN_MS : -1);
        if (!p->pq.PQconsumeInput(p->connection))
            break;
    }
}
