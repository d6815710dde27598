/* How the table looks: header, rows, search line, details. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/line_edit.h"
#include "tui/widgets/table_private.h"

typedef struct {
    const TableColumn *columns[TABLE_COLUMNS_MAX];
    int widths[TABLE_COLUMNS_MAX];
    guint n;
} Fit;

/* Moves the columns so that the cursor's can be seen. */
static void fit_columns(Table *table, int room, Fit *fit)
{
    fit->n = table_shown_columns(table, fit->columns);
    table->column = MIN(table->column, fit->n ? fit->n - 1 : 0);
    if (table->column < table->first_column)
        table->first_column = table->column;
    table->first_column = MAX(table->first_column, 1);
    for (;; table->first_column++) {
        table_fit_columns(fit->columns, fit->n, room - GUTTER, table->first_column, fit->widths);
        if (!fit->n || fit->widths[table->column] || table->first_column >= table->column)
            return;
    }
}

static void draw_header(const Table *table, const Canvas *canvas, const Fit *fit)
{
    int x = GUTTER;
    draw_fill(canvas, (Rect){0, 0, 1, canvas->area.w}, STYLE_HEADER);
    for (guint i = 0; i < fit->n; i++) {
        const TableColumn *column = fit->columns[i];
        if (!fit->widths[i])
            continue;
        bool sorted = g_strcmp0(table->sort, column->name) == 0;
        bool active = i == table->column && table->view.focused;
        g_autofree char *title = g_strconcat(_(column->title),
                                             !sorted             ? ""
                                             : table->descending ? "▼"
                                                                 : "▲",
                                             NULL);
        draw_cell(canvas, 0, x, fit->widths[i], active ? STYLE_HEADER_ACTIVE : STYLE_HEADER,
                  column->align, title);
        x += fit->widths[i] + 1;
    }
}

/* "▲ 5 new — F5", over the right end of the header. */
static void draw_fresh(const Table *table, const Canvas *canvas)
{
    if (!table->fresh)
        return;
    g_autofree char *text = g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE, "▲ %d new — F5", "▲ %d new — F5", (gulong)table->fresh),
        (int)table->fresh);
    int width = text_width(text) + 2;
    draw_cell(canvas, 0, canvas->area.w - width, width, STYLE_CHIP, ALIGN_CENTRE, text);
}

static Style row_style(const Table *table, const TableRow *row, bool current)
{
    bool marked = table_is_marked(table, row->id);
    if (current && table->view.focused)
        return marked ? STYLE_SELECTED_MARKED : STYLE_SELECTED;
    if (current)
        return STYLE_SELECTED_IDLE;
    return marked ? STYLE_MARKED : row->style;
}

static void draw_row(const Table *table, const Canvas *canvas, int y, guint index, Style style,
                     const Fit *fit)
{
    const TableRow *row = g_ptr_array_index(table->rows, index);
    int x = GUTTER;
    draw_fill(canvas, (Rect){y, 0, 1, canvas->area.w}, style);
    if (table_is_marked(table, row->id))
        draw_text(canvas, y, 0, style, "✓");
    if (row->mark)
        draw_text(canvas, y, 1, style, row->mark);
    for (guint i = 0; i < fit->n; i++) {
        guint cell = table_column_index(table, fit->columns[i]);
        const char *text = cell < row->n ? row->cells[cell] : NULL;
        if (fit->widths[i] && text && *text)
            draw_cell(canvas, y, x, fit->widths[i], style, fit->columns[i]->align, text);
        x += fit->widths[i] ? fit->widths[i] + 1 : 0;
    }
}

/* Draws line `y` if it shows something else than at the last paint. */
static void draw_line(Table *table, const Canvas *canvas, guint y, const Fit *fit)
{
    DrawnLine *drawn = &g_array_index(table->drawn, DrawnLine, y);
    guint index = table->top + y;
    bool row = index < table->rows->len;
    DrawnLine wanted = {.generation = table->generation, .row = row ? index + 1 : 0};
    if (row)
        wanted.style =
            row_style(table, g_ptr_array_index(table->rows, index), index == table->cursor);
    if (drawn->generation == wanted.generation && drawn->row == wanted.row &&
        drawn->style == wanted.style)
        return;
    *drawn = wanted;
    if (row)
        draw_row(table, canvas, (int)y + 1, index, wanted.style, fit);
    else
        draw_fill(canvas, (Rect){(int)y + 1, 0, 1, canvas->area.w}, STYLE_TEXT);
}

/* Forgets what is drawn when the columns stand elsewhere or the canvas was emptied. */
static void check_drawn(Table *table, const Canvas *canvas, const Fit *fit)
{
    gsize size = sizeof fit->widths[0] * fit->n;
    bool same = !canvas->fresh && table->drawn->len == table->height &&
                memcmp(table->drawn_widths, fit->widths, size) == 0;
    if (same)
        return;
    memcpy(table->drawn_widths, fit->widths, size);
    g_array_set_size(table->drawn, table->height);
    table->generation++;
}

/* What stands where there are no rows. */
void table_draw_empty(const Table *table, const Canvas *canvas)
{
    bool narrowed = table_is_filtered(table) || text_buffer_length(table->find);
    const char *text = table->error     ? table->error
                       : !table->loaded ? _("Loading…")
                       : narrowed       ? _("Nothing found. Esc shows all again.")
                                        : table->empty;
    int width = MIN(canvas->area.w - 4, 60);
    if (!text || width < 10)
        return;
    g_auto(GStrv) lines = text_wrap(text, width);
    int y = MAX(2, ((int)canvas->area.h - (int)g_strv_length(lines)) / 3), widest = 0;
    for (char **line = lines; *line; line++)
        widest = MAX(widest, text_width(*line));
    int x = (canvas->area.w - widest) / 2;
    draw_fill(canvas, (Rect){y - 1, x - 1, (int)g_strv_length(lines) + 2, widest + 2}, STYLE_TEXT);
    for (char **line = lines; *line; line++)
        draw_text(canvas, y++, x, STYLE_TEXT, *line);
}

void table_draw_find(Table *table, const Canvas *canvas)
{
    int y = canvas->area.h - 1;
    draw_fill(canvas, (Rect){y, 0, 1, canvas->area.w}, STYLE_STATUS);
    int x = 2 + draw_text(canvas, y, 1, STYLE_STATUS, _("Find:"));
    line_edit_draw(canvas, y, x, canvas->area.w - x - 1, table->find, &table->find_scroll,
                   STYLE_FIELD_ACTIVE, table->view.focused, false);
}

/* At an edge the page moves on by half of itself: a scroll by one row would send every row of the
 * screen again, for each key. */
static void scroll_to_cursor(Table *table)
{
    guint height = MAX(table->height, 1), n = table->rows->len;
    if (table->cursor < table->top)
        table->top = table->cursor + 1 < table->top
                         ? table->cursor
                         : table->cursor - MIN(height / 2, table->cursor);
    else if (table->cursor == table->top + height)
        table->top = table->cursor - height / 2;
    else if (table->cursor > table->top + height)
        table->top = table->cursor - height + 1;
    if (table->top + height > n)
        table->top = n > height ? n - height : 0;
}

static void draw_edge(Table *table, const Canvas *canvas)
{
    int x = canvas->area.w - 1;
    if (!canvas->fresh)
        draw_fill(canvas, (Rect){1, x, (int)table->height, 1}, STYLE_TEXT);
    if (table->total > 0 && table->position >= 0)
        draw_scrollbar(canvas, 1, x, (int)table->height, table->position + table->top,
                       table->height, table->total, STYLE_TEXT);
}

static void draw_rows(Table *table, const Canvas *canvas)
{
    Fit fit;
    int bottom = table->finding ? 1 : 0;
    table->height = (guint)MAX(1, canvas->area.h - 1 - bottom);
    table_rows_start(table);
    scroll_to_cursor(table);
    fit_columns(table, canvas->area.w - 1, &fit);
    draw_header(table, canvas, &fit);
    draw_fresh(table, canvas);
    if (table->rows->len == 0)
        table->generation++;
    check_drawn(table, canvas, &fit);
    Canvas inside = canvas_part(canvas, (Rect){0, 0, canvas->area.h, canvas->area.w - 1});
    for (guint y = 0; y < table->height; y++)
        draw_line(table, &inside, y, &fit);
    draw_edge(table, canvas);
    if (table->rows->len == 0)
        table_draw_empty(table, canvas);
    if (table->finding)
        table_draw_find(table, canvas);
}

static void read_details(Table *table)
{
    const TableRow *row = table_row(table);
    g_free(table->details);
    table->details_drawn = false;
    table->details = row ? table->spec.details(table->spec.data, row) : NULL;
    table->details_id = table_id(table);
}

static void on_rest(gpointer data)
{
    Table *table = data;
    table->details_timer = 0;
    read_details(table);
    ui_repaint(table->view.ui);
}

/* A person who holds an arrow down looks at the rows, not at the pane: it costs nothing then. */
static void follow_cursor(Table *table)
{
    Loop *loop = ui_loop(table->view.ui);
    if (table->details_id == table_id(table))
        return;
    if (!table->details) {
        read_details(table);
        return;
    }
    loop_cancel(loop, table->details_timer);
    table->details_timer = loop_timer(loop, DETAILS_MS, false, on_rest, table);
}

/* Lines "label\tvalue"; a line without a tab is a paragraph. */
static void draw_details(Table *table, const Canvas *canvas)
{
    g_auto(GStrv) lines = g_strsplit(table->details ? table->details : "", "\n", -1);
    int y = 1;
    for (char **line = lines; *line && y < canvas->area.h; line++) {
        char *tab = strchr(*line, '\t');
        if (tab)
            *tab = '\0';
        int x = tab ? 2 + draw_text(canvas, y, 1, STYLE_LABEL, *line) : 1;
        const char *value = tab ? tab + 1 : *line;
        y +=
            MAX(1, draw_paragraph(canvas, y, x, MAX(4, canvas->area.w - x - 1), STYLE_TEXT, value));
    }
}

/* What is left of so many columns to the rows. */
static int rows_width(const Table *table, int width)
{
    bool beside = table->spec.details && width >= DETAILS_FROM;
    return beside ? width - 1 - MIN(width / 3, DETAILS_MOST) : width;
}

void table_draw(View *view, const Canvas *canvas)
{
    Table *table = table_of(view);
    int w = canvas->area.w, h = canvas->area.h;
    if (table_has_lens(table)) {
        table_lens_draw(table, canvas);
        return;
    }
    int left = rows_width(table, w);
    if (left == w) {
        draw_rows(table, canvas);
        return;
    }
    Canvas rows = canvas_part(canvas, (Rect){0, 0, h, left});
    Canvas details = canvas_part(canvas, (Rect){0, left + 1, h, w - left - 1});
    draw_rows(table, &rows);
    follow_cursor(table);
    if (!canvas->fresh && table->details_drawn)
        return;
    table->details_drawn = true;
    draw_vline(canvas, 0, left, h, STYLE_TEXT);
    draw_clear(&details, STYLE_TEXT);
    draw_details(table, &details);
}

const TableColumn *table_column_at(Table *table, int x)
{
    Fit fit;
    int at = GUTTER;
    fit_columns(table, rows_width(table, table->view.place.w) - 1, &fit);
    for (guint i = 0; i < fit.n; i++) {
        if (fit.widths[i] && x >= at && x < at + fit.widths[i])
            return fit.columns[i];
        at += fit.widths[i] ? fit.widths[i] + 1 : 0;
    }
    return NULL;
}
