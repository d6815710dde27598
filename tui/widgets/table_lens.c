/* A table that shows its rows otherwise than as a list. */
#include "tui/widgets/table_private.h"

bool table_has_lens(const Table *table)
{
    return table->lens.draw != NULL;
}

void table_lens_end(Table *table)
{
    if (table->lens.free_data)
        table->lens.free_data(table->lens.data);
    table->lens = (TableLens){0};
}

/* Nothing of what stands on the screen is the list's. */
static void draw_anew(Table *table)
{
    table->generation++;
    table->details_drawn = false;
    ui_repaint(table->view.ui);
}

static void back_to_list(Table *table)
{
    gint64 id = table_id(table);
    table_lens_end(table);
    table->awaited = true;
    if (id && !table->sought)
        table_go_to(table, id, NULL);
    else
        table_reload(table);
}

void table_set_lens(Table *table, const TableLens *lens)
{
    table->view.contexts &= ~table->lens.contexts;
    table_ahead_forget(table);
    if (lens) {
        table_lens_end(table);
        table->lens = *lens;
        table->serial++; /* what the list still waits for is worth nothing now */
        table->view.contexts |= lens->contexts;
        table->awaited = true;
        table_lens_read(table, false);
    } else if (table_has_lens(table)) {
        back_to_list(table);
    }
    draw_anew(table);
}

void table_lens_read(Table *table, bool same)
{
    table->pending = true;
    table->loaded = table->loaded && same;
    table->lens.read(table->lens.data, same);
}

void table_lens_done(Table *table, const char *error)
{
    table->pending = table->awaited = table->sought = false;
    table->loaded = true;
    g_free(table->error);
    table->error = g_strdup(error);
    if (error)
        ui_toast_error(table->view.ui, error);
    ui_repaint(table->view.ui);
    if (error)
        table_ahead_forget(table);
    table_ahead_come(table);
}

void table_lens_draw(Table *table, const Canvas *canvas)
{
    int below = table->finding ? 1 : 0;
    Canvas body = canvas_part(canvas, (Rect){0, 0, canvas->area.h - below, canvas->area.w});
    draw_clear(&body, STYLE_TEXT);
    table->lens.draw(table->lens.data, &body);
    if (below)
        table_draw_find(table, canvas);
}

bool table_is_focused(const Table *table)
{
    return table->view.focused;
}
