/* docs/rules.md, "Watchers and checklists". */
#include "core/checklist.h"
#include "core/text.h"
#include "entities/task.h"
#include "field.h"
#include "rows.h"
#include "save.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TICKING "status_id"   /* the field that who ticks may change */
#define EDITING "description" /* and who changes the list */

/* --- reading ---------------------------------------------------------------------------------- */

static void line_free(void *data)
{
    CheckLine *line = data;
    g_free(line->text);
    g_free(line);
}

static DbRows *ask_lines(Base *base, const Actor *actor, int64_t task_id, GError **error)
{
    return db_query(base_db(base),
                    SQL("SELECT id, text, done FROM task_check "
                        "WHERE enterprise_id = ? AND task_id = ? "
                        "ORDER BY position, id"),
                    DB_ARGS(db_integer(actor->enterprise_id), db_integer(task_id)), error);
}

static GPtrArray *take_lines(DbRows *rows, GError **error)
{
    GError *failure = NULL;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
    while (db_next(rows, &failure)) {
        CheckLine *line = g_new(CheckLine, 1);
        *line = (CheckLine){db_column_integer(rows, 0), rows_text(rows, 1),
                            db_column_integer(rows, 2) != 0};
        g_ptr_array_add(lines, line);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&lines) : NULL;
}

static GPtrArray *read_lines(Base *base, const Actor *actor, int64_t task_id, GError **error)
{
    g_autoptr(DbRows) rows = ask_lines(base, actor, task_id, error);
    return rows ? take_lines(rows, error) : NULL;
}

/* The lines are asked for together with the task: one way to a server. */
GPtrArray *checklist_read(Base *base, const Actor *actor, int64_t task_id, CheckRights *may,
                          GError **error)
{
    g_autoptr(DbRows) rows = ask_lines(base, actor, task_id, error);
    g_autoptr(Record) task = rows ? task_of_part(base, actor, task_id, error) : NULL;
    if (!task)
        return NULL;
    if (may)
        *may = (CheckRights){task_may_change_part(base, actor, task, TICKING, NULL),
                             task_may_change_part(base, actor, task, EDITING, NULL)};
    return take_lines(rows, error);
}

/* --- one act ---------------------------------------------------------------------------------- */

typedef struct Act Act;

/* `line` is the one that is meant, at `place` of `lines`; NULL for acts on none. */
typedef bool (*Do)(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                   GError **error);

struct Act {
    const Actor *actor;
    int64_t task_id, id; /* id 0: on no line that is there */
    const char *like;
    SaveBatch batch;
    Do do_it;
    const char *text, *old;
    bool done;
    int by;
    guint place, added;
};

static const CheckLine *find_line(const GPtrArray *lines, int64_t id, guint *place)
{
    for (*place = 0; *place < lines->len; (*place)++)
        if (((const CheckLine *)lines->pdata[*place])->id == id)
            return lines->pdata[*place];
    return NULL;
}

static bool act_body(Base *base, void *data, GError **error)
{
    Act *act = data;
    guint place = 0;
    act->batch = (SaveBatch){0};
    if (!task_check_part(base, act->actor, act->task_id, act->like, error))
        return false;
    g_autoptr(GPtrArray) lines = read_lines(base, act->actor, act->task_id, error);
    if (!lines)
        return false;
    const CheckLine *line = act->id ? find_line(lines, act->id, &place) : NULL;
    if (!act->id || line)
        return act->do_it(base, act, lines, line, place, error) &&
               task_note(base, act->actor, act->task_id, &act->batch, error);
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND,
                        _("somebody has removed this line meanwhile"));
    return false;
}

static bool run(Base *base, Act *act, GError **error)
{
    return base_write(base, act->actor, act_body, act, error);
}

/* As the journal shows it. */
static char *boxed(const char *text, bool done)
{
    return g_strdup_printf("%s %s", done ? "[x]" : "[ ]", text);
}

static bool log_line(Base *base, Act *act, const char *old, const char *now, GError **error)
{
    return task_log_part(base, act->actor, &act->batch, act->task_id, JOURNAL_CHECK, old, now,
                         error);
}

/* "UPDATE …" of one line; what is set comes first. */
static bool update(Base *base, const Act *act, const char *sql, DbValue set, int64_t id,
                   GError **error)
{
    return db_execute(base_db(base), sql,
                      DB_ARGS(set, db_integer(act->actor->enterprise_id), db_integer(id)), NULL,
                      error);
}

/* --- ticking, writing, removing --------------------------------------------------------------- */

static bool do_tick(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                    GError **error)
{
    if (line->done == act->done)
        return true;
    g_autofree char *old = boxed(line->text, line->done);
    g_autofree char *now = boxed(line->text, act->done);
    return update(base, act,
                  SQL("UPDATE task_check SET done = ? WHERE enterprise_id = ? AND id = ?"),
                  db_integer(act->done), line->id, error) &&
           log_line(base, act, old, now, error);
}

bool checklist_tick(Base *base, const Actor *actor, int64_t task_id, int64_t id, bool done,
                    GError **error)
{
    Act act = {.actor = actor,
               .task_id = task_id,
               .id = id,
               .like = TICKING,
               .do_it = do_tick,
               .done = done};
    return run(base, &act, error);
}

/* NULL, refused: too long, or nothing. */
static char *clean(const char *text, GError **error)
{
    char *line = text_clean_line(text, -1, error);
    if (!line || (*line && text_length(line) <= CHECK_CHARACTERS_MOST))
        return line;
    field_refuse(error,
                 *line ? _("a line of a checklist has at most %d characters")
                       : _("a line of a checklist cannot be empty (and has at most %d characters)"),
                 CHECK_CHARACTERS_MOST);
    g_free(line);
    return NULL;
}

static bool do_write(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                     GError **error)
{
    g_autofree char *text = clean(act->text, error);
    if (!text)
        return false;
    if (!g_str_equal(line->text, act->old)) {
        g_set_error(error, RECORD_ERROR, RECORD_ERROR_CONFLICT,
                    _("somebody has changed this line meanwhile: %s"), line->text);
        return false;
    }
    g_autofree char *old = boxed(line->text, line->done);
    g_autofree char *now = boxed(text, line->done);
    return g_str_equal(text, line->text) ||
           (update(base, act,
                   SQL("UPDATE task_check SET text = ? WHERE enterprise_id = ? AND id = ?"),
                   db_text(text), line->id, error) &&
            log_line(base, act, old, now, error));
}

bool checklist_write(Base *base, const Actor *actor, int64_t task_id, int64_t id, const char *old,
                     const char *text, GError **error)
{
    Act act = {.actor = actor,
               .task_id = task_id,
               .id = id,
               .like = EDITING,
               .do_it = do_write,
               .old = old,
               .text = text};
    return run(base, &act, error);
}

static bool do_remove(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                      GError **error)
{
    g_autofree char *old = boxed(line->text, line->done);
    return db_execute(
               base_db(base), SQL("DELETE FROM task_check WHERE enterprise_id = ? AND id = ?"),
               DB_ARGS(db_integer(act->actor->enterprise_id), db_integer(line->id)), NULL, error) &&
           log_line(base, act, old, NULL, error);
}

bool checklist_remove(Base *base, const Actor *actor, int64_t task_id, int64_t id, GError **error)
{
    Act act = {.actor = actor, .task_id = task_id, .id = id, .like = EDITING, .do_it = do_remove};
    return run(base, &act, error);
}

/* --- order ------------------------------------------------------------------------------------ */

/* Positions are counted anew, so that they never run out of room between two. */
static bool number_lines(Base *base, const Act *act, const GPtrArray *lines, GError **error)
{
    for (guint i = 0; i < lines->len; i++)
        if (!update(base, act,
                    SQL("UPDATE task_check SET position = ? WHERE enterprise_id = ? AND id = ?"),
                    db_integer(i + 1), ((const CheckLine *)lines->pdata[i])->id, error))
            return false;
    return true;
}

static bool do_move(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                    GError **error)
{
    guint to = (guint)CLAMP((int)place + act->by, 0, (int)lines->len - 1);
    if (to == place)
        return true;
    g_autofree char *from = g_strdup_printf("%u. %s", place + 1, line->text);
    g_autofree char *where = g_strdup_printf("%u. %s", to + 1, line->text);
    g_ptr_array_insert(lines, (int)to, g_ptr_array_steal_index(lines, place));
    return number_lines(base, act, lines, error) &&
           task_log_part(base, act->actor, &act->batch, act->task_id, JOURNAL_CHECKS, from, where,
                         error);
}

bool checklist_move(Base *base, const Actor *actor, int64_t task_id, int64_t id, int by,
                    GError **error)
{
    Act act = {
        .actor = actor, .task_id = task_id, .id = id, .like = EDITING, .do_it = do_move, .by = by};
    return run(base, &act, error);
}

/* --- adding ----------------------------------------------------------------------------------- */

static bool insert_line(Base *base, Act *act, const char *text, bool done, guint position,
                        int64_t *id, GError **error)
{
    g_autofree char *now = boxed(text, done);
    act->added++;
    return db_insert(base_db(base),
                     SQL("INSERT INTO task_check (enterprise_id, task_id, position, text, done) "
                         "VALUES (?, ?, ?, ?, ?)"),
                     DB_ARGS(db_integer(act->actor->enterprise_id), db_integer(act->task_id),
                             db_integer(position), db_text(text), db_integer(done)),
                     id, error) &&
           log_line(base, act, NULL, now, error);
}

static bool check_room(const GPtrArray *lines, guint more, GError **error)
{
    return lines->len + more <= CHECK_LINES_MOST ||
           field_refuse(error, _("a checklist has at most %d lines"), CHECK_LINES_MOST);
}

/* All of them clean, or none. */
static GPtrArray *clean_all(const char *text, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) typed = g_strsplit(text, "\n", -1);
    for (char **word = typed; *word; word++) {
        if (!*g_strstrip(*word))
            continue;
        char *line = clean(*word, error);
        if (!line)
            return NULL;
        g_ptr_array_add(texts, line);
    }
    return g_steal_pointer(&texts);
}

static bool do_add(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                   GError **error)
{
    int64_t id;
    g_autoptr(GPtrArray) texts = clean_all(act->text, error);
    act->added = 0;
    if (!texts || !check_room(lines, texts->len, error) || !number_lines(base, act, lines, error))
        return false;
    for (guint i = 0; i < texts->len; i++)
        if (!insert_line(base, act, texts->pdata[i], false, lines->len + i + 1, &id, error))
            return false;
    return true;
}

bool checklist_add(Base *base, const Actor *actor, int64_t task_id, const char *text, guint *n,
                   GError **error)
{
    Act act = {.actor = actor, .task_id = task_id, .like = EDITING, .do_it = do_add, .text = text};
    bool done = run(base, &act, error);
    if (n)
        *n = done ? act.added : 0;
    return done;
}

static bool do_put_back(Base *base, Act *act, GPtrArray *lines, const CheckLine *line, guint place,
                        GError **error)
{
    CheckLine *back = g_new0(CheckLine, 1);
    guint at = MIN(act->place, lines->len);
    g_ptr_array_insert(lines, (int)at, back);
    return check_room(lines, 0, error) &&
           insert_line(base, act, act->text, act->done, at + 1, &back->id, error) &&
           number_lines(base, act, lines, error);
}

bool checklist_put_back(Base *base, const Actor *actor, int64_t task_id, const CheckLine *line,
                        guint place, GError **error)
{
    Act act = {.actor = actor,
               .task_id = task_id,
               .like = EDITING,
               .do_it = do_put_back,
               .text = line->text,
               .done = line->done,
               .place = place};
    return run(base, &act, error);
}
