//! How a worker service does tasks, the same for all four: a handler holds what is special about a phase, this
//! module the rest.

mod desk;
mod failure;
mod fences;
mod handler;
mod progress;
mod serve;
mod switch;
mod tasks;
#[cfg(test)]
mod tests;

pub use fences::superseded;
pub use handler::{BoxError, TaskContext, TaskHandler};
pub use serve::{Leave, WorkerError, WorkerOptions, serve};
pub use switch::Switch;
