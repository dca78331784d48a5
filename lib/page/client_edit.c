/* The form of a client: contacts, what figures are filtered by, attributes. */
#include "page/client_edit.h"

#include "page/carried_filter.h"
#include "page/client_own.h"
#include "page/edit_post.h"
#include "repo/client_edits.h"

#include <inttypes.h>

/* Telegram ids have at most 52 significant bits. */
#define TELEGRAM_MAX 4503599627370495.

#define TEXT(n, l, most) \
    .is = {.name = n, .label = l, .kind = RT_INPUT_TEXT, .high = most}

enum {
    F_LAST,
    F_FIRST,
    F_MIDDLE,
    F_PHONE,
    F_EMAIL,
    F_TELEGRAM,
    F_REGION,
    F_CHANNEL,
    F_SEGMENT,
    F__MAX
};

static const struct rt_edit_field fields[F__MAX] = {
    [F_LAST] = {TEXT("last_name", "card_last_name", 191), .personal = true},
    [F_FIRST] = {TEXT("first_name", "card_first_name", 191), .personal = true},
    [F_MIDDLE] = {TEXT("middle_name", "card_middle_name", 191),
                  .personal = true},
    [F_PHONE] = {.is = {.name = "phone",
                        .label = "card_phone",
                        .kind = RT_INPUT_PHONE},
                 .hint = "card_phone_hint",
                 .personal = true},
    [F_EMAIL] = {.is = {.name = "email",
                        .label = "card_email",
                        .kind = RT_INPUT_EMAIL,
                        .high = 254},
                 .personal = true},
    [F_TELEGRAM] = {.is = {.name = "telegram_id",
                           .label = "card_telegram",
                           .kind = RT_INPUT_INT,
                           .low = 1,
                           .high = TELEGRAM_MAX},
                    .hint = "card_telegram_hint",
                    .personal = true},
    [F_REGION] = {TEXT("region", "card_region", 191), .values = "region"},
    [F_CHANNEL] = {TEXT("channel", "card_channel", 191), .values = "channel"},
    [F_SEGMENT] = {TEXT("segment", "card_segment", 191), .values = "segment"},
};

static const struct rt_edit_field attr_field = {
    TEXT("attr_value", "card_attr", 191)};

static const size_t columns[F__MAX] = {
    [F_LAST] = RT_CLIENT_LAST_NAME,     [F_FIRST] = RT_CLIENT_FIRST_NAME,
    [F_MIDDLE] = RT_CLIENT_MIDDLE_NAME, [F_PHONE] = RT_CLIENT_PHONE,
    [F_EMAIL] = RT_CLIENT_EMAIL,        [F_TELEGRAM] = RT_CLIENT_TELEGRAM,
    [F_REGION] = RT_CLIENT_REGION,      [F_CHANNEL] = RT_CLIENT_CHANNEL,
    [F_SEGMENT] = RT_CLIENT_SEGMENT,
};

const struct rt_field rt_client_edit_inputs[] = {
    RT_EDIT_INPUTS,
    RT_EDIT_INPUT("last_name"),
    RT_EDIT_INPUT("first_name"),
    RT_EDIT_INPUT("middle_name"),
    RT_EDIT_INPUT("phone"),
    RT_EDIT_INPUT("email"),
    RT_EDIT_INPUT("telegram_id"),
    RT_EDIT_INPUT("region"),
    RT_EDIT_INPUT("channel"),
    RT_EDIT_INPUT("segment"),
    {.name = "attr", .kind = RT_INPUT_TEXT, .high = 64, .repeats = true},
    {.name = "attr_value",
     .label = "card_fields",
     .kind = RT_INPUT_TEXT,
     .high = 4000,
     .repeats = true},
    {.name = NULL},
};

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void
add_values(const struct rt_visit *v, const struct rt_client_head *c,
           struct rt_edit *e)
{
    const char *stored[F__MAX] = {
        [F_LAST] = or_empty(c->last_name),
        [F_FIRST] = or_empty(c->first_name),
        [F_MIDDLE] = or_empty(c->middle_name),
        [F_PHONE] = or_empty(c->phone),
        [F_EMAIL] = or_empty(c->email),
        [F_TELEGRAM] = c->telegram_id != 0
                           ? rt_fmt(v->arena, "%" PRId64, c->telegram_id)
                           : "",
        [F_REGION] = or_empty(c->region),
        [F_CHANNEL] = or_empty(c->channel),
        [F_SEGMENT] = or_empty(c->segment),
    };

    for (size_t i = 0; i < F__MAX; i++)
        rt_edit_add(e, &fields[i], stored[i]);
}

static enum rt_code
add_attrs(struct rt_visit *v, int64_t client_id, struct rt_edit *e,
          struct rt_err *err)
{
    size_t n_known, n;
    const char **known = rt_card_attr_names(v, &n_known);
    struct rt_card_attr *list;
    enum rt_code rc = rt_client_attrs_list(v->app->db, client_id, known,
                                           n_known, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n && e->n < RT_EDIT_VALUES; i++)
        rt_edit_add(e, &attr_field, list[i].value)->attr = list[i].name;
    return rc;
}

/* The form as the client is stored. */
static enum rt_code
load_client(struct rt_visit *v, struct rt_client_head *c, struct rt_edit **out,
            struct rt_err *err)
{
    struct rt_edit *e = rt_alloc(v->arena, sizeof *e);
    enum rt_code rc = rt_card_find_editable(v, rt_card_path_id(v), c, err);

    if (rc != RT_OK)
        return rc;
    *e = (struct rt_edit){
        .title = rt_text(v->lang, "card_edit_title"),
        .path = rt_fmt(v->arena, "/clients/%" PRId64 "/edit", c->id),
        .back = rt_card_path(v, c->id),
        .back_text = rt_text_fill(v->lang, v->arena, "card_back", "client",
                                  c->external_id, NULL),
        .confirm = "card_save",
        .version = c->version,
        .person = c->id,
    };
    add_values(v, c, e);
    *out = e;
    return add_attrs(v, c->id, e, err);
}

enum rt_code
rt_client_edit_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_client_head c;
    struct rt_edit *e;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = load_client(v, &c, &e, err);
    if (rc == RT_OK)
        rc = rt_card_record_view(v, c.id, err);
    return rc == RT_OK ? rt_edit_show(v, e, 200, err) : rc;
}

static struct rt_param
param_of(const struct rt_edit_value *value)
{
    if (value->is_empty)
        return RT_NULL;
    return value->field->is.kind == RT_INPUT_INT ? RT_I64(value->value.n)
                                                 : RT_STR(value->value.text);
}

static void
fill_contact(struct rt_visit *v, const struct rt_edit *e,
             struct rt_client_contact *out)
{
    struct rt_client_attr_value *attrs =
        rt_alloc_n(v->arena, e->n + 1, sizeof *attrs);

    *out = (struct rt_client_contact){.attrs = attrs};
    for (size_t i = 0; i < e->n; i++) {
        const struct rt_edit_value *value = &e->values[i];

        if (!rt_edit_differs(value))
            continue;
        if (value->attr != NULL) {
            attrs[out->n_attrs++] =
                (struct rt_client_attr_value){value->attr, value->value.text};
            continue;
        }
        out->sets |= UINT64_C(1) << columns[i];
        out->value[columns[i]] = param_of(value);
    }
}

static enum rt_code
save_client(struct rt_visit *v, struct rt_edit *e, void *arg,
            struct rt_err *err)
{
    const struct rt_client_head *c = arg;
    struct rt_actor by = rt_visit_actor(v);
    struct rt_client_contact contact;
    struct rt_card_change change = {
        .by = &by,
        .nonce = e->nonce,
        .kind = "contact",
        .action = "client_edit",
        .client_id = c->id,
        .version = rt_edit_version(v),
        .diffs = e->diffs,
        .n_diffs = e->n_diffs,
        .apply = rt_client_apply_contact,
        .arg = &contact,
    };
    bool done;

    fill_contact(v, e, &contact);
    return rt_card_change(v->app->db, &change, v->arena, &done, err);
}

static const struct rt_edit_conflict conflicts[] = {
    {"card_telegram_taken", "telegram_id"},
    {NULL, NULL},
};

static const struct rt_edit_ops ops = {
    .of = RT_CARD_CLIENT,
    .done = "saved",
    .save = save_client,
    .conflicts = conflicts,
};

enum rt_code
rt_client_edit_post(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_client_head c;
    struct rt_edit *e;
    enum rt_code rc = load_client(v, &c, &e, err);

    return rc == RT_OK ? rt_edit_post(v, e, &ops, &c, c.id, c.id, err) : rc;
}

enum rt_code
rt_client_edit_again(struct rt_exchange *x, const struct rt_err *why,
                     struct rt_err *err)
{
    enum rt_code rc = rt_edit_at_field(why, err);

    return rc == RT_OK ? rt_client_edit_post(x, err) : rc;
}
