/* The figures of an enterprise's tasks, the same as on the client's screen. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "admin.h"
#include "core/figures.h"
#include "core/when.h"

#define DAYS 28 /* as the client's at first */

const ProgramOption figures_options[] = {
    {.name = "enterprise",
     .kind = OPTION_NUMBER,
     .value = "E",
     .help = N_("of which enterprise"),
     .least = 1,
     .most = G_MAXINT64},
    {.name = "from",
     .kind = OPTION_TEXT,
     .value = "DAY",
     .help = N_("from this day on, as 2026-07-01; otherwise four weeks up to the last one")},
    {.name = "to",
     .kind = OPTION_TEXT,
     .value = "DAY",
     .help = N_("up to this day and with it; otherwise today")},
    {.name = NULL},
};

/* An unknown name is answered with those there are. */
static bool read_name(const Admin *admin, const Figure **figure, GError **error)
{
    *figure = admin->n ? figure_find(admin->arguments[0]) : NULL;
    if (*figure || !admin->n)
        return true;
    g_autoptr(GString) names = g_string_new(NULL);
    for (const Figure *one = all_figures; one->name; one++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", one->name);
    return admin_refuse(error, g_strdup_printf(_("there is no figure “%s”: choose one of %s"),
                                               admin->arguments[0], names->str));
}

static bool read_day(const Admin *admin, const char *option, int *day, GError **error)
{
    const char *typed = program_text(admin->invocation, option);
    return !typed || day_from_text(typed, day) ||
           admin_refuse(error,
                        g_strdup_printf(_("--%s: “%s” is no day as 2026-07-01"), option, typed));
}

static bool read_period(const Admin *admin, const Actor *actor, FigurePeriod *period,
                        GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!figure_period_last(admin->base, actor, DAYS, period, error) ||
        !read_day(admin, "to", &period->to, error))
        return false;
    period->from = period->to - DAYS + 1;
    if (!read_day(admin, "from", &period->from, error))
        return false;
    return figure_period_check(period, &failure) || admin_refuse(error, g_strdup(failure->message));
}

static void print_table(const Admin *admin, const FigureTable *table)
{
    const FigureMeasure *measures = table->figure->measures;
    for (guint i = 0; i < table->rows->len; i++) {
        const FigureRow *row = table->rows->pdata[i];
        for (int m = 0; m < FIGURE_MEASURES && measures[m].name; m++)
            admin_print(admin,
                        json_pack("{s:s,s:s,s:s,s:I}", "figure", table->figure->name, "row",
                                  row->label, "measure", measures[m].name, "value",
                                  (json_int_t)row->values[m]),
                        "");
    }
}

bool figures_print(Admin *admin, GError **error)
{
    Actor actor;
    const Figure *figure;
    FigurePeriod period;
    int64_t enterprise_id = program_number(admin->invocation, "enterprise");
    if (!enterprise_id)
        return admin_refuse(error, g_strdup(_("--enterprise says whose figures: “ukrcrm-admin "
                                              "enterprise list” has the numbers")));
    if (!read_name(admin, &figure, error) || !admin_actor(admin, enterprise_id, &actor, error) ||
        !read_period(admin, &actor, &period, error))
        return false;
    g_autoptr(GPtrArray) tables = figures_read(admin->base, &actor, figure, &period, error);
    if (!tables)
        return false;
    if (admin->json) {
        for (guint i = 0; i < tables->len; i++)
            print_table(admin, tables->pdata[i]);
        return true;
    }
    g_autofree char *csv = figures_csv(tables);
    fputs(csv, stdout);
    return true;
}
