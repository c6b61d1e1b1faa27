#!/bin/sh
# Installs the clients that tests/test_clients_*.py run and that can't share the developers' environment: those of
# Python into .cache/clients/python, those of npm into .cache/clients/npm, all pinned and with hashes.
# `make test` calls it when something has to be installed again; $1 is a Python with pip, by its path in the checkout.
set -eu
cd "$(dirname "$0")/../.."
python=$1
here=tests/clients
home=.cache/clients

failed() {
    echo "The clients for the tests can't be installed: $1." >&2
    echo "What was said of it stands above; the tests named test_clients_* need them." >&2
    exit 1
}

install() {
    "$python" -m pip --python "$home/python/bin/python" --disable-pip-version-check -qq \
        install --require-hashes --no-compile -r "$here/$1"
}

echo "Installing the clients for the tests into $home"
rm -rf "$home"
mkdir -p "$home/bin" "$home/npm"
"$python" -m venv --without-pip "$home/python" || failed "$python makes no environment"

# A node of the system's goes with the settings by which its npm reaches a registry; 18 is Debian 12's.
if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
    ln -s "$(command -v node)" "$home/bin/node"
else
    install requirements-node.txt || failed "there is no Node.js (18 or newer) with npm, and pip brings none"
    ln -s ../python/bin/node "$home/bin/node"
    PATH=$PWD/$home/python/bin:$PATH
fi

install requirements.txt &
others=$!
cp "$here/package.json" "$here/package-lock.json" "$home/npm/"
if ! (cd "$home/npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --no-update-notifier >/dev/null); then
    kill "$others" 2>/dev/null || true
    failed 'npm ci went wrong'
fi
wait "$others" || failed 'pip install went wrong'
