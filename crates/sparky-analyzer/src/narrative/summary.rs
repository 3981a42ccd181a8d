//! The period in one paragraph.

use sparky_common::model::Sentence;

use super::{
    Desk,
    draft::Draft,
    lead::{tellable, topic},
    voice::Voice,
};
use crate::effort::{Chronicle, EffortKind};

/// Two to five sentences, led by the most consequential change.
pub(crate) fn summary(desk: &Desk<'_>, leads: &[(&Chronicle<'_>, f64)], voice: &mut Voice) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (chronicle, _) in leads.iter().take(3) {
        let repository = chronicle.activity.repository.name.as_str();
        let news = chronicle.news();
        let mut told = tellable(chronicle, &news, 2);
        if told.is_empty() {
            continue;
        }
        told.sort_unstable();
        let effort = crate::effort::Effort {
            kind: EffortKind::Rest,
            members: told,
        };
        sentences.extend(voice.say(repository, topic(desk, chronicle, &effort)));
    }
    let totals = &desk.insights.totals;
    if totals.commits > 0 {
        let noun = desk.kind().noun();
        let mut draft = Draft::new("in all the ").text(noun).text(" holds ").metric(
            totals.commits,
            "commit",
            "commits",
            "/totals/commits".into(),
        );
        if totals.active_repositories > 1 {
            draft = draft.text(" in ").metric(
                totals.active_repositories,
                "repository",
                "repositories",
                "/totals/active_repositories".into(),
            );
        }
        if totals.contributors > 0 {
            draft = draft.text(", by ").metric(
                totals.contributors,
                "person",
                "people",
                "/totals/contributors".into(),
            );
        }
        sentences.extend(voice.say("totals", vec![draft]));
    } else {
        let draft = Draft::new("nothing was committed in this ").text(desk.kind().noun());
        let draft = draft.because(sparky_common::model::Evidence::Metric {
            pointer: "/totals/commits".into(),
        });
        sentences.extend(voice.say("quiet", vec![draft]));
    }
    sentences
}
