/* The files of the demo: they have the same bytes for the same options, their
 * data are consistent and look like those of a company, and their known effects
 * can be measured in them. */
#include "base/arena.h"
#include "base/csv.h"
#include "base/hash.h"
#include "demo/demo.h"
#include "demo/life.h"
#include "../tap.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define GOLDEN \
    "33e1912e7c5c0ed4e6bbe5f24ffed9ae3d90bacd0aae27980bee7aef96fe93a5"

static struct rt_arena *arena;
static char *tmp; /* temporary folder */

static const char *const files[] = {
    "clients.csv",  "contracts.csv", "changes.csv", "payments.csv",
    "activity.csv", "offers.csv",    "cases.csv",   "campaigns.csv",
    "members.csv",  "users.csv",     "import.conf", "README.md"};
enum { N_FILES = sizeof files / sizeof files[0], N_DATA = N_FILES - 1 };

static const struct rt_demo_options usual = {.contracts = 6000,
                                             .months = 24,
                                             .end = 20453, /* 2025-12-31 */
                                             .seed = 7};

static char *
path_of(const char *dir, const char *file)
{
    return rt_fmt(arena, "%s/%s/%s", tmp, dir, file);
}

static enum rt_code
write_demo(const struct rt_demo_options *o, const char *dir,
           struct rt_demo_done *done, struct rt_err *err)
{
    *err = (struct rt_err){0};
    return rt_demo_write(o, rt_fmt(arena, "%s/%s", tmp, dir), done, err);
}

static void
remove_demo(const char *dir)
{
    for (size_t i = 0; i < N_FILES; i++)
        unlink(path_of(dir, files[i]));
    rmdir(rt_fmt(arena, "%s/%s", tmp, dir));
}

static bool
same_file(const char *a, const char *b)
{
    FILE *x = fopen(a, "re"), *y = fopen(b, "re");
    int c = 0, d = 0;

    while (x != NULL && y != NULL && c != EOF && c == d) {
        c = getc(x);
        d = getc(y);
    }
    if (x != NULL)
        fclose(x);
    if (y != NULL)
        fclose(y);
    return x != NULL && y != NULL && c == d;
}

static size_t
files_that_differ(const char *a, const char *b)
{
    size_t n = 0;

    for (size_t i = 0; i < N_FILES; i++)
        n += !same_file(path_of(a, files[i]), path_of(b, files[i]));
    return n;
}

static void
test_bytes(void)
{
    struct rt_demo_options other = usual;
    struct rt_demo_done done, again;
    struct rt_err err;

    ok(write_demo(&usual, "a", &done, &err) == RT_OK, "a demo is written %s",
       err.text);
    is_int(done.contracts, usual.contracts, "with the contracts asked for");
    ok(write_demo(&usual, "b", &again, &err) == RT_OK,
       "the demo is written a second time");
    is_int((int64_t)files_that_differ("a", "b"), 0,
           "the same options give the same bytes");
    other.seed++;
    ok(write_demo(&other, "b", &again, &err) == RT_OK,
       "a folder of the demo's own is written again");
    is_int((int64_t)files_that_differ("a", "b"), N_FILES - 3,
           "with another seed all differ but offers, campaigns and users");
    remove_demo("b");
}

/* The hash of all data of a small demo.  Other machines and compilers must get
 * the same one.  It changes only when the invented company changes. */
static void
test_golden(void)
{
    static const struct rt_demo_options o = {
        .contracts = 100, .months = 13, .end = 19781, .seed = 42};
    struct rt_sha *sha = rt_sha_begin();
    uint8_t hash[RT_SHA256];
    char hex[RT_HEX_SHA256], block[4096];
    struct rt_demo_done done;
    struct rt_err err;

    ok(write_demo(&o, "golden", &done, &err) == RT_OK, "a small demo %s",
       err.text);
    for (size_t i = 0; i < N_DATA; i++) {
        FILE *f = fopen(path_of("golden", files[i]), "re");
        size_t n;

        while (f != NULL && (n = fread(block, 1, sizeof block, f)) > 0)
            rt_sha_add(sha, block, n);
        if (f != NULL)
            fclose(f);
    }
    rt_sha_end(sha, hash);
    rt_hex(hash, sizeof hash, hex);
    is_str(hex, GOLDEN, "has the bytes it has everywhere");
    remove_demo("golden");
}

static void
test_foreign_folder(void)
{
    struct rt_demo_done done;
    struct rt_err err;
    FILE *f;

    mkdir(rt_fmt(arena, "%s/mine", tmp), 0777);
    f = fopen(path_of("mine", "cases.csv"), "we");
    fputs("mine\n", f);
    fclose(f);
    is_int(write_demo(&usual, "mine", &done, &err), RT_ECONFLICT,
           "somebody's files are not overwritten");
    is_str(err.key, "demo_dir_used", "for this reason");
    ok(strstr(err.text, "file=cases.csv") != NULL, "naming one: %s", err.text);
    ok(access(path_of("mine", "clients.csv"), F_OK) != 0 &&
           access(path_of("mine", "clients.csv.new"), F_OK) != 0,
       "nothing is left behind");
    remove_demo("mine");
    is_int(write_demo(&usual, "no/such", &done, &err), RT_EIO,
           "a folder that cannot be made is an error");
    ok(strstr(err.text, "no/such") != NULL, "naming it: %s", err.text);
}

/* Limit files to 100 kB for a while. */
static void
test_full_disk(void)
{
    struct rlimit before, small;
    struct rt_demo_done done;
    struct rt_err err;

    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    is_int(write_demo(&usual, "full", &done, &err), RT_EIO,
           "a write that fails is an error");
    setrlimit(RLIMIT_FSIZE, &before);
    ok(strstr(err.text, "/full/") != NULL, "naming the file: %s", err.text);
    ok(rmdir(rt_fmt(arena, "%s/full", tmp)) == 0, "nothing is left behind");
}

static void
test_limits(void)
{
    static const struct {
        int64_t contracts, months;
        int32_t end;
        enum rt_code want;
        const char *what;
    } rows[] = {
        {1, 1, 20453, RT_OK, "one contract, one month"},
        {0, 1, 20453, RT_EINVAL, "no contract"},
        {2000000, 36, 20453, RT_OK, "two million contracts"},
        {2000001, 36, 20453, RT_EINVAL, "one more"},
        {1, 120, 20453, RT_OK, "120 months"},
        {1, 121, 20453, RT_EINVAL, "121 months"},
        {1, 0, 20453, RT_EINVAL, "no month"},
        {1, 1, 10956, RT_OK, "the end of 1999"},
        {1, 1, 10955, RT_EINVAL, "the day before"},
        {1, 1, 47846, RT_OK, "the end of 2100"},
        {1, 1, 47847, RT_EINVAL, "the day after"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_demo_options o = {.contracts = rows[i].contracts,
                                          .months = rows[i].months,
                                          .end = rows[i].end};
        struct rt_err err = {0};

        is_int(rt_demo_check(&o, &err), rows[i].want, rows[i].what);
        if (rows[i].want != RT_OK)
            is_str(err.key, "demo_range", "is out of range");
    }
}

static void
test_small(void)
{
    static const struct rt_demo_options small[] = {
        {1, 1, 20453, 0},    {2, 120, 20453, 1},         {13, 2, 19782, 2},
        {40, 120, 10956, 3}, {25, 3, 47846, UINT64_MAX}, {100, 13, 19781, 42},
    };

    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        struct rt_demo_done done;
        struct rt_err err;

        ok(write_demo(&small[i], "small", &done, &err) == RT_OK &&
               done.contracts == small[i].contracts &&
               done.clients <= done.contracts && done.clients >= 1,
           "%d contracts over %d months", (int)small[i].contracts,
           (int)small[i].months);
        remove_demo("small");
    }
}

enum { FIELDS = 12 };

struct row {
    const char *field[FIELDS];
};

/* The number of rows without the header. */
static struct row *
read_file(const char *dir, const char *file, size_t *n)
{
    struct rt_csv_row got;
    struct rt_csv *csv;
    struct row *rows = NULL;
    size_t room = 0;

    *n = 0;
    if (rt_csv_open(path_of(dir, file), NULL, &csv, NULL) != RT_OK ||
        rt_csv_next(csv, &got, NULL) != RT_OK)
        return NULL;
    while (rt_csv_next(csv, &got, NULL) == RT_OK) {
        if (*n == room) {
            room = room * 2 + 1000;
            rows = rt_heap_grow(rows, room, sizeof *rows);
        }
        for (size_t c = 0; c < got.n && c < FIELDS; c++)
            rows[*n].field[c] = rt_strdup(arena, got.fields[c].s);
        ++*n;
    }
    rt_csv_close(csv);
    return rows;
}

static int32_t
day_of(const char *text)
{
    int32_t day = RT_DAY_OPEN;

    if (text[0] != '\0' &&
        rt_day_parse(rt_strndup(arena, text, 10), &day) != RT_OK)
        printf("# not a day: %s\n", text);
    return day;
}

/* The contracts of the file by their number. */
struct contract {
    int32_t start, end;
    int64_t client;
    bool active;
};

static struct contract *contracts;
static size_t n_contracts;

static int64_t
number_of(const char *id)
{
    return strtol(id + 1, NULL, 10);
}

static void
test_contracts(void)
{
    struct row *rows = read_file("a", "contracts.csv", &n_contracts);
    size_t wrong = 0, active = 0, loss = 0, back = 0;

    contracts = rt_alloc_n(arena, n_contracts + 1, sizeof *contracts);
    for (size_t i = 0; i < n_contracts; i++) {
        struct contract *c = &contracts[i + 1];

        *c = (struct contract){.start = day_of(rows[i].field[2]),
                               .end = day_of(rows[i].field[3]),
                               .client = number_of(rows[i].field[1]),
                               .active = rows[i].field[8][0] == '1'};
        wrong += number_of(rows[i].field[0]) != (int64_t)i + 1;
        wrong += c->start > usual.end || c->end <= c->start;
        wrong += c->end != RT_DAY_OPEN && c->end > usual.end;
        wrong += c->active != (c->end == RT_DAY_OPEN);
        wrong += (c->end == RT_DAY_OPEN) != (rows[i].field[9][0] == '\0');
        active += c->active;
        loss += strtod(rows[i].field[5], NULL) <= 0;
        back += i > 0 && c->client == contracts[i].client;
    }
    is_int((int64_t)wrong, 0,
           "contracts are numbered, begin in the window, "
           "end later, and say whether they run");
    ok(active * 10 > n_contracts * 6 && active * 10 < n_contracts * 9,
       "six to nine in ten run: %zu", active);
    ok(loss * 100 > n_contracts * 4 && loss * 100 < n_contracts * 11,
       "some bring no profit: %zu", loss);
    ok(back * 100 > n_contracts * 3 && back * 100 <= n_contracts * 8,
       "some are second contracts: %zu", back);
    free(rows);
}

/* The share of lost contracts: all losses by all contracts running at the start
 * of a month. */
static void
test_churn(void)
{
    int32_t first = rt_day_add_months(usual.end + 1, -(int)usual.months);
    int64_t opening = 0, lost = 0;

    for (int m = 1; m < usual.months; m++) {
        int32_t p0 = rt_day_add_months(first, m);
        int32_t p1 = rt_day_add_months(first, m + 1);

        for (size_t i = 1; i <= n_contracts; i++) {
            bool open = contracts[i].start < p0 && contracts[i].end >= p0;

            opening += open;
            lost += open && contracts[i].end < p1;
        }
    }
    ok(lost * 1000 > opening * 15 && lost * 1000 < opening * 35,
       "churn of 1.5 to 3.5 %% a month: %d of %d", (int)lost, (int)opening);
}

/* Test that each event belongs to the client of its contract and is within the
 * contract's life; payments may be late. */
static void
test_events(void)
{
    size_t n, wrong = 0, refunds = 0;
    struct row *rows = read_file("a", "payments.csv", &n);

    for (size_t i = 0; i < n; i++) {
        const struct contract *c = &contracts[number_of(rows[i].field[3])];
        int32_t day = day_of(rows[i].field[1]);

        wrong += number_of(rows[i].field[0]) != c->client || day < c->start ||
                 day > usual.end;
        wrong += c->end != RT_DAY_OPEN && day > c->end + 45;
        refunds += rows[i].field[2][0] == '-';
    }
    is_int((int64_t)wrong, 0, "payments are their contract's");
    ok(refunds * 1000 > n * 3 && refunds * 1000 < n * 10,
       "3 to 10 refunds in a thousand: %zu of %zu", refunds, n);
    free(rows);
    rows = read_file("a", "activity.csv", &n);
    for (size_t i = 0; i < n; i++)
        wrong += day_of(rows[i].field[1]) > usual.end;
    is_int((int64_t)wrong, 0, "nothing is done after the last day");
    ok(n > 4 * n_contracts && n < 16 * n_contracts,
       "activity of some rows a contract: %zu", n);
    free(rows);
}

static bool
is_word(const char *text, const char *word)
{
    return strcmp(text, word) == 0;
}

static void
test_cases(void)
{
    size_t n, wrong = 0, retained = 0, churned = 0, open = 0, none = 0;
    struct row *rows = read_file("a", "cases.csv", &n);

    for (size_t i = 0; i < n; i++) {
        const char *const *f = rows[i].field;
        const struct contract *c = &contracts[number_of(f[1])];
        bool closed = f[7][0] != '\0';

        wrong += day_of(f[6]) < c->start || day_of(f[6]) > usual.end;
        wrong += closed && (day_of(f[7]) > usual.end || strcmp(f[7], f[6]) < 0);
        wrong +=
            closed != (is_word(f[8], "retained") || is_word(f[8], "churned"));
        wrong += is_word(f[8], "churned") && c->end <= day_of(f[7]);
        wrong += is_word(f[8], "churned") && c->end > day_of(f[7]) + 8;
        wrong += is_word(f[8], "retained") && f[4][0] == '\0';
        wrong += is_word(f[8], "escalated") && f[5][0] == '\0';
        wrong += !closed && !c->active;
        retained += is_word(f[8], "retained");
        churned += is_word(f[8], "churned");
        none += f[4][0] == '\0';
        open += !closed;
    }
    is_int((int64_t)wrong, 0, "cases agree with their contracts");
    ok(retained * 10 > 3 * (retained + churned) &&
           retained * 10 < 6 * (retained + churned),
       "three to six in ten are kept: %zu of %zu", retained,
       retained + churned);
    ok(open > 0 && open * 50 < n, "a few are open: %zu", open);
    ok(none * 20 > n && none * 3 < n, "some get no offer: %zu", none);
    free(rows);
}

static void
test_changes(void)
{
    size_t n, wrong = 0, first = 0;
    struct row *rows = read_file("a", "changes.csv", &n);

    for (size_t i = 0; i < n; i++) {
        const struct contract *c = &contracts[number_of(rows[i].field[0])];
        int32_t day = day_of(rows[i].field[1]);
        bool again = i > 0 && is_word(rows[i].field[0], rows[i - 1].field[0]);

        wrong += day > usual.end || day < c->start || day >= c->end;
        wrong += again ? day <= day_of(rows[i - 1].field[1]) : day != c->start;
        first += !again;
    }
    is_int((int64_t)wrong, 0, "a history begins with the contract and rises");
    ok(first * 2 > n_contracts, "prices rise for most: %zu", first);
    free(rows);
}

static void
test_persons(void)
{
    size_t n, wrong = 0, nowhere = 0, unreachable = 0;
    struct row *rows = read_file("a", "clients.csv", &n);

    for (size_t i = 0; i < n; i++) {
        const char *const *f = rows[i].field;

        wrong += f[1][0] == '\0' || f[2][0] == '\0' || f[3][0] == '\0';
        wrong += f[4][0] != '\0' && strstr(f[4], "@example.org") == NULL;
        wrong += f[5][0] != '\0' && strncmp(f[5], "+7000", 5) != 0;
        wrong += f[5][0] != '\0' && strlen(f[5]) != 12;
        unreachable += f[4][0] == '\0' && f[5][0] == '\0';
        nowhere += f[6][0] == '\0';
    }
    is_int((int64_t)wrong, 0,
           "no address or number can belong to a real person");
    ok(nowhere > 0 && nowhere * 50 < n, "some regions are not known: %zu",
       nowhere);
    ok(unreachable * 50 < n, "few have neither mail nor phone: %zu",
       unreachable);
    free(rows);
}

struct arm {
    int64_t n, converted;
};

static double
share(struct arm a)
{
    return (double)a.converted / (double)a.n;
}

/* Test that a share is within four standard errors of the true one. */
static void
check_effect(const struct rt_demo_campaign *c, struct arm control,
             struct arm offer)
{
    double p = share(control), q = share(offer);
    double se =
        sqrt(p * (1 - p) / (double)control.n + q * (1 - q) / (double)offer.n);
    double truth = (double)c->effect / 1e6;

    ok(fabs(q - p - truth) < 4 * se && se < 0.012,
       "%s: found %+.4f +- %.4f, true %+.4f", c->id, q - p, se, truth);
    ok(control.n * 100 > 15 * (control.n + offer.n) &&
           control.n * 100 < 25 * (control.n + offer.n),
       "a fifth is held out: %d of %d", (int)control.n,
       (int)(control.n + offer.n));
}

/* A company large enough to distinguish the effects from chance. */
static void
test_campaigns(void)
{
    const struct rt_demo_options large = {
        .contracts = 60000, .months = 36, .end = usual.end, .seed = 7};
    struct rt_demo_done done;
    struct rt_err err;
    size_t n, wrong = 0;
    struct row *rows;

    ok(write_demo(&large, "large", &done, &err) == RT_OK, "a large demo %s",
       err.text);
    rows = read_file("large", "members.csv", &n);
    remove_demo("large");
    is_int((int64_t)n, done.members, "has the members it says");

    for (size_t k = 0; k < RT_DEMO_CAMPAIGNS; k++) {
        struct arm arm[2] = {{0, 0}, {0, 0}};

        for (size_t i = 0; i < n; i++) {
            const char *const *f = rows[i].field;
            bool offer = is_word(f[2], "offer");

            if (!is_word(f[0], rt_demo_campaigns[k].id))
                continue;
            arm[offer].n++;
            arm[offer].converted += f[4][0] == '1';
            wrong += offer != (f[3][0] != '\0');
            wrong += (f[4][0] == '1') == is_word(f[5], "0.00");
        }
        check_effect(&rt_demo_campaigns[k], arm[0], arm[1]);
    }
    is_int((int64_t)wrong, 0,
           "only those of the offer are contacted, only converts bring value");
    free(rows);
}

/* Clients with later numbers begin later, and all days of the window occur. */
static void
test_arrivals(void)
{
    struct rt_demo_world *w = rt_alloc(arena, sizeof *w);
    int32_t before = 0;
    size_t wrong = 0;

    rt_demo_world_make(&usual, w);
    for (int64_t i = 0; i < w->n_clients + 200; i++) {
        struct rt_demo_rng r = rt_demo_rng_of(1, (uint64_t)i, 0);
        int32_t day = rt_demo_arrival(w, i, &r);

        wrong += day < w->first || day > w->last;
        wrong += i < w->n_clients && day < before;
        before = day;
    }
    is_int((int64_t)wrong, 0, "clients come one after the other");
}

int
main(void)
{
    char dir[] = "/tmp/rt-demo-XXXXXX";

    arena = rt_arena_new();
    tmp = mkdtemp(dir);
    if (tmp == NULL)
        return 1;
    test_bytes();
    test_golden();
    test_foreign_folder();
    test_full_disk();
    test_limits();
    test_small();
    test_contracts();
    test_churn();
    test_events();
    test_cases();
    test_changes();
    test_persons();
    test_campaigns();
    test_arrivals();
    remove_demo("a");
    ok(rmdir(tmp) == 0, "and nothing else was written");
    rt_arena_free(arena);
    return done();
}
