#include "desk/was.h"

#include <jansson.h>
#include <stdlib.h>

/* The members that are kept: numbers, and texts that may be missing. */
#define NUMBERS(X) \
    X(id) \
    X(contract_id) \
    X(client_id) \
    X(offer_id) \
    X(manager_id) \
    X(opened_by) \
    X(previous_id) \
    X(created_at) \
    X(escalated_at) \
    X(first_answer_at) \
    X(callback_at) \
    X(due_at) \
    X(attempts) \
    X(alert_level) \
    X(version) \
    X(adopted_at) \
    X(since) \
    X(last_attempt_at)
#define TEXTS(X) \
    X(reason) \
    X(words)

static void
put_text(json_t *o, const char *key, const char *text)
{
    if (text != NULL)
        json_object_set_new(o, key, json_string(text));
}

#define PUT_NUMBER(member) \
    json_object_set_new(o, #member, json_integer((json_int_t)c->member));
#define PUT_TEXT(member) put_text(o, #member, c->member);

static void
put_case(json_t *o, const struct rt_case *c)
{
    NUMBERS(PUT_NUMBER)
    TEXTS(PUT_TEXT)
    put_text(o, "state", rt_case_state_name(c->state));
    put_text(o, "source", rt_case_source_words[c->source]);
    put_text(o, "arm", rt_case_arm_words[c->arm]);
    json_object_set_new(o, "imported", json_boolean(c->imported));
}

const char *
rt_desk_was_write(const struct rt_desk_was *was, struct rt_arena *a)
{
    json_t *o = json_object();
    char *text;
    const char *copy;

    put_case(o, &was->c);
    json_object_set_new(o, "end", json_integer(was->end));
    json_object_set_new(o, "active", json_integer(was->active));
    put_text(o, "cause", was->cause);
    text = json_dumps(o, JSON_COMPACT);
    if (text == NULL)
        rt_die("a case cannot be written as JSON");
    copy = rt_strdup(a, text);
    free(text);
    json_decref(o);
    return copy;
}

static const char *
get_text(const json_t *o, const char *key, struct rt_arena *a)
{
    const char *text = json_string_value(json_object_get(o, key));

    return text == NULL ? NULL : rt_strdup(a, text);
}

/* Integers of any width; one that is missing is 0. */
#define GET_NUMBER(member) \
    c->member = (__typeof__(c->member))json_integer_value( \
        json_object_get(o, #member));
#define GET_TEXT(member) c->member = get_text(o, #member, a);

static bool
get_case(const json_t *o, struct rt_arena *a, struct rt_case *c)
{
    int arm = rt_desk_word_at(rt_case_arm_words,
                              json_string_value(json_object_get(o, "arm")));

    NUMBERS(GET_NUMBER)
    TEXTS(GET_TEXT)
    c->arm = arm < 0 ? RT_ARM_NONE : (enum rt_case_arm)arm;
    c->imported = json_is_true(json_object_get(o, "imported"));
    return rt_case_state_parse(json_string_value(json_object_get(o, "state")),
                               &c->state) == RT_OK &&
           rt_case_source_parse(json_string_value(json_object_get(o, "source")),
                                &c->source) == RT_OK;
}

enum rt_code
rt_desk_was_read(const char *text, struct rt_arena *a, struct rt_desk_was *out,
                 struct rt_err *err)
{
    json_t *o = json_loads(text, 0, NULL);
    bool good;

    *out = (struct rt_desk_was){0};
    good = json_is_object(o) && get_case(o, a, &out->c);
    out->end = (int32_t)json_integer_value(json_object_get(o, "end"));
    out->active = (int)json_integer_value(json_object_get(o, "active"));
    out->cause = get_text(o, "cause", a);
    json_decref(o);
    return good ? RT_OK
                : rt_fail(err, RT_EBROKEN, "case_events.was is broken: %.80s",
                          text);
}
