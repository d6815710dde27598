/* The one way a record gets into the base (docs/architecture.md, "The way of one save"). */
#include "reference.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>

void save_report_clear(SaveReport *report)
{
    record_free(report->theirs);
    g_free(report->their_name);
    *report = (SaveReport){.field = -1};
}

typedef struct {
    const Actor *caller;
    Actor actor;        /* the caller as save_actor sees them */
    const Record *mine; /* as the caller has it: untouched until all is done */
    Record *work;       /* what is written */
    Record *current;    /* what is in the base; NULL: new */
    char *old_search;
    SaveBatch *batch, started; /* the batch, and how it was before a first try */
    SaveReport *report;
} Saving;

static void saving_reset(Saving *saving)
{
    g_clear_pointer(&saving->work, record_free);
    g_clear_pointer(&saving->current, record_free);
    g_clear_pointer(&saving->old_search, g_free);
    save_report_clear(saving->report);
    *saving->batch = saving->started;
}

/* --- before anything is written --------------------------------------------------------------- */

/* What is in the base now. */
static bool read_current(Base *base, Saving *saving, GError **error)
{
    const Record *mine = saving->mine;
    if (!saving->batch->known) {
        saving->current = record_read(base, mine->entity, mine->enterprise_id, mine->id,
                                      &saving->old_search, error);
        return saving->current != NULL;
    }
    saving->old_search = g_strdup(saving->batch->known);
    saving->current = record_copy(mine);
    for (int i = 0; mine->entity->fields[i].name; i++)
        value_copy(&saving->current->values[i], &mine->loaded[i]);
    return true;
}

static bool start(Base *base, Saving *saving, GError **error)
{
    const Record *mine = saving->mine;
    saving_reset(saving);
    saving->work = record_copy(mine);
    saving->work->saving = save_state_new(mine->id == 0, saving->batch->trusted);
    saving->work->saving->batch = saving->batch;
    if (!mine->id)
        return true;
    if (!read_current(base, saving, error))
        return false;
    if (!saving->current->archived)
        return true;
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND,
                        _("the record is archived: restore it first"));
    return false;
}

static bool check_field_rights(Base *base, Saving *saving, GError **error)
{
    for (int i = 0; saving->mine->entity->fields[i].name; i++) {
        const Field *field = &saving->mine->entity->fields[i];
        bool asked = !value_equal(&saving->mine->values[i], &saving->mine->loaded[i]) &&
                     !(field->flags & FIELD_DERIVED);
        if (!asked || save_may_edit_field(base, &saving->actor, saving->current, i))
            continue;
        saving->report->field = i;
        g_set_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                    _("you may not change the field “%s”"), _(field->label));
        return false;
    }
    return true;
}

static bool check_rights(Base *base, Saving *saving, GError **error)
{
    if (saving->batch->trusted)
        return true;
    if (!saving->current)
        return save_may_add(base, &saving->actor, saving->work, error);
    return save_may_edit(base, &saving->actor, saving->current, error) &&
           check_field_rights(base, saving, error);
}

static bool is_asked(const Saving *saving, int i)
{
    bool derived = saving->mine->entity->fields[i].flags & FIELD_DERIVED;
    if (!saving->current)
        return !derived || saving->work->values[i].kind != VALUE_EMPTY;
    return !value_equal(&saving->mine->values[i], &saving->mine->loaded[i]) &&
           (!derived || saving->batch->trusted);
}

/* Every value that somebody set, cleaned or refused. What is taken back was accepted once, and may
 * be what nobody can choose any more: a colleague who was dismissed. */
static bool accept_fields(Base *base, Saving *saving, GError **error)
{
    Record *work = saving->work;
    bool known = saving->batch->undoes != 0;
    for (int i = 0; work->entity->fields[i].name; i++) {
        FieldContext context = record_context(base, &saving->actor, work, i);
        if (!known && is_asked(saving, i) && !field_accept(&context, &work->values[i], error)) {
            saving->report->field = i;
            g_prefix_error(error, _("the field “%s”: "), _(context.field->label));
            return false;
        }
        field_normalise_empty(context.field, &work->values[i]);
    }
    return true;
}

static bool merge(Base *base, Saving *saving, GError **error)
{
    return !saving->current ||
           save_merge(base, saving->mine, saving->work, &saving->current, saving->report, error);
}

static bool run_hook(bool (*hook)(Base *, const Actor *, Record *, GError **), Base *base,
                     Saving *saving, GError **error)
{
    if (!hook || hook(base, &saving->actor, saving->work, error))
        return true;
    saving->report->field = saving->work->saving->refused;
    return false;
}

static void set_if_there(Record *work, const char *field, int64_t value)
{
    if (value && entity_field(work->entity, field) >= 0)
        record_set_integer(work, field, value);
}

static bool is_set_by_core(const Saving *saving, const char *field)
{
    int index = entity_field(saving->work->entity, field);
    return saving->batch->trusted && index >= 0 && !record_is_empty(saving->work, field);
}

static void stamp(const Saving *saving)
{
    const Actor *actor = &saving->actor;
    Record *work = saving->work;
    bool global = work->entity->global;
    set_if_there(work, "updated_at", actor->now);
    if (saving->current)
        return;
    set_if_there(work, "created_at", actor->now);
    if (!is_set_by_core(saving, "created_by"))
        set_if_there(work, "created_by", global ? actor->profile_id : actor->employee_id);
}

/* Rights, validation, merging: *go is false when there is nothing to write. */
static bool prepare(Base *base, Saving *saving, bool *go, GError **error)
{
    if (!start(base, saving, error) || !check_rights(base, saving, error) ||
        !accept_fields(base, saving, error) || !merge(base, saving, error))
        return false;
    const char *comment = saving->batch->comment;
    saving->report->unchanged = saving->current && !record_is_changed(saving->work);
    *go = !saving->report->unchanged || (comment && *comment);
    if (!*go)
        return true;
    stamp(saving);
    return run_hook(saving->work->entity->check, base, saving, error) &&
           run_hook(saving->work->entity->derive, base, saving, error);
}

bool record_prepare_new(Base *base, const Actor *actor, Record *work, GError **error)
{
    SaveBatch batch = {0};
    SaveReport report = {.field = -1};
    Saving saving = {
        .actor = *actor, .mine = work, .work = work, .batch = &batch, .report = &report};
    save_state_free(work->saving);
    work->saving = save_state_new(true, false);
    if (!accept_fields(base, &saving, error))
        return false;
    stamp(&saving);
    return run_hook(work->entity->check, base, &saving, error) &&
           run_hook(work->entity->derive, base, &saving, error);
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool write_all(Base *base, Saving *saving, GError **error)
{
    Record *work = saving->work;
    bool written = saving->current ? save_update(base, &saving->actor, work, error)
                                   : save_insert(base, &saving->actor, work, error);
    return written && db_enter(base_db(base), record_home(work), error) &&
           journal_write(base, &saving->actor, work, saving->batch, error) &&
           run_hook(work->entity->saved, base, saving, error) &&
           save_search_index(base, work, saving->old_search, saving->batch->defer_search, error);
}

/* Titles and what rights and choices are made of are kept between calls. */
static void forget_old(Base *base, const Record *work)
{
    const Entity *entity = work->entity;
    if (entity->global || entity->choices || entity == &employee_entity)
        base_forget(base);
    else
        reference_forget(base, entity, work->id);
}

static bool save_body(Base *base, void *data, GError **error)
{
    Saving *saving = data;
    bool go;
    if (!base_refresh(base, error))
        return false;
    saving->actor = save_actor(base, saving->caller, saving->mine->entity, saving->mine->id);
    if (!prepare(base, saving, &go, error))
        return false;
    if (!go)
        return true;
    if (!write_all(base, saving, error))
        return false;
    forget_old(base, saving->work);
    saving->report->set_id = saving->batch->set_id;
    return true;
}

/* What was written becomes what the caller has. */
static void take_over(Record *record, Record *work)
{
    for (int i = 0; record->entity->fields[i].name; i++) {
        value_copy(&record->values[i], &work->values[i]);
        value_copy(&record->loaded[i], &work->values[i]);
    }
    record->id = work->id;
    record->version = work->version;
}

bool record_save_in(Base *base, const Actor *actor, Record *record, SaveBatch *batch,
                    SaveReport *report, GError **error)
{
    g_auto(SaveReport) own_report = {0};
    Saving saving = {.caller = actor,
                     .mine = record,
                     .batch = batch,
                     .started = *batch,
                     .report = report ? report : &own_report};
    *saving.report = (SaveReport){.field = -1};
    Actor home = *actor;
    home.enterprise_id = record_home(record);
    bool saved = base_write(base, &home, save_body, &saving, error);
    if (saved) {
        take_over(record, saving.work);
        record_hide_secrets(base, &saving.actor, record);
    }
    record_free(saving.work);
    record_free(saving.current);
    g_free(saving.old_search);
    return saved;
}

char *comment_clean(const char *comment, GError **error)
{
    char *clean = text_clean_block(comment, -1, error);
    if (!clean || text_length(clean) <= COMMENT_MOST)
        return clean;
    g_free(clean);
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                _("a comment has at most %d characters; this one is longer"), COMMENT_MOST);
    return NULL;
}

bool record_save(Base *base, const Actor *actor, Record *record, const char *comment,
                 SaveReport *report, GError **error)
{
    g_autofree char *clean = NULL;
    if (comment && !(clean = comment_clean(comment, error)))
        return false;
    SaveBatch batch = {.comment = clean};
    return record_save_in(base, actor, record, &batch, report, error);
}

char *record_doubt(Base *base, const Actor *actor, const Record *record)
{
    return record->entity->doubt ? record->entity->doubt(base, actor, record) : NULL;
}

bool record_derive_again(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                         GError **error)
{
    g_autofree char *old_search = NULL;
    if (!db_enter(base_db(base), enterprise_id, error))
        return false;
    g_autoptr(Record) record = record_read(base, entity, enterprise_id, id, &old_search, error);
    if (!record)
        return false;
    Actor console = actor_console(enterprise_id, 0);
    record->saving = save_state_new(false, true);
    record->saving->renewing = true;
    return entity->derive(base, &console, record, error) && save_derived(base, record, error) &&
           save_search_index(base, record, old_search, false, error);
}
