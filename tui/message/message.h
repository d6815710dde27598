/* A letter that was sent, read back from its bytes. GMime does it, in a module of its own. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define MESSAGE_ERROR (message_error_quark())
GQuark message_error_quark(void);
typedef enum {
    MESSAGE_ERROR_FORM,   /* these bytes are no message */
    MESSAGE_ERROR_MODULE, /* the module is not installed */
} MessageError;

/* All UTF-8; "" where the message says nothing. */
typedef struct {
    char *subject, *from, *to;
    char *text; /* its plain part */
} Message;

void message_clear(Message *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Message, message_clear)

bool message_read(GBytes *bytes, Message *message, GError **error);
