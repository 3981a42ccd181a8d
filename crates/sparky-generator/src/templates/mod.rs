//! The templates of documents: built in, each replaceable by a file of the same name.
//!
//! A template receives plain values and *parts*: finished, safe text that it can place or leave out but not
//! change. Parts travel through the template as placeholders, so what is left of the rendered template is exactly
//! the template's own words.

pub(crate) mod catalogue;
mod check;
mod context;
mod placeholder;

pub use catalogue::CATALOGUE;
pub use check::check;
pub(crate) use context::{Frame, Values};
pub(crate) use placeholder::{Piece, Skeleton, Slot, pieces};

use std::{collections::BTreeSet, path::Path};

use minijinja::{Value, value::Serde};
use serde::Serialize;
use sparky_common::{
    model::Insights,
    template::{Folder, Library, TemplateError},
};

use crate::{compose::Part, post::Network};
use context::{BlogContext, PageContext, PostContext, ReportContext};

/// Templates that have been checked for unknown names.
#[derive(Debug)]
pub struct Templates {
    library: Library,
    folder: Option<Folder>,
}

impl Templates {
    /// The built-in templates, with those of a folder in their place.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        Self::of(folder.map(Folder::new))
    }

    fn of(folder: Option<Folder>) -> Result<Self, TemplateError> {
        let library = Library::load(CATALOGUE, folder.as_ref())?;
        Ok(Self { library, folder })
    }

    /// The user's files that are used, by the names of their templates: partials among them.
    pub(crate) fn changed(&self) -> Vec<(String, String)> {
        let file = |name: &str| Some((name.to_owned(), self.library.file(name)?.display().to_string()));
        self.library.used().filter_map(file).collect()
    }

    /// The same without one of the user's files, to see what is its doing.
    ///
    /// # Errors
    /// Another file cannot do without it.
    pub(crate) fn without(&self, name: &str) -> Result<Self, TemplateError> {
        Self::of(self.folder.clone().map(|folder| folder.without(name)))
    }

    /// The Markdown document without its parts. `present` are those that have something to say.
    pub(crate) fn markdown(
        &self,
        name: &str,
        values: &Values,
        present: &BTreeSet<Part>,
    ) -> Result<Skeleton, TemplateError> {
        let values = values.markdown();
        let context = if matches!(name, catalogue::BLOG | catalogue::DEVTO) {
            value(BlogContext::new(values, present))
        } else {
            value(ReportContext::new(values, present))
        };
        Ok(Skeleton::new(&self.library.render(name, context)?))
    }

    /// The page around finished, safe HTML.
    pub(crate) fn html(&self, values: &Values, frame: &Frame<'_>) -> Result<String, TemplateError> {
        self.library
            .render(catalogue::PAGE, value(PageContext::new(values, frame)))
    }

    /// A post without its parts.
    pub(crate) fn post(
        &self,
        network: Network,
        insights: &Insights,
        has_headline: bool,
    ) -> Result<Skeleton, TemplateError> {
        let context = value(PostContext::new(insights, has_headline));
        Ok(Skeleton::new(
            &self.library.render(catalogue::post(network), context)?,
        ))
    }
}

fn value(context: impl Serialize + Send + Sync + 'static) -> Value {
    Value::from(Serde(context))
}
