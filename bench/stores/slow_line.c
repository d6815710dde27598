#include "slow_line.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME ".s.PGSQL.5432"

struct SlowLine {
    char *folder, *url, *server; /* folders of the two sockets */
    gint64 delay_us;
    int door, over; /* atomic */
    GThread *thread;
};

/* What is on its way to the server. */
typedef struct {
    gint64 at; /* monotonic: it arrives */
    GBytes *bytes;
} Piece;

static struct sockaddr_un address(const char *folder)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    g_snprintf(at.sun_path, sizeof at.sun_path, "%s/" SOCKET_NAME, folder);
    return at;
}

static void write_all(int to, const char *bytes, gsize size)
{
    for (ssize_t n; size > 0; bytes += n, size -= (gsize)n)
        if ((n = send(to, bytes, size, MSG_NOSIGNAL)) <= 0)
            return;
}

static bool depart(int from, GQueue *pieces, gint64 delay_us)
{
    char bytes[65536];
    ssize_t n = read(from, bytes, sizeof bytes);
    if (n <= 0)
        return false;
    Piece *piece = g_new(Piece, 1);
    *piece = (Piece){g_get_monotonic_time() + delay_us, g_bytes_new(bytes, (gsize)n)};
    g_queue_push_tail(pieces, piece);
    return true;
}

static bool pass(int from, int to)
{
    char bytes[65536];
    ssize_t n = read(from, bytes, sizeof bytes);
    if (n > 0)
        write_all(to, bytes, (gsize)n);
    return n > 0;
}

static void arrive(int to, GQueue *pieces)
{
    const Piece *first;
    while ((first = g_queue_peek_head(pieces)) && first->at <= g_get_monotonic_time()) {
        Piece *piece = g_queue_pop_head(pieces);
        gsize size;
        const char *bytes = g_bytes_get_data(piece->bytes, &size);
        write_all(to, bytes, size);
        g_bytes_unref(piece->bytes);
        g_free(piece);
    }
}

static void wait_for(struct pollfd *ends, const GQueue *pieces)
{
    const Piece *first = pieces->head ? pieces->head->data : NULL;
    gint64 us = first ? MAX(first->at - g_get_monotonic_time(), 0) : 20000;
    const struct timespec most = {us / G_USEC_PER_SEC, us % G_USEC_PER_SEC * 1000};
    ppoll(ends, 2, &most, NULL);
}

static void carry(SlowLine *line, int program, int server)
{
    g_autoptr(GQueue) pieces = g_queue_new();
    bool goes_on = true;
    while (goes_on && !g_atomic_int_get(&line->over)) {
        struct pollfd ends[] = {{program, POLLIN, 0}, {server, POLLIN, 0}};
        wait_for(ends, pieces);
        if (ends[0].revents)
            goes_on = depart(program, pieces, line->delay_us);
        if (goes_on && ends[1].revents)
            goes_on = pass(server, program);
        arrive(server, pieces);
    }
}

static gpointer serve(gpointer data)
{
    SlowLine *line = data;
    struct sockaddr_un at = address(line->server);
    while (!g_atomic_int_get(&line->over)) {
        struct pollfd door = {line->door, POLLIN, 0};
        if (poll(&door, 1, 20) <= 0)
            continue;
        int program = accept(line->door, NULL, NULL);
        int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(server, (struct sockaddr *)&at, sizeof at) == 0)
            carry(line, program, server);
        close(program);
        close(server);
    }
    return NULL;
}

SlowLine *slow_line_new(const char *url, int delay_ms)
{
    static const char host[] = "host=";
    SlowLine *line = g_new0(SlowLine, 1);
    const char *start = strstr(url, host);
    g_assert(start);
    start += strlen(host);
    line->server = g_strndup(start, strcspn(start, "&"));
    line->folder = g_dir_make_tmp("ukrcrm-line-XXXXXX", NULL);
    g_auto(GStrv) parts = g_strsplit(url, line->server, 2);
    line->url = g_strjoinv(line->folder, parts);
    line->delay_us = delay_ms * G_TIME_SPAN_MILLISECOND;
    struct sockaddr_un at = address(line->folder);
    line->door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert(bind(line->door, (struct sockaddr *)&at, sizeof at) == 0);
    g_assert(listen(line->door, 4) == 0);
    line->thread = g_thread_new("line", serve, line);
    return line;
}

const char *slow_line_url(const SlowLine *line)
{
    return line->url;
}

void slow_line_free(SlowLine *line)
{
    struct sockaddr_un at = address(line->folder);
    g_atomic_int_set(&line->over, 1);
    g_thread_join(line->thread);
    close(line->door);
    g_unlink(at.sun_path);
    g_rmdir(line->folder);
    g_free(line->folder);
    g_free(line->url);
    g_free(line->server);
    g_free(line);
}
