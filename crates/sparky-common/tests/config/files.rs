//! The files that come with Sparky.

use std::{collections::BTreeMap, path::Path};

use sparky_common::config::{Config, LoadOptions};

#[test]
fn the_files_in_the_config_folder_are_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files: Vec<_> = std::fs::read_dir(root.join("config"))
        .expect("the config folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let home = BTreeMap::from([("HOME".to_owned(), "/home/ada".to_owned())]);
        // The key is mounted where Sparky runs.
        let key = ("SPARKY_BUS__KEY".to_owned(), "key".to_owned());
        let options = LoadOptions {
            file: Some(file.clone()),
            ..LoadOptions::new(home.into_iter().chain([key]), &root)
        };
        if let Err(errors) = Config::load(&options) {
            panic!("{}: {errors}", file.display());
        }
    }
}
