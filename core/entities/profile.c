/* One person's login, shared by all their enterprises. */
#include "core/contact.h"
#include "employee.h"

static const Word sexes[] = {
    {"female", N_("Female"), "f|w|ж|жен|женский|женщина|жін|жіноча|жінка|woman"},
    {"male", N_("Male"), "m|м|муж|мужской|мужчина|ч|чол|чоловіча|чоловік|man"},
    {NULL},
};

static const Word languages[] = {
    {"uk", N_("Ukrainian"), "ua|українська|украинский"},
    {"ru", N_("Russian"), "російська|русский"},
    {"en", N_("English"), "англійська|английский"},
    {NULL},
};

static const Field fields[] = {
    {.name = "surname",
     .label = N_("Surname"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .group = N_("Person")},
    {.name = "first_name",
     .label = N_("First name"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED | FIELD_SEARCHED,
     .max_chars = 100},
    {.name = "patronymic",
     .label = N_("Patronymic"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100},
    {.name = "sex", .label = N_("Sex"), .type = FIELD_WORD, .words = sexes},
    {.name = "birth_on", .label = N_("Birth date"), .type = FIELD_DAY},
    {.name = "email",
     .label = N_("E-mail"),
     .type = FIELD_EMAIL,
     .flags = FIELD_REQUIRED | FIELD_DERIVED | FIELD_SEARCHED,
     .group = N_("Contacts")},
    {.name = "phone", .label = N_("Phone"), .type = FIELD_PHONE, .flags = FIELD_SEARCHED},
    {.name = "language",
     .label = N_("Language"),
     .type = FIELD_WORD,
     .words = languages,
     .group = N_("Program")},
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

static const Column columns[] = {
    {.name = "name",
     .label = N_("Full name"),
     .sql = "trim(profile.surname || ' ' || profile.first_name)",
     .order = "profile.sort_key",
     .width = 30,
     .grow = 2},
    {.name = "email",
     .label = N_("E-mail"),
     .field = "email",
     .sql = "profile.email",
     .order = "profile.email_key",
     .width = 28,
     .grow = 1},
    {.name = "phone", .label = N_("Phone"), .sql = "profile.phone", .order = "profile.phone_key"},
    {NULL},
};

static bool own(const Record *record, const Actor *actor)
{
    return actor->profile_id && record->id == actor->profile_id;
}

static char *full_name(const Record *record)
{
    return g_strjoin(" ", record_text(record, "surname"), record_text(record, "first_name"),
                     record_text(record, "patronymic"), NULL);
}

static bool derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    g_autofree char *name = full_name(record);
    g_autofree char *email = email_normalise(record_text(record, "email"), error);
    g_autofree char *phone = phone_key(record_text(record, "phone"), "UA", NULL);
    if (!email)
        return false;
    record_set_key_text(record, "email_key", email);
    record_set_key(record, "phone_key", phone);
    record_set_search(base, record, NULL);
    return record_set_sort_key(base, record, "sort_key", g_strstrip(name), error);
}

/* Before the row is locked by being written: who is at work in one of them may be waiting for it.
 */
static bool check(Base *base, const Actor *actor, Record *record, GError **error)
{
    return record_is_new(record) || employees_enter(base, record->id, error);
}

/* Lists of employees show the profile's names, each from a row of its own. */
static bool saved(Base *base, const Actor *actor, Record *record, GError **error)
{
    return record_is_new(record) || employees_follow_profile(base, record->id, error);
}

const Entity profile_entity = {
    .name = "profile",
    .label = N_("Profile"),
    .plural = N_("Profiles"),
    .fields = fields,
    .columns = columns,
    .title = "trim(profile.surname || ' ' || profile.first_name)",
    .sort_title = "profile.sort_key",
    .visible = "profile.id = ?",
    .global = true,
    .own = own,
    .check = check,
    .derive = derive,
    .saved = saved,
};
