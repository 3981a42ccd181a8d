"""Writes the Grafana dashboards from the short tables below; run it after a change: python3 scripts/monitor/dashboards.py."""

import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "k8s/components/monitoring/grafana/dashboards"
SOURCE = {"type": "prometheus", "uid": "prometheus"}

# Dashboard -> title and panels: (title, kind, unit, [(legend, query)]).
DASHBOARDS = {
    "fleet": ("Sparky: fleet", [
        ("Services that answer", "stat", "short", [("{{service}}", "max by (service) (sparky_up)")]),
        ("Workers by phase", "stat", "short", [("{{phase}}", "sparky_workers")]),
        ("Versions", "table", "short", [("{{service}} {{version}}", "sparky_build_info")]),
        ("Warnings and errors a minute", "timeseries", "short", [("{{service}} {{level}}", "sum by (service, level) (rate(sparky_log_events_total[5m])) * 60")]),
        ("Free space", "timeseries", "percentunit", [("{{service}}", "sparky_storage_free_bytes / sparky_storage_size_bytes")]),
        ("Tasks given to another worker", "timeseries", "short", [("{{phase}}", "sum by (phase) (increase(sparky_task_reassignments_total[1h])) or vector(0)")]),
    ]),
    "runs": ("Sparky: runs and gates", [
        ("Runs by outcome", "timeseries", "short", [("{{kind}} {{status}}", "sum by (kind, status) (sparky_runs_total)")]),
        ("Since the last report", "stat", "s", [("{{kind}}", "time() - max by (kind) (sparky_run_last_report_timestamp_seconds)")]),
        ("Verdicts of the gates", "timeseries", "short", [("{{phase}} {{verdict}}", "sum by (phase, verdict) (sparky_gate_verdicts_total)")]),
        ("Time of a phase, nine of ten", "timeseries", "s", [("{{phase}}", "histogram_quantile(0.9, sum by (phase, le) (sparky_phase_seconds_bucket))")]),
        ("Writes to the ledger", "timeseries", "short", [("writes", "sum(sparky_ledger_appends_total)")]),
    ]),
    "collection": ("Sparky: collection and limits", [
        ("Repositories by coverage", "timeseries", "short", [("{{coverage}}", "sum by (coverage) (sparky_collector_repositories_total)")]),
        ("Commits put into snapshots", "timeseries", "short", [("commits", "sum(sparky_collector_commits_total)")]),
        ("Time of a collection, nine of ten", "timeseries", "s", [("collections", "histogram_quantile(0.9, sum by (le) (sparky_collector_task_seconds_bucket))")]),
        ("Points left at GitHub", "timeseries", "short", [("{{host}}", "sparky_github_points_remaining")]),
    ]),
    "model": ("Sparky: model", [
        ("Questions by outcome", "timeseries", "short", [("{{model}} {{outcome}}", "sum by (model, outcome) (sparky_model_requests_total)")]),
        ("Time of an answer, nine of ten", "timeseries", "s", [("{{model}}", "histogram_quantile(0.9, sum by (model, le) (sparky_model_seconds_bucket))")]),
        ("Tokens", "timeseries", "short", [("{{model}} {{direction}}", "sum by (model, direction) (sparky_model_tokens_total)")]),
        ("Sentences by verdict of the check", "timeseries", "short", [("{{model}} {{verdict}}", "sum by (model, verdict) (sparky_model_sentences_total)")]),
        ("Answers from the cache", "timeseries", "short", [("{{result}}", "sum by (result) (sparky_model_cache_total)")]),
        ("Sentences of the reports", "timeseries", "short", [("written", "sum(sparky_analyzer_sentences_total)"), ("not supported", "sum(sparky_analyzer_ungrounded_sentences_total)")]),
    ]),
    "publishing": ("Sparky: publishing", [
        ("Documents by kind", "timeseries", "short", [("{{kind}}", "sum by (kind) (sparky_generator_documents_total)")]),
        ("Published, by destination and state", "timeseries", "short", [("{{destination}} {{state}}", "sum by (destination, state) (sparky_publisher_documents_total)")]),
        ("Failures by destination", "timeseries", "short", [("{{destination}}", "sum by (destination) (sparky_publisher_failures_total) or vector(0)")]),
        ("Time of generation, nine of ten", "timeseries", "s", [("documents", "histogram_quantile(0.9, sum by (le) (sparky_generator_seconds_bucket))")]),
    ]),
}


def panel(number, title, kind, unit, queries):
    targets = [
        {"refId": chr(65 + index), "expr": query, "legendFormat": legend, "datasource": SOURCE,
         **({"instant": True, "format": "table"} if kind == "table" else {})}
        for index, (legend, query) in enumerate(queries)
    ]
    return {
        "id": number + 1, "title": title, "type": kind, "datasource": SOURCE, "targets": targets,
        "gridPos": {"h": 8, "w": 12, "x": 12 * (number % 2), "y": 8 * (number // 2)},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
    }


for name, (title, panels) in DASHBOARDS.items():
    dashboard = {
        "uid": f"sparky-{name}", "title": title, "tags": ["sparky"], "schemaVersion": 41, "editable": False,
        "refresh": "30s", "time": {"from": "now-24h", "to": "now"}, "timezone": "browser",
        "panels": [panel(number, *each) for number, each in enumerate(panels)],
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(dashboard, indent=2) + "\n")
    print(f"{name}: {len(panels)} panels")
