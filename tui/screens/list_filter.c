#include "tui/screens/list_filter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/record.h"
#include "core/when.h"

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

bool list_filter_days(const char *words, char **from, char **to)
{
    const char *dots = *words == '[' ? strstr(words, "..") : NULL;
    if (!dots)
        return false;
    *from = g_strndup(words + 1, (gsize)(dots - words - 1));
    *to = g_strdup(dots + strlen(".."));
    return true;
}

static char *day_shown(const char *iso)
{
    int day;
    return day_from_text(iso, &day) ? day_show(day) : g_strdup("");
}

static char *days_shown(const char *from, const char *to)
{
    g_autofree char *first = day_shown(from), *last = day_shown(to);
    return g_str_equal(first, last) ? g_steal_pointer(&first)
                                    : g_strdup_printf("%s–%s", first, last);
}

/* One end of the days. An instant's are those of the enterprise's calendar. */
static guint add_bound(App *app, const Field *field, const char *iso, FilterKind kind,
                       ListCondition *condition)
{
    int day;
    if (!day_from_text(iso, &day))
        return 0;
    *condition = (ListCondition){field->name, kind, g_strdup(iso)};
    if (field->type != FIELD_INSTANT)
        return 1;
    g_autoptr(GTimeZone) zone = app_zone(app);
    int64_t at = kind == FILTER_FROM ? when_at(day, 0, zone) : when_at(day + 1, 0, zone) - 1;
    g_free(condition->value);
    condition->value = g_strdup_printf("%" G_GINT64_FORMAT, at);
    return 1;
}

static guint add_days(App *app, const Field *field, const char *words, ListCondition *conditions)
{
    g_autofree char *from = NULL, *to = NULL;
    bool is_dated = field->type == FIELD_DAY || field->type == FIELD_INSTANT;
    if (!is_dated || !list_filter_days(words, &from, &to))
        return 0;
    guint n = add_bound(app, field, from, FILTER_FROM, conditions);
    return n + add_bound(app, field, to, FILTER_TO, conditions + n);
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
    if (list_filter_days(words, &from, &to))
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

guint list_filter_conditions(App *app, const Entity *entity, const TableFilter *filter,
                             ListCondition conditions[LIST_CONDITIONS_MAX])
{
    const Field *field = field_named(entity, filter->column);
    const char *words = filter->value;
    if (!field)
        return 0;
    switch (*words) {
    case '[':
        return add_days(app, field, words, conditions);
    case '=':
        conditions[0] = (ListCondition){field->name, FILTER_IS, g_strdup(words + 1)};
        return 1;
    case '~':
        conditions[0] = (ListCondition){field->name, FILTER_CONTAINS, g_strdup(words + 1)};
        return 1;
    default:
        conditions[0] = (ListCondition){field->name, FILTER_EMPTY, NULL};
        return 1;
    }
}
