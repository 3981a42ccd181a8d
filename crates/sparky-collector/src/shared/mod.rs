//! A collection that several collectors share: one finds the repositories and divides them, each collects some, one
//! joins what they found into the same snapshot, byte for byte, that one of them alone would have made.

mod kept;
mod plan;
mod seal;
mod work;

pub use seal::SealError;
pub(crate) use seal::Sealer;
