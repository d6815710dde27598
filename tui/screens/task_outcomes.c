/* What may come of a call: one row each. Not the enterprise's own rows: each is a rule of what
 * happens to the task, and words of one's own go into the comment. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/when.h"
#include "tui/screens/draft_slot.h"
#include "tui/screens/task_calls_private.h"

typedef enum { ASK_NOTHING, ASK_NEXT, ASK_WHEN } Ask;

static const struct {
    ActionId id;
    Ask ask;
    const char *words; /* msgid: the comment begins so */
    bool close;
    int postpone;     /* days */
    const char *next; /* msgid with the client's name: a follow-up due today; NULL: none */
} outcomes[] = {
    {ACT_REACHED, ASK_NEXT, N_("Reached."), true, 0, NULL},
    {ACT_NO_ANSWER, ASK_NOTHING, N_("No answer."), false, 1, NULL},
    {ACT_CALL_LATER, ASK_WHEN, N_("To be called later."), false, 0, NULL},
    {ACT_WRONG_NUMBER, ASK_NOTHING, N_("Wrong number."), true, 0,
     N_("Find out the telephone number: %s")},
    {ACT_NOT_INTERESTED, ASK_NOTHING, N_("Not interested."), true, 0, NULL},
};

static int outcome_of(ActionId id)
{
    for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++)
        if (outcomes[i].id == id)
            return (int)i;
    return -1;
}

bool outcome_is(ActionId id)
{
    return outcome_of(id) >= 0;
}

typedef struct {
    App *app;
    int outcome; /* index */
    int64_t task_id;
    char *name, *today;
    OutcomeDone done;
    gpointer data;
} Concluding;

static void concluding_free(gpointer data)
{
    Concluding *concluding = data;
    g_free(concluding->name);
    g_free(concluding->today);
    g_free(concluding);
}

static bool conclude(const Concluding *concluding, const TaskOutcome *outcome, GError **error)
{
    App *app = concluding->app;
    TaskConclusion conclusion;
    if (!task_conclude(app->base, app_actor(app), concluding->task_id, outcome, &conclusion, error))
        return false;
    concluding->done(concluding->data, &conclusion, _(outcomes[concluding->outcome].words));
    return true;
}

/* --- at once ---------------------------------------------------------------------------------- */

static void conclude_at_once(const Concluding *concluding)
{
    int i = concluding->outcome;
    g_autoptr(GError) error = NULL;
    g_autofree char *next =
        outcomes[i].next ? g_strdup_printf(_(outcomes[i].next), concluding->name) : NULL;
    const TaskOutcome outcome = {.comment = _(outcomes[i].words),
                                 .close = outcomes[i].close,
                                 .postpone = outcomes[i].postpone,
                                 .next_subject = next,
                                 .next_due = {next ? concluding->today : NULL, -1}};
    if (!conclude(concluding, &outcome, &error))
        app_tell_error(concluding->app, error);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* The words of the outcome, then one's own. */
static char *compose_comment(const Concluding *concluding, Form *form)
{
    const char *words = _(outcomes[concluding->outcome].words), *own = form_get(form, "comment");
    return *own ? g_strdup_printf("%s %s", words, own) : g_strdup(words);
}

static TaskDue due_of(Form *form)
{
    const char *on = form_get(form, "due_on"), *minute = form_get(form, "due_minute");
    return (TaskDue){*on ? on : NULL, *minute ? (int)g_ascii_strtoll(minute, NULL, 10) : -1};
}

static bool check_due(const Concluding *concluding, Form *form)
{
    const char *on = form_get(form, "due_on");
    if (*on && strcmp(on, concluding->today) < 0) {
        form_set_error(form, "due_on", _("choose today or a later day"));
        return false;
    }
    return true;
}

static Result save(gpointer data, Form *form)
{
    const Concluding *concluding = data;
    int i = concluding->outcome;
    g_autoptr(GError) error = NULL;
    g_autofree char *comment = compose_comment(concluding, form);
    TaskOutcome outcome = {.comment = comment, .close = outcomes[i].close};
    if (!check_due(concluding, form))
        return RESULT_REPAINT;
    if (outcomes[i].ask == ASK_WHEN) {
        outcome.due = due_of(form);
    } else if (*form_get(form, "due_on")) {
        outcome.next_due = due_of(form);
        outcome.next_subject = form_get(form, "subject");
    }
    if (conclude(concluding, &outcome, &error))
        return RESULT_CLOSE;
    app_tell_form_error(concluding->app, form, "comment", error);
    return RESULT_REPAINT;
}

static DraftSlot slot_of(const Concluding *concluding)
{
    return (DraftSlot){.app = concluding->app,
                       .entity = "call outcome",
                       .record_id = concluding->task_id,
                       .part_id = concluding->outcome + 1};
}

static bool keep_draft(gpointer data, const char *draft)
{
    const DraftSlot slot = slot_of(data);
    return draft_slot_keep(&slot, draft);
}

#define COMMENT_INPUT                                                                              \
    {                                                                                              \
        .name = "comment", .label = N_("Comment"), .kind = INPUT_LONG, .height = 4                 \
    }

static const InputSpec next_fields[] = {
    COMMENT_INPUT,
    {.name = "due_on",
     .label = N_("Next task on"),
     .kind = INPUT_DATE,
     .hint = N_("Empty: nothing follows.")},
    {.name = "due_minute", .label = N_("Due time"), .kind = INPUT_TIME},
    {.name = "subject",
     .label = N_("Subject"),
     .kind = INPUT_TEXT,
     .flags = INPUT_REQUIRED,
     .width = 40}};

static const InputSpec when_fields[] = {
    {.name = "due_on", .label = N_("Call on"), .kind = INPUT_DATE, .flags = INPUT_REQUIRED},
    {.name = "due_minute", .label = N_("Due time"), .kind = INPUT_TIME},
    COMMENT_INPUT};

/* In an hour, by the quarter; what would be tomorrow has no time. */
static void init_when(const Concluding *concluding, Form *form)
{
    g_autoptr(GTimeZone) zone = app_zone(concluding->app);
    int minute;
    when_day(app_actor(concluding->app)->now, zone, &minute);
    minute = (minute + 60 + 14) / 15 * 15;
    g_autofree char *text = minute <= CLOCK_LAST ? g_strdup_printf("%d", minute) : g_strdup("");
    form_init(form, "due_on", concluding->today, NULL);
    form_init(form, "due_minute", text, NULL);
}

static void ask(Concluding *concluding, const char *subject)
{
    App *app = concluding->app;
    bool when = outcomes[concluding->outcome].ask == ASK_WHEN;
    Form *form = form_new(app->ui, &(FormSpec){.name = "outcome",
                                               .title = concluding->name,
                                               .kind = outcomes[concluding->outcome].words,
                                               .text = _(outcomes[concluding->outcome].words),
                                               .fields = when ? when_fields : next_fields,
                                               .n_fields = when ? G_N_ELEMENTS(when_fields)
                                                                : G_N_ELEMENTS(next_fields),
                                               .dialog = true,
                                               .today = concluding->today,
                                               .save = save,
                                               .keep_draft = keep_draft,
                                               .data = concluding,
                                               .free_data = concluding_free});
    const DraftSlot slot = slot_of(concluding);
    if (when)
        init_when(concluding, form);
    else
        form_init(form, "subject", subject, NULL);
    draft_slot_offer(&slot, form);
    ui_push(app->ui, form_view(form));
}

void outcome_conclude(App *app, ActionId id, const Record *task, const Record *client,
                      OutcomeDone done, gpointer data)
{
    Concluding *concluding = g_new(Concluding, 1);
    *concluding =
        (Concluding){.app = app,
                     .outcome = outcome_of(id),
                     .task_id = task->id,
                     .name = record_title(app->base, app_actor(app), client ? client : task),
                     .today = app_today(app),
                     .done = done,
                     .data = data};
    if (outcomes[concluding->outcome].ask != ASK_NOTHING) {
        ask(concluding, record_text(task, "subject"));
        return;
    }
    conclude_at_once(concluding);
    concluding_free(concluding);
}
