#include "tui/screens/client_twins.h"

#include <glib/gi18n-lib.h>

#include "core/twin.h"
#include "tui/screens/record_form.h"
#include "tui/widgets/pick.h"

#define MOST 3 /* of each field */

struct ClientTwins {
    App *app;
    const Record *record;
    Form *form;
    GPtrArray *found; /* Twin; NULL: nothing was sought yet */
};

/* What is looked for; `lines`: one of several. */
static const struct {
    const char *name;
    bool lines;
} sought[] = {{"surname"}, {"first_name"}, {"patronymic"}, {"email", true}, {"phone", true}};

ClientTwins *client_twins_new(App *app, const Record *record, Form *form)
{
    ClientTwins *twins = g_new0(ClientTwins, 1);
    *twins = (ClientTwins){.app = app, .record = record, .form = form};
    return twins;
}

void client_twins_free(ClientTwins *twins)
{
    if (!twins)
        return;
    worker_cancel(twins->app->worker, twins);
    g_clear_pointer(&twins->found, g_ptr_array_unref);
    g_free(twins);
}

/* --- telling ---------------------------------------------------------------------------------- */

static char *describe(const Twin *twin)
{
    return *twin->contact && !g_str_equal(twin->contact, twin->title)
               ? g_strdup_printf("%s, %s", twin->title, twin->contact)
               : g_strdup(twin->title);
}

/* NULL: nobody is like this one in this field. */
static char *remark_of(const ClientTwins *twins, const char *field)
{
    const Twin *first = NULL;
    int more = -1;
    for (guint i = 0; i < twins->found->len; i++) {
        const Twin *twin = twins->found->pdata[i];
        if (!g_str_equal(twin->field, field))
            continue;
        first = first ? first : twin;
        more++;
    }
    if (!first)
        return NULL;
    g_autofree char *who = describe(first);
    return more ? g_strdup_printf(
                      g_dngettext(GETTEXT_PACKAGE, "Alike: %s and %d more — F3 shows them",
                                  "Alike: %s and %d more — F3 shows them", (gulong)more),
                      who, more)
                : g_strdup_printf(_("Alike: %s — F3 opens"), who);
}

static void tell(ClientTwins *twins)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sought); i++) {
        g_autofree char *remark = remark_of(twins, sought[i].name);
        form_set_remark(twins->form, sought[i].name, remark);
    }
}

/* --- looking ---------------------------------------------------------------------------------- */

typedef struct {
    ClientTwins *twins;
    Actor actor;
    Record *typed;
    GPtrArray *found; /* NULL: it could not be read; what was told before stays */
} Search;

static void run(Base *base, gpointer data)
{
    Search *search = data;
    if (base)
        search->found = client_twins(base, &search->actor, search->typed, MOST, NULL);
}

static void done(gpointer data)
{
    Search *search = data;
    if (!search->found)
        return;
    g_clear_pointer(&search->twins->found, g_ptr_array_unref);
    search->twins->found = g_steal_pointer(&search->found);
    tell(search->twins);
}

static void free_search(gpointer data)
{
    Search *search = data;
    record_free(search->typed);
    g_clear_pointer(&search->found, g_ptr_array_unref);
    g_free(search);
}

static bool is_sought(const char *field)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sought); i++)
        if (g_str_equal(sought[i].name, field))
            return true;
    return false;
}

static Record *typed_record(const ClientTwins *twins)
{
    Record *typed = record_copy(twins->record);
    for (gsize i = 0; i < G_N_ELEMENTS(sought); i++) {
        const char *entered = form_get(twins->form, sought[i].name);
        g_autofree char *lines = sought[i].lines ? record_form_lines(entered) : NULL;
        record_set_text(typed, sought[i].name, lines ? lines : entered);
    }
    return typed;
}

void client_twins_look(ClientTwins *twins, const char *field)
{
    static const WorkerJob job = {run, done, free_search};
    if (!is_sought(field))
        return;
    Search *search = g_new0(Search, 1);
    *search =
        (Search){.twins = twins, .actor = *app_actor(twins->app), .typed = typed_record(twins)};
    worker_submit(twins->app->worker, twins, "twins", &job, search);
}

/* --- opening ---------------------------------------------------------------------------------- */

bool client_twins_any(const ClientTwins *twins)
{
    return twins->found && twins->found->len > 0;
}

typedef struct {
    App *app;
    GArray *ids;
} Which;

static void which_free(gpointer data)
{
    Which *which = data;
    g_array_unref(which->ids);
    g_free(which);
}

static void chosen(gpointer data, int index)
{
    Which *which = data;
    if (index >= 0)
        app_open_record(which->app, &client_entity, g_array_index(which->ids, int64_t, index));
}

static bool has_id(const GArray *ids, int64_t id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, int64_t, i) == id)
            return true;
    return false;
}

static void ask_which(ClientTwins *twins, GArray *ids)
{
    Which *which = g_new(Which, 1);
    *which = (Which){twins->app, g_array_ref(ids)};
    Pick *pick = pick_new(twins->app->ui, &(PickSpec){.title = _("Clients who look alike"),
                                                      .done = chosen,
                                                      .data = which,
                                                      .free_data = which_free});
    for (guint i = 0, n = 0; i < twins->found->len; i++) {
        const Twin *twin = twins->found->pdata[i];
        if (n < ids->len && twin->id == g_array_index(ids, int64_t, n)) {
            pick_add(pick, NULL, twin->title, twin->contact, false);
            n++;
        }
    }
    ui_push(twins->app->ui, pick_view(pick));
}

Result client_twins_open(ClientTwins *twins)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < twins->found->len; i++) { /* alike in several fields: once */
        const Twin *twin = twins->found->pdata[i];
        if (!has_id(ids, twin->id))
            g_array_append_val(ids, twin->id);
    }
    if (ids->len > 1)
        ask_which(twins, ids);
    else
        app_open_record(twins->app, &client_entity, g_array_index(ids, int64_t, 0));
    return RESULT_REPAINT;
}
