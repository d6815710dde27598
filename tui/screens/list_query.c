#include "tui/screens/list_query.h"

#include "tui/screens/list_filter.h"

static const char *keep(ListQuery *asked, const char *text)
{
    if (!text)
        return NULL;
    g_ptr_array_add(asked->strings, g_strdup(text));
    return asked->strings->pdata[asked->strings->len - 1];
}

static void add_conditions(ListQuery *asked, App *app, const Entity *entity,
                           const TableFilter *wanted)
{
    ListCondition conditions[LIST_CONDITIONS_MAX];
    guint n = list_filter_conditions(app, entity, wanted, conditions);
    for (guint i = 0; i < n; i++) {
        Filter filter = {.field = conditions[i].field,
                         .kind = conditions[i].kind,
                         .value = keep(asked, conditions[i].value)};
        g_array_append_val(asked->filters, filter);
        g_free(conditions[i].value);
    }
}

void list_query_init(ListQuery *asked, App *app, ListPart part, const TableQuery *wanted)
{
    asked->actor = *app_actor(app);
    asked->filters = g_array_new(FALSE, FALSE, sizeof(Filter));
    asked->strings = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < wanted->n_filters; i++)
        add_conditions(asked, app, part.entity, &wanted->filters[i]);
    asked->query = (Query){.entity = part.entity,
                           .filters = (const Filter *)(const void *)asked->filters->data,
                           .n_filters = asked->filters->len,
                           .scope = part.scope,
                           .scope_values = {part.scope_value},
                           .search = keep(asked, wanted->find),
                           .order = keep(asked, wanted->sort),
                           .descending = wanted->descending};
}

void list_query_clear(ListQuery *asked)
{
    g_clear_pointer(&asked->filters, g_array_unref);
    g_clear_pointer(&asked->strings, g_ptr_array_unref);
}

int64_t list_query_first(Base *base, const ListQuery *asked)
{
    g_autoptr(GPtrArray) rows =
        query_page(base, &asked->actor, &asked->query, NULL, false, 1, NULL, NULL);
    return rows && rows->len ? ((const QueryRow *)rows->pdata[0])->id : 0;
}

TableRow *list_query_row(const QueryRow *from)
{
    guint n = g_strv_length(from->cells);
    TableRow *row = table_row_new(from->id, n);
    row->key = g_strdup(from->position);
    row->style = from->style == 1 ? STYLE_OVERDUE : from->style == 2 ? STYLE_CLOSED : STYLE_TEXT;
    row->mark = from->style == 1 ? "!" : from->style == 2 ? "×" : NULL;
    for (guint i = 0; i < n; i++)
        table_row_set(row, i, from->cells[i]);
    return row;
}
