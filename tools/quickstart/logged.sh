#!/bin/sh
# logged.sh FILE COMMAND...: run it with its output at the end of FILE, without
# a pipe in between: a disk that is full costs lines of the log, and neither
# holds up nor ends the program nor what keeps it running.
file=$1
shift
# `true`, not `:`, whose failure would end the shell.
if true >>"$file"; then
    exec >>"$file" 2>&1
else
    exec >/dev/null 2>&1
fi
exec "$@"
