//! What templates may use: the types whose fields are the variables, and whose schema documents them.

use std::collections::BTreeSet;

use minijinja::Value;
use schemars::JsonSchema;
use serde::Serialize;
use sparky_common::model::Insights;

use super::placeholder::placeholder;
use crate::{
    compose::Part,
    render::{Body, FrontMatter, inline_text},
    text::{LONGEST_NAME, collected},
};

/// What every template of a document may use, escaped for where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Values {
    /// The headline.
    pub(crate) title: String,
    /// The period in a sentence, for previews.
    pub(crate) description: String,
    /// What to call the organisation.
    pub(crate) organisation: String,
    /// `daily`, `weekly` or `monthly`.
    pub(crate) kind: String,
    /// `day`, `week` or `month`.
    pub(crate) noun: String,
    /// The period: `2025-W46`.
    pub(crate) period: String,
    /// Its first day: `2025-11-10`.
    pub(crate) first_day: String,
    /// Its last day: `2025-11-16`.
    pub(crate) last_day: String,
    /// Whose days these are: `America/New_York`.
    pub(crate) time_zone: String,
    /// False while the period goes on.
    pub(crate) over: bool,
}

impl Values {
    /// The values of a period.
    pub(crate) fn new(insights: &Insights, front_matter: &FrontMatter) -> Self {
        let period = insights.period;
        Self {
            title: front_matter.title.clone(),
            description: front_matter.description.clone(),
            organisation: collected(&insights.organisation, LONGEST_NAME),
            kind: insights.kind.to_string(),
            noun: insights.kind.noun().to_owned(),
            period: period.to_string(),
            first_day: period.first_day().to_string(),
            last_day: period.last_day().to_string(),
            time_zone: collected(&insights.time_zone, LONGEST_NAME),
            over: insights.over,
        }
    }

    /// The same escaped for Markdown.
    pub(super) fn markdown(&self) -> Self {
        Self {
            title: inline_text(&self.title),
            description: inline_text(&self.description),
            organisation: inline_text(&self.organisation),
            kind: inline_text(&self.kind),
            noun: inline_text(&self.noun),
            period: inline_text(&self.period),
            first_day: inline_text(&self.first_day),
            last_day: inline_text(&self.last_day),
            time_zone: inline_text(&self.time_zone),
            over: self.over,
        }
    }
}

/// A context of parts: finished text that a template can place, reorder or leave out. One without anything to say is
/// empty.
macro_rules! parts {
    ($(#[$about:meta])* $context:ident { $($(#[$doc:meta])* $name:ident: $part:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
        pub(crate) struct $context {
            /// What every template of a document may use.
            #[serde(flatten)]
            pub(super) values: Values,
            /// The front matter. It must come first.
            pub(super) front_matter: String,
            $($(#[$doc])* pub(super) $name: String,)*
        }

        impl $context {
            /// The context with a placeholder for each part that has something to say.
            pub(super) fn new(values: Values, present: &BTreeSet<Part>) -> Self {
                let part = |part: Part| if present.contains(&part) {
                    placeholder(part.as_str())
                } else {
                    String::new()
                };
                Self {
                    values,
                    front_matter: placeholder(FRONT_MATTER),
                    $($name: part(Part::$part),)*
                }
            }
        }
    };
}

/// The name of the part that must come first.
pub(crate) const FRONT_MATTER: &str = "front_matter";

parts! {
    /// What the templates of daily, weekly and monthly reports may use.
    ReportContext {
        /// That the period is not over, and who wrote the prose where a model was asked. Must not be left out.
        notice: Notice,
        /// The period in a paragraph.
        summary: Summary,
        /// What runs across the repositories of a month; headings of level 3.
        themes: Themes,
        /// What happened; headings of level 2 in a week, 3 in a month, none in a day.
        stories: Stories,
        /// Repositories without a story, a line each.
        repositories: Repositories,
        /// What no story tells, change by change: below headings of level 3 where several repositories have some.
        changes: Changes,
        /// Who did what, bots apart.
        people: People,
        /// Where in the trees a month's work went.
        areas: Areas,
        /// What stands out among the numbers: trends, places, people.
        findings: Findings,
        /// The projects' health in a month, part by part.
        health: Health,
        /// Counts, their window, earlier periods.
        numbers: Numbers,
        /// Pictures of days, repositories, earlier periods and health, each with its content in words.
        charts: Charts,
        /// What became of what the report before called open; never in a digest.
        follow_ups: FollowUps,
        /// What waits or went wrong.
        attention: Attention,
        /// What could not be collected. Must not be left out.
        gaps: Gaps,
    }
}

parts! {
    /// What the templates of blog posts and Dev.to articles may use.
    BlogContext {
        /// The story in a sentence.
        lead: Lead,
        /// The first day, and what was there before.
        beginning: Beginning,
        /// The later days, each below a heading of level 3.
        way: Way,
        /// Releases, size, what stands out.
        outcome: Outcome,
        /// Who took part.
        people: People,
        /// What the story does not tell, change by change.
        changes: Changes,
        /// The repository's numbers: places, types, earlier periods, how long things took.
        numbers: Numbers,
        /// What waits in the repository.
        open: Open,
        /// What else happened, a line each.
        next: Next,
        /// How to get the code.
        r#try: Try,
    }
}

/// What the template of the page may use. Text is escaped where it is placed; what is HTML already says so.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PageContext {
    /// What every template of a document may use.
    #[serde(flatten)]
    values: Values,
    /// The article without its title, as HTML.
    #[schemars(with = "String")]
    content: Value,
    /// Links to its headings, as items of a list in HTML; empty for short texts.
    #[schemars(with = "String")]
    contents: Value,
    /// What each sentence rests on, shown by its mark, as HTML.
    #[schemars(with = "String")]
    evidence: Value,
    /// Kind, days and the time it takes to read.
    byline: String,
    /// Whether the period was not over or coverage was not complete.
    partial: bool,
    /// Where the page will be found; empty without `generator.site_url`.
    url: String,
    /// Where its picture will be found; empty where there is none, or without `generator.site_url`.
    image: String,
}

/// What the page's template gets besides the plain values.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'a> {
    /// The article and what belongs to it.
    pub body: &'a Body,
    /// Kind, days and the time it takes to read.
    pub byline: String,
    /// Whether the period was not over or coverage was not complete.
    pub partial: bool,
    /// Where the page will be found; empty where that is not configured.
    pub url: String,
    /// Where its picture will be found; empty where there is none or that is not configured.
    pub image: String,
}

impl PageContext {
    pub(super) fn new(values: &Values, frame: &Frame<'_>) -> Self {
        let html = |text: &String| Value::from_safe_string(text.clone());
        Self {
            values: values.clone(),
            content: html(&frame.body.content),
            contents: html(&frame.body.contents),
            evidence: html(&frame.body.evidence),
            byline: frame.byline.clone(),
            partial: frame.partial,
            url: frame.url.clone(),
            image: frame.image.clone(),
        }
    }
}

/// What the templates of posts on social networks may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct PostContext {
    /// The headline of the lead story; empty where it cannot stand in plain text.
    headline: String,
    /// As many sentences of the news as the network takes, one at least.
    news: String,
    /// When it was, and the link.
    close: String,
    /// What to call the organisation.
    organisation: String,
    /// `weekly` or `monthly`.
    kind: String,
    /// `week` or `month`.
    noun: String,
    /// The period: `2025-W46`.
    period: String,
}

impl PostContext {
    /// The context of a post whose parts are still placeholders.
    pub(super) fn new(insights: &Insights, has_headline: bool) -> Self {
        Self {
            headline: if has_headline {
                placeholder("headline")
            } else {
                String::new()
            },
            news: placeholder("news"),
            close: placeholder("close"),
            organisation: collected(&insights.organisation, LONGEST_NAME),
            kind: insights.kind.to_string(),
            noun: insights.kind.noun().to_owned(),
            period: insights.period.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use schemars::{SchemaGenerator, generate::SchemaSettings};
    use sparky_common::period::Kind;

    use super::*;
    use crate::{
        compose::front_matter,
        page::Resolver,
        sample::sample,
        templates::{CATALOGUE, catalogue},
    };

    /// What a template really gets is what its schema says, no field more and none less.
    #[test]
    fn real_contexts_keep_their_schemas() {
        let sample = sample(Kind::Weekly).unwrap();
        let resolver = Resolver::new(&sample.insights);
        let values = Values::new(&sample.insights, &front_matter(&sample.insights, &resolver));
        let all = Part::ALL.into();
        let body = Body::default();
        let frame = Frame {
            body: &body,
            byline: "Weekly report".into(),
            partial: false,
            url: String::new(),
            image: String::new(),
        };
        let contexts = [
            (
                "weekly.md.j2",
                serde_json::to_value(ReportContext::new(values.clone(), &all)).unwrap(),
            ),
            (
                catalogue::BLOG,
                serde_json::to_value(BlogContext::new(values.clone(), &all)).unwrap(),
            ),
            (
                catalogue::PAGE,
                serde_json::to_value(PageContext::new(&values, &frame)).unwrap(),
            ),
            (
                "social/x.txt.j2",
                serde_json::to_value(PostContext::new(&sample.insights, true)).unwrap(),
            ),
        ];
        for (name, context) in contexts {
            let template = CATALOGUE.iter().find(|template| template.name == name).unwrap();
            let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
            let mut generator: SchemaGenerator = settings.into_generator();
            let mut schema = (template.context)(&mut generator).to_value();
            schema["additionalProperties"] = false.into();
            let validator = jsonschema::validator_for(&schema).unwrap();
            assert!(
                validator.is_valid(&context),
                "{name}: {:?}",
                validator.validate(&context)
            );
            let given: BTreeSet<String> = context.as_object().unwrap().keys().cloned().collect();
            assert_eq!(template.variables(), given, "{name}");
            assert!(
                schema.to_string().contains("The period: `2025-W46`"),
                "{name}: {schema}"
            );
        }
    }
}
