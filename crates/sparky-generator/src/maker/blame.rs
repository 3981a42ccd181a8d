//! Whose doing a fault is: the documents are made again without the user's template, and a fault that is gone then
//! was the template's.

use sparky_common::{config::DocumentChoice, model::Measure};

use super::{Material, make_all};
use crate::{error::GeneratorError, metrics::is_fault};

/// Puts the name of the template's file before each fault that is its doing.
pub(super) fn name_templates(
    material: &Material<'_>,
    measures: &mut [Measure],
) -> Result<(), GeneratorError> {
    let faults: Vec<_> = measures.iter_mut().filter(|measure| is_fault(measure)).collect();
    if faults.is_empty() {
        return Ok(());
    }
    // No template has a say in the card, which takes longer to draw than all the rest to write.
    let mut settings = material.settings.clone();
    settings
        .documents
        .retain(|choice| *choice != DocumentChoice::Card);
    let mut others = Vec::new();
    for (name, file) in material.templates.changed() {
        // Where the others cannot do without it, it shares in whatever is wrong with them.
        if let Ok(templates) = material.templates.without(&name) {
            let without = make_all(&Material {
                templates: &templates,
                settings: &settings,
                ..*material
            })?;
            others.push((file, without.measures));
        }
    }
    for fault in faults {
        for detail in &mut fault.details {
            let is_gone = |measures: &[Measure]| {
                let same = measures.iter().find(|measure| measure.name == fault.name);
                same.is_none_or(|measure| !measure.details.contains(detail))
            };
            let blamed = others.iter().find(|(_, measures)| is_gone(measures));
            if let Some((file, _)) = blamed {
                detail.insert_str(0, &format!("{file}: "));
            }
        }
    }
    Ok(())
}
