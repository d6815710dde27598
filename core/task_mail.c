#include "task_mail.h"
#include "core/html.h"
#include "core/i18n.h"
#include "core/text.h"
#include "task_link.h"

void mail_escaped(TaskMail *mail, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(mail->html, escaped);
}

void mail_quoted(TaskMail *mail, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_string_append(mail->html, "<blockquote>");
    for (char **line = lines; *line; line++) {
        mail_escaped(mail, *line);
        g_string_append(mail->html, line[1] ? "<br>\n" : "</blockquote>\n");
    }
}

void mail_labelled(TaskMail *mail, const char *label, const char *value)
{
    g_string_append_printf(mail->html, "%s: ", label);
    mail_escaped(mail, value);
    g_string_append(mail->html, "<br>\n");
}

void mail_command(TaskMail *mail, const char *label, int64_t task)
{
    g_autofree char *command = task_command(mail->links, task);
    g_string_append_printf(mail->html, "%s:<br>\n<code>", label);
    mail_escaped(mail, command);
    g_string_append(mail->html, "</code><br>\n");
}

void mail_link(TaskMail *mail, int64_t task)
{
    g_autofree char *url = task_url(mail->links, task);
    if (!url)
        return;
    g_autofree char *escaped = g_markup_escape_text(url, -1);
    g_string_append_printf(mail->html, "<a href=\"%s\">%s</a><br>\n", escaped, escaped);
}

/* --- the whole -------------------------------------------------------------------------------- */

void mail_begin(TaskMail *mail, const char *subject, const char *first_name)
{
    g_string_append_printf(mail->html,
                           "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                           "<title>",
                           mail->words->code);
    mail_escaped(mail, subject);
    g_string_append_printf(mail->html, "</title></head>\n<body>\n<p>%s%s", mail->words->hello,
                           *first_name ? ", " : "");
    mail_escaped(mail, first_name);
    g_string_append(mail->html, "!</p>\n");
}

void mail_end(TaskMail *mail, const char *why)
{
    g_string_append_printf(mail->html, "<hr>\n<p>%s</p>\n</body></html>\n", why);
}

bool mail_finish(TaskMail *mail, char **html, char **text, GError **error)
{
    *text = html_to_text(mail->html->str, (gssize)mail->html->len, error);
    if (*text)
        *html = g_strdup(mail->html->str);
    return *text != NULL;
}

/* The mailer's own language is that of a machine: it says nothing about people. */
const char *mail_language(const char *chosen, const char *country)
{
    if (*chosen)
        return chosen;
    const char *spoken = i18n_country_language(country);
    return spoken ? spoken : i18n_language();
}

/* --- text of the base ------------------------------------------------------------------------- */

char *mail_clean_line(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return text_clean_line(valid, -1, NULL);
}

char *mail_clean_start(const char *text, glong characters)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    char *clean = text_clean_block(valid, -1, NULL);
    if (g_utf8_strlen(clean, -1) <= characters)
        return clean;
    g_utf8_offset_to_pointer(clean, characters)[0] = '\0';
    char *cut = g_strconcat(g_strchomp(clean), "…", NULL);
    g_free(clean);
    return cut;
}
