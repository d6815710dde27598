/* The digest as a mail: HTML, and the text made from it. */
#include "core/html.h"
#include "digest_internal.h"
#include "digest_texts.h"

#include <string.h>

/* --- pieces ----------------------------------------------------------------------------------- */

typedef struct {
    const Digest *digest;
    const TaskWords *words;
    const MailLinks *links;
    GString *html;
} Mail;

static void append_escaped(GString *html, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(html, escaped);
}

/* Marked as somebody's words, in the text too: they must not pass for the command below. */
static void append_quoted(GString *html, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_string_append(html, "<blockquote>");
    for (char **line = lines; *line; line++) {
        append_escaped(html, *line);
        g_string_append(html, line[1] ? "<br>\n" : "</blockquote>\n");
    }
}

static void append_labelled(Mail *mail, const char *label, const char *value)
{
    g_string_append_printf(mail->html, "%s: ", label);
    append_escaped(mail->html, value);
    g_string_append(mail->html, "<br>\n");
}

/* On a line of its own, to be copied. `task` 0: to no task in particular. */
static void append_command(Mail *mail, const char *label, int64_t task)
{
    const char *ssh = mail->links->ssh;
    g_autofree char *target =
        task ? g_strdup_printf(" task %" G_GINT64_FORMAT, task) : g_strdup("");
    g_autofree char *command = ssh && *ssh ? g_strconcat("ssh -t ", ssh, target, NULL)
                                           : g_strconcat("ukrcrm", target, NULL);
    g_string_append_printf(mail->html, "%s:<br>\n<code>", label);
    append_escaped(mail->html, command);
    g_string_append(mail->html, "</code><br>\n");
}

/* Nothing without an address that browsers open. */
static void append_link(Mail *mail, int64_t task)
{
    const char *base = mail->links->base_url;
    if (!base || (!g_str_has_prefix(base, "https://") && !g_str_has_prefix(base, "http://")))
        return;
    g_autofree char *url = g_strdup_printf("%s%sopen/task/%" G_GINT64_FORMAT, base,
                                           g_str_has_suffix(base, "/") ? "" : "/", task);
    g_autofree char *escaped = g_markup_escape_text(url, -1);
    g_string_append_printf(mail->html, "<a href=\"%s\">%s</a><br>\n", escaped, escaped);
}

/* --- a task ----------------------------------------------------------------------------------- */

static char *show_due(const DigestTask *task)
{
    g_autofree char *day = day_show(task->due_day);
    g_autofree char *time = task->due_minute < 0 ? NULL : clock_show(task->due_minute);
    return g_strjoin(" ", day, time, NULL);
}

static void append_task(Mail *mail, const DigestTask *task)
{
    g_autofree char *due = show_due(task);
    const char *priority = task_words_priority(mail->words, task->priority_code);
    g_string_append(mail->html, "<p><b>");
    append_escaped(mail->html, task->subject);
    g_string_append(mail->html, "</b><br>\n");
    append_labelled(mail, mail->words->due, due);
    if (priority || *task->priority)
        append_labelled(mail, mail->words->priority, priority ? priority : task->priority);
    if (*task->client)
        append_labelled(mail, mail->words->client, task->client);
    g_string_append(mail->html, "</p>\n");
    if (*task->description)
        append_quoted(mail->html, task->description);
    g_string_append(mail->html, "<p>");
    append_command(mail, mail->words->open, task->id);
    append_link(mail, task->id);
    g_string_append(mail->html, "</p>\n");
}

/* --- the whole -------------------------------------------------------------------------------- */

static void append_tasks(Mail *mail, bool overdue, const char *heading, const char *style)
{
    bool begun = false;
    for (guint i = 0; i < mail->digest->tasks->len; i++) {
        const DigestTask *task = mail->digest->tasks->pdata[i];
        if (task->overdue != overdue)
            continue;
        if (!begun)
            g_string_append_printf(mail->html, "<h2%s>%s: %" G_GINT64_FORMAT "</h2>\n", style,
                                   heading, overdue ? mail->digest->overdue : mail->digest->today);
        begun = true;
        append_task(mail, task);
    }
}

static void append_greeting(Mail *mail)
{
    const char *name = mail->digest->first_name;
    g_string_append_printf(mail->html, "<p>%s%s", mail->words->hello, *name ? ", " : "");
    append_escaped(mail->html, name);
    g_string_append(mail->html, "!</p>\n");
}

static void append_end(Mail *mail)
{
    const Digest *digest = mail->digest;
    int64_t more = digest->overdue + digest->today - digest->tasks->len;
    g_string_append(mail->html, "<p>");
    if (more > 0)
        g_string_append_printf(mail->html, "%s: %" G_GINT64_FORMAT "<br>\n", mail->words->more,
                               more);
    append_command(mail, mail->words->all, 0);
    g_string_append_printf(mail->html, "</p>\n<hr>\n<p>%s</p>\n", mail->words->why);
}

static void make_html(Mail *mail, const char *subject)
{
    g_string_append_printf(mail->html,
                           "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                           "<title>",
                           mail->words->code);
    append_escaped(mail->html, subject);
    g_string_append(mail->html, "</title></head>\n<body>\n");
    append_greeting(mail);
    append_tasks(mail, true, mail->words->overdue, " style=\"color:#b00020\"");
    append_tasks(mail, false, mail->words->today, "");
    append_end(mail);
    g_string_append(mail->html, "</body></html>\n");
}

/* «Задачи на 27.11.2026: на сегодня 5, просрочено 2 — Зерно» */
char *digest_subject(int day, int64_t today, int64_t overdue, const char *enterprise,
                     const char *language)
{
    const TaskWords *words = task_words(language);
    g_autofree char *shown = day_show(day);
    GString *subject = g_string_new(NULL);
    g_string_append_printf(subject, "%s %s:", words->tasks_for, shown);
    if (today)
        g_string_append_printf(subject, " %s %" G_GINT64_FORMAT, words->count_today, today);
    if (overdue)
        g_string_append_printf(subject, "%s %s %" G_GINT64_FORMAT, today ? "," : "",
                               words->count_overdue, overdue);
    if (*enterprise)
        g_string_append_printf(subject, " — %s", enterprise);
    return g_string_free(subject, FALSE);
}

bool digest_render(const Digest *digest, const char *language, const MailLinks *links,
                   char **subject, char **html, char **text, GError **error)
{
    g_autoptr(GString) written = g_string_new(NULL);
    Mail mail = {digest, task_words(language), links, written};
    g_autofree char *heading =
        digest_subject(digest->day, digest->today, digest->overdue, digest->enterprise, language);
    make_html(&mail, heading);
    *text = html_to_text(written->str, (gssize)written->len, error);
    if (!*text)
        return false;
    *subject = g_steal_pointer(&heading);
    *html = g_string_free(g_steal_pointer(&written), FALSE);
    return true;
}
