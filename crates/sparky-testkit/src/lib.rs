#![doc = include_str!("../README.md")]

mod clones;
mod commit;
mod eventually;
mod git;
#[cfg(feature = "github")]
pub mod github;
#[cfg(feature = "model")]
pub mod model;
pub mod network;
mod numstat;
mod port;
mod repository;
mod skip;

pub use commit::CommitBuilder;
pub use eventually::eventually;
pub use git::{git, git_command};
pub use numstat::{NumstatCommit, NumstatRow, numstat};
pub use port::free_port;
pub use repository::RepositoryBuilder;
pub use skip::skip;
