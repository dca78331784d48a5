#include "import/stretch.h"

#include "base/date.h"

static bool
says_running(const struct rt_stretch_row *r)
{
    return r->has_end ? r->end > r->as_of : r->lists;
}

static bool
says_ended(const struct rt_stretch_row *r)
{
    return r->has_end && r->end <= r->as_of;
}

/* The latest stretch of the client that begins by the day. */
static const struct rt_stretch *
latest_by(const struct rt_stretch *list, int64_t client, int32_t day)
{
    const struct rt_stretch *found = NULL;

    for (const struct rt_stretch *s = list; s != NULL; s = s->next)
        if (s->client == client && s->start <= day)
            found = s;
    return found;
}

static const struct rt_stretch *
begins_on(const struct rt_stretch *list, int64_t client, int32_t day)
{
    for (const struct rt_stretch *s = list; s != NULL; s = s->next)
        if (s->client == client && s->start == day)
            return s;
    return NULL;
}

static bool
has_client(const struct rt_stretch *list, int64_t client)
{
    while (list != NULL && list->client != client)
        list = list->next;
    return list != NULL;
}

/* The latest end of the stretches before this one; RT_DAY_MIN: none. */
static int32_t
end_before(const struct rt_stretch *list, const struct rt_stretch *is)
{
    int32_t end = RT_DAY_MIN;

    for (const struct rt_stretch *s = list; s != NULL && s != is; s = s->next)
        if (s->end > end)
            end = s->end;
    return end;
}

/* True when the row begins after the stretch is over.  One that was never
 * active is not over but corrected. */
static bool
begins_after(const struct rt_stretch_row *row, const struct rt_stretch *s)
{
    return row->start != RT_DAY_NONE && row->start >= s->end &&
           row->start > s->start;
}

static struct rt_stretch_target
new_stretch(int32_t start, bool later)
{
    return (struct rt_stretch_target){.later = later,
                                      .takes_start = true,
                                      .start = start,
                                      .others_end = RT_DAY_NONE};
}

/* The row means an existing stretch.  A later stretch keeps its start if the
 * file has the start of the number. */
static struct rt_stretch_target
same_stretch(const struct rt_stretch *list, const struct rt_stretch *is,
             const struct rt_stretch_row *row)
{
    bool after =
        row->start != RT_DAY_NONE && row->start >= end_before(list, is);

    return (struct rt_stretch_target){.is = is,
                                      .takes_start = list == is || after,
                                      .start = row->start,
                                      .others_end = RT_DAY_NONE};
}

/* The number belonged to another client. */
static struct rt_stretch_target
other_client(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    int32_t last = RT_DAY_MIN, start = row->as_of;

    for (const struct rt_stretch *s = list; s != NULL; s = s->next)
        last = s->start;
    if (row->start != RT_DAY_NONE && row->start > last)
        start = row->start;
    return new_stretch(start, true);
}

static struct rt_stretch_target
find_running(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    const struct rt_stretch *last = latest_by(list, row->client, row->as_of);
    bool later = last != NULL && begins_after(row, last);

    if (last == NULL)
        last = rt_stretch_on(list, row->client, row->as_of);
    if (last->end > row->as_of || (last->desk && !later))
        return same_stretch(list, last, row);
    if (later)
        return new_stretch(row->start, true);
    if (last->absent_on == row->as_of ||
        (row->has_end && last->absent_on == RT_DAY_NONE))
        return same_stretch(list, last, row);
    return new_stretch(row->as_of, true);
}

static struct rt_stretch_target
find_ended(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    const struct rt_stretch *s = row->start != RT_DAY_NONE
                                     ? begins_on(list, row->client, row->start)
                                     : NULL;

    if (s == NULL)
        s = rt_stretch_on(list, row->client,
                          row->end > RT_DAY_MIN ? row->end - 1 : row->end);
    if (begins_after(row, s))
        return new_stretch(row->start, true);
    return same_stretch(list, s, row);
}

/* The file does not say whether the contract runs: take the stretch of its
 * day. */
static struct rt_stretch_target
find_named(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    const struct rt_stretch *s = rt_stretch_on(list, row->client, row->as_of);

    if (begins_after(row, s))
        return new_stretch(row->start, true);
    return same_stretch(list, s, row);
}

static struct rt_stretch_target
find_own(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    if (!has_client(list, row->client))
        return other_client(list, row);
    if (says_running(row))
        return find_running(list, row);
    return says_ended(row) ? find_ended(list, row) : find_named(list, row);
}

/* From this day on the row leaves no room for other clients: a new stretch
 * that runs, or one that alone is named in a list of running contracts. */
static int32_t
others_end(const struct rt_stretch_target *t, const struct rt_stretch_row *row)
{
    if (says_ended(row))
        return RT_DAY_NONE;
    if (t->is == NULL)
        return t->start;
    return row->lists && says_running(row) ? row->as_of : RT_DAY_NONE;
}

/* A full file that is older than the newest one: its contracts ran on its day,
 * and if the stretch is not known, the next file did not have it. */
static struct rt_stretch_target
find_past(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    const struct rt_stretch *before = latest_by(list, row->client, row->as_of);
    const struct rt_stretch *after = NULL;
    struct rt_stretch_target t = {.is = before, .others_end = RT_DAY_NONE};
    bool later = before != NULL && begins_after(row, before);

    for (const struct rt_stretch *s = list; s != NULL && after == NULL;
         s = s->next)
        if (s->client == row->client && s->start > row->as_of)
            after = s;
    if (before != NULL && before->end > row->as_of) {
        bool newest = before->end <= row->next_full &&
                      (before->listed_on == RT_DAY_NONE ||
                       before->listed_on <= row->as_of);

        if (newest) /* no later file had it */
            t = same_stretch(list, before, row);
        t.keeps_end = newest;
        t.past = !newest;
        return t;
    }
    if (after != NULL && (before == NULL || (after->start == after->listed_on &&
                                             after->start <= row->next_full))) {
        t.is = after;
        t.takes_start = before != NULL;
        t.start = later ? row->start : row->as_of;
        t.past = true;
        return t;
    }
    if (list == NULL)
        t = new_stretch(row->start, false);
    else if (before == NULL)
        t = other_client(list, row);
    else
        t = new_stretch(later ? row->start : row->as_of, true);
    t.past = true;
    return t;
}

struct rt_stretch_target
rt_stretch_find(const struct rt_stretch *list, const struct rt_stretch_row *row)
{
    struct rt_stretch_target t;
    int32_t day;

    if (row->next_full != RT_DAY_OPEN)
        return find_past(list, row);
    if (list == NULL)
        return new_stretch(row->start, false);
    t = find_own(list, row);
    day = others_end(&t, row);
    for (const struct rt_stretch *s = list; s != NULL; s = s->next)
        if (day != RT_DAY_NONE && s->client != row->client && s->end > day)
            t.others_end = day;
    return t;
}

char *
rt_stretch_name(const char *number, int32_t day, struct rt_arena *a)
{
    char text[RT_PERIOD_LABEL];

    rt_day_format(day, text);
    return rt_fmt(a, "%s@%s", number, text);
}
