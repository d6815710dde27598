/* Figures as a file for spreadsheets. */
#include "core/csv.h"
#include "core/figures.h"

static void append_row(GString *csv, const Figure *figure, const FigureRow *row)
{
    for (int i = 0; i < FIGURE_MEASURES && figure->measures[i].name; i++) {
        g_string_append_printf(csv, "%s,", figure->name);
        csv_append_cell(csv, row->label);
        g_string_append_printf(csv, ",%s,%" G_GINT64_FORMAT "\r\n", figure->measures[i].name,
                               row->values[i]);
    }
}

char *figures_csv(const GPtrArray *tables)
{
    GString *csv = g_string_new("figure,row,measure,value\r\n");
    for (guint i = 0; i < tables->len; i++) {
        const FigureTable *table = tables->pdata[i];
        for (guint j = 0; j < table->rows->len; j++)
            append_row(csv, table->figure, table->rows->pdata[j]);
    }
    return g_string_free(csv, FALSE);
}
