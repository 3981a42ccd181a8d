//! Every document that is ever sent, for those who want to check them.

use super::{Ask, compose, repositories, repository, visibility};
use crate::github::want::Want;

/// The documents by name: those sent on their own, one for each question, and one that holds every question twice.
pub fn documents() -> Vec<(&'static str, String)> {
    let want = |ask| Want::new(ask, "id", 0);
    let single = Ask::ALL.map(|ask| (ask.noun(), compose(&[want(ask)]).document));
    let twice: Vec<Want> = Ask::ALL.iter().chain(&Ask::ALL).map(|ask| want(*ask)).collect();
    let mut documents = vec![
        ("repositories", repositories("login", 1, None).document),
        ("repository", repository("owner", "name").document),
        ("visibility", visibility(&[]).document),
        ("batch", compose(&twice).document),
    ];
    documents.extend(single);
    documents
}
