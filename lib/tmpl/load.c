#include "tmpl/node.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".mustache";

static enum rt_code
read_file(const char *path, struct rt_buf *text, struct rt_err *err)
{
    enum rt_code rc = RT_OK;
    FILE *f = fopen(path, "re");
    char piece[16384];
    size_t n;

    if (f == NULL)
        return rt_fail_errno(err, "cannot open %s", path);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        rt_buf_add(text, piece, n);
    if (ferror(f))
        rc = rt_fail_errno(err, "cannot read %s", path);
    else if (text->overflow)
        rc = rt_fail(err, RT_ELIMIT, "%s: more than %d bytes", path,
                     RT_TMPL_SIZE);
    fclose(f);
    return rc;
}

/* Load the file `rel` below the directory if it is a template. */
static enum rt_code
load_file(struct rt_tmpl_set *set, const char *path, const char *rel,
          struct rt_err *err)
{
    size_t len = strlen(rel), cut = sizeof suffix - 1;
    struct rt_buf text;
    enum rt_code rc;

    if (len <= cut || strcmp(rel + len - cut, suffix) != 0)
        return RT_OK;
    rt_buf_init(&text, RT_TMPL_SIZE);
    rc = read_file(path, &text, err);
    if (rc == RT_OK)
        rc = rt_tmpl_add(set, rt_strndup(set->arena, rel, len - cut),
                         rt_buf_cstr(&text), text.len, err);
    rt_buf_fini(&text);
    return rc;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum rt_code
load_below(struct rt_tmpl_set *set, FTS *walk, size_t dir_len,
           struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (FTSENT *e; rc == RT_OK && (e = fts_read(walk)) != NULL;) {
        if (e->fts_info == FTS_F)
            rc = load_file(set, e->fts_path, e->fts_path + dir_len + 1, err);
        if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR ||
            e->fts_info == FTS_NS) {
            errno = e->fts_errno;
            rc = rt_fail_errno(err, "cannot read %s", e->fts_path);
        }
    }
    return rc;
}

enum rt_code
rt_tmpl_load(const char *dir, struct rt_tmpl_set **out, struct rt_err *err)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    char *root = rt_strdup(set->arena, dir);
    char *roots[] = {root, NULL};
    enum rt_code rc;
    FTS *walk;

    *out = NULL;
    for (size_t n = strlen(root); n > 1 && root[n - 1] == '/'; n--)
        root[n - 1] = '\0';
    walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (walk == NULL)
        rc = rt_fail_errno(err, "cannot read %s", dir);
    else
        rc = load_below(set, walk, strlen(root), err);
    if (walk != NULL)
        fts_close(walk);
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, err);
    if (rc != RT_OK) {
        rt_tmpl_free(set);
        return rc;
    }
    *out = set;
    return RT_OK;
}
