/* What goes over the line: budgets in bytes at 160×50, for people on slow connections. */
#include "demo.h"
#include "harness.h"

typedef struct {
    Harness *h;
    Demo *demo;
} Fixture;

static void begin(Fixture *f, const char *term)
{
    f->h = harness_new(&(HarnessOptions){.rows = 50, .columns = 160, .term = term});
    f->demo = demo_new(harness_ui(f->h), 1000000);
    demo_frame(f->demo, LEVEL_ENTERPRISE);
    harness_show(f->h, table_view(demo_people(f->demo)));
}

static void end(Fixture *f)
{
    harness_free(f->h);
    demo_free(f->demo);
}

static void check(Fixture *f, const char *what, gsize most)
{
    gsize bytes = harness_bytes(f->h);
    g_test_message("%s: %" G_GSIZE_FORMAT " bytes", what, bytes);
    g_assert_cmpuint(bytes, <=, most);
}

static void test_list(void)
{
    Fixture f;
    begin(&f, NULL);
    check(&f, "first paint", 10 * 1024);
    harness_press(f.h, "Down");
    check(&f, "one row down", 400);
    harness_advance(f.h, 1000);
    check(&f, "the details of that row", 200);
    harness_press(f.h, "Down");
    check(&f, "one more", 400);
    harness_press(f.h, "Up");
    check(&f, "one row up", 400);
    harness_press(f.h, "PgDn");
    check(&f, "page", 6 * 1024);
    harness_press(f.h, "PgDn");
    check(&f, "next page", 6 * 1024);
    harness_advance(f.h, 1000);
    check(&f, "the details of that row", 200);
    harness_advance(f.h, 60000);
    check(&f, "a minute of nothing", 0);
    end(&f);
}

/* Row by row over a screen's edge: on average no more than a move. */
static void test_scrolling(void)
{
    Fixture f;
    begin(&f, NULL);
    harness_bytes(f.h);
    for (int i = 0; i < 200; i++)
        harness_press(f.h, "Down");
    check(&f, "200 rows down", 200 * 600);
    end(&f);
}

/* tmux knows neither ech nor rep. */
static void test_tmux(void)
{
    Fixture f;
    begin(&f, "screen-256color");
    check(&f, "first paint", 20 * 1024);
    end(&f);
}

static void test_form(void)
{
    Fixture f;
    begin(&f, NULL);
    harness_press(f.h, "Enter");
    harness_type(f.h, "й");
    harness_bytes(f.h);
    for (int i = 0; i < 10; i++)
        harness_type(f.h, "ї");
    check(&f, "ten letters", 10 * 60);
    harness_advance(f.h, 60000);
    check(&f, "a minute of nothing", 0);
    end(&f);
}

static void test_find(void)
{
    Fixture f;
    begin(&f, NULL);
    harness_press(f.h, "F3");
    harness_bytes(f.h);
    harness_type(f.h, "ш");
    check(&f, "a letter that changes every row", 6 * 1024);
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bytes/list", test_list);
    g_test_add_func("/bytes/scrolling", test_scrolling);
    g_test_add_func("/bytes/tmux", test_tmux);
    g_test_add_func("/bytes/form", test_form);
    g_test_add_func("/bytes/find", test_find);
    return g_test_run();
}
