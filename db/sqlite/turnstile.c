#include "turnstile.h"

#include "../quiet_thread.h"
#include "db/db.h"
#include "side_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

enum { PLACE, COUNTER }; /* the bytes */

enum { PATIENCE_US = 500000 };

/* One try to be served. fcntl's wait knows no time-out, so a thread of its own does the waiting
 * when there is a need to; one that came too late gives back what it then gets. */
typedef struct {
    gatomicrefcount references;
    int fd;
    GMutex mutex;
    GCond changed;
    bool over;      /* the thread is done */
    bool entered;   /* … and got its turn */
    bool abandoned; /* nobody wants the turn any more */
} Ticket;

struct Turnstile {
    char *file; /* of the base */
    Ticket *ticket;
};

static Ticket *ticket_new(const char *file, GError **error)
{
    int fd = side_file_open(file, ".queue", error);
    if (fd < 0)
        return NULL;
    Ticket *ticket = g_new0(Ticket, 1);
    g_atomic_ref_count_init(&ticket->references);
    g_mutex_init(&ticket->mutex);
    g_cond_init(&ticket->changed);
    ticket->fd = fd;
    return ticket;
}

static Ticket *ticket_ref(Ticket *ticket)
{
    g_atomic_ref_count_inc(&ticket->references);
    return ticket;
}

static void ticket_unref(Ticket *ticket)
{
    if (!ticket || !g_atomic_ref_count_dec(&ticket->references))
        return;
    close(ticket->fd); /* and with it every lock */
    g_mutex_clear(&ticket->mutex);
    g_cond_clear(&ticket->changed);
    g_free(ticket);
}

static bool ticket_lock(const Ticket *ticket, int byte, bool wait)
{
    return side_file_lock(ticket->fd, byte, wait);
}

static void ticket_unlock(const Ticket *ticket, int byte)
{
    side_file_unlock(ticket->fd, byte);
}

Turnstile *turnstile_open(const char *file, GError **error)
{
    Ticket *ticket = ticket_new(file, error);
    if (!ticket)
        return NULL;
    Turnstile *turnstile = g_new0(Turnstile, 1);
    turnstile->file = g_strdup(file);
    turnstile->ticket = ticket;
    return turnstile;
}

void turnstile_close(Turnstile *turnstile)
{
    if (!turnstile)
        return;
    turnstile_leave(turnstile);
    ticket_unref(turnstile->ticket);
    g_free(turnstile->file);
    g_free(turnstile);
}

static gpointer wait_for_turn(gpointer data)
{
    Ticket *ticket = data;
    bool entered = ticket_lock(ticket, PLACE, true) && ticket_lock(ticket, COUNTER, true);
    ticket_unlock(ticket, PLACE);

    g_mutex_lock(&ticket->mutex);
    ticket->over = true;
    ticket->entered = entered;
    if (ticket->abandoned)
        ticket_unlock(ticket, COUNTER);
    g_cond_signal(&ticket->changed);
    g_mutex_unlock(&ticket->mutex);
    ticket_unref(ticket);
    return NULL;
}

static void start_waiting(Ticket *ticket)
{
    ticket->over = ticket->entered = false;
    g_thread_unref(quiet_thread_new("db-queue", wait_for_turn, ticket_ref(ticket)));
}

/* The counter may be free and the one at the place not come: a stopped process does that. Then a
 * ticket that never stood in line is served. */
static bool step_past(Turnstile *turnstile)
{
    Ticket *other = ticket_new(turnstile->file, NULL);
    if (!other || !ticket_lock(other, COUNTER, false)) {
        ticket_unref(other);
        return false;
    }
    ticket_unref(turnstile->ticket);
    turnstile->ticket = other;
    return true;
}

static bool wait_in_line(Turnstile *turnstile, int timeout_ms)
{
    int64_t now = g_get_monotonic_time();
    int64_t until = now + timeout_ms * G_TIME_SPAN_MILLISECOND;
    bool stepped = false;
    Ticket *ticket = ticket_ref(turnstile->ticket);
    start_waiting(ticket);
    g_mutex_lock(&ticket->mutex);
    while (!ticket->over && !stepped && now < until) {
        if (!g_cond_wait_until(&ticket->changed, &ticket->mutex, MIN(until, now + PATIENCE_US)))
            stepped = !ticket->over && step_past(turnstile);
        now = g_get_monotonic_time();
    }
    bool entered = ticket->entered;
    ticket->abandoned = !entered;
    g_mutex_unlock(&ticket->mutex);
    ticket_unref(ticket);
    return entered || stepped;
}

/* Nobody there: three system calls and no thread. Somebody at the counter: the place is kept. */
static bool walk_in(const Ticket *ticket)
{
    if (!ticket_lock(ticket, PLACE, false) || !ticket_lock(ticket, COUNTER, false))
        return false;
    ticket_unlock(ticket, PLACE);
    return true;
}

bool turnstile_enter(Turnstile *turnstile, int timeout_ms, GError **error)
{
    if (!turnstile->ticket && !(turnstile->ticket = ticket_new(turnstile->file, error)))
        return false;
    if (walk_in(turnstile->ticket) || wait_in_line(turnstile, timeout_ms))
        return true;
    /* The thread still stands in line with this one; a new try needs a lock owner of its own. */
    g_clear_pointer(&turnstile->ticket, ticket_unref);
    g_set_error(error, DB_ERROR, DB_ERROR_BUSY,
                _("other programs kept %s busy for %d seconds; nothing was written: try again"),
                turnstile->file, timeout_ms / 1000);
    return false;
}

void turnstile_leave(Turnstile *turnstile)
{
    if (turnstile->ticket)
        ticket_unlock(turnstile->ticket, COUNTER);
}

bool turnstile_is_awaited(const Turnstile *turnstile)
{
    return turnstile->ticket && side_file_is_locked(turnstile->ticket->fd, PLACE);
}
