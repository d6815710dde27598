/* A client's tasks in the client's card: the open ones first, and the way to each and to all. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"
#include "tui/widgets/form.h"

typedef struct ClientTasks ClientTasks;

/* Whether this card shows any. */
bool client_tasks_shown(const App *app, const Record *record);

/* The field that shows them. */
extern const InputSpec client_tasks_input;

/* Reads them off the key loop, into the form. */
ClientTasks *client_tasks_new(App *app, int64_t client_id, Form *form);
void client_tasks_free(ClientTasks *tasks);
/* Reads them again. */
void client_tasks_look(ClientTasks *tasks);

/* Opens the task of a row, or all of them. */
Result client_tasks_follow(ClientTasks *tasks, gint64 id);
