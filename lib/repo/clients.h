/* Clients, many at a time, by their external ids. */
#ifndef RT_REPO_CLIENTS_H
#define RT_REPO_CLIENTS_H

#include "db/db.h"

/* Find those of these clients whose personal data were deleted on request:
 * forgotten[i] for names[i]. */
enum rt_code rt_clients_forgotten(struct rt_db *db,
                                  const struct rt_param *names, size_t n,
                                  bool *forgotten, struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

/* One attribute of a client; an empty value removes it. */
struct rt_client_attr {
    int64_t client_id;
    const char *name, *value;
    bool of_new; /* the client was added just now, and has none */
};

/* Set attributes to these values; changed[i] says whether list[i] was
 * different before. In the caller's transaction. */
enum rt_code rt_client_attrs_put(struct rt_db *db,
                                 const struct rt_client_attr *list, size_t n,
                                 bool *changed, struct rt_arena *a,
                                 struct rt_err *err) RT_CHECK;

/* Which of these attributes were edited at the desk, and the file has another
 * value: kept[i], and desk[i] is the desk's ("": none).  Where it has the same, the edit has done its work and is
 * deleted.  In the caller's transaction. */
enum rt_code rt_client_attrs_settle(struct rt_db *db,
                                    const struct rt_client_attr *list, size_t n,
                                    bool *kept, const char **desk,
                                    struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;

#endif
