/* Which stretch of a contract a row is about, tried on short lists. */
#include "import/stretch.h"

#include "base/date.h"
#include "../tap.h"

#include <stdio.h>
#include <string.h>

/* Read a list of stretches "client start-end"; 0 is unknown or open.  "!" marks
 * an end by a full file, "*" an end by the desk.  Each is listed on its start.
 */
static struct rt_stretch *
read_list(const char *text, struct rt_arena *a)
{
    struct rt_stretch *list = NULL, **end = &list;
    int start, stop, len;
    char client;

    for (int64_t id = 1;
         sscanf(text, "%c%d-%d%n", &client, &start, &stop, &len) == 3; id++) {
        struct rt_stretch *s = rt_alloc(a, sizeof *s);

        text += len;
        *s = (struct rt_stretch){.id = id,
                                 .client = client,
                                 .name = rt_fmt(a, "%d", (int)id),
                                 .start = start != 0 ? start : RT_DAY_MIN,
                                 .end = stop != 0 ? stop : RT_DAY_OPEN,
                                 .listed_on = start,
                                 .absent_on = *text == '!' ? stop : RT_DAY_NONE,
                                 .desk = *text == '*'};
        text += strcspn(text, " ");
        text += *text == ' ';
        *end = s;
        end = &s->next;
    }
    return list;
}

/* The result for a row: the number of the stretch in the list, or "new" ("new+"
 * if it is not the contract's first).  "@" is followed by a new start, "x" by
 * the day on which others end; "k": the end stays; "p": the row is about the
 * past. */
static const char *
target(const char *list, const struct rt_stretch_row *row, struct rt_arena *a)
{
    struct rt_stretch_target t = rt_stretch_find(read_list(list, a), row);
    char *out = t.is != NULL ? rt_fmt(a, "%s", t.is->name)
                             : rt_fmt(a, "new%s", t.later ? "+" : "");

    if (t.takes_start && t.start == RT_DAY_NONE)
        out = rt_fmt(a, "%s@?", out);
    else if (t.takes_start)
        out = rt_fmt(a, "%s@%d", out, t.start);
    if (t.others_end != RT_DAY_NONE)
        out = rt_fmt(a, "%s x%d", out, t.others_end);
    return rt_fmt(a, "%s%s%s", out, t.keeps_end ? " k" : "",
                  t.past ? " p" : "");
}

/* How a file says that contracts end: not at all; as a list of those that run;
 * in a column. */
enum { NAMES, LISTS, TELLS };

static const struct {
    const char *what, *list;
    int how;
    char client;
    int start, end, as_of, next; /* 0: unknown, open, none */
    const char *want;
} rows[] = {
    {"an unknown number", "", LISTS, 'a', 10, 0, 50, 0, "new@10"},
    {"without a start", "", LISTS, 'a', 0, 0, 50, 0, "new@?"},
    {"one that runs", "a10-0", LISTS, 'a', 12, 0, 50, 0, "1@12"},
    {"one with an end to come", "a10-60", LISTS, 'a', 10, 0, 50, 0, "1@10"},
    {"it came back", "a10-40!", LISTS, 'a', 10, 0, 50, 0, "new+@50"},
    {"with a start on its end", "a10-40!", LISTS, 'a', 40, 0, 50, 0, "new+@40"},
    {"with a start before it", "a10-40!", LISTS, 'a', 39, 0, 50, 0, "new+@50"},
    {"the full file of its end, once more", "a10-50!", LISTS, 'a', 10, 0, 50, 0,
     "1@10"},
    {"one that another file has ended", "a10-40", LISTS, 'a', 10, 0, 50, 0,
     "new+@50"},
    {"one that the desk has ended", "a10-40*", LISTS, 'a', 10, 0, 50, 0,
     "1@10"},
    {"and that begins anew", "a10-40*", LISTS, 'a', 45, 0, 50, 0, "new+@45"},
    {"one that was never active", "a10-10", TELLS, 'a', 10, 0, 50, 0, "1@10"},
    {"the second one runs", "a10-40! a45-0", LISTS, 'a', 10, 0, 50, 0, "2"},
    {"and its start is corrected", "a10-40! a45-0", LISTS, 'a', 40, 0, 50, 0,
     "2@40"},
    {"a file with ends corrects one", "a10-40", TELLS, 'a', 10, 0, 50, 0,
     "1@10"},
    {"but not a full file's", "a10-40!", TELLS, 'a', 10, 0, 50, 0, "new+@50"},
    {"unless it tells the end", "a10-40!", TELLS, 'a', 10, 38, 50, 0, "1@10"},
    {"of the stretch with that start", "a10-40! a45-0", TELLS, 'a', 10, 38, 50,
     0, "1@10"},
    {"an end on the day of the file", "a10-0", TELLS, 'a', 10, 50, 50, 0,
     "1@10"},
    {"a pause that is over", "a10-20", TELLS, 'a', 30, 40, 50, 0, "new+@30"},
    {"a row that only names it", "a10-40! a45-0", NAMES, 'a', 0, 0, 42, 0,
     "1@?"},
    {"on a day when it runs again", "a10-40! a45-0", NAMES, 'a', 0, 0, 45, 0,
     "2"},
    {"or that begins anew", "a10-40!", NAMES, 'a', 41, 0, 50, 0, "new+@41"},
    {"another client", "a10-0", LISTS, 'b', 10, 0, 50, 0, "new+@50 x50"},
    {"from a day of his own on", "a10-0", LISTS, 'b', 11, 0, 50, 0,
     "new+@11 x11"},
    {"after the end of the first", "a10-20!", LISTS, 'b', 30, 0, 50, 0,
     "new+@30"},
    {"also one that has ended", "a10-0", TELLS, 'b', 20, 30, 50, 0, "new+@20"},
    {"back to the first client", "a10-20! b20-0", LISTS, 'a', 10, 0, 50, 0,
     "new+@50 x50"},
    {"of two clients a list names one", "a10-0 b20-0", LISTS, 'a', 10, 0, 50, 0,
     "1@10 x50"},
    {"another file leaves the other", "a10-0 b20-0", NAMES, 'a', 10, 0, 50, 0,
     "1@10"},
    {"an older file: it ran on", "a10-0", LISTS, 'a', 10, 0, 50, 60, "1 p"},
    {"until the next one", "a10-60!", LISTS, 'a', 10, 0, 50, 60, "1@10 k"},
    {"or a later one", "a10-70!", LISTS, 'a', 10, 0, 50, 60, "1 p"},
    {"an older file with an unknown number", "", LISTS, 'a', 10, 0, 50, 60,
     "new@10 p"},
    {"it came back for a while", "a10-40!", LISTS, 'a', 10, 0, 50, 60,
     "new+@50 p"},
    {"it was back earlier", "a10-40! a60-0", LISTS, 'a', 10, 0, 50, 60,
     "2@50 p"},
    {"but not by way of the next one", "a10-40! a70-0", LISTS, 'a', 10, 0, 50,
     60, "new+@50 p"},
    {"a start that later files put off", "a55-0", LISTS, 'a', 10, 0, 50, 60,
     "1 p"},
};

static void
test_names(struct rt_arena *a)
{
    const struct rt_stretch *list = read_list("a10-20 b15-30 a40-0", a);

    is_int(rt_stretch_on(list, 0, 17)->id, 2, "the latest that runs");
    is_int(rt_stretch_on(list, 'a', 17)->id, 1, "of a client his own");
    is_int(rt_stretch_on(list, 'b', 35)->id, 2, "else the latest before");
    is_int(rt_stretch_on(list, 0, 5)->id, 1, "else the first");
    is_int(rt_stretch_on(list, 'c', 45)->id, 3, "a client without a stretch");
    ok(rt_stretch_on(NULL, 0, 5) == NULL, "of none none");
    is_str(rt_stretch_name("K", 0, a), "K@1970-01-01", "a name with its day");
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_stretch_row row = {
            .client = rows[i].client,
            .start = rows[i].start != 0 ? rows[i].start : RT_DAY_NONE,
            .end = rows[i].end != 0 ? rows[i].end : RT_DAY_OPEN,
            .has_end = rows[i].how == TELLS,
            .lists = rows[i].how == LISTS,
            .as_of = rows[i].as_of,
            .next_full = rows[i].next != 0 ? rows[i].next : RT_DAY_OPEN};

        is_str(target(rows[i].list, &row, a), rows[i].want, rows[i].what);
    }
    test_names(a);
    rt_arena_free(a);
    return done();
}
