/* From a query's rows to a figure's: docs/rules.md, "Figures". */
#include "figures_take.h"

#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "reference.h"
#include "rows.h"

static FigureRow *add_row(FigureTable *table, int64_t id, const char *label)
{
    FigureRow *row = g_new0(FigureRow, 1);
    row->id = id;
    row->label = g_strdup(label);
    g_ptr_array_add(table->rows, row);
    return row;
}

/* --- choices and people ----------------------------------------------------------------------- */

/* All of the list, in its order; deleted ones if there is a task that has them. */
bool take_statuses(FigureReading *reading, FigureTable *table, GError **error)
{
    GPtrArray *choices =
        reference_choices(reading->base, reading->actor->enterprise_id, &task_status_entity);
    g_autoptr(GHashTable) counted = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, NULL);
    for (guint i = 0; i < choices->len; i++) {
        const ChoiceRow *choice = choices->pdata[i];
        FigureRow *row = add_row(table, choice->id, choice_title(&task_status_entity, choice));
        g_hash_table_insert(counted, &row->id, row);
    }
    GError *failure = NULL;
    while (db_next(reading->rows, &failure)) {
        int64_t id = db_column_integer(reading->rows, 0);
        FigureRow *row = g_hash_table_lookup(counted, &id);
        if (!row)
            continue;
        row->values[0] = db_column_integer(reading->rows, 1);
        row->closed = db_column_integer(reading->rows, 2);
    }
    for (guint i = choices->len; i-- > 0;) {
        const FigureRow *row = table->rows->pdata[i];
        if (((const ChoiceRow *)choices->pdata[i])->archived && !row->values[0])
            g_ptr_array_remove_index(table->rows, i);
    }
    return rows_ended(failure, error);
}

bool take_employees(FigureReading *reading, FigureTable *table, GError **error)
{
    GError *failure = NULL;
    while (db_next(reading->rows, &failure)) {
        int64_t id = db_column_integer(reading->rows, 0);
        g_autofree char *name = rows_person(reading->rows, 3);
        FigureRow *row = add_row(table, id, id ? name : _("nobody"));
        row->values[0] = db_column_integer(reading->rows, 1);
        row->values[1] = db_column_integer(reading->rows, 2);
    }
    return rows_ended(failure, error);
}

/* --- days ------------------------------------------------------------------------------------- */

/* A row for each day of the period that has begun. */
void take_days(const FigureReading *reading, FigureTable *table)
{
    for (int day = reading->period.from; day <= MIN(reading->period.to, reading->today); day++) {
        g_autofree char *label = day_to_text(day);
        add_row(table, 0, label)->day = day;
    }
}

/* The row of the day in which an instant lies; NULL: none of the period. */
static FigureRow *row_at(const FigureReading *reading, const FigureTable *table, int64_t instant)
{
    if (instant < reading->from || instant >= reading->until)
        return NULL;
    guint index = (guint)(when_day(instant, reading->zone, NULL) - reading->period.from);
    return index < table->rows->len ? table->rows->pdata[index] : NULL;
}

bool take_flow(FigureReading *reading, FigureTable *table, GError **error)
{
    GError *failure = NULL;
    take_days(reading, table);
    while (db_next(reading->rows, &failure)) {
        for (int i = 0; i < FIGURE_MEASURES; i++) {
            bool is_there = db_column_type(reading->rows, i) != DB_NULL;
            FigureRow *row =
                is_there ? row_at(reading, table, db_column_integer(reading->rows, i)) : NULL;
            if (row)
                row->values[i]++;
        }
    }
    return rows_ended(failure, error);
}

/* --- times ------------------------------------------------------------------------------------ */

static int by_length(gconstpointer a, gconstpointer b)
{
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* Of int64_t, ascending. A clock that was put back makes no negative ones. */
static GArray *read_lengths(FigureReading *reading, GError **error)
{
    g_autoptr(GArray) lengths = g_array_new(FALSE, FALSE, sizeof(int64_t));
    GError *failure = NULL;
    while (db_next(reading->rows, &failure)) {
        int64_t length = MAX(db_column_integer(reading->rows, 0), 0);
        g_array_append_val(lengths, length);
    }
    g_array_sort(lengths, by_length);
    return rows_ended(failure, error) ? g_steal_pointer(&lengths) : NULL;
}

/* The shortest of the lengths than which so many of a hundred are not longer. */
static int64_t percentile(const GArray *lengths, guint percent)
{
    guint rank = (lengths->len * percent + 99) / 100;
    return rank ? g_array_index(lengths, int64_t, rank - 1) : 0;
}

bool take_times(FigureReading *reading, FigureTable *table, GError **error)
{
    g_autoptr(GArray) lengths = read_lengths(reading, error);
    if (!lengths)
        return false;
    add_row(table, 0, _("half of them"))->values[0] = percentile(lengths, 50) / WHEN_MINUTE;
    add_row(table, 0, _("nine of ten"))->values[0] = percentile(lengths, 90) / WHEN_MINUTE;
    return true;
}

bool take_spread(FigureReading *reading, FigureTable *table, GError **error)
{
    static const struct {
        const char *label;
        int64_t most;
    } bins[] = {
        {N_("an hour"), 60 * WHEN_MINUTE}, {N_("a day"), WHEN_DAY},
        {N_("3 days"), 3 * WHEN_DAY},      {N_("a week"), 7 * WHEN_DAY},
        {N_("30 days"), 30 * WHEN_DAY},    {N_("longer"), INT64_MAX},
    };
    g_autoptr(GArray) lengths = read_lengths(reading, error);
    guint counted = 0;
    for (gsize i = 0; lengths && i < G_N_ELEMENTS(bins); i++) {
        FigureRow *row = add_row(table, 0, _(bins[i].label));
        for (; counted < lengths->len && g_array_index(lengths, int64_t, counted) <= bins[i].most;
             counted++)
            row->values[0]++;
    }
    return lengths != NULL;
}
