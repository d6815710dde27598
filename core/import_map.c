#include "import_map.h"
#include "core/import.h"
#include "rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char full_name[] = "full_name";
static const char full_name_synonyms[] =
    "full name|fullname|full_name|contact|contact name|client|customer|фио|ф.и.о|ф.и.о.|ф. и. о.|"
    "фио клиента|контактное лицо|контакт|клиент|покупатель|піб|п.і.б|п.і.б.|п. і. б.|"
    "піб клієнта|контактна особа|клієнт|покупець|прізвище та ім'я|прізвище ім'я по батькові|"
    "фамилия имя|фамилия имя отчество|имя и фамилия|ім'я та прізвище";

/* --- names of fields and headers -------------------------------------------------------------- */

/* What people add to headers is not part of the name: "Телефон*", "E-mail:". */
static char *fold_header(const char *cell)
{
    char *folded = text_fold(cell);
    g_strstrip(folded);
    size_t length = strlen(folded);
    while (length && strchr("*: ", folded[length - 1]))
        folded[--length] = '\0';
    return folded;
}

static bool is_among(const char *synonyms, const char *folded)
{
    size_t length = strlen(folded);
    for (const char *at = synonyms; at && *at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (strncmp(at, folded, length) == 0 && (at[length] == '|' || !at[length]))
            return true;
    return false;
}

static bool is_label(const Field *field, const char *folded)
{
    g_autofree char *label = text_fold(_(field->label));
    g_autofree char *english = text_fold(field->label);
    return strcmp(label, folded) == 0 || strcmp(english, folded) == 0;
}

static int column_of_header(const char *folded)
{
    if (!*folded)
        return COLUMN_IGNORED;
    if (is_among(full_name_synonyms, folded))
        return COLUMN_FULL_NAME;
    for (int i = 0; client_entity.fields[i].name; i++) {
        const Field *field = &client_entity.fields[i];
        if (field->synonyms && (is_among(field->synonyms, folded) || is_label(field, folded)))
            return i;
    }
    return COLUMN_IGNORED;
}

static int column_of_field(const char *name)
{
    if (strcmp(name, full_name) == 0)
        return COLUMN_FULL_NAME;
    int i = entity_field(&client_entity, name);
    return i >= 0 && client_entity.fields[i].synonyms ? i : COLUMN_IGNORED;
}

static const char *name_of_column(int column)
{
    if (column == COLUMN_IGNORED)
        return "";
    return column == COLUMN_FULL_NAME ? full_name : client_entity.fields[column].name;
}

/* --- remembering ------------------------------------------------------------------------------ */

GHashTable *import_map_remembered(Base *base, int64_t enterprise_id, GError **error)
{
    g_autoptr(GHashTable) remembered =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DbRows) rows = db_query(
        base_db(base), SQL("SELECT header, field FROM import_mapping WHERE enterprise_id = ?"),
        DB_ARGS(db_integer(enterprise_id)), error);
    while (rows && db_next(rows, &failure))
        g_hash_table_insert(remembered, g_strdup(db_column_text(rows, 0)),
                            g_strdup(db_column_text(rows, 1)));
    return rows && rows_ended(g_steal_pointer(&failure), error) ? g_steal_pointer(&remembered)
                                                                : NULL;
}

bool import_map_remember(Base *base, int64_t enterprise_id, const ImportMap *map,
                         const SourceRow *header, GError **error)
{
    for (guint i = 0; map->given && header && i < map->columns->len && i < header->n; i++) {
        g_autofree char *folded = fold_header(header->cells[i]);
        if (*folded &&
            !db_execute(base_db(base),
                        SQL("INSERT INTO import_mapping (enterprise_id, header, field) "
                            "VALUES (?, ?, ?) ON CONFLICT (enterprise_id, header) "
                            "DO UPDATE SET field = excluded.field"),
                        DB_ARGS(db_integer(enterprise_id), db_text(folded),
                                db_text(name_of_column(g_array_index(map->columns, int, i)))),
                        NULL, error))
            return false;
    }
    return true;
}

static int column_of_cell(const char *cell, GHashTable *remembered)
{
    g_autofree char *folded = fold_header(cell);
    const char *known = remembered ? g_hash_table_lookup(remembered, folded) : NULL;
    return known ? column_of_field(known) : column_of_header(folded);
}

bool import_map_knows(const char *cell, void *data)
{
    return column_of_cell(cell, data) != COLUMN_IGNORED;
}

/* --- by headers ------------------------------------------------------------------------------- */

/* Of several columns with one name these are joined; of others the first counts. */
static bool takes_several(int column)
{
    if (column < 0)
        return false;
    FieldType type = client_entity.fields[column].type;
    return type == FIELD_EMAILS || type == FIELD_PHONES || type == FIELD_TAGS;
}

static void add_column(ImportMap *map, int column)
{
    for (guint i = 0; i < map->columns->len && !takes_several(column); i++)
        if (g_array_index(map->columns, int, i) == column)
            column = COLUMN_IGNORED;
    g_array_append_val(map->columns, column);
}

static void map_header(ImportMap *map, const SourceRow *header, GHashTable *remembered)
{
    for (size_t i = 0; i < header->n; i++)
        add_column(map, column_of_cell(header->cells[i], remembered));
}

/* --- by hand ---------------------------------------------------------------------------------- */

static int find_header(const SourceRow *header, const char *name)
{
    g_autofree char *sought = fold_header(name);
    for (size_t i = 0; header && i < header->n; i++) {
        g_autofree char *folded = fold_header(header->cells[i]);
        if (*folded && strcmp(folded, sought) == 0)
            return (int)i;
    }
    return -1;
}

/* A number from 1, or a header; -1: neither. */
static int find_place(const ImportMap *map, const SourceRow *header, const char *name)
{
    gint64 number;
    int place = find_header(header, name);
    if (place < 0 && g_ascii_string_to_signed(name, 10, 1, map->columns->len, &number, NULL))
        place = (int)number - 1;
    return place;
}

static bool map_pair(ImportMap *map, const SourceRow *header, const char *pair, GError **error)
{
    const char *equals = strchr(pair, '=');
    g_autofree char *name = g_strstrip(g_strndup(pair, equals ? (gsize)(equals - pair) : 0));
    int field = column_of_field(name);
    if (field == COLUMN_IGNORED) {
        g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_MAPPING,
                    _("“%s” is not FIELD=COLUMN with a field of clients: surname, first_name, "
                      "patronymic, full_name, company, email, phone, …"),
                    pair);
        return false;
    }
    g_autofree char *column = g_strstrip(g_strdup(equals + 1));
    int place = find_place(map, header, column);
    if (place < 0) {
        g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_MAPPING,
                    _("the file has no column “%s”: give a header or a number from 1 to %u"),
                    column, map->columns->len);
        return false;
    }
    g_array_index(map->columns, int, place) = field;
    return true;
}

static bool map_by_hand(ImportMap *map, const ImportSource *source, const char *wish,
                        GError **error)
{
    int ignored = COLUMN_IGNORED;
    const SourceRow *header = source_header(source);
    g_auto(GStrv) pairs = g_strsplit(wish, ",", -1);
    for (size_t i = 0; i < (header ? header->n : source_columns(source)); i++)
        g_array_append_val(map->columns, ignored);
    map->given = true;
    for (char **pair = pairs; *pair; pair++)
        if (!map_pair(map, header, *pair, error))
            return false;
    return true;
}

/* --- whole ------------------------------------------------------------------------------------ */

static bool names_somebody(const ImportMap *map)
{
    static const char *const one_of[] = {"surname", "first_name", "company", "email", "phone"};
    for (size_t i = 0; i < G_N_ELEMENTS(one_of); i++)
        if (import_map_has(map, entity_field(&client_entity, one_of[i])))
            return true;
    return import_map_has(map, COLUMN_FULL_NAME);
}

static bool check(const ImportMap *map, const ImportSource *source, GError **error)
{
    if (names_somebody(map))
        return true;
    g_set_error_literal(error, IMPORT_ERROR, IMPORT_ERROR_MAPPING,
                        source_header(source)
                            ? _("no column of the file is a surname, first name, company, e-mail "
                                "or phone: say which is which (--map FIELD=COLUMN,…)")
                            : _("the file's first row names no columns: say which is which "
                                "(--map FIELD=NUMBER,…)"));
    return false;
}

bool import_map_init(ImportMap *map, const ImportSource *source, GHashTable *remembered,
                     const char *wish, GError **error)
{
    *map = (ImportMap){g_array_new(FALSE, FALSE, sizeof(int)), false};
    if (wish && strcmp(wish, "auto") != 0)
        return map_by_hand(map, source, wish, error) && check(map, source, error);
    if (source_header(source))
        map_header(map, source_header(source), remembered);
    return check(map, source, error);
}

void import_map_clear(ImportMap *map)
{
    g_clear_pointer(&map->columns, g_array_unref);
}

bool import_map_has(const ImportMap *map, int field)
{
    for (guint i = 0; i < map->columns->len; i++)
        if (g_array_index(map->columns, int, i) == field)
            return true;
    return false;
}

char *import_map_text(const ImportMap *map)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < map->columns->len; i++) {
        int column = g_array_index(map->columns, int, i);
        if (column != COLUMN_IGNORED)
            g_string_append_printf(text, "%s%s=%u", text->len ? " " : "", name_of_column(column),
                                   i + 1);
    }
    return g_string_free(text, FALSE);
}
