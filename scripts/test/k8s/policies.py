"""What NetworkPolicies allow, as the Kubernetes documentation defines it: policies.py POLICIES PODS CONNECTIONS holds the connections that
conntrack lists against the policies, given as `kubectl get ... --output json`. Exits with 1 where one would have been refused."""

import json
import re
import sys

CONNECTION = re.compile(r"src=(\S+) dst=\S+ sport=\d+ dport=\d+ .*?src=(\S+) dst=\S+ sport=(\d+)")


def matches(selector, labels):
    """Whether a label selector selects labels."""
    if any(labels.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    for rule in selector.get("matchExpressions", []):
        if rule["operator"] != "In" or labels.get(rule["key"]) not in rule["values"]:
            return False
    return True


def opens(rule, side, peer, port):
    """Whether one rule lets a peer of the same namespace through; None is a peer outside the cluster."""
    ports = rule.get("ports")
    if ports and not any(each.get("protocol", "TCP") == "TCP" and each.get("port", port) == port for each in ports):
        return False
    peers = rule.get(side)
    if not peers:
        return True
    for each in peers:
        if "ipBlock" in each:
            if peer is None:
                return True
        elif peer is not None and "namespaceSelector" not in each and matches(each.get("podSelector", {}), peer):
            return True
    return False


def direction(policies, kind, side, own, peer, port):
    """Whether the policies that select a pod let it talk in one direction; without one that does, everything goes."""
    concerned = [one["spec"] for one in policies if kind in one["spec"]["policyTypes"] and matches(one["spec"]["podSelector"], own)]
    rules = [rule for one in concerned for rule in one.get(kind.lower()) or []]
    return not concerned or any(opens(rule, side, peer, port) for rule in rules)


def allowed(policies, source, target, port):
    """Whether a pod with labels `source` may open a TCP connection to a port of one with labels `target`; None is the world."""
    leaves = direction(policies, "Egress", "to", source, target, port)
    return leaves and (target is None or direction(policies, "Ingress", "from", target, source, port))


def main(policies, pods, connections):
    policies = json.load(open(policies))["items"]
    labels = {pod["status"].get("podIP"): pod["metadata"]["labels"] for pod in json.load(open(pods))["items"]}
    component = lambda one: one["app.kubernetes.io/component"]
    seen, refused = set(), set()
    for source, target, port in CONNECTION.findall(open(connections).read()):
        if source in labels and target in labels:
            arrow = (component(labels[source]), component(labels[target]), int(port))
            seen.add(arrow)
            if not allowed(policies, labels[source], labels[target], int(port)):
                refused.add(arrow)
    for arrow in sorted(seen):
        print("%s -> %s:%d" % arrow, "REFUSED" if arrow in refused else "")
    return bool(refused) or len(seen) < 8


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
