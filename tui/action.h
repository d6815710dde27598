/* The one table of actions. It drives dispatch, the key bar, F1 help, the F9 menu and the manual.
 *
 * A view says in which contexts it stands; the rows of those contexts are what can be done there.
 * Screens add rows in action_table.c and handle them by their enum in a switch. */
#pragma once

#include "tui/keys.h"

#include <glib.h>
#include <stdbool.h>

/* Where an action has a meaning. A view stands in one or more. */
typedef enum {
    CTX_FRAME = 1 << 0,    /* beside every full screen: level menu, profile */
    CTX_LIST = 1 << 1,     /* tables */
    CTX_FORM = 1 << 2,     /* forms */
    CTX_EDITOR = 1 << 3,   /* long text, alone or in a form */
    CTX_VIEWER = 1 << 4,   /* read-only text and cards */
    CTX_DIALOG = 1 << 5,   /* questions with buttons */
    CTX_PICK = 1 << 6,     /* short choices, menus, help */
    CTX_CALENDAR = 1 << 7, /* the date chooser */
    CTX_PROGRESS = 1 << 8, /* running work */
    CTX_SIDE = 1 << 9,     /* the left menu with the keyboard in it */
    /* the screens' own */
    CTX_CARD = 1 << 10,    /* the card of a record: a form with its entity's buttons */
    CTX_SIGN_IN = 1 << 11, /* nobody is signed in yet */
    CTX_CHAIN = 1 << 12,   /* a campaign's chain of letters */
    CTX_VIEWS = 1 << 13,   /* the choice of a list's saved views */
    CTX_CHECKS = 1 << 14,  /* a task's checklist */
    CTX_JOURNAL = 1 << 15, /* a record's journal */
    CTX_CHOICES = 1 << 16, /* a list of choices that the enterprise may change */
    CTX_TASKS = 1 << 17,   /* tasks, one or many of them: what is done to them */
    CTX_BOARD = 1 << 18,   /* a list of tasks shown as a board */
    CTX_MONTH = 1 << 19,   /* a list of tasks shown in a calendar */
    CTX_CALLS = 1 << 20,   /* calls, one after the other */
    CTX_FIGURES = 1 << 21, /* the dashboard */
} Context;

typedef enum {
    ACT_NONE,
    /* moving */
    ACT_UP,
    ACT_DOWN,
    ACT_PAGE_UP,
    ACT_PAGE_DOWN,
    ACT_FIRST,
    ACT_LAST,
    ACT_LEFT,
    ACT_RIGHT,
    ACT_WORD_LEFT,
    ACT_WORD_RIGHT,
    ACT_TEXT_START,
    ACT_TEXT_END,
    ACT_NEXT_PANE,
    ACT_PREV_PANE,
    ACT_NEXT_FIELD,
    ACT_PREV_FIELD,
    /* doing */
    ACT_OPEN,
    ACT_ACCEPT,
    ACT_BACK,
    ACT_CLOSE,
    ACT_HELP,
    ACT_EDIT,
    ACT_SAVE,
    ACT_FIND,
    ACT_FILTER,
    ACT_CHOOSE,
    ACT_REFRESH,
    ACT_SORT,
    ACT_NEXT_GROUP,
    ACT_NEW,
    ACT_NEW_LINE,
    ACT_DELETE,
    ACT_CLEAR,
    ACT_MENU,
    ACT_MARK,
    ACT_MARK_INVERT,
    ACT_MARK_ALL,
    ACT_MARK_NONE,
    ACT_TOGGLE,
    ACT_UNDO,
    ACT_REDO,
    ACT_TODAY,
    ACT_COPY,
    ACT_REPAINT,
    ACT_MOUSE,
    ACT_CANCEL,
    /* the frame */
    ACT_PROFILE,
    ACT_WORK,
    ACT_GO_1,
    ACT_GO_10 = ACT_GO_1 + 9,
    /* the screens' own: cards */
    ACT_SCREEN,
    ACT_ADD_CAMPAIGN = ACT_SCREEN, /* client: «+» */
    ACT_TO_LIST,                   /* client: put into a list */
    ACT_TWINS,                     /* client: who looks like the one that is typed */
    ACT_LETTERS,                   /* client: letters sent and due */
    ACT_NEW_TASK,                  /* client: a task with this client */
    ACT_PREVIEW,                   /* letter and its parts: as a client reads it */
    ACT_HISTORY,                   /* any record: its change log */
    ACT_ENTER,                     /* enterprise: the enterprise level */
    ACT_ENTER_EMPLOYEE,            /* enterprise: the employee level */
    ACT_PAUSE,                     /* enterprise, campaign, list: pause or resume sending */
    ACT_STOP,                      /* the same: stop for good what is being sent */
    ACT_CHOICES,                   /* enterprise: the lists of choices */
    ACT_UNDECIDED,                 /* enterprise: letters held or unknown */
    ACT_STEPS,                     /* campaign: the chain of letters */
    ACT_MEMBERS,                   /* list: its clients */
    ACT_CAMPAIGNS,                 /* list: attached campaigns */
    ACT_API_HASH,                  /* list: a new hash */
    ACT_CLIENT,                    /* task: the card of its client */
    ACT_CHECKLIST,                 /* task: its checklist */
    ACT_WATCH,                     /* task: watch it, or no more */
    ACT_WATCHERS,                  /* task: who does */
    ACT_PREVIOUS,                  /* task: the one that it follows */
    ACT_FOLLOWING,                 /* task: the one that follows it */
    ACT_HAND_OVER,                 /* employee: tasks and clients to a colleague */
    ACT_PHOTO,                     /* profile */
    ACT_PASSWORD,
    ACT_EMAIL,
    ACT_SIGN_OUT,
    /* sign-in */
    ACT_SIGN_UP,
    ACT_FORGOTTEN,
    ACT_INVITED,
    /* chain */
    ACT_DAYS,
    ACT_STEP_UP,
    ACT_STEP_DOWN,
    /* lists of records */
    ACT_VIEWS,     /* saved views */
    ACT_FILTER_BY, /* a chosen value, a part of the text, days */
    ACT_DEFAULT,   /* of choices: new records get this one */
    ACT_COMMENTS,  /* of a journal: only entries with a comment */
    ACT_CLOSED,    /* shows the closed ones too, or hides them */
    ACT_SNOOZE,    /* tasks: out of the list until a day */
    ACT_SNOOZED,   /* tasks: shows those */
    /* tasks: what one key does (tui/screens/task_keys.h) */
    ACT_FORWARD,
    ACT_STATUS,
    ACT_CLOSE_TASK,
    ACT_POSTPONE_DAY,
    ACT_POSTPONE_WEEK,
    ACT_RAISE,
    ACT_LOWER,
    ACT_ASSIGN,
    ACT_TAKE,
    ACT_COMMENT,
    ACT_NEXT_MODE, /* tasks: shown in the next of these ways */
    ACT_AS_LIST,
    ACT_AS_BOARD,
    ACT_AS_MONTH,
    ACT_AS_WEEK,
    ACT_TASK_NEXT, /* calendar: the next task of the day, or the one before */
    ACT_TASK_PREVIOUS,
    ACT_DAY_BACK, /* calendar: the task to the day before, or after */
    ACT_DAY_ON,
    ACT_WEEK_BACK, /* the same by a week */
    ACT_WEEK_ON,
    ACT_CARD_BACK, /* board: the card one column back, or on */
    ACT_CARD_ON,
    /* tasks: what is shown of them (tui/screens/task_filters.h) */
    ACT_MINE,
    ACT_UNASSIGNED,
    ACT_DUE_TODAY,
    ACT_OVERDUE,
    /* tasks: call after call (tui/screens/task_calls.h) */
    ACT_CALLS,
    ACT_REACHED,
    ACT_NO_ANSWER,
    ACT_CALL_LATER,
    ACT_WRONG_NUMBER,
    ACT_NOT_INTERESTED,
    ACT_SKIP,
    ACT_SKIP_BACK,
    /* figures */
    ACT_PERIOD,
    ACT_EARLIER,
    ACT_LATER,
    ACT_CSV,
} ActionId;

enum {
    ACTION_QUIET = 1, /* too plain for the menu and the key bar: arrows, pages */
    ACTION_BAR = 2,   /* stands in the key bar even without an F-key */
    /* Means no row of a list, so that it does not wait for rows that are on their way. */
    ACTION_AT_ONCE = 4,
};

typedef struct {
    ActionId id;
    const char *name;  /* for tests, the manual and the palette: "mark-all" */
    unsigned contexts; /* Context bits */
    const char *keys;  /* canonical names, the first is shown; separated by spaces */
    int right;         /* what the user must be allowed; 0: nothing. Meaning: the application's */
    const char *label; /* msgid, at most ACTION_LABEL_MAX columns in every language */
    const char *help;  /* msgid, one sentence */
    unsigned flags;
} Action;

#define ACTION_LABEL_MAX 12

/* The rows, ended by one with id ACT_NONE. */
extern const Action action_table[];

/* The row of `id` in any of `contexts`; NULL if there is none. */
const Action *action_find(ActionId id, unsigned contexts);

/* The row a key leads to in `contexts`: the literal name first, then, for a letter without Ctrl or
 * Alt, the key it sits on in another layout. NULL if the key means nothing there. */
const Action *action_for_key(const Key *key, unsigned contexts);

/* The first of the row's keys, canonical, into `name` of KEY_NAME_MAX bytes. */
const char *action_first_key(const Action *action, char *name);

/* The row's F-key number, 0 if it has none. */
int action_f_key(const Action *action);
/* So many rows takes this a cursor, with `page` rows on the screen; 0: it moves none. To the first
 * and the last row: farther than any list is long. */
gint64 action_shift(const Action *action, int page);

/* All its keys as a person reads them: "F3, /". Free with g_free. */
char *action_keys_label(const Action *action);
