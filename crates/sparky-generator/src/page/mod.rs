//! The structure of a document between the insights and any format: blocks of lines of inlines.
//!
//! Invariant: the text in here is visible text as a reader sees it; nothing is escaped yet.

mod block;
mod dates;
mod inline;
mod links;
mod masked;
mod number;
mod resolve;

pub(crate) use block::{Block, Row};
pub(crate) use dates::{day, day_with_year, span_of_days};
pub(crate) use inline::{Inline, Line};
pub(crate) use links::Site;
pub(crate) use number::{NO_NUMBER, counted, duration, grouped};
pub(crate) use resolve::{Resolver, SHORT_OID};
