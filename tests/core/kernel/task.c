/* docs/rules.md, "Records" and "Journal": tasks, and what is kept of what happened to them. */
#include "fixture.h"

#include <string.h>

static int64_t add_task(Fixture *f, const char *assignee)
{
    return fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа", "due_on",
                        "2026-07-05", "assignee_id", assignee, NULL);
}

static bool set(Fixture *f, const Actor *actor, int64_t id, const char *field, const char *value,
                const char *comment, GError **error)
{
    g_autoptr(Record) task = record_load(f->base, actor, &task_entity, id, error);
    if (!task)
        return false;
    if (field)
        record_set_text(task, field, value);
    return record_save(f->base, actor, task, comment, NULL, error);
}

/* --- every role ------------------------------------------------------------------------------- */

typedef enum { NOBODY, OWN, ANY } Of; /* whose tasks */

/* What is done to a task of status "New", or, `reopens`, "Closed"; and by whom, guest to owner. */
static const struct {
    const char *what, *field, *value, *comment;
    bool reopens;
    Of allowed[4];
} acts[] = {
    {"subject", "subject", "Інша", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"due date", "due_on", "2026-08-01", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"type", "type_id", "2", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"priority", "priority_id", "5", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"assignee", "assignee_id", "", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"description", "description", "опис", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"status", "status_id", "2", NULL, false, {OWN, ANY, ANY, ANY}},
    {"status with a comment", "status_id", "2", "почав", false, {OWN, ANY, ANY, ANY}},
    {"comment", NULL, NULL, "лише слово", false, {OWN, ANY, ANY, ANY}},
    {"close", "status_id", "6", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"cancel", "status_id", "7", NULL, false, {NOBODY, ANY, ANY, ANY}},
    {"reopen", "status_id", "1", NULL, true, {NOBODY, ANY, ANY, ANY}},
    {"comment on a closed one", NULL, NULL, "дякую", true, {OWN, ANY, ANY, ANY}},
};

static void try_act(Fixture *f, size_t act, Role role, bool own)
{
    g_autoptr(GError) error = NULL;
    const Actor *actor = &f->actors[role], *other = &f->actors[ROLE_NONE];
    g_autofree char *assignee =
        g_strdup_printf("%" G_GINT64_FORMAT, (own ? actor : other)->employee_id);
    int64_t id = add_task(f, own ? assignee : "");
    if (acts[act].reopens)
        set(f, other, id, "status_id", "6", NULL, &error);
    g_assert_no_error(error);
    Of allowed = acts[act].allowed[role - ROLE_GUEST];
    bool expected = allowed == ANY || (allowed == OWN && own);
    g_test_message("%s of %s task by %s", acts[act].what, own ? "one's own" : "another's",
                   role_code(role));
    bool done = set(f, actor, id, acts[act].field, acts[act].value, acts[act].comment, &error);
    g_assert_true(done == expected);
    if (!expected)
        g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

static void test_roles(Fixture *f, const void *data)
{
    for (size_t act = 0; act < G_N_ELEMENTS(acts); act++)
        for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
            try_act(f, act, role, false);
            try_act(f, act, role, true);
        }
}

/* --- what is probably not meant --------------------------------------------------------------- */

static void test_doubt(Fixture *f, const void *data)
{
    static const struct {
        const char *due, *minute, *status, *doubt; /* NOW is 2026-07-01 13:00 in Kyiv */
    } cases[] = {
        {"2026-07-01", NULL, "1", NULL},
        {"2026-07-01", "60", "1", NULL},
        {"2026-06-30", NULL, "1", "The due date, 30.06.2026, is in the past."},
        {"2026-06-30", NULL, "6", NULL}, /* written down after it was done */
        {"2027-03-28", "209", "1",
         "There is no 03:29 on 28.03.2027: the clocks are put forward. The task will be overdue "
         "from 04:00."},
        {"2027-03-28", "240", "1", NULL},
        {"2026-10-25", "210", "1", NULL}, /* that hour comes twice */
        {"2026-03-29", "180", "1",
         "The due date, 29.03.2026, is in the past.\nThere is no 03:00 on 29.03.2026: the clocks "
         "are put forward. The task will be overdue from 04:00."},
    };
    Actor *owner = &f->actors[ROLE_OWNER];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Record) task =
            fixture_record(f, owner, &task_entity, "subject", "Справа", "due_on", cases[i].due,
                           "due_minute", cases[i].minute, "status_id", cases[i].status, NULL);
        g_autofree char *doubt = record_doubt(f->base, owner, task);
        g_assert_cmpstr(doubt, ==, cases[i].doubt);
        /* Asked, not refused; and not asked again of what stands there. */
        g_assert_true(record_save(f->base, owner, task, NULL, NULL, &error));
        g_assert_no_error(error);
        record_set_text(task, "description", "опис");
        g_assert_null(record_doubt(f->base, owner, task));
    }
}

/* --- meanwhile -------------------------------------------------------------------------------- */

static void dismiss(Fixture *f, const Actor *whom)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) card =
        record_load(f->base, owner, &employee_entity, whom->employee_id, &error);
    record_set_text(card, "status", "dismissed");
    g_assert_true(record_save(f->base, owner, card, NULL, NULL, &error));
    g_assert_no_error(error);
}

/* Chosen before the dismissal: refused by name. Who had the task keeps it until it is handed over.
 */
static void test_dismissed(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_auto(SaveReport) report = {0};
    Actor *owner = &f->actors[ROLE_OWNER], *manager = &f->actors[ROLE_MANAGER];
    g_autofree char *his = g_strdup_printf("%" G_GINT64_FORMAT, manager->employee_id);
    int64_t had = add_task(f, his);
    g_autoptr(Record) task = record_load(f->base, owner, &task_entity, add_task(f, NULL), &error);
    record_set_integer(task, "assignee_id", manager->employee_id);
    record_set_text(task, "subject", "Інша");
    dismiss(f, manager);
    g_assert_false(record_save(f->base, owner, task, NULL, &report, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, "Assignee"));
    g_assert_nonnull(strstr(error->message, "Менеджер"));
    g_assert_cmpint(report.field, ==, entity_field(&task_entity, "assignee_id"));
    g_assert_cmpstr(record_text(task, "subject"), ==, "Інша");
    g_clear_error(&error);
    g_assert_true(set(f, owner, had, "status_id", "2", NULL, &error));
    g_assert_no_error(error);
}

/* Two close it at once: the second learns who was first, and the comment is not lost. */
static void test_both_close(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_auto(SaveReport) report = {0};
    Actor *owner = &f->actors[ROLE_OWNER], *admin = &f->actors[ROLE_ADMIN];
    int64_t id = add_task(f, NULL);
    g_autoptr(Record) second = record_load(f->base, admin, &task_entity, id, &error);
    record_set_integer(second, "status_id", 6);
    g_assert_true(set(f, owner, id, "status_id", "6", NULL, &error));
    int64_t since = fixture_count(f, SQL("SELECT closed_at FROM task"));
    admin->now++;
    g_assert_true(record_save(f->base, admin, second, "теж закрив", &report, &error));
    g_assert_no_error(error);
    g_assert_true(report.already);
    g_assert_cmpstr(report.their_name, ==, "Власник Ольга");
    g_assert_cmpint(fixture_count(f, SQL("SELECT closed_at FROM task")), ==, since);
    g_autoptr(GPtrArray) journal =
        record_journal(f->base, owner, &task_entity, id, NULL, NULL, &error);
    g_assert_cmpstr(((JournalEntry *)journal->pdata[2])->comment, ==, "теж закрив");
    /* One closes, one cancels: that is a question. */
    g_autoptr(Record) third = record_load(f->base, admin, &task_entity, id, &error);
    record_set_integer(third, "status_id", 7);
    g_assert_true(set(f, owner, id, "status_id", "1", NULL, &error));
    g_assert_false(record_save(f->base, admin, third, NULL, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_CONFLICT);
}

static void test_archived(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id = add_task(f, NULL);
    g_autoptr(Record) task = record_load(f->base, owner, &task_entity, id, &error);
    record_set_text(task, "subject", "Інша");
    g_assert_true(record_archive(f->base, &f->actors[ROLE_ADMIN], &task_entity, id, &error));
    g_assert_false(record_save(f->base, owner, task, NULL, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    g_assert_cmpstr(record_text(task, "subject"), ==, "Інша");
    g_clear_error(&error);
    g_assert_true(record_restore(f->base, owner, &task_entity, id, &error));
    g_assert_true(record_save(f->base, owner, task, NULL, NULL, &error));
    g_assert_no_error(error);
}

/* --- comments --------------------------------------------------------------------------------- */

static void test_comment(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id = add_task(f, NULL);
    g_assert_true(set(f, owner, id, NULL, NULL, " рядок\r\nдругий\x01 \n\n", &error));
    g_autoptr(GPtrArray) journal =
        record_journal(f->base, owner, &task_entity, id, NULL, NULL, &error);
    g_assert_cmpstr(((JournalEntry *)journal->pdata[1])->comment, ==, " рядок\nдругий");
    g_autofree char *longest = g_strnfill(COMMENT_MOST, 'x'),
                    *longer = g_strnfill(COMMENT_MOST + 1, 'x');
    g_assert_true(set(f, owner, id, NULL, NULL, longest, &error));
    g_assert_no_error(error);
    g_assert_false(set(f, owner, id, "status_id", "2", longer, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_cmpint(fixture_count(f, SQL("SELECT status_id FROM task")), ==, 1);
}

/* --- the journal ------------------------------------------------------------------------------ */

#define SAVES 320 /* each changes two fields: more rows than are read at once */

static bool save_often(Base *base, void *data, GError **error)
{
    Fixture *f = data;
    int64_t id = add_task(f, NULL);
    for (int i = 1; i <= SAVES; i++) {
        Actor owner = f->actors[ROLE_OWNER];
        g_autoptr(Record) task = record_load(base, &owner, &task_entity, id, error);
        g_autofree char *text = g_strdup_printf("%d", i);
        owner.now += i;
        record_set_text(task, "subject", text);
        record_set_text(task, "description", text);
        if (!record_save(base, &owner, task, i % 40 ? NULL : text, NULL, error))
            return false;
    }
    return true;
}

/* Page after page from the newest on; returns how many entries, checks that each has `lines`. */
static int count_by_pages(Fixture *f, int most, bool commented, guint lines)
{
    JournalPage page = {.most = most, .commented = commented};
    int n = 0, next = SAVES;
    bool older = true;
    while (older) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) entries =
            record_journal(f->base, &f->actors[ROLE_OWNER], &task_entity, 1, &page, &older, &error);
        g_assert_no_error(error);
        g_assert_cmpint(entries->len, <=, (guint)most);
        for (guint i = entries->len; i > 0; i--, n++) {
            const JournalEntry *entry = entries->pdata[i - 1];
            bool first = entry->at == NOW;
            g_assert_cmpint(entry->at, ==, NOW + next);
            g_assert_cmpint(entry->lines->len, ==, first ? 1 : lines);
            next -= commented ? 40 : 1;
        }
        page.before = ((JournalEntry *)entries->pdata[0])->place;
    }
    return n;
}

static void test_pages(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(base_write(f->base, &f->actors[ROLE_OWNER], save_often, f, &error));
    g_assert_no_error(error);
    g_assert_cmpint(count_by_pages(f, 7, false, 2), ==, SAVES + 1);
    g_assert_cmpint(count_by_pages(f, 300, false, 2), ==, SAVES + 1);
    g_assert_cmpint(count_by_pages(f, 3, true, 2), ==, SAVES / 40);
    g_autoptr(GPtrArray) all =
        record_journal(f->base, &f->actors[ROLE_OWNER], &task_entity, 1, NULL, NULL, &error);
    g_assert_cmpint(all->len, ==, SAVES + 1);
}

static bool merge(Base *base, void *data, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("UPDATE client SET merged_into = id + 1 WHERE id < 3 AND enterprise_id = ?"),
        DB_ARGS(db_integer(*(const int64_t *)data)), NULL, error);
}

/* 1 went into 2, which went into 3. */
static void test_merged(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor owner = f->actors[ROLE_OWNER];
    for (int i = 1; i <= 4; i++) {
        g_autofree char *surname = g_strdup_printf("Клієнт %d", i);
        fixture_save(f, &owner, &client_entity, "surname", surname, NULL);
    }
    g_assert_true(base_write(f->base, &owner, merge, &f->enterprise_id, &error));
    g_autoptr(GPtrArray) of_three =
        record_journal(f->base, &owner, &client_entity, 3, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(of_three->len, ==, 3);
    g_assert_cmpstr(((JournalEntry *)of_three->pdata[0])->of, ==, "Клієнт 1");
    g_assert_cmpstr(((JournalEntry *)of_three->pdata[1])->of, ==, "Клієнт 2");
    g_assert_null(((JournalEntry *)of_three->pdata[2])->of);
    g_autoptr(GPtrArray) of_two =
        record_journal(f->base, &owner, &client_entity, 2, NULL, NULL, &error);
    g_assert_cmpint(of_two->len, ==, 2);
    g_autoptr(GPtrArray) of_four =
        record_journal(f->base, &owner, &client_entity, 4, NULL, NULL, &error);
    g_assert_cmpint(of_four->len, ==, 1);
}

static bool attempt(Base *base, void *data, GError **error)
{
    return db_execute(base_db(base), data, DB_NO_ARGS, NULL, error);
}

/* Whoever asks, from whichever program: the engine itself keeps what was written. */
static void test_kept(Fixture *f, const void *data)
{
    static const char *const attempts[] = {
        SQL("UPDATE change SET new = 'x'"),
        SQL("UPDATE change_set SET comment = 'x'"),
        SQL("UPDATE change_set SET at = 0"),
        SQL("UPDATE change_set SET profile_id = NULL"),
        SQL("DELETE FROM change"),
        SQL("DELETE FROM change_set"),
        SQL("DELETE FROM change WHERE field = ''"),
    };
    add_task(f, NULL);
    const char *const all = SQL(
        "SELECT set_id, record_id, field, coalesce(old, ''), coalesce(new, ''), at, comment FROM change "
        "JOIN change_set ON change_set.id = set_id ORDER BY change.id");
    g_autofree char *before = fixture_rows(f, all);
    for (Program program = PROGRAM_CLIENT; program <= PROGRAM_ADMIN; program++) {
        g_autoptr(GError) open_error = NULL;
        g_autoptr(Base) base = base_open(f->url, program, &open_error);
        g_assert_no_error(open_error);
        for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
            g_autoptr(GError) error = NULL;
            g_test_message("%s", attempts[i]);
            g_assert_false(
                base_write(base, &f->actors[ROLE_NONE], attempt, (void *)attempts[i], &error));
            g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
        }
    }
    g_autofree char *after = fixture_rows(f, all);
    g_assert_cmpstr(after, ==, before);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/task/roles", test_roles);
    BASE_TEST("/task/doubt", test_doubt);
    BASE_TEST("/task/dismissed", test_dismissed);
    BASE_TEST("/task/both-close", test_both_close);
    BASE_TEST("/task/archived", test_archived);
    BASE_TEST("/task/comment", test_comment);
    BASE_TEST("/task/pages", test_pages);
    BASE_TEST("/task/merged", test_merged);
    BASE_TEST("/task/kept", test_kept);
    return g_test_run();
}
