#include "server.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The program that runs the server (server.py): it hears through one pipe, answers through another,
 * and is told of this one's end by the end of the first. */
static struct {
    pid_t test, program;
    int words;
    FILE *answers;
    char *folder;
} server;

static char *read_answer(void)
{
    char line[4096];
    if (!fgets(line, sizeof line, server.answers))
        g_error("the PostgreSQL server of the test cannot be used");
    return g_strdup(g_strchomp(line));
}

/* Children of the test come by here, too. */
static void stop(void)
{
    if (getpid() != server.test)
        return;
    close(server.words);
    waitpid(server.program, NULL, 0);
    fclose(server.answers);
    g_free(server.folder);
}

const char *server_folder(void)
{
    if (server.folder)
        return server.folder;
    g_autoptr(GError) error = NULL;
    int answers;
    char *command[] = {SERVER_PROGRAM, NULL};
    g_spawn_async_with_pipes("/", command, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                             &server.program, &server.words, &answers, NULL, &error);
    g_assert_no_error(error);
    server.test = getpid();
    server.answers = fdopen(answers, "r");
    server.folder = read_answer();
    atexit(stop);
    return server.folder;
}

void server_do(const char *word)
{
    g_autofree char *line = g_strconcat(word, "\n", NULL);
    size_t size = strlen(line);
    g_assert_cmpint(write(server.words, line, size), ==, (ssize_t)size);
    g_autofree char *answer = read_answer();
    g_assert_cmpstr(answer, ==, "done");
}
