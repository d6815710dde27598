/* What the parts of core/program share. */
#pragma once

#include "core/program.h"

struct Invocation {
    const ProgramInfo *info;
    const ProgramCommand *command; /* NULL: none */
    GPtrArray *rows;        /* of const ProgramOption *: what may stand on the command line */
    GHashTable *given;      /* const ProgramOption * → char *: what stood there */
    GHashTable *configured; /* the same of the configuration file */
    char *config_file;      /* NULL: none */
    char **arguments;
    size_t n_arguments;
    char *answer;
    char *url;
    int64_t shift; /* --now less the machine's clock */
};

/* Options of every program but the keys of the configuration; name NULL ends them. */
extern const ProgramOption program_common[];

/* The long option of a row, without dashes. Free with g_free. */
char *program_option_name(const ProgramOption *row);
/* A value that fits the row's kind; `what` names the place in the message: "--limit". */
bool program_check_value(const ProgramOption *row, const char *what, const char *value, int code,
                         GError **error);

/* Finds, reads and checks the configuration file (core/program_config.c). */
bool program_read_config(Invocation *invocation, GError **error);
bool program_find_url(Invocation *invocation, GError **error);

/* Clears the environment of what is not known (core/program_environment.c). */
void program_clean_environment(void);
/* Setgid or setuid: whoever calls has other rights than the program. */
bool program_is_raised(void);
/* That, or a command forced by sshd: the caller is not trusted with the base's path. */
bool program_is_restricted(void);

/* Texts (core/program_help.c). Free with g_free. */
char *program_usage(const ProgramInfo *info, const ProgramCommand *command);
char *program_help(const ProgramInfo *info, const ProgramCommand *command);
char *program_manual(const ProgramInfo *info);
