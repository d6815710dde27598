/* An SMTP server that takes everything and waits before each answer: a relay far away.
 * sink MILLISECONDS prints its port and serves until its standard input ends. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    int socket, milliseconds;
} Connection;

static void answer(const Connection *connection, const char *text)
{
    if (connection->milliseconds)
        usleep((useconds_t)connection->milliseconds * 1000);
    if (write(connection->socket, text, strlen(text)) < 0)
        shutdown(connection->socket, SHUT_RDWR);
}

/* true: a body follows. */
static bool answer_command(const Connection *connection, const char *line)
{
    bool data = strncasecmp(line, "DATA", 4) == 0;
    if (data)
        answer(connection, "354 go on\r\n");
    else if (strncasecmp(line, "EHLO", 4) == 0)
        answer(connection, "250-sink\r\n250 SIZE 100000000\r\n");
    else
        answer(connection, "250 2.0.0 ok\r\n");
    return data;
}

static void *serve(void *argument)
{
    Connection connection = *(Connection *)argument;
    free(argument);
    FILE *in = fdopen(dup(connection.socket), "r");
    char line[2048];
    bool in_body = false;
    answer(&connection, "220 sink\r\n");
    while (in && fgets(line, sizeof line, in)) {
        if (!in_body) {
            in_body = answer_command(&connection, line);
        } else if (strcmp(line, ".\r\n") == 0) {
            in_body = false;
            answer(&connection, "250 2.0.0 taken\r\n");
        }
        if (!in_body && strncasecmp(line, "QUIT", 4) == 0)
            break;
    }
    if (in)
        fclose(in);
    close(connection.socket);
    return NULL;
}

static void *listen_on(void *argument)
{
    const Connection *listener = argument;
    int one = 1;
    for (int socket; (socket = accept(listener->socket, NULL, NULL)) >= 0;) {
        pthread_t thread;
        Connection *connection = malloc(sizeof *connection);
        *connection = (Connection){socket, listener->milliseconds};
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, NULL, serve, connection) == 0)
            pthread_detach(thread);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
    static Connection listener;
    listener = (Connection){socket(AF_INET, SOCK_STREAM, 0), atoi(argv[1])};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    pthread_t thread;
    if (bind(listener.socket, (struct sockaddr *)&address, size) != 0 ||
        listen(listener.socket, 128) != 0 ||
        getsockname(listener.socket, (struct sockaddr *)&address, &size) != 0 ||
        pthread_create(&thread, NULL, listen_on, &listener) != 0)
        return EXIT_FAILURE;
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    return EXIT_SUCCESS;
}
