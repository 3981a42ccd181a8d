#!/usr/bin/env python3
"""Measures the length of documents over periods of very different sizes.

usage: words.py SPARKY WORK [REPOSITORY...]

Replays the history of real repositories (subjects, authors, paths; this one where none is named) into periods that
hold exactly 3, 50, 500 and 20,000 commits, has SPARKY report on each, and prints a table: period, commits, words of
each document, its range, and why it is shorter where it is. Exits with 1 where a document is beyond its range without
a reason: a report may be short only where everything is told or nothing happened.
"""

import datetime
import itertools
import json
import pathlib
import subprocess
import sys

RANGES = {"daily": (200, 300), "weekly": (800, 1200), "monthly": (2000, 3000), "blog": (1500, 2500)}
PERIODS = [
    ("daily", "2025-11-12", "2025-11-12", 1, (3, 50, 500)),
    ("weekly", "2025-W46", "2025-11-10", 7, (3, 50, 500, 20000)),
    ("monthly", "2025-11", "2025-11-01", 30, (3, 50, 500, 20000)),
]


def history(repository):
    """Author, address, subject and paths of every commit that is no merge, oldest first."""
    log = subprocess.run(
        ["git", "-C", repository, "log", "--no-merges", "--reverse", "--name-only", "-n", "20000",
         "--format=%x01%an%x02%ae%x02%s"],
        check=True, capture_output=True,
    ).stdout.decode("utf-8", "replace")
    for entry in log.split("\x01")[1:]:
        head, *paths = entry.strip("\n").split("\n")
        author, address, subject = head.split("\x02", 2)
        paths = [path for path in paths if path and '"' not in path][:5]
        yield author, address, subject, paths or ["README.md"]


def replay(commits, count, first, days, folder):
    """A bare repository whose `count` newest commits lie in the days from `first` on, and some before."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)
    start = int(datetime.datetime.fromisoformat(first + "T06:00:00+00:00").timestamp())
    before = min(20, count)
    lines = []
    for index, (author, address, subject, paths) in enumerate(itertools.islice(itertools.cycle(commits), count + before)):
        at = start - 40 * 86400 + index * 3600 if index < before else start + (index - before) * (days * 86400 - 43200) // count
        message = subject.encode()
        name = author.replace("<", "").replace(">", "").replace("\n", " ").strip() or "someone"
        address = address.replace("<", "").replace(">", "").strip()
        person = f"{name} <{address}> {at} +0000".encode()
        lines.append(b"commit refs/heads/main\nauthor " + person + b"\ncommitter " + person + b"\n")
        lines.append(b"data %d\n" % len(message) + message + b"\n")
        for path in paths:
            content = f"{index}\n".encode() + b"line\n" * (index % 40)
            lines.append(b"M 100644 inline " + path.encode() + b"\ndata %d\n" % len(content) + content + b"\n")
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input=b"".join(lines), check=True)


def measure(record, name):
    for gate in record["gates"]:
        for check in gate.get("checks", []):
            if check.get("name") == name:
                return check
    return {}


def words(path):
    text = path.read_text()
    return len(text.split("\n---\n", 1)[-1].split())


def main():
    sparky, work, *repositories = sys.argv[1:]
    sparky, work = pathlib.Path(sparky).resolve(), pathlib.Path(work).resolve()
    here = pathlib.Path(__file__).resolve().parents[2]
    commits = [commit for repository in repositories or [str(here)] for commit in history(repository)]
    failed = False
    print(f"{len(commits)} commits to replay")
    print(f"{'period':<12}{'commits':>8}  {'report':>7}  {'blog':>6}  {'x':>4} {'li':>5} {'bsky':>5} {'mast':>5}  why")
    for kind, period, first, days, counts in PERIODS:
        for count in counts:
            desk = work / f"{kind}-{count}"
            if not (desk / "repo.git").exists():
                desk.mkdir(parents=True, exist_ok=True)
                replay(commits, count, first, days, str(desk / "repo.git"))
            run = subprocess.run(
                [sparky, "run", kind, "--period", period, "--repo", str(desk / "repo.git"), "--json", "--title", "replayed",
                 "--data-dir", str(desk / "data"), "--out", str(desk / "out")],
                capture_output=True, text=True, cwd=desk,
            )
            if run.returncode not in (0, 3):
                print(run.stdout, run.stderr)
                return 1
            record = json.loads(run.stdout)
            details = json.dumps(record["gates"])
            out = desk / "out"
            length = words(out / kind / f"{period}.md")
            fewest, most = RANGES[kind]
            why = "quiet" if "quiet: nothing" in details else ""
            text = (out / kind / f"{period}.md").read_text()
            if "told here" in text or "is short" in text:
                why = "everything is told"
            wrong = length > most or (length < fewest and not why)
            blog = out / "blog" / f"{period}.md"
            told = words(blog) if blog.exists() else 0
            fewest, most = RANGES["blog"]
            post = measure(record, "word-range")
            wrong |= told > most or (0 < told < fewest and "short" not in json.dumps(post))
            posts = [out / "social" / kind / period / f"{name}.txt" for name in ("x", "linkedin", "bluesky", "mastodon")]
            lengths = [len(post.read_text()) if post.exists() else 0 for post in posts]
            failed |= wrong
            print(
                f"{period:<12}{count:>8}  {length:>7}  {told or '-':>6}  {lengths[0]:>4} {lengths[1]:>5} {lengths[2]:>5} "
                f"{lengths[3]:>5}  {why}{' OUT OF RANGE' if wrong else ''}", flush=True,
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
