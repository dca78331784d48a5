# shellcheck shell=bash disable=SC2034,SC2154
# What ./quickstart and ./check share: messages in two languages, steps that
# show their progress, users, and Debian packages.  To be sourced; expects
# `set -u` and $root, the folder of the checkout.

packages_build='gcc libc6-dev make autoconf automake pkgconf xz-utils
    libfcgi-dev libmariadb-dev libjansson-dev libcairo2-dev
    libpango1.0-dev libssl-dev libisal-dev zlib1g-dev'
packages_run='mariadb-server-core mariadb-client-core nginx supervisor
    fontconfig fonts-dejavu-core tzdata xlsx2csv'

lang=en
# The language is RETENTION_LANG, as in the programs, else that of the locale.
choose_language() {
    local locale=${RETENTION_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}
    if [[ $locale == ru* ]]; then lang=ru; else lang=en; fi
}

# words RUSSIAN ENGLISH [ARG...]: print one of two printf formats, by $lang.
words() {
    local format=$2
    [[ $lang == ru ]] && format=$1
    shift 2
    # shellcheck disable=SC2059 # the formats are ours
    printf "$format\n" "$@"
}

say() { words "$@"; }

# fail RUSSIAN ENGLISH [ARG...]: say what is wrong and what to do, and end.
fail() {
    words "$@" >&2
    exit 1
}

# attempt LOG COMMAND...: run the command with its output in LOG; on a terminal
# show the latest line while it runs.
attempt() {
    local log=$1 line
    shift
    if [[ ! -t 1 ]]; then
        "$@" >>"$log" 2>&1 </dev/null
        return
    fi
    "$@" 2>&1 </dev/null | while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        printf '\r\033[K  %.70s' "${line//[[:cntrl:]]/}"
    done
    set -- "${PIPESTATUS[0]}"
    printf '\r\033[K'
    return "$1"
}

# The same; on failure also show the end of the log.
step() {
    local log=$1 status=0
    attempt "$@" || status=$?
    shift
    if ((status != 0)); then
        tail -n 30 "$log" >&2
        say 'Не получилось (код %s): %s. Весь журнал: %s' \
            'Failed (status %s): %s. The whole log: %s' \
            "$status" "$*" "$log" >&2
    fi
    return "$status"
}

# The user the checkout belongs to.
checkout_owner() { stat -c %U "$root"; }

# as USER COMMAND...: run the command as this user, directly if we are that user
# already.
as() {
    local user=$1
    shift
    if [[ $user == "$(id -un)" ]]; then
        "$@"
    else
        runuser -u "$user" -- "$@"
    fi
}

# Which of these packages are not installed, on one line.
missing_packages() {
    local name missing=
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) \
            == installed ]] || missing+=" $name"
    done
    printf '%s' "${missing# }"
}

policy=/usr/sbin/policy-rc.d
policy_mark='# Of quickstart while it installs packages; remove it if you see this.'
policy_is_ours=
sudo=() # prefix of commands that root has to run

# A package with a service starts it when it is installed, and at every boot
# from then on.  We want the programs, not the services.
services_off() {
    # A file with our mark was left behind by a start that was killed.
    [[ ! -e $policy ]] || grep -qxF "$policy_mark" "$policy" || return 0
    policy_is_ours=yes
    printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" | "${sudo[@]}" tee "$policy" >/dev/null &&
        "${sudo[@]}" chmod 755 "$policy"
}

services_back() {
    [[ -n $policy_is_ours ]] || return 0
    "${sudo[@]}" rm -f "$policy"
    policy_is_ours=
}

# need_packages LOG PACKAGE...: install the missing ones, or say how to.
need_packages() {
    local log=$1 missing name
    local -a list apt install
    shift
    if ! command -v dpkg-query >/dev/null; then
        say 'Это не Debian: пакеты не проверяются, сборка назовёт недостающее.' \
            'This is not Debian: packages are not checked, the build will name what is missing.'
        return 0
    fi
    missing=$(missing_packages "$@")
    [[ -n $missing ]] || return 0
    read -ra list <<<"$missing"
    if ((EUID != 0)); then
        sudo=(sudo)
        if ! command -v sudo >/dev/null || ! sudo -v 2>>"$log"; then
            fail 'Нет прав ставить пакеты. Выполните от имени root и запустите снова:\n    apt-get update && apt-get install --no-install-recommends %s' \
                'You may not install packages. Run this as root, then start again:\n    apt-get update && apt-get install --no-install-recommends %s' \
                "$missing"
        fi
    fi
    say 'Ставлю пакеты Debian (%s): %s' 'Installing Debian packages (%s): %s' \
        "${#list[@]}" "$missing"
    apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2)
    services_off
    # The package lists of a fresh image may be missing or too old; then update
    # them and try again.
    install=("${apt[@]}" install --no-install-recommends "${list[@]}")
    attempt "$log" "${install[@]}" || {
        attempt "$log" "${apt[@]}" update && attempt "$log" "${install[@]}"
    } || tail -n 5 "$log" >&2
    services_back
    for name in nginx supervisor; do
        [[ " $missing " == *" $name "* ]] || continue
        "${sudo[@]}" update-rc.d "$name" disable >>"$log" 2>&1 &&
            say 'Системная служба %s не запущена и выключена (включить: systemctl enable %s).' \
                'The system service %s was not started and is disabled (to enable it: systemctl enable %s).' \
                "$name" "$name"
    done
    missing=$(missing_packages "${list[@]}")
    [[ -z $missing ]] ||
        fail 'Пакеты не поставились: %s. Есть ли сеть? Когда она будет:\n    apt-get update && apt-get install --no-install-recommends %s' \
            'These packages could not be installed: %s. Is there a network? Once there is:\n    apt-get update && apt-get install --no-install-recommends %s' \
            "$missing" "$missing"
}
