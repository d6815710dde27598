#include "tui/screens/list_filter.h"

#include "core/record.h"
#include "core/when.h"

bool list_filter_takes(const Entity *entity, const Column *column)
{
    return column->field && entity_field(entity, column->field) >= 0;
}

/* -1: none. */
static int column_field(const Entity *entity, const char *name)
{
    for (const Column *column = entity->columns; column->name; column++)
        if (g_str_equal(column->name, name) && list_filter_takes(entity, column))
            return entity_field(entity, column->field);
    return -1;
}

static char *day_of(App *app, int64_t instant)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    int minutes;
    g_autofree char *day = day_to_text(when_day(instant, zone, &minutes));
    return g_strconcat("@", day, NULL);
}

static char *of_value(App *app, const Field *field, const Value *value)
{
    if (value->kind == VALUE_EMPTY)
        return g_strdup("");
    if (value->kind == VALUE_TEXT)
        return g_strconcat("=", value->text, NULL);
    return field->type == FIELD_INSTANT ? day_of(app, value->integer)
                                        : g_strdup_printf("=%" G_GINT64_FORMAT, value->integer);
}

char *list_filter_shown(App *app, const Entity *entity, const char *column, const char *words)
{
    int field = column_field(entity, column), day;
    if (*words == '@')
        return day_from_text(words + 1, &day) ? day_show(day) : g_strdup(words + 1);
    if (*words != '=' || field < 0)
        return g_strdup("");
    g_autoptr(Record) scratch = record_new(app->base, app_actor(app), entity);
    record_set_text(scratch, entity->fields[field].name, words + 1);
    return record_shown(app->base, app_actor(app), scratch, field);
}

void list_filter_by_cell(App *app, const Entity *entity, Table *table, const char *column)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record =
        record_load(app->base, app_actor(app), entity, table_id(table), &error);
    if (!record) {
        app_tell_error(app, error);
        return;
    }
    int field = column_field(entity, column);
    g_autofree char *words = of_value(app, &entity->fields[field], &record->values[field]);
    g_autofree char *shown = list_filter_shown(app, entity, column, words);
    table_add_filter(table, &(TableFilter){column, words, shown});
}

static guint within_day(App *app, const char *field, const char *iso, ListCondition *conditions)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    int day;
    if (!day_from_text(iso, &day))
        return 0;
    int64_t from = when_at(day, 0, zone), to = when_at(day + 1, 0, zone) - 1;
    conditions[0] = (ListCondition){field, FILTER_FROM, g_strdup_printf("%" G_GINT64_FORMAT, from)};
    conditions[1] = (ListCondition){field, FILTER_TO, g_strdup_printf("%" G_GINT64_FORMAT, to)};
    return 2;
}

guint list_filter_conditions(App *app, const Entity *entity, const TableFilter *filter,
                             ListCondition conditions[LIST_CONDITIONS_MAX])
{
    int field = column_field(entity, filter->column);
    const char *name = field < 0 ? NULL : entity->fields[field].name, *words = filter->value;
    if (!name)
        return 0;
    if (*words == '@')
        return within_day(app, name, words + 1, conditions);
    conditions[0] = *words == '=' ? (ListCondition){name, FILTER_IS, g_strdup(words + 1)}
                                  : (ListCondition){name, FILTER_EMPTY, NULL};
    return 1;
}
