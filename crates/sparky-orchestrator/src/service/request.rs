//! Refusing requests that can come to nothing.

use jiff::{Timestamp, tz::TimeZone};
use sparky_common::{messages::TaskFailure, model::RunRequest};

/// Checks a request at an instant in the organisation's time zone.
pub(crate) fn check(request: &RunRequest, zone: &TimeZone, now: Timestamp) -> Result<(), TaskFailure> {
    let (kind, period) = (request.kind, request.period);
    if period.kind() != kind {
        return Err(mistake(
            format!(
                "`{period}` is a {}, but a {kind} run was asked for",
                period.kind().noun()
            ),
            format!("give the period of a {}", kind.noun()),
        ));
    }
    if !period.has_begun(zone, now) {
        return Err(mistake(
            format!("the {} {period} has not begun", kind.noun()),
            "give a period of the past, or the one that is going on".into(),
        ));
    }
    Ok(())
}

fn mistake(message: String, hint: String) -> TaskFailure {
    TaskFailure {
        message,
        hint: Some(hint),
        retryable: false,
    }
}

#[cfg(test)]
mod tests {
    use sparky_common::period::Kind;

    use super::*;

    fn checked(kind: Kind, period: &str) -> Result<(), String> {
        let request = RunRequest {
            kind,
            period: period.parse().unwrap(),
            sources: Vec::new(),
            organisation: None,
            publish: false,
            dry_run: false,
            model: None,
        };
        let now = "2025-11-17T02:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/New_York").unwrap();
        check(&request, &zone, now).map_err(|failure| failure.message)
    }

    #[test]
    fn the_past_and_the_present_can_be_reported_on() {
        assert_eq!(checked(Kind::Weekly, "2025-W45"), Ok(()));
        assert_eq!(checked(Kind::Weekly, "2025-W46"), Ok(()));
    }

    #[test]
    fn the_future_cannot_and_begins_where_the_organisation_is() {
        assert_eq!(
            checked(Kind::Weekly, "2025-W47"),
            Err("the week 2025-W47 has not begun".into())
        );
        assert_eq!(
            checked(Kind::Daily, "2025-11-17"),
            Err("the day 2025-11-17 has not begun".into())
        );
    }

    #[test]
    fn kind_and_period_belong_together() {
        assert_eq!(
            checked(Kind::Daily, "2025-W46"),
            Err("`2025-W46` is a week, but a daily run was asked for".into())
        );
    }
}
