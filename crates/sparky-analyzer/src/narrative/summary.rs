//! The period in one paragraph.

use sparky_common::{
    model::{Evidence, Sentence},
    period::Kind,
};

use super::{
    Desk,
    draft::Draft,
    gist::{content, gist},
    releases::main_release,
    stories::Lead,
    voice::Voice,
};

/// Most sentences of a summary.
const MOST: usize = 5;

/// Two to five sentences, led by the most consequential change; one or two where little or nothing happened.
pub(crate) fn summary(desk: &Desk<'_>, leads: &[Lead<'_>], voice: &mut Voice) -> Vec<Sentence> {
    if desk.insights.totals.commits == 0 {
        return quiet(desk, voice);
    }
    let mut sentences = Vec::new();
    for lead in leads
        .iter()
        .filter(|lead| lead.whole)
        .take(if desk.kind() == Kind::Daily { 2 } else { 3 })
    {
        let repository = &lead.chronicle.activity.repository.name;
        sentences.extend(voice.say(&format!("{repository} gist"), gist(desk, lead.chronicle)));
        if main_release(lead.chronicle).is_some() && voice.first_time(format!("released {repository}")) {
            let content = content(desk, lead.chronicle);
            sentences.extend(voice.say(&format!("{repository} content"), content));
        }
    }
    sentences.truncate(MOST - 1);
    sentences.extend(voice.say("totals", totals(desk)));
    sentences
}

fn totals(desk: &Desk<'_>) -> Vec<Draft> {
    let totals = &desk.insights.totals;
    let noun = desk.kind().noun();
    let mut draft = Draft::new("in all, the ").text(noun).text(" holds ");
    draft = draft.metric(totals.commits, "commit", "commits", "/totals/commits".into());
    if totals.active_repositories > 1 {
        let pointer = "/totals/active_repositories".into();
        draft = draft
            .text(" in ")
            .metric(totals.active_repositories, "repository", "repositories", pointer);
    }
    if totals.contributors > 0 {
        draft = draft.text(", the work of ").metric(
            totals.contributors,
            "person",
            "people",
            "/totals/contributors".into(),
        );
    }
    if let Some(median) = desk.insights.comparison.median_commits {
        let pointer = "/comparison/median_commits".into();
        draft = draft
            .text("; the median of the ")
            .text(noun)
            .text("s before is ")
            .metric(median, "", "", pointer);
    }
    vec![draft]
}

/// Nothing was committed: said once, with when something last happened where that is known.
fn quiet(desk: &Desk<'_>, voice: &mut Voice) -> Vec<Sentence> {
    let noun = desk.kind().noun();
    let zero = Evidence::Metric {
        pointer: "/totals/commits".into(),
    };
    let nothing = Draft::new("nothing was committed this ").text(noun).because(zero);
    let mut sentences: Vec<Sentence> = voice.say("quiet", vec![nothing]).into_iter().collect();
    let past = &desk.insights.comparison.past;
    if let Some((place, last)) = past.iter().enumerate().rfind(|(_, past)| past.commits > 0) {
        let pointer = format!("/comparison/past/{place}/commits");
        let kind = desk.kind();
        let when = match kind {
            Kind::Daily => {
                Draft::new("the last commits before it date from ").span(sparky_common::model::Span::Day {
                    date: last.period.first_day(),
                })
            }
            _ => Draft::new("the last ")
                .text(noun)
                .text(" with commits began on ")
                .span(sparky_common::model::Span::Day {
                    date: last.period.first_day(),
                }),
        };
        let draft = when
            .text(", when there were ")
            .metric(last.commits, "", "", pointer);
        sentences.extend(voice.say("last", vec![draft]));
    }
    sentences
}
