#include "tui/screens/letter_view.h"

#include <glib/gi18n-lib.h>

#include "core/query.h"
#include "tui/screens/parts.h"
#include "tui/widgets/editor.h"

static void append_lines(GString *page, const LetterLine *lines)
{
    for (const LetterLine *line = lines; line && line->label; line++)
        if (line->value && *line->value)
            g_string_append_printf(page, "%s: %s\n", line->label, line->value);
}

static void show(App *app, const char *title, GString *page, const char *text)
{
    g_string_append_printf(page, "\n%s", text);
    ui_push(app->ui, editor_screen(app->ui, &(EditorSpec){.name = "letter",
                                                          .title = title,
                                                          .text = page->str,
                                                          .read_only = true}));
}

void letter_view(App *app, const char *title, const LetterLine *lines, const char *text)
{
    g_autoptr(GString) page = g_string_new(NULL);
    append_lines(page, lines);
    show(app, title, page, text);
}

bool letter_view_preview(App *app, const char *title, const LetterParts *parts, int64_t client_id,
                         const LetterLine *lines, GError **error)
{
    g_auto(LetterPreview) preview = {NULL};
    g_autoptr(GString) page = g_string_new(NULL);
    if (!letter_preview(app->base, app_actor(app), parts, client_id, &preview, error))
        return false;
    append_lines(page, (const LetterLine[]){{_("Subject"), preview.subject},
                                            {_("From"), preview.from},
                                            {_("To"), preview.to},
                                            {NULL, NULL}});
    append_lines(page, lines);
    append_lines(page, (const LetterLine[]){{_("Attention"), preview.wanting}, {NULL, NULL}});
    show(app, title, page, preview.text);
    return true;
}

/* --- of what is being written ----------------------------------------------------------------- */

typedef struct {
    App *app;
    LetterParts parts;
} Previewing;

static void previewing_free(Previewing *previewing)
{
    letter_parts_clear(&previewing->parts);
    g_free(previewing);
}

static void show_previewing(Previewing *previewing, int64_t client_id)
{
    App *app = previewing->app;
    g_autoptr(GError) error = NULL;
    if (!letter_view_preview(app, _("Preview"), &previewing->parts, client_id, NULL, &error))
        app_tell_error(app, error);
    previewing_free(previewing);
}

static void client_chosen(gpointer data, int64_t client_id, const char *title)
{
    if (client_id)
        show_previewing(data, client_id);
    else
        previewing_free(data);
}

static bool take_parts(App *app, const Record *record, LetterParts *parts, GError **error)
{
    if (record->entity == &letter_entity)
        return letter_parts_read(app->base, app_actor(app), record_integer(record, "subject_id"),
                                 record_integer(record, "body_id"),
                                 record_integer(record, "signature_id"), parts, error);
    bool subject = record->entity == &subject_entity, body = record->entity == &body_entity;
    *parts = (LetterParts){
        g_strdup(subject ? record_text(record, "text") : ""),
        g_strdup(body ? record_text(record, "content") : ""),
        g_strdup(subject || body ? "" : record_text(record, "content")),
    };
    return true;
}

static const Field client_reference = {.name = "client_id",
                                       .label = N_("Preview with the fields of a client"),
                                       .type = FIELD_REFERENCE,
                                       .target = "client"};

/* An enterprise without clients has nobody's fields: each shows its own name. */
static bool has_clients(App *app)
{
    g_autoptr(GPtrArray) any =
        query_choices(app->base, app_actor(app), &client_reference, "", 1, NULL);
    return any && any->len > 0;
}

Result letter_show_preview(App *app, const Record *record)
{
    g_autoptr(GError) error = NULL;
    Previewing *previewing = g_new0(Previewing, 1);
    previewing->app = app;
    if (!take_parts(app, record, &previewing->parts, &error)) {
        previewing_free(previewing);
        app_tell_error(app, error);
        return RESULT_REPAINT;
    }
    if (has_clients(app))
        ui_push(app->ui,
                choice_dialog_new(app, &client_reference, NULL, client_chosen, previewing));
    else
        show_previewing(previewing, 0);
    return RESULT_REPAINT;
}
