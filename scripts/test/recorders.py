"""Executes every recipe with the tools it calls replaced by recorders, and holds the calls against what they should be.

Nushell, just and the scripts are real; what cannot run everywhere (docker, k3d, k3sup, kubectl, cargo, sparky itself) writes down
how it was called. A recipe that no case names is a fault.
"""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ["cargo", "sparky", "docker", "k3d", "k3sup", "kubectl", "chmod", "systemctl", "scp", "ssh"]

RECORDER = """#!/usr/bin/env python3
import json, os, sys
with open(os.environ["RECORD"], "a") as out:
    out.write(json.dumps([os.path.basename(sys.argv[0])] + sys.argv[1:]) + "\\n")
if sys.argv[1:3] == ["image", "inspect"]:
    print(41000000)
if "diff" in sys.argv:
    print("+ replicas: 2")
    sys.exit(1)
"""

SERVICES = ["orchestrator", "collector", "analyzer", "generator", "publisher"]
KUBE = ["kubectl", "--namespace", "sparky"]


def rollouts(timeout, context=()):
    return [["kubectl", *context, "--namespace", "sparky", "rollout", "status", f"deployment/sparky-{name}", "--timeout", timeout] for name in SERVICES]


def gone(timeout, services):
    return [[*KUBE, "wait", "--for", "delete", "pod", "--selector", f"app.kubernetes.io/component={name}", "--timeout", timeout] for name in services]


def run(*arguments):
    return [["sparky", "run", *arguments]]


def cargo(*arguments):
    return [["cargo", *arguments]]


def compose(*arguments):
    return ["docker", "compose", "--file", f"{ROOT}/docker/compose.yaml", *arguments]


# Recipe with arguments -> the calls it makes, in order; `...` stands for any further arguments of a call.
CASES = {
    "demo": [["sparky", "demo"]],
    "demo-report . --out {out}": [["sparky", "demo", "--repo", ".", "--out", "{out}"]],
    "build": cargo("build", "--workspace", "--locked"),
    "release": cargo("build", "--workspace", "--release", "--locked"),
    "install": cargo("install", "--locked", "--path", "crates/sparky"),
    "clean": cargo("clean"),
    "dev-up": cargo("run", "--locked", "--bin", "sparky", "--", "up"),
    "dev-service collector": cargo("run", "--locked", "-p", "sparky-collector"),
    "dev-check": cargo("check", "--workspace", "--all-targets", "--locked"),
    "dev-weekly --repo .": cargo("run", "--locked", "--bin", "sparky", "--", "run", "weekly", "--repo", "."),
    "test": cargo("test", "--workspace", "--locked"),
    "test-crate collector --lib": cargo("test", "--locked", "-p", "sparky-collector", "--lib"),
    "fmt": cargo("fmt", "--all"),
    "lint": cargo("clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"),
    "audit": [["cargo", "deny", "check"], ["cargo", "machete"]],
    "configuration-reference": cargo("test", "--locked", "-p", "sparky-common", "--test", "config", "reference"),
    "doc": cargo("doc", "--workspace", "--no-deps", "--open"),
    "daily --repo a": run("daily", "--repo", "a"),
    "weekly --repo a": run("weekly", "--repo", "a"),
    "monthly --org raibid-labs": run("monthly", "--org", "raibid-labs"),
    "collect weekly --repos a": [["sparky", "collect", "weekly", "--repos", "a"]],
    "collect-daily --period 2025-11-12": [["sparky", "collect", "daily", "--period", "2025-11-12"]],
    "collect-weekly": [["sparky", "collect", "weekly"]],
    "collect-monthly --org o": [["sparky", "collect", "monthly", "--org", "o"]],
    "analyze weekly --model none": [["sparky", "analyze", "weekly", "--model", "none"]],
    "generate weekly --data-dir d": [["sparky", "generate", "weekly", "--data-dir", "d"]],
    "pipeline weekly --repos a --publish --json": run("weekly", "--repos", "a", "--publish", "--json"),
    "pipeline-daily": run("daily"),
    "pipeline-weekly --period 2025-W46 --out o": run("weekly", "--period", "2025-W46", "--out", "o"),
    "pipeline-monthly --connect http://a:8080": run("monthly", "--connect", "http://a:8080"),
    "pipeline-backfill weekly 2025-W44 2025-W45": run("weekly", "--period", "2025-W44") + run("weekly", "--period", "2025-W45"),
    "verify a.md": [["sparky", "verify", "a.md"]],
    "publish-daily": run("daily", "--publish"),
    "publish-weekly": run("weekly", "--publish"),
    "publish-monthly": run("monthly", "--publish"),
    "publish-preview weekly": run("weekly", "--publish", "--dry-run"),
    "repositories {out}": [],
    "repositories-fetch {out}": [],
    "config-show": [["sparky", "config", "show"]],
    "config-validate": [["sparky", "config", "validate"]],
    "config-init a.toml": [["sparky", "config", "init", "a.toml"]],
    "config-parity": [],
    "docker-build collector --tag 1.2": [["docker", "build", "--file", f"{ROOT}/docker/Dockerfile", "--target", "collector", "--tag", "sparky-collector:1.2", ...]],
    "docker-push sparky --registry ghcr.io/o": [["docker", "push", "ghcr.io/o/sparky:local"]],
    "docker-sizes": [["docker", "image", "inspect", "--format", "{{{{.Size}}}}", f"sparky-{name}:local"] for name in SERVICES]
    + [["docker", "image", "inspect", "--format", "{{{{.Size}}}}", "sparky:local"]],
    "docker-up --monitoring": [...],
    "docker-run weekly": [compose("run", "--rm", "sparky", "run", "weekly", "--repos", "/repositories", "--connect", "tcp://orchestrator:5555")],
    "docker-reports {out}": [compose("cp", "publisher:/var/lib/sparky-reports/.", "{out}")],
    "docker-logs --tail 5": [compose("logs", "--tail", "5")],
    "docker-down": [compose("--profile", "*", "down")],
    "k3d-create": [["k3d", "cluster", "create", "sparky", "--agents", "0", ...], ["kubectl", "config", "use-context", "k3d-sparky"]],
    "k3d-destroy": [["k3d", "cluster", "delete", "sparky"]],
    "k3d-secrets": [...],
    "deploy-local --no-build": [
        ["k3d", "image", "import", "--cluster", "sparky", "sparky:local", *[f"sparky-{name}:local" for name in SERVICES]],
        ...,
        [*KUBE, "delete", "job", "ollama-pull", "--ignore-not-found"],
        ["kubectl", "apply", "--kustomize", f"{ROOT}/k8s/overlays/local"],
        *rollouts("180s"),
    ],
    "deploy-production --yes --context dgx": [
        *[["kubectl", "--context", "dgx", "--namespace", "sparky", "get", "secret", name, "--output", "name"] for name in ("sparky-bus", "sparky-api")],
        ["kubectl", "--context", "dgx", "diff", "--kustomize", f"{ROOT}/k8s/overlays/dgx"],
        ["kubectl", "--context", "dgx", "--namespace", "sparky", "delete", "job", "ollama-pull", "--ignore-not-found"],
        ["kubectl", "--context", "dgx", "apply", "--kustomize", f"{ROOT}/k8s/overlays/dgx"],
        *rollouts("300s", ["--context", "dgx"]),
    ],
    "deploy-diff": [["kubectl", "diff", "--kustomize", "k8s/overlays/dgx"]],
    "deploy-rollback": [
        call
        for name, wait in zip(SERVICES, rollouts("300s"))
        for call in ([*KUBE, "rollout", "undo", f"deployment/sparky-{name}"], wait)
    ],
    "install-dgx --host dgx.local": [
        ["k3sup", "install", "--host", "dgx.local", "--user", "ubuntu", ...],
        ["kubectl", "--context", "dgx", "apply", "--filename", f"{ROOT}/k8s/overlays/dgx/runtime.yaml"],
    ],
    "backup {out}/b.tar.gz": [
        [*KUBE, "scale", "deployment/sparky-orchestrator", "deployment/sparky-publisher", "--replicas", "0"],
        *gone("120s", ["orchestrator", "publisher"]),
        [*KUBE, "apply", "--filename", f"{ROOT}/k8s/jobs/keeper.yaml"],
        [*KUBE, "wait", "--for", "condition=Ready", ...],
        [*KUBE, "exec", "sparky-keeper", "--", "sh", ...],
        [*KUBE, "delete", "pod", "sparky-keeper", "--ignore-not-found", "--wait"],
        [*KUBE, "scale", "deployment/sparky-orchestrator", "deployment/sparky-publisher", "--replicas", "1"],
    ],
    "restore {out}/b.tar.gz --yes": [
        [*KUBE, "scale", *[f"deployment/sparky-{name}" for name in SERVICES], "--replicas", "0"],
        *gone("180s", SERVICES),
        [*KUBE, "apply", "--filename", f"{ROOT}/k8s/jobs/keeper.yaml"],
        [*KUBE, "wait", "--for", "condition=Ready", ...],
        [*KUBE, "exec", "--stdin", "sparky-keeper", "--", "sh", ...],
        [*KUBE, "delete", "pod", "sparky-keeper", "--ignore-not-found", "--wait"],
        [*KUBE, "scale", *[f"deployment/sparky-{name}" for name in SERVICES], "--replicas", "1"],
    ],
    "trigger weekly": [[*KUBE, "create", "job", "--from", "cronjob/sparky-weekly", ...]],
    "status": [[*KUBE, "get", "pods,pvc,cronjobs,jobs,hpa"]],
    "logs collector --follow": [[*KUBE, "logs", "deployment/sparky-collector", "--since", "3600s", "--follow"]],
    **{f"logs-{name}": [[*KUBE, "logs", f"deployment/sparky-{name}", "--since", "3600s"]] for name in SERVICES},
    "runs": [["sparky", "runs", "list", "--connect", "tcp://127.0.0.1:5555"]],
    "workers": [["sparky", "workers", "--connect", "tcp://127.0.0.1:5555"]],
    "doctor": [["sparky", "doctor"]],
    "check-requirements": [],
}

# What the tests of other kinds execute, and what needs a fleet.
ELSEWHERE = {"grounding-report", "test-ollama", "ci", "bench-documents", "bench-words", "test-deploy", "test-images", "test-k8s", "test-panels", "test-arm64", "test-quartz", "secrets-check", "bench", "bench-analysis", "bench-bus", "bench-grounding", "bench-memory", "bench-orchestrator", "simulate", "compare-with-git",
             "release-target", "demo-publish", "metrics", "health-check"}

# Commands that must fail, and what they say.
REFUSED = {
    "collect yearly": "no kind of report",
    "docker-build nonsense": "no image: nonsense",
    "docker-push sparky": "say where to",
    "install-dgx": "say which machine",
    "logs nobody": "no service: nobody",
    "health-check http://127.0.0.1:9": "nothing answers at http://127.0.0.1:9/health",
    "metrics http://127.0.0.1:9": "nothing answers at http://127.0.0.1:9/metrics",
    "restore /nowhere.tar.gz --yes": "there is no /nowhere.tar.gz",
}


# The guides whose every command is executed too, and the recipes among them that ask before they act.
GUIDES = ["docs/deployment.md", *(f"docs/runbooks/{name}.md" for name in ("backup", "daily-pipeline", "emergency", "weekly-summary"))]
REAL = ROOT / "target/debug/sparky"
ASKING = {"deploy-production", "restore"}


def commands(guide):
    """The commands that stand in fenced blocks of a guide, without comments."""
    for block in re.findall(r"^```sh\n(.*?)^```", (ROOT / guide).read_text(), re.M | re.S):
        for line in block.splitlines():
            line = line.split(" #")[0].strip()
            if line and not line.startswith("#"):
                yield line


def fits(call, wanted):
    if wanted is ...:
        return True
    if wanted and wanted[-1] is ...:
        return call[: len(wanted) - 1] == wanted[:-1]
    return call == wanted


def agrees(calls, wanted):
    """Whether the calls are the wanted ones; a bare `...` among them stands for any number of calls."""
    if not wanted:
        return not calls
    if wanted[0] is ...:
        return any(agrees(calls[skip:], wanted[1:]) for skip in range(len(calls) + 1))
    return bool(calls) and fits(calls[0], wanted[0]) and agrees(calls[1:], wanted[1:])


class Bench:
    """A folder of recorders and the environment that finds them first."""

    def __init__(self, folder):
        self.out = folder / "out"
        self.out.mkdir()
        tools = folder / "tools"
        tools.mkdir()
        for name in RECORDED:
            path = tools / name
            path.write_text(RECORDER)
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        self.record = folder / "record"
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "RECORD": str(self.record),
                            "SPARKY_BIN": str(tools / "sparky"), "KUBECONFIG": str(folder / "kubeconfig")}

    def just(self, line):
        self.record.write_text("")
        result = subprocess.run(["just", *line.split()], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60)
        return result, [json.loads(row) for row in self.record.read_text().splitlines()]

    def follow(self, guide, desk):
        """Executes a guide line by line in a folder that looks like the checkout; what failed."""
        for line in commands(guide):
            asking = ASKING & set(line.split())
            result = subprocess.run(["bash", "-euc", line + (" --yes" if asking else "")], cwd=desk, env=self.environment,
                                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
            if result.returncode == 0 and line.startswith("sparky ") and REAL.exists():
                # The recorder takes anything; the command itself knows its flags, and reads them before it helps.
                result = subprocess.run([REAL, *shlex.split(line)[1:], "--help"], cwd=desk, env=self.environment, capture_output=True, text=True)
            if result.returncode != 0:
                yield f"{guide} says `{line}`, which fails: {result.stderr.strip()[-400:]}"


def desk(folder):
    """A folder with the checkout's files in it, where guides may put theirs."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name not in (".git", "target"):
            (folder / path.name).symlink_to(path)
    return folder


def main():
    faults = []
    secrets = [ROOT / "k8s/overlays/local/images" / name for name in ("secrets.env", "api.env")]
    made_here = [secret for secret in secrets if not secret.exists()]
    recipes = set(subprocess.run(["just", "--summary"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    named = {line.split()[0] for line in CASES} | ELSEWHERE
    faults += [f"no case for the recipe `{name}`" for name in sorted(recipes - named)]
    faults += [f"there is no recipe `{name}`" for name in sorted(named - recipes)]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        fill = lambda text: text if text is ... else text.replace("{out}", str(bench.out)).replace("{{{{", "{{").replace("}}}}", "}}")
        for line, wanted in CASES.items():
            result, calls = bench.just(fill(line))
            wanted = [call if call is ... else [fill(part) for part in call] for call in wanted]
            if result.returncode != 0:
                # The recorded demo writes no page, so showing it must be what fails.
                if not line.startswith("demo-report"):
                    faults.append(f"`just {line}` failed: {result.stderr.strip()[-400:]}")
            if not agrees(calls, wanted):
                faults.append(f"`just {line}` called {calls}\n  instead of {wanted}")
        for line, words in REFUSED.items():
            result, _ = bench.just(line)
            if result.returncode == 0 or words not in result.stderr:
                faults.append(f"`just {line}` should have said `{words}`, but said: {result.stderr.strip()[-400:]}")
        where = desk(Path(folder) / "desk")
        followed = [line for guide in GUIDES for line in commands(guide)]
        faults += [fault for guide in GUIDES for fault in bench.follow(guide, where)]
    for secret in made_here:
        secret.unlink(missing_ok=True)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(recipes)} recipes, {len(CASES)} executed, {len(REFUSED)} refusals, {len(followed)} commands of guides, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    if shutil.which("nu") is None or shutil.which("just") is None:
        sys.exit("needs nu and just on the path: run scripts/test/deploy.sh")
    sys.exit(main())
