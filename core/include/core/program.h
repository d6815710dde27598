/* How a program was called: options, configuration file, clock, language, exit codes. Shared by
 * ukrcrm, ukrcrm-mailer, ukrcrm-api and ukrcrm-admin; their tables of options and commands drive
 * parsing, --help and the man page alike. Nothing is printed here: texts come back, the program
 * prints them. The only clock of the house stands here too; core below it gets `now` passed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRAM_ERROR (program_error_quark())
GQuark program_error_quark(void);
typedef enum {
    PROGRAM_ERROR_USAGE,  /* unknown option, bad value, missing argument: exit 64 */
    PROGRAM_ERROR_CONFIG, /* the configuration file: exit 78 */
    PROGRAM_ERROR_INPUT,  /* a file that is absent or unreadable: exit 66 */
    PROGRAM_ERROR_DATA,   /* what is in it cannot be used: exit 65 */
    PROGRAM_ERROR_OUTPUT, /* a file that cannot be written: exit 73 */
    PROGRAM_ERROR_UNKNOWN /* a person, enterprise or record that is not there: exit 67 */
} ProgramError;

typedef enum {
    OPTION_FLAG,   /* no value; in the configuration file: true or false */
    OPTION_TEXT,   /* any text without control characters */
    OPTION_PATH,   /* as OPTION_TEXT; in the configuration file relative to that file */
    OPTION_NUMBER, /* whole, least … most */
    OPTION_INSTANT /* RFC 3339 */
} OptionKind;

/* An option, and what it is called where. */
typedef struct {
    const char *name; /* "limit", or "mailer.smtp": key smtp of section [mailer] too */
    char letter;      /* the short form; 0: none */
    OptionKind kind;
    const char *value;    /* how usage names the value: "N"; NULL for a flag */
    const char *help;     /* msgid */
    const char *fallback; /* the value when nobody gives one; NULL: none */
    int64_t least, most;  /* OPTION_NUMBER */
    const char *option;   /* the long option where it is not the name; NULL: the name, _ as - */
    const char *variable; /* environment variable between option and configuration; NULL: none */
} ProgramOption;

/* A command of a program that has several ("user add"). */
typedef struct {
    const char *words;            /* "user add" */
    const char *arguments;        /* usage of its arguments, as typed: "EMAIL"; "" for none */
    const char *help;             /* msgid: one sentence, imperative */
    const char *more;             /* msgid: further lines of help; may be NULL */
    const ProgramOption *options; /* its own, name NULL ends them; NULL: none */
    int least, most;              /* how many arguments */
} ProgramCommand;

typedef struct {
    const char *title, *text; /* msgids */
} ProgramSection;

/* A call of the program as it is typed, and what comes of it. */
typedef struct {
    const char *line;
    const char *text; /* msgid */
} ProgramExample;

typedef struct {
    const char *name;             /* "ukrcrm-mailer" */
    const char *summary;          /* msgid, for --help and the man page's NAME */
    const char *arguments;        /* "[TARGET]"; "" for none; with commands: unused */
    int most;                     /* how many arguments; with commands: unused */
    const ProgramOption *options; /* its own, name NULL ends them; NULL: none */
    const char *const *sections; /* sections of the configuration whose keys are its options too, or
                                    single keys ("client.ssh"), NULL-terminated; NULL: none */
    const ProgramCommand *(*command)(size_t i); /* NULL at the end; NULL: no commands */
    const ProgramSection *manual;   /* further sections of the man page, title NULL ends them */
    const ProgramExample *examples; /* of the man page, line NULL ends them; NULL: none */
    /* The i-th key of a program that has them: its names, allocated, and what it does, translated.
     * False at the end. NULL: it has none. */
    bool (*key)(size_t i, char **names, const char **text);
    bool guarded; /* may run for strangers (setgid, forced command): the environment is cleared of
                     all that is not known and well-formed, and where the rights are raised or
                     SSH_ORIGINAL_COMMAND is there, --db, --config and UKRCRM_DB are refused; raised
                     rights refuse --now too, and take the base from the system's configuration */
} ProgramInfo;

/* The keys of the configuration file, all programs'. Ends with name NULL. */
extern const ProgramOption program_settings[];

/* What all manuals say of a base's address. */
extern const ProgramSection program_servers;

typedef struct Invocation Invocation;

/* First act of main: environment, language, options, configuration. NULL: print
 * program_failure (…) on stderr and exit with program_exit_code. */
Invocation *program_start(const ProgramInfo *info, int argc, char **argv, GError **error);
void program_end(Invocation *invocation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Invocation, program_end)

/* --help, --version, --manual: print this on stdout and exit 0. NULL: go on. Borrowed. */
const char *program_answer(const Invocation *invocation);

/* Which command was called; NULL in a program without commands. */
const ProgramCommand *program_command(const Invocation *invocation);
/* What is neither option nor command, NULL-terminated. Borrowed. */
const char *const *program_arguments(const Invocation *invocation, size_t *n);

/* By the option's `name`; borrowed; NULL: not given, no fallback. A name that is no row of this
 * program's tables or of program_settings is a defect and aborts. */
const char *program_text(const Invocation *invocation, const char *name);
bool program_flag(const Invocation *invocation, const char *name);
int64_t program_number(const Invocation *invocation, const char *name); /* not given: 0 */
bool program_given(const Invocation *invocation, const char *name);     /* on the command line */

/* --db, $UKRCRM_DB, [database] url, else the user's data directory. Borrowed. */
const char *program_url(const Invocation *invocation);
/* The configuration file that was read, NULL: none. The system's goes before the user's. */
const char *program_config_file(const Invocation *invocation);
/* The instant it is: the machine's clock, moved by --now. */
int64_t program_now(const Invocation *invocation);

/* "ukrcrm-admin: <sentence>\n", after a wrong call with the usage below. Free with g_free. */
char *program_failure(const ProgramInfo *info, const GError *error);
/* sysexits: by the error's domain and code. */
int program_exit_code(const GError *error);
