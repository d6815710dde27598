/* The photo: chosen from the person's inbox, shown in the frame and on the card; files that are
 * none get a word. */
#include <glib/gstdio.h>

#include "core/auth.h"
#include "stage.h"
#include "tui/app/inbox.h"
#include "tui/photo/photo.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_GLOBAL};

/* A picture of one pixel, as small as PNG allows, and what is none. */
static const guint8 red_png[] = {
    0x89, 0x50, 0x4e, 0x47, 0xd,  0xa,  0x1a, 0xa,  0x0,  0x0,  0x0,  0xd,  0x49, 0x48,
    0x44, 0x52, 0x0,  0x0,  0x0,  0x1,  0x0,  0x0,  0x0,  0x1,  0x8,  0x2,  0x0,  0x0,
    0x0,  0x90, 0x77, 0x53, 0xde, 0x0,  0x0,  0x0,  0xc,  0x49, 0x44, 0x41, 0x54, 0x78,
    0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0x0,  0x0,  0x3,  0x1,  0x1,  0x0,  0xc9, 0xfe, 0x92,
    0xef, 0x0,  0x0,  0x0,  0x0,  0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

typedef struct {
    Stage *stage;
    char *folder;
} Fixture;

static void put(const Fixture *f, const char *name, const void *bytes, gsize length)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    g_autoptr(GError) error = NULL;
    g_file_set_contents(path, bytes, (gssize)length, &error);
    g_assert_no_error(error);
}

/* The inbox lies in the user's data folder, which is the test's own. */
static void begin(Fixture *f)
{
    f->stage = stage_with(&owner);
    f->folder = inbox_folder(f->stage->app);
    g_mkdir_with_parents(f->folder, 0700);
    put(f, "face.png", red_png, sizeof red_png);
    put(f, "text.jpg", "no picture", 10);
}

static void end(Fixture *f)
{
    static const char *const names[] = {"face.png", "text.jpg"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(f->folder, names[i], NULL);
        g_unlink(path);
    }
    g_rmdir(f->folder);
    g_free(f->folder);
    stage_free(f->stage);
}

static void choose_photo(const Fixture *f, const char *name)
{
    int y, x;
    app_go_profile(f->stage->app);
    harness_settle(f->stage->h);
    g_assert_true(harness_find(f->stage->h, "[ Photo ]", &y, &x));
    harness_mouse(f->stage->h, MOUSE_PRESS, y, x + 1);
    harness_type(f->stage->h, name);
    harness_press(f->stage->h, "Enter");
}

/* The cell at the right end of the top line. */
static bool is_red(gpointer data)
{
    HarnessCell cell = harness_cell(((Stage *)data)->h, 0, 79);
    return cell.bg == 196 || cell.fg == 196;
}

static void test_chosen(void)
{
    Fixture f;
    begin(&f);
    g_assert_false(is_red(f.stage));
    choose_photo(&f, "face");
    harness_assert_shows(f.stage->h, "The photo is changed.");
    harness_wait(f.stage->h, is_red, f.stage);
    app_go_profile(f.stage->app);
    harness_settle(f.stage->h);
    HarnessCell cell = harness_cell(f.stage->h, 2, 42);
    g_assert_true(cell.bg == 196 || cell.fg == 196);
    stage_enter(f.stage, &owner); /* and after the next sign-in */
    harness_wait(f.stage->h, is_red, f.stage);
    app_sign_out(f.stage->app);
    harness_settle(f.stage->h);
    g_assert_false(is_red(f.stage));
    end(&f);
}

static void test_refused(void)
{
    Fixture f;
    begin(&f);
    choose_photo(&f, "text");
    harness_assert_shows(f.stage->h, "this is no picture that can be read: choose a PNG");
    g_autoptr(GBytes) none = profile_photo(f.stage->base, f.stage->app->actor.profile_id, NULL);
    g_assert_null(none);
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *home = g_dir_make_tmp("photo-XXXXXX", NULL);
    g_setenv("XDG_DATA_HOME", home, TRUE);
    g_test_add_func("/photo/chosen", test_chosen);
    g_test_add_func("/photo/refused", test_refused);
    int code = g_test_run();
    g_autofree char *ukrcrm = g_build_filename(home, "ukrcrm", NULL);
    g_autofree char *inbox = g_build_filename(ukrcrm, "inbox", NULL);
    g_rmdir(inbox);
    g_rmdir(ukrcrm);
    g_rmdir(home);
    return code;
}
