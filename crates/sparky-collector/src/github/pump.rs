//! Asks many questions with few requests: batches of them, several under way at once, until nobody has more to ask.

use futures::{StreamExt, stream::FuturesUnordered};
use serde_json::Value;

use super::{
    answer::QueryError,
    client::{Answer, Client},
    error::GitHubError,
    queries::compose,
    sizes::Sizes,
    want::Want,
};

/// How often a question is asked when its answer is not whole: where one answer in ten fails, one question in 10⁸ is
/// lost.
const TRIES: u32 = 8;

/// How many requests in a row may be too heavy before it is no longer their weight that is to blame.
const HEAVY_IN_A_ROW: u32 = 16;

/// Who asks: takes answers and may have further questions.
pub trait Asker {
    /// Takes the object that a question was about, or why there is no whole answer.
    fn take(&mut self, want: Want, answer: Result<Value, String>) -> Vec<Want>;
}

/// Asks until there are no more questions. An error means that GitHub cannot be asked at all; what one question lacks
/// is told to the asker.
///
/// Follow-up questions wait for each other until they fill a request or nothing else is under way: that keeps the
/// number of requests small.
pub async fn pump(
    client: &Client,
    sizes: &Sizes,
    parallel: usize,
    wants: Vec<Want>,
    asker: &mut impl Asker,
) -> Result<(), GitHubError> {
    let mut queue = wants;
    let mut under_way = FuturesUnordered::new();
    let mut heavy_in_a_row = 0;
    loop {
        // With nothing under way the whole queue leaves, else what fills a request.
        let flush = under_way.is_empty();
        while under_way.len() < parallel && !queue.is_empty() && (flush || sizes.fills(&queue)) {
            under_way.push(ask(client, sizes.take(&mut queue)));
        }
        let Some((batch, answer)) = under_way.next().await else {
            return Ok(());
        };
        match answer {
            Ok(answer) => {
                heavy_in_a_row = 0;
                sizes.went_well();
                queue.extend(hand_out(batch, answer, asker));
            }
            Err(error @ GitHubError::TooHeavy { .. }) if heavy_in_a_row < HEAVY_IN_A_ROW => {
                heavy_in_a_row += 1;
                let smaller = sizes.halve(&batch);
                for mut want in batch {
                    // What is as small as can be may still have been unlucky.
                    want.tries += u32::from(!smaller);
                    if want.tries < TRIES {
                        queue.push(want);
                    } else {
                        queue.extend(asker.take(want, Err(error.to_string())));
                    }
                }
            }
            Err(error) => return Err(error),
        }
    }
}

async fn ask(client: &Client, batch: Vec<Want>) -> (Vec<Want>, Result<Answer, GitHubError>) {
    let answer = client.query(&compose(&batch)).await;
    (batch, answer)
}

/// Gives each question its part of an answer; what is not whole is asked again or told.
fn hand_out(batch: Vec<Want>, mut answer: Answer, asker: &mut impl Asker) -> Vec<Want> {
    let mut more = Vec::new();
    for (number, mut want) in batch.into_iter().enumerate() {
        let alias = format!("w{number}");
        let object = answer.data[&alias].take();
        match trouble(&alias, &object, &answer.errors) {
            None => more.extend(asker.take(want, Ok(object))),
            Some(error) if is_lasting(&error) || want.tries + 1 >= TRIES => {
                more.extend(asker.take(want, Err(error.message)));
            }
            Some(_) => {
                want.tries += 1;
                more.push(want);
            }
        }
    }
    more
}

/// Why an object is not whole: an error on the way to it or inside it, or that it is missing.
fn trouble(alias: &str, object: &Value, errors: &[QueryError]) -> Option<QueryError> {
    let own = errors
        .iter()
        .find(|error| error.path.first().is_some_and(|first| first == alias));
    let missing = || {
        let anonymous = errors.iter().find(|error| error.path.is_empty()).cloned();
        anonymous.unwrap_or_else(|| QueryError {
            message: "GitHub gives nothing".into(),
            ..QueryError::default()
        })
    };
    own.cloned().or_else(|| object.is_null().then(missing))
}

fn is_lasting(error: &QueryError) -> bool {
    matches!(error.kind.as_str(), "NOT_FOUND" | "FORBIDDEN" | "undefinedField")
}
