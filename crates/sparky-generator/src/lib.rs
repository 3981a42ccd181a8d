#![doc = include_str!("../README.md")]

mod compose;
mod config;
mod error;
mod generate;
mod page;
mod reading;
mod render;
mod templates;
mod text;
pub mod verify;

pub use compose::Extent;
pub use config::Settings;
pub use error::GeneratorError;
pub use generate::{Generated, generate, stem};
pub use templates::{TemplateError, Templates};
