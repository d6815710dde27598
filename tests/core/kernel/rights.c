/* docs/rules.md, "Roles": each cell of the matrix, through record_save, from every program. */
#include "core/campaign.h"
#include "fixture.h"
#include "rights_internal.h"

/* The rules once more, in words of their own. */
typedef enum { NO, MINE, YES } May;

static const struct {
    const char *action;
    May owner, admin, manager, guest;
} matrix[] = {
    {"create_enterprise", YES, YES, YES, YES},
    {"edit_enterprise", YES, YES, NO, NO},
    {"add_employee", YES, YES, NO, NO},
    {"edit_employee", YES, YES, MINE, MINE},
    {"add_client", YES, YES, YES, NO},
    {"edit_client", YES, YES, YES, NO},
    {"add_task", YES, YES, YES, NO},
    {"edit_task", YES, YES, YES, MINE},
    {"close_task", YES, YES, YES, NO},
    {"add_content", YES, YES, YES, NO},
    {"edit_content", YES, YES, MINE, NO},
    {"create_letter", YES, YES, YES, NO},
    {"edit_letter", YES, YES, MINE, NO},
    {"create_campaign", YES, YES, YES, NO},
    {"edit_campaign", YES, YES, MINE, NO},
    {"enroll", YES, YES, YES, NO},
    {"edit_enrollment", YES, YES, YES, NO},
    {"create_list", YES, YES, YES, NO},
    {"edit_list", YES, YES, MINE, NO},
    {"fill_list", YES, YES, YES, NO},
    {"import", YES, YES, YES, NO},
    {"export", YES, YES, NO, NO},
    {"archive", YES, YES, NO, NO},
    {"see_secrets", YES, YES, NO, NO},
    {"lift_suppression", YES, YES, NO, NO},
    {"share_view", YES, YES, MINE, NO},
};

static May may(const char *action, Role role)
{
    for (size_t i = 0; i < G_N_ELEMENTS(matrix); i++)
        if (g_str_equal(matrix[i].action, action))
            return role == ROLE_OWNER     ? matrix[i].owner
                   : role == ROLE_ADMIN   ? matrix[i].admin
                   : role == ROLE_MANAGER ? matrix[i].manager
                                          : matrix[i].guest;
    g_assert_not_reached();
}

static void test_defaults(Fixture *f, const void *data)
{
    g_assert_cmpint(G_N_ELEMENTS(matrix), ==, N_RIGHTS);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM role_right")), ==, 4 * N_RIGHTS);
    for (int right = 0; right < N_RIGHTS; right++)
        for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
            May expected = may(right_code(right), role);
            g_test_message("%s by %s", right_code(right), role_code(role));
            g_assert_cmpint((int)right_default(role, right), ==, (int)expected);
            g_assert_cmpint((int)right_extent(f->base, &f->actors[role], right), ==, (int)expected);
            g_autoptr(GError) error = NULL;
            g_assert_true(right_check(f->base, &f->actors[role], right, false, &error) ==
                          (expected == YES));
            g_clear_error(&error);
            g_assert_true(right_check(f->base, &f->actors[role], right, true, &error) ==
                          (expected != NO));
        }
}

/* --- through record_save ---------------------------------------------------------------------- */

typedef struct {
    const Entity *entity;
    const char *add, *edit, *archive; /* actions; archive NULL: never */
    const char *field, *value;        /* what the edit changes */
} Case;

static const Case cases[] = {
    {&client_entity, "add_client", "edit_client", "archive", "comment", "передзвонити"},
    {&task_entity, "add_task", "edit_task", "archive", "description", "взяти каву"},
    {&subject_entity, "add_content", "edit_content", "edit_content", "text", "Інша тема"},
    {&body_entity, "add_content", "edit_content", "edit_content", "content", "<p>Інше</p>"},
    {&signature_entity, "add_content", "edit_content", "edit_content", "content", "<p>Я</p>"},
    {&letter_entity, "create_letter", "edit_letter", "edit_letter", "name", "Інший лист"},
    {&campaign_entity, "create_campaign", "edit_campaign", "edit_campaign", "name", "Інша"},
    {&list_entity, "create_list", "edit_list", "edit_list", "description", "опис"},
    {&client_status_entity, "edit_enterprise", "edit_enterprise", "edit_enterprise", "name",
     "Інший"},
    {&task_status_entity, "edit_enterprise", "edit_enterprise", "edit_enterprise", "name", "Інший"},
};

static const char *const program_names[] = {"client", "mailer", "api", "admin"};

static int64_t log_size(Fixture *f)
{
    return fixture_count(f, SQL("SELECT count(*) FROM change"));
}

/* A refusal is one of rights, or, for a program that may not write the table at all, or read what
 * the rights ask for, the engine's; and it leaves nothing. */
static void assert_outcome(Fixture *f, bool done, May expected, bool own, Program program,
                           const GError *error, int64_t log_before)
{
    bool allowed = expected == YES || (expected == MINE && own);
    bool staff = program == PROGRAM_CLIENT || program == PROGRAM_ADMIN;
    bool blind = program == PROGRAM_API && g_error_matches(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    if (!allowed && !blind)
        g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    else if (staff)
        g_assert_no_error(error);
    else if (!done)
        g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    g_assert_true(done == (error == NULL));
    if (!done)
        g_assert_cmpint(log_size(f), ==, log_before);
}

static void try_add(Fixture *f, Base *base, const Case *c, Role role)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = fixture_sample(f, &f->actors[role], c->entity);
    int64_t before = log_size(f);
    bool done = record_save(base, &f->actors[role], record, NULL, NULL, &error);
    assert_outcome(f, done, may(c->add, role), true, base_program(base), error, before);
    g_assert_true(record_may_add(base, &f->actors[role], c->entity, NULL) ==
                  (may(c->add, role) != NO));
    g_assert_true(done || record->id == 0);
}

/* A record of this actor's, or of the console's. */
static int64_t prepare(Fixture *f, const Case *c, Role role, bool own)
{
    g_autoptr(GError) error = NULL;
    Actor *maker = own ? &f->actors[role] : &f->actors[ROLE_NONE];
    g_autoptr(Record) record = fixture_sample(f, maker, c->entity);
    SaveBatch batch = {.trusted = true};
    record_save_in(f->base, maker, record, &batch, NULL, &error);
    g_assert_no_error(error);
    return record->id;
}

static void try_edit(Fixture *f, Base *base, const Case *c, Role role, bool own)
{
    g_autoptr(GError) error = NULL;
    int64_t id = prepare(f, c, role, own);
    g_autoptr(Record) record = record_load(base, &f->actors[role], c->entity, id, &error);
    if (base_program(base) == PROGRAM_API && !record) {
        g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
        return;
    }
    g_assert_no_error(error);
    g_autofree char *own_value = g_strdup_printf("%s %" G_GINT64_FORMAT, c->value, id);
    record_set_text(record, c->field, c->entity->choices ? own_value : c->value);
    int64_t before = log_size(f);
    bool done = record_save(base, &f->actors[role], record, NULL, NULL, &error);
    May expected = may(c->edit, role);
    if (c->entity == &task_entity && role == ROLE_GUEST)
        expected = NO; /* of their own tasks guests change the status only */
    assert_outcome(f, done, expected, own, base_program(base), error, before);
}

static void try_archive(Fixture *f, Base *base, const Case *c, Role role, bool own)
{
    g_autoptr(GError) error = NULL;
    int64_t id = prepare(f, c, role, own);
    int64_t before = log_size(f);
    bool done = record_archive(base, &f->actors[role], c->entity, id, &error);
    assert_outcome(f, done, may(c->archive, role), own, base_program(base), error, before);
}

static void test_cells(Fixture *f, const void *data)
{
    for (Program program = PROGRAM_CLIENT; program <= PROGRAM_ADMIN; program++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Base) base = base_open(f->url, program, &error);
        g_assert_no_error(error);
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
            for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
                g_test_message("%s: %s by %s", program_names[program], cases[i].entity->name,
                               role_code(role));
                try_add(f, base, &cases[i], role);
                for (int own = 0; own < 2; own++) {
                    try_edit(f, base, &cases[i], role, own);
                    try_archive(f, base, &cases[i], role, own);
                }
            }
    }
}

/* --- stopping --------------------------------------------------------------------------------- */

/* All of it at once: a matter of who may edit it; one client's mail everybody may stop. */
static void test_stop(Fixture *f, const void *data)
{
    const struct {
        PauseScope scope;
        const Case *made;
        const char *action;
    } scopes[] = {{PAUSE_CAMPAIGN, &cases[6], "edit_campaign"},
                  {PAUSE_LIST, &cases[7], "edit_list"},
                  {PAUSE_ENTERPRISE, NULL, "edit_enterprise"}};
    for (size_t i = 0; i < G_N_ELEMENTS(scopes); i++)
        for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
            for (int own = 0; own < 2; own++) {
                g_autoptr(GError) error = NULL;
                int64_t after = 0, stopped;
                int64_t id =
                    scopes[i].made ? prepare(f, scopes[i].made, role, own) : f->enterprise_id;
                int64_t before = log_size(f);
                g_test_message("stop of %d by %s", (int)scopes[i].scope, role_code(role));
                bool done = campaign_stop(f->base, &f->actors[role], scopes[i].scope, id, 100,
                                          &after, &stopped, &error);
                assert_outcome(f, done, may(scopes[i].action, role), own, PROGRAM_CLIENT, error,
                               before);
            }
}

/* --- enterprises, employees ------------------------------------------------------------------- */

static void test_enterprise(Fixture *f, const void *data)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
        g_autoptr(GError) error = NULL;
        Actor global = actor_profile(f->profiles[role], NOW), inside;
        g_autoptr(Record) made = fixture_sample(f, &global, &enterprise_entity);
        record_save(f->base, &global, made, NULL, NULL, &error);
        g_assert_no_error(error);
        actor_enter(f->base, &global, made->id, &inside, &error);
        g_assert_no_error(error);
        g_assert_cmpint(inside.role, ==, ROLE_OWNER);

        g_autoptr(Record) card =
            record_load(f->base, &f->actors[role], &enterprise_entity, f->enterprise_id, &error);
        g_assert_no_error(error);
        record_set_text(card, "website", role_code(role));
        bool done = record_save(f->base, &f->actors[role], card, NULL, NULL, &error);
        g_assert_true(done == (may("edit_enterprise", role) == YES));
        /* The same card from the global level. */
        g_clear_error(&error);
        record_set_text(card, "address", role_code(role));
        done = record_save(f->base, &global, card, NULL, NULL, &error);
        g_assert_true(done == (may("edit_enterprise", role) == YES));
    }
}

/* Adding: owner any role, admin the roles below, others none. */
static void test_add_employee(Fixture *f, const void *data)
{
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        for (Role given = ROLE_GUEST; given <= ROLE_OWNER; given++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(Record) record = fixture_sample(f, &f->actors[role], &employee_entity);
            record_set_text(record, "role", role_code(given));
            bool expected = role == ROLE_OWNER || (role == ROLE_ADMIN && given < ROLE_ADMIN);
            g_test_message("%s adds %s", role_code(role), role_code(given));
            bool done = record_save(f->base, &f->actors[role], record, NULL, NULL, &error);
            g_assert_true(done == expected);
            if (!expected)
                g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
        }
}

static bool edit(Fixture *f, const Actor *actor, int64_t id, const char *field, const char *value,
                 GError **error)
{
    g_autoptr(Record) card = record_load(f->base, actor, &employee_entity, id, error);
    if (!card)
        return false;
    record_set_text(card, field, value);
    return record_save(f->base, actor, card, NULL, NULL, error);
}

/* Who may change what on whose card. */
static void test_edit_employee(Fixture *f, const void *data)
{
    static const struct {
        const char *field, *value;
        bool superior; /* a superior's matter */
    } changes[] = {{"position", "старший", false},
                   {"work_phone", "+380671234567", false},
                   {"status", "sick", true},
                   {"hired_on", "2026-01-12", true},
                   {"role", "guest", true}};
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++)
        for (Role whose = ROLE_GUEST; whose <= ROLE_OWNER; whose++)
            for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
                g_autoptr(GError) error = NULL;
                Actor target = fixture_employee(f, whose, "Ціль");
                bool above = role == ROLE_OWNER || (role == ROLE_ADMIN && whose < ROLE_ADMIN);
                g_test_message("%s changes %s of a %s", role_code(role), changes[i].field,
                               role_code(whose));
                bool done = edit(f, &f->actors[role], target.employee_id, changes[i].field,
                                 changes[i].value, &error);
                g_assert_true(done == above);
                /* and of their own */
                g_clear_error(&error);
                Actor self = fixture_employee(f, role, "Сам");
                done = edit(f, &self, self.employee_id, changes[i].field, changes[i].value, &error);
                g_assert_true(done == (role == ROLE_OWNER || !changes[i].superior ||
                                       g_str_equal(changes[i].value, role_code(role))));
            }
}

static void test_last_owner(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER], *console = &f->actors[ROLE_NONE];
    const Actor *callers[] = {owner, console};
    for (size_t i = 0; i < G_N_ELEMENTS(callers); i++) {
        g_assert_false(edit(f, callers[i], owner->employee_id, "role", "admin", &error));
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
        g_clear_error(&error);
        g_assert_false(edit(f, callers[i], owner->employee_id, "status", "dismissed", &error));
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
        g_clear_error(&error);
    }
    Actor second = fixture_employee(f, ROLE_OWNER, "Друга");
    g_assert_true(edit(f, &second, second.employee_id, "status", "sick", &error));
    /* A sick owner is no working one. */
    g_assert_false(edit(f, owner, owner->employee_id, "role", "admin", &error));
    g_clear_error(&error);
    g_assert_true(edit(f, owner, second.employee_id, "status", "working", &error));
    g_assert_true(edit(f, owner, owner->employee_id, "role", "admin", &error));
    g_assert_no_error(error);
    /* What the caller remembers of its role counts no more. */
    g_assert_cmpint(owner->role, ==, ROLE_OWNER);
    g_assert_false(edit(f, owner, second.employee_id, "status", "sick", &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

static void test_dismissed(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *manager = &f->actors[ROLE_MANAGER], inside;
    int64_t id = fixture_save(f, manager, &client_entity, "surname", "Коваль", NULL);
    g_assert_true(
        edit(f, &f->actors[ROLE_OWNER], manager->employee_id, "status", "dismissed", &error));
    g_assert_null(record_load(f->base, manager, &client_entity, id, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    Query query = {.entity = &client_entity};
    g_assert_null(query_page(f->base, manager, &query, NULL, false, 5, NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(Record) client = fixture_record(f, manager, &client_entity, "surname", "Х", NULL);
    g_assert_false(record_save(f->base, manager, client, NULL, NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    Actor global = actor_profile(manager->profile_id, NOW);
    g_assert_false(actor_enter(f->base, &global, f->enterprise_id, &inside, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

/* --- guests, tenants, secrets ----------------------------------------------------------------- */

static bool set_status(Fixture *f, const Actor *actor, int64_t task, const char *status,
                       const char *comment, GError **error)
{
    g_autoptr(Record) record = record_load(f->base, actor, &task_entity, task, error);
    return record &&
           record_type(f->base, actor, record, entity_field(&task_entity, "status_id"), status,
                       error) &&
           record_save(f->base, actor, record, comment, NULL, error);
}

static void test_guest_task(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *guest = &f->actors[ROLE_GUEST], *owner = &f->actors[ROLE_OWNER];
    g_autofree char *me = g_strdup_printf("%" G_GINT64_FORMAT, guest->employee_id);
    int64_t mine = fixture_save(f, owner, &task_entity, "subject", "Моє", "due_on", "2026-07-02",
                                "assignee_id", me, NULL);
    int64_t other =
        fixture_save(f, owner, &task_entity, "subject", "Чуже", "due_on", "2026-07-02", NULL);
    g_assert_true(set_status(f, guest, mine, "In work", "почав", &error));
    g_assert_true(set_status(f, guest, mine, "In work", "лише слово", &error));
    g_assert_no_error(error);
    g_assert_false(set_status(f, guest, mine, "Closed", NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_false(set_status(f, guest, other, "In work", NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    /* Taking a task over does not make it one's own. */
    g_autoptr(Record) task = record_load(f->base, guest, &task_entity, other, &error);
    record_set_integer(task, "assignee_id", guest->employee_id);
    g_assert_false(record_save(f->base, guest, task, NULL, NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

static void test_tenants(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER], there;
    Actor stranger = actor_profile(fixture_profile(f, "Чужий", "Іван"), NOW);
    int64_t client = fixture_save(f, owner, &client_entity, "surname", "Таємний", NULL);
    int64_t second = fixture_save(f, &stranger, &enterprise_entity, "full_name", "Інша", NULL);
    actor_enter(f->base, &stranger, second, &there, &error);
    g_assert_no_error(error);
    g_assert_null(record_load(f->base, &there, &client_entity, client, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(record_load(f->base, &stranger, &enterprise_entity, f->enterprise_id, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(record_load(f->base, &there, &profile_entity, owner->profile_id, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    g_clear_error(&error);
    /* A record carried over the fence, an actor who lies about where they are. */
    g_autoptr(Record) loaded = record_load(f->base, owner, &client_entity, client, &error);
    record_set_text(loaded, "comment", "чужа рука");
    g_assert_false(record_save(f->base, &there, loaded, NULL, NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    Actor liar = there;
    liar.enterprise_id = f->enterprise_id;
    g_assert_null(record_load(f->base, &liar, &client_entity, client, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    Query query = {.entity = &client_entity};
    g_autoptr(GPtrArray) rows = query_page(f->base, &there, &query, NULL, false, 5, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(rows->len, ==, 0);
}

static void test_secrets(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t id = fixture_save(f, &f->actors[ROLE_MANAGER], &list_entity, "name", "Мій", NULL);
    for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
        bool sees = may("see_secrets", role) == YES;
        g_autoptr(Record) list = record_load(f->base, &f->actors[role], &list_entity, id, &error);
        g_assert_no_error(error);
        g_assert_true(record_is_empty(list, "api_hash") == !sees);
        g_autoptr(Record) card =
            record_load(f->base, &f->actors[role], &enterprise_entity, f->enterprise_id, &error);
        g_assert_no_error(error);
        record_set_text(card, "sender_address", "shop@example.com");
        g_assert_true(record_save(f->base, &f->actors[role], card, NULL, NULL, &error) == sees);
        g_clear_error(&error);
        Filter filter = {"api_hash", FILTER_FROM, "a"};
        Query query = {.entity = &list_entity, .filters = &filter, .n_filters = 1};
        g_autoptr(GPtrArray) rows =
            query_page(f->base, &f->actors[role], &query, NULL, false, 5, NULL, &error);
        g_assert_true((rows != NULL) == sees);
        g_clear_error(&error);
    }
    /* The manager's own change keeps what the manager does not see. */
    g_autoptr(Record) list =
        record_load(f->base, &f->actors[ROLE_MANAGER], &list_entity, id, &error);
    record_set_text(list, "name", "Наш");
    g_assert_true(record_save(f->base, &f->actors[ROLE_MANAGER], list, NULL, NULL, &error));
    g_assert_true(record_is_empty(list, "api_hash"));
    g_assert_cmpint(fixture_count(f, SQL("SELECT length(api_hash) FROM list WHERE name = 'Наш'")),
                    ==, 26);
}

/* --- the matrix is data ----------------------------------------------------------------------- */

static void test_set(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER], *guest = &f->actors[ROLE_GUEST];
    g_autoptr(Base) other = base_open(f->url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    g_assert_false(right_check(other, guest, RIGHT_ADD_CLIENT, true, NULL));
    g_assert_true(right_set(f->base, owner, ROLE_GUEST, RIGHT_ADD_CLIENT, EXTENT_ALL, &error));
    g_assert_no_error(error);
    fixture_save(f, guest, &client_entity, "surname", "Новий", NULL);
    /* The other connection sees it with its next save. */
    g_autoptr(Record) record = fixture_record(f, guest, &client_entity, "surname", "Ще", NULL);
    g_assert_true(record_save(other, guest, record, NULL, NULL, &error));
    g_assert_no_error(error);
    for (Role role = ROLE_GUEST; role < ROLE_OWNER; role++) {
        g_assert_false(
            right_set(f->base, &f->actors[role], ROLE_GUEST, RIGHT_EXPORT, EXTENT_ALL, &error));
        g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
        g_clear_error(&error);
    }
    g_assert_false(right_set(f->base, owner, ROLE_OWNER, RIGHT_EXPORT, EXTENT_NONE, &error));
    g_clear_error(&error);
    g_assert_false(
        right_set(f->base, owner, ROLE_GUEST, RIGHT_CREATE_ENTERPRISE, EXTENT_NONE, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

/* A program by itself may what its trade needs, and nothing else. */
static void test_programs(Fixture *f, const void *data)
{
    static const struct {
        Program program;
        const Entity *entity;
        bool allowed;
    } tries[] = {
        {PROGRAM_API, &client_entity, true},     {PROGRAM_API, &task_entity, false},
        {PROGRAM_API, &list_entity, false},      {PROGRAM_MAILER, &task_entity, true},
        {PROGRAM_MAILER, &client_entity, false}, {PROGRAM_CLIENT, &client_entity, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tries); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Base) base = base_open(f->url, tries[i].program, &error);
        Actor program = actor_program(f->enterprise_id, NOW);
        g_autoptr(Record) record = fixture_sample(f, &program, tries[i].entity);
        bool done = record_save(base, &program, record, NULL, NULL, &error);
        g_assert_true(done == tries[i].allowed);
        if (!done)
            g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    }
}

static void assert_unread(Fixture *f, const Actor *actor)
{
    g_autoptr(GError) error = NULL;
    base_interrupt(f->base);
    g_assert_false(right_check(f->base, actor, RIGHT_EDIT_CLIENT, true, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_INTERRUPTED);
    g_assert_cmpint((int)right_extent(f->base, actor, RIGHT_EDIT_CLIENT), ==, (int)EXTENT_NONE);
    base_resume(f->base);
}

/* What cannot be read refuses nobody, grants nothing, and is not kept. */
static void test_unread(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor *manager = &f->actors[ROLE_MANAGER];
    base_forget(f->base);
    base_interrupt(f->base);
    g_assert_false(rights_check_member(f->base, manager, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_INTERRUPTED);
    g_clear_error(&error);
    assert_unread(f, manager);
    g_assert_true(rights_check_member(f->base, manager, &error));
    assert_unread(f, manager); /* the role is known now, what it may is not */
    g_assert_true(right_check(f->base, manager, RIGHT_EDIT_CLIENT, true, &error));
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/rights/defaults", test_defaults);
    BASE_TEST("/rights/cells", test_cells);
    BASE_TEST("/rights/stop", test_stop);
    BASE_TEST("/rights/unread", test_unread);
    BASE_TEST("/rights/enterprise", test_enterprise);
    BASE_TEST("/rights/add-employee", test_add_employee);
    BASE_TEST("/rights/edit-employee", test_edit_employee);
    BASE_TEST("/rights/last-owner", test_last_owner);
    BASE_TEST("/rights/dismissed", test_dismissed);
    BASE_TEST("/rights/guest-task", test_guest_task);
    BASE_TEST("/rights/tenants", test_tenants);
    BASE_TEST("/rights/secrets", test_secrets);
    BASE_TEST("/rights/set", test_set);
    BASE_TEST("/rights/programs", test_programs);
    return g_test_run();
}
