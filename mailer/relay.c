#include "relay.h"

#include "core/secret.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(relay_error, relay_error)

static const RelayTimes rfc_times = {
    .connect = 120, .reply = 300, .data = 120, .block = 180, .dot = 600, .quit = 5};

void relay_free(Relay *relay)
{
    if (!relay)
        return;
    secret_free(relay->password);
    g_free(relay->url);
    g_free(relay->ca_file);
    g_free(relay->user);
    g_free(relay);
}

static bool is_this_machine(const char *host)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
    return address ? g_inet_address_get_is_loopback(address) : g_str_equal(host, "localhost");
}

static bool read_url(Relay *relay, const char *url, bool *local, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    bool known = g_str_equal(scheme, "smtp") || g_str_equal(scheme, "smtps");
    if (!known || !host || !*host || g_uri_get_userinfo(uri) || g_uri_get_query(uri) ||
        (*g_uri_get_path(uri) && !g_str_equal(g_uri_get_path(uri), "/"))) {
        g_set_error(error, RELAY_ERROR, RELAY_ERROR_URL,
                    _("“%s” is no mail relay; write smtp://host:port or smtps://host:port, and "
                      "name and password in their own settings"),
                    url);
        return false;
    }
    relay->implicit_tls = g_str_equal(scheme, "smtps");
    int port = g_uri_get_port(uri) > 0 ? g_uri_get_port(uri) : relay->implicit_tls ? 465 : 25;
    bool literal = strchr(host, ':') != NULL;
    relay->url = g_strdup_printf("%s://%s%s%s:%d", scheme, literal ? "[" : "", host,
                                 literal ? "]" : "", port);
    *local = is_this_machine(host);
    return true;
}

static bool read_tls(Relay *relay, const char *tls, const char *ca_file, bool local, GError **error)
{
    bool automatic = !tls || g_str_equal(tls, "auto");
    if (!automatic && !g_str_equal(tls, "always") && !g_str_equal(tls, "never")) {
        g_set_error(error, RELAY_ERROR, RELAY_ERROR_TLS,
                    _("“%s” is no setting for tls; choose auto, always or never"), tls);
        return false;
    }
    if (ca_file && !g_file_test(ca_file, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, RELAY_ERROR, RELAY_ERROR_TLS,
                    _("there is no file of certificate authorities at %s"), ca_file);
        return false;
    }
    relay->starttls = !relay->implicit_tls && (automatic ? !local : g_str_equal(tls, "always"));
    relay->ca_file = g_strdup(ca_file);
    return true;
}

static bool read_password(Relay *relay, const char *user, const char *passfile, GError **error)
{
    if (!user || !*user)
        return true;
    g_autoptr(GError) why = NULL;
    char *text = NULL;
    if (!passfile || !g_file_get_contents(passfile, &text, NULL, &why)) {
        g_set_error(error, RELAY_ERROR, RELAY_ERROR_PASSWORD,
                    _("the password for the mail relay cannot be read (%s); put it into the first "
                      "line of the file named by passfile"),
                    why ? why->message : _("no file is named"));
        return false;
    }
    relay->user = g_strdup(user);
    relay->password = g_strndup(text, strcspn(text, "\r\n"));
    secret_free(text);
    return true;
}

Relay *relay_new(const char *url, const char *tls, const char *ca_file, const char *user,
                 const char *passfile, GError **error)
{
    g_autoptr(Relay) relay = g_new0(Relay, 1);
    relay->times = rfc_times;
    bool local = false;
    if (!read_url(relay, url, &local, error) || !read_tls(relay, tls, ca_file, local, error) ||
        !read_password(relay, user, passfile, error))
        return NULL;
    if (relay->user && !local && !relay->implicit_tls && !relay->starttls) {
        g_set_error(error, RELAY_ERROR, RELAY_ERROR_TLS,
                    _("a password does not go to another machine without TLS; set tls to auto"));
        return NULL;
    }
    return g_steal_pointer(&relay);
}
