"""Copies a repository with its dates moved: dated.py FROM TO NEWEST makes the bare repository TO of the history of FROM's HEAD, whose
newest commit is committed at NEWEST (seconds since 1970). Everything else is as it was."""

import re
import subprocess
import sys

PERSON = re.compile(rb"^((?:author|committer|tagger) .*> )(\d+)( [+-]\d{4}\n)$")


def moved(lines, by):
    """The stream of `git fast-export` with every date moved; what `data` announces is passed on as it is."""
    for line in iter(lines.readline, b""):
        person = PERSON.match(line)
        if person:
            line = person[1] + str(int(person[2]) + by).encode() + person[3]
        elif line.startswith((b"commit ", b"reset ")):
            # A checkout may stand on no branch.
            line = line.split()[0] + b" refs/heads/main\n"
        yield line
        if line.startswith(b"data "):
            yield lines.read(int(line[5:]))


def main(source, target, newest):
    last = subprocess.run(["git", "-C", source, "log", "-1", "--format=%ct"], capture_output=True, check=True).stdout
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "main", target], check=True)
    export = subprocess.Popen(["git", "-C", source, "fast-export", "HEAD"], stdout=subprocess.PIPE)
    into = subprocess.Popen(["git", "-C", target, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    for part in moved(export.stdout, newest - int(last)):
        into.stdin.write(part)
    into.stdin.close()
    return export.wait() or into.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
