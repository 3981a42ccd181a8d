//! What waits or went wrong.

use sparky_common::model::{Attention, AttentionKind, CoverageState, Evidence};

use super::{Desk, draft::Draft, voice::Voice};

/// Everything that needs attention, most urgent first.
pub(crate) fn attention(desk: &Desk<'_>, voice: &mut Voice) -> Vec<Attention> {
    let mut found = Vec::new();
    for activity in &desk.snapshot.repositories {
        let name = activity.repository.name.as_str();
        let evidence = Evidence::Coverage {
            repository: name.to_owned(),
        };
        let words = match activity.coverage.state {
            CoverageState::Complete => continue,
            CoverageState::Partial => " was collected only in part",
            CoverageState::Failed => " could not be collected",
        };
        let gap = activity.coverage.gaps.first();
        let mut draft = Draft::default().repository(name).text(words).because(evidence);
        if let Some(gap) = gap {
            draft = draft.text(": ").quote(&gap.why);
        }
        let sentence = voice.say(name, vec![draft.clone()]).or_else(|| draft.end());
        found.extend(sentence.map(|sentence| Attention {
            kind: AttentionKind::Coverage,
            repository: name.to_owned(),
            sentence,
        }));
    }
    found
}
