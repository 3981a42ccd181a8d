"""Looks into the images: inspect.py DOCKER IMAGE... . Prints a line for each; exits with 1 where something is not as it should be."""

import io
import json
import re
import subprocess
import sys
import tarfile

MB = 1_000_000
SECRETS = re.compile(rb"gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{82}|AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{20}")
WITH_GIT = {"sparky-collector", "sparky-publisher", "sparky"}
LABELS = {"title", "description", "source", "licenses", "version", "revision"}
SHELLS = re.compile(r"bin/(ba|da|a|z)?sh$|bin/(apt|apt-get|dpkg|perl|python3?|curl|wget|busybox)$")
SOURCES = re.compile(r"\.rs$|(^|/)Cargo\.(toml|lock)$|(^|/)\.git/|(^|/)\.cargo/")


def docker(*arguments, **options):
    return subprocess.run([sys.argv[1], *arguments], capture_output=True, **options)


def files(image):
    """Every file of an image with what it holds."""
    container = docker("create", image, check=True, text=True).stdout.strip()
    try:
        return tarfile.open(fileobj=io.BytesIO(docker("export", container, check=True).stdout))
    finally:
        docker("rm", container, check=True)


def faults(image):
    """What is wrong with an image."""
    name = image.split(":")[0]
    about = json.loads(docker("image", "inspect", image, check=True).stdout)[0]
    config, size = about["Config"], about["Size"]
    limit = (120 if name in WITH_GIT else 40) * MB
    print(f"{image}: {size / MB:.1f} MB")
    if size >= limit:
        yield f"is {size / MB:.1f} MB, more than {limit // MB}"
    if config["User"] != "10001:10001":
        yield f"runs as `{config['User']}`"
    missing = LABELS - {key.removeprefix("org.opencontainers.image.") for key in config["Labels"] or {}}
    if missing:
        yield f"has no label {', '.join(sorted(missing))}"
    if name != "sparky" and config.get("Healthcheck", {}).get("Test", [])[-1:] != ["--check"]:
        yield "has no health check"
    ran = docker("run", "--rm", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--network", "none", image, "--version", text=True)
    if ran.returncode or not ran.stdout.startswith(name):
        yield f"does not run: {ran.stderr or ran.stdout}"
    yield from held(name, files(image))


def held(name, archive):
    """What an image holds and should not, or should and does not."""
    names = set()
    for member in archive:
        names.add(member.name)
        if member.mode & 0o6000:
            yield f"{member.name} changes who runs it"
        if SOURCES.search(member.name):
            yield f"holds the source {member.name}"
        if SHELLS.search(member.name) and not (name in WITH_GIT and member.name in ("usr/bin/sh", "usr/bin/dash")):
            yield f"holds {member.name}"
        if member.isfile() and member.size < 5 * MB:
            text = archive.extractfile(member).read()
            if b"\0" not in text and SECRETS.search(text):
                yield f"{member.name} holds a secret"
            if member.name == f"usr/share/sbom/{name}.cdx.json":
                parts = json.loads(text)["components"]
                if len(parts) < 100 or not all("purl" in part for part in parts):
                    yield f"its bill of materials names {len(parts)} crates"
    for wanted in [f"usr/share/sbom/{name}.cdx.json", "var/lib/dpkg/status.d/libc6", "etc/ssl/certs/ca-certificates.crt"]:
        if wanted not in names:
            yield f"has no {wanted}"


found = [f"{image}: {fault}" for image in sys.argv[2:] for fault in faults(image)]
for fault in found:
    print(fault, file=sys.stderr)
sys.exit(bool(found))
