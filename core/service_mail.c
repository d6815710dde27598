/* Mail of the system itself: codes, invitations, alarms. */
#include "core/contact.h"
#include "core/delivery.h"
#include "core/i18n.h"
#include "core/payload.h"
#include "rows.h"
#include "service_mail_texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- filling in ------------------------------------------------------------------------------- */

/* "" when there is none. */
static char *find_value(const char *payload, const char *name, int language)
{
    char *value = payload_get(payload, name);
    if (!*value || strcmp(name, "role") != 0)
        return value;
    char *role = g_strdup(service_mail_role(value, language));
    g_free(value);
    return role;
}

static const ServiceTemplate *find_template(const char *name, GError **error)
{
    const ServiceTemplate *found = service_templates;
    while (found->name && strcmp(found->name, name) != 0)
        found++;
    if (found->name)
        return found;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPLATE, _("there is no service mail “%s”"),
                name);
    return NULL;
}

/* One line with its values; false: one of them is absent. */
static bool fill_line(const char *line, size_t length, const char *payload, int language,
                      GString *filled)
{
    const char *end = line + length, *open;
    for (; (open = memchr(line, '{', (size_t)(end - line))); line = strchr(open, '}') + 1) {
        g_autofree char *name = g_strndup(open + 1, (gsize)(strchr(open, '}') - open - 1));
        g_autofree char *value = find_value(payload, name, language);
        if (!*value)
            return false;
        g_string_append_len(filled, line, open - line);
        g_string_append(filled, value);
    }
    g_string_append_len(filled, line, end - line);
    return true;
}

static char *fill(const char *text, const char *payload, int language)
{
    GString *filled = g_string_new(NULL);
    while (*text) {
        size_t length = strcspn(text, "\n");
        gsize before = filled->len;
        if (!fill_line(text, length, payload, language, filled))
            g_string_truncate(filled, before);
        else if (text[length])
            g_string_append_c(filled, '\n');
        text += length + (text[length] == '\n');
    }
    return g_string_free(filled, FALSE);
}

static bool check_values(const ServiceTemplate *template, const char *payload, GError **error)
{
    for (int i = 0; template->required[i]; i++) {
        g_autofree char *value = payload_get(payload, template->required[i]);
        if (*value)
            continue;
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPLATE,
                    _("the service mail “%s” lacks its value “%s”"), template->name,
                    template->required[i]);
        return false;
    }
    return true;
}

/* A value must not make a second line of the header. */
static void make_one_line(char *subject)
{
    for (char *c = subject; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
}

bool service_mail_render(const char *template_name, const char *language, const char *payload,
                         char **subject, char **text, GError **error)
{
    const ServiceTemplate *template = find_template(template_name, error);
    payload = payload ? payload : "";
    if (!template || !check_values(template, payload, error))
        return false;
    int in = service_mail_language(language && *language ? language : i18n_language());
    in = MAX(in, 0);
    *subject = fill(template->in[in].subject, payload, in);
    make_one_line(*subject);
    *text = fill(template->in[in].text, payload, in);
    return true;
}

/* --- queueing --------------------------------------------------------------------------------- */

bool service_mail_queue(Base *base, const Actor *actor, const char *template_name,
                        const char *address, const char *language, const char *payload,
                        GError **error)
{
    const ServiceTemplate *template = find_template(template_name, error);
    payload = payload ? payload : "";
    if (!template || !check_values(template, payload, error))
        return false;
    g_autofree char *key = email_normalise(address, error);
    const char *in = language && *language ? language : i18n_language();
    return key &&
           db_execute(base_db(base),
                      SQL("INSERT INTO delivery (enterprise_id, kind, due_at, next_at, address, "
                          "address_key, language, template, payload) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                      DB_ARGS(db_integer(actor->enterprise_id),
                              db_text(strcmp(template_name, "alarm") == 0 ? "alarm" : "service"),
                              db_integer(actor->now), db_integer(actor->now), db_text(address),
                              db_text(key), db_text(in), db_text(template_name), db_text(payload)),
                      NULL, error);
}
