/* Clients, many at a time, as files name them. */
#ifndef RT_REPO_CLIENTS_H
#define RT_REPO_CLIENTS_H

#include "db/db.h"

/* Of the clients with these external ids, those whose personal data were
 * forgotten: forgotten[i] for names[i]. */
enum rt_code rt_clients_forgotten(struct rt_db *db,
                                  const struct rt_param *names, size_t n,
                                  bool *forgotten, struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

/* One attribute of a client; an empty value takes it away. */
struct rt_client_attr {
    int64_t client_id;
    const char *name, *value;
    bool of_new; /* the client was added just now, and has none */
};

/* Bring attributes to these values; changed[i] says whether list[i] was not
 * so before.  In the caller's transaction. */
enum rt_code rt_client_attrs_put(struct rt_db *db,
                                 const struct rt_client_attr *list, size_t n,
                                 bool *changed, struct rt_arena *a,
                                 struct rt_err *err) RT_CHECK;

#endif
