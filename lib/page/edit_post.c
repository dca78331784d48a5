#include "page/edit_post.h"

#include "page/client_own.h"

#include <string.h>

enum { WRONG = 422, CONFLICT = 409 };

static bool
is_about(const struct rt_err *err, const char *key)
{
    return err->key != NULL && strcmp(err->key, key) == 0;
}

/* Who sees personal data is on record before they are shown. */
static enum rt_code
record(struct rt_visit *v, const struct rt_edit *e, struct rt_err *err)
{
    return e->person != 0 ? rt_card_record_view(v, e->person, err) : RT_OK;
}

static enum rt_code
show_form(struct rt_visit *v, struct rt_edit *e, int status, struct rt_err *err)
{
    enum rt_code rc = record(v, e, err);

    return rc == RT_OK ? rt_edit_show(v, e, status, err) : rc;
}

static enum rt_code
show_preview(struct rt_visit *v, struct rt_edit *e, int status,
             struct rt_err *err)
{
    enum rt_code rc = record(v, e, err);

    return rc == RT_OK ? rt_edit_show_preview(v, e, status, err) : rc;
}

/* Somebody was faster: the comparison is made anew, to be confirmed. */
static enum rt_code
show_stale(struct rt_visit *v, struct rt_edit *e, const struct rt_edit_ops *ops,
           int64_t row_id, struct rt_err *err)
{
    enum rt_code rc = rt_edit_stale(v, ops->of, row_id, &e->problem, err);

    return rc == RT_OK ? show_preview(v, e, CONFLICT, err) : rc;
}

/* Say a conflict at its field; false when it belongs to none. */
static bool
place_conflict(const struct rt_visit *v, struct rt_edit *e,
               const struct rt_edit_ops *ops, const struct rt_err *own)
{
    for (const struct rt_edit_conflict *c = ops->conflicts;
         c != NULL && c->key != NULL; c++)
        if (is_about(own, c->key)) {
            rt_edit_find(e, c->field)->error =
                rt_text_err(v->lang, v->arena, own, false);
            return true;
        }
    return false;
}

static enum rt_code
save_form(struct rt_visit *v, struct rt_edit *e, const struct rt_edit_ops *ops,
          void *arg, int64_t row_id, int64_t client_id, struct rt_err *err)
{
    struct rt_err own = {0};
    enum rt_code rc;

    e->nonce = rt_pairs_get(&v->rq.form, "nonce");
    rc = ops->save(v, e, arg, &own);
    e->nonce = NULL; /* what is confirmed next is another change */
    if (rc == RT_OK) {
        rt_card_go(v, client_id, ops->done);
        return rc;
    }
    if (rc == RT_ECONFLICT && is_about(&own, "card_stale"))
        return show_stale(v, e, ops, row_id, err);
    if (rc == RT_ECONFLICT && place_conflict(v, e, ops, &own))
        return show_form(v, e, WRONG, err);
    *err = own;
    return rc;
}

/* Nothing differs: it was sent before, or nothing was changed. */
static enum rt_code
answer_same(struct rt_visit *v, struct rt_edit *e,
            const struct rt_edit_ops *ops, int64_t client_id,
            struct rt_err *err)
{
    if (rt_edit_step_of(v) == RT_EDIT_SAVE) {
        rt_card_go(v, client_id, ops->done);
        return RT_OK;
    }
    e->problem = rt_text(v->lang, "card_unchanged");
    return show_form(v, e, WRONG, err);
}

static bool
has_nonce(const struct rt_visit *v)
{
    const char *nonce = rt_pairs_get(&v->rq.form, "nonce");

    return nonce != NULL && nonce[0] != '\0';
}

enum rt_code
rt_edit_post(struct rt_visit *v, struct rt_edit *e,
             const struct rt_edit_ops *ops, void *arg, int64_t row_id,
             int64_t client_id, struct rt_err *err)
{
    enum rt_edit_step step = rt_edit_step_of(v);
    bool well = rt_edit_read(v, e);

    if (well && ops->check != NULL && step != RT_EDIT_AGAIN) {
        ops->check(v, e, arg);
        for (size_t i = 0; i < e->n; i++)
            well &= e->values[i].error == NULL;
    }
    if (step == RT_EDIT_AGAIN || !well)
        return show_form(v, e, well ? 200 : WRONG, err);
    rt_edit_compare(v, e);
    if (e->n != 0 && e->n_diffs == 0)
        return answer_same(v, e, ops, client_id, err);
    if (step == RT_EDIT_SAVE && has_nonce(v))
        return save_form(v, e, ops, arg, row_id, client_id, err);
    if (rt_edit_version(v) != e->version)
        return show_stale(v, e, ops, row_id, err);
    return show_preview(v, e, 200, err);
}
