//! Reading a streamed answer line by line, with patience and within bounds.

use std::time::Duration;

use reqwest::Response;

use crate::llm::ModelError;

/// The most bytes of a streamed answer with all that the API puts around its tokens.
const LARGEST: usize = 32 << 20;

/// The longest line.
const LONGEST_LINE: usize = 4 << 20;

/// The most bytes of a short answer.
const LARGEST_SHORT: usize = 16 << 20;

/// What a line meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// More will come.
    More,
    /// The answer is whole.
    Done,
}

/// Gives every line to `line` until it says that the answer is whole. No two pieces may be further apart than `wait`.
pub(super) async fn read(
    mut response: Response,
    wait: Duration,
    line: &mut (dyn FnMut(&str) -> Result<Step, ModelError> + Send),
) -> Result<(), ModelError> {
    let seconds = wait.as_secs();
    let (mut rest, mut bytes) = (Vec::new(), 0);
    loop {
        let chunk = tokio::time::timeout(wait, response.chunk())
            .await
            .map_err(|_| match bytes {
                0 => ModelError::Silent { seconds },
                _ => ModelError::Stalled { seconds },
            })?;
        let broken = |error: reqwest::Error| ModelError::BrokenOff(Some(error.without_url()));
        let Some(chunk) = chunk.map_err(broken)? else {
            // A last line may come without its end.
            let last = String::from_utf8_lossy(&rest).into_owned();
            return match line(last.trim())? {
                Step::Done => Ok(()),
                Step::More => Err(ModelError::BrokenOff(None)),
            };
        };
        bytes += chunk.len();
        rest.extend_from_slice(&chunk);
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let whole: Vec<u8> = rest.drain(..=end).collect();
            if line(String::from_utf8_lossy(&whole).trim())? == Step::Done {
                return Ok(());
            }
        }
        if bytes > LARGEST || rest.len() > LONGEST_LINE {
            return Err(ModelError::TooLarge);
        }
    }
}

/// A short answer as a whole.
pub(super) async fn all(mut response: Response) -> Result<Vec<u8>, ModelError> {
    let mut body = Vec::new();
    let broken = |error: reqwest::Error| ModelError::BrokenOff(Some(error.without_url()));
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_SHORT {
            return Err(ModelError::TooLarge);
        }
    }
    Ok(body)
}
