/* The profile's photo: any common image in, a square PNG for the base out, and that as cells of a
 * 256-colour terminal.
 *
 * libgd and libchafa take three times as long to load as the rest of the client, so they live in a
 * module that is opened at the first use; without it (a package left out) every call fails with a
 * sentence and the client shows initials. */
#pragma once

#include "tui/picture.h"

#include <stdbool.h>

#define PHOTO_SIZE 256             /* pixels a side, as stored */
#define PHOTO_MAX_BYTES (20 << 20) /* of a file to be read */
#define PHOTO_MAX_SIDE 10000       /* pixels a side that are decoded at all, */
#define PHOTO_MAX_PIXELS 50000000  /* and in all: decoded, each takes four bytes */

#define PHOTO_ERROR (photo_error_quark())
GQuark photo_error_quark(void);
typedef enum {
    PHOTO_ERROR_KIND,   /* no PNG, JPEG, GIF, WebP or BMP, or damaged */
    PHOTO_ERROR_SIZE,   /* too many bytes or pixels */
    PHOTO_ERROR_MODULE, /* the module is not installed */
} PhotoError;

/* Decodes, crops to the middle square, scales to PHOTO_SIZE, encodes as PNG. */
GBytes *photo_prepare(GBytes *file, GError **error);

/* What photo_prepare made, as cells. Free with g_free. */
Picture *photo_picture(GBytes *png, int rows, int columns, GError **error);
