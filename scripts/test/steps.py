"""Executes every `run:` step of the workflows, as a runner would: the text that stands in the file, in a folder that looks like the checkout.

`sparky` is the real one (target/debug); `gh` and `cargo`, which would ask GitHub and build for long, are stand-ins. A step that is
neither executed here nor named in ELSEWHERE is a fault.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SPARKY = ROOT / "target/debug/sparky"
FILES = sorted((ROOT / ".github").glob("*/*.yml")) + sorted((ROOT / ".github").glob("*/*/*.yml"))
ELSEWHERE = {
    ".ci/run": "runs this",
    "just audit": "scripts/test/recorders.py",
    "docker run --rm --read-only --cap-drop ALL sparky:ci --version": "scripts/test/images.sh",
}
PROGRAMS = ["sparky", *(f"sparky-{name}" for name in ("orchestrator", "collector", "analyzer", "generator", "publisher"))]
# What `gh release download` and `gh run list` give is put into the folder that GH names.
GH = """#!/bin/sh
echo "gh $*" >> "$RECORD"
case "$1 $2" in
  "release download") [ -d "$GH/release" ] || exit 1; mkdir -p target/install; cp "$GH"/release/* target/install/ ;;
  "run list") cat "$GH/last" 2>/dev/null || true ;;
esac
"""
CARGO = """#!/bin/sh
echo "cargo $*" >> "$RECORD"
case "$*" in *--target*) folder=target/x86_64-unknown-linux-gnu/release ;; *) folder=target/release ;; esac
mkdir -p "$folder"
for name in %s; do printf '#!/bin/sh\\n' > "$folder/$name"; done
ln -sf "$SPARKY" "$folder/sparky"
""" % " ".join(PROGRAMS)


def steps():
    """Every step that runs something: its text."""
    for file in FILES:
        whole = yaml.safe_load(file.read_text())
        jobs = list(whole["jobs"].values()) if "jobs" in whole else [whole["runs"]]
        yield from (step["run"].strip() for job in jobs for step in job.get("steps", []) if "run" in step)


class Runner:
    """A checkout with stand-ins on the path."""

    def __init__(self, folder):
        self.folder, self.home, self.gh = folder / "checkout", folder / "home", folder / "gh"
        self.record, self.executed, self.faults = folder / "record", set(), []
        for path in (self.folder, self.home, self.gh, folder / "tools"):
            path.mkdir()
        for name in ("scripts", "config"):
            shutil.copytree(ROOT / name, self.folder / name)
        for name in ("LICENSE", "README.md"):
            shutil.copy(ROOT / name, self.folder)
        (self.folder / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n- Later.\n\n## [1.2.3]\n- Now.\n")
        (folder / "tools/sparky").symlink_to(SPARKY)
        for name, text in (("gh", GH), ("cargo", CARGO), ("rustup", "#!/bin/sh\n")):
            (folder / "tools" / name).write_text(text)
            (folder / "tools" / name).chmod(0o755)
        self.environment = {"PATH": f"{folder}/tools:{os.environ['PATH']}", "HOME": str(self.home), "RECORD": str(self.record), "GH": str(self.gh),
                            "SPARKY": str(SPARKY), "GITHUB_REF_NAME": "v1.2.3"}

    def step(self, words, status=0, says=(), **variables):
        """Executes the one step in whose text the words stand, and holds what it says against what it should."""
        text = [each for each in steps() if words in each]
        if len(text) != 1:
            self.faults.append(f"{len(text)} steps have `{words}`")
            return
        self.executed.add(text[0])
        self.record.write_text("")
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text[0]], cwd=self.folder, env=self.environment | variables,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        said = done.stdout + done.stderr + self.record.read_text()
        missing = [each for each in says if each not in said]
        if done.returncode != status or missing:
            self.faults.append(f"`{words}` ended with {done.returncode} instead of {status}, without {missing}: {said[-600:]}")

    def instead_of_sparky(self, text):
        """Puts a shell script in the place of the command; nothing puts the command back."""
        path = self.folder.parent / "tools/sparky"
        path.unlink()
        if text is None:
            path.symlink_to(SPARKY)
        else:
            path.write_text(f"#!/bin/sh\n{text}\n")
            path.chmod(0o755)

    def holds(self, what, fact):
        if not fact:
            self.faults.append(f"not so: {what}")


def report(runner):
    """The report of a team without a cluster: no destination yet, then a blog, then an end that is none of success."""
    words, week = "scripts/ci/report.sh", {"KIND": "weekly", "PERIOD": "2025-W46", "ORGANISATION": "nobody"}
    repository = runner.folder.parent / "parser.git"
    sunday = 1763247600
    subprocess.run([sys.executable, ROOT / "scripts/test/dated.py", ROOT, repository, str(sunday)], check=True)
    settings = f'[collector]\nurls = ["file://{repository}"]\n'
    blog = runner.folder.parent / "blog.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", blog], check=True)
    written = runner.folder / "sparky.toml"
    written.write_text(settings)
    runner.step(words, says=["no destination is configured", '"succeeded"'], **week)
    runner.holds("the report of the week is there", (runner.folder / "reports/weekly/2025-W46.md").exists())
    destination = f'\n[[publisher.destinations]]\nname = "blog"\nlayout = "quartz"\nrepository = "file://{blog}"\nbranch = "main"\n'
    written.write_text(settings + destination)
    runner.step(words, says=['"succeeded"'], **week)
    log = subprocess.run(["git", "-C", blog, "log", "--oneline", "main"], capture_output=True, text=True)
    runner.holds("the report is on the blog", log.returncode == 0 and log.stdout)
    written.write_text(settings.replace("urls = [", f'urls = ["file://{blog}.gone", '))
    runner.step(words, says=["::warning::the weekly report is partial"], **(week | {"PERIOD": "2025-W45"}))
    written.write_text(settings + "\n[orchestrator]\napproval = true\n" + destination)
    runner.step(words, says=["::warning::the weekly report waits for approval"], **(week | {"PERIOD": "2025-W44"}))
    written.write_text("[collector]\nnonsense = 1\n")
    runner.step(words, status=2, says=["::error::no weekly report"], **week)
    written.unlink()
    runner.instead_of_sparky('echo "sparky $*"')
    runner.step(words, says=["run weekly --publish=configured --json --data-dir .sparky --out reports --org nobody"], **(week | {"PERIOD": ""}))
    runner.instead_of_sparky("printf 'protocol=https\\nhost=github.com\\n\\n' | GIT_TERMINAL_PROMPT=0 git credential fill")
    runner.step(words, says=["username=x-access-token\npassword=s3cret"], SPARKY_PUBLISH_TOKEN="s3cret", **week)
    runner.instead_of_sparky("printf 'protocol=https\\nhost=example.org\\n\\n' | GIT_TERMINAL_PROMPT=0 git credential fill")
    runner.step(words, status=128, says=["could not read Username"], SPARKY_PUBLISH_TOKEN="s3cret", **week)
    runner.instead_of_sparky(None)


def health(runner):
    runner.step("sparky doctor", says=["git"])
    words = "scripts/ci/last-reports.sh"
    runner.step(words, says=["has never succeeded"])
    (runner.gh / "last").write_text("2020-01-01T00:00:00Z\n")
    runner.step(words, status=1, says=["::error::the last successful daily report is of 2020"])
    (runner.gh / "last").write_text(subprocess.run(["date", "-u", "+%FT%TZ"], capture_output=True, text=True).stdout)
    runner.step(words, says=["report-monthly.yml"])


def release(runner):
    """Build, pack and publish, then install what was packed, where there is a release and where there is none."""
    runner.step("scripts/release/pack.sh", says=["cargo build --workspace --bins --locked --target x86_64-unknown-linux-gnu --release"],
                TARGET="x86_64-unknown-linux-gnu")
    packed = sorted((runner.folder / "target/dist").iterdir())
    runner.holds(f"an archive and its checksum: {packed}", len(packed) == 2)
    out = runner.folder / "output"
    for image, name in (("sparky", "sparky"), ("collector", "sparky-collector")):
        out.write_text("")
        runner.step("GITHUB_OUTPUT", IMAGE=image, OWNER="Raibid-Labs", GITHUB_OUTPUT=str(out))
        runner.holds(out.read_text(), out.read_text() == f"image=ghcr.io/raibid-labs/{name}\nversion=1.2.3\n")
    runner.step("gh release create", says=["gh release create v1.2.3 --verify-tag --notes-file target/notes.md target/dist/sparky-v1.2.3-"])
    runner.holds("the notes are those of the version", (runner.folder / "target/notes.md").read_text().strip() == "- Now.")
    runner.step("gh release create", status=1, says=["says nothing about 9.9.9"], GITHUB_REF_NAME="v9.9.9")
    path = runner.folder / "path"
    runner.step("scripts/ci/install.sh", says=["building", "cargo build --release --locked --bin sparky", "sparky "], GITHUB_PATH=str(path))
    runner.holds("the folder is put on the path", path.read_text() == f"{runner.home}/.local/bin\n")
    (runner.gh / "release").mkdir()
    for file in packed:
        shutil.copy(file, runner.gh / "release")
    (runner.home / ".local/bin/sparky").unlink()
    runner.step("scripts/ci/install.sh", says=["gh release download", "sparky "])
    archive = next(file for file in (runner.gh / "release").iterdir() if file.suffix == ".gz")
    with archive.open("ab") as file:
        file.write(b"more")
    runner.step("scripts/ci/install.sh", status=1, says=["FAILED"])


def main():
    if not SPARKY.exists():
        sys.exit("needs target/debug/sparky: cargo build --bin sparky")
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(Path(folder))
        for part in (report, health, release):
            part(runner)
    every = list(steps())
    runner.faults += [f"nobody executes the step `{text}`" for text in every if text not in runner.executed and text not in ELSEWHERE]
    runner.faults += [f"there is no step `{text}`" for text in ELSEWHERE if text not in every]
    for fault in runner.faults:
        print(fault, file=sys.stderr)
    print(f"{len(every)} steps, {len(runner.executed)} executed, {len(runner.faults)} faults")
    return bool(runner.faults)


sys.exit(main())
