//! The period in one paragraph.

use sparky_common::{
    model::{Evidence, Sentence, Span},
    period::Kind,
};

use super::{
    Desk,
    draft::Draft,
    gist::{broad, content, gist},
    lead::Lead,
    releases::{main_release, released},
    voice::Voice,
};

/// Most sentences of a summary.
const MOST: usize = 5;

/// Most people named beside the number of commits.
const NAMED: usize = 3;

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
        let told = voice.say(&format!("{repository} gist"), gist(desk, lead.chronicle));
        let dated = |span: &Span| matches!(span, Span::Weekday { .. } | Span::Day { .. });
        if lead.chronicle.on_one_day() && told.iter().any(|told| told.spans.iter().any(dated)) {
            voice.first_time(format!("dated {repository}"));
        }
        sentences.extend(told);
        if main_release(lead.chronicle).is_some() && voice.first_time(format!("released {repository}")) {
            // What is new is told from its beginning, and its release after that.
            let new = desk.insights.repositories[desk.repository_index(repository)].new;
            let more = if new { released } else { content }(desk, lead.chronicle);
            sentences.extend(voice.say(&format!("{repository} content"), more));
        } else {
            sentences.extend(voice.say(&format!("{repository} broad"), broad(lead.chronicle)));
        }
    }
    sentences.truncate(MOST - 1);
    sentences.extend(voice.say("totals", totals(desk)));
    sentences
}

/// How much was committed and by whom: people and bots apart.
pub(super) fn totals(desk: &Desk<'_>) -> Vec<Draft> {
    let totals = &desk.insights.totals;
    let noun = desk.kind().noun();
    let bots: Vec<(usize, u64)> = committers(desk, true).collect();
    let people: Vec<usize> = committers(desk, false).map(|(index, _)| index).collect();
    let by_bots: u64 = bots.iter().map(|(_, commits)| commits).sum();
    let by_people = totals.commits.saturating_sub(by_bots);
    let mut draft = Draft::new("in all, the ").text(noun).text(" holds ");
    draft = match bots.as_slice() {
        [] => draft.metric(totals.commits, "commit", "commits", "/totals/commits".into()),
        _ if by_people == 0 => draft,
        _ => draft.count(by_people as usize, "commit", "commits"),
    };
    draft = match people.as_slice() {
        [] => draft,
        few if few.len() <= NAMED => {
            let named = few.iter().map(|&index| &desk.insights.contributors[index]);
            draft
                .text(" by ")
                .list(named.map(|person| Draft::default().person(person)).collect())
        }
        _ => draft.text(" by ").count(people.len(), "person", "people"),
    };
    let (one, many) = if by_people == 0 {
        ("commit", "commits")
    } else {
        ("", "")
    };
    if by_people > 0 && !bots.is_empty() {
        draft = draft.text(" and ");
    }
    draft = match bots.as_slice() {
        [] => draft,
        [(index, commits)] => draft
            .metric(*commits, one, many, format!("/contributors/{index}/commits"))
            .text(" by a bot"),
        [(index, _), ..] => draft
            .count(by_bots as usize, one, many)
            .text(" by ")
            .count(bots.len(), "bot", "bots")
            .text(" (")
            .person(&desk.insights.contributors[*index])
            .text(" with ")
            .metric(bots[0].1, "", "", format!("/contributors/{index}/commits"))
            .text(")"),
    };
    if totals.active_repositories > 1 {
        let pointer = "/totals/active_repositories".into();
        let joint = if bots.is_empty() { " in " } else { ", in " };
        draft = draft
            .text(joint)
            .metric(totals.active_repositories, "repository", "repositories", pointer);
    }
    if let Some(median) = desk.insights.comparison.median_commits {
        let pointer = "/comparison/median_commits".into();
        let whose = if bots.is_empty() { "" } else { "bots included, " };
        draft = draft
            .text("; ")
            .text(whose)
            .text("the median of the ")
            .text(noun)
            .text("s before is ")
            .metric(median, "", "", pointer);
    }
    vec![draft]
}

/// The places of those who committed and how much, people or bots.
fn committers<'d>(desk: &'d Desk<'_>, bot: bool) -> impl Iterator<Item = (usize, u64)> + 'd {
    let people = desk.insights.contributors.iter().enumerate();
    people
        .filter(move |(_, person)| person.bot == bot && person.counts.commits > 0)
        .map(|(index, person)| (index, person.counts.commits))
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
            Kind::Daily => Draft::new("the last commits before it date from ").span(Span::Day {
                date: last.period.first_day(),
            }),
            _ => Draft::new("the last ")
                .text(noun)
                .text(" with commits began on ")
                .span(Span::Day {
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
