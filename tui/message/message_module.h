/* What the message module exports: one table of functions under one name. */
#pragma once

#include "tui/message/message.h"

typedef struct {
    bool (*read)(GBytes *bytes, Message *message); /* false: no message */
} MessageModule;

extern const MessageModule message_module_functions;
