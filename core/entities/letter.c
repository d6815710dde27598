/* A named trio of subject, body and signature. */
#include "entities.h"
#include "reference.h"

static const Field fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED | FIELD_SEARCHED,
     .group = N_("Letter")},
    {.name = "subject_id",
     .label = N_("Subject"),
     .type = FIELD_REFERENCE,
     .flags = FIELD_REQUIRED,
     .target = "subject"},
    {.name = "body_id",
     .label = N_("Body"),
     .type = FIELD_REFERENCE,
     .flags = FIELD_REQUIRED,
     .target = "body"},
    {.name = "signature_id",
     .label = N_("Signature"),
     .type = FIELD_REFERENCE,
     .flags = FIELD_REQUIRED,
     .target = "signature"},
    FIELD_CREATED_BY("employee"),
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

static const Column columns[] = {
    {.name = "name",
     .label = N_("Name"),
     .sql = "letter.name",
     .order = "letter.sort_key",
     .width = 26,
     .grow = 2},
    {.name = "subject",
     .label = N_("Subject"),
     .field = "subject_id",
     .sql = "letter.subject_id",
     .order = "letter.sort_key",
     .order_by_reference = "subject",
     .width = 26,
     .grow = 2},
    {.name = "body",
     .label = N_("Body"),
     .field = "body_id",
     .sql = "letter.body_id",
     .order = "letter.sort_key",
     .order_by_reference = "body",
     .grow = 1},
    {.name = "signature",
     .label = N_("Signature"),
     .field = "signature_id",
     .sql = "letter.signature_id",
     .order = "letter.sort_key",
     .order_by_reference = "signature",
     .grow = 1},
    {.name = "updated",
     .label = N_("Changed"),
     .field = "updated_at",
     .sql = "letter.updated_at",
     .order = "letter.updated_at"},
    {NULL},
};

static const Scope scopes[] = {
    {"subject", "letter.subject_id = ?"},
    {"body", "letter.body_id = ?"},
    {"signature", "letter.signature_id = ?"},
    {NULL},
};

/* A letter comes back from the archive only whole. */
static bool check(Base *base, const Actor *actor, Record *record, GError **error)
{
    static const char *const parts[] = {"subject_id", "body_id", "signature_id"};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        const Field *field = &fields[entity_field(&letter_entity, parts[i])];
        g_autoptr(GError) reason = NULL;
        if (!reference_check(base, record->enterprise_id, field, record_integer(record, parts[i]),
                             &reason))
            return record_refuse(record, parts[i], error, "%s", reason->message);
    }
    return true;
}

static bool in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_if_used(
        base,
        SQL("SELECT campaign.name FROM campaign_step JOIN campaign ON campaign.enterprise_id = "
            "campaign_step.enterprise_id AND campaign.id = campaign_step.campaign_id WHERE "
            "campaign_step.enterprise_id = ? AND campaign_step.letter_id = ? AND "
            "campaign_step.removed_at IS NULL AND campaign.archived_at IS NULL "
            "ORDER BY campaign.sort_key"),
        enterprise_id, id, _("this letter is in use and cannot be deleted; campaigns with it:"),
        error);
}

const Entity letter_entity = {
    .name = "letter",
    .label = N_("Letter"),
    .plural = N_("Letters"),
    .fields = fields,
    .columns = columns,
    .scopes = scopes,
    .title = "letter.name",
    .sort_title = "letter.sort_key",
    .empty_hint = N_("A letter puts a subject, a body and a signature together."),
    .archivable = true,
    .add = RIGHT_CREATE_LETTER,
    .edit = RIGHT_EDIT_LETTER,
    .archive = RIGHT_EDIT_LETTER,
    .own = own_by_creator,
    .check = check,
    .derive = derive_by_name,
    .in_use = in_use,
};
