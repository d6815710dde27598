#include "tui/screens/task_filters.h"

#include "tui/screens/list_filter.h"

static const struct {
    ActionId id;
    const char *column, *words; /* as list_filter.h has them */
} presets[] = {
    {ACT_MINE, "assignee", FILTER_WORDS_ME}, {ACT_UNASSIGNED, "assignee", FILTER_WORDS_NOBODY},
    {ACT_DUE_TODAY, "due", "[@0..@0"},       {ACT_OVERDUE, "due", FILTER_WORDS_LATE},
    {ACT_SNOOZED, "snoozed", "[@1.."},
};

static int preset_of(ActionId id)
{
    for (guint i = 0; i < G_N_ELEMENTS(presets); i++)
        if (presets[i].id == id)
            return (int)i;
    return -1;
}

bool task_filter_is(ActionId id)
{
    return preset_of(id) >= 0;
}

static bool is_set(const Table *table, const char *column, const char *words)
{
    guint n;
    const TableFilter *filters = table_filters(table, &n);
    for (guint i = 0; i < n; i++)
        if (g_str_equal(filters[i].column, column))
            return g_str_equal(filters[i].value, words);
    return false;
}

void task_filter_toggle(App *app, Table *table, ActionId id)
{
    int i = preset_of(id);
    bool on = is_set(table, presets[i].column, presets[i].words);
    list_filter_set(app, &task_entity, table, presets[i].column, on ? NULL : presets[i].words);
}
