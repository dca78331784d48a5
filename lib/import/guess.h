/* Guess what a file is and how to import it; a person checks the guess. */
#ifndef RT_IMPORT_GUESS_H
#define RT_IMPORT_GUESS_H

#include "import/kind.h"
#include "import/profile.h"
#include "text/text.h"

struct rt_guess {
    const struct rt_import_kind *kind; /* NULL: no kind fits */
    struct rt_buf text; /* the section of import.conf, with remarks */
    bool decide;        /* it asks a person to decide something */
    int32_t last_day;   /* last day in the file, or RT_DAY_NONE */
    int32_t observed;   /* the last known day, when open ends tell it */
};

/* `today` is the last day that a file of facts can have.  The caller frees
 * out->text by rt_buf_fini(). */
enum rt_code rt_guess_file(const struct rt_profile *p, int32_t today,
                           enum rt_lang lang, struct rt_arena *a,
                           struct rt_guess *out, struct rt_err *err) RT_CHECK;

#endif
