/* How the form looks: labels, boxes, counters, complaints, buttons; what it scrolls. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/form_private.h"
#include "tui/widgets/line_edit.h"

#define LABEL_MOST 26
#define BOX_MOST 60
#define WIDE_LEAVES                                                                                \
    7 /* rows that a wide field leaves to others: its name, its label, what follows */
#define TAIL_ABOVE 2 /* an empty row and the heading */
#define COUNTER 10   /* columns kept free for "1000/1000!", beside all: their edges are in line */

int input_rows(const Input *field)
{
    if (field->spec.kind == INPUT_LONG)
        return field->spec.height ? field->spec.height : 5;
    if (field->links)
        return links_rows(field);
    return field->lines ? (int)field->lines->len : 1;
}

static int choices_width(const Input *field)
{
    int width = 10;
    for (guint i = 0; i < field->choices->len; i++)
        width = MAX(width, text_width(g_array_index(field->choices, Choice, i).label));
    return width + 4;
}

int input_width(const Input *field, int room)
{
    static const int wanted[] = {
        [INPUT_TEXT] = 44,  [INPUT_PASSWORD] = 32, [INPUT_NUMBER] = 14, [INPUT_DATE] = 14,
        [INPUT_TIME] = 10,  [INPUT_CHECK] = 5,     [INPUT_REF] = 44,    [INPUT_LONG] = 200,
        [INPUT_LINES] = 44, [INPUT_LINKS] = 200,
    };
    int width = field->spec.width;
    if (!width && field->spec.kind == INPUT_CHOICE)
        width = choices_width(field);
    if (!width)
        width = wanted[field->spec.kind];
    if (!field->spec.width && field->spec.kind == INPUT_TEXT && field->spec.max_chars)
        width = CLAMP(field->spec.max_chars + 1, 10, wanted[INPUT_TEXT]);
    return CLAMP(width, 1, MAX(room, 1));
}

/* --- one field -------------------------------------------------------------------------------- */

static Style box_style(const Input *field, bool focused)
{
    if (field->spec.flags & INPUT_LOCKED)
        return STYLE_FIELD_LOCKED;
    return focused ? STYLE_FIELD_ACTIVE : STYLE_FIELD;
}

static void draw_lines(Input *field, const Canvas *canvas, int y, int x, int width, bool focused)
{
    for (guint i = 0; i < field->lines->len; i++) {
        bool active = focused && i == field->line;
        Style style = box_style(field, active);
        draw_cell(canvas, y + (int)i, x, 2, style, ALIGN_LEFT, i == field->primary ? "●" : "○");
        line_edit_draw(canvas, y + (int)i, x + 2, width - 2, g_ptr_array_index(field->lines, i),
                       &field->scroll, style, active, false);
    }
}

static void draw_box_text(const Input *field, const Canvas *canvas, int y, int x, int width,
                          bool focused, const char *text, const char *sign)
{
    Style style = box_style(field, focused);
    draw_cell(canvas, y, x, width, style, ALIGN_LEFT, text);
    if (!(field->spec.flags & INPUT_LOCKED))
        draw_cell(canvas, y, x + width - 2, 2, style, ALIGN_LEFT, sign);
    if (focused)
        draw_cursor(canvas, y, x);
}

static void draw_long(Input *field, const Canvas *canvas, int y, int x, int width, bool focused)
{
    Canvas part = canvas_part(canvas, (Rect){y, x, field->place.h, width});
    part.text = focused ? STYLE_FIELD_ACTIVE : STYLE_FIELD;
    draw_clear(&part, part.text);
    view_draw(editor_view(field->editor), &part, focused);
}

/* Of a text that is longer than its box the beginning tells what it is; the cursor comes along,
 * so that what is typed goes where it is seen. */
static void show_beginning(Input *field, int width)
{
    if (field->entered && text_width(text_buffer_text(field->buffer)) >= width)
        text_buffer_set_cursor(field->buffer, 0);
    field->entered = false;
}

void input_draw(Form *form, Input *field, const Canvas *canvas, int y, int x, int width,
                bool focused)
{
    bool secret = field->spec.kind == INPUT_PASSWORD;
    switch (field->spec.kind) {
    case INPUT_LONG:
        draw_long(field, canvas, y, x, width, focused);
        break;
    case INPUT_LINES:
        draw_lines(field, canvas, y, x, width, focused);
        break;
    case INPUT_LINKS:
        links_draw(field, canvas, y, x, width, focused);
        break;
    case INPUT_CHECK:
        draw_box_text(field, canvas, y, x, width, focused,
                      g_str_equal(field->value, "1") ? "[✓]" : "[ ]", "");
        break;
    case INPUT_CHOICE:
        draw_box_text(field, canvas, y, x, width, focused, input_choice_label(field), "▼");
        break;
    case INPUT_REF:
        draw_box_text(field, canvas, y, x, width, focused,
                      field->shown ? field->shown : field->value, "…");
        break;
    default:
        if (focused)
            show_beginning(field, width);
        line_edit_draw(canvas, y, x, width, field->buffer, &field->scroll,
                       box_style(field, focused), focused, secret);
    }
}

/* --- its surroundings ------------------------------------------------------------------------- */

static glong typed_chars(const Input *field)
{
    if (field->editor)
        return text_buffer_chars(editor_buffer(field->editor));
    if (field->lines)
        return text_buffer_chars(g_ptr_array_index(field->lines, field->line));
    return field->buffer ? text_buffer_chars(field->buffer) : 0;
}

/* "31/255" at the end of the box while the field is edited, in the box's own colours: another
 * colour would double the bytes of every key. A text longer than is good is told of in any case. */
static void draw_counter(const Input *field, const Canvas *canvas, int y, int x, bool focused)
{
    glong chars = typed_chars(field);
    bool warn = field->spec.warn_chars && chars > field->spec.warn_chars;
    if (field->spec.flags & INPUT_LOCKED)
        return;
    if (!field->spec.max_chars || field->spec.kind == INPUT_PASSWORD || !(focused || warn))
        return;
    g_autofree char *text =
        g_strdup_printf("%ld/%d%s", chars, field->spec.max_chars, warn ? "!" : "");
    draw_cell(canvas, y, x, COUNTER, warn ? STYLE_CHIP : STYLE_FIELD_ACTIVE, ALIGN_RIGHT, text);
}

static void draw_label(const Form *form, const Input *field, const Canvas *canvas, int y,
                       bool focused)
{
    bool required = field->spec.flags & INPUT_REQUIRED, wide = field->spec.flags & INPUT_WIDE;
    g_autofree char *text = g_strconcat(_(field->spec.label), required ? " *" : "", NULL);
    draw_cell(canvas, wide ? y - 1 : y, 1, form->label_width, focused ? STYLE_BOLD : STYLE_LABEL,
              wide ? ALIGN_LEFT : ALIGN_RIGHT, text);
}

static void draw_group(const Canvas *canvas, int y, const char *heading)
{
    int x = 2 + draw_text(canvas, y, 1, STYLE_TITLE, heading);
    draw_hline(canvas, y, x, canvas->area.w - x - 1, STYLE_LINE);
}

/* --- the whole -------------------------------------------------------------------------------- */

static int counter_width(const Input *field)
{
    bool typed = !(field->spec.flags & INPUT_LOCKED) && field->spec.kind != INPUT_CHOICE;
    bool wide = field->spec.kind == INPUT_LONG || field->links;
    bool counted = typed && (!wide || field->spec.max_chars);
    return counted ? COUNTER : 0;
}

static Rect place_field(const Form *form, const Input *field, int y, int width)
{
    int x = form->label_width + 2, rows = input_rows(field);
    if (field->spec.flags & INPUT_WIDE)
        return (Rect){y, 1, MAX(rows, form->height - WIDE_LEAVES), width - 3};
    if (field->links) /* named by their heading */
        return (Rect){y, 1, rows, width - 3};
    return (Rect){y, x, rows, input_width(field, width - x - 1 - counter_width(field))};
}

/* What stands below the box, a complaint and a remark, has the columns right of the labels. */
static int note_rows(const char *text, const Input *field, int width)
{
    if (!text)
        return 0;
    g_auto(GStrv) lines = text_wrap(text, width - field->place.x - 1);
    return (int)g_strv_length(lines);
}

static int notes_rows(const Input *field, int width)
{
    return note_rows(field->error, field, width) + note_rows(field->remark, field, width);
}

static void draw_note(const Input *field, const Canvas *canvas, int y, Style style,
                      const char *text)
{
    if (text)
        draw_paragraph(canvas, y, field->place.x, canvas->area.w - field->place.x - 1, style, text);
}

static int paragraph_rows(const char *text, int width)
{
    g_auto(GStrv) lines = text ? text_wrap(text, width - 2) : NULL;
    return lines ? (int)g_strv_length(lines) : 0;
}

/* Where everything stands in the content, from its first row. Returns the rows. */
static int lay_out(Form *form, int width)
{
    int y = 0, labels = 4;
    for (guint i = 0; i < form->fields->len; i++) {
        const Input *field = g_ptr_array_index(form->fields, i);
        bool required = field->spec.flags & INPUT_REQUIRED;
        labels = MAX(labels, text_width(_(field->spec.label)) + (required ? 2 : 0));
    }
    form->label_width = MIN(labels, LABEL_MOST);
    if (form->text)
        y += paragraph_rows(form->text, width) + 1;
    y += form->spec.picture ? form->spec.picture->rows : 0;
    for (guint i = 0; i < form->fields->len; i++) {
        Input *field = g_ptr_array_index(form->fields, i);
        y += field->spec.group ? (y ? 2 : 1) : 0;
        y += field->spec.flags & INPUT_WIDE ? 1 : 0;
        field->place = place_field(form, field, y, width);
        y += field->place.h + notes_rows(field, width);
    }
    if (form->notice)
        y += paragraph_rows(form->notice, width) + 1;
    if (form->tail)
        y += paragraph_rows(form->tail, width) + TAIL_ABOVE;
    return y;
}

static void draw_field(Form *form, Input *field, const Canvas *canvas, bool focused)
{
    Rect place = field->place;
    int y = place.y - form->top;
    if (field->spec.group)
        draw_group(canvas, y - 1, _(field->spec.group));
    if (!field->links)
        draw_label(form, field, canvas, y, focused);
    input_draw(form, field, canvas, y, place.x, place.w, focused);
    draw_counter(field, canvas, y, place.x + place.w, focused);
    draw_note(field, canvas, y + place.h, STYLE_ERROR, field->error);
    draw_note(field, canvas, y + place.h + note_rows(field->error, field, canvas->area.w),
              STYLE_WARNING, field->remark);
}

/* Keeps the focused field in sight, with its heading and its complaint. */
static void scroll_to_focus(Form *form, int height, int width, int content)
{
    const Input *field = form_field(form, form->focus);
    bool wide = field && (field->spec.flags & INPUT_WIDE);
    int first = field ? field->place.y - wide - (field->spec.group ? 1 : 0) : content - 1;
    int last = field ? field->place.y + field->place.h + notes_rows(field, width) : content;
    if (form->focus == 0)
        first = 0;
    if (form->top + height < last)
        form->top = last - height;
    form->top = MIN(form->top, first);
    form->top = CLAMP(form->top, 0, MAX(0, content - height));
}

static void draw_content(Form *form, const Canvas *canvas)
{
    form->height = canvas->area.h;
    int content = lay_out(form, canvas->area.w);
    scroll_to_focus(form, canvas->area.h, canvas->area.w, content);
    if (form->text)
        draw_paragraph(canvas, -form->top, 1, canvas->area.w - 2, STYLE_TEXT, form->text);
    if (form->spec.picture)
        draw_picture(canvas, -form->top, form->label_width + 2, PICTURE_ON_SCREEN,
                     form->spec.picture);
    for (guint i = 0; i < form->fields->len; i++)
        draw_field(form, g_ptr_array_index(form->fields, i), canvas,
                   form->view.focused && i == form->focus);
    int below = content - form->top;
    if (form->tail) {
        below -= paragraph_rows(form->tail, canvas->area.w);
        draw_group(canvas, below - 1, form->tail_heading);
        draw_paragraph(canvas, below, 1, canvas->area.w - 2, STYLE_TEXT, form->tail);
        below -= TAIL_ABOVE;
    }
    if (form->notice)
        draw_paragraph(canvas, below - paragraph_rows(form->notice, canvas->area.w), 1,
                       canvas->area.w - 2, STYLE_WARNING, form->notice);
    draw_scrollbar(canvas, 0, canvas->area.w - 1, canvas->area.h, form->top, canvas->area.h,
                   content, STYLE_LINE);
}

static int button_columns(const Form *form, guint index)
{
    const FormButton *button = g_ptr_array_index(form->buttons, index);
    return (button->round ? ROUND_WIDTH : 0) + button_width(_(button->label));
}

Rect form_button_place(const Form *form, guint index, int width)
{
    Rect place = {0, 1, 1, button_columns(form, 0)};
    for (guint i = 1; i <= index; i++) {
        place.x += place.w + 2;
        place.w = button_columns(form, i);
        if (place.x + place.w > width) {
            place.x = 1;
            place.y++;
        }
    }
    return place;
}

static int button_rows(const Form *form, int width)
{
    return form_button_place(form, form->buttons->len - 1, width).y + 1;
}

static void draw_buttons(Form *form, const Canvas *canvas)
{
    form->buttons_place = canvas_place(canvas);
    for (guint i = 0; i < form->buttons->len; i++) {
        const FormButton *button = g_ptr_array_index(form->buttons, i);
        Rect place = form_button_place(form, i, canvas->area.w);
        bool active = form->view.focused && form->focus == form->fields->len + i;
        if (button->round)
            place.x += draw_round(canvas, place.y, place.x, button->round);
        draw_button(canvas, place.y, place.x, active ? BUTTON_ACTIVE : BUTTON_NORMAL,
                    _(button->label));
    }
}

int form_button_at(const Form *form, int y, int x)
{
    for (guint i = 0; i < form->buttons->len; i++)
        if (rect_contains(form_button_place(form, i, form->buttons_place.w),
                          y - form->buttons_place.y, x - form->buttons_place.x))
            return (int)i;
    return -1;
}

static int form_inset(const Form *form)
{
    return form->spec.dialog ? 1 : 0;
}

void form_draw(View *view, const Canvas *canvas)
{
    Form *form = form_of(view);
    int in = form_inset(form), h = canvas->area.h, w = canvas->area.w;
    if (in)
        draw_box(canvas, (Rect){0, 0, h, w}, STYLE_DIALOG_DIM, STYLE_DIALOG_TITLE, form->title);
    int rows = button_rows(form, w - 2 * in);
    Canvas content = canvas_part(canvas, (Rect){1, in, h - 2 - rows - in, w - 2 * in});
    Canvas foot = canvas_part(canvas, (Rect){h - rows - in, in, rows, w - 2 * in});
    draw_content(form, &content);
    if (!in)
        draw_hline(canvas, h - rows - 1, 0, w, STYLE_LINE);
    draw_buttons(form, &foot);
}

void form_measure(View *view, int max_h, int max_w, int *h, int *w)
{
    Form *form = form_of(view);
    int widest = text_width(form->title) + 6;
    for (guint i = 0, x = 2; i < form->buttons->len; i++) {
        x += (guint)button_columns(form, i) + 2;
        widest = MAX(widest, (int)x);
    }
    lay_out(form, max_w - 2);
    for (guint i = 0; i < form->fields->len; i++) {
        const Input *field = g_ptr_array_index(form->fields, i);
        widest =
            MAX(widest, field->place.x + MIN(field->place.w, BOX_MOST) + counter_width(field) + 1);
    }
    widest = MAX(widest, form->text ? MIN(text_width(form->text) + 2, BOX_MOST) : 0);
    *w = MIN(widest + 4, max_w);
    *h = MIN(lay_out(form, *w - 2) + 3 + button_rows(form, *w - 2), max_h);
}
