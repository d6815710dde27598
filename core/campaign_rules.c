/* When and as whom an enterprise sends: what its card says. */
#include "campaign_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

static char **read_holidays(Base *base, int64_t enterprise_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base), SQL("SELECT day_on FROM holiday WHERE enterprise_id = ?"),
                 DB_ARGS(db_integer(enterprise_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GStrvBuilder) days = g_strv_builder_new();
    GError *failure = NULL;
    while (db_next(rows, &failure))
        g_strv_builder_add(days, db_column_text(rows, 0));
    return rows_ended(failure, error) ? g_strv_builder_end(days) : NULL;
}

/* A card without a single sending day is no error of whoever reads it: the gate tells. */
static void take_row(DbRows *row, const char *const *holidays, SendingRules *rules)
{
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
}

bool sending_rules_read(Base *base, int64_t enterprise_id, SendingRules *rules, GError **error)
{
    *rules = (SendingRules){.enterprise_id = enterprise_id};
    /* The base keeps it, and GLib reads no zone's file again that somebody has open: rules are read
     * for each batch of letters. */
    base_place(base, enterprise_id);
    g_auto(GStrv) holidays = read_holidays(base, enterprise_id, error);
    if (!holidays)
        return false;
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT zone, window_open, window_close, weekdays, hourly_limit, daily_limit, "
                     "paused_at, archived_at, CASE WHEN short_name <> '' THEN short_name "
                     "WHEN id = 0 THEN '' ELSE full_name END, sender_name, sender_address, "
                     "reply_to FROM enterprise WHERE id = ?"),
                 DB_ARGS(db_integer(enterprise_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure)) {
        take_row(rows, (const char *const *)holidays, rules);
        return true;
    }
    if (rows_ended(failure, error))
        g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND,
                            _("there is no such enterprise"));
    return false;
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

const SendingRules *rules_cache_get(RulesCache *cache, int64_t enterprise_id, GError **error)
{
    SendingRules *rules = g_hash_table_lookup(cache->by_enterprise, &enterprise_id);
    if (rules)
        return rules;
    SendingRules fresh;
    if (!sending_rules_read(cache->base, enterprise_id, &fresh, error)) {
        sending_rules_clear(&fresh);
        return NULL;
    }
    rules = g_memdup2(&fresh, sizeof fresh);
    g_hash_table_insert(cache->by_enterprise, &rules->enterprise_id, rules);
    return rules;
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
