#!/bin/sh
# Proves that the committed assets come from their sources: builds them again elsewhere and compares.
set -eu
cd "$(dirname "$0")"
[ -d node_modules/esbuild ] || npm ci --no-fund --no-audit
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
node build.mjs "$fresh"
files="desk.css tokens.LICENSE check.js check-worker.js check.LICENSE"
for file in $files; do
  if ! cmp "$fresh/$file" "../static/$file"; then
    echo "static/$file does not come from assets-src: run 'npm run build' in crates/web/assets-src and commit it" >&2
    exit 1
  fi
done
echo "assets: $files in static/ come from their sources"
