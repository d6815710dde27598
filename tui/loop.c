#include "tui/loop.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

typedef struct {
    guint id;
    gint64 due, interval; /* microseconds; interval 0: once */
    int fd;               /* -1: a timer */
    LoopFunc func;
    gpointer data;
} Source;

struct Loop {
    LoopClock clock;
    gpointer clock_data;
    GPtrArray *sources;
    GAsyncQueue *posted;
    int post_fd;
    int signal_fd; /* -1: signals are not caught */
    LoopFunc signal_func;
    gpointer signal_data;
    sigset_t old_signals;
    guint last_id;
};

static gint64 system_clock(gpointer data)
{
    return g_get_monotonic_time();
}

Loop *loop_new(LoopClock clock, gpointer clock_data)
{
    Loop *loop = g_new0(Loop, 1);
    loop->clock = clock ? clock : system_clock;
    loop->clock_data = clock_data;
    loop->sources = g_ptr_array_new_with_free_func(g_free);
    loop->posted = g_async_queue_new_full(g_free);
    loop->post_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->signal_fd = -1;
    return loop;
}

void loop_free(Loop *loop)
{
    if (!loop)
        return;
    if (loop->signal_fd >= 0) {
        close(loop->signal_fd);
        pthread_sigmask(SIG_SETMASK, &loop->old_signals, NULL);
    }
    close(loop->post_fd);
    g_async_queue_unref(loop->posted);
    g_ptr_array_unref(loop->sources);
    g_free(loop);
}

gint64 loop_now(const Loop *loop)
{
    return loop->clock(loop->clock_data);
}

static guint add_source(Loop *loop, Source source)
{
    Source *copy = g_new(Source, 1);
    source.id = ++loop->last_id;
    *copy = source;
    g_ptr_array_add(loop->sources, copy);
    return copy->id;
}

guint loop_timer(Loop *loop, guint ms, bool repeat, LoopFunc func, gpointer data)
{
    gint64 interval = (gint64)ms * 1000;
    return add_source(loop, (Source){.due = loop_now(loop) + interval,
                                     .interval = repeat ? MAX(interval, 1000) : 0,
                                     .fd = -1,
                                     .func = func,
                                     .data = data});
}

guint loop_watch(Loop *loop, int fd, LoopFunc func, gpointer data)
{
    return add_source(loop, (Source){.fd = fd, .func = func, .data = data});
}

static Source *find_source(Loop *loop, guint id)
{
    for (guint i = 0; i < loop->sources->len; i++) {
        Source *source = g_ptr_array_index(loop->sources, i);
        if (source->id == id)
            return source;
    }
    return NULL;
}

void loop_cancel(Loop *loop, guint id)
{
    Source *source = id ? find_source(loop, id) : NULL;
    if (source)
        g_ptr_array_remove(loop->sources, source);
}

void loop_post(Loop *loop, LoopFunc func, gpointer data)
{
    Source *posted = g_new0(Source, 1);
    uint64_t one = 1;
    *posted = (Source){.func = func, .data = data};
    g_async_queue_push(loop->posted, posted);
    while (write(loop->post_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

void loop_forget(Loop *loop, LoopFunc func)
{
    g_async_queue_lock(loop->posted);
    for (gint n = g_async_queue_length_unlocked(loop->posted); n > 0; n--) {
        Source *posted = g_async_queue_pop_unlocked(loop->posted);
        if (posted->func == func)
            g_free(posted);
        else
            g_async_queue_push_unlocked(loop->posted, posted);
    }
    g_async_queue_unlock(loop->posted);
}

static void run_posted(gpointer data)
{
    Loop *loop = data;
    uint64_t count;
    if (read(loop->post_fd, &count, sizeof count) < 0)
        return;
    for (Source *posted; (posted = g_async_queue_try_pop(loop->posted)); g_free(posted))
        posted->func(posted->data);
}

static void run_signals(gpointer data)
{
    Loop *loop = data;
    struct signalfd_siginfo info;
    while (read(loop->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        loop->signal_func(loop->signal_data);
}

void loop_catch_signals(Loop *loop, LoopFunc func, gpointer data)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, &loop->old_signals);
    loop->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    loop->signal_func = func;
    loop->signal_data = data;
    loop_watch(loop, loop->signal_fd, run_signals, loop);
}

/* Milliseconds until the next timer, at most `max_ms`; -1: none. */
static int time_to_wait(Loop *loop, int max_ms)
{
    gint64 now = loop_now(loop);
    for (guint i = 0; i < loop->sources->len; i++) {
        const Source *source = g_ptr_array_index(loop->sources, i);
        if (source->fd >= 0)
            continue;
        gint64 left = (MAX(source->due - now, 0) + 999) / 1000;
        if (max_ms < 0 || left < max_ms)
            max_ms = (int)MIN(left, G_MAXINT);
    }
    return max_ms;
}

/* Callbacks may add and cancel sources: due ones are found by id before any is called. */
static void run_timers(Loop *loop)
{
    gint64 now = loop_now(loop);
    g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < loop->sources->len; i++) {
        const Source *source = g_ptr_array_index(loop->sources, i);
        if (source->fd < 0 && source->due <= now)
            g_array_append_val(due, source->id);
    }
    for (guint i = 0; i < due->len; i++) {
        Source *source = find_source(loop, g_array_index(due, guint, i));
        if (!source)
            continue;
        Source copy = *source;
        source->due = now + source->interval;
        if (!source->interval)
            loop_cancel(loop, copy.id);
        copy.func(copy.data);
    }
}

void loop_wait(Loop *loop, int fd, int max_ms)
{
    g_autoptr(GArray) polls = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
    g_autoptr(GArray) ids = g_array_new(FALSE, TRUE, sizeof(guint));
    struct pollfd first[] = {{.fd = fd, .events = POLLIN}, {.fd = loop->post_fd, .events = POLLIN}};
    g_array_append_vals(polls, first, G_N_ELEMENTS(first));
    for (guint i = 0; i < loop->sources->len; i++) {
        const Source *source = g_ptr_array_index(loop->sources, i);
        struct pollfd poller = {.fd = source->fd, .events = POLLIN};
        if (source->fd < 0)
            continue;
        g_array_append_val(polls, poller);
        g_array_append_val(ids, source->id);
    }
    struct pollfd *all = (struct pollfd *)(void *)polls->data;
    int ready = poll(all, polls->len, time_to_wait(loop, max_ms));
    if (ready > 0 && all[1].revents)
        run_posted(loop);
    for (guint i = 0; ready > 0 && i < ids->len; i++) {
        Source *source =
            all[i + 2].revents ? find_source(loop, g_array_index(ids, guint, i)) : NULL;
        if (source)
            source->func(source->data);
    }
    run_timers(loop);
}
