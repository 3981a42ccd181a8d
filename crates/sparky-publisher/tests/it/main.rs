//! The publisher from outside: real repositories, real bare remotes, real hooks.

mod crash;
mod dry_run;
mod moved;
mod refused;
mod repeat;
mod support;
mod task;
mod worktree;
