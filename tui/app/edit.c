#include "tui/app/edit.h"

#include <glib/gi18n-lib.h>

#include "tui/app/bulk_tell.h"
#include "tui/app/undo.h"

/* One value, or one change, for some records of one entity. */
typedef struct {
    const Entity *entity;
    const char *field;
    char *stored;
    BulkChange change; /* NULL: the field gets the value */
    const void *data;
    GArray *ids;
    BulkReport report; /* its set_id is that of all parts, once there is one */
} Part;

struct Edits {
    char *(*told)(App *app, const Edits *edits);
    gconstpointer about;
    GPtrArray *parts;
    char *comment; /* NULL: none */
    bool final;    /* what is done cannot be taken back */
    int64_t set_id;
    int64_t undoes; /* the change set that is taken back; 0: none */
};

static void part_free(gpointer data)
{
    Part *part = data;
    g_free(part->stored);
    g_array_unref(part->ids);
    bulk_report_clear(&part->report);
    g_free(part);
}

Edits *edits_new(char *(*told)(App *app, const Edits *edits), gconstpointer about)
{
    Edits *edits = g_rc_box_new0(Edits);
    edits->told = told;
    edits->about = about;
    edits->parts = g_ptr_array_new_with_free_func(part_free);
    return edits;
}

Edits *edits_ref(Edits *edits)
{
    return g_rc_box_acquire(edits);
}

static void edits_clear(gpointer data)
{
    Edits *edits = data;
    g_ptr_array_unref(edits->parts);
    g_free(edits->comment);
}

void edits_unref(Edits *edits)
{
    if (edits)
        g_rc_box_release_full(edits, edits_clear);
}

static void edits_release(gpointer edits)
{
    edits_unref(edits);
}

static void add_part(Edits *edits, const Part *described)
{
    Part *part = g_new(Part, 1);
    *part = *described;
    bulk_report_init(&part->report);
    g_ptr_array_add(edits->parts, part);
}

void edits_add(Edits *edits, const Entity *entity, const char *field, const char *stored,
               GArray *ids)
{
    add_part(edits,
             &(Part){.entity = entity, .field = field, .stored = g_strdup(stored), .ids = ids});
}

void edits_add_change(Edits *edits, const Entity *entity, BulkChange change, const void *data,
                      GArray *ids)
{
    add_part(edits, &(Part){.entity = entity, .change = change, .data = data, .ids = ids});
}

void edits_set_comment(Edits *edits, const char *comment)
{
    g_free(edits->comment);
    edits->comment = g_strdup(comment);
}

static bool change_nothing(Base *base, const Actor *actor, Record *record, const void *data,
                           GError **error)
{
    return true;
}

void edits_add_comment(Edits *edits, const Entity *entity, const char *comment, GArray *ids)
{
    edits_set_comment(edits, comment);
    edits_add_change(edits, entity, change_nothing, NULL, ids);
    edits->final = true;
}

guint edits_changed(const Edits *edits, guint part)
{
    return ((const Part *)edits->parts->pdata[part])->report.changed->len;
}

const char *edits_value(const Edits *edits, guint part)
{
    return ((const Part *)edits->parts->pdata[part])->stored;
}

gconstpointer edits_about(const Edits *edits)
{
    return edits->about;
}

static guint all_changed(const Edits *edits)
{
    guint all = 0;
    for (guint i = 0; i < edits->parts->len; i++)
        all += edits_changed(edits, i);
    return all;
}

int64_t edits_only(const Edits *edits)
{
    for (guint i = 0; all_changed(edits) == 1 && i < edits->parts->len; i++) {
        const Part *part = edits->parts->pdata[i];
        if (part->report.changed->len)
            return g_array_index(part->report.changed, int64_t, 0);
    }
    return 0;
}

/* --- slices ----------------------------------------------------------------------------------- */

/* bulk.h goes through numbers: the records of all parts, one part after the other. */
static GArray *numbers(const Edits *edits)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    guint n = 0;
    for (guint i = 0; i < edits->parts->len; i++)
        n += ((const Part *)edits->parts->pdata[i])->ids->len;
    for (int64_t i = 0; i < n; i++)
        g_array_append_val(all, i);
    return all;
}

static bool apply(Base *base, const Actor *actor, const Edits *edits, Part *part,
                  const int64_t *ids, guint n, GError **error)
{
    const BulkValue value = {part->field, part->stored};
    if (edits->undoes)
        return bulk_take_back(base, actor, part->entity, edits->undoes, ids, n, &part->report,
                              error);
    if (part->change)
        return bulk_change(base, actor, part->entity, part->change, part->data, edits->comment, ids,
                           n, &part->report, error);
    return bulk_edit(base, actor, part->entity, &value, 1, edits->comment, ids, n, &part->report,
                     error);
}

static bool do_part(Base *base, const Actor *actor, Edits *edits, Part *part, guint from, guint n,
                    GError **error)
{
    const int64_t *ids = &g_array_index(part->ids, int64_t, from);
    part->report.set_id = edits->set_id;
    bool done = apply(base, actor, edits, part, ids, n, error);
    edits->set_id = part->report.set_id;
    return done;
}

static void count_refused(const Edits *edits, gint64 *refused)
{
    *refused = 0;
    for (guint i = 0; i < edits->parts->len; i++)
        *refused += ((const Part *)edits->parts->pdata[i])->report.refused;
}

/* A slice ends with its part: each part's share is one transaction, and is done or not. */
static bool slice(Base *base, const Actor *actor, gpointer data, const int64_t *ids, size_t n,
                  gint64 *refused, GError **error)
{
    Edits *edits = data;
    guint first = (guint)ids[0], last = first + (guint)n, before = 0;
    for (guint i = 0; i < edits->parts->len; i++) {
        Part *part = edits->parts->pdata[i];
        guint from = MAX(first, before), to = MIN(last, before + part->ids->len);
        if (from < to && !do_part(base, actor, edits, part, from - before, to - from, error))
            return false;
        before += part->ids->len;
    }
    count_refused(edits, refused);
    return true;
}

/* --- the end ---------------------------------------------------------------------------------- */

/* What was refused is told of the first part in which something was. */
static const Part *telling_part(const Edits *edits)
{
    for (guint i = 0; i < edits->parts->len; i++) {
        const Part *part = edits->parts->pdata[i];
        if (part->report.refused)
            return part;
    }
    return edits->parts->pdata[0];
}

static void tell(App *app, const Edits *edits, const BulkResult *result, const char *done)
{
    const Part *part = telling_part(edits);
    bulk_tell(app, part->entity, &part->report, result, done);
    ui_reload(app->ui);
}

/* What takes back what these have done; NULL: nothing can be. */
static Edits *reverse_of(const Edits *edits)
{
    if (!all_changed(edits) || edits->final)
        return NULL;
    Edits *back = edits_new(NULL, NULL);
    back->undoes = edits->set_id;
    for (guint i = 0; i < edits->parts->len; i++) {
        const Part *part = edits->parts->pdata[i];
        edits_add(back, part->entity, part->field, NULL, g_array_copy(part->report.changed));
    }
    return back;
}

Edits *edits_reverse(const Entity *entity, int64_t set_id, GArray *ids)
{
    Edits *back = edits_new(NULL, NULL);
    back->undoes = set_id;
    edits_add(back, entity, NULL, NULL, ids);
    return back;
}

static void done(App *app, gpointer data, const BulkResult *result)
{
    const Edits *edits = data;
    Edits *back = reverse_of(edits);
    g_autofree char *sentence =
        all_changed(edits) ? edits->told(app, edits) : g_strdup(_("Nothing was changed."));
    g_autofree char *whole = bulk_sentence(result, sentence);
    if (back)
        undo_keep(app, undo_of_edits(&result->actor, back));
    g_autofree char *told = back ? undo_sentence(app, whole) : g_strdup(whole);
    tell(app, edits, result, told);
}

bool edits_run(App *app, Edits *edits)
{
    static const BulkAct act = {N_("Changing records"), slice, done, edits_release};
    return bulk_run(app, &act, edits, numbers(edits));
}

/* --- and back --------------------------------------------------------------------------------- */

/* The records that were not reached. */
static Edits *rest_of(const Edits *edits, guint tried)
{
    Edits *rest = edits_new(NULL, NULL);
    rest->undoes = edits->undoes;
    for (guint i = 0; i < edits->parts->len; i++) {
        const Part *part = edits->parts->pdata[i];
        guint gone = MIN(tried, part->ids->len);
        GArray *ids = g_array_copy(part->ids);
        g_array_remove_range(ids, 0, gone);
        edits_add(rest, part->entity, part->field, NULL, ids);
        tried -= gone;
    }
    return rest;
}

static char *compose_back(const Edits *edits, const BulkResult *result)
{
    guint changed = all_changed(edits);
    if (changed && result->ids->len == 1)
        return g_strdup(_("Taken back."));
    g_autofree char *number = text_number(changed);
    g_autofree char *sentence =
        changed
            ? g_strdup_printf(
                  g_dngettext(GETTEXT_PACKAGE, "%s taken back.", "%s taken back.", changed), number)
            : g_strdup(_("Nothing was left to take back."));
    g_autofree char *whole = bulk_sentence(result, sentence);
    return result->tried < result->ids->len
               ? g_strdup_printf("%s %s", whole, _("Ctrl+Z goes on with it."))
               : g_steal_pointer(&whole);
}

static void taken_back(App *app, gpointer data, const BulkResult *result)
{
    const Edits *edits = data;
    g_autofree char *told = compose_back(edits, result);
    if (result->tried < result->ids->len)
        undo_keep(app, undo_of_edits(&result->actor, rest_of(edits, result->tried)));
    tell(app, edits, result, told);
}

bool edits_take_back(App *app, Edits *back)
{
    static const BulkAct act = {N_("Taking back"), slice, taken_back, edits_release};
    return bulk_run(app, &act, back, numbers(back));
}
