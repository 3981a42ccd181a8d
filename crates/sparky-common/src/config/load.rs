//! Loading: every layer read, checked and laid over the one before.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Config,
    admit::Admission,
    environment,
    error::{ConfigErrors, Place, Problem, ProblemKind},
    files, flags,
    layers::{self, Layer},
    options::LoadOptions,
    origin::Origin,
    resolve::{self, Folders},
    schema, show,
    values::Values,
};

/// A configuration and where its values come from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The values in force.
    pub config: Config,
    /// Where each comes from, by dotted key. The key of the bus comes from where its file is named.
    pub origins: BTreeMap<String, Origin>,
    /// The values in force without secrets.
    shown: toml::Table,
    /// The values in force, to compare with others.
    pub(super) values: Values,
}

impl Loaded {
    /// The values in force as TOML, each with where it comes from; secrets are replaced by `[secret]`.
    pub fn show(&self) -> String {
        show::show(&self.shown, &self.origins)
    }

    /// The values in force by section and option; secrets are replaced by `[secret]`.
    pub fn shown(&self) -> serde_json::Value {
        // Tables of texts, numbers and lists are JSON as well.
        serde_json::to_value(&self.shown).unwrap_or_default()
    }
}

impl Config {
    /// Reads and checks all layers.
    ///
    /// # Errors
    /// Everything that is wrong in any layer, at once; also what a later layer replaces.
    pub fn load(options: &LoadOptions) -> Result<Loaded, ConfigErrors> {
        let sections = schema::schema();
        let folders = Folders::of(options);
        let mut problems = Vec::new();

        let mut settings = files::defaults(&sections, &folders, &mut problems);
        for chosen in files::choose(options, &mut problems) {
            settings.extend(files::read(&chosen, &sections, &folders, &mut problems));
        }
        let mut admission = Admission::new(&options.working_dir, &folders);
        settings.extend(environment::read(options, &sections, &mut admission));
        settings.extend(flags::read(&options.flags, &sections, &mut admission));
        problems.append(&mut admission.problems);

        resolve::folders(&mut settings, &folders, &mut problems);
        resolve::bus_key(&mut settings, &mut problems);
        finish(settings, problems)
    }
}

fn finish(settings: Layer, problems: Vec<Problem>) -> Result<Loaded, ConfigErrors> {
    if !problems.is_empty() {
        return Err(ConfigErrors { problems });
    }
    let values = layers::tables(&settings);
    let origins = settings
        .into_iter()
        .map(|(key, setting)| (key, setting.origin))
        .collect();
    loaded(values, origins)
}

/// A configuration of checked values.
pub(super) fn loaded(values: toml::Table, origins: BTreeMap<String, Origin>) -> Result<Loaded, ConfigErrors> {
    match Config::deserialize(values.clone()) {
        Ok(config) => {
            let mut shown = values.clone();
            show::redact(&mut shown);
            Ok(Loaded {
                config,
                origins,
                shown,
                values: Values(values),
            })
        }
        Err(cause) => {
            let problem = Problem {
                kind: ProblemKind::Unfit(cause),
                key: None,
                place: Place::Everywhere,
                help: None,
            };
            Err(ConfigErrors {
                problems: vec![problem],
            })
        }
    }
}
