#include "import/conf.h"
#include "../tap.h"

#include <unistd.h>

static struct rt_arena *a;

/* "kind file options; ..." of all sections, or "line: key". */
static const char *
read_conf(const char *text)
{
    struct rt_pairs common = {0};
    struct rt_import_list list;
    struct rt_err err = {0};
    const char *out = "";
    int line;

    if (rt_import_conf_parse(text, "/d", &common, a, &list, &line, &err) !=
        RT_OK)
        return rt_fmt(a, "%d: %s", line, err.key);
    for (size_t i = 0; i < list.n; i++)
        out = rt_fmt(a, "%s%s%s %s %s", out, i > 0 ? "; " : "",
                     list.list[i].kind->name, list.list[i].file,
                     rt_import_opts_text(&list.list[i], a));
    return out;
}

static const struct {
    const char *what, *text, *want;
} rows[] = {
    {"a kind and a file in the title",
     "[contracts c 1.csv]\nmap = contract_id=policy.ID\n",
     "contracts /d/c 1.csv --map contract_id=policy.ID"},
    {"a file alone needs its kind", "[x.csv]\nkind = clients\n",
     "clients /d/x.csv "},
    {"a kind alone has its own file", "[clients]\n", "clients /d/clients.csv "},
    {"or by another one", "[clients]\r\nfile = /tmp/x\r\n", "clients /tmp/x "},
    {"the same as on the command line",
     "[contracts c]\n--map contract_id=a=b\n--full\n"
     "open-when = lapse.reason=In force\n",
     "contracts /d/c --full --map contract_id=a=b"
     " --open-when lapse.reason=In force"},
    {"comments, empty lines, BOM, blanks, quotes",
     "\xef\xbb\xbf# a\n; b\n\n  [ clients  c ]  \n\tseparator = \";\"  \n",
     "clients /d/c --separator ;"},
    {"options of all files stand first",
     "as-of = 2007-12-31\n[contracts c]\n[clients k]\nas-of = 2008-01-31\n",
     "clients /d/k --as-of 2008-01-31; contracts /d/c --as-of 2007-12-31"},
    {"clients come first, files of a kind in their order",
     "[contracts 2]\n[contracts 1]\n[clients k]\n",
     "clients /d/k ; contracts /d/2 ; contracts /d/1 "},
    {"a flag may say no", "[contracts c]\nend-inclusive = no\nnumber-ids=yes\n",
     "contracts /d/c --number-ids"},
    {"rejects go into the folder", "[clients c]\nrejects = bad.csv\n",
     "clients /d/c --rejects /d/bad.csv"},
    {"an unknown option", "[clients c]\n\ncolour = red\n", "3: import_option"},
    {"an unknown kind", "[c]\nkind = cats\n", "2: import_unknown_kind"},
    {"no kind", "\n[c.csv]\n", "2: import_conf_kind"},
    {"a title without its end", "[clients c\n", "1: import_conf_title"},
    {"an empty title", "[ ]\n", "1: import_conf_title"},
    {"a mapping without =", "[clients c]\nmap = x\n", "2: import_option_pair"},
    {"a mapping twice", "[clients c]\nmap=a=b\nmap=a=c\n",
     "3: import_option_twice"},
    {"an unknown field", "[clients c]\nmap = colour=x\n",
     "1: import_unknown_field"},
    {"a field mapped and constant",
     "[clients c]\nmap = region=x\nconst = region=y\n",
     "1: import_map_and_const"},
    {"a bad date", "[clients c]\nas-of = 2007\n", "2: bad_day"},
    {"a bad flag", "[contracts c]\nfull = perhaps\n", "2: import_option_value"},
    {"a bad separator", "[clients c]\nseparator = x\n",
     "2: import_option_value"},
    {"an empty value", "[clients c]\ncolumns =\n", "2: import_option_value"},
    {"--full without contracts", "[clients c]\nfull\n",
     "1: import_not_for_kind"},
    {"--open-when without an end", "[clients c]\nopen-when = a=b\n",
     "1: import_not_for_kind"},
    {"--attr for contracts", "[contracts c]\nattr = a=b\n",
     "1: import_not_for_kind"},
    {"--attr with a name that no URL takes", "[clients c]\nattr = A b=c\n",
     "1: import_attr_name"},
    {"nothing to import", "# nothing\n", "0: import_conf_empty"},
};

static void
test_folder(void)
{
    char dir[] = "/tmp/import-conf-t-XXXXXX";
    struct rt_pairs common = {0};
    struct rt_import_list list;
    struct rt_err err = {0};
    int line;
    FILE *f;

    if (mkdtemp(dir) == NULL)
        abort();
    ok(rt_import_conf_read(dir, &common, a, &list, &line, &err) == RT_EINVAL &&
           line == 0,
       "an empty folder has nothing to import");
    is_str(err.key, "import_conf_empty", "the error says so");
    f = fopen(rt_fmt(a, "%s/contracts.csv.gz", dir), "w");
    fclose(f);
    ok(rt_import_conf_read(dir, &common, a, &list, &line, NULL) == RT_OK &&
           list.n == 1,
       "without import.conf files have the names of kinds");
    is_str(list.list[0].file, rt_fmt(a, "%s/contracts.csv.gz", dir),
           "compressed ones too");
    f = fopen(rt_fmt(a, "%s/import.conf", dir), "w");
    fputs("[clients k.csv]\n", f);
    fclose(f);
    rt_pairs_add(&common, a, "dry-run", "1");
    ok(rt_import_conf_read(dir, &common, a, &list, &line, NULL) == RT_OK &&
           list.n == 1 && list.list[0].dry_run,
       "import.conf is obeyed, and so is the command line");
    unlink(rt_fmt(a, "%s/import.conf", dir));
    unlink(rt_fmt(a, "%s/contracts.csv.gz", dir));
    rmdir(dir);
}

/* The options that later runs depend on are recorded, however long the list of
 * columns is. */
static void
test_long(void)
{
    const char *conf = "[contracts c]\nas-of = 2024-06-30\nfull = yes\n", *text;

    for (int i = 0; i < 200; i++)
        conf = rt_fmt(a, "%sopen-when = column %d=value %d\n", conf, i, i);
    text = read_conf(conf);
    ok(strlen(text) < 2100, "a long command line is cut");
    ok(strstr(text, " --as-of 2024-06-30 ") != NULL, "behind its day");
    ok(strstr(text, " --full ") != NULL, "and its flags");
    ok(strstr(text, " --open-when column 0=value 0 ") != NULL,
       "the rest begins");
}

int
main(void)
{
    a = rt_arena_new();
    test_long();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_str(read_conf(rows[i].text), rows[i].want, rows[i].what);
    test_folder();
    rt_arena_free(a);
    return done();
}
