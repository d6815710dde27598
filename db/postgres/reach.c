/* The way to the server: what the URL says of it, and what is told when it leads nowhere. */
#include "postgres.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* --- what the URL says ------------------------------------------------------------------------ */

typedef struct {
    GPtrArray *names, *values; /* borrowed */
} Parameters;

static void add_parameter(Parameters *parameters, const char *name, const char *value)
{
    g_ptr_array_add(parameters->names, (char *)name);
    g_ptr_array_add(parameters->values, (char *)value);
}

static bool is_this_machine(const char *host)
{
    return *host == '/' || *host == '@' || *host == '\0' || g_str_equal(host, "localhost") ||
           g_str_equal(host, "::1") || g_str_has_prefix(host, "127.");
}

/* Several hosts stand with commas between them. */
static bool leaves_this_machine(const char *hosts)
{
    g_auto(GStrv) parts = g_strsplit(hosts, ",", -1);
    for (char **part = parts; *part; part++)
        if (!is_this_machine(*part))
            return true;
    return false;
}

/* What the URL leaves out, libpq takes from the environment. */
static const char *value_of(const PQconninfoOption *option)
{
    return option->val ? option->val : option->envvar ? g_getenv(option->envvar) : NULL;
}

/* Whether the server must prove who it is: over a network, and where an authority is named. Where a
 * service leads is not known here. */
static bool asks_for_proof(const PQconninfoOption *options)
{
    bool asks = false;
    for (const PQconninfoOption *option = options; option->keyword; option++) {
        const char *value = value_of(option);
        if (value && g_str_has_prefix(option->keyword, "host"))
            asks = asks || leaves_this_machine(value);
        else if (value && (g_str_equal(option->keyword, "sslrootcert") ||
                           g_str_equal(option->keyword, "service")))
            asks = true;
    }
    return asks;
}

/* What is said later wins. Only a server that has proved who it is gets a password and letters,
 * unless the URL says otherwise. */
static void read_url(const PQconninfoOption *options, const char *database, Parameters *parameters)
{
    add_parameter(parameters, "fallback_application_name", "ukrcrm");
    add_parameter(parameters, "connect_timeout", "10");
    /* A server that vanished without a word is noticed within a minute. */
    add_parameter(parameters, "keepalives_idle", "30");
    add_parameter(parameters, "keepalives_interval", "10");
    add_parameter(parameters, "keepalives_count", "3");
    add_parameter(parameters, "tcp_user_timeout", "30000");
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (!option->val && value_of(option))
            add_parameter(parameters, option->keyword, value_of(option));
    if (asks_for_proof(options))
        add_parameter(parameters, "sslmode", "verify-full");
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (option->val)
            add_parameter(parameters, option->keyword, option->val);
    if (database)
        add_parameter(parameters, "dbname", database);
    add_parameter(parameters, "client_encoding", "UTF8");
    add_parameter(parameters, NULL, NULL);
}

/* The last one counts. */
static const char *parameter(const Parameters *parameters, const char *name)
{
    for (guint i = parameters->names->len; i-- > 0;)
        if (g_strcmp0(parameters->names->pdata[i], name) == 0)
            return parameters->values->pdata[i];
    return NULL;
}

/* --- before anything is sent ------------------------------------------------------------------ */

static bool refuse_password(const Postgres *p, const PQconninfoOption *options, GError **error)
{
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (value_of(option) && strstr(option->keyword, "password")) {
            g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                        _("%s carries a password, which others can see: keep it in a file and "
                          "name that with ?passfile=FILE"),
                        option->val ? p->db.url : option->envvar);
            return false;
        }
    return true;
}

/* A file that the URL names, or libpq's own place for it. */
static char *file_of(const Parameters *parameters, const char *name, const char *usual)
{
    const char *given = parameter(parameters, name);
    return given && *given ? g_strdup(given) : g_build_filename(g_get_home_dir(), usual, NULL);
}

/* libpq does not read a passfile that others may read, and says so on the screen. */
static bool is_private(const char *file, GError **error)
{
    GStatBuf state;
    if (g_stat(file, &state) != 0 || !S_ISREG(state.st_mode) || (state.st_mode & 077) == 0)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                _("others may read the passwords in %s: run chmod 600 %s"), file, file);
    return false;
}

static bool knows_authority(const Postgres *p, const Parameters *parameters, GError **error)
{
    const char *mode = parameter(parameters, "sslmode");
    g_autofree char *file = file_of(parameters, "sslrootcert", ".postgresql/root.crt");
    if (!mode || !g_str_has_prefix(mode, "verify-") || g_str_equal(file, "system") ||
        g_access(file, R_OK) == 0)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                _("the server of %s cannot prove who it is: the certificate of its authority is "
                  "not in %s; name the file with sslrootcert=FILE"),
                p->db.url, file);
    return false;
}

/* --- when it leads nowhere -------------------------------------------------------------------- */

/* Of `connection to server at "a" (::1), port 5432 failed: FATAL:  no`, a line for each address
 * that was tried, each with hints indented below it, only the last `no`. */
static char *reason_of(const char *words)
{
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    const char *last = "";
    for (char **line = lines; *line; line++)
        if (**line && **line != '\t' && (!*last || strstr(*line, ": ")))
            last = *line;
    const char *behind_address = strstr(last, ": ");
    const char *reason = behind_address ? behind_address + 2 : last;
    const char *behind_severity = strstr(reason, ":  ");
    return g_strdup(behind_severity ? behind_severity + 3 : reason);
}

/* libpq speaks of the operating system's errors in its words. */
static bool is_nobody_there(const char *reason)
{
    static const int codes[] = {ECONNREFUSED, ENOENT,     EHOSTUNREACH, ENETUNREACH,
                                ETIMEDOUT,    ECONNRESET, EACCES};
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_str_equal(reason, g_strerror(codes[i])))
            return true;
    return false;
}

static char *place_of(Postgres *p)
{
    const char *host = p->pq.PQhost(p->connection), *port = p->pq.PQport(p->connection);
    return *host == '/' ? g_strdup_printf("%s/.s.PGSQL.%s", host, port)
                        : g_strdup_printf("%s:%s", host, port);
}

static bool explain(Postgres *p, const Parameters *parameters, GError **error)
{
    const char *words = p->pq.PQerrorMessage(p->connection);
    g_autofree char *reason = reason_of(words);
    g_autofree char *passfile = file_of(parameters, "passfile", ".pgpass");
    g_autofree char *place = place_of(p);
    const char *user = p->pq.PQuser(p->connection);
    if (is_nobody_there(reason))
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                    _("no server answers at %s (%s): is it running, and is the address right?"),
                    place, reason);
    else if (p->pq.PQconnectionNeedsPassword(p->connection))
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                    _("the server at %s asks for the password of %s, and %s has none for it: add a "
                      "line HOST:PORT:DATABASE:USER:PASSWORD"),
                    place, user, passfile);
    else if (strstr(words, passfile)) /* libpq names it when what it found there was wrong */
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                    _("the server at %s does not accept the password of %s in %s: correct it "
                      "there"),
                    place, user, passfile);
    else
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("cannot open %s: %s"), p->db.url, reason);
    return false;
}

/* --- connecting ------------------------------------------------------------------------------- */

/* What the server has to remark does not belong on a screen. */
static void ignore_notice(void *data, const char *message)
{
}

static bool connect_with(Postgres *p, const Parameters *parameters, GError **error)
{
    g_autofree char *passfile = file_of(parameters, "passfile", ".pgpass");
    if (!is_private(passfile, error) || !knows_authority(p, parameters, error))
        return false;
    postgres_set_connection(
        p, p->pq.PQconnectdbParams((const char *const *)parameters->names->pdata,
                                   (const char *const *)parameters->values->pdata, 0));
    p->pq.PQsetNoticeProcessor(p->connection, ignore_notice, NULL);
    return p->pq.PQstatus(p->connection) == CONNECTION_OK || explain(p, parameters, error);
}

bool postgres_log_in(Postgres *p, const char *database, GError **error)
{
    char *words = NULL;
    PQconninfoOption *options = p->pq.PQconninfoParse(p->address, &words);
    if (!options) {
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("cannot open %s: %s"), p->db.url,
                    words ? g_strstrip(words) : "");
        p->pq.PQfreemem(words);
        return false;
    }
    Parameters parameters = {g_ptr_array_new(), g_ptr_array_new()};
    read_url(options, database, &parameters);
    bool done = refuse_password(p, options, error) && connect_with(p, &parameters, error);
    g_ptr_array_unref(parameters.names);
    g_ptr_array_unref(parameters.values);
    p->pq.PQconninfoFree(options);
    return done;
}
