#include "delivery_bounce.h"
#include "rows.h"

#include <string.h>

#define SOFT_IN_A_ROW 3
#define SOFT_FOR (7 * WHEN_DAY)

/* RFC 3463, 3.2–3.8. Addresses that are wrong (X.1.x), closed (X.2.1) or lead nowhere (X.4.4) stay
 * so; a full box, a system in trouble, a protocol error may pass; X.7.x is about the sender. A
 * server that gives no code means 550: there is nobody of that name. */
const char *bounce_kind(const char *code)
{
    static const struct {
        const char *prefix, *kind;
    } kinds[] = {
        {"7.", "policy"}, {"2.1", "hard"}, {"4.4", "hard"}, {"4.1", "hard"}, {"2.", "soft"},
        {"3.", "soft"},   {"4.", "soft"},  {"5.", "soft"},  {"6.", "soft"},
    };
    const char *subject = code ? strchr(code, '.') : NULL;
    for (size_t i = 0; subject && i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(subject + 1, kinds[i].prefix))
            return kinds[i].kind;
    return "hard";
}

static bool insert_bounce(Settling *settling, const Outcome *outcome, const char *kind,
                          GError **error)
{
    const DueDelivery *due = outcome->due;
    return db_execute(
        base_db(settling->chains.base),
        SQL("INSERT INTO bounce (enterprise_id, delivery_id, address_key, kind, "
            "code, detail, at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
        DB_ARGS(db_integer(due->enterprise_id), db_integer(due->id), db_text(due->address_key),
                db_text(kind), db_text(outcome->code ? outcome->code : ""),
                db_text(outcome->reply ? outcome->reply : ""), db_integer(outcome->at)),
        NULL, error);
}

static bool suppress(Settling *settling, const Outcome *outcome, GError **error)
{
    const DueDelivery *due = outcome->due;
    return db_execute(
        base_db(settling->chains.base),
        SQL("INSERT INTO suppression (enterprise_id, address, address_key, reason, detail, "
            "delivery_id, created_at) VALUES (?, ?, ?, 'hard_bounce', ?, ?, ?) "
            "ON CONFLICT (enterprise_id, address_key) WHERE lifted_at IS NULL DO NOTHING"),
        DB_ARGS(db_integer(due->enterprise_id), db_text(due->address), db_text(due->address_key),
                db_text(outcome->reply ? outcome->reply : ""), db_integer(due->id),
                db_integer(outcome->at)),
        NULL, error);
}

static bool last_sent(Settling *settling, const DueDelivery *due, int64_t *at, GError **error)
{
    DbValue enterprise = db_integer(due->enterprise_id);
    return db_get_integer(
        base_db(settling->chains.base),
        SQL("SELECT COALESCE (max(sent_at), 0) FROM delivery "
            "WHERE enterprise_id = ? AND client_id = (SELECT client_id "
            "FROM delivery AS bounced WHERE bounced.enterprise_id = ? "
            "AND bounced.id = ?) AND address_key = ?"),
        DB_ARGS(enterprise, enterprise, db_integer(due->id), db_text(due->address_key)), at, NULL,
        error);
}

/* Does the address bounce softly for long, without a letter that arrived between? */
static bool is_soft_for_long(Settling *settling, const Outcome *outcome, bool *enough,
                             GError **error)
{
    const DueDelivery *due = outcome->due;
    int64_t sent, since;
    if (!last_sent(settling, due, &sent, error) ||
        !db_get_integer(base_db(settling->chains.base),
                        SQL("SELECT CASE WHEN count(*) >= ? THEN min(at) ELSE ? END FROM bounce "
                            "WHERE enterprise_id = ? AND address_key = ? AND kind = 'soft' "
                            "AND at > ?"),
                        DB_ARGS(db_integer(SOFT_IN_A_ROW), db_integer(outcome->at),
                                db_integer(due->enterprise_id), db_text(due->address_key),
                                db_integer(sent)),
                        &since, NULL, error))
        return false;
    *enough = outcome->at - since >= SOFT_FOR;
    return true;
}

/* Service mail goes to people who are no clients: nobody's letters are stopped by it. */
bool bounce_record(Settling *settling, const Outcome *outcome, bool policy, GError **error)
{
    const char *kind = policy ? "policy" : bounce_kind(outcome->code);
    if (!insert_bounce(settling, outcome, kind, error))
        return false;
    if (outcome->due->kind != DELIVERY_LETTER || strcmp(kind, "policy") == 0)
        return true;
    bool enough = true;
    if (strcmp(kind, "soft") == 0 && !is_soft_for_long(settling, outcome, &enough, error))
        return false;
    return !enough || suppress(settling, outcome, error);
}
