"""Rules about rendered manifests that no schema knows. Argument: the folder with base.yaml, local.yaml, local-no-model.yaml and dgx.yaml."""

import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent / "k8s"))
from policies import allowed, direction, matches  # noqa: E402

# The arrows of the design: who may open a connection to whom, at which ports. Nobody else may, at none of these.
WORKERS = ("collector", "analyzer", "generator", "publisher")
SERVICES = ("orchestrator", *WORKERS)
ARROWS = {
    *((worker, "orchestrator", port) for worker in WORKERS for port in (5555, 5556)),
    *(("orchestrator", worker, port) for worker in WORKERS for port in (5555, 5556)),
    *(("trigger", "orchestrator", port) for port in (5555, 5556, 8080)),
    *(("prometheus", service, 8080) for service in SERVICES),
    ("analyzer", "model", 11434), ("prometheus", "alertmanager", 9093), ("grafana", "prometheus", 9090),
}
PORTS = {5555, 5556, 8080, 11434, 9093, 9090, 443}


def pods(documents):
    """Every pod template: (owner, labels, spec)."""
    for one in documents:
        kind, name = one["kind"], one["metadata"]["name"]
        if kind in ("Deployment", "Job", "DaemonSet"):
            template = one["spec"]["template"]
        elif kind == "CronJob":
            template = one["spec"]["jobTemplate"]["spec"]["template"]
        else:
            continue
        yield f"{kind}/{name}", template["metadata"].get("labels", {}), template["spec"]


def restricted(owner, spec):
    """What the Pod Security standard `restricted` asks for."""
    pod = spec.get("securityContext", {})
    if not pod.get("runAsNonRoot"):
        yield f"{owner} may run as root"
    if pod.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield f"{owner} has no seccomp profile"
    for container in spec["containers"] + spec.get("initContainers", []):
        own = container.get("securityContext", {})
        if own.get("allowPrivilegeEscalation") is not False or own.get("capabilities", {}).get("drop") != ["ALL"]:
            yield f"{owner} keeps privileges"
        if not own.get("readOnlyRootFilesystem"):
            yield f"{owner} writes to its image"
        if "memory" not in container.get("resources", {}).get("limits", {}):
            yield f"{owner} has no memory limit"
    if spec.get("automountServiceAccountToken") is not False and spec.get("serviceAccountName") != "prometheus":
        yield f"{owner} mounts a token of the cluster"


def scaled(owner, spec, targets):
    """What keeps a HorizontalPodAutoscaler from its work."""
    if spec["minReplicas"] >= spec["maxReplicas"]:
        yield f"{owner} has nothing to choose from"
    for target in targets:
        if target["kind"] != spec["scaleTargetRef"]["kind"]:
            continue
        if "replicas" in target["spec"]:
            yield f"{owner} and its {target['kind']} both set the replicas"
        for container in target["spec"]["template"]["spec"]["containers"]:
            # A share of what was asked for cannot be told where nothing was.
            if "cpu" not in container["resources"].get("requests", {}):
                yield f"{owner} measures the CPU of {container['name']}, which asks for none"


def network(documents):
    """Where the policies allow what the design does not, or the other way round."""
    policies = [one for one in documents if one["kind"] == "NetworkPolicy"]
    labels = {each["app.kubernetes.io/component"]: each for _, each, _ in pods(documents)}
    for source in labels:
        for target in labels:
            for port in PORTS:
                wanted = (source, target, port) in ARROWS
                if allowed(policies, labels[source], labels[target], port) != wanted:
                    yield f"{source} {'cannot' if wanted else 'can'} reach {target} at {port}"
    for target in labels:
        for port in PORTS:
            if direction(policies, "Ingress", "from", labels[target], None, port):
                yield f"the world reaches {target} at {port}"
    for source in sorted(set(labels) & {"orchestrator", "analyzer", "generator", "trigger", "model", "grafana"}):
        if allowed(policies, labels[source], None, 443):
            yield f"{source} reaches the world"


def check(documents):
    """Every fault of one overlay."""
    named = {(one["kind"], one["metadata"]["name"]) for one in documents}
    templates = list(pods(documents))
    yield from network(documents)
    for owner, _, spec in templates:
        yield from restricted(owner, spec)
        for volume in spec.get("volumes", []):
            claim = volume.get("persistentVolumeClaim", {}).get("claimName")
            if claim and ("PersistentVolumeClaim", claim) not in named:
                yield f"{owner} mounts the claim {claim}, which is not there"
            config = volume.get("configMap", {}).get("name")
            if config and ("ConfigMap", config) not in named:
                yield f"{owner} mounts the ConfigMap {config}, which is not there"
            if volume.get("secret", {}).get("secretName") == "sparky-publisher" and owner != "Deployment/sparky-publisher":
                yield f"{owner} sees the token that writes"
        for container in spec["containers"]:
            # A fleet that was just put up has no destination yet.
            if "--publish" in container.get("args", []):
                yield f"{owner} fails where no destination is configured: --publish=configured"
    for one in documents:
        kind, name = one["kind"], one["metadata"]["name"]
        if kind == "Service":
            selector = {"matchLabels": one["spec"]["selector"]}
        elif kind in ("NetworkPolicy",):
            selector = one["spec"]["podSelector"]
        elif kind == "PodDisruptionBudget":
            selector = one["spec"]["selector"]
        elif kind == "HorizontalPodAutoscaler":
            target = one["spec"]["scaleTargetRef"]
            if (target["kind"], target["name"]) not in named:
                yield f"{kind}/{name} scales {target['name']}, which is not there"
            yield from scaled(f"{kind}/{name}", one["spec"], [each for each in documents if each["metadata"]["name"] == target["name"]])
            continue
        else:
            continue
        if not any(matches(selector, labels) for _, labels, _ in templates):
            yield f"{kind}/{name} selects no pod"


def main(folder):
    faults = []
    for overlay in ("base", "local", "local-no-model", "dgx"):
        documents = [one for one in yaml.safe_load_all((folder / f"{overlay}.yaml").read_text()) if one]
        faults += [f"{overlay}: {fault}" for fault in check(documents)]
        print(f"{overlay}: {len(documents)} objects")
    for fault in faults:
        print(fault, file=sys.stderr)
    return bool(faults)


sys.exit(main(Path(sys.argv[1])))
