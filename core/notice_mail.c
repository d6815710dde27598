/* Changes of tasks as a mail: HTML, and the text made from it. */
#include "core/notice.h"
#include "task_mail.h"

static void append_lines(TaskMail *mail, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        mail_escaped(mail, lines->pdata[i]);
        g_string_append(mail->html, "<br>\n");
    }
}

static void append_entry(TaskMail *mail, const NoticeEntry *entry)
{
    g_string_append(mail->html, "<p><i>");
    mail_escaped(mail, entry->who);
    g_string_append(mail->html, "</i><br>\n");
    append_lines(mail, entry->lines);
    g_string_append(mail->html, "</p>\n");
    if (*entry->comment)
        mail_quoted(mail, entry->comment);
}

static void append_task(TaskMail *mail, const NoticeTask *task)
{
    g_string_append(mail->html, "<h2>");
    mail_escaped(mail, task->subject);
    g_string_append(mail->html, "</h2>\n");
    if (task->earlier)
        g_string_append_printf(mail->html, "<p>%s</p>\n", mail->words->earlier);
    for (guint i = 0; i < task->entries->len; i++)
        append_entry(mail, task->entries->pdata[i]);
    g_string_append(mail->html, "<p>");
    append_lines(mail, task->facts);
    g_string_append(mail->html, "</p>\n");
    if (*task->description)
        mail_quoted(mail, task->description);
    g_string_append(mail->html, "<p>");
    mail_command(mail, mail->words->open, task->id);
    mail_link(mail, task->id);
    g_string_append(mail->html, "</p>\n");
}

static void append_rest(TaskMail *mail, int64_t more)
{
    g_string_append_printf(mail->html, "<p>%s: %" G_GINT64_FORMAT "<br>\n", mail->words->more,
                           more);
    mail_command(mail, mail->words->all, 0);
    g_string_append(mail->html, "</p>\n");
}

/* «Задача 42: Позвонить Сичу — Зерно», «Изменения в задачах: 130 — Зерно» */
static char *make_subject(const Notice *notice, const TaskWords *words)
{
    const NoticeTask *first = notice->tasks->pdata[0];
    GString *subject = g_string_new(NULL);
    if (notice->tasks->len == 1 && !notice->more)
        g_string_append_printf(subject, "%s %" G_GINT64_FORMAT ": %s", words->task, first->id,
                               first->subject);
    else
        g_string_append_printf(subject, "%s: %" G_GINT64_FORMAT, words->changes,
                               notice->tasks->len + notice->more);
    if (*notice->enterprise)
        g_string_append_printf(subject, " — %s", notice->enterprise);
    return g_string_free(subject, FALSE);
}

bool notice_render(const Notice *notice, const char *language, const MailLinks *links,
                   char **subject, char **html, char **text, GError **error)
{
    g_autoptr(GString) written = g_string_new(NULL);
    TaskMail mail = {task_words(language), links, written};
    g_autofree char *heading = make_subject(notice, mail.words);
    mail_begin(&mail, heading, notice->first_name);
    for (guint i = 0; i < notice->tasks->len; i++)
        append_task(&mail, notice->tasks->pdata[i]);
    if (notice->more > 0)
        append_rest(&mail, notice->more);
    mail_end(&mail, mail.words->why_changes);
    if (!mail_finish(&mail, html, text, error))
        return false;
    *subject = g_steal_pointer(&heading);
    return true;
}
