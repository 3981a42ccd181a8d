//! What the command tells: progress on stderr while it works, the result on stdout at the end.

mod progress;
mod runs;
mod summary;

pub use progress::Reporter;
pub use runs::{print_list, print_story};
pub use summary::{json, print_summary};
