# shellcheck shell=bash
# prerequisites.sh: what building, trying and checking Lictor needs of a machine, and where it comes from. Sourced by the
# scripts at the top of the repository. Only Debian's packages are ever installed, and only by root.

. "$(dirname "${BASH_SOURCE[0]}")/servers/lib.sh"

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) TOOLS=$(dirname "$KIT")

# is_there COMMAND|/FILE
is_there() { command -v "$1" >/dev/null || [[ $1 == /* && -e $1 ]]; }

# see_to (COMMAND|/FILE PACKAGE)...: installs the packages of what is missing, or says in one line what to do.
see_to() {
  local missing=()
  while (($#)); do
    if ! is_there "$1"; then missing+=("$2"); fi
    shift 2
  done
  if ((!${#missing[@]})); then return; fi
  is_debian || fail "missing here; as Debian's packages are called: ${missing[*]}"
  [[ $EUID == 0 ]] || fail "missing: sudo apt-get install -y --no-install-recommends ${missing[*]}"
  say "installing by apt-get, about a minute: ${missing[*]}"
  install_packages "${missing[@]}"
}

# What a third party's source list says about its update is no reason to stop.
install_packages() {
  local log
  log=$(mktemp)
  apt-get -qq update </dev/null >"$log" 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >>"$log" 2>&1 ||
    fail "apt-get install $*: $(grep '^E:' "$log" | tail -n 1)"
  rm "$log"
}

# see_to_room (MB FOLDER)...: fails if a disk has less room than all that goes there needs. What counts is the room that is left,
# not the share of the disk.
see_to_room() {
  local -A needed=() free=() folders=()
  local folder device block blocks short=''
  while (($#)); do
    folder=$2
    until [[ -e $folder ]]; do folder=$(dirname "$folder"); done
    device=$(stat --format=%d "$folder")
    read -r block blocks < <(stat --file-system --format='%S %a' "$folder")
    needed[$device]=$((${needed[$device]:-0} + $1))
    free[$device]=$((block * blocks / 1000000))
    folders[$device]=${folders[$device]:+${folders[$device]}, }$2
    shift 2
  done
  for device in "${!needed[@]}"; do
    if ((free[$device] < needed[$device])); then
      say "${free[$device]} MB are free for ${folders[$device]}, and up to ${needed[$device]} MB are needed"
      short=yes
    fi
  done
  [[ ! $short ]]
}

# say_of_memory MB: what is short of memory is slow, or is ended by the kernel.
say_of_memory() {
  local free
  free=$(awk '$1 == "MemAvailable:" { print int($2 / 1000) }' /proc/meminfo)
  if ((free < $1)); then say "$free MB of memory are available, and up to $1 MB are needed: other work may have to end first"; fi
}

# use_jdk_and_maven: JAVA_HOME, `mvn` on the PATH, and in its local repository what some copies of Maven Central lack.
use_jdk_and_maven() {
  if is_debian; then
    see_to mvn maven /etc/ssl/certs/ca-certificates.crt ca-certificates
  else
    is_there mvn || fail 'needs Maven 3.8.7 or newer on the PATH (and a JDK 25; check also Go 1.26, gcc and the headers of zlib)'
  fi
  JAVA_HOME=$("$TOOLS/jdk") || return
  export JAVA_HOME
  "$TOOLS/maven/fill-gaps" >&2
}

# use_native_image: sets NATIVE, the arguments with which Maven builds the native executable. A GraalVM or Mandrel 25 goes
# first, then a Docker with a daemon, which Quarkus asks for Mandrel, then the kit of this repository.
use_native_image() {
  local home
  NATIVE=(-Dnative -Dquarkus.native.native-image-xmx=8g)
  for home in "${GRAALVM_HOME:-}" "$JAVA_HOME"; do
    if is_native_image_25 "$home"; then use_graalvm "$home"; return; fi
  done
  if timeout 10 docker info >/dev/null 2>&1; then
    NATIVE+=(-Dquarkus.native.container-build=true)
    return
  fi
  see_to gcc gcc /usr/include/zlib.h zlib1g-dev # the kit compiles with them, too
  home=$("$TOOLS/native-image/install.sh") || return
  use_graalvm "$home"
}
is_native_image_25() { [[ -x $1/bin/native-image ]] && grep -q '^JAVA_VERSION="25[".]' "$1/release"; }
use_graalvm() {
  see_to gcc gcc /usr/include/zlib.h zlib1g-dev
  export GRAALVM_HOME=$1
}

# maven GOAL...: in the background and waited for, because bash would hold a signal back until a foreground command ends.
# The option silences Java 25 about what Maven's own libraries do.
maven() {
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" mvn -B -ntp -f "$TOP/pom.xml" "$@" </dev/null & wait $!
}
