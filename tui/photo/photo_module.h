/* What the photo module exports: one table of functions under one name. */
#pragma once

#include "tui/photo/photo.h"

#define PHOTO_MODULE_FILE "ukrcrm-photo.so"

typedef struct {
    GBytes *(*prepare)(GBytes *file, GError **error);
    PhotoCell *(*cells)(GBytes *png, int columns, int rows, GError **error);
} PhotoModule;

extern const PhotoModule photo_module_functions;
