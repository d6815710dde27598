#include "demo.h"

#include <stdlib.h>
#include <string.h>

static const char *const surnames[] = {"Коваленко", "Шевченко", "Бондаренко", "Ткаченко",
                                       "Їжакевич",  "Ґалаґан",  "Иванова",    "Єфремов",
                                       "Гнатюк",    "Мельник"};
static const char *const names[] = {"Ірина", "Олег", "Наталія", "Пётр", "Юлія", "Богдан", "Євген"};
static const char *const cities[] = {"Київ", "Львів", "Одеса", "Харків", "Полтава"};
static const char *const statuses[] = {"Новый", "В работе", "Постоянный", "Неактивный"};

enum { NAME, PHONE, EMAIL, CITY, STATUS, DUE, N_COLUMNS };

static const TableColumn columns[] = {
    {"name", "Name", 24, 12, 3, ALIGN_LEFT, COLUMN_SORT},
    {"phone", "Phone", 14, 13, 0, ALIGN_LEFT, 0},
    {"email", "E-mail", 22, 10, 2, ALIGN_LEFT, COLUMN_SORT},
    {"city", "City", 10, 6, 1, ALIGN_LEFT, COLUMN_SORT | COLUMN_FILTER},
    {"status", "Status", 12, 8, 1, ALIGN_LEFT, COLUMN_FILTER},
    {"due", "Due", 10, 0, 0, ALIGN_RIGHT, COLUMN_SORT},
};

/* Record `id` stands at place `id - 1`; every 17th is overdue, every 23rd closed. */
static TableRow *make_row(gint64 id)
{
    guint n = (guint)id;
    TableRow *row = table_row_new(id, N_COLUMNS);
    g_autofree char *name = g_strdup_printf("%s %s", surnames[n % G_N_ELEMENTS(surnames)],
                                            names[n % G_N_ELEMENTS(names)]);
    g_autofree char *phone = g_strdup_printf("+38067%07d", (int)(n * 7919 % 10000000));
    g_autofree char *email = g_strdup_printf("client%d@example.com", (int)id);
    g_autofree char *due = g_strdup_printf("%02d.%02d.2025", 1 + (int)(n % 28), 1 + (int)(n % 12));
    row->key = g_strdup_printf("%08d", (int)id);
    table_row_set(row, NAME, name);
    table_row_set(row, PHONE, phone);
    table_row_set(row, EMAIL, email);
    table_row_set(row, CITY, cities[n % G_N_ELEMENTS(cities)]);
    table_row_set(row, STATUS, statuses[n % G_N_ELEMENTS(statuses)]);
    table_row_set(row, DUE, due);
    if (n % 17 == 0) {
        row->style = STYLE_OVERDUE;
        row->mark = "!";
    } else if (n % 23 == 0) {
        row->style = STYLE_CLOSED;
        row->mark = "×";
    }
    return row;
}

typedef struct {
    Table *table;
    guint serial, limit;
    TableSeek seek;
    gint64 id;
    char find[64];
    char city[64];
} Held;

static bool matches(const Held *query, gint64 id)
{
    guint n = (guint)id;
    if (*query->city && strcmp(cities[n % G_N_ELEMENTS(cities)], query->city) != 0)
        return false;
    if (!*query->find)
        return true;
    g_autofree char *wanted = g_utf8_casefold(query->find, -1);
    g_autofree char *surname = g_utf8_casefold(surnames[n % G_N_ELEMENTS(surnames)], -1);
    return strstr(surname, wanted) != NULL;
}

/* Collects rows from `id` on in a direction. Rows before are put in front. */
static void collect(const Demo *demo, const Held *query, gint64 id, int step, guint most,
                    TablePage *page)
{
    if (step < 0)
        id = MIN(id, demo->rows); /* the anchor may be gone */
    for (guint n = 0; n < most && id >= 1 && id <= demo->rows; id += step) {
        if (!matches(query, id))
            continue;
        g_ptr_array_insert(page->rows, step > 0 ? -1 : 0, make_row(id));
        n++;
    }
    if (id < 1)
        page->at_start = true;
    if (id > demo->rows)
        page->at_end = true;
}

static void answer(Demo *demo, const Held *query)
{
    TablePage page = {.rows = g_ptr_array_new(), .position = -1};
    bool all = !*query->find && !*query->city;
    if (query->seek == TABLE_FIRST || query->seek == TABLE_AFTER)
        collect(demo, query, query->seek == TABLE_FIRST ? 1 : query->id + 1, 1, query->limit,
                &page);
    else if (query->seek == TABLE_LAST || query->seek == TABLE_BEFORE)
        collect(demo, query, query->seek == TABLE_LAST ? demo->rows : query->id - 1, -1,
                query->limit, &page);
    if (query->seek == TABLE_AROUND) {
        collect(demo, query, query->id - 1, -1, query->limit / 2, &page);
        page.anchor = page.rows->len;
        collect(demo, query, query->id, 1, query->limit / 2, &page);
    }
    page.at_start = page.at_start || query->seek == TABLE_FIRST;
    page.at_end = page.at_end || query->seek == TABLE_LAST;
    if (page.rows->len && all)
        page.position = ((const TableRow *)g_ptr_array_index(page.rows, 0))->id - 1;
    if (all)
        table_set_total(query->table, demo->rows, false);
    table_deliver(query->table, query->serial, &page);
}

static void fetch(gpointer data, const TableQuery *query)
{
    Demo *demo = data;
    Held held = {query->table, query->serial, query->limit, query->seek, query->id, "", ""};
    g_strlcpy(held.find, query->find, sizeof held.find);
    if (query->n_filters)
        g_strlcpy(held.city, query->filters[0].value, sizeof held.city);
    demo->fetches++;
    g_free(demo->last_sort);
    demo->last_sort = g_strdup(query->sort);
    g_free(demo->last_find);
    demo->last_find = g_strdup(query->find);
    demo->last_descending = query->descending;
    if (demo->hold)
        g_array_append_val(demo->waiting, held);
    else
        answer(demo, &held);
}

static void forget(gpointer data, guint serial)
{
    Demo *demo = data;
    for (guint i = 0; i < demo->waiting->len; i++)
        if (g_array_index(demo->waiting, Held, i).serial == serial)
            g_array_remove_index(demo->waiting, i--);
}

void demo_answer(Demo *demo)
{
    while (demo->waiting->len) {
        Held held = g_array_index(demo->waiting, Held, 0);
        g_array_remove_index(demo->waiting, 0);
        answer(demo, &held);
    }
}

static Result act(gpointer data, Table *table, const Action *action)
{
    Demo *demo = data;
    if (action->id != ACT_OPEN && action->id != ACT_EDIT && action->id != ACT_NEW)
        return RESULT_IGNORED;
    demo->opened = action->id == ACT_NEW ? 0 : table_id(table);
    ui_push(demo->ui, form_view(demo_person(demo, demo->opened)));
    return RESULT_REPAINT;
}

/* Where nobody is, nobody can be opened. */
static Offer offer(gpointer data, Table *table, const Action *action, const char **reason)
{
    return action->id == ACT_NEW || table_id(table) ? OFFER_YES : OFFER_REFUSED;
}

static char *details(gpointer data, const TableRow *row)
{
    return g_strdup_printf("%s\n\nPhone\t%s\nE-mail\t%s\nCity\t%s", row->cells[NAME],
                           row->cells[PHONE], row->cells[EMAIL], row->cells[CITY]);
}

Table *demo_people(Demo *demo)
{
    static const ActionId own[] = {ACT_OPEN, ACT_EDIT, ACT_NEW, ACT_NONE};
    return table_new(demo->ui,
                     &(TableSpec){.name = "people",
                                  .title = "People",
                                  .columns = columns,
                                  .n_columns = N_COLUMNS,
                                  .source = {.fetch = fetch, .cancel = forget, .data = demo},
                                  .sort = "name",
                                  .marks = true,
                                  .search = true,
                                  .empty = "Nobody is here yet. F7 adds the first person.",
                                  .actions = own,
                                  .act = act,
                                  .offer = offer,
                                  .details = details,
                                  .data = demo});
}

/* --- the form --------------------------------------------------------------------------------- */

static const InputChoice sexes[] = {{"", ""}, {"f", "female"}, {"m", "male"}, {NULL, NULL}};

static const InputSpec fields[] = {
    {"surname", "Surname", "Person", INPUT_TEXT, INPUT_REQUIRED, .max_chars = 60},
    {"first_name", "First name", NULL, INPUT_TEXT, 0, .max_chars = 60},
    {"sex", "Sex", NULL, INPUT_CHOICE, .choices = sexes},
    {"birthday", "Birthday", NULL, INPUT_DATE},
    {"call_at", "Call at", NULL, INPUT_TIME},
    {"vip", "Important", NULL, INPUT_CHECK},
    {"email", "E-mail", "Contacts", INPUT_LINES, .hint = "One address a line."},
    {"subject", "Subject", "Letter", INPUT_TEXT, .max_chars = 255, .warn_chars = 30},
    {"comment", "Comment", NULL, INPUT_LONG, .height = 4},
};

static Result save(gpointer data, Form *form)
{
    Demo *demo = data;
    if (g_str_equal(form_get(form, "surname"), "Занято")) {
        form_set_error(form, "surname", "This name is taken; choose another one.");
        return RESULT_REPAINT;
    }
    demo->saved++;
    ui_reload(demo->ui);
    return RESULT_CLOSE;
}

static bool keep_draft(gpointer data, const char *draft)
{
    Demo *demo = data;
    g_free(demo->draft);
    demo->draft = g_strdup(draft);
    return true;
}

Form *demo_person(Demo *demo, gint64 id)
{
    Form *form = form_new(demo->ui, &(FormSpec){.name = "person",
                                                .title = id ? "Person" : "New person",
                                                .fields = fields,
                                                .n_fields = G_N_ELEMENTS(fields),
                                                .today = "2025-03-05",
                                                .save = save,
                                                .keep_draft = keep_draft,
                                                .data = demo});
    if (id) {
        form_init(form, "surname", surnames[id % (gint64)G_N_ELEMENTS(surnames)], NULL);
        form_init(form, "first_name", names[id % (gint64)G_N_ELEMENTS(names)], NULL);
        form_init(form, "email", "*main@example.com\nother@example.com", NULL);
    }
    return form;
}

/* --- the frame -------------------------------------------------------------------------------- */

static void open_line(gpointer data, int id)
{
    Demo *demo = data;
    frame_menu_set_current(ui_frame(demo->ui), id);
    ui_toast(demo->ui, "Opened.");
}

void demo_frame(Demo *demo, Level level)
{
    static const char *const lines[] = {"+Клиенты",    "Все клиенты",    "Добавить клиента",
                                        "+Сотрудники", "Все сотрудники", "Добавить сотрудника",
                                        "+Профиль",    "Основной",       "Кав'ярня"};
    Frame *frame = ui_frame(demo->ui);
    frame_set_level(frame, level);
    frame_set_path(frame, "Кав'ярня");
    frame_set_user(frame, "Ірина Петренко", "Владелец");
    frame_set_notice(frame, "рассылка 09:05", false);
    frame_menu_clear(frame, open_line, demo);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        frame_menu_add(frame, *lines[i] == '+' ? 0 : (int)i + 1, lines[i] + (*lines[i] == '+'));
    frame_menu_set_current(frame, 2);
}

Demo *demo_new(Ui *ui, gint64 rows)
{
    Demo *demo = g_new0(Demo, 1);
    demo->ui = ui;
    demo->rows = rows;
    demo->waiting = g_array_new(FALSE, FALSE, sizeof(Held));
    return demo;
}

void demo_free(Demo *demo)
{
    if (!demo)
        return;
    g_array_unref(demo->waiting);
    g_free(demo->draft);
    g_free(demo->last_sort);
    g_free(demo->last_find);
    g_free(demo);
}
