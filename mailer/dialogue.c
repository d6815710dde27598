#include "dialogue.h"

#include <string.h>

enum { WORDS_MAX = 500 }; /* of an answer; servers may talk on */

Dialogue *dialogue_new(void)
{
    Dialogue *dialogue = g_new0(Dialogue, 1);
    dialogue->words = g_string_new(NULL);
    return dialogue;
}

void dialogue_free(Dialogue *dialogue)
{
    g_string_free(dialogue->words, TRUE);
    g_free(dialogue);
}

static void forget_answer(Dialogue *dialogue)
{
    dialogue->code = 0;
    dialogue->enhanced[0] = '\0';
    dialogue->complete = false;
    g_string_truncate(dialogue->words, 0);
}

void dialogue_begin(Dialogue *dialogue)
{
    forget_answer(dialogue);
    dialogue->step = STEP_CONNECT;
    dialogue->leaving = false;
}

static void enter(Dialogue *dialogue, SmtpStep step)
{
    forget_answer(dialogue);
    dialogue->step = step;
}

void dialogue_body(Dialogue *dialogue)
{
    enter(dialogue, STEP_BODY);
}

void dialogue_dot(Dialogue *dialogue)
{
    enter(dialogue, STEP_DOT);
}

static bool begins(const char *line, gsize length, const char *word)
{
    gsize size = strlen(word);
    return length >= size && g_ascii_strncasecmp(line, word, size) == 0;
}

void dialogue_command(Dialogue *dialogue, const char *line, gsize length)
{
    static const struct {
        const char *word;
        SmtpStep step;
    } commands[] = {
        {"EHLO ", STEP_EHLO}, {"HELO ", STEP_EHLO},      {"STARTTLS", STEP_STARTTLS},
        {"AUTH ", STEP_AUTH}, {"MAIL FROM:", STEP_MAIL}, {"RCPT TO:", STEP_RCPT},
        {"DATA", STEP_DATA},
    };
    /* In AUTH lines without a verb are answers to a challenge. */
    if (dialogue->step == STEP_AUTH && !memchr(line, ' ', length)) {
        enter(dialogue, STEP_AUTH);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (begins(line, length, commands[i].word)) {
            enter(dialogue, commands[i].step);
            /* What EHLO told before STARTTLS counts no more (RFC 3207, 4.2). */
            if (dialogue->step == STEP_EHLO)
                dialogue->knows_extensions = dialogue->offers_smtputf8 = false;
            return;
        }
    dialogue->leaving = dialogue->leaving || begins(line, length, "QUIT");
}

/* "5.1.1 words" → "5.1.1"; RFC 3463: one digit, then up to three each. */
static void read_enhanced(Dialogue *dialogue, const char *text, gsize length)
{
    gsize size = 0;
    int dots = 0;
    while (size < length && (g_ascii_isdigit(text[size]) || text[size] == '.'))
        dots += text[size++] == '.';
    bool good = dots == 2 && size >= 5 && size < sizeof dialogue->enhanced && text[1] == '.' &&
                (text[0] == '2' || text[0] == '4' || text[0] == '5') && text[size - 1] != '.' &&
                text[2] != '.';
    if (good && (size == length || text[size] == ' '))
        g_strlcpy(dialogue->enhanced, text, size + 1);
}

/* Into the base and onto terminals it goes: valid, printable, one line. */
static void add_words(Dialogue *dialogue, const char *text, gsize length)
{
    GString *words = dialogue->words;
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
    if (words->len && *valid)
        g_string_append_c(words, ' ');
    for (const char *p = valid; *p && words->len < WORDS_MAX; p = g_utf8_next_char(p))
        g_string_append_unichar(words,
                                g_unichar_isprint(g_utf8_get_char(p)) ? g_utf8_get_char(p) : ' ');
}

static void note_connection(Dialogue *dialogue, const char *text, gsize length)
{
    if (dialogue->step == STEP_EHLO && begins(text, length, "SMTPUTF8"))
        dialogue->offers_smtputf8 = true;
    if (!dialogue->complete)
        return;
    if (dialogue->step == STEP_EHLO)
        dialogue->knows_extensions = true;
    if (dialogue->step == STEP_STARTTLS && dialogue->code == 220) {
        dialogue->encrypted = true;
        enter(dialogue, STEP_TLS);
    }
    if (dialogue->step == STEP_AUTH && dialogue->code == 235)
        dialogue->signed_in = true;
}

void dialogue_answer(Dialogue *dialogue, const char *line, gsize length)
{
    if (dialogue->leaving)
        return;
    while (length && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (dialogue->complete)
        forget_answer(dialogue);
    if (dialogue->step == STEP_CONNECT) {
        enter(dialogue, STEP_GREETING);
        dialogue->encrypted = dialogue->signed_in = false;
    }
    if (length < 3 || !g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) ||
        !g_ascii_isdigit(line[2])) {
        add_words(dialogue, line, length);
        return;
    }
    gsize start = MIN(length, 4);
    dialogue->complete = length == 3 || line[3] == ' ';
    dialogue->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (!dialogue->enhanced[0])
        read_enhanced(dialogue, line + start, length - start);
    add_words(dialogue, line + start, length - start);
    note_connection(dialogue, line + start, length - start);
}
