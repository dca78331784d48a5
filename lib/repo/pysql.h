/* Statements over the Python system's tables, whichever of their columns
 * exist. */
#ifndef RT_REPO_PYSQL_H
#define RT_REPO_PYSQL_H

#include "repo/pytables.h"

/*
 * Replace the marks in `sql`; the result lives as long as `a`.
 *
 *   {users} {contracts} {offers} {cases}
 *               the tables, to be named u, c, o and r
 *   {id X}      an id as a text; texts are kept, also leading zeros
 *   {text X}    a text without blanks around it, NULL when nothing is left
 *   {name T}    last, first and middle name in table T, NULL when all are
 *   {scaled X}  an amount, exactly, times the next parameter
 *   {minor X}   the same as a whole number
 *   {seconds X} since the beginning of 1970, by X's own calendar
 *   {client}    the external id of the client of contract c
 *   {staff}     whether user u is an administrator or a manager
 *   {active}    whether contract c says that it is active
 *   {ends}      by contract_id: when it was churned last (`churned`), when its
 *               newest case came (`newest`)
 *   {known}     whether the status of case r is one of the four
 */
const char *rt_py_sql(const struct rt_py_tables *tables, const char *sql,
                      struct rt_arena *a);

#endif
