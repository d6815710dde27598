#include "tui/screens/list_modes.h"

#include "core/draft.h"
#include "tui/screens/board.h"
#include "tui/screens/month.h"

typedef enum { MODE_LIST, MODE_BOARD, MODE_MONTH, MODE_WEEK, MODE_N } Mode;

struct ListModes {
    App *app;
    ListPart part;
    ListBulk *bulk; /* borrowed */
    char *setting;  /* its name in the base */
    Mode mode;
    Board *board; /* the table's, while it is one */
    Month *month; /* the same */
    int64_t id;   /* the task that the cursor was on last; 0: none */
};

static const char *const codes[MODE_N] = {"list", "board", "month", "week"};

ListModes *list_modes_new(App *app, ListPart part, ListBulk *bulk, const char *screen)
{
    ListModes *modes = g_new0(ListModes, 1);
    *modes = (ListModes){
        .app = app, .part = part, .bulk = bulk, .setting = g_strconcat(screen, ".mode", NULL)};
    return modes;
}

void list_modes_free(ListModes *modes)
{
    g_free(modes->setting);
    g_free(modes);
}

/* The mode an action leads to; MODE_N: none. */
static Mode mode_of(ActionId id)
{
    switch ((int)id) {
    case ACT_AS_LIST:
        return MODE_LIST;
    case ACT_AS_BOARD:
        return MODE_BOARD;
    case ACT_AS_MONTH:
        return MODE_MONTH;
    case ACT_AS_WEEK:
        return MODE_WEEK;
    default:
        return MODE_N;
    }
}

bool list_modes_has(ActionId id)
{
    return id == ACT_NEXT_MODE || mode_of(id) != MODE_N;
}

Offer list_modes_offer(const ListModes *modes, ActionId id)
{
    bool there = modes->part.entity == &task_entity;
    return there && mode_of(id) != modes->mode ? OFFER_YES : OFFER_NO;
}

static bool is_calendar(const ListModes *modes)
{
    return modes->mode == MODE_MONTH || modes->mode == MODE_WEEK;
}

/* What is looked for is not there yet: it is the first of that which is meant. */
static void show(ListModes *modes, Table *table, Mode mode)
{
    TableLens lens;
    bool sought = table_is_sought(table);
    int64_t id = sought ? FOUND_FIRST : table_id(table);
    const char *day = is_calendar(modes) && !sought ? month_day(modes->month) : NULL;
    int64_t last = id ? id : modes->id;
    if (!sought)
        modes->id = last;
    if (mode == MODE_BOARD)
        lens = board_lens(modes->app, table, modes->part, modes->bulk, last, &modes->board);
    else if (mode != MODE_LIST)
        lens = month_lens(modes->app, table, modes->part, modes->bulk, mode == MODE_WEEK, day,
                          day ? id : last, &modes->month);
    table_set_lens(table, mode == MODE_LIST ? NULL : &lens);
    modes->mode = mode;
}

void list_modes_start(ListModes *modes, Table *table)
{
    if (modes->part.entity != &task_entity)
        return;
    g_autofree char *code =
        screen_setting_find(modes->app->base, app_actor(modes->app), modes->setting, NULL);
    for (Mode mode = MODE_BOARD; code && mode < MODE_N; mode++)
        if (g_str_equal(code, codes[mode]))
            show(modes, table, mode);
}

Result list_modes_act(ListModes *modes, Table *table, ActionId id)
{
    g_autoptr(GError) error = NULL;
    Mode next = id == ACT_NEXT_MODE ? (modes->mode + 1) % MODE_N : mode_of(id);
    if (next == MODE_N)
        return RESULT_IGNORED;
    show(modes, table, next);
    if (!screen_setting_save(modes->app->base, app_actor(modes->app), modes->setting, codes[next],
                             &error))
        app_tell_error(modes->app, error);
    return RESULT_REPAINT;
}

bool list_modes_back(ListModes *modes, Table *table)
{
    if (modes->mode == MODE_LIST)
        return false;
    show(modes, table, MODE_LIST);
    return true;
}

const Filled *list_modes_filled(ListModes *modes)
{
    if (is_calendar(modes))
        return month_filled(modes->month);
    return modes->mode == MODE_BOARD ? board_filled(modes->board) : NULL;
}
