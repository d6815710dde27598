/* The table as a view: keys, clicks, search, filters. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/line_edit.h"
#include "tui/widgets/table_private.h"

/* --- search ----------------------------------------------------------------------------------- */

static Result find_key(Table *table, const Key *key)
{
    if (key->sym == K_ESC) {
        table->finding = false;
        table_set_find(table, "");
        return RESULT_REPAINT;
    }
    if (key->sym == K_ENTER || key->sym == K_TAB) {
        table->finding = false;
        return RESULT_REPAINT;
    }
    guint revision = text_buffer_revision(table->find);
    Result result = line_edit_key(table->find, key, NULL);
    if (revision != text_buffer_revision(table->find))
        table_rows_restart(table);
    return result;
}

void table_set_find(Table *table, const char *text)
{
    if (strcmp(text_buffer_text(table->find), text) == 0)
        return;
    text_buffer_set(table->find, text);
    table_rows_restart(table);
    table->sought = *text; /* without a search what it has found is there all the same */
}

bool table_is_sought(const Table *table)
{
    return table->sought;
}

const char *table_find(const Table *table)
{
    return text_buffer_text(table->find);
}

/* One step back a press: the search, the filters, the marks. Then nothing is left to take back. */
static Result step_back(Table *table)
{
    table_ahead_forget(table);
    if (text_buffer_length(table->find)) {
        table_set_find(table, "");
        return RESULT_REPAINT;
    }
    if (table_is_filtered(table)) {
        table_filters_back(table);
        return RESULT_REPAINT;
    }
    if (table_has_marks(table)) {
        table_unmark(table);
        return RESULT_REPAINT;
    }
    bool taken = table->spec.back && table->spec.back(table->spec.data, table);
    return taken ? RESULT_REPAINT : RESULT_IGNORED;
}

/* --- keys ------------------------------------------------------------------------------------- */

/* What can be done is only known once the rows are there: of a key that is kept nothing is asked
 * now. */
static Result key_table(View *view, const Key *key)
{
    Table *table = table_of(view);
    if (key->sym == K_PASTE && table->spec.search) {
        table_ahead_give_up(table);
        table->finding = true;
        return find_key(table, key);
    }
    if (table->finding)
        return find_key(table, key);
    const Action *action = action_for_key(key, view->contexts);
    return action && table_ahead_keep(table, action) ? RESULT_HANDLED : RESULT_IGNORED;
}

static Result move_column(Table *table, int by)
{
    const TableColumn *shown[TABLE_COLUMNS_MAX];
    int last = (int)table_shown_columns(table, shown) - 1;
    table->column = (guint)CLAMP((int)table->column + by, 0, MAX(last, 0));
    return RESULT_REPAINT;
}

static Result move_rows(Table *table, ActionId id)
{
    gint64 page = table->height;
    if (id == ACT_FIRST)
        table_rows_first(table);
    else if (id == ACT_LAST)
        table_rows_last(table);
    else if (id == ACT_UP || id == ACT_DOWN)
        table_rows_move(table, id == ACT_UP ? -1 : 1);
    else
        table_rows_move(table, id == ACT_PAGE_UP ? -page : page);
    return RESULT_REPAINT;
}

static Result mark(Table *table, ActionId id)
{
    if (id == ACT_MARK)
        table_mark_cursor(table);
    else if (id == ACT_MARK_INVERT)
        table_mark_invert(table);
    else if (id == ACT_MARK_ALL)
        table_mark_all(table);
    else
        table_unmark(table);
    return RESULT_REPAINT;
}

/* The row as text, its columns apart by tabs: what a spreadsheet takes. */
static Result copy_row(Table *table)
{
    const TableRow *row = table_row(table);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; row && i < row->n; i++)
        g_string_append_printf(text, "%s%s", i ? "\t" : "", row->cells[i] ? row->cells[i] : "");
    term_copy(ui_term(table->view.ui), text->str);
    ui_toast(table->view.ui, _("The row was copied."));
    return RESULT_HANDLED;
}

static Result act_itself(Table *table, const Action *action)
{
    switch ((int)action->id) {
    case ACT_UP:
    case ACT_DOWN:
    case ACT_PAGE_UP:
    case ACT_PAGE_DOWN:
    case ACT_FIRST:
    case ACT_LAST:
        return move_rows(table, action->id);
    case ACT_LEFT:
    case ACT_RIGHT:
        return move_column(table, action->id == ACT_LEFT ? -1 : 1);
    case ACT_MARK:
    case ACT_MARK_INVERT:
    case ACT_MARK_ALL:
    case ACT_MARK_NONE:
        return mark(table, action->id);
    case ACT_FIND:
        table_ahead_give_up(table);
        table->finding = true;
        return RESULT_REPAINT;
    case ACT_FILTER:
        return table_filter_by_cell(table);
    case ACT_SORT:
        ui_push(table->view.ui, table_columns_dialog(table));
        return RESULT_REPAINT;
    case ACT_REFRESH:
        table_reload(table);
        return RESULT_REPAINT;
    case ACT_COPY:
        return copy_row(table);
    case ACT_BACK:
        return step_back(table);
    default:
        return RESULT_IGNORED;
    }
}

static Result act_table(View *view, const Action *action)
{
    Table *table = table_of(view);
    Result result = RESULT_IGNORED;
    if (table_ahead_keep(table, action))
        return RESULT_HANDLED;
    if (table_has_lens(table))
        result = table->lens.act(table->lens.data, action);
    if (result == RESULT_IGNORED && table->spec.act)
        result = table->spec.act(table->spec.data, table, action);
    return result == RESULT_IGNORED ? act_itself(table, action) : result;
}

static bool is_screens_own(const Table *table, ActionId id)
{
    for (const ActionId *own = table->spec.actions; own && *own; own++)
        if (*own == id)
            return true;
    return false;
}

/* Actions of lists which only a screen can carry out; and all of the screens' own contexts. */
static bool needs_screen(const Action *action)
{
    return action->id == ACT_OPEN || action->id == ACT_EDIT || action->id == ACT_NEW ||
           action->id == ACT_DELETE || action->id == ACT_UNDO || action->id >= ACT_SCREEN;
}

static Offer offer_table(View *view, const Action *action, const char **reason)
{
    Table *table = table_of(view);
    bool marks = action->id == ACT_MARK || action->id == ACT_MARK_ALL ||
                 action->id == ACT_MARK_INVERT || action->id == ACT_MARK_NONE;
    if ((marks && !table->spec.marks) || (action->id == ACT_FIND && !table->spec.search) ||
        (action->id == ACT_FILTER && !table_has_filters(table)))
        return OFFER_NO;
    if (table_has_lens(table)) {
        Offer offer = table->lens.offer(table->lens.data, action, reason);
        if (offer != OFFER_YES || action->contexts & table->lens.contexts)
            return offer;
    }
    if (!is_screens_own(table, action->id))
        return needs_screen(action) ? OFFER_NO : OFFER_YES;
    return table->spec.offer ? table->spec.offer(table->spec.data, table, action, reason)
                             : OFFER_YES;
}

/* --- the mouse -------------------------------------------------------------------------------- */

static Result open_row(Table *table)
{
    const Action *open = action_find(ACT_OPEN, CTX_LIST);
    if (is_screens_own(table, ACT_OPEN))
        ui_perform(table->view.ui, open);
    return RESULT_REPAINT;
}

static Result mouse_table(View *view, const Mouse *mouse)
{
    Table *table = table_of(view);
    if (table->awaited) /* what is pointed at is about to go */
        return RESULT_HANDLED;
    if (table_has_lens(table))
        return table->lens.mouse(table->lens.data, mouse);
    int y = mouse->y - view->place.y - 1, x = mouse->x - view->place.x;
    bool press = mouse->kind == MOUSE_PRESS || mouse->kind == MOUSE_DOUBLE;
    if (mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN) {
        table_rows_move(table, mouse->kind == MOUSE_WHEEL_UP ? -3 : 3);
        return RESULT_REPAINT;
    }
    const TableColumn *column = table_column_at(table, x);
    if (y < 0 && press && column) {
        table_sort_by(table, column->name);
        return RESULT_REPAINT;
    }
    bool on_row = y >= 0 && y < (int)table->height && table->top + (guint)y < table->rows->len;
    if (!on_row || mouse->kind == MOUSE_RELEASE)
        return RESULT_IGNORED;
    table->cursor = table->top + (guint)y;
    ui_repaint(view->ui);
    if (mouse->kind == MOUSE_DOUBLE)
        return open_row(table);
    return mouse->kind == MOUSE_RIGHT ? RESULT_IGNORED : RESULT_REPAINT;
}

/* --- what the frame shows --------------------------------------------------------------------- */

static char *title_table(View *view)
{
    const Table *table = table_of(view);
    return table->spec.retitle ? table->spec.retitle(table->spec.data, table)
                               : g_strdup(table->title);
}

/* Adds a part, apart from the one before it. */
static void append_part(GString *text, const char *apart, const char *part)
{
    g_string_append_printf(text, "%s%s", text->len ? apart : "", part);
}

static void append_number(GString *text, const char *apart, const char *before, gint64 n)
{
    g_autofree char *number = text_number(n);
    g_autofree char *part = g_strconcat(before, number, NULL);
    append_part(text, apart, part);
}

static void append_quoted(GString *text, const char *what, const char *value)
{
    g_autofree char *part = g_strdup_printf("%s «%s»", what, value);
    append_part(text, " · ", part);
}

/* One word for all of them. Three have room at 80 columns; of more the number is said, and before
 * them: what has no room is cut off at the end. */
static void append_filters(GString *text, const Table *table)
{
    guint n = table->filters->len, named = MIN(n, 3);
    g_autofree char *word =
        n > named ? g_strdup_printf("%s %u:", _("filter"), n) : g_strdup(_("filter"));
    for (guint i = 0; i < named; i++) {
        const char *shown = g_array_index(table->filters, Filter, i).shown;
        const char *value = *shown ? shown : _("empty");
        if (i == 0)
            append_quoted(text, word, value);
        else
            g_string_append_printf(text, ", «%s»", value);
    }
}

/* "12 345 / ≈ 1 000 000 · marked 3 · filter «Kyiv»". */
static void status_table(View *view, GString *text)
{
    Table *table = table_of(view);
    if (table_has_lens(table))
        table->lens.status(table->lens.data, text);
    else if (table->rows->len && table->position >= 0)
        append_number(text, "", "", table->position + table->cursor + 1);
    if (table->total >= 0)
        append_number(text, " / ", table->total_approximate ? "≈ " : "", table->total);
    table_marks_status(table, text);
    if (text_buffer_length(table->find))
        append_quoted(text, _("find"), text_buffer_text(table->find));
    append_filters(text, table);
    if (table->pending)
        append_part(text, " ", "…");
}

static void reload_table(View *view)
{
    Table *table = table_of(view);
    const TableRow *row = table_row(table);
    gint64 added = table->spec.added ? table->spec.added(table->spec.data) : 0;
    if (!added) {
        table_reload(table);
        return;
    }
    table_go_to(table, added, row ? row->key : NULL);
    table->awaited = table->pending;
}

static void refresh_table(View *view)
{
    table_refresh(table_of(view));
}

static void free_table(View *view)
{
    Table *table = table_of(view);
    const TableSource *source = &table->spec.source;
    table_lens_end(table);
    if (table->pending && source->cancel)
        source->cancel(source->data, table->serial);
    if (source->free_data)
        source->free_data(source->data);
    if (table->spec.free_data)
        table->spec.free_data(table->spec.data);
    g_ptr_array_unref(table->rows);
    table_ahead_end(table);
    table_filters_end(table);
    g_array_unref(table->drawn);
    g_hash_table_unref(table->marks);
    g_free(table->searched);
    text_buffer_free(table->find);
    g_free(table->sort);
    g_free(table->title);
    g_free(table->empty);
    g_free(table->error);
    g_free(table->details);
    loop_cancel(ui_loop(view->ui), table->details_timer);
    g_free(table);
}

static const ViewClass class = {
    .name = "list",
    .contexts = CTX_LIST,
    .draw = table_draw,
    .incremental = true,
    .key = key_table,
    .act = act_table,
    .mouse = mouse_table,
    .offer = offer_table,
    .title = title_table,
    .status = status_table,
    .reload = reload_table,
    .refresh = refresh_table,
    .free = free_table,
};

Table *table_new(Ui *ui, const TableSpec *spec)
{
    Table *table = g_new0(Table, 1);
    g_assert(spec->n_columns <= TABLE_COLUMNS_MAX);
    view_init(&table->view, &class, ui);
    table->view.contexts |= spec->contexts;
    table->spec = *spec;
    table->title = g_strdup(spec->title);
    table->empty = g_strdup(spec->empty);
    table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)table_row_free);
    table->ahead = g_ptr_array_new();
    table_filters_start(table);
    table->drawn = g_array_new(FALSE, TRUE, sizeof(DrawnLine));
    table->generation = 1;
    table->marks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    table->find = text_buffer_new(NULL, false);
    table->sort = g_strdup(spec->sort);
    table->descending = spec->descending;
    table->total = table->position = -1;
    table->awaited = true;
    table_columns_init(table);
    return table;
}

View *table_view(Table *table)
{
    return &table->view;
}
