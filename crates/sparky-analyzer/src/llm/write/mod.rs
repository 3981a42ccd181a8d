//! Lets a model better the prose that rules wrote: repository by repository, then themes, then the whole.
//!
//! Code selects the facts, the model returns sentences that cite them, and the grounding check turns a sentence into
//! spans or drops it. What a model says can be left out; it can never stand unchecked.

mod fence;
mod pen;
mod pieces;
mod prompts;
mod weave;

pub use pen::Pen;
pub use prompts::{CATALOGUE, PREFIX, Prompts};
