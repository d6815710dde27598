#include "tui/view.h"

#include <glib/gi18n-lib.h>

void view_init(View *view, const ViewClass *class, Ui *ui)
{
    view->class = class;
    view->ui = ui;
    view->contexts = class->contexts;
    view->anchor_y = view->anchor_x = -1;
}

void view_draw(View *view, const Canvas *canvas, bool focused)
{
    view->place = canvas_place(canvas);
    view->focused = focused;
    view->class->draw(view, canvas);
}

void view_free(View *view)
{
    if (view && view->class->free)
        view->class->free(view);
}

bool view_is_dialog(const View *view)
{
    return view->class->measure != NULL;
}

const char *view_label(View *view, const Action *action)
{
    const char *label = view->class->label ? view->class->label(view, action) : NULL;
    return label ? label : _(action->label);
}

Offer view_offer(View *view, const Action *action, const char **reason)
{
    *reason = NULL;
    return view->class->offer ? view->class->offer(view, action, reason) : OFFER_YES;
}
