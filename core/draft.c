#include "core/draft.h"
#include "base_internal.h"

void draft_clear(Draft *draft)
{
    g_clear_pointer(&draft->content, g_free);
}

typedef struct {
    const Actor *actor;
    const char *entity, *content; /* content NULL: removed */
    int64_t record_id, record_version;
} DraftWrite;

static bool write_draft(Base *base, void *data, GError **error)
{
    const DraftWrite *write = data;
    const Actor *actor = write->actor;
    if (!write->content)
        return db_execute(base_db(base),
                          SQL("DELETE FROM draft WHERE enterprise_id = ? AND profile_id = ? "
                              "AND entity = ? AND record_id = ?"),
                          DB_ARGS(db_integer(actor->enterprise_id), db_integer(actor->profile_id),
                                  db_text(write->entity), db_integer(write->record_id)),
                          NULL, error);
    return db_execute(
        base_db(base),
        SQL("INSERT INTO draft (enterprise_id, profile_id, entity, record_id, record_version, "
            "content, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (enterprise_id, profile_id, entity, record_id) DO UPDATE SET "
            "record_version = excluded.record_version, content = excluded.content, "
            "saved_at = excluded.saved_at"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(actor->profile_id),
                db_text(write->entity), db_integer(write->record_id),
                db_integer(write->record_version), db_text(write->content), db_integer(actor->now)),
        NULL, error);
}

bool draft_save(Base *base, const Actor *actor, const char *entity, int64_t record_id,
                int64_t record_version, const char *content, GError **error)
{
    DraftWrite write = {actor, entity, content, record_id, record_version};
    return base_write(base, actor, write_draft, &write, error);
}

bool draft_find(Base *base, const Actor *actor, const char *entity, int64_t record_id, Draft *draft,
                bool *found, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT content, record_version, saved_at FROM draft WHERE enterprise_id = ? "
                     "AND profile_id = ? AND entity = ? AND record_id = ?"),
                 DB_ARGS(db_integer(actor->enterprise_id), db_integer(actor->profile_id),
                         db_text(entity), db_integer(record_id)),
                 error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    *found = db_next(rows, &failure);
    if (*found)
        *draft = (Draft){g_strdup(db_column_text(rows, 0)), db_column_integer(rows, 1),
                         db_column_integer(rows, 2)};
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool draft_remove(Base *base, const Actor *actor, const char *entity, int64_t record_id,
                  GError **error)
{
    Draft draft = {0};
    bool found = false;
    /* Most forms are left without one: no write for nothing. */
    if (!draft_find(base, actor, entity, record_id, &draft, &found, error))
        return false;
    draft_clear(&draft);
    DraftWrite write = {actor, entity, NULL, record_id, 0};
    return !found || base_write(base, actor, write_draft, &write, error);
}

/* --- how a person likes a screen -------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    const char *screen, *content;
} SettingWrite;

static bool write_setting(Base *base, void *data, GError **error)
{
    const SettingWrite *write = data;
    return db_execute(base_db(base),
                      SQL("INSERT INTO screen_setting (enterprise_id, profile_id, screen, content) "
                          "VALUES (?, ?, ?, ?) ON CONFLICT (enterprise_id, profile_id, screen) "
                          "DO UPDATE SET content = excluded.content"),
                      DB_ARGS(db_integer(write->actor->enterprise_id),
                              db_integer(write->actor->profile_id), db_text(write->screen),
                              db_text(write->content)),
                      NULL, error);
}

bool screen_setting_save(Base *base, const Actor *actor, const char *screen, const char *content,
                         GError **error)
{
    SettingWrite write = {actor, screen, content};
    return base_write(base, actor, write_setting, &write, error);
}

char *screen_setting_find(Base *base, const Actor *actor, const char *screen, GError **error)
{
    char *content = NULL;
    bool found;
    db_get_text(
        base_db(base),
        SQL("SELECT content FROM screen_setting WHERE enterprise_id = ? AND profile_id = ? "
            "AND screen = ?"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(actor->profile_id), db_text(screen)),
        &content, &found, error);
    return content;
}
