//! References to immutable, content-addressed artifacts.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Digest;

/// The SHA-256 of some bytes, in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Sha256(String);

impl Sha256 {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finished(sha2::Sha256::new_with_prefix(bytes))
    }

    /// The hash of everything that a hasher was given.
    pub(crate) fn finished(hasher: sha2::Sha256) -> Self {
        use fmt::Write;
        let digest = hasher.finalize();
        let mut text = String::with_capacity(64);
        for byte in digest {
            // Writing to a String cannot fail.
            write!(text, "{byte:02x}").expect("a String takes every write");
        }
        Self(text)
    }

    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names an artifact in the store: messages carry references, never payloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArtifactRef {
    /// Where people find it, such as `raw/weekly/2025-W46.json`. A later run may put something else there.
    pub name: String,
    /// What it is: the content's hash, under which the store keeps it for good.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub bytes: u64,
}
