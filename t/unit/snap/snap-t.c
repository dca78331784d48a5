#include "base/arena.h"
#include "base/hash.h"
#include "snap/build.h"
#include "snap/file.h"
#include "snap/format.h"
#include "../tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct rt_arena *arena;
static char dir[] = "/tmp/rt-snap-XXXXXX";

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

/* A small company; the fee of one contract shows which version it is. */
static void
build(int64_t fee, struct rt_data *d)
{
    static const struct {
        const char *id, *region;
    } clients[] = {{"c-1", "Юг"}, {"c-2", NULL}, {"c-3", "Север"}};
    struct rt_build *b = rt_build_new();

    for (int i = 0; i < 3; i++)
        rt_build_client(b,
                        &(struct rt_build_client){.id = i + 1,
                                                  .external_id = clients[i].id,
                                                  .region = clients[i].region});
    rt_build_attr(b, 2, "size", "big");
    rt_build_contract(b, &(struct rt_build_contract){.id = 7,
                                                     .client_id = 3,
                                                     .external_id = "k-7",
                                                     .start = day(2024, 1, 1),
                                                     .end = RT_DAY_OPEN,
                                                     .fee = fee,
                                                     .profit = RT_NO_AMOUNT,
                                                     .plan = "A"});
    rt_build_contract(b, &(struct rt_build_contract){.id = 8,
                                                     .client_id = 2,
                                                     .external_id = "k-8",
                                                     .start = day(2023, 5, 1),
                                                     .end = day(2023, 9, 1),
                                                     .fee = 5,
                                                     .profit = RT_NO_AMOUNT,
                                                     .plan = "B",
                                                     .region = "Восток",
                                                     .cause = "moved"});
    rt_build_contract(b, &(struct rt_build_contract){.id = 9,
                                                     .client_id = 2,
                                                     .external_id = "k-9",
                                                     .start = day(2023, 6, 1),
                                                     .end = day(2023, 6, 1)});
    rt_build_contract(b, &(struct rt_build_contract){.id = 10,
                                                     .client_id = 99,
                                                     .external_id = "k-x",
                                                     .start = day(2023, 6, 1),
                                                     .end = RT_DAY_OPEN});
    rt_build_change(b, &(struct rt_build_change){.contract_id = 7,
                                                 .day = day(2024, 3, 1),
                                                 .fee = 700,
                                                 .profit = RT_NO_AMOUNT,
                                                 .plan = "B"});
    rt_build_finish(b, arena, d);
    d->as_of = day(2024, 6, 30);
    d->zone = "Europe/Moscow";
    d->currency = "RUB";
    d->digits = 2;
    rt_build_free(b);
}

static void
test_order(void)
{
    struct rt_data d;
    const struct rt_attr *region;

    build(500, &d);
    is_int((int64_t)d.n_clients, 3, "there are three clients");
    is_str(d.names + d.client_name_at[0], "c-2",
           "the client with the earliest start is first");
    is_str(d.names + d.client_name_at[2], "c-1",
           "a client without contracts is last");
    is_int(d.n_never_active, 1,
           "a contract without days is counted separately");
    is_int((int64_t)d.n_contracts, 2,
           "a contract of an unknown client is left out");
    is_int(d.contract_first[1], 1, "contracts are sorted by client");
    region = rt_data_attr(&d, "region");
    is_str(rt_dict_str(&region->dict, region->code[0]), "Восток",
           "a client without a region has that of the first contract");
    is_str(rt_dict_str(&region->dict, region->code[1]), "Север",
           "the client's own region wins");
    is_str(rt_dict_str(&rt_data_attr(&d, "plan")->dict,
                       rt_data_attr(&d, "plan")->code[1]),
           "A", "plan is the plan at entry");
    ok(rt_data_attr(&d, "attr.size") != NULL, "own attributes are there");
    ok(rt_data_attr(&d, "attr.none") == NULL, "others are not");
    is_int(d.change_fee[d.change_first[1]], 700, "changes follow contracts");
}

/* The plan with which clients began, when their contracts have plan B today. */
static void
test_plan_at_entry(void)
{
    static const struct {
        bool no_start;
        struct {
            int month; /* of 2024; 0: no line */
            const char *plan;
        } line[3];
        const char *want, *name;
    } rows[] = {
        {false, {{0}}, "B", "a contract without a history"},
        {false, {{2, "A"}, {5, "B"}}, "A", "a history from its first day on"},
        {false, {{1, "A"}, {5, "B"}}, "A", "a history that begins before it"},
        {false,
         {{1, "C"}, {2, "A"}, {5, "B"}},
         "A",
         "the last line up to that day counts"},
        {false,
         {{2, "A"}, {2, NULL}, {5, "B"}},
         "A",
         "a line without a plan is skipped"},
        {false, {{3, "A"}, {5, "B"}}, "B", "a history that begins later"},
        {false, {{2, NULL}, {5, "B"}}, "B", "an unknown first plan"},
        {true, {{3, "A"}, {5, "B"}}, "A", "a contract from before the data"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_build *b = rt_build_new();
        const struct rt_attr *plan;
        struct rt_data d;

        rt_build_client(b,
                        &(struct rt_build_client){.id = 1, .external_id = "c"});
        rt_build_contract(
            b, &(struct rt_build_contract){
                   .id = 1,
                   .client_id = 1,
                   .external_id = "k",
                   .start = rows[i].no_start ? RT_DAY_NONE : day(2024, 2, 1),
                   .end = RT_DAY_OPEN,
                   .plan = "B"});
        for (size_t k = 0; k < 3 && rows[i].line[k].month != 0; k++)
            rt_build_change(b, &(struct rt_build_change){
                                   .contract_id = 1,
                                   .day = day(2024, rows[i].line[k].month, 1),
                                   .plan = rows[i].line[k].plan});
        rt_build_finish(b, arena, &d);
        rt_build_free(b);
        plan = rt_data_attr(&d, "plan");
        is_str(rt_dict_str(&plan->dict, plan->code[0]), rows[i].want,
               rows[i].name);
    }
}

/* One client whose contracts are over, with and without a known end. */
static void
test_over(void)
{
    struct rt_build *b = rt_build_new();
    struct rt_data d;
    struct rt_build_contract row = {
        .id = 1, .client_id = 1, .external_id = "k", .over = true};

    rt_build_client(b, &(struct rt_build_client){.id = 1, .external_id = "c"});
    row.start = day(2024, 1, 1);
    row.end = RT_DAY_OPEN;
    row.profit = 700;
    rt_build_contract(b, &row);
    row.id = 2;
    row.end = day(2024, 3, 1);
    rt_build_contract(b, &row);
    is_int(rt_build_last_day(b, RT_GROUP_CONTRACTS, RT_DAY_MAX),
           day(2024, 3, 1), "a contract without days is not an event");
    rt_build_finish(b, arena, &d);
    rt_build_free(b);
    is_int(d.n_end_unknown, 1, "a contract with an unknown end is counted");
    is_int(d.contract_start[0], RT_DAY_NONE, "it has no start");
    is_int(d.contract_end[0], RT_DAY_NONE, "and no end");
    is_int(d.contract_profit[0], 700, "but it has an amount");
    is_int(d.contract_start[1], day(2024, 1, 1),
           "with a known end it has its start");
    is_int(d.contract_end[1], day(2024, 3, 1), "and its end");
}

/* Three clients, the second without events; days may have any width. */
static void
events(int32_t last_day, int64_t amount, struct rt_data *d)
{
    struct rt_build *b = rt_build_new();

    for (int i = 0; i < 3; i++)
        rt_build_client(
            b, &(struct rt_build_client){
                   .id = 10 + i, .external_id = rt_fmt(arena, "e-%d", i)});
    rt_build_payment(b, 10, day(2024, 2, 10), 100);
    rt_build_payment(b, 10, day(2024, 3, 1), -40);
    rt_build_payment(b, 11, day(2024, 1, 1), 1);
    rt_build_payment(b, 12, day(2024, 1, 5), 300);
    rt_build_payment(b, 12, last_day, amount);
    rt_build_payment(b, 99, day(2024, 1, 1), 7);
    rt_build_activity(b, 12, day(2023, 12, 31));
    rt_build_finish(b, arena, d);
    d->zone = "UTC";
    d->currency = "RUB";
    rt_build_free(b);
}

static void
test_events(void)
{
    const struct rt_payments *p;
    struct rt_data d;

    events(day(2024, 1, 31), 0, &d);
    p = &d.payments;
    is_int((int64_t)p->events.n, 5,
           "a payment of an unknown client is left out");
    is_str(d.names + d.client_name_at[0], "e-2",
           "clients without contracts are sorted by their first event");
    is_str(d.names + d.client_name_at[2], "e-0",
           "the one with the latest is last");
    ok(p->events.day16 != NULL && p->amount32 != NULL,
       "the columns are narrow");
    is_int(rt_event_day(&p->events, 1), day(2024, 1, 31),
           "events are sorted by client and day");
    is_int(rt_payment_amount(p, p->events.first[3] - 1), -40,
           "a refund is negative");
    is_int((int64_t)p->months.n_words, 1, "each client has one word of months");
    is_int((int64_t)p->months.words[0], 1, "it has January only");
    is_int((int64_t)p->months.words[2], 2,
           "it has February only, because a refund is not a purchase");
    is_int((int64_t)d.activity.n, 1, "activity is separate");
    events(day(2024, 1, 1) + 65535, INT32_MAX, &d);
    ok(d.payments.events.day16 != NULL && d.payments.amount32 != NULL,
       "65,535 days and 2^31 - 1 fit into narrow columns");
    events(day(2024, 1, 1) + 65536, INT64_C(1) + INT32_MAX, &d);
    ok(d.payments.events.day32 != NULL && d.payments.amount64 != NULL,
       "one more of each needs wide columns");
    is_int(rt_event_day(&d.payments.events, 1), day(2024, 1, 1) + 65536,
           "the values are the same");
    is_int(rt_payment_amount(&d.payments, 1), INT64_C(1) + INT32_MAX,
           "for amounts too");
    is_int((int64_t)d.payments.months.n_words, 0, "no months are stored");
}

static const char *
path(const char *name)
{
    return rt_fmt(arena, "%s/%s", dir, name);
}

static void
test_round_trip(void)
{
    struct rt_snap *s = NULL;
    struct rt_err err = {0};
    struct rt_data d;

    is_int(rt_snap_open(dir, &s, &err), RT_NONE, "no snapshot yet");
    build(500, &d);
    is_int(rt_snap_write(dir, &d, &err), RT_OK, "written");
    is_int(rt_snap_open(dir, &s, &err), RT_OK, "opened");
    is_str(rt_snap_data(s)->generation, d.generation,
           "the file has the same generation");
    is_str(rt_snap_data(s)->zone, "Europe/Moscow", "zone");
    is_int(rt_snap_data(s)->contract_fee[1], 500, "an amount is the same");
    is_str(rt_dict_str(&rt_snap_data(s)->causes,
                       rt_snap_data(s)->contract_cause[0]),
           "moved", "a cause is the same");
    is_int(rt_snap_write(dir, &d, &err), RT_NONE,
           "the same content writes nothing");
    is_int(rt_snap_follow(dir, &s, &err), RT_OK, "nothing to follow");
    build(600, &d);
    is_int(rt_snap_write(dir, &d, &err), RT_OK, "another content is written");
    is_int(rt_snap_data(s)->contract_fee[1], 500, "readers keep the old one");
    is_int(rt_snap_follow(dir, &s, &err), RT_OK, "when they follow");
    is_int(rt_snap_data(s)->contract_fee[1], 600, "they see the new one");
    rt_snap_close(s);
}

/* Overwrite one byte; a negative place counts from the end. */
static void
damage(const char *name, off_t at, char byte)
{
    int fd = open(path(name), O_RDWR);

    if (fd >= 0 && at < 0)
        at += lseek(fd, 0, SEEK_END);
    if (fd < 0 || pwrite(fd, &byte, 1, at) != 1)
        abort();
    close(fd);
}

static void
rewrite(void)
{
    struct rt_err err = {0};
    struct rt_data d;

    unlink(path("snapshot"));
    unlink(path("snapshot.prev"));
    build(1, &d);
    if (rt_snap_write(dir, &d, &err) != RT_OK)
        abort();
    build(2, &d);
    if (rt_snap_write(dir, &d, &err) != RT_OK)
        abort();
}

static const char *
attr_of(const struct rt_data *d, const char *key, size_t client)
{
    for (size_t i = 0; i < d->n_attrs; i++)
        if (strcmp(d->attrs[i].key, key) == 0)
            return rt_dict_str(&d->attrs[i].dict, d->attrs[i].code[client]);
    return NULL;
}

/* An attribute that a client lacks is that of the contract with the first
 * start. */
static void
test_attributes_of_contracts(void)
{
    static const char *const channels[] = {"late", "early"};
    struct rt_build *b = rt_build_new();
    struct rt_data d;

    rt_build_client(b, &(struct rt_build_client){.id = 1, .external_id = "a"});
    rt_build_client(
        b, &(struct rt_build_client){
               .id = 2, .external_id = "b", .region = "own", .channel = "own"});
    for (int i = 0; i < 4; i++)
        rt_build_contract(
            b, &(struct rt_build_contract){.id = i + 1,
                                           .client_id = 1 + i / 2,
                                           .external_id = "k",
                                           .start = day(2024 - i % 2, 1, 1),
                                           .end = RT_DAY_OPEN,
                                           .fee = RT_NO_AMOUNT,
                                           .profit = RT_NO_AMOUNT,
                                           .region = channels[i % 2],
                                           .channel = channels[i % 2]});
    rt_build_finish(b, arena, &d);
    rt_build_free(b);
    is_str(attr_of(&d, "channel", 0), "early",
           "the channel is that of the first contract");
    is_str(attr_of(&d, "region", 0), "early", "and region");
    is_str(attr_of(&d, "channel", 1), "own", "the client's own channel wins");
    is_str(attr_of(&d, "region", 1), "own", "and region");
}

static void
build_case(struct rt_build *b, int64_t id, const char *reason)
{
    rt_build_case(b, &(struct rt_build_case){.id = id,
                                             .client_id = 1,
                                             .created_at = id,
                                             .completed_at = RT_NEVER,
                                             .created_day = 1,
                                             .completed_day = RT_DAY_OPEN,
                                             .profit_at_close = RT_NO_AMOUNT,
                                             .cost_at_close = RT_NO_AMOUNT,
                                             .reason = reason});
}

/* Texts of cases and campaigns become codes in the order of the dictionaries,
 * which differs from the order of the rows. */
static void
test_texts_of_the_desk(void)
{
    static const char *const arms[] = {"mail", "call", "mail"};
    struct rt_build *b = rt_build_new();
    struct rt_data d;

    for (int i = 1; i <= 3; i++)
        rt_build_client(b, &(struct rt_build_client){.id = i,
                                                     .external_id = i == 1 ? "a"
                                                                    : i == 2
                                                                        ? "b"
                                                                        : "c"});
    build_case(b, 1, "price");
    build_case(b, 2, "moved");
    for (int i = 1; i <= 2; i++)
        rt_build_campaign(b, &(struct rt_build_campaign){
                                 .id = i,
                                 .external_id = i == 1 ? "spring" : "autumn",
                                 .control_arm = i == 1 ? "mail" : "call",
                                 .starts = 1,
                                 .ends = 2,
                                 .cost = i,
                                 .margin = 1});
    for (int i = 1; i <= 3; i++)
        rt_build_member(b, &(struct rt_build_member){.campaign_id = 1 + i / 3,
                                                     .client_id = i,
                                                     .arm = arms[i - 1],
                                                     .contacted = i == 2,
                                                     .converted = 2,
                                                     .value = 10 * i});
    rt_build_finish(b, arena, &d);
    rt_build_free(b);
    is_str(rt_dict_str(&d.cases.reasons, d.cases.reason[0]), "price",
           "a case has its reason");
    is_str(rt_dict_str(&d.cases.reasons, d.cases.reason[1]), "moved",
           "the other case has its own");
    is_str(rt_dict_str(&d.campaigns.names, d.campaigns.name[0]), "spring",
           "a campaign has its name");
    is_str(rt_dict_str(&d.campaigns.arms, d.campaigns.control[1]), "call",
           "and its control arm");
    is_int((int64_t)d.campaigns.n_members, 3, "members");
    is_int(d.campaigns.member_first[1], 2,
           "the first campaign has two members");
    for (int i = 0; i < 3; i++) {
        is_str(rt_dict_str(&d.campaigns.arms, d.campaigns.member_arm[i]),
               arms[i], "a member has the arm");
        is_int(d.campaigns.member_client[i], i, "the client");
        is_int(d.campaigns.member_value[i], 10 * (i + 1), "the value");
        is_int(d.campaigns.member_contacted[i], i == 1,
               "and whether contacted");
    }
}

static void
test_damage(void)
{
    static const struct {
        off_t at;
        const char *what, *why;
    } rows[] = {
        {0, "magic", "not a snapshot"},
        {8, "version", "header damaged"},
        {20, "length", "header damaged"},
        {40, "generation", "header damaged"},
        {70, "section table", "table damaged"},
        {700, "place in the table", "damaged"},
        {-1, "content", "content damaged"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_snap *s = NULL;
        struct rt_err err = {0};

        rewrite();
        damage("snapshot", rows[i].at, (char)0x5a);
        is_int(rt_snap_open(dir, &s, &err), RT_OK, rows[i].what);
        ok(rt_snap_fallback(s) != NULL && rt_snap_data(s)->contract_fee[1] == 1,
           "a damaged %s: the previous snapshot is used", rows[i].what);
        ok(strstr(rt_snap_fallback(s), rows[i].why) != NULL, "because: %s",
           rt_snap_fallback(s));
        is_int(rt_snap_follow(dir, &s, &err), RT_OK,
               "it is still used afterwards");
        rt_snap_close(s);
        damage("snapshot.prev", rows[i].at, (char)0x5a);
        s = NULL;
        is_int(rt_snap_open(dir, &s, &err), RT_EBROKEN,
               "if both are damaged, opening fails");
        is_str(err.key, "snapshot_broken", "with an error that names the file");
    }
}

static void
test_cut(void)
{
    struct rt_snap *s = NULL;
    struct rt_err err = {0};
    struct stat st;

    rewrite();
    if (stat(path("snapshot"), &st) != 0 ||
        truncate(path("snapshot"), st.st_size - 1) != 0 ||
        unlink(path("snapshot.prev")) != 0)
        abort();
    is_int(rt_snap_open(dir, &s, &err), RT_EBROKEN,
           "a file that is a byte too short is damaged");
    ok(strstr(err.text, "cut short") != NULL,
       "the error says that it is cut short");
    err = (struct rt_err){0};
    if (truncate(path("snapshot"), 0) != 0)
        abort();
    is_int(rt_snap_open(dir, &s, &err), RT_EBROKEN, "an empty file is damaged");
}

/* A snapshot of one payment; large amounts are in a separate column. */
static void
write_payment(int64_t amount)
{
    struct rt_build *b = rt_build_new();
    struct rt_err err = {0};
    struct rt_data d;

    rt_build_client(b, &(struct rt_build_client){.id = 1, .external_id = "c"});
    rt_build_payment(b, 1, day(2024, 1, 1), amount);
    rt_build_finish(b, arena, &d);
    d.as_of = day(2024, 6, 30);
    d.zone = "UTC";
    d.currency = "RUB";
    rt_build_free(b);
    if (rt_snap_write(dir, &d, &err) != RT_OK)
        abort();
}

/* Write nonsense into the offsets of payments, with a correct checksum. */
static void
write_nonsense(void)
{
    enum { ROOM = 1 << 16, SEC_PAYMENTS_FIRST = 50 };
    char *bytes = rt_alloc(arena, ROOM);
    struct rt_snap_header *h = (struct rt_snap_header *)bytes;
    struct rt_snap_section *row = (struct rt_snap_section *)(h + 1);
    FILE *f = fopen(path("snapshot"), "r+be");
    size_t n = f != NULL ? fread(bytes, 1, ROOM, f) : ROOM;

    if (n == ROOM)
        abort();
    while (row->id != SEC_PAYMENTS_FIRST)
        row++;
    bytes[row->offset] = 7;
    h->body_crc = rt_crc32(0, bytes + sizeof *h, n - sizeof *h);
    h->header_crc = rt_crc32(0, h, offsetof(struct rt_snap_header, header_crc));
    rewind(f);
    if (fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
        abort();
}

static void
test_nonsense(void)
{
    struct rt_snap *s = NULL;
    struct rt_err err = {0};

    unlink(path("snapshot"));
    unlink(path("snapshot.prev"));
    write_payment(1);
    write_payment(INT64_C(1) << 40);
    is_int(rt_snap_open(dir, &s, &err), RT_OK, "large amounts are read");
    ok(rt_snap_data(s)->payments.amount64 != NULL, "from their own column");
    rt_snap_close(s);
    write_nonsense();
    is_int(rt_snap_open(dir, &s, &err), RT_OK,
           "a file with nonsense is skipped");
    ok(strstr(rt_snap_fallback(s), "do not fit") != NULL, "the reason is kept");
    ok(rt_snap_data(s)->payments.amount32 != NULL &&
           rt_snap_data(s)->payments.amount64 == NULL,
       "nothing of it is left in the data of the previous file");
    rt_snap_close(s);
}

/* Change the bytes of a file, but not its time. */
static void
damage_unseen(const char *name, char byte)
{
    struct stat st;

    if (stat(path(name), &st) != 0)
        abort();
    damage(name, 0, byte);
    if (utimensat(AT_FDCWD, path(name),
                  (struct timespec[]){st.st_atim, st.st_mtim}, 0) != 0)
        abort();
}

static void
test_read_once(void)
{
    struct rt_snap *s = NULL;
    struct rt_err err = {0}, again = {0};
    struct rt_data d;

    rewrite();
    damage_unseen("snapshot", 'x');
    damage_unseen("snapshot.prev", 'x');
    is_int(rt_snap_follow(dir, &s, &err), RT_EBROKEN, "both files are damaged");
    ok(s == NULL || rt_snap_data(s) == NULL, "there are no data");
    damage_unseen("snapshot", RT_SNAP_MAGIC[0]);
    is_int(rt_snap_follow(dir, &s, &again), RT_EBROKEN,
           "the files are checked once, not at every request");
    is_str(again.text, err.text, "but every request gets the error");
    build(3, &d);
    is_int(rt_snap_write(dir, &d, NULL), RT_OK, "a new file is written");
    is_int(rt_snap_follow(dir, &s, NULL), RT_OK, "it is opened");
    is_int(rt_snap_data(s)->contract_fee[1], 3, "and used");

    build(4, &d);
    is_int(rt_snap_write(dir, &d, NULL), RT_OK, "the next file is written");
    damage_unseen("snapshot", 'x');
    damage_unseen("snapshot.prev", 'x');
    is_int(rt_snap_follow(dir, &s, NULL), RT_EBROKEN, "and damaged");
    damage_unseen("snapshot", RT_SNAP_MAGIC[0]);
    is_int(rt_snap_follow(dir, &s, NULL), RT_EBROKEN, "it is checked once too");
    is_int(rt_snap_data(s)->contract_fee[1], 3,
           "the open snapshot is still used");
    unlink(path("snapshot"));
    is_int(rt_snap_follow(dir, &s, NULL), RT_EBROKEN, "also without a file");
    build(5, &d);
    is_int(rt_snap_write(dir, &d, NULL), RT_OK, "until there is one again");
    is_int(rt_snap_follow(dir, &s, NULL), RT_OK, "which is opened");
    is_int(rt_snap_data(s)->contract_fee[1], 5, "and used");
    rt_snap_close(s);
}

/* A damaged snapshot does not replace the previous one. */
static void
test_keep_whole(void)
{
    struct rt_snap *s = NULL;
    struct rt_err err = {0};
    struct rt_data d;

    rewrite();
    damage("snapshot", 700, 0x5a);
    build(3, &d);
    is_int(rt_snap_write(dir, &d, &err), RT_OK,
           "a snapshot is written after a damaged one");
    damage("snapshot", 700, 0x5a);
    is_int(rt_snap_open(dir, &s, &err), RT_OK, "that one is damaged too");
    is_int(rt_snap_data(s)->contract_fee[1], 1,
           "the last undamaged snapshot is used");
    rt_snap_close(s);
}

static bool
stays(const char *name)
{
    FILE *f = fopen(path(name), "we");
    struct rt_data d;

    if (f == NULL || fclose(f) != 0)
        abort();
    rewrite();
    build(3, &d);
    if (rt_snap_write(dir, &d, NULL) != RT_OK)
        abort();
    return unlink(path(name)) == 0;
}

static void
test_left(void)
{
    pid_t dead = fork();

    if (dead == 0)
        _exit(0);
    waitpid(dead, NULL, 0);
    ok(!stays(rt_fmt(arena, "snapshot.new.%d", (int)dead)),
       "files of a killed writer are removed");
    ok(stays(rt_fmt(arena, "snapshot.new.%d", (int)getppid())),
       "but not those of a running one");
    ok(stays(rt_fmt(arena, "snapshot.new.%dx", (int)dead)),
       "nor files of others");
}

/* A full disk, made by a limit of the kernel: no file may grow beyond a few
 * bytes. */
static void
test_full_disk(void)
{
    struct rlimit old, tiny;
    struct rt_err err = {0};
    struct rt_snap *s = NULL;
    struct rt_data d;

    rewrite();
    build(3, &d);
    getrlimit(RLIMIT_FSIZE, &old);
    tiny = (struct rlimit){100, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    fflush(stdout);
    setrlimit(RLIMIT_FSIZE, &tiny);
    enum rt_code rc = rt_snap_write(dir, &d, &err);
    setrlimit(RLIMIT_FSIZE, &old);
    is_int(rc, RT_EIO, "a full disk is an error");
    ok(strstr(err.text, dir) != NULL, "the error names the file: %s", err.text);
    ok(access(path(rt_fmt(arena, "snapshot.new.%ld", (long)getpid())), F_OK) !=
           0,
       "no half-written file is left");
    is_int(rt_snap_open(dir, &s, &err), RT_OK,
           "the old snapshot is still used");
    is_int(rt_snap_data(s)->contract_fee[1], 2, "unchanged");
    rt_snap_close(s);
}

/* How many mappings and descriptors of files in the folder this process has. */
static int
count_held(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    DIR *all = opendir("/proc/self/fd");
    char line[1024];
    int n = 0;

    if (maps == NULL || all == NULL)
        abort();
    while (fgets(line, sizeof line, maps) != NULL)
        n += strstr(line, dir) != NULL;
    for (struct dirent *e; (e = readdir(all)) != NULL;) {
        ssize_t len = readlinkat(dirfd(all), e->d_name, line, sizeof line - 1);

        line[len > 0 ? len : 0] = '\0';
        n += strstr(line, dir) != NULL;
    }
    closedir(all);
    fclose(maps);
    return n;
}

/* Comes last: a file that is still held would keep its room on the disk. */
static void
test_released(void)
{
    struct rt_snap *s = NULL;
    struct rt_data d;

    is_int(count_held(), 0, "no file is held, sound, damaged or refused");
    for (int i = 3; i < 6; i++) {
        build(i, &d);
        if (rt_snap_write(dir, &d, NULL) != RT_OK ||
            rt_snap_follow(dir, &s, NULL) != RT_OK)
            abort();
    }
    is_int(count_held(), 1, "of snapshots that follow each other, the last is");
    rt_snap_close(s);
    is_int(count_held(), 0, "until it is closed");
}

int
main(void)
{
    arena = rt_arena_new();
    if (mkdtemp(dir) == NULL)
        abort();
    test_order();
    test_plan_at_entry();
    test_over();
    test_events();
    test_round_trip();
    test_attributes_of_contracts();
    test_texts_of_the_desk();
    test_damage();
    test_cut();
    test_nonsense();
    test_read_once();
    test_keep_whole();
    test_left();
    test_full_disk();
    test_released();
    unlink(path("snapshot"));
    unlink(path("snapshot.prev"));
    rmdir(dir);
    rt_arena_free(arena);
    return done();
}
