//! A social card against the one that the insights give.

use sparky_common::model::Insights;

use super::finding::{Finding, FindingKind};
use crate::card::{Area, HEIGHT, WIDTH, card, read};

/// By how much a colour may differ where another processor rounded: nobody sees it.
const TOLERANCE: u8 = 6;

/// Draws the card again and names what differs. `is_recorded` tells whether the file is byte for byte the one whose
/// hash the evidence holds.
pub(super) fn check(name: &str, bytes: &[u8], is_recorded: bool, insights: &Insights) -> Vec<Finding> {
    let Some(theirs) = read(bytes) else {
        let message = format!("`{name}` is no picture of {WIDTH} by {HEIGHT} pixels as Sparky draws it");
        return vec![Finding::new(FindingKind::Picture, message)];
    };
    let drawn = card(insights).and_then(|card| Ok((card.png()?, card.areas)));
    let (ours, areas) = match drawn {
        Ok(ours) => ours,
        Err(error) => {
            let message = format!("the card cannot be drawn again: {error}");
            return vec![Finding::new(FindingKind::Unchecked, message)];
        }
    };
    if ours == bytes {
        return Vec::new();
    }
    let drawn = read(&ours).map_or(Vec::new(), |read| read.rgb);
    let changed = changed(&theirs.rgb, &drawn, &areas);
    if is_recorded && !theirs.is_ours && !changed.is_empty() {
        let message = format!(
            "`{name}` is the picture that was recorded, drawn by another version of Sparky: this one draws otherwise {}",
            changed.join(", ")
        );
        return vec![Finding::new(FindingKind::Unchecked, message)];
    }
    let finding = |what: &String| {
        let message = format!("`{name}`: {what} is not what the insights give");
        Finding::new(FindingKind::Picture, message)
    };
    changed.iter().map(finding).collect()
}

/// What differs, as a reader would say it.
fn changed(theirs: &[u8], ours: &[u8], areas: &[Area]) -> Vec<String> {
    let mut changed = vec![false; areas.len() + 1];
    let differ = |(a, b): (&u8, &u8)| a.abs_diff(*b) > TOLERANCE;
    for (index, (a, b)) in theirs.chunks_exact(3).zip(ours.chunks_exact(3)).enumerate() {
        if a.iter().zip(b).any(differ) {
            let width = WIDTH as usize;
            let area = area_at(areas, index % width, index / width);
            changed[area.unwrap_or(areas.len())] = true;
        }
    }
    let names = areas.iter().map(|area| area.name.clone());
    let names = names.chain(["what stands around the words".to_owned()]);
    let named = names.zip(changed).filter(|(_, changed)| *changed);
    named.map(|(name, _)| name).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a card has 1,200 columns")]
fn area_at(areas: &[Area], x: usize, y: usize) -> Option<usize> {
    let (x, y) = (x as f64, y as f64);
    areas.iter().position(
        |Area {
             bounds: [left, top, right, bottom],
             ..
         }| { (*left..*right).contains(&x) && (*top..*bottom).contains(&y) },
    )
}
