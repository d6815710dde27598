#include "tui/screens/list_filter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/record.h"
#include "core/when.h"

#define FILTER_ME "@me"

const Field *list_filter_field(const Entity *entity, const Column *column)
{
    const char *name = column->filter  ? column->filter
                       : column->field ? column->field
                                       : column->name;
    int index = entity_field(entity, name);
    const Field *field = index < 0 ? NULL : &entity->fields[index];
    bool own_rows = field && (field->type == FIELD_HTML || field->type == FIELD_TAGS ||
                              field->type == FIELD_DAYS);
    return own_rows ? NULL : field;
}

static const Column *column_named(const Entity *entity, const char *name)
{
    for (const Column *column = entity->columns; column->name; column++)
        if (g_str_equal(column->name, name))
            return column;
    return NULL;
}

static const Field *field_named(const Entity *entity, const char *name)
{
    const Column *column = column_named(entity, name);
    return column ? list_filter_field(entity, column) : NULL;
}

/* --- days ------------------------------------------------------------------------------------- */

static int today_of(App *app)
{
    g_autofree char *text = app_today(app);
    int day = 0;
    day_from_text(text, &day);
    return day;
}

/* "2026-03-05" or "@-7". */
static bool parse_day(App *app, const char *text, int *day)
{
    gint64 after;
    if (*text != '@')
        return day_from_text(text, day);
    if (!g_ascii_string_to_signed(text + 1, 10, DAY_FIRST, DAY_LAST, &after, NULL))
        return false;
    *day = CLAMP(today_of(app) + (int)after, DAY_FIRST, DAY_LAST);
    return true;
}

static bool split_days(const char *words, char **from, char **to)
{
    const char *dots = *words == '[' ? strstr(words, "..") : NULL;
    if (!dots)
        return false;
    *from = g_strndup(words + 1, (gsize)(dots - words - 1));
    *to = g_strdup(dots + strlen(".."));
    return true;
}

static char *day_resolved(App *app, const char *text)
{
    int day;
    return parse_day(app, text, &day) ? day_to_text(day) : g_strdup("");
}

bool list_filter_days(App *app, const char *words, char **from, char **to)
{
    g_autofree char *first = NULL, *last = NULL;
    if (!split_days(words, &first, &last))
        return false;
    *from = day_resolved(app, first);
    *to = day_resolved(app, last);
    return true;
}

static char *day_word(App *app, const char *iso, bool moving)
{
    int day;
    return moving && day_from_text(iso, &day) ? g_strdup_printf("@%d", day - today_of(app))
                                              : g_strdup(iso);
}

char *list_filter_days_words(App *app, const char *from, const char *to, bool moving)
{
    g_autofree char *first = day_word(app, from, moving), *last = day_word(app, to, moving);
    return g_strdup_printf("[%s..%s", first, last);
}

static char *after_today_shown(const char *days)
{
    int after = (int)g_ascii_strtoll(days, NULL, 10);
    switch (after) {
    case -1:
        return g_strdup(_("yesterday"));
    case 0:
        return g_strdup(_("today"));
    case 1:
        return g_strdup(_("tomorrow"));
    default:
        return g_strdup_printf("%s %+d", _("today"), after);
    }
}

static char *day_shown(const char *text)
{
    int day;
    return *text == '@'                ? after_today_shown(text + 1)
           : day_from_text(text, &day) ? day_show(day)
                                       : g_strdup("");
}

static char *days_shown(const char *from, const char *to)
{
    g_autofree char *first = day_shown(from), *last = day_shown(to);
    return g_str_equal(first, last) ? g_steal_pointer(&first)
                                    : g_strdup_printf("%s–%s", first, last);
}

static void add_instant(ListCondition *condition, const char *field, FilterKind kind, int64_t at)
{
    *condition = (ListCondition){field, kind, g_strdup_printf("%" G_GINT64_FORMAT, at)};
}

/* One end of the days. An instant's are those of the enterprise's calendar. What is over with its
 * day is so at the midnight that ends it: the list may stand in that order. */
static guint add_bound(App *app, const Column *column, const Field *field, const char *text,
                       FilterKind kind, ListCondition *conditions)
{
    int day;
    if (!parse_day(app, text, &day))
        return 0;
    g_autoptr(GTimeZone) zone = app_zone(app);
    bool from = kind == FILTER_FROM;
    int64_t at = when_at(from ? day : day + 1, 0, zone);
    if (field->type == FIELD_INSTANT) {
        add_instant(conditions, field->name, kind, from ? at : at - 1);
        return 1;
    }
    conditions[0] = (ListCondition){field->name, kind, day_to_text(day)};
    if (!column->over)
        return 1;
    add_instant(&conditions[1], column->over, kind, at);
    return 2;
}

static guint add_days(App *app, const Column *column, const Field *field, const char *words,
                      ListCondition *conditions)
{
    g_autofree char *from = NULL, *to = NULL;
    bool is_dated = field->type == FIELD_DAY || field->type == FIELD_INSTANT;
    if (!is_dated || !split_days(words, &from, &to))
        return 0;
    guint n = add_bound(app, column, field, from, FILTER_FROM, conditions);
    return n + add_bound(app, column, field, to, FILTER_TO, conditions + n);
}

/* Still to be done, though its time has passed. */
static guint add_late(App *app, const Entity *entity, const Column *column,
                      ListCondition *conditions)
{
    if (!column->over)
        return 0;
    add_instant(&conditions[0], column->over, FILTER_TO, app_actor(app)->now);
    conditions[1] = (ListCondition){field_named(entity, entity->pending)->name, FILTER_EMPTY, NULL};
    return 2;
}

/* --- words ------------------------------------------------------------------------------------ */

static char *day_of(App *app, int64_t instant)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    int minutes;
    g_autofree char *day = day_to_text(when_day(instant, zone, &minutes));
    return g_strdup_printf("[%s..%s", day, day);
}

/* Of several addresses or phones the list shows, and is filtered by, the first. */
static char *of_value(App *app, const Field *field, const Value *value)
{
    if (value->kind == VALUE_EMPTY)
        return g_strdup("");
    if (value->kind == VALUE_TEXT)
        return g_strdup_printf("=%.*s", (int)strcspn(value->text, "\n"), value->text);
    return field->type == FIELD_INSTANT ? day_of(app, value->integer)
                                        : g_strdup_printf("=%" G_GINT64_FORMAT, value->integer);
}

static char *value_shown(App *app, const Entity *entity, const Field *field, const char *stored)
{
    g_autoptr(Record) scratch = record_new(app->base, app_actor(app), entity);
    record_set_text(scratch, field->name, stored);
    return record_shown(app->base, app_actor(app), scratch, entity_field(entity, field->name));
}

char *list_filter_shown(App *app, const Entity *entity, const char *column, const char *words)
{
    const Column *described = column_named(entity, column);
    const Field *field = field_named(entity, column);
    g_autofree char *from = NULL, *to = NULL;
    if (!*words && described && described->empty)
        return g_strdup(_(described->empty));
    if (g_str_equal(words, FILTER_WORDS_ME))
        return g_strdup(_("me"));
    if (g_str_equal(words, FILTER_WORDS_NOBODY))
        return g_strdup(_("nobody"));
    if (g_str_equal(words, FILTER_WORDS_LATE))
        return g_strdup(_("overdue"));
    if (split_days(words, &from, &to))
        return days_shown(from, to);
    if (*words == '~')
        return g_strdup_printf("…%s…", words + 1);
    return field && *words == '=' ? value_shown(app, entity, field, words + 1) : g_strdup("");
}

void list_filter_set(App *app, const Entity *entity, Table *table, const char *column,
                     const char *words)
{
    g_autofree char *shown = words ? list_filter_shown(app, entity, column, words) : NULL;
    const Column *described = column_named(entity, column);
    if (words && described && described->settles)
        table_set_filter(table, &(TableFilter){.column = described->settles});
    table_set_filter(table, &(TableFilter){column, words, shown});
}

void list_filter_by_cell(App *app, const Entity *entity, Table *table, const char *column)
{
    const Field *field = field_named(entity, column);
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record =
        record_load(app->base, app_actor(app), entity, table_id(table), &error);
    if (!record) {
        app_tell_error(app, error);
        return;
    }
    g_autofree char *words =
        of_value(app, field, &record->values[entity_field(entity, field->name)]);
    list_filter_set(app, entity, table, column, words);
}

/* --- for the query ---------------------------------------------------------------------------- */

static char *value_of(App *app, const char *stored)
{
    return g_str_equal(stored, FILTER_ME)
               ? g_strdup_printf("%" G_GINT64_FORMAT, app->actor.employee_id)
               : g_strdup(stored);
}

guint list_filter_conditions(App *app, const Entity *entity, const TableFilter *filter,
                             ListCondition conditions[LIST_CONDITIONS_MAX])
{
    const Column *column = column_named(entity, filter->column);
    const Field *field = field_named(entity, filter->column);
    const char *words = filter->value;
    if (!field)
        return 0;
    switch (*words) {
    case '[':
        return add_days(app, column, field, words, conditions);
    case '!':
        return add_late(app, entity, column, conditions);
    case '=':
        conditions[0] = (ListCondition){field->name, FILTER_IS, value_of(app, words + 1)};
        return 1;
    case '~':
        conditions[0] = (ListCondition){field->name, FILTER_CONTAINS, g_strdup(words + 1)};
        return 1;
    case '?':
        conditions[0] = (ListCondition){field->name, FILTER_NOBODY, NULL};
        return 1;
    default:
        conditions[0] = (ListCondition){field->name, FILTER_EMPTY, NULL};
        return 1;
    }
}
