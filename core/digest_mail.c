/* The digest as a mail: HTML, and the text made from it. */
#include "digest_internal.h"
#include "task_mail.h"

/* --- a task ----------------------------------------------------------------------------------- */

static char *show_due(const DigestTask *task)
{
    g_autofree char *day = day_show(task->due_day);
    g_autofree char *time = task->due_minute < 0 ? NULL : clock_show(task->due_minute);
    return g_strjoin(" ", day, time, NULL);
}

static void append_task(TaskMail *mail, const DigestTask *task)
{
    g_autofree char *due = show_due(task);
    const char *priority = task_words_priority(mail->words, task->priority_code);
    g_string_append(mail->html, "<p><b>");
    mail_escaped(mail, task->subject);
    g_string_append(mail->html, "</b><br>\n");
    mail_labelled(mail, mail->words->due, due);
    if (priority || *task->priority)
        mail_labelled(mail, mail->words->priority, priority ? priority : task->priority);
    if (*task->client)
        mail_labelled(mail, mail->words->client, task->client);
    g_string_append(mail->html, "</p>\n");
    if (*task->description)
        mail_quoted(mail, task->description);
    g_string_append(mail->html, "<p>");
    mail_command(mail, mail->words->open, task->id);
    mail_link(mail, task->id);
    g_string_append(mail->html, "</p>\n");
}

/* --- the whole -------------------------------------------------------------------------------- */

static void append_tasks(TaskMail *mail, const Digest *digest, bool overdue, const char *heading,
                         const char *style)
{
    bool begun = false;
    for (guint i = 0; i < digest->tasks->len; i++) {
        const DigestTask *task = digest->tasks->pdata[i];
        if (task->overdue != overdue)
            continue;
        if (!begun)
            g_string_append_printf(mail->html, "<h2%s>%s: %" G_GINT64_FORMAT "</h2>\n", style,
                                   heading, overdue ? digest->overdue : digest->today);
        begun = true;
        append_task(mail, task);
    }
}

static void append_rest(TaskMail *mail, int64_t more)
{
    g_string_append(mail->html, "<p>");
    if (more > 0)
        g_string_append_printf(mail->html, "%s: %" G_GINT64_FORMAT "<br>\n", mail->words->more,
                               more);
    mail_command(mail, mail->words->all, 0);
    g_string_append(mail->html, "</p>\n");
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
    TaskMail mail = {task_words(language), links, written};
    g_autofree char *heading =
        digest_subject(digest->day, digest->today, digest->overdue, digest->enterprise, language);
    mail_begin(&mail, heading, digest->first_name);
    append_tasks(&mail, digest, true, mail.words->overdue, " style=\"color:#b00020\"");
    append_tasks(&mail, digest, false, mail.words->today, "");
    append_rest(&mail, digest->overdue + digest->today - digest->tasks->len);
    mail_end(&mail, mail.words->why);
    if (!mail_finish(&mail, html, text, error))
        return false;
    *subject = g_steal_pointer(&heading);
    return true;
}
