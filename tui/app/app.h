/* The client as a whole: who is signed in, at which level, over which base. Screens get it instead
 * of globals. */
#pragma once

#include "core/actor.h"
#include "core/entity.h"
#include "core/program.h"
#include "tui/app/worker.h"
#include "tui/ui.h"
#include "tui/widgets/form.h"

typedef struct Pulse Pulse;
typedef struct Undo Undo;
typedef struct Bulk Bulk;
typedef struct Link Link;

/* A record that has just been added. */
typedef struct {
    const Entity *entity;
    int64_t id;
} Added;

typedef struct {
    const Invocation *invocation;
    Base *base;
    Worker *worker;
    Ui *ui;
    Actor actor; /* at the level shown; `now` as of the last app_actor */
    Level level;
    char *source;          /* where the session comes from */
    char *my_name;         /* of the profile signed in; NULL before */
    char *enterprise_name; /* short; NULL at the global level */
    const char *target;    /* a deep link to open after signing in; borrowed, NULL once opened */
    gpointer move;         /* a move between places that waits for an answer about unsaved input */
    GArray *menu;          /* what each line of the left menu leads to; see menu.c */
    Link *link;            /* the connection to the base's server; see link.h */
    Pulse *pulse;          /* what is looked after from time to time; see pulse.h */
    Undo *undo;            /* the last change of one's own; NULL: none; see undo.h */
    Bulk *bulk;            /* work on many records that is running; NULL: none; see bulk.h */
    Added added;           /* while the views are read again after it: id 0: nothing */
    char *drafts;          /* the folder of draft_file.h; NULL: not known yet */
    View *cover;           /* of the idle lock, on the stack; NULL: not locked */
    const char *farewell;  /* why the client has ended by itself; translated; NULL: it has not */
} App;

App *app_new(const Invocation *invocation, Base *base, Ui *ui);
void app_free(App *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(App, app_free)

/* The acting person, with the clock as it is now. Borrowed. */
const Actor *app_actor(App *app);

/* What the acting person's calendar is: the enterprise's zone, the server's own at the global
 * level. g_time_zone_unref. */
GTimeZone *app_zone(App *app);
/* The day it is there, "2026-03-05". g_free. */
char *app_today(App *app);

/* Signed in: the global level with its first screen. */
void app_sign_in(App *app, int64_t profile_id);
/* Back to the sign-in screen; asks for unsaved input first. */
void app_sign_out(App *app);

/* --- levels: each leaves the screens of the one before (asking for unsaved input), changes theme
 * and menu, and shows its first screen. */
void app_go_global(App *app);
void app_go_enterprise(App *app, int64_t enterprise_id);
void app_go_employee(App *app, int64_t enterprise_id);

/* --- places: each becomes the only screen of its level, as a line of the left menu does; a card or
 * form has a list below it, to which Esc leads. */
void app_go_profile(
    App *app); /* «Профиль» → «Основной»: the global level, with the profile's card */
void app_go_list(App *app, const Entity *entity);
void app_go_add(App *app, const Entity *entity);
void app_go_record(App *app, const Entity *entity, int64_t id);
void app_go_figures(App *app);

/* --- deeper: pushed on top, Esc leads back. */
void app_open_record(App *app, const Entity *entity, int64_t id);
void app_add_record(App *app, const Entity *entity);
/* A value that a new record begins with, as stored; an array of them ends with a NULL field. */
typedef struct {
    const char *field, *stored;
} Filled;
void app_add_filled(App *app, const Entity *entity, const Filled *filled);

/* A deep link: "task 42", "client 17", "enterprise 3" …: enters the record's enterprise (level by
 * what the record is) and opens it. False: the words are no target. A record that is gone or not
 * this person's is told in a dialog. */
bool app_open_target(App *app, const char *target);

/* A record has been added: every view reads again, and the lists of such records stand on it. */
void app_show_added(App *app, const Entity *entity, int64_t id);

/* The title of a record, "" when it can't be read. Free with g_free. */
char *app_record_title(App *app, const Entity *entity, int64_t id);

/* Fills the left menu again: after a save that may have changed names or rights. */
void app_refresh_menu(App *app);

/* What went wrong, as a person reads it. Borrowed, from the error or translated. */
const char *app_explain(App *app, const GError *error);

/* The same of what the worker could not read, for `done` of its job: `error` is the job's own, NULL
 * where there was no base to read it from. Free with g_free. */
char *app_explain_unread(App *app, const GError *error);

/* Tells what went wrong: what the user can do something about in a dialog, the rest in the status
 * line. Takes nothing over. */
void app_tell_error(App *app, const GError *error);

/* Tells it at the field it speaks of. That the server is away speaks of none. */
void app_tell_form_error(App *app, Form *form, const char *field, const GError *error);
