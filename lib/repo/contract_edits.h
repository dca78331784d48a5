/* What people change of contracts by hand (METRICS 16.17): amounts and plan
 * from today on, the end by its last day, the past as an action of its own.
 * Each function is the `apply` of a change (repo/card_edits.h), which locks,
 * records and audits it. */
#ifndef RT_REPO_CONTRACT_EDITS_H
#define RT_REPO_CONTRACT_EDITS_H

#include "repo/card_edits.h"

/* Amounts and plan that change; what is not set stays. */
struct rt_contract_amounts {
    bool sets_fee, sets_profit;
    int64_t fee, profit; /* minor units a month */
    const char *plan;    /* NULL: stays */
};

/* arg of rt_contract_apply_terms(). */
struct rt_contract_terms {
    int32_t today;
    struct rt_contract_amounts amounts; /* from today on, or from the start if
                                           it is later */
    int retain;                         /* 0, 1; < 0: stays */
    int active; /* likewise; with an end that is not known */
    bool sets_end;
    int32_t end; /* first day without service; RT_DAY_OPEN: it goes on */
};

/* RT_ECONFLICT: "card_open_case" {case}, "card_ordered": the desk is at work
 * on its end, or on an offer that is ordered. */
rt_card_apply rt_contract_apply_terms;

/* arg of rt_contract_apply_past(): how it was from a day on. */
struct rt_contract_past {
    int32_t today;
    int32_t day;                        /* of the amounts */
    struct rt_contract_amounts amounts; /* until what is known to follow */
    bool sets_start, sets_end;
    int32_t start, end;
};

rt_card_apply rt_contract_apply_past;

/* arg of rt_contract_apply_create(). */
struct rt_contract_new {
    const char *number;
    int32_t today;
    int32_t start, end; /* end RT_DAY_OPEN: not known */
    struct rt_contract_amounts amounts;
    bool retain;
};

/* RT_ECONFLICT "card_number_taken". */
rt_card_apply rt_contract_apply_create;

/* Take a contract out of all figures; no arg.  RT_ECONFLICT "card_in_use": it
 * has cases or orders. */
rt_card_apply rt_contract_apply_archive;

#endif
