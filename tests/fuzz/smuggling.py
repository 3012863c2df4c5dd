"""Lines that would have something changed, or asked elsewhere, under the look of a read. Used by `lines`."""

from __future__ import annotations

from random import Random

ENDS = (
    "; delete", ";kubectl delete pods --all", "| kubectl delete -f -", "| xargs kubectl delete",
    "&& kubectl scale {w} --replicas=0", "|| true", "> /etc/passwd", "\nkubectl delete {w}",
    "\r\ndelete {w}", "`kubectl delete {w}`", "$(kubectl delete {w})", "-- kubectl delete {w}",
    "--as admin", "--as=admin", "--as-group=system:masters", "--token=x", "--server=https://evil.example",
    "-s https://evil.example", "--kubeconfig=/tmp/x", "--raw /api/v1/secrets", "--raw=/apis", "-X DELETE",
    "-XDELETE", "-X=POST", "--dry-run=none", "--dry-run=client", "--prune", "--force", "--field-manager=x",
    "--server-side", "--overwrite", "--subresource=exec --as=x", "-f -", "--filename=http://evil.example",
    "-k .", "--exec=x", "--delete", "--patch-file=x", "--grace-period=0", "--cascade=orphan",
    "--user=admin", "--proxy-url=http://evil.example", "& kubectl delete {w}", "\u2028delete {w}",
    "\x0bdelete {w}", "—as=admin", "—token=x", "“--as=admin”", "\\; delete",
)  # fmt: skip
READS = (
    "get pods", "get {w}", "get pods -o yaml", "get secrets", "describe {w}", "describe pod postgresql-0",
    "describe nodes", "logs {w}", "logs postgresql-0", "logs -l app={n}", "events", "events --for {w}",
    "top pods", "top nodes", "rollout status {w}", "rollout history {w}", "auth can-i delete pods",
    "can-i get pods",
)  # fmt: skip
WHOLE = (
    "get --raw /api/v1/namespaces/smartcloudops/pods -X DELETE", "get --raw /{n} -X DELETE",
    "get --raw=/api/v1/nodes/{n}/proxy", "rollout history undo {n}", "rollout status undo {w}",
    "rollout history {w} undo", "rollout status {w} --to-revision=2", "rollout status --to-revision {n}",
    "rollout history {w} --to-revision=1", "rollout history {w} --undo",
    "rollout {w}", "rollout", "rollout delete {w}", "rollout --history undo {w}",
    "rollout history=undo {w}", "top pods --prune", "top pods {n} delete", "top delete pods", "top {w}",
    "top deployments", "top pods/{n}", "get pods/{n}/exec", "get pods/{n}/log", "get nodes/node-a/proxy",
    "get {w}/scale", "get pods/../secrets", "get pods/.", "get ../../secrets", "get pods?watch=true",
    "get 'pods?x=1'", "get pods#x", "get pods%2f..%2fsecrets", "get pods,../x", "get pods/{n}?force",
    "get /api/v1/pods", "get https://evil.example/x", "get 'pods {n}'", "get -- pods", "get", "describe",
    "describe {w}/scale", "describe pods/{n}/exec", "describe ../secrets", "describe -f x",
    "describe --all", "logs {w} -- sh", "logs {n} sh -c id", "logs ../{n}", "logs {n}/../x", "logs -it {n}",
    "logs {n} --stdin", "logs pods/{n}/exec", "logs {w} {w}x y", "logs --exec {n}", "logs {n} -f -i",
    "logs {n} --limit-bytes=1 --as=x", "events --for {w}/scale --delete", "events delete {n}",
    "events --for", "events -f x", "events --prune", "auth reconcile -f x", "auth can-i",
    "auth can-i delete", "auth can-i --list", "auth can-i --list --as=admin", "auth whoami",
    "auth can-i delete pods --as=admin", "auth", "auth delete pods", "can-i", "can-i delete",
    "can-i delete pods {n} now", "kubectl delete {w} --dry-run=server",
    "attach {n}", "port-forward {n} 80",
    "proxy", "debug {n} --image=x", "apply -f x", "create -f x",
    "create deployment x --image=x", "replace -f x", "edit {w}",
    "taint nodes node-a a=b:NoSchedule",
    "autoscale {w} --max=5", "expose {w} --port=80", "config use-context x", "config view --raw",
    "certificate approve x", "plugin list", "wait {w} --for=delete", "diff -f x", "patch", "patch {w}",
    "patch {w} -p", "set", "set image", "set env", "set serviceaccount {w} x", "set env {w} --list",
    "set env {w} --from=secret/x", "set env --all A=b", "set image {w}", "scale", "scale {w}",
    "scale -f x --replicas=3", "scale --replicas=3",
    "restart --all", "restart", "restart *", "restart deployments", "rollback", "rollback --all",
    "rollout undo", "rollout undo deployment", "rollout undo -f x", "rollout restart deployment",
    "rollout restart -l app={n}", "rollback {w} --dry-run", "restart {w} -A", "scale {w} --replicas=2 -A",
    "patch {w} -A -p '{{}}'", "set env {w} A=b --all-namespaces", "patch {w} --type=json --patch-file=x",
    "patch {w} -p '{{\"a\":1}}' --subresource=status", "patch {w} -p '[' --type json",
    "patch {w} -p '{{\"a\":1,\"a\":2}}'", "patch {w} -p '{{\"spec\":{{\"replicas\":51}}}}'",
    "patch {w} -p 'a: b'",
    "patch {w} --type=json -p '[{{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":500}}]'",
    "scale {w} --replicas=500", "patch {w} --type=merge -p 5", "patch ../x -p '{{}}'",
    "patch {w}/scale -p '{{}}'", "read delete {w}", "get=delete {w}", "get;delete {w}", "get|delete",
    "get\\ pods", "'get pods'", "\"get pods; delete\"", "get\npods", "eval get pods", "kubectl", "/ops",
    "kubectl -n payments", "-n payments", "-A", "--", "-- get pods", "- get pods", "--get pods", "get-pods",
    "getpods", "k8s get pods", "kubectl-delete pods",
    "delete {w} --grace-period=0", "delete pods {n} --force", "delete {w} --as=admin", "delete -f x",
    "delete {w}; id", "delete pods {n} | sh", "delete {w} --token=x", "delete {w} --dry-run=none",
    "cordon node-a && id", "uncordon node-a --as=admin", "drain node-a --disable-eviction",
    "drain node-a; id", "drain node-a --as-group=system:masters", "label {w} a=b --as=admin",
    "annotate {w} a=b > x", "rollout pause {w} --as admin", "rollout resume {w} `id`",
    "run x --image=x --as=admin", "run x --image=x --privileged", "exec {n} --as=admin -- id",
    "create job x --image=x --as=admin", "create namespace x; id", "create namespace x --token=x",
    "create secret generic x --from-file=/etc/passwd", "scale --replicas=0 --all deployments --as=admin",
)  # fmt: skip
OWN = (
    "changes",
    "rollout pause {w}", "rollout resume {w}", "pause {w}", "resume {w}", "delete pods {n}", "delete {w}",
    "delete pod postgresql-0", "delete deployment/backend", "delete cm/backend-settings", "exec {n} -- sh",
    "exec -it {n} -- id", "exec postgresql-0 -- id", "exec postgresql-0 -- cat /etc/passwd",
    "cp {n}:/etc/passwd x", "run x --image=x", "run x --image=shop/web:2 -- id", "label {w} a=b",
    "label deployment/backend a=b", "annotate {w} a=b", "annotate deployment/backend a-", "drain node-a",
    "drain node-b --ignore-daemonsets --delete-emptydir-data", "cordon node-a", "uncordon node-b",
    "scale --replicas=0 --all deployments", "scale deployments -l app=backend --replicas=3",
    "create job x --image=x", "create job x --from=cronjob/{n}", "create namespace {n}",
    "create secret generic x --from-literal=a=b", "get --raw /api/v1/namespaces/smartcloudops/pods",
    "get --raw /version", "get pods --grep={n}",
)  # fmt: skip
"""Verbs of ours with something after them that may be in order or may not."""

CONTROLS = (
    "approve {i}", "yes {i}", "lgtm {i}", "reject {i} no", "withdraw {i}", "break-glass {i} {n} burns",
    "undo {i}", "revert {i}", "status {i}", "status", "show {i}", "list", "ls", "stop {i}",
    "unfollow {i}", "freeze {n} is restored", "freeze all {n}", "thaw all {n}", "thaw", "help {n}",
    "help rollback {n}", "? {n}", "approve", "approve {n}", "approve {i} now", "undo", "undo {i} now",
    "status {w}", "show {w}", "list {w}", "stop {w}", "approve {i}; restart {w}",
    "status {i} && restart {w}", "list; restart {w}", "approve {i}\nrestart {w}", "revert {w}",
    "stop {i} {w}", "changes {w}", "lgtm restart {w}", "yes restart {w}",
)  # fmt: skip
HEADS = (
    "get", "describe", "logs", "events", "top", "rollout", "rollout status", "rollout history",
    "rollout undo", "auth can-i", "can-i", "rollback", "restart", "scale", "set", "set image", "set env",
    "set resources", "patch", "kubectl", "undo", "-n payments", "-A",
)  # fmt: skip
PIECES = (
    "{w}", "{w}", "{n}", "{n}", "pods", "nodes", "deploy", "svc,cm", "all", "secrets", "status", "history",
    "undo", "restart", "scale", "image", "env", "get", "delete", "patch", "rollback", "pod/postgresql-0",
    "ns", "-n payments", "-n", "-A", "--cluster=second", "-l app={n}", "-l", "-o yaml", "-o", "-w", "-f",
    "-p", "-c {n}", "-c", "--tail=5", "--since 5m", "--for {w}", "--types=Warning", "--replicas=2",
    "--replicas", "--to-revision=1", "--revision=1", "--limits=cpu=1", "--type=merge", "--type",
    "-p '{{\"a\":1}}'", "A=b", "{n}=web:2", "*=web:3", "A-", "=", ",", "/", "{n}/{n}", "{w},{w}", "pods/",
    "/{n}", "3", "-1", "true", "'{n} {n}'", "\"\"", "--all-pods", "--previous=false", "--watch=false", "-pf",
    "-wA", "-Af", "--sub=log", "list", "''", "\u200b", "—n payments", "–A",
)  # fmt: skip
NAMES = (
    "backend", "frontend", "checkout", "postgresql", "web", "x1", "shop-api", "delete", "undo", "cart", "a.b",
)  # fmt: skip
KINDS = ("deployment", "deploy", "sts", "statefulset", "ds", "daemonset", "deployments.apps")


def owned(random: Random) -> str:
    """A line of one of the verbs that the table has no row for."""
    return _start(random) + _filled(random.choice(OWN), random)


def smuggled(random: Random) -> str:
    """A read with a change in its luggage, or a change in a read's clothes."""
    text = f"{random.choice(READS)} {random.choice(ENDS)}" if random.random() < 0.6 else random.choice(WHOLE)
    return _start(random) + _filled(text, random)


def thrown(random: Random) -> str:
    """Words of every kind thrown together."""
    words = [_filled(random.choice(PIECES), random) for _ in range(random.randrange(1, 8))]
    return " ".join([random.choice(HEADS), *words])


def steered(random: Random) -> str:
    """Votes, stops and questions about changes: none of them is about a cluster."""
    return _filled(random.choice(CONTROLS), random)


def _filled(text: str, random: Random) -> str:
    name = random.choice(NAMES)
    found = text.format(w=f"{random.choice(KINDS)}/{name}", n=name, i=random.randrange(1, 5000))
    return found.replace(" ", "  ", 1) if random.random() < 0.1 else found


def _start(random: Random) -> str:
    return random.choice(("", "", "", "kubectl ", "kubectl ", "/ops ", "Kubectl ", "kubectl -n payments "))
