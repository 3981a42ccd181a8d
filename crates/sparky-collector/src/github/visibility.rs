//! Who may see repositories at the end of a collection: a repository may have turned private while it was read.

use std::collections::BTreeMap;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use super::{
    client::{Answer, Client},
    error::GitHubError,
    queries,
};

/// Repositories in one request.
const MOST: usize = 100;

/// A repository as it is called and seen now.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Its node id.
    pub id: String,
    /// `owner/name`.
    pub name_with_owner: String,
    /// Where people look at it.
    pub url: String,
    /// `PUBLIC`, `PRIVATE` or `INTERNAL`.
    pub visibility: String,
}

/// Looks again. What is not in the answer is gone or hidden by now.
pub async fn look(
    client: &Client,
    ids: &[String],
    parallel: usize,
) -> Result<BTreeMap<String, Seen>, GitHubError> {
    let asked: Vec<_> = ids.chunks(MOST).map(|ids| ask(client, ids).boxed()).collect();
    let answers = stream::iter(asked).buffer_unordered(parallel.max(1));
    let answers: Vec<_> = answers.try_collect().await?;
    let nodes = answers
        .into_iter()
        .flat_map(|mut answer| match answer.data["nodes"].take() {
            serde_json::Value::Array(nodes) => nodes,
            _ => Vec::new(),
        });
    let seen = nodes.filter_map(|node| serde_json::from_value::<Seen>(node).ok());
    Ok(seen.map(|seen| (seen.id.clone(), seen)).collect())
}

async fn ask(client: &Client, ids: &[String]) -> Result<Answer, GitHubError> {
    client.query(&queries::visibility(ids)).await
}
