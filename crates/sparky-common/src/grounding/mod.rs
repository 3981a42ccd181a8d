//! Whether a sentence says what its facts say.
//!
//! Code selects [`Fact`]s into a [`FactSheet`]; a writer returns [`Claim`]s that cite them; [`FactSheet::ground`]
//! turns a claim into a [`Sentence`](crate::model::Sentence) of spans or names each [`Flaw`]. What cannot be decided is
//! rejected. Stored sentences are held against snapshot and insights again by [`check`]. `docs/grounding.md` says what is decided and what is not.

mod clause;
mod fact;
mod flaw;
mod judge;
mod lexicon;
mod number;
mod plain;
mod prose;
mod references;
mod scan;
mod select;
mod sheet;
mod stored;
mod token;
pub mod verbs;
mod vocabulary;

pub use fact::{Actor, Claim, Deed, Event, Fact, FactId, FactKind, Noun, Qualifier, Quantity, Standing};
pub use flaw::Flaw;
pub use plain::plain;
pub use prose::sentences;
pub use references::references_in;
pub use select::Selection;
pub use sheet::FactSheet;
pub use stored::{Ground, check, ungrounded};
