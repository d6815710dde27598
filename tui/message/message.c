/* The door to the message module. */
#include "tui/message/message.h"

#include <glib/gi18n-lib.h>

#include "tui/message/message_module.h"
#include "tui/module.h"

G_DEFINE_QUARK(message_error, message_error)

void message_clear(Message *message)
{
    g_free(message->subject);
    g_free(message->from);
    g_free(message->to);
    g_free(message->text);
}

bool message_read(GBytes *bytes, Message *message, GError **error)
{
    const MessageModule *module = module_open("message", "message_module_functions");
    if (!module) {
        g_set_error_literal(
            error, MESSAGE_ERROR, MESSAGE_ERROR_MODULE,
            _("sent letters cannot be shown: the message module of UkrCRM is not installed"));
        return false;
    }
    if (module->read(bytes, message))
        return true;
    g_set_error_literal(error, MESSAGE_ERROR, MESSAGE_ERROR_FORM,
                        _("the stored letter cannot be read"));
    return false;
}
