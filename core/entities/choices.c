/* The lists of choices an enterprise may change: docs/rules.md, "Records". Built-in rows are shown
 * translated, added ones as typed. */
#include "choice.h"
#include "enterprise.h"

static const Word client_statuses[] = {
    {"new", N_("client status|New"), "новый|новий"},
    {"active", N_("client status|In work"), "в работе|в роботі"},
    {"regular", N_("Regular"), "постоянный|постійний"},
    {"inactive", N_("Inactive"), "неактивный|неактивний"},
    {NULL},
};

static const Word task_types[] = {
    {"call", N_("Call"), NULL},
    {"write", N_("Write"), NULL},
    {"meet", N_("Meet"), NULL},
    {"buy", N_("Buy"), NULL},
    {"sell", N_("Sell"), NULL},
    {"send", N_("Send"), NULL},
    {"receive", N_("Receive"), NULL},
    {"other", N_("task type|Other"), NULL},
    {NULL},
};

static const Word task_statuses[] = {
    {"new", N_("task status|New"), NULL}, {"active", N_("task status|In work"), NULL},
    {"review", N_("Under review"), NULL}, {"solved", N_("Solved"), NULL},
    {"feedback", N_("Feedback"), NULL},   {"closed", N_("Closed"), NULL},
    {"cancelled", N_("Cancelled"), NULL}, {NULL},
};

static const Word task_priorities[] = {
    {"low", N_("Low"), NULL},
    {"normal", N_("Normal"), NULL},
    {"high", N_("High"), NULL},
    {"urgent", N_("Urgent"), NULL},
    {"immediate", N_("Immediate"), NULL},
    {NULL},
};

#define FIELDS                                                                                     \
    {.name = "name",                                                                               \
     .label = N_("Name"),                                                                          \
     .type = FIELD_LINE,                                                                           \
     .flags = FIELD_REQUIRED,                                                                      \
     .max_chars = 100},                                                                            \
        {.name = "position",                                                                       \
         .label = N_("Place in the list"),                                                         \
         .type = FIELD_NUMBER,                                                                     \
         .flags = FIELD_DERIVED | FIELD_HIDDEN},                                                   \
    {                                                                                              \
        .name = "is_default", .label = N_("By default"), .type = FIELD_YES_NO,                     \
        .flags = FIELD_DERIVED | FIELD_HIDDEN                                                      \
    }

static const Field fields[] = {FIELDS, {NULL}};

static const Field status_fields[] = {
    FIELDS,
    {.name = "closed", .label = N_("Tasks in it are closed"), .type = FIELD_YES_NO},
    {NULL},
};

/* In the order of the list, whatever is asked: they are moved up and down in it. */
#define COLUMNS(table)                                                                             \
    {.name = "name",                                                                               \
     .label = N_("Name"),                                                                          \
     .field = "@self",                                                                             \
     .sql = #table ".id",                                                                          \
     .width = 30,                                                                                  \
     .grow = 1},                                                                                   \
    {                                                                                              \
        .name = "default", .label = N_("By default"), .field = "is_default",                       \
        .sql = #table ".is_default", .width = 12                                                   \
    }

#define CHOICE_ENTITY(table, one, many, words, field_list, ...)                                    \
    const Entity table##_entity = {                                                                \
        .name = #table,                                                                            \
        .label = one,                                                                              \
        .plural = many,                                                                            \
        .fields = field_list,                                                                      \
        .columns = table##_columns,                                                                \
        .title = #table ".name",                                                                   \
        .sort_title = #table ".position",                                                          \
        .archivable = true,                                                                        \
        .choices = words,                                                                          \
        .add = RIGHT_EDIT_ENTERPRISE,                                                              \
        .edit = RIGHT_EDIT_ENTERPRISE,                                                             \
        .archive = RIGHT_EDIT_ENTERPRISE,                                                          \
        .load = choice_load,                                                                       \
        .check = choice_check,                                                                     \
        .derive = choice_derive,                                                                   \
        __VA_ARGS__,                                                                               \
    }

static const Column client_status_columns[] = {COLUMNS(client_status), {NULL}};
static const Column task_type_columns[] = {COLUMNS(task_type), {NULL}};
static const Column task_priority_columns[] = {COLUMNS(task_priority), {NULL}};
static const Column task_status_columns[] = {
    COLUMNS(task_status),
    {.name = "closed",
     .label = N_("Closes"),
     .field = "closed",
     .sql = "task_status.closed",
     .width = 10},
    {NULL},
};

CHOICE_ENTITY(client_status, N_("Client status"), N_("Client statuses"), client_statuses, fields,
              .in_use = client_status_in_use);
CHOICE_ENTITY(task_type, N_("Task type"), N_("Task types"), task_types, fields,
              .in_use = task_type_in_use);
CHOICE_ENTITY(task_status, N_("Task status"), N_("Task statuses"), task_statuses, status_fields,
              .in_use = task_status_in_use, .saved = task_status_saved, .doubt = task_status_doubt);
CHOICE_ENTITY(task_priority, N_("Task priority"), N_("Task priorities"), task_priorities, fields,
              .in_use = task_priority_in_use);

/* --- seeding ---------------------------------------------------------------------------------- */

static char *compose_seed(const Entity *entity, const void *data)
{
    bool closes = entity == &task_status_entity;
    return g_strdup_printf(SQL("INSERT INTO %s (enterprise_id, code, name, position, "
                               "is_default%s) VALUES (?, ?, ?, ?, ?%s)"),
                           entity->name, closes ? SQL(", closed") : "", closes ? ", ?" : "");
}

/* The default: the first, of priorities the normal one. */
static bool is_default(const Entity *entity, const Word *word)
{
    return entity == &task_priority_entity ? g_str_equal(word->code, "normal")
                                           : word == entity->choices;
}

static bool is_closed(const Word *word)
{
    return g_str_equal(word->code, "closed") || g_str_equal(word->code, "cancelled");
}

bool choices_seed(Base *base, const Entity *entity, int64_t enterprise_id, GError **error)
{
    for (const Word *word = entity->choices; word->code; word++) {
        DbValue args[] = {
            db_integer(enterprise_id),
            db_text(word->code),
            db_text(word_english(word)),
            db_integer(word - entity->choices + 1),
            db_integer(is_default(entity, word)),
            db_integer(is_closed(word)),
        };
        size_t n = G_N_ELEMENTS(args) - (entity == &task_status_entity ? 0 : 1);
        if (!db_execute(base_db(base), base_statement(base, entity, "seed", compose_seed, NULL),
                        args, n, NULL, error))
            return false;
    }
    return true;
}
