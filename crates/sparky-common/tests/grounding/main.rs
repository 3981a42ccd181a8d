//! What the grounding check lets through and what it does not, on facts of public repositories.

mod claims;
mod mutations;
mod properties;
mod pulls;
mod sheets;
mod stored;
