/* Two people at one record, and a list into which somebody else puts rows: nothing that anybody
 * entered is lost, and nothing moves under the cursor. */
#include <string.h>

#include "core/campaign.h"
#include "stage.h"
#include "tui/widgets/table.h"

#define CLIENT 7

static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};

static void enter(Stage *stage, const char *field, const char *value)
{
    form_set(stage_form(stage), field, value, NULL);
    harness_settle(stage->h);
}

#define assert_stored(stage, field, expected)                                                      \
    do {                                                                                           \
        g_autofree char *stored_ = stage_stored((stage), &client_entity, CLIENT, (field));         \
        g_assert_cmpstr(stored_, ==, (expected));                                                  \
    } while (0)

/* The manager has changed company and source; the owner meanwhile `field`. */
static Stage *both_changed(const char *field, const char *value)
{
    Stage *stage = stage_with(&manager);
    stage_card(stage, &client_entity, CLIENT);
    enter(stage, "company", "Моя фірма");
    enter(stage, "source", "Моє джерело");
    stage_other_saves(stage, ROLE_OWNER, &client_entity, CLIENT, field, value);
    harness_press(stage->h, "F2");
    return stage;
}

static void test_disjoint(void)
{
    g_autoptr(Stage) stage = both_changed("comment", "Їхній коментар");
    harness_assert_shows(stage->h, "Saved, together with what somebody else had changed");
    assert_stored(stage, "company", "Моя фірма");
    assert_stored(stage, "source", "Моє джерело");
    assert_stored(stage, "comment", "Їхній коментар");
}

/* What the question says: both values, what it was, who and when. */
static void test_question(void)
{
    g_autoptr(Stage) stage = both_changed("company", "Їхня фірма");
    harness_assert_shows(stage->h, "Changed by two");
    harness_assert_shows(stage->h, "Коваленко Олена saved this record too, at 01.07.2026 10:0");
    harness_assert_shows(stage->h, "It was (empty)");
    harness_assert_shows(stage->h, "Mine Моя фірма");
    harness_assert_shows(stage->h, "Theirs Їхня фірма");
}

static void test_mine(void)
{
    g_autoptr(Stage) stage = both_changed("company", "Їхня фірма");
    harness_press(stage->h, "F2");
    harness_assert_hides(stage->h, "Changed by two");
    assert_stored(stage, "company", "Моя фірма");
    assert_stored(stage, "source", "Моє джерело");
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==,
                     1); /* the card is closed, as after any save */
}

/* Their value in the field of the quarrel; what only this side changed stays. */
static void test_theirs(void)
{
    g_autoptr(Stage) stage = both_changed("company", "Їхня фірма");
    enter(stage, "company", "theirs");
    harness_press(stage->h, "F2");
    assert_stored(stage, "company", "Їхня фірма");
    assert_stored(stage, "source", "Моє джерело");
}

/* Neither: back in the form, with all that was entered, and a second try asks again. */
static void test_neither(void)
{
    g_autoptr(Stage) stage = both_changed("company", "Їхня фірма");
    harness_press(stage->h, "Esc");
    harness_assert_hides(stage->h, "Changed by two");
    g_assert_cmpstr(form_get(stage_form(stage), "company"), ==, "Моя фірма");
    g_assert_cmpstr(form_get(stage_form(stage), "source"), ==, "Моє джерело");
    assert_stored(stage, "company", "Їхня фірма");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Changed by two");
}

/* While the question stands the other one saves again: it is asked again, about the newest value.
 */
static void test_again(void)
{
    g_autoptr(Stage) stage = both_changed("company", "Їхня фірма");
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, CLIENT, "company", "Третя фірма");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Шевчук Андрій saved this record too");
    harness_assert_shows(stage->h, "Theirs Третя фірма");
    harness_press(stage->h, "F2");
    assert_stored(stage, "company", "Моя фірма");
}

/* --- every kind of record and of value -------------------------------------------------------- */

static const struct {
    const Entity *entity;
    const char *field;
    const char *mine, *theirs; /* as stored */
    const char *seen[2];       /* as shown in the question */
} kinds[] = {
    {&client_entity, "surname", "Моя", "Їхня", {"Моя", "Їхня"}},
    {&client_entity,
     "email",
     "my@a.example",
     "their@b.example",
     {"my@a.example", "their@b.example"}},
    {&client_entity, "birth_on", "1990-01-31", "1991-02-28", {"31.01.1990", "28.02.1991"}},
    {&client_entity, "sex", "male", "", {"Male", "(empty)"}},
    {&client_entity, "tags", "моя", "їхня", {"моя", "їхня"}},
    {&task_entity, "due_on", "2026-08-01", "2026-09-02", {"01.08.2026", "02.09.2026"}},
    {&task_entity, "description", "мій опис", "їхній опис", {"мій опис", "їхній опис"}},
    {&employee_entity, "position", "Моя посада", "Їхня посада", {"Моя посада", "Їхня посада"}},
    {&subject_entity, "text", "Моя тема", "Їхня тема", {"Моя тема", "Їхня тема"}},
    {&body_entity, "content", "<p>мій</p>", "<p>їхній</p>", {"мій", "їхній"}},
    {&signature_entity, "name", "Мій підпис", "Їхній підпис", {"Мій підпис", "Їхній підпис"}},
    {&letter_entity, "name", "Мій лист", "Їхній лист", {"Мій лист", "Їхній лист"}},
    {&campaign_entity, "description", "мій опис", "їхній опис", {"мій опис", "їхній опис"}},
    {&list_entity, "name", "Мій список", "Їхній список", {"Мій список", "Їхній список"}},
    {&enterprise_entity, "website", "my.example", "their.example", {"my.example", "their.example"}},
};

static void quarrel(Stage *stage, guint kind)
{
    const char *field = kinds[kind].field;
    bool lines = strcmp(field, "email") == 0;
    g_autofree char *entered = g_strconcat(lines ? "*" : "", kinds[kind].mine, NULL);
    stage_card(stage, kinds[kind].entity, 1);
    enter(stage, field, entered);
    stage_other_saves(stage, ROLE_OWNER, kinds[kind].entity, 1, field, kinds[kind].theirs);
    harness_press(stage->h, "F2");
    for (guint i = 0; i < G_N_ELEMENTS(kinds[kind].seen); i++)
        harness_assert_shows(stage->h, kinds[kind].seen[i]);
}

static void test_kinds(gconstpointer data)
{
    bool keeps_mine = GPOINTER_TO_INT(data);
    g_autoptr(Stage) stage = stage_with(&(Entrance){
        .role = ROLE_OWNER, .level = LEVEL_EMPLOYEE, .screen = {.rows = 50, .columns = 160}});
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        quarrel(stage, i);
        enter(stage, kinds[i].field, keeps_mine ? "mine" : "theirs");
        harness_press(stage->h, "F2");
        g_autofree char *stored = stage_stored(stage, kinds[i].entity, 1, kinds[i].field);
        g_assert_cmpstr(stored, ==, keeps_mine ? kinds[i].mine : kinds[i].theirs);
        g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 1);
    }
}

/* --- lists ------------------------------------------------------------------------------------ */

static Table *client_list(Stage *stage)
{
    stage_list(stage, &client_entity);
    return (Table *)ui_top(harness_ui(stage->h));
}

static int row_of_cursor(Stage *stage)
{
    const TableRow *row = table_row((Table *)ui_top(harness_ui(stage->h)));
    int y, x;
    g_assert_true(harness_find(stage->h, row->cells[0], &y, &x));
    return y;
}

/* Rows come in above: the cursor stays on its record and on its line of the screen. */
static void test_anchor(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    Table *table = client_list(stage);
    harness_press(stage->h, "Down Down Down Down Space Space Down Down");
    gint64 id = table_id(table), marked = table_chosen_count(table);
    int y = row_of_cursor(stage);
    stage_other_saves(stage, ROLE_OWNER, &client_entity, 0, "surname", "Аа");
    stage_other_saves(stage, ROLE_OWNER, &client_entity, 0, "surname", "Аб");
    harness_press(stage->h, "F5");
    g_assert_cmpint(table_id(table), ==, id);
    g_assert_cmpint(row_of_cursor(stage), ==, y);
    g_assert_cmpint(table_chosen_count(table), ==, marked);
    harness_press(stage->h, "Home");
    harness_assert_shows(stage->h, "Аа");
}

/* Without a key: what others change is seen in place, what they add is told and waits. */
static void test_live(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    Table *table = client_list(stage);
    harness_press(stage->h, "Down Down Down");
    gint64 id = table_id(table);
    int y = row_of_cursor(stage);
    stage_other_saves(stage, ROLE_OWNER, &client_entity, 0, "surname", "Аа");
    stage_other_saves(stage, ROLE_OWNER, &client_entity, 0, "surname", "Аб");
    stage_other_saves(stage, ROLE_OWNER, &client_entity, id, "phone", "+380991234567");
    harness_advance(stage->h, 3000);
    stage_settle(stage);
    harness_assert_shows(stage->h, "+380991234567");
    harness_assert_shows(stage->h, "▲ 2");
    g_assert_cmpint(table_id(table), ==, id);
    g_assert_cmpint(row_of_cursor(stage), ==, y);
    harness_press(stage->h, "F5");
    harness_assert_hides(stage->h, "▲ 2");
    g_assert_cmpint(table_id(table), ==, id);
}

/* Another session takes letters out of a chain that is looked at, the last of them under the
 * cursor.
 */
static void test_chain_shortened(void)
{
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE});
    g_autoptr(GError) error = NULL;
    stage_card(stage, &campaign_entity, 1);
    ui_perform(harness_ui(stage->h), action_find(ACT_STEPS, CTX_CARD));
    harness_press(stage->h, "End");
    g_autoptr(Base) base = base_open(stage->url, PROGRAM_CLIENT, &error);
    const Actor other = stage_actor(stage, base, ROLE_ADMIN);
    g_autoptr(GPtrArray) steps = campaign_steps(base, &other, 1, NULL, &error);
    const CampaignStep first = *(const CampaignStep *)steps->pdata[0];
    campaign_set_steps(base, &other, 1, 0, &first, 1, false, NULL, &error);
    g_assert_no_error(error);
    harness_advance(stage->h, 3000);
    stage_settle(stage);
    harness_assert_shows(stage->h, "1 letter");
    harness_press(stage->h, "F8"); /* the one that is left */
    harness_assert_shows(stage->h, "not saved: F2");
    harness_assert_shows(stage->h, "F7 adds the first letter.");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conflict/disjoint", test_disjoint);
    g_test_add_func("/conflict/question", test_question);
    g_test_add_func("/conflict/mine", test_mine);
    g_test_add_func("/conflict/theirs", test_theirs);
    g_test_add_func("/conflict/neither", test_neither);
    g_test_add_func("/conflict/again", test_again);
    g_test_add_data_func("/conflict/all-mine", GINT_TO_POINTER(true), test_kinds);
    g_test_add_data_func("/conflict/all-theirs", GINT_TO_POINTER(false), test_kinds);
    g_test_add_func("/conflict/anchor", test_anchor);
    g_test_add_func("/conflict/live", test_live);
    g_test_add_func("/conflict/chain-shortened", test_chain_shortened);
    return g_test_run();
}
