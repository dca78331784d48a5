# shellcheck shell=bash disable=SC2034,SC2154
# Which user runs the services, where the run folder is, and what `.env` says.

# The run folder when the services' user cannot enter the checkout.
closed_place=/var/lib/customer-retention

# Refuse a path that make, nginx or supervisord would misread in their
# configuration files.
refuse_odd_path() {
    [[ $1 != *[[:space:]\"\'\\\$\&\`\#\;\%{}]* ]] ||
        fail 'В пути «%s» есть пробел или особый знак; положите папку по пути без них.' \
            'The path "%s" has a blank or a special character; put the folder where there is none.' "$1"
}

# Set $builder, the user that compiles, and $service, the user that the programs
# run as.  Root is neither, except that it compiles a checkout of its own.
choose_users() {
    local owner
    owner=$(checkout_owner)
    if ((EUID != 0)); then
        builder=$(id -un)
        service=$builder
        [[ -n $built || -w $root ]] ||
            fail 'Папка %s принадлежит пользователю %s: запустите от его имени или через sudo.' \
                'The folder %s belongs to the user %s: start as that user, or through sudo.' \
                "$root" "$owner"
        return
    fi
    builder=$owner
    [[ -n $service ]] || service=$(earlier_user)
    if [[ -n $service ]]; then
        refuse_root
        return
    elif [[ $owner != root ]]; then
        service=$owner
    elif [[ -n ${SUDO_USER:-} && $SUDO_USER != root ]]; then
        service=$SUDO_USER
    else
        service=retention
        make_service_user
    fi
    say 'Программы будут работать от имени пользователя %s, не root.' \
        'The programs will run as the user %s, not as root.' "$service"
}

# Refuse root under any name: "root", "0".
refuse_root() {
    local id
    id=$(id -u "$service" 2>/dev/null) ||
        fail 'Пользователя %s нет.' 'There is no user %s.' "$service"
    [[ $id != 0 ]] ||
        fail 'Программы не работают от имени root. Назовите другого пользователя: --user ИМЯ.' \
            'The programs do not run as root. Name another user: --user NAME.'
}

# The owner of the database of an earlier start; nothing if there was none.
earlier_user() {
    local place=${run:-$root/var}
    [[ -n $run || -d $place/mariadb ]] || place=$closed_place
    stat -c %U "$place/mariadb" 2>/dev/null
}

make_service_user() {
    getent passwd "$service" >/dev/null && return
    useradd --system --user-group --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin "$service" ||
        fail 'Не удалось создать системного пользователя %s.' \
            'The system user %s could not be created.' "$service"
    say 'Создан системный пользователь %s (убрать: userdel %s).' \
        'Made the system user %s (to remove: userdel %s).' "$service" "$service"
}

as_service() { as "$service" "$@"; }

# Set $run, the folder of programs, database, snapshots and logs, and $sockets.
# The path of a socket may have 107 bytes; if the checkout lies too deep, the
# sockets are in /tmp.
choose_place() {
    if [[ -z $run ]]; then
        run=$root/var
        if ! as_service test -x "$root"; then
            run=$closed_place
            say 'Папка %s закрыта для пользователя %s, поэтому данные и программы лежат в %s.' \
                'The folder %s is closed to the user %s, so data and programs are kept in %s.' \
                "$root" "$service" "$run"
        fi
    fi
    refuse_odd_path "$run"
    [[ -d $run ]] || folder "$builder" 755 "$run"
    run=$(cd "$run" && pwd -P) || exit 1
    app=$run/app
    sockets=$run/run
    if ((${#sockets} > 80)); then
        sockets=/tmp/customer-retention-$(printf '%s' "$run" | sha256sum | head -c 16)
    fi
    # Files that root writes or runs must not be in a folder of the services'
    # user.
    folder "$builder" 755 "$run" "$run"/{app,bin}
    folder "$service" 700 "$run"/{data,etc,log,mariadb,tmp} "$sockets"
}

# folder OWNER MODE PATH...: make folders.  One that exists must belong to the
# owner: in /tmp, anybody could have made it.
folder() {
    local owner=$1 mode=$2 path
    local -a give=()
    shift 2
    ((EUID != 0)) || give=(-o "$owner" -g "$(id -gn "$owner")")
    for path in "$@"; do
        if [[ -e $path && $(stat -c %U "$path") != "$owner" ]]; then
            fail 'Папка %s принадлежит пользователю %s, а не %s.' \
                'The folder %s belongs to the user %s, not to %s.' \
                "$path" "$(stat -c %U "$path")" "$owner"
        fi
        install -d "${give[@]}" -m "$mode" "$path" || exit 1
    done
}

# private FILE: write the input to a file that only the services' user can read,
# whole or not at all.  At the end of a pipe this cannot end the script, so
# callers check the result.
private() {
    as_service sh -c 'umask 077 && rm -f "$1.new" && cat >"$1.new" &&
        mv -fT "$1.new" "$1"' sh "$1"
}

# Make .env private: it has passwords, and the programs refuse a file that
# others can read.
guard_env() {
    [[ -f $env_file ]] || return 0
    if (($(stat -c 0%a "$env_file") & 077)); then
        chmod 600 "$env_file" &&
            say 'Файл %s могли читать другие: теперь chmod 600.' \
                'Others could read the file %s: now chmod 600.' "$env_file"
    fi
}

# Set $env_file to the file that the programs read: .env itself if they may read
# it, else a copy.
place_env() {
    if [[ -f $env_file ]] && as_service test -r "$env_file"; then
        return
    fi
    if [[ -f $env_file ]]; then
        say 'Пользователь %s не может читать %s, его копия (0600) лежит в %s.' \
            'The user %s cannot read %s, a copy of it (0600) is in %s.' \
            "$service" "$env_file" "$run/etc/env"
        private "$run/etc/env" <"$env_file" || exit 1
    else
        private "$run/etc/env" </dev/null || exit 1
    fi
    env_file=$run/etc/env
}

# written NAME: the value in the environment, else in .env; empty when unset.
# Only the rules that quickstart needs; lib/conf has all of them.
written() {
    local value=${!1-}
    if [[ -z ${!1+set} && -r $env_file ]]; then
        value=$(sed -n "s/^[[:space:]]*\(export[[:space:]]\+\)\?$1[[:space:]]*=[[:space:]]*//p" \
            "$env_file" | tail -n 1)
        value=${value%$'\r'}
        value=${value%%[[:space:]]#*}
        value=${value%"${value##*[![:space:]]}"}
        [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]] && value=${BASH_REMATCH[1]}
    fi
    [[ $value =~ ^\[[^]]*\]\((.*)\)$ ]] && value=${BASH_REMATCH[1]}
    printf '%s' "$value"
}

# setting NAME: the same, but empty also for the placeholder of the template.
setting() {
    local value
    value=$(written "$1")
    [[ $value == YOUR_*_HERE ]] || printf '%s' "$value"
}

# True unless .env names a server.  The template says localhost and leaves the
# password to be filled in; that names no server yet.  rt_conf_load() has the
# same rule.
wants_private_database() {
    local host name
    host=$(setting DB_HOST)
    [[ -n $host ]] || return 0
    [[ $host =~ ^(([^,]*\.)?localhost|127\.[0-9.]+|\[::1\])$ ]] || return 1
    for name in DB_USER DB_PASSWORD DB_NAME; do
        [[ $(written "$name") != YOUR_*_HERE ]] || return 0
    done
    return 1
}
