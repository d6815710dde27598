#include "server_away.h"

const Entrance server_owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};

Stage *server_form(const char *typed)
{
    Stage *stage = stage_with(&server_owner);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    form_set(stage_form(stage), "surname", typed, NULL);
    return stage;
}

/* The notice, or what is told at greater length in its place. */
static bool says_lost(Stage *stage)
{
    static const char *const words[] = {SERVER_LOST, "No connection to the server",
                                        "no server answers", "not permitted to log in"};
    int y, x;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (harness_find(stage->h, words[i], &y, &x))
            return true;
    return false;
}

void server_let_pass(Stage *stage)
{
    harness_advance(stage->h, 100);
    g_usleep(20000);
}

void server_wait(Stage *stage, bool lost)
{
    do
        server_let_pass(stage);
    while (base_is_lost(stage->base) != lost || says_lost(stage) != lost);
}

void server_wait_for(Stage *stage, const char *words)
{
    int y, x;
    while (!harness_find(stage->h, words, &y, &x))
        server_let_pass(stage);
}

void server_assert_stored(Stage *stage, const char *surname)
{
    g_autofree char *stored = stage_stored(stage, &client_entity, SERVER_CLIENT, "surname");
    g_assert_cmpstr(stored, ==, surname);
}
