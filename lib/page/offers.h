/* What the desk can offer, and for which reasons clients leave. */
#ifndef RT_PAGE_OFFERS_H
#define RT_PAGE_OFFERS_H

#include "http/route.h"

/* GET /offers: the list, and whom an offer would fit. */
extern const struct rt_field rt_offers_inputs[]; /* archived contract reason
                                                    done */
rt_handler rt_offers_show;

/* GET /offers/ID and /offers/new: the form; POST /offers/save: what would
 * change, then the change; POST /offers/archive. */
extern const struct rt_field rt_offer_inputs[]; /* done */
extern const struct rt_field rt_offer_save_inputs[];
extern const struct rt_field rt_offer_archive_inputs[];
rt_handler rt_offer_show, rt_offer_post_save, rt_offer_post_archive;
rt_again rt_offer_save_again;

#endif
