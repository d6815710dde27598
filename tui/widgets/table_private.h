/* What the files of the table share. */
#pragma once

#include "tui/ui.h"
#include "tui/widgets/table.h"
#include "tui/widgets/text_buffer.h"

#define TABLE_COLUMNS_MAX 64
#define GUTTER 2 /* the mark, the row's own sign */
#define DETAILS_MS 120
#define DETAILS_FROM 120 /* columns of the table from which on the details have room */
#define DETAILS_MOST 40  /* that they take of it */

typedef struct {
    char *column, *value, *shown;
} Filter;

typedef struct {
    guint generation; /* 0: not drawn */
    guint row;        /* index + 1; 0: an empty line */
    Style style;
} DrawnLine;

struct Table {
    View view;
    TableSpec spec;
    char *title, *empty;

    /* the window of rows */
    GPtrArray *rows; /* TableRow */
    bool at_start, at_end, loaded;
    gint64 position; /* of rows[0]; -1: not known */
    gint64 total;    /* -1: not known */
    bool total_approximate;
    guint cursor, top; /* indexes of rows */
    guint height;      /* rows shown at the last paint */

    TableLens lens; /* draw NULL: none */

    /* the request on its way */
    guint serial; /* of the newest request */
    bool pending;
    TableSeek seek;
    gint64 wish;      /* rows still to be moved once it is answered */
    gint64 target;    /* the record to stand on afterwards, 0: the present one */
    bool in_place;    /* what comes changes rows where they stand, new ones wait in `fresh` */
    bool refresh_due; /* asked for while another request was on its way */
    bool awaited; /* the first rows, or those of another search, order or look, are on their way */
    bool sought;  /* it is another search, filter or order whose rows are */
    gint64 fresh; /* rows more than when the window was last read anew */
    char *error;

    /* what is asked for */
    char *sort;
    bool descending;
    GArray *filters;  /* Filter */
    Filter at_first;  /* column NULL: none */
    TextBuffer *find; /* the search; its line is open while `finding` */
    bool finding;
    int find_scroll;

    GPtrArray *ahead; /* Action: meant for the rows that are awaited */
    guint ahead_timer;
    bool *gone; /* set when the table ends while those are carried out; else NULL */

    /* marks */
    GHashTable *marks;   /* ids, each with its number in the order of marking */
    guint marks_made;    /* the last such number */
    bool marks_inverted; /* all rows of the present search but these */
    bool marks_strayed;  /* some may have been made in another search */
    char *searched;      /* the search and filters of the rows that are shown or asked for */

    /* columns in their order */
    const TableColumn *order[TABLE_COLUMNS_MAX];
    TableColumn shaped[TABLE_COLUMNS_MAX]; /* the spec's, with widths changed by the person */
    bool hidden[TABLE_COLUMNS_MAX];        /* by index in the spec */
    guint column, first_column;            /* the cursor's and the first one after the frozen */

    /* what each line of the screen shows: lines that are the same are not drawn again */
    GArray *drawn;    /* DrawnLine */
    guint generation; /* of rows and columns: a line of another one is drawn anew */
    int drawn_widths[TABLE_COLUMNS_MAX];

    /* the pane at the right follows when the cursor rests */
    char *details;
    bool details_drawn;
    gint64 details_id;
    guint details_timer;
};

static inline Table *table_of(View *view)
{
    return (Table *)view;
}

/* rows */
void table_rows_move(Table *table, gint64 by);
void table_rows_first(Table *table);
void table_rows_last(Table *table);
void table_rows_restart(Table *table); /* another search, filter or order */
void table_rows_start(Table *table);   /* the first read */

/* Keys pressed ahead of the rows they are meant for. */
bool table_ahead_keep(Table *table, const Action *action); /* false: it is to be done at once */
void table_ahead_come(Table *table); /* the rows have: what was kept is next */
void table_ahead_forget(Table *table);
/* Another search begins: what was kept is told to be lost. */
void table_ahead_give_up(Table *table);
void table_ahead_end(Table *table);

/* the lens */
bool table_has_lens(const Table *table);
void table_lens_read(Table *table, bool same);
void table_lens_draw(Table *table, const Canvas *canvas);
void table_lens_end(Table *table);

/* marks */
bool table_has_marks(const Table *table);
void table_mark_cursor(Table *table);
void table_mark_all(Table *table);
void table_mark_invert(Table *table);
/* Other rows may be looked for now: what was marked as all of the old ones is no longer. */
void table_marks_follow_search(Table *table);
void table_marks_status(const Table *table, GString *text);

/* filters */
GArray *table_filters_new(void);
void table_filters_start(Table *table);
void table_filters_end(Table *table);
/* Conditions beyond the one it opens with. */
bool table_is_filtered(const Table *table);
void table_filters_back(Table *table); /* as it opened */
Result table_filter_by_cell(Table *table);
bool table_has_filters(const Table *table); /* some column can be filtered by */

/* columns: those shown, in order; returns how many */
guint table_shown_columns(const Table *table, const TableColumn **shown);
guint table_column_index(const Table *table, const TableColumn *column);
const TableColumn *table_column_named(const Table *table, const char *name); /* NULL: none */
void table_columns_init(Table *table);
View *table_columns_dialog(Table *table);
void table_sort_by(Table *table, const char *column);

/* drawing */
void table_draw(View *view, const Canvas *canvas);
void table_draw_find(Table *table, const Canvas *canvas);
const TableColumn *table_column_at(Table *table, int x);
