#include "tui/screens/task_snooze.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/when.h"
#include "tui/app/edit.h"
#include "tui/screens/bulk_ask.h"
#include "tui/widgets/pick.h"

typedef struct {
    App *app;
    Table *table; /* below */
    GArray *ids;  /* NULL: given away */
    GArray *first;
    char *today;
    char *day; /* that was chosen; NULL: back into the list */
} Snoozing;

static void snoozing_free(gpointer data)
{
    Snoozing *snoozing = data;
    g_clear_pointer(&snoozing->ids, g_array_unref);
    g_clear_pointer(&snoozing->first, g_array_unref);
    g_free(snoozing->today);
    g_free(snoozing->day);
    g_free(snoozing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snoozing, snoozing_free)

/* The same, for a dialog that comes after this one. */
static Snoozing *hand_on(Snoozing *snoozing)
{
    Snoozing *next = g_new(Snoozing, 1);
    *next = *snoozing;
    snoozing->ids = snoozing->first = NULL;
    snoozing->today = snoozing->day = NULL;
    return next;
}

static char *compose_told(App *app, const Edits *edits)
{
    guint n = edits_changed(edits, 0);
    int day;
    if (!day_from_text(edits_value(edits, 0), &day))
        return g_strdup_printf(
            g_dngettext(GETTEXT_PACKAGE, "%u is back in the list.", "%u are back in the list.", n),
            n);
    g_autofree char *shown = day_show(day);
    return g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE, "%u snoozed until %s.", "%u snoozed until %s.", n), n, shown);
}

static void answered(gpointer data, int answer)
{
    g_autoptr(Snoozing) snoozing = data;
    if (answer != 1)
        return;
    Edits *edits = edits_new(compose_told, NULL);
    table_unmark(snoozing->table);
    edits_add(edits, &task_entity, "snoozed_until", snoozing->day, g_steal_pointer(&snoozing->ids));
    edits_run(snoozing->app, edits);
}

/* "Snooze until 02.07.2026". */
static char *describe(const char *day)
{
    int n;
    if (!day_from_text(day, &n))
        return g_strdup(_("Back into the list now"));
    g_autofree char *shown = day_show(n);
    return g_strdup_printf("%s %s", _("Snooze until"), shown);
}

/* `day` NULL: back into the list. */
static void snooze_until(Snoozing *snoozing, const char *day)
{
    Snoozing *chosen = hand_on(snoozing);
    g_autofree char *where = describe(day);
    const BulkQuestion question = {.where = where, .verb = N_("Change %s")};
    chosen->day = g_strdup(day);
    bulk_confirm(chosen->app, &task_entity, &question, chosen->ids, chosen->first, answered,
                 chosen);
}

/* --- a day of one's own ----------------------------------------------------------------------- */

static Result day_entered(gpointer data, Form *form)
{
    Snoozing *snoozing = data;
    const char *day = form_get(form, "until");
    if (strcmp(day, snoozing->today) <= 0) {
        form_set_error(form, "until", _("choose a day after today"));
        return RESULT_REPAINT;
    }
    form_saved(form);
    snooze_until(snoozing, day);
    return RESULT_CLOSE;
}

static void ask_day(Snoozing *snoozing)
{
    static const InputSpec fields[] = {{.name = "until",
                                        .label = N_("Snooze until"),
                                        .kind = INPUT_DATE,
                                        .flags = INPUT_REQUIRED | INPUT_FIRST}};
    Form *form = form_new(snoozing->app->ui, &(FormSpec){.name = "snooze",
                                                         .title = _("Snooze"),
                                                         .fields = fields,
                                                         .n_fields = G_N_ELEMENTS(fields),
                                                         .save_label = N_("Snooze"),
                                                         .dialog = true,
                                                         .unguarded = true,
                                                         .today = snoozing->today,
                                                         .save = day_entered,
                                                         .data = snoozing,
                                                         .free_data = snoozing_free});
    ui_push(snoozing->app->ui, form_view(form));
}

/* --- the usual days --------------------------------------------------------------------------- */

enum { TOMORROW, MONDAY, WEEK, MONTH, N_DAYS, OTHER = N_DAYS, BACK };

static int month_later(int day)
{
    int year, month, date, later;
    day_to_date(day, &year, &month, &date);
    year += month / 12;
    month = month % 12 + 1;
    while (!day_from_date(year, month, date, &later))
        date--;
    return later;
}

static int usual_day(int today, int choice)
{
    switch (choice) {
    case TOMORROW:
        return today + 1;
    case MONDAY:
        return today + 8 - day_weekday(today);
    case WEEK:
        return today + 7;
    default:
        return month_later(today);
    }
}

static void chosen(gpointer data, int index)
{
    Snoozing *snoozing = data;
    int today = 0;
    day_from_text(snoozing->today, &today);
    if (index == OTHER) {
        ask_day(hand_on(snoozing));
    } else if (index >= 0) {
        g_autofree char *day = index == BACK ? NULL : day_to_text(usual_day(today, index));
        snooze_until(snoozing, day);
    }
}

static void add_usual(Pick *pick, int today, int choice, const char *label)
{
    int day = usual_day(today, choice);
    g_autofree char *date = day_show(day);
    g_autofree char *remark = g_strdup_printf("%s %s", day_weekday_short(day_weekday(day)), date);
    pick_add(pick, NULL, label, remark, false);
}

void task_snooze(App *app, Table *table, GArray *ids, const GArray *first)
{
    static const char *const labels[N_DAYS] = {N_("Tomorrow"), N_("Next Monday"), N_("In a week"),
                                               N_("In a month")};
    int today = 0;
    Snoozing *snoozing = g_new(Snoozing, 1);
    *snoozing = (Snoozing){.app = app,
                           .table = table,
                           .ids = ids,
                           .first = g_array_copy((GArray *)first),
                           .today = app_today(app)};
    day_from_text(snoozing->today, &today);
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Snooze until"),
                                               .done = chosen,
                                               .data = snoozing,
                                               .free_data = snoozing_free});
    for (int choice = TOMORROW; choice < N_DAYS; choice++)
        add_usual(pick, today, choice, _(labels[choice]));
    pick_add(pick, NULL, _("Another day…"), NULL, false);
    pick_add(pick, NULL, _("Back into the list now"), NULL, false);
    ui_push(app->ui, pick_view(pick));
}
