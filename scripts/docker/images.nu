#!/usr/bin/env nu
use ../lib/tools.nu *

const IMAGES = [orchestrator collector analyzer generator publisher sparky]

# The images: `nu scripts/docker/images.nu build`, `push`, `sizes`.
def main []: nothing -> nothing {
  help main
}

# The name of an image of a target.
def name [target: string, registry: string, tag: string]: nothing -> string {
  let short = if $target == "sparky" { "sparky" } else { $"sparky-($target)" }
  let prefix = if $registry == "" { "" } else { $"($registry)/" }
  $"($prefix)($short):($tag)"
}

# Builds every image, or those named.
def "main build" [
  ...targets: string # orchestrator, collector, analyzer, generator, publisher, sparky
  --registry: string = "" # such as ghcr.io/raibid-labs
  --tag: string = "local" # the images' tag
  --platform: string # such as linux/arm64; needs buildx
]: nothing -> nothing {
  need docker "https://docs.docker.com/engine/install"
  let revision = (do --ignore-errors { ^git -C $ROOT rev-parse HEAD | str trim } | default "unknown")
  for target in (chosen $targets) {
    let arguments = [--file ($ROOT | path join docker Dockerfile) --target $target --tag (name $target $registry $tag) --build-arg $"REVISION=($revision)"]
    with-env { DOCKER_BUILDKIT: "1" } { ^docker build ...$arguments ...(option platform $platform) $ROOT }
  }
}

# Pushes every image, or those named.
def "main push" [
  ...targets: string # orchestrator, collector, analyzer, generator, publisher, sparky
  --registry: string # such as ghcr.io/raibid-labs
  --tag: string = "local" # the images' tag
]: nothing -> nothing {
  need docker "https://docs.docker.com/engine/install"
  if $registry == null { error make --unspanned { msg: "say where to: --registry ghcr.io/you" } }
  for target in (chosen $targets) { ^docker push (name $target $registry $tag) }
}

# How large each image is.
def "main sizes" [
  --tag: string = "local" # the images' tag
]: nothing -> table<image: string, size: filesize> {
  need docker "https://docs.docker.com/engine/install"
  $IMAGES | each {|target|
    let image = (name $target "" $tag)
    { image: $image, size: (^docker image inspect --format "{{.Size}}" $image | into int | into filesize) }
  }
}

# The targets that were named, or all.
def chosen [targets: list<string>]: nothing -> list<string> {
  let unknown = ($targets | where $it not-in $IMAGES)
  if ($unknown | is-not-empty) {
    error make --unspanned { msg: $"no image: ($unknown | str join ', '); there are ($IMAGES | str join ', ')" }
  }
  if ($targets | is-empty) { $IMAGES } else { $targets }
}
