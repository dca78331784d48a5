#include "import/record_marks.h"

#include "../tap.h"
#include "base/date.h"

static void
add(struct rt_marks *m, uint64_t record, const char *key)
{
    enum rt_mark_way way = key[0] == '=' ? RT_MARK_KEEP : RT_MARK_LAST;

    if (rt_marks_add(m, record, key, strlen(key), way, NULL) != RT_OK)
        abort();
}

static uint32_t
get(struct rt_marks *m, uint64_t record)
{
    uint32_t mark;

    if (rt_marks_get(m, record, &mark, NULL) != RT_OK)
        abort();
    return mark;
}

static void
test_last_wins(void)
{
    struct rt_marks *m = rt_marks_new();
    struct rt_mark_counts c;

    add(m, 0, "a");
    add(m, 1, "b");
    ok(rt_marks_skip(m, 2, RT_MARK_REJECTED, NULL) == RT_OK, "a bad record");
    add(m, 3, "a");
    add(m, 4, "a");
    ok(rt_marks_finish(m, &c, NULL) == RT_OK, "all are in");
    is_int(c.repeated, 2, "two records are repeated later");
    is_int(get(m, 0), RT_MARK_REPEATED, "the first of them");
    is_int(get(m, 3), RT_MARK_REPEATED, "the second");
    is_int(get(m, 4), 0, "the last one counts");
    is_int(get(m, 1), 0, "one that stands alone counts");
    is_int(get(m, 2), RT_MARK_REJECTED, "the bad one is marked as such");
    is_int(get(m, 0), RT_MARK_REPEATED, "asking back works too");
    rt_marks_free(m);
}

static void
test_keep_equal(void)
{
    struct rt_marks *m = rt_marks_new();
    struct rt_mark_counts c;

    add(m, 0, "=a");
    add(m, 1, "=b");
    add(m, 2, "=a");
    add(m, 3, "c");
    add(m, 4, "=a");
    add(m, 5, "c");
    ok(rt_marks_finish(m, &c, NULL) == RT_OK, "all are in");
    is_int(c.equal, 2, "two equal ones beside the first");
    is_int(c.repeated, 1, "one that is not kept");
    is_int(get(m, 0), 0, "equal records are numbered: 0");
    is_int(get(m, 2), 1, "1");
    is_int(get(m, 4), 2, "2");
    is_int(get(m, 1), 0, "each key for itself");
    is_int(get(m, 3), RT_MARK_REPEATED, "others are not kept");
    rt_marks_free(m);
}

/* The marks of terms "from-to" of one key, each with a letter for its owner.  A
 * mark is "r" for a repeated term, else the first day of its stretch ("?":
 * unknown), with "+" if that is not the first stretch and "." for the last term
 * of it.  Then follows how many terms are repeated and how many continue
 * another. */
static const char *
terms(const char *text)
{
    static char out[256];
    struct rt_marks *m = rt_marks_new();
    struct rt_mark_counts c;
    uint64_t n = 0;
    char owner[2];
    int from, to, len;

    for (; sscanf(text, "%d-%d%1[ab]%n", &from, &to, owner, &len) == 3 ||
           (strcpy(owner, "a"), sscanf(text, "%d-%d%n", &from, &to, &len) == 2);
         text += len + (text[len] == ' '))
        if (rt_marks_add_term(m, n++, "K", 1, owner,
                              from == 0 ? RT_DAY_NONE : from,
                              to == 0 ? RT_DAY_OPEN : to, NULL) != RT_OK)
            abort();
    if (rt_marks_finish(m, &c, NULL) != RT_OK)
        abort();
    out[0] = '\0';
    for (uint64_t i = 0; i < n; i++) {
        uint32_t mark = get(m, i);
        struct rt_term t = rt_mark_term(mark);
        char *end = out + strlen(out);

        if (mark == RT_MARK_REPEATED)
            end += sprintf(end, "r");
        else if (mark < RT_MARK_TERM)
            end += sprintf(end, "%u", mark);
        else if (t.stretch == RT_DAY_NONE)
            end += sprintf(end, "?");
        else
            end += sprintf(end, "%d", t.stretch);
        if (mark >= RT_MARK_TERM && mark < RT_MARK_REPEATED)
            end += sprintf(end, "%s%s", t.first ? "" : "+", t.last ? "." : "");
        sprintf(end, " ");
    }
    sprintf(out + strlen(out), "%d/%d", (int)c.repeated, (int)c.terms);
    rt_marks_free(m);
    return out;
}

static const struct {
    const char *what, *text, *want;
} term_rows[] = {
    {"one record", "10-20", "0 0/0"},
    {"the same again: the last counts", "10-20 10-20", "r 0 1/0"},
    {"another end: the last counts", "10-30 10-20", "r 0 1/0"},
    {"three terms without a gap", "10-20 20-30 30-0", "10 10 10. 0/2"},
    {"in any order", "30-0 10-20 20-30", "10. 10 10 0/2"},
    {"a gap begins a new stretch", "10-20 25-30 30-0", "10. 25+ 25+. 0/2"},
    {"an unknown start", "0-20 20-30 40-0", "? ?. 40+. 0/2"},
    {"an overlap: the last of all counts", "10-20 15-30 40-50", "r r 0 2/0"},
    {"two that are open", "20-0 10-0", "r 0 1/0"},
    {"a term that comes again", "10-20 20-0 10-20", "r 10. 10 1/1"},
    {"a term with another end", "10-30 20-0 10-20", "r 10. 10 1/1"},
    {"a term of no day", "10-10 10-20 20-0", "r 10 10. 1/1"},
    {"two owners", "10-20a 20-0b", "10. 20+. 0/0"},
    {"two owners at once", "10-0b 5-0a", "10+. 5. 0/0"},
    {"one of two with a pause", "10-20a 15-0b 30-0a", "10. 15+. 30+. 0/1"},
    {"one of two overlaps", "10-20a 15-30a 40-0b", "r 15. 40+. 1/0"},
    {"one of two comes again", "10-20a 10-20a 20-0b", "r 10. 20+. 1/0"},
    {"days before 1970", "-20--10 -10-5 5-0", "-20 -20 -20. 0/2"},
};

/* More records than are held in memory, with every key twice, far apart. */
static void
test_many(void)
{
    enum { N = 300000 };
    struct rt_marks *m = rt_marks_new();
    struct rt_mark_counts c;
    int64_t first = 0, second = 0, keys = 0;
    char key[16];

    for (int i = 0; i < 2 * N; i++) {
        snprintf(key, sizeof key, "%d", i % N);
        add(m, (uint64_t)i, key);
    }
    ok(rt_marks_finish(m, &c, NULL) == RT_OK, "all are in");
    is_int(c.repeated, N, "every key comes twice");
    for (int i = 0; i < 2 * N; i++)
        *(i < N ? &first : &second) += get(m, (uint64_t)i) == RT_MARK_REPEATED;
    is_int(first, N, "all of the first half are repeated");
    is_int(second, 0, "none of the second");
    for (size_t part = 0; part < RT_KEYSET_PARTS; part++) {
        const struct rt_keyset_item *list;
        size_t n;
        bool sorted = true;

        if (rt_keyset_load(rt_marks_keys(m), part, &list, &n, NULL) != RT_OK)
            abort();
        for (size_t i = 1; i < n; i++)
            sorted &= memcmp(list[i - 1].hash, list[i].hash, RT_KEY_HASH) <= 0;
        if (!sorted)
            ok(false, "part %zu is sorted", part);
        keys += (int64_t)n;
    }
    is_int(keys, 2 * N, "no key is lost on the way through the file");
    rt_marks_free(m);
}

static void
test_no_room(void)
{
    struct rt_marks *m = rt_marks_new();
    struct rt_err err = {0};

    setenv("TMPDIR", "/nonexistent", 1);
    ok(rt_marks_skip(m, 0, RT_MARK_REJECTED, &err) == RT_EIO,
       "no temporary folder");
    is_str(err.key, "import_temp_folder", "says so in words");
    ok(strstr(err.text, "/nonexistent") != NULL &&
           strstr(err.text, "enoent") != NULL,
       "with folder and reason: %s", err.text);
    rt_marks_free(m);
}

int
main(void)
{
    test_last_wins();
    test_keep_equal();
    for (size_t i = 0; i < sizeof term_rows / sizeof term_rows[0]; i++)
        is_str(terms(term_rows[i].text), term_rows[i].want, term_rows[i].what);
    test_many();
    test_no_room();
    return done();
}
