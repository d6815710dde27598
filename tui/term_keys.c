/* From get_wch to keys. ncurses finds the sequences it was told of; what it passes on as Esc
 * followed by text is looked at here, so that no sequence is ever taken for Esc and typing. */
#include "tui/term_private.h"

#include <poll.h>
#include <string.h>

#define ESC 27
#define PASTE_END "\033[201~"
#define PASTE_MAX (8u << 20)
#define SEQUENCE_MAX 63
#define REST_MS 40 /* for the rest of a sequence that has begun */

/* Codes for our aliases, beyond those of ncurses: symbol and modifiers. */
#define CODE_BASE 3000
#define CODE(sym, mods) (CODE_BASE + (int)(sym)*8 + (int)(mods))

static void define_alias(const char *body, KeySym sym, unsigned mods, gpointer data)
{
    char sequence[16];
    g_snprintf(sequence, sizeof sequence, "\033%s", body);
    define_key(sequence, CODE(sym, mods));
}

static void define_sequence(const char *body)
{
    Key key;
    if (key_from_sequence(body, &key))
        define_alias(body, key.sym, key.mods, NULL);
}

/* xterm's forms with modifiers too: terminfo gives them names of its own, without meaning for us.
 */
static void define_modified(void)
{
    static const char letters[] = "ABCDHFPQRS";
    static const int numbers[] = {2, 3, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24};
    char body[16];
    for (int mods = 2; mods <= 8; mods++) {
        for (const char *letter = letters; *letter; letter++) {
            g_snprintf(body, sizeof body, "[1;%d%c", mods, *letter);
            define_sequence(body);
        }
        for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
            g_snprintf(body, sizeof body, "[%d;%d~", numbers[i], mods);
            define_sequence(body);
        }
    }
}

void term_define_keys(void)
{
    key_each_alias(define_alias, NULL);
    define_modified();
    /* ncurses reads the rest of a mouse report with a blocking read, and reads it twice if half a
     * UTF-8 character stood before it: then the client hangs. Ours are read as any sequence. */
    keyok(KEY_MOUSE, FALSE);
    keyok(KEY_SUSPEND, FALSE); /* what the Linux console's description makes of Ctrl+Z */
}

/* One character or code: OK, KEY_CODE_YES or ERR. */
static int read_code(Term *term, wint_t *code)
{
    if (term->n_pending) {
        *code = term->pending[--term->n_pending];
        return OK;
    }
    return wget_wch(term->keys, code);
}

/* As read_code, but gives the line a moment to bring the rest. */
static int read_rest(Term *term, wint_t *code)
{
    int status = read_code(term, code);
    struct pollfd poller = {.fd = fileno(term->in), .events = POLLIN};
    if (status == ERR && poll(&poller, 1, REST_MS) == 1)
        status = read_code(term, code);
    return status;
}

static void keep(Term *term, wint_t code)
{
    term->pending[term->n_pending++] = code;
}

/* Key codes of ncurses that are not among our aliases because terminfo alone knows them. */
static KeySym symbol_of(wint_t code)
{
    static const struct {
        wint_t code;
        KeySym sym;
    } codes[] = {
        {KEY_UP, K_UP},
        {KEY_DOWN, K_DOWN},
        {KEY_LEFT, K_LEFT},
        {KEY_RIGHT, K_RIGHT},
        {KEY_HOME, K_HOME},
        {KEY_END, K_END},
        {KEY_PPAGE, K_PGUP},
        {KEY_NPAGE, K_PGDN},
        {KEY_IC, K_INS},
        {KEY_DC, K_DEL},
        {KEY_BACKSPACE, K_BACKSPACE},
        {KEY_ENTER, K_ENTER},
        {KEY_A1, K_HOME},
        {KEY_A3, K_PGUP},
        {KEY_C1, K_END},
        {KEY_C3, K_PGDN},
        {KEY_RESIZE, K_RESIZE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        if (codes[i].code == code)
            return codes[i].sym;
    return K_UNKNOWN;
}

static void key_of_code(wint_t code, Key *key)
{
    if (code >= CODE_BASE && code < (wint_t)CODE(K_UNKNOWN + 1, 0)) {
        key->sym = (KeySym)((code - CODE_BASE) / 8);
        key->mods = (code - CODE_BASE) % 8;
    } else if (code > KEY_F0 && code <= KEY_F(12)) {
        key->sym = K_F1 + (KeySym)(code - KEY_F(1));
    } else if (code == KEY_BTAB) {
        *key = (Key){.sym = K_TAB, .mods = MOD_SHIFT};
    } else if (code == KEY_SR || code == KEY_SF) {
        *key = (Key){.sym = code == KEY_SR ? K_UP : K_DOWN, .mods = MOD_SHIFT};
    } else {
        key->sym = symbol_of(code);
    }
}

static void key_of_char(wint_t c, Key *key)
{
    if (c == '\t')
        key->sym = K_TAB;
    else if (c == '\r' || c == '\n')
        key->sym = K_ENTER;
    else if (c == 8 || c == 127)
        key->sym = K_BACKSPACE;
    else if (c == ESC)
        key->sym = K_ESC;
    else if (c < 32)
        *key = (Key){.sym = K_CHAR, .ch = c ? c + 64 : ' ', .mods = MOD_CTRL};
    else
        *key = (Key){.sym = K_CHAR, .ch = c};
}

/* Whether `body` is a whole sequence: one more byte after O, a final byte after [ and its
 * parameters ("[[A" of the Linux console has two brackets), BEL or ST after a string. */
static bool is_complete(const char *body, gsize length)
{
    char last = body[length - 1];
    if (body[0] == 'O')
        return length == 2;
    if (body[0] == ']' || body[0] == 'P' || body[0] == '_' || body[0] == '^')
        return last == 7 || (last == '\\' && length > 1 && body[length - 2] == ESC);
    if (length == 2 && last == '[')
        return false;
    if (body[0] == '[' && body[1] == 'M' && length < 5)
        return false; /* the old mouse report: three more bytes */
    return length > 1 && last >= 0x40 && last <= 0x7e;
}

/* Reads and decodes the sequence whose introducer is `first`; an unknown one is swallowed. */
static void read_sequence(Term *term, wint_t first, Key *key)
{
    char body[SEQUENCE_MAX + 1] = {(char)first};
    gsize length = 1;
    wint_t code;
    while (!is_complete(body, MIN(length, SEQUENCE_MAX)) && read_rest(term, &code) == OK) {
        body[MIN(length, SEQUENCE_MAX - 1)] = (char)code;
        length++;
    }
    if (length > SEQUENCE_MAX || !key_from_sequence(body, key))
        *key = (Key){.sym = K_UNKNOWN};
}

/* After a second ESC: a sequence means Alt with that key (PuTTY, rxvt), else Esc was pressed twice.
 */
static void read_after_second_escape(Term *term, Key *key)
{
    wint_t code;
    int status = read_code(term, &code);
    if (status == KEY_CODE_YES) {
        key_of_code(code, key);
        key->mods |= MOD_ALT;
    } else if (status == OK && (code == '[' || code == 'O')) {
        read_sequence(term, code, key);
        key->mods |= MOD_ALT;
    } else {
        if (status == OK)
            keep(term, code);
        keep(term, ESC);
    }
}

/* After ESC: nothing, a sequence, or a key pressed with Alt. */
static void read_after_escape(Term *term, Key *key)
{
    wint_t code;
    int status = read_code(term, &code);
    key->sym = K_ESC;
    if (status == ERR)
        return;
    if (status == KEY_CODE_YES) {
        key_of_code(code, key);
        key->mods |= MOD_ALT;
    } else if (code == ESC) {
        read_after_second_escape(term, key);
    } else if (code < 128 && strchr("[O]P_^", (int)code)) {
        read_sequence(term, code, key);
    } else if (code >= '0' && code <= '9') {
        *key = (Key){.sym = K_F1 + (code == '0' ? 9 : (KeySym)(code - '1'))};
    } else {
        key_of_char(code, key);
        key->mods |= MOD_ALT;
    }
}

static void append_paste(Term *term, wint_t c)
{
    if (term->paste->len < PASTE_MAX)
        g_string_append_unichar(term->paste, c);
}

static void finish_paste(Term *term, Key *key)
{
    keypad(term->keys, TRUE);
    *key = (Key){.sym = K_PASTE, .text = g_string_free(term->paste, FALSE)};
    term->paste = NULL;
}

/* Reads on in an open paste, raw: its text may hold any sequence. A lone Esc ends one whose closing
 * mark was lost. False while the end has not come. */
static bool read_paste(Term *term, Key *key)
{
    wint_t code;
    int status;
    keypad(term->keys, FALSE);
    while ((status = read_code(term, &code)) == OK) {
        append_paste(term, code);
        if (code == '~' && g_str_has_suffix(term->paste->str, PASTE_END)) {
            g_string_truncate(term->paste, term->paste->len - strlen(PASTE_END));
            finish_paste(term, key);
            return true;
        }
        if (code != ESC)
            continue;
        if (read_rest(term, &code) != OK) {
            g_string_truncate(term->paste, term->paste->len - 1);
            finish_paste(term, key);
            return true;
        }
        keep(term, code);
    }
    if (status == KEY_CODE_YES) /* the window changed its size meanwhile */
        key_of_code(code, key);
    return status == KEY_CODE_YES;
}

bool term_read(Term *term, Key *key)
{
    wint_t code;
    *key = (Key){0};
    if (term->paste)
        return read_paste(term, key);
    int status = read_code(term, &code);
    if (status == ERR)
        return false;
    if (status == KEY_CODE_YES)
        key_of_code(code, key);
    else if (code == ESC)
        read_after_escape(term, key);
    else
        key_of_char(code, key);
    if (key->sym != K_PASTE)
        return true;
    term->paste = g_string_new(NULL);
    return read_paste(term, key);
}
