/* docs/rules.md, "Saved views": who sees, shares, changes and deletes them; each cell. */
#include "core/saved_view.h"
#include "fixture.h"

#define SCREEN "list.task"
#define CONTENT "[view]\nfind=кава\n"

static SavedView *view_new(const char *name, bool shared)
{
    SavedView *view = g_new0(SavedView, 1);
    view->name = g_strdup(name);
    view->content = g_strdup(CONTENT);
    view->shared = shared;
    return view;
}

static SavedView *saved(Fixture *f, const Actor *actor, const char *name, bool shared)
{
    g_autoptr(GError) error = NULL;
    SavedView *view = view_new(name, shared);
    saved_view_save(f->base, actor, SCREEN, view, &error);
    g_assert_no_error(error);
    return view;
}

static void set_guests_extent(Fixture *f, Extent extent)
{
    g_autoptr(GError) error = NULL;
    right_set(f->base, &f->actors[ROLE_OWNER], ROLE_GUEST, RIGHT_SHARE_VIEW, extent, &error);
    g_assert_no_error(error);
}

/* A guest's shared one is of the time when guests could. */
static SavedView *planted(Fixture *f, Role author, bool shared)
{
    set_guests_extent(f, EXTENT_OWN);
    SavedView *view = saved(f, &f->actors[author], "Горить", shared);
    set_guests_extent(f, EXTENT_NONE);
    return view;
}

static void expect(bool done, bool seen, bool allowed, const GError *error)
{
    if (!seen)
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    else if (!allowed)
        g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    else
        g_assert_no_error(error);
    g_assert_true(done == (seen && allowed));
}

static bool is_seen(Fixture *f, const Actor *actor, const SavedView *wanted)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) views = saved_views(f->base, actor, SCREEN, &error);
    g_assert_no_error(error);
    g_assert_cmpint(views->len, <=, 1);
    if (!views->len)
        return false;
    const SavedView *view = views->pdata[0];
    g_assert_cmpint(view->id, ==, wanted->id);
    g_assert_cmpint(view->version, ==, wanted->version);
    g_assert_cmpstr(view->name, ==, wanted->name);
    g_assert_cmpstr(view->content, ==, wanted->content);
    g_assert_true(view->shared == wanted->shared);
    g_assert_cmpint(view->profile_id, ==, wanted->profile_id);
    return true;
}

typedef enum { RENAME, CHANGE_CONTENT, TURN, DELETE, N_ACTS } Act;

static bool perform(Fixture *f, const Actor *actor, SavedView *view, Act act, GError **error)
{
    if (act == DELETE)
        return saved_view_delete(f->base, actor, view, error);
    if (act == RENAME)
        g_free(view->name), view->name = g_strdup("Інше");
    else if (act == CHANGE_CONTENT)
        g_free(view->content), view->content = g_strdup("[view]\n");
    else
        view->shared = !view->shared;
    return saved_view_save(f->base, actor, SCREEN, view, error);
}

/* The rule once more, in words of its own. */
static bool is_allowed(Role author, Role role, bool shared, Act act)
{
    bool others_see = act == TURN ? !shared : act != DELETE && shared;
    if (author == role)
        return !others_see || role >= ROLE_MANAGER;
    return role >= ROLE_ADMIN;
}

static void try_cell(Fixture *f, Role author, Role role, bool shared, Act act)
{
    g_autoptr(SavedView) view = planted(f, author, shared);
    g_autoptr(SavedView) before = saved_view_copy(view);
    const Actor *actor = &f->actors[role];
    g_autoptr(GError) error = NULL;
    bool seen = author == role || shared, allowed = is_allowed(author, role, shared, act);
    g_test_message("%s's %s view, act %d by %s", role_code(author), shared ? "shared" : "private",
                   (int)act, role_code(role));
    g_assert_true(is_seen(f, actor, view) == seen);
    if (act == DELETE && seen)
        g_assert_true(saved_view_may_delete(f->base, actor, view, NULL) == allowed);
    bool done = perform(f, actor, view, act, &error);
    expect(done, seen, allowed, error);
    int64_t left = fixture_count(f, SQL("SELECT count(*) FROM saved_view"));
    g_assert_cmpint(left, ==, act == DELETE && done ? 0 : 1);
    if (left)
        g_assert_true(is_seen(f, &f->actors[author], done ? view : before));
    g_clear_error(&error);
    if (left)
        saved_view_delete(f->base, &f->actors[author], done ? view : before, &error);
    g_assert_no_error(error);
}

static void test_cells(Fixture *f, const void *data)
{
    for (Role author = ROLE_GUEST; author <= ROLE_OWNER; author++)
        for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
            for (int shared = 0; shared <= 1; shared++)
                for (Act act = RENAME; act < N_ACTS; act++)
                    try_cell(f, author, role, shared, act);
}

static void test_new(Fixture *f, const void *data)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        for (int shared = 0; shared <= 1; shared++) {
            g_autoptr(GError) error = NULL;
            g_autofree char *why = NULL;
            g_autoptr(SavedView) view = view_new(shared ? "Спільний" : "Мій", shared);
            bool may = !shared || role >= ROLE_MANAGER;
            bool done = saved_view_save(f->base, &f->actors[role], SCREEN, view, &error);
            expect(done, true, may, error);
            g_assert_true((view->id != 0) == may);
            g_assert_true(saved_view_may_share(f->base, &f->actors[role], &why) ==
                          (role >= ROLE_MANAGER));
            g_assert_true((why != NULL) == (role < ROLE_MANAGER));
        }
}

/* --- enterprises, screens, people who left -----------------------------------------------------
 */

static void test_walls(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SavedView) view = saved(f, &f->actors[ROLE_OWNER], "Горить", true);
    Actor stranger = actor_profile(fixture_profile(f, "Чужий", "Власник"), NOW);
    int64_t other = fixture_save(f, &stranger, &enterprise_entity, "full_name", "Інша",
                                 "short_name", "Інша", NULL);
    Actor global = stranger;
    actor_enter(f->base, &global, other, &stranger, &error);
    g_assert_no_error(error);
    for (int inside = 0; inside <= 1; inside++) {
        const Actor *actor = inside ? &stranger : &global;
        g_assert_false(is_seen(f, actor, view));
        for (Act act = RENAME; act < N_ACTS; act++) {
            g_autoptr(SavedView) copy = saved_view_copy(view);
            g_autoptr(GError) refusal = NULL;
            g_assert_false(perform(f, actor, copy, act, &refusal));
            g_assert_error(refusal, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
        }
    }
    g_autoptr(GPtrArray) elsewhere =
        saved_views(f->base, &f->actors[ROLE_OWNER], "list.client", &error);
    g_assert_cmpint(elsewhere->len, ==, 0);
    g_assert_true(is_seen(f, &f->actors[ROLE_GUEST], view));
}

/* Beside no enterprise there is nobody to share with. */
static void test_global(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor person = actor_profile(f->profiles[ROLE_OWNER], NOW);
    Actor other = actor_profile(f->profiles[ROLE_ADMIN], NOW);
    g_autoptr(SavedView) view = saved(f, &person, "Мої", false);
    g_assert_true(is_seen(f, &person, view));
    g_assert_false(is_seen(f, &other, view));
    view->shared = true;
    g_assert_false(saved_view_save(f->base, &person, SCREEN, view, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(SavedView) nobodys = view_new("Нічий", false);
    g_assert_false(saved_view_save(f->base, &f->actors[ROLE_NONE], SCREEN, nobodys, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

static void test_dismissed(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor *manager = &f->actors[ROLE_MANAGER];
    g_autoptr(SavedView) view = saved(f, manager, "Горить", true);
    g_autoptr(Record) employee =
        record_load(f->base, &f->actors[ROLE_NONE], &employee_entity, manager->employee_id, &error);
    record_set_text(employee, "status", "dismissed");
    record_save(f->base, &f->actors[ROLE_NONE], employee, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_null(saved_views(f->base, manager, SCREEN, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    for (Act act = RENAME; act < N_ACTS; act++) {
        g_autoptr(SavedView) copy = saved_view_copy(view);
        g_autoptr(GError) refusal = NULL;
        g_assert_false(perform(f, manager, copy, act, &refusal));
        g_assert_error(refusal, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    }
    /* what they shared goes on */
    g_assert_true(is_seen(f, &f->actors[ROLE_GUEST], view));
}

/* --- versions, names, limits -------------------------------------------------------------------
 */

static void test_version(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SavedView) view = saved(f, &f->actors[ROLE_OWNER], "Горить", true);
    g_autoptr(SavedView) old = saved_view_copy(view);
    g_assert_true(perform(f, &f->actors[ROLE_ADMIN], view, RENAME, &error));
    g_assert_cmpint(view->version, ==, 2);
    for (Act act = RENAME; act < N_ACTS; act++) {
        g_autoptr(SavedView) copy = saved_view_copy(old);
        g_autoptr(GError) refusal = NULL;
        g_assert_false(perform(f, &f->actors[ROLE_OWNER], copy, act, &refusal));
        g_assert_error(refusal, RECORD_ERROR, RECORD_ERROR_CONFLICT);
    }
    g_assert_true(is_seen(f, &f->actors[ROLE_OWNER], view));
}

static void refuse_name(Fixture *f, SavedView *view, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_free(view->name);
    view->name = g_strdup(name);
    g_assert_false(saved_view_save(f->base, &f->actors[ROLE_OWNER], SCREEN, view, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

static void test_names(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SavedView) first = saved(f, &f->actors[ROLE_OWNER], "  Горить\n", false);
    g_assert_cmpstr(first->name, ==, "Горить");
    g_autoptr(SavedView) second = saved(f, &f->actors[ROLE_OWNER], "Інше", false);
    refuse_name(f, second, "Горить");
    g_autoptr(SavedView) third = view_new("Горить ", false);
    refuse_name(f, third, "Горить ");
    refuse_name(f, third, " ");
    g_autofree char *long_name = g_strnfill(SAVED_VIEW_NAME_MOST + 1, 'x');
    refuse_name(f, third, long_name);
    long_name[SAVED_VIEW_NAME_MOST] = '\0';
    g_free(third->name);
    third->name = g_strdup(long_name);
    g_assert_true(saved_view_save(f->base, &f->actors[ROLE_OWNER], SCREEN, third, &error));
    /* another person's, another screen's */
    g_autoptr(SavedView) others = saved(f, &f->actors[ROLE_ADMIN], "Горить", true);
    g_assert_cmpint(others->profile_id, ==, f->profiles[ROLE_ADMIN]);
    g_autoptr(SavedView) elsewhere = view_new("Горить", false);
    g_assert_true(
        saved_view_save(f->base, &f->actors[ROLE_OWNER], "list.client", elsewhere, &error));
}

static void test_content(Fixture *f, const void *data)
{
    g_autoptr(SavedView) view = view_new("Горить", false);
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        g_free(view->content);
        view->content = i == 0   ? g_strdup("")
                        : i == 1 ? g_strdup("\xff")
                                 : g_strnfill(SAVED_VIEW_CONTENT_MOST + 1, 'x');
        g_assert_false(saved_view_save(f->base, &f->actors[ROLE_OWNER], SCREEN, view, &error));
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    }
    g_autoptr(GError) error = NULL;
    view->content[SAVED_VIEW_CONTENT_MOST] = '\0';
    g_assert_true(saved_view_save(f->base, &f->actors[ROLE_OWNER], SCREEN, view, &error));
}

static void test_most(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < SAVED_VIEWS_MOST; i++) {
        g_autofree char *name = g_strdup_printf("Вид %d", i);
        saved_view_free(saved(f, &f->actors[ROLE_OWNER], name, false));
    }
    g_autoptr(SavedView) more = view_new("Ще один", false);
    g_assert_false(saved_view_save(f->base, &f->actors[ROLE_OWNER], SCREEN, more, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    g_assert_true(saved_view_save(f->base, &f->actors[ROLE_ADMIN], SCREEN, more, &error));
    g_autoptr(GPtrArray) views = saved_views(f->base, &f->actors[ROLE_OWNER], SCREEN, &error);
    g_assert_cmpint(views->len, ==, SAVED_VIEWS_MOST);
    g_assert_cmpstr(((SavedView *)views->pdata[2])->name, ==, "Вид 2"); /* not "Вид 10" */
}

static void test_order(Fixture *f, const void *data)
{
    static const char *const names[] = {"Єва", "Інна", "Ївга", "Яна"};
    g_autoptr(GError) error = NULL;
    for (guint i = G_N_ELEMENTS(names); i-- > 0;) {
        saved_view_free(saved(f, &f->actors[ROLE_MANAGER], names[i], true));
    }
    g_autoptr(GPtrArray) views = saved_views(f->base, &f->actors[ROLE_GUEST], SCREEN, &error);
    g_assert_cmpint(views->len, ==, G_N_ELEMENTS(names));
    for (guint i = 0; i < views->len; i++) {
        g_assert_cmpstr(((SavedView *)views->pdata[i])->name, ==, names[i]);
        g_assert_cmpstr(((SavedView *)views->pdata[i])->author, ==, "Менеджер Проба");
    }
}

/* --- coming back -------------------------------------------------------------------------------
 */

static bool come_back(Fixture *f, Role role, SavedView *view, GError **error)
{
    view->id = 0;
    return saved_view_save(f->base, &f->actors[role], SCREEN, view, error);
}

/* Who may delete it may take that back; nobody gets views they never shared. */
static void test_come_back(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SavedView) view = saved(f, &f->actors[ROLE_MANAGER], "Горить", true);
    g_assert_true(saved_view_delete(f->base, &f->actors[ROLE_ADMIN], view, &error));
    g_autoptr(SavedView) wrong = saved_view_copy(view);
    g_assert_false(come_back(f, ROLE_GUEST, wrong, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    wrong->profile_id = fixture_profile(f, "Чужий", "Зовсім");
    g_assert_false(come_back(f, ROLE_ADMIN, wrong, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    wrong->profile_id = view->profile_id;
    wrong->shared = false;
    g_assert_false(come_back(f, ROLE_ADMIN, wrong, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    g_assert_true(come_back(f, ROLE_ADMIN, view, &error));
    g_assert_cmpint(view->profile_id, ==, f->profiles[ROLE_MANAGER]);
    g_assert_true(is_seen(f, &f->actors[ROLE_MANAGER], view));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/saved-view/cells", test_cells);
    BASE_TEST("/saved-view/new", test_new);
    BASE_TEST("/saved-view/walls", test_walls);
    BASE_TEST("/saved-view/global", test_global);
    BASE_TEST("/saved-view/dismissed", test_dismissed);
    BASE_TEST("/saved-view/version", test_version);
    BASE_TEST("/saved-view/names", test_names);
    BASE_TEST("/saved-view/content", test_content);
    BASE_TEST("/saved-view/most", test_most);
    BASE_TEST("/saved-view/order", test_order);
    BASE_TEST("/saved-view/come-back", test_come_back);
    return g_test_run();
}
