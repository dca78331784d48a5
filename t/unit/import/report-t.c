/* Everything that an import prints, compared as a whole. */
#include "import/run.h"

#include "base/moment.h"
#include "../tap.h"

#include <unistd.h>

static struct rt_arena *arena;

/* Take what was written to a list so far, and empty the list. */
static char *
take(FILE *list)
{
    static char text[65536];
    size_t n;

    rewind(list);
    n = fread(text, 1, sizeof text - 1, list);
    text[n] = '\0';
    rewind(list);
    if (ftruncate(fileno(list), 0) != 0)
        abort();
    return text;
}

/* Every counter has a different number, and none begins with another one. */
static const struct rt_import_total all = {
    .rows = {.read = 1234567,
             .added = 21,
             .changed = 22,
             .same = 23,
             .rejected = 24},
    .beside = {.repeated = 31, .equal = 32, .terms = 33},
    .zero = 34,
    .clients_added = 35,
    .users_added = 36,
    .changes_noted = 37,
    .never_active = 38,
    .ended = 39,
    .cases_linked = 40,
    .conflicts = 41,
    .short_rows = 42,
    .wrapped = 43,
    .remarks = 44,
    .forgotten = 45,
};

static void
test_summary(void)
{
    struct rt_import_opts o = {.kind = &rt_import_cases, .file = "/in/c.csv"};

    is_str(rt_import_summary(RT_LANG_EN, arena, &o, &all),
           "cases, c.csv: 1,234,567 rows read; 21 added, 22 changed, "
           "23 unchanged, 24 rejected\n"
           "  rows without their last fields, which count as empty: 42\n"
           "  rows with =\"00123\", which is read as 00123: 43\n"
           "  rows with a repeated key: 31; the last one counts\n"
           "  equal rows: 32; all are kept\n"
           "  payments of 0: 34; they count as purchases, --drop-zero leaves "
           "them out\n"
           "  rows that continue a contract of the file: 33\n"
           "  clients added because a row names them: 35\n"
           "  managers added because a row names them (they cannot sign in): "
           "36\n"
           "  contracts with a new amount or plan: 37\n"
           "  contracts ended because the file does not have them: 39\n"
           "  cases linked to their contracts: 40\n"
           "  contracts that end on the day they start and so were never "
           "active: 38\n"
           "  rows with remarks: 44\n"
           "  values kept as edited at the desk: 41\n"
           "  clients whose personal data were deleted and stay deleted: "
           "45",
           "every line of a summary");
    o = (struct rt_import_opts){.kind = &rt_import_offers,
                                .file = "o.csv",
                                .drop_zero = true,
                                .dry_run = true};
    is_str(rt_import_summary(RT_LANG_RU, arena, &o, &all),
           "offers, o.csv: прочитано строк 1\u00a0234\u00a0567; добавлено 21, "
           "изменено 22, без изменений 23, отклонено 24\n"
           "  строк без последних полей, они считаются пустыми: 42\n"
           "  строк с =\"00123\", что прочитано как 00123: 43\n"
           "  строк с повторным ключом: 31; действует последняя\n"
           "  одинаковых строк: 32; сохранены все\n"
           "  платежей с суммой 0, не загруженных: 34\n"
           "  строк, продолжающих тот же договор: 33\n"
           "  договоров с новой суммой или тарифом: 37\n"
           "  договоров завершено, потому что их нет в файле: 39\n"
           "  заявок, связанных со своим предложением: 40\n"
           "  договоров с концом в день начала, то есть не действовавших: 38\n"
           "  строк с замечаниями: 44\n"
           "  значений, оставленных как исправлено вручную: 41\n"
           "  клиентов, чьи личные данные удалены и остаются удалёнными: 45\n"
           "  пробный прогон: ничего не записано",
           "the summary of a dry run adds nobody");
}

/* Each of these counters alone is a change; the others are not. */
static void
test_no_change(void)
{
    static const char none[] = "\n  nothing has changed";
    struct rt_import_opts o = {.kind = &rt_import_clients, .file = "c.csv"};
    const struct rt_import_total changes[] = {
        {.rows.added = 1},   {.rows.changed = 1},  {.ended = 1},
        {.cases_linked = 1}, {.changes_noted = 1},
    };
    const struct rt_import_total still = {
        .rows = {.read = 2, .same = 1, .rejected = 1}, .remarks = 1};

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        ok(strstr(rt_import_summary(RT_LANG_EN, arena, &o, &changes[i]),
                  none) == NULL,
           "change %zu is one", i);
    is_str(
        rt_import_summary(RT_LANG_EN, arena, &o, &still),
        "clients, c.csv: 2 rows read; 0 added, 0 changed, 1 unchanged, "
        "1 rejected\n  rows with remarks: 1\n  nothing has changed",
        "the summary says that nothing has changed, and leaves out what is 0");
    o.dry_run = true;
    ok(strstr(rt_import_summary(RT_LANG_EN, arena, &o, &still), none) == NULL,
       "a dry run does not say so");
}

static struct rt_import_report *
opened(FILE *list, const char *rejects)
{
    struct rt_import_report *r = NULL;

    if (rt_import_report_open(RT_LANG_EN, list, rejects, "/nowhere/x.csv", &r,
                              NULL) != RT_OK)
        abort();
    return r;
}

static void
closed(struct rt_import_report *r, FILE *list, const char *want,
       const char *what)
{
    rt_import_report_rest(r);
    is_str(take(list), want, what);
    ok(rt_import_report_close(r, NULL) == RT_OK, "%s: closed", what);
}

/* The messages about n rows of each sort, in order. */
static char *
rows_said(int n, const char *line)
{
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    for (int i = 1; i <= n; i++)
        rt_buf_fmt(&b, "line %d%s\n", i, line);
    text = rt_strdup(arena, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

static void
reject_rows(struct rt_import_report *r, int n)
{
    struct rt_err why = {0};

    (void)rt_fail_key(&why, RT_EINVAL, "import_no_values", NULL);
    for (int i = 1; i <= n; i++)
        rt_import_report_reject(r, i, "fee", &why, "");
}

static void
test_rejected(FILE *list)
{
    static const char no[] = ": fee: no fee, no profit and no plan";
    struct rt_import_report *r = opened(list, NULL);
    struct rt_err why = {0};

    reject_rows(r, 20);
    closed(r, list, rows_said(20, no), "20 rejected rows are listed");
    r = opened(list, NULL);
    reject_rows(r, 21);
    closed(r, list,
           rt_fmt(arena, "%sand 1 more row; --rejects FILE saves all\n",
                  rows_said(20, no)),
           "of 21 one is counted");
    r = opened(list, NULL);
    (void)rt_fail_key(&why, RT_EINVAL, "import_width", "got", "1", "want", "5",
                      NULL);
    rt_import_report_reject(r, 3, NULL, &why, "");
    closed(r, list, "line 3: 1 fields for 5 columns\n",
           "a record as a whole has no column");
}

/* The same with a file of rejects. */
static void
test_rejects(FILE *list, const char *path)
{
    struct rt_import_report *r = opened(list, path);
    const char *const columns[] = {"fee"};
    FILE *file;
    char line[256], last[256] = "";
    int n = 0;

    ok(rt_import_report_keeps_records(r), "records are kept for the file");
    rt_import_report_columns(r, columns, 1, false);
    reject_rows(r, 22);
    closed(r, list,
           rt_fmt(arena, "%sand 2 more rows, in the --rejects file\n",
                  rows_said(20, ": fee: no fee, no profit and no plan")),
           "the rest is in the file");
    file = fopen(path, "r");
    for (; file != NULL && fgets(line, sizeof line, file) != NULL; n++)
        memcpy(last, line, sizeof last);
    is_int(n, 23, "the file has all of them and a header");
    is_str(last, "22,\"fee: no fee, no profit and no plan\"\n",
           "to the last one");
    if (file != NULL)
        fclose(file);
    r = opened(list, NULL);
    ok(!rt_import_report_keeps_records(r), "without a file they are not");
    closed(r, list, "", "without conflicts there is no message");
}

static void
test_repeated(FILE *list)
{
    static const char twice[] =
        ": the key is repeated further down; that row counts";
    struct rt_import_report *r = opened(list, NULL);

    for (int i = 1; i <= 20; i++)
        rt_import_report_repeated(r, i);
    closed(r, list, rows_said(20, twice), "20 repeated rows are listed");
    r = opened(list, NULL);
    for (int i = 1; i <= 22; i++)
        rt_import_report_repeated(r, i);
    closed(r, list,
           rt_fmt(arena, "%sand 2 more rows with a repeated key\n",
                  rows_said(20, twice)),
           "of 22 two are counted");
}

static void
test_conflicts(FILE *list)
{
    struct rt_import_report *r = opened(list, NULL);
    struct rt_buf b;

    rt_buf_init(&b, 0);
    for (int i = 1; i <= 19; i++) {
        rt_import_report_conflict(r, i, "K", "fee", "1", "2");
        rt_buf_fmt(&b,
                   "line %d, K: fee stays \"2\" as edited at the desk (the "
                   "file has \"1\")\n",
                   i);
    }
    for (int i = 0; i < 2; i++)
        rt_import_report_kept(r, "C");
    rt_buf_str(&b, "contract C is not in the file; its end stays as edited at "
                   "the desk\n");
    rt_import_report_conflict(r, 20, "K", "fee", "1", "2");
    rt_buf_str(&b, "and 2 more fields edited at the desk\n");
    is_int(rt_import_report_conflicts(r), 22, "conflicts of both sorts");
    closed(r, list, rt_buf_cstr(&b), "are listed together, 20 of them");
    rt_buf_fini(&b);
}

/* A remark of sort `k`; each sort has its own address of the key. */
static void
remark(struct rt_import_report *r, int64_t line, int k)
{
    static const char *const keys[] = {
        "import_no_change", "import_dry",       "import_waits",
        "import_busy",      "import_checking",  "import_storing",
        "import_no_values", "import_demo_goes", "import_no_tables",
        "error_title_400",  "error_title_401",  "error_title_403",
        "error_title_404",  "error_title_405",  "error_title_413",
        "error_title_429",  "error_title_503",
    };
    struct rt_err what = {0};

    (void)rt_fail_key(&what, RT_NONE, keys[k], NULL);
    rt_import_report_remark(r, line, "fee", &what);
}

static int
count(const char *text, const char *what)
{
    int n = 0;

    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        n++;
    return n;
}

static void
test_remarks(FILE *list)
{
    struct rt_import_report *r = opened(list, NULL);
    const char *said;

    for (int i = 1; i <= 30; i++)
        remark(r, i, 0);
    remark(r, 31, 1);
    rt_import_report_rest(r);
    said = take(list);
    is_int(count(said, ": fee: nothing has changed; the row is accepted\n"), 20,
           "20 remarks of one sort");
    ok(strstr(said, "\nline 31: fee: dry run: nothing was written; the row is "
                    "accepted\nand 10 more remarks\n") != NULL,
       "do not hide one of another; the others are counted");
    is_int(rt_import_report_remarks(r), 31, "all are");
    ok(rt_import_report_close(r, NULL) == RT_OK, "closed");
    r = opened(list, NULL);
    for (int i = 0; i < 17 * 20; i++)
        remark(r, i, i % 17);
    remark(r, 999, 0);
    rt_import_report_rest(r);
    said = take(list);
    is_int(count(said, "line "), 16 * 20,
           "sixteen sorts are counted separately, further ones with the last");
    ok(strstr(said, "\nand 21 more remarks\n") != NULL, "they are counted");
    ok(rt_import_report_close(r, NULL) == RT_OK, "closed");
}

static void
test_columns(FILE *list)
{
    struct rt_import_report *r = opened(list, NULL);
    const char *columns[202];
    char long_name[122];

    memset(long_name, 'x', 121);
    long_name[121] = '\0';
    columns[0] = "\x1b[1mid\x7f";
    columns[1] = long_name;
    columns[2] = long_name + 1;
    rt_import_report_list_columns(r, columns, 3);
    closed(r, list,
           rt_fmt(arena, "Columns of the file: ?[1mid?, %.120s…, %.120s\n",
                  long_name, long_name),
           "names are cut, controls are not printed");
    for (size_t i = 0; i < 202; i++)
        columns[i] = "a";
    for (size_t n = 200; n <= 202; n++) {
        const char *said;

        r = opened(list, NULL);
        rt_import_report_list_columns(r, columns, n);
        said = take(list);
        is_int(count(said, "a, "), n == 200 ? 199 : 200, "200 are listed");
        ok((strstr(said, "and 1 more") != NULL) == (n == 201) &&
               (strstr(said, "and 2 more") != NULL) == (n == 202),
           "of %zu columns the others are counted", n);
        ok(rt_import_report_close(r, NULL) == RT_OK, "closed");
    }
}

enum { F_TEXT, F_DAY, F_AT, F_MONEY, F_COUNT, F_SHARE, F__MAX };

static const struct rt_import_field fields[F__MAX] = {
    {.name = "text", .type = RT_FIELD_TEXT},
    {.name = "day", .type = RT_FIELD_DATE},
    {.name = "at", .type = RT_FIELD_INSTANT},
    {.name = "money", .type = RT_FIELD_MONEY},
    {.name = "count", .type = RT_FIELD_INT},
    {.name = "share", .type = RT_FIELD_SHARE},
};

/* The columns of the table are the fields in reverse order. */
static const size_t field_of[F__MAX] = {F_SHARE, F_COUNT, F_MONEY,
                                        F_AT,    F_DAY,   F_TEXT};
static const struct rt_import_kind kind = {
    .name = "all", .fields = fields, .n_fields = F__MAX, .field_of = field_of};

static void
begin_batch(struct rt_import_run *run, struct rt_import_batch *b,
            const struct rt_import_env *env, FILE *list)
{
    *run = (struct rt_import_run){.kind = &kind,
                                  .env = env,
                                  .how.digits = 2,
                                  .report = opened(list, NULL)};
    *b = (struct rt_import_batch){.run = run, .arena = arena};
    rt_progress_init(&run->progress, NULL, RT_LANG_EN);
}

/* Conflicts come in any order.  They are listed by line, then by column, with
 * their values as a person would write them. */
static void
test_tell_conflicts(FILE *list, const struct rt_import_env *env)
{
    enum { DAY = 20000 }; /* 2024-10-04 */
    const struct rt_param file[F__MAX] = {
        RT_F64(0.125),   RT_I64(1234567),
        RT_I64(-123456), RT_I64(rt_moment_of_day(DAY)),
        RT_I64(DAY),     RT_STR("x")};
    const struct rt_param desk[F__MAX] = {
        RT_NULL, RT_I64(0),  RT_I64(5), RT_I64(INT64_C(86400) * DAY + 45296),
        RT_NULL, RT_STR("y")};
    const struct rt_load_row row[2] = {
        {.line = 2, .name = "A", .want = file, .old = (struct rt_param *)desk},
        {.line = 10, .name = "B", .want = file, .old = (struct rt_param *)desk},
    };
    static const struct {
        size_t row, column;
    } order[] = {{1, 5}, {0, 3}, {1, 0}, {0, 5},
                 {1, 1}, {0, 0}, {0, 4}, {0, 2}};
    struct rt_load_conflict c[sizeof order / sizeof order[0]];
    struct rt_import_run run;
    struct rt_import_batch b;

    begin_batch(&run, &b, env, list);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        c[i] = (struct rt_load_conflict){.row = &row[order[i].row],
                                         .column = order[i].column,
                                         .next = b.conflicts};
        b.conflicts = &c[i];
    }
    rt_import_tell(&b);
#define STAYS(line, field, desk, file) \
    "line " line ": " field " stays \"" desk \
    "\" as edited at the desk (the file has \"" file "\")\n"
    closed(run.report, list,
           STAYS("2, A", "share", "—", "0.125")
               STAYS("2, A", "money", "0.05", "-1234.56")
                   STAYS("2, A", "at", "2024-10-04 12:34:56", "2024-10-04")
                       STAYS("2, A", "day", "—", "2024-10-04")
                           STAYS("2, A", "text", "y", "x")
                               STAYS("10, B", "share", "—", "0.125")
                                   STAYS("10, B", "count", "0", "1234567")
                                       STAYS("10, B", "text", "y", "x"),
           "conflicts by line and column");
#undef STAYS
}

static void
test_tell_remarks(FILE *list, const struct rt_import_env *env)
{
    static const int64_t lines[] = {7, 3, 12, 5};
    struct rt_import_row row[4];
    struct rt_import_remark r[4];
    struct rt_import_run run;
    struct rt_import_batch b;

    begin_batch(&run, &b, env, list);
    rt_import_tell(&b);
    for (size_t i = 0; i < 4; i++) {
        row[i] = (struct rt_import_row){.line = lines[i], .record = ""};
        r[i] = (struct rt_import_remark){.row = &row[i],
                                         .column = "fee",
                                         .refused = i == 1,
                                         .next = b.remarks};
        (void)rt_fail_key(&r[i].err, RT_NONE,
                          i == 1 ? "import_no_values" : "import_dry", NULL);
        b.remarks = &r[i];
    }
    rt_import_tell(&b);
    is_int(rt_import_report_remarks(run.report), 3, "three remarks");
    closed(run.report, list,
           "line 3: fee: no fee, no profit and no plan\n"
           "line 5: fee: dry run: nothing was written; the row is accepted\n"
           "line 7: fee: dry run: nothing was written; the row is accepted\n"
           "line 12: fee: dry run: nothing was written; the row is accepted\n",
           "remarks and refusals by line");
}

static void
test_rejects_file(FILE *list)
{
    char path[] = "/tmp/rt-report-XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0)
        abort();
    close(fd);
    test_rejects(list, path);
    unlink(path);
}

int
main(void)
{
    struct rt_zone *zone = NULL;
    struct rt_import_env env = {0};
    FILE *list = tmpfile();

    if (list == NULL || rt_zone_open("UTC", &zone, NULL) != RT_OK)
        abort();
    env.zone = zone;
    arena = rt_arena_new();
    test_summary();
    test_no_change();
    test_rejected(list);
    test_rejects_file(list);
    test_repeated(list);
    test_conflicts(list);
    test_remarks(list);
    test_columns(list);
    test_tell_conflicts(list, &env);
    test_tell_remarks(list, &env);
    rt_arena_free(arena);
    rt_zone_free(zone);
    fclose(list);
    return done();
}
