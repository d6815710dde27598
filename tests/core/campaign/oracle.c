#include "oracle.h"

#include <stdio.h>

#define SECOND G_USEC_PER_SEC

/* --- the calendar ----------------------------------------------------------------------------- */

static GDateTime *local(const Oracle *oracle, int64_t at)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at / SECOND);
    return g_date_time_to_timezone(utc, oracle->zone);
}

static int julian(int year, int month, int day)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return (int)g_date_get_julian(&date);
}

int oracle_day(const Oracle *oracle, int64_t at)
{
    g_autoptr(GDateTime) time = local(oracle, at);
    return julian(g_date_time_get_year(time), g_date_time_get_month(time),
                  g_date_time_get_day_of_month(time));
}

static void iso(int day, char text[16])
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)day);
    g_date_strftime(text, 16, "%Y-%m-%d", &date);
}

static bool is_sending_day(const Oracle *oracle, int day)
{
    char text[16];
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)day);
    iso(day, text);
    for (size_t i = 0; i < G_N_ELEMENTS(oracle->holidays); i++)
        if (g_str_equal(oracle->holidays[i], text))
            return false;
    return (oracle->weekdays & (1u << (g_date_get_weekday(&date) - 1))) != 0;
}

static int64_t opening_from(const Oracle *oracle, int day)
{
    while (!is_sending_day(oracle, day))
        day++;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)day);
    g_autoptr(GDateTime) time =
        g_date_time_new(oracle->zone, g_date_get_year(&date), (int)g_date_get_month(&date),
                        g_date_get_day(&date), oracle->open, 0, 0);
    return g_date_time_to_unix(time) * SECOND;
}

static bool is_open(const Oracle *oracle, int64_t at)
{
    g_autoptr(GDateTime) time = local(oracle, at);
    int hour = g_date_time_get_hour(time);
    return is_sending_day(oracle, oracle_day(oracle, at)) && hour >= oracle->open &&
           hour < oracle->close;
}

static int64_t next_opening(const Oracle *oracle, int64_t at)
{
    if (is_open(oracle, at))
        return at;
    g_autoptr(GDateTime) time = local(oracle, at);
    return opening_from(oracle, oracle_day(oracle, at) +
                                    (g_date_time_get_hour(time) >= oracle->open ? 1 : 0));
}

int64_t oracle_opening_after(const Oracle *oracle, int64_t at)
{
    return opening_from(oracle, oracle_day(oracle, at) + 1);
}

static int day_of_text(const char *text)
{
    int year, month, day;
    g_assert_cmpint(sscanf(text, "%d-%d-%d", &year, &month, &day), ==, 3);
    return julian(year, month, day);
}

/* --- the enterprise --------------------------------------------------------------------------- */

/* Weekdays, hours and holidays by chance, the latter around `near`. */
void oracle_init(Oracle *oracle, World *world, const char *zone, int64_t near)
{
    static const int hours[][2] = {{9, 18}, {7, 8}, {13, 24}, {20, 23}, {9, 18}};
    const int *window = hours[g_test_rand_int_range(0, G_N_ELEMENTS(hours))];
    *oracle = (Oracle){.world = world,
                       .zone = g_time_zone_new_identifier(zone),
                       .open = window[0],
                       .close = window[1],
                       .weekdays = g_test_rand_int_range(0, 2) ? 0x7f : 0x1f,
                       .edited = g_hash_table_new(NULL, NULL),
                       .given_back = g_hash_table_new(NULL, NULL)};
    if (g_test_rand_int_range(0, 4) == 0)
        oracle->weekdays = 1u << g_test_rand_int_range(0, 7);
    for (size_t i = 0; i < G_N_ELEMENTS(oracle->holidays); i++) {
        char text[16];
        iso(oracle_day(oracle, near) + (int)i * 7 + g_test_rand_int_range(0, 7), text);
        oracle->holidays[i] = g_strdup(text);
        world_execute(world, SQL("INSERT INTO holiday (enterprise_id, day_on) VALUES (?, ?)"),
                      DB_ARGS(db_integer(world->enterprise), db_text(text)));
    }
    world_execute(world,
                  SQL("UPDATE enterprise SET zone = ?, window_open = ?, window_close = ?, "
                      "weekdays = ? WHERE id = ?"),
                  DB_ARGS(db_text(zone), db_integer(oracle->open * 60),
                          db_integer(oracle->close * 60), db_integer(oracle->weekdays),
                          db_integer(world->enterprise)));
}

void oracle_clear(Oracle *oracle)
{
    g_time_zone_unref(oracle->zone);
    g_hash_table_unref(oracle->edited);
    g_hash_table_unref(oracle->given_back);
    for (size_t i = 0; i < G_N_ELEMENTS(oracle->holidays); i++)
        g_free(oracle->holidays[i]);
}

/* --- asking the base -------------------------------------------------------------------------- */

static int64_t ask(const Oracle *oracle, const char *sql, const DbValue *args, size_t n)
{
    g_autoptr(GError) error = NULL;
    int64_t value = 0;
    bool found;
    db_get_integer(base_db(oracle->world->base), sql, args, n, &value, &found, &error);
    g_assert_no_error(error);
    return value;
}

static void assert_none(const Oracle *oracle, const char *rule, const char *sql)
{
    int64_t count = ask(oracle, sql, NULL, 0);
    if (count)
        g_error("%" G_GINT64_FORMAT " times: %s", count, rule);
}

/* --- may it go now? --------------------------------------------------------------------------- */

#define THIS " FROM delivery WHERE id = ?"

/* The letters of its chain, in today's order, that come after the last it has had. */
static int64_t expected_letter(const Oracle *oracle, int64_t delivery_id)
{
    return ask(
        oracle,
        SQL("SELECT step.letter_id FROM delivery JOIN campaign_step AS step "
            "ON step.campaign_id = delivery.campaign_id AND step.removed_at IS NULL "
            "WHERE delivery.id = ? AND step.letter_id NOT IN (SELECT letter_id FROM delivery AS had "
            "WHERE had.enrollment_id = delivery.enrollment_id "
            "AND had.state IN ('sent', 'skipped', 'failed')) "
            "AND step.position > COALESCE ((SELECT now.position FROM delivery AS had "
            "JOIN campaign_step AS now ON now.campaign_id = had.campaign_id "
            "AND now.letter_id = had.letter_id AND now.removed_at IS NULL "
            "WHERE had.enrollment_id = delivery.enrollment_id "
            "AND had.state IN ('sent', 'skipped', 'failed') ORDER BY had.id DESC LIMIT 1), -1) "
            "ORDER BY step.position LIMIT 1"),
        DB_ARGS(db_integer(delivery_id)));
}

static void look_at_gates(const Oracle *oracle, DbValue id)
{
    g_assert_cmpint(
        0, ==,
        ask(oracle,
            SQL("SELECT count(*) FROM delivery JOIN campaign ON campaign.id = delivery.campaign_id "
                "JOIN enrollment ON enrollment.id = delivery.enrollment_id "
                "JOIN client ON client.id = delivery.client_id "
                "JOIN enterprise ON enterprise.id = delivery.enterprise_id "
                "WHERE delivery.id = ? AND (campaign.paused_at IS NOT NULL "
                "OR enrollment.paused_at IS NOT NULL OR enrollment.stopped_at IS NOT NULL "
                "OR client.archived_at IS NOT NULL OR enterprise.paused_at IS NOT NULL)"),
            DB_ARGS(id)));
    g_assert_cmpint(0, ==,
                    ask(oracle,
                        SQL("SELECT count(*) FROM delivery JOIN enrollment_list "
                            "ON enrollment_list.enrollment_id = delivery.enrollment_id "
                            "JOIN list ON list.id = enrollment_list.list_id "
                            "WHERE delivery.id = ? AND list.paused_at IS NOT NULL"),
                        DB_ARGS(id)));
    g_assert_cmpint(0, ==,
                    ask(oracle,
                        SQL("SELECT count(*) FROM delivery JOIN suppression "
                            "ON suppression.enterprise_id = delivery.enterprise_id "
                            "AND suppression.address_key = delivery.address_key "
                            "WHERE delivery.id = ? AND suppression.lifted_at IS NULL"),
                        DB_ARGS(id)));
}

/* In which pass; 0: never. */
static gint came_back(const Oracle *oracle, int64_t delivery_id)
{
    return GPOINTER_TO_INT(
        g_hash_table_lookup(oracle->given_back, GINT_TO_POINTER((gint)delivery_id)));
}

static bool is_plain(const Oracle *oracle, DbValue id)
{
    return ask(oracle, SQL("SELECT tries" THIS), DB_ARGS(id)) == 0 &&
           ask(oracle, SQL("SELECT count(*) FROM delivery_event WHERE delivery_id = ?"),
               DB_ARGS(id)) == 0;
}

void oracle_look(Oracle *oracle, int64_t delivery_id, int64_t now)
{
    DbValue id = db_integer(delivery_id);
    int64_t due = ask(oracle, SQL("SELECT due_at" THIS), DB_ARGS(id));
    g_assert_true(is_open(oracle, now));
    g_assert_cmpint(due, <=, now);
    g_assert_cmpint(now - due, <=, 7 * WHEN_DAY);
    look_at_gates(oracle, id);
    /* One that was on its way before, or held, stays what it is whatever becomes of the chain. */
    if (is_plain(oracle, id) && !came_back(oracle, delivery_id))
        g_assert_cmpint(ask(oracle, SQL("SELECT letter_id" THIS), DB_ARGS(id)), ==,
                        expected_letter(oracle, delivery_id));
}

/* --- what stands there ------------------------------------------------------------------------ */

static void check_unique(const Oracle *oracle)
{
    assert_none(oracle, "two letters of one enrollment on a day",
                SQL("SELECT count(*) FROM (SELECT 1 FROM delivery WHERE sent_on IS NOT NULL "
                    "GROUP BY enrollment_id, sent_on HAVING count(*) > 1) AS twice"));
    assert_none(oracle, "a letter twice to an enrollment",
                SQL("SELECT count(*) FROM (SELECT 1 FROM delivery WHERE kind = 'letter' "
                    "AND state IN ('sent', 'unknown', 'claimed', 'in_data') "
                    "GROUP BY enrollment_id, letter_id HAVING count(*) > 1) AS twice"));
    assert_none(
        oracle, "a letter twice to an address",
        SQL("SELECT count(*) FROM (SELECT 1 FROM delivery WHERE kind = 'letter' "
            "AND state IN ('sent', 'unknown', 'claimed', 'in_data', 'deferred') "
            "GROUP BY campaign_id, letter_id, run, address_key HAVING count(*) > 1) AS twice"));
    assert_none(oracle, "two letters of one enrollment open at once",
                SQL("SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state IN ('queued', "
                    "'claimed', 'in_data', 'deferred', 'held', 'unknown') "
                    "GROUP BY enrollment_id HAVING count(*) > 1) AS twice"));
    assert_none(oracle, "a letter waits in an enrollment that was stopped",
                SQL("SELECT count(*) FROM delivery JOIN enrollment "
                    "ON enrollment.id = delivery.enrollment_id "
                    "WHERE enrollment.stopped_at IS NOT NULL "
                    "AND delivery.state IN ('queued', 'deferred', 'held')"));
}

static int64_t first_due(const Oracle *oracle, DbRows *row)
{
    if (db_column_integer(row, 4))
        return next_opening(oracle, db_column_integer(row, 5));
    return opening_from(oracle, day_of_text(db_column_text(row, 6)));
}

/* Of letters that wait as they were made, in chains that nobody has changed. */
static void check_due(const Oracle *oracle)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(
        base_db(oracle->world->base),
        SQL("SELECT delivery.due_at, delivery.campaign_id, step.days, (SELECT COALESCE (sent_at, "
            "next_at) FROM delivery AS had WHERE had.enrollment_id = delivery.enrollment_id "
            "AND had.state IN ('sent', 'skipped', 'failed') ORDER BY had.id DESC LIMIT 1), "
            "enrollment.at_once, enrollment.created_at, enrollment.start_on FROM delivery "
            "JOIN campaign_step AS step ON step.id = delivery.step_id "
            "JOIN enrollment ON enrollment.id = delivery.enrollment_id "
            "WHERE delivery.state IN ('queued', 'deferred', 'claimed') AND NOT EXISTS (SELECT 1 "
            "FROM delivery_event AS event WHERE event.delivery_id = delivery.id "
            "AND event.state IN ('queued', 'held'))"),
        DB_NO_ARGS, &error);
    while (db_next(rows, &error)) {
        if (g_hash_table_contains(oracle->edited,
                                  GINT_TO_POINTER((gint)db_column_integer(rows, 1))))
            continue;
        int64_t had = db_column_integer(rows, 3);
        int64_t expected =
            had ? opening_from(oracle, oracle_day(oracle, had) + (int)db_column_integer(rows, 2))
                : first_due(oracle, rows);
        g_assert_cmpint(db_column_integer(rows, 0), ==, expected);
    }
    g_assert_no_error(error);
}

void oracle_check(Oracle *oracle)
{
    check_unique(oracle);
    check_due(oracle);
    g_assert_cmpint(ask(oracle, SQL("SELECT count(*) FROM delivery WHERE state = 'sent'"), NULL, 0),
                    >=, oracle->accepted);
}

/* --- what is left ----------------------------------------------------------------------------- */

static void check_client(const Oracle *oracle, int64_t client, int64_t now)
{
    g_autoptr(GError) error = NULL;
    Actor actor = oracle->world->actor;
    actor.now = now;
    g_autoptr(GPtrArray) letters = letters_of_client(oracle->world->base, &actor, client, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < letters->len; i++) {
        const ClientLetter *letter = letters->pdata[i];
        g_assert_cmpstr(letter->shown, !=, "");
        if (g_str_equal(letter->shown, "it is due and goes with the mailer's next pass"))
            g_assert_cmpint(came_back(oracle, letter->delivery_id), ==, oracle->pass);
    }
}

void oracle_check_rest(Oracle *oracle, int64_t now)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) clients =
        rows_integers(oracle->world->base, SQL("SELECT id FROM client"), DB_NO_ARGS, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < clients->len; i++)
        check_client(oracle, g_array_index(clients, int64_t, i), now);
}

void oracle_check_end(Oracle *oracle)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(
        base_db(oracle->world->base),
        SQL("SELECT enrollment.campaign_id, count(*) FROM enrollment JOIN campaign_step AS step "
            "ON step.campaign_id = enrollment.campaign_id AND step.removed_at IS NULL "
            "WHERE enrollment.stopped_at IS NULL AND NOT EXISTS (SELECT 1 FROM delivery "
            "WHERE delivery.enrollment_id = enrollment.id AND delivery.step_id = step.id "
            "AND delivery.state IN ('sent', 'skipped', 'failed')) GROUP BY enrollment.campaign_id"),
        DB_NO_ARGS, &error);
    while (db_next(rows, &error))
        if (!g_hash_table_contains(oracle->edited,
                                   GINT_TO_POINTER((gint)db_column_integer(rows, 0))))
            g_error("%" G_GINT64_FORMAT " letters of a campaign are lost",
                    db_column_integer(rows, 1));
    g_assert_no_error(error);
}
