/* Result codes and the error a caller hands down to be filled. */
#ifndef RT_BASE_ERR_H
#define RT_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#define RT_CHECK __attribute__((warn_unused_result))
#define RT_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* The result of a fallible function. */
enum rt_code {
    RT_OK,        /* done */
    RT_NONE,      /* also an answer: no such row, end of rows, end of file */
    RT_EINVAL,    /* the input is wrong: the message names it and its value */
    RT_ELIMIT,    /* a stated limit is exceeded */
    RT_EDENIED,   /* the caller may not do this */
    RT_ECONFLICT, /* the row changed meanwhile, or the key exists already */
    RT_EBROKEN,   /* a file is damaged, cut short or of an unknown version */
    RT_EIO,       /* the system refused: file, socket, disk full */
    RT_EAWAY,     /* the database cannot be reached now */
    RT_ERETRY,    /* the transaction was rolled back: redo it as a whole */
    RT_EUNKNOWN,  /* the connection was lost at COMMIT: ask before redoing */
    RT_EDB,       /* the database refused the statement */
    RT_CODE__MAX
};

/*
 * The first error of a call chain.
 *
 * `text` is in English, for logs.  Where the reader of a page or of the
 * command line caused the error, `key` names a sentence in the catalogues
 * (lib/text) and `args` holds the names and values of its placeholders as
 * NUL-separated pairs.  The edge says it from these in the reader's language.
 */
struct rt_err {
    enum rt_code code;
    const char *key; /* static string or NULL */
    size_t args_len;
    char args[512];
    char text[768];
};

/* Record `code` and an English text, unless `err` is NULL or already holds an
 * error.  Returns `code`. */
enum rt_code rt_fail(struct rt_err *err, enum rt_code code, const char *fmt,
                     ...) RT_PRINTF(3, 4);

/* The same with a sentence of the catalogues.  `key` is a string literal;
 * pairs of placeholder name and value follow (both `const char *`), then NULL.
 * Values longer than 120 bytes are cut and end in "…"; control characters and
 * malformed bytes become '?'.  `text` becomes "key name=value ...". */
enum rt_code rt_fail_key(struct rt_err *err, enum rt_code code, const char *key,
                         ...) __attribute__((sentinel));

/* Like rt_fail() with RT_EIO, followed by ": " and what errno says.  The
 * arguments are {what}, the text, and {errno}; a full disk has the key
 * "disk_full", other causes have none. */
enum rt_code rt_fail_errno(struct rt_err *err, const char *fmt, ...)
    RT_PRINTF(2, 3);

/* A value for the placeholder {errno}, which rt_text_err() says in the reader's
 * language: the name of a cause that the catalogues know ("enoent"), else
 * strerror(). */
const char *rt_errno_value(int number);

/* The name of a code, for logs: "RT_EINVAL". */
const char *rt_code_name(enum rt_code code);

/* Print the message and abort: for broken invariants and for memory that
 * cannot be had. */
void rt_die(const char *fmt, ...) RT_PRINTF(1, 2) __attribute__((noreturn));

/* The value of a placeholder; NULL when the error has none of that name. */
const char *rt_err_arg(const struct rt_err *err, const char *name);

#endif
