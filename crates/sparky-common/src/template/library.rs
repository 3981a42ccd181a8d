//! The templates of a service, those of the user in place of the built-in ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use super::{
    Folder, Problem, Template, TemplateError,
    names::{Known, Written, blocks, parent, references, unknown},
};

/// What the names of the built-in texts begin with when a user's template extends or includes them.
const BUILT_IN: &str = "builtin/";

/// Templates that have been checked for unknown names.
#[derive(Debug)]
pub struct Library {
    environment: Environment<'static>,
    catalogue: &'static [Template],
    /// The files of the user that are used, by name.
    files: BTreeMap<String, PathBuf>,
    sources: BTreeMap<String, String>,
}

impl Library {
    /// The templates of a catalogue, with those of a folder in their place.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn load(catalogue: &'static [Template], folder: Option<&Folder>) -> Result<Self, TemplateError> {
        let (library, problems) = Self::inspect(catalogue, folder);
        if problems.is_empty() {
            Ok(library)
        } else {
            Err(TemplateError { problems })
        }
    }

    /// The same with the problems of all templates: those without any can be rendered.
    pub fn inspect(catalogue: &'static [Template], folder: Option<&Folder>) -> (Self, Vec<Problem>) {
        let mut library = Self {
            environment: environment(),
            catalogue,
            files: BTreeMap::new(),
            sources: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        for template in catalogue {
            library
                .sources
                .insert(format!("{BUILT_IN}{}", template.name), template.source.to_owned());
            library
                .sources
                .insert(template.name.to_owned(), template.source.to_owned());
        }
        if let Some(folder) = folder {
            problems.extend(library.take_files(folder));
        }
        for (name, source) in library.sources.clone() {
            if let Err(error) = library
                .environment
                .add_template_owned(name.clone(), source.clone())
            {
                problems.push(Problem::of_engine(&library.shown(&name), &source, &error));
            }
        }
        for name in library.sources.keys() {
            problems.extend(library.unknown_names(name));
        }
        // A partial that is wrong spoils only those that include it, which the engine says when it comes to that.
        problems.sort_by_key(|problem| {
            (
                problem.file.clone(),
                problem.place.as_ref().map(|at| (at.line, at.column)),
            )
        });
        problems.dedup();
        (library, problems)
    }

    /// Reads the files that replace templates, and all that these refer to.
    fn take_files(&mut self, folder: &Folder) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wanted: Vec<String> = self
            .catalogue
            .iter()
            .map(|template| template.name.to_owned())
            .collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if name.starts_with(BUILT_IN) || !seen.insert(name.clone()) {
                continue;
            }
            match folder.read(&name) {
                Ok(Some((path, source))) => {
                    wanted.extend(references(&source));
                    self.files.insert(name.clone(), path);
                    self.sources.insert(name, source);
                }
                Ok(None) => {}
                Err(error) => problems.extend(error.problems),
            }
        }
        problems
    }

    /// Its templates as they are compiled in.
    pub fn catalogue(&self) -> &'static [Template] {
        self.catalogue
    }

    /// The file of the user that is used for a template; nothing where the built-in one is.
    pub fn file(&self, name: &str) -> Option<&Path> {
        self.files.get(name).map(PathBuf::as_path)
    }

    /// The names of the files of the user that are used, those among them that others include.
    pub fn used(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of a template as it is used.
    pub fn source(&self, name: &str) -> Option<&str> {
        self.sources.get(name).map(String::as_str)
    }

    /// Whether the user has laid out a template anew, itself or something that it extends or includes.
    pub fn is_changed(&self, name: &str) -> bool {
        !self.files_behind(name).is_empty()
    }

    /// The files of the user that have a say in a template.
    pub fn files_behind(&self, name: &str) -> Vec<&Path> {
        let mut wanted = vec![name.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if let Some(source) = self.source(&name).filter(|_| !seen.contains(&name)) {
                wanted.extend(references(source));
                seen.insert(name);
            }
        }
        seen.iter().filter_map(|name| self.file(name)).collect()
    }

    /// Fills a template in.
    ///
    /// # Errors
    /// What the engine could not do, with its place: a value that is used in a way it does not allow.
    pub fn render(&self, name: &str, context: Value) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name);
        let text = template.and_then(|template| template.render(context));
        text.map_err(|error| self.explain(name, &error).into())
    }

    /// An error of the engine with the template in which it happened, which may be one that was included.
    fn explain(&self, name: &str, error: &minijinja::Error) -> Problem {
        let deepest = std::iter::successors(Some(error), |error| {
            std::error::Error::source(*error).and_then(|source| source.downcast_ref::<minijinja::Error>())
        });
        let error = deepest.last().unwrap_or(error);
        let name = error.name().unwrap_or(name);
        Problem::of_engine(&self.shown(name), self.source(name).unwrap_or(""), error)
    }

    fn shown(&self, name: &str) -> String {
        self.file(name)
            .map_or_else(|| name.to_owned(), |path| path.display().to_string())
    }

    fn unknown_names(&self, name: &str) -> Vec<Problem> {
        // A template that does not parse has been complained about.
        let (Ok(template), Some(source)) = (self.environment.get_template(name), self.source(name)) else {
            return Vec::new();
        };
        let plain = name.strip_prefix(BUILT_IN).unwrap_or(name);
        let variables = match self.catalogue.iter().find(|template| template.name == plain) {
            Some(template) => template.variables(),
            // A file that others include gets what they get.
            None => self.catalogue.iter().flat_map(Template::variables).collect(),
        };
        let blocks = self.inherited(source);
        let written = Written {
            file: &self.shown(name),
            source,
            variables: &variables,
            undeclared: &template.undeclared_variables(false).into_iter().collect(),
            blocks: blocks.as_ref(),
        };
        let known = Known {
            environment: &self.environment,
            templates: &self.sources.keys().cloned().collect(),
        };
        unknown(&written, &known)
    }

    /// The blocks of what a template extends, and of what that extends.
    fn inherited(&self, source: &str) -> Option<BTreeSet<String>> {
        let mut parent_name = parent(source)?;
        let mut all = BTreeSet::new();
        let mut seen = BTreeSet::new();
        while seen.insert(parent_name.clone()) {
            let source = self.source(&parent_name)?;
            all.extend(blocks(source));
            match parent(source) {
                Some(next) => parent_name = next,
                None => break,
            }
        }
        Some(all)
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Places of errors are known in release builds too.
    environment.set_debug(true);
    // It would show everything that a template is given.
    environment.remove_global("debug");
    environment.set_auto_escape_callback(|name| {
        if name.contains(".html.") || name.contains(".svg.") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    environment
}
