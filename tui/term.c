#include "tui/term_private.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

G_DEFINE_QUARK(term_error, term_error)

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h" /* presses and the wheel; coordinates as numbers */
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define COPY_MAX (64 * 1024)

/* How long after ESC the rest of a sequence may come: long enough for a line that splits packets,
 * short enough for Esc to feel immediate. */
#define ESCAPE_MS 40

/* Terminals that are xterm in all that matters, by the start of their names: when the system does
 * not know them, they are treated as it. */
static bool is_like_xterm(const char *name)
{
    static const char *const starts[] = {"xterm", "screen", "tmux",    "rxvt",    "putty",
                                         "foot",  "kitty",  "konsole", "gnome",   "alacritty",
                                         "vte",   "mintty", "wezterm", "ghostty", "ms-terminal"};
    for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(name, starts[i]))
            return true;
    return strstr(name, "256color") != NULL;
}

/* A description that is there and can move the cursor; without that there are no screens. */
static bool is_usable(const char *name, int fd)
{
    int status = 0;
    if (!name || !*name || setupterm(name, fd, &status) != OK)
        return false;
    const char *move = tigetstr("cup");
    bool usable = move && move != (char *)-1 && !tigetflag("hc") && !tigetflag("gn");
    del_curterm(cur_term);
    return usable;
}

/* The description to use for TERM=`name`, NULL if the system has none at all. */
static const char *choose_description(const char *name, int fd)
{
    const char *const tries[] = {name,
                                 name && is_like_xterm(name) ? "xterm-256color" : NULL,
                                 name && is_like_xterm(name) ? "xterm" : NULL,
                                 "vt100",
                                 "ansi",
                                 "linux"};
    for (guint i = 0; i < G_N_ELEMENTS(tries); i++)
        if (is_usable(tries[i], fd))
            return tries[i];
    return NULL;
}

/* Past ncurses' own buffer, which is empty between updates; putp would write to stdout. */
static void send(const Term *term, const char *sequence)
{
    fputs(sequence, term->out);
    fflush(term->out);
}

static void start_input(Term *term, const char *description)
{
    raw();
    noecho();
    nonl();
    set_escdelay(ESCAPE_MS);
    term->keys = newpad(1, 1);
    keypad(term->keys, TRUE);
    nodelay(term->keys, TRUE);
    term_define_keys();
    const char *mouse = tigetstr("kmous");
    term->can_mouse = mouse && mouse != (char *)-1;
    term->can_paste = term->can_mouse || is_like_xterm(description);
    if (term->can_paste)
        send(term, PASTE_ON);
    term_set_mouse(term, true);
}

static void start_colors(Term *term)
{
    const char *no_color = getenv("NO_COLOR");
    if ((no_color && *no_color) || !has_colors() || start_color() != OK)
        return;
    use_default_colors(); /* "back to normal" is then one short sequence instead of three */
    term->colors = COLORS >= 256 && COLOR_PAIRS > 60 ? 256 : COLORS >= 8 ? 8 : 0;
}

Term *term_open(const char *name, FILE *in, FILE *out, GError **error)
{
    const char *description = choose_description(name, fileno(out));
    use_tioctl(TRUE); /* the terminal's own size before LINES and COLUMNS, or resizing is dead */
    SCREEN *screen = description ? newterm(description, out, in) : NULL;
    if (!screen) {
        g_set_error(error, TERM_ERROR, TERM_ERROR_NONE_KNOWN,
                    _("the terminal type \"%s\" is not known and there is no description to fall "
                      "back on; set TERM to xterm or install the package ncurses-base"),
                    name ? name : "");
        return NULL;
    }
    Term *term = g_new0(Term, 1);
    *term = (Term){.screen = screen, .in = in, .out = out};
    start_colors(term);
    start_input(term, description);
    curs_set(0);
    return term;
}

void term_close(Term *term)
{
    if (!term)
        return;
    term_set_mouse(term, false);
    if (term->can_paste)
        send(term, PASTE_OFF);
    curs_set(1);
    endwin();
    delwin(term->keys);
    delscreen(term->screen);
    if (term->paste)
        g_string_free(term->paste, TRUE);
    g_free(term);
}

int term_colors(const Term *term)
{
    return term->colors;
}

int term_fd(const Term *term)
{
    return fileno(term->in);
}

bool term_is_gone(const Term *term)
{
    struct pollfd poller = {.fd = fileno(term->in), .events = POLLIN};
    int waiting = 0;
    if (poll(&poller, 1, 0) <= 0)
        return false;
    if (poller.revents & (POLLERR | POLLNVAL))
        return true;
    if (ioctl(poller.fd, FIONREAD, &waiting) == 0 && waiting > 0)
        return false;
    return poller.revents & (POLLHUP | POLLIN); /* readable with nothing to read: the end */
}

void term_set_mouse(Term *term, bool on)
{
    if (!term->can_mouse || term->mouse == on)
        return;
    send(term, on ? MOUSE_ON : MOUSE_OFF);
    term->mouse = on;
}

bool term_mouse(const Term *term)
{
    return term->mouse;
}

void term_copy(Term *term, const char *text)
{
    gsize length = MIN(strlen(text), COPY_MAX);
    g_autofree char *encoded = g_base64_encode((const guchar *)text, length);
    g_autofree char *sequence = g_strdup_printf("\033]52;c;%s\a", encoded);
    if (term->can_paste)
        send(term, sequence);
}
