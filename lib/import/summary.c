/* What came of an import, in words. */
#include "import/import.h"

#include "base/buf.h"

#include <string.h>

static void
put_rows(struct rt_buf *b, enum rt_lang lang, struct rt_arena *a,
         const struct rt_import_opts *opts, const struct rt_import_total *t)
{
    const struct rt_import_counts *c = &t->rows;
    const char *slash = strrchr(opts->file, '/');

    rt_buf_str(b,
               rt_text_fill(lang, a, "import_total", "kind", opts->kind->name,
                            "file", slash != NULL ? slash + 1 : opts->file,
                            "read", rt_text_count(lang, a, c->read), "added",
                            rt_text_count(lang, a, c->added), "changed",
                            rt_text_count(lang, a, c->changed), "same",
                            rt_text_count(lang, a, c->same), "rejected",
                            rt_text_count(lang, a, c->rejected), NULL));
}

char *
rt_import_summary(enum rt_lang lang, struct rt_arena *a,
                  const struct rt_import_opts *opts,
                  const struct rt_import_total *t)
{
    const char *linked = opts->kind == &rt_import_offers
                             ? "import_cases_offer"
                             : "import_cases_contract";
    const struct {
        const char *key;
        int64_t n;
    } lines[] = {
        {"import_repeated", t->beside.repeated},
        {"import_equal", t->beside.equal},
        {opts->drop_zero ? "import_zero_dropped" : "import_zero", t->zero},
        {"import_terms", t->beside.terms},
        {"import_clients_added", opts->dry_run ? 0 : t->clients_added},
        {"import_users_added", opts->dry_run ? 0 : t->users_added},
        {"import_changes_noted", t->changes_noted},
        {"import_ended", t->ended},
        {linked, t->cases_linked},
        {"import_never_active", t->never_active},
        {"import_remarks", t->remarks},
        {"import_conflicts", t->conflicts},
        {"import_forgotten", t->forgotten},
    };
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    put_rows(&b, lang, a, opts, t);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].n > 0)
            rt_buf_fmt(&b, "\n  %s",
                       rt_text_fill(lang, a, lines[i].key, "n",
                                    rt_text_count(lang, a, lines[i].n), NULL));
    if (opts->dry_run)
        rt_buf_fmt(&b, "\n  %s", rt_text(lang, "import_dry"));
    else if (t->rows.added + t->rows.changed + t->ended + t->cases_linked == 0)
        rt_buf_fmt(&b, "\n  %s", rt_text(lang, "import_no_change"));
    text = rt_strdup(a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}
