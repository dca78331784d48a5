/* What a fuzz target defines for libFuzzer and for replay.c. */
#ifndef RT_T_FUZZ_H
#define RT_T_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The name of the target's corpus, a folder in t/data/fuzz. */
extern const char fuzz_name[];

/* Try one input.  Aborts when a promise is broken; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
