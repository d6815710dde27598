#include "tui/app/app.h"

#include <glib/gi18n-lib.h>

#include "core/record.h"
#include "core/when.h"
#include "tui/app/bulk.h"
#include "tui/app/face.h"
#include "tui/app/identity.h"
#include "tui/app/link.h"
#include "tui/app/menu.h"
#include "tui/app/pulse.h"
#include "tui/app/undo.h"
#include "tui/screens/dashboard.h"
#include "tui/screens/screens.h"

static void clear_names(App *app)
{
    g_clear_pointer(&app->my_name, g_free);
    g_clear_pointer(&app->enterprise_name, g_free);
}

App *app_new(const Invocation *invocation, Base *base, Ui *ui)
{
    App *app = g_new0(App, 1);
    app->invocation = invocation;
    app->base = base;
    app->ui = ui;
    app->source = identity_source();
    app->worker = worker_new(program_url(invocation), ui_loop(ui));
    app->menu = g_array_new(FALSE, FALSE, sizeof(Place));
    app->link = link_new(app);
    app->pulse = pulse_new(app);
    return app;
}

void app_free(App *app)
{
    if (!app)
        return;
    ui_clear(app->ui);
    pulse_free(app->pulse);
    link_free(app->link);
    undo_free(app->undo);
    bulk_abandon(app);
    worker_free(app->worker);
    g_free(app->move);
    clear_names(app);
    g_free(app->source);
    g_free(app->drafts);
    g_array_unref(app->menu);
    g_free(app);
}

const Actor *app_actor(App *app)
{
    app->actor.now = program_now(app->invocation);
    return &app->actor;
}

GTimeZone *app_zone(App *app)
{
    return app->actor.enterprise_id ? base_zone(app->base, app->actor.enterprise_id)
                                    : g_time_zone_new_local();
}

char *app_today(App *app)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    return day_to_text(when_day(app_actor(app)->now, zone, NULL));
}

const char *app_explain(App *app, const GError *error)
{
    const char *words = link_explain(app->link, error);
    return words ? words : error ? error->message : _("something went wrong");
}

char *app_explain_unread(App *app, const GError *error)
{
    const GError *failure = error ? error : worker_failure(app->worker);
    const char *words = link_explain(app->link, failure);
    return error || words || !failure
               ? g_strdup(app_explain(app, failure))
               : g_strdup_printf(_("Nothing could be read: %s. F5 tries again."), failure->message);
}

void app_tell_error(App *app, const GError *error)
{
    ui_toast_error(app->ui, app_explain(app, error));
}

void app_tell_form_error(App *app, Form *form, const char *field, const GError *error)
{
    const char *words = link_explain(app->link, error);
    if (words)
        ui_toast_error(app->ui, words);
    else
        form_set_error(form, field, error->message);
}

char *app_record_title(App *app, const Entity *entity, int64_t id)
{
    g_autoptr(Record) record = record_load(app->base, app_actor(app), entity, id, NULL);
    return record ? record_title(app->base, &app->actor, record) : g_strdup("");
}

void app_refresh_menu(App *app)
{
    clear_names(app); /* names in the frame are no reason to stop: they may be empty */
    app->my_name = app_record_title(app, &profile_entity, app->actor.profile_id);
    if (app->actor.enterprise_id)
        app->enterprise_name = app_record_title(app, &enterprise_entity, app->actor.enterprise_id);
    Frame *frame = ui_frame(app->ui);
    frame_set_level(frame, app->level);
    frame_set_user(frame, app->my_name,
                   app->actor.enterprise_id ? role_label(app->actor.role) : NULL);
    frame_set_path(frame, app->enterprise_name);
    frame_on_profile(frame, (void (*)(gpointer))app_go_profile, app);
    menu_fill(app);
}

void app_show_added(App *app, const Entity *entity, int64_t id)
{
    app->added = (Added){entity, id};
    ui_reload(app->ui);
    app->added = (Added){0};
}

/* Where a move between levels or places leads, kept while the person is asked about unsaved input.
 */
typedef struct {
    Level level;
    int64_t enterprise_id;
    Place place;
} Move;

static View *place_view(App *app, const Place *place, GError **error)
{
    const Actor *actor = app_actor(app);
    switch (place->kind) {
    case PLACE_LIST:
        return list_screen_new(app, place->entity, NULL, 0);
    case PLACE_ADD:
        return record_screen_add(app, place->entity, NULL, error);
    case PLACE_PROFILE:
        return record_screen_open(app, &profile_entity, actor->profile_id, error);
    case PLACE_ENTERPRISE:
        return record_screen_open(app, &enterprise_entity, place->id, error);
    case PLACE_SELF:
        return record_screen_open(app, &employee_entity, place->id, error);
    case PLACE_FIGURES:
        return dashboard_new(app);
    }
    g_return_val_if_reached(NULL);
}

static bool enter_level(App *app, const Move *move, GError **error)
{
    Actor actor = actor_profile(app->actor.profile_id, program_now(app->invocation));
    actor.source = app->actor.source;
    if (move->level != LEVEL_GLOBAL &&
        !actor_enter(app->base, &actor, move->enterprise_id, &actor, error))
        return false;
    app->actor = actor;
    app->level = move->level;
    app_refresh_menu(app);
    return true;
}

/* The list that stands below a card or form which a line of the menu opens: where saving it and Esc
 * lead. */
static const Entity *list_below(const App *app, const Place *place)
{
    static const Entity *const first[] = {[LEVEL_GLOBAL] = &enterprise_entity,
                                          [LEVEL_ENTERPRISE] = &client_entity,
                                          [LEVEL_EMPLOYEE] = &task_entity};
    if (place->kind == PLACE_ADD)
        return place->entity;
    return place->kind == PLACE_SELF ? &employee_entity : first[app->level];
}

static void finish_move(gpointer data)
{
    App *app = data;
    g_autofree Move *move = g_steal_pointer(&app->move);
    g_autoptr(GError) error = NULL;
    View *view = NULL;
    if ((move->level == app->level && move->enterprise_id == app->actor.enterprise_id &&
         app->my_name) ||
        enter_level(app, move, &error))
        view = place_view(app, &move->place, &error);
    if (!view)
        app_tell_error(app, error);
    if (!view || move->place.kind != PLACE_LIST)
        ui_push(app->ui, list_screen_new(app, list_below(app, &move->place), NULL, 0));
    if (view)
        ui_push(app->ui, view);
    menu_set_current(app, &move->place);
}

static void go(App *app, Level level, int64_t enterprise_id, Place place)
{
    Move *move = g_new(Move, 1);
    *move = (Move){level, enterprise_id, place};
    g_free(app->move);
    app->move = move;
    ui_leave(app->ui, 0, finish_move, app);
}

void app_go_global(App *app)
{
    go(app, LEVEL_GLOBAL, 0, (Place){PLACE_LIST, &enterprise_entity, 0});
}

void app_go_enterprise(App *app, int64_t enterprise_id)
{
    go(app, LEVEL_ENTERPRISE, enterprise_id, (Place){PLACE_LIST, &client_entity, 0});
}

void app_go_employee(App *app, int64_t enterprise_id)
{
    go(app, LEVEL_EMPLOYEE, enterprise_id, (Place){PLACE_LIST, &task_entity, 0});
}

void app_go_profile(App *app)
{
    go(app, LEVEL_GLOBAL, 0, (Place){PLACE_PROFILE, NULL, 0});
}

void app_go_list(App *app, const Entity *entity)
{
    go(app, app->level, app->actor.enterprise_id, (Place){PLACE_LIST, entity, 0});
}

void app_go_add(App *app, const Entity *entity)
{
    go(app, app->level, app->actor.enterprise_id, (Place){PLACE_ADD, entity, 0});
}

void app_go_record(App *app, const Entity *entity, int64_t id)
{
    PlaceKind kind = entity == &enterprise_entity ? PLACE_ENTERPRISE : PLACE_SELF;
    go(app, app->level, app->actor.enterprise_id, (Place){kind, NULL, id});
}

void app_go_figures(App *app)
{
    go(app, app->level, app->actor.enterprise_id, (Place){PLACE_FIGURES, NULL, 0});
}

static void show_rows_to(App *app, int64_t profile_id)
{
    base_set_person(app->base, profile_id);
    worker_set_person(app->worker, profile_id);
}

void app_sign_in(App *app, int64_t profile_id)
{
    app->actor = actor_profile(profile_id, program_now(app->invocation));
    app->actor.source = app->source;
    show_rows_to(app, profile_id);
    app_go_global(app);
    face_load(app);
    const char *target = g_steal_pointer(&app->target);
    if (target)
        app_open_target(app, target);
    pulse_begin(app->pulse);
}

static void show_sign_in(gpointer data)
{
    App *app = data;
    clear_names(app);
    app->actor = (Actor){.source = app->source};
    show_rows_to(app, 0);
    app->cover = NULL;
    g_clear_pointer(&app->undo, undo_free);
    bulk_abandon(app);
    app->level = LEVEL_GLOBAL;
    frame_menu_clear(ui_frame(app->ui), NULL, NULL);
    frame_set_user(ui_frame(app->ui), NULL, NULL);
    frame_set_photo(ui_frame(app->ui), NULL, NULL);
    frame_set_notice(ui_frame(app->ui), NULL, false);
    worker_cancel(app->worker, app);
    frame_set_level(ui_frame(app->ui), LEVEL_GLOBAL);
    ui_push(app->ui, sign_in_screen_new(app));
}

void app_sign_out(App *app)
{
    ui_leave(app->ui, 0, show_sign_in, app);
}

static void push_or_tell(App *app, View *view, const GError *error)
{
    if (view)
        ui_push(app->ui, view);
    else
        app_tell_error(app, error);
}

void app_open_record(App *app, const Entity *entity, int64_t id)
{
    g_autoptr(GError) error = NULL;
    View *view = record_screen_open(app, entity, id, &error);
    push_or_tell(app, view, error);
}

void app_add_filled(App *app, const Entity *entity, const Filled *filled)
{
    g_autoptr(GError) error = NULL;
    View *view = record_screen_add(app, entity, filled, &error);
    push_or_tell(app, view, error);
}

void app_add_record(App *app, const Entity *entity)
{
    app_add_filled(app, entity, NULL);
}
