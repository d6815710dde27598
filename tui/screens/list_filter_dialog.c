/* Filtering by what is not under the cursor: the column, then what is wanted of it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/screens/list_filter.h"
#include "tui/screens/screens.h"
#include "tui/widgets/form.h"
#include "tui/widgets/pick.h"

#define TEXT_MOST 200 /* characters of a part of a text */

typedef struct {
    App *app;
    const Entity *entity;
    Table *table;
    const Column *column; /* NULL: not chosen yet */
    GPtrArray *lines;     /* const Column, or const Word of the column, by line */
    char *today;
} Asking;

static void asking_free(gpointer data)
{
    Asking *asking = data;
    g_ptr_array_unref(asking->lines);
    g_free(asking->today);
    g_free(asking);
}

static Asking *asking_new(App *app, const Entity *entity, Table *table, const Column *column)
{
    Asking *asking = g_new(Asking, 1);
    *asking = (Asking){app, entity, table, column, g_ptr_array_new(), app_today(app)};
    return asking;
}

static void filter(const Asking *asking, const char *words)
{
    list_filter_set(asking->app, asking->entity, asking->table, asking->column->name, words);
}

/* Of a column of several fields the one that is filtered by is named. */
static const char *label_of(const Entity *entity, const Column *column)
{
    return column->filter ? _(list_filter_field(entity, column)->label) : _(column->label);
}

/* The words of the present condition on this column; "": none. */
static const char *words_now(const Asking *asking)
{
    guint n;
    const TableFilter *filters = table_filters(asking->table, &n);
    for (guint i = 0; i < n; i++)
        if (g_str_equal(filters[i].column, asking->column->name))
            return filters[i].value;
    return "";
}

/* --- a value of a few ------------------------------------------------------------------------- */

static void word_chosen(gpointer data, int index)
{
    const Asking *asking = data;
    if (index < 0)
        return;
    const Word *word = asking->lines->pdata[index];
    g_autofree char *words = g_strconcat("=", word->code, NULL);
    filter(asking, words);
}

static void ask_word(Asking *asking, const Field *field)
{
    Pick *pick =
        pick_new(asking->app->ui, &(PickSpec){.title = label_of(asking->entity, asking->column),
                                              .find = true,
                                              .done = word_chosen,
                                              .data = asking,
                                              .free_data = asking_free});
    for (const Word *word = field->words; word->code; word++) {
        g_ptr_array_add(asking->lines, (gpointer)word);
        pick_add(pick, NULL, word_label(word), NULL, false);
    }
    ui_push(asking->app->ui, pick_view(pick));
}

static void record_chosen(gpointer data, int64_t id, const char *title)
{
    Asking *asking = data;
    g_autofree char *words = g_strdup_printf("=%" G_GINT64_FORMAT, id);
    if (id)
        filter(asking, words);
    asking_free(asking);
}

/* --- a part of a text, days ------------------------------------------------------------------- */

static Result text_entered(gpointer data, Form *form)
{
    const char *text = form_get(form, "text");
    g_autofree char *words = *text ? g_strconcat("~", text, NULL) : NULL;
    filter(data, words);
    return RESULT_CLOSE;
}

static Result days_entered(gpointer data, Form *form)
{
    const char *from = form_get(form, "from"), *to = form_get(form, "to");
    if (*from && *to && g_strcmp0(from, to) > 0) {
        form_set_error(form, "to", _("the last day is before the first one"));
        return RESULT_REPAINT;
    }
    const Asking *asking = data;
    bool moving = g_str_equal(form_get(form, "moving"), "1");
    g_autofree char *words =
        *from || *to ? list_filter_days_words(asking->app, from, to, moving) : NULL;
    filter(asking, words);
    return RESULT_CLOSE;
}

static Form *form_of(Asking *asking, const InputSpec *fields, guint n,
                     Result (*save)(gpointer data, Form *form))
{
    return form_new(asking->app->ui, &(FormSpec){.name = "filter",
                                                 .title = label_of(asking->entity, asking->column),
                                                 .fields = fields,
                                                 .n_fields = n,
                                                 .save_label = N_("Filter"),
                                                 .dialog = true,
                                                 .unguarded = true,
                                                 .today = asking->today,
                                                 .save = save,
                                                 .data = asking,
                                                 .free_data = asking_free});
}

static void ask_text(Asking *asking)
{
    static const InputSpec fields[] = {{.name = "text",
                                        .label = N_("Contains"),
                                        .kind = INPUT_TEXT,
                                        .flags = INPUT_FIRST,
                                        .max_chars = TEXT_MOST,
                                        .width = 30,
                                        .hint = N_("Empty: no filter by this column.")}};
    const char *now = words_now(asking);
    Form *form = form_of(asking, fields, G_N_ELEMENTS(fields), text_entered);
    form_init(form, "text", *now == '~' || *now == '=' ? now + 1 : "", NULL);
    ui_push(asking->app->ui, form_view(form));
}

static void ask_days(Asking *asking)
{
    static const InputSpec fields[] = {{.name = "from",
                                        .label = N_("From day"),
                                        .kind = INPUT_DATE,
                                        .flags = INPUT_FIRST,
                                        .hint = N_("Empty: no filter by this column.")},
                                       {.name = "to", .label = N_("To day"), .kind = INPUT_DATE},
                                       {.name = "moving",
                                        .label = N_("Moves with today"),
                                        .kind = INPUT_CHECK,
                                        .hint = N_("Tomorrow the days are one later.")}};
    g_autofree char *from = NULL, *to = NULL;
    Form *form = form_of(asking, fields, G_N_ELEMENTS(fields), days_entered);
    const char *now = words_now(asking);
    form_init(form, "moving", strchr(now, '@') ? "1" : "0", NULL);
    if (list_filter_days(asking->app, now, &from, &to)) {
        form_init(form, "from", from, NULL);
        form_init(form, "to", to, NULL);
    }
    ui_push(asking->app->ui, form_view(form));
}

/* --- the column ------------------------------------------------------------------------------- */

static bool is_text(const Field *field)
{
    return field->type == FIELD_LINE || field->type == FIELD_TEXT || field->type == FIELD_EMAIL ||
           field->type == FIELD_EMAILS || field->type == FIELD_PHONE || field->type == FIELD_PHONES;
}

static bool is_dated(const Field *field)
{
    return field->type == FIELD_DAY || field->type == FIELD_INSTANT;
}

static bool can_ask(const Field *field)
{
    return field && (field->type == FIELD_REFERENCE || field->type == FIELD_WORD ||
                     is_dated(field) || is_text(field));
}

static void ask_value(Asking *asking)
{
    const Field *field = list_filter_field(asking->entity, asking->column);
    if (field->type == FIELD_REFERENCE)
        ui_push(asking->app->ui,
                choice_dialog_new(asking->app, field, NULL, record_chosen, asking));
    else if (field->type == FIELD_WORD)
        ask_word(asking, field);
    else if (is_dated(field))
        ask_days(asking);
    else
        ask_text(asking);
}

static void column_chosen(gpointer data, int index)
{
    const Asking *asking = data;
    if (index >= 0)
        ask_value(
            asking_new(asking->app, asking->entity, asking->table, asking->lines->pdata[index]));
}

void list_filter_ask(App *app, const Entity *entity, Table *table)
{
    Asking *asking = asking_new(app, entity, table, NULL);
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Filter by…"),
                                               .find = true,
                                               .done = column_chosen,
                                               .data = asking,
                                               .free_data = asking_free});
    int current = 0;
    for (const Column *column = entity->columns; column->name; column++) {
        if (!can_ask(list_filter_field(entity, column)))
            continue;
        if (g_strcmp0(column->name, table_column(table)) == 0)
            current = (int)asking->lines->len;
        g_ptr_array_add(asking->lines, (gpointer)column);
        pick_add(pick, NULL, label_of(entity, column), NULL, false);
    }
    pick_set_current(pick, current);
    ui_push(app->ui, pick_view(pick));
}
