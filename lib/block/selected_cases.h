/* The cases that a filter selects, as lib/stat/cases wants them. */
#ifndef RT_BLOCK_SELECTED_CASES_H
#define RT_BLOCK_SELECTED_CASES_H

#include "block/block.h"
#include "stat/cases.h"

/* The type of a case without an offer, or whose offer is missing or has no
 * type: a data value, the same in both languages (METRICS 16.10). */
#define RT_NO_OFFER_TYPE "Не указано"

/* Which day from, to and the periods mean. */
enum rt_case_day {
    RT_CASE_CLOSED, /* of completion; of an open case that of its creation */
    RT_CASE_CREATED
};

struct rt_selected_cases {
    struct rt_cases_in in;
    const char **group_name; /* [in.n_groups] in byte order */
    int32_t first_day;       /* the least in.day of the closed cases that are
                                picked; RT_DAY_OPEN: none */
    /* Closed cases of the choice ... */
    int64_t n_no_contract; /* whose contract is missing */
    int64_t n_no_offer;    /* whose offer is missing */
    int64_t n_no_profit;   /* whose contract has no profit */
    int64_t n_undated;     /* that have no completion: not picked by it */
};

/*
 * Everything from `a`; counts the picked cases in r->n_cases.  What lies behind
 * the as-of day has not happened: a case created later is not picked, one
 * completed later is still open.  A case whose client is not known is picked
 * only where no client attribute is asked for.
 */
void rt_selected_cases_make(struct rt_result *r, const uint8_t *clients,
                            enum rt_case_day by, struct rt_arena *a,
                            struct rt_selected_cases *out);

/* The notes that every block of the original's figures needs. */
void rt_selected_cases_notes(const struct rt_selected_cases *s,
                             struct rt_result *out);

#endif
