/* The demo in a real terminal, for looking at it: not installed. */
#include <stdlib.h>

#include "core/i18n.h"
#include "demo.h"

int main(int argc, char **argv)
{
    i18n_init(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Ui) ui = ui_new(
        &(UiOptions){.terminal = getenv("TERM"), .in = stdin, .out = stdout, .catch_signals = true},
        &error);
    if (!ui) {
        g_printerr("%s\n", error->message);
        return 69;
    }
    g_autoptr(Demo) demo = demo_new(ui, 1000000);
    demo_frame(demo, argc > 1 ? (Level)(atoi(argv[1]) % LEVEL_N) : LEVEL_GLOBAL);
    ui_push(ui, table_view(demo_people(demo)));
    return ui_run(ui) ? 0 : 1;
}
