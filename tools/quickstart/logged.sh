#!/bin/sh
# logged.sh FILE COMMAND...: run the command and append its output to FILE.
# There is no pipe in between, so that a full disk costs lines of the log, but
# neither stops the program nor the supervisor that keeps it running.
file=$1
shift
# `true`, not `:`, whose failure would end the shell.
if true >>"$file"; then
    exec >>"$file" 2>&1
else
    exec >/dev/null 2>&1
fi
exec "$@"
