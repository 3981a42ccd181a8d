# Sparky's recipes. `just` lists them.

set shell := ["bash", "-euo", "pipefail", "-c"]

[private]
default:
    @just --list --unsorted

# Build every crate
[group('build')]
build:
    cargo build --workspace --locked

# Build the release binaries
[group('build')]
release:
    cargo build --workspace --release --locked

# Run every test
[group('test')]
test:
    cargo test --workspace --locked

# Run what guards main: formatting, lints, tests, docs
[group('test')]
ci:
    .ci/run

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

# Measure against git: FOLDER holds the repositories, or generated ones are used
[group('test')]
bench FOLDER="":
    scripts/bench/pipeline.sh {{ FOLDER }}

# Compare every count with git log --numstat over all history of the repositories below FOLDER
[group('test')]
compare-with-git FOLDER:
    scripts/bench/compare-with-git.sh {{ FOLDER }}

# A report about this repository
[group('run')]
demo *ARGS:
    cargo run --release --locked -- demo {{ ARGS }}

# Last week's report: just weekly --repos ~/src
[group('run')]
weekly *ARGS:
    cargo run --release --locked -- run weekly {{ ARGS }}

# Last week's report, published to the configured destinations
[group('run')]
publish-weekly *ARGS:
    cargo run --release --locked -- run weekly --publish {{ ARGS }}

# The configuration reference, from the code
[group('docs')]
configuration-reference:
    SPARKY_WRITE_REFERENCE=1 cargo test --locked -p sparky-common --test config reference

# Read the API documentation
[group('docs')]
doc:
    cargo doc --workspace --no-deps --open
