/* Leaving views: one question about everything in them that is unsaved, then all of it is saved or
 * dropped, from the top down. */
#include "tui/ui_private.h"

#include <glib/gi18n-lib.h>

#include "tui/widgets/dialog.h"

#define NAMES_MAX 9 /* lines for which the question has room at 24 rows */
#define NAME_WIDTH 58

enum { ANSWER_STAY, ANSWER_SAVE, ANSWER_DISCARD };

static char *unsaved(View *view)
{
    return view->class->unsaved ? view->class->unsaved(view) : NULL;
}

/* --- going ------------------------------------------------------------------------------------ */

/* Whether the view may be closed. While it saves, the Ui knows of no leave: saving may itself lead
 * elsewhere, as signing in does. */
static bool may_go(Ui *ui, View *view)
{
    g_autofree char *name = ui->leave.saving ? unsaved(view) : NULL;
    if (!name)
        return true;
    Leave leave = ui->leave;
    ui->leave = (Leave){0};
    SaveResult result = view->class->save(view);
    if (result == SAVE_REFUSED)
        return false;
    ui->leave = leave;
    ui->leave.waiting = result == SAVE_ASKS;
    return result == SAVE_DONE;
}

static void go(Ui *ui)
{
    bool alone = ui->leave.alone;
    while (ui->stack->len > ui->leave.keep) {
        View *view = ui_top(ui);
        if (!may_go(ui, view))
            return;
        ui_close(ui, view);
        if (alone)
            break; /* what saving it has opened stays */
    }
    LoopFunc then = ui->leave.then;
    gpointer data = ui->leave.data;
    ui->leave = (Leave){0};
    if (then)
        then(data);
    ui->over =
        ui->over && (ui->gone || ui->stack->len == 0); /* `then` may have pushed a first view */
}

void ui_saved(Ui *ui, bool saved)
{
    if (!ui->leave.waiting)
        return;
    ui->leave.waiting = false;
    if (saved)
        go(ui);
    else
        ui->leave = (Leave){0};
}

/* --- asking ----------------------------------------------------------------------------------- */

static void on_answer(gpointer data, int answer)
{
    Ui *ui = data;
    ui->leave.question = NULL;
    if (answer == ANSWER_STAY) {
        ui->leave = (Leave){0};
        return;
    }
    ui->leave.saving = answer == ANSWER_SAVE;
    go(ui);
}

static View *question_of_one(Ui *ui, const char *name)
{
    const char *const buttons[] = {[ANSWER_STAY] = _("Go back"),
                                   [ANSWER_SAVE] = _("Save"),
                                   [ANSWER_DISCARD] = _("Discard"),
                                   NULL};
    return dialog_ask(ui, &(DialogSpec){.title = name,
                                        .text = _("What was entered is not saved yet."),
                                        .buttons = buttons,
                                        .done = on_answer,
                                        .data = ui});
}

static View *question_of_many(Ui *ui, const GPtrArray *names)
{
    const char *const buttons[] = {[ANSWER_STAY] = _("Stay"),
                                   [ANSWER_SAVE] = _("Save all"),
                                   [ANSWER_DISCARD] = _("Discard"),
                                   NULL};
    g_autoptr(GString) text = g_string_new(_("What was entered here is not saved yet:"));
    for (guint i = 0; i < MIN(names->len, NAMES_MAX); i++) {
        g_autofree char *line = text_clip(names->pdata[i], NAME_WIDTH);
        g_string_append_printf(text, "\n• %s", line);
    }
    guint rest = names->len - MIN(names->len, NAMES_MAX);
    if (rest) {
        g_string_append_c(text, '\n');
        g_string_append_printf(
            text, g_dngettext(GETTEXT_PACKAGE, "and %u more", "and %u more", rest), rest);
    }
    return dialog_ask(ui, &(DialogSpec){.title = _("Not saved"),
                                        .text = text->str,
                                        .buttons = buttons,
                                        .done = on_answer,
                                        .data = ui});
}

/* From the top down, as they would be saved. */
static GPtrArray *unsaved_names(Ui *ui)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = ui->stack->len; i > ui->leave.keep; i--) {
        char *name = unsaved(g_ptr_array_index(ui->stack, i - 1));
        if (name)
            g_ptr_array_add(names, name);
    }
    return names;
}

/* False: there is nothing to ask. */
static bool ask(Ui *ui)
{
    g_autoptr(GPtrArray) names = unsaved_names(ui);
    if (names->len == 0)
        return false;
    ui->leave.question =
        names->len == 1 ? question_of_one(ui, names->pdata[0]) : question_of_many(ui, names);
    ui_push(ui, ui->leave.question);
    return true;
}

/* --- leaving ---------------------------------------------------------------------------------- */

bool ui_leave_asks(Ui *ui)
{
    ui->leave = (Leave){.keep = ui->stack->len - 1, .alone = true};
    if (ask(ui))
        return true;
    ui->leave = (Leave){0};
    return false;
}

static bool is_covered(const Ui *ui, guint keep)
{
    for (guint i = keep; i < ui->stack->len; i++) {
        const View *view = g_ptr_array_index(ui->stack, i);
        if (view->class->covers)
            return true;
    }
    return false;
}

void ui_leave(Ui *ui, guint keep, LoopFunc then, gpointer data)
{
    if (is_covered(ui, keep))
        return;
    if (ui->leave.question)
        ui_close(ui, ui->leave.question); /* which means to stay; the question is put anew */
    ui->leave = (Leave){.keep = keep, .then = then, .data = data};
    if (!ask(ui))
        go(ui);
}
