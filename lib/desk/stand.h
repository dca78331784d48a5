/* Where a case stands, in the words for its client: what they read who look at
 * it instead of being told. */
#ifndef RT_DESK_STAND_H
#define RT_DESK_STAND_H

#include "desk/say.h"

enum { RT_DESK_STAND = 2 };

struct rt_desk_stand {
    const char *text[RT_DESK_STAND]; /* [n] sentences */
    size_t n;
};

/*
 * What the client was last told or would have been: a receipt and the question
 * at its beginning, the offer that waits for an answer, by when a manager acts,
 * what was agreed, the receipt of an end.
 *
 *   f        of the case
 *   like     language, contract, money and zones of the sentences
 *   manager  name of the case's manager; NULL: nobody, or not to be named
 *
 * Texts are from `a`.
 */
void rt_desk_stand(const struct rt_desk_facts *f,
                   const struct rt_desk_speech *like, const char *manager,
                   struct rt_arena *a, struct rt_desk_stand *out);

#endif
