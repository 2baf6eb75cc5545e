#!/bin/bash
# Runs kubectl's commands against a server without nodes, and says of each whether it did what it should.
# Usage: kubectl_commands.sh KUBECONFIG [KUBECTL]
set -u
export KUBECONFIG=$1
kubectl=${2:-kubectl}
ns=kubectl-commands
failures=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# expect TEXT COMMAND…: the command succeeds and prints the text (an extended regular expression).
expect() {
    local text=$1 output
    shift
    if ! output=$("$@" 2>&1) || ! grep -qE -- "$text" <<<"$output"; then
        failures=$((failures + 1))
        printf 'FAILED %s\n  wanted: %s\n  got: %s\n' "${*#"$kubectl" }" "$text" "$output"
    fi
}

# refuse TEXT COMMAND…: the command fails and prints the text.
refuse() {
    local text=$1 output
    shift
    if output=$("$@" 2>&1) || ! grep -qE -- "$text" <<<"$output"; then
        failures=$((failures + 1))
        printf 'FAILED (should be refused) %s\n  wanted: %s\n  got: %s\n' "${*#"$kubectl" }" "$text" "$output"
    fi
}

k() { "$kubectl" -n "$ns" "$@"; }
# from JSON COMMAND…: the command reads the text.
from() { local text=$1; shift; printf '%s\n' "$text" | "$@"; }

expect 'created' "$kubectl" create namespace $ns
until k get serviceaccount default >/dev/null 2>&1; do sleep 0.1; done

# Making things
expect 'configmap/settings created' k create configmap settings --from-literal=a=1 --from-literal=b=2
expect 'secret/plain created' k create secret generic plain --from-literal=p=hidden
expect 'secret/registry created' k create secret docker-registry registry --docker-server=r --docker-username=u --docker-password=p
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$scratch/k" -out "$scratch/c" -subj /CN=x -days 1 2>/dev/null
expect 'secret/tls created' k create secret tls tls --cert="$scratch/c" --key="$scratch/k"
expect 'deployment.apps/web created' k create deployment web --image=registry.local/web:1 --replicas=2 --port=80
expect 'job.batch/once created' k create job once --image=registry.local/web:1 -- true
expect 'cronjob.batch/nightly created' k create cronjob nightly --image=registry.local/web:1 --schedule='0 3 * * *' -- true
expect 'job.batch/now created' k create job now --from=cronjob/nightly
expect 'ingress.networking.k8s.io/front created' k create ingress front --rule='a.example/*=web:80'
expect 'resourcequota/limits created' k create quota limits --hard=pods=50,services=20
expect 'poddisruptionbudget.policy/keep created' k create poddisruptionbudget keep --selector=app=web --min-available=1
expect 'role.rbac.authorization.k8s.io/reader created' k create role reader --verb=get,list --resource=pods,deployments.apps
expect 'rolebinding.rbac.authorization.k8s.io/readers created' k create rolebinding readers --role=reader --serviceaccount=$ns:default
expect 'clusterrole.rbac.authorization.k8s.io/kc-all created' "$kubectl" create clusterrole kc-all --verb=get --resource=nodes
expect 'clusterrolebinding.rbac.authorization.k8s.io/kc-all created' "$kubectl" create clusterrolebinding kc-all --clusterrole=kc-all --user=ann
expect 'priorityclass.scheduling.k8s.io/kc-high created' "$kubectl" create priorityclass kc-high --value=1000
expect 'serviceaccount/robot created' k create serviceaccount robot
expect '^ey' k create token robot --duration=10m
expect 'service/web created' k create service clusterip web --tcp=80:80
expect 'service/np created' k create service nodeport np --tcp=80:80
expect 'service/ext created' k create service externalname ext --external-name=x.example
expect 'pod/one created' k run one --image=registry.local/web:1 --labels=app=one --env=A=1 --port=80
expect 'service/one exposed' k expose pod one --port=80
expect 'created \(server dry run\)' k create configmap dry --from-literal=a=1 --dry-run=server
refuse 'NotFound' k get configmap dry
refuse 'already exists' k create configmap settings

# Looking at things
expect 'web +0/2' k get deployments
expect 'IMAGES' k get deployments -o wide
expect '"a": "1"' k get configmap settings -o json
expect 'a: "1"' k get configmap settings -o yaml
expect '^1$' k get configmap settings -o 'jsonpath={.data.a}'
expect 'NAME +A' k get configmap settings -o 'custom-columns=NAME:.metadata.name,A:.data.a'
expect '^configmap/settings$' k get configmap settings -o name
expect '^settings$' k get configmap settings -o 'go-template={{.metadata.name}}{{"\n"}}'
expect 'managedFields' k get configmap settings -o yaml --show-managed-fields
expect 'app=one' k get pods -l app=one --show-labels
expect 'one' k get pods --field-selector=metadata.name=one,status.phase=Pending
expect 'deployment.apps/web' k get all
expect 'settings' k get configmaps --chunk-size=1
expect 'settings' k get configmaps --sort-by=.metadata.name
expect 'kube-system' "$kubectl" get namespaces
expect 'Schedule: +0 3' k describe cronjob nightly
expect 'Replicas: +2 desired' k describe deployment web
expect 'Node: +<none>' k describe pod one
expect 'a.example' k describe ingress front
expect 'pods +[0-9]+ +50' k describe quota limits
expect 'ClusterIP' k describe service web
expect 'Verbs' k describe role reader
for kind in namespace configmap secret serviceaccount job poddisruptionbudget rolebinding; do expect 'Name:' k describe $kind; done
expect 'apps/v1' "$kubectl" api-versions
expect 'deployments +deploy +apps/v1 +true +Deployment' "$kubectl" api-resources
expect 'FIELDS?:' "$kubectl" explain deployment.spec.strategy
expect 'containers' "$kubectl" explain pods --recursive
expect 'minReplicas' "$kubectl" explain hpa.spec --api-version=autoscaling/v2
expect 'running at' "$kubectl" cluster-info
expect 'Server Version: v1.36' "$kubectl" version
expect 'ok' "$kubectl" get --raw /readyz
expect 'yes' k auth can-i create pods
refuse '^no' k auth can-i create pods --as=system:serviceaccount:$ns:robot
expect 'yes' k auth can-i list pods --as=system:serviceaccount:$ns:default
expect 'Resources' k auth can-i --list
expect 'Username' "$kubectl" auth whoami

# Changing things
expect 'labeled' k label configmap settings tier=one
expect 'labeled|unlabeled' k label configmap settings tier-
expect 'annotated' k annotate configmap settings note=kept
expect 'patched' k patch configmap settings -p '{"data":{"c":"3"}}'
expect 'patched' k patch configmap settings --type=merge -p '{"data":{"b":null}}'
expect 'patched' k patch configmap settings --type=json -p '[{"op":"replace","path":"/data/a","value":"9"}]'
expect '^9 3$' k get configmap settings -o 'jsonpath={.data.a} {.data.b}{.data.c}'
expect 'scaled' k scale deployment web --replicas=3
expect '^3$' k get deployment web -o 'jsonpath={.spec.replicas}'
refuse 'Expected replicas|expected replicas' k scale deployment web --current-replicas=7 --replicas=1
expect 'autoscaled' k autoscale deployment web --min=1 --max=5 --cpu-percent=80
expect 'web +Deployment/web' k get hpa
expect 'image updated' k set image deployment/web '*=registry.local/web:2'
expect 'env updated' k set env deployment/web COLOUR=blue
expect 'resource requirements updated' k set resources deployment/web --requests=cpu=10m
expect 'serviceaccount updated' k set serviceaccount deployment/web robot
expect 'selector updated' k set selector service np app=web
expect 'subject' k set subject rolebinding readers --serviceaccount=$ns:robot
for _ in $(seq 50); do [ "$(k get replicasets -o name | wc -l)" -ge 2 ] && break; sleep 0.1; done
expect 'REVISION' k rollout history deployment/web
expect 'paused' k rollout pause deployment/web
expect 'resumed' k rollout resume deployment/web
expect 'rolled back' k rollout undo deployment/web
expect 'restarted' k rollout restart deployment/web
refuse 'timed out' k rollout status deployment/web --timeout=1s

# Applying
manifest='{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"x":"1","y":"2"}}'
expect 'created' from "$manifest" k apply -f -
expect 'unchanged' from "$manifest" k apply -f -
changed='{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"x":"2"}}'
if output=$(from "$changed" k diff -f - 2>&1); then echo "FAILED diff: no difference: $output"; failures=$((failures + 1)); fi
expect 'configured' from "$changed" k apply -f -
expect '^\{"x":"2"\}$' k get configmap applied -o 'jsonpath={.data}'
expect 'serverside-applied' from "$changed" k apply --server-side -f -
refuse 'conflict' from "$manifest" k apply --server-side --field-manager=other -f -
expect 'serverside-applied' from "$manifest" k apply --server-side --field-manager=other --force-conflicts -f -
expect 'x: "2"' k apply view-last-applied configmap applied
expect 'replaced' from "$changed" k replace -f -
printf '#!/bin/sh\nsed -i "s/^  x: .*/  x: \\"5\\"/" "$1"\n' >"$scratch/editor" && chmod +x "$scratch/editor"
expect 'edited' env KUBE_EDITOR="$scratch/editor" "$kubectl" -n $ns edit configmap applied
mkdir "$scratch/kustom"
printf 'resources: [cm.yaml]\nnamePrefix: k-\n' >"$scratch/kustom/kustomization.yaml"
printf '%s\n' "$manifest" >"$scratch/kustom/cm.yaml"
expect 'configmap/k-applied created' k apply -k "$scratch/kustom"
refuse 'unknown field' from '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"bad"},"dota":{}}' k apply -f -

# Nodes, certificates
expect 'created' from '{"apiVersion":"v1","kind":"Node","metadata":{"name":"kc-node"}}' "$kubectl" create -f -
expect 'cordoned' "$kubectl" cordon kc-node
expect 'SchedulingDisabled' "$kubectl" get node kc-node
expect 'uncordoned' "$kubectl" uncordon kc-node
expect 'tainted' "$kubectl" taint node kc-node a=b:NoSchedule
expect 'drained' "$kubectl" drain kc-node --ignore-daemonsets
expect 'deleted' "$kubectl" delete node kc-node
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$scratch/k2" -subj /O=people/CN=kc-ann -out "$scratch/r" 2>/dev/null
csr=$(printf '{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"kc-ann"},"spec":{"request":"%s","signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"]}}' "$(base64 -w0 "$scratch/r")")
expect 'created' from "$csr" "$kubectl" create -f -
expect 'Pending' "$kubectl" get csr kc-ann
expect 'approved' "$kubectl" certificate approve kc-ann
expect 'Approved' "$kubectl" get csr kc-ann
expect 'deleted' "$kubectl" delete csr kc-ann

# Waiting, watching, events, deleting
expect 'condition met' k wait --for=jsonpath='{.data.x}'=5 configmap/applied --timeout=5s
expect 'settings' timeout 20 "$kubectl" -n $ns get configmap settings --watch --request-timeout=1s
expect 'FailedScheduling|No events found|LAST SEEN' k events
expect 'deleted' k delete configmap applied k-applied
expect 'deleted' k delete pod one --grace-period=0 --force
expect 'deleted' k delete deployment web --cascade=foreground --timeout=20s
expect 'No resources found' k get replicasets
expect 'deleted' k delete jobs --all --timeout=20s
expect 'deleted' "$kubectl" delete clusterrole kc-all
expect 'deleted' "$kubectl" delete clusterrolebinding kc-all
expect 'deleted' "$kubectl" delete priorityclass kc-high
expect 'deleted' "$kubectl" delete namespace $ns --timeout=60s

[ "$failures" = 0 ] && echo "every command did what it should"
exit $((failures > 0))
