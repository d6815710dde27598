#include "tui/screens/task_keys.h"

#include <glib/gi18n-lib.h>

#include "core/task.h"
#include "tui/app/edit.h"
#include "tui/screens/bulk_ask.h"
#include "tui/screens/doubt.h"
#include "tui/screens/screens.h"
#include "tui/screens/task_comment.h"

typedef enum { BY_STEP, BY_CHOICE, BY_ME, BY_WORDS } How;

/* A row says what is done and how it is told: of one task what its field holds now, of several
 * their number. */
typedef struct {
    ActionId id;
    How how;
    const char *field; /* that it changes: static; NULL: none */
    BulkChange change; /* BY_STEP */
    int by;
    const char *verb; /* msgid of the button that does it to many, with their number */
    const char *told; /* msgid: what was done, with the number */
} TaskKey;

static const TaskKey keys[] = {
    {ACT_FORWARD, BY_STEP, "status_id", task_forward, 0, N_("Move on %s"),
     N_("In the next status: %s.")},
    {ACT_STATUS, BY_CHOICE, "status_id", NULL, 0, N_("Change %s"), N_("Status changed: %s.")},
    {ACT_CLOSE_TASK, BY_STEP, "status_id", task_close, 0, N_("Close %s"), N_("Closed: %s.")},
    {ACT_POSTPONE_DAY, BY_STEP, "due_on", task_postpone, 1, N_("Postpone %s"),
     N_("Postponed by a day: %s.")},
    {ACT_POSTPONE_WEEK, BY_STEP, "due_on", task_postpone, 7, N_("Postpone %s"),
     N_("Postponed by a week: %s.")},
    {ACT_RAISE, BY_STEP, "priority_id", task_weigh, 1, N_("Change %s"), N_("Priority raised: %s.")},
    {ACT_LOWER, BY_STEP, "priority_id", task_weigh, -1, N_("Change %s"),
     N_("Priority lowered: %s.")},
    {ACT_ASSIGN, BY_CHOICE, "assignee_id", NULL, 0, N_("Assign %s"), N_("Assigned: %s.")},
    {ACT_TAKE, BY_ME, "assignee_id", NULL, 0, N_("Take %s"), N_("Taken: %s.")},
    {ACT_COMMENT, BY_WORDS, NULL, NULL, 0, N_("Comment on %s"), N_("Comments written: %s.")},
};

static const TaskKey *key_of(ActionId id)
{
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (keys[i].id == id)
            return &keys[i];
    return NULL;
}

bool task_key_is(ActionId id)
{
    return key_of(id) != NULL;
}

/* --- who may ---------------------------------------------------------------------------------- */

static bool may(App *app, Right right, bool own)
{
    return right_check(app->base, app_actor(app), right, own, NULL);
}

bool task_may_edit_wholly(App *app)
{
    return may(app, task_entity.edit, app->actor.role != ROLE_GUEST);
}

bool task_key_offered(App *app, ActionId id)
{
    switch ((int)id) {
    case ACT_FORWARD:
    case ACT_STATUS:
    case ACT_COMMENT:
        return may(app, task_entity.edit, true);
    case ACT_CLOSE_TASK:
        return may(app, RIGHT_CLOSE_TASK, true);
    case ACT_TAKE:
        return app->actor.employee_id && task_may_edit_wholly(app);
    default:
        return task_may_edit_wholly(app);
    }
}

/* --- telling ---------------------------------------------------------------------------------- */

/* "Status: In progress." of the only one. */
static char *tell_one(App *app, const TaskKey *key, int64_t id)
{
    g_autoptr(Record) task = record_load(app->base, app_actor(app), &task_entity, id, NULL);
    int field = entity_field(&task_entity, key->field);
    g_autofree char *shown = task ? record_shown(app->base, app_actor(app), task, field) : NULL;
    return shown ? g_strdup_printf("%s: %s.", _(task_entity.fields[field].label), shown) : NULL;
}

static char *tell(App *app, const Edits *edits)
{
    const TaskKey *key = edits_about(edits);
    int64_t only = key->field ? edits_only(edits) : 0;
    char *told = only ? tell_one(app, key, only) : NULL;
    g_autofree char *number = text_number(edits_changed(edits, 0));
    return told ? told : g_strdup_printf(_(key->told), number);
}

/* --- doing it --------------------------------------------------------------------------------- */

typedef struct {
    App *app;
    Table *table; /* below; NULL: none */
    const TaskKey *key;
    GArray *ids, *first;
    char *chosen; /* what the field gets, or the comment */
    char *where;  /* of the question; NULL: the button says it all */
} Acting;

static void acting_free(Acting *acting)
{
    g_array_unref(acting->ids);
    g_array_unref(acting->first);
    g_free(acting->chosen);
    g_free(acting->where);
    g_free(acting);
}

static void do_it(Acting *acting)
{
    const TaskKey *key = acting->key;
    Edits *edits = edits_new(tell, key);
    GArray *ids = g_array_ref(acting->ids);
    if (acting->table)
        table_unmark(acting->table);
    if (key->how == BY_STEP)
        edits_add_change(edits, &task_entity, key->change, &key->by, ids);
    else if (key->how == BY_WORDS)
        edits_add_comment(edits, &task_entity, acting->chosen, ids);
    else
        edits_add(edits, &task_entity, key->field, acting->chosen, ids);
    edits_run(acting->app, edits);
    acting_free(acting);
}

static void answered(gpointer data, int answer)
{
    if (answer == 1)
        do_it(data);
    else
        acting_free(data);
}

/* Postponing may lead into the hour that the clocks skip. NULL: nothing is to be asked. */
static char *find_doubt(const Acting *acting)
{
    const TaskKey *key = acting->key;
    return key->change == task_postpone
               ? doubt_about(acting->app, &task_entity, acting->ids, key->change, &key->by)
               : NULL;
}

static void do_or_ask(Acting *acting)
{
    g_autofree char *doubt = find_doubt(acting);
    const BulkQuestion question = {acting->where, acting->key->verb, doubt};
    bulk_confirm(acting->app, &task_entity, &question, acting->ids, acting->first, answered,
                 acting);
}

/* --- what has to be known first --------------------------------------------------------------- */

static void chosen(gpointer data, int64_t id, const char *title)
{
    Acting *acting = data;
    const Field *field = &task_entity.fields[entity_field(&task_entity, acting->key->field)];
    if (!id) {
        acting_free(acting);
        return;
    }
    acting->where = title ? g_strdup_printf("%s — %s", _(field->label), title) : NULL;
    acting->chosen = g_strdup_printf("%" G_GINT64_FORMAT, id);
    do_or_ask(acting);
}

static void written(gpointer data, const char *comment)
{
    Acting *acting = data;
    if (!comment) {
        acting_free(acting);
        return;
    }
    acting->chosen = g_strdup(comment);
    do_or_ask(acting);
}

void task_key_act(App *app, Table *table, ActionId id, GArray *ids, const GArray *first)
{
    const TaskKey *key = key_of(id);
    Acting *acting = g_new(Acting, 1);
    *acting = (Acting){
        .app = app, .table = table, .key = key, .ids = ids, .first = g_array_copy((GArray *)first)};
    switch (key->how) {
    case BY_STEP:
        acting->where = g_strdup(_(action_find(id, CTX_TASKS)->label));
        do_or_ask(acting);
        break;
    case BY_ME:
        chosen(acting, app->actor.employee_id, NULL);
        break;
    case BY_CHOICE:
        ui_push(app->ui,
                choice_dialog_new(app, &task_entity.fields[entity_field(&task_entity, key->field)],
                                  NULL, chosen, acting));
        break;
    case BY_WORDS:
        task_comment_ask(app, ids, written, acting);
    }
}

bool task_key_change(App *app, ActionId id, Record *task, GError **error)
{
    const TaskKey *key = key_of(id);
    return key->change(app->base, app_actor(app), task, &key->by, error);
}
