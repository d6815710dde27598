/* ukrcrm-admin: what its commands share. One file a family of commands; the table in main.c drives
 * parsing, help and the man page. */
#pragma once

#include <jansson.h>

#include "core/actor.h"
#include "core/program.h"

typedef struct {
    const Invocation *invocation;
    Base *base; /* NULL for commands that make or mend the file themselves */
    int64_t now;
    const char *const *arguments;
    size_t n;
    bool json;
    int exit_code; /* of a command that succeeded */
} Admin;

/* Prints to stdout; false with an error. */
typedef bool (*AdminRun)(Admin *admin, GError **error);

/* The console administrator in an enterprise (0: the installation), or who --as names, entered. */
bool admin_actor(const Admin *admin, int64_t enterprise_id, Actor *actor, GError **error);

/* A positive number, or a usage error that names `what`. */
bool admin_number(const char *text, const char *what, int64_t *number, GError **error);

/* A usage error with this sentence, which it frees. Always false. */
bool admin_refuse(GError **error, char *sentence);

/* A password from the terminal without echo, or the first line of standard input. Free with
 * secret_free. */
char *admin_read_password(const char *prompt, GError **error);

/* One record: a line of `text`, or one JSON object a line under --json. Takes the object over. */
void admin_print(const Admin *admin, json_t *object, const char *text);

/* user.c */
bool user_add(Admin *admin, GError **error);
bool user_passwd(Admin *admin, GError **error);
bool user_list(Admin *admin, GError **error);
bool user_lock(Admin *admin, GError **error);
bool user_unlock(Admin *admin, GError **error);
bool user_tie(Admin *admin, GError **error);
/* enterprise.c */
bool enterprise_list(Admin *admin, GError **error);
bool enterprise_plan(Admin *admin, GError **error);
/* base.c */
bool base_init(Admin *admin, GError **error);
bool base_migrate_file(Admin *admin, GError **error);
bool base_backup_to(Admin *admin, GError **error);
bool base_restore_from(Admin *admin, GError **error);
bool base_check_all(Admin *admin, GError **error);
/* grant.c */
bool grant_roles(Admin *admin, GError **error);
/* copy.c */
extern const ProgramOption copy_options[];
bool copy_base(Admin *admin, GError **error);
/* demo.c, gen.c */
bool demo_make(Admin *admin, GError **error);
bool gen_make(Admin *admin, GError **error);
/* figures.c */
extern const ProgramOption figures_options[];
bool figures_print(Admin *admin, GError **error);
/* import.c */
extern const ProgramOption import_options[];
bool import_file(Admin *admin, GError **error);
bool import_take_back(Admin *admin, GError **error);
/* export.c */
extern const ProgramOption export_options[];
bool export_tasks(Admin *admin, GError **error);
/* decide.c */
bool unknown_list(Admin *admin, GError **error);
bool unknown_sent(Admin *admin, GError **error);
bool unknown_resend(Admin *admin, GError **error);
bool held_list(Admin *admin, GError **error);
bool held_send(Admin *admin, GError **error);
bool held_shift(Admin *admin, GError **error);
bool held_skip(Admin *admin, GError **error);
bool journal_accept(Admin *admin, GError **error);
bool why_held(Admin *admin, GError **error);
