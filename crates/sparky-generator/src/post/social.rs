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
    page::{Inline, Line, Resolver},
    place::stem,
    templates::{Skeleton, Slot, Templates},
};

/// A post and its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// Where it goes.
    pub network: Network,
    /// Every character.
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
pub fn posts(
    insights: &Insights,
    artifact: &ArtifactRef,
    templates: &Templates,
    page: &str,
) -> Result<Vec<Post>, GeneratorError> {
    let resolver = Resolver::new(insights);
    let material = Facts::of(insights, &resolver, page);
    let post = |network| {
        let skeletons = Skeletons {
            whole: templates.post(network, insights, true)?,
            bare: templates.post(network, insights, false)?,
        };
        let content = material.content(network, &skeletons);
        Ok(Post {
            network,
            text: content.text(&skeletons),
            sidecar: sidecar(insights, artifact, network, &content, &skeletons),
        })
    };
    Network::ALL.map(post).into_iter().collect()
}

/// The template of a network with a headline and without.
struct Skeletons {
    whole: Skeleton,
    bare: Skeleton,
}

/// What fills a template.
#[derive(Clone)]
struct Content<'a> {
    headline: Option<&'a Line>,
    news: Vec<Line>,
    close: &'a Line,
}

impl Content<'_> {
    fn skeleton<'s>(&self, skeletons: &'s Skeletons) -> &'s Skeleton {
        if self.headline.is_some() {
            &skeletons.whole
        } else {
            &skeletons.bare
        }
    }

    fn part(&self, name: &str) -> Vec<&Line> {
        match name {
            "headline" => self.headline.into_iter().collect(),
            "news" => self.news.iter().collect(),
            _ => vec![self.close],
        }
    }

    /// Every character of the post. Networks count a final newline, so there is none.
    fn text(&self, skeletons: &Skeletons) -> String {
        let plain = |name: &str| {
            self.part(name)
                .into_iter()
                .map(Line::plain)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let text = self.skeleton(skeletons).fill(plain);
        text.trim_end().to_owned()
    }

    /// What it says in the template's order, the template's own words among it.
    fn statements(&self, skeletons: &Skeletons) -> Vec<Statement> {
        let slots = self.skeleton(skeletons).plain_slots();
        let of = |slot: Slot| match slot {
            Slot::Part(name) => {
                let lines = self.part(&name);
                lines
                    .into_iter()
                    .map(|line| line.statement(Place::Paragraph))
                    .collect()
            }
            Slot::Words(unit) => vec![Statement {
                place: Place::Template,
                text: unit.text,
                links: unit.links,
                ..Statement::default()
            }],
        };
        slots.into_iter().flat_map(of).collect()
    }
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

    /// What a network's post says: the first sentence that fits, and what more of it may be said.
    fn content(&self, network: Network, skeletons: &Skeletons) -> Content<'_> {
        let (headline, first, more): (_, Vec<&Line>, Vec<&Line>) = match network {
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
        let content = |news: &[Line]| Content {
            headline,
            news: news.to_vec(),
            close: &self.close,
        };
        let takes = |news: &[Line]| network.takes(&content(news).text(skeletons));
        let lead = first.into_iter().find(|line| takes(std::slice::from_ref(line)));
        let Some(lead) = lead else {
            return Content {
                headline: None,
                ..content(std::slice::from_ref(&self.counts))
            };
        };
        let mut told = vec![lead.clone()];
        for line in more {
            let is_new = told.iter().all(|known| known.inlines != line.inlines);
            told.extend(is_new.then(|| line.clone()));
            if !takes(&told) {
                told.pop();
                break;
            }
        }
        content(&told)
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

fn sidecar(
    insights: &Insights,
    artifact: &ArtifactRef,
    network: Network,
    content: &Content<'_>,
    skeletons: &Skeletons,
) -> Sidecar {
    let statements = content.statements(skeletons);
    let links = statements.iter().flat_map(|each| &each.links);
    Sidecar {
        schema_version: SCHEMA_VERSION,
        document: format!("social/{}/{network}.txt", stem(insights.period)),
        sha256: Sha256::of(content.text(skeletons).as_bytes()),
        kind: insights.kind,
        period: insights.period,
        snapshot: insights.snapshot.clone(),
        insights: artifact.clone(),
        formats: [].into(),
        links: links.map(|link| link.url.clone()).collect(),
        statements,
    }
}
