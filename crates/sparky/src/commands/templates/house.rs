//! Every template of every service, and the folders of the user's own.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use sparky_analyzer::llm;
use sparky_common::{
    config::Config,
    template::{Folder, Template},
};
use sparky_generator::TEMPLATES;

use crate::error::CommandError;

/// Every template and where the user's own lie.
pub(super) struct House {
    /// The folder of documents' templates, whether or not it is there.
    pub(super) documents: Folder,
    /// The folder of prompts.
    pub(super) prompts: Folder,
}

impl House {
    /// The folders of a configuration, as seen from where the user stands.
    pub(super) fn of(config: &Config) -> Self {
        let documents = near(config.generator.own_templates());
        let prompts = &config.llm.prompts_dir;
        let prompts = if prompts.as_os_str().is_empty() {
            documents.join(llm::PREFIX)
        } else {
            near(prompts)
        };
        Self {
            documents: Folder::new(documents),
            prompts: Folder::below(prompts, llm::PREFIX),
        }
    }

    /// Every template with the folder of its file.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static Template, &Folder)> {
        let documents = TEMPLATES.iter().map(|template| (template, &self.documents));
        documents.chain(llm::CATALOGUE.iter().map(|template| (template, &self.prompts)))
    }

    /// The template of a name.
    pub(super) fn find(&self, name: &str) -> Result<(&'static Template, &Folder), CommandError> {
        let found = self.all().find(|(template, _)| template.name == name);
        found.ok_or_else(|| {
            let near = |template: &Template| template.name.contains(name) || name.contains(template.name);
            let meant: Vec<_> = self
                .all()
                .map(|(template, _)| template)
                .filter(|each| near(each))
                .collect();
            let error = CommandError::usage(anyhow!("there is no template `{name}`"));
            match meant.first() {
                Some(template) => error.hint(format!("did you mean `{}`?", template.name)),
                None => error.hint("`sparky templates list` names them all"),
            }
        })
    }
}

/// A path below the working folder without it.
fn near(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok());
    below.unwrap_or_else(|| path.to_owned())
}
