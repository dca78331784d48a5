# `make fuzz` compiles the library and the targets once more, with clang and its
# instrumentation.  The rules are of GNU make, not of automake: so a second set
# of all objects is neither configured in other builds nor listed in the
# archive.
objects = $(patsubst %.c,t/tmp/fuzz/%.o,$(filter %.c,$(sources)))
programs = $(patsubst t/unit/fuzz/%-t,t/tmp/fuzz/%-fuzz,$(targets))

all: $(programs)

t/tmp/fuzz/%-fuzz: $(srcdir)/t/fuzz/%.c $(srcdir)/t/fuzz/fuzz.h $(objects)
	@echo "  FUZZ CC  $(@F)"
	@$(CC) $(flags) -fsanitize=fuzzer -o $@ $< $(objects) -Wl,--as-needed $(libs)

t/tmp/fuzz/%.o: $(srcdir)/%.c
	@echo "  FUZZ CC  $*.c"
	@mkdir -p $(@D)
	@$(CC) $(flags) -fsanitize=fuzzer-no-link -MD -MP -c -o $@ $<

.SECONDARY: $(objects)
-include $(objects:.o=.d)
