//! What goes wrong, by chance that a seed decides.

use std::time::Duration;

use fastrand::Rng;

/// How often each fault happens to a message, from 0 (never) to 1 (always).
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// It is lost.
    pub drop: f64,
    /// It comes twice.
    pub duplicate: f64,
    /// It comes after the one that follows it.
    pub reorder: f64,
    /// It comes late, by up to `latest`.
    pub delay: f64,
    /// The most that a message is late.
    pub latest: Duration,
    /// The connection ends in its place.
    pub cut: f64,
}

/// What happens to one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Pass,
    Drop,
    Duplicate,
    Reorder,
    Delay(Duration),
    Cut,
}

impl Faults {
    /// Draws lots for one message.
    pub(super) fn draw(&self, rng: &mut Rng) -> Fate {
        let lot = rng.f64();
        let mut below = 0.0;
        let mut hit = |chance: f64| {
            below += chance;
            lot < below
        };
        if hit(self.drop) {
            Fate::Drop
        } else if hit(self.duplicate) {
            Fate::Duplicate
        } else if hit(self.reorder) {
            Fate::Reorder
        } else if hit(self.delay) {
            Fate::Delay(self.latest.mul_f64(rng.f64()))
        } else if hit(self.cut) {
            Fate::Cut
        } else {
            Fate::Pass
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_fall_as_often_as_asked_for_and_again_with_the_same_seed() {
        let faults = Faults {
            drop: 0.5,
            cut: 0.25,
            ..Faults::default()
        };
        let draw = |seed| {
            let mut rng = Rng::with_seed(seed);
            (0..4000).map(|_| faults.draw(&mut rng)).collect::<Vec<_>>()
        };
        let fates = draw(7);
        let count = |fate| fates.iter().filter(|drawn| **drawn == fate).count();
        assert!((1900..2100).contains(&count(Fate::Drop)), "{}", count(Fate::Drop));
        assert!((900..1100).contains(&count(Fate::Cut)), "{}", count(Fate::Cut));
        assert_eq!(count(Fate::Drop) + count(Fate::Cut) + count(Fate::Pass), 4000);
        assert_eq!(fates, draw(7));
        assert_ne!(fates, draw(8));
    }
}
