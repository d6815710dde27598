/* List, card and form of every entity, in three languages, on the smallest screen and on a wide
 * one; and what each role is offered on them. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "stage.h"
#include "tui/screens/account.h"
#include "tui/screens/parts.h"
#include "tui/widgets/table.h"

static const struct {
    const Entity *entity;
    Level level;
    const char *row; /* stands in its list; of the demo base */
} kinds[] = {
    {&enterprise_entity, LEVEL_GLOBAL, "Демо"},
    {&employee_entity, LEVEL_ENTERPRISE, "Мельник Тарас"},
    {&client_entity, LEVEL_ENTERPRISE, "Артеменко"},
    {&task_entity, LEVEL_EMPLOYEE, "Відправити"},
    {&subject_entity, LEVEL_EMPLOYEE, "Как это работает"},
    {&body_entity, LEVEL_EMPLOYEE, "Знакомство 1"},
    {&signature_entity, LEVEL_EMPLOYEE, "Общая"},
    {&letter_entity, LEVEL_EMPLOYEE, "Знакомство 1"},
    {&campaign_entity, LEVEL_EMPLOYEE, "Знакомство"},
    {&list_entity, LEVEL_EMPLOYEE, "Новые клиенты"},
};

static const struct {
    const char *name, *language;
    int rows, columns;
} looks[] = {
    {"en-80x24", "en", 24, 80},   {"ru-80x24", "ru", 24, 80},   {"uk-80x24", "uk", 24, 80},
    {"en-160x50", "en", 50, 160}, {"ru-160x50", "ru", 50, 160}, {"uk-160x50", "uk", 50, 160},
};

static Stage *stage_look(guint look, Role role, Level level)
{
    return stage_with(
        &(Entrance){.role = role,
                    .level = level,
                    .language = looks[look].language,
                    .screen = {.rows = looks[look].rows, .columns = looks[look].columns}});
}

/* All that the form shows from its first field to its buttons. */
static char *walk_form(Stage *stage)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    int y, x;
    for (int i = 0; i < 100; i++) {
        g_autofree char *screen = harness_screen(stage->h);
        g_string_append(seen, screen);
        if (harness_find(stage->h, "[>", &y, &x))
            break;
        harness_press(stage->h, "Tab");
    }
    return g_strdup(seen->str);
}

/* What nobody types and is not so yet. */
static bool is_not_yet(const Record *record, const Field *field)
{
    return (field->flags & FIELD_DERIVED) &&
           (!record || (field->type == FIELD_INSTANT && record_is_empty(record, field->name)));
}

/* One of few words is shown whole. */
static void check_word(const Stage *stage, const Record *record, const Field *field,
                       const char *seen)
{
    g_autofree char *shown = record_shown(stage->base, app_actor(stage->app), record,
                                          entity_field(record->entity, field->name));
    if (strstr(seen, shown))
        return;
    g_test_message("%s: \"%s\" of %s cannot be read", record->entity->name, shown, field->name);
    g_test_fail();
}

/* Every field has its label, whole. `record` NULL: a new one. */
static void check_labels(Stage *stage, const Entity *entity, const Record *record)
{
    g_autofree char *seen = walk_form(stage);
    for (const Field *field = entity->fields; field->name; field++) {
        if ((field->flags & FIELD_HIDDEN) || is_not_yet(record, field))
            continue;
        if (record && field->type == FIELD_WORD)
            check_word(stage, record, field, seen);
        if (strstr(seen, _(field->label)))
            continue;
        g_test_message("%s: \"%s\", the label of %s, cannot be read", entity->name, _(field->label),
                       field->name);
        g_test_fail();
    }
}

static void check_card(Stage *stage, const Entity *entity, int64_t id)
{
    g_autoptr(Record) record = record_load(stage->base, app_actor(stage->app), entity, id, NULL);
    g_autofree char *title = record_title(stage->base, app_actor(stage->app), record);
    g_autofree char *start = g_utf8_substring(title, 0, MIN(g_utf8_strlen(title, -1), 12));
    harness_assert_shows(stage->h, start);
    check_labels(stage, entity, record);
    g_assert_false(form_is_changed((Form *)ui_top(harness_ui(stage->h))));
}

static void check_kind(Stage *stage, guint kind)
{
    const Entity *entity = kinds[kind].entity;
    stage_list(stage, entity);
    harness_assert_shows(stage->h, _(entity->plural));
    harness_assert_shows(stage->h, _(entity->columns[0].label));
    harness_assert_shows(stage->h, kinds[kind].row);
    int64_t id = table_id((Table *)ui_top(harness_ui(stage->h)));
    harness_press(stage->h, "Enter");
    check_card(stage, entity, id);
    harness_press(stage->h, "Esc");
    harness_assert_shows(stage->h, kinds[kind].row);
    harness_press(stage->h, "F7");
    if (entity != &employee_entity) /* asks for an address first: a form of its own */
        check_labels(stage, entity, NULL);
    harness_press(stage->h, "Esc");
    harness_assert_shows(stage->h, kinds[kind].row);
}

static void test_kinds(gconstpointer data)
{
    guint look = GPOINTER_TO_UINT(data);
    for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++) {
        g_autoptr(Stage) stage = stage_look(look, ROLE_OWNER, level);
        for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
            if (kinds[i].level == level)
                check_kind(stage, i);
        app_go_profile(stage->app);
        harness_settle(stage->h);
        check_card(stage, &profile_entity, stage_profile(stage, ROLE_OWNER));
    }
}

/* --- what the buttons open -------------------------------------------------------------------- */

static const struct {
    const Entity *entity;
    ActionId action;
    const char *shown[4];
} parts[] = {
    {&campaign_entity,
     ACT_STEPS,
     {"Знакомство 1: приветствие", "Знакомство 2: как", "Знакомство 3: подарок"}},
    {&campaign_entity, ACT_HISTORY, {"История", "Коваленко"}},
    {&list_entity, ACT_MEMBERS, {"ФИО", "1 / 40"}},
    {&list_entity, ACT_CAMPAIGNS, {"Знакомство"}},
    {&list_entity, ACT_API_HASH, {"хеш-код", "Заменить"}},
    {&client_entity, ACT_ADD_CAMPAIGN, {"Рассылка", "Отправить сразу"}},
    {&client_entity, ACT_TO_LIST, {"Новые клиенты"}},
    {&client_entity, ACT_LETTERS, {"Письма", "Знакомство"}},
    {&client_entity, ACT_NEW_TASK, {"Тема", "Срок"}},
    {&client_entity, ACT_HISTORY, {"История"}},
    {&task_entity, ACT_HISTORY, {"История"}},
    {&profile_entity, ACT_PASSWORD, {"Новый пароль", "Нынешний пароль"}},
    {&profile_entity, ACT_EMAIL, {"Изменить e-mail"}},
    {&profile_entity, ACT_PHOTO, {"Фото"}},
    {&profile_entity, ACT_HISTORY, {"История"}},
};

static void open_part(Stage *stage, guint part)
{
    stage_card(stage, parts[part].entity, 1);
    ui_perform(harness_ui(stage->h), action_find(parts[part].action, CTX_CARD));
    stage_settle(stage);
    for (guint i = 0; i < G_N_ELEMENTS(parts[part].shown) && parts[part].shown[i]; i++)
        harness_assert_shows(stage->h, parts[part].shown[i]);
}

static void check_is_card(Stage *stage, const Entity *entity, ActionId action)
{
    if (ui_top(harness_ui(stage->h))->contexts & CTX_CARD)
        return;
    g_autofree char *screen = harness_screen(stage->h);
    g_error("%s: Esc does not lead back from \"%s\":\n%s", entity->name,
            action_find(action, CTX_CARD)->name, screen);
}

/* Each stands on the smallest screen too, and Esc leads back to the card. */
static void test_parts(void)
{
    for (guint look = 1; look < G_N_ELEMENTS(looks); look += 3) {
        g_autoptr(Stage) stage = stage_look(look, ROLE_OWNER, LEVEL_EMPLOYEE);
        for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
            open_part(stage, i);
            harness_press(stage->h, "Esc");
            check_is_card(stage, parts[i].entity, parts[i].action);
            harness_press(stage->h, "Esc");
        }
    }
}

/* Before anybody is signed in: every form, with nothing cut. */
static void test_account(gconstpointer data)
{
    guint look = GPOINTER_TO_UINT(data);
    for (AccountStep step = ACCOUNT_SIGN_IN; step <= ACCOUNT_EMAIL_CODE; step++) {
        g_autoptr(Stage) stage = stage_look(look, ROLE_NONE, LEVEL_GLOBAL);
        ui_push(harness_ui(stage->h), account_form_new(stage->app, step, "a@firm.example"));
        harness_settle(stage->h);
        g_autofree char *seen = walk_form(stage);
        if (strstr(seen, "…"))
            g_error("something is cut:\n%s", seen);
    }
}

/* The key bar says of F2 what the form's own button says. */
static void test_verbs(gconstpointer data)
{
    guint look = GPOINTER_TO_UINT(data);
    g_autoptr(Stage) stage = stage_look(look, ROLE_NONE, LEVEL_GLOBAL);
    for (AccountStep step = ACCOUNT_SIGN_IN; step <= ACCOUNT_EMAIL_CODE; step++) {
        View *form = ui_push(harness_ui(stage->h), account_form_new(stage->app, step, NULL));
        harness_settle(stage->h);
        g_autofree char *screen = harness_screen(stage->h);
        char *button = strstr(strchr(screen, '\n'), "[ ") + 2; /* beyond the level's name */
        g_autofree char *verb = g_strndup(button, (gsize)(strstr(button, " ]") - button));
        g_autofree char *expected = g_strconcat("F2 ", verb, "  ", NULL);
        g_autofree char *bar = harness_row(stage->h, looks[look].rows - 1);
        if (!strstr(bar, expected))
            g_error("\"%s\" is not in the key bar: %s", expected, bar);
        ui_close(harness_ui(stage->h), form);
    }
}

/* A complaint says at its end what to do: it is never cut. */
static void test_complaint(void)
{
    g_autoptr(Stage) stage = stage_look(0, ROLE_NONE, LEVEL_GLOBAL);
    harness_type(stage->h, "owner@demo.example");
    harness_press(stage->h, "Tab");
    harness_type(stage->h, "wrong");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "wrong e-mail or password");
    harness_assert_shows(stage->h, "keyboard layout count");
}

/* --- roles ------------------------------------------------------------------------------------ */

/* The buttons of a card by role, guest to owner: what a role may not do has none. */
static const struct {
    const Entity *entity;
    const char *buttons[4];
} offered[] = {
    {&client_entity,
     {"[ Letters ]  [ History ]  [ Back ]",
      "[ Save ]  (+)[ Campaign ]  [ To list ]  [ Letters ]  [ Task ]  [ History ]  [ Cancel ]",
      "[ Save ]  (+)[ Campaign ]  [ To list ]  [ Letters ]  [ Task ]  [ History ]  [ Cancel ]",
      "[ Save ]  (+)[ Campaign ]  [ To list ]  [ Letters ]  [ Task ]  [ History ]  [ Cancel ]"}},
    {&list_entity,
     {"[ Clients ]  [ Campaigns ]  [ History ]  [ Back ]",
      "[ Clients ]  [ Campaigns ]  [ History ]  [ Back ]",
      "[ Save ]  [ Clients ]  [ Campaigns ]  [ Pause sending ]  [ Stop sending ]  [ New API hash ]  [ History ]  [ Cancel ]",
      "[ Save ]  [ Clients ]  [ Campaigns ]  [ Pause sending ]  [ Stop sending ]  [ New API hash ]  [ History ]  [ Cancel ]"}},
    {&campaign_entity,
     {"[ Chain of letters ]  [ History ]  [ Back ]", "[ Chain of letters ]  [ History ]  [ Back ]",
      "[ Save ]  [ Chain of letters ]  [ Pause sending ]  [ Stop sending ]  [ History ]  [ Cancel ]",
      "[ Save ]  [ Chain of letters ]  [ Pause sending ]  [ Stop sending ]  [ History ]  [ Cancel ]"}},
    {&enterprise_entity,
     {"[ Enter ]  [ Enter as employee ]  [ History ]  [ Back ]",
      "[ Enter ]  [ Enter as employee ]  [ Pause sending ]  [ To decide ]  [ History ]  [ Back ]",
      "[ Save ]  [ Enter ]  [ Enter as employee ]  [ Pause sending ]  [ Stop sending ]  [ Choice lists ]  [ To decide ]  [ History ]  [ Cancel ]",
      "[ Save ]  [ Enter ]  [ Enter as employee ]  [ Pause sending ]  [ Stop sending ]  [ Choice lists ]  [ To decide ]  [ History ]  [ Cancel ]"}},
};

/* The row of buttons, whichever has the focus. */
static char *buttons_row(Stage *stage)
{
    int y, x;
    harness_assert_shows(stage->h, "History");
    harness_find(stage->h, "History", &y, &x);
    GString *row = g_string_new(NULL);
    g_autofree char *text = harness_row(stage->h, y);
    g_string_assign(row, strchr(text, '['));
    g_string_replace(row, "[>", "[ ", 0);
    g_string_replace(row, "<]", " ]", 0);
    return g_string_free(row, FALSE);
}

static void test_buttons(void)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
        g_autoptr(Stage) stage = stage_with(&(Entrance){
            .role = role, .level = LEVEL_EMPLOYEE, .screen = {.rows = 50, .columns = 160}});
        for (guint i = 0; i < G_N_ELEMENTS(offered); i++) {
            stage_card(stage, offered[i].entity, 1);
            g_autofree char *row = buttons_row(stage);
            if (strcmp(row, offered[i].buttons[role - ROLE_GUEST]) != 0)
                g_error("%s as %s: %s", offered[i].entity->name, role_code(role), row);
            harness_press(stage->h, "Esc");
        }
    }
}

/* Who may pause the enterprise may not let it go on. */
static void test_paused(void)
{
    int y, x;
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE});
    stage_card(stage, &enterprise_entity, STAGE_ENTERPRISE);
    g_assert_true(harness_find(stage->h, "Pause sending", &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x);
    harness_assert_shows(stage->h, "Sending is paused");
    harness_press(stage->h, "Esc");
    stage_card(stage, &enterprise_entity, STAGE_ENTERPRISE);
    harness_assert_hides(stage->h, "[ Pause sending ]");
}

/* Nothing can be taken back where nothing can be entered; elsewhere the menu does it. */
static void test_undo(void)
{
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE});
    stage_card(stage, &client_entity, 1);
    harness_press(stage->h, "F9");
    harness_assert_hides(stage->h, "Undo");
    harness_assert_hides(stage->h, "Redo");
    stage_enter(stage, &(Entrance){.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE});
    stage_card(stage, &client_entity, 1);
    g_autofree char *before = g_strdup(form_get(stage_form(stage), "surname"));
    harness_type(stage->h, "й");
    ui_perform(harness_ui(stage->h), action_find(ACT_UNDO, CTX_FORM));
    g_assert_cmpstr(form_get(stage_form(stage), "surname"), ==, before);
    ui_perform(harness_ui(stage->h), action_find(ACT_REDO, CTX_FORM));
    g_assert_cmpstr(form_get(stage_form(stage), "surname"), !=, before);
}

/* Some stand there only where there is something to open. */
static bool has_button(Stage *stage, const Part *part, const Entity *entity, int64_t id)
{
    const Actor owner = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) record = record_load(stage->base, &owner, entity, id, NULL);
    return !part->offered || part->offered(stage->app, record);
}

/* On the smallest screen every button can be read whole, in every language. */
static void test_buttons_fit(gconstpointer data)
{
    static const Entity *const cards[] = {&client_entity,     &list_entity,    &campaign_entity,
                                          &enterprise_entity, &profile_entity, &task_entity};
    g_autoptr(Stage) stage = stage_look(GPOINTER_TO_UINT(data), ROLE_OWNER, LEVEL_EMPLOYEE);
    for (guint i = 0; i < G_N_ELEMENTS(cards); i++) {
        stage_card(stage, cards[i], 1);
        g_autoptr(Record) record =
            record_load(stage->base, app_actor(stage->app), cards[i], 1, NULL);
        const Part *part;
        for (gsize n = 0; (part = part_of(cards[i], n)); n++) {
            if (part->offered && !part->offered(stage->app, record))
                continue;
            g_autofree char *button = g_strdup_printf("[ %s ]", _(part->label));
            if (has_button(stage, part, cards[i], 1))
                harness_assert_shows(stage->h, button);
        }
        harness_press(stage->h, "Esc");
    }
}

static bool is_offered(Stage *stage, ActionId id)
{
    View *view = ui_top(harness_ui(stage->h));
    const char *reason;
    return view_offer(view, action_find(id, CTX_LIST), &reason) == OFFER_YES;
}

/* New and Delete in lists. */
static void test_lists_by_role(void)
{
    static const struct {
        const Entity *entity;
        const char *adds, *deletes; /* g, m, a, o: the roles that are offered it */
    } rows[] = {{&client_entity, "mao", "ao"},  {&task_entity, "mao", "ao"},
                {&employee_entity, "ao", ""},   {&subject_entity, "mao", "mao"},
                {&letter_entity, "mao", "mao"}, {&campaign_entity, "mao", "mao"},
                {&list_entity, "mao", "mao"}};
    static const char letters[] = {
        [ROLE_GUEST] = 'g', [ROLE_MANAGER] = 'm', [ROLE_ADMIN] = 'a', [ROLE_OWNER] = 'o'};
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
        g_autoptr(Stage) stage = stage_with(&(Entrance){.role = role, .level = LEVEL_EMPLOYEE});
        for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
            stage_list(stage, rows[i].entity);
            bool adds = strchr(rows[i].adds, letters[role]) != NULL;
            bool deletes = strchr(rows[i].deletes, letters[role]) != NULL;
            if (is_offered(stage, ACT_NEW) != adds || is_offered(stage, ACT_DELETE) != deletes)
                g_error("%s as %s: new %d, delete %d", rows[i].entity->name, role_code(role),
                        is_offered(stage, ACT_NEW), is_offered(stage, ACT_DELETE));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
        g_autofree char *path = g_strconcat("/cards/", looks[i].name, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_kinds);
    }
    for (guint i = 0; i < 3; i++) {
        g_autofree char *path = g_strconcat("/cards/account-", looks[i].language, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_account);
        g_autofree char *verbs = g_strconcat("/cards/verbs-", looks[i].language, NULL);
        g_test_add_data_func(verbs, GUINT_TO_POINTER(i), test_verbs);
    }
    g_test_add_func("/cards/complaint", test_complaint);
    g_test_add_func("/cards/parts", test_parts);
    g_test_add_func("/cards/buttons", test_buttons);
    g_test_add_func("/cards/paused", test_paused);
    g_test_add_func("/cards/undo", test_undo);
    for (guint i = 0; i < 3; i++) {
        g_autofree char *path = g_strconcat("/cards/buttons-fit-", looks[i].language, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_buttons_fit);
    }
    g_test_add_func("/cards/lists-by-role", test_lists_by_role);
    return g_test_run();
}
