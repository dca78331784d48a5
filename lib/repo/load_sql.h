/* Pieces of constant SQL text for statements over many rows. */
#ifndef RT_REPO_LOAD_SQL_H
#define RT_REPO_LOAD_SQL_H

/* 500 parameter marks; shorter lists are filled up by repeating their last
 * value. */
#define SQL_10 "?,?,?,?,?,?,?,?,?,?"
#define SQL_100 \
    SQL_10 "," SQL_10 "," SQL_10 "," SQL_10 "," SQL_10 "," SQL_10 "," SQL_10 \
           "," SQL_10 "," SQL_10 "," SQL_10
#define SQL_500 SQL_100 "," SQL_100 "," SQL_100 "," SQL_100 "," SQL_100
enum { SQL_LIST = 500 };

/* Convert DATE and DATETIME columns to days and seconds since 1970-01-01, and
 * back; NULL stays NULL. */
#define SQL_DAY(column) "TO_DAYS(" column ") - 719528"
#define SQL_SECOND(column) \
    "TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', " column ")"
/* The column that says whether another one knows only the day; and both as a
 * moment (RT_MOMENT_DAYS of base/moment.h). */
#define SQL_DAY_ONLY(column) column "_day"
#define SQL_MOMENT(column) \
    SQL_SECOND(column) " + IF(" SQL_DAY_ONLY(column) " = 1, 1099511627776, 0)"
#define SQL_FROM_DAY "DATE'1970-01-01' + INTERVAL ? DAY"
#define SQL_FROM_SECOND "TIMESTAMP'1970-01-01 00:00:00' + INTERVAL ? SECOND"

/* The order of this alias ends its contract, and was not taken back. */
#define SQL_TERMINATION(o) \
    o ".kind = 'termination' AND " o ".state IN ('new', 'sent', 'done')"

#define SQL_TAKE(column) column " = VALUES(" column ")"

#endif
