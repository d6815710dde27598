#include "tui/screens/recurrence_dialog.h"

#include <glib/gi18n-lib.h>

#include "core/recurrence.h"
#include "core/when.h"

typedef struct {
    int due;
    bool repeats;
    Recurrence before; /* if it repeats */
    char *today;
    void (*done)(gpointer data, const char *rule, const char *words);
    gpointer data;
} Repeating;

static void repeating_free(gpointer data)
{
    Repeating *repeating = data;
    g_free(repeating->today);
    g_free(repeating->data);
    g_free(repeating);
}

#define NEVER ""

static const InputChoice units[] = {{NEVER, N_("does not repeat")}, {"0", N_("by days")},
                                    {"1", N_("by weeks")},          {"2", N_("by months")},
                                    {"3", N_("by years")},          {NULL, NULL}};

/* --- what was entered ------------------------------------------------------------------------- */

static bool number_in(Form *form, const char *name, int least, int most, int *number)
{
    gint64 value;
    if (g_ascii_string_to_signed(form_get(form, name), 10, least, most, &value, NULL)) {
        *number = (int)value;
        return true;
    }
    g_autofree char *wrong = g_strdup_printf(_("a number from %d to %d"), least, most);
    form_set_error(form, name, wrong);
    return false;
}

static bool read_weekdays(Form *form, Recurrence *recurrence)
{
    g_autoptr(GError) error = NULL;
    if (!weekdays_parse(form_get(form, "weekdays"), &recurrence->weekdays, &error)) {
        form_set_error(form, "weekdays", error->message);
        return false;
    }
    if (!recurrence->weekdays)
        form_set_error(form, "weekdays", _("name at least one day"));
    return recurrence->weekdays != 0;
}

static bool read_end(const Repeating *repeating, Form *form, Recurrence *recurrence)
{
    const char *until = form_get(form, "until"), *count = form_get(form, "count");
    if (*until && *count) {
        form_set_error(form, "count", _("either a last day or a number of times"));
        return false;
    }
    if (*count)
        return number_in(form, "count", 1, REPEAT_COUNT_MOST, &recurrence->count);
    if (!*until)
        return true;
    day_from_text(until, &recurrence->until);
    if (recurrence->until >= repeating->due)
        return true;
    form_set_error(form, "until", _("this is before the task itself is due"));
    return false;
}

/* The day of the year is the due date's; one that was chosen stays. */
static Recurrence start_from(const Repeating *repeating, RepeatUnit unit)
{
    Recurrence fresh = recurrence_from_day(unit, repeating->due);
    if (unit == REPEAT_YEARS && repeating->repeats && repeating->before.unit == unit) {
        fresh.month = repeating->before.month;
        fresh.date = repeating->before.date;
    }
    return fresh;
}

static bool read_form(const Repeating *repeating, Form *form, Recurrence *recurrence)
{
    RepeatUnit unit = (RepeatUnit)(*form_get(form, "unit") - '0');
    *recurrence = start_from(repeating, unit);
    return number_in(form, "every", 1, REPEAT_EVERY_MOST, &recurrence->every) &&
           (unit != REPEAT_WEEKS || read_weekdays(form, recurrence)) &&
           (unit != REPEAT_MONTHS || number_in(form, "date", 1, 31, &recurrence->date)) &&
           read_end(repeating, form, recurrence);
}

static Result save(gpointer data, Form *form)
{
    Repeating *repeating = data;
    Recurrence recurrence;
    if (g_str_equal(form_get(form, "unit"), NEVER)) {
        repeating->done(repeating->data, "", "");
        return RESULT_CLOSE;
    }
    if (!read_form(repeating, form, &recurrence))
        return RESULT_REPAINT;
    g_autofree char *rule = recurrence_rule(&recurrence);
    g_autofree char *words = recurrence_words(&recurrence);
    repeating->done(repeating->data, rule, words);
    return RESULT_CLOSE;
}

/* --- the form --------------------------------------------------------------------------------- */

/* Only what the unit asks for can be entered. What every unit has stays open: the unit is known
 * when its field is left, and the next one has the focus by then. */
static void unit_changed(gpointer data, Form *form, const char *name)
{
    const char *unit = form_get(form, "unit");
    bool never = g_str_equal(unit, NEVER);
    form_lock(form, "weekdays", never || *unit - '0' != REPEAT_WEEKS);
    form_lock(form, "date", never || *unit - '0' != REPEAT_MONTHS);
}

static void init_number(Form *form, const char *name, int number)
{
    g_autofree char *text = number ? g_strdup_printf("%d", number) : g_strdup("");
    form_init(form, name, text, NULL);
}

static void init(const Repeating *repeating, Form *form)
{
    const Recurrence *before = &repeating->before;
    Recurrence weekly = recurrence_from_day(REPEAT_WEEKS, repeating->due),
               monthly = recurrence_from_day(REPEAT_MONTHS, repeating->due);
    g_autofree char *unit =
        repeating->repeats ? g_strdup_printf("%d", (int)before->unit) : g_strdup(NEVER);
    g_autofree char *weekdays =
        weekdays_show(before->weekdays ? before->weekdays : weekly.weekdays);
    bool ends = repeating->repeats && before->until != REPEAT_FOR_EVER;
    g_autofree char *until = ends ? day_to_text(before->until) : g_strdup("");
    form_init(form, "unit", unit, NULL);
    init_number(form, "every", repeating->repeats ? before->every : 1);
    form_init(form, "weekdays", weekdays, NULL);
    init_number(form, "date", before->date ? before->date : monthly.date);
    form_init(form, "until", until, NULL);
    init_number(form, "count", before->count);
    unit_changed(NULL, form, "unit");
}

View *recurrence_dialog_new(App *app, const char *rule, const char *due_on,
                            void (*done)(gpointer data, const char *rule, const char *words),
                            gpointer data)
{
    static const InputSpec fields[] = {
        {.name = "unit",
         .label = N_("Repeat"),
         .kind = INPUT_CHOICE,
         .flags = INPUT_FIRST,
         .choices = units},
        {.name = "every",
         .label = N_("Every"),
         .kind = INPUT_NUMBER,
         .max_chars = 3,
         .hint = N_("2: every second day, week, month or year")},
        {.name = "weekdays",
         .label = N_("On weekdays"),
         .kind = INPUT_TEXT,
         .width = 22,
         .max_chars = 40},
        {.name = "date",
         .label = N_("On day of the month"),
         .kind = INPUT_NUMBER,
         .max_chars = 2,
         .hint = N_("31: the last day; a month without the 29th or 30th: its last day too")},
        {.name = "until",
         .label = N_("Until"),
         .kind = INPUT_DATE,
         .hint = N_("the last day a task may be due; empty: for ever")},
        {.name = "count",
         .label = N_("Times"),
         .kind = INPUT_NUMBER,
         .max_chars = 4,
         .hint = N_("so many tasks, this one counted; empty: for ever")},
    };
    Repeating *repeating = g_new0(Repeating, 1);
    *repeating = (Repeating){.done = done, .data = data, .today = app_today(app)};
    day_from_text(due_on, &repeating->due);
    repeating->repeats = *rule && recurrence_parse(rule, &repeating->before, NULL);
    Form *form = form_new(app->ui, &(FormSpec){.name = "repeat",
                                               .title = _("Repeats"),
                                               .text = _("The next task is made when this one is "
                                                         "closed, counted from its due date."),
                                               .fields = fields,
                                               .n_fields = G_N_ELEMENTS(fields),
                                               .save_label = N_("Set"),
                                               .dialog = true,
                                               .unguarded = true,
                                               .today = repeating->today,
                                               .save = save,
                                               .changed = unit_changed,
                                               .data = repeating,
                                               .free_data = repeating_free});
    init(repeating, form);
    return form_view(form);
}
