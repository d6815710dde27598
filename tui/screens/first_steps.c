#include "tui/screens/first_steps.h"

#include <glib/gi18n-lib.h>

#include "core/query.h"
#include "core/record.h"

/* One step is done when there are so many records of its kind: the owner alone is no employee
 * added. */
typedef struct {
    const Entity *entity;
    guint wanted;
    const char *what; /* msgid */
} Step;

static const Step steps[] = {
    {&enterprise_entity, 1, N_("the enterprise, from «My enterprises»")},
    {&employee_entity, 2, N_("employees: «Add employee», by e-mail")},
    {&client_entity, 1, N_("the first client: «Add client»")},
    {&letter_entity, 1, N_("the first letter: subject, body, signature, «Add letter»")},
    {&campaign_entity, 1, N_("a campaign of letters; the client's card starts it")},
};

static bool is_done(App *app, const Step *step)
{
    const Query query = {.entity = step->entity};
    bool swapped;
    if (step->entity == &enterprise_entity)
        return app->actor.enterprise_id != 0;
    g_autoptr(GPtrArray) rows = app->actor.enterprise_id
                                    ? query_page(app->base, app_actor(app), &query, NULL, false,
                                                 (int)step->wanted, &swapped, NULL)
                                    : NULL;
    return rows && rows->len >= step->wanted;
}

static void append_steps(App *app, GString *text)
{
    bool next = true;
    g_string_append_printf(text, "\n\n%s", _("First steps:"));
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        bool done = is_done(app, &steps[i]);
        g_string_append_printf(text, "\n%s %d. %s",
                               done   ? "✓"
                               : next ? "►"
                                      : "·",
                               (int)i + 1, _(steps[i].what));
        next = next && done;
    }
}

char *first_steps(App *app, const Entity *entity)
{
    GString *text = g_string_new(entity->empty_hint ? _(entity->empty_hint) : "");
    if (record_may_add(app->base, app_actor(app), entity, NULL)) {
        g_string_append_printf(text, " %s", _("F7 adds one."));
        append_steps(app, text);
    }
    return g_string_free(text, FALSE);
}
