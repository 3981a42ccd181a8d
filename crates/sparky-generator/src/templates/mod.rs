//! The templates of documents: built in, each replaceable by a file of the same name.
//!
//! A template receives plain values and *parts*: finished, safe text that it can place or leave out but not
//! change. Parts travel through the template as placeholders, so what is left of the rendered template is exactly
//! the template's own words.

pub(crate) mod builtin;
mod context;
mod error;
mod placeholder;

pub(crate) use context::{Frame, Values};
pub use error::TemplateError;
pub(crate) use placeholder::{Piece, Skeleton, Slot, pieces};

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::compose::Part;
use placeholder::placeholder;

/// The name of the page's template.
const PAGE: &str = "report.html.j2";

/// Templates that have been checked for unknown names.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// What errors call each template: its file, or its name where it is built in.
    shown: BTreeMap<&'static str, String>,
}

impl Templates {
    /// The built-in templates, with those of a folder in their place.
    pub fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            if name == PAGE {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        let mut templates = Self {
            environment,
            shown: BTreeMap::new(),
        };
        for (name, built_in) in builtin::TEMPLATES {
            let (shown, source) = match folder
                .map(|folder| folder.join(name))
                .filter(|path| path.exists())
            {
                Some(path) => (path.display().to_string(), error::read(&path)?),
                None => (name.to_owned(), built_in.to_owned()),
            };
            templates.add(name, &shown, source)?;
            templates.shown.insert(name, shown);
        }
        Ok(templates)
    }

    /// The Markdown document without its parts. `present` are those that have something to say.
    pub(crate) fn markdown(
        &self,
        name: &str,
        values: &Values,
        present: &BTreeSet<Part>,
    ) -> Result<Skeleton, TemplateError> {
        let mut context = values.markdown();
        context.insert(context::FRONT_MATTER, placeholder(context::FRONT_MATTER).into());
        for part in Part::REPORT.into_iter().chain(Part::BLOG) {
            let text = if present.contains(&part) {
                placeholder(part.as_str())
            } else {
                String::new()
            };
            context.insert(part.as_str(), text.into());
        }
        Ok(Skeleton::new(&self.render(name, context.into())?))
    }

    /// The page around finished, safe HTML.
    pub(crate) fn html(&self, values: &Values, frame: &Frame<'_>) -> Result<String, TemplateError> {
        let mut context = values.html();
        context.extend(frame.values());
        self.render(PAGE, context.into())
    }

    fn add(&mut self, name: &'static str, shown: &str, source: String) -> Result<(), TemplateError> {
        let known = match name {
            PAGE => context::HTML_NAMES,
            builtin::BLOG | builtin::DEVTO => context::BLOG_NAMES,
            _ => context::MARKDOWN_NAMES,
        };
        self.environment
            .add_template_owned(name, source)
            .map_err(|error| TemplateError::of(shown, error))?;
        let template = self
            .environment
            .get_template(name)
            .map_err(|error| TemplateError::of(shown, error))?;
        // Sorted, so that the same template always gives the same error.
        let unknown: BTreeSet<_> = template.undeclared_variables(false).into_iter().collect();
        let globals: BTreeSet<_> = self
            .environment
            .globals()
            .map(|(name, _)| name.to_owned())
            .collect();
        match unknown
            .into_iter()
            .find(|name| !known.contains(&name.as_str()) && !globals.contains(name))
        {
            Some(variable) => Err(TemplateError::unknown_variable(
                shown,
                template.source(),
                variable,
                known,
            )),
            None => Ok(()),
        }
    }

    fn render(&self, name: &str, context: Value) -> Result<String, TemplateError> {
        let shown = self.shown.get(name).map_or(name, String::as_str);
        let template = self.environment.get_template(name);
        let text = template.and_then(|template| template.render(context));
        text.map_err(|error| TemplateError::of(shown, error))
    }
}
