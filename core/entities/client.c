/* A person the enterprise sells to. */
#include "client.h"

static const Word sexes[] = {
    {"female", N_("Female"), "f|w|ж|жен|женский|женщина|жін|жіноча|жінка|woman"},
    {"male", N_("Male"), "m|м|муж|мужской|мужчина|ч|чол|чоловіча|чоловік|man"},
    {NULL},
};

static const Field fields[] = {
    {.name = "surname",
     .label = N_("Surname"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .group = N_("Person"),
     .synonyms = "surname|last name|lastname|family name|family|second name|фамилия|прізвище|"
                 "призвище|фамилия клиента|прізвище клієнта|ф|фам"},
    {.name = "first_name",
     .label = N_("First name"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .synonyms = "first name|firstname|first_name|given name|name|имя|ім'я|имя клиента|"
                 "ім'я клієнта|імя|і"},
    {.name = "patronymic",
     .label = N_("Patronymic"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .synonyms = "patronymic|middle name|middlename|отчество|по батькові|по-батькові|"
                 "побатькові|о"},
    {.name = "company",
     .label = N_("Company"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .synonyms = "company|organization|organisation|firm|employer|компания|организация|фирма|"
                 "предприятие|компанія|організація|фірма|підприємство|юр. лицо|контрагент"},
    {.name = "email",
     .label = N_("E-mail"),
     .type = FIELD_EMAILS,
     .flags = FIELD_SEARCHED,
     .group = N_("Contacts"),
     .hint = N_("several, one a line; letters go to the first"),
     .synonyms = "email|e-mail|mail|e-mail address|email address|emails|почта|эл. почта|"
                 "электронная почта|емейл|имейл|емайл|пошта|ел. пошта|електронна пошта|"
                 "електронна адреса|адрес электронной почты|мейл"},
    {.name = "phone",
     .label = N_("Phone"),
     .type = FIELD_PHONES,
     .flags = FIELD_SEARCHED,
     .hint = N_("several, one a line; the first is the main one"),
     .synonyms = "phone|phones|telephone|tel|tel.|mobile|mobile phone|cell|cell phone|"
                 "phone number|телефон|телефоны|тел|тел.|мобильный|мобильный телефон|моб|"
                 "моб. телефон|номер телефона|контактный телефон|телефони|мобільний|"
                 "мобільний телефон|номер телефону|контактний телефон|номер"},
    {.name = "skype",
     .label = N_("Skype"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .synonyms = "skype|скайп"},
    {.name = "viber",
     .label = N_("Viber"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .synonyms = "viber|вайбер"},
    {.name = "telegram",
     .label = N_("Telegram"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .synonyms = "telegram|телеграм|телеграмм|telegram username|tg"},
    {.name = "whatsapp",
     .label = N_("WhatsApp"),
     .type = FIELD_LINE,
     .flags = FIELD_SEARCHED,
     .max_chars = 100,
     .synonyms = "whatsapp|whats app|ватсап|вацап|вотсап|ватсапп"},
    {.name = "status_id",
     .label = N_("Status"),
     .type = FIELD_REFERENCE,
     .flags = FIELD_REQUIRED,
     .target = "client_status",
     .fallback = "@default",
     .group = N_("Work"),
     .synonyms = "status|client status|статус|статус клиента|статус клієнта|состояние|стан"},
    {.name = "employee_id",
     .label = N_("Responsible"),
     .type = FIELD_REFERENCE,
     .target = "employee",
     .synonyms = "responsible|manager|owner|assigned to|ответственный|менеджер|сотрудник|"
                 "ответственный сотрудник|відповідальний|відповідальний співробітник|"
                 "співробітник"},
    {.name = "source",
     .label = N_("Source"),
     .type = FIELD_LINE,
     .synonyms = "source|lead source|utm_source|источник|откуда|джерело|звідки"},
    {.name = "tags",
     .label = N_("Tags"),
     .type = FIELD_TAGS,
     .flags = FIELD_SEARCHED,
     .hint = N_("separated by commas"),
     .synonyms = "tags|tag|labels|label|теги|тег|метки|метка|мітки|мітка|группа|група"},
    {.name = "sex",
     .label = N_("Sex"),
     .type = FIELD_WORD,
     .words = sexes,
     .group = N_("More"),
     .synonyms = "sex|gender|пол|стать"},
    {.name = "birth_on",
     .label = N_("Birth date"),
     .type = FIELD_DAY,
     .synonyms = "birth date|birthdate|birthday|date of birth|dob|дата рождения|день рождения|"
                 "др|дата народження|день народження"},
    {.name = "address",
     .label = N_("Address"),
     .type = FIELD_TEXT,
     .max_chars = 1000,
     .synonyms = "address|postal address|street|city|адрес|адреса|город|місто|населенный пункт|"
                 "почтовый адрес|поштова адреса"},
    {.name = "comment",
     .label = N_("Comment"),
     .type = FIELD_TEXT,
     .synonyms = "comment|comments|note|notes|description|комментарий|примечание|заметка|заметки|"
                 "описание|коментар|примітка|нотатка|нотатки|опис"},
    FIELD_CREATED_BY("employee"),
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

/* Nobody is nameless: company, address and number stand in for the names. */
#define TITLE                                                                                      \
    "CASE WHEN client.surname <> '' OR client.first_name <> '' THEN "                              \
    "trim(client.surname || ' ' || client.first_name) "                                            \
    "WHEN client.company <> '' THEN client.company "                                               \
    "WHEN client.email <> '' THEN client.email ELSE client.phone END"

static const Column columns[] = {
    {.name = "name",
     .label = N_("Full name"),
     .filter = "surname",
     .sql = TITLE,
     .order = "client.sort_key",
     .width = 26,
     .grow = 3},
    {.name = "phone",
     .label = N_("Phone"),
     .sql = "client.phone",
     .order = "client.phone_key",
     .width = 17,
     .least = 13},
    {.name = "email",
     .label = N_("E-mail"),
     .sql = "client.email",
     .order = "client.email_key",
     .width = 20,
     .grow = 2},
    {.name = "company",
     .label = N_("Company"),
     .sql = "client.company",
     .order = "client.company_key",
     .grow = 2},
    {.name = "status",
     .label = N_("Status"),
     .field = "status_id",
     .sql = "client.status_id",
     .order = "client.sort_key",
     .order_by_reference = "client_status",
     .width = 11},
    {.name = "employee",
     .label = N_("Responsible"),
     .field = "employee_id",
     .sql = "client.employee_id",
     .order = "client.sort_key",
     .order_by_reference = "employee",
     .grow = 1},
    {.name = "created",
     .label = N_("Created"),
     .field = "created_at",
     .sql = "client.created_at",
     .order = "client.created_at"},
    {NULL},
};

/* EXISTS, for SQLite reads a whole IN (SELECT …) of a list anew for each client it looks at. */
static const Scope scopes[] = {
    {"list",
     "EXISTS (SELECT 1 FROM list_member WHERE list_member.enterprise_id = client.enterprise_id AND "
     "list_member.list_id = ? AND list_member.client_id = client.id AND "
     "list_member.left_at IS NULL)",
     "SELECT list_member.client_id FROM list_member WHERE list_member.enterprise_id = ? AND "
     "list_member.list_id = ?"},
    {"campaign",
     "EXISTS (SELECT 1 FROM enrollment WHERE enrollment.enterprise_id = client.enterprise_id AND "
     "enrollment.client_id = client.id AND enrollment.campaign_id = ?)",
     "SELECT DISTINCT enrollment.client_id FROM enrollment WHERE enrollment.enterprise_id = ? AND "
     "enrollment.campaign_id = ?"},
    {"tag",
     "EXISTS (SELECT 1 FROM client_tag WHERE client_tag.enterprise_id = client.enterprise_id AND "
     "client_tag.tag_id = ? AND client_tag.client_id = client.id)",
     "SELECT client_tag.client_id FROM client_tag WHERE client_tag.enterprise_id = ? AND "
     "client_tag.tag_id = ?"},
    {"mine", "client.employee_id = ?",
     "SELECT client.id FROM client WHERE client.archived_at IS NULL AND client.enterprise_id = ? "
     "AND client.employee_id = ?"},
    {NULL},
};

static bool own(const Record *record, const Actor *actor)
{
    return actor->employee_id && record_integer(record, "employee_id") == actor->employee_id;
}

const Entity client_entity = {
    .name = "client",
    .label = N_("Client"),
    .plural = N_("Clients"),
    .fields = fields,
    .columns = columns,
    .scopes = scopes,
    .parts = client_parts,
    .title = TITLE,
    .sort_title = "client.sort_key",
    .first_order = "name",
    .search_index = "client_search",
    .empty_hint = N_("Clients are the people you sell to. Add one, or import a file."),
    .archivable = true,
    .add = RIGHT_ADD_CLIENT,
    .edit = RIGHT_EDIT_CLIENT,
    .archive = RIGHT_ARCHIVE,
    .own = own,
    .check = client_check,
    .derive = client_derive,
    .saved = client_saved,
};
