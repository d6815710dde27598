/* docs/rules.md, "Lists of choices". */
#include "choice.h"
#include "reference.h"

/* --- names ------------------------------------------------------------------------------------ */

bool choice_load(Base *base, Record *record, GError **error)
{
    g_autofree char *title =
        reference_title(base, record->enterprise_id, record->entity, record->id);
    record_set_text(record, "name", title);
    return true;
}

static const ChoiceRow *find_row(Base *base, const Record *record)
{
    GPtrArray *rows = reference_choices(base, record->enterprise_id, record->entity);
    for (guint i = 0; i < rows->len; i++)
        if (((const ChoiceRow *)rows->pdata[i])->id == record->id)
            return rows->pdata[i];
    return NULL;
}

/* Two of one name could not be told apart. */
static bool check_name(Base *base, const Record *record, GError **error)
{
    GPtrArray *rows = reference_choices(base, record->enterprise_id, record->entity);
    if (record->saving && !record_is_new(record) && !record_field_changed(record, "name"))
        return true;
    g_autofree char *name = text_fold(record_text(record, "name"));
    for (guint i = 0; i < rows->len; i++) {
        const ChoiceRow *row = rows->pdata[i];
        g_autofree char *other = text_fold(choice_title(record->entity, row));
        if (row->id != record->id && !row->archived && g_str_equal(name, other))
            return record_refuse(record, "name", error,
                                 _("there is “%s” in this list already: choose another name"),
                                 choice_title(record->entity, row));
    }
    return true;
}

/* Its own name, typed in the person's language, makes a built-in row what it was. */
static void derive_name(Base *base, Record *record)
{
    const ChoiceRow *row = record_is_new(record) ? NULL : find_row(base, record);
    for (const Word *word = record->entity->choices; row && row->code && word->code; word++)
        if (g_str_equal(word->code, row->code) && record_field_changed(record, "name") &&
            g_str_equal(record_text(record, "name"), word_label(word)))
            record_set_text(record, "name", word_english(word));
}

/* --- the place in the list -------------------------------------------------------------------- */

static char *compose_last(const Entity *entity, const void *data)
{
    return g_strconcat(SQL("SELECT coalesce(max(position), 0) FROM "), entity->name,
                       SQL(" WHERE enterprise_id = ?"), NULL);
}

static bool derive_position(Base *base, Record *record, GError **error)
{
    int64_t last = 0;
    bool found;
    if (!record_is_new(record))
        return true;
    if (!db_get_integer(base_db(base),
                        base_statement(base, record->entity, "last", compose_last, NULL),
                        DB_ARGS(db_integer(record->enterprise_id)), &last, &found, error))
        return false;
    record_set_integer(record, "position", last + 1);
    return true;
}

bool choice_derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    derive_name(base, record);
    return derive_position(base, record, error);
}

/* --- closed ----------------------------------------------------------------------------------- */

/* Another status than this one that closes tasks. */
static bool other_closes(Base *base, int64_t enterprise_id, int64_t id, bool *other, GError **error)
{
    int64_t one;
    return db_get_integer(base_db(base),
                          SQL("SELECT 1 FROM task_status WHERE enterprise_id = ? AND id <> ? "
                              "AND closed = 1 AND archived_at IS NULL LIMIT 1"),
                          DB_ARGS(db_integer(enterprise_id), db_integer(id)), &one, other, error);
}

static bool check_closed(Base *base, const Record *record, GError **error)
{
    bool other, closes = record_integer(record, "closed") != 0;
    if (!record->saving || record_is_new(record))
        return true;
    if (closes && record_integer(record, "is_default"))
        return record_refuse(record, "closed", error,
                             _("new tasks get this status, so it cannot close them"));
    if (closes || !record_field_changed(record, "closed"))
        return true;
    if (!other_closes(base, record->enterprise_id, record->id, &other, error))
        return false;
    return other ||
           record_refuse(record, "closed", error, _("no other status closes tasks: one has to"));
}

bool choice_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    return check_name(base, record, error) &&
           (record->entity != &task_status_entity || check_closed(base, record, error));
}

/* Those deleted too: restored, they are what their status says. No save of theirs: what changed is
 * the status, and its journal says so. */
bool task_status_saved(Base *base, const Actor *actor, Record *record, GError **error)
{
    DbValue enterprise = db_integer(record->enterprise_id), id = db_integer(record->id);
    if (record_is_new(record) || !record_field_changed(record, "closed"))
        return true;
    return record_integer(record, "closed")
               ? db_execute(base_db(base),
                            SQL("UPDATE task SET closed_at = ? WHERE enterprise_id = ? "
                                "AND status_id = ? AND closed_at IS NULL"),
                            DB_ARGS(db_integer(actor->now), enterprise, id), NULL, error)
               : db_execute(base_db(base),
                            SQL("UPDATE task SET closed_at = NULL WHERE enterprise_id = ? "
                                "AND status_id = ? AND closed_at IS NOT NULL"),
                            DB_ARGS(enterprise, id), NULL, error);
}

/* --- deleting --------------------------------------------------------------------------------- */

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_IN_USE, sentence);
    return false;
}

/* The default row of a list is what new records get. */
static bool refuse_default(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                           GError **error)
{
    return reference_default(base, enterprise_id, entity) != id ||
           refuse(error, _("new records get this choice: make another the default first"));
}

static bool count(Base *base, const char *sql, int64_t enterprise_id, int64_t id, int *n,
                  GError **error)
{
    int64_t counted = 0;
    bool found;
    bool read =
        db_get_integer(base_db(base), sql, DB_ARGS(db_integer(enterprise_id), db_integer(id)),
                       &counted, &found, error);
    *n = (int)MIN(counted, G_MAXINT);
    return read;
}

#define TASKS_IN_STATUS                                                                            \
    SQL("SELECT count(*) FROM task WHERE enterprise_id = ? AND status_id = ? "                     \
        "AND archived_at IS NULL")
#define USED_BY_TASKS(column)                                                                      \
    SQL("SELECT count(*) FROM task WHERE enterprise_id = ? AND " column                            \
        " = ? AND archived_at IS NULL"),                                                           \
        SQL("SELECT subject FROM task WHERE enterprise_id = ? AND " column                         \
            " = ? AND archived_at IS NULL ORDER BY due_at DESC, id LIMIT 4")

static bool refuse_tasks(Base *base, const char *counting, const char *names, int64_t enterprise_id,
                         int64_t id, GError **error)
{
    int n;
    if (!count(base, counting, enterprise_id, id, &n, error))
        return false;
    g_autofree char *sentence =
        g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "%d task has it and must get another first:",
                                    "%d tasks have it and must get another first:", (gulong)n),
                        n);
    return refuse_if_used(base, names, enterprise_id, id, sentence, error);
}

bool task_type_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_default(base, &task_type_entity, enterprise_id, id, error) &&
           refuse_tasks(base, USED_BY_TASKS("type_id"), enterprise_id, id, error);
}

bool task_priority_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_default(base, &task_priority_entity, enterprise_id, id, error) &&
           refuse_tasks(base, USED_BY_TASKS("priority_id"), enterprise_id, id, error);
}

bool task_status_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    bool other;
    if (!other_closes(base, enterprise_id, id, &other, error))
        return false;
    return refuse_default(base, &task_status_entity, enterprise_id, id, error) &&
           (other || refuse(error, _("no other status closes tasks: one has to"))) &&
           refuse_tasks(base, USED_BY_TASKS("status_id"), enterprise_id, id, error);
}

static bool refuse_clients(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    int n;
    if (!count(base,
               SQL("SELECT count(*) FROM client WHERE enterprise_id = ? AND status_id = ? "
                   "AND archived_at IS NULL"),
               enterprise_id, id, &n, error))
        return false;
    g_autofree char *sentence =
        g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "%d client has it and must get another first:",
                                    "%d clients have it and must get another first:", (gulong)n),
                        n);
    return refuse_if_used(base,
                          SQL("SELECT CASE WHEN surname || first_name <> '' "
                              "THEN trim(surname || ' ' || first_name) WHEN company <> '' "
                              "THEN company ELSE email || phone END FROM client "
                              "WHERE enterprise_id = ? AND status_id = ? AND archived_at IS NULL "
                              "ORDER BY sort_key, id LIMIT 4"),
                          enterprise_id, id, sentence, error);
}

bool client_status_in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_default(base, &client_status_entity, enterprise_id, id, error) &&
           refuse_clients(base, enterprise_id, id, error);
}

/* --- what is probably not meant --------------------------------------------------------------- */

char *task_status_doubt(Base *base, const Actor *actor, const Record *record)
{
    int n = 0;
    if (!record->id || !record_field_changed(record, "closed") ||
        !count(base, TASKS_IN_STATUS, record->enterprise_id, record->id, &n, NULL) || n == 0)
        return NULL;
    const char *sentence =
        record_integer(record, "closed")
            ? g_dngettext(GETTEXT_PACKAGE, "%d task has this status: it will be closed.",
                          "%d tasks have this status: they will be closed.", (gulong)n)
            : g_dngettext(GETTEXT_PACKAGE, "%d task has this status: it will be open again.",
                          "%d tasks have this status: they will be open again.", (gulong)n);
    return g_strdup_printf(sentence, n);
}
