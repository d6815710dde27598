#include "tui/screens/task_comment.h"

#include <glib/gi18n-lib.h>

#include "core/record.h"
#include "tui/screens/draft_slot.h"

typedef struct {
    App *app;
    int64_t task_id; /* 0: several */
    char *comment;   /* to be handed on */
    void (*written)(gpointer data, const char *comment);
    gpointer data;
} Commenting;

/* After the form has left: what follows may ask further. */
static void commenting_free(gpointer data)
{
    Commenting *commenting = data;
    if (commenting->written)
        commenting->written(commenting->data, commenting->comment);
    g_free(commenting->comment);
    g_free(commenting);
}

static bool write_one(const Commenting *commenting, const char *comment, GError **error)
{
    App *app = commenting->app;
    g_autoptr(Record) task =
        record_load(app->base, app_actor(app), &task_entity, commenting->task_id, error);
    return task && record_save(app->base, app_actor(app), task, comment, NULL, error);
}

static Result save(gpointer data, Form *form)
{
    Commenting *commenting = data;
    const char *comment = form_get(form, "comment");
    g_autoptr(GError) error = NULL;
    if (!commenting->task_id) {
        commenting->comment = g_strdup(comment);
        return RESULT_CLOSE;
    }
    if (!write_one(commenting, comment, &error)) {
        app_tell_form_error(commenting->app, form, "comment", error);
        return RESULT_REPAINT;
    }
    ui_toast(commenting->app->ui, _("The comment is saved."));
    ui_reload(commenting->app->ui);
    return RESULT_CLOSE;
}

static DraftSlot slot_of(const Commenting *commenting)
{
    return (DraftSlot){
        .app = commenting->app, .entity = "task comment", .record_id = commenting->task_id};
}

static bool keep_draft(gpointer data, const char *draft)
{
    const DraftSlot slot = slot_of(data);
    return draft_slot_keep(&slot, draft);
}

static char *title_of(App *app, const GArray *ids)
{
    return ids->len == 1 ? app_record_title(app, &task_entity, g_array_index(ids, int64_t, 0))
                         : g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "Comment on %u task",
                                                       "Comment on %u tasks", ids->len),
                                           ids->len);
}

void task_comment_ask(App *app, const GArray *ids,
                      void (*written)(gpointer data, const char *comment), gpointer data)
{
    static const InputSpec fields[] = {{.name = "comment",
                                        .label = N_("Comment"),
                                        .kind = INPUT_LONG,
                                        .flags = INPUT_REQUIRED | INPUT_FIRST | INPUT_WIDE,
                                        .height = 6}};
    Commenting *commenting = g_new(Commenting, 1);
    *commenting =
        (Commenting){app, ids->len == 1 ? g_array_index(ids, int64_t, 0) : 0, NULL, written, data};
    g_autofree char *title = title_of(app, ids);
    Form *form =
        form_new(app->ui, &(FormSpec){.name = "comment",
                                      .title = title,
                                      .kind = N_("Comment"),
                                      .fields = fields,
                                      .n_fields = G_N_ELEMENTS(fields),
                                      .dialog = true,
                                      .save = save,
                                      .keep_draft = commenting->task_id ? keep_draft : NULL,
                                      .data = commenting,
                                      .free_data = commenting_free});
    const DraftSlot slot = slot_of(commenting);
    if (commenting->task_id)
        draft_slot_offer(&slot, form);
    ui_push(app->ui, form_view(form));
}
