/* Places in an order, and how they travel as text. */
#include "query_internal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void spot_clear(Spot *spot)
{
    g_clear_pointer(&spot->bytes, g_bytes_unref);
}

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* As the engine orders them: no key, numbers, text, bytes. */
static int compare_keys(const Spot *a, const Spot *b)
{
    if (a->type != b->type)
        return compare_integers(a->type, b->type);
    if (a->type == DB_INTEGER)
        return compare_integers(a->integer, b->integer);
    return a->bytes ? g_bytes_compare(a->bytes, b->bytes) : 0;
}

int spot_compare(const Plan *plan, const Spot *a, const Spot *b)
{
    if (a->segment != b->segment)
        return compare_integers(a->segment, b->segment);
    int by_key = compare_keys(a, b);
    int order = by_key ? by_key : compare_integers(a->id, b->id);
    return plan->query->descending ? -order : order;
}

DbValue spot_key(const Spot *spot)
{
    gsize size = 0;
    const void *bytes = spot->bytes ? g_bytes_get_data(spot->bytes, &size) : NULL;
    if (spot->type == DB_NULL || spot->type == DB_INTEGER)
        return (DbValue){.type = spot->type, .integer = spot->integer};
    return (DbValue){.type = spot->type, .bytes = bytes ? bytes : "", .size = (gssize)size};
}

/* --- text: column, segment, key, id; ':' between ---------------------------------------------- */

static const char segment_letters[] = "knge";

static const char *order_name(const Plan *plan)
{
    return plan->column ? plan->column->name : "";
}

static char *key_to_text(const Spot *spot)
{
    if (spot->type == DB_NULL)
        return g_strdup("n");
    if (spot->type == DB_INTEGER)
        return g_strdup_printf("i%" G_GINT64_FORMAT, spot->integer);
    gsize size;
    const void *bytes = g_bytes_get_data(spot->bytes, &size);
    g_autofree char *encoded = g_base64_encode(bytes, size);
    return g_strconcat(spot->type == DB_TEXT ? "t" : "b", encoded, NULL);
}

char *spot_to_text(const Plan *plan, const Spot *spot)
{
    const Segment *segment = &g_array_index(plan->segments, Segment, spot->segment);
    g_autofree char *key = key_to_text(spot);
    return g_strdup_printf("%s:%c%" G_GINT64_FORMAT ":%s:%" G_GINT64_FORMAT, order_name(plan),
                           segment_letters[segment->kind], segment->group, key, spot->id);
}

static bool parse_integer(const char *text, int64_t *integer)
{
    gint64 number;
    if (!g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return false;
    *integer = number;
    return true;
}

static bool parse_key(const char *text, Spot *spot)
{
    gsize size;
    switch (text[0]) {
    case 'n':
        spot->type = DB_NULL;
        return text[1] == '\0';
    case 'i':
        spot->type = DB_INTEGER;
        return parse_integer(text + 1, &spot->integer);
    case 't':
    case 'b':
        spot->type = text[0] == 't' ? DB_TEXT : DB_BLOB;
        guchar *bytes = g_base64_decode(text + 1, &size);
        spot->bytes = g_bytes_new_take(bytes, size);
        return true;
    default:
        return false;
    }
}

/* The segment may have moved since: a status was added, another is sorted before. */
static bool find_segment(const Plan *plan, const char *text, int *found)
{
    const char *letter = *text ? strchr(segment_letters, text[0]) : NULL;
    int64_t group;
    if (!letter || !parse_integer(text + 1, &group))
        return false;
    for (guint i = 0; i < plan->segments->len; i++) {
        const Segment *segment = &g_array_index(plan->segments, Segment, i);
        if ((int)segment->kind == letter - segment_letters && segment->group == group) {
            *found = (int)i;
            return true;
        }
    }
    return false;
}

bool spot_from_text(const Plan *plan, const char *text, Spot *spot, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 4);
    *spot = (Spot){0};
    if (g_strv_length(parts) == 4 && g_str_equal(parts[0], order_name(plan)) &&
        find_segment(plan, parts[1], &spot->segment) && parse_key(parts[2], spot) &&
        parse_integer(parts[3], &spot->id))
        return true;
    spot_clear(spot);
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                        _("this is no place in the list as it is ordered now: start from its "
                          "beginning"));
    return false;
}
