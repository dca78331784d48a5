/* The offers as people see and change them: with what became of them. */
#ifndef RT_REPO_OFFER_BOOK_H
#define RT_REPO_OFFER_BOOK_H

#include "base/arena.h"
#include "db/db.h"
#include "desk/offer.h"
#include "repo/actor.h"

/* An offer, and how it went. */
struct rt_offer_entry {
    struct rt_offer offer;
    bool for_all;            /* audience `all`: clients see it in their list */
    const char *external_id; /* the company's number; NULL: made here */
    int32_t version;
    int64_t shown, accepted;
    int64_t due;  /* accepted at least 30 days ago */
    int64_t kept; /* of them, whose contract ran 30 days later */
};

/* How many days later it is looked whether a client has stayed. */
enum { RT_OFFER_KEPT_DAYS = 30 };

/* Those that are archived or those that are not, in the order in which the
 * desk offers them: priority, id.  They live as long as `a`. */
enum rt_code rt_offer_book_list(struct rt_db *db, bool archived, int64_t now,
                                struct rt_arena *a,
                                struct rt_offer_entry **list, size_t *n,
                                struct rt_err *err) RT_CHECK;

/* How many are not archived, and how many are. */
enum rt_code rt_offer_book_count(struct rt_db *db, int64_t *live,
                                 int64_t *archived,
                                 struct rt_err *err) RT_CHECK;

/* One of them, without its figures, which read all cases.  RT_NONE: there is
 * none. */
enum rt_code rt_offer_book_find(struct rt_db *db, int64_t id,
                                struct rt_arena *a, struct rt_offer_entry *out,
                                struct rt_err *err) RT_CHECK;

/* What of an offer people edit, each by the name that the audit log has for
 * it. */
#define RT_OFFER_PARTS(X) \
    X(TYPE, "offer_type") \
    X(DESCRIPTION, "description") \
    X(PRIORITY, "priority") \
    X(HOW, "auto") \
    X(THRESHOLD, "min_profit_threshold") \
    X(COST, "cost") \
    X(EFFECT, "effect") \
    X(VALUE, "effect_value") \
    X(MONTHS, "effect_months") \
    X(PLAN, "effect_plan") \
    X(FROM, "valid_from") \
    X(TO, "valid_to") \
    X(AUDIENCE, "audience") \
    X(REASONS, "reasons")
#define RT_OFFER_PART_ENUM(name, word) RT_OFFER_PART_##name,
enum rt_offer_part { RT_OFFER_PARTS(RT_OFFER_PART_ENUM) RT_OFFER_PART__MAX };
const char *rt_offer_part_name(enum rt_offer_part part);

/* A part as the audit log keeps it, "12.50", "2026-12-31"; NULL: none.  Equal
 * texts are equal parts.  `digits`: of the currency. */
const char *rt_offer_part_text(const struct rt_offer *o, bool for_all,
                               enum rt_offer_part part, int digits,
                               struct rt_arena *a);

/* Who changes what. */
struct rt_offer_edit {
    const struct rt_actor *by;
    const char *nonce;      /* of the form (repo/used_forms.h) */
    int64_t id;             /* 0: a new offer; then the new number */
    int32_t version;        /* that was seen; new ones have none */
    struct rt_offer offer;  /* all parts */
    bool for_all;
    int digits; /* of the currency, for the audit log */
};

/*
 * Make or change an offer whole, with a row of the audit log for each part that
 * differs.  What files give wins no more where it was edited, until a file
 * agrees.  Offerings that were shown keep their terms.
 *
 * RT_NONE: there is no such offer, or it is archived.  RT_ECONFLICT
 * "offer_stale": it is not the version that was seen.  Also those of
 * rt_user_check_admin().
 */
enum rt_code rt_offer_book_save(struct rt_db *db, struct rt_offer_edit *edit,
                                struct rt_err *err) RT_CHECK;

/* Archive it or bring it back; what is so already stays so.  The codes of
 * above. */
enum rt_code rt_offer_book_archive(struct rt_db *db,
                                   const struct rt_actor *by, int64_t id,
                                   int32_t version, bool archive,
                                   struct rt_err *err) RT_CHECK;

#endif
