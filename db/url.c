#include "url.h"

#include <glib.h>

bool url_is_server(const char *url)
{
    return g_str_has_prefix(url, "postgresql://") || g_str_has_prefix(url, "postgres://");
}

/* A password hides in two places: `//user:password@host` and `?password=…`. */
char *url_without_password(const char *url)
{
    if (!url_is_server(url))
        return g_strdup(url);
    g_autoptr(GRegex) user =
        g_regex_new("^([a-z]+://[^:/?#@]*):[^/?#]*@", G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GRegex) parameter = g_regex_new("([?&]password=)[^&#]*", G_REGEX_CASELESS, 0, NULL);
    g_autofree char *shorter = g_regex_replace(user, url, -1, 0, "\\1:***@", 0, NULL);
    return g_regex_replace(parameter, shorter, -1, 0, "\\1***", 0, NULL);
}
