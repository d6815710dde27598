/* How somebody outside the client comes to a task. Nothing outside core/ includes this. */
#pragma once

#include "core/digest.h"

/* What is typed. `task` 0: to come to no task in particular. Free with g_free. */
char *task_command(const MailLinks *links, int64_t task);
/* What is clicked; NULL without an address that browsers open. Free with g_free. */
char *task_url(const MailLinks *links, int64_t task);
