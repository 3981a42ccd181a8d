//! What is printed from the schema: the values in force, the template, the reference.

use std::path::Path;

use sparky_common::config::{reference, template};

use crate::world::World;

#[test]
fn what_is_in_force_is_shown_with_its_origin() {
    let world = World::new()
        .with("sparky.toml", "[collector]\nparallel = 2\n")
        .set("SPARKY_LLM__MODEL", "auto")
        .flag("organisation.name", "raibid \"labs\"\n", "--name");
    insta::assert_snapshot!(world.load().show());
}

#[test]
fn what_is_shown_can_be_loaded_again() {
    let world = World::new().with(
        "sparky.toml",
        "[[publisher.destinations]]\nname = \"docs\"\nlayout = \"git\"\nrepository = \"/docs\"\n",
    );
    let again = World::new().with("sparky.toml", &world.load().show());
    let values = |text: &str| text.parse::<toml::Table>().expect("valid TOML");
    assert_eq!(values(&again.load().show()), values(&world.load().show()));
}

#[test]
fn the_template_changes_nothing() {
    let values = |world: World| world.load().show().parse::<toml::Table>().expect("valid TOML");
    assert_eq!(
        values(World::new().with("sparky.toml", &template())),
        values(World::new())
    );
}

#[test]
fn every_option_of_the_template_can_be_taken_in() {
    let taken_in: String = template()
        .lines()
        .map(|line| {
            format!(
                "{}\n",
                line.strip_prefix("# ")
                    .filter(|_| !line.starts_with("##"))
                    .unwrap_or(line)
            )
        })
        .filter(|line| !line.starts_with("The ") && !line.starts_with("change "))
        .collect();
    let loaded = World::new().with("sparky.toml", &taken_in).load();
    assert_eq!(loaded.config.publisher.destinations[0].name, "docs");
    let defaults: Vec<_> = loaded
        .origins
        .iter()
        .filter(|(_, origin)| origin.to_string() == "default")
        .collect();
    assert!(defaults.is_empty(), "not in the template: {defaults:?}");
}

/// With `SPARKY_WRITE_REFERENCE` set the reference is written anew.
#[test]
fn the_reference_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    if std::env::var_os("SPARKY_WRITE_REFERENCE").is_some() {
        std::fs::write(&path, reference()).expect("the reference is written");
    }
    let written = std::fs::read_to_string(&path).expect("docs/configuration.md");
    assert!(
        written == reference(),
        "docs/configuration.md is old: SPARKY_WRITE_REFERENCE=1 cargo test -p sparky-common --test config reference"
    );
}
