/* What a mail about changes says: read when it is offered, in the language of who gets it. */
#include "core/i18n.h"
#include "core/payload.h"
#include "core/when.h"
#include "notice_internal.h"
#include "record_internal.h"
#include "rows.h"
#include "task_mail.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void entry_free(void *data)
{
    NoticeEntry *entry = data;
    g_free(entry->who);
    g_free(entry->comment);
    g_ptr_array_unref(entry->lines);
    g_free(entry);
}

static void task_free(void *data)
{
    NoticeTask *task = data;
    g_free(task->subject);
    g_free(task->description);
    g_ptr_array_unref(task->facts);
    g_ptr_array_unref(task->entries);
    g_free(task);
}

void notice_free(Notice *notice)
{
    if (!notice)
        return;
    g_free(notice->enterprise);
    g_free(notice->surname);
    g_free(notice->first_name);
    g_free(notice->address);
    g_ptr_array_unref(notice->tasks);
    g_free(notice);
}

/* --- may it go? ------------------------------------------------------------------------------- */

typedef struct {
    int64_t profile_id;
    bool reader;
    char *surname, *first_name, *address;
} Head;

static void head_clear(Head *head)
{
    g_free(head->surname);
    g_free(head->first_name);
    g_free(head->address);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Head, head_clear)

static bool read_head(Base *base, const SendingRules *rules, int64_t delivery_id, Head *head,
                      GError **error)
{
    *head = (Head){0};
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT profile.id, profile.surname, profile.first_name, " MAIL_ADDRESS ", "
                     "CASE WHEN " MAIL_READER "AND employee.task_mail <> 'none' THEN 1 ELSE 0 END "
                     "FROM delivery JOIN enterprise ON enterprise.id = delivery.enterprise_id "
                     "JOIN employee ON employee.enterprise_id = delivery.enterprise_id "
                     "AND employee.id = delivery.employee_id "
                     "JOIN profile ON profile.id = employee.profile_id "
                     "WHERE delivery.enterprise_id = ? AND delivery.id = ?"),
                 DB_ARGS(db_integer(rules->enterprise_id), db_integer(delivery_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure)) {
        head->profile_id = db_column_integer(rows, 0);
        head->surname = mail_clean_line(db_column_text(rows, 1));
        head->first_name = mail_clean_line(db_column_text(rows, 2));
        head->address = rows_text(rows, 3);
        head->reader = db_column_integer(rows, 4);
    }
    return rows_ended(failure, error);
}

bool notice_may_go(Base *base, const SendingRules *rules, int64_t delivery_id, bool *may,
                   GError **error)
{
    g_auto(Head) head;
    if (!read_head(base, rules, delivery_id, &head, error))
        return false;
    *may = head.reader;
    return true;
}

/* --- a task ----------------------------------------------------------------------------------- */

typedef struct {
    Base *base;
    const SendingRules *rules;
    Actor actor;
    JournalPage page;
    bool apart; /* the mail is about one task */
} Reading;

static void add_fact(const Reading *reading, const Record *record, const char *name,
                     GPtrArray *facts)
{
    int index = entity_field(record->entity, name);
    if (record_is_empty(record, name))
        return;
    g_autofree char *shown = record_shown(reading->base, &reading->actor, record, index);
    g_autofree char *fact =
        g_strdup_printf("%s: %s", _(record->entity->fields[index].label), shown);
    g_ptr_array_add(facts, mail_clean_line(fact));
}

static GPtrArray *facts_of(const Reading *reading, const Record *record)
{
    static const char *const named[] = {"due_on",      "due_minute",  "status_id",
                                        "priority_id", "assignee_id", "client_id"};
    GPtrArray *facts = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++)
        add_fact(reading, record, named[i], facts);
    return facts;
}

/* A line that is nobody's to read leaves its entry without one. */
static void take_entry(const Reading *reading, const JournalEntry *entry, GPtrArray *entries)
{
    if (!entry->lines->len && !*entry->comment)
        return;
    NoticeEntry *taken = g_new0(NoticeEntry, 1);
    g_autofree char *at = when_show(entry->at, reading->rules->zone);
    g_autofree char *who = g_strdup_printf("%s, %s", entry->who, at);
    taken->who = mail_clean_line(who);
    taken->comment = mail_clean_start(entry->comment, G_MAXINT);
    taken->lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < entry->lines->len; i++)
        g_ptr_array_add(taken->lines, mail_clean_line(entry->lines->pdata[i]));
    g_ptr_array_add(entries, taken);
}

static GPtrArray *read_entries(const Reading *reading, int64_t id, bool *earlier, GError **error)
{
    g_autoptr(GPtrArray) journal = record_journal(reading->base, &reading->actor, &task_entity, id,
                                                  &reading->page, earlier, error);
    if (!journal)
        return NULL;
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
    for (guint i = 0; i < journal->len; i++)
        take_entry(reading, journal->pdata[i], entries);
    return entries;
}

static NoticeTask *task_of(const Reading *reading, const Record *record, GPtrArray *entries)
{
    NoticeTask *task = g_new0(NoticeTask, 1);
    task->id = record->id;
    task->subject = mail_clean_line(record_text(record, "subject"));
    task->description =
        reading->apart ? mail_clean_start(record_text(record, "description"), DIGEST_DESCRIPTION)
                       : g_strdup("");
    task->facts = facts_of(reading, record);
    task->entries = entries;
    return task;
}

static bool read_task(const Reading *reading, int64_t id, Notice *notice, GError **error)
{
    bool earlier = false;
    g_autoptr(GPtrArray) entries = read_entries(reading, id, &earlier, error);
    if (!entries || !entries->len)
        return entries != NULL;
    g_autoptr(Record) record =
        record_read(reading->base, &task_entity, reading->rules->enterprise_id, id, NULL, error);
    if (!record)
        return false;
    NoticeTask *task = task_of(reading, record, g_steal_pointer(&entries));
    task->earlier = earlier;
    g_ptr_array_add(notice->tasks, task);
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static int64_t number_in(const char *payload, const char *name)
{
    g_autofree char *value = payload_get(payload, name);
    return g_ascii_strtoll(value, NULL, 10);
}

static bool read_tasks(Reading *reading, const char *payload, Notice *notice, GError **error)
{
    g_autofree char *listed = payload_get(payload, "tasks");
    g_auto(GStrv) tasks = g_strsplit(listed, " ", -1);
    reading->page.before = number_in(payload, "upto") + 1;
    reading->page.most = NOTICE_ENTRIES;
    for (char **task = tasks; *task; task++) {
        char *from = strchr(*task, ':');
        reading->page.from = from ? g_ascii_strtoll(from + 1, NULL, 10) : 0;
        if (from && !read_task(reading, g_ascii_strtoll(*task, NULL, 10), notice, error))
            return false;
    }
    notice->more = number_in(payload, "more");
    return true;
}

static Notice *notice_new(Head *head, const SendingRules *rules)
{
    Notice *notice = g_new0(Notice, 1);
    notice->enterprise = mail_clean_line(rules->name);
    notice->surname = g_steal_pointer(&head->surname);
    notice->first_name = g_steal_pointer(&head->first_name);
    notice->address = g_steal_pointer(&head->address);
    notice->tasks = g_ptr_array_new_with_free_func(task_free);
    return notice;
}

bool notice_read(Base *base, const SendingRules *rules, const DueDelivery *due, int64_t now,
                 Notice **notice, const char **over, GError **error)
{
    g_auto(Head) head;
    *notice = NULL;
    if (!read_head(base, rules, due->id, &head, error))
        return false;
    *over = head.reader ? NULL : "recipient";
    if (*over)
        return true;
    Reading reading = {.base = base,
                       .rules = rules,
                       .actor = actor_program(rules->enterprise_id, now),
                       .page = {.not_of = head.profile_id},
                       .apart = number_in(due->payload, "task") != 0};
    g_autoptr(Notice) made = notice_new(&head, rules);
    /* What the journal says is translated by gettext, which has one language at a time. */
    const char *language = i18n_language();
    i18n_set_language(due->language);
    bool read = read_tasks(&reading, due->payload, made, error);
    i18n_set_language(language);
    if (!read)
        return false;
    if (made->tasks->len)
        *notice = g_steal_pointer(&made);
    else
        *over = "nothing";
    return true;
}
