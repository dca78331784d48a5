#include "import/match.h"

#include "import/names.h"

#include <string.h>

enum { FILE_NAME_SCORE = 4 };

static size_t
field_at(const struct rt_kind_match *m, const char *name)
{
    return rt_import_field_find(m->kind, name);
}

static bool
has(const struct rt_kind_match *m, const char *name)
{
    size_t i = field_at(m, name);

    return i < m->kind->n_fields && m->column[i] != RT_MATCH_NO_COLUMN;
}

/* Values of which there are many different ones, without fractions. */
static bool
is_id(const struct rt_profile_column *c)
{
    size_t some = c->n < 20 ? c->n : 20;

    return c->n > 0 && c->n_decimals <= c->n_float_ids + c->n_lost &&
           (c->n_distinct >= some || c->n_distinct * 2 >= c->n);
}

static bool
is_choice(const struct rt_profile_column *c, const char *choices)
{
    if (c->n_values == 0 || c->n_values > RT_PROFILE_VALUES)
        return false;
    for (size_t v = 0; v < c->n_values; v++) {
        const char *at = choices, *word = c->value[v].text;
        bool found = false;

        for (size_t n; *at != '\0'; at += n + (at[n] == '|')) {
            n = strcspn(at, "|");
            found |= strlen(word) == n && memcmp(at, word, n) == 0;
        }
        if (!found)
            return false;
    }
    return true;
}

/* A column of ends may hold a word where there is no end yet. */
static bool
is_end(const struct rt_profile_column *c)
{
    enum { FEW = 3 };
    size_t days = c->n_days + (c->n_dmy > c->n_mdy ? c->n_dmy : c->n_mdy);
    size_t words = 0, n_words = 0;

    for (size_t v = 0; v < c->n_values && v < RT_PROFILE_VALUES; v++)
        if (strpbrk(c->value[v].text, "0123456789") == NULL) {
            words += c->value[v].n;
            n_words++;
        }
    return days + c->n_far > 0 && n_words <= FEW &&
           (days + c->n_far + words) * 20 >= c->n * 19;
}

static bool
suits(const struct rt_import_field *f, const struct rt_profile_column *c,
      int fit)
{
    switch (f->type) {
    case RT_FIELD_DATE:
    case RT_FIELD_INSTANT:
        if (strcmp(f->name, "end_date") == 0)
            return c->n == 0 || is_end(c);
        return rt_profile_is_day(c) || (c->n == 0 && !f->required);
    case RT_FIELD_MONEY:
        return rt_profile_is_amount(c);
    case RT_FIELD_ID:
        return fit == 3 || !f->required || is_id(c);
    case RT_FIELD_BOOL:
        return c->n > 0 && c->n_bools == c->n;
    case RT_FIELD_INT:
        return c->n > 0 && c->n_whole == c->n;
    case RT_FIELD_CHOICE:
        return is_choice(c, f->choices);
    case RT_FIELD_EMAIL:
        return c->n > 0 && strchr(c->value[0].text, '@') != NULL;
    default:
        return true;
    }
}

static bool
is_taken(const struct rt_kind_match *m, size_t column)
{
    return rt_match_field_of(m, column) != NULL;
}

const struct rt_import_field *
rt_match_field_of(const struct rt_kind_match *m, size_t column)
{
    for (size_t i = 0; i < m->kind->n_fields; i++)
        if (m->column[i] == column)
            return &m->kind->fields[i];
    return NULL;
}

static void
give(struct rt_kind_match *m, size_t field, size_t column, int fit)
{
    m->column[field] = column;
    m->fit[field] = fit;
    m->score += fit;
}

/* A bare "id" is the row's own, where rows may have one beside a contract's. */
static bool
is_row_id(const struct rt_kind_match *m, size_t field, int fit)
{
    return fit == 1 &&
           strcmp(m->kind->fields[field].name, "contract_id") == 0 &&
           field_at(m, "row_id") < m->kind->n_fields;
}

/* The best names first, so that a doubtful one takes no column from a good
 * one. */
static void
match_names(struct rt_kind_match *m, const struct rt_profile *p,
            struct rt_arena *a)
{
    for (int fit = 3; fit > 0; fit--)
        for (size_t i = 0; i < m->kind->n_fields; i++)
            for (size_t c = 0; c < p->n_columns; c++)
                if (m->column[i] == RT_MATCH_NO_COLUMN && !is_taken(m, c) &&
                    !is_row_id(m, i, fit) &&
                    rt_names_fit(p->column[c].name, m->kind->fields[i].name,
                                 a) == fit &&
                    suits(&m->kind->fields[i], &p->column[c], fit))
                    give(m, i, c, fit);
}

static void
match_months(struct rt_kind_match *m, const struct rt_profile *p,
             struct rt_arena *a)
{
    size_t fee = field_at(m, "monthly_fee");

    m->months = 1;
    for (size_t c = 0; c < p->n_columns && fee < m->kind->n_fields; c++) {
        int months = rt_names_months(p->column[c].name, a);

        if (months > 0 && m->fit[fee] < 2 && !is_taken(m, c) &&
            rt_profile_is_amount(&p->column[c])) {
            m->months = months;
            give(m, fee, c, 2);
        }
    }
}

/* A file without names: guess by days, by the number of different values, by
 * amounts. */
static void
match_values(struct rt_kind_match *m, const struct rt_profile *p)
{
    enum { AT = 1 };
    size_t client = field_at(m, "client_id");
    size_t amount = field_at(m, "amount");

    for (size_t c = 0; c < p->n_columns; c++) {
        const struct rt_profile_column *col = &p->column[c];

        if (m->column[AT] == RT_MATCH_NO_COLUMN && rt_profile_is_day(col))
            give(m, AT, c, 1);
        else if (m->column[client] == RT_MATCH_NO_COLUMN && is_id(col))
            give(m, client, c, 1);
        else if (amount < m->kind->n_fields && col->n_decimals > 0 &&
                 rt_profile_is_amount(col))
            give(m, amount, c, 2);
    }
}

static void
match_product(struct rt_kind_match *m, const struct rt_profile *p,
              struct rt_arena *a)
{
    size_t amount = field_at(m, "amount"), n = 0;

    if (amount == m->kind->n_fields || m->fit[amount] >= 2)
        return;
    for (size_t c = 0; c < p->n_columns && n == 0; c++)
        if (rt_names_fit(p->column[c].name, "quantity", a) > 0 ||
            rt_names_fit(p->column[c].name, "qty", a) > 0 ||
            rt_names_fit(p->column[c].name, "количество", a) > 0)
            m->factor[n++] = c;
    for (size_t c = 0; c < p->n_columns && n == 1; c++)
        if (rt_names_fit(p->column[c].name, "unitprice", a) > 0 ||
            rt_names_fit(p->column[c].name, "price", a) > 0 ||
            rt_names_fit(p->column[c].name, "цена", a) > 0)
            m->factor[n++] = c;
    if (n < 2 || !rt_profile_is_amount(&p->column[m->factor[0]]) ||
        !rt_profile_is_amount(&p->column[m->factor[1]]))
        return;
    m->column[amount] = RT_MATCH_NO_COLUMN;
    m->made_up = RT_MATCH_PRODUCT;
    m->score += 2;
}

/* One column for both the contract and the client. */
static void
match_one_id(struct rt_kind_match *m, const struct rt_profile *p)
{
    size_t contract = field_at(m, "contract_id");
    size_t client = field_at(m, "client_id");

    if (!has(m, "client_id") && has(m, "contract_id")) {
        m->made_up = RT_MATCH_CLIENT_IS_CONTRACT;
        m->column[client] = m->column[contract];
    } else if (has(m, "client_id") && !has(m, "contract_id") &&
               p->column[m->column[client]].n_distinct == p->n_rows) {
        m->made_up = RT_MATCH_CONTRACT_IS_CLIENT;
        m->column[contract] = m->column[client];
    }
}

/* With row_id, every row is a different one. */
static void
drop_repeated_row_ids(struct rt_kind_match *m, const struct rt_profile *p)
{
    size_t i = field_at(m, "row_id");

    if (i == m->kind->n_fields || m->column[i] == RT_MATCH_NO_COLUMN ||
        p->column[m->column[i]].n_distinct == p->n_rows)
        return;
    m->score -= m->fit[i];
    m->column[i] = RT_MATCH_NO_COLUMN;
}

static bool
has_required(const struct rt_kind_match *m)
{
    for (size_t i = 0; i < m->kind->n_fields; i++) {
        const char *name = m->kind->fields[i].name;
        bool else_where =
            (m->made_up == RT_MATCH_PRODUCT && strcmp(name, "amount") == 0) ||
            (m->made_up == RT_MATCH_MEMBERS &&
             (strcmp(name, "campaign_id") == 0 ||
              strcmp(name, "client_id") == 0)) ||
            (m->kind->client_of != NULL && i == m->kind->client_of[0] &&
             m->column[m->kind->client_of[1]] != RT_MATCH_NO_COLUMN);

        if (m->kind->fields[i].required && m->column[i] == RT_MATCH_NO_COLUMN &&
            !else_where)
            return false;
    }
    return true;
}

/* Besides the required fields there must be those that are typical of the
 * kind. */
static bool
is_plausible(const struct rt_kind_match *m, const struct rt_profile *p)
{
    size_t n = 0;

    if (m->kind == &rt_import_contracts)
        return has(m, "start_date") || has(m, "end_date") ||
               has(m, "monthly_fee") || has(m, "monthly_profit") ||
               has(m, "active");
    if (m->kind == &rt_import_changes)
        return has(m, "monthly_fee") || has(m, "monthly_profit") ||
               has(m, "plan");
    if (m->kind == &rt_import_members)
        return has(m, "converted") || has(m, "value");
    if (m->kind == &rt_import_clients)
        for (size_t i = 0; i < m->kind->n_fields; i++)
            n += m->fit[i] >= 2;
    return m->kind != &rt_import_clients ||
           (n >= 2 && p->column[m->column[0]].n_distinct == p->n_rows);
}

static bool
match_kind(const struct rt_profile *p, const struct rt_import_kind *kind,
           struct rt_arena *a, struct rt_kind_match *m)
{
    *m = (struct rt_kind_match){.kind = kind};
    for (size_t i = 0; i < kind->n_fields; i++)
        m->column[i] = RT_MATCH_NO_COLUMN;
    if (!p->has_header) {
        if (kind != &rt_import_payments && kind != &rt_import_activity)
            return false;
        match_values(m, p);
        return has_required(m);
    }
    match_names(m, p, a);
    match_months(m, p, a);
    match_product(m, p, a);
    drop_repeated_row_ids(m, p);
    if (kind == &rt_import_contracts)
        match_one_id(m, p);
    if (kind == &rt_import_members && !has(m, "campaign_id"))
        m->made_up = RT_MATCH_MEMBERS;
    if (rt_names_kind(p->file, kind->name, a))
        m->score += FILE_NAME_SCORE;
    return has_required(m) && is_plausible(m, p);
}

bool
rt_match_best(const struct rt_profile *p, struct rt_arena *a,
              struct rt_kind_match *out)
{
    const struct rt_import_kind *kind;
    bool found = false;

    for (size_t i = 0; (kind = rt_import_kind_at(i)) != NULL; i++) {
        struct rt_kind_match m;

        if (match_kind(p, kind, a, &m) && (!found || m.score > out->score)) {
            *out = m;
            found = true;
        }
    }
    return found;
}
