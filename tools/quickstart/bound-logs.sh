#!/bin/sh
# bound-logs.sh FOLDER BYTES [SECONDS]: every SECONDS (10), move the contents of
# each log in the folder that is larger than BYTES to FILE.1.  The log is copied
# and emptied, not renamed, because programs go on writing to the file that they
# have open.  If there is no room for the copy, the lines are lost.
folder=$1 most=$2 pause=${3:-10}
while :; do
    for log in "$folder"/*.log; do
        size=$(stat -c %s "$log" 2>/dev/null) || continue
        [ "$size" -gt "$most" ] || continue
        cp -f "$log" "$log.1" 2>/dev/null || rm -f "$log.1"
        true >"$log"
    done
    sleep "$pause"
done
