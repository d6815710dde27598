/* What the form «Добавить рассылку» offers and says. */
#include "campaign_internal.h"

#include <glib/gi18n-lib.h>

static char *sentence(const SendingRules *rules, int64_t now, int64_t opening, int64_t at_once)
{
    g_autofree char *first = when_show(opening, rules->zone);
    g_autofree char *once = when_show(at_once, rules->zone);
    if (at_once == now)
        return g_strdup_printf(_("The first letter goes %s; with “Send at once” it goes within the "
                                 "hour. To start today after the opening, choose “Send at once”."),
                               first);
    return g_strdup_printf(_("The first letter goes %s; with “Send at once” it goes %s, when the "
                             "sending window opens next."),
                           first, once);
}

bool enrollment_defaults(Base *base, const Actor *actor, char **start_on, char **explanation,
                         GError **error)
{
    g_auto(SendingRules) rules = {0};
    int64_t now = actor->now, opening, at_once;
    int start;
    if (!sending_rules_read(base, actor->enterprise_id, &rules, error))
        return false;
    if (rules.no_window) {
        g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_WINDOW, rules.no_window);
        return false;
    }
    if (!schedule_default_start(&rules.window, now, &start, error) ||
        !schedule_at_once(&rules.window, now, &at_once, error) ||
        !window_opening(&rules.window, start, &opening, error))
        return false;
    *start_on = day_to_text(start);
    *explanation = sentence(&rules, now, opening, at_once);
    return true;
}
