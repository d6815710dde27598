/* The message module itself: GMime takes the letter apart. */
#include "tui/message/message_module.h"

#include <gmime/gmime.h>

static char *addresses(InternetAddressList *list)
{
    char *text = list ? internet_address_list_to_string(list, NULL, FALSE) : NULL;
    return text ? text : g_strdup("");
}

static bool is_plain(GMimeObject *part)
{
    return GMIME_IS_TEXT_PART(part) &&
           g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "plain");
}

static void find_plain(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    GMimeObject **found = data;
    if (!*found && is_plain(part))
        *found = part;
}

static char *plain_text(GMimeMessage *message)
{
    GMimeObject *plain = NULL;
    g_mime_message_foreach(message, find_plain, &plain);
    char *text = plain ? g_mime_text_part_get_text(GMIME_TEXT_PART(plain)) : NULL;
    return text ? text : g_strdup("");
}

static GMimeMessage *parse(const char *data, gsize size)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

static bool read_message(GBytes *bytes, Message *to)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_mime_init();
    GMimeMessage *message = parse(data, size);
    if (!message)
        return false;
    const char *subject = g_mime_message_get_subject(message);
    *to = (Message){.subject = g_strdup(subject ? subject : ""),
                    .from = addresses(g_mime_message_get_from(message)),
                    .to = addresses(g_mime_message_get_to(message)),
                    .text = plain_text(message)};
    g_object_unref(message);
    return true;
}

const MessageModule message_module_functions = {.read = read_message};
