/* What may be done with one client's campaign: pause, resume, move to another day, stop. */
#pragma once

#include "core/campaign.h"
#include "tui/app/app.h"

/* Of one that is over it is only told so. */
void ask_enrollment(App *app, const ClientEnrollment *enrollment);
