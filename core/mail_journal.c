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

const char *mail_journal_path(const MailJournal *journal)
{
    return journal->path;
}

/* Somebody may have put another file in this one's place: then that one is locked. */
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

/* 2 TAB run TAB instant TAB Message-ID TAB address TAB trace TAB reply TAB checksum of what stands
 * before */
enum { FORMAT, RUN, AT, MESSAGE_ID, ADDRESS, TRACE, REPLY, SUM, FIELDS };
#define FORMAT_NOW "2"

static char *make_sum(const char *text)
{
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return g_strndup(sum, 8);
}

static void append_field(GString *line, const char *text)
{
    gsize start = line->len;
    g_string_append(line, text ? text : "");
    g_strdelimit(line->str + start, "\t\r\n", ' ');
    g_string_append_c(line, '\t');
}

static void append_line(GString *lines, const Acceptance *acceptance)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(line, FORMAT_NOW "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t",
                    acceptance->run_id, acceptance->at);
    append_field(line, acceptance->message_id);
    append_field(line, acceptance->address);
    append_field(line, acceptance->trace);
    append_field(line, acceptance->reply);
    g_autofree char *sum = make_sum(line->str);
    g_string_append_printf(lines, "%s%s\n", line->str, sum);
}

/* NULL: not a whole line, of whatever version. */
static char **split_line(const char *line)
{
    const char *last = strrchr(line, '\t');
    if (!last)
        return NULL;
    g_autofree char *body = g_strndup(line, (gsize)(last - line + 1));
    g_autofree char *sum = make_sum(body);
    return strcmp(last + 1, sum) == 0 ? g_strsplit(line, "\t", -1) : NULL;
}

/* Its strings point into `fields`. false: a line of another version. */
static bool take_line(char **fields, Acceptance *acceptance)
{
    if (strcmp(fields[FORMAT], FORMAT_NOW) != 0 || g_strv_length(fields) != FIELDS)
        return false;
    *acceptance = (Acceptance){.run_id = g_ascii_strtoll(fields[RUN], NULL, 10),
                               .at = g_ascii_strtoll(fields[AT], NULL, 10),
                               .message_id = fields[MESSAGE_ID],
                               .address = fields[ADDRESS],
                               .trace = fields[TRACE],
                               .reply = fields[REPLY]};
    return true;
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

/* --- places ----------------------------------------------------------------------------------- */

/* "OFFSET SUM": so many bytes, the last of which end a line with that checksum. */
typedef struct {
    goffset offset;
    char sum[9];
} Place;

static Place read_place(const char *text)
{
    Place place = {0};
    char *end;
    place.offset = g_ascii_strtoll(text, &end, 10);
    if (*end == ' ')
        g_strlcpy(place.sum, end + 1, sizeof place.sum);
    return place;
}

static char *write_place(const Place *place)
{
    return place->offset ? g_strdup_printf("%" G_GOFFSET_FORMAT " %s", place->offset, place->sum)
                         : g_strdup("");
}

/* `size` bytes from `offset` on, and a NUL; fewer where the file ends. */
static char *read_part(MailJournal *journal, goffset offset, gsize size, gsize *got, GError **error)
{
    g_autofree char *text = g_malloc(size + 1);
    for (*got = 0; *got < size;) {
        gssize n = pread(journal->fd, text + *got, size - *got, offset + (goffset)*got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(error, MAIL_JOURNAL_ERROR_READ, journal->path);
            return NULL;
        }
        if (n == 0)
            break;
        *got += (gsize)n;
    }
    text[*got] = '\0';
    return g_steal_pointer(&text);
}

bool mail_journal_knows(MailJournal *journal, const char *text, bool *knows, GError **error)
{
    Place place = read_place(text);
    gsize size = strlen(place.sum) + 1, got;
    *knows = !*text;
    if (place.offset < (goffset)size)
        return true;
    if (!lock_journal(journal, error))
        return false;
    g_autofree char *end = read_part(journal, place.offset - (goffset)size, size, &got, error);
    flock(journal->fd, LOCK_UN);
    g_autofree char *expected = g_strconcat(place.sum, "\n", NULL);
    *knows = end && got == size && strcmp(end, expected) == 0;
    return end != NULL;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* A line that a crash has cut off ends here: nobody is writing it while the file is locked. */
static bool end_torn_line(MailJournal *journal, off_t *size, GError **error)
{
    *size = lseek(journal->fd, 0, SEEK_END);
    if (ends_with_line(journal->fd, *size))
        return true;
    if (!write_all(journal->fd, "\n", 1))
        return fail(error, MAIL_JOURNAL_ERROR_WRITE, journal->path);
    ++*size;
    return true;
}

/* From `offset` to the end of the file. */
static char *read_rest(MailJournal *journal, goffset offset, GError **error)
{
    off_t size;
    gsize got;
    if (!lock_journal(journal, error))
        return NULL;
    char *text = end_torn_line(journal, &size, error)
                     ? read_part(journal, offset, (gsize)MAX(size - offset, 0), &got, error)
                     : NULL;
    flock(journal->fd, LOCK_UN);
    return text;
}

static bool refuse_format(const MailJournal *journal, GError **error)
{
    g_set_error(error, MAIL_JOURNAL_ERROR, MAIL_JOURNAL_ERROR_FORMAT,
                _("the journal of accepted letters %s was written by another version of the "
                  "program; let that version's mailer finish a pass, then move the file away"),
                journal->path);
    return false;
}

/* Without an error: `visit` wants no more. */
static bool visit_line(MailJournal *journal, char **fields, MailJournalVisit visit, void *data,
                       GError **error)
{
    Acceptance acceptance;
    return take_line(fields, &acceptance) ? visit(&acceptance, data, error)
                                          : refuse_format(journal, error);
}

/* Moves `place` over the lines of `text` that were visited. */
static bool visit_lines(MailJournal *journal, char *text, Place *place, MailJournalVisit visit,
                        void *data, GError **error)
{
    GError *failure = NULL;
    goffset start = place->offset;
    char *end;
    for (char *line = text; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        g_auto(GStrv) fields = split_line(line);
        if (!fields)
            continue;
        if (!visit_line(journal, fields, visit, data, &failure))
            break;
        place->offset = start + (end + 1 - text);
        g_strlcpy(place->sum, strrchr(line, '\t') + 1, sizeof place->sum);
    }
    if (!failure)
        return true;
    g_propagate_error(error, failure);
    return false;
}

bool mail_journal_read(MailJournal *journal, const char *from, MailJournalVisit visit, void *data,
                       char **until, GError **error)
{
    Place place = read_place(from);
    g_autofree char *text = read_rest(journal, place.offset, error);
    if (!text || !visit_lines(journal, text, &place, visit, data, error))
        return false;
    if (until)
        *until = write_place(&place);
    return true;
}
