#include "tui/app/menu.h"

#include <glib/gi18n-lib.h>

#include "core/auth.h"
#include "core/record.h"

#define AT(level) (1u << (level))
#define BELOW (AT(LEVEL_ENTERPRISE) | AT(LEVEL_EMPLOYEE))

/* One row of the menu. Rows with an entity come as a pair, "all" and "add"; DYNAMIC ones are filled
 * from the base. */
typedef enum {
    ROW_HEADING,
    ROW_ENTITY,
    ROW_ADD_ONLY,
    ROW_MY_ENTERPRISES,
    ROW_PROFILE,
    ROW_ENTERPRISE,
    ROW_SELF,
    ROW_FIGURES
} RowKind;

typedef struct {
    unsigned levels;
    RowKind kind;
    const Entity *entity;
    const char *label; /* msgid: heading, or "all" */
    const char *add;   /* msgid */
} MenuRow;

static const MenuRow menu_rows[] = {
    {AT(LEVEL_GLOBAL), ROW_HEADING, NULL, N_("My enterprises"), NULL},
    {AT(LEVEL_GLOBAL), ROW_MY_ENTERPRISES, NULL, NULL, NULL},
    {AT(LEVEL_GLOBAL), ROW_ADD_ONLY, &enterprise_entity, NULL, N_("Add enterprise")},
    {AT(LEVEL_EMPLOYEE), ROW_HEADING, NULL, N_("Tasks"), NULL},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &task_entity, N_("All tasks"), N_("Add task")},
    {AT(LEVEL_EMPLOYEE), ROW_HEADING, NULL, N_("Clients"), NULL},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &client_entity, N_("All clients"), N_("Add client")},
    {BELOW, ROW_HEADING, NULL, N_("Employees"), NULL},
    {BELOW, ROW_ENTITY, &employee_entity, N_("All employees"), N_("Add employee")},
    {AT(LEVEL_ENTERPRISE), ROW_HEADING, NULL, N_("Clients"), NULL},
    {AT(LEVEL_ENTERPRISE), ROW_ENTITY, &client_entity, N_("All clients"), N_("Add client")},
    {AT(LEVEL_EMPLOYEE), ROW_HEADING, NULL, N_("Mailings"), NULL},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &subject_entity, N_("Subjects"), N_("Add subject")},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &body_entity, N_("Bodies"), N_("Add body")},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &signature_entity, N_("Signatures"), N_("Add signature")},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &letter_entity, N_("Letters"), N_("Add letter")},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &campaign_entity, N_("Campaigns"), N_("Add campaign")},
    {AT(LEVEL_EMPLOYEE), ROW_ENTITY, &list_entity, N_("Lists"), N_("Add list")},
    {BELOW, ROW_HEADING, NULL, N_("Figures"), NULL},
    {BELOW, ROW_FIGURES, NULL, N_("Of tasks"), NULL},
    {AT(LEVEL_GLOBAL) | BELOW, ROW_HEADING, NULL, N_("Profile"), NULL},
    {AT(LEVEL_GLOBAL) | BELOW, ROW_PROFILE, NULL, N_("Main profile"), NULL},
    {BELOW, ROW_ENTERPRISE, NULL, NULL, NULL},
    {AT(LEVEL_EMPLOYEE), ROW_SELF, NULL, NULL, NULL},
};

static void add_line(App *app, Place place, const char *label)
{
    g_array_append_val(app->menu, place);
    frame_menu_add(ui_frame(app->ui), (int)app->menu->len, label);
}

static void add_my_enterprises(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) memberships = auth_memberships(app->base, app->actor.profile_id, &error);
    if (!memberships) {
        app_tell_error(app, error);
        return;
    }
    for (guint i = 0; i < memberships->len; i++) {
        const Membership *membership = memberships->pdata[i];
        if (!membership->dismissed)
            add_line(app, (Place){PLACE_ENTERPRISE, NULL, membership->enterprise_id},
                     membership->name);
    }
}

static void add_entity(App *app, const MenuRow *row)
{
    if (row->label)
        add_line(app, (Place){PLACE_LIST, row->entity, 0}, _(row->label));
    if (record_may_add(app->base, app_actor(app), row->entity, NULL))
        add_line(app, (Place){PLACE_ADD, row->entity, 0}, _(row->add));
}

static void add_row(App *app, const MenuRow *row)
{
    switch (row->kind) {
    case ROW_HEADING:
        frame_menu_add(ui_frame(app->ui), 0, _(row->label));
        break;
    case ROW_ENTITY:
    case ROW_ADD_ONLY:
        add_entity(app, row);
        break;
    case ROW_MY_ENTERPRISES:
        add_my_enterprises(app);
        break;
    case ROW_PROFILE:
        add_line(app, (Place){PLACE_PROFILE, NULL, 0}, _(row->label));
        break;
    case ROW_ENTERPRISE:
        add_line(app, (Place){PLACE_ENTERPRISE, NULL, app->actor.enterprise_id},
                 app->enterprise_name);
        break;
    case ROW_SELF:
        add_line(app, (Place){PLACE_SELF, NULL, app->actor.employee_id}, app->my_name);
        break;
    case ROW_FIGURES:
        add_line(app, (Place){PLACE_FIGURES, NULL, 0}, _(row->label));
        break;
    }
}

static void open_place(gpointer data, int id)
{
    App *app = data;
    const Place place = g_array_index(app->menu, Place, id - 1);
    switch (place.kind) {
    case PLACE_LIST:
        app_go_list(app, place.entity);
        break;
    case PLACE_ADD:
        app_go_add(app, place.entity);
        break;
    case PLACE_PROFILE:
        app_go_profile(app);
        break;
    case PLACE_ENTERPRISE:
        app_go_record(app, &enterprise_entity, place.id);
        break;
    case PLACE_SELF:
        app_go_record(app, &employee_entity, place.id);
        break;
    case PLACE_FIGURES:
        app_go_figures(app);
        break;
    }
}

void menu_fill(App *app)
{
    frame_menu_clear(ui_frame(app->ui), open_place, app);
    g_array_set_size(app->menu, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(menu_rows); i++) {
        if (menu_rows[i].levels & AT(app->level))
            add_row(app, &menu_rows[i]);
    }
}

static bool same_place(const Place *a, const Place *b)
{
    return a->kind == b->kind && a->entity == b->entity && a->id == b->id;
}

void menu_set_current(App *app, const Place *place)
{
    for (guint i = 0; i < app->menu->len; i++) {
        if (same_place(&g_array_index(app->menu, Place, i), place))
            frame_menu_set_current(ui_frame(app->ui), (int)i + 1);
    }
}
