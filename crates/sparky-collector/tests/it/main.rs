//! The collector against real repositories and the real `git`.

mod awkward;
mod exact;
mod mirrors;
mod random;
mod service;
mod truth;
mod windows;
mod world;
