# shellcheck shell=bash disable=SC2154
# Compile and install into $app, if a source has changed since the last time.

newer_source() {
    local -a sources=("$root"/{lib,cgi,tools,templates,static,sql,nginx})
    sources+=("$root/configure.ac" "$root/Makefile.am")
    [[ -e $app/.installed ]] || return 0
    [[ -n $(find "${sources[@]}" -newer "$app/.installed" -print -quit) ]]
}

# Compile and install as the user who owns the sources.
compile() {
    local build=$root/build/app
    cd "$root" || return
    if [[ ! -e configure || configure.ac -nt configure ]]; then
        step "$log" as "$builder" autoreconf -fi || return
    fi
    as "$builder" mkdir -p "$build"
    cd "$build" || return
    if [[ $(cat .prefix 2>/dev/null) != "$app" || ! -e Makefile ]]; then
        step "$log" as "$builder" "$root/configure" -q --prefix="$app" || return
        as "$builder" sh -c "printf '%s' '$app' >.prefix"
    fi
    step "$log" as "$builder" make -s -j"$(nproc)" || return
    step "$log" as "$builder" make -s install
}

# install_built FOLDER: install the programs of that folder as they are.  -o
# keeps make from building them again while others run them.
install_built() {
    local -a keep=(-o Makefile -o retention -o dashboard.fcgi -o chart.fcgi
        -o file.fcgi)
    step "$log" as "$builder" make -s -C "$1" "${keep[@]}" \
        install-exec install-data prefix="$app"
}

# build_programs [FOLDER]: from the sources, or from a folder where they are
# built already (the tests do that).
build_programs() {
    if [[ -n ${1:-} ]]; then
        (umask 022 && install_built "$1") || exit 1
        return
    fi
    newer_source || return 0
    say 'Собираю программы (первый раз около минуты).' \
        'Building the programs (about a minute the first time).'
    as "$builder" touch "$app/.started"
    (umask 022 && compile) || exit 1
    as "$builder" mv "$app/.started" "$app/.installed"
}
