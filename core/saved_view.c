/* docs/rules.md, "Saved views". */
#include "core/saved_view.h"
#include "base_internal.h"
#include "core/record.h"
#include "rights_internal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void saved_view_free(SavedView *view)
{
    if (!view)
        return;
    g_free(view->name);
    g_free(view->content);
    g_free(view->author);
    g_free(view);
}

SavedView *saved_view_copy(const SavedView *view)
{
    SavedView *copy = g_memdup2(view, sizeof *view);
    copy->name = g_strdup(view->name);
    copy->content = g_strdup(view->content);
    copy->author = g_strdup(view->author);
    return copy;
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    SavedView *view;
    GByteArray *key;
} Keyed;

static void clear_keyed(void *data)
{
    Keyed *keyed = data;
    saved_view_free(keyed->view);
    g_byte_array_unref(keyed->key);
}

static int compare_keyed(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    int order = memcmp(x->key->data, y->key->data, MIN(x->key->len, y->key->len));
    if (order || x->key->len != y->key->len)
        return order ? order : x->key->len < y->key->len ? -1 : 1;
    return (x->view->id > y->view->id) - (x->view->id < y->view->id);
}

static SavedView *read_view(DbRows *row)
{
    SavedView *view = g_new0(SavedView, 1);
    view->id = db_column_integer(row, 0);
    view->version = db_column_integer(row, 1);
    view->profile_id = db_column_integer(row, 2);
    view->name = g_strdup(db_column_text(row, 3));
    view->shared = db_column_integer(row, 4);
    view->content = g_strdup(db_column_text(row, 5));
    view->author = g_strdup(db_column_text(row, 6));
    return view;
}

static GPtrArray *by_name(GArray *keyed)
{
    GPtrArray *views = g_ptr_array_new_with_free_func((GDestroyNotify)saved_view_free);
    g_array_sort(keyed, compare_keyed);
    for (guint i = 0; i < keyed->len; i++)
        g_ptr_array_add(views, g_steal_pointer(&g_array_index(keyed, Keyed, i).view));
    return views;
}

GPtrArray *saved_views(Base *base, const Actor *actor, const char *screen, GError **error)
{
    TextCollator *collator = base_collator(base, error);
    if (!collator || !base_refresh(base, error) || !rights_check_member(base, actor, error))
        return NULL;
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT saved_view.id, saved_view.version, saved_view.profile_id, "
            "saved_view.name, saved_view.shared, saved_view.content, "
            "trim(profile.surname || ' ' || profile.first_name) FROM saved_view "
            "JOIN profile ON profile.id = saved_view.profile_id "
            "WHERE saved_view.enterprise_id = ? AND saved_view.screen = ? "
            "AND (saved_view.profile_id = ? OR saved_view.shared = 1)"),
        DB_ARGS(db_integer(actor->enterprise_id), db_text(screen), db_integer(actor->profile_id)),
        error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) keyed = g_array_new(FALSE, FALSE, sizeof(Keyed));
    g_array_set_clear_func(keyed, clear_keyed);
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        Keyed one = {read_view(rows), g_byte_array_new()};
        text_sort_key(collator, one.view->name, one.key);
        g_array_append_val(keyed, one);
    }
    if (!failure)
        return by_name(keyed);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* --- who may ---------------------------------------------------------------------------------- */

static bool refuse(const char *sentence, const char *name, GError **error)
{
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID, sentence, name);
    return false;
}

/* What nobody else sees is its author's; what others see takes the right to share. */
static bool check_right(Base *base, const Actor *actor, int64_t author, bool others_see,
                        GError **error)
{
    bool own = author == actor->profile_id;
    return (own && !others_see) || right_check(base, actor, RIGHT_SHARE_VIEW, own, error);
}

static bool give_reason(bool may, GError *error, char **why)
{
    if (!may && why)
        *why = g_strdup(error->message);
    return may;
}

bool saved_view_may_share(Base *base, const Actor *actor, char **why)
{
    g_autoptr(GError) error = NULL;
    bool may = right_check(base, actor, RIGHT_SHARE_VIEW, true, &error);
    return give_reason(may, error, why);
}

/* Taking back what one has shared is free. */
bool saved_view_may_delete(Base *base, const Actor *actor, const SavedView *view, char **why)
{
    g_autoptr(GError) error = NULL;
    bool may = check_right(base, actor, view->profile_id, false, &error);
    return give_reason(may, error, why);
}

/* --- writing ---------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    const char *screen, *name; /* of a deletion: NULL */
    const SavedView *view;
    int64_t author; /* the state that is stored */
    int64_t id, version;
} Writing;

/* The stored row, if it is the one the person has seen. */
static bool read_stored(Base *base, Writing *writing, GError **error)
{
    const SavedView *view = writing->view;
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT profile_id, version FROM saved_view WHERE enterprise_id = ? AND id = ? "
            "AND (profile_id = ? OR shared = 1)"),
        DB_ARGS(db_integer(writing->actor->enterprise_id), db_integer(view->id),
                db_integer(writing->actor->profile_id)),
        error);
    g_autoptr(GError) failure = NULL;
    if (!rows)
        return false;
    if (!db_next(rows, &failure)) {
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        else
            g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND,
                                _("this view is gone: somebody has deleted it or shares it no "
                                  "more"));
        return false;
    }
    writing->author = db_column_integer(rows, 0);
    if (db_column_integer(rows, 1) == view->version)
        return true;
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_CONFLICT,
                        _("this view was changed by somebody meanwhile: look at it again"));
    return false;
}

static bool check_name_free(Base *base, const Writing *writing, GError **error)
{
    int64_t other = 0;
    bool found;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT id FROM saved_view WHERE enterprise_id = ? AND profile_id = ? "
                            "AND screen = ? AND name = ? AND id <> ?"),
                        DB_ARGS(db_integer(writing->actor->enterprise_id),
                                db_integer(writing->author), db_text(writing->screen),
                                db_text(writing->name), db_integer(writing->view->id)),
                        &other, &found, error))
        return false;
    return !found || refuse(_("there is a view “%s” already: choose another name or replace it"),
                            writing->name, error);
}

static bool check_room(Base *base, const Writing *writing, GError **error)
{
    int64_t n = 0;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT count(*) FROM saved_view WHERE enterprise_id = ? "
                            "AND profile_id = ? AND screen = ?"),
                        DB_ARGS(db_integer(writing->actor->enterprise_id),
                                db_integer(writing->author), db_text(writing->screen)),
                        &n, NULL, error))
        return false;
    if (n < SAVED_VIEWS_MOST)
        return true;
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                _("this list has %d views already: delete one that nobody needs"),
                SAVED_VIEWS_MOST);
    return false;
}

/* What comes back may be somebody else's, of this enterprise, who shared it. */
static bool check_author(Base *base, const Writing *writing, GError **error)
{
    int64_t employee = 0;
    bool found;
    if (writing->author == writing->actor->profile_id)
        return writing->author != 0 ||
               refuse(_("the view “%s” would be nobody's"), writing->name, error);
    if (!db_get_integer(
            base_db(base),
            SQL("SELECT id FROM employee WHERE enterprise_id = ? AND profile_id = ?"),
            DB_ARGS(db_integer(writing->actor->enterprise_id), db_integer(writing->author)),
            &employee, &found, error))
        return false;
    return (found && writing->view->shared) ||
           refuse(_("the view “%s” would be nobody's"), writing->name, error);
}

static bool insert_view(Base *base, Writing *writing, GError **error)
{
    const SavedView *view = writing->view;
    writing->version = 1;
    return check_author(base, writing, error) && check_name_free(base, writing, error) &&
           check_room(base, writing, error) &&
           db_insert(base_db(base),
                     SQL("INSERT INTO saved_view (enterprise_id, profile_id, screen, name, shared, "
                         "content) VALUES (?, ?, ?, ?, ?, ?)"),
                     DB_ARGS(db_integer(writing->actor->enterprise_id), db_integer(writing->author),
                             db_text(writing->screen), db_text(writing->name),
                             db_integer(view->shared), db_text(view->content)),
                     &writing->id, error);
}

static bool update_view(Base *base, Writing *writing, GError **error)
{
    const SavedView *view = writing->view;
    writing->id = view->id;
    writing->version = view->version + 1;
    return check_name_free(base, writing, error) &&
           db_execute(base_db(base),
                      SQL("UPDATE saved_view SET name = ?, shared = ?, content = ?, version = ? "
                          "WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_text(writing->name), db_integer(view->shared),
                              db_text(view->content), db_integer(writing->version),
                              db_integer(writing->actor->enterprise_id), db_integer(view->id)),
                      NULL, error);
}

static bool save_body(Base *base, void *data, GError **error)
{
    Writing *writing = data;
    const SavedView *view = writing->view;
    writing->author = view->profile_id ? view->profile_id : writing->actor->profile_id;
    if (!base_refresh(base, error) || !rights_check_member(base, writing->actor, error) ||
        (view->id && !read_stored(base, writing, error)) ||
        !check_right(base, writing->actor, writing->author, view->shared, error))
        return false;
    return view->id ? update_view(base, writing, error) : insert_view(base, writing, error);
}

/* NULL: refused. */
static char *checked_name(const SavedView *view, GError **error)
{
    g_autofree char *name = text_clean_line(view->name, -1, error);
    if (!name)
        return NULL;
    if (*name && text_length(name) <= SAVED_VIEW_NAME_MOST)
        return g_steal_pointer(&name);
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                _("a view's name has 1 to %d characters"), SAVED_VIEW_NAME_MOST);
    return NULL;
}

static bool check_content(const SavedView *view, GError **error)
{
    gsize size = strlen(view->content);
    if (size && size <= SAVED_VIEW_CONTENT_MOST && g_utf8_validate(view->content, -1, NULL))
        return true;
    return refuse(_("the view “%s” holds too much: take filters away"), view->name, error);
}

bool saved_view_save(Base *base, const Actor *actor, const char *screen, SavedView *view,
                     GError **error)
{
    g_autofree char *name = checked_name(view, error);
    Writing writing = {.actor = actor, .screen = screen, .name = name, .view = view};
    if (!name || !check_content(view, error) ||
        !base_write(base, actor, save_body, &writing, error))
        return false;
    g_free(view->name);
    view->name = g_steal_pointer(&name);
    view->id = writing.id;
    view->version = writing.version;
    view->profile_id = writing.author;
    return true;
}

static bool delete_body(Base *base, void *data, GError **error)
{
    Writing *writing = data;
    return base_refresh(base, error) && rights_check_member(base, writing->actor, error) &&
           read_stored(base, writing, error) &&
           check_right(base, writing->actor, writing->author, false, error) &&
           db_execute(
               base_db(base), SQL("DELETE FROM saved_view WHERE enterprise_id = ? AND id = ?"),
               DB_ARGS(db_integer(writing->actor->enterprise_id), db_integer(writing->view->id)),
               NULL, error);
}

bool saved_view_delete(Base *base, const Actor *actor, const SavedView *view, GError **error)
{
    Writing writing = {.actor = actor, .view = view};
    return base_write(base, actor, delete_body, &writing, error);
}
