/* Find clients: by numbers that a company uses, and by what a person is known
 * by. */
#ifndef RT_REPO_CLIENT_SEARCH_H
#define RT_REPO_CLIENT_SEARCH_H

#include "db/db.h"

enum {
    RT_FOUND_MAX = 50,   /* of a page */
    RT_SEARCH_TEXT = 254 /* characters of what is looked for */
};

enum rt_search_by {
    RT_SEARCH_ALL,
    RT_SEARCH_NUMBER, /* of the client, or of a contract: its beginning */
    RT_SEARCH_PHONE,  /* E.164 */
    RT_SEARCH_EMAIL,
    RT_SEARCH_NAME /* the beginning of the last or the first name, or of both
                      in any order, with a blank between them */
};

struct rt_client_search {
    enum rt_search_by by;
    const char *text;
    int64_t after; /* 0: the first page; else *next of the page before */
};

/* A client in a list: the strings are as they are stored, and are masked
 * before anybody sees them; NULL where there is none. */
struct rt_found_client {
    int64_t id;
    const char *external_id;
    const char *last_name, *first_name, *phone, *email, *region, *segment;
    bool forgotten;
    int64_t contracts;    /* that run today, or begin later */
    int64_t open_case;    /* id; 0: none */
    int64_t open_manager; /* whose it is; 0: nobody's */
};

/*
 * A page of clients in the order of their names, numbers (RT_SEARCH_NAME,
 * RT_SEARCH_NUMBER) or ids, at
 * most RT_FOUND_MAX.  Deleted clients are not found.  *next begins the next
 * page; 0: there is none.  The list lives as long as `a`.
 */
enum rt_code rt_clients_search(struct rt_db *db,
                               const struct rt_client_search *search,
                               int32_t today, struct rt_arena *a,
                               struct rt_found_client **list, size_t *n,
                               int64_t *next, struct rt_err *err) RT_CHECK;

#endif
