/* Tasks as rows of a table. */
#include "core/record.h"
#include "core/recurrence.h"
#include "core/task_file.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>

const TaskColumn task_file_columns[] = {
    {CELL_NUMBER, "id", 8},
    {CELL_TEXT, "subject", 40},
    {CELL_DAY, "due_on", 11},
    {CELL_TEXT, "due_minute", 7},
    {CELL_TEXT, "type_id", 14},
    {CELL_TEXT, "status_id", 16},
    {CELL_TEXT, "priority_id", 14},
    {CELL_TEXT, "assignee_id", 24},
    {CELL_TEXT, "client_id", 24},
    {CELL_TEXT, "description", 40},
    {CELL_DAY, "snoozed_until", 11},
    {CELL_TEXT, "recurrence", 20},
    {CELL_TEXT, "created_by", 24},
    {CELL_INSTANT, "created_at", 17},
    {CELL_INSTANT, "updated_at", 17},
    {CELL_INSTANT, "closed_at", 17},
    {CELL_TEXT, NULL, 0},
};

const char *task_column_label(const TaskColumn *column)
{
    int field = entity_field(&task_entity, column->name);
    return field < 0 ? "№" : _(task_entity.fields[field].label);
}

static char *show_rule(const char *rule)
{
    Recurrence recurrence;
    return *rule && recurrence_parse(rule, &recurrence, NULL) ? recurrence_words(&recurrence)
                                                              : g_strdup("");
}

/* NULL: this column is none of those. */
static const char *text_of(const TaskRow *row, const TaskColumn *column)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"subject", row->subject},         {"type_id", row->type},
                 {"status_id", row->status},        {"priority_id", row->priority},
                 {"assignee_id", row->assignee},    {"client_id", row->client},
                 {"description", row->description}, {"created_by", row->author}};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_str_equal(texts[i].name, column->name))
            return texts[i].text;
    return NULL;
}

static int64_t instant_of(const TaskRow *row, const TaskColumn *column)
{
    if (g_str_equal(column->name, "created_at"))
        return row->created_at;
    return g_str_equal(column->name, "updated_at") ? row->updated_at : row->closed_at;
}

bool task_cell_when(const TaskRow *row, const TaskColumn *column, GTimeZone *zone, int *day,
                    int *minute)
{
    *minute = -1;
    if (column->kind == CELL_DAY) {
        *day = g_str_equal(column->name, "due_on") ? row->due_day : row->snoozed_day;
        return *day != TASK_NO_DAY;
    }
    int64_t at = instant_of(row, column);
    *day = when_day(at, zone, minute);
    return at != 0;
}

static char *show_when(const TaskRow *row, const TaskColumn *column, GTimeZone *zone)
{
    int day, minute;
    if (!task_cell_when(row, column, zone, &day, &minute))
        return g_strdup("");
    g_autofree char *date = day_to_text(day);
    g_autofree char *time = minute < 0 ? NULL : clock_show(minute);
    return g_strjoin(" ", date, time, NULL);
}

char *task_cell(const TaskRow *row, const TaskColumn *column, GTimeZone *zone)
{
    const char *text = text_of(row, column);
    if (text)
        return g_strdup(text);
    if (column->kind == CELL_NUMBER)
        return g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    if (column->kind == CELL_DAY || column->kind == CELL_INSTANT)
        return show_when(row, column, zone);
    if (g_str_equal(column->name, "due_minute"))
        return row->due_minute < 0 ? g_strdup("") : clock_show(row->due_minute);
    return show_rule(row->recurrence);
}
