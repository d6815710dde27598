#include "task_link.h"

char *task_command(const MailLinks *links, int64_t task)
{
    g_autofree char *target =
        task ? g_strdup_printf(" task %" G_GINT64_FORMAT, task) : g_strdup("");
    return links->ssh && *links->ssh ? g_strconcat("ssh -t ", links->ssh, target, NULL)
                                     : g_strconcat("ukrcrm", target, NULL);
}

char *task_url(const MailLinks *links, int64_t task)
{
    const char *base = links->base_url;
    if (!base || (!g_str_has_prefix(base, "https://") && !g_str_has_prefix(base, "http://")))
        return NULL;
    return g_strdup_printf("%s%sopen/task/%" G_GINT64_FORMAT, base,
                           g_str_has_suffix(base, "/") ? "" : "/", task);
}
