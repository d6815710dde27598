#include "core/when.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define ZONEINFO "/usr/share/zoneinfo/"

/* Letters, digits and _ + - between slashes, beginning with a capital: keeps offsets, POSIX rules
 * and paths out (and "posix/…", "right/…", tables). */
static bool is_name(const char *name)
{
    if (!g_ascii_isupper(name[0]) || strstr(name, "//") || strlen(name) > 64)
        return false;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("_+-/", *p))
            return false;
    return true;
}

GTimeZone *zone_open(const char *name, GError **error)
{
    GTimeZone *zone = NULL;
    g_autofree char *path = g_strconcat(ZONEINFO, name, NULL);
    if (is_name(name) && g_file_test(path, G_FILE_TEST_IS_REGULAR))
        zone = g_time_zone_new_identifier(name);
    if (!zone) {
        g_autofree char *shown = g_utf8_make_valid(name, -1);
        g_set_error(error, WHEN_ERROR, WHEN_ERROR_ZONE,
                    _("the time zone “%s” is not known; choose one such as Europe/Kyiv"), shown);
    }
    return zone;
}

char *zone_rules(void)
{
    static const char mark[] = "# version ";
    char line[64] = "";
    FILE *source = fopen(ZONEINFO "tzdata.zi", "re");
    const char *read = source ? fgets(line, sizeof(line), source) : NULL;
    if (source)
        fclose(source);
    bool says = read && g_str_has_prefix(line, mark);
    return g_strdup(says ? g_strchomp(line + sizeof(mark) - 1) : "");
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* zone.tab: country, coordinates, name and perhaps a comment, separated by Tabs. */
char **zone_list(GError **error)
{
    g_autofree char *table = NULL;
    if (!g_file_get_contents(ZONEINFO "zone.tab", &table, NULL, NULL)) {
        g_set_error(error, WHEN_ERROR, WHEN_ERROR_ZONE,
                    _("the list of time zones %s cannot be read; install the package tzdata"),
                    ZONEINFO "zone.tab");
        return NULL;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) columns = g_strsplit(*line, "\t", -1);
        if (**line != '#' && g_strv_length(columns) >= 3)
            g_ptr_array_add(names, g_strdup(columns[2]));
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
