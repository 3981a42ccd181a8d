//! How many tokens a text takes: estimated, and measured by what servers counted. Pure.

/// Bytes that a token of our prompts holds before anything was measured: low, so that estimates are high.
const FIRST_GUESS: f64 = 3.0;

/// A token holds at most this many bytes of our prompts on average: facts are names, paths and ids, which no
/// tokenizer packs more densely than English prose (4 to 5).
const DENSEST: f64 = 6.0;

/// A token holds at least this many.
const SPARSEST: f64 = 1.5;

/// Tokens that a chat template adds.
const TEMPLATE: f64 = 64.0;

/// How much of a new measurement is taken over.
const WEIGHT: f64 = 0.3;

/// How far below the measured density a count may lie before something must be missing.
const TOLERANCE: f64 = 0.75;

/// Measures a model's tokens against bytes.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Gauge {
    bytes_per_token: Option<f64>,
}

impl Gauge {
    /// The tokens that a prompt may take: rather too many than too few.
    pub fn most(&self, bytes: usize) -> u64 {
        let density = self.bytes_per_token.unwrap_or(FIRST_GUESS);
        (bytes as f64 / density * 1.1 + TEMPLATE).ceil() as u64
    }

    /// The tokens that a prompt takes at least; a server that counts fewer has not read all of it.
    pub fn least(&self, bytes: usize) -> u64 {
        let measured = self
            .bytes_per_token
            .map_or(0.0, |density| bytes as f64 / density * TOLERANCE);
        measured.max(bytes as f64 / DENSEST).floor() as u64
    }

    /// Learns from a prompt that was read whole. Short ones say more about the template than about the text.
    pub fn learn(&mut self, bytes: usize, tokens: u64) {
        const SHORT: usize = 1000;
        if bytes < SHORT || tokens == 0 {
            return;
        }
        let density = (bytes as f64 / tokens as f64).clamp(SPARSEST, DENSEST);
        self.bytes_per_token = Some(match self.bytes_per_token {
            Some(known) => known + (density - known) * WEIGHT,
            None => density,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_follow_what_servers_count() {
        let mut gauge = Gauge::default();
        assert!(gauge.most(9000) > 3000);
        for _ in 0..20 {
            gauge.learn(9000, 2250);
        }
        assert!((2475..2600).contains(&gauge.most(9000)), "{}", gauge.most(9000));
        assert!((1600..1700).contains(&gauge.least(9000)), "{}", gauge.least(9000));
    }

    #[test]
    fn a_prompt_that_lost_half_is_noticed_and_a_whole_one_is_not() {
        let mut gauge = Gauge::default();
        assert!(4000 / 2 < gauge.least(16_000));
        gauge.learn(16_000, 4000);
        assert!(4000 >= gauge.least(16_000) && 2000 < gauge.least(16_000));
    }

    #[test]
    fn short_prompts_teach_nothing() {
        let mut gauge = Gauge::default();
        gauge.learn(100, 100);
        assert_eq!(gauge, Gauge::default());
    }
}
