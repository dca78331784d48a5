#include "import/import.h"

#include "base/hash.h"
#include "base/money.h"
#include "import/run.h"
#include "repo/demo.h"
#include "repo/state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool
gives_money(const struct rt_import_run *run)
{
    for (size_t i = 0; i < run->kind->n_fields; i++)
        if ((run->map.given & UINT64_C(1) << i) != 0 &&
            run->kind->fields[i].type == RT_FIELD_MONEY)
            return true;
    return false;
}

/* All data have one currency: the stored one, unless another is asked for. */
static enum rt_code
settle_currency(struct rt_import_run *run, struct rt_err *err)
{
    const struct rt_import_env *env = run->env;
    const char *stored = NULL, *asked = run->opts->currency;
    enum rt_code rc =
        rt_state_get(env->db, "currency", run->arena, &stored, err);

    if (rc == RT_OK && !env->demo) {
        rc = rt_demo_present(env->db, err);
        if (rc == RT_OK)
            stored = NULL; /* it is removed with the invented data */
    }
    if (rc != RT_OK && rc != RT_NONE)
        return rc;
    run->uses_money = gives_money(run) || asked != NULL;
    if (asked == NULL && env->currency_set)
        asked = env->currency;
    if (run->uses_money && stored != NULL && asked != NULL &&
        strcmp(stored, asked) != 0)
        return rt_fail_key(err, RT_EINVAL, "import_currency", "stored", stored,
                           "asked", asked, NULL);
    run->currency = asked != NULL ? asked : env->currency;
    if (stored != NULL)
        run->currency = stored;
    run->how.currency = run->currency;
    return rt_currency_digits(run->currency, &run->how.digits, err);
}

static enum rt_code
start_run(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct rt_import_run *run = arg;
    uint8_t hash[RT_SHA256];
    const struct rt_import_run_file file = {
        .kind = run->kind->name,
        .name = base_name(run->opts->file),
        .options = rt_import_opts_text(run->opts, run->arena),
        .hash = hash,
        .as_of = run->as_of};
    struct rt_sha *sha = rt_sha_begin();
    enum rt_code rc = rt_sha_file(sha, run->opts->file, err);

    rt_sha_end(sha, hash);
    return rc == RT_OK ? rt_import_run_start(db, &file, &run->id, err) : rc;
}

static enum rt_code
put_currency(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct rt_import_run *run = arg;
    char digits[2] = {(char)('0' + run->how.digits), '\0'};
    enum rt_code rc = rt_state_put(db, "currency", run->currency, err);

    return rc == RT_OK ? rt_state_put(db, "currency_digits", digits, err) : rc;
}

static enum rt_code
cancel_run(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct rt_import_run *run = arg;

    return rt_import_run_cancel(db, run->id, err);
}

static enum rt_code
finish_run(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct rt_import_run *run = arg;
    enum rt_code rc = RT_OK;

    if (run->kind->finish != NULL)
        rc = run->kind->finish(db, &run->total.cases_linked, err);
    if (rc == RT_OK)
        rc = rt_import_run_note(db, run->id, &run->total.rows, err);
    return rc == RT_OK ? rt_import_run_finish(db, run->id, err) : rc;
}

/* The first real file replaces invented data. */
static enum rt_code
replace_demo(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_db *db = run->env->db;
    enum rt_code rc;

    if (run->env->demo || !run->write)
        return RT_OK;
    rc = rt_demo_present(db, err);
    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    fprintf(run->env->list, "%s\n",
            rt_text(run->env->lang, "import_demo_goes"));
    return rt_demo_remove(
        db, run->env->folder != 0 ? run->env->folder : run->id, err);
}

/* The run is recorded before its first row is stored, so that no snapshot
 * shows half of it. */
static enum rt_code
begin_storing(struct rt_import_run *run, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (run->write)
        rc = rt_import_tx(run, start_run, NULL, run, err);
    if (rc == RT_OK)
        rc = replace_demo(run, err);
    if (rc == RT_OK && run->opts->full) {
        rc = run->kind->find_absent(run, err);
        /* A run that cannot be cancelled is reported as broken off. */
        if (rc != RT_OK && run->write)
            (void)!rt_import_tx(run, cancel_run, NULL, run, NULL);
    }
    if (rc == RT_OK && run->write && run->uses_money)
        rc = rt_import_tx(run, put_currency, NULL, run, err);
    return rc;
}

static enum rt_code
store_all(struct rt_import_run *run, struct rt_err *err)
{
    enum rt_code rc = begin_storing(run, err);

    rt_progress_begin(&run->progress,
                      rt_text(run->env->lang, "import_storing"));
    if (rc == RT_OK)
        rc = rt_import_store_pass(run, err);
    if (rc == RT_OK && run->opts->full)
        rc = run->kind->end_absent(run, err);
    if (rc == RT_OK)
        run->total.rows.read = run->n_records;
    if (rc == RT_OK && run->write)
        rc = rt_import_tx(run, finish_run, NULL, run, err);
    return rc;
}

static enum rt_code
run_passes(struct rt_import_run *run, struct rt_err *err)
{
    enum rt_code rc;

    rt_progress_begin(&run->progress,
                      rt_text(run->env->lang, "import_checking"));
    rc = rt_import_check_pass(run, err);
    rt_progress_clear(&run->progress);
    rt_import_tell_charset(run);
    if (rc != RT_OK)
        return rc;
    run->total.rows.read = run->n_records;
    if (run->n_good == 0 && (run->n_records > 0 || run->opts->full))
        return rt_fail_key(err, RT_EINVAL, "import_nothing", "file",
                           run->opts->file, NULL);
    if (run->n_good == 0)
        return RT_OK;
    run->total.rows.read = 0;
    rc = store_all(run, err);
    rt_progress_clear(&run->progress);
    return rc;
}

static enum rt_code
close_run(struct rt_import_run *run, enum rt_code rc, struct rt_err *err)
{
    enum rt_code closed;

    if (run->report != NULL)
        rt_import_report_rest(run->report);
    closed = rt_import_report_close(run->report, err);
    rt_progress_fini(&run->progress);
    rt_marks_free(run->marks);
    rt_keyset_free(run->rejected_keys);
    free(run->absent.ids);
    free(run->agreed.ids);
    rt_csv_close(run->csv);
    if (run->book >= 0)
        close(run->book);
    rt_arena_free(run->arena);
    return rc != RT_OK ? rc : closed;
}

enum rt_code
rt_import_file(const struct rt_import_env *env,
               const struct rt_import_opts *opts, struct rt_import_total *total,
               struct rt_err *err)
{
    struct rt_import_run run = {
        .env = env,
        .opts = opts,
        .kind = opts->kind,
        .how = {.order = (enum rt_date_order)opts->date_order,
                .number_ids = opts->number_ids,
                .zone = env->zone},
        .as_of = opts->as_of != RT_DAY_NONE ? opts->as_of : env->today,
        .next_full = RT_DAY_OPEN,
        .write = !opts->dry_run,
        .book = -1,
        .marks = rt_marks_new(),
        .rejected_keys = rt_keyset_new(),
        .arena = rt_arena_new()};
    enum rt_code rc;

    rt_progress_init(&run.progress, env->progress, env->lang);
    rc = rt_import_lock(env->db, err);
    if (rc == RT_OK)
        rc = rt_import_open(&run, err);
    if (rc == RT_OK)
        rc = settle_currency(&run, err);
    if (rc == RT_OK)
        rc = run_passes(&run, err);
    if (!env->locked)
        rt_import_unlock(env->db);
    *total = run.total;
    if (run.report != NULL) {
        total->conflicts = rt_import_report_conflicts(run.report);
        total->remarks = rt_import_report_remarks(run.report);
    }
    return close_run(&run, rc, err);
}

/* A run without a file: it ends when the last file of the folder is in. */
enum rt_code
rt_import_folder_begin(struct rt_import_env *env, const char *name,
                       struct rt_arena *a, struct rt_err *err)
{
    size_t len = strlen(name);
    char *path = rt_strdup(a, name);
    uint8_t hash[RT_SHA256];
    struct rt_import_run_file folder = {
        .kind = "folder", .options = "", .hash = hash, .as_of = RT_DAY_NONE};
    enum rt_code rc = rt_import_lock(env->db, err);

    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
    folder.name = base_name(path);
    rt_sha256(path, len, hash);
    if (rc == RT_OK)
        rc = rt_import_run_start(env->db, &folder, &env->folder, err);
    env->locked = rc == RT_OK;
    return rc;
}

enum rt_code
rt_import_folder_end(struct rt_import_env *env, struct rt_err *err)
{
    enum rt_code rc = rt_db_ensure(env->db, err);

    if (rc == RT_OK)
        rc = rt_import_run_finish(env->db, env->folder, err);
    rt_import_unlock(env->db);
    env->locked = false;
    env->folder = 0;
    return rc;
}
