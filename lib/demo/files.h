/* The files of the demo, field by field. */
#ifndef RT_DEMO_FILES_H
#define RT_DEMO_FILES_H

#include "base/buf.h"
#include "base/date.h"

enum rt_demo_file {
    RT_DEMO_CLIENTS_CSV,
    RT_DEMO_CONTRACTS_CSV,
    RT_DEMO_CHANGES_CSV,
    RT_DEMO_PAYMENTS_CSV,
    RT_DEMO_ACTIVITY_CSV,
    RT_DEMO_OFFERS_CSV,
    RT_DEMO_CASES_CSV,
    RT_DEMO_CAMPAIGNS_CSV,
    RT_DEMO_MEMBERS_CSV,
    RT_DEMO_USERS_CSV,
    RT_DEMO_README,
    RT_DEMO_CONF, /* put into place last, because it marks the others as ours */
    RT_DEMO_FILES
};

struct rt_demo_files;

/* Begin all files under temporary names in `dir`, which is created when it
 * does not exist.  Errors as for rt_demo_write(). */
enum rt_code rt_demo_files_open(const char *dir, struct rt_demo_files **out,
                                struct rt_err *err) RT_CHECK;
/* Put all files into place.  After RT_EIO here or at an earlier write, none of
 * the new files is left. */
enum rt_code rt_demo_files_finish(struct rt_demo_files *f,
                                  struct rt_err *err) RT_CHECK;
/* Remove unfinished files.  NULL is accepted. */
void rt_demo_files_free(struct rt_demo_files *f);

/* Remove finished files, and the folder if nothing else is in it. */
void rt_demo_files_remove(const char *dir);

/* Fields of the current row, none of which needs quotes; then its end.
 * Numbers are not negative, except money.  Errors of writing are kept for
 * rt_demo_files_finish(). */
void rt_demo_put_text(struct rt_demo_files *f, enum rt_demo_file file,
                      const char *s);
void rt_demo_put_int(struct rt_demo_files *f, enum rt_demo_file file,
                     int64_t n);
/* "C0000017" */
void rt_demo_put_id(struct rt_demo_files *f, enum rt_demo_file file,
                    char letter, int64_t n);
/* RT_DAY_OPEN is an empty field. */
void rt_demo_put_day(struct rt_demo_files *f, enum rt_demo_file file,
                     int32_t day);
/* Local seconds since 1970-01-01 00:00. */
void rt_demo_put_time(struct rt_demo_files *f, enum rt_demo_file file,
                      int64_t local);
void rt_demo_put_money(struct rt_demo_files *f, enum rt_demo_file file,
                       int64_t minor);
void rt_demo_end_row(struct rt_demo_files *f, enum rt_demo_file file);

#endif
