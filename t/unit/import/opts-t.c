/* The options of an import: what each accepts, and how they are recorded. */
#include "import/opts.h"

#include "text/text.h"
#include "../tap.h"

static struct rt_arena *arena;

/* Set "name value;name value" for a kind and check them together.  Returns
 * their record, or the error. */
static const char *
recorded(const char *kind, const char *options)
{
    char *text = rt_strdup(arena, options), *one;
    struct rt_import_opts o;
    struct rt_err err = {0};

    rt_import_opts_init(&o);
    o.kind = rt_import_kind_find(kind);
    while ((one = strsep(&text, "&")) != NULL) {
        const char *name = strsep(&one, " ");

        if (*name != '\0' &&
            rt_import_opts_set(&o, name, one != NULL ? one : "", arena, &err) !=
                RT_OK)
            return rt_text_err(RT_LANG_EN, arena, &err, true);
    }
    if (rt_import_opts_check(&o, &err) != RT_OK)
        return rt_text_err(RT_LANG_EN, arena, &err, true);
    return rt_import_opts_text(&o, arena);
}

static const struct {
    const char *kind, *options, *want;
} cases[] = {
    {"contracts", "", ""},
    {"contracts",
     "map client_id=A=B&const plan=P&open-when s=1&open-when s=2&"
     "end-inclusive yes&number-ids 1&date-format mdy&currency EUR&"
     "columns a,b&sheet 2&separator tab&encoding cp866&skip-lines 3&"
     "as-of 2024-05-06&full yes&yes yes&max-ends 7&dry-run yes&rejects r.csv",
     "--end-inclusive --number-ids --as-of 2024-05-06 --full --yes --dry-run "
     "--map client_id=A=B --const plan=P --open-when s=1 --open-when s=2 "
     "--date-format mdy --currency EUR --columns a,b --sheet 2 --separator tab "
     "--encoding CP866 --skip-lines 3 --max-ends 7 --rejects r.csv"},
    {"clients", "attr size_2=Size", "--attr size_2=Size"},
    {"payments", "drop-zero yes", "--drop-zero"},
    {"payments", "drop-zero no&number-ids 0", ""},
    {"contracts", "separator ;&separator |", "--separator |"},
    {"contracts", "separator semicolon", "--separator ;"},
    {"contracts", "separator comma", "--separator ,"},
    {"contracts", "separator pipe", "--separator |"},
    {"contracts", "separator blank", "--separator blank"},
    {"contracts", "date-format dmy", "--date-format dmy"},
    {"contracts", "date-format unix", "--date-format unix"},
    {"contracts", "date-format excel", "--date-format excel"},
    {"contracts", "encoding auto", ""},
    {"contracts", "map client_id=", "--map client_id="},
    /* Errors in one option. */
    {"contracts", "nonsense 1", "Unknown option nonsense"},
    {"contracts", "map client_id", "--map wants NAME=VALUE, not \"client_id\""},
    {"contracts", "map =A", "--map wants NAME=VALUE, not \"=A\""},
    {"contracts", "map client_id=A&map client_id=B",
     "--map: \"client_id\" is given twice"},
    {"contracts", "separator x", "--separator: the value \"x\" is not valid"},
    {"contracts", "date-format ymd",
     "--date-format: the value \"ymd\" is not valid"},
    {"contracts", "encoding latin-99",
     "--encoding: the value \"latin-99\" is not valid"},
    {"contracts", "full maybe", "--full: the value \"maybe\" is not valid"},
    {"contracts", "sheet ", "--sheet: the value \"\" is not valid"},
    {"contracts", "skip-lines 0", "--skip-lines: the value \"0\" is not valid"},
    {"contracts", "skip-lines 1", "--skip-lines 1"},
    {"contracts", "max-ends -1", "--max-ends: the value \"-1\" is not valid"},
    {"contracts", "as-of yesterday",
     "--as-of: “yesterday” isn't a date or a period. "
     "Examples: 2026-06-01, 1 Jun 2026, Jun 2026, 2026-06, Q2 2026, 2026; years 1900 to 2199."},
    /* Options that do not go together. */
    {"contracts", "map size=A",
     "contracts have no field \"size\"; to list them: retention import --help"},
    {"contracts", "const size=A",
     "contracts have no field \"size\"; to list them: retention import --help"},
    {"contracts", "map plan=A&const plan=B",
     "The field plan is in both --map and --const"},
    {"contracts", "map plan=A&const region=B", "--map plan=A --const region=B"},
    {"clients", "attr Size=A",
     "--attr: the name \"Size\" may have only small Latin "
     "letters, digits and _, at most 64"},
    {"payments", "full yes", "--full cannot be used with payments"},
    {"contracts", "drop-zero yes", "--drop-zero cannot be used with contracts"},
    {"contracts", "attr a=A", "--attr cannot be used with contracts"},
    {"payments", "open-when a=A", "--open-when cannot be used with payments"},
    {"payments", "end-inclusive yes",
     "--end-inclusive cannot be used with payments"},
};

static void
test_attr_names(void)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmn";
    const char *fits = rt_fmt(arena, "attr %.64s=A", letters);
    const char *longer = rt_fmt(arena, "attr %.65s=A", letters);

    is_str(recorded("clients", fits), rt_fmt(arena, "--%s", fits),
           "64 letters name an attribute");
    is_str(
        recorded("clients", longer),
        rt_fmt(arena,
               "--attr: the name \"%.65s\" may have only small Latin letters, "
               "digits and _, at most 64",
               letters),
        "65 do not");
}

/* The record is cut at 2,000 bytes, between letters. */
static void
test_long_record(void)
{
    struct rt_import_opts o;
    struct rt_buf b;
    const char *text;

    rt_buf_init(&b, 0);
    for (int i = 0; i < 1200; i++)
        rt_buf_str(&b, "ж");
    rt_import_opts_init(&o);
    o.columns = rt_buf_cstr(&b);
    o.full = true;
    text = rt_import_opts_text(&o, arena);
    is_int((int64_t)strlen(text), 2000 - (2000 - 17) % 2,
           "a long record is cut between letters");
    ok(strncmp(text, "--full --columns ж", 19) == 0, "flags stand in front");
    o.columns = rt_strndup(arena, rt_buf_cstr(&b), 20);
    is_str(rt_import_opts_text(&o, arena), "--full --columns жжжжжжжжжж",
           "a short one is whole");
    rt_buf_fini(&b);
}

static void
test_table(void)
{
    size_t n = 0;

    while (rt_import_option_at(n) != NULL)
        n++;
    is_int((int64_t)n, 20, "every option can be listed");
    is_str(rt_import_separator('\t'), "tab", "TAB has a name");
    is_str(rt_import_separator(RT_CSV_BLANKS), "blank", "so have blanks");
    is_str(rt_import_separator('|'), "|", "others are themselves");
    is_str(rt_import_separator('x'), "", "except those that are empty");
}

int
main(void)
{
    arena = rt_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(recorded(cases[i].kind, cases[i].options), cases[i].want,
               rt_fmt(arena, "%s: %s", cases[i].kind, cases[i].options));
    test_attr_names();
    test_long_record();
    test_table();
    rt_arena_free(arena);
    return done();
}
