#![doc = include_str!("../README.md")]

mod card;
mod chart;
mod compose;
mod config;
mod earlier;
mod error;
mod feed;
mod generate;
mod handler;
mod maker;
mod metrics;
mod page;
mod post;
mod reading;
mod render;
mod sample;
mod service;
mod templates;
mod text;
mod validate;
pub mod verify;

pub use card::{Area, Card, CardError, card};
pub use compose::Extent;
pub use config::Settings;
pub use error::GeneratorError;
pub use feed::Entry;
pub use generate::{Generated, generate, stem};
pub use handler::handler;
pub use maker::{File, Made, Material, make};
pub use metrics::Metrics;
pub use post::{Network, NoPost, Post, posts, without_posts};
pub use sample::{Sample, sample};
pub use service::{Generator, document_set_name};
pub use templates::{CATALOGUE as TEMPLATES, Templates, check as check_templates};
pub use validate::measures;
