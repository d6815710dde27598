/* Letters that were accepted without this base knowing it, for it was restored from a backup:
 * written to the delivery that stands for them, or kept until there is one. */
#include "delivery_internal.h"
#include "rows.h"

/* --- somebody's ------------------------------------------------------------------------------- */

/* What really went, with its address; but an address stands once among those who had a letter. The
 * bytes of another rendering were not what went. */
static bool write_claim(Base *base, int64_t enterprise_id, int64_t delivery_id,
                        const AcceptedLetter *letter, GError **error)
{
    DbValue enterprise = db_integer(enterprise_id), id = db_integer(delivery_id);
    DbValue key = db_text(letter->address_key);
    return db_execute(base_db(base),
                      SQL("DELETE FROM delivery_message WHERE enterprise_id = ? AND id = ? "
                          "AND NOT EXISTS (SELECT 1 FROM delivery "
                          "WHERE delivery.enterprise_id = delivery_message.enterprise_id "
                          "AND delivery.id = delivery_message.id AND delivery.message_id = ?)"),
                      DB_ARGS(enterprise, id, db_text(letter->message_id)), NULL, error) &&
           db_execute(
               base_db(base),
               SQL("UPDATE delivery SET message_id = ?, address = ?, unsubscribe_hash = "
                   "COALESCE (?, unsubscribe_hash), address_key = CASE "
                   "WHEN EXISTS (SELECT 1 FROM delivery AS other "
                   "WHERE other.enterprise_id = delivery.enterprise_id "
                   "AND other.campaign_id = delivery.campaign_id "
                   "AND other.letter_id = delivery.letter_id AND other.run = delivery.run "
                   "AND other.kind = 'letter' AND other.state IN ('claimed', 'in_data', 'sent', "
                   "'deferred', 'unknown') AND other.address_key = ? AND other.id <> delivery.id) "
                   "THEN '' ELSE ? END WHERE enterprise_id = ? AND id = ?"),
               DB_ARGS(db_text(letter->message_id), db_text(letter->address),
                       db_text(letter->unsubscribe_hash), key, key, enterprise, id),
               NULL, error);
}

bool delivery_settle_accepted(Settling *settling, int64_t enterprise_id, int64_t id,
                              const AcceptedLetter *letter, GError **error)
{
    return write_claim(settling->chains.base, enterprise_id, id, letter, error) &&
           delivery_accepted(settling, enterprise_id, id, letter->at, letter->reply, error) &&
           delivery_event(settling, enterprise_id, id, "sent", "journal", error);
}

/* --- nobody's --------------------------------------------------------------------------------- */

bool stray_keep(Base *base, int64_t enterprise_id, int64_t campaign_id, int64_t letter_id,
                int64_t run, const AcceptedLetter *letter, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("INSERT INTO stray_acceptance (enterprise_id, campaign_id, letter_id, run, address, "
            "address_key, message_id, accepted_at, reply, unsubscribe_hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (enterprise_id, campaign_id, letter_id, run, address_key) DO NOTHING"),
        DB_ARGS(db_integer(enterprise_id), db_integer(campaign_id), db_integer(letter_id),
                db_integer(run), db_text(letter->address), db_text(letter->address_key),
                db_text(letter->message_id), db_integer(letter->at), db_text(letter->reply),
                db_text(letter->unsubscribe_hash)),
        NULL, error);
}

typedef struct {
    int64_t id, delivery_id; /* 0: there is none */
    AcceptedLetter letter;
    char *message_id, *address, *address_key, *reply, *unsubscribe_hash;
} Stray;

static void stray_clear(Stray *stray)
{
    g_free(stray->message_id);
    g_free(stray->address);
    g_free(stray->address_key);
    g_free(stray->reply);
    g_free(stray->unsubscribe_hash);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stray, stray_clear)

static void take_stray(DbRows *row, Stray *stray)
{
    stray->id = db_column_integer(row, 0);
    stray->delivery_id = db_column_integer(row, 1);
    stray->message_id = rows_text(row, 3);
    stray->address = rows_text(row, 4);
    stray->address_key = rows_text(row, 5);
    stray->reply = rows_text(row, 6);
    stray->unsubscribe_hash = g_strdup(db_column_text(row, 7));
    stray->letter =
        (AcceptedLetter){db_column_integer(row, 2), stray->message_id, stray->address,
                         stray->address_key,        stray->reply,      stray->unsubscribe_hash};
}

/* What stands for the letter that waits in an enrollment. */
static bool stray_find(Base *base, int64_t enterprise_id, int64_t enrollment_id, Stray *stray,
                       GError **error)
{
    *stray = (Stray){0};
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT stray.id, delivery.id, stray.accepted_at, stray.message_id, stray.address, "
            "stray.address_key, stray.reply, stray.unsubscribe_hash FROM delivery "
            "LEFT JOIN client_contact AS contact "
            "ON contact.enterprise_id = delivery.enterprise_id "
            "AND contact.client_id = delivery.client_id AND contact.kind = 'email' "
            "AND contact.position = 0 "
            "JOIN stray_acceptance AS stray ON " DELIVERY_STRAY
            "WHERE delivery.enterprise_id = ? AND delivery.enrollment_id = ? "
            "AND delivery.state IN ('queued', 'deferred')"),
        DB_ARGS(db_integer(enterprise_id), db_integer(enrollment_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure))
        take_stray(rows, stray);
    return rows_ended(failure, error);
}

static bool stray_drop(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return db_execute(base_db(base),
                      SQL("DELETE FROM stray_acceptance WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_integer(enterprise_id), db_integer(id)), NULL, error);
}

bool stray_settle(Settling *settling, int64_t enterprise_id, int64_t enrollment_id, GError **error)
{
    Base *base = settling->chains.base;
    for (;;) {
        g_auto(Stray) stray;
        if (!stray_find(base, enterprise_id, enrollment_id, &stray, error))
            return false;
        if (!stray.id)
            return true;
        if (!delivery_settle_accepted(settling, enterprise_id, stray.delivery_id, &stray.letter,
                                      error) ||
            !stray_drop(base, enterprise_id, stray.id, error))
            return false;
    }
}
