/* What a record's card says beside its fields. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"
#include "tui/widgets/form.h"

/* Its state where that is more than its values, and the end of its journal. Call before pushing. */
void record_notes_tell(App *app, const Record *record, Form *form);
