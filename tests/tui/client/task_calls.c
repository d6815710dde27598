/* Call after call: docs/rules.md, "Call after call". */
#include "stage.h"

#include "core/query.h"
#include "tui/widgets/table.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      russian = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE, .language = "ru"},
                      guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE};

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

static int64_t save(Stage *stage, const Entity *entity, const char *const *pairs)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) record = record_new(stage->base, &actor, entity);
    for (; pairs[0]; pairs += 2)
        record_set_text(record, pairs[0], pairs[1]);
    record_save(stage->base, &actor, record, NULL, NULL, &error);
    g_assert_no_error(error);
    return record->id;
}

static int64_t add_call(Stage *stage, const char *subject, const char *due, int64_t client)
{
    g_autofree char *of = g_strdup_printf("%" G_GINT64_FORMAT, client);
    const char *const pairs[] = {"subject", subject, "due_on", due, "client_id", of, NULL};
    return save(stage, &task_entity, pairs);
}

static int64_t number(Stage *stage, int64_t id, const char *field)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    g_assert_no_error(error);
    return record_integer(task, field);
}

static void assert_stored(Stage *stage, int64_t id, const char *field, const char *expected)
{
    g_autofree char *stored = stage_stored(stage, &task_entity, id, field);
    g_assert_cmpstr(stored, ==, expected);
}

/* The newest task of the client; 0: only those of before. */
static int64_t newest_of(Stage *stage, int64_t client, int64_t after)
{
    g_autofree char *of = g_strdup_printf("%" G_GINT64_FORMAT, client);
    const Filter filter = {"client_id", FILTER_IS, of};
    const Query query = {.entity = &task_entity, .filters = &filter, .n_filters = 1};
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids = query_ids(stage->base, app_actor(stage->app), &query, &error);
    g_assert_no_error(error);
    int64_t newest = 0;
    for (guint i = 0; i < ids->len; i++)
        newest = MAX(newest, g_array_index(ids, int64_t, i));
    return newest > after ? newest : 0;
}

/* Three calls of one client alone in the list: the owner's own of the demo are found by no search.
 */
typedef struct {
    Stage *stage;
    int64_t client, calls[3];
} Scene;

static Scene scene_of(const Entrance *entrance)
{
    static const char *const person[] = {"surname", "Quokka", "phone", "+380501112233", NULL};
    Scene scene = {.stage = stage_with(entrance)};
    scene.client = save(scene.stage, &client_entity, person);
    scene.calls[0] = add_call(scene.stage, "Quokka first", "2026-06-29", scene.client);
    scene.calls[1] = add_call(scene.stage, "Quokka second", "2026-06-30", scene.client);
    scene.calls[2] = add_call(scene.stage, "Quokka third", "2026-07-01", scene.client);
    add_call(scene.stage, "Quokka tomorrow", "2026-07-02", scene.client);
    stage_list(scene.stage, &task_entity);
    press(scene.stage, "F3");
    harness_type(scene.stage->h, "quokka");
    press(scene.stage, "Enter");
    return scene;
}

static Scene calls_of(const Entrance *entrance)
{
    Scene scene = scene_of(entrance);
    press(scene.stage, "r");
    harness_assert_shows(scene.stage->h, "Quokka first");
    harness_assert_shows(scene.stage->h, "1 / 3");
    return scene;
}

static void scene_clear(Scene *scene)
{
    stage_free(scene->stage);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_clear)

/* --- outcomes --------------------------------------------------------------------------------- */

/* One key: a day later, with a word in the journal, and on to the next. */
static void test_no_answer(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    harness_assert_shows(stage->h, "+380501112233");
    harness_assert_shows(stage->h, "! overdue");
    press(stage, "n");
    harness_assert_shows(stage->h, "No answer. Ctrl+Z takes it back.");
    harness_assert_shows(stage->h, "Quokka second");
    harness_assert_shows(stage->h, "2 / 3 · done: 1");
    assert_stored(stage, scene.calls[0], "due_on", "2026-07-02");
    press(stage, "Ctrl+Z");
    harness_assert_shows(stage->h, "Quokka first");
    harness_assert_shows(stage->h, "1 / 3 · done: 0");
    harness_assert_shows(stage->h,
                         "No answer."); /* words stay: nothing takes them from a journal */
    assert_stored(stage, scene.calls[0], "due_on", "2026-06-29");
}

/* What was said, the closing and what follows are one save, taken back as one. */
static void test_reached(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "r");
    harness_type(stage->h, "Wants two boxes");
    form_set(stage_form(stage), "due_on", "2026-06-30", NULL);
    press(stage, "F2");
    harness_assert_shows(stage->h, "choose today or a later day");
    form_set(stage_form(stage), "due_on", "2026-07-06", NULL);
    form_set(stage_form(stage), "subject", "Send the boxes", NULL);
    press(stage, "F2");
    harness_assert_shows(stage->h, "Quokka second");
    g_assert_cmpint(number(stage, scene.calls[0], "closed_at"), !=, 0);
    int64_t next = newest_of(stage, scene.client, scene.calls[2] + 1);
    g_assert_cmpint(next, !=, 0);
    assert_stored(stage, next, "subject", "Send the boxes");
    assert_stored(stage, next, "due_on", "2026-07-06");
    press(stage, "Ctrl+Z");
    press(stage, "End");
    harness_assert_shows(stage->h, "«Reached. Wants two boxes»");
    g_assert_cmpint(number(stage, scene.calls[0], "closed_at"), ==, 0);
    g_assert_cmpint(newest_of(stage, scene.client, scene.calls[2] + 1), ==, 0);
}

/* Without a day nothing follows. */
static void test_reached_only(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    press(scene.stage, "r F2");
    g_assert_cmpint(number(scene.stage, scene.calls[0], "closed_at"), !=, 0);
    g_assert_cmpint(newest_of(scene.stage, scene.client, scene.calls[2] + 1), ==, 0);
}

/* In an hour, unless something else is said. */
static void test_later(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "t F2");
    assert_stored(stage, scene.calls[0], "due_on", "2026-07-01");
    g_assert_cmpint(number(stage, scene.calls[0], "due_minute"), ==, 11 * 60);
    g_assert_cmpint(number(stage, scene.calls[0], "closed_at"), ==, 0);
    harness_assert_shows(stage->h, "Quokka second");
}

/* The day is what is asked for: it is typed at once, and the time and the words after it. */
static void test_later_said(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "t");
    harness_type(stage->h, "3.7");
    press(stage, "Tab");
    harness_type(stage->h, "9:15");
    press(stage, "Tab");
    harness_type(stage->h, "After the audit");
    press(stage, "F2");
    harness_assert_shows(stage->h, "To be called later. Ctrl+Z takes it back.");
    assert_stored(stage, scene.calls[0], "due_on", "2026-07-03");
    g_assert_cmpint(number(stage, scene.calls[0], "due_minute"), ==, 9 * 60 + 15);
    press(stage, "Ctrl+Z End");
    harness_assert_shows(stage->h, "After the audit");
}

static void test_wrong_number(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "w");
    g_assert_cmpint(number(stage, scene.calls[0], "closed_at"), !=, 0);
    int64_t next = newest_of(stage, scene.client, scene.calls[2] + 1);
    assert_stored(stage, next, "subject", "Find out the telephone number: Quokka");
    press(stage, "x");
    g_assert_cmpint(number(stage, scene.calls[1], "closed_at"), !=, 0);
    harness_assert_shows(stage->h, "Quokka third");
}

/* --- going through ---------------------------------------------------------------------------- */

/* Skipped ones can be gone through again; at the end it says so. */
static void test_skip(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "s n s");
    harness_assert_shows(stage->h, "Done: 1, skipped: 2.");
    press(stage, "b");
    harness_assert_shows(stage->h, "Quokka third");
    press(stage, "b");
    harness_assert_shows(stage->h, "Quokka first");
    press(stage, "s s s");
    harness_assert_shows(stage->h, "Quokka first");
    press(stage, "Esc");
    harness_assert_shows(stage->h, "find «quokka»");
    g_assert_cmpint(number(stage, scene.calls[0], "closed_at"), ==, 0);
}

/* A comment is written at once, and in sight. */
static void test_comment(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "m");
    harness_type(stage->h, "Ring twice");
    press(stage, "F2");
    press(stage, "End");
    harness_assert_shows(stage->h, "«Ring twice»");
    harness_assert_shows(stage->h, "1 / 3 · done: 0");
}

/* Somebody else has closed it: theirs stays, one's words are kept. */
static void test_meanwhile(void)
{
    g_auto(Scene) scene = calls_of(&owner);
    Stage *stage = scene.stage;
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, scene.calls[0], "status_id", "7");
    press(stage, "n");
    harness_assert_shows(stage->h, "Somebody has closed it meanwhile");
    harness_assert_hides(stage->h, "Ctrl+Z takes it back");
    g_assert_cmpint(number(stage, scene.calls[0], "status_id"), ==, 7);
    assert_stored(stage, scene.calls[0], "due_on", "2026-06-29");
    press(stage, "b");
    harness_assert_shows(stage->h, "Quokka second");
}

/* --- which ones ------------------------------------------------------------------------------- */

/* The list's own filters go before what is meant without them; marks before both. */
static void test_chosen(void)
{
    g_auto(Scene) scene = scene_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "T");
    press(stage, "r");
    harness_assert_shows(stage->h, "Quokka third");
    harness_assert_shows(stage->h, "1 / 1");
    press(stage, "Esc");
    press(stage, "T");
    press(stage, "End Up Space Space");
    press(stage, "r");
    harness_assert_shows(stage->h, "1 / 2");
    harness_assert_shows(stage->h, "Quokka third");
    press(stage, "s");
    harness_assert_shows(stage->h, "Quokka tomorrow");
}

static void test_none(void)
{
    g_auto(Scene) scene = scene_of(&owner);
    Stage *stage = scene.stage;
    press(stage, "E");
    press(stage, "r");
    harness_assert_shows(stage->h, "No calls until today.");
    stage_enter(stage, &guest);
    stage_list(stage, &task_entity);
    press(stage, "r");
    harness_assert_shows(stage->h, "does nothing here");
}

static void test_languages(void)
{
    g_auto(Scene) scene = scene_of(&russian);
    Stage *stage = scene.stage;
    harness_type(stage->h, "к");
    stage_settle(stage);
    harness_assert_shows(stage->h, "! просрочена");
    harness_assert_shows(stage->h, "n\u00a0Нет\u00a0ответа");
    harness_type(stage->h, "т");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Нет ответа. Ctrl+Z — отменить.");
}

/* A thousand at once are enough: that these are not all is told, of just a thousand it is not. */
static void test_most(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    for (int i = 0; i < 1000; i++)
        add_call(stage, "Wombat", "2026-06-30", 1);
    harness_press(stage->h, "F3");
    harness_type(stage->h, "wombat");
    press(stage, "Enter r");
    harness_assert_shows(stage->h, "1 / 1\u00a0000");
    harness_assert_hides(stage->h, "These are the first");
    press(stage, "Esc");
    add_call(stage, "Wombat", "2026-06-30", 1);
    press(stage, "r");
    harness_assert_shows(stage->h,
                         "These are the first 1\u00a0000. Once they are done, start again.");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/calls/no-answer", test_no_answer);
    g_test_add_func("/calls/reached", test_reached);
    g_test_add_func("/calls/reached-only", test_reached_only);
    g_test_add_func("/calls/later", test_later);
    g_test_add_func("/calls/later-said", test_later_said);
    g_test_add_func("/calls/wrong-number", test_wrong_number);
    g_test_add_func("/calls/skip", test_skip);
    g_test_add_func("/calls/comment", test_comment);
    g_test_add_func("/calls/meanwhile", test_meanwhile);
    g_test_add_func("/calls/chosen", test_chosen);
    g_test_add_func("/calls/none", test_none);
    g_test_add_func("/calls/languages", test_languages);
    g_test_add_func("/calls/most", test_most);
    return g_test_run();
}
