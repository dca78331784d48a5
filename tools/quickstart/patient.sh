#!/bin/sh
# patient.sh FILE FOLDER COMMAND...: replace this shell by the command once the
# disk of FOLDER has some room.  If the command was last started less than ten
# seconds ago, wait first: 1, 2, 4 ... 30 seconds.  In this way a program that
# cannot start is tried for ever without keeping the machine busy.  FILE
# remembers the last pause and the last start.
file=$1 folder=$2
shift 2
need_kb=32768

has_room() {
    df -Pk "$folder" | {
        read -r _
        read -r _ _ _ free _
        [ "${free:-$need_kb}" -ge "$need_kb" ]
    }
}

now=$(date +%s)
pause=0 started=0
if [ -s "$file" ]; then
    read -r pause started <"$file"
fi
if [ $((now - started)) -lt 10 ]; then
    pause=$((pause == 0 ? 1 : pause * 2))
    [ "$pause" -le 30 ] || pause=30
    sleep "$pause"
else
    pause=0
fi
if ! has_room; then
    echo "waiting for $need_kb kB of free space in $folder"
    until has_room; do sleep 2; done
fi
echo "$pause $(date +%s)" >"$file"
exec "$@"
