#!/bin/sh
# Makes what `make run` or `make test` needs: setup.sh run|test. Done once; the next call is instant.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'liuhen: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
can_install() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && have apt-get; }

install_packages() {
    can_install || return 1
    say "installing $* (Debian packages)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1 || say "apt-get update failed"
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >/dev/null 2>&1
}

# --- Debian packages -------------------------------------------------------------------------

has_chinese_font() { fc-list :lang=zh 2>/dev/null | grep -q . || ls /usr/share/fonts/*/*/*CJK* >/dev/null 2>&1; }

is_there() {
    case $1 in
        fonts-noto-cjk) has_chinese_font ;;
        chromium) have chromium-headless-shell || have chromium ;;
        *) have "$1" ;;
    esac
}

without() {
    case $1 in
        mosquitto) echo "face terminals over MQTT cannot connect" ;;
        openssl) echo "time stamps and offline checks of evidence do not work" ;;
        chromium) echo "browser tests fail" ;;
        fonts-noto-cjk) echo "Chinese text in screenshots is empty boxes" ;;
        strace) echo "the faults of failing disks (tests/faults) cannot be made" ;;
        docker-compose) echo "the test of docker-compose.yml fails" ;;
    esac
}

missing() { for one in "$@"; do is_there "$one" || echo "$one"; done; }

system_packages() {
    wanted="mosquitto openssl"
    [ "$purpose" = run ] || wanted="$wanted chromium fonts-noto-cjk docker-compose strace"
    absent=$(missing $wanted)
    [ -z "$absent" ] || install_packages $absent || true
    # the browser without its window needs half the processor time
    [ "$purpose" = run ] || have chromium-headless-shell || install_packages chromium-headless-shell || true
    for one in $(missing $wanted); do
        say "$one is missing, so $(without "$one"); as root: apt-get install $one"
    done
}

# --- Python ----------------------------------------------------------------------------------

find_python() {
    for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        have "$python" || continue
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        echo "$python" && return
    done
    return 1
}

make_venv() {
    python=$(find_python) || { install_packages python3 python3-venv && python=$(find_python); } ||
        stop "Python 3.11 or newer is needed; install it, or name it: PYTHON=/path/to/python3 make $purpose"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv ||
        stop "$python cannot make virtual environments; as root: apt-get install python3-venv"
    rm -rf .venv
    "$python" -m venv .venv || stop "no virtual environment could be made in $PWD/.venv"
}

python_packages() {
    lock=requirements.lock
    [ "$purpose" = run ] || lock=requirements-dev.lock
    state="$PWD $(cksum requirements.lock requirements-dev.lock | tr '\n' ' ')"
    for stamp in .venv/liuhen-test .venv/liuhen-$purpose; do
        [ ! -e "$stamp" ] || [ "$(cat "$stamp")" != "$state" ] || return 0
    done
    .venv/bin/python -c 'import pip' 2>/dev/null || make_venv
    say "installing Python packages from $lock"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock" ||
        stop "the packages of $lock could not be installed; see the lines above, then run make $purpose again"
    echo "$state" >".venv/liuhen-$purpose"
}

system_packages
python_packages
