#!/usr/bin/env nu
use ../lib/tools.nu *

# Installs k3s on a DGX over ssh with k3sup, with the NVIDIA runtime class and device plugin that the model's pod needs.
def main [
  --host: string # the machine's name or address
  --user: string = "ubuntu" # who may use sudo there
  --ssh-key: string = "~/.ssh/id_ed25519" # the private key
  --context: string = "dgx" # the name of the kubectl context that is made
]: nothing -> nothing {
  need k3sup "https://github.com/alexellis/k3sup#download-k3sup-tldr"
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  if $host == null { error make --unspanned { msg: "say which machine: --host dgx.local" } }
  let kubeconfig = ($env.KUBECONFIG? | default ("~/.kube/config" | path expand))
  ^k3sup install --host $host --user $user --ssh-key ($ssh_key | path expand) --context $context --merge --local-path $kubeconfig --k3s-extra-args "--write-kubeconfig-mode 600"
  ^kubectl --context $context apply --filename ($ROOT | path join k8s overlays dgx runtime.yaml)
}
