#include "stage.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_internal.h"
#include "core/auth.h"
#include "core/draft.h"
#include "core/i18n.h"

static void empty_folder(const char *folder);

static void remove_folder(const char *folder)
{
    empty_folder(folder);
    g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void empty_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            remove_folder(path);
        else
            g_assert_cmpint(g_unlink(path), ==, 0);
    }
}

static char *state; /* where this program's clients keep what is theirs; NULL: not made yet */

static void remove_state(void)
{
    remove_folder(state);
    g_free(state);
}

/* GLib asks once in a process where that is. */
static void make_state(void)
{
    if (state)
        return;
    g_autoptr(GError) error = NULL;
    state = g_dir_make_tmp("client-state-XXXXXX", &error);
    g_assert_no_error(error);
    g_setenv("XDG_STATE_HOME", state, TRUE);
    atexit(remove_state);
}

static void copy_file(const char *url)
{
    g_autofree char *demo = g_test_build_filename(G_TEST_BUILT, "tui", "demo.db", NULL);
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(demo, &bytes, &length, &error);
    g_assert_no_error(error);
    g_file_set_contents_full(url, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
    g_assert_no_error(error);
}

static char *empty_configuration(void)
{
    return g_test_build_filename(G_TEST_DIST, "tui", "client", "empty.conf", NULL);
}

/* In a database of this program's server, as meson makes the file. */
static char *make_demo(void)
{
    g_autofree char *admin =
        g_test_build_filename(G_TEST_BUILT, "..", "admin", "ukrcrm-admin", NULL);
    g_autofree char *config = empty_configuration();
    g_autofree char *words = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    char *url = store_url(NULL, NULL);
    char *command[] = {admin,
                       (char *)"--config",
                       config,
                       (char *)"--db",
                       url,
                       (char *)"--now",
                       (char *)STAGE_NOW,
                       (char *)"demo",
                       NULL};
    g_spawn_sync(NULL, command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &words, &status,
                 &error);
    g_assert_no_error(error);
    if (!g_spawn_check_wait_status(status, NULL))
        g_error("%s: %s", admin, words);
    return url;
}

static char *copy_demo(const char *folder)
{
    static char *model;
    if (store_is_server()) {
        if (!model)
            model = make_demo();
        return store_url_like(model);
    }
    char *url = store_url(folder, "base.db");
    copy_file(url);
    return url;
}

static Base *open_base(const Stage *stage)
{
    g_autoptr(GError) error = NULL;
    Base *base = base_open(stage->url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    return base;
}

Stage *stage_new(void)
{
    g_autoptr(GError) error = NULL;
    Stage *stage = g_new0(Stage, 1);
    make_state();
    stage->folder = g_dir_make_tmp("client-XXXXXX", &error);
    g_assert_no_error(error);
    stage->url = copy_demo(stage->folder);
    return stage;
}

void stage_free(Stage *stage)
{
    if (!stage)
        return;
    stage_leave(stage);
    store_remove(stage->url);
    remove_folder(stage->folder);
    empty_folder(state);
    g_free(stage->folder);
    g_free(stage->url);
    g_free(stage);
}

static void start_program(Stage *stage, const char *language)
{
    static const char *const sections[] = {"client", NULL};
    static const ProgramInfo info = {
        .name = "stage", .summary = "", .arguments = "", .sections = sections};
    g_autofree char *config = empty_configuration();
    char *argv[] = {
        (char *)"stage",  (char *)"--db",   stage->url,         (char *)"--now", (char *)STAGE_NOW,
        (char *)"--lang", (char *)language, (char *)"--config", config,          NULL};
    g_autoptr(GError) error = NULL;
    stage->invocation = program_start(&info, G_N_ELEMENTS(argv) - 1, argv, &error);
    g_assert_no_error(error);
}

static void go_to_level(Stage *stage, const Entrance *entrance)
{
    app_sign_in(stage->app, stage_profile(stage, entrance->role));
    if (entrance->level == LEVEL_ENTERPRISE)
        app_go_enterprise(stage->app, STAGE_ENTERPRISE);
    else if (entrance->level == LEVEL_EMPLOYEE)
        app_go_employee(stage->app, STAGE_ENTERPRISE);
}

void stage_enter(Stage *stage, const Entrance *entrance)
{
    stage_leave(stage);
    start_program(stage, entrance->language ? entrance->language : "en");
    g_autoptr(GError) error = NULL;
    stage->base = base_open_for_keys(stage->url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    stage->h = harness_new(&entrance->screen);
    stage->app = app_new(stage->invocation, stage->base, harness_ui(stage->h));
    stage->app->target = entrance->target;
    if (entrance->role == ROLE_NONE)
        app_sign_out(stage->app);
    else
        go_to_level(stage, entrance);
    harness_settle(stage->h);
}

/* An open question is answered as by Esc: what its answer owns is freed by the answer alone, and
 * the leak checker would take for lost what a person who is cut off leaves to the end of the
 * process. */
static bool is_question(const View *view)
{
    return view && view_is_dialog(view) && !view->class->keep_draft;
}

static void close_questions(Ui *ui)
{
    while (is_question(ui_top(ui)))
        ui_close(ui, ui_top(ui));
}

void stage_leave(Stage *stage)
{
    if (stage->app)
        close_questions(stage->app->ui);
    g_clear_pointer(&stage->app, app_free);
    g_clear_pointer(&stage->h, harness_free);
    g_clear_pointer(&stage->base, base_close);
    g_clear_pointer(&stage->invocation, program_end);
}

Stage *stage_with(const Entrance *entrance)
{
    Stage *stage = stage_new();
    stage_enter(stage, entrance);
    return stage;
}

static bool is_idle(gpointer data)
{
    return !worker_is_busy(data, NULL);
}

void stage_settle(Stage *stage)
{
    do {
        harness_settle(stage->h);
        harness_wait(stage->h, is_idle, stage->app->worker);
    } while (harness_settle(stage->h) && !is_idle(stage->app->worker));
}

char *stage_menu(Stage *stage)
{
    g_autoptr(GString) menu = g_string_new(NULL);
    g_autofree char *screen = harness_screen(stage->h);
    g_auto(GStrv) rows = g_strsplit(screen, "\n", -1);
    for (char **row = rows; *row; row++) {
        char *line = strstr(*row, "│");
        if (!line)
            continue;
        *line = '\0';
        g_strstrip(*row);
        if (**row)
            g_string_append_printf(menu, "%s%s", menu->len ? "|" : "", *row);
    }
    return g_strdup(menu->str);
}

void stage_list(Stage *stage, const Entity *entity)
{
    app_go_list(stage->app, entity);
    stage_settle(stage);
}

void stage_card(Stage *stage, const Entity *entity, int64_t id)
{
    app_open_record(stage->app, entity, id);
    stage_settle(stage);
}

/* --- people ----------------------------------------------------------------------------------- */

int64_t stage_profile(Stage *stage, Role role)
{
    g_autofree char *email = g_strconcat(role_code(role), "@demo.example", NULL);
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    auth_sign_in_owner(stage->base, program_now(stage->invocation), email, "test", &id, &error);
    g_assert_no_error(error);
    return id;
}

Actor stage_actor(Stage *stage, Base *base, Role role)
{
    g_autoptr(GError) error = NULL;
    Actor actor = actor_profile(stage_profile(stage, role), program_now(stage->invocation));
    if (base != stage->base) /* where it is the client's to say */
        base_set_person(base, actor.profile_id);
    actor_enter(base, &actor, STAGE_ENTERPRISE, &actor, &error);
    g_assert_no_error(error);
    return actor;
}

void stage_hear(Stage *stage)
{
    int64_t version;
    g_autoptr(GError) error = NULL;
    db_data_version(base_db(stage->base), &version, &error);
    g_assert_no_error(error);
}

void stage_other_saves(Stage *stage, Role role, const Entity *entity, int64_t id, const char *field,
                       const char *stored)
{
    g_autoptr(Base) base = open_base(stage);
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, base, role);
    g_autoptr(Record) record =
        id ? record_load(base, &actor, entity, id, &error) : record_new(base, &actor, entity);
    g_assert_no_error(error);
    record_set_text(record, field, stored);
    record_save(base, &actor, record, NULL, NULL, &error);
    g_assert_no_error(error);
    stage_hear(stage);
}

char *stage_stored(Stage *stage, const Entity *entity, int64_t id, const char *field)
{
    g_autoptr(Base) base = open_base(stage);
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, base, ROLE_OWNER);
    g_autoptr(Record) record = record_load(base, &actor, entity, id, &error);
    g_assert_no_error(error);
    return g_strdup(record_text(record, field));
}

Form *stage_form(Stage *stage)
{
    return (Form *)ui_top(harness_ui(stage->h));
}

bool stage_has_draft(Stage *stage, const char *entity, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_auto(Draft) draft = {0};
    bool found = false;
    draft_find(stage->base, app_actor(stage->app), entity, id, &draft, &found, &error);
    g_assert_no_error(error);
    return found;
}
