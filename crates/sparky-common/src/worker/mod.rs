//! How a worker service does tasks, the same for all four: a handler holds what is special about a phase, this
//! module the rest.

mod handler;

pub use handler::{TaskContext, TaskHandler};
