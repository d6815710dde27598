/* A profile's membership in an enterprise: docs/rules.md, "Records" and "Roles". */
#include "employee.h"

static const Word roles[] = {
    {"owner", N_("Owner"), "владелец|власник"},
    {"admin", N_("Administrator"), "админ|адмін"},
    {"manager", N_("Manager"), NULL},
    {"guest", N_("Guest"), NULL},
    {NULL},
};

static const Word statuses[] = {
    {"working", N_("Working"), NULL},
    {"dismissed", N_("Dismissed"), NULL},
    {"sick", N_("Sick"), NULL},
    {"parental", N_("On parental leave"), NULL},
    {"other", N_("employee status|Other"), NULL},
    {NULL},
};

static const Word task_mails[] = {
    {"all", N_("All I have to do with"), NULL},
    {"assigned", N_("Those assigned to me"), NULL},
    {"none", N_("mail about tasks|None"), NULL},
    {NULL},
};

static const Field fields[] = {
    {.name = "profile_id",
     .label = N_("Person"),
     .type = FIELD_REFERENCE,
     .flags = FIELD_REQUIRED | FIELD_NEW_ONLY,
     .target = "profile",
     .group = N_("Employee")},
    {.name = "role",
     .label = N_("Role"),
     .type = FIELD_WORD,
     .flags = FIELD_REQUIRED | FIELD_BY_SUPERIOR,
     .words = roles,
     .fallback = "manager"},
    {.name = "status",
     .label = N_("Status"),
     .type = FIELD_WORD,
     .flags = FIELD_REQUIRED | FIELD_BY_SUPERIOR,
     .words = statuses,
     .fallback = "working"},
    {.name = "position", .label = N_("Position"), .type = FIELD_LINE, .flags = FIELD_SEARCHED},
    {.name = "hired_on", .label = N_("Hired"), .type = FIELD_DAY, .flags = FIELD_BY_SUPERIOR},
    {.name = "work_phone",
     .label = N_("Work phone"),
     .type = FIELD_PHONE,
     .flags = FIELD_SEARCHED,
     .group = N_("Contacts")},
    {.name = "work_email",
     .label = N_("Work e-mail"),
     .type = FIELD_EMAIL,
     .flags = FIELD_SEARCHED},
    {.name = "digest_off", .label = N_("No digest while absent"), .type = FIELD_YES_NO},
    {.name = "task_mail",
     .label = N_("Mail about tasks"),
     .type = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .words = task_mails,
     .fallback = "all",
     .hint = N_("what others change in them")},
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

#define NAME "trim(profile.surname || ' ' || profile.first_name)"

static const Column columns[] = {
    {.name = "name",
     .label = N_("Full name"),
     .sql = NAME,
     .order = "employee.sort_key",
     .width = 28,
     .grow = 2},
    {.name = "role",
     .label = N_("Role"),
     .field = "role",
     .sql = "employee.role",
     .order = "CASE employee.role WHEN 'owner' THEN 1 WHEN 'admin' THEN 2 WHEN 'manager' THEN 3 "
              "ELSE 4 END",
     .width = 14},
    {.name = "status",
     .label = N_("Status"),
     .field = "status",
     .sql = "employee.status",
     .order = "CASE employee.status WHEN 'working' THEN 1 WHEN 'sick' THEN 2 WHEN 'parental' "
              "THEN 3 WHEN 'other' THEN 4 ELSE 5 END",
     .width = 12},
    {.name = "position",
     .label = N_("Position"),
     .field = "position",
     .sql = "employee.position",
     .order = "employee.position",
     .width = 16,
     .grow = 1},
    {.name = "phone",
     .label = N_("Phone"),
     .sql = "CASE WHEN employee.work_phone <> '' THEN employee.work_phone ELSE profile.phone END",
     .order = "CASE WHEN employee.work_phone <> '' THEN employee.work_phone ELSE profile.phone "
              "END"},
    {.name = "email",
     .label = N_("E-mail"),
     .sql = "CASE WHEN employee.work_email <> '' THEN employee.work_email ELSE profile.email END",
     .order = "CASE WHEN employee.work_email <> '' THEN employee.work_email ELSE profile.email "
              "END"},
    {.name = "hired_on",
     .label = N_("Hired"),
     .field = "hired_on",
     .sql = "employee.hired_on",
     .order = "employee.hired_on"},
    {NULL},
};

/* Who is dismissed is chosen for nothing new. */
static const Scope scopes[] = {
    {"offered", "employee.status <> 'dismissed'"},
    {"working", "employee.status = 'working'"},
    {NULL},
};

static bool own(const Record *record, const Actor *actor)
{
    return actor->employee_id && record->id == actor->employee_id;
}

const Entity employee_entity = {
    .name = "employee",
    .label = N_("Employee"),
    .plural = N_("Employees"),
    .fields = fields,
    .columns = columns,
    .scopes = scopes,
    .from = "employee JOIN profile ON profile.id = employee.profile_id",
    .title = NAME,
    .sort_title = "employee.sort_key",
    .style = "CASE WHEN employee.status = 'dismissed' THEN 2 ELSE 0 END",
    .empty_hint = N_("Employees share the clients and tasks of the enterprise."),
    .add = RIGHT_ADD_EMPLOYEE,
    .edit = RIGHT_EDIT_EMPLOYEE,
    .own = own,
    .check = employee_check,
    .derive = employee_derive,
};
