/* Clients in processes of their own. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server_away.h"

/* Every byte is a word of one of them. */
typedef struct {
    Stage *stage;
    int say[2], hear[2];
} Crowd;

static void crowd_init(Crowd *crowd)
{
    crowd->stage = stage_new();
    g_assert_cmpint(pipe(crowd->say), ==, 0);
    g_assert_cmpint(pipe(crowd->hear), ==, 0);
}

static void crowd_clear(Crowd *crowd)
{
    stage_free(crowd->stage);
    close(crowd->say[0]);
    close(crowd->hear[0]);
    close(crowd->hear[1]);
}

static void say(int to)
{
    g_assert_cmpint(write(to, "", 1), ==, 1);
}

static void hear(int from, int n)
{
    char word;
    while (n-- > 0)
        g_assert_cmpint(read(from, &word, 1), ==, 1);
}

/* Until so many have spoken; whoever dies before that is heard to. */
static void crowd_wait(Crowd *crowd, int n)
{
    if (crowd->say[1] >= 0)
        close(crowd->say[1]);
    crowd->say[1] = -1;
    hear(crowd->say[0], n);
}

/* Of the process that has begun, 0 in it. */
static pid_t join(Crowd *crowd, int64_t client)
{
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid)
        return pid;
    stage_enter(crowd->stage, &server_owner);
    stage_card(crowd->stage, &client_entity, client);
    form_set(stage_form(crowd->stage), "surname", "Натовп", NULL);
    say(crowd->say[1]);
    return 0;
}

/* All save at once: on a slow machine some are told that others are at it, and try again. */
static void work_over_restart(Stage *stage, int told)
{
    int y, x;
    server_wait(stage, true);
    say(told);
    do {
        server_wait(stage, false);
        harness_press(stage->h, "F2");
        stage_settle(stage);
    } while (!harness_find(stage->h, "Saved.", &y, &x));
    _exit(0);
}

/* The server is started again under a whole office: everybody goes on, and saves once. */
static void test_restart_under_all(void)
{
    enum { PEOPLE = 16 };
    pid_t people[PEOPLE];
    int status;
    Crowd crowd;
    crowd_init(&crowd);
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = join(&crowd, SERVER_CLIENT + i);
        if (!people[i])
            work_over_restart(crowd.stage, crowd.say[1]);
    }
    crowd_wait(&crowd, PEOPLE);
    server_do("stop");
    crowd_wait(&crowd, PEOPLE);
    server_do("start");
    for (int i = 0; i < PEOPLE; i++) {
        g_assert_cmpint(waitpid(people[i], &status, 0), ==, people[i]);
        g_assert_cmpint(status, ==, 0);
    }
    g_autofree char *saved =
        store_ask(crowd.stage->url, "SELECT count (*) FROM change WHERE new = 'Натовп'");
    g_assert_cmpstr(saved, ==, "16");
    crowd_clear(&crowd);
}

static void hang_up(Crowd *crowd)
{
    hear(crowd->hear[0], 1);
    alarm(1); /* as the client has it */
    harness_hang_up(crowd->stage->h);
    _exit(0);
}

/* The line is cut while the server stands still: the second that is left does for the draft. */
static void test_hung_up(void)
{
    int status;
    Crowd crowd;
    crowd_init(&crowd);
    pid_t person = join(&crowd, SERVER_CLIENT);
    if (!person)
        hang_up(&crowd);
    crowd_wait(&crowd, 1);
    server_do("pause");
    say(crowd.hear[1]);
    g_assert_cmpint(waitpid(person, &status, 0), ==, person);
    server_do("resume");
    g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM);
    stage_enter(crowd.stage, &server_owner);
    stage_card(crowd.stage, &client_entity, SERVER_CLIENT);
    harness_assert_shows(crowd.stage->h, SERVER_QUESTION);
    harness_press(crowd.stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(crowd.stage), "surname"), ==, "Натовп");
    crowd_clear(&crowd);
}

void server_crowd_tests(void)
{
    g_test_add_func("/server/restart-under-all", test_restart_under_all);
    g_test_add_func("/server/hung-up", test_hung_up);
}
