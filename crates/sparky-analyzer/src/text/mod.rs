//! Reading what people wrote: subjects, bodies, series, words. Nothing here knows about reports.

pub(crate) mod area;
pub(crate) mod article;
pub(crate) mod body;
pub(crate) mod clause;
pub(crate) mod clean;
pub(crate) mod nouns;
pub(crate) mod series;
pub(crate) mod subject;
pub(crate) mod words;

pub(crate) use sparky_common::grounding::verbs;
