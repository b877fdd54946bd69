#!/usr/bin/env bash
# The published command, of the version of this repository. The first call installs it; it needs Node 20 and, for that
# call, the network. The pre-commit hooks and the GitHub Action call it so.
# ROOTPORT_PACKAGE names what to install instead: the path of a packed command (npm run pack), another version.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(node -p "require('$root/packages/cli/package.json').version")
package=${ROOTPORT_PACKAGE:-rootport@$version}
folder=$root/.cache/command/$(basename "$package" .tgz)
main=$folder/node_modules/rootport/dist/main.js
if [ ! -f "$main" ]; then
  log=$(mktemp)
  # In a folder of its own, whole or not at all, though several hooks may begin at once.
  fresh=$(mkdir -p "$root/.cache/command" && mktemp -d "$root/.cache/command/new.XXXXXX")
  (cd "$fresh" && npm install --prefix "$fresh" --ignore-scripts --no-save --no-package-lock "$package") > "$log" 2>&1 || {
    cat "$log" >&2
    echo "rootport: error: $package cannot be installed (see above)" >&2
    exit 2
  }
  mv -T "$fresh" "$folder" 2> /dev/null || rm -rf "$fresh"
fi
exec node "$main" "$@"
