/* What an enterprise may use and what it pays. Everybody sees plans, the console makes them. */
#include "entities.h"

static const Field fields[] = {
    {.name = "code",
     .label = N_("Code"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED | FIELD_NEW_ONLY,
     .max_chars = 30},
    {.name = "name",
     .label = N_("Name"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED,
     .max_chars = 100},
    {.name = "included_employees", .label = N_("Employees included"), .type = FIELD_NUMBER},
    {.name = "price_minor", .label = N_("Price of one more a month"), .type = FIELD_MONEY},
    {.name = "currency",
     .label = N_("Currency"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED,
     .max_chars = 3,
     .fallback = "UAH"},
    {.name = "position", .label = N_("Place in the list"), .type = FIELD_NUMBER},
    {NULL},
};

static const Column columns[] = {
    {.name = "name",
     .label = N_("Name"),
     .sql = "plan.name",
     .order = "plan.position",
     .width = 30,
     .grow = 1},
    {.name = "price",
     .label = N_("Price of one more a month"),
     .field = "price_minor",
     .sql = "plan.price_minor",
     .order = "plan.price_minor",
     .width = 12,
     .right = true},
    {NULL},
};

const Entity plan_entity = {
    .name = "plan",
    .label = N_("Plan"),
    .plural = N_("Plans"),
    .fields = fields,
    .columns = columns,
    .title = "plan.name",
    .sort_title = "plan.position",
    .global = true,
};
