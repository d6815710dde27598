#include "core/contact.h"
#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/uidna.h>

#define LOCAL_MAX 64  /* RFC 5321, 4.5.3.1.1 */
#define TOTAL_MAX 254 /* RFC 5321, 4.5.3.1.3: a path of 256 less its angle brackets */
#define LABEL_MAX 63
#define DOMAIN_MAX 253

G_DEFINE_QUARK(contact_error, contact_error)

static bool refuse(GError **error, const char *address, const char *why)
{
    g_autofree char *shown = g_utf8_make_valid(address, -1);
    g_set_error(error, CONTACT_ERROR, CONTACT_ERROR_EMAIL,
                _("the e-mail address “%s” is not valid: %s"), shown, why);
    return false;
}

/* RFC 5322 atext, and beyond ASCII what RFC 6531 adds, less what cannot be seen. */
static bool is_local_character(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum((char)c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", (int)c));
    return g_unichar_isgraph(c) && g_unichar_type(c) != G_UNICODE_FORMAT;
}

static bool local_is_valid(const char *address, size_t size, GError **error)
{
    if (size == 0 || size > LOCAL_MAX)
        return refuse(error, address, _("write 1 to 64 characters before the @"));
    if (address[0] == '.' || address[size - 1] == '.' || g_strstr_len(address, (gssize)size, ".."))
        return refuse(error, address,
                      _("before the @ a full stop stands only between other characters"));
    for (const char *p = address; p < address + size; p = g_utf8_next_char(p))
        if (!is_local_character(g_utf8_get_char(p)))
            return refuse(
                error, address,
                _("before the @ only letters, digits and signs such as . _ - + may stand"));
    return true;
}

/* An A-label is left to ICU: it can be malformed. */
static bool needs_idna(const char *domain)
{
    for (const char *p = domain; *p; p++)
        if (*p & 0x80)
            return true;
    return strstr(domain, "xn--") != NULL;
}

/* Lower case and A-labels; NULL when IDNA refuses the name. */
static char *ascii_domain(const char *domain)
{
    char *lower = g_ascii_strdown(domain, -1);
    if (!needs_idna(lower))
        return lower;
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI |
                                      UIDNA_CHECK_CONTEXTJ | UIDNA_USE_STD3_RULES,
                                  &status);
    char buffer[DOMAIN_MAX + 1];
    int32_t size = uidna_nameToASCII_UTF8(idna, lower, -1, buffer, sizeof buffer, &info, &status);
    uidna_close(idna);
    g_free(lower);
    bool is_good = U_SUCCESS(status) && !info.errors && size < (int32_t)sizeof buffer;
    return is_good ? g_strndup(buffer, (gsize)size) : NULL;
}

static bool label_is_valid(const char *label)
{
    size_t size = strlen(label);
    bool is_good = size > 0 && size <= LABEL_MAX && label[0] != '-' && label[size - 1] != '-';
    for (; is_good && *label; label++)
        is_good = g_ascii_isalnum(*label) || *label == '-';
    return is_good;
}

/* A name under a top-level domain, which always begins with a letter: addresses in digits are no
 * names. */
static bool domain_is_valid(const char *domain)
{
    g_auto(GStrv) labels = g_strsplit(domain, ".", -1);
    guint n = g_strv_length(labels);
    if (n < 2 || strlen(domain) > DOMAIN_MAX || !g_ascii_isalpha(labels[n - 1][0]))
        return false;
    for (guint i = 0; i < n; i++)
        if (!label_is_valid(labels[i]))
            return false;
    return true;
}

/* `clean`: an address out of email_clean's first steps. */
static char *checked(const char *clean, char **domain, GError **error)
{
    const char *at = strrchr(clean, '@');
    if (!at) {
        refuse(error, clean, _("write it as name@example.com"));
        return NULL;
    }
    if (!local_is_valid(clean, (size_t)(at - clean), error))
        return NULL;
    g_autofree char *ascii = ascii_domain(at + 1);
    if (!ascii || !domain_is_valid(ascii)) {
        refuse(error, clean, _("after the @ a domain name such as example.com must stand"));
        return NULL;
    }
    if ((size_t)(at - clean) + 1 + strlen(ascii) > TOTAL_MAX) {
        refuse(error, clean, _("it is longer than 254 characters"));
        return NULL;
    }
    *domain = g_steal_pointer(&ascii);
    return g_strndup(clean, (gsize)(at - clean));
}

/* Trimmed and NFC, but nothing taken out of the middle: a line break inside is no address, and must
 * not become one. */
static char *trimmed(const char *text, GError **error)
{
    if (!g_utf8_validate(text, -1, NULL)) {
        refuse(error, text, _("it is not valid UTF-8"));
        return NULL;
    }
    g_autofree char *copy = g_strdup(text);
    return text_nfc(g_strstrip(copy));
}

char *email_clean(const char *text, GError **error)
{
    g_autofree char *clean = trimmed(text, error);
    g_autofree char *domain = NULL;
    g_autofree char *local = clean ? checked(clean, &domain, error) : NULL;
    return local ? g_steal_pointer(&clean) : NULL;
}

/* Not g_utf8_strdown, which heeds the process's locale. */
static char *lowered(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text = g_utf8_next_char(text))
        g_string_append_unichar(out, g_unichar_tolower(g_utf8_get_char(text)));
    return g_string_free(out, FALSE);
}

char *email_normalise(const char *text, GError **error)
{
    g_autofree char *clean = trimmed(text, error);
    g_autofree char *domain = NULL;
    g_autofree char *local = clean ? checked(clean, &domain, error) : NULL;
    if (!local)
        return NULL;
    g_autofree char *lower = lowered(local);
    g_autofree char *key = text_nfc(lower);
    return g_strconcat(key, "@", domain, NULL);
}

char *email_wire(const char *text, GError **error)
{
    g_autofree char *clean = trimmed(text, error);
    g_autofree char *domain = NULL;
    g_autofree char *local = clean ? checked(clean, &domain, error) : NULL;
    return local ? g_strconcat(local, "@", domain, NULL) : NULL;
}
