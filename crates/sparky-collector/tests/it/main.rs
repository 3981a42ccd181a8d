//! The collector against real repositories and the real `git`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod awkward;
mod exact;
mod memory;
mod mirrors;
mod parts;
mod peak;
mod random;
mod service;
mod truth;
mod windows;
mod world;
