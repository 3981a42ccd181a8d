"""Reads feeds with feedparser, which readers are built on, and says what is wrong with them.

usage: feeds.py FILE...   prints one line a fault, nothing where all is well
"""

import sys
import time
import urllib.parse

import feedparser


def faults(path):
    feed = feedparser.parse(path)
    kind = "atom10" if path.endswith(".atom.xml") else "rss20"
    if feed.bozo:
        yield f"not well formed: {feed.bozo_exception}"
    if feed.version != kind:
        yield f"read as {feed.version or 'nothing'}, not as {kind}"
    if not feed.entries or not feed.feed.get("title"):
        yield "no entries or no title"
    # Relative links are no links in RSS.
    links = [feed.feed.get("link")] + [entry.link for entry in feed.entries if "link" in entry]
    if kind == "rss20":
        yield from (f"no address: {link}" for link in links if not link or not urllib.parse.urlsplit(link).scheme)
    ids = [entry.get("id") for entry in feed.entries]
    if None in ids or len(set(ids)) < len(ids):
        yield f"ids are missing or double: {ids}"
    for entry in feed.entries:
        if not entry.get("title") or not entry.get("summary"):
            yield "an entry without title or summary"
        if not isinstance(entry.get("published_parsed"), time.struct_time):
            yield f"no date: {entry.get('published')}"
        if "<" in entry.get("summary", ""):
            yield f"markup in a summary: {entry.summary}"


found = [f"{path}: {fault}" for path in sys.argv[1:] for fault in faults(path)]
print("\n".join(found))
