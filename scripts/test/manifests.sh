#!/usr/bin/env bash
# Renders every overlay and holds it against the Kubernetes schemas, then against rules that no schema knows: selectors match
# pods, names that are referred to exist, Pod Security `restricted` is met, only the publisher sees a token that writes.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# shellcheck source=scripts/test/k8s/secrets.sh
. scripts/test/k8s/secrets.sh
made=$(local_secrets)
for overlay in local local-no-model dgx; do
  kubectl kustomize "k8s/overlays/$overlay" > "$folder/$overlay.yaml"
done
kubectl kustomize k8s/base > "$folder/base.yaml"
[ -z "$made" ] || rm $made
cp k8s/overlays/dgx/runtime.yaml "$folder/runtime.yaml"
cp k8s/jobs/*.yaml "$folder/"
kubernetes-validate -k 1.32.0 --strict "$folder"/*.yaml > "$folder/log" 2>&1 || { grep -v ' passed ' "$folder/log" >&2; exit 1; }
echo "$(grep -c ' passed ' "$folder/log") objects fit the schemas of Kubernetes 1.32"
python3 scripts/test/manifests.py "$folder"
