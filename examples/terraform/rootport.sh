#!/bin/sh
# The program of a Terraform `external` data source: one JSON object of strings in, one out.
# Query: xml (required), profile, qemu, scheme, as the options of rootport.
set -eu

query=$(cat)
field() { printf '%s' "$query" | jq -r --arg name "$1" '.[$name] // ""'; }
xml=$(field xml)

set -- --no-config
profile=$(field profile); [ -z "$profile" ] || set -- "$@" --profile "$profile"
qemu=$(field qemu); [ -z "$qemu" ] || set -- "$@" --qemu "$qemu"
scheme=$(field scheme)

# Terraform shows one line of a failure. A refusal is in the answer, a wrong call in standard error.
ask() {
  command=$1
  shift
  if answer=$(printf '%s' "$xml" | "${ROOTPORT:-rootport}" "$command" -o json "$@" - 2>"$errors"); then return; fi
  said=$(printf '%s' "$answer" | jq -r '[.diagnostics[]? | select(.severity == "error")][0] | select(.) | "\(.message) [\(.code)]"' 2>/dev/null) || said=
  [ -n "$said" ] || said=$(sed -n 1p "$errors")
  printf 'rootport %s: %s\n' "$command" "$said" >&2
  exit 1
}
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

ask capacity "$@"
capacity=$answer
[ -z "$scheme" ] || set -- "$@" --scheme "$scheme"
ask names "$@"

printf '%s\n%s\n' "$answer" "$capacity" | jq -cs '{
  names: ([.[0].interfaces[] | {(.mac // .label): .name}] | add // {} | tojson),
  free_pcie: (.[1].kinds[] | select(.kind == "pcie") | .places.hotplug.count | tostring),
  free_pci: (.[1].kinds[] | select(.kind == "pci") | .places.hotplug.count | tostring),
  findings: ([.[].diagnostics[] | "\(.severity): \(.message) [\(.code)]"] | unique | tojson)
}'
