//! The headline of a report: its lead story and when it was.

use sparky_common::{model::Insights, period::Kind};

use super::stories;
use crate::{
    page::{Resolver, counted, day_with_year},
    text::{LONGEST_NAME, collected},
};

/// A concrete title, different for each period.
pub(super) fn title(insights: &Insights, resolver: &Resolver) -> String {
    let organisation = collected(&insights.organisation, LONGEST_NAME);
    let when = when(insights);
    if let Some(headline) = stories::lead(insights, resolver) {
        let place = if organisation.is_empty() {
            when
        } else {
            format!("{organisation}, {when}")
        };
        return format!("{headline} ({place})");
    }
    let noun = insights.kind.noun();
    let at = if organisation.is_empty() {
        String::new()
    } else {
        format!(" at {organisation}")
    };
    if insights.totals.commits == 0 {
        format!("A quiet {noun}{at}: {when}")
    } else {
        format!(
            "{}{at}: {when}",
            counted(insights.totals.commits, "commit", "commits")
        )
    }
}

/// The period as people say it.
pub(crate) fn when(insights: &Insights) -> String {
    let first = insights.period.first_day();
    match insights.kind {
        Kind::Daily => day_with_year(first),
        Kind::Weekly => {
            let week = first.iso_week_date();
            format!("week {} of {}", week.week(), week.year())
        }
        Kind::Monthly => first.strftime("%B %Y").to_string(),
    }
}
