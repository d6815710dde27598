#include "core/preview.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/html.h"
#include "core/i18n.h"
#include "core/merge.h"
#include "core/record.h"

void letter_parts_clear(LetterParts *parts)
{
    g_free(parts->subject);
    g_free(parts->body_html);
    g_free(parts->signature_html);
}

void letter_preview_clear(LetterPreview *preview)
{
    g_free(preview->from);
    g_free(preview->to);
    g_free(preview->subject);
    g_free(preview->text);
    g_free(preview->wanting);
}

/* --- parts ------------------------------------------------------------------------------------ */

static bool read_part(Base *base, const Actor *actor, const Entity *entity, const char *field,
                      int64_t id, char **text, GError **error)
{
    g_autoptr(Record) record = id ? record_load(base, actor, entity, id, error) : NULL;
    *text = g_strdup(record ? record_text(record, field) : "");
    return record || !id;
}

bool letter_parts_read(Base *base, const Actor *actor, int64_t subject_id, int64_t body_id,
                       int64_t signature_id, LetterParts *parts, GError **error)
{
    return read_part(base, actor, &subject_entity, "text", subject_id, &parts->subject, error) &&
           read_part(base, actor, &body_entity, "content", body_id, &parts->body_html, error) &&
           read_part(base, actor, &signature_entity, "content", signature_id,
                     &parts->signature_html, error);
}

/* --- values ----------------------------------------------------------------------------------- */

typedef struct {
    MergeValues values;
    char *owned[MERGE_FIELDS];
} Sample;

static void sample_clear(Sample *sample)
{
    for (int i = 0; i < MERGE_FIELDS; i++)
        g_free(sample->owned[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sample, sample_clear)

static void put(Sample *sample, MergeField field, char *value)
{
    g_free(sample->owned[field]);
    sample->values.value[field] = sample->owned[field] = value;
}

/* The first of several, one a line. */
static char *first_line(const char *lines)
{
    return g_strndup(lines, strcspn(lines, "\n"));
}

static void put_client(Sample *sample, const Record *client)
{
    static const struct {
        MergeField field;
        const char *name;
    } texts[] = {{MERGE_FIRST_NAME, "first_name"}, {MERGE_SURNAME, "surname"},
                 {MERGE_PATRONYMIC, "patronymic"}, {MERGE_COMPANY, "company"},
                 {MERGE_EMAIL, "email"},           {MERGE_PHONE, "phone"}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        put(sample, texts[i].field, first_line(record_text(client, texts[i].name)));
}

static void put_employee(Base *base, const Actor *actor, Sample *sample, int64_t employee_id)
{
    g_autoptr(Record) employee =
        employee_id ? record_load(base, actor, &employee_entity, employee_id, NULL) : NULL;
    g_autoptr(Record) profile = employee ? record_load(base, actor, &profile_entity,
                                                       record_integer(employee, "profile_id"), NULL)
                                         : NULL;
    if (!employee)
        return;
    put(sample, MERGE_POSITION, g_strdup(record_text(employee, "position")));
    if (profile)
        put(sample, MERGE_EMPLOYEE,
            g_strstrip(g_strjoin(" ", record_text(profile, "first_name"),
                                 record_text(profile, "surname"), NULL)));
    else
        put(sample, MERGE_EMPLOYEE, record_title(base, actor, employee));
}

/* Each field by its own name: "«имя»". */
static void put_names(Sample *sample)
{
    for (MergeField field = 0; field < MERGE_FIELDS; field++)
        put(sample, field, g_strdup_printf("«%s»", merge_name(field, i18n_language())));
}

/* --- together --------------------------------------------------------------------------------- */

/* A field without a value stays as it is written and is told of. */
static char *render(Sample *sample, const char *text, MergeKind kind, GString *wanting,
                    GError **error)
{
    for (;;) {
        MergeField missing;
        g_autoptr(GError) failure = NULL;
        char *rendered = merge_render(text, kind, &sample->values, &missing, &failure);
        if (rendered)
            return rendered;
        if (!g_error_matches(failure, MERGE_ERROR, MERGE_ERROR_EMPTY)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return NULL;
        }
        put(sample, missing, g_strdup_printf("{%s}", merge_name(missing, i18n_language())));
        g_string_append_printf(wanting, "%s%s", wanting->len ? ", " : "", sample->owned[missing]);
    }
}

static char *render_text(Sample *sample, const LetterParts *parts, GString *wanting, GError **error)
{
    g_autofree char *body = render(sample, parts->body_html, MERGE_HTML, wanting, error);
    g_autofree char *signature =
        body ? render(sample, parts->signature_html, MERGE_HTML, wanting, error) : NULL;
    g_autofree char *html = signature ? g_strconcat(body, "\n", signature, NULL) : NULL;
    return html ? html_to_text(html, -1, error) : NULL;
}

static void name_sender(Base *base, const Actor *actor, Sample *sample, LetterPreview *preview)
{
    g_autoptr(Record) enterprise =
        record_load(base, actor, &enterprise_entity, actor->enterprise_id, NULL);
    if (!enterprise)
        return;
    g_autofree char *title = record_title(base, actor, enterprise);
    const char *name = record_text(enterprise, "sender_name");
    const char *address = record_text(enterprise, "sender_address");
    preview->from = *address ? g_strdup_printf("%s <%s>", *name ? name : title, address)
                             : g_strdup(*name ? name : title);
    put(sample, MERGE_ENTERPRISE, g_steal_pointer(&title));
}

static void name_reader(Sample *sample, LetterPreview *preview)
{
    const char *const *values = sample->values.value;
    g_autofree char *name = g_strjoin(" ", values[MERGE_FIRST_NAME], values[MERGE_SURNAME], NULL);
    preview->to = g_strdup_printf("%s <%s>", g_strstrip(name), values[MERGE_EMAIL]);
}

bool letter_preview(Base *base, const Actor *actor, const LetterParts *parts, int64_t client_id,
                    LetterPreview *preview, GError **error)
{
    g_auto(Sample) sample = {0};
    g_autoptr(GString) wanting = g_string_new(NULL);
    g_autoptr(Record) client =
        client_id ? record_load(base, actor, &client_entity, client_id, error) : NULL;
    if (client_id && !client)
        return false;
    *preview = (LetterPreview){NULL};
    put_names(&sample);
    if (client) {
        put(&sample, MERGE_EMPLOYEE, g_strdup(""));
        put(&sample, MERGE_POSITION, g_strdup(""));
        put_client(&sample, client);
        put_employee(base, actor, &sample, record_integer(client, "employee_id"));
    }
    name_sender(base, actor, &sample, preview);
    name_reader(&sample, preview);
    preview->subject = render(&sample, parts->subject, MERGE_SUBJECT, wanting, error);
    preview->text = preview->subject ? render_text(&sample, parts, wanting, error) : NULL;
    if (!preview->text)
        return false;
    if (wanting->len)
        preview->wanting = g_strdup_printf(
            _("the client has nothing for %s, and there is no fallback: the letter would be held"),
            wanting->str);
    return true;
}
