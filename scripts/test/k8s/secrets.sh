# Sourced: what `just k3d-secrets` makes, where Nushell is not at hand.

# random: 64 characters.
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# local_secrets: makes what the local overlay lacks and prints which files those were.
local_secrets() {
  local folder=k8s/overlays/local/images
  [ -f "$folder/secrets.env" ] || { echo "key=$(random)" > "$folder/secrets.env"; echo "$folder/secrets.env"; }
  [ -f "$folder/api.env" ] || { for role in read operate admin; do echo "$role=$(random)"; done > "$folder/api.env"; echo "$folder/api.env"; }
}
