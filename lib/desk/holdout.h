/* Who is shown no offer, so that the effect of offers can be measured
 * (DESK 3). */
#ifndef RT_DESK_HOLDOUT_H
#define RT_DESK_HOLDOUT_H

#include "base/err.h"

#include <stdint.h>

enum { RT_HOLDOUT_ALL = 10000, RT_HOLDOUT_SALT = 64 };

struct rt_holdout {
    int share; /* of 10,000 clients: per cent times 100; 0: nobody */
    char salt[RT_HOLDOUT_SALT + 1];
};

/*
 * Read DESK_HOLDOUT: "PERCENT:SALT", PERCENT 0..100 with at most two
 * decimals, SALT 1 to 64 characters of A-Z a-z 0-9 - _ .; NULL, "" and "0"
 * are nobody.
 *
 * RT_EINVAL "desk_holdout_form" {value}.
 */
enum rt_code rt_holdout_read(const char *text, struct rt_holdout *out,
                             struct rt_err *err) RT_CHECK;

/* Whether a client is held out: the first 8 bytes of SHA-256("SALT:client
 * id", the id of clients.id in decimal), read as a big-endian number, mod
 * 10,000 are below `share`.  The same answer each time. */
bool rt_holdout_has(const struct rt_holdout *h, int64_t client_id);

#endif
