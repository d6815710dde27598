/* A record's journal, out of the change log: docs/rules.md, "Journal". The newest entries are read
 * first, so that opening one costs the same however long it is. */
#include "entities/task.h"
#include "query_internal.h"
#include "reference.h"
#include "rights_internal.h"
#include "rows.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>

static void entry_free(void *data)
{
    JournalEntry *entry = data;
    g_free(entry->who);
    g_free(entry->of);
    g_free(entry->comment);
    g_ptr_array_unref(entry->lines);
    g_free(entry);
}

typedef struct {
    Base *base;
    const Actor *actor;
    const Entity *entity;
    int64_t id, home;
    const JournalPage *page;
    bool secrets;   /* may be seen */
    bool taken_in;  /* others were, and theirs is read too */
    int64_t before; /* what is older comes next: change.id */
} Reader;

/* Long texts show their beginning. */
#define SHOWN_CHARACTERS 60

static char *shorten(char *text)
{
    for (char *c = text; *c; c++)
        if (*c == '\n')
            *c = ' ';
    if (text_length(text) <= SHOWN_CHARACTERS)
        return text;
    char *start = g_utf8_substring(text, 0, SHOWN_CHARACTERS);
    g_free(text);
    char *shortened = g_strconcat(start, "…", NULL);
    g_free(start);
    return shortened;
}

static char *show_logged(const Reader *reader, const Field *field, const char *logged)
{
    FieldContext context = {reader->base, reader->actor, reader->actor->enterprise_id, field};
    Value value = {0};
    field_from_log(field, logged, &value);
    char *shown = field_shown(&context, &value);
    value_clear(&value);
    return *shown ? shorten(shown) : (g_free(shown), g_strdup("—"));
}

/* NULL: a line that is not for this reader, or says nothing. */
static char *compose_line(const Reader *reader, const char *name, const char *old, const char *now)
{
    if (!*name)
        return g_strdup(_("created"));
    if (g_str_equal(name, "archived_at"))
        return g_strdup(now ? _("archived") : _("restored"));
    if (g_str_equal(name, JOURNAL_STOPPED))
        return g_strdup_printf(_("stopped for good, clients: %s"), now);
    int index = entity_field(reader->entity, name);
    if (index < 0)
        return task_part_line(reader->base, reader->actor, name, old, now);
    const Field *field = &reader->entity->fields[index];
    if ((field->flags & FIELD_SECRET) && !reader->secrets)
        return NULL;
    if (field->type == FIELD_HTML)
        return g_strdup_printf(_("%s: changed"), _(field->label));
    g_autofree char *before = show_logged(reader, field, old);
    g_autofree char *after = show_logged(reader, field, now);
    return g_strdup_printf("%s: %s → %s", _(field->label), before, after);
}

/* A record that was taken in has its name at its entries. */
static char *name_of(const Reader *reader, int64_t id)
{
    return id == reader->id
               ? NULL
               : reference_title(reader->base, reader->actor->enterprise_id, reader->entity, id);
}

enum {
    COLUMN_SET,
    COLUMN_AT,
    COLUMN_SURNAME,
    COLUMN_FIRST_NAME,
    COLUMN_PROGRAM,
    COLUMN_COMMENT,
    COLUMN_ID,
    COLUMN_RECORD,
    COLUMN_FIELD,
    COLUMN_OLD,
    COLUMN_NEW
};

static JournalEntry *entry_new(const Reader *reader, DbRows *row)
{
    JournalEntry *entry = g_new0(JournalEntry, 1);
    const char *surname = db_column_text(row, COLUMN_SURNAME);
    entry->set_id = db_column_integer(row, COLUMN_SET);
    entry->record_id = db_column_integer(row, COLUMN_RECORD);
    entry->at = db_column_integer(row, COLUMN_AT);
    entry->who =
        surname
            ? g_strstrip(g_strdup_printf("%s %s", surname, db_column_text(row, COLUMN_FIRST_NAME)))
            : g_strdup(db_column_text(row, COLUMN_PROGRAM));
    entry->comment = g_strdup(db_column_text(row, COLUMN_COMMENT));
    entry->of = name_of(reader, entry->record_id);
    entry->lines = g_ptr_array_new_with_free_func(g_free);
    return entry;
}

/* Rows come newest first: each goes before those of its entry that are there. */
static void add_row(Reader *reader, DbRows *row, GPtrArray *entries)
{
    JournalEntry *last = entries->len ? entries->pdata[entries->len - 1] : NULL;
    if (!last || last->set_id != db_column_integer(row, COLUMN_SET) ||
        last->record_id != db_column_integer(row, COLUMN_RECORD)) {
        last = entry_new(reader, row);
        g_ptr_array_add(entries, last);
    }
    last->place = reader->before = db_column_integer(row, COLUMN_ID);
    char *line = compose_line(reader, db_column_text(row, COLUMN_FIELD),
                              db_column_text(row, COLUMN_OLD), db_column_text(row, COLUMN_NEW));
    if (line)
        g_ptr_array_insert(last->lines, 0, line);
}

/* --- a page ----------------------------------------------------------------------------------- */

/* So many rows at once: a page of entries as they mostly are, a few fields each. */
#define ROWS 500

/* Who was taken in may have taken others in before. */
#define TAKEN_IN                                                                                   \
    " AND change.record_id IN (WITH RECURSIVE taken (id) AS (SELECT client.id FROM client "        \
    "WHERE client.enterprise_id = ? AND client.id = ? UNION "                                      \
    "SELECT client.id FROM client JOIN taken ON client.merged_into = taken.id "                    \
    "WHERE client.enterprise_id = ?) SELECT id FROM taken)"

static void bind(Statement *statement, int64_t integer)
{
    statement_bind(statement, db_integer(integer));
}

static void add_whose(const Reader *reader, Statement *statement)
{
    statement_add(statement, reader->taken_in ? SQL(TAKEN_IN) : SQL(" AND change.record_id = ?"));
    if (reader->taken_in)
        bind(statement, reader->home);
    bind(statement, reader->id);
    if (reader->taken_in)
        bind(statement, reader->home);
}

static void add_filter(const Reader *reader, Statement *statement)
{
    const JournalPage *page = reader->page;
    if (!page->commented && !page->not_of)
        return;
    statement_add(statement,
                  SQL(" AND EXISTS (SELECT 1 FROM change_set WHERE "
                      "change_set.enterprise_id = change.enterprise_id "
                      "AND change_set.id = change.set_id AND (change_set.profile_id IS NULL "
                      "OR change_set.profile_id <> ?)"));
    bind(statement, page->not_of);
    statement_add(statement, page->commented ? SQL(" AND change_set.comment <> '')") : ")");
}

/* The rows of the page are taken before anything is joined to them: a server that thinks them few
 * would join and sort all of the journal for each page. */
static void add_rows(const Reader *reader, Statement *statement)
{
    statement_add(statement,
                  SQL("SELECT change.enterprise_id, change.id, change.set_id, change.record_id, "
                      "change.field, change.old, change.new FROM change "
                      "WHERE change.enterprise_id = ? AND change.entity = ? AND change.id < ? "
                      "AND change.id >= ?"));
    bind(statement, reader->home);
    statement_bind(statement, db_text(reader->entity->name));
    bind(statement, reader->before);
    bind(statement, reader->page->from);
    add_whose(reader, statement);
    add_filter(reader, statement);
    statement_add(statement, SQL(" ORDER BY change.id DESC"));
    plan_add_limit(ROWS, statement);
}

static DbRows *query_rows(const Reader *reader, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement,
                  SQL("SELECT change_set.id, change_set.at, profile.surname, profile.first_name, "
                      "change_set.program, change_set.comment, change.id, change.record_id, "
                      "change.field, change.old, change.new FROM ("));
    add_rows(reader, &statement);
    statement_add(&statement, SQL(") AS change JOIN change_set ON "
                                  "change_set.enterprise_id = change.enterprise_id "
                                  "AND change_set.id = change.set_id "
                                  "LEFT JOIN profile ON profile.id = change_set.profile_id "
                                  "ORDER BY change.id DESC"));
    return statement_query(&statement, reader->base, error);
}

static bool read_rows(Reader *reader, GPtrArray *entries, int *n, GError **error)
{
    g_autoptr(DbRows) rows = query_rows(reader, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    for (*n = 0; db_next(rows, &failure); (*n)++)
        add_row(reader, rows, entries);
    return rows_ended(g_steal_pointer(&failure), error);
}

static void reverse(GPtrArray *entries)
{
    for (guint i = 0; i < entries->len / 2; i++) {
        void *entry = entries->pdata[i];
        entries->pdata[i] = entries->pdata[entries->len - 1 - i];
        entries->pdata[entries->len - 1 - i] = entry;
    }
}

/* An entry is whole once an older one has begun. */
static GPtrArray *read_page(Reader *reader, bool *older, GError **error)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    guint most = reader->page->most ? (guint)reader->page->most : G_MAXUINT;
    int n = ROWS;
    while (n == ROWS && entries->len <= most)
        if (!read_rows(reader, entries, &n, error))
            return NULL;
    if (older)
        *older = entries->len > most;
    if (entries->len > most)
        g_ptr_array_set_size(entries, (int)most);
    reverse(entries);
    return g_steal_pointer(&entries);
}

static bool find_taken_in(Reader *reader, GError **error)
{
    int64_t one;
    return reader->entity != &client_entity ||
           db_get_integer(base_db(reader->base),
                          SQL("SELECT 1 FROM client WHERE enterprise_id = ? AND merged_into = ? "
                              "LIMIT 1"),
                          DB_ARGS(db_integer(reader->home), db_integer(reader->id)), &one,
                          &reader->taken_in, error);
}

GPtrArray *record_journal(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                          const JournalPage *page, bool *older, GError **error)
{
    static const JournalPage everything = {0};
    if (!record_check_visible(base, actor, entity, id, error))
        return NULL;
    Actor inside = save_actor(base, actor, entity, id);
    Reader reader = {.base = base,
                     .actor = &inside,
                     .entity = entity,
                     .id = id,
                     .home = entity == &enterprise_entity ? id
                             : entity->global             ? 0
                                                          : inside.enterprise_id,
                     .page = page ? page : &everything,
                     .secrets = right_extent(base, &inside, RIGHT_SEE_SECRETS) == EXTENT_ALL};
    reader.before = reader.page->before ? reader.page->before : G_MAXINT64;
    return find_taken_in(&reader, error) ? read_page(&reader, older, error) : NULL;
}
