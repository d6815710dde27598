#include "core/program_call.h"

#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

typedef struct {
    const char *name;  /* ends with *: every variable that begins so */
    const char *marks; /* allowed beside ASCII letters and digits; "": digits alone; NULL: all of
                          UTF-8 but control characters */
    size_t most;       /* bytes */
} Known;

static const Known known_variables[] = {
    {"TERM", "-._+", 64},
    {"LANG", "-._@", 64},
    {"LC_*", "-._@", 64},
    {"LANGUAGE", "-._@:", 256},
    {"COLUMNS", "", 5},
    {"LINES", "", 5},
    {"NO_COLOR", "-._", 64},
    {"HOME", NULL, 4096},
    {"XDG_*", NULL, 4096},
    {"UKRCRM_*", NULL, 4096},
    {"SSH_CONNECTION", ".:% ", 256},
    {"SSH_ORIGINAL_COMMAND", NULL, 4096},
};

static bool name_fits(const char *pattern, const char *name)
{
    size_t length = strlen(pattern);
    if (pattern[length - 1] == '*')
        return strncmp(pattern, name, length - 1) == 0;
    return strcmp(pattern, name) == 0;
}

static bool character_fits(const char *marks, char c)
{
    if (!marks)
        return !g_ascii_iscntrl(c);
    if (!*marks)
        return g_ascii_isdigit(c);
    return g_ascii_isalnum(c) || strchr(marks, c);
}

static bool value_fits(const Known *known, const char *value)
{
    if (strlen(value) > known->most || !g_utf8_validate(value, -1, NULL))
        return false;
    for (const char *c = value; *c; c++) {
        if (!character_fits(known->marks, *c))
            return false;
    }
    return true;
}

static bool may_stay(const char *name, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(known_variables); i++) {
        if (name_fits(known_variables[i].name, name))
            return value_fits(&known_variables[i], value);
    }
    return false;
}

void program_clean_environment(void)
{
    g_auto(GStrv) names = g_listenv();
    for (size_t i = 0; names[i]; i++) {
        if (!may_stay(names[i], g_getenv(names[i])))
            g_unsetenv(names[i]);
    }
}

bool program_is_raised(void)
{
    return getauxval(AT_SECURE) || getegid() != getgid() || geteuid() != getuid();
}

bool program_is_restricted(void)
{
    return program_is_raised() || g_getenv("SSH_ORIGINAL_COMMAND");
}
