/* Every key of the configuration file: parsing, options, ukrcrm.conf(5) and the example file come
 * from these rows. */
#include "core/program.h"

#include <glib/gi18n-lib.h>

const ProgramOption program_settings[] = {
    {"database.url", 0, OPTION_PATH, "URL", N_("the base: a file, or postgresql://…"),
     .option = "db", .variable = "UKRCRM_DB"},

    {"mailer.smtp", 0, OPTION_TEXT, "URL",
     N_("the relay: smtp://host:port (STARTTLS) or smtps://host:port"), "smtp://localhost:25"},
    {"mailer.tls", 0, OPTION_TEXT, "WHEN",
     N_("TLS to an smtp:// relay, with its certificate checked: always, never, or auto, which means "
        "always unless the relay is on this machine"),
     "auto"},
    {"mailer.cafile", 0, OPTION_PATH, "FILE",
     N_("certificate authorities to trust instead of the system's")},
    {"mailer.from", 0, OPTION_TEXT, "ADDRESS",
     N_("sender of service mail, and of enterprises that name none")},
    {"mailer.user", 0, OPTION_TEXT, "NAME", N_("name to sign in to the relay with")},
    {"mailer.passfile", 0, OPTION_PATH, "FILE",
     N_("file whose first line is the password for the relay")},
    {"mailer.connections", 0, OPTION_NUMBER, "N", N_("how many connections send at once"), "4", 1,
     64},
    {"mailer.parallel", 0, OPTION_NUMBER, "N", N_("how many mailers may run at once"), "1", 1, 16},
    {"mailer.journal", 0, OPTION_PATH, "FILE",
     N_("journal of accepted letters (default: beside a base in a file; of one on a server "
        "under /var/lib/ukrcrm)")},
    {"mailer.bounces", 0, OPTION_TEXT, "URL", N_("IMAP box that bounces and replies come to")},

    {"api.listen", 0, OPTION_TEXT, "HOST:PORT", N_("where the list API listens")},
    {"api.base_url", 0, OPTION_TEXT, "URL",
     N_("the list API's address from outside, for links in letters")},

    {"client.idle_lock", 0, OPTION_NUMBER, "MINUTES",
     N_("lock the screen after so many idle minutes; 0: never"), "10", 0, 1440},
    {"client.inbox", 0, OPTION_PATH, "FOLDER",
     N_("folder that users' uploaded files go to, one subfolder each")},
    {"client.ssh", 0, OPTION_TEXT, "HOST",
     N_("address staff sign in to by ssh, for links in digests and invitations")},
    {NULL},
};

const ProgramSection program_servers = {
    N_("Bases on a server"),
    N_("postgresql://ROLE@HOST:PORT/DATABASE is a database of a PostgreSQL server, version 13 or "
       "newer; postgresql:///DATABASE?host=/var/run/postgresql is one on this machine, reached by "
       "its socket. Further parameters of libpq follow, user=ROLE among them: the first after a ?, "
       "each other one after a &, for which a shell needs quotes around the whole. passfile=FILE "
       "has the password, in a line HOST:PORT:DATABASE:ROLE:PASSWORD, and nobody else may read it "
       "(without it: ~/.pgpass); an address that carries a password is refused. Over a network the "
       "server must prove its name by TLS (sslmode=verify-full, unless another is given) with a "
       "certificate of the authority in sslrootcert=FILE. ukrcrm-admin init makes the database "
       "where there is none.")};
