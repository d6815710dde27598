/* A record to be read: lines of label and value in groups, buttons for what can be done with it,
 * and paragraphs. F2 changes it, Tab goes to the buttons, the arrows scroll. */
#pragma once

#include "tui/view.h"

typedef struct Card Card;

typedef struct {
    const char *name;
    /* Fills the card: at first and whenever data changed. Calls card_add_… in the order shown. */
    void (*build)(gpointer data, Card *card);
    /* Actions of the screen; buttons take them too. Ended by ACT_NONE; static. */
    const ActionId *actions;
    unsigned contexts; /* the screen's own context bits */
    Result (*act)(gpointer data, Card *card, const Action *action);
    Offer (*offer)(gpointer data, Card *card, const Action *action, const char **reason);
    gpointer data;
    GDestroyNotify free_data;
} CardSpec;

Card *card_new(Ui *ui, const CardSpec *spec);
View *card_view(Card *card);

/* Builds it anew. */
void card_reload(Card *card);

/* --- for build; all texts translated and copied ------------------------------------------------
 */

void card_set_title(Card *card, const char *title);
void card_add_group(Card *card, const char *heading);
void card_add_line(Card *card, const char *label, const char *value, Style style);
void card_add_text(Card *card, const char *text, Style style);

/* A row of a list inside the card (letters, lists, journal); `action` (may be ACT_NONE) is taken by
 * Enter on it with card_chosen telling `id`. */
void card_add_item(Card *card, gint64 id, const char *text, Style style, ActionId action);

/* A button of the action's label. `round`: the blue round «+». One that is not offered is left
 * out. */
void card_add_button(Card *card, ActionId action, bool round);

/* Bars with their values: a small chart. */
void card_add_bar(Card *card, const char *label, double value, double max);

/* The photo, `side` × `side` RGB triples, copied; at the right of the first lines. */
void card_set_photo(Card *card, const guint8 *pixels, int side);

/* The item whose action is being taken; 0: none. */
gint64 card_chosen(const Card *card);
