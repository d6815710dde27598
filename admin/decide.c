/* Letters that wait for a person: of unknown fate, or held. */
#include <glib/gi18n-lib.h>

#include "admin.h"
#include "core/campaign.h"
#include "core/delivery.h"
#include "core/mail_journal.h"
#include "core/when.h"

#define PAGE 500

static void print_letter(const Admin *admin, const Undecided *letter)
{
    g_autofree char *when = when_format(letter->at);
    g_autofree char *text =
        g_strdup_printf("%lld\t%s\t%s\t%s\t%s\t%s", (long long)letter->id, when, letter->address,
                        letter->client, letter->letter, letter->shown);
    admin_print(admin,
                json_pack("{s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:s}", "id", (json_int_t)letter->id,
                          "enterprise", (json_int_t)letter->enterprise_id, "at", when, "address",
                          letter->address, "client", letter->client, "letter", letter->letter,
                          "campaign", letter->campaign, "reason", letter->shown),
                text);
}

static bool print_undecided(const Admin *admin, const char *state, GError **error)
{
    const Actor console = actor_console(0, admin->now);
    int64_t after = 0;
    for (;;) {
        g_autoptr(GPtrArray) letters =
            delivery_undecided(admin->base, &console, state, after, PAGE, error);
        if (!letters)
            return false;
        for (guint i = 0; i < letters->len; i++)
            print_letter(admin, letters->pdata[i]);
        if (letters->len < PAGE)
            return true;
        after = ((const Undecided *)letters->pdata[letters->len - 1])->id;
    }
}

static bool decide(Admin *admin, Decision decision, GError **error)
{
    const Actor console = actor_console(0, admin->now);
    int64_t id;
    return admin_number(admin->arguments[0], "N", &id, error) &&
           delivery_decide(admin->base, &console, id, decision, error);
}

bool unknown_list(Admin *admin, GError **error)
{
    return print_undecided(admin, "unknown", error);
}

bool unknown_sent(Admin *admin, GError **error)
{
    return decide(admin, DECIDE_SENT, error);
}

bool unknown_resend(Admin *admin, GError **error)
{
    return decide(admin, DECIDE_RESEND, error);
}

bool held_list(Admin *admin, GError **error)
{
    return print_undecided(admin, "held", error);
}

bool held_send(Admin *admin, GError **error)
{
    return decide(admin, DECIDE_SEND, error);
}

bool held_shift(Admin *admin, GError **error)
{
    return decide(admin, DECIDE_SHIFT, error);
}

bool held_skip(Admin *admin, GError **error)
{
    return decide(admin, DECIDE_SKIP, error);
}

static void print_lost(const Admin *admin, const LostAcceptance *lost)
{
    g_autofree char *when = when_format(lost->at);
    g_autofree char *text = g_strdup_printf("%s\t%s\t<%s>", when, lost->address, lost->message_id);
    admin_print(admin,
                json_pack("{s:s,s:s,s:s,s:b}", "at", when, "address", lost->address, "message_id",
                          lost->message_id, "kept", lost->kept),
                text);
}

static guint count_kept(const GPtrArray *lost)
{
    guint kept = 0;
    for (guint i = 0; i < lost->len; i++)
        kept += ((const LostAcceptance *)lost->pdata[i])->kept;
    return kept;
}

/* What could not be found comes first, the figures last. */
static void print_accepted(const Admin *admin, const AcceptedJournal *accepted)
{
    for (guint i = 0; i < accepted->lost->len; i++)
        print_lost(admin, accepted->lost->pdata[i]);
    guint lost = accepted->lost->len;
    g_autofree char *text =
        lost ? g_strdup_printf(_("letters settled as sent: %u; not found in this base: %u, listed "
                                 "above (remembered for their addresses, whoever gets the campaign "
                                 "again: %u); the mailer goes on"),
                               accepted->settled, lost, count_kept(accepted->lost))
             : g_strdup_printf(_("letters settled as sent: %u; the mailer goes on"),
                               accepted->settled);
    admin_print(admin,
                json_pack("{s:i,s:i,s:i}", "settled", (int)accepted->settled, "lost", (int)lost,
                          "kept", (int)count_kept(accepted->lost)),
                text);
}

static char *journal_path(const Admin *admin, GError **error)
{
    const char *configured = program_text(admin->invocation, "mailer.journal");
    return configured ? g_strdup(configured) : delivery_journal_path(admin->base, error);
}

bool journal_accept(Admin *admin, GError **error)
{
    const Actor console = actor_console(0, admin->now);
    g_auto(AcceptedJournal) accepted = {0};
    g_autofree char *path = journal_path(admin, error);
    g_autoptr(MailJournal) journal = path ? mail_journal_open(path, error) : NULL;
    if (!journal || !delivery_accept_journal(admin->base, &console, journal, &accepted, error))
        return false;
    print_accepted(admin, &accepted);
    return true;
}

bool why_held(Admin *admin, GError **error)
{
    const Actor console = actor_console(0, admin->now);
    int64_t id;
    if (!admin_number(admin->arguments[0], "ENROLLMENT", &id, error))
        return false;
    g_autoptr(GPtrArray) sentences = enrollment_why(admin->base, &console, id, error);
    for (guint i = 0; sentences && i < sentences->len; i++)
        admin_print(admin, json_pack("{s:s}", "gate", (const char *)sentences->pdata[i]),
                    sentences->pdata[i]);
    return sentences != NULL;
}
