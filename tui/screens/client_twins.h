/* While a new client is typed: who looks like them. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"
#include "tui/widgets/form.h"

typedef struct ClientTwins ClientTwins;

/* For the form of a record that is not saved yet, which both must outlive it. */
ClientTwins *client_twins_new(App *app, const Record *record, Form *form);
void client_twins_free(ClientTwins *twins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientTwins, client_twins_free)

/* A field was left with another value: looks in the worker's thread, and tells under the field. */
void client_twins_look(ClientTwins *twins, const char *field);

bool client_twins_any(const ClientTwins *twins);

/* Opens the card of the one that was found, over the form; of several asks which. */
Result client_twins_open(ClientTwins *twins);
