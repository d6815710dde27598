#include "tui/app/bulk_tell.h"

#include <glib/gi18n-lib.h>

#include "tui/widgets/dialog.h"

#define NAME_COLUMNS 40
#define REFUSAL_COLUMNS 170 /* three lines of the dialog */

static void add_part(GString *text, const char *apart, const char *part)
{
    g_string_append_printf(text, "%s%s", text->len ? apart : "", part);
}

static void add_refusal(GString *text, App *app, const Entity *entity, const BulkRefusal *refusal)
{
    g_autofree char *title = app_record_title(app, entity, refusal->id);
    g_autofree char *name = *title ? text_clip(title, NAME_COLUMNS)
                                   : g_strdup_printf("№ %" G_GINT64_FORMAT, refusal->id);
    g_autofree char *whole = g_strdup_printf("• %s: %s", name, refusal->reason);
    g_autofree char *line = text_clip(whole, REFUSAL_COLUMNS);
    add_part(text, "\n", line);
}

static void add_refusals(GString *text, App *app, const Entity *entity, const BulkReport *report)
{
    gint64 unnamed = report->refused - report->refusals->len;
    g_autofree char *number = text_number(report->refused);
    g_autofree char *head = g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE,
                    "%s was left as it is:", "%s were left as they are:", (gulong)report->refused),
        number);
    add_part(text, "\n\n", head);
    for (guint i = 0; i < report->refusals->len; i++)
        add_refusal(text, app, entity, report->refusals->pdata[i]);
    if (!unnamed)
        return;
    g_autofree char *others = text_number(unnamed);
    g_autofree char *rest = g_strdup_printf(_("• and %s more"), others);
    add_part(text, "\n", rest);
}

/* Why the first one was not done; NULL: it was. */
static const char *first_reason(App *app, const BulkReport *report, const BulkResult *result)
{
    if (report->refusals->len)
        return ((const BulkRefusal *)report->refusals->pdata[0])->reason;
    return result->error ? app_explain(app, result->error) : NULL;
}

/* What was not done needs to be read; that all was done need only be seen. */
void bulk_tell(App *app, const Entity *entity, const BulkReport *report, const BulkResult *result,
               const char *done)
{
    const char *reason = first_reason(app, report, result);
    if (reason && result->ids->len == 1) {
        ui_toast_error(app->ui, reason);
        return;
    }
    ui_toast(app->ui, done);
    if (!reason)
        return;
    g_autoptr(GString) text = g_string_new(done);
    if (report->refused)
        add_refusals(text, app, entity, report);
    if (result->error)
        add_part(text, "\n\n", app_explain(app, result->error));
    ui_push(app->ui, dialog_tell(app->ui, _(entity->plural), text->str));
}
