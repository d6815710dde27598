#include "server.h"

#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

typedef struct {
    char *folder;
    pid_t starter, server;
} Server;

static Server server;

/* PostgreSQL refuses to run as root. Whatever ends the test ends the server. */
static void become_server(void *data)
{
    if (geteuid() == 0 && (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY)))
        _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

static char *path(const char *name)
{
    return g_build_filename(server.folder, name, NULL);
}

static void run(char **command)
{
    g_autofree char *words = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    g_spawn_sync("/", command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, become_server, NULL, NULL, &words,
                 &status, &error);
    g_assert_no_error(error);
    if (!g_spawn_check_wait_status(status, NULL))
        g_error("%s: %s", command[0], words);
}

static void make_cluster(const char *data)
{
    run((char *[]){POSTGRES_BIN "/initdb", "--pgdata", (char *)data, "--username", "postgres",
                   "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
                   "--no-instructions", NULL});
}

static void start(const char *data)
{
    g_autofree char *sockets = g_strconcat("unix_socket_directories=", server.folder, NULL);
    char *command[] = {POSTGRES_BIN "/postgres",
                       "-D",
                       (char *)data,
                       "-c",
                       sockets,
                       "-c",
                       "listen_addresses=",
                       "-c",
                       "fsync=off",
                       "-c",
                       "full_page_writes=off",
                       "-c",
                       "shared_buffers=32MB",
                       "-c",
                       "logging_collector=off",
                       "-c",
                       "autovacuum=off",
                       NULL};
    g_autoptr(GError) error = NULL;
    g_spawn_async("/", command, NULL,
                  G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                      G_SPAWN_STDERR_TO_DEV_NULL,
                  become_server, NULL, &server.server, &error);
    g_assert_no_error(error);
}

static bool answers(void)
{
    const char *const names[] = {"host", "user", "dbname", NULL};
    const char *const values[] = {server.folder, "postgres", "postgres", NULL};
    return PQpingParams(names, values, 0) == PQPING_OK;
}

static void wait_for_it(void)
{
    while (!answers()) {
        if (waitpid(server.server, NULL, WNOHANG) != 0)
            g_error("the PostgreSQL server of the test ended as it started");
        g_usleep(20000);
    }
}

static void make_owner(void)
{
    const char *const names[] = {"host", "user", "dbname", NULL};
    const char *const values[] = {server.folder, "postgres", "postgres", NULL};
    PGconn *connection = PQconnectdbParams(names, values, 0);
    PGresult *result = PQexec(connection, "CREATE ROLE " SERVER_OWNER " LOGIN CREATEDB");
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        g_error("%s", PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

/* Children of the test come by here, too. */
static void stop(void)
{
    if (getpid() != server.starter)
        return;
    kill(server.server, SIGQUIT);
    waitpid(server.server, NULL, 0);
    char *command[] = {"rm", "-rf", server.folder, NULL};
    g_spawn_sync("/", command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    g_free(server.folder);
}

const char *server_folder(void)
{
    if (server.folder)
        return server.folder;
    g_autoptr(GError) error = NULL;
    server.starter = getpid();
    server.folder = g_dir_make_tmp("ukrcrm-pg-XXXXXX", &error);
    g_assert_no_error(error);
    if (geteuid() == 0)
        g_assert_cmpint(chown(server.folder, NOBODY, NOBODY), ==, 0);
    g_autofree char *data = path("data");
    make_cluster(data);
    start(data);
    atexit(stop);
    wait_for_it();
    make_owner();
    return server.folder;
}
