#include "people.h"

#include "campaign_internal.h"
#include "core/generate.h"
#include "core/record.h"
#include "rows.h"

#include <stdio.h>

#define SLICE 1000

bool people_run(Base *base, const char *sql, int64_t value, GError **error)
{
    DbActor actor = {.program = "bench"};
    if (!db_begin(base_db(base), &actor, DB_DURABLE, error))
        return false;
    if (db_execute(base_db(base), sql, DB_ARGS(db_integer(value)), NULL, error))
        return db_commit(base_db(base), error);
    db_rollback(base_db(base));
    return false;
}

static int64_t save(Base *base, const Actor *actor, const Entity *entity, const char *const *pairs,
                    GError **error)
{
    g_autoptr(Record) record = record_new(base, actor, entity);
    for (; *pairs; pairs += 2)
        record_set_text(record, pairs[0], pairs[1]);
    return record_save(base, actor, record, NULL, NULL, error) ? record->id : 0;
}

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Merge fields in the first and the last. */
static char *make_text(int paragraphs)
{
    g_autoptr(GString) html = g_string_new("<p>Вітаємо, {first_name|друже}!</p>\n");
    for (int i = 0; i < paragraphs; i++)
        g_string_append(html, "<p>Запрошуємо на дегустацію кави нового врожаю: Ефіопія, Кенія та "
                              "Колумбія, <b>щосуботи о 12:00</b> у нашій кав'ярні.</p>\n");
    g_string_append(html, "<p><a href=\"{unsubscribe}\">Відписатися</a></p>\n");
    return g_strdup(html->str);
}

static int64_t make_letter(Base *base, const Actor *actor, int n, int paragraphs, GError **error)
{
    g_autofree char *name = g_strdup_printf("Лист %d", n);
    g_autofree char *html = make_text(paragraphs);
    int64_t subject = save(base, actor, &subject_entity, PAIRS("text", name), error);
    int64_t body =
        subject ? save(base, actor, &body_entity, PAIRS("name", name, "content", html), error) : 0;
    int64_t signature = body ? save(base, actor, &signature_entity,
                                    PAIRS("name", name, "content", "<p>…</p>"), error)
                             : 0;
    g_autofree char *subject_id = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autofree char *body_id = g_strdup_printf("%" G_GINT64_FORMAT, body);
    g_autofree char *signature_id = g_strdup_printf("%" G_GINT64_FORMAT, signature);
    return signature ? save(base, actor, &letter_entity,
                            PAIRS("name", name, "subject_id", subject_id, "body_id", body_id,
                                  "signature_id", signature_id),
                            error)
                     : 0;
}

bool people_campaign(Base *base, const Actor *actor, People *people, GError **error)
{
    CampaignStep steps[3] = {{.days = 0}, {.days = 2}, {.days = 3}};
    for (int i = 0; i < 3; i++)
        if (!(steps[i].letter_id = make_letter(base, actor, i, people->paragraphs, error)))
            return false;
    people->campaign_id = save(base, actor, &campaign_entity, PAIRS("name", "Знайомство"), error);
    people->list_id = save(base, actor, &list_entity, PAIRS("name", "Нові"), error);
    int64_t enrolled;
    return people->campaign_id && people->list_id &&
           campaign_set_steps(base, actor, people->campaign_id, 0, steps, 3, false, NULL, error) &&
           list_attach(base, actor, people->list_id, people->campaign_id, 0, false, &enrolled,
                       error);
}

static bool join(Base *base, const Actor *actor, const People *people, GError **error)
{
    g_autoptr(GArray) clients =
        rows_integers(base, SQL("SELECT id FROM client WHERE enterprise_id = ?"),
                      DB_ARGS(db_integer(people->enterprise_id)), error);
    int64_t start = g_get_monotonic_time(), longest = 0;
    for (guint from = 0; clients && from < clients->len; from += SLICE) {
        int64_t joined, enrolled, before = g_get_monotonic_time();
        if (!list_join(base, actor, people->list_id, &g_array_index(clients, int64_t, from),
                       MIN(SLICE, clients->len - from), true, &joined, &enrolled, error))
            return false;
        longest = MAX(longest, g_get_monotonic_time() - before);
    }
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    if (clients)
        printf("join and enrol %u: %.1f s, %.0f/s, longest slice of %d: %.0f ms\n", clients->len,
               seconds, clients->len / seconds, SLICE, (double)longest / 1e3);
    return clients != NULL;
}

bool people_make(Base *base, int64_t now, int64_t clients, int64_t n_due, People *people,
                 GError **error)
{
    Actor global = actor_console(0, now);
    people->enterprise_id =
        save(base, &global, &enterprise_entity, PAIRS("full_name", "Замір"), error);
    Actor actor = actor_console(people->enterprise_id, now);
    return people->enterprise_id && generate_clients(base, &actor, clients, NULL, NULL, error) &&
           people_campaign(base, &actor, people, error) && join(base, &actor, people, error) &&
           people_run(base,
                      SQL("UPDATE delivery SET due_at = due_at + 864000000000000, "
                          "next_at = next_at + 864000000000000 WHERE id > ?"),
                      n_due, error);
}
