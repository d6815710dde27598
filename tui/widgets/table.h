/* The one list: any number of rows, of which only a window around the cursor is held.
 *
 * Rows come from a source, in pages, at once or later; cursor and marks are held by record id, so
 * that rows which come, go or move do not carry them away. While a page is on its way the old rows
 * stay; the table is never blank and never waits.
 *
 * A screen is a TableSpec and a TableSource: see tests/tui/demo.c for a whole one. */
#pragma once

#include "tui/view.h"

typedef struct Table Table;

/* --- rows ------------------------------------------------------------------------------------- */

typedef struct {
    gint64 id;        /* the record; unique in the table, never 0 */
    char *key;        /* the source's own: where the row stands in the order. May be NULL */
    Style style;      /* STYLE_TEXT, STYLE_OVERDUE, STYLE_CLOSED, STYLE_DIM */
    const char *mark; /* one column readable without colour: "!", "×"; NULL: none. Static */
    guint n;
    char *cells[]; /* one per column, in the order of the columns; NULL: empty */
} TableRow;

TableRow *table_row_new(gint64 id, guint n_cells);
void table_row_set(TableRow *row, guint column, const char *text); /* copied */
void table_row_free(TableRow *row);

/* --- the source ---------------------------------------------------------------------------- */

typedef enum {
    TABLE_FIRST,  /* the first rows of the order */
    TABLE_LAST,   /* the last rows */
    TABLE_AFTER,  /* rows after the anchor, without it */
    TABLE_BEFORE, /* rows before the anchor, without it, the nearest ones */
    TABLE_AROUND, /* half before, half from the anchor on, which may be gone */
} TableSeek;

/* A condition on a column: in the source's own words, and as a person reads it. */
typedef struct {
    const char *column, *value, *shown;
} TableFilter;

/* What is wanted. Strings are valid during the call only. */
typedef struct {
    Table *table;
    guint serial; /* to be given back with the answer */
    TableSeek seek;
    gint64 id;       /* of the anchor row; 0 for FIRST and LAST */
    const char *key; /* of the anchor row */
    guint limit;
    const char *sort; /* column name; NULL: the source's own order */
    bool descending;
    const char *find; /* "": everything */
    const TableFilter *filters;
    guint n_filters;
} TableQuery;

/* The answer. Rows are in the order of the table, top to bottom, whatever the seek. */
typedef struct {
    GPtrArray *rows;       /* TableRow, taken over */
    bool at_start, at_end; /* no rows before the first, none after the last */
    guint anchor;          /* AROUND: how many of the rows stand before the anchor's place */
    gint64 position;       /* of the first row in the whole, from 0; -1: not known */
    bool swapped;          /* the search had no hit as typed, these are those of the other layout */
} TablePage;

typedef struct {
    /* Answers with table_deliver or table_fail, during the call or later from the loop (loop_post),
     * once. A newer query makes an older one worthless: its answer is dropped. */
    void (*fetch)(gpointer data, const TableQuery *query);
    /* Nobody waits for this answer any more; after it the source must not answer. NULL: the source
     * always answers during fetch. */
    void (*cancel)(gpointer data, guint serial);
    gpointer data;
    GDestroyNotify free_data; /* called with the table's end; NULL: borrowed */
} TableSource;

void table_deliver(Table *table, guint serial, TablePage *page);
void table_fail(Table *table, guint serial, const char *message);

/* How many rows there are with the present search and filters; -1: not known. */
void table_set_total(Table *table, gint64 total, bool approximate);

/* --- the screen ------------------------------------------------------------------------------- */

enum {
    COLUMN_SORT = 1,   /* can be sorted by */
    COLUMN_FILTER = 2, /* F4 filters by its values */
    COLUMN_HIDDEN = 4, /* not shown until asked for */
};

typedef struct {
    const char *name;  /* for sorting, filters and the saved layout */
    const char *title; /* msgid */
    int width;         /* columns wanted */
    int least;         /* may shrink to this where room is short; 0: never shrinks */
    int grow;          /* share of the room left over; 0: none */
    Align align;
    unsigned flags;
} TableColumn;

typedef struct {
    const char *name;           /* of the screen: "clients" */
    const char *title;          /* translated; copied */
    const TableColumn *columns; /* static */
    guint n_columns;
    TableSource source;
    const char *sort; /* at first; NULL: the source's own */
    bool descending;
    TableFilter at_first; /* the condition it opens with and goes back to; copied. Column
                             NULL: none */
    bool marks;           /* rows can be marked */
    bool search;          /* F3 finds */
    /* What an empty table says: what it is for and which key fills it. Translated; copied. */
    const char *empty;
    /* Actions of the screen itself: ended by ACT_NONE; static. Others are not offered. */
    const ActionId *actions;
    unsigned contexts; /* the screen's own context bits */
    Result (*act)(gpointer data, Table *table, const Action *action);
    /* Asked for `actions` only. NULL: all are offered. */
    Offer (*offer)(gpointer data, Table *table, const Action *action, const char **reason);
    /* Esc, once search, filters and marks are taken back. False: there is nothing here either.
     * NULL: nothing. */
    bool (*back)(gpointer data, Table *table);
    /* A record that has just been added, when the table is to be read again; 0: none. NULL: never.
     */
    gint64 (*added)(gpointer data);
    /* F4 in a column with COLUMN_FILTER: makes a condition of the cell under the cursor and gives
     * it to table_set_filter. NULL: the cell's text is the condition. */
    void (*filter)(gpointer data, Table *table, const char *column);
    /* The title as it is now, instead of `title`. Free with g_free. May be NULL. */
    char *(*retitle)(gpointer data, const Table *table);
    /* What the pane at the right of a wide screen says of a row: lines "label\tvalue". Free with
     * g_free. NULL: no pane. */
    char *(*details)(gpointer data, const TableRow *row);
    void (*layout_changed)(gpointer data, const char *layout); /* to be remembered; may be NULL */
    gpointer data;
    GDestroyNotify free_data;
} TableSpec;

Table *table_new(Ui *ui, const TableSpec *spec);
View *table_view(Table *table);

/* --- what the screen asks and tells ----------------------------------------------------------- */

/* The row under the cursor; NULL while there is none. */
const TableRow *table_row(const Table *table);
gint64 table_id(const Table *table);

/* The rows an action applies to: the marked ones in the order of marking, else the one under the
 * cursor. `all_but`: every row of the present search and filters (table_query) except these; such
 * marks end with the search. Free with g_array_unref. */
GArray *table_chosen(const Table *table, bool *all_but);
/* -1: all but some, and it is not known how many there are. */
gint64 table_chosen_count(const Table *table);
void table_unmark(Table *table);

/* What is asked for now: order, search and filters, from the first row on. The strings are the
 * table's, until these change. */
TableQuery table_query(Table *table);

/* Reads again around the cursor, which stays where it is. */
void table_reload(Table *table);

/* Somebody else has changed rows: those shown are brought up to date where they stand; of new ones
 * a chip tells, F5 brings them. */
void table_refresh(Table *table);

/* Reads again and puts the cursor on this record, as after it was added; if it is none of those
 * that are found, on what stands at `key`. */
void table_go_to(Table *table, gint64 id, const char *key);

/* The rows of another search, filter or order are on their way: their first one is meant, and not
 * the one under the cursor. */
bool table_is_sought(const Table *table);

/* Searches as if it had been typed. */
void table_set_find(Table *table, const char *text);
const char *table_find(const Table *table); /* "": everything */

/* The conditions, one a column; valid until the next change. */
const TableFilter *table_filters(const Table *table, guint *n);
/* In place of the one on this column. Copied. Value NULL: the column has none any more. */
void table_set_filter(Table *table, const TableFilter *filter);
/* The column of the cursor; NULL: none is shown. */
const char *table_column(const Table *table);

/* Puts the condition it opens with back, or takes it away. */
void table_toggle_at_first(Table *table);

/* As it opens, in this layout. */
void table_show_at_first(Table *table, const char *layout);

/* Search, conditions and layout at once; layout NULL: as it is. Conditions on unknown columns are
 * left out. layout_changed is not called. */
void table_show(Table *table, const char *find, const TableFilter *filters, guint n,
                const char *layout);

/* The layout as text: sort, columns, widths; to be kept per user and given back. Free with g_free.
 * Unknown columns in a given layout are ignored; without a sort in it, it is sorted as at first. */
char *table_layout(const Table *table);
void table_set_layout(Table *table, const char *layout);

/* --- another body ----------------------------------------------------------------------------- */

/* Another way to show the same rows: a board, a calendar. The table stays what it is, with its
 * search, filters, marks and all that can be done to a row; the lens draws, has a cursor of its own
 * and reads what it shows by table_query. */
typedef struct {
    unsigned contexts; /* context bits of its own actions */
    bool partial;      /* table_set_total tells of what it shows, which is not all that is found */
    /* All of the canvas, which is empty. */
    void (*draw)(gpointer data, const Canvas *canvas);
    /* IGNORED: as in the list. */
    Result (*act)(gpointer data, const Action *action);
    Result (*mouse)(gpointer data, const Mouse *mouse);
    /* Of all that the table would offer. */
    Offer (*offer)(gpointer data, const Action *action, const char **reason);
    const TableRow *(*row)(gpointer data);   /* under the cursor; NULL: there is none */
    void (*next)(gpointer data);             /* to the row that follows one just marked */
    void (*go_to)(gpointer data, gint64 id); /* once it is read, if it is */
    /* Whether what is under the cursor is on its way, and this action means it. NULL: never, but
     * where all is. */
    bool (*unread)(gpointer data, const Action *action);
    /* Other rows are asked for, or the same anew; `same`: the cursor stays on its record. */
    void (*read)(gpointer data, bool same);
    void (*status)(gpointer data, GString *text); /* where the cursor is; may append nothing */
    gpointer data;
    GDestroyNotify free_data;
} TableLens;

/* Takes the lens's data over; NULL: the list again, on the row that the lens stood on. */
void table_set_lens(Table *table, const TableLens *lens);

/* What it asked for has come, or cannot be read: `error` is translated. */
void table_lens_done(Table *table, const char *error);

/* What stands where there are no rows. */
void table_draw_empty(const Table *table, const Canvas *canvas);

bool table_is_marked(const Table *table, gint64 id);
/* Whether the table has the keyboard. */
bool table_is_focused(const Table *table);

/* --- pure: column widths ---------------------------------------------------------------------- */

/* Fits `n` columns into `room`: the first is always there, then those from `first` on (1 or more)
 * as far as they fit. widths[i] 0: not shown. One column of space stands between two. */
void table_fit_columns(const TableColumn *const *columns, guint n, int room, guint first,
                       int *widths);
