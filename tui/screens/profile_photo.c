/* A new photo for the profile: chosen among the pictures in the person's inbox, the only folder
 * that the client reads (docs/admin.md). */
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "core/auth.h"
#include "tui/app/face.h"
#include "tui/app/inbox.h"
#include "tui/photo/photo.h"
#include "tui/screens/parts.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/pick.h"

typedef struct {
    App *app;
    char *inbox;
    GPtrArray *names;
} PhotoChoice;

static void photo_choice_free(gpointer data)
{
    PhotoChoice *choice = data;
    g_free(choice->inbox);
    g_ptr_array_unref(choice->names);
    g_free(choice);
}

static bool set_photo(App *app, const char *path, GError **error)
{
    g_autoptr(GBytes) file = inbox_read(path, PHOTO_MAX_BYTES, error);
    if (!file)
        return false;
    g_autoptr(GBytes) png = photo_prepare(file, error);
    return png && profile_set_photo(app->base, app_actor(app), png, "image/png", PHOTO_SIZE,
                                    PHOTO_SIZE, error);
}

static void photo_chosen(gpointer data, int index)
{
    PhotoChoice *choice = data;
    App *app = choice->app;
    g_autoptr(GError) error = NULL;
    if (index < 0)
        return;
    g_autofree char *path = g_build_filename(choice->inbox, choice->names->pdata[index], NULL);
    if (set_photo(app, path, &error)) {
        face_load(app);
        ui_toast(app->ui, _("The photo is changed."));
    } else {
        app_tell_error(app, error);
    }
}

Result profile_photo_choose(App *app, const Record *profile)
{
    PhotoChoice *choice = g_new0(PhotoChoice, 1);
    *choice = (PhotoChoice){.app = app, .inbox = inbox_folder(app), .names = inbox_list(app)};
    if (choice->names->len == 0) {
        g_autofree char *text = g_strdup_printf(
            _("Put a picture into your inbox first, then choose it here. The inbox is the folder %s on the server."),
            choice->inbox);
        ui_push(app->ui, dialog_tell(app->ui, _("Photo"), text));
        photo_choice_free(choice);
        return RESULT_REPAINT;
    }
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Photo"),
                                               .find = true,
                                               .done = photo_chosen,
                                               .data = choice,
                                               .free_data = photo_choice_free});
    for (guint i = 0; i < choice->names->len; i++)
        pick_add(pick, NULL, choice->names->pdata[i], NULL, false);
    ui_push(app->ui, pick_view(pick));
    return RESULT_REPAINT;
}
