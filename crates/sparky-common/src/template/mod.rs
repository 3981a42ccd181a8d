//! Text that users may lay out anew: templates compiled in, each replaceable by a file of the same name.
//!
//! A [`Library`] holds the templates of a service. Every name in every template is checked when it is loaded, in
//! branches that no document takes too: an unknown variable, filter, test, function, block or template is a
//! [`Problem`] with its place and the nearest known name. A template may extend the built-in one of its name as
//! `builtin/NAME` and replace single blocks, and may include other files of the folder.

mod builtin;
mod folder;
mod library;
mod names;
mod problem;
mod strays;
mod tokens;

pub use builtin::Template;
pub use folder::Folder;
pub use library::Library;
pub use problem::{Problem, Spot, TemplateError};
pub use strays::strays;
