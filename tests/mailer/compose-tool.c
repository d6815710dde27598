/* Composes the letter given on standard input as name NUL value NUL …, for tests/mailer/compose.py:
 * the message on standard output, the envelope as "sender recipient smtputf8" on standard error.
 * Exit 1 with the reason on standard error if it is refused. */
#include "compose.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>

static GHashTable *read_input(void)
{
    GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 buffer[65536];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, stdin)) > 0;)
        g_byte_array_append(bytes, buffer, (guint)n);
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    const char *p = (const char *)bytes->data, *end = p + bytes->len - 1;
    while (p < end) {
        const char *value = p + strlen(p) + 1;
        g_hash_table_insert(values, g_strdup(p), g_strdup(value));
        p = value + strlen(value) + 1;
    }
    return values;
}

int main(void)
{
    g_autoptr(GHashTable) in = read_input();
    const char *date = g_hash_table_lookup(in, "dated_at");
    Letter letter = {
        .from_name = g_hash_table_lookup(in, "from_name"),
        .from_address = g_hash_table_lookup(in, "from_address"),
        .reply_to = g_hash_table_lookup(in, "reply_to"),
        .to_name = g_hash_table_lookup(in, "to_name"),
        .to_address = g_hash_table_lookup(in, "to_address"),
        .subject = g_hash_table_lookup(in, "subject"),
        .text = g_hash_table_lookup(in, "text"),
        .html = g_hash_table_lookup(in, "html"),
        .message_id = g_hash_table_lookup(in, "message_id"),
        .dated_at = date ? g_ascii_strtoll(date, NULL, 10) : 0,
        .unsubscribe_url = g_hash_table_lookup(in, "unsubscribe_url"),
        .unsubscribe_mail = g_hash_table_lookup(in, "unsubscribe_mail"),
        .bounce_box = g_hash_table_lookup(in, "bounce_box"),
        .automatic = g_hash_table_contains(in, "automatic"),
        .bulk = g_hash_table_contains(in, "bulk"),
    };
    g_autoptr(GError) error = NULL;
    g_auto(Envelope) envelope = {NULL};
    compose_init();
    g_autoptr(GBytes) message = compose_message(&letter, &error);
    if (!message || !compose_envelope(&letter, &envelope, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return EXIT_FAILURE;
    }
    gsize size;
    const void *data = g_bytes_get_data(message, &size);
    fwrite(data, 1, size, stdout);
    fprintf(stderr, "%s %s %d\n", envelope.sender, envelope.recipient, envelope.smtputf8);
    return EXIT_SUCCESS;
}
