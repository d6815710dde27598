/* What a record's card has beyond its fields: buttons of one entity, each leading to a screen or
 * dialog of its own. */
#pragma once

#include "core/campaign.h"
#include "tui/app/app.h"
#include "tui/screens/screens.h"
#include "tui/widgets/form.h"

typedef struct {
    const Entity *entity; /* NULL: every one that keeps a log */
    ActionId action;
    const char *label; /* msgid of the button */
    /* Whether this person may, for this saved record. NULL: always. */
    bool (*offered)(App *app, const Record *record);
    /* Does it. The card stands below; RELOAD after a change that it shows. NULL: the card itself
     * does it (task_keys.h). */
    Result (*open)(App *app, const Record *record);
    /* The msgid of the button as things stand now, looked at again with each change of the base;
     * NULL: `label` at all times. */
    const char *(*label_now)(App *app, const Record *record);
    bool entered;      /* of the record as it is entered now, saved or not */
    const char *round; /* a sign in a blue round before the label; NULL: none */
} Part;

/* The rows of an entity, in the order of the buttons; `i` from 0, NULL at the end. */
const Part *part_of(const Entity *entity, gsize i);

PauseScope sending_scope(const Entity *entity); /* enterprise, campaign, list */

extern const Field list_reference; /* a list to choose, in forms without a record */

/* Each in a file of its own. */
Result client_enroll(App *app, const Record *client);
Result client_to_list(App *app, const Record *client);
Result client_letters(App *app, const Record *client);
Result client_add_task(App *app, const Record *client);
Result campaign_chain(App *app, const Record *campaign);
Result list_members(App *app, const Record *list);
Result list_attached(App *app, const Record *list);
Result list_replace_hash(App *app, const Record *list);
Result letter_show_preview(App *app, const Record *record); /* letter, subject, body, signature */
Result sending_pause(App *app, const Record *record);       /* enterprise, campaign, list */
Result sending_stop(App *app, const Record *record);        /* the same, for good */
Result sending_undecided(App *app, const Record *enterprise);
Result enterprise_choices(App *app, const Record *enterprise);
Result profile_photo_choose(App *app, const Record *profile);
Result profile_password(App *app, const Record *profile);
Result profile_email(App *app, const Record *profile);

/* --- task_parts.c ----------------------------------------------------------------------------- */

bool task_may_close(App *app, const Record *task);
bool task_has_client(App *app, const Record *task);
Result task_open_client(App *app, const Record *task);
/* Tells it if there is none. */
void task_open_client_of(App *app, int64_t task_id);
bool task_has_previous(App *app, const Record *task);
Result task_open_previous(App *app, const Record *task);
bool task_has_following(App *app, const Record *task);
Result task_open_following(App *app, const Record *task);

/* --- checklist_screen.c, task_watchers.c ------------------------------------------------------ */

Result task_checklist(App *app, const Record *task);
bool task_may_watch(App *app, const Record *task);
Result task_watch_card(App *app, const Record *task);
const char *task_watch_label(App *app, const Record *task);
Result task_watchers_open(App *app, const Record *task);
/* "Checklist: 2/5 · Watchers: …", of what there is; NULL: neither. Free with g_free. */
char *task_parts_told(App *app, int64_t task_id);
/* The person who acts watches this task, or no more: tells which. */
void task_watch_toggle(App *app, int64_t task_id);
