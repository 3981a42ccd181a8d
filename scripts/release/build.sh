#!/usr/bin/env bash
# build.sh TARGET: every program for x86_64-unknown-linux-gnu or aarch64-unknown-linux-gnu, on either, with the cross
# compiler where the target is not this machine. `PROFILE_ARGS` replaces `--release`.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$1
machine=${target%%-*}
case $machine in x86_64 | aarch64) ;; *) echo "no target of Sparky's: $target" >&2; exit 2 ;; esac

if command -v rustup >/dev/null; then rustup target add "$target"; fi
if [ "$machine" != "$(uname -m)" ]; then
  compiler=${target/-unknown/}
  if ! command -v "$compiler-gcc" >/dev/null; then
    package=${machine/x86_64/x86-64}
    root=; [ "$(id -u)" = 0 ] || root=sudo
    $root apt-get update -qq
    $root apt-get install -qq --yes --no-install-recommends "gcc-$package-linux-gnu" "g++-$package-linux-gnu" "libc6-dev-$(case $machine in aarch64) echo arm64 ;; *) echo amd64 ;; esac)-cross"
  fi
  name=${target//-/_}
  export "CC_$name=$compiler-gcc" "CXX_$name=$compiler-g++" "AR_$name=$compiler-ar"
  export "CARGO_TARGET_${name^^}_LINKER=$compiler-gcc"
fi
# shellcheck disable=SC2086 # several arguments are meant
cargo build --workspace --bins --locked --target "$target" ${PROFILE_ARGS:---release}
