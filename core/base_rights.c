/* The second lock. What a program never needs to write or read it cannot, whatever its code does:
 * db/ refuses it, and on a server the program's role has no right to it (base_grant). */
#include "base_internal.h"

static const char *const client_tables[] = {"profile",       "profile_photo",
                                            "one_time_code", "throttle",
                                            "sign_in",       "enterprise",
                                            "holiday",       "employee",
                                            "role_right",    "invitation",
                                            "client_status", "task_type",
                                            "task_status",   "task_priority",
                                            "client",        "client_contact",
                                            "tag",           "client_tag",
                                            "task",          "task_watcher",
                                            "task_check",    "task_notice",
                                            "subject",       "content",
                                            "body",          "signature",
                                            "letter",        "campaign",
                                            "campaign_step", "list",
                                            "list_campaign", "list_member",
                                            "import",        "import_mapping",
                                            "enrollment",    "enrollment_list",
                                            "delivery",      "delivery_event",
                                            "task_zone",     "suppression",
                                            "change_set",    "change",
                                            "draft",         "screen_setting",
                                            "saved_view",    NULL};

static const char *const mailer_tables[] = {
    "mailer_run",       "delivery",  "delivery_message", "delivery_event", "digest", "suppression",
    "bounce",           "task",      "enrollment",       "change_set",     "change", "base_fact",
    "stray_acceptance", "task_zone", "task_notice",      "task_told",      NULL};

static const char *const api_tables[] = {
    "client",     "client_contact", "list_member", "enrollment", "enrollment_list",
    "delivery",   "delivery_event", "suppression", "throttle",   "api_request",
    "change_set", "change",         NULL};

/* An anonymous post adds a client; it never touches one that is there. */
static const char *const api_adds[] = {"client", "client_contact", NULL};

#define SECRETS                                                                                    \
    "profile.password_hash", "one_time_code.code_hash", "one_time_code.payload",                   \
        "invitation.code_hash"

static const char *const secrets[] = {SECRETS, NULL};

/* Who faces the Internet adds, and reads nothing of anybody: a key is the address or the phone.
 * What was sent is in the bytes; a service mail's payload carries a code; a server's answer names
 * whom it refuses. ON CONFLICT that names address_key would want to read it: it adds without. */
static const char *const strangers[] = {SECRETS,
                                        "profile.surname",
                                        "profile.first_name",
                                        "profile.patronymic",
                                        "profile.email",
                                        "profile.email_key",
                                        "profile.phone",
                                        "profile.phone_key",
                                        "profile.sex",
                                        "profile.birth_on",
                                        "profile.sort_key",
                                        "profile.search_text",
                                        "profile_photo.image",
                                        "employee.sort_key",
                                        "employee.search_text",
                                        "employee.work_phone",
                                        "employee.work_email",
                                        "invitation.email",
                                        "invitation.email_key",
                                        "sign_in.email_key",
                                        "one_time_code.email_key",
                                        "client.surname",
                                        "client.first_name",
                                        "client.patronymic",
                                        "client.company",
                                        "client.email",
                                        "client.email_key",
                                        "client.phone",
                                        "client.phone_key",
                                        "client.skype",
                                        "client.viber",
                                        "client.telegram",
                                        "client.whatsapp",
                                        "client.sex",
                                        "client.birth_on",
                                        "client.source",
                                        "client.address",
                                        "client.comment",
                                        "client.sort_key",
                                        "client.company_key",
                                        "client.search_text",
                                        "client_contact.value",
                                        "client_contact.value_key",
                                        "task.subject",
                                        "task.description",
                                        "task.sort_key",
                                        "task.client_key",
                                        "task.search_text",
                                        "task_check.text",
                                        "content.html",
                                        "delivery.address",
                                        "delivery.address_key",
                                        "delivery.payload",
                                        "delivery.reply",
                                        "delivery_message.bytes",
                                        "stray_acceptance.address",
                                        "stray_acceptance.address_key",
                                        "stray_acceptance.reply",
                                        "delivery_event.detail",
                                        "bounce.address_key",
                                        "bounce.detail",
                                        "suppression.address",
                                        "suppression.address_key",
                                        "suppression.detail",
                                        "change.old",
                                        "change.new",
                                        "draft.content",
                                        NULL};

/* Whoever is signed in sees the enterprises that they belong to. Whether they may enter is core's
 * to say, and a dismissed employee is to read that. */
#define OF_A_PERSON SQL("SELECT enterprise_id FROM employee WHERE profile_id = ?")

/* Found by the address of somebody who belongs to none of them yet. */
static const char *const found_by_address[] = {"invitation", NULL};

static const struct {
    const char *name;
    DbRights rights;
} programs[] = {
    [PROGRAM_CLIENT] = {"ukrcrm",
                        {.name = "client",
                         .writable = client_tables,
                         .enterprises = OF_A_PERSON,
                         .open = found_by_address}},
    [PROGRAM_MAILER] = {"ukrcrm-mailer",
                        {.name = "mailer", .writable = mailer_tables, .hidden = secrets}},
    [PROGRAM_API] =
        {"ukrcrm-api",
         {.name = "api", .writable = api_tables, .growing = api_adds, .hidden = strangers}},
    [PROGRAM_ADMIN] = {"ukrcrm-admin", {0}},
};

const char *base_program_name(Program program)
{
    return programs[program].name;
}

const DbRights *base_rights(Program program)
{
    return &programs[program].rights;
}

/* --- on a server ------------------------------------------------------------------------------ */

typedef struct {
    Program program;
    const char *role;
} Grant;

static bool grant(Base *base, void *data, GError **error)
{
    const Grant *grant = data;
    return db_grant(base_db(base), grant->role, base_rights(grant->program), error);
}

bool base_grant(Base *base, Program program, const char *role, int64_t now, GError **error)
{
    const Actor console = actor_console(0, now);
    Grant todo = {program, role};
    return base_write(base, &console, grant, &todo, error);
}

static const DbRights *rights_named(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
        if (g_strcmp0(programs[i].rights.name, name) == 0)
            return &programs[i].rights;
    return NULL;
}

bool base_check_grants(Base *base, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) grants = db_grants(base_db(base), error);
    bool asked = grants != NULL;
    for (guint i = 0; asked && i < grants->len; i++) {
        const DbGrant *grant = grants->pdata[i];
        const DbRights *rights = rights_named(grant->rights);
        asked = !rights || db_check_grant(base_db(base), grant->role, rights, problems, error);
    }
    return asked;
}

void base_set_person(Base *base, int64_t profile_id)
{
    db_set_person(base_db(base), profile_id);
}
