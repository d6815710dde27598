/* Every full screen of the client. Each returns a view for ui_push, which owns it from then on;
 * NULL with an error when the record can't be opened or the role may not. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"

/* Records of an entity: `scope` is one of its scopes or NULL. */
View *list_screen_new(App *app, const Entity *entity, const char *scope, int64_t scope_value);

/* All of them, filtered: each condition says in the words of list_filter.h what a column holds. */
typedef struct {
    const char *column, *words;
} ListWords;
View *list_screen_filtered(App *app, const Entity *entity, const ListWords *conditions, guint n);

/* A record's card: its form, with the buttons and parts of its entity (parts.h). */
View *record_screen_open(App *app, const Entity *entity, int64_t id, GError **error);

/* The form of a new one; `filled` may be NULL. */
View *record_screen_add(App *app, const Entity *entity, const Filled *filled, GError **error);

/* The card of a record that is in memory. Takes the record over. */
View *record_screen_of(App *app, Record *record);

/* Adding an employee by address. */
View *employee_add_new(App *app);

/* A reference chooser as a dialog: `done` gets the id chosen (0: none) and its title. `typed` is
 * what was typed already. */
typedef void (*ChoiceDone)(gpointer data, int64_t id, const char *title);
View *choice_dialog_new(App *app, const Field *field, const char *typed, ChoiceDone done,
                        gpointer data);

/* What changed in a record, newest last. */
View *journal_screen_new(App *app, const Entity *entity, int64_t id, GError **error);

/* Sign-in, with the ways to sign up, to accept an invitation and to a new password. */
View *sign_in_screen_new(App *app);
