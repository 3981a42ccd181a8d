# Sparky's recipes. `just` lists them by group.

set shell := ["bash", "-euo", "pipefail", "-c"]

nu := env("NU", "scripts/lib/nu")
sparky := env("SPARKY_BIN", "cargo run --quiet --release --locked --bin sparky --")
orchestrator := env("SPARKY_CONNECT", "tcp://127.0.0.1:5555")
http := env("SPARKY_HTTP", "http://127.0.0.1:8080")

[private]
default:
    @just --list --unsorted

# What of the tools around Sparky is here and how to get what is missing
[group('start')]
check-requirements *ARGS:
    {{ nu }} scripts/check-requirements.nu {{ ARGS }}

# A report about this repository
[group('start')]
demo *ARGS:
    {{ sparky }} demo {{ ARGS }}

# A report about a repository, and the page that shows it: just demo-report ~/src/yours --open
[group('start')]
demo-report REPOSITORY="." *ARGS:
    {{ nu }} scripts/demo/report.nu {{ REPOSITORY }} {{ ARGS }}

# Publish a report about this repository into a new git repository, as a dry run and then really
[group('start')]
demo-publish:
    scripts/demo/publish.sh

# Build every crate
[group('build')]
build:
    cargo build --workspace --locked

# Build the release binaries
[group('build')]
release:
    cargo build --workspace --release --locked

# Build and pack the release for a target: just release-target aarch64-unknown-linux-gnu
[group('build')]
release-target TARGET VERSION="dev":
    scripts/release/build.sh {{ TARGET }}
    scripts/release/pack.sh {{ VERSION }} {{ TARGET }}

# Put `sparky` on the path
[group('build')]
install:
    cargo install --locked --path crates/sparky

# Delete what was built
[group('build')]
clean:
    cargo clean

# Run the whole fleet in one process with the development configuration
[group('develop')]
dev-up:
    SPARKY_ENV=development cargo run --locked --bin sparky -- up

# Run one service with the development configuration: just dev-service collector
[group('develop')]
dev-service NAME:
    SPARKY_ENV=development SPARKY_HTTP__LISTEN=127.0.0.1:0 cargo run --locked -p sparky-{{ NAME }}

# Check all crates as fast as it goes
[group('develop')]
dev-check:
    cargo check --workspace --all-targets --locked

# A weekly report with the development configuration
[group('develop')]
dev-weekly *ARGS:
    SPARKY_ENV=development cargo run --locked --bin sparky -- run weekly {{ ARGS }}

# Run every test
[group('test')]
test:
    cargo test --workspace --locked

# Run the tests of one crate: just test-crate collector
[group('test')]
test-crate NAME *ARGS:
    cargo test --locked -p sparky-{{ NAME }} {{ ARGS }}

# Run what guards main: formatting, lints, tests, docs
[group('test')]
ci:
    .ci/run

# Check recipes, scripts, manifests, workflows and monitoring
[group('test')]
test-deploy:
    scripts/test/deploy.sh

# Build every image with an engine of its own, look into them, and run the fleet with Compose
[group('test')]
test-images:
    scripts/test/images.sh

# Run the fleet on a real cluster of one node: reports by CronJobs, crashes, upgrades, backups, bad input
[group('test')]
test-k8s:
    scripts/test/k8s.sh

# Compile for arm64 and run the programs under emulation: the same report to the byte
[group('test')]
test-arm64:
    scripts/test/arm64.sh

# Ask a real Prometheus beside a real fleet for every panel of the dashboards
[group('test')]
test-panels:
    python3 scripts/test/panels.py

# Publish a blog full of hostile text and read it as Quartz does
[group('test')]
test-quartz *ARGS:
    scripts/test/quartz.sh {{ ARGS }}

# Test against a real Ollama server, built on first use, with a tiny model of random weights
[group('test')]
test-ollama:
    scripts/test/ollama.sh

# Format the code
[group('test')]
fmt:
    cargo fmt --all

# Lint with warnings denied
[group('test')]
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Check licences, advisories and unused dependencies (needs cargo-deny and cargo-machete)
[group('test')]
audit:
    cargo deny check
    cargo machete

# Look for secrets in what git tracks
[group('test')]
secrets-check:
    scripts/test/secrets.sh

# Measure against git: FOLDER holds the repositories, or generated ones are used
[group('measure')]
bench FOLDER="":
    scripts/bench/pipeline.sh {{ FOLDER }}

# Memory and growth with many repositories
[group('measure')]
bench-memory *ARGS:
    scripts/bench/memory.sh {{ ARGS }}

# The bus beside bare libzmq: round trips, commands and events a second
[group('measure')]
bench-bus ROUNDS="5":
    scripts/bench/bus.sh {{ ROUNDS }}

# Measure the metrics of RECORDS commits against parsing them
[group('measure')]
bench-analysis RECORDS="1000000":
    scripts/bench/analysis.sh {{ RECORDS }}

# How long the documents of a month take, every format but the card
[group('measure')]
bench-documents *FILES:
    scripts/bench/documents.sh {{ FILES }}

# Words of documents over periods of 3, 50, 500 and 20,000 commits, from the replayed history of REPOSITORIES
[group('measure')]
bench-words SPARKY WORK *REPOSITORIES:
    scripts/test/words.py {{ SPARKY }} {{ WORK }} {{ REPOSITORIES }}

# Put errors into true sentences and print how many of each sort the grounding check finds: just grounding-report [write]
[group('measure')]
grounding-report WRITE="":
    {{ if WRITE == "write" { "SPARKY_WRITE_GROUNDING=1 " } else { "" } }}cargo test --quiet -p sparky-common --test grounding mutations -- --nocapture

# How many sentences a second are held against facts, and how many errors put into true ones are caught
[group('measure')]
bench-grounding SECONDS="3":
    cargo run --quiet --release -p sparky-common --example grounding_speed -- {{ SECONDS }}
    cargo test --quiet -p sparky-common --test grounding mutations -- --nocapture

# What ledger, gates and bus add to a run; a year of schedules; a list over 10,000 runs; 1,000 deaths and restarts
[group('measure')]
bench-orchestrator:
    scripts/bench/orchestrator.sh

# Runs of the orchestrator's core in virtual time over a network and a fleet that fail; a seed that fails is replayed with SPARKY_SEED
[group('test')]
simulate SEEDS="5000":
    SPARKY_SIMULATIONS={{ SEEDS }} cargo test --quiet --release -p sparky-orchestrator --test it simulation -- --nocapture

# Compare every count with git log --numstat over all history of the repositories below FOLDER
[group('measure')]
compare-with-git FOLDER:
    scripts/bench/compare-with-git.sh {{ FOLDER }}

# Yesterday's report: just daily --repos ~/src
[group('report')]
daily *ARGS:
    {{ sparky }} run daily {{ ARGS }}

# Last week's report: just weekly --repos ~/src
[group('report')]
weekly *ARGS:
    {{ sparky }} run weekly {{ ARGS }}

# Last month's report: just monthly --org raibid-labs
[group('report')]
monthly *ARGS:
    {{ sparky }} run monthly {{ ARGS }}

# Collect alone: just collect weekly --repos ~/src
[group('report')]
collect KIND *ARGS:
    {{ nu }} scripts/collect.nu {{ KIND }} {{ ARGS }}

# Collect yesterday
[group('report')]
collect-daily *ARGS:
    {{ nu }} scripts/collect.nu daily {{ ARGS }}

# Collect last week
[group('report')]
collect-weekly *ARGS:
    {{ nu }} scripts/collect.nu weekly {{ ARGS }}

# Collect last month
[group('report')]
collect-monthly *ARGS:
    {{ nu }} scripts/collect.nu monthly {{ ARGS }}

# Analyze what was collected: just analyze weekly
[group('report')]
analyze KIND *ARGS:
    {{ nu }} scripts/analyze.nu {{ KIND }} {{ ARGS }}

# Write the documents of what was analyzed: just generate weekly
[group('report')]
generate KIND *ARGS:
    {{ nu }} scripts/generate.nu {{ KIND }} {{ ARGS }}

# All four phases: just pipeline weekly --repos ~/src
[group('report')]
pipeline KIND *ARGS:
    {{ nu }} scripts/pipeline.nu {{ KIND }} {{ ARGS }}

# All four phases for yesterday
[group('report')]
pipeline-daily *ARGS:
    {{ nu }} scripts/pipeline.nu daily {{ ARGS }}

# All four phases for last week
[group('report')]
pipeline-weekly *ARGS:
    {{ nu }} scripts/pipeline.nu weekly {{ ARGS }}

# All four phases for last month
[group('report')]
pipeline-monthly *ARGS:
    {{ nu }} scripts/pipeline.nu monthly {{ ARGS }}

# Several periods, oldest first: just pipeline-backfill weekly 2025-W44 2025-W45
[group('report')]
pipeline-backfill KIND *PERIODS:
    {{ nu }} scripts/pipeline.nu backfill {{ KIND }} {{ PERIODS }}

# Check a document against its evidence again
[group('report')]
verify FILE:
    {{ sparky }} verify {{ FILE }}

# Yesterday's report to the configured destinations
[group('publish')]
publish-daily *ARGS:
    {{ sparky }} run daily --publish {{ ARGS }}

# Last week's report to the configured destinations
[group('publish')]
publish-weekly *ARGS:
    {{ sparky }} run weekly --publish {{ ARGS }}

# Last month's report to the configured destinations
[group('publish')]
publish-monthly *ARGS:
    {{ sparky }} run monthly --publish {{ ARGS }}

# What publishing would change, byte for byte: just publish-preview weekly
[group('publish')]
publish-preview KIND *ARGS:
    {{ sparky }} run {{ KIND }} --publish --dry-run {{ ARGS }}

# The repositories directly below a folder and their last commits
[group('publish')]
repositories FOLDER=".":
    {{ nu }} scripts/git/repositories.nu list {{ FOLDER }}

# Fetch them all
[group('publish')]
repositories-fetch FOLDER=".":
    {{ nu }} scripts/git/repositories.nu fetch {{ FOLDER }}

# The configuration in force and where each value comes from
[group('configure')]
config-show:
    {{ nu }} scripts/config.nu show

# Every mistake in the configuration
[group('configure')]
config-validate:
    {{ nu }} scripts/config.nu validate

# Begin a sparky.toml
[group('configure')]
config-init FILE="sparky.toml":
    {{ nu }} scripts/config.nu init {{ FILE }}

# What differs between two environments
[group('configure')]
config-parity LEFT="development" RIGHT="production":
    {{ nu }} scripts/config.nu parity {{ LEFT }} {{ RIGHT }}

# The configuration reference, from the code
[group('configure')]
configuration-reference:
    SPARKY_WRITE_REFERENCE=1 cargo test --locked -p sparky-common --test config reference

# Build every image, or those named: just docker-build collector --tag 1.2.3
[group('docker')]
docker-build *ARGS:
    {{ nu }} scripts/docker/images.nu build {{ ARGS }}

# Push the images: just docker-push --registry ghcr.io/you
[group('docker')]
docker-push *ARGS:
    {{ nu }} scripts/docker/images.nu push {{ ARGS }}

# How large the images are
[group('docker')]
docker-sizes *ARGS:
    {{ nu }} scripts/docker/images.nu sizes {{ ARGS }}

# Start the fleet with Compose: just docker-up --monitoring --model
[group('docker')]
docker-up *ARGS:
    {{ nu }} scripts/docker/compose.nu up {{ ARGS }}

# One report by the fleet in containers: just docker-run weekly
[group('docker')]
docker-run KIND *ARGS:
    {{ nu }} scripts/docker/compose.nu run {{ KIND }} {{ ARGS }}

# Copy the documents out of the containers
[group('docker')]
docker-reports FOLDER="reports":
    {{ nu }} scripts/docker/compose.nu reports {{ FOLDER }}

# What the containers say
[group('docker')]
docker-logs *ARGS:
    {{ nu }} scripts/docker/compose.nu logs {{ ARGS }}

# Stop the containers; the volumes stay
[group('docker')]
docker-down:
    {{ nu }} scripts/docker/compose.nu down

# Create a local cluster
[group('cluster')]
k3d-create *ARGS:
    {{ nu }} scripts/k3s/create.nu {{ ARGS }}

# Delete the local cluster
[group('cluster')]
k3d-destroy *ARGS:
    {{ nu }} scripts/k3s/destroy.nu {{ ARGS }}

# Make the key that the local cluster's fleet signs with
[group('cluster')]
k3d-secrets:
    {{ nu }} scripts/k3s/secrets.nu

# Build, import and apply everything on the local cluster
[group('cluster')]
deploy-local *ARGS:
    {{ nu }} scripts/k3s/deploy-local.nu {{ ARGS }}

# Apply the DGX overlay, after showing what would change
[group('cluster')]
deploy-production *ARGS:
    {{ nu }} scripts/k3s/deploy-production.nu {{ ARGS }}

# What the DGX overlay would change
[group('cluster')]
deploy-diff:
    kubectl diff --kustomize k8s/overlays/dgx || [ $? = 1 ]

# Take every service back to the version before
[group('cluster')]
deploy-rollback *ARGS:
    {{ nu }} scripts/k3s/rollback.nu {{ ARGS }}

# Install k3s on a DGX: just install-dgx --host dgx.local
[group('cluster')]
install-dgx *ARGS:
    {{ nu }} scripts/k3s/install-dgx.nu {{ ARGS }}

# Save ledger, receipts and artifacts: just backup sparky.tar.gz
[group('cluster')]
backup FILE *ARGS:
    {{ nu }} scripts/k3s/backup.nu {{ FILE }} {{ ARGS }}

# Put a backup back
[group('cluster')]
restore FILE *ARGS:
    {{ nu }} scripts/k3s/restore.nu {{ FILE }} {{ ARGS }}

# Start a run in the cluster now, as its CronJob would: just trigger weekly
[group('cluster')]
trigger KIND:
    kubectl --namespace sparky create job --from cronjob/sparky-{{ KIND }} sparky-{{ KIND }}-by-hand-$(date +%s)

# Pods, volumes and schedules of the cluster
[group('watch')]
status *ARGS:
    {{ nu }} scripts/monitor/fleet.nu status {{ ARGS }}

# What a service in the cluster says: just logs collector --follow
[group('watch')]
logs SERVICE *ARGS:
    {{ nu }} scripts/monitor/fleet.nu logs {{ SERVICE }} {{ ARGS }}

# What the orchestrator says
[group('watch')]
logs-orchestrator *ARGS:
    {{ nu }} scripts/monitor/fleet.nu logs orchestrator {{ ARGS }}

# What the collectors say
[group('watch')]
logs-collector *ARGS:
    {{ nu }} scripts/monitor/fleet.nu logs collector {{ ARGS }}

# What the analyzer says
[group('watch')]
logs-analyzer *ARGS:
    {{ nu }} scripts/monitor/fleet.nu logs analyzer {{ ARGS }}

# What the generator says
[group('watch')]
logs-generator *ARGS:
    {{ nu }} scripts/monitor/fleet.nu logs generator {{ ARGS }}

# What the publisher says
[group('watch')]
logs-publisher *ARGS:
    {{ nu }} scripts/monitor/fleet.nu logs publisher {{ ARGS }}

# What a service measures
[group('watch')]
metrics URL=http:
    {{ nu }} scripts/monitor/fleet.nu metrics {{ URL }}

# Whether a service is alive and ready, and why not
[group('watch')]
health-check URL=http:
    {{ nu }} scripts/monitor/fleet.nu health {{ URL }}

# The newest runs of a running fleet
[group('watch')]
runs *ARGS:
    {{ sparky }} runs list --connect {{ orchestrator }} {{ ARGS }}

# Who is registered with a running fleet
[group('watch')]
workers *ARGS:
    {{ sparky }} workers --connect {{ orchestrator }} {{ ARGS }}

# Check what Sparky needs on this machine
[group('watch')]
doctor:
    {{ sparky }} doctor

# Read the API documentation
[group('docs')]
doc:
    cargo doc --workspace --no-deps --open
