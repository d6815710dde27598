/* Search finds exactly the rows whose text holds every word, whichever way it goes. */
#include "pages.h"
#include "query_internal.h"
#include "query_set.h"
#include "record_internal.h"
#include "store.h"
#include "text_layout.h"

#include <string.h>

#define CLIENTS 700

static char *random_word(void)
{
    static const char *const pieces[] = {"ів", "ан", "ко", "пе", "тр", "яц", "юк", "мо"};
    g_autoptr(GString) word = g_string_new(NULL);
    for (int i = 1 + random_below(4); i > 0; i--)
        g_string_append(word, pieces[random_below(8)]);
    return g_string_free(g_steal_pointer(&word), FALSE);
}

/* Surnames that stand together at the end, others all over. */
static void fill_record(Record *client, int64_t employee)
{
    static const char *const statuses[] = {"1", "2", "3", "4"};
    g_autofree char *word = random_word();
    g_autofree char *surname = random_below(5) ? g_strdup(word) : g_strconcat("яяцюк", word, NULL);
    g_autofree char *company = random_word();
    g_autofree char *phone = g_strdup_printf("+38067%07d", random_below(300));
    record_set_text(client, "surname", surname);
    record_set_text(client, "company", random_below(2) ? company : "");
    record_set_text(client, "phone", random_below(2) ? phone : "");
    record_set_text(client, "status_id", statuses[random_below(4)]);
    if (random_below(2))
        record_set_integer(client, "employee_id", employee);
}

typedef struct {
    Fixture f;
    Actor other;      /* the console in a second enterprise of the same base */
    int64_t lists[2]; /* one has a third of the clients, the other next to none */
} Crowd;

static bool add_all(Base *base, void *data, GError **error)
{
    Crowd *c = data;
    SaveBatch batch = {.trusted = true, .defer_search = true};
    for (int i = 0; i < CLIENTS; i++) {
        bool foreign = random_below(10) == 0;
        const Actor *actor = foreign ? &c->other : &c->f.actors[ROLE_NONE];
        g_autoptr(Record) client = record_new(base, actor, &client_entity);
        fill_record(client, c->f.actors[ROLE_MANAGER].employee_id);
        if (foreign)
            record_clear(client, "employee_id");
        if (foreign)
            record_set_integer(client, "status_id", 5);
        batch.set_id = 0;
        if (!record_save_in(base, actor, client, &batch, NULL, error) ||
            (random_below(10) == 0 && !record_archive_in(base, actor, &client_entity, client->id,
                                                         true, &batch, NULL, error)))
            return false;
    }
    return true;
}

static bool fill_list(Base *base, void *data, GError **error)
{
    Crowd *c = data;
    for (int i = 0; i < 2; i++)
        if (!db_execute(base_db(base),
                        SQL("INSERT INTO list_member (enterprise_id, list_id, client_id, source, "
                            "joined_at, left_at) SELECT 1, ?, id, 'hand', 0, "
                            "CASE WHEN id % 5 = 0 THEN 1 END FROM client WHERE enterprise_id = 1 "
                            "AND id % ? = 0"),
                        DB_ARGS(db_integer(c->lists[i]), db_integer(i ? 40 : 3)), NULL, error))
            return false;
    return true;
}

static void crowd_up(Crowd *c, const void *data)
{
    g_autoptr(GError) error = NULL;
    fixture_up(&c->f, data);
    Actor console = actor_console(0, NOW);
    c->other = actor_console(
        fixture_save(&c->f, &console, &enterprise_entity, "full_name", "Друга", NULL), NOW);
    base_write(c->f.base, &console, add_all, c, &error);
    g_assert_no_error(error);
    for (int i = 0; i < 2; i++)
        c->lists[i] = fixture_save(&c->f, &c->f.actors[ROLE_OWNER], &list_entity, "name",
                                   i ? "Мала" : "Велика", NULL);
    base_write(c->f.base, &c->f.actors[ROLE_NONE], fill_list, c, &error);
    g_assert_no_error(error);
    DbActor actor = base_db_actor(c->f.base, &console);
    db_search_fill(base_db(c->f.base), "client_search", &actor, 0, NULL, NULL, &error);
    g_assert_no_error(error);
    if (store_is_server()) /* how far a walk goes, its statistics tell */
        g_free(store_ask(c->f.url, "ANALYZE"));
}

static void crowd_down(Crowd *c, const void *data)
{
    fixture_down(&c->f, data);
}

/* --- the same answer every way ---------------------------------------------------------------- */

static char *random_search(void)
{
    static const char *const fixed[] = {"я",      "яяцюк", "к",     "мо",    "38067",
                                        "067 00", "немає", "кокок", "яяц к", "ів ан"};
    return random_below(2) ? g_strdup(fixed[random_below(10)]) : random_word();
}

/* Each forces another way: one by one; all of a small enterprise; a walk; sweeps that give up at
 * once, with samples of every size. */
static const SearchTuning tunings[] = {
    {100000, 1000, 2000000, 20000, 500, 64},
    {100000, 1000, 2000000, 20000, 500, 64, 2000},
    {0, 1000000, 2000000, 20000, 500, 64},
    {0, 10, 2000000, 1000000, 500, 64},
    {0, 10, 2000000, 5, 40, 16},
    {0, 10, 2000000, 5, 1, 1},
    {0, 1, 2000000, 1, 5, 64},
    {0, 10, 5, 20, 5, 5},
    {30, 40, 100, 50, 300, 200},
};

static char *list_ids(const GPtrArray *hits)
{
    g_autoptr(GString) ids = g_string_new(NULL);
    for (guint i = 0; i < hits->len; i++)
        g_string_append_printf(ids, " %d", (int)((Hit *)hits->pdata[i])->spot.id);
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

typedef struct {
    Query query;
    const Spot *from;
    bool backward;
    int limit;
} Ask;

static char *ask(Crowd *c, const Ask *ask, const SearchTuning *tuning)
{
    g_autoptr(GError) error = NULL;
    g_auto(Plan) plan = {0};
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    bool spent;
    plan_init(&plan, c->f.base, &c->f.actors[ROLE_OWNER], &ask->query, &error);
    g_assert_no_error(error);
    if (tuning) {
        plan.tuning = tuning;
        base_forget(c->f.base); /* what was small by another is not by this */
        query_search(&plan, ask->from, ask->backward, ask->limit, hits, &error);
    } else {
        query_walk(&plan, ask->from, ask->backward, ask->limit, 0, hits, &spent, &error);
    }
    g_assert_no_error(error);
    for (guint i = 0; i < hits->len; i++)
        g_assert_nonnull(((Hit *)hits->pdata[i])->row);
    return list_ids(hits);
}

/* A place to start from: some row of the list, whether the search has it or not. */
static void random_spot(Crowd *c, const Query *query, Spot *spot)
{
    g_autoptr(GError) error = NULL;
    g_auto(Plan) plan = {0};
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    bool spent;
    Query all = *query;
    all.search = NULL;
    plan_init(&plan, c->f.base, &c->f.actors[ROLE_OWNER], &all, &error);
    query_walk(&plan, NULL, false, 1 + random_below(CLIENTS / 2), 0, hits, &spent, &error);
    g_assert_no_error(error);
    Hit *last = hits->pdata[hits->len - 1];
    *spot = last->spot;
    last->spot.bytes = NULL;
}

/* A question as the client asks them: any order, perhaps a search, filters, a part of the list. */
typedef struct {
    Ask ask;
    char *search;
    Filter filters[2];
} Question;

static void question_clear(Question *question)
{
    g_free(question->search);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

static void add_filter(Question *q, Filter filter)
{
    q->filters[q->ask.query.n_filters++] = filter;
}

static void question_init(Crowd *c, Question *q)
{
    static const char *const orders[] = {"name",   "phone",    "company",
                                         "status", "employee", "created"};
    static const char *const statuses[] = {"1", "2", "3", "4", "5"};
    *q = (Question){.search = random_below(3) ? random_search() : NULL};
    q->ask = (Ask){.query = {.entity = &client_entity,
                             .search = q->search,
                             .order = orders[random_below(6)],
                             .descending = random_below(2),
                             .archived = random_below(8) == 0,
                             .filters = q->filters},
                   .backward = random_below(2),
                   .limit = 1 + random_below(30)};
    if (random_below(3) == 0)
        add_filter(q, (Filter){"status_id", FILTER_IS, statuses[random_below(5)]});
    if (random_below(5) == 0)
        add_filter(q, (Filter){"company", FILTER_CONTAINS, "ко"});
    if (random_below(4) == 0) {
        bool mine = random_below(3) == 0;
        q->ask.query.scope = mine ? "mine" : "list";
        q->ask.query.scope_values[0] =
            mine ? c->f.actors[ROLE_MANAGER].employee_id : c->lists[random_below(2)];
    }
}

static void say(const Question *q, size_t tuning)
{
    g_test_message("«%s» by %s%s, %zu filters, scope %s, tuning %zu", q->search ? q->search : "",
                   q->ask.query.order, q->ask.backward ? ", backward" : "", q->ask.query.n_filters,
                   q->ask.query.scope ? q->ask.query.scope : "none", tuning);
}

static void test_same(Crowd *c, const void *data)
{
    for (int round = 0; round < 300; round++) {
        g_auto(Spot) from = {0};
        g_auto(Question) q;
        question_init(c, &q);
        bool some = q.ask.query.archived || q.ask.query.n_filters || q.ask.query.scope;
        if (random_below(2) && !some) {
            random_spot(c, &q.ask.query, &from);
            q.ask.from = &from;
        }
        g_autofree char *expected = ask(c, &q.ask, NULL);
        for (size_t i = 0; i < G_N_ELEMENTS(tunings); i++) {
            g_autofree char *found = ask(c, &q.ask, &tunings[i]);
            say(&q, i);
            g_assert_cmpstr(found, ==, expected);
        }
    }
}

/* --- page by page, while others add rows ------------------------------------------------------ */

static void add_one(Crowd *c)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) client = record_new(c->f.base, &c->f.actors[ROLE_NONE], &client_entity);
    fill_record(client, c->f.actors[ROLE_MANAGER].employee_id);
    record_save(c->f.base, &c->f.actors[ROLE_NONE], client, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void read_hits(Crowd *c, const Ask *ask, const SearchTuning *tuning, GPtrArray *hits)
{
    g_autoptr(GError) error = NULL;
    g_auto(Plan) plan = {0};
    plan_init(&plan, c->f.base, &c->f.actors[ROLE_OWNER], &ask->query, &error);
    g_assert_no_error(error);
    plan.tuning = tuning;
    query_search(&plan, ask->from, ask->backward, ask->limit, hits, &error);
    g_assert_no_error(error);
}

/* Ids, in walking order, of those that were there before (up to `last`). */
static char *page_through(Crowd *c, const Ask *first, const SearchTuning *tuning, int64_t last)
{
    Ask ask = *first;
    g_autoptr(GString) ids = g_string_new(NULL);
    g_autoptr(GPtrArray) page = NULL;
    for (int added = 0;; added++) {
        g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
        read_hits(c, &ask, tuning, hits);
        for (guint i = 0; i < hits->len; i++) {
            int64_t id = ((Hit *)hits->pdata[i])->spot.id;
            if (id <= last)
                g_string_append_printf(ids, " %d", (int)id);
        }
        if (hits->len == 0)
            return g_string_free(g_steal_pointer(&ids), FALSE);
        ask.from = &((Hit *)hits->pdata[hits->len - 1])->spot;
        ask.limit = 1 + random_below(40);
        g_clear_pointer(&page, g_ptr_array_unref);
        page = g_steal_pointer(&hits);
        if (added < 30) /* by creation the newest is last: there would always be one more */
            add_one(c);
    }
}

static void test_paged(Crowd *c, const void *data)
{
    for (int round = 0; round < 12; round++) {
        g_auto(Question) q;
        question_init(c, &q);
        q.ask.limit = 100000;
        int64_t last = fixture_count(&c->f, SQL("SELECT max(id) FROM client"));
        g_autofree char *expected = ask(c, &q.ask, NULL);
        q.ask.limit = 1 + random_below(40);
        size_t tuning = (size_t)random_below(G_N_ELEMENTS(tunings));
        g_autofree char *found = page_through(c, &q.ask, &tunings[tuning], last);
        say(&q, tuning);
        g_assert_cmpstr(found, ==, expected);
    }
}

/* --- counting --------------------------------------------------------------------------------- */

static void test_counted(Crowd *c, const void *data)
{
    for (int round = 0; round < 200; round++) {
        g_autoptr(GError) error = NULL;
        g_auto(Question) q;
        int64_t total, before;
        bool exact;
        question_init(c, &q);
        g_autoptr(GPtrArray) rows = query_page(c->f.base, &c->f.actors[ROLE_OWNER], &q.ask.query,
                                               NULL, false, 100000, NULL, &error);
        g_assert_no_error(error);
        guint at = rows->len ? (guint)random_below((int)rows->len) : 0;
        const QueryRow *row = rows->len ? rows->pdata[at] : NULL;
        g_assert_true(query_count(c->f.base, &c->f.actors[ROLE_OWNER], &q.ask.query,
                                  row ? row->position : NULL, 100000, &total, &before, &exact,
                                  &error));
        say(&q, 0);
        g_assert_cmpint(total, ==, rows->len);
        g_assert_cmpint(before, ==, at);
        g_assert_true(exact);
    }
}

/* --- interrupted ------------------------------------------------------------------------------ */

/* Interrupts once whenever `spins` is set, after counting down so far. */
typedef struct {
    Base *base;
    int stop, spins;
} Interrupter;

static gpointer interrupt_when_told(gpointer data)
{
    Interrupter *interrupter = data;
    while (!g_atomic_int_get(&interrupter->stop)) {
        if (g_atomic_int_get(&interrupter->spins) == 0) {
            g_thread_yield();
            continue;
        }
        if (g_atomic_int_dec_and_test(&interrupter->spins))
            base_interrupt(interrupter->base);
    }
    return NULL;
}

static void start(Interrupter *interrupter)
{
    base_resume(interrupter->base);
    g_atomic_int_set(&interrupter->spins, 1 + random_below(60000));
}

static void wait_for(Interrupter *interrupter)
{
    while (g_atomic_int_get(&interrupter->spins))
        g_thread_yield();
    base_resume(interrupter->base);
}

/* Wherever it is interrupted, an answer is whole or a failure. */
static void test_interrupted(Crowd *c, const void *data)
{
    Interrupter interrupter = {.base = c->f.base};
    GThread *thread = g_thread_new("interrupter", interrupt_when_told, &interrupter);
    for (int round = 0; round < 120; round++) {
        g_autoptr(GError) error = NULL;
        g_auto(Question) q;
        int64_t total;
        question_init(c, &q);
        q.ask.limit = 100000;
        start(&interrupter);
        bool counted = query_count(c->f.base, &c->f.actors[ROLE_OWNER], &q.ask.query, NULL, 100000,
                                   &total, NULL, NULL, &error);
        wait_for(&interrupter);
        g_assert_true(counted == !error);
        g_clear_error(&error);
        start(&interrupter);
        g_autoptr(GPtrArray) rows = query_page(c->f.base, &c->f.actors[ROLE_OWNER], &q.ask.query,
                                               NULL, q.ask.backward, q.ask.limit, NULL, &error);
        wait_for(&interrupter);
        g_assert_true((rows != NULL) == !error);
    }
    g_atomic_int_set(&interrupter.stop, true);
    g_thread_join(thread);
}

/* And the walk that was the measure finds what the texts say. */
static void test_matches(Crowd *c, const void *data)
{
    for (int round = 0; round < 40; round++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *search = random_search();
        g_auto(GStrv) needles = text_search_words(search, NULL);
        g_autoptr(DbRows) rows = db_query(
            base_db(c->f.base),
            SQL("SELECT search_text FROM client WHERE enterprise_id = 1 AND archived_at IS NULL"),
            DB_NO_ARGS, &error);
        guint expected = 0;
        while (db_next(rows, &error))
            expected += text_matches(db_column_text(rows, 0), (const char *const *)needles);
        g_assert_no_error(error);
        g_clear_pointer(&rows, db_rows_free);
        Query query = {.entity = &client_entity, .search = search};
        g_autoptr(GPtrArray) page = query_page(c->f.base, &c->f.actors[ROLE_OWNER], &query, NULL,
                                               false, CLIENTS, NULL, &error);
        g_test_message("%s", search);
        g_assert_cmpint(page->len, ==, expected);
        int64_t total;
        bool exact;
        g_assert_true(query_count(c->f.base, &c->f.actors[ROLE_OWNER], &query, NULL, CLIENTS,
                                  &total, NULL, &exact, &error));
        g_assert_cmpint(total, ==, expected);
    }
}

/* --- what people type ------------------------------------------------------------------------- */

static guint found(Fixture *f, const char *search, bool *swapped)
{
    g_autoptr(GError) error = NULL;
    Query query = {.entity = &client_entity, .search = search};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_OWNER], &query, NULL, false, 10, swapped, &error);
    g_assert_no_error(error);
    return rows->len;
}

static void test_spellings(Fixture *f, const void *data)
{
    static const struct {
        const char *search;
        guint found;
        bool swapped;
    } searches[] = {
        {"іваненко", 1, false},
        {"ВАНЕНК", 1, false},
        {"sdfytyrj", 1, true},
        {"SDFYTYRJ", 1, true},
        {"ё", 1, false},
        {"елкин", 1, false},
        {"ЁЛКИН", 1, false},
        {"об'єкт", 1, false},
        {"об’єкт", 1, false},
        {"0501112233", 1, false},
        {"+38 (050) 111", 1, false},
        {"111 22 33", 1, false},
        {"80501112233", 1, false},
        {"зщсщ", 0, false},
        {"апп", 0, false},
        {"ivan@exam", 1, false},
        {"шмфт@учфь", 1, true},
        {"іваненко елкин", 0, false},
        {"VIP", 1, false},
        {"", 3, false},
        {"   ", 3, false},
        {"%", 0, false},
        {"\"; --", 3, false},
    };
    Actor *owner = &f->actors[ROLE_OWNER];
    fixture_save(f, owner, &client_entity, "surname", "Іваненко", "email", "ivan@example.com",
                 "phone", "050-111-22-33", NULL);
    fixture_save(f, owner, &client_entity, "surname", "Ёлкина", "tags", "vip", NULL);
    fixture_save(f, owner, &client_entity, "company", "Обʼєкт", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
        bool swapped = false;
        g_test_message("%s", searches[i].search);
        g_assert_cmpint(found(f, searches[i].search, &swapped), ==, searches[i].found);
        g_assert_true(swapped == searches[i].swapped);
    }
}

/* What a save changes is found at once under its new words and no more under the old. */
static void test_follows(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id = fixture_save(f, owner, &client_entity, "surname", "Старенко", NULL);
    g_autoptr(Record) client = record_load(f->base, owner, &client_entity, id, &error);
    record_set_text(client, "surname", "Новенко");
    g_assert_true(record_save(f->base, owner, client, NULL, NULL, &error));
    g_assert_cmpint(found(f, "старенк", NULL), ==, 0);
    g_assert_cmpint(found(f, "новенк", NULL), ==, 1);
    g_assert_true(record_archive(f->base, owner, &client_entity, id, &error));
    g_assert_cmpint(found(f, "новенк", NULL), ==, 0);
}

static void test_layout(void)
{
    static const char *const pairs[][2] = {
        {"sdfytyrj", "іваненко"},
        {"Ghbdsn", "привіт"},
        {"руддщ", "hello"},
        {"[fnf", "хата"},
        {"ъы", "]s"},
        {"12 34", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *swapped = text_swap_layout(pairs[i][0]);
        g_assert_cmpstr(swapped, ==, pairs[i][1]);
    }
}

/* --- the set ---------------------------------------------------------------------------------- */

static void test_set(void)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (int64_t id = 5; id < 2000; id += 1 + random_below(90))
        g_array_append_val(ids, id);
    g_auto(IdSet) set;
    g_assert_true(id_set_init(&set, ids));
    g_assert_false(id_set_take(&set, 4));
    g_assert_false(id_set_take(&set, -1));
    g_assert_false(id_set_take(&set, INT64_MAX));
    g_assert_cmpint(set.n, ==, ids->len);
    for (guint i = 0; i < ids->len; i += 2) {
        g_assert_true(id_set_take(&set, g_array_index(ids, int64_t, i)));
        g_assert_false(id_set_take(&set, g_array_index(ids, int64_t, i)));
    }
    g_autoptr(GArray) rest = id_set_rest(&set);
    g_assert_cmpint(rest->len, ==, ids->len / 2);
    g_assert_cmpint(rest->len, ==, set.n);
    for (guint i = 0; i < rest->len; i++)
        g_assert_cmpint(g_array_index(rest, int64_t, i), ==,
                        g_array_index(ids, int64_t, 2 * i + 1));
    g_array_set_size(ids, 0);
    int64_t far_apart[] = {1, INT64_MAX};
    g_array_append_vals(ids, far_apart, 2);
    g_auto(IdSet) wide;
    g_assert_false(id_set_init(&wide, ids));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/search/same", Crowd, NULL, crowd_up, test_same, crowd_down);
    g_test_add("/search/paged", Crowd, NULL, crowd_up, test_paged, crowd_down);
    g_test_add("/search/counted", Crowd, NULL, crowd_up, test_counted, crowd_down);
    g_test_add("/search/interrupted", Crowd, NULL, crowd_up, test_interrupted, crowd_down);
    g_test_add("/search/matches", Crowd, NULL, crowd_up, test_matches, crowd_down);
    BASE_TEST("/search/spellings", test_spellings);
    BASE_TEST("/search/follows", test_follows);
    g_test_add_func("/search/layout", test_layout);
    g_test_add_func("/search/set", test_set);
    return g_test_run();
}
