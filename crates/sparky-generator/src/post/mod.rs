//! What is made beside a report for readers outside.

mod check;
mod devto;
mod network;
mod plain;
mod social;

pub(crate) use check::measures;
pub(crate) use devto::measures_of_article;
pub use network::Network;
pub(crate) use plain::{is_live, plain};
pub use social::{NoPost, Post, posts, without_posts};
