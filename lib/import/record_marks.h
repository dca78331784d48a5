/* What to do with each record of a file.  This is known only when all of it
 * has been read, and needed in the order of the file. */
#ifndef RT_IMPORT_RECORD_MARKS_H
#define RT_IMPORT_RECORD_MARKS_H

#include "import/keyset.h"

/* The mark of a record: 0 for an ordinary one, the number of equal records
 * before it, a term (below), or one of these. */
#define RT_MARK_REJECTED UINT32_MAX
#define RT_MARK_REPEATED \
    (UINT32_MAX - 1)                     /* another one with its key counts \
                                          */
#define RT_MARK_DROPPED (UINT32_MAX - 2) /* not wanted */
/* A term: values from here on, plus the bits of rt_mark_term(). */
#define RT_MARK_TERM UINT32_C(0x80000000)

/* What a mark from RT_MARK_TERM on means. */
struct rt_term {
    int32_t stretch; /* first day of its stretch; RT_DAY_NONE */
    bool first;      /* its stretch is the first one */
    bool last;       /* it is the last term of its stretch */
};
struct rt_term rt_mark_term(uint32_t mark);

/* How records with the same key are treated. */
enum rt_mark_way {
    RT_MARK_LAST, /* the last one counts */
    RT_MARK_KEEP, /* all are kept and numbered from 0 */
    RT_MARK_TERMS /* terms of one thing, see rt_marks_add_term() */
};

/* How many records share their key with another one. */
struct rt_mark_counts {
    int64_t repeated; /* of these: do not count */
    int64_t equal;    /* of these: are kept */
    int64_t terms;    /* of these: continue where another one ends */
};

struct rt_marks;

struct rt_marks *rt_marks_new(void);
void rt_marks_free(struct rt_marks *m); /* NULL is accepted */

/* Add a valid record: number `record` from 0, rising, with its key.  The same
 * key is always added in the same way, RT_MARK_LAST or RT_MARK_KEEP. */
enum rt_code rt_marks_add(struct rt_marks *m, uint64_t record, const void *key,
                          size_t len, enum rt_mark_way way,
                          struct rt_err *err) RT_CHECK;
/*
 * Add a valid record that describes the time from day `start` (RT_DAY_NONE:
 * unknown) to day `end` (exclusive; RT_DAY_OPEN) under a key for `owner`.
 * Records of one key and owner that do not overlap are its terms; terms
 * without a gap between them make a stretch.  Of records with the same start
 * the last one counts; if any two overlap, only the last of all counts.  If a
 * key has several owners, all its records are terms, and the first stretch is
 * that of the owner with the earliest start.
 */
enum rt_code rt_marks_add_term(struct rt_marks *m, uint64_t record,
                               const void *key, size_t len, const char *owner,
                               int32_t start, int32_t end,
                               struct rt_err *err) RT_CHECK;
/* Mark a record that is not stored: RT_MARK_REJECTED, RT_MARK_DROPPED. */
enum rt_code rt_marks_skip(struct rt_marks *m, uint64_t record, uint32_t mark,
                           struct rt_err *err) RT_CHECK;

/* All records are added: compute the marks. */
enum rt_code rt_marks_finish(struct rt_marks *m, struct rt_mark_counts *counts,
                             struct rt_err *err) RT_CHECK;

/* The mark of a record; fast when asked in rising order. */
enum rt_code rt_marks_get(struct rt_marks *m, uint64_t record, uint32_t *mark,
                          struct rt_err *err) RT_CHECK;

/* The keys of the valid records, to compare with another set.  For terms only
 * the first RT_TERM_HASH bytes belong to the key. */
enum { RT_TERM_HASH = 8 };
struct rt_keyset *rt_marks_keys(struct rt_marks *m);

#endif
