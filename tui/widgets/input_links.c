/* Rows of a form that lead elsewhere: a client's tasks. */
#include "tui/widgets/form_private.h"

static void link_free(gpointer data)
{
    FormLink *link = data;
    g_free((char *)link->text);
    g_free(link);
}

void links_start(Input *field)
{
    field->links = g_ptr_array_new_with_free_func(link_free);
}

void links_end(Input *field)
{
    g_clear_pointer(&field->links, g_ptr_array_unref);
    g_free(field->without_links);
}

int links_rows(const Input *field)
{
    return MAX(1, (int)field->links->len);
}

static const FormLink *link_at(const Input *field, guint index)
{
    return index < field->links->len ? field->links->pdata[index] : NULL;
}

/* Of the row that was current and is perhaps still there. */
static guint place_of(const Input *field, const gint64 *id)
{
    for (guint i = 0; id && i < field->links->len; i++)
        if (link_at(field, i)->id == *id)
            return i;
    return MIN(field->link, MAX(field->links->len, 1) - 1);
}

void form_set_links(Form *form, const char *name, const FormLink *links, guint n, const char *empty)
{
    Input *field = form_find(form, name);
    if (!field || !field->links)
        return;
    const FormLink *current = link_at(field, field->link);
    gint64 id = current ? current->id : 0;
    bool any = current != NULL;
    g_ptr_array_set_size(field->links, 0);
    for (guint i = 0; i < n; i++) {
        FormLink *link = g_memdup2(&links[i], sizeof links[i]);
        link->text = g_strdup(links[i].text);
        g_ptr_array_add(field->links, link);
    }
    field->link = place_of(field, any ? &id : NULL);
    g_free(field->without_links);
    field->without_links = g_strdup(empty);
    ui_repaint(form->view.ui);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_link(const Canvas *canvas, int y, int x, int width, Style style,
                      const FormLink *link)
{
    draw_cell(canvas, y, x, 2, style, ALIGN_LEFT, link->mark ? link->mark : "");
    draw_cell(canvas, y, x + 2, MAX(1, width - 2), style, ALIGN_LEFT, link->text);
}

void links_draw(const Input *field, const Canvas *canvas, int y, int x, int width, bool focused)
{
    if (!field->links->len && field->without_links)
        draw_cell(canvas, y, x, width, focused ? STYLE_SELECTED : STYLE_DIM, ALIGN_LEFT,
                  field->without_links);
    for (guint i = 0; i < field->links->len; i++) {
        const FormLink *link = link_at(field, i);
        Style style = focused && i == field->link ? STYLE_SELECTED : link->style;
        draw_link(canvas, y + (int)i, x, width, style, link);
    }
}

/* --- keys ------------------------------------------------------------------------------------- */

static Result follow(Form *form, const Input *field)
{
    const FormLink *link = link_at(field, field->link);
    return link ? form->spec.follow(form->spec.data, link->id) : RESULT_IGNORED;
}

static Result move(Input *field, int by)
{
    guint target = field->link + (guint)by;
    if (target >= field->links->len)
        return RESULT_IGNORED;
    field->link = target;
    return RESULT_REPAINT;
}

Result links_act(Form *form, Input *field, ActionId id)
{
    switch ((int)id) {
    case ACT_UP:
        return move(field, -1);
    case ACT_DOWN:
        return move(field, 1);
    case ACT_ACCEPT:
        return follow(form, field);
    default:
        return RESULT_IGNORED;
    }
}

Result links_click(Form *form, Input *field, int y, bool twice)
{
    if (y < 0 || (guint)y >= field->links->len)
        return RESULT_REPAINT;
    field->link = (guint)y;
    return twice ? follow(form, field) : RESULT_REPAINT;
}
