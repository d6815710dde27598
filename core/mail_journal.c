#include "core/mail_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(mail_journal_error, mail_journal_error)

struct MailJournal {
    char *path;
    int fd;
};

static bool fail(GError **error, MailJournalError code, const char *path)
{
    int reason = errno;
    const char *text = code == MAIL_JOURNAL_ERROR_OPEN
                           ? _("the journal of accepted letters %s cannot be opened: %s")
                       : code == MAIL_JOURNAL_ERROR_READ
                           ? _("the journal of accepted letters %s cannot be read: %s")
                           : _("the journal of accepted letters %s cannot be written: %s");
    g_set_error(error, MAIL_JOURNAL_ERROR, code, text, path, g_strerror(reason));
    return false;
}

char *mail_journal_default_path(const char *url)
{
    return strstr(url, "://") ? NULL : g_strconcat(url, ".accepted", NULL);
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool sync_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

/* Whoever runs the mailer, the base's group may read what it did. */
static int open_file(const char *path)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_CREAT, 0660);
    if (fd >= 0 && (fchmod(fd, 0660) != 0 || !sync_folder(path))) {
        close(fd);
        return -1;
    }
    return fd;
}

MailJournal *mail_journal_open(const char *path, GError **error)
{
    int fd = open_file(path);
    if (fd < 0) {
        fail(error, MAIL_JOURNAL_ERROR_OPEN, path);
        return NULL;
    }
    MailJournal *journal = g_new0(MailJournal, 1);
    journal->path = g_strdup(path);
    journal->fd = fd;
    return journal;
}

void mail_journal_close(MailJournal *journal)
{
    if (!journal)
        return;
    close(journal->fd);
    g_free(journal->path);
    g_free(journal);
}

/* Another mailer may have put a trimmed file in this one's place: then that one is locked. */
static bool lock_journal(MailJournal *journal, GError **error)
{
    struct stat mine, named;
    for (;;) {
        while (flock(journal->fd, LOCK_EX) != 0)
            if (errno != EINTR)
                return fail(error, MAIL_JOURNAL_ERROR_OPEN, journal->path);
        if (fstat(journal->fd, &mine) == 0 && stat(journal->path, &named) == 0 &&
            mine.st_ino == named.st_ino && mine.st_dev == named.st_dev)
            return true;
        int fd = open_file(journal->path);
        if (fd < 0) {
            fail(error, MAIL_JOURNAL_ERROR_OPEN, journal->path);
            flock(journal->fd, LOCK_UN);
            return false;
        }
        close(journal->fd);
        journal->fd = fd;
    }
}

/* --- lines ------------------------------------------------------------------------------------ */

/* 1 TAB run TAB delivery TAB instant TAB Message-ID TAB reply TAB checksum of what stands before */
enum { FORMAT, RUN, DELIVERY, AT, MESSAGE_ID, REPLY, SUM, FIELDS };

static char *make_sum(const char *text)
{
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return g_strndup(sum, 8);
}

static void append_line(GString *lines, const Acceptance *acceptance)
{
    g_autofree char *reply = g_strdup(acceptance->reply ? acceptance->reply : "");
    g_strdelimit(reply, "\t\r\n", ' ');
    g_autofree char *line = g_strdup_printf(
        "1\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%s\t%s\t",
        acceptance->run_id, acceptance->delivery_id, acceptance->at, acceptance->message_id, reply);
    g_autofree char *sum = make_sum(line);
    g_string_append_printf(lines, "%s%s\n", line, sum);
}

/* Its strings point into `fields`, which the caller frees. NULL: not a whole line. */
static char **read_line(const char *line, Acceptance *acceptance)
{
    char **fields = g_strsplit(line, "\t", FIELDS + 1);
    g_autofree char *body = g_strndup(line, (gsize)(strrchr(line, '\t') - line + 1));
    g_autofree char *sum = make_sum(body);
    if (g_strv_length(fields) != FIELDS || strcmp(fields[FORMAT], "1") != 0 ||
        strcmp(fields[SUM], sum) != 0) {
        g_strfreev(fields);
        return NULL;
    }
    *acceptance = (Acceptance){.run_id = g_ascii_strtoll(fields[RUN], NULL, 10),
                               .delivery_id = g_ascii_strtoll(fields[DELIVERY], NULL, 10),
                               .at = g_ascii_strtoll(fields[AT], NULL, 10),
                               .message_id = fields[MESSAGE_ID],
                               .reply = fields[REPLY]};
    return fields;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, gsize size)
{
    while (size) {
        gssize written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        size -= (gsize)written;
    }
    return true;
}

/* A line that a crash has cut off stays a line of its own. */
static bool ends_with_line(int fd, off_t size)
{
    char last = '\n';
    return size == 0 || (pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

bool mail_journal_append(MailJournal *journal, const Acceptance *acceptances, size_t n,
                         GError **error)
{
    if (!lock_journal(journal, error))
        return false;
    off_t size = lseek(journal->fd, 0, SEEK_END);
    g_autoptr(GString) lines = g_string_new(ends_with_line(journal->fd, size) ? "" : "\n");
    for (size_t i = 0; i < n; i++)
        append_line(lines, &acceptances[i]);
    bool written = write_all(journal->fd, lines->str, lines->len) && fdatasync(journal->fd) == 0;
    if (!written) {
        fail(error, MAIL_JOURNAL_ERROR_WRITE, journal->path);
        if (ftruncate(journal->fd, size) != 0)
            g_prefix_error(error, "%s: ", g_strerror(errno));
    }
    flock(journal->fd, LOCK_UN);
    return written;
}

/* --- reading ---------------------------------------------------------------------------------- */

static char *read_all(MailJournal *journal, GError **error)
{
    struct stat found;
    if (fstat(journal->fd, &found) != 0) {
        fail(error, MAIL_JOURNAL_ERROR_READ, journal->path);
        return NULL;
    }
    g_autofree char *text = g_malloc((gsize)found.st_size + 1);
    off_t got = 0;
    while (got < found.st_size) {
        gssize n = pread(journal->fd, text + got, (gsize)(found.st_size - got), got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(error, MAIL_JOURNAL_ERROR_READ, journal->path);
            return NULL;
        }
        if (n == 0)
            break;
        got += n;
    }
    text[got] = '\0';
    return g_steal_pointer(&text);
}

static bool visit_lines(const char *text, MailJournalVisit visit, void *data, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool visited = true;
    for (char **line = lines; visited && *line; line++) {
        Acceptance acceptance;
        g_auto(GStrv) fields = strchr(*line, '\t') ? read_line(*line, &acceptance) : NULL;
        if (fields)
            visited = visit(&acceptance, data, error);
    }
    return visited;
}

bool mail_journal_read(MailJournal *journal, MailJournalVisit visit, void *data, GError **error)
{
    if (!lock_journal(journal, error))
        return false;
    g_autofree char *text = read_all(journal, error);
    flock(journal->fd, LOCK_UN);
    return text && visit_lines(text, visit, data, error);
}

/* --- trimming --------------------------------------------------------------------------------- */

typedef struct {
    const int64_t *runs;
    size_t n;
    GString *kept, *newest; /* lines of other runs; the last line of these */
    bool shorter;
} Trim;

static bool sort_line(const Acceptance *acceptance, void *data, GError **error)
{
    Trim *trim = data;
    for (size_t i = 0; i < trim->n; i++)
        if (trim->runs[i] == acceptance->run_id) {
            trim->shorter = trim->shorter || trim->newest->len;
            g_string_truncate(trim->newest, 0);
            append_line(trim->newest, acceptance);
            return true;
        }
    append_line(trim->kept, acceptance);
    return true;
}

/* Beside it, on disk, then in its place: at every instant one of the two is whole. */
static bool replace(MailJournal *journal, const char *first, const char *second, GError **error)
{
    g_autofree char *beside = g_strconcat(journal->path, ".new", NULL);
    unlink(beside);
    int fd = open(beside, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_CREAT | O_EXCL, 0660);
    bool done = fd >= 0 && fchmod(fd, 0660) == 0 && write_all(fd, first, strlen(first)) &&
                write_all(fd, second, strlen(second)) && fsync(fd) == 0 &&
                rename(beside, journal->path) == 0 && sync_folder(journal->path);
    if (!done)
        fail(error, MAIL_JOURNAL_ERROR_WRITE, journal->path);
    if (fd >= 0)
        close(fd);
    return done;
}

bool mail_journal_trim(MailJournal *journal, const int64_t *runs, size_t n, GError **error)
{
    if (!lock_journal(journal, error))
        return false;
    g_autofree char *text = read_all(journal, error);
    g_autoptr(GString) kept = g_string_new(NULL);
    g_autoptr(GString) newest = g_string_new(NULL);
    Trim trim = {.runs = runs, .n = n, .kept = kept, .newest = newest};
    bool done = text && visit_lines(text, sort_line, &trim, error);
    if (done && trim.shorter)
        done = replace(journal, newest->str, kept->str, error);
    flock(journal->fd, LOCK_UN);
    return done;
}

bool mail_journal_accept(const char *path, int64_t now, char **aside, GError **error)
{
    if (aside)
        *aside = NULL;
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return true;
    g_autoptr(MailJournal) journal = mail_journal_open(path, error);
    if (!journal || !lock_journal(journal, error))
        return false;
    g_autofree char *name = g_strdup_printf("%s.%" G_GINT64_FORMAT, path, now / 1000000);
    /* link refuses a name that is taken, which rename would replace. */
    bool done = link(path, name) == 0 && unlink(path) == 0 && sync_folder(path);
    if (!done)
        fail(error, MAIL_JOURNAL_ERROR_WRITE, path);
    else if (aside)
        *aside = g_steal_pointer(&name);
    return done;
}
