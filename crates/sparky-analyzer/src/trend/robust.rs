//! Median and median absolute deviation, which a single odd period cannot move.

/// What makes the median absolute deviation of normally distributed values equal to their standard deviation
/// (Rousseeuw and Croux, 1993).
const SCALE: f64 = 1.4826;

/// The middle value; of two middle ones their mean. Nothing for no values.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// The median of the distances from `center`, scaled. 0 for no values.
pub(super) fn deviation(values: &[f64], center: f64) -> f64 {
    let distances = values.iter().map(|value| (value - center).abs()).collect();
    median(distances).unwrap_or_default() * SCALE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![4.0, 1.0, 9.0]), Some(4.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
        // The example of Leys et al. (2013): 1, 3, 3, 6, 8, 10, 10, 1000 has median 7 and MAD 3.5.
        let values = [1.0, 3.0, 3.0, 6.0, 8.0, 10.0, 10.0, 1000.0];
        assert_eq!(median(values.to_vec()), Some(7.0));
        assert!((deviation(&values, 7.0) - 5.1891).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn one_wild_value_cannot_carry_the_median_away(
            values in prop::collection::vec(0_u32..1_000, 3..40), wild in any::<u32>(), place in any::<prop::sample::Index>(),
        ) {
            let calm: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
            let mut disturbed = calm.clone();
            disturbed[place.index(calm.len())] = f64::from(wild);
            let (low, high) = calm.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
            let median = median(disturbed).unwrap();
            prop_assert!((low..=high).contains(&median));
        }
    }
}
