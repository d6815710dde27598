/* What the tests of a server that goes away share. */
#pragma once

#include "server.h"
#include "stage.h"

#define SERVER_CLIENT 7
#define SERVER_LOST "no connection to the server"
#define SERVER_QUESTION "There is unsaved input from"

extern const Entrance server_owner;

/* The owner has a client's card open, its surname entered and not saved. */
Stage *server_form(const char *surname);

/* A moment: the client's clock, ahead of the world's, but not by so much that it locks for want of
 * keys. */
void server_let_pass(Stage *stage);
/* Until the client knows that the server is away, or back, with no key: its clock runs. */
void server_wait(Stage *stage, bool lost);
/* Until these words stand on the screen. */
void server_wait_for(Stage *stage, const char *words);

void server_assert_stored(Stage *stage, const char *surname);

/* Each file adds its own. */
void server_crowd_tests(void);
void server_draft_tests(void);
void server_refusal_tests(void);
