//! What waits or went wrong, most urgent first.

mod coverage;
mod gaps;
mod people;
mod silence;
mod unfinished;
mod unreleased;
mod waiting;

pub(crate) use gaps::WITHOUT;
use sparky_common::model::{Attention, AttentionKind};

use super::{Desk, draft::Draft, voice::Voice};

/// Something found, with ways to say it.
struct Finding {
    kind: AttentionKind,
    repository: String,
    drafts: Vec<Draft>,
}

impl Finding {
    fn new(kind: AttentionKind, repository: &str, drafts: Vec<Draft>) -> Self {
        Self {
            kind,
            repository: repository.to_owned(),
            drafts,
        }
    }
}

/// Everything that needs attention.
pub(crate) fn attention(desk: &Desk<'_>, voice: &mut Voice) -> Vec<Attention> {
    let mut findings = coverage::findings(desk);
    for chronicle in desk.chronicles.values() {
        findings.extend(unfinished::findings(desk, chronicle));
        findings.extend(gaps::findings(desk.kind(), chronicle));
        findings.extend(unreleased::findings(chronicle));
        findings.extend(waiting::findings(desk, chronicle));
    }
    findings.extend(silence::findings(desk));
    findings.extend(people::findings(desk));
    // Coverage first, as everything else depends on it; then in the order in which the kinds are declared.
    findings.sort_by_key(|finding| finding.kind);
    findings
        .into_iter()
        .enumerate()
        .filter_map(
            |(
                place,
                Finding {
                    kind,
                    repository,
                    drafts,
                },
            )| {
                let sentence = voice.must_say(&format!("{repository} {kind:?} {place}"), drafts)?;
                Some(Attention {
                    kind,
                    repository,
                    sentence,
                })
            },
        )
        .collect()
}
