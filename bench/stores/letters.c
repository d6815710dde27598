#include "letters.h"

#include <string.h>

#define LETTER_BYTES 4096

typedef struct {
    char bytes[LETTER_BYTES];
    GPtrArray *ids; /* Message-IDs */
    GArray *claims, *mine, *outcomes;
} Mail;

static void mail_init(Mail *mail)
{
    memset(mail->bytes, 'x', sizeof mail->bytes);
    mail->ids = g_ptr_array_new_with_free_func(g_free);
    mail->claims = g_array_new(FALSE, FALSE, sizeof(Claim));
    mail->mine = g_array_new(FALSE, FALSE, sizeof(const DueDelivery *));
    mail->outcomes = g_array_new(FALSE, FALSE, sizeof(Outcome));
}

static void mail_clear(Mail *mail)
{
    g_ptr_array_unref(mail->ids);
    g_array_unref(mail->claims);
    g_array_unref(mail->mine);
    g_array_unref(mail->outcomes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mail, mail_clear)

static void render(Mail *mail, int64_t now, const DueDelivery *due)
{
    char *id = g_strdup_printf("%s@bench", due->unsubscribe_token);
    g_ptr_array_add(mail->ids, id);
    Claim claim = {.due = due,
                   .message_id = id,
                   .dated_at = now,
                   .bytes = mail->bytes,
                   .size = sizeof mail->bytes,
                   .unsubscribe_hash = id};
    g_array_append_val(mail->claims, claim);
}

static void take(Mail *mail, int64_t now, const Claim *claim, GArray *claimed)
{
    Outcome sent = {
        .due = claim->due, .kind = OUTCOME_SENT, .at = now, .reply = "250 2.0.0 Ok: queued"};
    g_array_append_val(mail->mine, claim->due);
    g_array_append_val(mail->outcomes, sent);
    g_array_append_val(claimed, claim->due->id);
}

static bool send(Base *base, MailerRun *run, int64_t now, const Mail *mail, GError **error)
{
    g_autofree bool *ok = g_new0(bool, mail->mine->len);
    return mail->mine->len == 0 ||
           (delivery_in_data(base, run, now, (const DueDelivery *const *)(void *)mail->mine->data,
                             ok, mail->mine->len, error) &&
            delivery_settle(base, run, now, (const Outcome *)(void *)mail->outcomes->data,
                            mail->outcomes->len, error));
}

bool letters_send(Base *base, MailerRun *run, int64_t now, const GPtrArray *due, GArray *claimed,
                  GError **error)
{
    g_auto(Mail) mail;
    mail_init(&mail);
    for (guint i = 0; i < due->len; i++)
        render(&mail, now, due->pdata[i]);
    if (!delivery_claim(base, run, now, (Claim *)(void *)mail.claims->data, mail.claims->len,
                        error))
        return false;
    for (guint i = 0; i < mail.claims->len; i++) {
        const Claim *claim = &g_array_index(mail.claims, Claim, i);
        if (claim->claimed)
            take(&mail, now, claim, claimed);
    }
    return send(base, run, now, &mail, error);
}
