# shellcheck shell=bash
# lib.sh: what the scripts of this folder share. Sourced by them, never run.

. "$(dirname "${BASH_SOURCE[0]}")/../tools/servers/lib.sh"

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) TOP=$(dirname "$BENCH")

# native_executable [PATH]: prints PATH, or that of the build.
native_executable() {
  local path=${1:-$(compgen -G "$TOP/target/lictor-*-runner" | head -n 1)}
  [[ -x $path ]] || fail "${path:-target/lictor-*-runner} is no executable; make one: mvn package -DskipTests -Dnative"
  realpath "$path"
}

# work_folder CLEANUP: makes the folder $WORK; when the script ends, CLEANUP runs and the folder goes. A second signal, which
# `timeout` always sends, must not end the cleaning.
work_folder() {
  WORK=$(mktemp -d)
  # shellcheck disable=SC2064 # which function it is has been decided
  trap "trap '' TERM INT; $1; rm -rf '$WORK'" EXIT
  trap "trap '' TERM INT; exit 143" TERM
  trap "trap '' TERM INT; exit 130" INT
}

# measure COMMAND...: in the background and waited for, because bash would hold a signal back until a foreground command ends.
measure() {
  "$@" & MEASURE=$!
  wait "$MEASURE"
}
end_measure() {
  if [[ ${MEASURE:-} ]]; then
    kill "$MEASURE" 2>/dev/null || true
    wait "$MEASURE" 2>/dev/null || true
  fi
}
