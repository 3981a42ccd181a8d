//! The dependency rules of the workspace are checked, not remembered.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

const SERVICES: [&str; 5] = [
    "sparky-collector",
    "sparky-analyzer",
    "sparky-generator",
    "sparky-publisher",
    "sparky-orchestrator",
];

/// The workspace crates that each workspace crate is built with, tests left out.
fn internal_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo can describe the workspace");
    let names: BTreeSet<_> = metadata
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let internal = |package: &cargo_metadata::Package| {
        let normal = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind == DependencyKind::Normal);
        normal
            .map(|dependency| dependency.name.clone())
            .filter(|name| names.contains(name))
            .collect()
    };
    metadata
        .packages
        .iter()
        .map(|package| (package.name.to_string(), internal(package)))
        .collect()
}

#[test]
fn services_depend_on_the_shared_language_only() {
    let dependencies = internal_dependencies();
    for service in SERVICES {
        assert_eq!(
            dependencies[service],
            BTreeSet::from(["sparky-common".to_owned()]),
            "{service}"
        );
    }
}

#[test]
fn the_shared_language_depends_on_nobody() {
    assert!(internal_dependencies()["sparky-common"].is_empty());
}

#[test]
fn only_the_command_knows_every_service() {
    for (name, dependencies) in internal_dependencies() {
        let services: Vec<_> = SERVICES
            .iter()
            .filter(|service| dependencies.contains(**service))
            .collect();
        assert!(
            services.is_empty() || name == "sparky",
            "{name} depends on {services:?}"
        );
    }
}

#[test]
fn the_test_kit_is_for_tests() {
    for (name, dependencies) in internal_dependencies() {
        assert!(
            !dependencies.contains("sparky-testkit"),
            "{name} ships the test kit"
        );
    }
}
