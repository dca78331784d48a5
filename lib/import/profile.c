#include "import/profile.h"

#include "base/hash.h"
#include "field/plain.h"
#include "field/value.h"
#include "import/workbook.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SEEN = 65536, HEAD_ROWS = 30 };

static void
count_distinct(struct rt_profile_column *c, const char *s, struct rt_arena *a)
{
    uint64_t h = rt_fnv64(s) | 1; /* 0: a free place */
    size_t at = (size_t)(h >> 17) % SEEN;

    if (c->seen == NULL)
        c->seen = rt_alloc_n(a, SEEN, sizeof *c->seen);
    while (c->seen[at] != 0 && c->seen[at] != h)
        at = (at + 1) % SEEN;
    c->n_distinct += c->seen[at] == 0;
    c->seen[at] = h;
}

static void
count_value(struct rt_profile_column *c, const char *s, struct rt_arena *a)
{
    size_t i = 0;

    count_distinct(c, s, a);
    while (i < c->n_values && i < RT_PROFILE_VALUES &&
           strcmp(c->value[i].text, s) != 0)
        i++;
    if (i == RT_PROFILE_VALUES) {
        c->n_values = RT_PROFILE_VALUES + 1;
        return;
    }
    if (i == c->n_values)
        c->value[c->n_values++].text = rt_strdup(a, s);
    c->value[i].n++;
}

static void
count_day(struct rt_profile_column *c, const struct rt_when *w,
          const struct rt_zone *zone)
{
    int32_t day = w->absolute ? rt_zone_day(zone, w->at) : w->day;

    c->n_firsts += rt_date_of(day).day == 1;
    c->n_lasts += rt_date_of(day + 1).day == 1;
    if (c->first_day == RT_DAY_NONE || day < c->first_day)
        c->first_day = day;
    if (c->last_day == RT_DAY_NONE || day > c->last_day)
        c->last_day = day;
}

/* A date so far away that it means "never". */
static bool
is_far(const char *s, const struct rt_zone *zone)
{
    static const enum rt_date_order orders[] = {RT_DATE_REFUSE, RT_DATE_DMY,
                                                RT_DATE_MDY};
    struct rt_when w;

    if (strpbrk(s, "-./") == NULL)
        return false;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const struct rt_parse_how how = {.order = orders[i], .zone = zone};
        struct rt_err err = {0};

        if (rt_parse_when(s, &how, &w, &err) != RT_OK &&
            strcmp(err.key, "import_date_range") == 0)
            return true;
    }
    return false;
}

static void
look_at_date(struct rt_profile_column *c, const char *s,
             const struct rt_zone *zone, struct rt_arena *a)
{
    struct rt_parse_how how = {.zone = zone};
    struct rt_when w;
    bool dmy, mdy;

    if (rt_parse_when(s, &how, &w, NULL) == RT_OK) {
        c->n_days++;
        count_day(c, &w, zone);
        return;
    }
    how.order = RT_DATE_MDY;
    mdy = rt_parse_when(s, &how, &w, NULL) == RT_OK;
    how.order = RT_DATE_DMY;
    dmy = rt_parse_when(s, &how, &w, NULL) == RT_OK;
    c->n_dmy += dmy;
    c->n_mdy += mdy;
    if (dmy || mdy) {
        count_day(c, &w, zone);
    } else if (is_far(s, zone)) {
        c->n_far++;
        c->far = rt_strdup(a, s);
    }
}

/* An amount in any currency.  A text that begins with a letter is more likely
 * an id, like P123. */
static bool
is_amount(const char *s)
{
    static const char *const signs[] = {"$", "€", "£", "¥", "₽"};
    const struct rt_parse_how how = {.digits = 4, .currency = "RUB"};
    struct rt_err err = {0};
    bool begins = strchr("0123456789-+.,(", s[0]) != NULL;
    int64_t v;

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        begins |= strncmp(s, signs[i], strlen(signs[i])) == 0;
    return begins && (rt_parse_money(s, &how, &v, &err) == RT_OK ||
                      strcmp(err.key, "import_other_currency") == 0);
}

static void
look_at_number(struct rt_profile_column *c, const char *s)
{
    size_t digits = strspn(s, "0123456789"), len = strlen(s);
    int64_t v;

    if (rt_parse_bool(s, &v, NULL) == RT_OK)
        c->n_bools++;
    if (digits == len)
        c->n_whole++;
    if (digits > 0 && s[digits] == '.' && len > digits + 1 &&
        strspn(s + digits + 1, "0") == len - digits - 1)
        c->n_float_ids++;
    if (digits > 0 && strspn(s, "0123456789.,eE+") == len &&
        strpbrk(s, "eE") != NULL)
        c->n_lost++;
    if (is_amount(s)) {
        c->n_amounts++;
        c->n_decimals += strpbrk(s, ".,") != NULL;
    }
}

static void
look_at(struct rt_profile_column *c, const struct rt_csv_field *f,
        const struct rt_zone *zone, struct rt_arena *a)
{
    size_t len = f->len;
    const char *s = rt_parse_field(f->s, &len);
    char *text = rt_strndup(a, s, len);

    if (len == 0 || rt_parse_none(text, RT_NONE_IN_TEXT))
        return;
    c->n++;
    count_value(c, text, a);
    look_at_date(c, text, zone, a);
    look_at_number(c, text);
}

static size_t
count_filled(const struct rt_csv_row *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        n += r->fields[i].len > 0;
    return n;
}

static enum rt_code
open_file(const struct rt_profile *p, struct rt_csv **out, struct rt_err *err)
{
    const struct rt_csv_options how = {.separator = p->separator,
                                       .charset = p->charset,
                                       .skip_lines = p->skip_lines};
    int fd;

    if (p->book >= 0) {
        fd = fcntl(p->book, F_DUPFD_CLOEXEC, 0);
        if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
            return rt_fail_errno(err, "%s", p->file);
        return rt_csv_open_fd(fd, p->file, &how, out, err);
    }
    return rt_csv_open(p->file, &how, out, err);
}

static enum rt_code
open_book(struct rt_profile *p, struct rt_arena *a, struct rt_err *err)
{
    struct rt_workbook b;
    size_t at;
    enum rt_code rc;

    if (!rt_workbook_is_zip(p->file))
        return RT_OK;
    p->separator = ',';
    rc = rt_workbook_read(p->file, a, &b, err);
    if (rc == RT_OK)
        rc = rt_workbook_pick(&b, p->file, p->sheet, a, &at, err);
    return rc == RT_OK ? rt_workbook_csv(&b, p->file, at, a, &p->book, err)
                       : rc;
}

void
rt_profile_close(struct rt_profile *p)
{
    if (p != NULL && p->book >= 0)
        close(p->book);
}

/* How many fields the widest of the first records has, whether most have as
 * many, and the line of the first record that is nearly as wide: that is the
 * header. */
static enum rt_code
find_table(struct rt_profile *p, size_t *width, bool *even, struct rt_err *err)
{
    struct rt_csv_row r;
    struct rt_csv *c;
    size_t filled[HEAD_ROWS], line[HEAD_ROWS], fields[HEAD_ROWS], n = 0,
                                                                  same = 0;
    enum rt_code rc = open_file(p, &c, err);

    *width = 0;
    if (rc != RT_OK)
        return rc;
    while (n < HEAD_ROWS && rt_csv_next(c, &r, NULL) == RT_OK) {
        filled[n] = count_filled(&r);
        line[n] = r.line;
        fields[n] = r.n;
        if (filled[n] > *width)
            *width = filled[n];
        n++;
    }
    p->charset = rt_csv_charset(c);
    p->separator = rt_csv_separator(c);
    rt_csv_close(c);
    for (size_t i = 0; i < n; i++)
        same += fields[i] >= *width;
    *even = same * 2 >= n;
    for (size_t i = 0; i < n; i++)
        if (filled[i] * 5 >= *width * 4) {
            p->skip_lines = line[i] - 1;
            break;
        }
    return RT_OK;
}

/* Values instead of names: a number, or a date. */
static bool
is_header(const struct rt_csv_row *r, const struct rt_zone *zone)
{
    struct rt_profile_column c = {.first_day = RT_DAY_NONE,
                                  .last_day = RT_DAY_NONE};
    struct rt_arena *a = rt_arena_new();

    for (size_t i = 0; i < r->n; i++)
        look_at(&c, &r->fields[i], zone, a);
    rt_arena_free(a);
    return c.n_days + c.n_dmy + c.n_mdy + c.n_amounts == 0;
}

static void
begin_columns(struct rt_profile *p, const struct rt_csv_row *r,
              struct rt_arena *a)
{
    p->n_columns = r->n < RT_PROFILE_COLUMNS ? r->n : RT_PROFILE_COLUMNS;
    for (size_t i = 0; i < p->n_columns; i++) {
        size_t len = r->fields[i].len;
        const char *s = rt_plain_trim(r->fields[i].s, &len);

        p->column[i].first_day = p->column[i].last_day = RT_DAY_NONE;
        p->column[i].name = p->has_header ? rt_strndup(a, s, len)
                                          : rt_fmt(a, "column%zu", i + 1);
    }
}

/* The first `limit` rows. */
static enum rt_code
each_row(const struct rt_profile *p, size_t limit, rt_profile_row *take,
         void *arg, struct rt_err *err)
{
    struct rt_csv_row r;
    struct rt_csv *c = NULL;
    enum rt_code rc = open_file(p, &c, err);

    if (rc == RT_OK && p->has_header)
        rc = rt_csv_next(c, &r, err);
    if (rc != RT_OK && rc != RT_NONE) {
        rt_csv_close(c);
        return rc;
    }
    for (size_t i = 0; rc != RT_NONE && i < limit; i++) {
        struct rt_err bad = {0};

        rc = rt_csv_next(c, &r, &bad);
        if (rc == RT_EIO || rc == RT_EBROKEN) {
            rt_csv_close(c);
            *err = bad;
            return rc;
        }
        if (rc == RT_OK && r.n >= p->n_columns && count_filled(&r) > 0)
            take(arg, &r);
    }
    rt_csv_close(c);
    return RT_OK;
}

enum rt_code
rt_profile_each(const struct rt_profile *p, rt_profile_row *take, void *arg,
                struct rt_err *err)
{
    return each_row(p, RT_PROFILE_ROWS, take, arg, err);
}

struct look {
    struct rt_profile *p;
    const struct rt_zone *zone;
    struct rt_arena *a;
};

/* Read the days of the column in the rest of the file. */
static void
look_at_day(struct rt_profile_column *c, const struct rt_csv_field *f,
            const struct rt_zone *zone)
{
    struct rt_parse_how how = {.zone = zone,
                               .order = c->n_dmy >= c->n_mdy ? RT_DATE_DMY
                                                             : RT_DATE_MDY};
    size_t len = f->len;
    const char *s = rt_parse_field(f->s, &len);
    int32_t day;

    if (s[len] != '\0' || rt_parse_day(s, &how, &day, NULL) != RT_OK)
        return;
    if (day > c->last_day)
        c->last_day = day;
    if (day < c->first_day)
        c->first_day = day;
}

static void
take_row(void *arg, const struct rt_csv_row *r)
{
    struct look *look = arg;

    if (look->p->n_rows == RT_PROFILE_ROWS) {
        for (size_t i = 0; i < look->p->n_columns; i++)
            if (rt_profile_is_day(&look->p->column[i]))
                look_at_day(&look->p->column[i], &r->fields[i], look->zone);
        return;
    }
    look->p->n_rows++;
    for (size_t i = 0; i < look->p->n_columns; i++)
        look_at(&look->p->column[i], &r->fields[i], look->zone, look->a);
}

/* Titles above the table, decimal commas, and columns between blanks, hide the
 * separator: the one that makes the most columns is taken.  Blanks stand within
 * texts, too, so they only count where the first guess makes few. */
static enum rt_code
find_separator(struct rt_profile *p, size_t *width, struct rt_err *err)
{
    enum { FEW = 2 };
    static const char others[] = {';', '\t', '|', RT_CSV_BLANKS};
    bool even;
    enum rt_code rc = find_table(p, width, &even, err);
    bool few = *width <= FEW;
    char best = p->separator;
    size_t skip_lines = p->skip_lines;

    if (p->book >= 0)
        return rc;
    for (size_t i = 0; i < sizeof others; i++) {
        size_t wide;

        if (others[i] == RT_CSV_BLANKS && !few)
            continue;
        p->separator = others[i];
        p->skip_lines = 0;
        if (find_table(p, &wide, &even, NULL) == RT_OK && wide > *width &&
            (few || even)) {
            best = others[i];
            skip_lines = p->skip_lines;
            p->name_separator = true;
            *width = wide;
            rc = RT_OK;
        }
    }
    p->separator = best;
    p->skip_lines = skip_lines;
    return rc;
}

enum rt_code
rt_profile_read(const char *file, const char *sheet, const struct rt_zone *zone,
                struct rt_arena *a, struct rt_profile **out, struct rt_err *err)
{
    struct rt_profile *p = rt_alloc(a, sizeof *p);
    struct look look = {p, zone, a};
    struct rt_csv_row r;
    struct rt_csv *c = NULL;
    size_t width = 0;
    enum rt_code rc;

    *out = p;
    p->file = file;
    p->sheet = sheet;
    p->book = -1;
    rc = open_book(p, a, err);
    if (rc == RT_OK)
        rc = find_separator(p, &width, err);
    if (rc == RT_OK && width < 2)
        return RT_NONE;
    if (rc == RT_OK)
        rc = open_file(p, &c, err);
    if (rc == RT_OK)
        rc = rt_csv_next(c, &r, err);
    if (rc == RT_OK) {
        p->has_header = is_header(&r, zone);
        begin_columns(p, &r, a);
    }
    rt_csv_close(c);
    if (rc == RT_OK)
        rc = each_row(p, SIZE_MAX, take_row, &look, err);
    return rc;
}

/* Nineteen of twenty values. */
static bool
are_most(const struct rt_profile_column *c, size_t n)
{
    return c->n > 0 && n * 20 >= c->n * 19;
}

bool
rt_profile_is_day(const struct rt_profile_column *c)
{
    size_t both = c->n_dmy > c->n_mdy ? c->n_dmy : c->n_mdy;

    return c->n_days + both > 0 && are_most(c, c->n_days + both + c->n_far);
}

const char *
rt_profile_order(const struct rt_profile_column *c, bool *sure)
{
    *sure = c->n_dmy != c->n_mdy;
    if (c->n_dmy + c->n_mdy == 0)
        return NULL;
    return c->n_dmy >= c->n_mdy ? "dmy" : "mdy";
}

bool
rt_profile_is_amount(const struct rt_profile_column *c)
{
    return are_most(c, c->n_amounts);
}
