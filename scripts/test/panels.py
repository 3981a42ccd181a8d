"""Asks a real Prometheus for every panel of the dashboards after real runs of a real fleet.

Five services run as processes of their own, as in pods. Their GitHub and their model are the stand-ins of sparky-testkit; the
repository is this one, its dates moved into the last week. Needs Cargo and Debian's Prometheus.
Whatever the alerts and rules name must have been measured too.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MONITORING = ROOT / "k8s/components/monitoring"
BIN = Path(os.environ.get("SPARKY_TEST_PROGRAMS", ROOT / "target/debug")).resolve()
SERVICES = ["orchestrator", "collector", "analyzer", "generator", "publisher"]
BASE = int(os.environ.get("SPARKY_TEST_PORT", "42800"))
# Made only when something goes wrong; the panels that show them show nothing or zero until then.
TROUBLE = {"sparky_publisher_failures_total", "sparky_task_reassignments_total"}


class Started:
    """Processes that end with the block."""

    def __init__(self):
        self.processes = []

    def __enter__(self):
        return self

    def start(self, *arguments, **options):
        self.processes.append(subprocess.Popen(arguments, **options))
        return self.processes[-1]

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def exports(process):
    """The variables that a stand-in prints when it is up."""
    found = {}
    for line in process.stdout:
        if line.startswith("#"):
            return found
        name, value = line.removeprefix("export ").strip().split("=", 1)
        found[name] = value
    sys.exit("a stand-in ended early")


def http(url):
    return urllib.request.urlopen(url, timeout=10).read().decode()


def eventually(what, condition, seconds=90):
    """Waits for the world outside."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.5)
    sys.exit(f"{what}: not within {seconds} s")


def port(number):
    return f"127.0.0.1:{BASE + 3 * number}", f"tcp://127.0.0.1:{BASE + 3 * number + 1}", f"tcp://127.0.0.1:{BASE + 3 * number + 2}"


def blog(folder):
    """A bare repository to publish to."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "--quiet", "--initial-branch", "main", folder / "blog"], check=True)
    subprocess.run([*git, "-C", folder / "blog", "commit", "--quiet", "--allow-empty", "--message", "Begin"], check=True)
    subprocess.run([*git, "clone", "--quiet", "--bare", folder / "blog", folder / "blog.git"], check=True)
    return folder / "blog.git"


def fleet(started, folder, environment):
    """The five services; returns the environment of the command that drives them."""
    (folder / "key").write_text(secrets.token_hex(32))
    _, commands, events = port(0)
    shared = {**environment, "SPARKY_BUS__KEY_FILE": str(folder / "key"), "SPARKY_STORAGE__DATA_DIR": str(folder / "data"),
              "SPARKY_BUS__ORCHESTRATOR": commands, "SPARKY_BUS__ORCHESTRATOR_EVENTS": events, "SPARKY_BUS__COMMANDS": commands,
              "SPARKY_BUS__EVENTS": events, "SPARKY_SCHEDULES__ENABLED": "false", "SPARKY_GITHUB__OWNERS": "acme",
              "SPARKY_PUBLISHER__DESTINATIONS": f'[{{ name = "blog", layout = "git", repository = "{blog(folder)}" }}]',
              "SPARKY_LLM__MODEL": "ollama:stand-in", "SPARKY_STORAGE__OUT_DIR": str(folder / "reports")}
    for number, service in enumerate(SERVICES):
        listen, own_commands, own_events = port(number)
        own = {**shared, "SPARKY_HTTP__LISTEN": listen}
        if service != "orchestrator":
            own |= {"SPARKY_BUS__WORKER_COMMANDS": own_commands, "SPARKY_BUS__WORKER_EVENTS": own_events}
        log = open(folder / f"{service}.log", "w")
        started.start(BIN / f"sparky-{service}", env=own, cwd=folder, stderr=log)
    for number, service in enumerate(SERVICES):
        eventually(f"{service} is ready", lambda: http(f"http://{port(number)[0]}/ready") is not None)
    return shared


def prometheus(started, folder):
    """Prometheus with the project's rules beside the fleet; returns a function that asks it."""
    targets = [{"targets": [port(number)[0]], "labels": {"service": f"sparky-{service}"}} for number, service in enumerate(SERVICES)]
    rules = sorted(str(path) for path in (MONITORING / "prometheus/rules").glob("*.yaml"))
    # JSON is YAML.
    (folder / "prometheus.yaml").write_text(json.dumps({
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": rules,
        "scrape_configs": [{"job_name": "sparky", "honor_labels": True, "static_configs": targets}]}))
    address = f"127.0.0.1:{BASE + 20}"
    started.start("prometheus", f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/series",
                  f"--web.listen-address={address}", stderr=open(folder / "prometheus.log", "w"))
    eventually("Prometheus is ready", lambda: http(f"http://{address}/-/ready"))

    def ask(query):
        answer = json.loads(http(f"http://{address}/api/v1/query?{urllib.parse.urlencode({'query': query})}"))
        return [row for row in answer["data"]["result"] if row["value"][1] != "NaN"]

    return ask


def panels():
    """Every query of every panel: where it stands and what it asks."""
    for path in sorted((MONITORING / "grafana/dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel["targets"]:
                yield f"{path.stem}: {panel['title']}", target["expr"]


def metrics_of_rules():
    """Every metric of ours that an alert or a recording rule reads."""
    text = "".join(path.read_text() for path in (MONITORING / "prometheus/rules").glob("*.yaml"))
    expressions = re.findall(r"expr: (.*)", text)
    return sorted(set(re.findall(r"\bsparky_[a-z_]+", " ".join(expressions))))


def repository(folder):
    """This repository, as if its newest commit were of last Saturday's noon."""
    today = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0)
    newest = today - timedelta(days=today.weekday() + 2)
    path = folder / "sparky.git"
    subprocess.run([sys.executable, ROOT / "scripts/test/dated.py", ROOT, path, str(int(newest.timestamp()))], check=True)
    return path


def main(folder):
    with Started() as started:
        # All of the workspace, so that what its tests were built from serves here too.
        build = ["cargo", "build", "--quiet", "--locked", "--workspace", "--bins", "--examples", "--features", "sparky-testkit/github,sparky-testkit/model"]
        subprocess.run(build, cwd=ROOT, check=True)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        examples = ROOT / "target/debug/examples"
        stand_ins = exports(started.start(examples / "github", repository(folder), **pipes))
        stand_ins |= exports(started.start(examples / "model", **pipes))
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **stand_ins}
        ask = prometheus(started, folder)
        shared = fleet(started, folder, environment)
        run = [BIN / "sparky", "run", "weekly", "--publish", "--connect", shared["SPARKY_BUS__ORCHESTRATOR"], "--json"]
        finished = subprocess.run(run, env=shared, cwd=folder, capture_output=True, text=True)
        if finished.returncode not in (0, 3):
            sys.exit(f"the run failed:\n{finished.stderr}")
        print("a weekly run:", json.loads(finished.stdout)["status"])
        eventually("the run is scraped", lambda: ask('sparky_runs_total{status=~"succeeded|partial"} > 0'))
        time.sleep(3)
        asked = list(panels())
        silent = [f"{place}: {query}" for place, query in asked if not ask(query)]
        read = metrics_of_rules()
        named = lambda metric: "|".join([metric, metric.removesuffix("_bucket")])
        unknown = [metric for metric in read if metric not in TROUBLE and not ask(f'{{__name__=~"{named(metric)}"}}')]
    for fault in silent:
        print("no data:", fault, file=sys.stderr)
    for metric in unknown:
        print("a rule reads what nobody measures:", metric, file=sys.stderr)
    print(f"{len(asked)} queries of panels, {len(silent)} without data; {len(read)} metrics in rules, {len(unknown)} not measured")
    return bool(silent or unknown)


if __name__ == "__main__":
    if shutil.which("prometheus") is None:
        sys.exit("needs Prometheus (Debian: apt-get install prometheus)")
    with tempfile.TemporaryDirectory() as scratch:
        status = main(Path(scratch))
        if status:
            for log in sorted(Path(scratch).glob("*.log")):
                print(f"-- {log.name}", *log.read_text().splitlines()[-5:], sep="\n", file=sys.stderr)
    sys.exit(status)
