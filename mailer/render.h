/* From what the base says about a delivery to what goes over the wire. */
#pragma once

#include "compose.h"
#include "core/delivery.h"

#define RENDER_ERROR (render_error_quark())
GQuark render_error_quark(void);
typedef enum { RENDER_ERROR_FROM /* nobody says who the sender is: [mailer] from */ } RenderError;

/* Borrowed; NULL where nothing is set. */
typedef struct {
    const char *from;       /* sender of service mail, and of enterprises that name none */
    const char *base_url;   /* of the API: unsubscribe links (only https counts), pages of tasks */
    const char *ssh;        /* where staff sign in: the command in digests */
    const char *bounce_box; /* address for VERP */
} RenderSettings;

typedef struct {
    char *hold;             /* not NULL: it cannot be made, the rest is empty; a HOLD_ reason */
    char *message_id;       /* kept from an earlier claim, or new */
    GBytes *bytes;          /* the same */
    char *unsubscribe_hash; /* NULL: none, or kept */
    Envelope envelope;
} Rendered;

void rendered_clear(Rendered *rendered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rendered, rendered_clear)

/* false only with RENDER_ERROR: no letter can be made with these settings. */
bool render_delivery(const DueDelivery *due, const RenderSettings *settings, int64_t now,
                     Rendered *rendered, GError **error);
