/* When and as whom an enterprise sends: what its card says. */
#include "campaign_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

/* Of several enterprises. */
typedef struct {
    GPtrArray **holidays; /* of char * */
    SendingRules *rules;  /* without a zone: there is no such enterprise */
} Reading;

static bool take_holiday(DbRows *row, size_t i, void *data, GError **error)
{
    const Reading *reading = data;
    g_ptr_array_add(reading->holidays[i], g_strdup(db_column_text(row, 0)));
    return true;
}

/* A card without a single sending day is no error of whoever reads it: the gate tells. */
static bool take_row(DbRows *row, size_t i, void *data, GError **error)
{
    const Reading *reading = data;
    SendingRules *rules = &reading->rules[i];
    g_ptr_array_add(reading->holidays[i], NULL);
    const char *const *holidays = (const char *const *)reading->holidays[i]->pdata;
    const char *zone = db_column_text(row, 0);
    g_autoptr(GError) failure = NULL;
    if (!window_init(&rules->window, zone, (int)db_column_integer(row, 1),
                     (int)db_column_integer(row, 2), (unsigned)db_column_integer(row, 3), holidays,
                     &failure))
        rules->no_window = g_strdup(failure->message);
    rules->zone = zone_open(zone, NULL);
    if (!rules->zone)
        rules->zone = g_time_zone_new_utc();
    rules->hourly_limit = db_column_integer(row, 4);
    rules->daily_limit = db_column_integer(row, 5);
    rules->paused_at = db_column_integer(row, 6);
    rules->archived = db_column_type(row, 7) != DB_NULL;
    rules->name = rows_text(row, 8);
    rules->sender_name = rows_text(row, 9);
    rules->sender_address = rows_text(row, 10);
    rules->reply_to = rows_text(row, 11);
    return true;
}

static bool ask(Base *base, const DbValue *enterprises, size_t n, Reading *reading, GError **error)
{
    return db_query_each(base_db(base), SQL("SELECT day_on FROM holiday WHERE enterprise_id = ?"),
                         enterprises, 1, n, take_holiday, reading, error) &&
           db_query_each(
               base_db(base),
               SQL("SELECT zone, window_open, window_close, weekdays, hourly_limit, daily_limit, "
                   "paused_at, archived_at, CASE WHEN short_name <> '' THEN short_name "
                   "WHEN id = 0 THEN '' ELSE full_name END, sender_name, sender_address, "
                   "reply_to FROM enterprise WHERE id = ?"),
               enterprises, 1, n, take_row, reading, error);
}

static bool are_all_there(const SendingRules *rules, size_t n, GError **error)
{
    for (size_t i = 0; i < n; i++)
        if (!rules[i].zone) {
            g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND,
                                _("there is no such enterprise"));
            return false;
        }
    return true;
}

/* The base keeps an enterprise's place, and GLib reads no zone's file again that somebody has open:
 * rules are read for each batch of letters. */
static bool read_each(Base *base, const int64_t *enterprises, size_t n, SendingRules *rules,
                      GError **error)
{
    g_autofree DbValue *values = g_new(DbValue, n + 1);
    g_autofree GPtrArray **holidays = g_new(GPtrArray *, n + 1);
    Reading reading = {holidays, rules};
    for (size_t i = 0; i < n; i++) {
        base_place(base, enterprises[i]);
        values[i] = db_integer(enterprises[i]);
        holidays[i] = g_ptr_array_new_with_free_func(g_free);
        rules[i] = (SendingRules){.enterprise_id = enterprises[i]};
    }
    bool done = ask(base, values, n, &reading, error) && are_all_there(rules, n, error);
    for (size_t i = 0; i < n; i++)
        g_ptr_array_unref(holidays[i]);
    return done;
}

bool sending_rules_read(Base *base, int64_t enterprise_id, SendingRules *rules, GError **error)
{
    return read_each(base, &enterprise_id, 1, rules, error);
}

void sending_rules_clear(SendingRules *rules)
{
    window_clear(&rules->window);
    g_clear_pointer(&rules->zone, g_time_zone_unref);
    g_clear_pointer(&rules->no_window, g_free);
    g_clear_pointer(&rules->name, g_free);
    g_clear_pointer(&rules->sender_name, g_free);
    g_clear_pointer(&rules->sender_address, g_free);
    g_clear_pointer(&rules->reply_to, g_free);
}

/* --- several ---------------------------------------------------------------------------------- */

static void free_rules(void *data)
{
    sending_rules_clear(data);
    g_free(data);
}

void rules_cache_init(RulesCache *cache, Base *base)
{
    cache->base = base;
    cache->by_enterprise = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_rules);
}

void rules_cache_clear(RulesCache *cache)
{
    g_clear_pointer(&cache->by_enterprise, g_hash_table_unref);
}

bool rules_cache_has(const RulesCache *cache, int64_t enterprise_id)
{
    return g_hash_table_contains(cache->by_enterprise, &enterprise_id);
}

static bool read_missing(RulesCache *cache, const int64_t *enterprises, size_t n, GError **error)
{
    g_autofree SendingRules *rules = g_new0(SendingRules, n + 1);
    bool done = read_each(cache->base, enterprises, n, rules, error);
    for (size_t i = 0; i < n; i++) {
        SendingRules *kept = g_memdup2(&rules[i], sizeof rules[i]);
        if (done)
            g_hash_table_replace(cache->by_enterprise, &kept->enterprise_id, kept);
        else
            free_rules(kept);
    }
    return done;
}

bool rules_cache_fill(RulesCache *cache, const int64_t *enterprises, size_t n, GError **error)
{
    g_autofree int64_t *missing = g_new(int64_t, n + 1);
    size_t n_missing = 0;
    for (size_t i = 0; i < n; i++)
        if (!rules_cache_has(cache, enterprises[i]))
            missing[n_missing++] = enterprises[i];
    return read_missing(cache, missing, n_missing, error);
}

const SendingRules *rules_cache_get(RulesCache *cache, int64_t enterprise_id, GError **error)
{
    const SendingRules *rules = g_hash_table_lookup(cache->by_enterprise, &enterprise_id);
    if (rules)
        return rules;
    return rules_cache_fill(cache, &enterprise_id, 1, error)
               ? g_hash_table_lookup(cache->by_enterprise, &enterprise_id)
               : NULL;
}

/* --- times ------------------------------------------------------------------------------------ */

bool rules_window_is_open(const SendingRules *rules, int64_t now)
{
    return !rules->no_window && window_is_open(&rules->window, now);
}

char *rules_day_text(const SendingRules *rules, int64_t at)
{
    return day_to_text(when_day(at, rules->zone, NULL));
}

int64_t rules_opening(const SendingRules *rules, int64_t now)
{
    int64_t opening;
    if (!rules->no_window && window_next(&rules->window, now, &opening, NULL))
        return opening;
    return now;
}

int64_t rules_first(const SendingRules *rules, int64_t now, int start)
{
    int64_t opening;
    if (rules->no_window || !window_opening(&rules->window, start, &opening, NULL))
        opening = when_at(start, 0, rules->zone);
    return opening < now ? rules_opening(rules, now) : opening;
}

int64_t rules_next(const SendingRules *rules, int64_t sent_at, int days)
{
    int64_t due;
    if (!rules->no_window && schedule_next(&rules->window, sent_at, MAX(days, 1), &due, NULL))
        return due;
    return sent_at + MAX(days, 1) * WHEN_DAY;
}
