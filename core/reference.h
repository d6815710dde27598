/* References between records: titles, choices, what may be chosen. */
#pragma once

#include "base_internal.h"
#include "core/entity.h"

/* What a record is called. A record that is gone: "№17". Free with g_free. */
char *reference_title(Base *base, int64_t enterprise_id, const Entity *target, int64_t id);
/* These, of int64_t, will be asked for: what is not known of them is read together. */
void reference_expect(Base *base, int64_t enterprise_id, const Entity *target, const GArray *ids);
void reference_forget(Base *base, const Entity *target,
                      int64_t id); /* it may be called otherwise */

/* The record that is meant by what was typed: "№17", "17", or a title that only one record has. */
bool reference_find(Base *base, const Actor *actor, int64_t enterprise_id, const Field *field,
                    const char *typed, int64_t *id, GError **error);

/* May be chosen: exists here, is not archived, and is in the target's scope "offered". */
bool reference_check(Base *base, int64_t enterprise_id, const Field *field, int64_t id,
                     GError **error);

/* The condition of being offered, a literal; NULL: all are. */
const char *reference_offered(const Entity *target);

/* The default row of a choice list; 0: none. */
int64_t reference_default(Base *base, int64_t enterprise_id, const Entity *target);

/* Ids (int64_t) of all rows a list may be grouped by, in the order they are shown: archived ones
 * too, records may still refer to them. Free with g_array_unref. */
GArray *reference_order(Base *base, int64_t enterprise_id, const Entity *target, GError **error);

/* Those of a choice list whose column `flag`, a literal, is set. Free with g_array_unref. */
GArray *reference_flagged(Base *base, int64_t enterprise_id, const Entity *target, const char *flag,
                          GError **error);

/* A row of a choice list; borrowed until base_forget. */
typedef struct {
    int64_t id;
    char *code; /* NULL: added by the enterprise */
    char *name;
    bool is_default, archived;
} ChoiceRow;
GPtrArray *reference_choices(Base *base, int64_t enterprise_id, const Entity *target);
/* NULL: there is no such row; borrowed as they are. */
const ChoiceRow *reference_choice(Base *base, int64_t enterprise_id, const Entity *target,
                                  int64_t id);
/* Their ids, archived ones too. Free with g_array_unref. */
GArray *reference_choice_order(Base *base, int64_t enterprise_id, const Entity *target,
                               GError **error);
/* Translated, unless the enterprise has given it another name; borrowed. */
const char *choice_title(const Entity *target, const ChoiceRow *row);
