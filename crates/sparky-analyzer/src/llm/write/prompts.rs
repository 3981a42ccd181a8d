//! The prompts: built in, each replaceable by a file of the same name.

use std::path::Path;

use minijinja::{Value, value::Serde};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use sparky_common::template::{Folder, Library, Template, TemplateError};

use crate::llm::Prompt;

/// What the names of all prompts begin with.
pub const PREFIX: &str = "prompts/";

macro_rules! prompt {
    ($name:literal, $makes:literal, $context:ty) => {
        Template {
            name: concat!("prompts/", $name),
            makes: $makes,
            source: include_str!(concat!("../../../../../templates/prompts/", $name)),
            context: schema::<$context>,
        }
    };
}

/// Every prompt.
pub const CATALOGUE: &[Template] = &[
    prompt!("system.j2", "what a model is told about its task", Nothing),
    prompt!("story.j2", "the question about a repository", Question),
    prompt!(
        "theme.j2",
        "the question about what several repositories share",
        Question
    ),
    prompt!("summary.j2", "the question about the whole period", Question),
    prompt!(
        "again.j2",
        "the question about sentences that did not pass",
        Question
    ),
];

/// What the prompt about the task may use: nothing, it is the same for every question.
#[derive(Serialize, JsonSchema)]
struct Nothing {}

/// What the prompts that ask may use.
#[derive(Serialize, JsonSchema)]
struct Question {
    /// The repository a story is about; empty elsewhere.
    repository: String,
    /// `day`, `week` or `month`.
    noun: String,
    /// The period as it is written: `2025-W46`.
    period: String,
    /// Fewest sentences.
    fewest: usize,
    /// Most sentences.
    most: usize,
    /// The ids of the facts that must lead; empty for none.
    lead: String,
    /// The facts, fenced.
    facts: String,
    /// Sentences that did not pass; empty at the first time.
    wrong: Vec<Objection>,
}

/// A sentence that did not pass.
#[derive(Serialize, JsonSchema)]
struct Objection {
    /// The sentence.
    text: String,
    /// What is wrong with it.
    reasons: String,
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Prompts that can be filled in.
#[derive(Debug)]
pub struct Prompts {
    library: Library,
}

impl Prompts {
    /// The built-in prompts, with those of a folder in their place. Each is tried once.
    ///
    /// # Errors
    /// One of the folder cannot be read, or does not work.
    pub fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let folder = folder.map(|folder| Folder::below(folder, PREFIX));
        let (prompts, problems) = Self::inspect(folder.as_ref());
        if problems.is_empty() {
            Ok(prompts)
        } else {
            Err(TemplateError { problems })
        }
    }

    /// The same with everything that is wrong with any prompt.
    pub fn inspect(folder: Option<&Folder>) -> (Self, Vec<sparky_common::template::Problem>) {
        let (library, mut problems) = Library::inspect(CATALOGUE, folder);
        let prompts = Self { library };
        if problems.is_empty() {
            problems.extend(prompts.tried());
        }
        (prompts, problems)
    }

    /// Fills each in once, with an objection and without.
    fn tried(&self) -> Vec<sparky_common::template::Problem> {
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
        let bare = Task {
            lead: "",
            wrong: &[],
            ..task
        };
        let names = CATALOGUE
            .iter()
            .filter_map(|prompt| prompt.name.strip_prefix(PREFIX));
        let asked = names.filter(|name| *name != "system.j2");
        let filled = asked.flat_map(|name| [task, bare].map(|task| self.fill(&Task { name, ..task })));
        let filled = filled.chain([self.system()]);
        filled
            .filter_map(Result::err)
            .flat_map(|error| error.problems)
            .collect()
    }

    /// The prompts as they were loaded.
    pub fn library(&self) -> &Library {
        &self.library
    }

    pub(super) fn prompt(
        &self,
        task: &Task<'_>,
        schema: &serde_json::Value,
    ) -> Result<Prompt, TemplateError> {
        Ok(Prompt {
            system: self.system()?,
            user: self.fill(task)?,
            schema: schema.clone(),
        })
    }

    fn system(&self) -> Result<String, TemplateError> {
        self.render("system.j2", Value::from(Serde(Nothing {})))
    }

    fn fill(&self, task: &Task<'_>) -> Result<String, TemplateError> {
        let objection = |(text, reasons): &(String, String)| Objection {
            text: text.clone(),
            reasons: reasons.clone(),
        };
        let question = Question {
            repository: task.repository.to_owned(),
            noun: task.noun.to_owned(),
            period: task.period.to_owned(),
            fewest: task.fewest,
            most: task.most,
            lead: task.lead.to_owned(),
            facts: task.facts.to_owned(),
            wrong: task.wrong.iter().map(objection).collect(),
        };
        self.render(task.name, Value::from(Serde(question)))
    }

    fn render(&self, name: &str, context: Value) -> Result<String, TemplateError> {
        self.library.render(&format!("{PREFIX}{name}"), context)
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
    use std::io;

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
        let text = error.to_string();
        assert!(
            text.ends_with("story.j2:1:9: there is no variable `fcats`; did you mean `facts`?"),
            "{text}"
        );
        std::fs::write(folder.path().join("story.j2"), "Tell {{ facts }}")?;
        assert!(Prompts::load(Some(folder.path())).is_ok());
        Ok(())
    }
}
