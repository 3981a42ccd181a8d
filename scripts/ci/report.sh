#!/usr/bin/env bash
# report.sh KIND [PERIOD] [ORGANISATION]: one report for a workflow. The repositories are those of sparky.toml, or the organisation's.
# A partial report is published and shown as a warning; a held one waits for approval.
set -uo pipefail
cd "$(dirname "$0")/../.."
kind=$1 period=${2:-} organisation=${3:-}
arguments=(run "$kind" --publish=configured --json --data-dir .sparky --out reports)
[ -n "$period" ] && arguments+=(--period "$period")
[ -f sparky.toml ] || arguments+=(--org "$organisation")
# git asks for the token that may write when it pushes to GitHub, and to no other host.
if [ -n "${SPARKY_PUBLISH_TOKEN:-}" ]; then
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=credential.https://github.com.helper
  # shellcheck disable=SC2016 # the shell that git starts looks it up
  export GIT_CONFIG_VALUE_0='!f() { [ "$1" = get ] && printf "username=x-access-token\npassword=%s\n" "$SPARKY_PUBLISH_TOKEN"; }; f'
fi
sparky "${arguments[@]}"
status=$?
case $status in
  0) exit 0 ;;
  3) echo "::warning::the $kind report is partial: its coverage section says what is missing"; exit 0 ;;
  4) echo "::warning::the $kind report waits for approval: sparky runs approve"; exit 0 ;;
  *) echo "::error::no $kind report: see the lines above"; exit "$status" ;;
esac
