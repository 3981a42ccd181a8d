#!/usr/bin/env bash
# Renders every overlay and holds it against the Kubernetes schemas, then against rules that no schema knows: selectors match
# pods, names that are referred to exist, Pod Security `restricted` is met, only the publisher sees a token that writes.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
secret=k8s/overlays/local/images/secrets.env
made=
if [ ! -f "$secret" ]; then echo "key=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" > "$secret"; made=1; fi
for overlay in local local-no-model dgx; do
  kubectl kustomize "k8s/overlays/$overlay" > "$folder/$overlay.yaml"
done
[ -z "$made" ] || rm "$secret"
cp k8s/overlays/dgx/runtime.yaml "$folder/runtime.yaml"
cp k8s/jobs/*.yaml "$folder/"
kubernetes-validate -k 1.32.0 --strict "$folder"/*.yaml > "$folder/log" 2>&1 || { grep -v ' passed ' "$folder/log" >&2; exit 1; }
echo "$(grep -c ' passed ' "$folder/log") objects fit the schemas of Kubernetes 1.32"
python3 scripts/test/manifests.py "$folder"
