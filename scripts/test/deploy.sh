#!/usr/bin/env bash
# Checks what deploys Sparky without a cluster: recipes, Nushell scripts (each executed against recorders of the tools it calls),
# manifests against the Kubernetes schemas, workflows, Prometheus rules. Installs what it needs below target/deploy-tools.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=$PWD/target/deploy-tools
PATH=$(scripts/test/tools.sh):$PATH
export PATH

# Beside the packages that they import.
cp scripts/test/workflows.mjs scripts/test/dashboards.mjs "$tools/"

say() { printf '\n-- %s\n' "$*" >&2; }

say "Nushell scripts parse"
for script in $(git ls-files 'scripts/*.nu'); do
  [ "$(nu -c "nu-check '$script'")" = true ] || { nu -c "nu-check --debug '$script'"; exit 1; }
done

say "recipes and scripts do what they say"
python3 scripts/test/recorders.py

say "manifests"
scripts/test/manifests.sh

say "alerts and dashboards"
if ! command -v promtool >/dev/null || ! command -v amtool >/dev/null; then
  { [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq --yes --no-install-recommends prometheus prometheus-alertmanager; } >/dev/null 2>&1 || true
fi
monitoring=k8s/components/monitoring
if command -v promtool >/dev/null && command -v amtool >/dev/null; then
  promtool check rules "$monitoring"/prometheus/rules/*.yaml >/dev/null
  promtool test rules "$monitoring"/prometheus/tests/*.yaml
  amtool check-config "$monitoring/alertmanager/alertmanager.yaml" >/dev/null
else
  echo "SKIPPED: promtool and amtool are not here (Debian: prometheus, prometheus-alertmanager)" >&2
fi
python3 scripts/monitor/dashboards.py >/dev/null
git diff --exit-code --stat -- "$monitoring/grafana/dashboards" || { echo "run scripts/monitor/dashboards.py and commit what it writes" >&2; exit 1; }
node "$tools/dashboards.mjs" "$monitoring"/grafana/dashboards/*.json

say "workflows"
node "$tools/workflows.mjs" .github/workflows/*.yml
if [ -x target/debug/sparky ]; then
  python3 scripts/test/steps.py
elif [ -n "${CI:-}" ]; then
  echo "target/debug/sparky is not here, which the steps of the workflows need" >&2; exit 1
else
  echo "SKIPPED: the steps of the workflows; cargo build --bin sparky" >&2
fi

say "Dockerfile"
hadolint --ignore DL3008 docker/Dockerfile
