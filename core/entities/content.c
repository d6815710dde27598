/* The three parts of a letter: subject, body, signature. */
#include "core/merge.h"
#include "entities.h"

static bool check_merge(const Record *record, const char *field, MergeKind kind, GError **error)
{
    g_autoptr(GError) reason = NULL;
    return merge_check(record_text(record, field), kind, &reason) ||
           record_refuse(record, field, error, "%s", reason->message);
}

#define COLUMN_CREATED_BY(table)                                                                   \
    {                                                                                              \
        .name = "created_by", .label = N_("Created by"), .field = "created_by",                    \
        .sql = table ".created_by", .order = table ".sort_key", .order_by_reference = "employee",  \
        .width = 20                                                                                \
    }
#define COLUMN_UPDATED(table)                                                                      \
    {                                                                                              \
        .name = "updated", .label = N_("Changed"), .field = "updated_at",                          \
        .sql = table ".updated_at", .order = table ".updated_at", .width = 16                      \
    }

/* --- subject ---------------------------------------------------------------------------------- */

static const Field subject_fields[] = {
    {.name = "text",
     .label = N_("Subject"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED | FIELD_SEARCHED,
     .max_chars = 255,
     .warn_chars = 30,
     .group = N_("Subject"),
     .hint = N_("short: 30 characters are taken in at a glance")},
    FIELD_CREATED_BY("employee"),
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

static const Column subject_columns[] = {
    {.name = "text",
     .label = N_("Subject"),
     .sql = "subject.text",
     .order = "subject.sort_key",
     .width = 40,
     .grow = 1},
    COLUMN_CREATED_BY("subject"),
    COLUMN_UPDATED("subject"),
    {NULL},
};

static bool subject_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    return check_merge(record, "text", MERGE_SUBJECT, error);
}

static bool subject_derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    return record_derive_title(base, record, "text", error);
}

static bool subject_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_if_used(base,
                          SQL("SELECT name FROM letter WHERE enterprise_id = ? AND subject_id = ? "
                              "AND archived_at IS NULL ORDER BY sort_key"),
                          enterprise_id, id,
                          _("this subject is in use and cannot be deleted; letters with it:"),
                          error);
}

const Entity subject_entity = {
    .name = "subject",
    .label = N_("Subject"),
    .plural = N_("Subjects"),
    .fields = subject_fields,
    .columns = subject_columns,
    .title = "subject.text",
    .sort_title = "subject.sort_key",
    .empty_hint = N_("A subject is the first line of a letter that a client sees."),
    .archivable = true,
    .add = RIGHT_ADD_CONTENT,
    .edit = RIGHT_EDIT_CONTENT,
    .archive = RIGHT_EDIT_CONTENT,
    .own = own_by_creator,
    .check = subject_check,
    .derive = subject_derive,
    .in_use = subject_in_use,
};

/* --- body, signature -------------------------------------------------------------------------- */

static bool html_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    return check_merge(record, "content", MERGE_HTML, error);
}

#define HTML_FIELDS(title)                                                                         \
    {                                                                                              \
        {.name = "name",                                                                           \
         .label = N_("Name"),                                                                      \
         .type = FIELD_LINE,                                                                       \
         .flags = FIELD_REQUIRED | FIELD_SEARCHED,                                                 \
         .group = title},                                                                          \
            {.name = "content",                                                                    \
             .label = N_("Text (HTML)"),                                                           \
             .type = FIELD_HTML,                                                                   \
             .flags = FIELD_REQUIRED},                                                             \
            FIELD_CREATED_BY("employee"), FIELD_CREATED_AT, FIELD_UPDATED_AT,                      \
        {                                                                                          \
            NULL                                                                                   \
        }                                                                                          \
    }

static const Field body_fields[] = HTML_FIELDS(N_("Body"));
static const Field signature_fields[] = HTML_FIELDS(N_("Signature"));

static const Column body_columns[] = {
    {.name = "name",
     .label = N_("Name"),
     .sql = "body.name",
     .order = "body.sort_key",
     .width = 40,
     .grow = 1},
    COLUMN_CREATED_BY("body"),
    COLUMN_UPDATED("body"),
    {NULL},
};

static const Column signature_columns[] = {
    {.name = "name",
     .label = N_("Name"),
     .sql = "signature.name",
     .order = "signature.sort_key",
     .width = 40,
     .grow = 1},
    COLUMN_CREATED_BY("signature"),
    COLUMN_UPDATED("signature"),
    {NULL},
};

static bool body_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_if_used(base,
                          SQL("SELECT name FROM letter WHERE enterprise_id = ? AND body_id = ? "
                              "AND archived_at IS NULL ORDER BY sort_key"),
                          enterprise_id, id,
                          _("this body is in use and cannot be deleted; letters with it:"), error);
}

static bool signature_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_if_used(
        base,
        SQL("SELECT name FROM letter WHERE enterprise_id = ? AND signature_id = ? "
            "AND archived_at IS NULL ORDER BY sort_key"),
        enterprise_id, id, _("this signature is in use and cannot be deleted; letters with it:"),
        error);
}

const Entity body_entity = {
    .name = "body",
    .label = N_("Body"),
    .plural = N_("Bodies"),
    .fields = body_fields,
    .columns = body_columns,
    .title = "body.name",
    .sort_title = "body.sort_key",
    .empty_hint = N_("A body is what a letter says, in HTML."),
    .archivable = true,
    .add = RIGHT_ADD_CONTENT,
    .edit = RIGHT_EDIT_CONTENT,
    .archive = RIGHT_EDIT_CONTENT,
    .own = own_by_creator,
    .check = html_check,
    .derive = derive_by_name,
    .in_use = body_in_use,
};

const Entity signature_entity = {
    .name = "signature",
    .label = N_("Signature"),
    .plural = N_("Signatures"),
    .fields = signature_fields,
    .columns = signature_columns,
    .title = "signature.name",
    .sort_title = "signature.sort_key",
    .empty_hint = N_("A signature ends a letter and says from whom it is."),
    .archivable = true,
    .add = RIGHT_ADD_CONTENT,
    .edit = RIGHT_EDIT_CONTENT,
    .archive = RIGHT_EDIT_CONTENT,
    .own = own_by_creator,
    .check = html_check,
    .derive = derive_by_name,
    .in_use = signature_in_use,
};
