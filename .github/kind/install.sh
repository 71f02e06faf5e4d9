#!/usr/bin/env bash
# Makes a Kubernetes cluster on this machine, with what the contract tests of admission need: CloudNativePG with its webhooks, and the
# CustomResourceDefinitions of the other systems whose objects are rendered. Needs docker, kind, kubectl and curl.
#
#   .github/kind/install.sh && npx vitest run --project contract-cluster apps/render-e2e/src/admission.contract.ts
#
# The tests write to the cluster: it is marked as one that may be written to. `kind delete cluster --name postgres-ha` removes it.
set -euo pipefail

raw=https://raw.githubusercontent.com
downloads=$(mktemp -d)
trap 'rm -rf "$downloads"' EXIT

# manifest NAME SHA-256 ADDRESS: what is applied is what was looked at when it was pinned
manifest() {
  curl --fail --silent --show-error --location --retry 3 --output "$downloads/$1" "$3"
  echo "$2  $downloads/$1" | sha256sum --check --quiet
  kubectl apply --server-side --filename "$downloads/$1"
}

kind create cluster --name postgres-ha --wait 180s
manifest cnpg.yaml f8bede43fe4ee0d478c2355b204a36876b2ae4faac60f2a9452280b293da3b88 \
  "$raw/cloudnative-pg/cloudnative-pg/v1.30.0/releases/cnpg-1.30.0.yaml"
manifest objectstores.yaml 7c98720494253421339acd03aa77487869326ea20d4768a0c3aef8ff076daaef \
  "$raw/cloudnative-pg/plugin-barman-cloud/v0.14.0/config/crd/bases/barmancloud.cnpg.io_objectstores.yaml"
manifest applications.yaml 5dde0e229249b6b707beb98674c1deae3949d5c319a6c45b9f5a80c99618e40c \
  "$raw/argoproj/argo-cd/v3.5.1/manifests/crds/application-crd.yaml"
manifest externalsecrets.yaml 5044be5a610ca90a075f34f03ed20b462695c43387ba9410db7f4250e47b1e2f \
  "$raw/external-secrets/external-secrets/v2.9.0/config/crds/bases/external-secrets.io_externalsecrets.yaml"
kubectl --namespace cnpg-system rollout status deployment/cnpg-controller-manager --timeout 300s
kubectl label namespace default postgres-ha.io/scratch=true --overwrite
