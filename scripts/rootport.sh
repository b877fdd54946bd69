#!/usr/bin/env bash
# rootport from a clone of this repository: builds it at the first call. Needs Node 20 and, for that call, the network.
# The pre-commit hooks and the GitHub Action call it so.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
main=$root/packages/cli/dist/main.js
if [ ! -f "$main" ]; then
  log=$(mktemp)
  (cd "$root" && npm ci && npm run build) > "$log" 2>&1 || {
    cat "$log" >&2
    rm -f "$main"
    exit 2
  }
fi
exec node "$main" "$@"
