//! Posts for social networks: one fact that makes someone click, and the link.
//!
//! Each network gets a text of its own: X the news in a sentence, Bluesky how it came about, Mastodon the headline
//! and what led to it, LinkedIn the story as far as it fits.

use sparky_common::{
    model::{ArtifactRef, Insights, Place, SCHEMA_VERSION, Sha256, Sidecar, Statement, StoryKind},
    period::Kind,
};

use super::{network::Network, plain::plain};
use crate::{
    compose::{headline, when},
    error::GeneratorError,
    generate::stem,
    page::{Inline, Line, Resolver},
};

/// A post and its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// Where it goes.
    pub network: Network,
    /// Every character, the final newline included.
    pub text: String,
    /// The evidence.
    pub sidecar: Sidecar,
}

/// Why a period has no posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPost {
    /// A day is no news for the world.
    #[error("days have none")]
    Day,
    /// A post cannot be taken back when the period turns out differently.
    #[error("the period is not over")]
    NotOver,
    /// Posts are for everyone.
    #[error("a repository is not public")]
    Private,
    /// Nothing but upkeep happened, or nothing at all.
    #[error("nothing happened that is news")]
    NoNews,
}

/// Why no posts are made of a period; nothing where they are.
pub fn without_posts(insights: &Insights, private: bool) -> Option<NoPost> {
    let news = insights
        .stories
        .iter()
        .any(|story| story.kind != StoryKind::Upkeep);
    [
        (insights.kind == Kind::Daily, NoPost::Day),
        (private, NoPost::Private),
        (!insights.over, NoPost::NotOver),
        (!news, NoPost::NoNews),
    ]
    .into_iter()
    .find_map(|(holds, why)| holds.then_some(why))
}

/// The posts of a period that has news, one a network. `artifact` names the insights in the store; `page` is where
/// the report is published, empty where it is nowhere.
pub fn posts(insights: &Insights, artifact: &ArtifactRef, page: &str) -> Result<Vec<Post>, GeneratorError> {
    let resolver = Resolver::new(insights)?;
    let material = Facts::of(insights, &resolver, page);
    let post = |network| {
        let paragraphs = material.paragraphs(network);
        Post {
            network,
            text: text(&paragraphs),
            sidecar: sidecar(insights, artifact, network, &paragraphs),
        }
    };
    Ok(Network::ALL.map(post).into())
}

/// What posts may say, most newsworthy first.
struct Facts {
    headline: Option<Line>,
    summary: Vec<Line>,
    story: Vec<Line>,
    /// True of every period and free of collected words.
    counts: Line,
    /// When it was, and the link.
    close: Line,
}

impl Facts {
    fn of(insights: &Insights, resolver: &Resolver, page: &str) -> Self {
        let lead = insights
            .stories
            .iter()
            .enumerate()
            .find(|(_, story)| story.kind != StoryKind::Upkeep);
        let summary = insights.summary.iter().enumerate();
        let summary =
            summary.map(|(index, sentence)| resolver.sentence(sentence, &format!("/summary/{index}")));
        let story = lead.and_then(|(index, story)| Some((index, story.paragraphs.first()?)));
        let story = story.into_iter().flat_map(|(index, paragraph)| {
            let pointer = format!("/stories/{index}/paragraphs/0");
            let sentence =
                move |(number, sentence)| resolver.sentence(sentence, &format!("{pointer}/{number}"));
            paragraph.iter().enumerate().map(sentence)
        });
        let repository = lead.and_then(|(_, story)| match resolver.repository(&story.repository) {
            Inline::Link { url, .. } => Some(url),
            _ => None,
        });
        let page = Some(page.to_owned()).filter(|page| page.starts_with("https://"));
        let page = page.or(repository);
        Self {
            headline: lead.and_then(|(index, story)| plain(headline(resolver, index, story))),
            summary: summary.filter_map(plain).collect(),
            story: story.filter_map(plain).collect(),
            counts: counts(insights),
            close: close(insights, page),
        }
    }

    /// The paragraphs of a network's post: the first sentence that fits, and what more of it may be said.
    fn paragraphs(&self, network: Network) -> Vec<Vec<Line>> {
        let (title, first, more): (_, Vec<&Line>, Vec<&Line>) = match network {
            Network::X => (None, self.summary.iter().chain(&self.story).collect(), Vec::new()),
            Network::Bluesky => (None, self.story.iter().chain(&self.summary).collect(), Vec::new()),
            Network::Mastodon => (
                self.headline.as_ref(),
                self.story.iter().chain(&self.summary).collect(),
                self.story.iter().collect(),
            ),
            Network::LinkedIn => (
                self.headline.as_ref(),
                self.summary.iter().chain(&self.story).collect(),
                self.story.iter().collect(),
            ),
        };
        let frame = |sentences: &[Line], title: Option<&Line>| -> Vec<Vec<Line>> {
            let title = title.map(|line| vec![line.clone()]);
            let rest = [sentences.to_vec(), vec![self.close.clone()]];
            title.into_iter().chain(rest).collect()
        };
        let takes = |sentences: &[Line], title| network.takes(&text(&frame(sentences, title)));
        let lead = first.into_iter().find(|line| takes(&[(*line).clone()], title));
        let Some(lead) = lead else {
            return frame(std::slice::from_ref(&self.counts), None);
        };
        let mut told = vec![lead.clone()];
        for line in more {
            let is_new = told.iter().all(|known| known.inlines != line.inlines);
            told.extend(is_new.then(|| line.clone()));
            if !takes(&told, title) {
                told.pop();
                break;
            }
        }
        frame(&told, title)
    }
}

/// `Week 46 of 2025: https://...`: every count stands beside its window.
fn close(insights: &Insights, page: Option<String>) -> Line {
    let mut when = when(insights);
    when[..1].make_ascii_uppercase();
    match page {
        Some(url) => Line::text(format!("{when}: ")).and_inline(Inline::Link {
            shown: Box::new(Inline::text(url.clone())),
            url,
        }),
        None => Line::text(format!("{when}.")),
    }
}

/// `53 commits in 1 repository.`
fn counts(insights: &Insights) -> Line {
    let totals = &insights.totals;
    Line::default()
        .and_count("/totals/commits", totals.commits, "commit", "commits")
        .and(" in ")
        .and_count(
            "/totals/active_repositories",
            totals.active_repositories,
            "repository",
            "repositories",
        )
        .and(".")
}

fn text(paragraphs: &[Vec<Line>]) -> String {
    let paragraph = |lines: &Vec<Line>| lines.iter().map(Line::plain).collect::<Vec<_>>().join(" ");
    paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn sidecar(
    insights: &Insights,
    artifact: &ArtifactRef,
    network: Network,
    paragraphs: &[Vec<Line>],
) -> Sidecar {
    let statements: Vec<Statement> = paragraphs
        .iter()
        .flatten()
        .map(|line| line.statement(Place::Paragraph))
        .collect();
    let links = statements.iter().flat_map(|each| &each.links);
    Sidecar {
        schema_version: SCHEMA_VERSION,
        document: format!("social/{}/{network}.txt", stem(insights.period)),
        sha256: Sha256::of(text(paragraphs).as_bytes()),
        kind: insights.kind,
        period: insights.period,
        snapshot: insights.snapshot.clone(),
        insights: artifact.clone(),
        formats: [].into(),
        links: links.map(|link| link.url.clone()).collect(),
        statements,
    }
}
