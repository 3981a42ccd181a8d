//! Which layer wins, and what a value becomes on its way.

use std::path::{Path, PathBuf};

use sparky_common::config::{Layout, Origin};

use crate::world::World;

fn parallel(text: &str, parallel: usize) -> String {
    format!("{text}[collector]\nparallel = {parallel}\n")
}

#[test]
fn each_layer_replaces_the_one_before() {
    let world = World::new();
    assert_eq!(world.load().config.collector.parallel, 6);
    assert_eq!(world.load().origins["collector.parallel"], Origin::Default);

    let world = world.with("sparky.toml", &parallel("", 2));
    let file = Origin::File {
        path: "sparky.toml".into(),
        line: 2,
    };
    assert_eq!(
        (
            world.load().config.collector.parallel,
            &world.load().origins["collector.parallel"]
        ),
        (2, &file)
    );

    let world = world
        .with("production.toml", &parallel("\n", 3))
        .set("SPARKY_ENV", "production");
    let environment_file = Origin::EnvironmentFile {
        path: "production.toml".into(),
        line: 3,
    };
    assert_eq!(world.load().config.collector.parallel, 3);
    assert_eq!(world.load().origins["collector.parallel"], environment_file);

    let world = world.set("SPARKY_COLLECTOR__PARALLEL", "4");
    assert_eq!(world.load().config.collector.parallel, 4);
    assert_eq!(
        world.load().origins["collector.parallel"],
        Origin::Variable("SPARKY_COLLECTOR__PARALLEL".into())
    );

    let world = world.flag("collector.parallel", "5", "--parallel");
    assert_eq!(world.load().config.collector.parallel, 5);
    assert_eq!(
        world.load().origins["collector.parallel"],
        Origin::Flag("--parallel".into())
    );
}

#[test]
fn a_layer_leaves_what_it_does_not_name() {
    let world = World::new()
        .with("sparky.toml", "[collector]\nparallel = 2\npast_periods = 3\n")
        .set("SPARKY_COLLECTOR__PARALLEL", "4");
    let collector = world.load().config.collector;
    assert_eq!((collector.parallel, collector.past_periods), (4, 3));
}

#[test]
fn the_named_file_wins_over_the_variable_and_that_over_the_usual_one() {
    let world = World::new()
        .with("sparky.toml", &parallel("", 1))
        .with("variable.toml", &parallel("", 2))
        .with("flag.toml", &parallel("", 3));
    assert_eq!(world.load().config.collector.parallel, 1);
    let world = world.set("SPARKY_CONFIG", "variable.toml");
    assert_eq!(world.load().config.collector.parallel, 2);
    assert_eq!(world.config("flag.toml").load().config.collector.parallel, 3);
}

#[test]
fn the_environment_file_stands_beside_the_file_or_in_the_config_folder() {
    let beside = World::new()
        .with("etc/sparky.toml", "")
        .with("etc/production.toml", &parallel("", 2))
        .with("config/production.toml", &parallel("", 3))
        .set("SPARKY_ENV", "production");
    assert_eq!(beside.load().config.collector.parallel, 3);
    assert_eq!(
        beside.config("etc/sparky.toml").load().config.collector.parallel,
        2
    );
}

#[test]
fn a_file_that_is_both_is_read_once() {
    let world = World::new()
        .with("config/production.toml", &parallel("", 0))
        .config("config/production.toml")
        .set("SPARKY_ENV", "production");
    assert!(world.problems().ends_with("\n1 problem in the configuration"));
}

#[test]
fn paths_start_from_the_folder_of_their_file_or_from_the_working_folder() {
    let world = World::new()
        .with(
            "etc/sparky.toml",
            "[collector]\nrepositories = [\"../a\", \"/b\"]\nfolders = [\"~/src\"]\n\
             [[publisher.destinations]]\nname = \"docs\"\nlayout = \"quartz\"\nrepository = \"docs\"\n\
             [[publisher.destinations]]\nname = \"far\"\nlayout = \"git\"\nrepository = \"git@host:docs.git\"\n",
        )
        .config("etc/sparky.toml")
        .set("SPARKY_STORAGE__DATA_DIR", "data")
        .flag("storage.out_dir", "./reports", "--out");
    let folder = world.path().to_owned();
    let config = world.load().config;
    assert_eq!(
        config.collector.repositories,
        [folder.join("etc/../a"), PathBuf::from("/b")]
    );
    assert_eq!(config.collector.folders, [Path::new("/home/ada/src")]);
    assert_eq!(config.storage.data_dir, folder.join("data"));
    assert_eq!(config.storage.out_dir, folder.join("reports"));
    let [docs, far] = &config.publisher.destinations[..] else {
        panic!("two destinations")
    };
    assert_eq!(docs.repository, folder.join("etc/docs").display().to_string());
    assert_eq!(
        (docs.layout, docs.push, docs.author_name.as_str()),
        (Layout::Quartz, true, "Sparky")
    );
    assert_eq!(far.repository, "git@host:docs.git");
}

#[test]
fn empty_folders_become_those_of_the_user() {
    let storage = World::new().load().config.storage;
    assert_eq!(storage.data_dir, Path::new("/home/ada/.local/share/sparky"));
    assert_eq!(
        storage.out_dir,
        Path::new("/home/ada/.local/share/sparky/reports")
    );

    let xdg = World::new().set("XDG_DATA_HOME", "/xdg").load().config.storage;
    assert_eq!(xdg.data_dir, Path::new("/xdg/sparky"));
    let relative = World::new().set("XDG_DATA_HOME", "xdg").load().config.storage;
    assert_eq!(relative.data_dir, Path::new("/home/ada/.local/share/sparky"));
}

#[test]
fn lists_in_variables_are_written_with_commas_or_as_toml() {
    let world = World::new()
        .set("SPARKY_COLLECTOR__INCLUDE", "raibid-labs/*, tokio-rs/tokio,")
        .set("SPARKY_COLLECTOR__EXCLUDE", "")
        .set("SPARKY_COLLECTOR__URLS", "[\"https://example.org/a,b.git\"]")
        .set("SPARKY_GENERATOR__DAILY_WORDS", "100,150")
        .set(
            "SPARKY_PUBLISHER__DESTINATIONS",
            "[{name = \"docs\", layout = \"git\", repository = \"/docs\"}]",
        );
    let config = world.load().config;
    assert_eq!(config.collector.include, ["raibid-labs/*", "tokio-rs/tokio"]);
    assert!(config.collector.exclude.is_empty());
    assert_eq!(config.collector.urls, ["https://example.org/a,b.git"]);
    assert_eq!(config.generator.daily_words, [100, 150]);
    assert_eq!(config.publisher.destinations[0].name, "docs");
}

#[test]
fn repeated_flags_fill_a_list_and_replace_a_single_value() {
    let world = World::new()
        .with("sparky.toml", "[collector]\nrepositories = [\"/file\"]\n")
        .flag("collector.repositories", "/one, two", "--repo")
        .flag("collector.repositories", "/three", "--repo")
        .flag("orchestrator.approval", "false", "--approval")
        .flag("orchestrator.approval", "true", "--approval");
    let config = world.load().config;
    assert_eq!(
        config.collector.repositories,
        [Path::new("/one, two"), Path::new("/three")]
    );
    assert!(config.orchestrator.approval);
}

#[test]
fn variables_of_others_are_left_alone() {
    let world = World::new()
        .set("SPARKY_ORCHESTRATOR_SERVICE_HOST", "10.0.0.1")
        .set("SPARKY_ORCHESTRATOR_PORT", "tcp://10.0.0.1:5555")
        .set("RUST_LOG", "trace");
    assert_eq!(world.load().config.telemetry.log, "info");
}

#[test]
fn the_measures_without_a_configuration_are_those_of_the_built_in_one() {
    use sparky_common::config::Analysis;
    assert_eq!(World::new().load().config.analysis, Analysis::default());
}
