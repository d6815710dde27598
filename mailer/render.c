#include "render.h"

#include "core/contact.h"
#include "core/html.h"
#include "core/merge.h"
#include "core/secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(render_error, render_error)

void rendered_clear(Rendered *rendered)
{
    g_clear_pointer(&rendered->hold, g_free);
    g_clear_pointer(&rendered->message_id, g_free);
    g_clear_pointer(&rendered->bytes, g_bytes_unref);
    g_clear_pointer(&rendered->unsubscribe_hash, g_free);
    envelope_clear(&rendered->envelope);
}

/* One delivery being made. What is owned is freed by making_clear. */
typedef struct {
    const DueDelivery *due;
    const RenderSettings *settings;
    Letter letter;
    char *unsubscribe_url, *unsubscribe_mail;
    char *subject, *html, *text;
} Making;

static void making_clear(Making *making)
{
    g_free(making->unsubscribe_url);
    g_free(making->unsubscribe_mail);
    g_free(making->subject);
    g_free(making->html);
    g_free(making->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

/* --- who writes, and how to get rid of it ----------------------------------------------------- */

static const char *first_of(const char *wished, const char *otherwise)
{
    return wished && *wished ? wished : otherwise;
}

static bool set_sender(Making *making, GError **error)
{
    const DueDelivery *due = making->due;
    const char *own = making->settings->from;
    Letter *letter = &making->letter;
    if (due->kind == DELIVERY_LETTER) {
        letter->from_address = first_of(due->from_address, own);
        letter->from_name = first_of(due->from_name, due->enterprise_name);
        letter->reply_to = due->reply_to;
    } else {
        letter->from_address = first_of(own, due->from_address);
        letter->from_name = "UkrCRM";
    }
    if (letter->from_address && *letter->from_address)
        return true;
    g_set_error_literal(error, RENDER_ERROR, RENDER_ERROR_FROM,
                        _("there is no sender's address; set from in the section [mailer] of the "
                          "configuration, or the sender of the enterprise"));
    return false;
}

/* Without the API's address a mail with the token in its subject says it. */
static void set_unsubscribe(Making *making)
{
    const char *token = making->due->unsubscribe_token, *base = making->settings->base_url;
    Letter *letter = &making->letter;
    if (!token)
        return;
    if (base && g_str_has_prefix(base, "https://")) {
        making->unsubscribe_url =
            g_strdup_printf("%s%su/%s", base, g_str_has_suffix(base, "/") ? "" : "/", token);
    } else {
        const char *to = first_of(making->settings->bounce_box,
                                  first_of(letter->reply_to, letter->from_address));
        g_autofree char *wire = email_wire(to, NULL);
        g_autofree char *escaped = wire ? g_uri_escape_string(wire, "@!$'*+", FALSE) : NULL;
        if (escaped)
            making->unsubscribe_mail =
                g_strdup_printf("mailto:%s?subject=unsubscribe%%20%s", escaped, token);
    }
    letter->unsubscribe_url = making->unsubscribe_url;
    letter->unsubscribe_mail = making->unsubscribe_mail;
}

/* --- the parts of a letter -------------------------------------------------------------------- */

static const char *unsubscribe_link(const Making *making)
{
    return making->unsubscribe_url ? making->unsubscribe_url : making->unsubscribe_mail;
}

static MergeValues merge_values(const Making *making)
{
    const DueDelivery *due = making->due;
    return (MergeValues){{
        [MERGE_FIRST_NAME] = due->client_first_name,
        [MERGE_SURNAME] = due->client_surname,
        [MERGE_PATRONYMIC] = due->client_patronymic,
        [MERGE_COMPANY] = due->client_company,
        [MERGE_EMAIL] = due->address,
        [MERGE_PHONE] = due->client_phone,
        [MERGE_EMPLOYEE] = due->employee_name,
        [MERGE_POSITION] = due->employee_position,
        [MERGE_ENTERPRISE] = due->enterprise_name,
        [MERGE_UNSUBSCRIBE] = unsubscribe_link(making),
    }};
}

/* NULL: *hold says why. */
static char *merge_part(const Making *making, const char *part, MergeKind kind, char **hold)
{
    MergeValues values = merge_values(making);
    MergeField missing;
    g_autoptr(GError) error = NULL;
    char *merged = merge_render(part ? part : "", kind, &values, &missing, &error);
    if (!merged && g_error_matches(error, MERGE_ERROR, MERGE_ERROR_EMPTY))
        *hold = g_strconcat(HOLD_EMPTY ":", merge_name(missing, "en"), NULL);
    else if (!merged)
        *hold = g_strconcat(HOLD_CONTENT ":", error->message, NULL);
    return merged;
}

static const char *find_last_no_case(const char *text, const char *what)
{
    size_t length = strlen(what);
    const char *found = NULL;
    for (const char *p = text; (p = strchr(p, what[0])); p++)
        if (g_ascii_strncasecmp(p, what, length) == 0)
            found = p;
    return found;
}

/* The signature goes inside the body, whether that is a fragment or a whole document. */
static char *join_html(const char *body, const char *signature)
{
    const char *end = find_last_no_case(body, "</body");
    if (!end)
        end = find_last_no_case(body, "</html");
    if (end)
        return g_strdup_printf("%.*s\r\n%s\r\n%s", (int)(end - body), body, signature, end);
    bool whole = find_last_no_case(body, "<body") || find_last_no_case(body, "<html");
    return g_strconcat(whole ? ""
                             : "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head>"
                               "<body>\n",
                       body, "\n", signature, whole ? "\n" : "\n</body></html>\n", NULL);
}

static char *make_letter(Making *making)
{
    const LetterText *parts = making->due->text;
    char *hold = NULL;
    g_autofree char *body = NULL, *signature = NULL;
    making->subject = merge_part(making, parts->subject, MERGE_SUBJECT, &hold);
    if (!hold)
        body = merge_part(making, parts->body_html, MERGE_HTML, &hold);
    if (!hold)
        signature = merge_part(making, parts->signature_html, MERGE_HTML, &hold);
    if (hold)
        return hold;
    g_autoptr(GError) error = NULL;
    making->html = join_html(body, signature);
    making->text = html_to_text(making->html, -1, &error);
    if (!making->text)
        return g_strconcat(HOLD_CONTENT ":", error->message, NULL);
    making->letter.subject = making->subject;
    making->letter.html = making->html;
    making->letter.text = making->text;
    making->letter.bulk = true;
    return NULL;
}

/* A digest, or changes of tasks. */
static char *make_task_mail(Making *making)
{
    const DueDelivery *due = making->due;
    const MailLinks links = {making->settings->ssh, making->settings->base_url};
    g_autoptr(GError) error = NULL;
    bool made = due->notice ? notice_render(due->notice, due->language, &links, &making->subject,
                                            &making->html, &making->text, &error)
                            : digest_render(due->digest, due->language, &links, &making->subject,
                                            &making->html, &making->text, &error);
    if (!made)
        return g_strconcat(HOLD_CONTENT ":", error->message, NULL);
    making->letter.subject = making->subject;
    making->letter.html = making->html;
    making->letter.text = making->text;
    making->letter.automatic = true;
    making->letter.to_name = due->recipient;
    return NULL;
}

static char *make_service_mail(Making *making)
{
    const DueDelivery *due = making->due;
    g_autoptr(GError) error = NULL;
    if (!service_mail_render(due->template_name, due->language, due->payload, &making->subject,
                             &making->text, &error))
        return g_strconcat(HOLD_CONTENT ":", error->message, NULL);
    making->letter.subject = making->subject;
    making->letter.text = making->text;
    making->letter.automatic = true;
    return NULL;
}

/* --- together --------------------------------------------------------------------------------- */

/* An address that cannot be written on the wire: whose? */
static char *check_addresses(const Letter *letter)
{
    const struct {
        const char *address, *hold;
    } addresses[] = {
        {letter->to_address, HOLD_ADDRESS},
        {letter->from_address, HOLD_SENDER},
        {letter->reply_to && *letter->reply_to ? letter->reply_to : NULL, HOLD_SENDER}};
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *wire =
            addresses[i].address ? email_wire(addresses[i].address, &error) : NULL;
        if (addresses[i].address && !wire)
            return g_strconcat(addresses[i].hold, ":", error->message, NULL);
    }
    return NULL;
}

/* Random to the left of the @, for nobody may guess where a bounce goes; the sender's domain right
 * of it. */
static char *make_message_id(const char *from_address)
{
    g_autofree char *token = secret_token();
    g_autofree char *wire = email_wire(from_address, NULL);
    return g_strdup_printf("%s%s", token, strrchr(wire, '@'));
}

static char *compose(Making *making, int64_t now, Rendered *rendered)
{
    const DueDelivery *due = making->due;
    g_autoptr(GError) error = NULL;
    bool kept = due->bytes && due->message_id;
    char *hold = check_addresses(&making->letter);
    if (!hold && !kept)
        hold = due->kind == DELIVERY_LETTER ? make_letter(making)
               : due->digest || due->notice ? make_task_mail(making)
                                            : make_service_mail(making);
    if (hold)
        return hold;
    rendered->message_id =
        kept ? g_strdup(due->message_id) : make_message_id(making->letter.from_address);
    making->letter.message_id = rendered->message_id;
    making->letter.dated_at = now;
    bool composed = true;
    if (kept)
        rendered->bytes = g_bytes_ref(due->bytes);
    else
        composed = (rendered->bytes = compose_message(&making->letter, &error)) != NULL;
    if (!composed || !compose_envelope(&making->letter, &rendered->envelope, &error))
        return g_strconcat(HOLD_CONTENT ":", error->message, NULL);
    if (!kept && due->unsubscribe_token)
        rendered->unsubscribe_hash = secret_fingerprint(due->unsubscribe_token);
    return NULL;
}

bool render_delivery(const DueDelivery *due, const RenderSettings *settings, int64_t now,
                     Rendered *rendered, GError **error)
{
    g_auto(Making) making = {.due = due, .settings = settings};
    making.letter.to_address = due->address;
    making.letter.bounce_box = settings->bounce_box;
    *rendered = (Rendered){NULL};
    if (!set_sender(&making, error))
        return false;
    set_unsubscribe(&making);
    char *hold = compose(&making, now, rendered);
    if (hold) {
        rendered_clear(rendered);
        rendered->hold = hold;
    }
    return true;
}
