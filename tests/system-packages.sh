#!/bin/sh
# What the tests need from the system, beside Python's packages: a browser that opens the built
# pages, fonts in which their Chinese text can be drawn, libatomic for the program with which
# Playwright drives that browser, libical and khal, which read the calendars, and the servers for which
# the documentation has settings.
# Installs what is missing where it may (Debian and its kin, as root); otherwise says what to do.
set -eu
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps ldconfig

may_install() {
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]
}

# Is package $1 here? Asked of dpkg where there is one, else seen from what the package brings.
has() {
    if command -v dpkg-query >/dev/null 2>&1; then
        case $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) in
        installed) return 0 ;;
        esac
    fi
    case $1 in
    chromium-headless-shell) # the same pages in a third of the time; where nothing may be installed, Chromium will do
        command -v chromium-headless-shell || { ! may_install && has chromium; } ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    fontconfig) command -v fc-list ;;
    fonts-noto-cjk) fc-list :lang=zh family | grep . ;;
    khal) command -v khal ;;
    libatomic1) ldconfig -p | grep 'libatomic\.so' ;;
    libical3) ldconfig -p | grep 'libical\.so' ;;
    nginx | caddy) command -v "$1" ;;
    apache2-bin) command -v apache2 ;;
    esac >/dev/null 2>&1
}

missing=
for package in chromium-headless-shell fontconfig fonts-noto-cjk khal libatomic1 libical3 nginx apache2-bin caddy; do
    has "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these packages (so called by Debian):$missing." >&2
    echo "Install them under the names that this system has for them, then run this again." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need these system packages:$missing. Install them with:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing system packages for the tests:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
policy=
trap 'rm -f "$log" $policy' EXIT

apt() {
    if ! apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; then
        cat "$log" >&2
        echo "apt-get $* failed; what it said stands above." >&2
        exit 1
    fi
}

if [ "$missing" = ' chromium-headless-shell' ] && has chromium; then
    if ! (apt update && apt install -y --no-install-recommends chromium-headless-shell); then
        echo 'The pages are opened in Chromium instead, which takes three times as long.' >&2
    fi
    exit 0
fi

# The tests start the servers themselves: none is to run because it was installed, now or from the
# next start of the machine on. What policy-rc.d answers is asked before a package starts anything.
if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
fi

apt update
# Not every kin of Debian has the shell by itself.
case $missing in
*chromium-headless-shell*)
    if ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        missing=${missing%%chromium-headless-shell*}chromium${missing#*chromium-headless-shell}
    fi ;;
esac
# shellcheck disable=SC2086  # one package a word: split on purpose
apt install -y --no-install-recommends $missing
for service in nginx caddy; do
    case " $missing " in
    *" $service "*) systemctl disable "$service" >"$log" 2>&1 || true ;; # there may be no systemd
    esac
done
