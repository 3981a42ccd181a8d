//! The collector against real repositories and the real `git`.

mod truth;
