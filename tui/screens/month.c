#include "tui/screens/month.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/screens/month_private.h"
#include "tui/screens/task_keys.h"

/* --- days ------------------------------------------------------------------------------------- */

static int monday(int day)
{
    return day - day_weekday(day) + 1;
}

/* The same date `by` months on, or the last one that month has. */
static int month_later(int day, int by)
{
    int year, month, date, later = day;
    day_to_date(day, &year, &month, &date);
    int months = year * 12 + month - 1 + by;
    while (date > 0 && !day_from_date(months / 12, months % 12 + 1, date, &later))
        date--;
    return date > 0 ? later : day;
}

static int month_start(int day)
{
    int date;
    day_to_date(day, NULL, NULL, &date);
    return day - date + 1;
}

static int month_end(int day)
{
    return month_later(month_start(day), 1) - 1;
}

int month_first_of(bool week, int day, int *n)
{
    int first = monday(week ? day : month_start(day));
    *n = week ? WEEK : monday(month_end(day)) + WEEK - first;
    return first;
}

int month_first(const Month *month, int *n)
{
    return month_first_of(month->week, month->day, n);
}

MonthDay *month_at(const Month *month, int day)
{
    guint at = (guint)(day - month->first);
    return day >= month->first && at < month->days->len ? month->days->pdata[at] : NULL;
}

const TableRow *month_row(const Month *month)
{
    const MonthDay *day = month_at(month, month->day);
    return day && month->task < day->rows->len ? day->rows->pdata[month->task] : NULL;
}

const char *month_day(Month *month)
{
    g_free(month->iso);
    return month->iso = day_to_text(month->day);
}

/* --- moving ----------------------------------------------------------------------------------- */

void month_go_to(Month *month, int day)
{
    int n, first;
    month->day = CLAMP(day, DAY_FIRST + 2 * WEEK, DAY_LAST - 6 * WEEK);
    month->task = 0;
    first = month_first(month, &n);
    if (first != month->first || n != (int)month->days->len)
        table_reload(month->table);
}

static Result go_to(Month *month, int day)
{
    month_go_to(month, day);
    return RESULT_REPAINT;
}

static guint tasks_of(const Month *month, int day)
{
    const MonthDay *there = month_at(month, day);
    return there ? there->rows->len : 0;
}

/* To the next task of the day; behind its last one, in a week, to the next day. */
static Result step_task(Month *month, int by)
{
    gint64 next = (gint64)month->task + by;
    if (next >= 0 && next < (gint64)tasks_of(month, month->day)) {
        month->task = (guint)next;
        return RESULT_REPAINT;
    }
    if (!month->week)
        return RESULT_HANDLED;
    month_go_to(month, month->day + by);
    guint n = tasks_of(month, month->day);
    month->task = by < 0 && n ? n - 1 : 0;
    return RESULT_REPAINT;
}

static Result move_task(Month *month, int by)
{
    const TableRow *row = month_row(month);
    if (!row)
        return RESULT_HANDLED;
    month_move(month, row->id, month->day + by);
    return RESULT_REPAINT;
}

/* A week goes from task to task by the arrows. */
static bool unread(gpointer data, const Action *action)
{
    const Month *month = data;
    bool vertical = action->id == ACT_UP || action->id == ACT_DOWN;
    bool step = action->id == ACT_TODAY || (action->id >= ACT_UP && action->id <= ACT_RIGHT);
    return !month_at(month, month->day) && (!step || (month->week && vertical));
}

static Result step_day(Month *month, const Action *action)
{
    switch ((int)action->id) {
    case ACT_LEFT:
        return go_to(month, month->day - 1);
    case ACT_RIGHT:
        return go_to(month, month->day + 1);
    case ACT_UP:
        return month->week ? step_task(month, -1) : go_to(month, month->day - WEEK);
    case ACT_DOWN:
        return month->week ? step_task(month, 1) : go_to(month, month->day + WEEK);
    case ACT_PAGE_UP:
        return go_to(month, month->week ? month->day - WEEK : month_later(month->day, -1));
    case ACT_PAGE_DOWN:
        return go_to(month, month->week ? month->day + WEEK : month_later(month->day, 1));
    case ACT_FIRST:
        return go_to(month, month->week ? monday(month->day) : month_start(month->day));
    case ACT_LAST:
        return go_to(month, month->week ? monday(month->day) + WEEK - 1 : month_end(month->day));
    default:
        return RESULT_IGNORED;
    }
}

static Result act(gpointer data, const Action *action)
{
    Month *month = data;
    switch ((int)action->id) {
    case ACT_TODAY:
        return go_to(month, month->today);
    case ACT_TASK_NEXT:
        return step_task(month, 1);
    case ACT_TASK_PREVIOUS:
        return step_task(month, -1);
    case ACT_DAY_BACK:
        return move_task(month, -1);
    case ACT_DAY_ON:
        return move_task(month, 1);
    case ACT_WEEK_BACK:
        return move_task(month, -WEEK);
    case ACT_WEEK_ON:
        return move_task(month, WEEK);
    default:
        return step_day(month, action);
    }
}

/* The columns of a list mean nothing here. Who may change more of a task than its status moves it.
 */
static Offer offer(gpointer data, const Action *action, const char **reason)
{
    const Month *month = data;
    switch ((int)action->id) {
    case ACT_SORT:
    case ACT_FILTER:
        return OFFER_NO;
    case ACT_TASK_NEXT:
    case ACT_TASK_PREVIOUS:
        return tasks_of(month, month->day) > 1 ? OFFER_YES : OFFER_NO;
    case ACT_DAY_BACK:
    case ACT_DAY_ON:
    case ACT_WEEK_BACK:
    case ACT_WEEK_ON:
        return month_row(month) && task_may_edit_wholly(month->app) ? OFFER_YES : OFFER_NO;
    default:
        return OFFER_YES;
    }
}

/* --- the mouse -------------------------------------------------------------------------------- */

static Result release(Month *month, const MonthSpot *spot)
{
    gint64 id = month->pressed;
    month->pressed = 0;
    if (!id || !spot || spot->day == month->day)
        return RESULT_HANDLED;
    month_move(month, id, spot->day);
    return RESULT_REPAINT;
}

static Result press(Month *month, const Mouse *event, const MonthSpot *spot)
{
    if (!spot)
        return RESULT_HANDLED;
    int task = spot->task;
    month_go_to(month, spot->day); /* may draw the spots anew */
    month->task = task > 0 ? (guint)task : 0;
    const TableRow *row = month_row(month);
    ui_repaint(month->app->ui);
    if (event->kind == MOUSE_DOUBLE && row)
        ui_perform(month->app->ui, action_find(ACT_OPEN, CTX_LIST));
    if (event->kind == MOUSE_PRESS)
        month->pressed = task >= 0 && row ? row->id : 0;
    return event->kind == MOUSE_RIGHT ? RESULT_IGNORED : RESULT_REPAINT;
}

static Result mouse(gpointer data, const Mouse *event)
{
    Month *month = data;
    const MonthSpot *spot = month_spot(month, event->y - month->place.y, event->x - month->place.x);
    switch (event->kind) {
    case MOUSE_WHEEL_UP:
        return step_day(month, action_find(ACT_PAGE_UP, CTX_LIST));
    case MOUSE_WHEEL_DOWN:
        return step_day(month, action_find(ACT_PAGE_DOWN, CTX_LIST));
    case MOUSE_RELEASE:
        return release(month, spot);
    default:
        return press(month, event, spot);
    }
}

/* --- the lens --------------------------------------------------------------------------------- */

static const TableRow *row(gpointer data)
{
    return month_row(data);
}

static void next(gpointer data)
{
    step_task(data, 1);
}

static void look_for(gpointer data, gint64 id)
{
    Month *month = data;
    month->target = id;
}

/* "вт 14.07.2026: 2 / 5". */
static void status(gpointer data, GString *text)
{
    const Month *month = data;
    const MonthDay *day = month_at(month, month->day);
    g_autofree char *shown = day_show(month->day);
    g_string_append_printf(text, "%s %s", day_weekday_short(day_weekday(month->day)), shown);
    if (day && day->rows->len) {
        g_autofree char *number = text_number(day->total);
        g_string_append_printf(text, ": %u / %s", month->task + 1, number);
    }
}

static void draw(gpointer data, const Canvas *canvas)
{
    Month *month = data;
    month->place = canvas_place(canvas);
    g_array_set_size(month->spots, 0);
    if (month->week)
        month_draw_week(month, canvas);
    else
        month_draw(month, canvas);
}

static void read_again(gpointer data, bool same)
{
    Month *month = data;
    const TableRow *now = month_row(month);
    if (same && now && !month->target)
        month->target = now->id;
    month_read(month);
}

static void month_free(gpointer data)
{
    Month *month = data;
    worker_cancel(month->app->worker, month);
    task_mover_free(month->mover);
    g_ptr_array_unref(month->days);
    g_array_unref(month->spots);
    g_free(month->iso);
    g_free(month);
}

static int opening_day(App *app, const char *day, int64_t id, int today)
{
    int opens;
    g_autoptr(Record) task =
        !day && id > 0 ? record_load(app->base, app_actor(app), &task_entity, id, NULL) : NULL;
    return day_from_text(task ? record_text(task, "due_on") : day, &opens) ? opens : today;
}

TableLens month_lens(App *app, Table *table, ListPart part, ListBulk *bulk, bool week,
                     const char *day, int64_t id, Month **made)
{
    Month *month = g_new0(Month, 1);
    g_autofree char *today = app_today(app);
    int now = 0;
    day_from_text(today, &now);
    *month = (Month){.app = app,
                     .table = table,
                     .part = part,
                     .bulk = bulk,
                     .week = week,
                     .today = now,
                     .day = opening_day(app, day, id, now),
                     .target = id,
                     .days = g_ptr_array_new_with_free_func(month_day_free),
                     .spots = g_array_new(FALSE, FALSE, sizeof(MonthSpot))};
    month->mover = month_mover(month);
    *made = month;
    return (TableLens){.contexts = CTX_MONTH,
                       .partial = true,
                       .draw = draw,
                       .act = act,
                       .mouse = mouse,
                       .offer = offer,
                       .row = row,
                       .next = next,
                       .go_to = look_for,
                       .unread = unread,
                       .read = read_again,
                       .status = status,
                       .data = month,
                       .free_data = month_free};
}

const Filled *month_filled(Month *month)
{
    month->filled[0] = (Filled){"due_on", month_day(month)};
    return month->filled;
}
