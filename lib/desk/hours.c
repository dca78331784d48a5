#include "desk/hours.h"

#include "base/date.h"
#include "base/utf8.h"

#include <string.h>

enum { DAY = 86400 };

static const char *const weekdays[2][7] = {
    {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"},
    {"Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"},
};

/* A piece of a text. */
struct piece {
    const char *at;
    size_t len;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct piece
trim(struct piece p)
{
    while (p.len > 0 && is_blank(p.at[0])) {
        p.at++;
        p.len--;
    }
    while (p.len > 0 && is_blank(p.at[p.len - 1]))
        p.len--;
    return p;
}

/* Cut the piece before the next `mark` off `rest`; false: nothing is left. */
static bool
cut_piece(struct piece *rest, char mark, struct piece *out)
{
    const char *end;

    if (rest->at == NULL)
        return false;
    end = memchr(rest->at, mark, rest->len);
    *out = (struct piece){rest->at,
                          end == NULL ? rest->len : (size_t)(end - rest->at)};
    if (end == NULL)
        rest->at = NULL;
    else
        *rest = (struct piece){end + 1, rest->len - out->len - 1};
    *out = trim(*out);
    return true;
}

static enum rt_code
refuse_piece(struct rt_err *err, const char *key, struct piece p)
{
    char value[64];
    size_t len = rt_utf8_cut(p.at, p.len, sizeof value - 1);

    memcpy(value, p.at, len);
    value[len] = '\0';
    return rt_fail_key(err, RT_EINVAL, key, "value", value, NULL);
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "09:00", "9:00", "24:00" as seconds of the day; -1 for anything else. */
static int32_t
read_time(struct piece p)
{
    int32_t hour = 0;
    int32_t minute;
    size_t i = 0;

    while (i < p.len && i < 2 && is_digit(p.at[i]))
        hour = hour * 10 + (p.at[i++] - '0');
    if (i == 0 || p.len != i + 3 || p.at[i] != ':' || !is_digit(p.at[i + 1]) ||
        !is_digit(p.at[i + 2]))
        return -1;
    minute = (p.at[i + 1] - '0') * 10 + (p.at[i + 2] - '0');
    if (minute > 59 || hour * 60 + minute > 24 * 60)
        return -1;
    return hour * 3600 + minute * 60;
}

static enum rt_code
add_span(struct piece p, struct rt_hours_day *out, struct rt_err *err)
{
    struct piece from, to, rest = p;
    struct rt_hours_span s;

    if (!cut_piece(&rest, '-', &from) || rest.at == NULL)
        return refuse_piece(err, "desk_hours_time", p);
    to = trim(rest);
    s = (struct rt_hours_span){read_time(from), read_time(to)};
    if (s.from < 0 || s.to < 0)
        return refuse_piece(err, "desk_hours_time", s.from < 0 ? from : to);
    if (s.to <= s.from)
        return refuse_piece(err, "desk_hours_order", p);
    if (out->n > 0 && s.from < out->span[out->n - 1].to)
        return refuse_piece(err, "desk_hours_overlap", p);
    if (out->n == RT_HOURS_SPANS)
        return rt_fail_key(err, RT_ELIMIT, "desk_hours_many", "max", "8", NULL);
    out->span[out->n++] = s;
    return RT_OK;
}

static enum rt_code
read_spans(struct piece text, struct rt_hours_day *out, struct rt_err *err)
{
    enum rt_code rc = RT_OK;
    struct piece p;

    *out = (struct rt_hours_day){.n = 0};
    while (rc == RT_OK && cut_piece(&text, ',', &p))
        rc = add_span(p, out, err);
    return rc;
}

enum rt_code
rt_hours_read(const char *text, struct rt_hours_day *out, struct rt_err *err)
{
    struct piece all = trim((struct piece){text, strlen(text)});

    *out = (struct rt_hours_day){.n = 0};
    return all.len == 0 ? RT_OK : read_spans(all, out, err);
}

/* 0 Monday .. 6; -1: no weekday. */
static int
read_weekday(struct piece p)
{
    for (int i = 0; i < 2 * 7; i++) {
        const char *name = weekdays[i / 7][i % 7];

        if (strlen(name) == p.len && memcmp(name, p.at, p.len) == 0)
            return i % 7;
    }
    return -1;
}

/* "Mo" or "Mo-Fr": set the bits of its days. */
static enum rt_code
add_weekdays(struct piece p, unsigned *days, struct rt_err *err)
{
    struct piece first, last, rest = p;
    int from, to;

    cut_piece(&rest, '-', &first);
    last = rest.at == NULL ? first : trim(rest);
    from = read_weekday(first);
    to = read_weekday(last);
    if (from < 0 || to < 0)
        return refuse_piece(err, "desk_hours_day", from < 0 ? first : last);
    for (int i = from;; i = (i + 1) % 7) {
        if ((*days >> i & 1) != 0)
            return refuse_piece(err, "desk_hours_twice", p);
        *days |= 1u << i;
        if (i == to)
            return RT_OK;
    }
}

/* Where the hours of a group begin: at its first digit. */
static size_t
days_length(struct piece group)
{
    size_t i = 0;

    while (i < group.len && !is_digit(group.at[i]))
        i++;
    return i;
}

/* One group, "Mo-Fr 09:00-18:00"; `seen` has the days of those before. */
static enum rt_code
read_group(struct piece group, struct rt_hours_day week[7], unsigned *seen,
           struct rt_err *err)
{
    size_t len = days_length(group);
    struct piece days = trim((struct piece){group.at, len});
    struct piece hours = {group.at + len, group.len - len}, p;
    struct rt_hours_day of_day;
    unsigned before = *seen;
    enum rt_code rc = RT_OK;

    if (hours.len == 0)
        return refuse_piece(err, "desk_hours_time", group);
    while (rc == RT_OK && cut_piece(&days, ',', &p))
        rc = add_weekdays(p, seen, err);
    if (rc == RT_OK)
        rc = read_spans(hours, &of_day, err);
    for (int i = 0; rc == RT_OK && i < 7; i++) {
        if (((*seen & ~before) >> i & 1) != 0)
            week[i] = of_day;
    }
    return rc;
}

enum rt_code
rt_hours_read_week(const char *text, struct rt_hours_day week[7],
                   struct rt_err *err)
{
    struct piece all = {text, strlen(text)}, group;
    enum rt_code rc = RT_OK;
    unsigned seen = 0;

    memset(week, 0, 7 * sizeof *week);
    while (rc == RT_OK && cut_piece(&all, ';', &group)) {
        if (group.len > 0)
            rc = read_group(group, week, &seen, err);
    }
    if (rc == RT_OK && seen == 0)
        return rt_fail_key(err, RT_EINVAL, "desk_hours_empty", "value", text,
                           NULL);
    return rc;
}

const struct rt_hours_day *
rt_hours_of(const struct rt_calendar *c, int32_t day)
{
    size_t low = 0, high = c->n_days;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (c->days[mid].day == day)
            return &c->days[mid].hours;
        if (c->days[mid].day < day)
            low = mid + 1;
        else
            high = mid;
    }
    return &c->week[rt_weekday(day)];
}

enum rt_code
rt_hours_check(const struct rt_calendar *c, int32_t today, struct rt_err *err)
{
    for (int32_t i = 0; i < RT_HOURS_HORIZON; i++) {
        if (rt_hours_of(c, today + i)->n > 0)
            return RT_OK;
    }
    return rt_fail_key(err, RT_EINVAL, "desk_hours_never", "days", "60", NULL);
}

/* A walk over the spans of local days as instants. */
struct walk {
    const struct rt_calendar *c;
    int32_t day, last;
    int i; /* of the day's spans */
    int64_t from, to;
};

static struct walk
walk_from(const struct rt_calendar *c, int64_t at)
{
    int32_t day = rt_zone_day(c->zone, at);

    return (struct walk){.c = c, .day = day, .last = day + RT_HOURS_FAR};
}

static int64_t
instant_of(const struct rt_calendar *c, int32_t day, int32_t second)
{
    return second == DAY ? rt_zone_instant(c->zone, day + 1, 0)
                         : rt_zone_instant(c->zone, day, second);
}

/* The next span; false: too far away.  One that the clocks skip is empty. */
static bool
next_span(struct walk *w)
{
    const struct rt_hours_day *hours = rt_hours_of(w->c, w->day);

    while (w->i >= hours->n) {
        w->i = 0;
        if (++w->day > w->last)
            return false;
        hours = rt_hours_of(w->c, w->day);
    }
    w->from = instant_of(w->c, w->day, hours->span[w->i].from);
    w->to = instant_of(w->c, w->day, hours->span[w->i].to);
    w->i++;
    return true;
}

int64_t
rt_hours_add(const struct rt_calendar *c, int64_t at, int64_t seconds)
{
    struct walk w = walk_from(c, at);
    int64_t left = seconds, from;

    if (seconds <= 0)
        return at;
    while (next_span(&w)) {
        from = w.from > at ? w.from : at;
        if (from >= w.to)
            continue;
        if (w.to - from >= left)
            return from + left;
        left -= w.to - from;
    }
    return at + seconds;
}

int64_t
rt_hours_between(const struct rt_calendar *c, int64_t from, int64_t to)
{
    struct walk w = walk_from(c, from);
    int64_t sum = 0;

    while (next_span(&w) && w.from < to) {
        int64_t a = w.from > from ? w.from : from;
        int64_t b = w.to < to ? w.to : to;

        if (b > a)
            sum += b - a;
    }
    return sum;
}

bool
rt_hours_open(const struct rt_calendar *c, int64_t at)
{
    return rt_hours_between(c, at, at + 1) > 0;
}

int64_t
rt_hours_next(const struct rt_calendar *c, int64_t at)
{
    struct walk w = walk_from(c, at);

    while (next_span(&w)) {
        if (w.to > at && w.to > w.from)
            return w.from > at ? w.from : at;
    }
    return at;
}

int64_t
rt_hours_next_day_end(const struct rt_calendar *c, int64_t at)
{
    int32_t day = rt_zone_day(c->zone, at);

    for (int32_t d = day + 1; d <= day + RT_HOURS_FAR; d++) {
        const struct rt_hours_day *h = rt_hours_of(c, d);

        if (h->n > 0)
            return instant_of(c, d, h->span[h->n - 1].to);
    }
    return at;
}
