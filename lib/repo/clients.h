/* Clients, many at a time, as files name them. */
#ifndef RT_REPO_CLIENTS_H
#define RT_REPO_CLIENTS_H

#include "db/db.h"

/*
 * The ids of clients by their external ids.
 *
 *   names   [n] RT_P_STR, in any order, may repeat
 *   create  add those that do not exist
 *   ids     [n] 0: there is none
 *   n_new   how many had to be added, or would have to be
 *
 * In the caller's transaction.
 */
enum rt_code rt_clients_resolve(struct rt_db *db, const struct rt_param *names,
                                size_t n, bool create, int64_t *ids,
                                int64_t *n_new, struct rt_arena *a,
                                struct rt_err *err) RT_CHECK;

/* Of the clients with these external ids, those whose personal data were
 * forgotten: forgotten[i] for names[i]. */
enum rt_code rt_clients_forgotten(struct rt_db *db,
                                  const struct rt_param *names, size_t n,
                                  bool *forgotten, struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

/* The external id of the client who has telegram_id ids[i] (RT_P_I64), NULL
 * when nobody has. */
enum rt_code rt_clients_of_telegram(struct rt_db *db,
                                    const struct rt_param *ids, size_t n,
                                    const char **owner, struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;

/* One attribute of a client; an empty value takes it away. */
struct rt_client_attr {
    int64_t client_id;
    const char *name, *value;
};

/* Bring attributes to these values; changed[i] says whether list[i] was not
 * so before.  With `write` false nothing is written. */
enum rt_code rt_client_attrs_put(struct rt_db *db,
                                 const struct rt_client_attr *list, size_t n,
                                 bool write, bool *changed, struct rt_arena *a,
                                 struct rt_err *err) RT_CHECK;

#endif
