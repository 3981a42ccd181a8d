//! Asks for one piece after the other, holds each sentence against its facts, and weaves in what passes.

use schemars::JsonSchema;
use serde::Deserialize;
use sparky_common::{
    grounding::{Claim, FactSheet, Ground, check},
    model::{Evidence, Insights, Sentence, Snapshot, Writing},
    template::TemplateError,
};

use super::{
    fence::fenced,
    pieces::{Piece, Place, paragraph, pieces},
    prompts::{Prompts, Task},
    weave::may_replace,
};
use crate::llm::{Asker, Budget, ModelError};

/// Fewest and most sentences of a paragraph.
const SENTENCES: (usize, usize) = (2, 5);

/// The most sentences that are read from an answer.
const MOST_READ: usize = 12;

/// What a model answers with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reply {
    /// The sentences in their order.
    #[schemars(length(min = 1))]
    sentences: Vec<Claim>,
}

/// Writes with a model.
pub struct Pen<'a> {
    /// The model.
    pub asker: &'a Asker,
    /// What it is asked.
    pub prompts: &'a Prompts,
    /// How long it may take in all.
    pub budget: Budget,
}

/// Why a piece stays as rules wrote it.
enum Trouble {
    Model(ModelError),
    Prompt(TemplateError),
}

/// One claim and what the check made of it.
type Judged = Result<Sentence, (String, String)>;

impl Pen<'_> {
    /// Betters the prose where the model can, and says in `insights.writing` what came of it. `progress` is told what
    /// is being written.
    ///
    /// # Errors
    /// A prompt does not work. A model that does not help is no error: its reason stands in `insights.writing`.
    pub async fn write(
        &self,
        snapshot: &Snapshot,
        insights: &mut Insights,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), TemplateError> {
        let mut writing = Writing {
            model: Some(self.asker.name().to_owned()),
            ..Writing::default()
        };
        // Better prose changes no number, so that facts and metrics are those of the beginning throughout.
        let measured = insights.clone();
        let ground = Ground::new(snapshot, Some(&measured));
        for piece in pieces(snapshot, &measured) {
            progress(&piece.subject);
            let rules = paragraph(insights, piece.place)
                .map(|sentences| sentences.clone())
                .unwrap_or_default();
            let judged = match self.piece(&piece, &rules, &measured, &ground).await {
                Ok(judged) => judged,
                Err(Trouble::Prompt(error)) => return Err(error),
                Err(Trouble::Model(error)) => {
                    writing.degraded.get_or_insert_with(|| error.for_readers());
                    if error.is_final() { break } else { continue }
                }
            };
            let read = judged.len() as u64;
            let passed: Vec<Sentence> = judged.into_iter().filter_map(Result::ok).collect();
            let woven = if may_replace(&rules, &passed) {
                passed.len() as u64
            } else {
                0
            };
            if woven > 0
                && let Some(place) = paragraph(insights, piece.place)
            {
                *place = kept(&piece, passed, &rules);
                refresh(insights, piece.place);
            }
            writing.accepted += woven;
            writing.rejected += read - woven;
        }
        insights.writing = writing;
        Ok(())
    }

    /// Asks, and asks once more for what did not pass. The order stays that of the first answer.
    async fn piece(
        &self,
        piece: &Piece,
        rules: &[Sentence],
        insights: &Insights,
        ground: &Ground<'_>,
    ) -> Result<Vec<Judged>, Trouble> {
        let judge = |claims| judge(&piece.sheet, ground, claims);
        let facts = fenced(&piece.sheet.render());
        let lead = lead(&piece.sheet, rules);
        let period = insights.period.to_string();
        let mut task = Task {
            name: piece.prompt,
            repository: &piece.subject,
            noun: insights.kind.noun(),
            period: &period,
            fewest: SENTENCES.0,
            most: SENTENCES.1,
            lead: &lead,
            facts: &facts,
            wrong: &[],
        };
        let mut judged = judge(self.ask(&task).await?);
        let wrong: Vec<(String, String)> = judged
            .iter()
            .filter_map(|one| one.as_ref().err().cloned())
            .collect();
        if wrong.is_empty() {
            return Ok(judged);
        }
        task.name = "again.j2";
        task.wrong = &wrong;
        // The second answer can only add to the first.
        let Ok(again) = self.ask(&task).await else {
            return Ok(judged);
        };
        let places: Vec<usize> = (0..judged.len())
            .filter(|&place| judged[place].is_err())
            .collect();
        for (place, better) in places.into_iter().zip(judge(again)) {
            judged[place] = better;
        }
        Ok(judged)
    }

    async fn ask(&self, task: &Task<'_>) -> Result<Vec<Claim>, Trouble> {
        let schema = schemars::schema_for!(Reply).to_value();
        let prompt = self.prompts.prompt(task, &schema).map_err(Trouble::Prompt)?;
        let reply: Reply = self
            .asker
            .ask(&prompt, self.budget, &|_| {})
            .await
            .map_err(Trouble::Model)?;
        // Not every server keeps to how many a schema asks for.
        if reply.sentences.is_empty() {
            return Err(Trouble::Model(ModelError::Empty));
        }
        Ok(reply.sentences)
    }
}

/// Holds claims against the facts. What is told twice counts once.
///
/// What passes is held against its facts once more as it is stored: whoever reads the insights finds what is found here.
fn judge(sheet: &FactSheet, ground: &Ground<'_>, claims: Vec<Claim>) -> Vec<Judged> {
    let mut claims: Vec<Claim> = claims.into_iter().take(MOST_READ).collect();
    claims.dedup_by(|a, b| a.text == b.text);
    let judged = claims.into_iter().map(|claim| {
        let stored = |sentence: Sentence| {
            let flaws = check(&sentence, ground);
            if flaws.is_empty() {
                Ok(sentence)
            } else {
                Err(flaws)
            }
        };
        sheet.ground(&claim).and_then(stored).map_err(|flaws| {
            let reasons: Vec<String> = flaws.iter().take(3).map(ToString::to_string).collect();
            // What the model wrote goes back to it fenced as facts are.
            (
                fenced(&claim.text.replace('\n', " ")),
                fenced(&reasons.join("; ").replace('\n', " ")),
            )
        })
    });
    judged.collect()
}

/// The ids of the facts that the paragraph of the rules begins with.
fn lead(sheet: &FactSheet, rules: &[Sentence]) -> String {
    let Some(first) = rules.first() else {
        return String::new();
    };
    let leads = |evidence: &Evidence| {
        !matches!(evidence, Evidence::Metric { .. }) && first.evidence.contains(evidence)
    };
    let facts = sheet
        .facts()
        .iter()
        .filter(|fact| fact.evidence.iter().any(leads));
    facts
        .take(3)
        .map(|fact| fact.id.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The model's sentences; a summary keeps the last sentence of the rules, which holds the numbers of the period.
fn kept(piece: &Piece, mut passed: Vec<Sentence>, rules: &[Sentence]) -> Vec<Sentence> {
    let numbers = |sentence: &Sentence| {
        sentence
            .evidence
            .iter()
            .all(|one| matches!(one, Evidence::Metric { .. }))
    };
    if piece.place == Place::Summary
        && let Some(last) = rules.last().filter(|last| numbers(last))
    {
        passed.push(last.clone());
    }
    passed
}

/// The evidence of a story and of a theme is that of its sentences.
fn refresh(insights: &mut Insights, place: Place) {
    let (paragraphs, headline, evidence) = match place {
        Place::Story(place) => {
            let story = &mut insights.stories[place];
            (&story.paragraphs, &story.headline, &mut story.evidence)
        }
        Place::Theme(place) => {
            let theme = &mut insights.themes[place];
            (&theme.paragraphs, &theme.headline, &mut theme.evidence)
        }
        Place::Summary => return,
    };
    let sentences = paragraphs.iter().flatten().chain([headline]);
    let all: std::collections::BTreeSet<Evidence> = sentences
        .flat_map(|sentence| sentence.evidence.iter().cloned())
        .collect();
    *evidence = all.into_iter().collect();
}
