/* The whole client without a terminal: a copy of the demo base in a folder of its own, somebody
 * signed in at a level, keys in and cells out through the harness (tests/tui/harness.h).
 *
 * One client at a time (ncurses has one screen); the base stays, so that the next one finds what
 * the one before left. Other people at the same base are played by core on a connection of their
 * own. */
#pragma once

#include "core/record.h"
#include "harness.h"
#include "store.h"
#include "tui/app/app.h"
#include "tui/widgets/form.h"

/* When the demo base was made and every client starts: a Wednesday, 10:00 in Kyiv. */
#define STAGE_NOW "2026-07-01T10:00:00+03:00"

#define STAGE_ENTERPRISE 1

typedef struct {
    char *folder, *url;
    Invocation *invocation;
    Base *base;
    Harness *h;
    App *app;
} Stage;

typedef struct {
    Role role; /* who signs in; ROLE_NONE: nobody yet */
    Level level;
    const char *language; /* NULL: "en" */
    const char *target;   /* a deep link; NULL: none */
    HarnessOptions screen;
} Entrance;

/* The base alone, nobody at it. */
Stage *stage_new(void);
void stage_free(Stage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stage, stage_free)

/* Starts a client. Whoever is there goes first, as stage_leave has it. */
void stage_enter(Stage *stage, const Entrance *entrance);
/* Ends the client. */
void stage_leave(Stage *stage);

/* Both in one. */
Stage *stage_with(const Entrance *entrance);

/* Runs the client until nothing is on its way from the worker any more, and all is painted. */
void stage_settle(Stage *stage);

/* The left menu as it stands on the screen, its lines apart by '|': "Клиенты|1 Все клиенты". */
char *stage_menu(Stage *stage);

/* Goes to a list of the level that is shown, or to a card on top of what is there. */
void stage_list(Stage *stage, const Entity *entity);
void stage_card(Stage *stage, const Entity *entity, int64_t id);

/* The form on top. */
Form *stage_form(Stage *stage);

/* Whether the person who acts has a draft of this record. */
bool stage_has_draft(Stage *stage, const char *entity, int64_t id);

/* The id of the demo's person of this role, and that person acting in the enterprise. */
int64_t stage_profile(Stage *stage, Role role);
Actor stage_actor(Stage *stage, Base *base, Role role);

/* Another session saves one field, as this role's person. */
void stage_other_saves(Stage *stage, Role role, const Entity *entity, int64_t id, const char *field,
                       const char *stored);

/* What others have saved has reached the client: word of it travels on its own. */
void stage_hear(Stage *stage);

/* What the base holds now, read anew. Free with g_free. */
char *stage_stored(Stage *stage, const Entity *entity, int64_t id, const char *field);
