//! Files that look like templates and are none.

use std::collections::BTreeSet;

use super::{Folder, Problem, Template};
use crate::config::nearest::nearest;

/// The files of a folder that nothing uses though their names are nearly those of templates: `wekly.md.j2`. Others may
/// have files of their own there, so what is near to nothing is left alone.
pub fn strays(folder: &Folder, catalogue: &[Template], used: &BTreeSet<&str>) -> Vec<Problem> {
    let known = || catalogue.iter().map(|template| template.name);
    let stray = |name: String| {
        if used.contains(name.as_str()) || known().any(|known| known == name) {
            return None;
        }
        let meant = nearest(&name, known())?;
        Some(Problem {
            file: folder.path(&name)?.display().to_string(),
            place: None,
            message: "no template has this name, and none includes it".to_owned(),
            help: Some(format!("did you mean `{meant}`?")),
        })
    };
    folder.names().into_iter().filter_map(stray).collect()
}
