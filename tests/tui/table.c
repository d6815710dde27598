/* The table: any number of rows, late answers, marks and cursor by record. */
#include "tui/widgets/table.h"

#include <string.h>

#include "demo.h"
#include "harness.h"

typedef struct {
    Harness *h;
    Demo *demo;
    Table *table;
} Fixture;

static void begin(Fixture *f, gint64 rows, const HarnessOptions *options)
{
    f->h = harness_new(options);
    f->demo = demo_new(harness_ui(f->h), rows);
    demo_frame(f->demo, LEVEL_EMPLOYEE);
    f->table = demo_people(f->demo);
    harness_show(f->h, table_view(f->table));
}

static void end(Fixture *f)
{
    harness_free(f->h);
    demo_free(f->demo);
}

static void test_million(void)
{
    Fixture f;
    begin(&f, 1000000, NULL);
    harness_press(f.h, "End");
    g_assert_cmpint(table_id(f.table), ==, 1000000);
    harness_assert_shows(f.h, "1\u00a0000\u00a0000 / 1\u00a0000\u00a0000");
    harness_press(f.h, "PgUp Up");
    g_assert_cmpint(table_id(f.table), ==, 1000000 - 20 - 1);
    harness_press(f.h, "Home PgDn");
    g_assert_cmpint(table_id(f.table), ==, 21);
    end(&f);
}

/* What an empty list refuses, the left menu beside it does not. */
static void test_menu_beside_empty(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_press(f.h, "Enter");
    harness_assert_shows(f.h, "This is not possible here.");
    harness_press(f.h, "Tab Down Enter");
    harness_assert_shows(f.h, "Opened.");
    end(&f);
}

/* Every move ends where a list held whole would end. */
static void test_random_walk(void)
{
    static const struct {
        const char *key;
        gint64 by;
    } moves[] = {{"Down", 1},   {"Up", -1},        {"PgDn", 20},
                 {"PgUp", -20}, {"Home", -100000}, {"End", 100000}};
    Fixture f;
    gint64 at = 1;
    begin(&f, 700, NULL);
    for (int i = 0; i < 600; i++) {
        int n = g_test_rand_int_range(0, i % 10 ? 4 : 6);
        harness_press(f.h, moves[n].key);
        at = CLAMP(at + moves[n].by, 1, 700);
        g_assert_cmpint(table_id(f.table), ==, at);
    }
    end(&f);
}

/* While an answer is late the old rows stay and keys go on working; what was pressed is done when
 * it comes. */
static void test_late_answers(void)
{
    Fixture f;
    begin(&f, 100000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "End");
    harness_assert_shows(f.h, "Шевченко");
    harness_press(f.h, "Down Down");
    g_assert_cmpint(table_id(f.table), ==, 3);
    demo_answer(f.demo);
    harness_settle(f.h);
    for (int i = 0; i < 20; i++)
        harness_press(f.h, "PgDn");
    harness_assert_shows(f.h, "…");
    harness_assert_shows(f.h, "Київ");
    f.demo->hold = false;
    demo_answer(f.demo);
    harness_settle(f.h);
    g_assert_cmpint(table_id(f.table), >=, 3 + 20);
    end(&f);
}

static void test_pending_moves_add_up(void)
{
    Fixture f;
    begin(&f, 100000, NULL);
    harness_press(f.h, "End");
    gint64 last = table_id(f.table);
    harness_press(f.h, "Home");
    g_assert_cmpint(table_id(f.table), ==, 1);
    g_assert_cmpint(last, ==, 100000);
    f.demo->hold = true;
    for (int i = 0; i < 5; i++)
        harness_press(f.h, "PgDn");
    while (f.demo->waiting->len) {
        demo_answer(f.demo);
        harness_settle(f.h);
    }
    g_assert_cmpint(table_id(f.table), ==, 1 + 5 * 20);
    end(&f);
}

/* Rows that come or go elsewhere do not carry the cursor, its line or the marks away. */
static void test_anchor(void)
{
    Fixture f;
    int y, x, after, again;
    begin(&f, 1000, NULL);
    harness_press(f.h, "PgDn PgDn Space Down Down");
    gint64 id = table_id(f.table);
    g_autofree char *mail = g_strdup_printf("client%d@", (int)id);
    g_assert_true(harness_find(f.h, mail, &y, &x) || harness_find(f.h, "client42", &y, &x));
    f.demo->rows = 1500;
    harness_press(f.h, "F5");
    g_assert_cmpint(table_id(f.table), ==, id);
    g_assert_true(harness_find(f.h, "✓", &after, &x));
    harness_press(f.h, "F5 F5");
    g_assert_true(harness_find(f.h, "✓", &again, &x));
    g_assert_cmpint(after, ==, again);
    harness_assert_shows(f.h, "marked 1");
    harness_assert_shows(f.h, "/ 1\u00a0500");
    end(&f);
}

/* The last rows are deleted by somebody else. */
static void test_shrinks(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_press(f.h, "End");
    f.demo->rows = 990;
    harness_press(f.h, "F5");
    g_assert_cmpint(table_id(f.table), ==, 990);
    f.demo->rows = 0;
    harness_press(f.h, "F5");
    harness_assert_shows(f.h, "Nobody is here yet. F7 adds the first person.");
    g_assert_cmpint(table_id(f.table), ==, 0);
    harness_press(f.h, "Down PgDn End Space * Enter");
    end(&f);
}

static void test_marks(void)
{
    Fixture f;
    bool all_but;
    begin(&f, 1000000, NULL);
    harness_press(f.h, "Space Space");
    harness_assert_shows(f.h, "marked 2");
    g_assert_cmpint(table_chosen_count(f.table), ==, 2);
    harness_press(f.h, "*");
    harness_assert_shows(f.h, "marked 999\u00a0998");
    g_autoptr(GArray) except = table_chosen(f.table, &all_but);
    g_assert_true(all_but);
    g_assert_cmpuint(except->len, ==, 2);
    harness_press(f.h, "Ctrl+A");
    g_assert_cmpint(table_chosen_count(f.table), ==, 1000000);
    harness_press(f.h, "U");
    harness_assert_hides(f.h, "marked");
    g_autoptr(GArray) one = table_chosen(f.table, &all_but);
    g_assert_false(all_but);
    g_assert_cmpuint(one->len, ==, 1);
    g_assert_cmpint(g_array_index(one, gint64, 0), ==, 3);
    end(&f);
}

static void test_styles(void)
{
    Fixture f;
    int y, x;
    begin(&f, 1000, &(HarnessOptions){.rows = 30});
    g_assert_true(harness_find(f.h, "!", &y, &x));
    g_assert_cmpint(harness_cell(f.h, y, x + 2).fg, ==, 210);
    g_assert_true(harness_find(f.h, "×", &y, &x));
    g_assert_cmpint(harness_cell(f.h, y, x + 2).fg, ==, 250);
    g_assert_cmpint(harness_cell(f.h, 2, 40).bg, ==, 34);
    end(&f);
}

static void test_find(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_press(f.h, "F3");
    harness_type(f.h, "їжак");
    harness_assert_shows(f.h, "Їжакевич");
    harness_assert_hides(f.h, "Шевченко");
    g_assert_cmpstr(f.demo->last_find, ==, "їжак");
    harness_press(f.h, "Enter Down");
    harness_assert_hides(f.h, "Шевченко");
    harness_assert_shows(f.h, "find «їжак»");
    harness_press(f.h, "Esc");
    harness_assert_shows(f.h, "Шевченко");
    harness_type(f.h, ".");
    harness_type(f.h, "zzz");
    harness_assert_shows(f.h, "Nothing found. Esc shows all again.");
    harness_press(f.h, "Esc");
    harness_assert_shows(f.h, "Шевченко");
    end(&f);
}

/* A newer search makes the older one worthless, whenever its answer comes. */
static void test_find_cancels(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "F3");
    harness_type(f.h, "їжак");
    g_assert_cmpuint(f.demo->waiting->len, ==, 1);
    demo_answer(f.demo);
    harness_settle(f.h);
    harness_assert_shows(f.h, "Їжакевич");
    harness_assert_hides(f.h, "Шевченко");
    end(&f);
}

/* What is pressed before the rows of a search have come is meant for those rows. */
static void test_keys_ahead(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "F3");
    harness_type(f.h, "їжак");
    harness_press(f.h, "Enter Down Enter");
    harness_assert_hides(f.h, "Save");
    demo_answer(f.demo);
    harness_settle(f.h);
    gint64 second = table_id(f.table);
    g_assert_cmpint(f.demo->opened, ==, second);
    harness_press(f.h, "Esc Up");
    g_assert_cmpint(table_id(f.table), <, second);
    harness_press(f.h, "Up");
    g_assert_cmpint(table_id(f.table), <, second);
    end(&f);
}

/* A page down, or F5, does not take the place of a search that is still under way. */
static void test_search_outlives_keys(void)
{
    static const char *const keys[] = {"PgDn", "F5", "Down"};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        Fixture f;
        begin(&f, 1000, NULL);
        harness_press(f.h, "PgDn PgDn PgDn");
        f.demo->hold = true;
        harness_press(f.h, "F3");
        harness_type(f.h, "їжак");
        harness_press(f.h, "Enter");
        harness_press(f.h, keys[i]);
        f.demo->hold = false;
        demo_answer(f.demo);
        harness_settle(f.h);
        harness_press(f.h, "Home");
        harness_assert_shows(f.h, "Їжакевич");
        harness_assert_hides(f.h, "Шевченко");
        end(&f);
    }
}

/* Keys that were meant for a search are not left to another one. */
static void test_keys_ahead_dropped(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "F3");
    harness_type(f.h, "їжак");
    harness_press(f.h, "Enter F2 Esc");
    demo_answer(f.demo);
    harness_settle(f.h);
    g_assert_cmpint(f.demo->opened, ==, 0);
    harness_assert_shows(f.h, "Шевченко");
    end(&f);
}

/* Another search begins before the rows have come: what was meant for them is told to be lost. */
static void test_keys_ahead_given_up(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "F3");
    harness_type(f.h, "їжак");
    harness_press(f.h, "Enter Enter F3");
    harness_assert_shows(f.h, "The keys before this search did nothing");
    demo_answer(f.demo);
    harness_settle(f.h);
    g_assert_cmpint(f.demo->opened, ==, 0);
    harness_press(f.h, "Esc Esc F3"); /* nothing was kept now */
    harness_assert_hides(f.h, "did nothing");
    end(&f);
}

/* What means no row does not wait, and does not send away what does. */
static void test_keys_at_once(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "F3");
    harness_type(f.h, "їжак");
    harness_press(f.h, "Enter Enter F1");
    harness_assert_shows(f.h, "Opens the line under the cursor");
    harness_press(f.h, "Esc");
    g_assert_cmpint(f.demo->opened, ==, 0);
    demo_answer(f.demo);
    harness_settle(f.h);
    g_assert_cmpint(f.demo->opened, ==, table_id(f.table));
    end(&f);
}

static void test_filter(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_press(f.h, "F4");
    harness_assert_shows(f.h, "cannot be filtered by this column");
    harness_advance(f.h, 6000);
    harness_press(f.h, "Right Right Right F4");
    harness_assert_shows(f.h, "filter «Львів»");
    harness_assert_hides(f.h, "Одеса");
    harness_press(f.h, "Space Esc");
    harness_assert_shows(f.h, "Одеса");
    harness_assert_shows(f.h, "marked 1");
    harness_press(f.h, "Esc");
    harness_assert_hides(f.h, "marked");
    end(&f);
}

static void test_sort(void)
{
    Fixture f;
    int y, x;
    begin(&f, 1000, NULL);
    g_assert_cmpstr(f.demo->last_sort, ==, "name");
    g_assert_true(harness_find(f.h, "City", &y, &x));
    harness_mouse(f.h, MOUSE_PRESS, y, x);
    g_assert_cmpstr(f.demo->last_sort, ==, "city");
    g_assert_false(f.demo->last_descending);
    harness_mouse(f.h, MOUSE_PRESS, y, x);
    g_assert_true(f.demo->last_descending);
    harness_assert_shows(f.h, "City▼");
    harness_press(f.h, "F6 Down Down Enter");
    g_assert_cmpstr(f.demo->last_sort, ==, "email");
    end(&f);
}

static void test_columns(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_assert_shows(f.h, "Phone");
    harness_press(f.h, "F6 Down Space Esc");
    harness_assert_hides(f.h, "Phone");
    g_autofree char *layout = table_layout(f.table);
    g_assert_cmpstr(layout, ==, "name;name:24,-phone:14,email:22,city:10,status:12,due:10");
    table_set_layout(f.table, "-due;due:12,gone:3,-name:20,phone:14");
    harness_settle(f.h);
    g_assert_cmpstr(f.demo->last_sort, ==, "due");
    g_assert_true(f.demo->last_descending);
    harness_assert_hides(f.h, "Name");
    harness_assert_shows(f.h, "Due▼");
    g_autofree char *taken = table_layout(f.table);
    g_assert_cmpstr(taken, ==, "-due;due:12,-name:20,phone:14,email:22,city:10,status:12");
    table_set_layout(f.table, ";;;,,:::-");
    harness_settle(f.h);
    end(&f);
}

/* The last column is reached with the arrows; the first stays. */
static void test_horizontal(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_assert_hides(f.h, "Due");
    harness_press(f.h, "Right Right Right Right Right");
    harness_assert_shows(f.h, "Due");
    harness_assert_shows(f.h, "Name");
    harness_press(f.h, "Left Left Left Left Left");
    harness_assert_shows(f.h, "Phone");
    end(&f);
}

static void test_mouse(void)
{
    Fixture f;
    int y, x;
    begin(&f, 1000, NULL);
    g_assert_true(harness_find(f.h, "client5@", &y, &x) || harness_find(f.h, "client5", &y, &x));
    harness_mouse(f.h, MOUSE_PRESS, y, x);
    g_assert_cmpint(table_id(f.table), ==, 5);
    harness_mouse(f.h, MOUSE_WHEEL_DOWN, y, x);
    g_assert_cmpint(table_id(f.table), ==, 8);
    harness_mouse(f.h, MOUSE_DOUBLE, y, x);
    g_assert_cmpint(f.demo->opened, ==, 5);
    harness_assert_shows(f.h, "Surname");
    end(&f);
}

/* A double click needs the same place and less than 0.4 s. */
static void test_slow_clicks(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_mouse(f.h, MOUSE_PRESS, 4, 30);
    harness_mouse(f.h, MOUSE_PRESS, 4, 30);
    g_assert_cmpint(f.demo->opened, ==, 0);
    harness_assert_hides(f.h, "Surname");
    end(&f);
}

static void test_copy(void)
{
    Fixture f;
    begin(&f, 1000, NULL);
    harness_press(f.h, "Ctrl+C");
    const char *osc = strstr(harness_output(f.h)->str, "\033]52;c;");
    g_assert_nonnull(osc);
    g_autofree char *encoded = g_strndup(osc + 7, strcspn(osc + 7, "\a"));
    gsize length;
    g_autofree char *text = (char *)g_base64_decode(encoded, &length);
    g_assert_true(g_str_has_prefix(text, "Шевченко Олег\t+380670007919\t"));
    harness_assert_shows(f.h, "The row was copied.");
    end(&f);
}

static void test_details(void)
{
    Fixture f;
    begin(&f, 1000, &(HarnessOptions){.rows = 50, .columns = 170});
    harness_assert_shows(f.h, "E-mail client1@example.com");
    harness_press(f.h, "Down");
    harness_assert_shows(f.h, "E-mail client1@example.com");
    harness_advance(f.h, 500);
    harness_assert_shows(f.h, "E-mail client2@example.com");
    end(&f);
}

/* What others add stays out until it is asked for; what they change changes in place; what is gone
 * is told. */
static void test_refresh(void)
{
    Fixture f;
    begin(&f, 100, NULL);
    harness_press(f.h, "PgDn");
    gint64 id = table_id(f.table);
    g_autofree char *before = harness_row(f.h, 5);
    f.demo->rows = 103;
    ui_refresh(harness_ui(f.h));
    harness_settle(f.h);
    harness_assert_shows(f.h, "▲ 3 new — F5");
    g_autofree char *after = harness_row(f.h, 5);
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpint(table_id(f.table), ==, id);
    harness_press(f.h, "F5");
    harness_assert_hides(f.h, "new — F5");
    harness_press(f.h, "End");
    f.demo->rows = 100;
    ui_refresh(harness_ui(f.h));
    harness_settle(f.h);
    g_assert_cmpint(table_id(f.table), ==, 103);
    int y, x;
    g_assert_true(harness_find(f.h, "103 / 100", &y, &x));
    g_autofree char *gone = harness_row(f.h, 21);
    g_assert_nonnull(strstr(gone, "×"));
    end(&f);
}

/* A page that is read in the place of a refresh only puts it off. */
static void test_refresh_put_off(void)
{
    Fixture f;
    begin(&f, 10000, NULL);
    f.demo->hold = true;
    f.demo->rows = 10001;
    ui_refresh(harness_ui(f.h));
    harness_press(f.h, "PgDn PgDn PgDn");
    while (f.demo->waiting->len) {
        demo_answer(f.demo);
        harness_settle(f.h);
    }
    harness_assert_shows(f.h, "▲ 1 new — F5");
    end(&f);
}

/* A refresh that comes while a page is on its way waits for it. */
static void test_refresh_waits(void)
{
    Fixture f;
    begin(&f, 10000, NULL);
    f.demo->hold = true;
    harness_press(f.h, "End");
    f.demo->rows = 10001;
    ui_refresh(harness_ui(f.h));
    demo_answer(f.demo);
    harness_settle(f.h);
    g_assert_cmpint(f.demo->waiting->len, ==, 0);
    g_assert_cmpint(table_id(f.table), ==, 10001);
    end(&f);
}

static void test_shape(void)
{
    Fixture f;
    begin(&f, 10, &(HarnessOptions){.rows = 24, .columns = 120});
    g_autofree char *plain = table_layout(f.table);
    g_assert_true(g_str_has_prefix(plain, "name;name:"));
    harness_press(f.h, "F6 Right Right +");
    g_autofree char *shaped = table_layout(f.table);
    g_assert_cmpstr(shaped, !=, plain);
    g_assert_false(g_str_has_prefix(shaped, "name;name:"));
    Table *other = demo_people(f.demo);
    table_set_layout(other, shaped);
    g_autofree char *again = table_layout(other);
    g_assert_cmpstr(again, ==, shaped);
    view_free(table_view(other));
    harness_press(f.h, "- Left Left");
    g_autofree char *back = table_layout(f.table);
    g_assert_cmpstr(back, ==, plain);
    end(&f);
}

/* --- column widths ---------------------------------------------------------------------------- */

static void test_fit_columns(void)
{
    for (int round = 0; round < 20000; round++) {
        TableColumn columns[8];
        const TableColumn *order[8];
        int widths[8], used = -1;
        guint n = (guint)g_test_rand_int_range(1, 8), shown = 0;
        for (guint i = 0; i < n; i++) {
            int width = g_test_rand_int_range(1, 40);
            columns[i] = (TableColumn){.width = width,
                                       .least = g_test_rand_int_range(0, width + 1),
                                       .grow = g_test_rand_int_range(0, 3)};
            order[i] = &columns[i];
        }
        int room = g_test_rand_int_range(0, 200);
        guint first = (guint)g_test_rand_int_range(1, (int)n + 1);
        table_fit_columns(order, n, room, first, widths);
        for (guint i = 0; i < n; i++) {
            int least = columns[i].least ? columns[i].least : columns[i].width;
            g_assert_cmpint(widths[i], >=, 0);
            g_assert_true(i == 0 || i >= first || widths[i] == 0);
            g_assert_true(i == 0 || widths[i] == 0 || widths[i] >= least);
            used += widths[i] ? widths[i] + 1 : 0;
            shown += widths[i] > 0;
        }
        g_assert_cmpint(used, <=, MAX(room, 0));
        g_assert_true(room == 0 || shown > 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/table/million", test_million);
    g_test_add_func("/table/menu-beside-empty", test_menu_beside_empty);
    g_test_add_func("/table/random-walk", test_random_walk);
    g_test_add_func("/table/late-answers", test_late_answers);
    g_test_add_func("/table/pending-moves", test_pending_moves_add_up);
    g_test_add_func("/table/anchor", test_anchor);
    g_test_add_func("/table/shrinks", test_shrinks);
    g_test_add_func("/table/marks", test_marks);
    g_test_add_func("/table/styles", test_styles);
    g_test_add_func("/table/find", test_find);
    g_test_add_func("/table/find-cancels", test_find_cancels);
    g_test_add_func("/table/keys-ahead", test_keys_ahead);
    g_test_add_func("/table/search-outlives-keys", test_search_outlives_keys);
    g_test_add_func("/table/keys-ahead-dropped", test_keys_ahead_dropped);
    g_test_add_func("/table/keys-ahead-given-up", test_keys_ahead_given_up);
    g_test_add_func("/table/keys-at-once", test_keys_at_once);
    g_test_add_func("/table/refresh-put-off", test_refresh_put_off);
    g_test_add_func("/table/filter", test_filter);
    g_test_add_func("/table/sort", test_sort);
    g_test_add_func("/table/columns", test_columns);
    g_test_add_func("/table/horizontal", test_horizontal);
    g_test_add_func("/table/mouse", test_mouse);
    g_test_add_func("/table/slow-clicks", test_slow_clicks);
    g_test_add_func("/table/copy", test_copy);
    g_test_add_func("/table/details", test_details);
    g_test_add_func("/table/refresh", test_refresh);
    g_test_add_func("/table/refresh-waits", test_refresh_waits);
    g_test_add_func("/table/shape", test_shape);
    g_test_add_func("/table/fit-columns", test_fit_columns);
    return g_test_run();
}
