#include "compose.h"

#include "core/contact.h"

#include <glib/gi18n-lib.h>
#include <gmime/gmime.h>
#include <string.h>

G_DEFINE_QUARK(compose_error, compose_error)

enum { LINE_MAX_BYTES = 998 }; /* RFC 5322, 2.1.1; without CRLF */

void compose_init(void)
{
    g_mime_init();
}

/* --- what may stand in a header --------------------------------------------------------------- */

/* GMime folds what is long and encodes what is not ASCII; a line break that came with the value it
 * would pass on. */
static bool is_safe(const char *value, const char *header, GError **error)
{
    const char *bad = NULL;
    if (!g_utf8_validate(value ? value : "", -1, &bad)) {
        g_set_error(error, COMPOSE_ERROR, COMPOSE_ERROR_HEADER,
                    _("the header %s is not UTF-8; correct it"), header);
        return false;
    }
    for (const char *p = value; p && *p; p++)
        if (g_ascii_iscntrl(*p)) {
            g_set_error(error, COMPOSE_ERROR, COMPOSE_ERROR_HEADER,
                        _("the header %s holds a line break or another control character at "
                          "character %ld; remove it"),
                        header, g_utf8_strlen(value, p - value) + 1);
            return false;
        }
    return true;
}

/* A Message-ID is ours: letters, digits, dots and hyphens around one @. */
static bool is_message_id(const char *id, GError **error)
{
    static const char alphabet[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    size_t local = strspn(id, alphabet);
    if (local && id[local] == '@' && id[local + 1] && strlen(id) < 250 &&
        id[local + 1 + strspn(id + local + 1, alphabet)] == '\0')
        return true;
    g_set_error(error, COMPOSE_ERROR, COMPOSE_ERROR_HEADER, _("“%s” is no Message-ID"), id);
    return false;
}

/* An address in a URL in angle brackets (RFC 2369): no blank, no bracket, ASCII. */
static bool is_link(const char *url, GError **error)
{
    for (const char *p = url; p && *p; p++)
        if (!g_ascii_isgraph(*p) || *p == '<' || *p == '>') {
            g_set_error(error, COMPOSE_ERROR, COMPOSE_ERROR_HEADER,
                        _("the unsubscribe address “%s” is no URL"), url);
            return false;
        }
    return true;
}

static bool check(const Letter *letter, GError **error)
{
    const struct {
        const char *value, *header;
    } values[] = {{letter->from_name, "From"},       {letter->from_address, "From"},
                  {letter->reply_to, "Reply-To"},    {letter->to_name, "To"},
                  {letter->to_address, "To"},        {letter->subject, "Subject"},
                  {letter->message_id, "Message-ID"}};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        if (!is_safe(values[i].value, values[i].header, error))
            return false;
    return is_message_id(letter->message_id, error) && is_link(letter->unsubscribe_url, error) &&
           is_link(letter->unsubscribe_mail, error);
}

/* --- the envelope ----------------------------------------------------------------------------- */

void envelope_clear(Envelope *envelope)
{
    g_clear_pointer(&envelope->sender, g_free);
    g_clear_pointer(&envelope->recipient, g_free);
}

static char *wire_address(const char *address, GError **error)
{
    g_autoptr(GError) why = NULL;
    char *wire = email_wire(address ? address : "", &why);
    if (!wire)
        g_set_error_literal(error, COMPOSE_ERROR, COMPOSE_ERROR_ADDRESS, why->message);
    return wire;
}

/* bounces@example.com → bounces+<left of the Message-ID's @>@example.com: what comes back there
 * says which letter it is about, and nobody can guess one. */
static char *verp(const char *box, const char *message_id, GError **error)
{
    g_autofree char *wire = wire_address(box, error);
    if (!wire)
        return NULL;
    const char *at = strrchr(wire, '@');
    g_autofree char *address = g_strdup_printf("%.*s+%.*s%s", (int)(at - wire), wire,
                                               (int)strcspn(message_id, "@"), message_id, at);
    return wire_address(address, error);
}

bool compose_envelope(const Letter *letter, Envelope *envelope, GError **error)
{
    g_auto(Envelope) made = {NULL};
    g_autofree char *reply_to = NULL;
    g_autofree char *from = wire_address(letter->from_address, error);
    if (!from || !(made.recipient = wire_address(letter->to_address, error)))
        return false;
    made.sender =
        letter->bounce_box ? verp(letter->bounce_box, letter->message_id, error) : g_strdup(from);
    if (!made.sender)
        return false;
    bool answers = letter->reply_to && *letter->reply_to;
    if (answers && !(reply_to = wire_address(letter->reply_to, error)))
        return false;
    made.smtputf8 = !g_str_is_ascii(made.sender) || !g_str_is_ascii(made.recipient) ||
                    !g_str_is_ascii(from) || (reply_to && !g_str_is_ascii(reply_to));
    *envelope = made;
    made = (Envelope){NULL};
    return true;
}

/* --- the message ------------------------------------------------------------------------------ */

/* As it is: GMime would break a long link to fold the line. */
static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    g_autofree char *line = g_strdup_printf(" %s\n", value);
    g_mime_header_list_append(headers, name, "", NULL);
    g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), line);
}

/* RFC 2047, in words of at most 75 characters. GMime would do it word by word: it leaves alone what
 * only looks like an encoded word, which readers then decode, and parts long quoted pieces of a
 * name with a blank. */
static char *encode_words(const char *text)
{
    if (g_str_is_ascii(text) && !strstr(text, "=?"))
        return g_strdup(text);
    g_autoptr(GString) words = g_string_new(NULL);
    for (const char *end, *p = text; *p; p = end) {
        for (end = p; *end && g_utf8_next_char(end) - p <= 45;)
            end = g_utf8_next_char(end);
        g_autofree char *base64 = g_base64_encode((const guchar *)p, (gsize)(end - p));
        g_string_append_printf(words, "%s=?utf-8?b?%s?=", p == text ? "" : " ", base64);
    }
    return g_strdup(words->str);
}

static bool set_address(GMimeMessage *message, GMimeAddressType type, const char *name,
                        const char *address, GError **error)
{
    g_autofree char *wire = wire_address(address, error);
    if (!wire)
        return false;
    g_autofree char *shown = encode_words(name ? name : "");
    g_mime_message_add_mailbox(message, type, *shown ? shown : NULL, wire);
    return true;
}

static bool set_headers(GMimeMessage *message, const Letter *letter, GError **error)
{
    if (!set_address(message, GMIME_ADDRESS_TYPE_FROM, letter->from_name, letter->from_address,
                     error) ||
        !set_address(message, GMIME_ADDRESS_TYPE_TO, letter->to_name, letter->to_address, error))
        return false;
    if (letter->reply_to && *letter->reply_to &&
        !set_address(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, letter->reply_to, error))
        return false;
    g_autofree char *subject = encode_words(letter->subject);
    g_mime_message_set_subject(message, subject, "utf-8");
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(letter->dated_at / 1000000);
    g_mime_message_set_date(message, date);
    g_mime_message_set_message_id(message, letter->message_id);
    return true;
}

static void set_list_headers(GMimeMessage *message, const Letter *letter)
{
    const char *link = letter->unsubscribe_url ? letter->unsubscribe_url : letter->unsubscribe_mail;
    g_autofree char *bracketed = g_strdup_printf("<%s>", link ? link : "");
    if (link)
        set_header(message, "List-Unsubscribe", bracketed);
    if (letter->unsubscribe_url)
        set_header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    if (letter->automatic)
        set_header(message, "Auto-Submitted", "auto-generated");
    if (letter->bulk)
        set_header(message, "Precedence", "bulk");
}

/* Base64 takes 4/3 of the bytes, quoted-printable three times those that are not ASCII: Cyrillic
 * text is smaller in base64, Latin text stays readable. */
static GMimeContentEncoding choose_encoding(const char *text)
{
    gsize size = strlen(text), beyond = 0;
    for (const char *p = text; *p; p++)
        beyond += (guchar)*p >= 0x80;
    return beyond * 6 > size ? GMIME_CONTENT_ENCODING_BASE64
                             : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

/* Line ends of any kind to CRLF, the last line too. */
static GString *canonical(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + strlen(text) / 16 + 2);
    for (const char *p = text; *p; p++) {
        if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
            g_string_append(out, "\r\n");
        else if (*p != '\r')
            g_string_append_c(out, *p);
    }
    if (out->len == 0 || out->str[out->len - 1] != '\n')
        g_string_append(out, "\r\n");
    return out;
}

static GMimeObject *make_part(const char *subtype, const char *text)
{
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content_encoding(part, choose_encoding(text));
    g_autoptr(GString) lines = canonical(text);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(lines->str, lines->len);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

/* Out of the Message-ID, for no two letters share one. "=_" begins no line of quoted-printable and
 * stands in no base64. */
static char *make_boundary(const char *message_id)
{
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, message_id, -1);
    return g_strdup_printf("=_%.32s", sum);
}

static GMimeObject *make_body(const Letter *letter)
{
    if (!letter->html)
        return make_part("plain", letter->text);
    g_autofree char *boundary = make_boundary(letter->message_id);
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_set_boundary(multipart, boundary);
    GMimeObject *text = make_part("plain", letter->text);
    GMimeObject *html = make_part("html", letter->html);
    g_mime_multipart_add(multipart, text);
    g_mime_multipart_add(multipart, html);
    g_object_unref(text);
    g_object_unref(html);
    return GMIME_OBJECT(multipart);
}

static GBytes *write_message(GMimeMessage *message)
{
    GMimeFormatOptions *format = g_mime_format_options_clone(g_mime_format_options_get_default());
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    g_object_unref(stream);
    g_mime_format_options_free(format);
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* --- the promise ------------------------------------------------------------------------------ */

static bool is_line(const guint8 *line, gsize length, bool may_be_utf8)
{
    if (length > LINE_MAX_BYTES)
        return false;
    for (gsize i = 0; i < length; i++)
        if (line[i] == '\0' || line[i] == '\r' || (line[i] >= 0x80 && !may_be_utf8))
            return false;
    return true;
}

/* libcurl sends bytes as they are but for a dot after CRLF: what a bare LF would do after it is
 * decided here. */
static bool keeps_promise(GBytes *message, bool smtputf8, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(message, &size), *end = data + size;
    bool in_header = true;
    for (const guint8 *line = data; line < end;) {
        const guint8 *lf = memchr(line, '\n', (gsize)(end - line));
        if (!lf || lf == line || lf[-1] != '\r' ||
            !is_line(line, (gsize)(lf - 1 - line), smtputf8 && in_header)) {
            g_set_error(error, COMPOSE_ERROR, COMPOSE_ERROR_BYTES,
                        _("a line of the message is longer than 998 bytes or holds bytes that "
                          "SMTP does not carry; shorten the subject, the names and the links"));
            return false;
        }
        in_header = in_header && lf - 1 > line;
        line = lf + 1;
    }
    return true;
}

GBytes *compose_message(const Letter *letter, GError **error)
{
    g_auto(Envelope) envelope = {NULL};
    if (!check(letter, error) || !compose_envelope(letter, &envelope, error))
        return NULL;
    GMimeMessage *message = g_mime_message_new(FALSE);
    g_autoptr(GBytes) bytes = NULL;
    if (set_headers(message, letter, error)) {
        set_list_headers(message, letter);
        GMimeObject *body = make_body(letter);
        g_mime_message_set_mime_part(message, body);
        g_object_unref(body);
        bytes = write_message(message);
    }
    g_object_unref(message);
    if (!bytes || !keeps_promise(bytes, envelope.smtputf8, error))
        return NULL;
    return g_steal_pointer(&bytes);
}
