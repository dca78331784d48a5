/* Groups of data in the snapshot: what changes when only one group does, what
 * is copied, files of an older program, files with inconsistent contents. */
#include "base/hash.h"
#include "snap/build.h"
#include "snap/file.h"
#include "snap/format.h"

#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

static struct rt_arena *arena;
static struct rt_err err;
static char dir[] = "/tmp/rt-groups-XXXXXX";

static const unsigned files = RT_GROUP_BIT(RT_GROUP_CONTRACTS) |
                              RT_GROUP_BIT(RT_GROUP_PAYMENTS) |
                              RT_GROUP_BIT(RT_GROUP_ACTIVITY);

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

static const char *
path(const char *name)
{
    return rt_fmt(arena, "%s/%s", dir, name);
}

enum { CLIENTS = 40 };

/* Ids may be close together or far apart. */
static int64_t
id_of(int64_t i, bool sparse)
{
    return sparse ? i * 1000003 : 10 + i;
}

static void
add_files(struct rt_build *b, int32_t shift, bool sparse)
{
    for (int64_t i = 1; i <= CLIENTS; i++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = id_of(i, sparse),
                               .external_id = rt_fmt(arena, "c%d", (int)i),
                               .region = i % 2 ? "North" : "South"});
    for (int64_t i = 1; i <= CLIENTS; i++)
        rt_build_contract(
            b, &(struct rt_build_contract){
                   .id = id_of(i, sparse),
                   .client_id = id_of(i * 7 % CLIENTS + 1, sparse),
                   .external_id = rt_fmt(arena, "k%d", (int)i),
                   .start = day(2024, 1, 1) + shift + (int32_t)(i * 37 % 50),
                   .end = RT_DAY_OPEN,
                   .fee = i * 100,
                   .profit = RT_NO_AMOUNT,
                   .plan = "A"});
    for (int64_t i = 1; i <= CLIENTS; i++)
        rt_build_payment(b, id_of(i, sparse), day(2024, 2, (int)i % 28 + 1), i);
}

static void
add_desk(struct rt_build *b, int n, bool sparse)
{
    rt_build_offer(b, 1, "discount", 500);
    rt_build_reason(b, "price", "Дорого", "Expensive");
    for (int i = 1; i <= n; i++)
        rt_build_case(
            b, &(struct rt_build_case){
                   .id = i,
                   .client_id = id_of(i % CLIENTS + 1, sparse),
                   .contract_id = i % 3 ? id_of(i * 5 % 60 + 1, sparse) : 0,
                   .offer_id = 1,
                   .offered = true,
                   .status = RT_ACTIVE,
                   .created_at = 1711929600 - i,
                   .completed_at = RT_NEVER,
                   .created_day = day(2024, 3, 31),
                   .completed_day = RT_DAY_OPEN,
                   .profit_at_close = RT_NO_AMOUNT,
                   .cost_at_close = RT_NO_AMOUNT,
                   .way = RT_WAY_LINK,
                   .arm = i % 2 ? RT_OFFER_ARM : RT_HOLDOUT_ARM,
                   .ordered_day = i % 3 ? 0 : day(2024, 4, i),
                   .reason = i % 2 ? "price" : "moved"});
}

static void
add_campaigns(struct rt_build *b, int n, bool sparse)
{
    rt_build_campaign(b, &(struct rt_build_campaign){.id = 1,
                                                     .external_id = "spring",
                                                     .control_arm = "none",
                                                     .starts = RT_DAY_NONE,
                                                     .ends = RT_DAY_OPEN,
                                                     .cost = RT_NO_AMOUNT,
                                                     .margin = 0.5});
    for (int i = 1; i <= n; i++)
        rt_build_member(b,
                        &(struct rt_build_member){.campaign_id = 1,
                                                  .client_id = id_of(i, sparse),
                                                  .arm = "mail",
                                                  .value = RT_NO_AMOUNT});
}

/* One state of the company; tests build two that differ. */
struct state {
    int32_t shift; /* days added to the starts of contracts */
    int cases, members;
    bool sparse;
};

static void
finish(struct rt_build *b, struct rt_data *d)
{
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 3, 31);
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        d->known[g] = d->as_of;
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
}

static struct rt_data
whole(struct state s)
{
    struct rt_build *b = rt_build_new();
    struct rt_data d;

    add_files(b, s.shift, s.sparse);
    add_desk(b, s.cases, s.sparse);
    add_campaigns(b, s.members, s.sparse);
    finish(b, &d);
    return d;
}

static void
write_it(struct rt_data *d, unsigned kept)
{
    enum rt_code rc = rt_snap_write_kept(dir, d, kept, &err);

    if (rc != RT_OK && rc != RT_NONE) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
}

static void
differs(struct state s, unsigned changed, const char *what)
{
    struct rt_data before = whole((struct state){.cases = 5, .members = 5});
    struct rt_data after = whole(s);
    unsigned got = 0;

    write_it(&before, 0);
    write_it(&after, 0);
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        if (strcmp(before.group_generation[g], after.group_generation[g]) != 0)
            got |= RT_GROUP_BIT(g);
    is_int(got, changed, what);
    is_int(strcmp(before.generation, after.generation) != 0, changed != 0,
           "the generation of the whole changes too");
}

static void
test_generations(void)
{
    struct rt_snap *s = NULL;
    struct rt_data d = whole((struct state){.cases = 5, .members = 5}), later;

    differs((struct state){.cases = 5, .members = 5}, 0, "nothing: nothing");
    differs((struct state){.cases = 6, .members = 5},
            RT_GROUP_BIT(RT_GROUP_DESK), "a case changes only the desk");
    differs((struct state){.cases = 5, .members = 4},
            RT_GROUP_BIT(RT_GROUP_CAMPAIGNS),
            "a member changes only the campaigns");
    write_it(&d, 0);
    if (rt_snap_open(dir, &s, &err) == RT_OK)
        for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
            is_str(rt_snap_data(s)->group_generation[g], d.group_generation[g],
                   "a reader has the generation of the writer");
    rt_snap_close(s);
    later = whole((struct state){.cases = 5, .members = 5});
    later.known[RT_GROUP_PAYMENTS]--;
    write_it(&later, 0);
    ok(strcmp(later.group_generation[RT_GROUP_PAYMENTS],
              d.group_generation[RT_GROUP_PAYMENTS]) != 0,
       "the last known day of a kind is part of its generation");
    is_str(later.group_generation[RT_GROUP_CONTRACTS],
           d.group_generation[RT_GROUP_CONTRACTS], "but not of other kinds");
    later.demo = true;
    write_it(&later, 0);
    ok(strcmp(later.group_generation[RT_GROUP_CONTRACTS],
              d.group_generation[RT_GROUP_CONTRACTS]) != 0,
       "a property of all data is part of every generation");
}

/* A build that copies from the last snapshot gives the same bytes as a complete
 * one. */
static void
test_kept(struct state from, struct state to, unsigned kept, const char *what)
{
    struct rt_data before = whole(from), want = whole(to), got;
    struct rt_build *b = rt_build_new();
    struct rt_snap *s = NULL;

    write_it(&before, 0);
    if (rt_snap_open(dir, &s, &err) != RT_OK ||
        !rt_build_keep(b, rt_snap_data(s), kept))
        abort();
    if ((kept & RT_GROUP_BIT(RT_GROUP_DESK)) == 0)
        add_desk(b, to.cases, to.sparse);
    if ((kept & RT_GROUP_BIT(RT_GROUP_CAMPAIGNS)) == 0)
        add_campaigns(b, to.members, to.sparse);
    finish(b, &got);
    write_it(&got, kept);
    rt_snap_close(s);
    is_int(rt_snap_write(dir, &want, &err), RT_NONE, what);
    is_str(got.generation, want.generation,
           "the files are the same to the last byte");
}

static void
test_copies(void)
{
    for (int sparse = 0; sparse < 2; sparse++) {
        struct state a = {.cases = 5, .members = 5, .sparse = sparse != 0},
                     b = a;

        b.cases = 50;
        test_kept(a, b, files | RT_GROUP_BIT(RT_GROUP_CAMPAIGNS), "new cases");
        b.members = 30;
        test_kept(a, b, files, "new cases and members");
        a.cases = 0;
        a.members = 30;
        b.cases = 0;
        b.members = 1;
        test_kept(a, b, files | RT_GROUP_BIT(RT_GROUP_DESK), "fewer members");
    }
}

static void
copy_file(const char *from, const char *to)
{
    static char bytes[1 << 16];
    FILE *in = fopen(from, "rbe"), *out = fopen(to, "wbe");
    size_t n = in != NULL ? fread(bytes, 1, sizeof bytes, in) : 0;

    if (out == NULL || fwrite(bytes, 1, n, out) != n || fclose(out) != 0)
        abort();
    if (in != NULL)
        fclose(in);
}

static void
test_older(void)
{
    const char *source = getenv("RT_SOURCE");
    const struct rt_data *d;
    struct rt_snap *s = NULL;
    struct rt_build *b = rt_build_new();

    copy_file(rt_fmt(arena, "%s/t/data/snapshot_old/snapshot",
                     source != NULL ? source : "."),
              path("snapshot"));
    unlink(path("snapshot.prev"));
    if (!ok(rt_snap_open(dir, &s, &err) == RT_OK, "an old file can be used: %s",
            err.text))
        return;
    d = rt_snap_data(s);
    is_int((int64_t)d->n_contracts, 2, "it has its contracts");
    is_int(rt_data_known(d, RT_GROUP_CONTRACTS), day(2024, 3, 31),
           "it has one last known day for all data");
    is_int(d->client_never_active[0] + d->client_never_active[1] +
               d->client_never_active[2],
           0, "a missing column is empty");
    ok(strcmp(d->group_generation[RT_GROUP_CONTRACTS], "") != 0,
       "its groups have generations");
    is_int((int64_t)d->cases.n, 1, "it has a case");
    is_int((int64_t)d->cases.n_reasons, 0, "without words of reasons");
    is_str(rt_dict_str(&d->cases.words, 0), "", "its words are empty");
    is_int(d->cases.way[0] + d->cases.arm[0] + d->cases.ordered_day[0], 0,
           "of which it does not say how it came");
    ok(!rt_build_keep(b, d, files), "but a new file does not copy from it");
    rt_build_free(b);
    rt_snap_close(s);
}

/* Put `value` of `size` bytes at element i of a section, and correct the
 * checksums. */
static void
lie(uint32_t section, size_t i, int64_t value)
{
    static char bytes[1 << 18];
    struct rt_snap_header *h = (struct rt_snap_header *)bytes;
    struct rt_snap_section *row = (struct rt_snap_section *)(h + 1);
    FILE *f = fopen(path("snapshot"), "r+be");
    size_t n = f != NULL ? fread(bytes, 1, sizeof bytes, f) : sizeof bytes;

    if (n == sizeof bytes)
        abort();
    while (row->id != section)
        row++;
    memcpy(bytes + row->offset + i * row->size, &value, row->size);
    h->body_crc = rt_crc32(0, bytes + sizeof *h, n - sizeof *h);
    h->header_crc = rt_crc32(0, h, offsetof(struct rt_snap_header, header_crc));
    rewind(f);
    if (fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
        abort();
}

static void
test_lies(void)
{
    static const struct {
        uint32_t section;
        size_t i;
        int64_t value;
        const char *what;
    } lies[] = {
        {20, 39, RT_DAY_MIN, "contracts of clients in falling order"},
        {20, 0, INT32_MAX - 1, "a start on an impossible day"},
        {21, 0, -900000, "an end on an impossible day"},
        {21, 0, 0, "an end before its start"},
        {24, 0, 99, "a cause that is not in its dictionary"},
        {26, 1, 99999, "an offset beyond the last contract"},
        {40, 1, 0, "offsets of changes that fall"},
        {43, 0, 7, "a plan that is not in its dictionary"},
        {50, 1, 99999, "an offset beyond the last payment"},
        {51, 2, 0, "payments in falling order"},
        {61, 2, 0, "activity in falling order"},
        {201, 0, INT64_C(1) << 40, "payments from an impossible day"},
        {204, 0, 1, "fewer words of months than needed"},
        {203, 0, INT64_C(1) << 40, "months outside the calendar"},
        {82, 0, 1000, "a case of a missing contract"},
        {83, 0, 9, "a missing offer"},
        {86, 0, 9, "an unknown status"},
        {87, 4, 0, "cases in falling order"},
        {90, 0, 5, "a case closed on a day but without a time"},
        {95, 0, RT_WAY__MAX, "a case that came by an unknown way"},
        {96, 0, RT_ARM__MAX, "a case in an unknown arm"},
        {400, 0, 9, "a reason without a code"},
        {402, 0, 9, "a reason without a word"},
        {97, 0, 4000000, "an end ordered on an impossible day"},
        {106, 0, 9, "a missing arm"},
        {107, 0, 1000, "a member who is not a client"},
        {110, 0, 7, "a member neither converted nor not"},
        {210, 0, 4000000, "data known until an impossible day"},
    };
    struct rt_build *b = rt_build_new();
    struct rt_data d;

    rt_build_client(b, &(struct rt_build_client){.id = 1, .external_id = "c"});
    for (int64_t i = 1; i <= 40; i++)
        rt_build_contract(b, &(struct rt_build_contract){
                                 .id = i,
                                 .client_id = 1,
                                 .external_id = rt_fmt(arena, "k%02d", (int)i),
                                 .start = day(2024, 1, 1) + (int32_t)i,
                                 .end = RT_DAY_OPEN,
                                 .fee = 1,
                                 .profit = RT_NO_AMOUNT});
    for (int m = 1; m < 3; m++)
        rt_build_change(b, &(struct rt_build_change){.contract_id = 1,
                                                     .day = day(2024, m, 9),
                                                     .fee = 2,
                                                     .profit = RT_NO_AMOUNT});
    for (int m = 1; m < 4; m++) {
        rt_build_payment(b, 1, day(2024, m, 9), 5);
        rt_build_activity(b, 1, day(2024, m, 9));
    }
    rt_build_payment(b, 1, day(2034, 1, 9), 5); /* month masks of two words */
    add_desk(b, 5, false);
    rt_build_campaign(b, &(struct rt_build_campaign){.id = 1,
                                                     .external_id = "g",
                                                     .starts = RT_DAY_NONE,
                                                     .ends = RT_DAY_OPEN});
    rt_build_member(b, &(struct rt_build_member){
                           .campaign_id = 1, .client_id = 1, .arm = "a"});
    finish(b, &d);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct rt_snap *s = NULL;
        enum rt_code rc;

        unlink(path("snapshot"));
        unlink(path("snapshot.prev"));
        write_it(&d, 0);
        lie(lies[i].section, lies[i].i, lies[i].value);
        rc = rt_snap_open(dir, &s, NULL);
        is_int(rc, RT_EBROKEN, lies[i].what);
        rt_snap_close(s);
    }
}

int
main(void)
{
    arena = rt_arena_new();
    if (mkdtemp(dir) == NULL)
        abort();
    test_generations();
    test_copies();
    test_older();
    test_lies();
    unlink(path("snapshot"));
    unlink(path("snapshot.prev"));
    rmdir(dir);
    rt_arena_free(arena);
    return done();
}
