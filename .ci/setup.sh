#!/usr/bin/env bash
# Install what is missing: setup.sh service|tests [PYTHON]. System packages by apt-get, Python packages into .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?service or tests}
python=${2:-python3}

say() { printf '== %s\n' "$*"; }

# Quiet, but for its whole output when it fails.
pip_install() {
  .venv/bin/pip install --disable-pip-version-check --no-input --retries 5 "$@" >.venv/install.log 2>&1 || { cat .venv/install.log; exit 1; }
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

missing=()
has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ "$what" = tests ]; then
  command -v chromium >/dev/null || missing+=(chromium)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  has_library libatomic.so.1 || missing+=(libatomic1) # the browser driver's own node needs it
fi

if [ ${#missing[@]} -gt 0 ]; then
  install="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else
    say "These system packages are missing: ${missing[*]}"
    printf 'Install them with:\n  sudo apt-get update && sudo %s\nthen run make again.\n' "$install"
    exit 1
  fi
  say "Installing system packages: ${missing[*]} (this can take a minute or two)"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
fi

stamp=.venv/.installed
wanted=$(cat requirements.lock pyproject.toml .ci/setup.sh | sha256sum | cut -d' ' -f1)
if [ ! -x .venv/bin/igpath ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  say "Creating the Python environment in .venv"
  [ -x .venv/bin/pip ] || "$python" -m venv --clear .venv
  say "Installing $(grep -c '==' requirements.lock) locked Python packages (a minute or two the first time)"
  pip_install --require-hashes -r requirements.lock
  pip_install --no-deps --no-build-isolation --editable .
  printf '%s\n' "$wanted" >"$stamp"
  say "Environment ready"
fi
