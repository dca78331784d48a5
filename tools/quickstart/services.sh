# shellcheck shell=bash disable=SC2154
# The running programs: their configuration, start, readiness, and end.

supervisor=
# FastCGI workers of each kind: more than there are cores, because a worker that
# waits for the database does nothing else.
workers=$((2 * $(nproc)))
((workers <= 16)) || workers=16
# Half a kilobyte each: enough room for visitors who only keep connections open.
connections=8192
files=$(ulimit -Hn)
[[ $files != unlimited && $files -lt $((connections + 64)) ]] ||
    files=$((connections + 64))
((connections <= files - 64)) || connections=$((files - 64))

# render FROM TO: copy a file with each @NAME@ replaced by its value; the copy
# belongs to the services' user.
render() {
    local text
    text=$(<"$1") || exit 1
    text=${text//@MARIADB@/"$mariadb_program"}
    text=${text//@RUN@/"$run"}
    text=${text//@APP@/"$app"}
    text=${text//@SOCKETS@/"$sockets"}
    text=${text//@SERVICE@/"$service"}
    text=${text//@WORKERS@/"$workers"}
    text=${text//@QUEUE@/"$((64 * workers))"}
    text=${text//@FILES@/"$files"}
    text=${text//@CONNECTIONS@/"$connections"}
    text=${text//@HOST@/"$host"}
    text=${text//@PORT@/"$port"}
    text=${text//@LOG@/"$run/log"}
    text=${text//@SHARE@/"$app/share/customer-retention"}
    printf '%s\n' "$text" | private "$2" || exit 1
}

write_configuration() {
    local here=$root/tools/quickstart name
    for name in logged patient bound-logs; do
        private "$run/etc/$name.sh" <"$here/$name.sh" || exit 1
    done
    mariadb_program=
    if [[ -n $private_db ]]; then
        mariadb_program=$(<"$here/supervisord-mariadb.conf")
        render "$here/mariadb.cnf" "$run/etc/mariadb.cnf"
        render "$here/accounts.sql" "$run/etc/accounts.sql"
    fi
    render "$here/supervisord.conf" "$run/etc/supervisord.conf"
    render "$root/nginx/quickstart.conf" "$run/etc/nginx.conf"
    render "$root/nginx/retention.conf" "$run/etc/nginx-site.conf"
}

# End the processes of an earlier start that was killed; their pid files are in
# our own folder.
end_leftovers() {
    local file pid try
    for file in "$sockets"/{supervisord,nginx,mariadb}.pid; do
        pid=$(as_service cat "$file" 2>/dev/null) || continue
        [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || continue
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$run/" || continue
        say 'Завершаю процесс %s, оставшийся от прошлого запуска.' \
            'Ending process %s, left over from an earlier start.' "$pid"
        as_service kill "$pid" 2>/dev/null
        for ((try = 0; try < 150; try++)); do
            [[ -d /proc/$pid ]] || break
            sleep 0.2
        done
    done
    rm -f "$sockets"/*.{sock,pid,started}
}

make_database() {
    as_service test -d "$run/mariadb/data" && return
    say 'Создаю базу данных (MariaDB только для этой программы, без сетевого порта).' \
        'Making the database (a MariaDB of its own, without a network port).'
    as_service rm -rf "$run/mariadb/new"
    step "$log" as_service mariadb-install-db --no-defaults \
        --datadir="$run/mariadb/new" --tmpdir="$run/tmp" --skip-test-db --force \
        --auth-root-authentication-method=socket || exit 1
    as_service mv "$run/mariadb/new" "$run/mariadb/data" || exit 1
}

control() { as_service supervisorctl -c "$run/etc/supervisord.conf" "$@"; }

# Send the first output of supervisord to the log and read on as long as it
# runs: if it could not write its output, on a full disk say, it would die.
beginning_of_output() {
    # shellcheck disable=SC2016 # the inner shell expands
    exec setsid sh -c 'head -c 65536 >>"$1"; exec cat >/dev/null' sh "$log" 9>&-
}

start_supervisor() {
    local -a drop=()
    ((EUID != 0)) || drop=(--reuid "$service"
        --regid "$(id -g "$service")" --init-groups)
    # setsid: Ctrl-C reaches only this script, which then ends the others.
    setsid setpriv "${drop[@]}" --pdeathsig TERM \
        supervisord -c "$run/etc/supervisord.conf" \
        </dev/null > >(beginning_of_output) 2>&1 9>&- &
    supervisor=$!
    wait_for 60 test -S "$sockets/supervisor.sock" ||
        fail 'supervisord не запустился. Журнал: %s' \
            'supervisord did not start. Its log: %s' "$run/log/supervisord.log"
}

# wait_for SECONDS COMMAND...: repeat the command until it succeeds.  Fails when
# the time is up or supervisord has ended.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [[ -d /proc/$supervisor ]] && ((SECONDS < until)) || return 1
        sleep 0.1
    done
}

wait_for_database() {
    wait_for 60 test -S "$sockets/mysql.sock" && return
    tail -n 20 "$run/log/mariadb.log" >&2
    fail 'База данных не запустилась. Журнал: %s' \
        'The database did not start. Its log: %s' "$run/log/mariadb.log"
}

# True when the page itself answers, and not nginx with "bad gateway".
page_answers() (
    exec 2>/dev/null 3<>"/dev/tcp/$probe/$port" || exit
    printf 'GET / HTTP/1.0\r\nHost: %s\r\n\r\n' "$probe" >&3
    IFS= read -r -t 5 line <&3
    [[ $line == HTTP/1.?\ [234]* ]]
)

start_pages() {
    # supervisorctl returns only when all programs have run for a second; the
    # page answers earlier.
    control start all >>"$log" 2>&1 9>&- &
    wait_for 60 page_answers && return
    control status >&2
    tail -qn 5 "$run"/log/{nginx,dashboard}.log >&2
    fail 'Страница не отвечает. Журналы лежат в %s' \
        'The page does not answer. The logs are in %s' "$run/log"
}

stop_services() {
    [[ -n $supervisor ]] || return 0
    kill "$supervisor" 2>/dev/null
    # A trapped signal interrupts wait, so wait again until it is really gone.
    while [[ -d /proc/$supervisor ]]; do wait "$supervisor"; done
    supervisor=
}

port_is_taken() { (exec 3<>"/dev/tcp/$probe/$port") 2>/dev/null; }

refuse_taken_port() {
    local who
    port_is_taken || return 0
    who=$(ss -Hltnp "sport = :$port" 2>/dev/null | grep -o 'users:.*' | head -n 1)
    fail 'Порт %s уже занят%s. Выберите другой: ./quickstart --port %s (или DASH_PORT в .env).' \
        'Port %s is taken already%s. Choose another: ./quickstart --port %s (or DASH_PORT in .env).' \
        "$port" "${who:+ ($who)}" "$((port + 1))"
}
