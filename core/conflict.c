/* What is left to decide when two people changed one field. */
#include "record_internal.h"

static bool is_mine(const Record *mine, int field)
{
    return !(mine->entity->fields[field].flags & FIELD_DERIVED) &&
           !value_equal(&mine->values[field], &mine->loaded[field]);
}

bool record_in_conflict(const Record *mine, const Record *theirs, int field)
{
    return is_mine(mine, field) && !value_equal(&mine->loaded[field], &theirs->values[field]) &&
           !value_equal(&mine->values[field], &theirs->values[field]);
}

char *record_loaded_shown(Base *base, const Actor *actor, const Record *record, int field)
{
    g_autoptr(Record) before = record_copy(record);
    value_copy(&before->values[field], &record->loaded[field]);
    return record_shown(base, actor, before, field);
}

void record_settle(Record *mine, const Record *theirs, const bool *keep)
{
    for (int i = 0; mine->entity->fields[i].name; i++) {
        bool stays = record_in_conflict(mine, theirs, i) ? keep[i] : is_mine(mine, i);
        if (!stays)
            value_copy(&mine->values[i], &theirs->values[i]);
        value_copy(&mine->loaded[i], &theirs->values[i]);
    }
    mine->version = theirs->version;
}
