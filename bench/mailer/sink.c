/* An SMTP server that takes everything and waits before each answer: a relay far away.
 * sink MILLISECONDS prints its port and serves until its standard input ends; then it prints what
 * came: letters, different Message-IDs, connections, bytes. */
#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    int socket, milliseconds;
    GMutex lock; /* of what follows */
    GHashTable *message_ids;
    gint64 letters, connections, bytes;
} Sink;

/* Of the connection and, from DATA on, of the letter. */
typedef struct {
    Sink *sink;
    int socket;
    bool in_body, in_header;
    gint64 bytes;
    char message_id[256];
} Session;

static void answer(const Session *session, const char *text)
{
    if (session->sink->milliseconds)
        g_usleep((gulong)session->sink->milliseconds * 1000);
    if (write(session->socket, text, strlen(text)) < 0)
        shutdown(session->socket, SHUT_RDWR);
}

static bool begins(const char *line, const char *word)
{
    return strncasecmp(line, word, strlen(word)) == 0;
}

static void take_command(Session *session, const char *line)
{
    session->in_body = session->in_header = begins(line, "DATA");
    if (session->in_body) {
        session->bytes = 0;
        session->message_id[0] = '\0';
        answer(session, "354 go on\r\n");
    } else {
        answer(session,
               begins(line, "EHLO") ? "250-sink\r\n250 SIZE 100000000\r\n" : "250 2.0.0 ok\r\n");
    }
}

static void count_letter(const Session *session)
{
    Sink *sink = session->sink;
    g_mutex_lock(&sink->lock);
    sink->letters++;
    sink->bytes += session->bytes;
    g_hash_table_add(sink->message_ids, g_strdup(session->message_id));
    g_mutex_unlock(&sink->lock);
}

static void take_line(Session *session, const char *line)
{
    session->bytes += (gint64)strlen(line);
    if (session->in_header && begins(line, "Message-ID:"))
        g_strlcpy(session->message_id, line, sizeof session->message_id);
    session->in_header = session->in_header && line[0] != '\r';
    if (strcmp(line, ".\r\n") != 0)
        return;
    session->in_body = false;
    count_letter(session);
    answer(session, "250 2.0.0 taken\r\n");
}

static gpointer serve(gpointer data)
{
    g_autofree Session *session = data;
    char line[2048];
    FILE *in = fdopen(session->socket, "r");
    answer(session, "220 sink\r\n");
    while (in && fgets(line, sizeof line, in)) {
        if (session->in_body)
            take_line(session, line);
        else
            take_command(session, line);
        if (!session->in_body && begins(line, "QUIT"))
            break;
    }
    if (in)
        fclose(in);
    return NULL;
}

static gpointer listen_on(gpointer data)
{
    Sink *sink = data;
    int one = 1;
    for (int socket; (socket = accept(sink->socket, NULL, NULL)) >= 0;) {
        Session *session = g_new0(Session, 1);
        session->sink = sink;
        session->socket = socket;
        g_mutex_lock(&sink->lock);
        sink->connections++;
        g_mutex_unlock(&sink->lock);
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        g_thread_unref(g_thread_new("session", serve, session));
    }
    return NULL;
}

static int open_port(Sink *sink)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    sink->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(sink->socket, (struct sockaddr *)&address, size) != 0 ||
        listen(sink->socket, 128) != 0 ||
        getsockname(sink->socket, (struct sockaddr *)&address, &size) != 0)
        return 0;
    return ntohs(address.sin_port);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
    static Sink sink; /* its threads outlive main's frame */
    sink.milliseconds = atoi(argv[1]);
    sink.message_ids = g_hash_table_new(g_str_hash, g_str_equal);
    int port = open_port(&sink);
    if (!port)
        return 1;
    g_thread_unref(g_thread_new("listen", listen_on, &sink));
    printf("%d\n", port);
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    g_mutex_lock(&sink.lock);
    printf("%" G_GINT64_FORMAT " %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", sink.letters,
           g_hash_table_size(sink.message_ids), sink.connections, sink.bytes);
    return 0;
}
