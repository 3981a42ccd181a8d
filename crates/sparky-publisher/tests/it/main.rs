//! The publisher from outside: real repositories, real bare remotes, real hooks.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

mod crash;
mod dry_run;
mod moved;
mod refused;
mod repeat;
mod support;
mod task;
mod worktree;
