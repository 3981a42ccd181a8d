//! The configuration as its users meet it: files, variables and flags go in, values or explained problems come out.

mod errors;
mod files;
mod layers;
mod printed;
mod secrets;
mod world;
