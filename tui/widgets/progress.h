/* Long work in sight: how far, how fast, how long still, how many errors; it can be cancelled, or
 * left to go on in the background with a line in the status bar, from where it comes back. */
#pragma once

#include "tui/view.h"

typedef struct Progress Progress;

typedef struct {
    const char *title; /* translated, copied */
    bool background;   /* Esc leaves the work running */
    /* Asked to stop; the work then ends with progress_finish as always. */
    void (*cancel)(gpointer data);
    gpointer data;
} ProgressSpec;

/* Pushes the dialog. It stays the caller's to finish, which it must. */
Progress *progress_start(Ui *ui, const ProgressSpec *spec);

/* `total` 0: not known. From the loop's thread (loop_post). */
void progress_set(Progress *progress, gint64 done, gint64 total, gint64 errors);

/* Closes and frees; `message` (translated, may be NULL) is told as a toast. */
void progress_finish(Progress *progress, const char *message);
