/* The window of rows: what is loaded, what is asked for, where the cursor is. */
#include "tui/widgets/table_private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

TableRow *table_row_new(gint64 id, guint n_cells)
{
    TableRow *row = g_malloc0(sizeof *row + n_cells * sizeof(char *));
    row->id = id;
    row->n = n_cells;
    return row;
}

void table_row_set(TableRow *row, guint column, const char *text)
{
    g_free(row->cells[column]);
    row->cells[column] = g_strdup(text);
}

void table_row_free(TableRow *row)
{
    for (guint i = 0; row && i < row->n; i++)
        g_free(row->cells[i]);
    if (row)
        g_free(row->key);
    g_free(row);
}

static TableRow *row_at(const Table *table, guint index)
{
    return index < table->rows->len ? g_ptr_array_index(table->rows, index) : NULL;
}

const TableRow *table_row(const Table *table)
{
    return table_has_lens(table) ? table->lens.row(table->lens.data) : row_at(table, table->cursor);
}

gint64 table_id(const Table *table)
{
    const TableRow *row = table_row(table);
    return row ? row->id : 0;
}

/* --- asking ----------------------------------------------------------------------------------- */

static guint page_rows(const Table *table)
{
    return MAX(table->height, 20);
}

static void cancel(Table *table)
{
    if (table->pending && table->spec.source.cancel)
        table->spec.source.cancel(table->spec.source.data, table->serial);
    table->pending = false;
}

TableQuery table_query(Table *table)
{
    return (TableQuery){.table = table,
                        .serial = table->serial,
                        .seek = TABLE_FIRST,
                        .limit = 3 * page_rows(table),
                        .sort = table->sort,
                        .descending = table->descending,
                        .find = text_buffer_text(table->find),
                        .filters = (const TableFilter *)(void *)table->filters->data,
                        .n_filters = table->filters->len};
}

static void ask(Table *table, TableSeek seek, gint64 id, const char *key)
{
    bool beside = seek == TABLE_AFTER || seek == TABLE_BEFORE;
    if (beside && table->pending && table->in_place && table->seek == TABLE_AROUND)
        table->refresh_due = true;
    cancel(table);
    table->pending = true;
    table->seek = seek;
    table->serial++;
    TableQuery query = table_query(table);
    query.seek = seek;
    query.id = id;
    query.key = key;
    table->spec.source.fetch(table->spec.source.data, &query);
}

static void request(Table *table, TableSeek seek, gint64 id, const char *key)
{
    if (seek != TABLE_AFTER && seek != TABLE_BEFORE) {
        table->in_place = false;
        table->fresh = 0;
    }
    ask(table, seek, id, key);
}

static void request_beside(Table *table, TableSeek seek)
{
    const TableRow *row = row_at(table, seek == TABLE_AFTER ? table->rows->len - 1 : 0);
    if (row)
        request(table, seek, row->id, row->key);
}

/* Asks for the rows that will be wanted next, before they are. */
static void read_ahead(Table *table)
{
    guint page = page_rows(table);
    if (table->pending || table->rows->len == 0)
        return;
    if (!table->at_end && table->cursor + 2 * page > table->rows->len)
        request_beside(table, TABLE_AFTER);
    else if (!table->at_start && table->cursor < page)
        request_beside(table, TABLE_BEFORE);
}

void table_rows_move(Table *table, gint64 by)
{
    gint64 last = (gint64)table->rows->len - 1;
    gint64 target = (gint64)table->cursor + table->wish + by;
    if (last < 0)
        return;
    guint before = table->cursor;
    table->cursor = (guint)CLAMP(target, 0, last);
    if (ABS(by) >= (gint64)table->height) /* a page takes what is shown along */
        table->top = (guint)MAX(0, (gint64)table->top + table->cursor - before);
    gint64 rest = target - table->cursor;
    bool more = rest > 0 ? !table->at_end : rest < 0 && !table->at_start;
    table->wish = more ? rest : 0;
    bool on_its_way = table->pending && table->seek == (rest > 0 ? TABLE_AFTER : TABLE_BEFORE);
    if (more && !on_its_way)
        request_beside(table, rest > 0 ? TABLE_AFTER : TABLE_BEFORE);
    else
        read_ahead(table);
}

void table_rows_first(Table *table)
{
    table->wish = 0;
    if (table->at_start)
        table->cursor = table->top = 0;
    else
        request(table, TABLE_FIRST, 0, NULL);
}

void table_rows_last(Table *table)
{
    table->wish = 0;
    if (table->at_end)
        table->cursor = table->rows->len ? table->rows->len - 1 : 0;
    else
        request(table, TABLE_LAST, 0, NULL);
}

void table_rows_restart(Table *table)
{
    table->wish = 0;
    table->total = -1;
    table_marks_follow_search(table);
    table_ahead_forget(table);
    table->awaited = true;
    table->sought = table_has_lens(table) || table->loaded || table->pending;
    if (table_has_lens(table))
        table_lens_read(table, false);
    else if (table->loaded || table->pending)
        request(table, TABLE_FIRST, 0, NULL);
    ui_repaint(table->view.ui);
}

/* Waits with the first read until the height is known, that is until the first paint. */
void table_rows_start(Table *table)
{
    if (!table->loaded && !table->pending && !table->error)
        request(table, TABLE_FIRST, 0, NULL);
}

void table_reload(Table *table)
{
    const TableRow *row = table_row(table);
    g_clear_pointer(&table->error, g_free);
    if (table_has_lens(table))
        table_lens_read(table, true);
    else if (row && !table->awaited)
        request(table, TABLE_AROUND, row->id, row->key);
    else
        request(table, TABLE_FIRST, 0, NULL);
}

void table_refresh(Table *table)
{
    const TableRow *row = table_row(table);
    if (table_has_lens(table)) {
        table_lens_read(table, true);
        return;
    }
    table->refresh_due = table->pending;
    if (!row && table->loaded)
        table_reload(table);
    if (table->pending || !row)
        return;
    table->in_place = true;
    ask(table, TABLE_AROUND, row->id, row->key);
}

void table_go_to(Table *table, gint64 id, const char *key)
{
    if (table_has_lens(table)) {
        table->lens.go_to(table->lens.data, id);
        table_lens_read(table, true);
        return;
    }
    table->target = id;
    request(table, TABLE_AROUND, id, key);
}

/* --- answers ---------------------------------------------------------------------------------- */

static gint64 find_row(const GPtrArray *rows, gint64 id)
{
    for (guint i = 0; i < rows->len; i++)
        if (((const TableRow *)g_ptr_array_index(rows, i))->id == id)
            return i;
    return -1;
}

static void swap_row(GPtrArray *rows, gint64 at, GPtrArray *others, gint64 other)
{
    gpointer kept = rows->pdata[at];
    rows->pdata[at] = others->pdata[other];
    others->pdata[other] = kept;
}

/* What others made of the rows that are shown: changed ones in their place, gone ones grey. None
 * comes in between and none moves; F5 does that. */
static void update_rows(Table *table, TablePage *page)
{
    for (guint i = 0; i < table->rows->len; i++) {
        TableRow *row = row_at(table, i);
        gint64 at = find_row(page->rows, row->id);
        if (at >= 0) {
            swap_row(table->rows, i, page->rows, at);
        } else if (i >= table->top && i < table->top + table->height) {
            row->style = STYLE_CLOSED;
            row->mark = "×";
        }
    }
    g_ptr_array_unref(page->rows);
}

/* Another window; the cursor stays on its record and on its line of the screen. */
static void replace_rows(Table *table, TablePage *page)
{
    gint64 id = table->target ? table->target : table_id(table), at = -1;
    guint line = table->cursor - MIN(table->top, table->cursor);
    table->target = 0;
    if (table->seek == TABLE_AROUND) {
        at = find_row(page->rows, id);
        if (at < 0)
            at = page->anchor;
    } else if (table->seek == TABLE_LAST) {
        at = (gint64)page->rows->len - 1;
        line = G_MAXUINT / 2;
    }
    g_ptr_array_unref(table->rows);
    table->rows = page->rows;
    table->cursor = (guint)CLAMP(at, 0, MAX(0, (gint64)page->rows->len - 1));
    table->top = table->cursor - MIN(line, table->cursor);
    table->at_start = page->at_start;
    table->at_end = page->at_end;
    table->position = page->at_start ? 0 : page->position;
    if (table->position < 0 && page->at_end && table->total >= 0)
        table->position = MAX(0, table->total - (gint64)page->rows->len);
}

static void take_rows(GPtrArray *to, GPtrArray *from, gint index)
{
    guint n = from->len;
    for (guint i = 0; i < n; i++)
        g_ptr_array_insert(to, index < 0 ? -1 : index + (gint)i, g_ptr_array_index(from, i));
    g_ptr_array_set_free_func(from, NULL);
    g_ptr_array_unref(from);
}

/* Rows far behind the cursor are let go: the window never grows without end. */
static void trim(Table *table, bool front)
{
    guint most = 12 * page_rows(table);
    if (table->rows->len <= most)
        return;
    guint extra = table->rows->len - most;
    if (front) {
        extra = MIN(extra, table->top);
        g_ptr_array_remove_range(table->rows, 0, extra);
        table->cursor -= extra;
        table->top -= extra;
        table->position += table->position >= 0 ? extra : 0;
        table->at_start = table->at_start && extra == 0;
    } else if (table->cursor + page_rows(table) < most) {
        g_ptr_array_remove_range(table->rows, most, extra);
        table->at_end = false;
    }
}

static void append_rows(Table *table, TablePage *page)
{
    take_rows(table->rows, page->rows, -1);
    table->at_end = page->at_end;
    trim(table, true);
}

static void prepend_rows(Table *table, TablePage *page)
{
    guint n = page->rows->len;
    take_rows(table->rows, page->rows, 0);
    table->cursor += n;
    table->top += n;
    table->at_start = page->at_start;
    table->position = table->at_start ? 0 : table->position >= n ? table->position - n : -1;
    trim(table, false);
}

static void tell_swapped(Table *table)
{
    g_autofree char *text =
        g_strdup_printf(_("Nothing was found for “%s” as typed; this is what it gives in the other "
                          "keyboard layout."),
                        text_buffer_text(table->find));
    ui_toast(table->view.ui, text);
}

void table_deliver(Table *table, guint serial, TablePage *page)
{
    g_ptr_array_set_free_func(page->rows, (GDestroyNotify)table_row_free);
    if (!table->pending || serial != table->serial) {
        g_ptr_array_unref(page->rows);
        return;
    }
    table->pending = table->awaited = table->sought = false;
    table->loaded = true;
    table->generation++;
    table->details_id = 0; /* the same record may say something else now */
    g_clear_pointer(&table->error, g_free);
    ui_repaint(table->view.ui);
    if (page->swapped && table->seek == TABLE_FIRST)
        tell_swapped(table);
    if (table->seek == TABLE_AFTER)
        append_rows(table, page);
    else if (table->seek == TABLE_BEFORE)
        prepend_rows(table, page);
    else if (table->in_place)
        update_rows(table, page);
    else
        replace_rows(table, page);
    if (table->refresh_due)
        table_refresh(table);
    gint64 wish = table->wish;
    table->wish = 0;
    if (wish)
        table_rows_move(table, wish);
    table_ahead_come(table);
}

void table_fail(Table *table, guint serial, const char *message)
{
    if (!table->pending || serial != table->serial)
        return;
    table->pending = table->awaited = table->sought = false;
    table->wish = 0;
    table_ahead_forget(table);
    g_free(table->error);
    table->error = g_strdup(message);
    ui_toast_error(table->view.ui, message);
}

void table_set_total(Table *table, gint64 total, bool approximate)
{
    bool counted_before = table->total >= 0 && !table->total_approximate && !approximate;
    if (counted_before && table->in_place)
        table->fresh = MAX(0, table->fresh + total - table->total);
    table->total = total;
    table->total_approximate = approximate;
    ui_repaint(table->view.ui);
}
