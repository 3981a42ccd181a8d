//! The purse of a fleet, in the Redis that its collectors share: one field for each meter, which it alone writes.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::purse::{FORGOTTEN, Heard, Purse, PurseError, Share, Standing, Word};
use crate::github::cache::{Asked, RedisLink};

/// How long a word is believed: longer than an hour of points lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(2);

/// The purse of everyone who asks a host as one login.
pub struct FleetPurse {
    redis: Arc<RedisLink>,
    asked: Asked,
}

/// A word as it is written. Times are Unix seconds.
#[derive(Serialize, Deserialize)]
struct Note {
    left: Option<u64>,
    reset: Option<i64>,
    paused: Option<i64>,
    under_way: u64,
    at: i64,
}

impl FleetPurse {
    /// The purse in a Redis.
    pub fn new(redis: Arc<RedisLink>, asked: Asked) -> Self {
        Self { redis, asked }
    }
}

#[async_trait]
impl Purse for FleetPurse {
    async fn exchange(
        &self,
        share: &Share,
        resource: &str,
        word: Word,
        now: Timestamp,
    ) -> Result<Heard, PurseError> {
        let key = self.asked.key(&format!("points {resource}"));
        let note = serde_json::to_string(&Note::of(word, now)).expect("plain data becomes JSON");
        let mut commands = redis::pipe();
        commands
            .atomic()
            .hset(&key, &share.meter, note)
            .ignore()
            .expire(&key, LASTS.as_secs())
            .ignore()
            .hgetall(&key);
        let (notes,): (BTreeMap<String, Vec<u8>>,) = self.redis.send(&commands, now).await?;
        let mut heard = Heard {
            standing: word.standing,
            elsewhere: 0,
        };
        let mut useless = Vec::new();
        for (meter, note) in notes.iter().filter(|(meter, _)| **meter != share.meter) {
            match Note::read(note, now) {
                Some(note) => note.add_to(&mut heard, now),
                None => useless.push(meter),
            }
        }
        if !useless.is_empty() {
            tracing::debug!(
                meters = useless.len(),
                "removes words that are old or not understood"
            );
            let () = self
                .redis
                .send(redis::pipe().hdel(&key, useless).ignore(), now)
                .await?;
        }
        Ok(heard)
    }
}

impl Note {
    fn of(word: Word, now: Timestamp) -> Self {
        // Rounded up: nobody may believe that a wait is over before it is.
        let seconds = |time: Timestamp| time.as_second() + i64::from(time.subsec_nanosecond() > 0);
        Self {
            left: word.standing.left,
            reset: word.standing.reset.map(seconds),
            paused: word.standing.paused_until.map(seconds),
            under_way: word.under_way,
            at: now.as_second(),
        }
    }

    /// A note that can be true: not too old, and with no time later than a limit lasts. Nobody can stop a fleet for
    /// longer with what is written here.
    fn read(text: &[u8], now: Timestamp) -> Option<Self> {
        let note: Self = serde_json::from_slice(text).ok()?;
        let now = now.as_second();
        let lasts = LASTS.as_secs();
        let is_near = |time: Option<i64>| time.is_none_or(|time| time <= now.saturating_add(lasts));
        let is_fresh = now.abs_diff(note.at) < lasts.unsigned_abs();
        (is_fresh && is_near(note.reset) && is_near(note.paused)).then_some(note)
    }

    fn add_to(&self, heard: &mut Heard, now: Timestamp) {
        let time = |seconds: Option<i64>| seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        heard.standing.hear_all(&Standing {
            left: self.left,
            reset: time(self.reset),
            paused_until: time(self.paused),
        });
        if now.as_second().abs_diff(self.at) < FORGOTTEN.as_secs().unsigned_abs() {
            heard.elsewhere = heard.elsewhere.saturating_add(self.under_way);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_cannot_be_true_are_not_believed() {
        let now = Timestamp::from_second(100_000).unwrap();
        let read = |text: &str| Note::read(text.as_bytes(), now).is_some();
        assert!(read(
            r#"{"left": 5, "reset": 103000, "paused": null, "under_way": 3, "at": 99990}"#
        ));
        for text in [
            "",
            "garbage",
            r#"{"left": -5, "reset": 103000, "paused": null, "under_way": 3, "at": 99990}"#,
            r#"{"left": 0, "reset": 9999999999, "paused": null, "under_way": 0, "at": 99990}"#,
            r#"{"left": 0, "reset": null, "paused": 9223372036854775807, "under_way": 0, "at": 99990}"#,
            r#"{"left": 0, "reset": null, "paused": null, "under_way": 0, "at": 1}"#,
            r#"{"left": 0, "reset": null, "paused": null, "under_way": 0, "at": 9999999}"#,
        ] {
            assert!(!read(text), "{text}");
        }
    }

    #[test]
    fn a_meter_that_was_killed_holds_no_points() {
        let word = Word {
            under_way: 7,
            ..Word::default()
        };
        let note = Note::of(word, Timestamp::from_second(1_000).unwrap());
        let elsewhere = |seconds| {
            let mut heard = Heard::default();
            note.add_to(&mut heard, Timestamp::from_second(seconds).unwrap());
            heard.elsewhere
        };
        assert_eq!((elsewhere(1_001), elsewhere(1_599), elsewhere(1_600)), (7, 7, 0));
    }
}
