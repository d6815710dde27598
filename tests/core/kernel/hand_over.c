/* What a colleague leaves behind: docs/rules.md, "Hand-over". */
#include "core/hand_over.h"
#include "core/bulk.h"
#include "fixture.h"

static Record *card_of(Fixture *f, Role role)
{
    g_autoptr(GError) error = NULL;
    Record *card = record_load(f->base, &f->actors[ROLE_NONE], &employee_entity,
                               f->actors[role].employee_id, &error);
    g_assert_no_error(error);
    return card;
}

static void add_task(Fixture *f, Role assignee, const char *due_on, const char *status)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, f->actors[assignee].employee_id);
    fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа", "due_on", due_on,
                 "assignee_id", id, "status_id", status, NULL);
}

static void add_client(Fixture *f, const char *surname)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, f->actors[ROLE_MANAGER].employee_id);
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "surname", surname, "employee_id", id,
                 NULL);
}

static void assert_ids(const GArray *ids, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(text, "%d ", (int)g_array_index(ids, int64_t, i));
    g_assert_cmpstr(text->str, ==, expected);
}

static void add_work(Fixture *f)
{
    add_task(f, ROLE_MANAGER, "2026-07-09", "1");
    add_task(f, ROLE_MANAGER, "2026-07-02", "6"); /* closed */
    add_task(f, ROLE_MANAGER, "2026-07-02", "2");
    add_task(f, ROLE_GUEST, "2026-07-02", "1");
    add_client(f, "Яременко");
    add_client(f, "Бондар");
    add_client(f, "Віхрова");
    g_autoptr(GError) error = NULL;
    g_assert_true(record_archive(f->base, &f->actors[ROLE_OWNER], &client_entity, 3, &error));
}

/* And over to the guest, in one change set, and back. */
static void test_given(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) tasks = NULL, clients = NULL;
    add_work(f);
    g_autoptr(Record) manager = card_of(f, ROLE_MANAGER);
    Actor *admin = &f->actors[ROLE_ADMIN];
    hand_over_find(f->base, admin, manager, &tasks, &clients, &error);
    g_assert_no_error(error);
    assert_ids(tasks, "3 1 ");
    assert_ids(clients, "2 1 ");
    g_autofree char *guest = g_strdup_printf("%d", (int)f->actors[ROLE_GUEST].employee_id);
    const BulkValue task = {HAND_OVER_TASK, guest}, client = {HAND_OVER_CLIENT, guest};
    g_auto(BulkReport) given, taken;
    bulk_report_init(&given);
    bulk_report_init(&taken);
    bulk_edit(f->base, admin, &task_entity, &task, 1, NULL, (int64_t *)(void *)tasks->data, 2,
              &given, &error);
    bulk_edit(f->base, admin, &client_entity, &client, 1, NULL, (int64_t *)(void *)clients->data, 2,
              &given, &error);
    g_assert_no_error(error);
    g_assert_cmpint(given.changed->len, ==, 4);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(DISTINCT set_id) FROM change WHERE field "
                                         "IN ('assignee_id', 'employee_id')")),
                    ==, 1);
    bulk_take_back(f->base, admin, &task_entity, given.set_id, (int64_t *)(void *)tasks->data, 2,
                   &taken, &error);
    g_assert_no_error(error);
    g_assert_cmpint(taken.changed->len, ==, 2);
    g_autoptr(GArray) again = NULL, left = NULL;
    hand_over_find(f->base, admin, manager, &again, &left, &error);
    g_assert_no_error(error);
    assert_ids(again, "3 1 ");
    assert_ids(left, "");
}

/* The two open ones, by the admin. */
static void give_tasks(Fixture *f, Role to, BulkReport *given)
{
    static const int64_t ids[] = {3, 1};
    g_autoptr(GError) error = NULL;
    g_autofree char *colleague = g_strdup_printf("%d", (int)f->actors[to].employee_id);
    const BulkValue task = {HAND_OVER_TASK, colleague};
    bulk_report_init(given);
    bulk_edit(f->base, &f->actors[ROLE_ADMIN], &task_entity, &task, 1, NULL, ids, 2, given, &error);
    g_assert_no_error(error);
}

static void change(Fixture *f, const Entity *entity, int64_t id, const char *field,
                   const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = record_load(f->base, &f->actors[ROLE_OWNER], entity, id, &error);
    g_assert_no_error(error);
    record_set_text(record, field, value);
    record_save(f->base, &f->actors[ROLE_OWNER], record, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* What somebody has given on meanwhile stays there when it is taken back; what they have otherwise
 * changed comes back as they left it. */
static void test_changed_meanwhile(Fixture *f, const void *data)
{
    static const int64_t ids[] = {3, 1};
    g_autoptr(GError) error = NULL;
    g_auto(BulkReport) given, taken;
    add_work(f);
    give_tasks(f, ROLE_GUEST, &given);
    g_assert_cmpint(given.changed->len, ==, 2);
    g_autofree char *owner = g_strdup_printf("%d", (int)f->actors[ROLE_OWNER].employee_id);
    change(f, &task_entity, 1, "assignee_id", owner);
    change(f, &task_entity, 3, "subject", "Інша справа");
    bulk_report_init(&taken);
    bulk_take_back(f->base, &f->actors[ROLE_ADMIN], &task_entity, given.set_id, ids, 2, &taken,
                   &error);
    g_assert_no_error(error);
    g_assert_cmpint(taken.refused, ==, 1);
    g_autofree char *rows =
        fixture_rows(f, SQL("SELECT id, subject, assignee_id FROM task WHERE id IN (1, 3) "
                            "ORDER BY id"));
    g_autofree char *expected = g_strdup_printf("1|Справа|%s 3|Інша справа|%d", owner,
                                                (int)f->actors[ROLE_MANAGER].employee_id);
    g_assert_cmpstr(rows, ==, expected);
}

/* A colleague who was dismissed after being chosen is given nothing. */
static void test_gone_meanwhile(Fixture *f, const void *data)
{
    g_auto(BulkReport) given;
    add_work(f);
    change(f, &employee_entity, f->actors[ROLE_GUEST].employee_id, "status", "dismissed");
    give_tasks(f, ROLE_GUEST, &given);
    g_assert_cmpint(given.refused, ==, 2);
    g_assert_cmpint(given.changed->len, ==, 0);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change WHERE field = 'assignee_id' "
                                         "AND record_id IN (1, 3) AND entity = 'task' "
                                         "AND old IS NOT NULL")),
                    ==, 0);
}

/* Who may change an employee's status may, and nobody else: not a manager, not an admin another
 * admin's or the owner's. */
static void test_rights(Fixture *f, const void *data)
{
    static const bool may[ROLE_OWNER + 1][ROLE_OWNER + 1] = {
        [ROLE_ADMIN] = {[ROLE_GUEST] = true, [ROLE_MANAGER] = true},
        [ROLE_OWNER] = {
            [ROLE_GUEST] = true, [ROLE_MANAGER] = true, [ROLE_ADMIN] = true, [ROLE_OWNER] = true}};
    for (Role who = ROLE_GUEST; who <= ROLE_OWNER; who++)
        for (Role whose = ROLE_GUEST; whose <= ROLE_OWNER; whose++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(GArray) tasks = NULL, clients = NULL;
            g_autoptr(Record) card = card_of(f, whose);
            g_assert_cmpint(hand_over_check(f->base, &f->actors[who], card, NULL), ==,
                            may[who][whose]);
            bool found = hand_over_find(f->base, &f->actors[who], card, &tasks, &clients, &error);
            g_assert_cmpint(found, ==, may[who][whose]);
            g_assert_true(found || g_error_matches(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED));
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/hand-over/given", test_given);
    BASE_TEST("/hand-over/changed-meanwhile", test_changed_meanwhile);
    BASE_TEST("/hand-over/gone-meanwhile", test_gone_meanwhile);
    BASE_TEST("/hand-over/rights", test_rights);
    return g_test_run();
}
