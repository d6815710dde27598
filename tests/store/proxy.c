#include "proxy.h"

#include "server.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME ".s.PGSQL.5432"

struct Proxy {
    char *folder;
    int door;
    int task, then_refuses, refuses, over; /* atomic */
    GThread *thread;
};

/* Both ends of one connection. */
typedef struct {
    int program, server;
    bool drops_answer;
} Line;

static struct sockaddr_un address(const char *folder)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    g_snprintf(at.sun_path, sizeof at.sun_path, "%s/" SOCKET_NAME, folder);
    return at;
}

static void write_all(int to, const char *bytes, ssize_t size)
{
    for (ssize_t n; size > 0; bytes += n, size -= n)
        if ((n = send(to, bytes, (size_t)size, MSG_NOSIGNAL)) <= 0)
            return;
}

static bool take_task(Proxy *proxy, ProxyTask task)
{
    bool taken = g_atomic_int_compare_and_exchange(&proxy->task, (int)task, PROXY_PASSES);
    if (taken && task == PROXY_LOSES_COMMIT && g_atomic_int_get(&proxy->then_refuses))
        proxy_refuse(proxy, true);
    return taken;
}

/* False: the line ends. */
static bool pass_to_server(Proxy *proxy, Line *line)
{
    static const char commit[] = "COMMIT"; /* the end of a query, its NUL included */
    char bytes[65536];
    ssize_t n = read(line->program, bytes, sizeof bytes);
    if (n <= 0)
        return false;
    if (memmem(bytes, (size_t)n, commit, sizeof commit)) {
        if (take_task(proxy, PROXY_LOSES_COMMIT))
            return false;
        line->drops_answer = take_task(proxy, PROXY_LOSES_ANSWER);
    }
    write_all(line->server, bytes, n);
    return true;
}

static bool pass_to_program(Proxy *proxy, Line *line)
{
    char bytes[65536];
    ssize_t n = read(line->server, bytes, sizeof bytes);
    if (line->drops_answer && g_atomic_int_get(&proxy->then_refuses))
        proxy_refuse(proxy, true);
    if (n <= 0 || line->drops_answer)
        return false;
    write_all(line->program, bytes, n);
    return true;
}

static void end_line(GArray *lines, guint i)
{
    const Line *line = &g_array_index(lines, Line, i);
    close(line->program);
    close(line->server);
    g_array_remove_index(lines, i);
}

static void let_in(Proxy *proxy, GArray *lines)
{
    struct sockaddr_un at = address(server_folder());
    Line line = {accept(proxy->door, NULL, NULL), socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
                 false};
    if (g_atomic_int_get(&proxy->refuses) ||
        connect(line.server, (struct sockaddr *)&at, sizeof at) < 0) {
        close(line.program);
        close(line.server);
        return;
    }
    g_array_append_val(lines, line);
}

static void wait_and_pass(Proxy *proxy, GArray *lines)
{
    enum { LOOK_MS = 20 };
    g_autoptr(GArray) ends = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
    struct pollfd door = {.fd = proxy->door, .events = POLLIN};
    g_array_append_val(ends, door);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        struct pollfd both[] = {{line->program, POLLIN, 0}, {line->server, POLLIN, 0}};
        g_array_append_vals(ends, both, 2);
    }
    struct pollfd *all = (struct pollfd *)(void *)ends->data;
    poll(all, ends->len, LOOK_MS);
    for (guint i = lines->len; i-- > 0;) {
        Line *line = &g_array_index(lines, Line, i);
        bool goes_on = !g_atomic_int_get(&proxy->refuses);
        if (goes_on && all[2 * i + 1].revents)
            goes_on = pass_to_server(proxy, line);
        if (goes_on && all[2 * i + 2].revents)
            goes_on = pass_to_program(proxy, line);
        if (!goes_on)
            end_line(lines, i);
    }
    if (all[0].revents)
        let_in(proxy, lines);
}

static gpointer serve(gpointer data)
{
    Proxy *proxy = data;
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    while (!g_atomic_int_get(&proxy->over))
        wait_and_pass(proxy, lines);
    while (lines->len)
        end_line(lines, 0);
    return NULL;
}

Proxy *proxy_new(void)
{
    g_autoptr(GError) error = NULL;
    Proxy *proxy = g_new0(Proxy, 1);
    proxy->folder = g_dir_make_tmp("ukrcrm-proxy-XXXXXX", &error);
    g_assert_no_error(error);
    struct sockaddr_un at = address(proxy->folder);
    server_folder();
    proxy->door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(proxy->door, (struct sockaddr *)&at, sizeof at), ==, 0);
    g_assert_cmpint(listen(proxy->door, 16), ==, 0);
    proxy->thread = g_thread_new("proxy", serve, proxy);
    return proxy;
}

void proxy_free(Proxy *proxy)
{
    struct sockaddr_un at = address(proxy->folder);
    g_atomic_int_set(&proxy->over, 1);
    g_thread_join(proxy->thread);
    close(proxy->door);
    g_unlink(at.sun_path);
    g_rmdir(proxy->folder);
    g_free(proxy->folder);
    g_free(proxy);
}

char *proxy_url(const Proxy *proxy, const char *url)
{
    g_auto(GStrv) parts = g_strsplit(url, server_folder(), 2);
    return g_strjoinv(proxy->folder, parts);
}

void proxy_do(Proxy *proxy, ProxyTask task, bool then_refuses)
{
    g_atomic_int_set(&proxy->then_refuses, then_refuses);
    g_atomic_int_set(&proxy->task, (int)task);
}

void proxy_refuse(Proxy *proxy, bool refuse)
{
    g_atomic_int_set(&proxy->refuses, refuse);
}
