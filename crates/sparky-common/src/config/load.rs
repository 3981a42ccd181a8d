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

fn finish(settings: Layer, mut problems: Vec<Problem>) -> Result<Loaded, ConfigErrors> {
    if !problems.is_empty() {
        return Err(ConfigErrors { problems });
    }
    let mut values = layers::tables(&settings);
    match Config::deserialize(values.clone()) {
        Ok(config) => {
            let origins = settings
                .into_iter()
                .map(|(key, setting)| (key, setting.origin))
                .collect();
            show::redact(&mut values);
            Ok(Loaded {
                config,
                origins,
                shown: values,
            })
        }
        Err(cause) => {
            let kind = ProblemKind::Unfit(cause);
            problems.push(Problem {
                kind,
                key: None,
                place: Place::Everywhere,
                help: None,
            });
            Err(ConfigErrors { problems })
        }
    }
}
