/* A reference is chosen by typing part of its name; the rows come from the base, however many there
 * are. */
#include <glib/gi18n-lib.h>

#include "core/query.h"
#include "tui/screens/screens.h"
#include "tui/widgets/pick.h"

#define CHOICES_MOST 100

typedef struct {
    App *app;
    const Field *field;
    GPtrArray *choices; /* Choice, as shown */
    ChoiceDone done;
    gpointer data;
} Choosing;

static void choosing_free(gpointer data)
{
    Choosing *choosing = data;
    g_clear_pointer(&choosing->choices, g_ptr_array_unref);
    g_free(choosing);
}

static const Choice *choice_at(const Choosing *choosing, guint index)
{
    return index < choosing->choices->len ? choosing->choices->pdata[index] : NULL;
}

/* Namesakes stand one below the other. */
static bool has_namesake(const Choosing *choosing, guint index)
{
    const Choice *choice = choice_at(choosing, index), *next = choice_at(choosing, index + 1),
                 *before = index ? choice_at(choosing, index - 1) : NULL;
    return (next && g_str_equal(next->title, choice->title)) ||
           (before && g_str_equal(before->title, choice->title));
}

static void typed(Pick *pick, gpointer data, const char *text)
{
    Choosing *choosing = data;
    g_autoptr(GError) error = NULL;
    GPtrArray *choices = query_choices(choosing->app->base, app_actor(choosing->app),
                                       choosing->field, text, CHOICES_MOST, &error);
    if (!choices) {
        app_tell_error(choosing->app, error);
        return;
    }
    g_clear_pointer(&choosing->choices, g_ptr_array_unref);
    choosing->choices = choices;
    pick_clear(pick);
    for (guint i = 0; i < choices->len; i++) {
        const Choice *choice = choices->pdata[i];
        pick_add(pick, NULL, choice->title, has_namesake(choosing, i) ? choice->note : NULL, false);
    }
}

static void picked(gpointer data, int index)
{
    Choosing *choosing = data;
    const Choice *choice = index < 0 ? NULL : choosing->choices->pdata[index];
    choosing->done(choosing->data, choice ? choice->id : 0, choice ? choice->title : NULL);
}

View *choice_dialog_new(App *app, const Field *field, const char *text, ChoiceDone done,
                        gpointer data)
{
    Choosing *choosing = g_new(Choosing, 1);
    *choosing = (Choosing){.app = app, .field = field, .done = done, .data = data};
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _(field->label),
                                               .find = true,
                                               .typed = typed,
                                               .done = picked,
                                               .data = choosing,
                                               .free_data = choosing_free,
                                               .width = 50,
                                               .height = 12});
    pick_set_find(pick, text ? text : "");
    return pick_view(pick);
}
