/* TAP for C tests: one line for each check, the plan at the end. */
#ifndef RT_T_TAP_H
#define RT_T_TAP_H

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused)) static bool
ok(bool good, const char *fmt, ...)
{
    va_list ap;

    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
    fflush(stdout);
    tap_failed += !good;
    return good;
}

__attribute__((unused)) static bool
is_str_at(const char *file, int line, const char *got, const char *want,
          const char *what)
{
    bool same =
        got == want || (got != NULL && want != NULL && strcmp(got, want) == 0);

    if (!ok(same, "%s", what))
        printf("# %s:%d\n#  got: %s\n# want: %s\n", file, line,
               got != NULL ? got : "(null)", want != NULL ? want : "(null)");
    return same;
}

__attribute__((unused)) static bool
is_int_at(const char *file, int line, int64_t got, int64_t want,
          const char *what)
{
    if (!ok(got == want, "%s", what))
        printf("# %s:%d\n#  got: %" PRId64 "\n# want: %" PRId64 "\n", file,
               line, got, want);
    return got == want;
}

/* Equal within `tol` relative to the larger size; NaN equals NaN. */
__attribute__((unused)) static bool
is_close_at(const char *file, int line, double got, double want, double tol,
            const char *what)
{
    bool same = (isnan(got) && isnan(want)) || got == want ||
                fabs(got - want) <= tol * fmax(fabs(got), fabs(want));

    if (!ok(same, "%s", what))
        printf("# %s:%d\n#  got: %.17g\n# want: %.17g\n", file, line, got,
               want);
    return same;
}

#define is_str(got, want, what) is_str_at(__FILE__, __LINE__, got, want, what)
#define is_int(got, want, what) is_int_at(__FILE__, __LINE__, got, want, what)
#define is_close(got, want, tol, what) \
    is_close_at(__FILE__, __LINE__, got, want, tol, what)

/* Skip the rest and say why; for tests that need ../shared. */
__attribute__((unused)) static void
skip(const char *why)
{
    printf("ok %d # SKIP %s\n", ++tap_count, why);
}

/* Print the plan; the exit status of main(). */
__attribute__((unused)) static int
done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed != 0;
}

#endif
