#include "tui/screens/record_choose.h"

#include "core/when.h"
#include "tui/screens/recurrence_dialog.h"
#include "tui/screens/screens.h"

typedef struct {
    Form *form;
    const char *field; /* of the descriptor: static */
} Choosing;

static Choosing *choosing_new(Form *form, const Field *field)
{
    Choosing *choosing = g_new(Choosing, 1);
    *choosing = (Choosing){form, field->name};
    return choosing;
}

static void chosen(gpointer data, int64_t id, const char *title)
{
    g_autofree Choosing *choosing = data;
    g_autofree char *value = id ? g_strdup_printf("%" G_GINT64_FORMAT, id) : NULL;
    if (value)
        form_set(choosing->form, choosing->field, value, title);
}

static void rule_chosen(gpointer data, const char *rule, const char *words)
{
    const Choosing *choosing = data;
    form_set(choosing->form, choosing->field, rule, words);
}

/* Counted from the day that is entered now, if it is one. */
static void choose_rule(App *app, Form *form, const Field *field, const char *today)
{
    int day;
    const char *due_on = form_get(form, "due_on");
    ui_push(app->ui, recurrence_dialog_new(app, form_get(form, field->name),
                                           day_from_text(due_on, &day) ? due_on : today,
                                           rule_chosen, choosing_new(form, field)));
}

void record_choose(App *app, Form *form, const Field *field, const char *today, const char *typed)
{
    if (field->type == FIELD_RULE)
        choose_rule(app, form, field, today);
    else
        ui_push(app->ui, choice_dialog_new(app, field, typed, chosen, choosing_new(form, field)));
}
