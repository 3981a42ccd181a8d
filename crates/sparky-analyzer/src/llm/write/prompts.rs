//! The prompts: built in, each replaceable by a file of the same name.

use std::{
    io,
    path::{Path, PathBuf},
};

use minijinja::{Environment, UndefinedBehavior, Value};
use serde_json::json;

use crate::llm::Prompt;

macro_rules! prompt {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../../templates/prompts/", $name)),
        )
    };
}

/// Name and source of each.
const BUILT_IN: [(&str, &str); 5] = [
    prompt!("system.j2"),
    prompt!("story.j2"),
    prompt!("theme.j2"),
    prompt!("summary.j2"),
    prompt!("again.j2"),
];

/// Why a prompt cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// Its file cannot be read.
    #[error("cannot read the prompt `{}`", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// It is no template, or names what is not there.
    #[error("the prompt `{name}` does not work")]
    Template {
        /// Its name.
        name: String,
        /// The cause, with the line.
        #[source]
        source: minijinja::Error,
    },
}

/// Prompts that can be filled in.
#[derive(Debug)]
pub struct Prompts {
    environment: Environment<'static>,
}

impl Prompts {
    /// The built-in prompts, with those of a folder in their place. Each is tried once.
    ///
    /// # Errors
    /// One of the folder cannot be read, or does not work.
    pub fn load(folder: Option<&Path>) -> Result<Self, PromptError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        for (name, built_in) in BUILT_IN {
            let file = folder
                .map(|folder| folder.join(name))
                .filter(|file| file.exists());
            let source = match file {
                Some(path) => {
                    std::fs::read_to_string(&path).map_err(|source| PromptError::Read { path, source })?
                }
                None => built_in.to_owned(),
            };
            let added = environment.add_template_owned(name, source);
            added.map_err(|source| template(name, source))?;
        }
        let prompts = Self { environment };
        prompts.system()?;
        let task = Task {
            name: "again.j2",
            repository: "r",
            noun: "week",
            period: "p",
            fewest: 1,
            most: 2,
            lead: "f1",
            facts: "f1",
            wrong: &[("A.".into(), "no".into())],
        };
        for (name, _) in &BUILT_IN[1..] {
            prompts.fill(&Task { name, ..task })?;
        }
        Ok(prompts)
    }

    pub(super) fn prompt(&self, task: &Task<'_>, schema: &serde_json::Value) -> Result<Prompt, PromptError> {
        Ok(Prompt {
            system: self.system()?,
            user: self.fill(task)?,
            schema: schema.clone(),
        })
    }

    fn system(&self) -> Result<String, PromptError> {
        self.render("system.j2", Value::UNDEFINED)
    }

    fn fill(&self, task: &Task<'_>) -> Result<String, PromptError> {
        let wrong = task
            .wrong
            .iter()
            .map(|(text, reasons)| json!({"text": text, "reasons": reasons}));
        let context = json!({
            "repository": task.repository,
            "noun": task.noun,
            "period": task.period,
            "fewest": task.fewest,
            "most": task.most,
            "lead": task.lead,
            "facts": task.facts,
            "wrong": wrong.collect::<Vec<_>>(),
        });
        self.render(task.name, Value::from(minijinja::value::Serde(context)))
    }

    fn render(&self, name: &str, context: Value) -> Result<String, PromptError> {
        let found = self.environment.get_template(name);
        let filled = found.and_then(|found| found.render(context));
        filled.map_err(|source| template(name, source))
    }
}

fn template(name: &str, source: minijinja::Error) -> PromptError {
    PromptError::Template {
        name: name.to_owned(),
        source,
    }
}

/// What a prompt is filled with.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    /// Which prompt.
    pub(super) name: &'a str,
    /// The repository a story is about.
    pub(super) repository: &'a str,
    /// `day`, `week` or `month`.
    pub(super) noun: &'a str,
    /// The period as it is written.
    pub(super) period: &'a str,
    /// Fewest sentences.
    pub(super) fewest: usize,
    /// Most sentences.
    pub(super) most: usize,
    /// The ids of the facts that must lead; empty for none.
    pub(super) lead: &'a str,
    /// The fenced facts.
    pub(super) facts: &'a str,
    /// Sentences that did not pass, with the reasons.
    pub(super) wrong: &'a [(String, String)],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_prompts_work() {
        assert!(Prompts::load(None).is_ok());
    }

    #[test]
    fn a_prompt_that_names_what_is_not_there_is_refused() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("story.j2"), "Tell {{ fcats }}")?;
        let error = Prompts::load(Some(folder.path())).expect_err("a typo");
        assert_eq!(error.to_string(), "the prompt `story.j2` does not work");
        std::fs::write(folder.path().join("story.j2"), "Tell {{ facts }}")?;
        assert!(Prompts::load(Some(folder.path())).is_ok());
        Ok(())
    }
}
