#define NCURSES_WIDECHAR 1
#include "harness.h"

#include <curses.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vterm.h>

#include "tui/ui_private.h"

#define PIPE_BYTES (1 << 20)

/* The panel library never frees what stands for the screen itself. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:new_panel\n";
}

struct Harness {
    Ui *ui;
    FILE *in, *out;
    int key_fd, screen_fd; /* the terminal's ends of both pipes */
    VTerm *vterm;
    VTermScreen *screen;
    int rows, columns;
    gint64 now;
    bool cursor_shown, over;
    gsize counted;
    GString *output;
    char *charset; /* to be converted to UTF-8 for libvterm; NULL: it is UTF-8 */
};

static gint64 harness_clock(gpointer data)
{
    return ((Harness *)data)->now;
}

static int on_cursor(VTermProp prop, VTermValue *value, void *data)
{
    Harness *harness = data;
    if (prop == VTERM_PROP_CURSORVISIBLE)
        harness->cursor_shown = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_cursor};

static void open_vterm(Harness *harness)
{
    harness->vterm = vterm_new(harness->rows, harness->columns);
    vterm_set_utf8(harness->vterm, 1);
    harness->screen = vterm_obtain_screen(harness->vterm);
    vterm_screen_set_callbacks(harness->screen, &callbacks, harness);
    vterm_screen_enable_altscreen(harness->screen, 1);
    vterm_screen_reset(harness->screen, 1);
}

static void open_pipes(Harness *harness)
{
    int keys[2], screen[2];
    g_assert_cmpint(pipe2(keys, O_CLOEXEC), ==, 0);
    g_assert_cmpint(pipe2(screen, O_CLOEXEC), ==, 0);
    fcntl(screen[1], F_SETPIPE_SZ, PIPE_BYTES);
    fcntl(keys[1], F_SETPIPE_SZ, PIPE_BYTES);
    fcntl(screen[0], F_SETFL, O_NONBLOCK);
    harness->in = fdopen(keys[0], "r");
    harness->out = fdopen(screen[1], "w");
    harness->key_fd = keys[1];
    harness->screen_fd = screen[0];
}

static void read_output(Harness *harness)
{
    char bytes[65536];
    ssize_t n;
    while ((n = read(harness->screen_fd, bytes, sizeof bytes)) > 0) {
        g_string_append_len(harness->output, bytes, n);
        if (!harness->charset) {
            vterm_input_write(harness->vterm, bytes, (size_t)n);
            continue;
        }
        gsize length;
        g_autofree char *utf8 = g_convert(bytes, n, "UTF-8", harness->charset, NULL, &length, NULL);
        g_assert_nonnull(utf8);
        vterm_input_write(harness->vterm, utf8, length);
    }
    vterm_screen_flush_damage(harness->screen);
}

/* xterm scrolls over the whole screen again after a resize; libvterm keeps the old region. */
static void free_region(Harness *harness)
{
    static const char region[] = "\0337\033[r\0338";
    vterm_input_write(harness->vterm, region, strlen(region));
}

static void set_environment(const Harness *harness, const HarnessOptions *options)
{
    g_autofree char *rows = g_strdup_printf("%d", harness->rows);
    g_autofree char *columns = g_strdup_printf("%d", harness->columns);
    const char *locale = options->locale ? options->locale : "C.UTF-8";
    setenv("LINES", rows, 1);
    setenv("COLUMNS", columns, 1);
    if (options->no_color)
        setenv("NO_COLOR", "1", 1);
    else
        unsetenv("NO_COLOR");
    if (!setlocale(LC_CTYPE, locale))
        g_error("the locale %s is not installed", locale);
}

Harness *harness_new(const HarnessOptions *options)
{
    static const HarnessOptions defaults = {0};
    const char *charset;
    options = options ? options : &defaults;
    Harness *harness = g_new0(Harness, 1);
    harness->rows = options->rows ? options->rows : 24;
    harness->columns = options->columns ? options->columns : 80;
    harness->now = 1;
    harness->output = g_string_new(NULL);
    set_environment(harness, options);
    if (options->locale && !g_get_charset(&charset))
        harness->charset = g_strdup(charset);
    open_pipes(harness);
    open_vterm(harness);
    g_autoptr(GError) error = NULL;
    harness->ui = ui_new(&(UiOptions){.terminal = options->term ? options->term : "xterm-256color",
                                      .in = harness->in,
                                      .out = harness->out,
                                      .clock = harness_clock,
                                      .clock_data = harness,
                                      .allowed = options->allowed,
                                      .allowed_data = options->allowed_data},
                         &error);
    g_assert_no_error(error);
    set_escdelay(1);
    read_output(harness);
    resizeterm(harness->rows, harness->columns); /* there is no terminal to ask for its size */
    free_region(harness);
    return harness;
}

GString *harness_close(Harness *harness)
{
    ui_free(harness->ui);
    read_output(harness);
    GString *output = harness->output;
    fclose(harness->in);
    fclose(harness->out);
    if (harness->key_fd >= 0)
        close(harness->key_fd);
    close(harness->screen_fd);
    vterm_free(harness->vterm);
    g_free(harness->charset);
    g_free(harness);
    return output;
}

void harness_free(Harness *harness)
{
    if (harness)
        g_string_free(harness_close(harness), TRUE);
}

Ui *harness_ui(Harness *harness)
{
    return harness->ui;
}

View *harness_show(Harness *harness, View *view)
{
    ui_push(harness->ui, view);
    harness_settle(harness);
    return view;
}

bool harness_settle(Harness *harness)
{
    /* The second turn paints what the first one's paint asked for. */
    for (int turn = 0; turn < 2 && !harness->over; turn++) {
        harness->over = !ui_step(harness->ui, 0);
        read_output(harness);
    }
    return !harness->over;
}

void harness_wait(Harness *harness, bool (*condition)(gpointer data), gpointer data)
{
    while (!condition(data) && !harness->over) {
        harness->over = !ui_step(harness->ui, 10);
        read_output(harness);
    }
}

void harness_advance(Harness *harness, gint64 ms)
{
    harness->now += ms * 1000;
    harness_settle(harness);
}

void harness_redraw(Harness *harness)
{
    harness->ui->full_repaint = harness->ui->dirty = true;
    harness_settle(harness);
}

void harness_hang_up(Harness *harness)
{
    close(harness->key_fd);
    harness->key_fd = -1;
    harness_settle(harness);
}

void harness_resize(Harness *harness, int rows, int columns)
{
    harness->rows = rows;
    harness->columns = columns;
    vterm_set_size(harness->vterm, rows, columns);
    free_region(harness);
    resizeterm(rows, columns); /* leaves KEY_RESIZE to be read, as after SIGWINCH */
    harness_settle(harness);
}

/* --- keys ------------------------------------------------------------------------------------- */

void harness_send(Harness *harness, const char *bytes, gssize length)
{
    gsize n = length < 0 ? strlen(bytes) : (gsize)length;
    g_assert_cmpint(write(harness->key_fd, bytes, n), ==, (gssize)n);
    harness_settle(harness);
}

typedef struct {
    const Key *key;
    const char *body;
} Wanted;

static void match_alias(const char *body, KeySym sym, unsigned mods, gpointer data)
{
    Wanted *wanted = data;
    if (!wanted->body && sym == wanted->key->sym && mods == wanted->key->mods)
        wanted->body = body;
}

static void send_char(Harness *harness, const Key *key)
{
    char bytes[16] = {0};
    gunichar c = key->mods & MOD_CTRL ? key->ch & 0x1f : key->ch;
    int n = 0;
    if (key->mods & MOD_ALT)
        bytes[n++] = 27;
    n += g_unichar_to_utf8(c, bytes + n);
    g_autofree char *local =
        harness->charset ? g_convert(bytes, n, harness->charset, "UTF-8", NULL, NULL, NULL) : NULL;
    harness_send(harness, local ? local : bytes, local ? -1 : n);
}

/* xterm's own form of a key with modifiers. */
static char *modified(const Key *key)
{
    static const struct {
        KeySym sym;
        char letter;
    } letters[] = {{K_UP, 'A'},   {K_DOWN, 'B'}, {K_RIGHT, 'C'},
                   {K_LEFT, 'D'}, {K_HOME, 'H'}, {K_END, 'F'}};
    int code = 1 + (key->mods & MOD_SHIFT ? 1 : 0) + (key->mods & MOD_ALT ? 2 : 0) +
               (key->mods & MOD_CTRL ? 4 : 0);
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (letters[i].sym == key->sym)
            return g_strdup_printf("\033[1;%d%c", code, letters[i].letter);
    return NULL;
}

static void press(Harness *harness, const char *name)
{
    Key key;
    if (!key_from_name(name, &key))
        g_error("there is no key \"%s\"", name);
    Wanted wanted = {.key = &key};
    key_each_alias(match_alias, &wanted);
    g_autofree char *sequence = wanted.body ? g_strconcat("\033", wanted.body, NULL)
                                : key.mods  ? modified(&key)
                                            : NULL;
    if (key.sym == K_CHAR)
        send_char(harness, &key);
    else if (key.sym == K_ENTER)
        harness_send(harness, "\r", 1);
    else if (key.sym == K_ESC)
        harness_send(harness, "\033", 1);
    else if (key.sym == K_TAB && !key.mods)
        harness_send(harness, "\t", 1);
    else if (key.sym == K_BACKSPACE)
        harness_send(harness, "\177", 1);
    else if (sequence)
        harness_send(harness, sequence, -1);
    else
        g_error("no bytes are known for the key \"%s\"", name);
}

void harness_press(Harness *harness, const char *names)
{
    g_auto(GStrv) all = g_strsplit(names, " ", -1);
    for (char **name = all; *name; name++)
        press(harness, *name);
}

void harness_type(Harness *harness, const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        Key key = {.sym = K_CHAR, .ch = g_utf8_get_char(p)};
        send_char(harness, &key);
    }
}

void harness_paste(Harness *harness, const char *text)
{
    g_autofree char *bytes = g_strconcat("\033[200~", text, "\033[201~", NULL);
    harness_send(harness, bytes, -1);
}

static void send_mouse(Harness *harness, int button, int y, int x, char end)
{
    g_autofree char *bytes = g_strdup_printf("\033[<%d;%d;%d%c", button, x + 1, y + 1, end);
    harness_send(harness, bytes, -1);
}

void harness_mouse(Harness *harness, MouseKind kind, int y, int x)
{
    static const int buttons[] = {
        [MOUSE_PRESS] = 0, [MOUSE_RELEASE] = 0,   [MOUSE_DOUBLE] = 0,
        [MOUSE_RIGHT] = 2, [MOUSE_WHEEL_UP] = 64, [MOUSE_WHEEL_DOWN] = 65};
    send_mouse(harness, buttons[kind], y, x, kind == MOUSE_RELEASE ? 'm' : 'M');
    if (kind == MOUSE_DOUBLE) {
        send_mouse(harness, 0, y, x, 'm');
        send_mouse(harness, 0, y, x, 'M');
    }
    if (kind == MOUSE_PRESS || kind == MOUSE_DOUBLE)
        send_mouse(harness, 0, y, x, 'm');
    harness->now += kind == MOUSE_PRESS ? 1000000 : 0; /* two presses are not a double click */
}

void harness_drag(Harness *harness, int y, int x, int to_y, int to_x)
{
    send_mouse(harness, 0, y, x, 'M');
    send_mouse(harness, 0, to_y, to_x, 'm');
    harness->now += 1000000;
}

/* --- the screen ------------------------------------------------------------------------------- */

static int color_index(const VTermColor *color, bool foreground)
{
    bool is_default =
        foreground ? VTERM_COLOR_IS_DEFAULT_FG(color) : VTERM_COLOR_IS_DEFAULT_BG(color);
    if (is_default)
        return -1;
    return VTERM_COLOR_IS_INDEXED(color) ? color->indexed.idx : -2;
}

HarnessCell harness_cell(Harness *harness, int y, int x)
{
    VTermScreenCell cell;
    HarnessCell out = {0};
    vterm_screen_get_cell(harness->screen, (VTermPos){y, x}, &cell);
    gsize used = 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != (uint32_t)-1;
         i++)
        used += (gsize)g_unichar_to_utf8(cell.chars[i], out.text + used);
    if (used == 0 && cell.chars[0] != (uint32_t)-1)
        strcpy(out.text, " ");
    out.fg = color_index(&cell.fg, true);
    out.bg = color_index(&cell.bg, false);
    out.bold = cell.attrs.bold;
    out.underline = cell.attrs.underline;
    out.reverse = cell.attrs.reverse;
    return out;
}

char *harness_row(Harness *harness, int y)
{
    GString *row = g_string_new(NULL);
    for (int x = 0; x < harness->columns; x++)
        g_string_append(row, harness_cell(harness, y, x).text);
    return g_strchomp(g_string_free(row, FALSE));
}

char *harness_screen(Harness *harness)
{
    GString *screen = g_string_new(NULL);
    for (int y = 0; y < harness->rows; y++) {
        g_autofree char *row = harness_row(harness, y);
        g_string_append_printf(screen, "%s\n", row);
    }
    return g_string_free(screen, FALSE);
}

/* The column of the byte `offset` of a row. */
static int column_of(Harness *harness, int y, gsize offset)
{
    gsize used = 0;
    for (int x = 0; x < harness->columns; x++) {
        if (used >= offset)
            return x;
        used += strlen(harness_cell(harness, y, x).text);
    }
    return harness->columns;
}

bool harness_find(Harness *harness, const char *text, int *y, int *x)
{
    for (int row = 0; row < harness->rows; row++) {
        g_autofree char *line = harness_row(harness, row);
        const char *hit = strstr(line, text);
        if (!hit)
            continue;
        *y = row;
        *x = column_of(harness, row, (gsize)(hit - line));
        return true;
    }
    return false;
}

void harness_check(Harness *harness, const char *text, bool shown, const char *file, int line)
{
    int y, x;
    if (harness_find(harness, text, &y, &x) == shown)
        return;
    g_autofree char *screen = harness_screen(harness);
    g_error("%s:%d: \"%s\" is %s the screen:\n%s", file, line, text, shown ? "not on" : "on",
            screen);
}

bool harness_cursor(Harness *harness, int *y, int *x)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(harness->vterm), &at);
    *y = at.row;
    *x = at.col;
    return harness->cursor_shown;
}

gsize harness_bytes(Harness *harness)
{
    gsize n = harness->output->len - harness->counted;
    harness->counted = harness->output->len;
    return n;
}

const GString *harness_output(Harness *harness)
{
    return harness->output;
}

bool harness_mode(Harness *harness, const char *mode)
{
    g_autofree char *on = g_strdup_printf("\033[%sh", mode);
    g_autofree char *off = g_strdup_printf("\033[%sl", mode);
    const char *set = g_strrstr(harness->output->str, on);
    const char *reset = g_strrstr(harness->output->str, off);
    return set && set > reset;
}
